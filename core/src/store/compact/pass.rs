//! One pass over a log: first it learns which record is the last of its key, then it writes segments anew.

use crate::sorted::SortedSet;
use alloc::{collections::VecDeque, vec::Vec};

use bytes::Bytes;

use super::{
    choose::{self, Request},
    keys::Keys,
    output::Output,
    reading::{Broken, Reading},
};
use crate::{
    id::Offset,
    log::ProducerTable,
    record::{Codecs, Filtered, Head, OpenBatch, emptied},
    store::{
        FileAction, StoreConfig,
        mark::Mark,
        name::{self, SegmentName},
        ops::Outbox,
        seek::PLAIN_BYTES_MAX,
        segment::Segment,
    },
};

/// What a pass works on.
pub(super) struct Work<'a> {
    pub(super) dir: &'a str,
    pub(super) segments: &'a [Segment],
    pub(super) segment_bytes: u32,
    pub(super) index_interval_bytes: u32,
    pub(super) config: &'a StoreConfig,
    pub(super) out: &'a mut Outbox,
}

/// A pass under way.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    request: Request,
    /// All that may be rewritten, oldest first.
    sources: Vec<SegmentName>,
    /// Of them, those with records whose keys have not been looked at.
    dirty: VecDeque<SegmentName>,
    keys: Keys,
    /// Where the pass began to look at keys.
    clean: Offset,
    /// Keys of all records before this are known.
    pub(super) mapped: Offset,
    /// The last offsets of the batches by which producers' retries are recognised.
    remembered: SortedSet<Offset>,
    /// Producers whose last batches lie past the high watermark, in part: these may be cut, and then older ones are the last.
    unsettled: SortedSet<i64>,
    groups: VecDeque<Vec<SegmentName>>,
    pub(super) stage: Stage,
}

/// What a pass is about.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Looking at keys.
    Map(Reading),
    /// Making the new file, then reading, writing, reading …
    Rewrite(Rewriting),
    /// The new file is whole: synced, renamed, and the directory synced, one step after the other.
    Finish(Rewriting, VecDeque<FileAction>),
    /// The new file is there, and counts. Its sources are not needed any more.
    Ready(Rewriting),
    /// Nothing is left to do.
    Done,
}

/// Segments that become one.
#[derive(Clone, Debug)]
pub(super) struct Rewriting {
    pub(super) sources: Vec<SegmentName>,
    pub(super) output: Output,
    /// Those that come next.
    rest: VecDeque<SegmentName>,
    reading: Option<Reading>,
    end: Offset,
}

impl Pass {
    /// A pass over these segments, the keys of whose records before `clean` were looked at before. Gives its first step.
    pub(super) fn begin(
        request: Request,
        sources: Vec<SegmentName>,
        clean: Offset,
        producers: &ProducerTable,
        work: &mut Work<'_>,
    ) -> (Pass, Option<FileAction>) {
        let ends = |name: &SegmentName| find(work.segments, name).is_some_and(|segment| segment.end > clean);
        let upto = request.upto;
        let heard: Vec<_> =
            producers.iter().filter(|(_, entry)| entry.last_seen >= request.compaction.producers_since).collect();
        let mut pass = Pass {
            request,
            dirty: sources.iter().copied().filter(ends).collect(),
            sources,
            keys: Keys::default(),
            clean,
            mapped: clean,
            remembered: heard
                .iter()
                .flat_map(|(_, entry)| entry.recent.iter().map(|batch| batch.last_offset))
                .collect(),
            unsettled: heard
                .iter()
                .filter(|(_, entry)| entry.recent.iter().any(|batch| batch.last_offset >= upto))
                .map(|(id, _)| id.0)
                .collect(),
            groups: VecDeque::new(),
            stage: Stage::Done,
        };
        let first = pass.next_dirty(work);
        (pass, first)
    }

