//! The orders other than appending, one at a time: each begins when all before it have ended.

use alloc::{boxed::Box, collections::VecDeque, sync::Arc};

use bytes::Bytes;

use crate::{
    error::StorageFault,
    id::Offset,
    log::ProducerTable,
    record::Head,
    storage::{Outcome, StorageOrder},
    store::{
        FileAction, FileOutcome, FileSlice,
        compact::Request,
        find::{Finder, Look, Walk, place},
        log::{Context, Entry, Log, Phase, Then},
        name,
        ops::{Owner, Purpose},
        recover::Recovery,
        retain,
        seek::{Seek, Step},
    },
};

/// What the order at the front is about.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    /// Whole batches: where are they?
    Find(Finder, Waits),
    /// There; read them.
    Fetch(Offset),
    /// A record by time.
    Seek(Box<Seek>, Waits),
    /// Where is the batch at which the log is cut?
    Cut(Offset, Walk, Waits),
    /// The cut is being made.
    Cutting,
    /// The log start moves here.
    Trim(Offset),
    Close,
    Delete,
}

/// Whether a read is under way.
type Waits = bool;

impl Log {
    /// Begins the order at the front, or goes on with it.
    pub(super) fn advance_order(&mut self, cx: &mut Context<'_>) {
        let doing = match self.doing.take() {
            Some(doing) => *doing,
            None => match self.begin(cx) {
                Some(doing) => doing,
                None => return,
            },
        };
        match doing {
            Doing::Find(finder, false) => self.find(finder, cx),
            Doing::Seek(seek, false) => self.seek(seek, cx),
            Doing::Cut(to, walk, false) => self.cut(to, walk, cx),
            Doing::Trim(start) => self.trim(start, cx),
            Doing::Close => self.close(cx),
            Doing::Delete => self.delete(cx),
            waiting => self.doing = Some(Box::new(waiting)),
        }
    }

    fn begin(&mut self, cx: &mut Context<'_>) -> Option<Doing> {
        let Some(Entry::Order(_, order)) = self.queue.front() else { return None };
        if matches!(order, StorageOrder::Trim { .. } | StorageOrder::Close) {
            // That a checkpoint found no room earlier says nothing about the one that this order needs.
            self.saving.take_refusal();
        }
        let ended = match order {
            StorageOrder::Read { from, upto, bytes_max } => {
                return Some(Doing::Find(Finder::new(*from, *upto, u64::from(*bytes_max), true), false));
            }
            StorageOrder::Seek { target, upto } => {
                return Some(Doing::Seek(Box::new(Seek::new(*target, self.start, *upto)), false));
            }
            StorageOrder::Truncate { to } => {
                let to = (*to).max(self.start);
                self.appending.forgive();
                if to < self.written {
                    return Some(Doing::Cut(to, Walk::default(), false));
                }
                Ok(Outcome::Done)
            }
            StorageOrder::Compact { compaction, now, upto } => {
                self.want_compaction(Request { compaction: *compaction, now: *now, upto: *upto });
                Ok(Outcome::Done)
            }
            StorageOrder::Trim { start } => return Some(Doing::Trim((*start).max(self.start))),
            StorageOrder::Expire { retention, now, upto } => {
                Ok(Outcome::Expired(retain::expired(&self.segments, self.start, retention, *now, *upto)))
            }
            StorageOrder::Configure { config } => {
                Arc::make_mut(&mut self.setting).config = *config;
                Ok(Outcome::Done)
            }
            StorageOrder::Close => return Some(Doing::Close),
            StorageOrder::Delete => return Some(Doing::Delete),
            // A log is opened once, and appends are not orders of this kind.
            StorageOrder::Open { .. } | StorageOrder::Append { .. } => Err(StorageFault::Missing),
        };
        self.end_front(ended, cx);
        None
    }

