//! Opens one log: finds what of it counts, cuts a torn tail, and rebuilds what is derived.
//!
//! One file operation at a time, in bounded pieces; other logs go on meanwhile. A missing or broken checkpoint or
//! index costs a scan and nothing else.

use alloc::{boxed::Box, collections::VecDeque, vec::Vec};

use bytes::{Bytes, BytesMut};

use crate::{
    error::StorageFault,
    id::{LeaderEpoch, LogId, Offset},
    limit,
    log::{EpochCache, ProducerTable, RecentBatch},
    name::Text,
    record::Head,
    store::{
        FileAction, FileId, FileOutcome,
        checkpoint::{Checkpoint, SavedIndex},
        mark::{FRONT_BYTES, Mark},
        name::{self, SegmentName},
        ops::{Outbox, Owner, Purpose},
        scan::{Found, Known, Scan},
        segment::{Damage, Segment},
        tail::Tail,
    },
};

/// What a log is found to hold.
#[derive(Clone, Debug)]
pub(super) struct Recovered {
    pub(super) segments: Vec<Segment>,
    pub(super) start: Offset,
    pub(super) end: Offset,
    pub(super) epochs: EpochCache,
    pub(super) producers: ProducerTable,
    pub(super) tail: Tail,
    pub(super) torn_bytes: u64,
    pub(super) damaged_at: Option<Offset>,
    /// The newest generation ever used.
    pub(super) generation: u64,
    /// The durable mark of the last segment.
    pub(super) mark: Mark,
    /// The recovery point on disk.
    pub(super) recovery_point: Offset,
    /// The last batch of the segment before, if its epoch is in doubt.
    held: Option<(Head, u64)>,
}

/// An opening under way.
#[derive(Clone, Debug)]
pub(super) struct Recovery {
    log: LogId,
    dir: Text,
    interval: u32,
    stage: Stage,
    checkpoint: Option<Checkpoint>,
    /// Files of which nothing counts. They go once the names of those that count are sure to last.
    leftovers: Vec<Text>,
    /// What is still to be read, oldest first.
    names: VecDeque<SegmentName>,
    epoch: i32,
    lost: Option<Offset>,
    found: Recovered,
}

#[derive(Clone, Debug)]
enum Stage {
    List,
    /// The directory is made; does its name last?
    Make(VecDeque<FileAction>),
    OpenCheckpoint(FileId),
    ReadCheckpoint(Whole),
    OpenSegment(Box<Segment>),
    Front(Box<Segment>, u64),
    OpenIndex(Box<Segment>, Known, FileId),
    ReadIndex(Box<Segment>, Known, Whole),
    Scan(Box<Segment>, Box<Scan>),
    Rewrite(Rewrite, VecDeque<FileAction>),
    Finish(VecDeque<FileAction>),
}

/// The end of a segment that no sync is known to have reached, written once more over itself.
///
/// A failed sync leaves pages that are called clean and are not on the disk: read back, they look whole, and the next
/// sync "succeeds" without them. Written anew they are dirty again, so that the sync that follows means what it says.
#[derive(Clone, Copy, Debug)]
struct Rewrite {
    file: FileId,
    at: u64,
    end: u64,
}

impl Rewrite {
    fn read(&self) -> Option<FileAction> {
        let left = u32::try_from(self.end.checked_sub(self.at)?).unwrap_or(u32::MAX);
        let length = left.min(limit::STORE_READ_BYTES);
        (length > 0).then_some(FileAction::Read { file: self.file, position: self.at, length })
    }
}

/// A file that is read whole.
#[derive(Clone, Debug)]
struct Whole {
    file: FileId,
    length: u64,
    bytes: BytesMut,
}

impl Recovery {
    /// Begins to open the log in `dir`.
    pub(super) fn begin(log: LogId, dir: Text, interval: u32, out: &mut Outbox) -> Recovery {
        out.issue(Owner::Log(log, Purpose::Recovery), FileAction::List { dir: dir.clone() });
        let found = Recovered {
            segments: Vec::new(),
            start: Offset::ZERO,
            end: Offset::ZERO,
            epochs: EpochCache::default(),
            producers: ProducerTable::default(),
            tail: Tail::default(),
            torn_bytes: 0,
            damaged_at: None,
            generation: 0,
            mark: Mark::none(Offset::ZERO),
            recovery_point: Offset::ZERO,
            held: None,
        };
        Recovery {
            log,
            dir,
            interval,
            stage: Stage::List,
            checkpoint: None,
            leftovers: Vec::new(),
            names: VecDeque::new(),
            epoch: -1,
            lost: None,
            found,
        }
    }

