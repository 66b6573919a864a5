//! Finds a record by its timestamp: the first *record* at or after a time, not the first batch.

use alloc::collections::VecDeque;

use bytes::Bytes;

use crate::{
    error::StorageFault,
    id::{LeaderEpoch, Offset},
    limit,
    record::{Codecs, HEAD_BYTES, Head, Records},
    storage::{SeekTarget, SoughtRecord},
    store::{FileAction, FileId, mark::FRONT_BYTES, segment::Segment},
    time::Timestamp,
};

/// Decompressed bytes of one batch that a seek, or compaction, looks into.
pub(super) const PLAIN_BYTES_MAX: usize = 64 << 20;

/// A seek under way.
#[derive(Clone, Debug)]
pub(super) struct Seek {
    target: SeekTarget,
    start: Offset,
    upto: Offset,
    /// The segments before this offset are done.
    done: Offset,
    /// The stretch whose heads are being read.
    stretch: Option<Stretch>,
    /// Stretches of the same segment that follow it: damage lies between them.
    later: VecDeque<Stretch>,
    /// The batch that is being read, or will be.
    batch: Option<Place>,
    reading: bool,
    /// For the largest timestamp: the first batch that has it, so far.
    best: Option<(Timestamp, Place)>,
    found: Option<Option<SoughtRecord>>,
}

/// Batches one behind the other.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    file: FileId,
    offset: Offset,
    position: u64,
    end: u64,
}

/// A batch.
#[derive(Clone, Copy, Debug)]
struct Place {
    file: FileId,
    position: u64,
    size: u64,
    offset: Offset,
}

/// What a seek needs next, or its answer.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Read this and feed it.
    Read(FileAction),
    /// The record, if there is one.
    Found(Option<SoughtRecord>),
}

impl Seek {
    /// Looks for `target` among the records from `start`, below `upto`.
    pub(super) fn new(target: SeekTarget, start: Offset, upto: Offset) -> Seek {
        Seek {
            target,
            start,
            upto,
            done: start,
            stretch: None,
            later: VecDeque::new(),
            batch: None,
            reading: false,
            best: None,
            found: None,
        }
    }

    /// What comes next. The log may not change under it but by growing.
    pub(super) fn step(&mut self, segments: &[Segment], end: Offset) -> Step {
        self.upto = self.upto.min(end);
        loop {
            if let Some(found) = self.found {
                return Step::Found(found);
            }
            if let Some(place) = self.batch {
                self.reading = true;
                let length = u32::try_from(place.size).unwrap_or(u32::MAX);
                return Step::Read(FileAction::Read { file: place.file, position: place.position, length });
            }
            self.stretch = self.stretch.filter(|s| s.position < s.end && s.offset < self.upto);
            self.stretch = self.stretch.or_else(|| self.later.pop_front());
            if let Some(stretch) = self.stretch {
                let left = u32::try_from(stretch.end.saturating_sub(stretch.position)).unwrap_or(u32::MAX);
                let (file, position) = (stretch.file, stretch.position);
                return Step::Read(FileAction::Read { file, position, length: left.min(limit::WALK_BYTES) });
            }
            match segments.iter().find(|segment| segment.end > self.done && segment.name.base < self.upto) {
                Some(segment) => self.enter(segment),
                None => match self.best.take() {
                    Some((_, place)) => self.batch = Some(place),
                    None => self.found = Some(None),
                },
            }
        }
    }

    /// Begins with a segment, unless its tables say that nothing can be found in it.
    fn enter(&mut self, segment: &Segment) {
        self.done = segment.end;
        let Some((max, _)) = segment.max else { return };
        let promising = match self.target {
            SeekTarget::At(time) => max >= time,
            SeekTarget::MaxTimestamp => self.best.is_none_or(|(best, _)| max > best),
        };
        if !promising {
            return;
        }
        let known = match self.target {
            SeekTarget::At(time) => segment.index.before(time).map(|entry| (entry.offset, entry.position)),
            // The first batch with the largest timestamp is known by offset: begin close to it, if it counts.
            SeekTarget::MaxTimestamp => {
                let counts = segment.max.filter(|(_, at)| *at >= self.start && *at < self.upto);
                counts.map(|(_, at)| segment.floor(at))
            }
        };
        let from = known.unwrap_or((segment.name.base, FRONT_BYTES)).max(segment.floor(self.start));
        let mut at = Some(from);
        for damage in &segment.damage {
            let Some((offset, position)) = at else { break };
            if damage.position >= position {
                self.later.push_back(Stretch { file: segment.file, offset, position, end: damage.position });
                at = Some((damage.to, damage.until));
            }
        }
        if let Some((offset, position)) = at {
            self.later.push_back(Stretch { file: segment.file, offset, position, end: segment.length });
        }
        self.later.retain(|stretch| stretch.position < stretch.end);
    }

