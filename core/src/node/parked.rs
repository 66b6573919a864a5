//! Fetches that wait, by the logs that they wait for. Apart from the partitions: a fetch comes and goes, and they stay as they are.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::{id::LogId, sorted::SortedSet, waiting::WaitId};

/// Fetches that wait.
#[derive(Clone, Debug, Default)]
pub(super) struct Parked {
    /// Consumers', for the high watermark to move.
    consumers: SortedSet<(LogId, WaitId)>,
    /// Followers', for anything new.
    followers: SortedSet<(LogId, WaitId)>,
}

fn of(log: LogId) -> RangeInclusive<(LogId, WaitId)> {
    (log, WaitId::FIRST)..=(log, WaitId::LAST)
}

impl Parked {
    pub(super) fn park_consumer(&mut self, log: LogId, number: WaitId) {
        self.consumers.insert((log, number));
    }

    pub(super) fn park_follower(&mut self, log: LogId, number: WaitId) {
        self.followers.insert((log, number));
    }

    /// It does not wait for this log any more. `follower`: and it is a follower's.
    pub(super) fn remove(&mut self, log: LogId, number: WaitId, follower: bool) {
        let parked = if follower { &mut self.followers } else { &mut self.consumers };
        parked.remove(&(log, number));
    }

    /// The consumers' fetches that wait for a log, oldest first.
    pub(super) fn consumers(&self, log: LogId) -> Vec<WaitId> {
        self.consumers.range(of(log)).map(|(_, number)| *number).collect()
    }

    /// The followers' fetches that wait for a log, oldest first.
    pub(super) fn followers(&self, log: LogId) -> Vec<WaitId> {
        self.followers.range(of(log)).map(|(_, number)| *number).collect()
    }

    /// The log is gone. Gives all that waited for it.
    pub(super) fn forget(&mut self, log: LogId) -> Vec<WaitId> {
        let mut waited = self.consumers(log);
        waited.extend(self.followers(log));
        for parked in [&mut self.consumers, &mut self.followers] {
            parked.retain(|(other, _)| *other != log);
        }
        waited
    }
}
