//! What a client knows of the cluster: brokers, topics, leaders. Asks again when it is old or was wrong.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{sync::Arc, vec::Vec};
use core::time::Duration;

use crate::{
    error::ErrorCode,
    id::{BrokerId, LeaderEpoch, PartitionIndex, TopicId},
    name::Text,
    random::Random,
    request::{MetadataRequest, TopicRef},
    response::{BrokerInfo, ClusterMetadata, TopicMetadata},
    time::Instant,
};

use super::{Backoff, Target};

#[derive(Clone, Debug)]
pub(super) struct Directory {
    brokers: SortedMap<BrokerId, BrokerInfo>,
    topics: SortedMap<Text, Topic>,
    wanted: SortedSet<Text>,
    auto_create: bool,
    max_age: Duration,
    backoff: Backoff,
    /// Ask again at this moment at the latest.
    due: Instant,
    /// But not before.
    not_before: Instant,
    asking: bool,
    /// A topic more became wanted while a question was under way, which does not name it.
    again: bool,
    failures: u32,
    /// Turns through brokers and bootstrap addresses.
    turn: usize,
}

/// A topic as it was last told.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    pub(super) id: TopicId,
    pub(super) error: ErrorCode,
    /// Shared between copies of a client until they change.
    pub(super) leaders: Arc<SortedMap<PartitionIndex, (Option<BrokerId>, LeaderEpoch)>>,
}

impl Topic {
    /// The error that will stay, however often one asks.
    pub(super) fn hopeless(&self) -> Option<ErrorCode> {
        let stays = matches!(self.error, ErrorCode::InvalidTopic | ErrorCode::TopicAuthorizationFailed);
        stays.then_some(self.error)
    }

    /// How many partitions it has.
    pub(super) fn count(&self) -> i32 {
        self.leaders.keys().next_back().map_or(0, |last| last.0.saturating_add(1))
    }

    /// The partitions that have a leader.
    pub(super) fn live(&self) -> Vec<PartitionIndex> {
        self.leaders.iter().filter(|(_, (leader, _))| leader.is_some()).map(|(partition, _)| *partition).collect()
    }
}

impl Directory {
    pub(super) fn new(auto_create: bool, max_age: Duration, backoff: Backoff) -> Self {
        Self {
            brokers: SortedMap::new(),
            topics: SortedMap::new(),
            wanted: SortedSet::new(),
            auto_create,
            max_age,
            backoff,
            due: Instant(0),
            not_before: Instant(0),
            asking: false,
            again: false,
            failures: 0,
            turn: 0,
        }
    }

    /// Keep knowing this topic from now on.
    pub(super) fn want(&mut self, topic: &Text) {
        if self.wanted.insert(topic.clone()) {
            self.refresh();
            self.not_before = Instant(0);
            self.again = self.asking;
        }
    }

    /// What is known is doubtful: ask again soon.
    pub(super) fn refresh(&mut self) {
        self.due = Instant(0);
    }

    /// The topic, once it was told, with partitions or with an error.
    pub(super) fn topic(&self, topic: &Text) -> Option<&Topic> {
        self.topics.get(topic)
    }

    /// The partitions of a topic that exists.
    pub(super) fn partitions(&self, topic: &Text) -> Option<&Topic> {
        self.topic(topic).filter(|topic| !topic.error.is_error() && !topic.leaders.is_empty())
    }

    pub(super) fn leader(&self, topic: &Text, partition: PartitionIndex) -> Option<(BrokerId, LeaderEpoch)> {
        let (leader, epoch) = self.topics.get(topic)?.leaders.get(&partition)?;
        leader.filter(|leader| self.brokers.contains_key(leader)).map(|leader| (leader, *epoch))
    }

    /// Takes a broker's word on who leads instead of it (KIP-951); otherwise asks. Never guesses.
    pub(super) fn not_leader(
        &mut self,
        topic: &Text,
        partition: PartitionIndex,
        hint: Option<(BrokerId, LeaderEpoch)>,
    ) {
        self.refresh();
        let Some(topic) = self.topics.get_mut(topic) else { return };
        let Some(known) = Arc::make_mut(&mut topic.leaders).get_mut(&partition) else { return };
        match hint {
            Some((leader, epoch)) if epoch > known.1 && self.brokers.contains_key(&leader) => {
                *known = (Some(leader), epoch)
            }
            _ => known.0 = None,
        }
    }

    pub(super) fn broker(&self, id: BrokerId) -> Option<&BrokerInfo> {
        self.brokers.get(&id)
    }

    /// Somebody to ask: each broker in turn, then the addresses given at the start.
    pub(super) fn anybody(&self) -> Target {
        let targets = self.brokers.len() + 1;
        match self.brokers.keys().nth(self.turn % targets) {
            Some(broker) => Target::Broker(*broker),
            None => Target::Bootstrap,
        }
    }

    /// The one asked did not answer: ask the next one.
    pub(super) fn turn(&mut self) {
        self.turn = self.turn.wrapping_add(1);
    }

