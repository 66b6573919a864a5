//! Commits that are too old, and topics that are gone.
//!
//! Commits of a group are kept until it has been empty for the retention time (KIP-211), and each at least so long
//! from its own making: an operator who resets the offsets of an old group finds them still there the next day.
//! Ages are of the wall clock, so it is not believed at once when it jumps far ahead.

use crate::sorted::SortedSet;
use alloc::{sync::Arc, vec::Vec};
use core::time::Duration;

use super::{
    Coordinator, PartitionState,
    group::{Group, State},
    io::{Io, Then, TimerKey},
    offsets::tombstone,
    records::LogRecord,
};
use crate::{
    id::PartitionIndex,
    mutant::Mutant,
    name::Text,
    time::{Instant, Now, Timestamp},
};

/// How often commits are looked through (`offsets.retention.check.interval.ms`).
const CHECK_EVERY: Duration = Duration::from_secs(600);
/// A wall clock that gains more than this on the monotonic one has jumped.
const JUMP_MS: i64 = 3_600_000;
/// After a jump nothing expires for so long: time for a person to put the clock right.
const GRACE: Duration = Duration::from_secs(3600);

/// What is known of the wall clock's honesty.
#[derive(Clone, Debug, Default)]
pub(super) struct WallWatch {
    last: Option<Now>,
    held_until: Instant,
}

impl WallWatch {
    /// Whether ages may be believed now.
    fn trusts(&mut self, now: Now) -> bool {
        if let Some(last) = self.last.replace(now) {
            let passed = i64::try_from(now.instant.since(last.instant).as_millis()).unwrap_or(i64::MAX);
            if now.wall.millis_since(last.wall).saturating_sub(passed) > JUMP_MS {
                self.held_until = now.instant + GRACE;
            }
        }
        now.instant >= self.held_until
    }
}

impl Coordinator {
    pub(super) fn schedule_expiry(&mut self) {
        if !self.io.timers.is_set(&TimerKey::Expire) {
            self.io.timers.set(TimerKey::Expire, self.io.now.instant + CHECK_EVERY);
        }
    }

    pub(super) fn expire_elapsed(&mut self) {
        if self.partitions.is_empty() {
            return;
        }
        self.schedule_expiry();
        if self.wall.trusts(self.io.now) {
            let active: Vec<PartitionIndex> =
                self.partitions.iter().filter(|(_, o)| o.is_active()).map(|(index, _)| *index).collect();
            active.into_iter().for_each(|partition| self.expire(partition));
        }
    }

    fn expire(&mut self, partition: PartitionIndex) {
        let busy: SortedSet<Text> = self.io.in_flight().flat_map(|append| &append.records).map(name_of).collect();
        let Some(owned) = self.partitions.get(&partition) else { return };
        let mut partly = Vec::new();
        let mut wholly = Vec::new();
        for (name, group) in &owned.groups {
            if group.state != State::Empty || !group.pending.is_empty() || busy.contains(name) {
                continue;
            }
            let old = group.expired(&self.io);
            if old.len() == group.commits.len() {
                wholly.push(name.clone());
            } else {
                partly.extend(old.iter().map(|(topic, index)| tombstone(name, topic, *index)));
            }
        }
        if !partly.is_empty() {
            self.io.append_many(partition, partly, Then::Nothing);
        }
        wholly.iter().for_each(|name| self.bury(partition, name, None));
    }

    /// A topic is gone, and with it what was committed for it: a topic made anew under its name starts anew.
    pub fn handle_topic_deleted(&mut self, now: Now, topic: &Text) {
        self.io.now = now;
        let partitions: Vec<PartitionIndex> = self.partitions.keys().copied().collect();
        for partition in partitions {
            match self.partitions.get_mut(&partition).map(|owned| &mut owned.state) {
                Some(PartitionState::Loading { deleted, .. }) => {
                    deleted.insert(topic.clone());
                }
                Some(PartitionState::Active) => self.forget_topic(partition, topic),
                _ => {}
            }
        }
    }

    pub(super) fn forget_topic(&mut self, partition: PartitionIndex, topic: &Text) {
        if self.planted.is(Mutant::ForgetWithoutTombstone) {
            let groups = self.partitions.get_mut(&partition).map(|owned| &mut owned.groups);
            for group in groups.into_iter().flat_map(|groups| groups.values_mut()) {
                Arc::make_mut(group).commits.retain(|(other, _), _| other != topic);
            }
            return;
        }
        let Some(owned) = self.partitions.get(&partition) else { return };
        let mut records: Vec<LogRecord> =
            owned.groups.keys().flat_map(|group| owned.tombstones(group, |name| name == topic)).collect();
        let on_their_way = self.io.in_flight().filter(|append| append.partition == partition);
        records.extend(on_their_way.flat_map(|append| &append.records).filter_map(|record| match record {
            LogRecord::Commit { group, topic: t, partition, value: Some(_) } if t == topic => {
                Some(tombstone(group, t, *partition))
            }
            _ => None,
        }));
        if !records.is_empty() {
            self.io.append_many(partition, records, Then::Nothing);
        }
    }
}

pub(super) fn name_of(record: &LogRecord) -> Text {
    match record {
        LogRecord::Commit { group, .. } | LogRecord::Group { group, .. } => group.clone(),
    }
}

impl Group {
    /// The commits that are past their retention. Only of an empty group.
    fn expired(self: &Arc<Self>, io: &Io) -> Vec<(Text, PartitionIndex)> {
        let retention = i64::try_from(io.config.offsets_retention.as_millis()).unwrap_or(i64::MAX);
        // A simple group has never had members: its commits age one by one.
        let empty_since = if self.protocol_type.is_some() { self.since } else { Timestamp::NONE };
        self.commits
            .iter()
            .filter(|(_, commit)| io.now.wall.millis_since(commit.at.max(empty_since)) >= retention)
            .map(|(key, _)| key.clone())
            .collect()
    }
}
