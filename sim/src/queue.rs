//! What is going to happen, ordered by instant and then by when it was planned.

use glasslog_core::sorted::SortedMap;

use glasslog_core::time::Instant;

/// Events to come. Two at one instant happen in the order in which they were planned, so that runs repeat.
#[derive(Clone, Debug)]
pub(crate) struct Queue<E> {
    events: SortedMap<(Instant, u64), E>,
    planned: u64,
}

impl<E> Default for Queue<E> {
    fn default() -> Queue<E> {
        Queue { events: SortedMap::new(), planned: 0 }
    }
}

impl<E> Queue<E> {
    /// Plans an event.
    pub(crate) fn plan(&mut self, at: Instant, event: E) {
        self.events.insert((at, self.planned), event);
        self.planned += 1;
    }

    /// When the next event happens.
    pub(crate) fn next_at(&self) -> Option<Instant> {
        self.events.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next event out.
    pub(crate) fn pop(&mut self) -> Option<(Instant, E)> {
        self.events.pop_first().map(|((at, _), event)| (at, event))
    }

    /// Takes an event out of turn, by its time and number.
    pub(crate) fn take(&mut self, key: (Instant, u64)) -> Option<E> {
        self.events.remove(&key)
    }

    /// Every event to come, in order, with its number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Instant, u64, &E)> {
        self.events.iter().map(|((at, number), event)| (*at, *number, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_orders_events_and_planning_breaks_ties() {
        let mut queue = Queue::default();
        queue.plan(Instant(5), 'c');
        queue.plan(Instant(1), 'a');
        queue.plan(Instant(5), 'd');
        queue.plan(Instant(2), 'b');
        assert_eq!(queue.next_at(), Some(Instant(1)));
        let order: String = std::iter::from_fn(|| queue.pop().map(|(_, event)| event)).collect();
        assert_eq!(order, "abcd");
    }
}
