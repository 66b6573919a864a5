//! Appending: batches gather into writes, writes into syncs; segments roll; a full disk leaves no trace.

use alloc::{boxed::Box, collections::VecDeque, vec::Vec};

use bytes::Bytes;

use crate::{
    error::StorageFault,
    id::Offset,
    limit,
    log::EpochCache,
    mutant::Mutant,
    record::{Head, StampedBatch},
    storage::FlushMode,
    store::{
        FileAction, FileOutcome,
        checkpoint::SavedIndex,
        log::{Append, Context, Entry, Log, Then},
        mark::{FRONT_BYTES, Mark},
        name::{self, SegmentName},
        ops::{Owner, Purpose},
        recover::note_batch,
        segment::Segment,
    },
};

/// What is on its way to the disk.
#[derive(Clone, Debug, Default)]
pub(super) struct Appending {
    /// So many entries at the front of the queue are being written, or have failed.
    pub(super) started: usize,
    /// The end of what is being written.
    accepted: Offset,
    /// The epoch of the last batch of it.
    epoch: i32,
    /// Where the next batch goes.
    position: u64,
    /// The timestamp that a roll by time counts from.
    first_timestamp: Option<i64>,
    gathered: Option<Box<Gathered>>,
    /// Heads and positions of the batches of each write under way.
    writes: VecDeque<Vec<(Head, u64)>>,
    /// What the sync under way will make durable.
    sync: Option<(Offset, u64)>,
    /// Sync as soon as all writes have ended.
    sync_wanted: bool,
    /// A write failed for want of space: appends past the log end were meant to follow it, and fail too.
    refusing: bool,
    /// What that write left behind is still being removed.
    mending: bool,
}

/// Batches that will be written at once.
#[derive(Clone, Debug, Default)]
struct Gathered {
    parts: Vec<Bytes>,
    batches: Vec<(Head, u64)>,
    bytes: u64,
}

impl Appending {
    /// Nothing is on its way; the log ends at `end`, in this segment.
    pub(super) fn reset(&mut self, end: Offset, epochs: &EpochCache, active: Option<&Segment>) {
        self.accepted = end;
        self.epoch = epochs.latest().map_or(-1, |epoch| epoch.0);
        self.position = active.map_or(FRONT_BYTES, |segment| segment.length);
        self.first_timestamp = active.and_then(|segment| segment.first_timestamp).map(|time| time.0);
    }

    /// Gives back memory that is spare.
    pub(super) fn shrink(&mut self) {
        self.writes.shrink_to_fit();
    }

    /// Whether batches wait to be written.
    pub(super) fn has_gathered(&self) -> bool {
        self.gathered.is_some()
    }

    /// Whether a failed write is still being removed.
    pub(super) fn is_mending(&self) -> bool {
        self.mending
    }

    /// Whether a sync is under way.
    pub(super) fn is_syncing(&self) -> bool {
        self.sync.is_some()
    }

    /// The log end was asked for anew: appends may follow it again.
    pub(super) fn forgive(&mut self) {
        self.refusing = false;
    }
}

impl Log {
    /// Starts what appends may start now. True when one of them failed, and can end.
    pub(super) fn start_appends(&mut self, cx: &mut Context<'_>) -> bool {
        let mut failed = false;
        while self.work.is_none() && !self.appending.mending {
            let started = self.appending.started;
            if cx.config.flush == FlushMode::Each && started > 0 {
                break;
            }
            let Some(Entry::Append(Append { batch: Some(batch), .. })) = self.queue.get(started) else { break };
            let head = *batch.head();
            let base = Offset(head.base_offset);
            let refused = self.appending.refusing && base > self.appending.accepted;
            let fault = if refused {
                Some(StorageFault::Full)
            } else if base < self.appending.accepted || head.leader_epoch < self.appending.epoch {
                Some(StorageFault::Corrupt)
            } else {
                None
            };
            if fault.is_none() && self.needs_segment(&head) {
                self.prepare_roll(base, cx);
                break;
            }
            let Some(Entry::Append(append)) = self.queue.get_mut(started) else { break };
            let Some(batch) = append.batch.take() else { break };
            if fault.is_some() {
                append.fault = fault;
                self.appending.started += 1;
                failed |= started == 0;
                continue;
            }
            self.accept(batch, cx);
        }
        failed
    }

