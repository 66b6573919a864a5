//! Metadata: R1, R5, R13, M1–M5. Everybody sees the same changes in the same order, and what they say makes sense.

use std::hash::{Hash as _, Hasher};

use glasslog_core::sorted::{SortedMap, SortedSet};

use glasslog_core::{
    controller::image::{Image, PartitionImage},
    id::{BrokerId, Incarnation, LeaderEpoch, Offset, TopicId},
    metadata::{Committed, MetadataRecord},
    storage::LogName,
    view::{PartitionView, ReplicaRole},
};

use super::Verdicts;
use crate::digest::Digest;

/// The checks on metadata.
#[derive(Clone, Debug, Default)]
pub(super) struct MetadataChecks {
    /// The image's digest at each offset.
    digests: Vec<u128>,
    /// How far each running process has been compared.
    compared: SortedMap<BrokerId, Offset>,
    topics: SortedSet<TopicId>,
    incarnations: SortedSet<(BrokerId, Incarnation)>,
    /// Whom the metadata has made leader in each epoch.
    leaders: SortedMap<(LogName, LeaderEpoch), Option<BrokerId>>,
    /// The newest epoch that each running process has shown.
    shown: SortedMap<(BrokerId, LogName), LeaderEpoch>,
}

/// The digest of an image, all of it. Only ever compared with others of this very run, so that `Hash` will do.
fn digest(image: &Image) -> u128 {
    let mut hasher = ImageHasher(Digest::default());
    image.hash(&mut hasher);
    hasher.0.finish()
}

struct ImageHasher(Digest);