    /// A file operation has ended. `Some` when the log is open, or cannot be.
    pub(super) fn on_file(
        &mut self,
        result: Result<FileOutcome, StorageFault>,
        out: &mut Outbox,
    ) -> Option<Result<Recovered, StorageFault>> {
        match self.step(result, out) {
            Ok(false) => None,
            Ok(true) => {
                for file in &self.leftovers {
                    out.issue(Owner::Nobody, FileAction::Remove { path: name::join(&self.dir, file) });
                }
                Some(Ok(self.found.clone()))
            }
            Err(fault) => Some(Err(fault)),
        }
    }

    fn issue(&self, action: FileAction, out: &mut Outbox) {
        out.issue(Owner::Log(self.log, Purpose::Recovery), action);
    }

    fn open(&self, file: &str, out: &mut Outbox) -> FileId {
        out.open(Owner::Log(self.log, Purpose::Recovery), name::join(&self.dir, file), false)
    }

    fn step(&mut self, result: Result<FileOutcome, StorageFault>, out: &mut Outbox) -> Result<bool, StorageFault> {
        let stage = core::mem::replace(&mut self.stage, Stage::List);
        match (stage, result) {
            (Stage::List, Ok(FileOutcome::Listed(entries))) => {
                let files: Vec<Text> = entries.into_iter().filter(|e| !e.directory).map(|e| e.name).collect();
                self.listed(&files, out);
            }
            (Stage::List, Err(StorageFault::Missing)) => {
                let mut steps = VecDeque::from([FileAction::SyncDir { dir: Text::default() }]);
                steps.push_back(FileAction::SyncDir { dir: self.dir.clone() });
                self.issue(FileAction::CreateDir { dir: self.dir.clone() }, out);
                self.stage = Stage::Make(steps);
            }
            (Stage::Make(steps), Ok(_)) => return Ok(self.walk_through(steps, Stage::Make, out)),
            // Only where there is none the log starts with its first segment: this one may say otherwise.
            (Stage::OpenCheckpoint(_), Err(fault)) if fault != StorageFault::Missing => return Err(fault),
            (Stage::ReadCheckpoint(_), Err(fault)) => return Err(fault),
            (Stage::OpenCheckpoint(file), result) => match Whole::opened(file, &result) {
                Some(whole) => {
                    self.issue(whole.wants(), out);
                    self.stage = Stage::ReadCheckpoint(whole);
                }
                None => {
                    close(file, out);
                    return Ok(self.next_segment(out));
                }
            },
            (Stage::ReadCheckpoint(mut whole), result) => {
                if whole.feed(&result) {
                    self.issue(whole.wants(), out);
                    self.stage = Stage::ReadCheckpoint(whole);
                } else {
                    close(whole.file, out);
                    self.checkpoint = Checkpoint::decode(&whole.bytes);
                    return Ok(self.next_segment(out));
                }
            }
            (Stage::OpenSegment(segment), Ok(FileOutcome::Opened { length })) => {
                let read = FileAction::Read { file: segment.file, position: 0, length: FRONT_BYTES as u32 };
                self.issue(read, out);
                self.stage = Stage::Front(segment, length);
            }
            (Stage::Front(segment, length), Ok(FileOutcome::Read(front))) => {
                return Ok(self.begin_segment(segment, length, &front, out));
            }
            (Stage::OpenIndex(segment, known, file), result) => match Whole::opened(file, &result) {
                Some(whole) => {
                    self.issue(whole.wants(), out);
                    self.stage = Stage::ReadIndex(segment, known, whole);
                }
                None => {
                    close(file, out);
                    return Ok(self.begin_scan(segment, known, out));
                }
            },
            (Stage::ReadIndex(mut segment, known, mut whole), result) => {
                if whole.feed(&result) {
                    self.issue(whole.wants(), out);
                    self.stage = Stage::ReadIndex(segment, known, whole);
                    return Ok(false);
                }
                close(whole.file, out);
                let limit = known.limit.unwrap_or(Offset::ZERO);
                match SavedIndex::apply(&whole.bytes, &mut segment, limit, known.file_length) {
                    Some(epoch) => {
                        self.epoch = epoch;
                        self.found.release(epoch);
                        self.found.tail.clear();
                        return Ok(self.segment_done(*segment, out));
                    }
                    None => return Ok(self.begin_scan(segment, known, out)),
                }
            }
            (Stage::Scan(mut segment, mut scan), Ok(FileOutcome::Read(bytes))) => {
                let Some((position, _)) = scan.wants() else { return Err(StorageFault::Io) };
                let (segment_found, found) = (&mut *segment, &mut self.found);
                scan.feed(position, &bytes, &mut |event| found.take(segment_found, event));
                return Ok(self.scan_on(segment, scan, out));
            }
            (Stage::Rewrite(mut rewrite, steps), Ok(FileOutcome::Read(bytes))) if !bytes.is_empty() => {
                let position = rewrite.at;
                rewrite.at += bytes.len() as u64;
                self.issue(FileAction::Write { file: rewrite.file, position, parts: alloc::vec![bytes] }, out);
                self.stage = Stage::Rewrite(rewrite, steps);
            }
            (Stage::Rewrite(rewrite, steps), Ok(FileOutcome::Done)) => return Ok(self.rewrite(rewrite, steps, out)),
            (Stage::Finish(steps), Ok(_)) => return Ok(self.walk_through(steps, Stage::Finish, out)),
            (_, Err(fault)) => return Err(fault),
            (_, Ok(_)) => return Err(StorageFault::Io),
        }
        Ok(false)
    }

