//! Which partitions of the offsets topic are ours, and how their groups come back from the log.
//!
//! A load reads the partition from its start in chunks. Until it has ended, every request about its groups is
//! answered with "still loading": an empty answer would send consumers back to the beginning. A log that cannot
//! be read leaves its groups unavailable, loudly, for the same reason.

use crate::sorted::SortedSet;
use alloc::{format, sync::Arc, vec::Vec};

use bytes::Bytes;

use super::{
    Coordinator, OwnedPartition, PartitionState,
    api::LoadToken,
    group::{Group, State},
    io::TimerKey,
    join::refused,
    records::LogRecord,
};
use crate::{
    effect::Note,
    error::{ErrorCode, StorageFault},
    id::{Generation, Offset, PartitionIndex},
    limit,
    mutant::Mutant,
    name::{OFFSETS_TOPIC, Text},
    record::{CheckedBatch, NoCodecs, Rules},
    response::Response,
    time::Now,
};

impl Coordinator {
    /// This broker leads that partition of the offsets topic, which has `count` in all: its groups are loaded.
    pub fn handle_partition_owned(&mut self, now: Now, partition: PartitionIndex, count: i32) {
        self.io.now = now;
        self.release(partition);
        self.count = count;
        let token = self.io.next_load();
        let state = PartitionState::Loading { token, deleted: SortedSet::new() };
        self.partitions.insert(partition, OwnedPartition { state, ..OwnedPartition::default() });
        self.io.load(partition, token, Offset::ZERO);
        self.schedule_expiry();
    }

    /// This broker does not lead that partition any more: its groups are forgotten here, and whoever waits is sent away.
    pub fn handle_partition_lost(&mut self, partition: PartitionIndex) {
        self.release(partition);
    }

    fn release(&mut self, partition: PartitionIndex) {
        let Some(owned) = self.partitions.remove(&partition) else { return };
        for (name, group) in owned.groups {
            for id in group.pending.iter().chain(group.members.keys()) {
                self.io.cancel_session(&name, id);
            }
            self.io.timers.cancel(&TimerKey::Rebalance(name.clone()));
            self.io.timers.cancel(&TimerKey::Sync(name.clone()));
            for member in group.members.values() {
                if let Some(to) = member.joining {
                    self.io.reply(to, Response::JoinGroup(refused(ErrorCode::NotCoordinator, member.id.clone())));
                }
                if let Some(to) = member.syncing {
                    self.io.reply(to, Response::SyncGroup(Err(ErrorCode::NotCoordinator)));
                }
            }
            self.io.changed.insert(name);
        }
        for append in self.io.abandon(partition) {
            self.finish(append.then, Err(ErrorCode::NotLeaderOrFollower));
        }
    }

    /// A chunk of an offsets partition: raw batches, and where to read on; no place at the end.
    pub fn handle_loaded(
        &mut self,
        now: Now,
        token: LoadToken,
        records: Result<Bytes, StorageFault>,
        next: Option<Offset>,
    ) {
        self.io.now = now;
        let Some((partition, owned)) = self.partitions.iter_mut().find(|(_, owned)| owned.is_loading(token)) else {
            return; // lost meanwhile
        };
        let partition = *partition;
        let replayed = records.and_then(|bytes| replay(owned, partition, bytes));
        match (replayed, next) {
            (Ok(()), Some(next)) => self.io.load(partition, token, next),
            (Ok(()), None) => self.loaded(partition),
            (Err(fault), _) => {
                owned.state = PartitionState::Unavailable;
                owned.groups.clear();
                self.io.note(Note::PartitionHalted { topic: OFFSETS_TOPIC.into(), partition, fault });
            }
        }
    }

