//! Once the faults are healed: V1–V6. All that waits is answered, all that lags catches up, and then nothing more happens.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::time::Duration;

use glasslog_core::{
    controller::image::PartitionImage,
    id::{BrokerId, LeaderEpoch, Offset, PartitionIndex},
    name::Text,
    view::Seq,
};

use super::Run;
use crate::{
    action::Action,
    fault::Fault,
    view::{ActorRole, ActorView, ConsumerState, PartitionName, ProcessState},
};

/// So long nobody may be elected once all is at rest.
const CALM: Duration = Duration::from_secs(15);

/// What has not come to rest: the invariant, and in words.
type Unrest = (&'static str, String);

impl Run {
    /// V1–V5: within a time, everything has come to rest. V6: and stays so.
    pub(super) fn rest(&mut self) {
        let end = self.world.now() + self.length.healing_max;
        while self.world.now() < end && self.world.violations().is_empty() {
            self.make_missing_topics();
            self.advance(self.world.now() + Duration::from_secs(5));
            if self.unrest().is_none() {
                return self.stay_calm();
            }
        }
        // Where a bit has rotted, or more disks were lost than may be, a log may be lost for good, and with it all progress.
        let rotted = self.injected.get(&Fault::BitRot).is_some_and(|count| *count > 0);
        if let (Some((invariant, what)), true) = (self.unrest(), self.world.violations().is_empty())
            && !rotted
            && !self.world.has_lost_for_good()
        {
            self.world.restless(invariant, what);
        }
    }

    /// Whoever still sends to a topic that was deleted for good would wait for ever.
    fn make_missing_topics(&mut self) {
        for name in self.missing_topics() {
            self.world.act(Action::CreateTopic { name, partitions: 3, factor: None, configs: Vec::new() });
        }
    }

    fn missing_topics(&self) -> Vec<Text> {
        self.topics.iter().filter(|name| self.world.image().topic_named(name).is_none()).cloned().collect()
    }

    fn stay_calm(&mut self) {
        let epochs = |run: &Run| {
            let topics = run.world.image().topics.iter();
            let numbered =
                topics.flat_map(|(id, topic)| topic.numbered().map(|(index, p)| ((*id, index), p.leader_epoch)));
            numbered.collect::<SortedMap<_, _>>()
        };
        let mut before = epochs(self);
        self.advance(self.world.now() + CALM);
        let after = epochs(self);
        // A topic whose making or end was asked for long ago may come or go only now.
        before.retain(|partition, _| after.contains_key(partition));
        let changed: Vec<_> =
            before.iter().filter(|(partition, epoch)| after.get(*partition) != Some(*epoch)).collect();
        if !changed.is_empty() && self.world.violations().is_empty() {
            self.world.restless("V6", format!("all was at rest, and then there were elections: {changed:?}"));
        }
    }

    pub(super) fn leader_epochs(&self) -> SortedMap<PartitionName, LeaderEpoch> {
        self.partitions().into_iter().map(|(name, partition)| (name, partition.leader_epoch)).collect()
    }

    fn partitions(&self) -> Vec<(PartitionName, PartitionImage)> {
        let topics = self.world.image().topics.values();
        let numbered = topics.flat_map(|t| t.numbered().map(|(index, p)| ((t.name.clone(), index), p.clone())));
        numbered.collect()
    }

    fn unrest(&mut self) -> Option<Unrest> {
        let actors = self.world.actors();
        let missing = self.missing_topics().into_iter().next();
        missing
            .map(|name| ("V1", format!("topic {name} is asked for, and not there")))
            .or_else(|| self.cluster_unrest())
            .or_else(|| producers_unrest(&actors))
            .or_else(|| {
                let ends = self.ends();
                consumers_unrest(&actors, &ends)
            })
            .or_else(|| {
                let left_out = self.left_out(&actors)?;
                Some(("G2", format!("{left_out:?} belongs to no member of its group")))
            })
    }

    /// G2: a partition that a group's members read, and none of them owns.
    fn left_out(&self, actors: &[ActorView]) -> Option<(Text, PartitionName)> {
        let mut owned = SortedSet::new();
        let mut wanted = SortedSet::new();
        for ActorView { role, .. } in actors {
            let ActorRole::Consumer(view) = role else { continue };
            let group = || view.settings.group.clone();
            owned.extend(view.assigned.iter().map(|assigned| (group(), assigned.partition.clone())));
            wanted.extend(view.settings.topics.iter().map(|topic| (group(), topic.clone())));
        }
        let partitions = self.partitions();
        let of = |topic: &Text| {
            partitions.iter().map(|(name, _)| name).filter(|name| name.0 == *topic).cloned().collect::<Vec<_>>()
        };
        let all = wanted.iter().flat_map(|(group, topic)| of(topic).into_iter().map(move |name| (group.clone(), name)));
        all.into_iter().find(|partition| !owned.contains(partition))
    }

    /// V1, V3, V4: brokers serve, partitions are led by whom they should be, and all replicas are in sync.
    fn cluster_unrest(&mut self) -> Option<Unrest> {
        for status in self.world.brokers() {
            let alive = self.world.image().is_alive(status.id);
            if status.state != ProcessState::Running || !alive {
                return Some(("V4", format!("broker {} is {:?}, alive: {alive}", status.id, status.state)));
            }
        }
        let ends = self.copies();
        for ((topic, index), partition) in self.partitions() {
            let name = format!("{topic}-{index}");
            let Some(leader) = partition.leader.filter(|leader| partition.replicas.first() == Some(leader)) else {
                return Some(("V1", format!("{name} is led by {:?}: {partition:?}", partition.leader)));
            };
            let copies: Vec<_> = partition.replicas.iter().map(|b| ends.get(&(*b, topic.clone(), index))).collect();
            let leads = ends.get(&(leader, topic.clone(), index));
            if partition.isr.len() != partition.replicas.len() || copies.iter().any(|copy| *copy != leads) {
                return Some(("V3", format!("{name}: {partition:?}; end and high watermark: {copies:?}")));
            }
        }
        None
    }

    /// Log end and high watermark of each copy.
    fn copies(&mut self) -> SortedMap<(BrokerId, Text, PartitionIndex), (Offset, Offset)> {
        let mut ends = SortedMap::new();
        for broker in self.brokers.clone() {
            for view in self.world.node_changes(broker, Seq(0)).partitions {
                ends.insert((broker, view.topic.clone(), view.partition), (view.log_end, view.high_watermark));
            }
        }
        ends
    }

    /// The high watermark of each partition, as its leader has it.
    fn ends(&mut self) -> SortedMap<PartitionName, Offset> {
        let copies = self.copies();
        let end = |(name, partition): (PartitionName, PartitionImage)| {
            let (_, high_watermark) = copies.get(&(partition.leader?, name.0.clone(), name.1))?;
            Some((name, *high_watermark))
        };
        self.partitions().into_iter().filter_map(end).collect()
    }
}

/// V2: every send has met its fate.
fn producers_unrest(actors: &[ActorView]) -> Option<Unrest> {
    for ActorView { name, role, .. } in actors {
        if let ActorRole::Producer(view) = role {
            let open = view.sent - view.acked - view.refused - view.unknown;
            if open > 0 {
                return Some(("V2", format!("{name} waits for the fate of {open} records: {:?}", view.settings)));
            }
        }
    }
    None
}

/// V5: every group has settled and read to the end.
fn consumers_unrest(actors: &[ActorView], ends: &SortedMap<PartitionName, Offset>) -> Option<Unrest> {
    let mut read: SortedMap<_, Vec<_>> = SortedMap::new();
    for ActorView { name, role, .. } in actors {
        let ActorRole::Consumer(view) = role else { continue };
        if view.state != ConsumerState::Reading {
            return Some(("V5", format!("{name} is {:?} in {}", view.state, view.settings.group)));
        }
        for assigned in &view.assigned {
            let end = ends.get(&assigned.partition).copied();
            if assigned.position != end {
                let (partition, position) = (&assigned.partition, assigned.position);
                return Some(("V5", format!("{name} is at {position:?} of {end:?} in {partition:?}")));
            }
            read.entry((view.settings.group.clone(), assigned.partition.clone())).or_default().push(name.clone());
        }
    }
    let twice = read.into_iter().find(|(_, readers)| readers.len() > 1);
    twice.map(|(partition, readers)| ("V5", format!("{partition:?} is read by {readers:?}")))
}
