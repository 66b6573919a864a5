//! What a log must hold, as told by the orders that its store was given.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use glasslog_core::{
    id::{LeaderEpoch, Offset, Ticket},
    record::{Head, NoCodecs, Records, StampedBatch},
};

use super::{compaction, ghost::Committed};
use crate::{digest::Digest, history::Content};

/// Stands for a batch and all before it: two logs with the same chain at an offset are the same up to it.
pub(super) type Chain = u128;

/// The chain of a log without any batch.
pub(super) const EMPTY: Chain = 0;

/// After so many syncs more, a mark of what was safe before them is on the disk for certain.
const SYNCS_TO_LAST: usize = 3;

/// One batch that was ordered to be written.
#[derive(Clone, Debug)]
pub(super) struct ModelBatch {
    pub(super) head: Head,
    /// Base offset and checksum of the batch that is stored for it: its own, or one that compaction made of it elsewhere.
    pub(super) stored: (i64, u32),
    pub(super) ticket: Ticket,
    /// The store has said that it is written, as durable as was promised.
    pub(super) done: bool,
    /// The records, where they can be read.
    pub(super) contents: Arc<[Content]>,
    /// It and all before it; none where the log does not begin at the beginning and nobody knows what was there.
    pub(super) chain: Option<Chain>,
}

impl ModelBatch {
    /// The batch, behind one whose chain is `before`. `known`: its chain and contents, where another copy has it.
    pub(super) fn new(
        batch: &StampedBatch,
        ticket: Ticket,
        before: Option<Chain>,
        known: Option<(Chain, Arc<[Content]>)>,
    ) -> ModelBatch {
        let head = *batch.head();
        let own = before.map(|before| {
            let mut digest = Digest::default();
            digest.value(&before);
            digest.number(head.base_offset.unsigned_abs());
            digest.number(u64::from(head.leader_epoch.unsigned_abs()) << 32 | u64::from(head.crc));
            digest.number(u64::from(head.length.unsigned_abs()));
            digest.finish()
        });
        let (told, contents) = match known {
            Some((chain, contents)) => (Some(chain), contents),
            None => (None, contents(&batch.to_bytes()).into()),
        };
        let stored = (head.base_offset, head.crc);
        ModelBatch { head, stored, ticket, done: false, contents, chain: own.or(told) }
    }

    /// A committed batch, in whose place one is appended that compaction made of it.
    pub(super) fn replaced(committed: &Committed, stored: &Head, ticket: Ticket) -> ModelBatch {
        let (head, contents, chain) = (committed.head, committed.contents.clone(), committed.chain);
        ModelBatch { head, stored: (stored.base_offset, stored.crc), ticket, done: false, contents, chain }
    }

    pub(super) fn base(&self) -> Offset {
        Offset(self.head.base_offset)
    }

    pub(super) fn end(&self) -> Offset {
        Offset(self.head.next_offset())
    }

    pub(super) fn epoch(&self) -> LeaderEpoch {
        LeaderEpoch(self.head.leader_epoch)
    }
}

/// The records of a batch as clients know them, each in the place of its offset: compaction may have left some out, and keyless
/// nothings stand for those.
fn contents(batch: &Bytes) -> Vec<Content> {
    let base = Head::parse(batch).map_or(0, |head| head.base_offset);
    let mut contents = Vec::new();
    for record in Records::of_batch(batch, &NoCodecs, 1 << 20).into_iter().flatten().flatten() {
        let place = usize::try_from(record.offset - base).unwrap_or_default();
        contents.resize(place.max(contents.len()), Content::of(None, None));
        contents.push(Content::of(record.key.as_deref(), record.value.as_deref()));
    }
    contents
}