    fn accept(&mut self, batch: StampedBatch, cx: &mut Context<'_>) {
        let appending = &mut self.appending;
        let head = *batch.head();
        let (front, body) = batch.parts();
        appending.refusing = false;
        let gathered = appending.gathered.get_or_insert_default();
        gathered.parts.push(Bytes::copy_from_slice(&front));
        gathered.parts.push(body.clone());
        gathered.batches.push((head, appending.position));
        gathered.bytes += head.size();
        let enough = gathered.bytes >= limit::WRITE_BYTES || gathered.batches.len() >= limit::WRITE_BATCHES;
        appending.position += head.size();
        appending.accepted = Offset(head.next_offset());
        appending.epoch = head.leader_epoch;
        appending.first_timestamp.get_or_insert(head.max_timestamp);
        appending.started += 1;
        if enough && cx.config.flush == FlushMode::Group && appending.sync.is_none() {
            // A host that is never idle must not keep a group waiting for ever.
            appending.sync_wanted = true;
        }
        if enough || cx.config.flush == FlushMode::Each {
            self.flush_gathered(cx);
        }
    }

    fn flush_gathered(&mut self, cx: &mut Context<'_>) {
        let Some(gathered) = self.appending.gathered.take() else { return };
        let (Some(&(_, position)), Some(active)) = (gathered.batches.first(), self.segments.last()) else { return };
        let write = FileAction::Write { file: active.file, position, parts: gathered.parts };
        self.appending.writes.push_back(gathered.batches);
        self.issue(Purpose::Write, write, cx);
    }

    /// Nothing more comes for now: write, and sync.
    pub(super) fn flush_and_sync(&mut self, cx: &mut Context<'_>) {
        self.flush_gathered(cx);
        if cx.config.flush == FlushMode::Group && self.appending.sync.is_none() {
            self.sync(cx);
        }
    }

    /// Makes all that is being written durable, as soon as may be.
    pub(super) fn sync(&mut self, cx: &mut Context<'_>) {
        self.flush_gathered(cx);
        if !self.appending.writes.is_empty() || self.appending.sync.is_some() {
            self.appending.sync_wanted = true;
            return;
        }
        self.appending.sync_wanted = false;
        let Some(active) = self.segments.last() else { return };
        if self.written > self.durable {
            self.appending.sync = Some((self.written, active.length));
            self.issue(Purpose::Sync, FileAction::Sync { file: active.file }, cx);
        }
    }

    pub(super) fn on_write(&mut self, result: Result<FileOutcome, StorageFault>, cx: &mut Context<'_>) {
        let Some(batches) = self.appending.writes.pop_front() else { return };
        match result {
            Ok(_) if self.appending.mending => {}
            Ok(_) => self.wrote(&batches, cx),
            Err(StorageFault::Full) => self.refuse(),
            Err(_) => return self.halt(cx),
        }
        if self.appending.mending && self.appending.writes.is_empty() && self.work.is_none() {
            let Some(active) = self.segments.last() else { return };
            let (file, length) = (active.file, active.length);
            let steps = VecDeque::from([FileAction::SetLength { file, length }, FileAction::Sync { file }]);
            self.begin_work(steps, Then::Mended, cx);
        } else if self.appending.writes.is_empty() && (self.appending.sync_wanted || cx.config.flush == FlushMode::Each)
        {
            self.sync(cx);
        }
    }

    fn wrote(&mut self, batches: &[(Head, u64)], cx: &mut Context<'_>) {
        let Some(active) = self.segments.last_mut() else { return };
        for (head, position) in batches {
            active.note(head, *position);
            self.tail.note(head, active.file, *position);
            note_batch(&mut self.epochs, &mut self.producers, head, self.durable);
            self.written = Offset(head.next_offset());
            self.saving.appended(head.size(), cx.now.instant);
        }
        if self.saving.is_due(cx.config, cx.now.instant) {
            self.save(cx);
        }
    }

    /// The disk is full: whatever was to be written past the log end fails.
    fn refuse(&mut self) {
        let appending = &mut self.appending;
        appending.refusing = true;
        appending.mending = true;
        appending.gathered = None;
        for entry in self.queue.iter_mut().take(appending.started) {
            if let Entry::Append(Append { end, fault: fault @ None, .. }) = entry
                && *end > self.written
            {
                *fault = Some(StorageFault::Full);
            }
        }
        appending.reset(self.written, &self.epochs, self.segments.last());
    }

    /// What a failed write left behind is gone, durably; and what came before it is durable too.
    pub(super) fn mended(&mut self, cx: &mut Context<'_>) {
        self.appending.mending = false;
        self.durable = self.written;
        if let Some((end, length)) = self.segments.last().map(|active| (active.end, active.length)) {
            self.write_mark(end, length, cx);
        }
        self.advance_save(cx);
    }

    pub(super) fn on_sync(&mut self, result: Result<FileOutcome, StorageFault>, cx: &mut Context<'_>) {
        let Some((offset, position)) = self.appending.sync.take() else { return };
        if result.is_err() && cx.planted.is(Mutant::RetrySync) {
            return self.sync(cx);
        }
        if result.is_err() {
            return self.halt(cx);
        }
        self.durable = self.durable.max(offset);
        self.write_mark(offset, position, cx);
        if self.appending.sync_wanted {
            self.sync(cx);
        }
        self.advance_save(cx);
    }

