//! Finds the spans of one reply, in order, under its limits.

use alloc::{collections::VecDeque, vec::Vec};

use crate::{
    error::StorageFault,
    response::Span,
    store::{
        FileOutcome, FileSlice,
        find::{Finder, Look, Places},
    },
};

/// The answer to one span.
type Located = Result<Vec<FileSlice>, StorageFault>;

/// A question under way.
#[derive(Clone, Debug)]
pub(super) struct Locate {
    spans: VecDeque<Option<Span>>,
    /// The span that is being looked for.
    finder: Option<Finder>,
    /// Bytes that the reply has room for.
    room: u64,
    found: Vec<Located>,
}

impl Locate {
    /// The spans of one reply, and the most bytes it may have.
    pub(super) fn new(spans: Vec<Option<Span>>, bytes_max: u32) -> Locate {
        Locate { found: Vec::with_capacity(spans.len()), spans: spans.into(), finder: None, room: bytes_max.into() }
    }

    /// Goes on until all is found, or something must be read.
    pub(super) fn look<'a>(&mut self, places: impl Fn(&Span) -> Option<Places<'a>>) -> Look<Vec<Located>> {
        while let Some(span) = self.spans.front() {
            let Some(span) = span else {
                self.answer(Ok(Vec::new()));
                continue;
            };
            let Some(places) = places(span) else {
                self.answer(Err(StorageFault::Missing));
                continue;
            };
            let nothing_yet = self.found.iter().all(|found| !matches!(found, Ok(pieces) if !pieces.is_empty()));
            let room = self.room.min(u64::from(span.bytes_max));
            let finder = self.finder.get_or_insert_with(|| Finder::new(span.from, span.upto, room, nothing_yet));
            match finder.look(places) {
                Look::Read(action) => return Look::Read(action),
                Look::Found(pieces) => self.answer(Ok(pieces)),
                Look::Fault(fault) => self.answer(Err(fault)),
            }
        }
        Look::Found(core::mem::take(&mut self.found))
    }

    /// What was read for the span that is being looked for.
    pub(super) fn feed(&mut self, result: Result<FileOutcome, StorageFault>) {
        let fed = match (result, &mut self.finder) {
            (Ok(FileOutcome::Read(bytes)), Some(finder)) => finder.feed(&bytes),
            (Err(fault), _) => Err(fault),
            _ => Err(StorageFault::Io),
        };
        if let Err(fault) = fed {
            self.answer(Err(fault));
        }
    }

    fn answer(&mut self, located: Located) {
        let bytes: u64 = located.iter().flatten().map(|piece| u64::from(piece.length)).sum();
        self.room = self.room.saturating_sub(bytes);
        self.spans.pop_front();
        self.finder = None;
        self.found.push(located);
    }
}