    fn next_dirty(&mut self, work: &mut Work<'_>) -> Option<FileAction> {
        while let Some(name) = self.dirty.pop_front() {
            let Some(segment) = find(work.segments, &name) else { continue };
            let reading = Reading::new(segment);
            if let Some(read) = reading.read() {
                self.stage = Stage::Map(reading);
                return Some(read);
            }
        }
        self.begin_rewriting(work)
    }

    /// The keys are known: on to the first group.
    fn begin_rewriting(&mut self, work: &mut Work<'_>) -> Option<FileAction> {
        let mapped = self.mapped;
        let sources: Vec<_> = self.sources.iter().copied().filter(|name| name.base < mapped).collect();
        self.groups = choose::groups(work.segments, &sources, work.segment_bytes).into();
        self.next_group(work)
    }

    /// The next group, if any. Gives its first step.
    pub(super) fn next_group(&mut self, work: &mut Work<'_>) -> Option<FileAction> {
        self.stage = Stage::Done;
        let sources = self.groups.pop_front()?;
        let (first, last) = (sources.first()?, sources.last()?);
        let end = find(work.segments, last)?.end;
        let name = SegmentName {
            base: first.base,
            generation: last.generation,
            after: first.after,
            revision: last.revision + 1,
            // A later pass has to look at these keys again.
            partial: end > self.mapped,
        };
        let path = name::join(work.dir, &name.file());
        let segment = Segment::new(work.out.file(), path, name, work.index_interval_bytes);
        let open =
            FileAction::Open { file: segment.file, path: name::join(work.dir, &name.unfinished()), create: true };
        let rest = sources.iter().copied().collect();
        self.stage = Stage::Rewrite(Rewriting { sources, output: Output::new(segment), rest, reading: None, end });
        Some(open)
    }

    /// What was read while keys are looked at. Gives the next step.
    ///
    /// # Errors
    /// The segment cannot be looked into: with this pass or another.
    pub(super) fn mapped(
        &mut self,
        bytes: &Bytes,
        work: &mut Work<'_>,
    ) -> Result<Option<FileAction>, (SegmentName, Option<FileAction>)> {
        let Stage::Map(mut reading) = core::mem::replace(&mut self.stage, Stage::Done) else { return Ok(None) };
        let (keys, known) = (&mut self.keys, self.mapped);
        let fed = reading.feed(bytes, |head, batch| {
            if head.next_offset() > known.0 && !head.attributes.is_control() {
                let batch = OpenBatch::open(&batch, work.config.codecs, PLAIN_BYTES_MAX).map_err(|_| Broken)?;
                let keyed = batch.records().filter_map(|record| Some((record.key?, Offset(record.offset))));
                keyed.for_each(|(key, offset)| keys.note(key, offset));
            }
            Ok(keys.bytes() < work.config.compaction_keys_bytes)
        });
        if fed.is_err() {
            // What is known so far is true all the same; only this segment and what follows it stay as they are.
            self.sources.retain(|name| name.base < reading.name.base);
            self.mapped = self.mapped.max(reading.name.base);
            let step = if self.mapped > self.clean { self.begin_rewriting(work) } else { None };
            return Err((reading.name, step));
        }
        self.mapped = self.mapped.max(reading.next);
        if self.keys.bytes() >= work.config.compaction_keys_bytes {
            return Ok(self.begin_rewriting(work));
        }
        let read = reading.read();
        if read.is_none() {
            return Ok(self.next_dirty(work));
        }
        self.stage = Stage::Map(reading);
        Ok(read)
    }

    /// A step of rewriting has ended; `read` is what it read, if it was a read. Gives the next step.
    ///
    /// # Errors
    /// The bytes of this segment are not what they were.
    #[inline(never)]
    pub(super) fn rewritten(
        &mut self,
        read: Option<&Bytes>,
        work: &mut Work<'_>,
    ) -> Result<Option<FileAction>, SegmentName> {
        let Stage::Rewrite(mut rewriting) = core::mem::replace(&mut self.stage, Stage::Done) else { return Ok(None) };
        if let Some(bytes) = read
            && let Some(mut reading) = rewriting.reading.take()
        {
            let output = &mut rewriting.output;
            let fed = reading.feed(bytes, |head, batch| {
                self.rewrite(head, batch, work.config.codecs, output);
                Ok(true)
            });
            let name = reading.name;
            rewriting.reading = Some(reading);
            if fed.is_err() {
                self.stage = Stage::Rewrite(rewriting);
                return Err(name);
            }
        }
        self.go_on(rewriting, work)
    }