/// One copy of a partition's log.
#[derive(Clone, Debug, Default)]
pub(super) struct ModelLog {
    /// In order of offsets, without gaps.
    pub(super) batches: Vec<ModelBatch>,
    /// Batches whose writing failed: they may turn up after a restart, or not.
    pub(super) perhaps: Vec<ModelBatch>,
    pub(super) start: Offset,
    /// The highest log start that was asked for: after a crash it may be this one already.
    pub(super) start_asked: Offset,
    pub(super) end: Offset,
    /// All before this survives whatever happens, as far as was promised.
    pub(super) safe: Offset,
    /// The highest high watermark that was told.
    pub(super) high_watermark: Offset,
    /// All before this lies before a mark that is on the disk, too: damage to it is known for damage.
    pub(super) marked: Offset,
    /// Up to here it was copied from a leader that had compacted it, for the sake of batches that may not be here yet: of what
    /// producers sent last, only what comes later is certain to be known.
    pub(super) copied_upto: Option<Offset>,
    /// So it was, or cut below what had been compacted, and nobody kept book of what is committed: what was left out is not known.
    pub(super) copied_blindly: bool,
    /// A cut was ordered, and has not ended.
    pub(super) being_cut: bool,
    /// The last few steps in which a sync ended, and what was safe then.
    syncs: VecDeque<(u64, Offset)>,
    scanned: Scanned,
}

/// What a scan of a log has told so far: asked for after every step, it goes on where it was, and back where the log is cut.
#[derive(Clone, Debug, Default)]
struct Scanned {
    /// So many batches have been looked at.
    upto: usize,
    /// Where each epoch begins.
    begins: Vec<(LeaderEpoch, Offset)>,
    /// The first batch that compaction has made.
    first_output: Option<usize>,
    /// The highest sequence with which a batch of each producer and epoch begins. What is cut does not lower it: so it may be too
    /// high, never too low.
    sequences: BTreeMap<(i64, i16), i32>,
}

impl Scanned {
    /// Looks at the batches that came.
    fn go_on(&mut self, batches: &[ModelBatch]) {
        for batch in batches.get(self.upto..).unwrap_or_default() {
            if self.begins.last().is_none_or(|(last, _)| *last != batch.epoch()) {
                self.begins.push((batch.epoch(), batch.base()));
            }
            if self.first_output.is_none() && compaction::is_output(&batch.head) {
                self.first_output = Some(self.upto);
            }
            let Head { producer_id, producer_epoch, base_sequence, .. } = batch.head;
            let highest = self.sequences.entry((producer_id, producer_epoch)).or_insert(base_sequence);
            *highest = base_sequence.max(*highest);
            self.upto += 1;
        }
    }

    /// Only these are left.
    fn forget(&mut self, left: &[ModelBatch]) {
        self.upto = self.upto.min(left.len());
        let end = left.last().map_or(Offset::ZERO, ModelBatch::end);
        while self.begins.last().is_some_and(|(_, base)| left.is_empty() || *base >= end) {
            self.begins.pop();
        }
        self.first_output = self.first_output.filter(|first| *first < left.len());
    }
}

impl ModelLog {
    /// The batch that holds an offset.
    pub(super) fn batch_at(&self, offset: Offset) -> Option<&ModelBatch> {
        let after = self.batches.partition_point(|batch| batch.base() <= offset);
        self.batches.get(after.checked_sub(1)?).filter(|batch| offset < batch.end())
    }

    /// The batches that hold any of these offsets.
    pub(super) fn covering(&self, from: Offset, upto: Offset) -> Vec<&ModelBatch> {
        let first = self.batches.partition_point(|batch| batch.end() <= from);
        let all = self.batches.get(first..).unwrap_or_default();
        all.iter().take_while(|batch| batch.base() < upto).collect()
    }

    /// The batches from `from` on that end at `upto` at the latest.
    pub(super) fn between(&self, from: Offset, upto: Offset) -> &[ModelBatch] {
        let first = self.batches.partition_point(|batch| batch.base() < from);
        let last = self.batches.partition_point(|batch| batch.end() <= upto);
        self.batches.get(first..last.max(first)).unwrap_or_default()
    }

