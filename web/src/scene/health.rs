//! How a cluster is, in a word or two.

use glasslog_core::id::BrokerId;

use super::Cluster;
use super::standing::{Alarm, alarm};

/// What is out of order in a cluster, counted as Kafka's own metrics count it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Brokers that do not serve, and what they do instead.
    pub away: Vec<(BrokerId, &'static str)>,
    /// Partitions that nobody leads who is there, by the stage's own word for it (`OfflinePartitionsCount`).
    pub offline: usize,
    /// Partitions with fewer in sync than must be (`UnderMinIsrPartitionCount`).
    pub under_min_isr: usize,
    /// Partitions with fewer in sync than there are copies (`UnderReplicatedPartitions`).
    pub under_replicated: usize,
}

impl Health {
    /// How it is now; the brokers' own topics count where they are shown.
    #[must_use]
    #[inline(never)]
    pub fn of(cluster: &Cluster, internal: bool) -> Health {
        let away = cluster.brokers.iter().filter(|broker| !broker.is_awake()).map(|broker| (broker.id, broker.word()));
        let mut health = Health { away: away.collect(), ..Health::default() };
        for (topic, partition) in cluster.partitions(internal) {
            let Some(leading) = cluster.leading(&topic, partition) else { continue };
            match alarm(cluster, leading) {
                Some(Alarm::Offline | Alarm::LeaderOff(_)) => health.offline += 1,
                Some(Alarm::TooFew(..)) => health.under_min_isr += 1,
                None => {}
            }
            let view = &leading.view;
            health.under_replicated += usize::from(view.isr.len() < view.replicas.len());
        }
        health
    }

    /// Whether somebody cannot write or read.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        self.offline > 0 || self.under_min_isr > 0
    }

    /// It in words, the gravest first; nothing where all is well.
    #[must_use]
    #[inline(never)]
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |count: usize, of: &str| {
            if count > 0 {
                words.push(format!("{count} {of}"));
            }
        };
        say(self.offline, "without a leader");
        say(self.under_min_isr, "below min ISR");
        say(self.under_replicated, "under-replicated");
        words.extend(self.away.iter().map(|(broker, word)| format!("B{broker} {word}")));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{BrokerState, fixture};

    #[test]
    fn what_is_gravest_is_said_first_and_where_all_is_well_nothing() {
        let mut cluster = fixture::cluster();
        assert_eq!(Health::of(&cluster, true).words(), [""; 0]);

        let leader = cluster.copies[0].view.leader.expect("somebody leads");
        let of = cluster.brokers.iter_mut().find(|broker| broker.id == leader).expect("it is there");
        of.state = BrokerState::Down;
        let health = Health::of(&cluster, true);
        assert!(health.offline > 0 && health.is_bad(), "{health:?}");
        let words = health.words();
        assert!(words[0].ends_with("without a leader"), "{words:?}");
        assert_eq!(words.last().map(String::as_str), Some(&*format!("B{leader} down")));
    }
}