    /// Tells the active file how far it is durable. Reaches the disk with the next sync.
    pub(super) fn write_mark(&mut self, offset: Offset, position: u64, cx: &mut Context<'_>) {
        let Some(active) = self.segments.last() else { return };
        if offset <= self.mark.offset {
            return;
        }
        self.mark = Mark { count: self.mark.count + 1, position, offset };
        let (at, bytes) = self.mark.write();
        let write = FileAction::Write { file: active.file, position: at, parts: alloc::vec![bytes] };
        self.issue(Purpose::Mark, write, cx);
    }

    fn needs_segment(&self, head: &Head) -> bool {
        let Some(active) = self.segments.last() else { return true };
        let appending = &self.appending;
        let gap = head.base_offset != appending.accepted.0;
        // The damage goes to the end: what comes next would not follow on a batch.
        let broken = appending.position == active.length
            && active.damage.last().is_some_and(|damage| damage.until == active.length);
        let bytes = appending.position - FRONT_BYTES;
        let full = bytes > 0 && bytes.saturating_add(head.size()) > u64::from(self.setting.config.segment_bytes);
        let old = appending.first_timestamp.is_some_and(|first| {
            first >= 0 && head.max_timestamp.saturating_sub(first) > self.setting.config.segment_ms
        });
        gap || broken || full || (bytes > 0 && old)
    }

    /// A new segment, once all before it is durable: so whatever lies before a segment was synced.
    pub(super) fn prepare_roll(&mut self, base: Offset, cx: &mut Context<'_>) {
        if !self.appending.writes.is_empty() || self.appending.gathered.is_some() || self.durable < self.written {
            return self.sync(cx);
        }
        if self.appending.sync.is_none() {
            self.roll(base, self.written, cx);
        }
    }

    /// A new segment, that voids all at and past `after`.
    pub(super) fn roll(&mut self, base: Offset, after: Offset, cx: &mut Context<'_>) {
        if let Some(active) = self.segments.last()
            && active.damage.is_empty()
            && !active.is_empty()
            && after >= active.end
        {
            let epoch = self.epochs.latest().map_or(-1, |epoch| epoch.0);
            if cx.planted.is(Mutant::IndexOffByOne) {
                let mut saved = active.clone();
                saved.index.shift();
                self.save_index(&saved, epoch, cx);
            } else {
                self.save_index(active, epoch, cx);
            }
        }
        self.generation += 1;
        let segment_name = SegmentName::new(base, self.generation, after);
        let (file, path) = (cx.out.file(), name::join(&self.setting.dir, &segment_name.file()));
        let segment = Segment::new(file, path.clone(), segment_name, self.setting.config.index_interval_bytes);
        let open = FileAction::Open { file, path, create: true };
        let steps = VecDeque::from([open, FileAction::SyncDir { dir: self.setting.dir.clone() }]);
        self.begin_work(steps, Then::Rolled(Box::new(segment)), cx);
    }

    /// Writes the index of a segment that is sealed, and whose last batch has this epoch. Nobody waits for it.
    pub(super) fn save_index(&self, segment: &Segment, epoch: i32, cx: &mut Context<'_>) {
        let file = cx.out.open(Owner::Nobody, name::join(&self.setting.dir, &segment.name.index()), true);
        let parts = alloc::vec![SavedIndex::encode(segment, epoch)];
        cx.out.issue(Owner::Nobody, FileAction::Write { file, position: 0, parts });
        cx.out.issue(Owner::Nobody, FileAction::Close { file });
    }

    /// The log goes on in a new segment.
    pub(super) fn rolled(&mut self, segment: Segment, cx: &mut Context<'_>) {
        let base = segment.name.base;
        let truncates = segment.name.after < self.written;
        self.segments.push(segment);
        self.mark = Mark::none(base);
        if truncates {
            return self.truncated(cx);
        }
        (self.written, self.durable) = (base, base);
        self.appending.reset(base, &self.epochs, self.segments.last());
    }

    /// There is no room for a new segment.
    pub(super) fn roll_refused(&mut self, segment: &Segment, cx: &mut Context<'_>) {
        cx.out.issue(Owner::Nobody, FileAction::Close { file: segment.file });
        cx.out.issue(Owner::Nobody, FileAction::Remove { path: segment.path.clone() });
        match self.queue.get_mut(self.appending.started) {
            Some(Entry::Append(append)) if self.doing.is_none() => {
                append.batch = None;
                append.fault = Some(StorageFault::Full);
                self.appending.started += 1;
                self.appending.refusing = true;
            }
            _ => self.end_front(Err(StorageFault::Full), cx),
        }
    }
}
