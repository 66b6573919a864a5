//! The segment that a pass writes in place of others.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::{
    id::Offset,
    record::{Head, filler},
    store::{FileAction, segment::Segment},
};

/// Batches that follow one another without a record, and are to become one.
#[derive(Clone, Copy, Debug)]
struct Gone {
    base: i64,
    last: i64,
    epoch: i32,
    max_timestamp: i64,
}

/// What is written, and what of it waits to be.
///
/// Offsets stay without a gap: where batches lose all their records, one without any takes their place, of 61 bytes for
/// each run of one epoch. So an offset that is missing still means damage, and an epoch still begins where it began.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) segment: Segment,
    /// The epoch of the last batch.
    pub(super) epoch: i32,
    gone: Option<Gone>,
    parts: Vec<Bytes>,
    /// Where the first part goes.
    at: u64,
}

impl Output {
    /// An empty segment.
    pub(super) fn new(segment: Segment) -> Output {
        Output { at: segment.length, segment, epoch: -1, gone: None, parts: Vec::new() }
    }

    /// A batch that stays, as it is given.
    pub(super) fn keep(&mut self, bytes: Bytes) {
        self.close_gap();
        self.put(bytes);
    }

    /// A batch of which nothing stays but its offsets.
    pub(super) fn drop(&mut self, head: &Head) {
        let joined = self.gone.filter(|gone| {
            gone.epoch == head.leader_epoch && head.last_offset().saturating_sub(gone.base) <= i64::from(i32::MAX)
        });
        if joined.is_none() {
            self.close_gap();
        }
        self.gone = Some(Gone {
            base: joined.map_or(head.base_offset, |gone| gone.base),
            last: head.last_offset(),
            epoch: head.leader_epoch,
            max_timestamp: joined.map_or(head.max_timestamp, |gone| gone.max_timestamp.max(head.max_timestamp)),
        });
    }

    fn close_gap(&mut self) {
        let gone = self.gone.take();
        if let Some(bytes) = gone.and_then(|gone| filler(gone.base, gone.last, gone.epoch, gone.max_timestamp)) {
            self.put(bytes);
        }
    }

    fn put(&mut self, bytes: Bytes) {
        let Ok(head) = Head::parse(&bytes) else { return };
        self.segment.note(&head, self.segment.length);
        self.epoch = head.leader_epoch;
        self.parts.push(bytes);
    }

    /// What waits to be written, if anything.
    pub(super) fn write(&mut self) -> Option<FileAction> {
        let parts = core::mem::take(&mut self.parts);
        let position = core::mem::replace(&mut self.at, self.segment.length);
        (!parts.is_empty()).then_some(FileAction::Write { file: self.segment.file, position, parts })
    }

    /// The end of all sources is reached. Whether the segment ends there, too.
    pub(super) fn finish(&mut self, end: Offset) -> bool {
        self.close_gap();
        self.segment.end == end
    }
}