    /// The chain of all before `end`, where a batch ends there. `Err` where none does; `Ok(None)` where nobody knows.
    pub(super) fn chain_at(&self, end: Offset) -> Result<Option<Chain>, ()> {
        if end == Offset::ZERO {
            return Ok(Some(EMPTY));
        }
        let after = self.batches.partition_point(|batch| batch.end() <= end);
        match after.checked_sub(1).and_then(|index| self.batches.get(index)) {
            Some(batch) if batch.end() == end => Ok(batch.chain),
            // Before the first batch of a log that begins late: what was there has been trimmed.
            _ if end <= self.start || (self.batches.is_empty() && end == self.end) => Ok(None),
            _ => Err(()),
        }
    }

    /// Whether it is `chain` up to `end`, as far as anybody can tell.
    pub(super) fn is_at(&self, end: Offset, chain: Option<Chain>) -> bool {
        match (self.chain_at(end), chain) {
            (Ok(Some(own)), Some(chain)) => own == chain,
            (Ok(_), _) => true,
            (Err(()), _) => false,
        }
    }

    /// The store has called all before `safe` durable. A mark of it is written after that, and lasts once a sync that began later
    /// has ended: three syncs on, whatever was under way at the time.
    pub(super) fn synced(&mut self, step: u64, safe: Offset) {
        self.safe = self.safe.max(safe);
        match self.syncs.back_mut() {
            Some(last) if last.0 == step => last.1 = self.safe,
            _ => self.syncs.push_back((step, self.safe)),
        }
        if self.syncs.len() > SYNCS_TO_LAST {
            let marked = self.syncs.pop_front().map_or(Offset::ZERO, |(_, safe)| safe);
            self.marked = self.marked.max(marked);
        }
    }

    /// Takes everything at and past `end` away. A batch that it divides goes whole: where the leader's epoch ends within a batch of
    /// an older epoch here (KIP-279), the log is the same only up to the batch before.
    pub(super) fn cut(&mut self, end: Offset) {
        let divided = self.batch_at(end).map(ModelBatch::base).filter(|base| *base < end);
        let end = divided.unwrap_or(end);
        self.batches.retain(|batch| batch.end() <= end);
        self.scanned.forget(&self.batches);
        self.end = end;
        self.safe = self.safe.min(end);
        self.marked = self.marked.min(end);
        self.syncs.iter_mut().for_each(|(_, safe)| *safe = end.min(*safe));
    }

    /// The log begins at `start`, past its end: nothing of it is left.
    pub(super) fn begin_at(&mut self, start: Offset) {
        self.batches.clear();
        self.scanned = Scanned::default();
        self.perhaps.clear();
        (self.end, self.safe) = (start, start);
    }

    /// Where each leader epoch begins, as a scan of the log tells, from `start` on.
    pub(super) fn epochs(&mut self, start: Offset) -> Vec<(LeaderEpoch, Offset)> {
        self.scanned.go_on(&self.batches);
        let begins = &self.scanned.begins;
        let end = self.batches.last().map_or(start, ModelBatch::end);
        let ends = begins.iter().skip(1).map(|(_, base)| *base).chain([end]);
        let past = begins.iter().zip(ends).filter(|(_, end)| *end > start);
        past.map(|((epoch, base), _)| (*epoch, start.max(*base))).collect()
    }

    /// Whether compaction has made any of its batches.
    pub(super) fn has_output(&mut self) -> bool {
        self.scanned.go_on(&self.batches);
        self.scanned.first_output.is_some()
    }

    /// Whether a batch of this producer and epoch begins with this sequence. All batches are looked at only where one of them may.
    pub(super) fn has_sequence(&mut self, producer: i64, epoch: i16, sequence: i32) -> bool {
        self.scanned.go_on(&self.batches);
        let highest = self.scanned.sequences.get(&(producer, epoch));
        highest.is_some_and(|highest| sequence <= *highest)
            && self.batches.iter().any(|batch| {
                (batch.head.producer_id, batch.head.producer_epoch, batch.head.base_sequence)
                    == (producer, epoch, sequence)
            })
    }

    /// Takes the batches from `index` on away.
    pub(super) fn split_off(&mut self, index: usize) -> Vec<ModelBatch> {
        let taken = self.batches.split_off(index);
        self.scanned.forget(&self.batches);
        taken
    }
}
