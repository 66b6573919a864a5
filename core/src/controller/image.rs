//! The committed metadata, as every broker sees it: records in, image out, nothing decided.

use crate::sorted::SortedMap;
use alloc::vec::Vec;

use crate::{
    id::{
        BrokerEpoch, BrokerId, ControllerEpoch, DiskId, Incarnation, LeaderEpoch, Offset, PartitionEpoch,
        PartitionIndex, ProducerId, TopicId,
    },
    metadata::{Committed, MetadataRecord},
    name::Text,
    response::BrokerInfo,
};

/// The cluster at one metadata offset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Image {
    /// The offset of the next proposal: how many have been seen.
    pub offset: Offset,
    /// The newest controller that has proposed.
    pub controller: ControllerEpoch,
    /// The brokers that ever registered.
    pub brokers: SortedMap<BrokerId, BrokerImage>,
    /// The topics, by id.
    pub topics: SortedMap<TopicId, TopicImage>,
    /// The topics' ids, by name.
    pub names: SortedMap<Text, TopicId>,
    /// Dynamic settings: of one broker, or (`None`) of all.
    pub broker_settings: SortedMap<Option<BrokerId>, SortedMap<Text, Text>>,
    /// The first producer id that nobody has.
    pub next_producer_id: ProducerId,
}

/// A registered broker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerImage {
    /// Who, and where.
    pub info: BrokerInfo,
    /// Which incarnation.
    pub epoch: BrokerEpoch,
    /// Which start of its process that is.
    pub incarnation: Incarnation,
    /// Its data directory.
    pub disk: DiskId,
    /// Whether it is taken for dead, or has not caught up with the metadata yet.
    pub fenced: bool,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TopicImage {
    /// Its name.
    pub name: Text,
    /// Settings of its own.
    pub settings: SortedMap<Text, Text>,
    /// Its partitions, by number.
    pub partitions: Vec<PartitionImage>,
}

/// A partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionImage {
    /// Who has copies, preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
    /// Who is not, and still has all that was acknowledged (KIP-966).
    pub elr: Vec<BrokerId>,
    /// Whose log has failed.
    pub failed: Vec<BrokerId>,
    /// Who leads.
    pub leader: Option<BrokerId>,
    /// Who led last.
    pub last_leader: Option<BrokerId>,
    /// The leadership's number.
    pub leader_epoch: LeaderEpoch,
    /// Counts the changes.
    pub partition_epoch: PartitionEpoch,
}

impl Image {
    /// Applies a proposal, whole, unless it is stale: one decided on an older image than that before it, or by a controller
    /// that a newer one has replaced, changes nothing.
    /// Returns whether it took effect. Every broker comes to the same answer.
    pub fn apply(&mut self, committed: &Committed) -> bool {
        assert_eq!(committed.offset, self.offset, "metadata is applied in order, without gaps");
        let proposal = &committed.proposal;
        let fresh = proposal.decided_on == self.offset && proposal.controller >= self.controller;
        if fresh {
            self.controller = proposal.controller;
            committed.proposal.records.iter().for_each(|record| self.apply_record(record));
        }
        self.offset = self.offset.plus(1);
        fresh
    }

    fn apply_record(&mut self, record: &MetadataRecord) {
        match record {
            MetadataRecord::BrokerRegistered { broker, incarnation, disk, fenced } => {
                let epoch = BrokerEpoch(self.offset.0);
                let (incarnation, disk, fenced) = (*incarnation, *disk, *fenced);
                self.brokers.insert(broker.id, BrokerImage { info: broker.clone(), epoch, incarnation, disk, fenced });
            }
            MetadataRecord::BrokerFenced { broker } => {
                self.brokers.entry(*broker).and_modify(|broker| broker.fenced = true);
            }
            MetadataRecord::BrokerUnfenced { broker } => {
                self.brokers.entry(*broker).and_modify(|broker| broker.fenced = false);
            }
            MetadataRecord::TopicCreated { id, name, configs } => {
                let settings = configs.iter().cloned().collect();
                self.names.insert(name.clone(), *id);
                self.topics.insert(*id, TopicImage { name: name.clone(), settings, partitions: Vec::new() });
            }
            MetadataRecord::PartitionCreated { topic, replicas, isr, .. } => {
                if let Some(topic) = self.topics.get_mut(topic) {
                    topic.partitions.push(PartitionImage {
                        replicas: replicas.clone(),
                        isr: isr.clone(),
                        elr: Vec::new(),
                        failed: Vec::new(),
                        leader: isr.first().copied(),
                        last_leader: isr.first().copied(),
                        leader_epoch: LeaderEpoch(0),
                        partition_epoch: PartitionEpoch(0),
                    });
                }
            }
            MetadataRecord::PartitionChanged { topic, partition, leader, leader_epoch, isr, elr, failed } => {
                if let Some(image) = self.partition_mut(*topic, *partition) {
                    image.leader = *leader;
                    image.last_leader = leader.or(image.last_leader);
                    image.leader_epoch = *leader_epoch;
                    image.isr.clone_from(isr);
                    image.elr.clone_from(elr);
                    image.failed.clone_from(failed);
                    image.partition_epoch = image.partition_epoch.next();
                }
            }
            MetadataRecord::TopicDeleted { id } => {
                if let Some(topic) = self.topics.remove(id) {
                    self.names.remove(&topic.name);
                }
            }
            MetadataRecord::TopicConfigured { id, key, value } => {
                if let Some(topic) = self.topics.get_mut(id) {
                    change(&mut topic.settings, key, value.as_ref());
                }
            }
            MetadataRecord::BrokerConfigured { broker, key, value } => {
                change(self.broker_settings.entry(*broker).or_default(), key, value.as_ref());
            }
            MetadataRecord::ProducerIdsReserved { next } => self.next_producer_id = *next,
        }
    }

