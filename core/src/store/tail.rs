//! The last batches of a log, each with its place: most fetches end here.

use alloc::vec::Vec;

use crate::{
    id::{LeaderEpoch, Offset},
    limit,
    recent::Recent,
    record::Head,
    storage::TailBatch,
    store::FileId,
    time::Timestamp,
};

/// The last batches, without a gap between them, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tail {
    batches: Recent<(TailBatch, FileId, u64)>,
}

impl Tail {
    /// A batch was appended.
    pub(super) fn note(&mut self, head: &Head, file: FileId, position: u64) {
        if self.batches.len() == limit::TAIL_BATCHES {
            self.batches.pop_front();
        }
        let batch = TailBatch {
            base: Offset(head.base_offset),
            end: Offset(head.next_offset()),
            leader_epoch: LeaderEpoch(head.leader_epoch),
            bytes: u32::try_from(head.size()).unwrap_or(u32::MAX),
            max_timestamp: Timestamp(head.max_timestamp),
        };
        self.batches.push_back((batch, file, position));
    }

    /// Gives back memory that is spare.
    pub(super) fn shrink(&mut self) {
        self.batches.shrink();
    }

    /// Forgets all: what comes next does not follow on it.
    pub(super) fn clear(&mut self) {
        self.batches.clear();
    }

    /// The log starts here now.
    pub(super) fn trim(&mut self, start: Offset) {
        while self.batches.front().is_some_and(|(batch, _, _)| batch.end <= start) {
            self.batches.pop_front();
        }
    }

    /// Where the batch that holds `offset` begins, if it is one of these and in this file.
    pub(super) fn place(&self, file: FileId, offset: Offset) -> Option<(Offset, u64)> {
        let after = self.batches.partition_point(|(batch, _, _)| batch.base <= offset);
        let (batch, found, position) = self.batches.get(after.checked_sub(1)?)?;
        (*found == file && offset < batch.end).then_some((batch.base, *position))
    }

    /// Where the batches in this file end, rising, from the one that begins with `offset`; nothing if none does.
    pub(super) fn ends(&self, file: FileId, offset: Offset) -> impl Iterator<Item = (Offset, u64)> + '_ {
        let first = self.batches.partition_point(|(batch, _, _)| batch.base < offset);
        let known = self.batches.get(first).is_some_and(|(batch, _, _)| batch.base == offset);
        let rest = self.batches.iter_from(if known { first } else { self.batches.len() });
        let here = rest.take_while(move |(_, found, _)| *found == file);
        here.map(|(batch, _, at)| (batch.end, at + u64::from(batch.bytes)))
    }

    /// The batches in a few words.
    pub(super) fn batches(&self) -> Vec<TailBatch> {
        self.batches.iter().map(|(batch, _, _)| *batch).collect()
    }
}
