//! What idempotent producers sent last (KIP-98): recognises retries, refuses gaps and zombies.

use crate::sorted::SortedMap;
use alloc::{collections::VecDeque, sync::Arc, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    error::ErrorCode,
    id::{Offset, ProducerEpoch, ProducerId},
    limit,
    record::Head,
    time::Timestamp,
};

/// The producers of one partition, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducerTable {
    /// Each is shared between copies of the table until it changes.
    producers: SortedMap<ProducerId, Arc<ProducerEntry>>,
}

/// One producer's last batches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducerEntry {
    /// The newest epoch seen.
    pub epoch: ProducerEpoch,
    /// When it last wrote, by its batch's largest timestamp or the broker's clock.
    pub last_seen: Timestamp,
    /// Its last batches in this epoch, oldest first; at most [`limit::PRODUCER_BATCHES`] of those that cannot be taken back any more.
    pub recent: VecDeque<RecentBatch>,
}

/// One batch, as far as a retry of it must be recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentBatch {
    /// The sequence of its first record.
    pub first_sequence: i32,
    /// The sequence of its last record.
    pub last_sequence: i32,
    /// The offset of its first record.
    pub base_offset: Offset,
    /// The offset of its last record.
    pub last_offset: Offset,
    /// The broker's stamp, on topics with LogAppendTime; else the batch's largest timestamp.
    pub timestamp: Timestamp,
}

impl RecentBatch {
    /// What the head of a stored batch tells of its producer; `None` where nobody could retry it: without an id, or without a
    /// sequence, as markers are.
    #[must_use]
    pub fn of(head: &Head) -> Option<(ProducerId, ProducerEpoch, RecentBatch)> {
        let batch = RecentBatch {
            first_sequence: head.base_sequence,
            last_sequence: head.last_sequence(),
            base_offset: Offset(head.base_offset),
            last_offset: Offset(head.last_offset()),
            timestamp: Timestamp(head.max_timestamp),
        };
        let counts = head.is_idempotent() && head.base_sequence >= 0;
        counts.then_some((ProducerId(head.producer_id), ProducerEpoch(head.producer_epoch), batch))
    }
}

/// What a batch of an idempotent producer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceCheck {
    /// The next one: append it.
    Next,
    /// One of the last five again: answer with where it went the first time.
    Duplicate(RecentBatch),
}

/// The sequence that comes `count` after `sequence`; 0 follows 2³¹ − 1.
#[must_use]
pub(crate) fn sequence_after(sequence: i32, count: i32) -> i32 {
    ((i64::from(sequence) + i64::from(count)) & i64::from(i32::MAX)) as i32
}

impl ProducerTable {
    /// Judges a batch of `count` records whose first has `first_sequence`.
    ///
    /// # Errors
    /// `InvalidProducerEpoch` for an epoch older than the newest seen; `OutOfOrderSequenceNumber` for a gap,
    /// for a repetition older than the last five batches, and for a new epoch that does not start at 0.
    /// A producer that the table does not know may start with any sequence: it may have been forgotten.
    pub fn check(
        &self,
        id: ProducerId,
        epoch: ProducerEpoch,
        first_sequence: i32,
        count: i32,
    ) -> Result<SequenceCheck, ErrorCode> {
        let Some(entry) = self.producers.get(&id) else { return Ok(SequenceCheck::Next) };
        if epoch < entry.epoch {
            return Err(ErrorCode::InvalidProducerEpoch);
        }
        if epoch > entry.epoch {
            return if first_sequence == 0 {
                Ok(SequenceCheck::Next)
            } else {
                Err(ErrorCode::OutOfOrderSequenceNumber)
            };
        }
        let last_sequence = sequence_after(first_sequence, count - 1);
        let same = |b: &&RecentBatch| b.first_sequence == first_sequence && b.last_sequence == last_sequence;
        if let Some(batch) = entry.recent.iter().rev().take(limit::PRODUCER_BATCHES).find(same) {
            return Ok(SequenceCheck::Duplicate(*batch));
        }
        match entry.recent.back() {
            Some(last) if sequence_after(last.last_sequence, 1) != first_sequence => {
                Err(ErrorCode::OutOfOrderSequenceNumber)
            }
            _ => Ok(SequenceCheck::Next),
        }
    }