    /// Whether a broker is registered and not fenced.
    #[must_use]
    pub fn is_alive(&self, broker: BrokerId) -> bool {
        self.brokers.get(&broker).is_some_and(|broker| !broker.fenced)
    }

    /// The brokers that are registered and not fenced.
    pub fn alive(&self) -> impl Iterator<Item = &BrokerImage> {
        self.brokers.values().filter(|broker| !broker.fenced)
    }

    /// A topic with its id, by name.
    #[must_use]
    pub fn topic_named(&self, name: &str) -> Option<(TopicId, &TopicImage)> {
        let id = *self.names.get(name)?;
        Some((id, self.topics.get(&id)?))
    }

    /// A partition.
    #[must_use]
    pub fn partition(&self, topic: TopicId, partition: PartitionIndex) -> Option<&PartitionImage> {
        self.topics.get(&topic)?.partitions.get(usize::try_from(partition.0).ok()?)
    }

    fn partition_mut(&mut self, topic: TopicId, partition: PartitionIndex) -> Option<&mut PartitionImage> {
        self.topics.get_mut(&topic)?.partitions.get_mut(usize::try_from(partition.0).ok()?)
    }

    /// How many partitions there are, over all topics.
    #[must_use]
    pub fn partition_count(&self) -> usize {
        self.topics.values().map(|topic| topic.partitions.len()).sum()
    }
}

impl TopicImage {
    /// Its partitions with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (PartitionIndex, &PartitionImage)> {
        (0..).map(PartitionIndex).zip(&self.partitions)
    }
}

fn change(settings: &mut SortedMap<Text, Text>, key: &Text, value: Option<&Text>) {
    match value {
        Some(value) => settings.insert(key.clone(), value.clone()),
        None => settings.remove(key),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Proposal;
    use alloc::vec;

    fn committed(offset: i64, decided_on: i64, records: Vec<MetadataRecord>) -> Committed {
        let controller = ControllerEpoch(1);
        let proposal = Proposal { controller, number: 0, decided_on: Offset(decided_on), records };
        Committed { offset: Offset(offset), proposal }
    }

    #[test]
    fn a_proposal_decided_on_an_older_image_changes_nothing() {
        let mut image = Image::default();
        let reserve = |next| vec![MetadataRecord::ProducerIdsReserved { next: ProducerId(next) }];
        assert!(image.apply(&committed(0, 0, reserve(1000))));
        assert!(!image.apply(&committed(1, 0, reserve(500))));
        assert_eq!((image.next_producer_id, image.offset), (ProducerId(1000), Offset(2)));
    }

    #[test]
    fn a_controller_that_was_replaced_changes_nothing() {
        let mut image = Image::default();
        let reserve = |controller: i64, offset: i64| {
            let mut committed =
                committed(offset, offset, vec![MetadataRecord::ProducerIdsReserved { next: ProducerId(controller) }]);
            committed.proposal.controller = ControllerEpoch(controller);
            committed
        };
        assert!(image.apply(&reserve(2, 0)));
        assert!(!image.apply(&reserve(1, 1)));
        assert!(image.apply(&reserve(2, 2)));
        assert_eq!(image.next_producer_id, ProducerId(2));
    }

    #[test]
    fn a_topic_deleted_frees_its_name() {
        let (id, name) = (TopicId([7; 16]), Text::from("t"));
        let mut image = Image::default();
        let create = vec![
            MetadataRecord::TopicCreated { id, name, configs: vec![] },
            MetadataRecord::PartitionCreated {
                topic: id,
                partition: PartitionIndex(0),
                replicas: vec![BrokerId(1), BrokerId(2)],
                isr: vec![BrokerId(1), BrokerId(2)],
            },
        ];
        assert!(image.apply(&committed(0, 0, create)));
        assert_eq!(image.partition(id, PartitionIndex(0)).unwrap().leader, Some(BrokerId(1)));
        assert!(image.apply(&committed(1, 1, vec![MetadataRecord::TopicDeleted { id }])));
        assert!(image.topic_named("t").is_none() && image.partition(id, PartitionIndex(0)).is_none());
    }
}
