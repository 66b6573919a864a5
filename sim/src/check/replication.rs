//! Replication: R2–R4, R6, R9–R12, R14, L5. What is committed is on every copy that the cluster counts on, and stays.
//!
//! Two logs that have a batch of the same epoch at the same offset are the same up to there: each batch carries a chain,
//! a digest of it and all before it, so that comparing two logs is comparing two numbers.

use glasslog_core::sorted::SortedMap;
use std::sync::Arc;

use glasslog_core::{
    controller::image::{Image, PartitionImage},
    id::{BrokerId, Incarnation, LeaderEpoch, Offset, TopicId},
    name::Text,
    storage::LogName,
    view::{PartitionView, ReplicaRole},
};

use super::{
    Verdicts,
    ghost::Ghost,
    log::LogChecks,
    model::{Chain, ModelBatch},
};
use crate::{history::Content, view::PartitionName};

/// The checks on replication.
#[derive(Clone, Debug, Default)]
pub(super) struct ReplicationChecks {
    ghosts: SortedMap<LogName, Ghost>,
    /// Who leads by its own account, and in which epoch.
    leaders: SortedMap<(BrokerId, LogName), LeaderEpoch>,
    /// The last start of each broker's process that has asked to be registered.
    asked: SortedMap<BrokerId, Incarnation>,
}

fn counted_on(partition: &PartitionImage) -> impl Iterator<Item = BrokerId> + '_ {
    partition.isr.iter().chain(&partition.elr).copied()
}

impl ReplicationChecks {
    /// What is known of a batch from the copies that have it already.
    pub(super) fn known(
        &self,
        name: LogName,
        (base, epoch, crc): (Offset, LeaderEpoch, u32),
    ) -> Option<(Chain, Arc<[Content]>)> {
        self.ghosts.get(&name)?.known(base, epoch, crc)
    }

    pub(super) fn ghost(&self, name: LogName) -> Option<&Ghost> {
        self.ghosts.get(&name)
    }

