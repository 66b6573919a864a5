//! Finds the bytes of a span: from tables where they know, else by reading heads.

use alloc::vec::Vec;

use crate::{
    error::StorageFault,
    id::Offset,
    limit,
    record::{HEAD_BYTES, Head},
    store::{
        FileAction, FileId, FileSlice,
        fit::{Fit, fit},
        segment::Segment,
        tail::Tail,
    },
};

/// What a finder reads in: the segments of a log, oldest first, and its last batches.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) segments: &'a [Segment],
    pub(super) tail: &'a Tail,
    /// The log end.
    pub(super) end: Offset,
}

impl<'a> Places<'a> {
    /// The segment that holds `offset`, or the first one past the gap that does.
    pub(super) fn segment_of(&self, offset: Offset) -> Option<&'a Segment> {
        let after = self.segments.partition_point(|segment| segment.name.base <= offset);
        let index = after.checked_sub(1)?;
        let segment = &self.segments[index];
        if offset < segment.end {
            Some(segment)
        } else {
            self.segments[index + 1..].iter().find(|s| s.end > s.name.base)
        }
    }
}

/// An answer, or what must be read before there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look<T> {
    /// The answer.
    Found(T),
    /// Read this, and feed it to the walk.
    Read(FileAction),
    /// There is none.
    Fault(StorageFault),
}

/// Batches whose heads were read one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    file: Option<FileId>,
    /// Where they begin, and at last where the last one ends.
    places: Vec<(Offset, u64)>,
    /// The next place that is known anyway: heads must lead there.
    bound: (Offset, u64),
}

impl Walk {
    /// Begins, or goes on, at a known batch.
    fn from(&mut self, segment: &Segment, place: (Offset, u64)) -> FileAction {
        self.file = Some(segment.file);
        self.places.clear();
        self.places.push(place);
        self.bound = segment.next_known(place);
        let length = u32::try_from(self.bound.1.saturating_sub(place.1)).unwrap_or(u32::MAX);
        FileAction::Read { file: segment.file, position: place.1, length: length.min(limit::WALK_BYTES) }
    }

    /// Takes the bytes that [`Walk::from`] asked for.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), StorageFault> {
        let Some(&(_, start)) = self.places.first() else { return Err(StorageFault::Corrupt) };
        loop {
            let Some(&(offset, position)) = self.places.last() else { return Err(StorageFault::Corrupt) };
            let skip = usize::try_from(position - start).unwrap_or(usize::MAX);
            let window = bytes.get(skip..).unwrap_or_default();
            if position >= self.bound.1 || window.len() < HEAD_BYTES {
                // One batch at least, or there is no getting on.
                return if self.places.len() > 1 { Ok(()) } else { Err(StorageFault::Corrupt) };
            }
            let follows = |head: &Head| {
                let end = (Offset(head.next_offset()), position.saturating_add(head.size()));
                let within = end == self.bound || (end.0 < self.bound.0 && end.1 < self.bound.1);
                head.base_offset == offset.0 && head.last_offset_delta >= 0 && within
            };
            let Some(head) = Head::parse(window).ok().filter(follows) else {
                // Either this batch is damaged, or the one before it has led astray.
                self.places.truncate((self.places.len() - 1).max(2));
                return if self.places.len() > 1 { Ok(()) } else { Err(StorageFault::Corrupt) };
            };
            let end = position.saturating_add(head.size());
            self.places.push((Offset(head.next_offset()), end));
        }
    }

    fn places(&self, file: FileId) -> &[(Offset, u64)] {
        if self.file == Some(file) { &self.places } else { &[] }
    }

    /// Where the batch that holds `offset` begins.
    fn place(&self, file: FileId, offset: Offset) -> Option<(Offset, u64)> {
        let places = self.places(file);
        let after = places.partition_point(|(base, _)| *base <= offset);
        (after < places.len()).then(|| after.checked_sub(1).map(|index| places[index])).flatten()
    }

    /// Where the batches end that begin at or past `position`, if one begins right there.
    fn ends(&self, file: FileId, position: u64) -> &[(Offset, u64)] {
        let places = self.places(file);
        places.iter().position(|(_, at)| *at == position).map_or(&[], |index| &places[index + 1..])
    }
}

/// Where the batch of `segment` that holds `offset` begins.
pub(super) fn place(places: Places<'_>, segment: &Segment, offset: Offset, walk: &mut Walk) -> Look<(Offset, u64)> {
    if segment.damage_at(offset).is_some() {
        return Look::Fault(StorageFault::Corrupt);
    }
    if let Some(place) = places.tail.place(segment.file, offset).or_else(|| walk.place(segment.file, offset)) {
        return Look::Found(place);
    }
    let walked = walk.places(segment.file).last().copied().filter(|(base, _)| *base <= offset);
    let floor = segment.floor(offset);
    let floor = walked.map_or(floor, |walked| walked.max(floor));
    if floor.0 == offset { Look::Found(floor) } else { Look::Read(walk.from(segment, floor)) }
}