    fn loaded(&mut self, partition: PartitionIndex) {
        let Some(owned) = self.partitions.get_mut(&partition) else { return };
        let state = core::mem::replace(&mut owned.state, PartitionState::Active);
        owned.groups.retain(|_, group| !group.is_hollow());
        for (name, group) in &mut owned.groups {
            let group = Arc::make_mut(group);
            self.io.changed.insert(name.clone());
            if self.planted.is(Mutant::ForgetGeneration) {
                group.generation = Generation(0);
            }
            // Nobody could reach the coordinator while there was none: all begin anew.
            for member in group.members.values() {
                self.io.set_session(name, &member.id, member.session_timeout);
            }
            if group.members.len() > self.io.config.size_max {
                let max = self.io.config.size_max;
                group.rebalance(&mut self.io, &format!("the group has more than the {max} members now allowed"));
            }
        }
        let groups = i32::try_from(owned.groups.len()).unwrap_or(i32::MAX);
        self.io.note(Note::GroupsLoaded { partition, groups });
        if let PartitionState::Loading { deleted, .. } = state {
            for topic in deleted {
                self.forget_topic(partition, &topic);
            }
        }
    }
}

fn replay(owned: &mut OwnedPartition, partition: PartitionIndex, bytes: Bytes) -> Result<(), StorageFault> {
    let corrupt = StorageFault::Corrupt;
    let mut batches = CheckedBatch::parse_many(bytes, Rules::LOG);
    for batch in &mut batches {
        let batch = batch.map_err(|_| corrupt)?;
        if batch.head().attributes.is_control() {
            continue;
        }
        // Coordinators write uncompressed.
        for record in batch.records(&NoCodecs, limit::LOAD_BYTES as usize).map_err(|_| corrupt)? {
            let record = record.map_err(|_| corrupt)?;
            if let Some(record) = LogRecord::decode(record.key, record.value).map_err(|_| corrupt)? {
                owned.apply(partition, record);
            }
        }
    }
    if batches.rest().is_empty() { Ok(()) } else { Err(corrupt) }
}

impl OwnedPartition {
    fn is_loading(&self, with: LoadToken) -> bool {
        matches!(self.state, PartitionState::Loading { token, .. } if token == with)
    }

    /// A record of the log, while it is loaded.
    fn apply(&mut self, partition: PartitionIndex, record: LogRecord) {
        match record {
            LogRecord::Commit { group, topic, partition: index, value } => {
                self.apply_commit(partition, group, (topic, index), value);
            }
            LogRecord::Group { group, value } => {
                let found = self.groups.entry(group.clone()).or_insert_with(|| Arc::new(Group::new(group, partition)));
                let found = Arc::make_mut(found);
                match value {
                    Some(stored) => found.restore(stored),
                    None => found.forget_membership(),
                }
            }
        }
    }

    /// The one way in which a commit comes to be or goes, while loading and after.
    pub(super) fn apply_commit(
        &mut self,
        partition: PartitionIndex,
        group: Text,
        key: (Text, PartitionIndex),
        value: Option<super::records::Committed>,
    ) {
        match value {
            Some(value) => {
                let found = self.groups.entry(group.clone()).or_insert_with(|| Arc::new(Group::new(group, partition)));
                Arc::make_mut(found).commits.insert(key, value);
            }
            None => {
                if let Some(found) = self.groups.get_mut(&group) {
                    Arc::make_mut(found).commits.remove(&key);
                }
            }
        }
    }

    /// A record of ours has passed the high watermark. What it says of members is true already, or what follows makes it so.
    pub(super) fn apply_own(&mut self, partition: PartitionIndex, record: LogRecord) {
        match record {
            LogRecord::Commit { group, topic, partition: index, value } => {
                self.apply_commit(partition, group, (topic, index), value);
            }
            LogRecord::Group { group, value } => {
                if let Some(found) = self.groups.get_mut(&group) {
                    let found = Arc::make_mut(found);
                    if value.is_none() && found.state == State::Dead {
                        found.forget_membership();
                    }
                }
            }
        }
    }

    /// What would be gone from the log if all commits of a group for which `which` holds got a tombstone.
    pub(super) fn tombstones(&self, group: &Text, which: impl Fn(&Text) -> bool) -> Vec<LogRecord> {
        let commits = self.groups.get(group).map(|group| &group.commits);
        commits
            .into_iter()
            .flatten()
            .filter(|((topic, _), _)| which(topic))
            .map(|((topic, index), _)| super::offsets::tombstone(group, topic, *index))
            .collect()
    }
}