    /// The partitions that ever had that name.
    pub(super) fn named<'a>(
        &'a self,
        topics: &'a SortedMap<TopicId, Text>,
        (topic, partition): &'a PartitionName,
    ) -> impl Iterator<Item = &'a Ghost> {
        let has_name = move |name: &LogName| name.partition == *partition && topics.get(&name.topic) == Some(topic);
        self.ghosts.iter().filter(move |(name, _)| has_name(name)).map(|(_, ghost)| ghost)
    }

    /// R10, R11: a batch has become durable on a copy; logs with the same batch are the same up to it.
    pub(super) fn written(&mut self, verdicts: &mut Verdicts, (broker, name): (BrokerId, LogName), batch: &ModelBatch) {
        let same = self.ghosts.entry(name).or_default().is_written(batch);
        verdicts.expect(same, "R11", || {
            let (base, epoch) = (batch.base(), batch.epoch());
            format!("{name:?}: broker {broker} has another log up to {base} of epoch {epoch} than others had")
        });
    }

    /// R10: what a broker writes without having led in the batch's epoch is on another one's disk.
    pub(super) fn followed(
        &self,
        verdicts: &mut Verdicts,
        (broker, name): (BrokerId, LogName),
        place: (Offset, LeaderEpoch, u32),
    ) {
        let durable = self.ghosts.get(&name).is_some_and(|ghost| ghost.was_durable(place));
        verdicts.expect(durable, "R10", || {
            let (base, epoch, _) = place;
            format!("{name:?}: follower {broker} writes a batch at {base} of epoch {epoch}, which no disk has")
        });
    }

    /// L5: what is committed is never cut.
    pub(super) fn truncated(
        &mut self,
        verdicts: &mut Verdicts,
        (broker, name): (BrokerId, LogName),
        lost: &[ModelBatch],
    ) {
        let Some(ghost) = self.ghosts.get(&name).filter(|ghost| !ghost.spoiled) else { return };
        let is_committed = |batch: &&ModelBatch| {
            ghost.at(batch.base()).is_some_and(|at| at.chain.is_some() && at.chain == batch.chain)
        };
        let first = lost.iter().find(is_committed);
        verdicts.expect(first.is_none(), "L5", || {
            let (base, high_watermark) = (first.map(ModelBatch::base), ghost.high_watermark);
            format!("{name:?}: broker {broker} cuts {base:?}, committed; the true high watermark is {high_watermark}")
        });
    }

    /// A process is no more.
    pub(super) fn died(&mut self, broker: BrokerId) {
        self.leaders.retain(|(other, _), _| *other != broker);
    }

    /// A broker has lost data: its disk is another one, or its page cache was all that held it.
    pub(super) fn lost(&mut self, verdicts: &mut Verdicts, image: &Image, broker: BrokerId) {
        for (name, ghost) in &mut self.ghosts {
            let Some(partition) = image.partition(name.topic, name.partition) else { continue };
            if partition.replicas.contains(&broker) {
                ghost.lose(broker, self.asked.get(&broker).copied());
                judge_losses(verdicts, *name, ghost, partition);
            }
        }
    }

    /// The partitions of which nothing is promised any more.
    pub(super) fn spoiled(&self) -> impl Iterator<Item = LogName> + '_ {
        self.ghosts.iter().filter(|(_, ghost)| ghost.spoiled).map(|(name, _)| *name)
    }

    /// Whether nothing is promised of a partition any more.
    pub(super) fn is_spoiled(&self, name: LogName) -> bool {
        self.ghost(name).is_some_and(|ghost| ghost.spoiled)
    }

    /// Whether a broker may lose its disk, and nothing that is committed is lost with it.
    pub(super) fn may_lose(&self, image: &Image, broker: BrokerId) -> bool {
        let survives = |name: &LogName, ghost: &Ghost| {
            let Some(partition) = image.partition(name.topic, name.partition) else { return true };
            let good = ghost.good(counted_on(partition));
            let spared = good.iter().any(|other| *other != broker) && ghost.losses() + 1 < ghost.isr_min;
            !partition.replicas.contains(&broker) || spared
        };
        self.ghosts.iter().filter(|(_, ghost)| !ghost.deleted).all(|(name, ghost)| survives(name, ghost))
    }

    /// A broker asks to be registered.
    pub(super) fn asks(&mut self, broker: BrokerId, incarnation: Incarnation) {
        self.asked.insert(broker, incarnation);
    }

    /// A broker has registered.
    pub(super) fn registered(&mut self, broker: BrokerId, incarnation: Incarnation) {
        self.ghosts.values_mut().for_each(|ghost| ghost.registered(broker, incarnation));
    }

    pub(super) fn deleted(&mut self, topic: TopicId) {
        for (_, ghost) in self.ghosts.iter_mut().filter(|(name, _)| name.topic == topic) {
            ghost.deleted = true;
        }
    }

    /// An unclean election, which only a topic's settings allow: nothing is promised any more.
    pub(super) fn elected(
        &mut self,
        name: LogName,
        before: Option<&PartitionImage>,
        now: &PartitionImage,
        unclean: bool,
    ) {
        let ghost = self.ghosts.entry(name).or_default();
        let of_right = |leader: &BrokerId, before: &PartitionImage| {
            (before.isr.contains(leader) || before.elr.contains(leader)) && !ghost.has_lost(*leader)
        };
        let usurps = now.leader.zip(before).is_some_and(|(leader, before)| !of_right(&leader, before));
        ghost.spoiled |= usurps && unclean;
    }

    /// R12, R14: the metadata counts on other copies now.
    pub(super) fn changed(
        &mut self,
        verdicts: &mut Verdicts,
        logs: &LogChecks,
        name: LogName,
        before: Option<&PartitionImage>,
        now: &PartitionImage,
    ) {
        let ghost = self.ghosts.entry(name).or_default();
        let came = now.isr.iter().filter(|member| before.is_none_or(|before| !before.isr.contains(member)));
        for broker in came {
            let caught_up = !ghost.in_sync(*broker) || ghost.spoiled || holds(logs, ghost, *broker, name);
            verdicts.expect(caught_up, "R12", || {
                let high_watermark = ghost.high_watermark;
                format!("{name:?}: broker {broker} is called in sync, and does not have all before {high_watermark}")
            });
        }
        judge_losses(verdicts, name, ghost, now);
        judge_members(verdicts, logs, name, ghost, now);
    }

    /// R3, R4: every copy that the cluster counts on has all that is committed.
    pub(super) fn sweep(&self, verdicts: &mut Verdicts, logs: &LogChecks, image: &Image) {
        for (name, ghost) in &self.ghosts {
            if let Some(partition) = image.partition(name.topic, name.partition) {
                judge_members(verdicts, logs, *name, ghost, partition);
            }
            if !ghost.spoiled && !ghost.deleted {
                judge_copies(verdicts, logs, *name);
            }
        }
    }

    /// R2, R6, R9, R16: what a partition's copy says of itself.
    pub(super) fn looked(
        &mut self,
        verdicts: &mut Verdicts,
        logs: &LogChecks,
        image: &Image,
        broker: BrokerId,
        view: &PartitionView,
    ) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let ghost = self.ghosts.entry(name).or_default();
        ghost.isr_min = usize::try_from(view.min_isr).unwrap_or(1).min(view.replicas.len());
        let leads = matches!(view.role, ReplicaRole::Leader | ReplicaRole::ReadOnly) && view.leader == Some(broker);
        if ghost.spoiled {
            return;
        }
        // The only copy there is need not lead to know what is committed: what is on its disk.
        let alone = view.replicas.len() == 1 && !matches!(view.role, ReplicaRole::Opening | ReplicaRole::Halted);
        if alone && !leads && view.high_watermark > ghost.high_watermark {
            self.leaders.remove(&(broker, name));
            return self.advance(verdicts, logs, image, broker, view);
        }
        if !leads {
            self.leaders.remove(&(broker, name));
            let known = matches!(view.role, ReplicaRole::Opening | ReplicaRole::Halted)
                || view.high_watermark <= ghost.high_watermark;
            verdicts.expect(known, "R16", || {
                let (told, is) = (view.high_watermark, ghost.high_watermark);
                format!("{name:?}: follower {broker} takes {told} for the high watermark, which is {is}")
            });
            return;
        }
        let newest = image.partition(name.topic, name.partition).map(|partition| partition.leader_epoch);
        // Who hears of an election only after the next one need not have what was committed since.
        let is_newest = newest.is_none_or(|newest| newest <= view.leader_epoch);
        if self.leaders.insert((broker, name), view.leader_epoch) != Some(view.leader_epoch) && is_newest {
            verdicts.expect(has_all(logs, ghost, broker, name), "R2", || {
                let (epoch, high_watermark) = (view.leader_epoch, ghost.high_watermark);
                format!("{name:?}: broker {broker} leads in epoch {epoch} without all before {high_watermark}")
            });
        }
        if view.high_watermark > ghost.high_watermark {
            self.advance(verdicts, logs, image, broker, view);
        }
    }

    /// A leader has moved the high watermark to where it never was.
    fn advance(
        &mut self,
        verdicts: &mut Verdicts,
        logs: &LogChecks,
        image: &Image,
        broker: BrokerId,
        view: &PartitionView,
    ) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let (Some(ghost), Some(log)) = (self.ghosts.get_mut(&name), logs.copy(broker, name)) else { return };
        let (from, upto) = (ghost.high_watermark, view.high_watermark);
        verdicts.expect(log.is_at(from, ghost.tip()), "R2", || {
            format!("{name:?}: leader {broker} commits up to {upto}, and has another log up to {from}")
        });
        verdicts.expect(view.isr.len() >= ghost.isr_min || view.replicas.len() == 1, "R6", || {
            format!("{name:?}: {upto} is committed with {:?} in sync; {} are needed", view.isr, ghost.isr_min)
        });
        ghost.commit(log.between(from, upto), upto);
        let now = image.partition(name.topic, name.partition);
        let members = view.isr.iter().chain(now.into_iter().flat_map(|partition| &partition.isr));
        // Of a deleted topic some copies are gone already.
        for member in members.filter(|member| !ghost.has_lost(**member) && !ghost.deleted) {
            verdicts.expect(holds(logs, ghost, *member, name), "R6", || {
                format!("{name:?}: {upto} is committed by {broker}, and broker {member}, in sync, does not have it")
            });
        }
        // R9: what a leader of an older epoch commits is what a newer one began with.
        let newer =
            |((_, other), epoch): &(&(BrokerId, LogName), &LeaderEpoch)| *other == name && **epoch > view.leader_epoch;
        for ((newer, _), epoch) in self.leaders.iter().filter(newer) {
            verdicts.expect(has_all(logs, ghost, *newer, name), "R9", || {
                let old = view.leader_epoch;
                format!("{name:?}: {broker} commits {upto} in epoch {old}; {newer} leads in {epoch} without it")
            });
        }
    }
}