    /// One step after the other; true when none is left.
    fn walk_through(
        &mut self,
        mut steps: VecDeque<FileAction>,
        stage: fn(VecDeque<FileAction>) -> Stage,
        out: &mut Outbox,
    ) -> bool {
        let Some(action) = steps.pop_front() else { return true };
        self.issue(action, out);
        self.stage = stage(steps);
        false
    }

    fn listed(&mut self, files: &[Text], out: &mut Outbox) {
        let mut names: Vec<_> = files.iter().filter_map(|file| SegmentName::parse(file)).collect();
        names.sort_by_key(SegmentName::age);
        self.found.generation = names.last().map_or(0, |newest| newest.generation);
        self.names = live(&names).into();
        let live: Vec<_> = self.names.iter().copied().collect();
        self.leftovers = files.iter().filter(|file| name::is_leftover(file, &live)).cloned().collect();
        let file = self.open(name::CHECKPOINT, out);
        self.stage = Stage::OpenCheckpoint(file);
    }

    /// The checkpoint is known, or the segment before is done.
    fn next_segment(&mut self, out: &mut Outbox) -> bool {
        if self.found.segments.is_empty() {
            self.apply_checkpoint();
        }
        match self.names.front() {
            Some(&name) => {
                let file = self.open(&name.file(), out);
                let path = name::join(&self.dir, &name.file());
                self.stage = Stage::OpenSegment(Box::new(Segment::new(file, path, name, self.interval)));
                false
            }
            None => self.finish(out),
        }
    }

    #[inline(never)]
    fn apply_checkpoint(&mut self) {
        let Some(checkpoint) = &mut self.checkpoint else {
            let first = self.names.front().map_or(Offset::ZERO, |segment| segment.base);
            self.found.start = first;
            return;
        };
        // A trim was cut short: what it left behind goes now.
        while let [first, second, ..] = self.names.make_contiguous()
            && second.after <= checkpoint.start
        {
            self.leftovers.extend([first.file(), first.index()]);
            self.names.pop_front();
        }
        let first = self.names.front().map_or(checkpoint.recovery_point, |segment| segment.base);
        if checkpoint.start < first {
            self.lost = Some(checkpoint.start);
        }
        self.found.start = checkpoint.start.max(first);
        if !checkpoint.is_outdated(self.names.make_contiguous()) {
            self.found.recovery_point = checkpoint.recovery_point;
            self.found.epochs = core::mem::take(&mut checkpoint.epochs);
            self.found.producers = core::mem::take(&mut checkpoint.producers);
        }
        self.found.end = first;
    }