    /// A batch of this producer is in the log, and all before it is there to stay.
    pub fn note(&mut self, id: ProducerId, epoch: ProducerEpoch, batch: RecentBatch) {
        self.note_beyond(id, epoch, batch, Offset(i64::MAX));
    }

    /// A batch of this producer is in the log, whose end may yet be taken back, but not to before `settled`: what it sent last before
    /// that is remembered, too.
    pub fn note_beyond(&mut self, id: ProducerId, epoch: ProducerEpoch, batch: RecentBatch, settled: Offset) {
        if !self.producers.contains_key(&id) && self.producers.len() >= limit::PRODUCERS_PER_PARTITION {
            let idle_longest = self.producers.iter().min_by_key(|(_, entry)| entry.last_seen).map(|(id, _)| *id);
            idle_longest.and_then(|id| self.producers.remove(&id));
        }
        let fresh = || ProducerEntry { epoch, last_seen: batch.timestamp, recent: VecDeque::new() };
        let entry = Arc::make_mut(self.producers.entry(id).or_insert_with(|| Arc::new(fresh())));
        if entry.epoch != epoch {
            *entry = fresh();
        }
        // Of what is settled the newest few are enough, itself counted.
        let before = entry.recent.partition_point(|known| known.last_offset < settled);
        let certain = before + usize::from(batch.last_offset < settled);
        entry.recent.drain(..certain.saturating_sub(limit::PRODUCER_BATCHES));
        entry.recent.push_back(batch);
        entry.last_seen = entry.last_seen.max(batch.timestamp);
    }

    /// The log ends at `end` now: what lay past it was never written.
    pub fn truncate(&mut self, end: Offset) {
        self.producers.retain(|_, entry| {
            if entry.recent.iter().any(|batch| batch.last_offset >= end) {
                Arc::make_mut(entry).recent.retain(|batch| batch.last_offset < end);
            }
            !entry.recent.is_empty()
        });
    }

    /// As if all that is known were settled.
    pub(crate) fn newest(&self) -> ProducerTable {
        let mut newest = self.clone();
        for entry in newest.producers.values_mut() {
            if let Some(old @ 1..) = entry.recent.len().checked_sub(limit::PRODUCER_BATCHES) {
                Arc::make_mut(entry).recent.drain(..old);
            }
        }
        newest
    }

    /// Gives back memory that is spare.
    pub(crate) fn shrink(&mut self) {
        for entry in self.producers.values_mut().filter_map(Arc::get_mut) {
            entry.recent.shrink_to_fit();
        }
    }

    /// What both tables say of a producer is kept once from now on, until one of them changes.
    pub(crate) fn share(&mut self, other: &ProducerTable) {
        for (id, entry) in &mut self.producers {
            if let Some(theirs) = other.producers.get(id)
                && !Arc::ptr_eq(entry, theirs)
                && entry == theirs
            {
                *entry = theirs.clone();
            }
        }
    }

    /// Forgets producers that have been silent since before `oldest` (`producer.id.expiration.ms`).
    pub fn expire(&mut self, oldest: Timestamp) {
        self.producers.retain(|_, entry| entry.last_seen >= oldest);
    }

