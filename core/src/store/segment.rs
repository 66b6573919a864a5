//! What a log knows of one of its files.

use alloc::{sync::Arc, vec::Vec};
use core::ops::Deref;

use crate::{
    id::Offset,
    name::Text,
    record::Head,
    store::{
        FileId,
        index::{Index, IndexEntry},
        mark::FRONT_BYTES,
        name::SegmentName,
    },
    time::Timestamp,
};

/// Bytes that are no batches any more, and the offsets that lay there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// The first offset that is lost.
    pub(super) from: Offset,
    /// The next one that is not.
    pub(super) to: Offset,
    /// Where the damage begins.
    pub(super) position: u64,
    /// Where the next batch begins.
    pub(super) until: u64,
}

/// One file of a log, and what of it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Shared between copies.
    label: Arc<Label>,
    /// The offset after its last record.
    pub(super) end: Offset,
    /// Where its last batch ends. Bytes past it do not count.
    pub(super) length: u64,
    /// The largest timestamp of its first batch.
    pub(super) first_timestamp: Option<Timestamp>,
    /// The largest timestamp, and the first batch that has it.
    pub(super) max: Option<(Timestamp, Offset)>,
    /// Where batches are.
    pub(super) index: Index,
    /// Damage, rising.
    pub(super) damage: Vec<Damage>,
}

/// What never changes about a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The open file.
    pub(super) file: FileId,
    /// Where it is.
    pub(super) path: Text,
    /// Its name.
    pub(super) name: SegmentName,
}

impl Deref for Segment {
    type Target = Label;

    fn deref(&self) -> &Label {
        &self.label
    }
}

impl Segment {
    /// A segment without a batch.
    pub(super) fn new(file: FileId, path: Text, name: SegmentName, interval: u32) -> Segment {
        Segment {
            label: Arc::new(Label { file, path, name }),
            end: name.base,
            length: FRONT_BYTES,
            first_timestamp: None,
            max: None,
            index: Index::new(interval),
            damage: Vec::new(),
        }
    }

    /// Bytes of its batches.
    pub(super) fn bytes(&self) -> u64 {
        self.length - FRONT_BYTES
    }

    /// Whether no batch was ever written to it.
    pub(super) fn is_empty(&self) -> bool {
        self.length == FRONT_BYTES && self.damage.is_empty()
    }

    /// The next batch lies at `position`.
    pub(super) fn note(&mut self, head: &Head, position: u64) {
        let (offset, time) = (Offset(head.base_offset), Timestamp(head.max_timestamp));
        let before = self.max.map_or(Timestamp::NONE, |(max, _)| max);
        self.index.note(IndexEntry { offset, position, before });
        // A batch that compaction has emptied has no record of any time.
        if head.count > 0 {
            self.first_timestamp.get_or_insert(time);
            if self.max.is_none_or(|(max, _)| time > max) {
                self.max = Some((time, offset));
            }
        }
        self.end = Offset(head.next_offset());
        self.length = position.saturating_add(head.size());
    }

    /// Here is nothing to be read.
    pub(super) fn note_damage(&mut self, damage: Damage) {
        self.end = damage.to;
        self.length = damage.until;
        self.damage.push(damage);
    }

    /// The damage that holds `offset`.
    pub(super) fn damage_at(&self, offset: Offset) -> Option<&Damage> {
        self.damage.iter().find(|damage| damage.from <= offset && offset < damage.to)
    }

    /// The last batch at or before `offset` whose place is known.
    pub(super) fn floor(&self, offset: Offset) -> (Offset, u64) {
        let indexed = self.index.floor(offset).map_or((self.name.base, FRONT_BYTES), |e| (e.offset, e.position));
        let behind_damage = self.damage.iter().rev().find(|damage| damage.to <= offset).map(|d| (d.to, d.until));
        behind_damage.map_or(indexed, |edge| edge.max(indexed))
    }

    /// The first place past this one that is known: where a batch begins, or damage, or the segment ends.
    pub(super) fn next_known(&self, place: (Offset, u64)) -> (Offset, u64) {
        let indexed = self.index.next(place.1).map(|entry| (entry.offset, entry.position));
        let damage = self.damage_after(place.0).map(|damage| (damage.from, damage.position));
        indexed.into_iter().chain(damage).min().unwrap_or((self.end, self.length))
    }

    /// The first damage past `offset`.
    pub(super) fn damage_after(&self, offset: Offset) -> Option<&Damage> {
        self.damage.iter().find(|damage| damage.from > offset)
    }
}