    /// Takes what [`Seek::step`] asked for.
    pub(super) fn feed(&mut self, bytes: &Bytes, codecs: &dyn Codecs) -> Result<(), StorageFault> {
        if core::mem::take(&mut self.reading) {
            return self.look_into(bytes, codecs);
        }
        let Some(stretch) = &mut self.stretch else { return Err(StorageFault::Corrupt) };
        let begin = stretch.position;
        loop {
            let skip = usize::try_from(stretch.position - begin).unwrap_or(usize::MAX);
            let window = bytes.get(skip..).unwrap_or_default();
            if stretch.position >= stretch.end || stretch.offset >= self.upto {
                return Ok(());
            }
            if window.len() < HEAD_BYTES {
                return if stretch.position > begin { Ok(()) } else { Err(StorageFault::Corrupt) };
            }
            let head = Head::parse(window).map_err(|_| StorageFault::Corrupt)?;
            let next = stretch.position.saturating_add(head.size());
            if head.base_offset != stretch.offset.0 || head.last_offset_delta < 0 || next > stretch.end {
                return Err(StorageFault::Corrupt);
            }
            let offset = stretch.offset;
            let place = Place { file: stretch.file, position: stretch.position, size: head.size(), offset };
            (stretch.offset, stretch.position) = (Offset(head.next_offset()), next);
            let time = Timestamp(head.max_timestamp);
            if head.next_offset() <= self.start.0 || head.count == 0 {
                continue;
            }
            match self.target {
                SeekTarget::At(at) if time >= at => {
                    self.batch = Some(place);
                    return Ok(());
                }
                SeekTarget::MaxTimestamp if self.best.is_none_or(|(best, _)| time > best) => {
                    self.best = Some((time, place));
                }
                _ => {}
            }
        }
    }

    /// A batch that should hold the record.
    fn look_into(&mut self, bytes: &Bytes, codecs: &dyn Codecs) -> Result<(), StorageFault> {
        let Some(place) = self.batch.take() else { return Err(StorageFault::Corrupt) };
        let head = Head::parse(bytes).map_err(|_| StorageFault::Corrupt)?;
        if head.base_offset != place.offset.0 || head.verify(bytes).is_err() {
            return Err(StorageFault::Corrupt);
        }
        let epoch = LeaderEpoch(head.leader_epoch);
        let (start, upto) = (self.start, self.upto);
        let Ok(records) = Records::of_batch(bytes, codecs, PLAIN_BYTES_MAX) else {
            // Shut: its first record is the best answer there is, for it skips nothing.
            let offset = place.offset.max(start);
            let timestamp = Timestamp(head.max_timestamp);
            self.found = Some(Some(SoughtRecord { offset, timestamp, leader_epoch: epoch }));
            return Ok(());
        };
        let counts = records
            .map_while(Result::ok)
            .map(|record| (Offset(record.offset), Timestamp(record.timestamp)))
            .filter(|(offset, _)| *offset >= start && *offset < upto);
        let best = match self.target {
            SeekTarget::At(time) => counts.into_iter().find(|(_, timestamp)| *timestamp >= time),
            SeekTarget::MaxTimestamp => counts.reduce(|best, next| if next.1 > best.1 { next } else { best }),
        };
        let record = best.map(|(offset, timestamp)| SoughtRecord { offset, timestamp, leader_epoch: epoch });
        // A head may promise more than its records hold: then the search goes on.
        if record.is_some() || self.target == SeekTarget::MaxTimestamp {
            self.found = Some(record);
        }
        Ok(())
    }
}
