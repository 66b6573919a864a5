//! One batched fetch per leader: which of this broker's followers take part, what is under way, and when to ask again.
//!
//! A follower asks for more only when all it has is on its disk: so one offset says both where its log ends and what is
//! durable there. A fetch under way is overtaken by a newer one only when a partition has come that it does not ask for;
//! its leader then answers it at once. Deliberately absent: logs, and what becomes of the records.

use crate::sorted::{SortedMap, SortedSet};

use crate::{
    id::{LeaderEpoch, LogId, Offset, RequestId},
    time::Instant,
};

/// All that follows one leader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fetcher {
    /// The followers.
    pub(crate) logs: SortedSet<LogId>,
    /// Followers with something under way on their disk: while there are any, nothing is asked for.
    pub(crate) busy: SortedSet<LogId>,
    pub(crate) in_flight: Option<InFlight>,
    /// Nothing is asked for before; set after an error.
    pub(crate) rest_until: Option<Instant>,
    /// When to look again, if nothing happens before.
    pub(crate) wake_at: Option<Instant>,
}

/// A fetch that has not been answered.
#[derive(Clone, Debug)]
pub(crate) struct InFlight {
    pub(crate) id: RequestId,
    /// What was asked for, under which leadership.
    pub(crate) asked: SortedMap<LogId, (LeaderEpoch, Offset)>,
    /// No answer comes any more.
    pub(crate) lost_at: Instant,
}

impl Fetcher {
    /// When something is to be done without any input.
    pub(crate) fn timeout(&self) -> Option<Instant> {
        [self.wake_at, self.in_flight.as_ref().map(|fetch| fetch.lost_at)].into_iter().flatten().min()
    }

    /// Gives up what no answer comes to any more.
    pub(crate) fn give_up_lost(&mut self, now: Instant) {
        if self.in_flight.as_ref().is_some_and(|fetch| fetch.lost_at <= now) {
            self.in_flight = None;
        }
    }

    /// Whether the fetch under way asks for all of these, under the same leaderships.
    pub(crate) fn asks_for(&self, wanted: impl Iterator<Item = (LogId, LeaderEpoch)>) -> bool {
        let Some(fetch) = &self.in_flight else { return false };
        let mut wanted = wanted;
        wanted.all(|(log, epoch)| fetch.asked.get(&log).is_some_and(|(asked, _)| *asked == epoch))
    }
}
