//! A segment's sparse index: where to begin looking for an offset or a time.

use alloc::{sync::Arc, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{id::Offset, limit, time::Timestamp};

/// A batch whose place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IndexEntry {
    /// Offset of its first record.
    pub(super) offset: Offset,
    /// Where it begins.
    pub(super) position: u64,
    /// The largest timestamp of all batches before it in the segment; −1 for none.
    pub(super) before: Timestamp,
}

/// Places of some batches, rising. Derived from the segment, and rebuilt from it at will.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Index {
    /// Most batches bring none: shared between copies until one does.
    entries: Arc<Vec<IndexEntry>>,
    interval: u64,
}

impl Index {
    /// An empty index with an entry for so many bytes.
    pub(super) fn new(interval: u32) -> Index {
        Index { entries: Arc::default(), interval: u64::from(interval) }
    }

    /// A batch begins here. When there are too many entries, every second one goes: a long segment has a thin index.
    pub(super) fn note(&mut self, entry: IndexEntry) {
        let due = self.entries.last().is_none_or(|last| entry.position >= last.position.saturating_add(self.interval));
        if !due {
            return;
        }
        let entries = Arc::make_mut(&mut self.entries);
        if entries.len() >= limit::INDEX_ENTRIES {
            let mut keep = false;
            entries.retain(|_| {
                keep = !keep;
                keep
            });
            self.interval = self.interval.saturating_mul(2);
        }
        entries.push(entry);
    }

    /// The last known batch at or before `offset`.
    pub(super) fn floor(&self, offset: Offset) -> Option<IndexEntry> {
        let after = self.entries.partition_point(|entry| entry.offset <= offset);
        after.checked_sub(1).map(|index| self.entries[index])
    }

    /// The first known batch that begins past `position`.
    pub(super) fn next(&self, position: u64) -> Option<IndexEntry> {
        self.entries.get(self.entries.partition_point(|entry| entry.position <= position)).copied()
    }

    /// Known batches that begin past `start`, as far as position `end` and offset `upto`; the last one.
    pub(super) fn last_within(&self, start: u64, end: u64, upto: Offset) -> Option<IndexEntry> {
        let after = self.entries.partition_point(|entry| entry.position <= end && entry.offset <= upto);
        let entry = self.entries[after.checked_sub(1)?];
        (entry.position > start).then_some(entry)
    }

    /// The last known batch with nothing as late as `time` before it.
    pub(super) fn before(&self, time: Timestamp) -> Option<IndexEntry> {
        let after = self.entries.partition_point(|entry| entry.before < time);
        after.checked_sub(1).map(|index| self.entries[index])
    }

    /// A bug that may be planted: each entry but the last points to the place of the one behind it.
    pub(super) fn shift(&mut self) {
        let entries = Arc::make_mut(&mut self.entries);
        for at in 1..entries.len() {
            entries[at - 1].position = entries[at].position;
        }
        entries.pop();
    }

    /// The entries, rising.
    pub(super) fn iter(&self) -> impl Iterator<Item = &IndexEntry> {
        self.entries.iter()
    }

    /// Whether entries rise, and lie within these bounds: an index that was read from a disk must.
    pub(super) fn is_sound(&self, base: Offset, end: Offset, front: u64, length: u64) -> bool {
        let within = |e: &IndexEntry| e.offset >= base && e.offset < end && e.position >= front && e.position < length;
        self.entries.len() <= limit::INDEX_ENTRIES
            && self.entries.iter().all(within)
            && self.entries.windows(2).all(|pair| {
                pair[0].offset < pair[1].offset
                    && pair[0].position < pair[1].position
                    && pair[0].before <= pair[1].before
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u64) -> IndexEntry {
        IndexEntry { offset: Offset(n as i64 * 10), position: n * 100, before: Timestamp(n as i64) }
    }

    #[test]
    fn a_long_segment_has_a_thin_index_that_still_finds_everything() {
        let mut index = Index::new(100);
        let many = limit::INDEX_ENTRIES as u64 * 5;
        (0..many).for_each(|n| index.note(entry(n)));
        assert!(index.entries.len() <= limit::INDEX_ENTRIES);
        assert!(index.is_sound(Offset(0), Offset(i64::MAX), 0, u64::MAX));
        for n in [0, 1, 77, many - 1] {
            let found = index.floor(Offset(n as i64 * 10 + 5)).expect("a floor");
            assert!(found.offset <= Offset(n as i64 * 10 + 5));
            assert!(n * 100 - found.position <= 16 * 100, "at most a few intervals away");
        }
        assert_eq!(index.floor(Offset(-1)), None);
    }

    #[test]
    fn entries_lie_an_interval_apart() {
        let mut index = Index::new(250);
        (0..10).for_each(|n| index.note(entry(n)));
        let positions: Vec<_> = index.entries.iter().map(|e| e.position).collect();
        assert_eq!(positions, [0, 300, 600, 900]);
        assert_eq!(index.last_within(0, 650, Offset(1000)).map(|e| e.position), Some(600));
        assert_eq!(index.last_within(600, 650, Offset(1000)), None);
        assert_eq!(index.before(Timestamp(4)).map(|e| e.position), Some(300));
    }
}