    fn begin_segment(&mut self, segment: Box<Segment>, file_length: u64, front: &Bytes, out: &mut Outbox) -> bool {
        self.names.pop_front();
        let base = segment.name.base;
        let limit = self.names.front().map(|next| next.after);
        let mark = Mark::read(front).filter(|mark| mark.offset >= base).unwrap_or(Mark::none(base));
        let recovery_point = self.found.recovery_point;
        let known = Known {
            file_length,
            base,
            limit,
            verify_from: recovery_point,
            durable: recovery_point,
            mark,
            epoch: self.epoch,
        };
        self.found.mark = mark;
        if limit.is_some_and(|limit| limit <= recovery_point) {
            let file = self.open(&segment.name.index(), out);
            self.stage = Stage::OpenIndex(segment, known, file);
            return false;
        }
        self.begin_scan(segment, known, out)
    }

    fn begin_scan(&mut self, segment: Box<Segment>, known: Known, out: &mut Outbox) -> bool {
        self.scan_on(segment, Box::new(Scan::new(known)), out)
    }

    fn scan_on(&mut self, segment: Box<Segment>, mut scan: Box<Scan>, out: &mut Outbox) -> bool {
        if let Some((position, length)) = scan.wants() {
            self.issue(FileAction::Read { file: segment.file, position, length }, out);
            self.stage = Stage::Scan(segment, scan);
            return false;
        }
        self.epoch = scan.epoch();
        self.found.torn_bytes = scan.torn();
        let held = scan.take_held();
        self.found.release(held.map_or(i32::MAX, |(head, _)| head.leader_epoch));
        self.found.held = held;
        self.segment_done(*segment, out)
    }

    fn segment_done(&mut self, segment: Segment, out: &mut Outbox) -> bool {
        self.found.end = segment.end;
        self.found.segments.push(segment);
        self.next_segment(out)
    }

    /// All is read. What is on the disk now stays there, before anybody relies on it.
    fn finish(&mut self, out: &mut Outbox) -> bool {
        let mut steps = VecDeque::new();
        let mut rewrite = None;
        let found = &mut self.found;
        found.end = found.end.max(found.recovery_point).max(found.start);
        let damage = found.segments.iter().flat_map(|segment| &segment.damage).map(|damage| damage.from);
        found.damaged_at = self.lost.into_iter().chain(damage).min();
        if let Some(last) = found.segments.last() {
            if found.torn_bytes > 0 {
                steps.push_back(FileAction::SetLength { file: last.file, length: last.length });
            }
            if found.torn_bytes > 0 || last.end > found.recovery_point {
                rewrite = Some(Rewrite { file: last.file, at: found.mark.position, end: last.length });
            }
            // Even where nothing is torn: an earlier opening may have cut a tail whose going no sync has made last.
            // Left on the disk, it would come back at the next loss of power, behind records that are newer.
            steps.push_back(FileAction::Sync { file: last.file });
        }
        if self.checkpoint.as_ref().is_none_or(|checkpoint| checkpoint.generation != found.generation) {
            steps.push_back(FileAction::SyncDir { dir: Text::default() });
            steps.push_back(FileAction::SyncDir { dir: self.dir.clone() });
        } else if !self.leftovers.is_empty() || found.segments.first().is_none_or(|first| first.name.base < found.start)
        {
            // A process may have been killed between the renaming of a checkpoint and the sync that makes it last: then
            // its log start would go back with the next loss of power, and a segment that is removed now be missed. So would
            // the records of segments that compaction has replaced, once these are removed, by one whose name is not sure to last.
            steps.push_back(FileAction::SyncDir { dir: self.dir.clone() });
        }
        match rewrite {
            Some(rewrite) => self.rewrite(rewrite, steps, out),
            None => self.walk_through(steps, Stage::Finish, out),
        }
    }

    fn rewrite(&mut self, rewrite: Rewrite, steps: VecDeque<FileAction>, out: &mut Outbox) -> bool {
        match rewrite.read() {
            Some(read) => {
                self.issue(read, out);
                self.stage = Stage::Rewrite(rewrite, steps);
                false
            }
            None => self.walk_through(steps, Stage::Finish, out),
        }
    }
}

