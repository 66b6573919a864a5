//! Deadlines by key: each key has at most one, and setting it anew replaces the old.

use crate::sorted::{SortedMap, SortedSet};

use crate::time::Instant;

/// The deadlines of one machine.
#[derive(Clone, Debug)]
pub(super) struct Timers<K> {
    by_key: SortedMap<K, Instant>,
    by_time: SortedSet<(Instant, K)>,
}

impl<K> Default for Timers<K> {
    fn default() -> Timers<K> {
        Timers { by_key: SortedMap::new(), by_time: SortedSet::new() }
    }
}

impl<K: Ord + Clone> Timers<K> {
    pub(super) fn set(&mut self, key: K, at: Instant) {
        if let Some(old) = self.by_key.insert(key.clone(), at) {
            self.by_time.remove(&(old, key.clone()));
        }
        self.by_time.insert((at, key));
    }

    pub(super) fn cancel(&mut self, key: &K) {
        if let Some((key, at)) = self.by_key.remove_entry(key) {
            self.by_time.remove(&(at, key));
        }
    }

    pub(super) fn is_set(&self, key: &K) -> bool {
        self.by_key.contains_key(key)
    }

    /// The earliest deadline.
    pub(super) fn next(&self) -> Option<Instant> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// Takes one deadline that has come.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<K> {
        if self.next()? > now {
            return None;
        }
        let (_, key) = self.by_time.pop_first()?;
        self.by_key.remove(&key);
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_deadline_and_due_ones_come_in_order() {
        let mut timers = Timers::default();
        timers.set("late", Instant(9));
        timers.set("moved", Instant(1));
        timers.set("moved", Instant(5));
        timers.set("gone", Instant(2));
        timers.cancel(&"gone");
        assert_eq!(timers.next(), Some(Instant(5)));
        assert_eq!(timers.pop_due(Instant(4)), None);
        assert_eq!(timers.pop_due(Instant(9)), Some("moved"));
        assert!(timers.is_set(&"late") && !timers.is_set(&"moved"));
        assert_eq!(timers.pop_due(Instant(9)), Some("late"));
        assert_eq!(timers.pop_due(Instant(9)), None);
    }
}
