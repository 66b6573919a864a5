//! At rest: what brokers have in memory is what their disks tell.

use glasslog_core::{
    group::{Coordinator, GroupEffect},
    id::{BrokerId, Offset},
    name::OFFSETS_TOPIC,
    random::Random,
    storage::LogName,
    time::Now,
    view::{GroupView, PartitionView, ReplicaRole},
};

use super::{World, look::batches};
use crate::broker::Broker;

impl World {
    /// L7, L9, P6, G8: indexes, producers and groups, each as memory has it and as the disk does.
    pub(super) fn audit_memory(&mut self) {
        for broker in self.brokers.values() {
            let id = broker.id();
            for (path, entries) in broker.indexes() {
                let contents = broker.machine.disk.contents(&path).unwrap_or_default();
                self.checks.audit_index(id, &path, &entries, &contents);
            }
            let views: Vec<PartitionView> = broker.directories().into_iter().map(|(_, view)| view).collect();
            let is_open = |view: &&PartitionView| !matches!(view.role, ReplicaRole::Opening | ReplicaRole::Halted);
            let at_rest = views.iter().filter(is_open).filter(|view| view.durable == view.log_end);
            let names: Vec<LogName> = at_rest.map(name_of).collect();
            for reopened in broker.reopen(&names) {
                let oldest = broker.clock.read(self.now).wall;
                self.checks.audit_reopened(id, &reopened, broker.producers(reopened.0), oldest);
            }
            // what a group has just become may be under way to the other copies: its log does not tell of it yet
            let is_told = |view: &&PartitionView| view.high_watermark == view.log_end;
            let offsets = views.iter().filter(|view| *view.topic == *OFFSETS_TOPIC && leads(id, view));
            for view in offsets.filter(is_told) {
                let count = self.ensemble.image().topic_named(OFFSETS_TOPIC).map_or(0, |(_, t)| t.partitions.len());
                let (told, has) = groups(broker, view, count as i32);
                self.checks.audit_groups(id, view, &told, &has);
            }
        }
    }
}

fn name_of(view: &PartitionView) -> LogName {
    LogName { topic: view.topic_id, partition: view.partition }
}

fn leads(broker: BrokerId, view: &PartitionView) -> bool {
    view.role == ReplicaRole::Leader && view.leader == Some(broker)
}

/// The groups that a partition of the offsets topic tells of, and those that its coordinator has.
fn groups(broker: &Broker, view: &PartitionView, count: i32) -> (Vec<GroupView>, Vec<GroupView>) {
    let dir = format!("{}-{}", view.topic_id, view.partition);
    let records = batches(&broker.machine.disk, &dir, view.log_start, view.high_watermark, u32::MAX);
    let mut coordinator = Coordinator::new(Default::default(), Random::new(0, "audit"));
    coordinator.handle_partition_owned(Now::default(), view.partition, count);
    while let Some(effect) = coordinator.poll() {
        if let GroupEffect::Load { token, from: Offset(0), .. } = effect {
            let all = records.iter().flat_map(|batch| batch.iter().copied()).collect::<Vec<u8>>();
            coordinator.handle_loaded(Now::default(), token, Ok(all.into()), None);
        }
    }
    let told = coordinator.groups().filter_map(|group| coordinator.view(group)).collect();
    let here = |group: &GroupView| Coordinator::partition_of(&group.group, count) == view.partition;
    (told, broker.groups().into_iter().filter(here).collect())
}