/// The segments of which anything counts, oldest first. `names` rise by age.
fn live(names: &[SegmentName]) -> Vec<SegmentName> {
    let mut live = Vec::new();
    let mut limit = Offset(i64::MAX);
    for name in names.iter().rev() {
        if name.base < limit {
            live.push(*name);
        }
        limit = limit.min(name.after);
    }
    live.reverse();
    live
}

impl Recovered {
    /// A scan of `segment` has found something.
    fn take(&mut self, segment: &mut Segment, event: Found) {
        match event {
            Found::Batch(head, position) => {
                self.release(head.leader_epoch);
                self.note(segment, &head, position);
            }
            Found::Damage(damage) => {
                self.release(i32::MAX);
                segment.note_damage(damage);
                self.tail.clear();
            }
        }
    }

    /// A bug that may be planted: what is broken in the middle is taken for the torn end, and all behind it is dropped.
    #[inline(never)]
    pub(super) fn cut_at_damage(mut self) -> Recovered {
        let Some(from) = self.segments.iter().position(|segment| !segment.damage.is_empty()) else { return self };
        self.segments.truncate(from + 1);
        if let Some((segment, damage)) =
            self.segments.last_mut().and_then(|s| s.damage.first().copied().map(|d| (s, d)))
        {
            segment.damage.clear();
            (segment.end, segment.length) = (damage.from, damage.position);
            (self.end, self.damaged_at) = (damage.from, None);
            self.epochs.truncate(self.end);
            self.producers.truncate(self.end);
            self.tail.clear();
        }
        self
    }

    fn note(&mut self, segment: &mut Segment, head: &Head, position: u64) {
        segment.note(head, position);
        self.tail.note(head, segment.file, position);
        if head.base_offset >= self.recovery_point.0 {
            note_batch(&mut self.epochs, &mut self.producers, head, Offset(i64::MAX));
        }
    }

    /// A batch of this epoch follows on the segment that was read last.
    fn release(&mut self, next_epoch: i32) {
        let Some((head, position)) = self.held.take() else { return };
        let Some(mut segment) = self.segments.pop() else { return };
        if head.leader_epoch > next_epoch {
            let (from, to) = (Offset(head.base_offset), Offset(head.next_offset()));
            segment.note_damage(Damage { from, to, position, until: position.saturating_add(head.size()) });
            self.tail.clear();
        } else {
            self.note(&mut segment, &head, position);
        }
        self.segments.push(segment);
    }
}

/// A batch is in the log: what follows from its head. All before `settled` is there to stay.
pub(super) fn note_batch(epochs: &mut EpochCache, producers: &mut ProducerTable, head: &Head, settled: Offset) {
    if epochs.latest().is_none_or(|latest| latest.0 <= head.leader_epoch) {
        epochs.note(LeaderEpoch(head.leader_epoch), Offset(head.base_offset));
    }
    if let Some((id, epoch, batch)) = RecentBatch::of(head) {
        producers.note_beyond(id, epoch, batch, settled);
    }
}

fn close(file: FileId, out: &mut Outbox) {
    out.issue(Owner::Nobody, FileAction::Close { file });
}

impl Whole {
    fn opened(file: FileId, result: &Result<FileOutcome, StorageFault>) -> Option<Whole> {
        match result {
            Ok(FileOutcome::Opened { length }) if *length <= limit::SEALED_FILE_BYTES => {
                Some(Whole { file, length: *length, bytes: BytesMut::new() })
            }
            _ => None,
        }
    }

    fn wants(&self) -> FileAction {
        let position = self.bytes.len() as u64;
        let left = u32::try_from(self.length.saturating_sub(position)).unwrap_or(u32::MAX);
        FileAction::Read { file: self.file, position, length: left.min(limit::STORE_READ_BYTES) }
    }

    /// Whether more is to be read.
    fn feed(&mut self, result: &Result<FileOutcome, StorageFault>) -> bool {
        let Ok(FileOutcome::Read(bytes)) = result else {
            self.bytes.clear();
            return false;
        };
        self.bytes.extend_from_slice(bytes);
        !bytes.is_empty() && (self.bytes.len() as u64) < self.length
    }
}