    /// The question to ask now, if any.
    pub(super) fn poll(&mut self, now: Instant) -> Option<(Target, MetadataRequest)> {
        if self.asking || now < self.due || now < self.not_before {
            return None;
        }
        self.asking = true;
        let topics = self.wanted.iter().cloned().map(TopicRef::Name).collect();
        Some((self.anybody(), MetadataRequest { topics: Some(topics), auto_create: self.auto_create }))
    }

    /// When [`Self::poll`] may have a question.
    pub(super) fn timeout(&self) -> Option<Instant> {
        (!self.asking).then(|| self.due.max(self.not_before))
    }

    pub(super) fn told(&mut self, now: Instant, told: Option<ClusterMetadata>, random: &mut Random) {
        self.asking = false;
        let settled = match told {
            None => {
                self.turn();
                false
            }
            Some(told) => {
                self.brokers = told.brokers.into_iter().map(|broker| (broker.id, broker)).collect();
                told.topics.into_iter().for_each(|topic| self.learn(topic));
                self.wanted.iter().all(|topic| self.is_settled(topic))
            }
        };
        let again = core::mem::take(&mut self.again);
        self.failures = if settled { 0 } else { self.failures.saturating_add(1) };
        self.due = if settled && !again { now + self.max_age } else { Instant(0) };
        self.not_before = if again { now } else { now + self.backoff.after(self.failures.max(1), random) };
    }

    /// Whether all that one wants to know of a topic is known, were it that it may not be used.
    fn is_settled(&self, name: &Text) -> bool {
        self.topics.get(name).is_some_and(|topic| {
            let led = |partition: &PartitionIndex| self.leader(name, *partition).is_some();
            topic.hopeless().is_some() || (!topic.error.is_error() && topic.leaders.keys().all(led))
        })
    }

    fn learn(&mut self, told: TopicMetadata) {
        let Some(name) = told.name else { return };
        let mut leaders = SortedMap::new();
        for partition in told.partitions {
            leaders.insert(partition.partition, (partition.leader, partition.leader_epoch));
        }
        if let Some(known) = self.topics.get(&name).filter(|known| known.id == told.id && !told.error.is_error()) {
            // A broker that lags tells of an older leadership: keep the newer (KIP-320), unless it has turned out wrong. A hint
            // may have come from a broker that still had the topic that bore this name before.
            for (partition, leader) in &mut leaders {
                let newer = |known: &&(Option<BrokerId>, LeaderEpoch)| known.0.is_some() && known.1 > leader.1;
                if let Some(newer) = known.leaders.get(partition).filter(newer) {
                    *leader = *newer;
                }
            }
        }
        let same = self.topics.get(&name).filter(|known| *known.leaders == leaders);
        let leaders = same.map_or_else(|| Arc::new(leaders), |known| known.leaders.clone());
        self.topics.insert(name, Topic { id: told.id, error: told.error, leaders });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::PartitionMetadata;

    fn told(id: u8, leader: i32, epoch: i32) -> ClusterMetadata {
        let partition = PartitionMetadata {
            leader: Some(BrokerId(leader)),
            leader_epoch: LeaderEpoch(epoch),
            partition: PartitionIndex(0),
            error: ErrorCode::None,
            replicas: Vec::new(),
            isr: Vec::new(),
            offline: Vec::new(),
        };
        let topic = TopicMetadata {
            error: ErrorCode::None,
            name: Some("t".into()),
            id: TopicId([id; 16]),
            internal: false,
            partitions: alloc::vec![partition],
        };
        let broker = |id| BrokerInfo { id: BrokerId(id), host: "h".into(), port: 1, rack: None };
        ClusterMetadata {
            cluster_id: "c".into(),
            controller: None,
            brokers: (1..=3).map(broker).collect(),
            topics: alloc::vec![topic],
        }
    }

    /// A broker that has not heard that a topic was made anew still names the old one's leader, of a higher epoch.
    #[test]
    fn a_hint_about_the_topic_of_that_name_before_is_believed_only_until_it_turns_out_wrong() {
        let mut directory = Directory::new(false, Duration::from_secs(60), Backoff::default());
        let (topic, partition, random) = (Text::from("t"), PartitionIndex(0), &mut Random::new(1, "test"));
        directory.want(&topic);
        let mut hear = |directory: &mut Directory, what| directory.told(Instant(0), Some(what), random);
        hear(&mut directory, told(1, 2, 3));
        hear(&mut directory, told(2, 3, 1));
        assert_eq!(directory.leader(&topic, partition), Some((BrokerId(3), LeaderEpoch(1))), "made anew");
        directory.not_leader(&topic, partition, Some((BrokerId(2), LeaderEpoch(3))));
        hear(&mut directory, told(2, 3, 1));
        assert_eq!(directory.leader(&topic, partition), Some((BrokerId(2), LeaderEpoch(3))), "the newer, it seems");
        directory.not_leader(&topic, partition, Some((BrokerId(3), LeaderEpoch(1))));
        assert_eq!(directory.leader(&topic, partition), None);
        hear(&mut directory, told(2, 3, 1));
        assert_eq!(directory.leader(&topic, partition), Some((BrokerId(3), LeaderEpoch(1))));
    }
}
