//! The last batches of a partition: how many bytes lie between two of their offsets, without asking the disk.

use alloc::vec::Vec;

use crate::{id::Offset, limit, recent::Recent, storage::TailBatch};

/// A bounded table of the last batches.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    /// Each batch with the bytes appended up to its end, counted from when the log was opened.
    batches: Recent<(TailBatch, u64)>,
    appended: u64,
}

impl Tail {
    pub(super) fn new(batches: &[TailBatch]) -> Tail {
        let mut tail = Tail::default();
        batches.iter().for_each(|batch| tail.push(*batch));
        tail
    }

    pub(super) fn push(&mut self, batch: TailBatch) {
        self.appended += u64::from(batch.bytes);
        if self.batches.len() == limit::TAIL_BATCHES {
            self.batches.pop_front();
        }
        self.batches.push_back((batch, self.appended));
    }

    /// Gives back memory that is spare.
    pub(super) fn shrink(&mut self) {
        self.batches.shrink();
    }

    /// Keeps once what another table says, too.
    pub(super) fn share(&mut self, other: &Tail) {
        self.batches.share(&other.batches);
    }

    /// The log ends at `end` now. Returns how many bytes went.
    pub(super) fn truncate(&mut self, end: Offset) -> u64 {
        let before = self.appended;
        while self.batches.back().is_some_and(|(batch, _)| batch.end > end) {
            let gone = self.batches.pop_back().map_or(0, |(batch, _)| u64::from(batch.bytes));
            self.appended -= gone;
        }
        before - self.appended
    }

    /// Bytes from the batch that holds `from` up to `upto`, both within the log. Before the table begins nobody
    /// has counted: the answer is then very many, for such a reader has plenty to read.
    pub(super) fn bytes_between(&self, from: Offset, upto: Offset) -> u64 {
        let Some((first, _)) = self.batches.front() else { return u64::from(from < upto) * u64::from(u32::MAX) };
        if from < first.base {
            return u64::from(u32::MAX);
        }
        self.position(upto).saturating_sub(self.position(from))
    }

    /// The bytes appended before the batch that holds `offset`.
    fn position(&self, offset: Offset) -> u64 {
        let index = self.batches.partition_point(|(batch, _)| batch.end <= offset);
        match self.batches.get(index) {
            Some((batch, end)) => end - u64::from(batch.bytes),
            None => self.appended,
        }
    }

    /// The last batches that end past `start`, oldest first, `most` at the most.
    pub(super) fn last(&self, most: usize, start: Offset) -> Vec<TailBatch> {
        let trimmed = self.batches.partition_point(|(batch, _)| batch.end <= start);
        let skip = self.batches.len().saturating_sub(most).max(trimmed);
        let mut last = Vec::with_capacity(self.batches.len() - skip);
        for slice in self.batches.slices_from(skip) {
            last.extend(slice.iter().map(|(batch, _)| *batch));
        }
        last
    }
}