/// Whether a copy has all that is committed, on its disk or on the way there.
fn has_all(logs: &LogChecks, ghost: &Ghost, broker: BrokerId, name: LogName) -> bool {
    let nothing = ghost.high_watermark == Offset::ZERO || ghost.deleted;
    nothing || logs.copy(broker, name).is_some_and(|log| log.is_at(ghost.high_watermark, ghost.tip()))
}

/// Whether a copy has all that is committed, as durable as was promised.
fn holds(logs: &LogChecks, ghost: &Ghost, broker: BrokerId, name: LogName) -> bool {
    let durable = |log: &super::model::ModelLog| log.safe >= ghost.high_watermark;
    let nothing = ghost.high_watermark == Offset::ZERO;
    nothing || has_all(logs, ghost, broker, name) && logs.copy(broker, name).is_some_and(durable)
}

/// R14: fewer disks than `min.insync.replicas` lose data, and what is committed is lost. With as many, nothing is promised.
fn judge_losses(verdicts: &mut Verdicts, name: LogName, ghost: &mut Ghost, partition: &PartitionImage) {
    if ghost.losses() == 0 || ghost.spoiled {
        return;
    }
    if ghost.good(counted_on(partition)).is_empty() {
        let (losses, isr_min) = (ghost.losses(), ghost.isr_min.max(1));
        // While nothing is committed, nothing is lost. But a leader that hears nothing may commit it later, by what it knew of
        // copies that have lost it since.
        if ghost.high_watermark == Offset::ZERO {
            ghost.spoiled = losses >= isr_min;
            return;
        }
        verdicts.expect(losses >= isr_min, "R14", || {
            format!("{name:?}: {losses} disks lost data, min.insync.replicas is {isr_min}, and nobody is counted on")
        });
        ghost.spoiled = true;
    }
}