    /// A read for the order at the front has ended.
    pub(super) fn on_query(&mut self, result: Result<FileOutcome, StorageFault>, cx: &mut Context<'_>) {
        let bytes = match result {
            Ok(FileOutcome::Read(bytes)) => bytes,
            Ok(_) => return self.end_front(Err(StorageFault::Io), cx),
            Err(fault) => return self.end_front(Err(fault), cx),
        };
        let fed = match self.doing.take().map(|doing| *doing) {
            Some(Doing::Find(mut finder, true)) => {
                let fed = finder.feed(&bytes);
                self.doing = Some(Box::new(Doing::Find(finder, false)));
                fed
            }
            Some(Doing::Seek(mut seek, true)) => {
                let fed = seek.feed(&bytes, cx.config.codecs);
                self.doing = Some(Box::new(Doing::Seek(seek, false)));
                fed
            }
            Some(Doing::Cut(to, mut walk, true)) => {
                let fed = walk.feed(&bytes);
                self.doing = Some(Box::new(Doing::Cut(to, walk, false)));
                fed
            }
            Some(Doing::Fetch(first)) => {
                let whole = sound_batches(&bytes, first);
                return self.end_front(whole.map(Outcome::Read), cx);
            }
            other => {
                self.doing = other.map(Box::new);
                return;
            }
        };
        if let Err(fault) = fed {
            self.end_front(Err(fault), cx);
        }
    }

    fn find(&mut self, mut finder: Finder, cx: &mut Context<'_>) {
        let Some(places) = self.places() else { return self.end_front(Err(StorageFault::Missing), cx) };
        match finder.look(places) {
            Look::Fault(fault) => self.end_front(Err(fault), cx),
            Look::Read(action) => {
                self.doing = Some(Box::new(Doing::Find(finder, true)));
                self.issue(Purpose::Query, action, cx);
            }
            Look::Found(pieces) => match pieces.first() {
                None => self.end_front(Ok(Outcome::Read(Bytes::new())), cx),
                Some(&FileSlice { file, position, length }) => {
                    self.doing = Some(Box::new(Doing::Fetch(finder.first())));
                    self.issue(Purpose::Query, FileAction::Read { file, position, length }, cx);
                }
            },
        }
    }

    fn seek(&mut self, mut seek: Box<Seek>, cx: &mut Context<'_>) {
        match seek.step(&self.segments, self.written) {
            Step::Found(record) => self.end_front(Ok(Outcome::Sought(record)), cx),
            Step::Read(action) => {
                self.doing = Some(Box::new(Doing::Seek(seek, true)));
                self.issue(Purpose::Query, action, cx);
            }
        }
    }

    /// Whether all that was appended is durable; if not, it is about to be.
    fn is_durable(&mut self, cx: &mut Context<'_>) -> bool {
        if self.durable < self.written && !self.appending.is_syncing() {
            self.sync(cx);
        }
        self.durable >= self.written && !self.appending.is_syncing()
    }

    fn cut(&mut self, to: Offset, mut walk: Walk, cx: &mut Context<'_>) {
        if !self.stop_compaction(cx) || !self.is_durable(cx) || !self.saving.is_idle() {
            self.doing = Some(Box::new(Doing::Cut(to, walk, false)));
            return;
        }
        let Some(places) = self.places() else { return self.end_front(Err(StorageFault::Missing), cx) };
        let within = places.segment_of(to).filter(|segment| segment.name.base < to && to < segment.end);
        let base = match within.map(|segment| place(places, segment, to, &mut walk)) {
            Some(Look::Read(action)) => {
                self.doing = Some(Box::new(Doing::Cut(to, walk, true)));
                return self.issue(Purpose::Query, action, cx);
            }
            // In the middle of a batch: the whole of it goes.
            Some(Look::Found((base, _))) => base,
            // At a segment's end, or in the middle of damage.
            Some(Look::Fault(_)) | None => to,
        };
        self.doing = Some(Box::new(Doing::Cutting));
        self.roll(base, base, cx);
    }

