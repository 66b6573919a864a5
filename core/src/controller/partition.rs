//! The rules by which a partition's leader, ISR and eligible replicas change: pure, each by the name of its KIP.

use alloc::vec::Vec;

use crate::{
    controller::image::{Image, PartitionImage},
    id::{BrokerId, PartitionIndex, TopicId},
    metadata::MetadataRecord,
    settings::TopicSettings,
};

/// A partition as it would be: rules are applied one after the other, and the difference becomes a record.
pub(super) struct Draft<'a> {
    topic: TopicId,
    index: PartitionIndex,
    was: &'a PartitionImage,
    now: PartitionImage,
    /// A new leadership begins even if the leader stays.
    restarts: bool,
    min_isr: usize,
    unclean: bool,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        topic: TopicId,
        index: PartitionIndex,
        was: &'a PartitionImage,
        settings: &TopicSettings,
    ) -> Self {
        let min_isr = usize::try_from(settings.min_insync_replicas).unwrap_or(1).clamp(1, was.replicas.len().max(1));
        let unclean = settings.unclean_leader_election;
        Draft { topic, index, was, now: was.clone(), restarts: false, min_isr, unclean }
    }

    /// Every partition of the cluster for which `concerns` holds.
    pub(super) fn all(
        image: &'a Image,
        settings: impl Fn(TopicId) -> TopicSettings,
        concerns: impl Fn(&PartitionImage) -> bool,
    ) -> Vec<Self> {
        let mut drafts = Vec::new();
        for (id, topic) in &image.topics {
            let mut of_topic = None;
            for (index, partition) in topic.numbered().filter(|(_, partition)| concerns(partition)) {
                let settings = of_topic.get_or_insert_with(|| settings(*id));
                drafts.push(Draft::new(*id, index, partition, settings));
            }
        }
        drafts
    }

    /// KIP-966: with fewer than `min.insync.replicas` in the ISR nothing more is committed, so whoever leaves it then still
    /// has all that ever was, and stays eligible. As soon as enough are in sync again, nobody else is.
    pub(super) fn set_isr(&mut self, isr: Vec<BrokerId>) {
        let left = self.now.isr.iter().chain(&self.now.elr).copied();
        let elr: Vec<BrokerId> =
            if isr.len() < self.min_isr { left.filter(|b| !isr.contains(b)).collect() } else { Vec::new() };
        self.now.elr = self.in_order(&elr);
        self.now.isr = self.in_order(&isr);
    }

    /// A member leaves the ISR with all that it has.
    pub(super) fn leaves(&mut self, broker: BrokerId) {
        if self.now.isr.contains(&broker) {
            let rest = self.now.isr.iter().copied().filter(|other| *other != broker).collect();
            self.set_isr(rest);
        }
        if self.now.leader == Some(broker) {
            self.now.leader = None;
        }
    }

    /// KIP-966, unclean restart: the replica may have lost some of what it had, or (`all`: another disk) has nothing any more.
    /// It is in sync with nothing.
    pub(super) fn loses_records(&mut self, broker: BrokerId, all: bool) {
        self.now.isr.retain(|other| *other != broker);
        self.now.elr.retain(|other| *other != broker);
        // Who else could have them? Where there is no other copy, there is nothing to wait for.
        if all && self.now.last_leader == Some(broker) && self.now.replicas.len() > 1 {
            self.now.last_leader = None;
        }
        if self.now.leader == Some(broker) {
            self.now.leader = None;
        }
    }

    /// KIP-112: the replica's log has failed. It holds what it held, and cannot be used before its broker starts anew.
    pub(super) fn fails(&mut self, broker: BrokerId) {
        self.leaves(broker);
        if !self.now.failed.contains(&broker) {
            self.now.failed.push(broker);
        }
    }

    /// The broker has started anew: its log may be tried again, and what it led it leads in a new epoch, if at all.
    pub(super) fn restarts(&mut self, broker: BrokerId) {
        self.now.failed.retain(|other| *other != broker);
        self.restarts |= self.was.leader == Some(broker);
    }

    /// Elects a leader where there is none: from the ISR; else from the eligible replicas (KIP-966); else the last leader, which
    /// has the most of all; else, where the topic says so, anybody (unclean).
    pub(super) fn elect(&mut self, alive: impl Fn(BrokerId) -> bool) {
        if self.now.leader.is_some_and(|leader| self.may_lead(leader, &alive) && self.now.isr.contains(&leader)) {
            return;
        }
        let candidates = self.now.replicas.iter().copied().filter(|b| self.may_lead(*b, &alive));
        let candidates: Vec<BrokerId> = candidates.collect();
        let first = |within: &[BrokerId]| candidates.iter().copied().find(|broker| within.contains(broker));
        let nobody_is_eligible = self.now.isr.is_empty() && self.now.elr.is_empty();
        self.now.leader = first(&self.now.isr)
            .or_else(|| first(&self.now.elr))
            .or_else(|| self.now.last_leader.filter(|last| nobody_is_eligible && candidates.contains(last)))
            .or_else(|| candidates.first().copied().filter(|_| self.unclean));
        if let Some(leader) = self.now.leader
            && !self.now.isr.contains(&leader)
        {
            if self.now.elr.contains(&leader) {
                self.set_isr([leader].into());
            } else {
                self.now.isr = [leader].into();
                self.now.elr.clear();
            }
        }
    }

    /// The preferred leader takes its place back, where it is in sync.
    pub(super) fn prefer(&mut self, alive: impl Fn(BrokerId) -> bool) {
        let Some(preferred) = self.now.replicas.first().copied() else { return };
        if self.now.leader.is_some() && self.now.isr.contains(&preferred) && self.may_lead(preferred, &alive) {
            self.now.leader = Some(preferred);
        }
    }

    /// The record that makes it so, if anything is different.
    pub(super) fn record(mut self) -> Option<MetadataRecord> {
        let new_leadership = self.now.leader != self.was.leader || self.restarts;
        if new_leadership {
            self.now.leader_epoch = self.was.leader_epoch.next();
        }
        let PartitionImage { leader, leader_epoch, isr, elr, failed, .. } = self.now;
        let was = self.was;
        let same = !new_leadership && isr == was.isr && elr == was.elr && failed == was.failed;
        let (topic, partition) = (self.topic, self.index);
        (!same).then_some(MetadataRecord::PartitionChanged { topic, partition, leader, leader_epoch, isr, elr, failed })
    }

    fn may_lead(&self, broker: BrokerId, alive: &impl Fn(BrokerId) -> bool) -> bool {
        alive(broker) && !self.now.failed.contains(&broker)
    }

    fn in_order(&self, brokers: &[BrokerId]) -> Vec<BrokerId> {
        self.now.replicas.iter().copied().filter(|broker| brokers.contains(broker)).collect()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::id::{LeaderEpoch, PartitionEpoch};

    fn ids(numbers: &[i32]) -> Vec<BrokerId> {
        numbers.iter().copied().map(BrokerId).collect()
    }

    fn partition(isr: &[i32], elr: &[i32], leader: Option<i32>) -> PartitionImage {
        PartitionImage {
            replicas: ids(&[1, 2, 3]),
            isr: ids(isr),
            elr: ids(elr),
            failed: vec![],
            leader: leader.map(BrokerId),
            last_leader: leader.map(BrokerId),
            leader_epoch: LeaderEpoch(4),
            partition_epoch: PartitionEpoch(9),
        }
    }

    /// Leader, leader epoch, ISR, ELR.
    type Changed = (Option<i32>, i32, Vec<i32>, Vec<i32>);

    fn change(was: &PartitionImage, min: i16, act: impl FnOnce(&mut Draft<'_>)) -> Option<Changed> {
        let settings = TopicSettings { min_insync_replicas: min, ..TopicSettings::default() };
        let mut draft = Draft::new(TopicId([1; 16]), PartitionIndex(0), was, &settings);
        act(&mut draft);
        let numbers = |ids: Vec<BrokerId>| ids.into_iter().map(|id| id.0).collect();
        match draft.record()? {
            MetadataRecord::PartitionChanged { leader, leader_epoch, isr, elr, .. } => {
                Some((leader.map(|l| l.0), leader_epoch.0, numbers(isr), numbers(elr)))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn who_leaves_an_isr_that_is_too_small_stays_eligible_until_it_is_large_enough() {
        let whole = partition(&[1, 2, 3], &[], Some(1));
        assert_eq!(change(&whole, 2, |d| d.leaves(BrokerId(3))), Some((Some(1), 4, vec![1, 2], vec![])));
        let two = partition(&[1, 2], &[], Some(1));
        assert_eq!(change(&two, 2, |d| d.leaves(BrokerId(2))), Some((Some(1), 4, vec![1], vec![2])));
        let one = partition(&[1], &[2], Some(1));
        assert_eq!(change(&one, 2, |d| d.set_isr(ids(&[1, 3]))), Some((Some(1), 4, vec![1, 3], vec![])));
    }

    #[test]
    fn the_next_leader_comes_from_the_isr_then_from_the_eligible_then_nobody() {
        let alive = |alive: &'static [i32]| move |broker: BrokerId| alive.contains(&broker.0);
        let whole = partition(&[1, 2, 3], &[], Some(1));
        let dies = |d: &mut Draft<'_>, living| {
            d.leaves(BrokerId(1));
            d.elect(alive(living));
        };
        assert_eq!(change(&whole, 1, |d| dies(d, &[2, 3])), Some((Some(2), 5, vec![2, 3], vec![])));
        let alone = partition(&[1], &[3], Some(1));
        assert_eq!(change(&alone, 2, |d| dies(d, &[2, 3])), Some((Some(3), 5, vec![3], vec![1])));
        let last = partition(&[1], &[], Some(1));
        assert_eq!(change(&last, 1, |d| dies(d, &[2, 3])), Some((None, 5, vec![], vec![1])));
    }

    #[test]
    fn a_replica_that_lost_its_disk_is_not_elected_while_another_has_the_records() {
        let was = partition(&[], &[1], None);
        let gone = change(&was, 1, |d| {
            d.loses_records(BrokerId(1), true);
            d.elect(|_| true);
        });
        assert_eq!(gone, Some((None, 4, vec![], vec![])));
    }

    #[test]
    fn a_returned_leader_gets_its_place_back_only_in_sync() {
        let out = partition(&[2, 3], &[], Some(2));
        assert_eq!(change(&out, 1, |d| d.prefer(|_| true)), None);
        let back = partition(&[1, 2, 3], &[], Some(2));
        assert_eq!(change(&back, 1, |d| d.prefer(|_| true)), Some((Some(1), 5, vec![1, 2, 3], vec![])));
    }
}
