//! What a log must hold, as told by the orders that its store was given.

use bytes::Bytes;
use glasslog_core::{
    id::{LeaderEpoch, Offset, Ticket},
    record::{Head, NoCodecs, Records, StampedBatch},
};

use crate::history::Content;

/// One batch that was ordered to be written.
#[derive(Clone, Debug)]
pub(super) struct ModelBatch {
    pub(super) head: Head,
    pub(super) ticket: Ticket,
    /// The store has said that it is written, as durable as was promised.
    pub(super) done: bool,
    /// The records, where they can be read.
    pub(super) contents: Vec<Content>,
}

impl ModelBatch {
    pub(super) fn new(batch: &StampedBatch, ticket: Ticket) -> ModelBatch {
        let head = *batch.head();
        ModelBatch { head, ticket, done: false, contents: contents(&batch.to_bytes()) }
    }

    pub(super) fn base(&self) -> Offset {
        Offset(self.head.base_offset)
    }

    pub(super) fn end(&self) -> Offset {
        Offset(self.head.next_offset())
    }
}

/// The records of a batch as clients know them.
fn contents(batch: &Bytes) -> Vec<Content> {
    let records = Records::of_batch(batch, &NoCodecs, 1 << 20).into_iter().flatten();
    records.flatten().map(|record| Content::of(record.key.as_deref(), record.value.as_deref())).collect()
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
}

impl ModelLog {
    /// The batch that holds an offset.
    pub(super) fn batch_at(&self, offset: Offset) -> Option<&ModelBatch> {
        let after = self.batches.partition_point(|batch| batch.base() <= offset);
        self.batches.get(after.checked_sub(1)?).filter(|batch| offset < batch.end())
    }

    /// The record at an offset.
    pub(super) fn content_at(&self, offset: Offset) -> Option<Content> {
        let batch = self.batch_at(offset)?;
        batch.contents.get(usize::try_from(offset.since(batch.base())).ok()?).copied()
    }

    /// Takes everything at and past `end` away.
    pub(super) fn cut(&mut self, end: Offset) {
        self.batches.retain(|batch| batch.end() <= end);
        self.end = end;
        self.safe = self.safe.min(end);
    }

    /// Where each leader epoch begins, as a scan of the log tells, from `start` on.
    pub(super) fn epochs(&self, start: Offset) -> Vec<(LeaderEpoch, Offset)> {
        let mut epochs: Vec<(LeaderEpoch, Offset)> = Vec::new();
        for batch in self.batches.iter().filter(|batch| batch.end() > start) {
            let epoch = LeaderEpoch(batch.head.leader_epoch);
            if epochs.last().is_none_or(|(last, _)| *last != epoch) {
                epochs.push((epoch, batch.base().max(start)));
            }
        }
        epochs
    }
}