    /// The producers, by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ProducerId, &ProducerEntry)> {
        self.producers.iter().map(|(id, entry)| (*id, &**entry))
    }

    /// How many producers are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.producers.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.producers.is_empty()
    }

    /// All batches remembered of one producer, oldest first.
    #[must_use]
    pub fn recent(&self, id: ProducerId) -> Vec<RecentBatch> {
        self.producers.get(&id).map(|entry| entry.recent.iter().copied().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: ProducerId = ProducerId(9);
    const EPOCH: ProducerEpoch = ProducerEpoch(1);

    fn batch(first: i32, count: i32, base: i64) -> RecentBatch {
        RecentBatch {
            first_sequence: first,
            last_sequence: sequence_after(first, count - 1),
            base_offset: Offset(base),
            last_offset: Offset(base + i64::from(count) - 1),
            timestamp: Timestamp(base),
        }
    }

    fn table(batches: &[RecentBatch]) -> ProducerTable {
        let mut table = ProducerTable::default();
        batches.iter().for_each(|b| table.note(ID, EPOCH, *b));
        table
    }

    #[test]
    fn the_last_five_batches_are_recognised_and_no_older_one() {
        let all: Vec<_> = (0..7).map(|n| batch(n * 10, 10, i64::from(n) * 10)).collect();
        let table = table(&all);
        for b in &all[2..] {
            assert_eq!(table.check(ID, EPOCH, b.first_sequence, 10), Ok(SequenceCheck::Duplicate(*b)));
        }
        assert_eq!(table.check(ID, EPOCH, 10, 10), Err(ErrorCode::OutOfOrderSequenceNumber));
        assert_eq!(table.check(ID, EPOCH, 70, 1), Ok(SequenceCheck::Next));
        assert_eq!(table.check(ID, EPOCH, 71, 1), Err(ErrorCode::OutOfOrderSequenceNumber));
    }

    #[test]
    fn sequences_wrap() {
        let table = table(&[batch(i32::MAX - 1, 2, 0)]);
        assert_eq!(table.check(ID, EPOCH, 0, 3), Ok(SequenceCheck::Next));
        let across = batch(i32::MAX, 3, 0);
        assert_eq!(across.last_sequence, 1);
    }

    #[test]
    fn epochs_fence() {
        let table = table(&[batch(0, 1, 0)]);
        assert_eq!(table.check(ID, ProducerEpoch(0), 1, 1), Err(ErrorCode::InvalidProducerEpoch));
        assert_eq!(table.check(ID, ProducerEpoch(2), 0, 1), Ok(SequenceCheck::Next));
        assert_eq!(table.check(ID, ProducerEpoch(2), 1, 1), Err(ErrorCode::OutOfOrderSequenceNumber));
        assert_eq!(table.check(ProducerId(10), ProducerEpoch(0), 77, 1), Ok(SequenceCheck::Next));
    }

    /// Six batches were under way when the disk was full: what was sent before them is still known, and a gap is still one.
    #[test]
    fn who_has_more_under_way_than_is_remembered_is_known_when_all_of_it_is_taken_back() {
        let mut table = ProducerTable::default();
        let durable = |n: i32| Offset(i64::from(n.min(7)) * 10);
        (0..13).for_each(|n| table.note_beyond(ID, EPOCH, batch(n * 10, 10, i64::from(n) * 10), durable(n)));
        assert_eq!(
            table.check(ID, EPOCH, 70, 10),
            Err(ErrorCode::OutOfOrderSequenceNumber),
            "no retry of the last five"
        );
        table.truncate(durable(13));
        assert_eq!(table.recent(ID).len(), limit::PRODUCER_BATCHES);
        assert_eq!(table.check(ID, EPOCH, 130, 10), Err(ErrorCode::OutOfOrderSequenceNumber));
        assert_eq!(table.check(ID, EPOCH, 70, 10), Ok(SequenceCheck::Next));
        assert_eq!(table.check(ID, EPOCH, 20, 10), Ok(SequenceCheck::Duplicate(batch(20, 10, 20))));
    }

    #[test]
    fn the_newest_are_what_is_known_once_all_is_settled() {
        let all: Vec<_> = (0..13).map(|n| batch(n * 10, 10, i64::from(n) * 10)).collect();
        for count in 0..all.len() {
            let mut unsettled = ProducerTable::default();
            all[..count].iter().for_each(|b| unsettled.note_beyond(ID, EPOCH, *b, Offset(20)));
            assert_eq!(unsettled.newest(), table(&all[..count]), "{count}");
        }
    }

    #[test]
    fn what_is_shared_is_the_same_until_it_changes() {
        let mut one = table(&[batch(0, 2, 0)]);
        let mut other = table(&[batch(0, 2, 0)]);
        other.share(&one);
        assert!(Arc::ptr_eq(&one.producers[&ID], &other.producers[&ID]));
        one.note(ID, EPOCH, batch(2, 2, 2));
        assert_ne!(one, other);
        other.share(&one);
        assert_eq!(other, table(&[batch(0, 2, 0)]));
    }

    #[test]
    fn truncation_takes_back_what_was_cut() {
        let mut table = table(&[batch(0, 2, 0), batch(2, 2, 2)]);
        table.truncate(Offset(2));
        assert_eq!(table.check(ID, EPOCH, 2, 2), Ok(SequenceCheck::Next));
        table.truncate(Offset(0));
        assert!(table.is_empty());
    }
}