    /// The segment that voids all past the cut is there: read anew what counts now. Readers go on meanwhile.
    pub(super) fn truncated(&mut self, cx: &mut Context<'_>) {
        let Some(cut) = self.segments.pop() else { return };
        cx.out.issue(Owner::Nobody, FileAction::Close { file: cut.file });
        self.written = cut.name.base;
        let recovery =
            Recovery::begin(self.id, self.setting.dir.clone(), self.setting.config.index_interval_bytes, cx.out);
        self.phase = Phase::Opening(Box::new(recovery));
    }

    fn trim(&mut self, start: Offset, cx: &mut Context<'_>) {
        let holds_expired = self.segments.last().is_some_and(|active| !active.is_empty() && active.end <= start);
        let beyond = start > self.written;
        if !self.stop_compaction(cx) || self.work.is_some() || ((holds_expired || beyond) && !self.is_durable(cx)) {
            self.doing = Some(Box::new(Doing::Trim(start)));
        } else if holds_expired || beyond {
            if beyond {
                // It goes on as a copy of another log, with that one's producers.
                self.producers = ProducerTable::default();
            }
            self.doing = Some(Box::new(Doing::Trim(start)));
            self.roll(start, self.written, cx);
        } else {
            if start > self.start {
                self.start = start;
                self.epochs.trim(start);
                self.tail.trim(start);
            }
            if self.saving.covers(Offset::ZERO, start) {
                self.remove_trimmed(cx);
                self.end_front(Ok(Outcome::Done), cx);
            } else if self.saving.take_refusal() {
                self.end_front(Err(StorageFault::Full), cx);
            } else {
                self.doing = Some(Box::new(Doing::Trim(start)));
                self.save(cx);
            }
        }
    }

    /// Segments wholly before the log start go.
    fn remove_trimmed(&mut self, cx: &mut Context<'_>) {
        let kept = self.segments.iter().skip(1).take_while(|next| next.name.after <= self.start).count();
        for segment in self.segments.drain(..kept) {
            cx.out.issue(Owner::Nobody, FileAction::Close { file: segment.file });
            for file in [segment.name.file(), segment.name.index()] {
                cx.out.issue(Owner::Nobody, FileAction::Remove { path: name::join(&self.setting.dir, &file) });
            }
        }
    }

    fn close(&mut self, cx: &mut Context<'_>) {
        if !self.stop_compaction(cx) {
            self.doing = Some(Box::new(Doing::Close));
            return;
        }
        let saved = self.saving.covers(self.written, self.start);
        let refused = !saved && self.is_durable(cx) && self.saving.is_idle() && self.saving.take_refusal();
        if !refused && (!self.is_durable(cx) || !self.saving.is_idle() || !saved) {
            self.doing = Some(Box::new(Doing::Close));
            if self.is_durable(cx) {
                self.save(cx);
            }
            return;
        }
        self.close_files(cx);
        self.phase = Phase::Closed;
        self.end_front(if refused { Err(StorageFault::Full) } else { Ok(Outcome::Done) }, cx);
    }

    fn delete(&mut self, cx: &mut Context<'_>) {
        self.doing = Some(Box::new(Doing::Delete));
        let stopped = self.stop_compaction(cx);
        if !stopped || self.work.is_some() || !self.saving.is_idle() || self.appending.is_syncing() {
            return;
        }
        self.close_files(cx);
        let rename = FileAction::Rename { from: self.setting.dir.clone(), to: name::deleted(&self.setting.dir) };
        let steps = VecDeque::from([rename, FileAction::SyncDir { dir: crate::name::Text::default() }]);
        self.begin_work(steps, Then::Deleted, cx);
    }
}

/// The whole batches at the front of `bytes` that are sound; the first must be.
fn sound_batches(bytes: &Bytes, first: Offset) -> Result<Bytes, StorageFault> {
    let (mut at, mut expected) = (0, first.0);
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let sound = Head::parse(rest).ok().filter(|head| head.base_offset == expected && head.verify(rest).is_ok());
        let Some(head) = sound else { break };
        expected = head.next_offset();
        at = at.saturating_add(usize::try_from(head.size()).unwrap_or(usize::MAX));
    }
    if at == 0 { Err(StorageFault::Corrupt) } else { Ok(bytes.slice(..at.min(bytes.len()))) }
}