    fn go_on(&mut self, mut rewriting: Rewriting, work: &mut Work<'_>) -> Result<Option<FileAction>, SegmentName> {
        let step = rewriting.output.write().or_else(|| {
            loop {
                if let Some(read) = rewriting.reading.as_ref().and_then(Reading::read) {
                    return Some(read);
                }
                let next = rewriting.rest.pop_front()?;
                rewriting.reading = find(work.segments, &next).map(Reading::new);
            }
        });
        if step.is_some() {
            self.stage = Stage::Rewrite(rewriting);
            return Ok(step);
        }
        let whole = rewriting.output.finish(rewriting.end);
        debug_assert!(whole, "offsets are kept");
        if let (false, Some(first)) = (whole, rewriting.sources.first().copied()) {
            // Rather no compaction than a lost record.
            self.stage = Stage::Rewrite(rewriting);
            return Err(first);
        }
        let segment = &rewriting.output.segment;
        let (file, path, unfinished) = (segment.file, segment.path.clone(), segment.name.unfinished());
        let mark = Mark { count: 1, position: segment.length, offset: segment.end };
        let (at, bytes) = mark.write();
        let mut steps: VecDeque<FileAction> = rewriting.output.write().into_iter().collect();
        steps.extend([
            FileAction::Write { file, position: at, parts: alloc::vec![bytes] },
            FileAction::Sync { file },
            FileAction::Rename { from: name::join(work.dir, &unfinished), to: path },
            // Nothing is removed before the new name lasts.
            FileAction::SyncDir { dir: work.dir.into() },
        ]);
        let first = steps.pop_front();
        self.stage = Stage::Finish(rewriting, steps);
        Ok(first)
    }

    /// Whether a producer's retries are recognised by this batch, or will be once what follows it is cut.
    fn tells_of_a_producer(&self, head: &Head) -> bool {
        let is_last = self.remembered.contains(&Offset(head.last_offset()));
        head.is_idempotent() && (is_last || self.unsettled.contains(&head.producer_id))
    }

    /// One batch of a segment that is written anew.
    fn rewrite(&self, head: &Head, bytes: Bytes, codecs: &dyn Codecs, output: &mut Output) {
        // Markers say which transactions were aborted: they stay.
        if head.attributes.is_control() {
            return output.keep(bytes);
        }
        // KIP-534: tombstones go once their batch's horizon has passed.
        let now = self.request.now.0;
        let expired = head.attributes.has_delete_horizon() && head.base_timestamp <= now;
        let horizon = now.saturating_add(self.request.compaction.delete_retention_ms);
        let left = OpenBatch::open(&bytes, codecs, PLAIN_BYTES_MAX).map(|batch| {
            batch.filter(codecs, horizon, |record| {
                let offset = Offset(record.offset);
                // A record without a key is nobody's last.
                let last = record.key.is_some_and(|key| !self.keys.is_outdated(key, offset));
                last && !(record.tombstone && expired)
            })
        });
        match left {
            Ok(Filtered::Changed(changed)) => output.keep(changed),
            Ok(Filtered::Nothing) if !self.tells_of_a_producer(head) => output.drop(head),
            Ok(Filtered::Nothing) if head.count > 0 => output.keep(emptied(head)),
            // What cannot be opened keeps all that it has.
            Ok(Filtered::Same | Filtered::Nothing) | Err(_) => output.keep(bytes),
        }
    }
}

/// A segment by its name.
pub(super) fn find<'a>(segments: &'a [Segment], name: &SegmentName) -> Option<&'a Segment> {
    segments.iter().find(|segment| segment.name == *name)
}