/// Where a span of `segment` that begins at `start` ends: at `upto` at the most.
fn cut(
    places: Places<'_>,
    segment: &Segment,
    start: (Offset, u64),
    upto: Offset,
    room: u64,
    oblige: bool,
    walk: &mut Walk,
) -> Look<(Offset, u64)> {
    let damage = segment.damage_after(start.0).map(|damage| (damage.from, damage.position));
    let hard = damage.unwrap_or((segment.end, segment.length));
    let upto = upto.min(hard.0);
    let dense = || places.tail.ends(segment.file, start.0);
    let walked = walk.ends(segment.file, start.1);
    let indexed =
        segment.index.last_within(start.1, start.1.saturating_add(room), upto).map(|e| (e.offset, e.position));
    let all = || {
        let known = [Some(hard), indexed].into_iter().flatten();
        known.chain(dense()).chain(walked.iter().copied()).filter(|(offset, _)| *offset <= upto)
    };
    let first = dense().next().or(walked.first().copied());
    match fit(start.1, room, all().map(|(_, at)| at), first.map(|(_, at)| at), oblige) {
        Fit::At(at) => match all().chain(first).find(|(_, end)| *end == at) {
            Some(end) if end.0 <= upto => Look::Found(end),
            _ => Look::Found(start),
        },
        Fit::Nothing => Look::Found(start),
        Fit::Unknown if room < HEAD_BYTES as u64 && !oblige => Look::Found(start),
        Fit::Unknown => Look::Read(walk.from(segment, start)),
    }
}

/// Finds the pieces of one span.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    from: Offset,
    upto: Offset,
    room: u64,
    oblige: bool,
    walk: Walk,
    pieces: Vec<FileSlice>,
    /// The first offset of the first piece.
    first: Offset,
}

impl Finder {
    /// The span's first offset and end, the bytes there is room for, and whether its first batch comes whatever its size.
    pub(super) fn new(from: Offset, upto: Offset, room: u64, oblige: bool) -> Finder {
        Finder { from, upto, room, oblige, walk: Walk::default(), pieces: Vec::new(), first: from }
    }

    /// The first offset of the first piece: its batch's, which may lie before the span's.
    pub(super) fn first(&self) -> Offset {
        self.first
    }

    /// Takes what [`Finder::look`] asked for.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), StorageFault> {
        self.walk.feed(bytes)
    }

    /// The pieces, as far as they can be told.
    pub(super) fn look(&mut self, places: Places<'_>) -> Look<Vec<FileSlice>> {
        loop {
            let upto = self.upto.min(places.end);
            if self.from >= upto {
                return Look::Found(core::mem::take(&mut self.pieces));
            }
            let Some(segment) = places.segment_of(self.from) else { return self.fault(StorageFault::Missing) };
            let from = self.from.max(segment.name.base);
            if from >= upto {
                return Look::Found(core::mem::take(&mut self.pieces));
            }
            let start = match place(places, segment, from, &mut self.walk) {
                Look::Found(start) => start,
                Look::Read(action) => return Look::Read(action),
                Look::Fault(fault) => return self.fault(fault),
            };
            let oblige = self.oblige && self.pieces.is_empty();
            let end = match cut(places, segment, start, upto, self.room, oblige, &mut self.walk) {
                Look::Found(end) => end,
                Look::Read(action) => return Look::Read(action),
                Look::Fault(fault) => return self.fault(fault),
            };
            let bytes = end.1.saturating_sub(start.1);
            if let Ok(length @ 1..) = u32::try_from(bytes) {
                if self.pieces.is_empty() {
                    self.first = start.0;
                }
                self.pieces.push(FileSlice { file: segment.file, position: start.1, length });
            }
            self.room = self.room.saturating_sub(bytes);
            self.from = end.0;
            // Only a span that takes its segment to the end goes on in the next one.
            if bytes == 0 || end.1 < segment.length {
                return Look::Found(core::mem::take(&mut self.pieces));
            }
        }
    }

    /// What was found before the fault is as good as ever.
    fn fault(&mut self, fault: StorageFault) -> Look<Vec<FileSlice>> {
        if self.pieces.is_empty() { Look::Fault(fault) } else { Look::Found(core::mem::take(&mut self.pieces)) }
    }
}
