//! Requests under way: which question an answer answers, and since when it is overdue.

use crate::sorted::SortedMap;
use core::time::Duration;

use crate::time::Instant;

use super::{CorrelationId, Target};

/// Requests under way, each with what it was for.
#[derive(Clone, Debug)]
pub(super) struct Flights<K> {
    next: u64,
    open: SortedMap<CorrelationId, Flight<K>>,
}

#[derive(Clone, Debug)]
pub(super) struct Flight<K> {
    pub(super) target: Target,
    deadline: Instant,
    pub(super) purpose: K,
}

impl<K> Flights<K> {
    pub(super) fn new() -> Self {
        Self { next: 0, open: SortedMap::new() }
    }

    /// A number for a request that is not waited for.
    pub(super) fn number(&mut self) -> CorrelationId {
        self.next += 1;
        CorrelationId(self.next)
    }

    pub(super) fn launch(&mut self, now: Instant, patience: Duration, target: Target, purpose: K) -> CorrelationId {
        let correlation = self.number();
        self.open.insert(correlation, Flight { target, deadline: now + patience, purpose });
        correlation
    }

    /// The flight that an answer belongs to; none when it was given up.
    pub(super) fn land(&mut self, correlation: CorrelationId) -> Option<Flight<K>> {
        self.open.remove(&correlation)
    }

    /// One that is overdue.
    pub(super) fn overdue(&mut self, now: Instant) -> Option<Flight<K>> {
        let correlation = *self.open.iter().find(|(_, flight)| flight.deadline <= now)?.0;
        self.land(correlation)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.open.values().map(|flight| flight.deadline).min()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Flight<K>> {
        self.open.values()
    }
}
