//! Leader epochs and where they began (KIP-101).

use alloc::{sync::Arc, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::id::{LeaderEpoch, Offset};

/// Each leader epoch that wrote to a log, with the offset of its first batch; both strictly rise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochCache {
    /// Rarely changes, and is shared between copies until it does.
    starts: Arc<Vec<(LeaderEpoch, Offset)>>,
}

impl EpochCache {
    /// A batch of `epoch` begins at `offset`.
    ///
    /// Epochs of a log never fall: one that does is a bug of ours, and panics.
    pub fn note(&mut self, epoch: LeaderEpoch, offset: Offset) {
        match self.starts.last() {
            Some(&(latest, _)) if latest == epoch => {}
            Some(&(latest, start)) => {
                assert!(
                    latest < epoch && start <= offset,
                    "leader epoch {epoch} at {offset} after {latest} at {start}"
                );
                // An epoch that wrote nothing before the next one began leaves no trace.
                let starts = Arc::make_mut(&mut self.starts);
                if start == offset {
                    starts.pop();
                }
                starts.push((epoch, offset));
            }
            None => Arc::make_mut(&mut self.starts).push((epoch, offset)),
        }
    }

    /// The latest epoch; none in a log that never had a batch.
    #[must_use]
    pub fn latest(&self) -> Option<LeaderEpoch> {
        self.starts.last().map(|&(epoch, _)| epoch)
    }

    /// The epoch of the batch at `offset`.
    #[must_use]
    pub fn epoch_at(&self, offset: Offset) -> Option<LeaderEpoch> {
        let after = self.starts.partition_point(|&(_, start)| start <= offset);
        after.checked_sub(1).map(|index| self.starts[index].0)
    }

    /// KIP-279: the largest epoch not above `asked`, with the offset after its last record. `log_end` ends the latest.
    #[must_use]
    pub fn end_of(&self, asked: LeaderEpoch, log_end: Offset) -> Option<(LeaderEpoch, Offset)> {
        let after = self.starts.partition_point(|&(epoch, _)| epoch <= asked);
        let index = after.checked_sub(1)?;
        let end = self.starts.get(after).map_or(log_end, |&(_, start)| start);
        Some((self.starts[index].0, end))
    }

    /// The log ends at `end` now.
    pub fn truncate(&mut self, end: Offset) {
        if self.starts.last().is_some_and(|&(_, start)| start >= end) {
            Arc::make_mut(&mut self.starts).retain(|&(_, start)| start < end);
        }
    }

    /// The log starts at `start` now: epochs that ended before it are forgotten.
    pub fn trim(&mut self, start: Offset) {
        let keep_from = self.starts.partition_point(|&(_, first)| first <= start).saturating_sub(1);
        if self.starts.first().is_none_or(|&(_, first)| first >= start) {
            return;
        }
        let starts = Arc::make_mut(&mut self.starts);
        starts.drain(..keep_from);
        if let Some((_, first)) = starts.first_mut() {
            *first = (*first).max(start);
        }
    }

    /// Every epoch with its first offset, rising.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (LeaderEpoch, Offset)> + '_ {
        self.starts.iter().copied()
    }
}

impl FromIterator<(LeaderEpoch, Offset)> for EpochCache {
    fn from_iter<I: IntoIterator<Item = (LeaderEpoch, Offset)>>(starts: I) -> EpochCache {
        let mut cache = EpochCache::default();
        starts.into_iter().for_each(|(epoch, offset)| cache.note(epoch, offset));
        cache
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> EpochCache {
        [(0, 0), (2, 10), (5, 20)].into_iter().map(|(e, o)| (LeaderEpoch(e), Offset(o))).collect()
    }

    #[test]
    fn the_end_of_an_epoch_is_the_start_of_the_next() {
        let end = |asked| cache().end_of(LeaderEpoch(asked), Offset(25));
        assert_eq!(end(0), Some((LeaderEpoch(0), Offset(10))));
        assert_eq!(end(1), Some((LeaderEpoch(0), Offset(10))));
        assert_eq!(end(4), Some((LeaderEpoch(2), Offset(20))));
        assert_eq!(end(9), Some((LeaderEpoch(5), Offset(25))));
        assert_eq!(EpochCache::default().end_of(LeaderEpoch(0), Offset(0)), None);
    }

    #[test]
    fn truncation_forgets_epochs_past_the_end_and_trimming_those_before_the_start() {
        let mut cut = cache();
        cut.truncate(Offset(20));
        assert_eq!(cut.latest(), Some(LeaderEpoch(2)));
        let mut trimmed = cache();
        trimmed.trim(Offset(15));
        let starts: Vec<_> = trimmed.iter().map(|(e, o)| (e.0, o.0)).collect();
        assert_eq!(starts, [(2, 15), (5, 20)]);
    }

    #[test]
    fn an_epoch_without_records_leaves_no_trace() {
        let mut cache = EpochCache::default();
        cache.note(LeaderEpoch(1), Offset(0));
        cache.note(LeaderEpoch(3), Offset(0));
        assert_eq!(cache.iter().collect::<Vec<_>>(), [(LeaderEpoch(3), Offset(0))]);
        assert_eq!(cache.epoch_at(Offset(7)), Some(LeaderEpoch(3)));
    }

    #[test]
    #[should_panic(expected = "leader epoch")]
    fn epochs_never_fall() {
        cache().note(LeaderEpoch(4), Offset(30));
    }
}
