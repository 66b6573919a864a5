//! How a copy stands among the copies of its partition, and what is wrong with the partition as a whole.

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset};
use glasslog_core::view::{PartitionView, ReplicaRole};

use super::{Broker, BrokerState, Cluster, Copy};

/// How a copy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It leads.
    Leader,
    /// It believes that it leads; others know better.
    Deposed,
    /// It follows, and is in sync.
    InSync,
    /// It follows, and is not: it lacks so many records.
    Behind(i64),
    /// Its log is being opened.
    Opening,
    /// Its broker is off.
    Off,
    /// Its disk is full.
    ReadOnly,
    /// Its disk failed.
    Halted,
}

/// What is wrong with a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Nobody leads it: it can be neither written nor read.
    Offline,
    /// The leader is off, and nobody has noticed yet.
    LeaderOff(BrokerId),
    /// Fewer are in sync than `min.insync.replicas`: acks=all is refused.
    TooFew(usize, i16),
}

impl Alarm {
    /// What is wrong, in words.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Alarm::Offline => "no leader: offline".to_owned(),
            Alarm::LeaderOff(broker) => format!("its leader {broker} is off"),
            Alarm::TooFew(isr, min) => format!("{isr} of {min} in sync: acks=all refused"),
        }
    }

    /// The same, where there is little room.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Alarm::Offline => "offline".to_owned(),
            Alarm::LeaderOff(_) => "leader off".to_owned(),
            Alarm::TooFew(isr, min) => format!("ISR {isr} < {min}"),
        }
    }
}

/// What is wrong with a partition, as the copy whose word counts has it.
pub(crate) fn alarm(cluster: &Cluster, leading: &Copy) -> Option<Alarm> {
    let view = &leading.view;
    let Some(leader) = view.leader else { return Some(Alarm::Offline) };
    if cluster.broker(leader).is_none_or(|broker| broker.state == BrokerState::Down) {
        return Some(Alarm::LeaderOff(leader));
    }
    let few = view.isr.len() < usize::try_from(view.min_isr).unwrap_or(0);
    few.then_some(Alarm::TooFew(view.isr.len(), view.min_isr))
}

impl Standing {
    /// How a copy stands; `leading` is the copy whose word counts.
    #[must_use]
    pub fn of(broker: Option<&Broker>, copy: &Copy, leading: &Copy) -> Standing {
        if broker.is_none_or(|broker| broker.state == BrokerState::Down) {
            return Standing::Off;
        }
        let (mine, truth) = (&copy.view, &leading.view);
        match mine.role {
            ReplicaRole::Opening => Standing::Opening,
            ReplicaRole::ReadOnly => Standing::ReadOnly,
            ReplicaRole::Halted => Standing::Halted,
            ReplicaRole::Leader if truth.leader == Some(copy.broker) => Standing::Leader,
            ReplicaRole::Leader => Standing::Deposed,
            ReplicaRole::Follower if truth.isr.contains(&copy.broker) => Standing::InSync,
            ReplicaRole::Follower => Standing::Behind(truth.log_end.since(mine.log_end).max(0)),
        }
    }

    /// In a word or two.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Standing::Leader => "leader".to_owned(),
            Standing::Deposed => "thinks it leads".to_owned(),
            Standing::InSync => "follower".to_owned(),
            Standing::Behind(0) => "not in sync".to_owned(),
            Standing::Behind(records) => format!("behind {records}"),
            Standing::Opening => "opening".to_owned(),
            Standing::Off => "off".to_owned(),
            Standing::ReadOnly => "read-only: disk full".to_owned(),
            Standing::Halted => "halted: disk failed".to_owned(),
        }
    }

    /// The class of its shapes.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Standing::Leader => "leader",
            Standing::Deposed => "deposed",
            Standing::InSync => "follower",
            Standing::Behind(_) => "behind",
            Standing::Opening => "opening",
            Standing::Off => "off",
            Standing::ReadOnly | Standing::Halted => "halted",
        }
    }
}

/// The epoch of the batch that holds an offset, as a view tells it.
#[must_use]
pub fn epoch_at(view: &PartitionView, offset: Offset) -> LeaderEpoch {
    let batch = view.tail.iter().rev().find(|batch| batch.base <= offset && offset < batch.end);
    let begun = view.epochs.iter().rev().find(|(_, start)| *start <= offset);
    batch.map(|batch| batch.leader_epoch).or(begun.map(|(epoch, _)| *epoch)).unwrap_or(view.leader_epoch)
}