impl Hasher for ImageHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.block(bytes);
    }

    fn write_u8(&mut self, number: u8) {
        self.0.number(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.0.number(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0.number(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.0.number(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0.finish() as u64
    }
}

impl MetadataChecks {
    pub(super) fn died(&mut self, broker: BrokerId) {
        self.compared.remove(&broker);
        self.shown.retain(|(other, _), _| *other != broker);
    }

    /// Whom the metadata has made leader in an epoch.
    pub(super) fn leader_of(&self, name: LogName, epoch: LeaderEpoch) -> Option<BrokerId> {
        self.leaders.get(&(name, epoch)).copied().flatten()
    }

    /// The newest epoch of a partition that a running process has shown to know.
    pub(super) fn shown_epoch(&self, broker: BrokerId, name: LogName) -> Option<LeaderEpoch> {
        self.shown.get(&(broker, name)).copied()
    }

    /// R5, R13, M3, M4: a change has its place; `before` and `image` are what there was and is.
    pub(super) fn ordered(&mut self, verdicts: &mut Verdicts, before: &Image, image: &Image, committed: &Committed) {
        self.digests.push(digest(image));
        let took_effect =
            committed.proposal.decided_on == before.offset && committed.proposal.controller >= before.controller;
        verdicts.expect(took_effect || unchanged(before, image), "M5", || {
            format!("a proposal decided on {} took effect at {}", committed.proposal.decided_on, committed.offset)
        });
        if !took_effect {
            return;
        }
        for record in &committed.proposal.records {
            match record {
                MetadataRecord::TopicCreated { id, .. } => {
                    verdicts.expect(self.topics.insert(*id), "M4", || format!("topic id {id} is given out again"));
                }
                MetadataRecord::BrokerRegistered { broker, incarnation, .. } => {
                    let fresh = self.incarnations.insert((broker.id, *incarnation));
                    verdicts.expect(fresh, "M3", || format!("broker {} registers {incarnation} again", broker.id));
                }
                _ => {}
            }
        }
        for (topic, image_of_topic) in &image.topics {
            for (index, now) in image_of_topic.numbered() {
                let was = before.partition(*topic, index);
                if was != Some(now) {
                    let name = LogName { topic: *topic, partition: index };
                    self.changed(verdicts, image, name, was, now);
                }
            }
        }
        self.check_fenced(verdicts, image, committed);
    }

    fn changed(
        &mut self,
        verdicts: &mut Verdicts,
        image: &Image,
        name: LogName,
        was: Option<&PartitionImage>,
        now: &PartitionImage,
    ) {
        let members: Vec<BrokerId> = now.isr.iter().chain(&now.elr).copied().collect();
        let distinct = members.iter().collect::<SortedSet<_>>().len() == members.len();
        let within = members.iter().all(|member| now.replicas.contains(member));
        let led = now.leader.is_none_or(|leader| now.isr.contains(&leader) && image.is_alive(leader));
        verdicts.expect(distinct && within && led, "R5", || format!("{name:?}: {now:?}"));
        let rises = was.is_none_or(|was| {
            now.leader_epoch >= was.leader_epoch
                && now.partition_epoch > was.partition_epoch
                && (now.leader == was.leader || now.leader_epoch > was.leader_epoch)
        });
        verdicts.expect(rises, "R13", || format!("{name:?}: {was:?} became {now:?}"));
        let known = self.leaders.insert((name, now.leader_epoch), now.leader);
        verdicts.expect(known.is_none_or(|leader| leader == now.leader), "R1", || {
            format!("{name:?}: epoch {} belongs to {known:?} and to {:?}", now.leader_epoch, now.leader)
        });
    }

    /// R5: nobody fenced is in sync.
    fn check_fenced(&self, verdicts: &mut Verdicts, image: &Image, committed: &Committed) {
        let fenced = |record: &MetadataRecord| {
            matches!(record, MetadataRecord::BrokerFenced { .. } | MetadataRecord::BrokerRegistered { .. })
        };
        if !committed.proposal.records.iter().any(fenced) {
            return;
        }
        for topic in image.topics.values() {
            for (index, partition) in topic.numbered() {
                let fenced = partition.isr.iter().find(|member| !image.is_alive(**member));
                verdicts.expect(fenced.is_none(), "R5", || {
                    format!("{}-{index}: {fenced:?} is fenced and in sync: {partition:?}", topic.name)
                });
            }
        }
    }

    /// M1: a broker's image at an offset is the ensemble's.
    pub(super) fn looked(&mut self, verdicts: &mut Verdicts, broker: BrokerId, image: &Image) {
        if self.compared.get(&broker) == Some(&image.offset) || image.offset == Offset::ZERO {
            return;
        }
        self.compared.insert(broker, image.offset);
        let known = usize::try_from(image.offset.0 - 1).ok().and_then(|index| self.digests.get(index));
        verdicts.expect(known == Some(&digest(image)), "M1", || {
            format!("broker {broker} has another image at {} than the ensemble had", image.offset)
        });
    }

    /// R1, R13, M5: what a copy takes itself for is what the metadata has made it.
    pub(super) fn partition(&mut self, verdicts: &mut Verdicts, broker: BrokerId, view: &PartitionView) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let epoch = view.leader_epoch;
        let made = self.leaders.get(&(name, epoch));
        verdicts.expect(made == Some(&view.leader), "M5", || {
            format!("{name:?}: broker {broker} takes {:?} for the leader of epoch {epoch}; it is {made:?}", view.leader)
        });
        let leads = view.role == ReplicaRole::Leader;
        verdicts.expect(!leads || made == Some(&Some(broker)), "R1", || {
            format!("{name:?}: broker {broker} leads in epoch {epoch}, which belongs to {made:?}")
        });
        let before = self.shown.insert((broker, name), epoch);
        verdicts.expect(before.is_none_or(|before| before <= epoch), "R13", || {
            format!("{name:?}: broker {broker} falls from epoch {before:?} to {epoch}")
        });
    }

    /// M2: all metadata, applied from the beginning, is what there is.
    pub(super) fn audit(verdicts: &mut Verdicts, metadata: &[Committed], image: &Image) {
        let mut replayed = Image::default();
        metadata.iter().for_each(|committed| {
            replayed.apply(committed);
        });
        verdicts.expect(replayed == *image, "M2", || "the metadata replayed is another image".to_owned());
    }
}

/// Whether two images differ in nothing but their offset.
fn unchanged(before: &Image, now: &Image) -> bool {
    *now == Image { offset: now.offset, ..before.clone() }
}