/// R3, R4: who is in sync, or eligible, has everything.
fn judge_members(verdicts: &mut Verdicts, logs: &LogChecks, name: LogName, ghost: &Ghost, partition: &PartitionImage) {
    if ghost.spoiled || ghost.deleted {
        return;
    }
    for broker in counted_on(partition).filter(|broker| !ghost.has_lost(*broker)) {
        verdicts.expect(holds(logs, ghost, broker, name), "R3", || {
            let (high_watermark, isr, elr) = (ghost.high_watermark, &partition.isr, &partition.elr);
            let end = logs.copy(broker, name).map(|log| (log.safe, log.end));
            format!("{name:?}: broker {broker} of {isr:?} and {elr:?} has {end:?}; committed is {high_watermark}")
        });
    }
}

/// R4: all copies are the same up to the smallest high watermark among them.
fn judge_copies(verdicts: &mut Verdicts, logs: &LogChecks, name: LogName) {
    let copies: Vec<_> = logs.copies(name).collect();
    let Some(upto) = copies.iter().map(|(_, log)| log.high_watermark).min() else { return };
    let chains: Vec<_> = copies.iter().filter_map(|(broker, log)| Some((*broker, log.chain_at(upto).ok()??))).collect();
    for pair in chains.windows(2) {
        let [(one, same), (other, chain)] = pair else { continue };
        verdicts.expect(same == chain, "R4", || {
            format!("{name:?}: brokers {one} and {other} have different logs before {upto}, which both call committed")
        });
    }
}
