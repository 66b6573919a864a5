//! What a log remembers beside its segments: where recovery may begin, and what it would find before that.
//!
//! Only the log start is an authority here; all else can be had again from the segments. A checkpoint whose recovery
//! point is the log's end is the mark of a clean stop.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    id::Offset,
    log::{EpochCache, ProducerTable},
    store::{index::Index, mark::FRONT_BYTES, name::SegmentName, sealed, segment::Segment},
    time::Timestamp,
};

const CHECKPOINT: [u8; 4] = *b"GLC1";
const INDEX: [u8; 4] = *b"GLI1";

/// A log as it was at its recovery point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// All before this was synced when the checkpoint was written.
    pub(super) recovery_point: Offset,
    /// The log start.
    pub(super) start: Offset,
    /// The newest segment. A later one that begins before the recovery point has truncated the log since.
    pub(super) generation: u64,
    /// The epochs before the recovery point.
    pub(super) epochs: EpochCache,
    /// The producers before the recovery point.
    pub(super) producers: ProducerTable,
}

impl Checkpoint {
    /// The file.
    pub(super) fn encode(&self) -> Bytes {
        sealed::seal(CHECKPOINT, self)
    }

    /// From a file that may hold anything.
    pub(super) fn decode(bytes: &[u8]) -> Option<Checkpoint> {
        let checkpoint: Checkpoint = sealed::unseal(CHECKPOINT, bytes)?;
        (checkpoint.start >= Offset::ZERO && checkpoint.recovery_point >= checkpoint.start).then_some(checkpoint)
    }

    /// Whether the log was truncated to before the recovery point since.
    pub(super) fn is_outdated(&self, segments: &[SegmentName]) -> bool {
        segments.iter().any(|s| s.generation > self.generation && s.after < self.recovery_point)
    }
}

/// What there is to know of a sealed segment without reading it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SavedIndex {
    base: Offset,
    generation: u64,
    end: Offset,
    length: u64,
    first_timestamp: Option<Timestamp>,
    max: Option<(Timestamp, Offset)>,
    epoch: i32,
    index: Index,
}

impl SavedIndex {
    /// The index of a segment without damage, whose last batch has this epoch, as a file.
    pub(super) fn encode(segment: &Segment, epoch: i32) -> Bytes {
        let saved = SavedIndex {
            base: segment.name.base,
            generation: segment.name.generation,
            end: segment.end,
            length: segment.length,
            first_timestamp: segment.first_timestamp,
            max: segment.max,
            epoch,
            index: segment.index.clone(),
        };
        sealed::seal(INDEX, &saved)
    }

    /// Fills in the segment from a file that may hold anything: if it is whole, and of this very segment, that ends at `limit`.
    /// Gives the epoch of the last batch.
    pub(super) fn apply(bytes: &[u8], segment: &mut Segment, limit: Offset, file_length: u64) -> Option<i32> {
        let saved: SavedIndex = sealed::unseal(INDEX, bytes)?;
        let same = saved.base == segment.name.base && saved.generation == segment.name.generation;
        let whole = saved.end == limit && saved.length <= file_length && saved.length > FRONT_BYTES;
        let sound = saved.index.is_sound(saved.base, saved.end, FRONT_BYTES, saved.length);
        if !(same && whole && sound) {
            return None;
        }
        segment.end = saved.end;
        segment.length = saved.length;
        segment.first_timestamp = saved.first_timestamp;
        segment.max = saved.max;
        segment.index = saved.index;
        Some(saved.epoch)
    }
}
