//! When leaders last heard of their followers, apart from the partitions: these times change with every fetch, and the rest of a
//! partition only with news.

use crate::{
    id::{BrokerId, LogId},
    sorted::SortedMap,
    time::Instant,
};

/// The times of all followers of all logs that a broker leads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard(SortedMap<(LogId, BrokerId), Times>);

/// The times of one follower of one log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// When the leadership began that they are of.
    began: Instant,
    /// When it last had all that the leader had.
    pub(super) caught_up_at: Instant,
    /// Its last fetch.
    pub(super) fetched_at: Instant,
}

impl Heard {
    /// What is known of a follower under the leadership that began then. Every follower gets its time to catch up.
    pub(super) fn of(&self, log: LogId, follower: BrokerId, began: Instant) -> Times {
        let times = self.0.get(&(log, follower)).filter(|times| times.began == began);
        times.copied().unwrap_or(Times { began, caught_up_at: began, fetched_at: began })
    }

    /// As [`Heard::of`], to be changed.
    pub(super) fn of_mut(&mut self, log: LogId, follower: BrokerId, began: Instant) -> &mut Times {
        let fresh = Times { began, caught_up_at: began, fetched_at: began };
        let times = self.0.entry((log, follower)).or_insert(fresh);
        if times.began != began {
            *times = fresh;
        }
        times
    }

    /// The log is gone.
    pub(crate) fn forget(&mut self, log: LogId) {
        self.0.retain(|(other, _), _| *other != log);
    }
}
