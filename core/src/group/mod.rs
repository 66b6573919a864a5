//! The coordinator of classic consumer groups: membership, rebalances, assignments, committed offsets.
//!
//! What it promises:
//! - **Nothing is shown before it is safe.** Commits, assignments and deletions become a group's state when their record has
//!   passed the high watermark of the offsets topic ([`Coordinator::handle_appended`]), never at the append.
//! - **Nothing is answered from ignorance.** Until a partition of the offsets topic is loaded, its groups are "loading"; if it
//!   cannot be read, they are "not available". No consumer is ever told that it has no commits because nobody had looked.
//! - **A restart is no rebalance.** Members of a stable group come back from the log with full sessions, and go on with heartbeats.
//! - **One answer per request**, and none to those whose connection is gone.
//!
//! Its own are: the log of groups (`records`), who may join and what that sets off (`join`, `rebalance`, `sync`, `leave`),
//! offsets (`offsets`, `expire`), operators' requests (`admin`), loading (`load`), eyes (`show`).
//! The rules are those of Apache Kafka's own coordinator; the few departures say so where they are made.
//!
//! Deliberately absent: assignment (a client's affair, and opaque here), topic ids and the question whether a topic exists
//! (the node's), the new consumer protocol (KIP-848), transactional offsets (KIP-98: `require_stable` holds trivially).

mod admin;
mod api;
mod codec;
mod consumer_protocol;
mod expire;
#[expect(clippy::module_inception, reason = "the group itself, within what is about groups")]
mod group;
mod io;
mod join;
mod leave;
mod load;
mod member;
mod offsets;
mod rebalance;
mod records;
mod show;
mod sync;
mod timers;

#[cfg(test)]
mod tests;

use crate::sorted::{SortedMap, SortedSet};
use alloc::{sync::Arc, vec::Vec};

pub use api::{AppendToken, GroupEffect, GroupRequest, KeyValue, LoadToken};
use expire::WallWatch;
use group::Group;
use io::{Io, Then, TimerKey, Waiter};
use join::refused;

use crate::{
    config::GroupConfig,
    error::ErrorCode,
    id::{ClientId, PartitionIndex, RequestId},
    limit,
    mutant::Planted,
    name::Text,
    random::Random,
    request::{Heartbeat, JoinGroup, LeaveGroup, SyncGroup},
    response::{LeftGroup, Response},
    time::{Instant, Now},
};

/// The groups whose partitions of the offsets topic this broker leads.
///
/// After every `handle_*`, drain [`Self::poll`] and call [`Self::handle_elapsed`] no later than [`Self::timeout`] says.
#[derive(Clone, Debug)]
pub struct Coordinator {
    io: Io,
    /// How many partitions the offsets topic has; 0 while this is not known.
    count: i32,
    partitions: SortedMap<PartitionIndex, OwnedPartition>,
    deletions: SortedMap<u64, Deletion>,
    next_deletion: u64,
    wall: WallWatch,
    planted: Planted,
}

/// A partition of the offsets topic that this broker leads.
#[derive(Clone, Debug, Default)]
struct OwnedPartition {
    state: PartitionState,
    /// Shared between snapshots, cloned when written.
    groups: SortedMap<Text, Arc<Group>>,
}

#[derive(Clone, Debug, Default)]
enum PartitionState {
    Loading {
        token: LoadToken,
        /// Topics that were deleted meanwhile.
        deleted: SortedSet<Text>,
    },
    Active,
    /// It could not be read.
    #[default]
    Unavailable,
}

impl OwnedPartition {
    fn is_active(&self) -> bool {
        matches!(self.state, PartitionState::Active)
    }
}

/// A request to delete groups, some of them under way.
#[derive(Clone, Debug)]
struct Deletion {
    to: Waiter,
    answers: Vec<(Text, ErrorCode)>,
    left: u32,
}

impl Coordinator {
    /// A coordinator of nothing yet. `random` makes the members' ids.
    #[must_use]
    pub fn new(config: GroupConfig, random: Random) -> Coordinator {
        Coordinator {
            io: Io::new(config, random),
            count: 0,
            partitions: SortedMap::new(),
            deletions: SortedMap::new(),
            next_deletion: 0,
            wall: WallWatch::default(),
            planted: Planted::default(),
        }
    }

    /// Which partition of the offsets topic keeps a group: Kafka's rule, `abs(String.hashCode()) % partitions`, where the
    /// one number without a positive counterpart counts as 0. `partitions` below 1 count as 1.
    #[must_use]
    pub fn partition_of(group: &str, partitions: i32) -> PartitionIndex {
        let hash = group.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
        PartitionIndex(hash.checked_abs().unwrap_or(0) % partitions.max(1))
    }

    /// A client asks. Every request gets one answer, perhaps much later.
    pub fn handle_request(&mut self, now: Now, client: ClientId, id: RequestId, request: GroupRequest) {
        self.io.now = now;
        let to = Waiter { client, id };
        self.io.opened(to);
        match request {
            GroupRequest::Join(join) => self.join(to, *join),
            GroupRequest::Sync(sync) => self.sync(to, sync),
            GroupRequest::Heartbeat(heartbeat) => self.heartbeat(to, &heartbeat),
            GroupRequest::Leave(leave) => self.leave(to, leave),
            GroupRequest::Commit(commit) => self.commit(to, commit, |_, _| true),
            GroupRequest::FetchOffsets(fetch) => self.fetch_offsets(to, fetch),
            GroupRequest::DeleteOffsets(delete) => self.delete_offsets(to, delete),
            GroupRequest::List(list) => self.list(to, &list),
            GroupRequest::Describe(describe) => self.describe(to, describe),
            GroupRequest::Delete(delete) => self.delete(to, delete),
        }
    }

    /// A client's connection is gone: its open requests get no answer. A member that waited on it has one session
    /// from now to come back.
    pub fn handle_disconnected(&mut self, now: Now, client: ClientId) {
        self.io.now = now;
        for (to, name, id) in self.io.disconnected(client) {
            let Some((group, io)) = self.group_mut(&name) else { continue };
            let Some(member) = group.members.get_mut(&id) else { continue };
            if member.joining == Some(to) || member.syncing == Some(to) {
                member.absent = true;
                io.set_session(&name, &id, member.session_timeout);
            }
        }
    }

    /// The records of an append have passed the high watermark, or never will.
    pub fn handle_appended(&mut self, now: Now, token: AppendToken, result: Result<(), ErrorCode>) {
        self.io.now = now;
        let Some(append) = self.io.appended(token) else { return };
        if result.is_ok()
            && let Some(owned) = self.partitions.get_mut(&append.partition)
        {
            for record in append.records {
                let name = expire::name_of(&record);
                owned.apply_own(append.partition, record);
                self.io.changed.insert(name);
            }
        }
        self.finish(append.then, result);
    }

    /// What an append's end means for those who waited for it.
    fn finish(&mut self, then: Then, result: Result<(), ErrorCode>) {
        let error = result.err().map(offsets::write_error);
        match then {
            Then::Nothing => {}
            Then::Commit { to, answers } => self.committed(to, answers, result),
            Then::Assign { group, generation, shares } => {
                self.with(&group, |group, io| group.assigned(io, generation, shares, error));
            }
            Then::Replaced { group, generation, to, new } => {
                self.with(&group, |group, io| group.replaced(io, generation, to, &new, result));
            }
            Then::OffsetsDeleted { to, answers } => {
                self.io.reply(to, Response::OffsetDelete(error.map_or(Ok(answers), Err)));
            }
            Then::GroupDeleted { group, deletion } => {
                self.buried(&group, deletion, result);
                self.tidy(&group);
            }
        }
    }

    /// The deadline that [`Self::timeout`] named has come.
    pub fn handle_elapsed(&mut self, now: Now) {
        self.io.now = now;
        while let Some(key) = self.io.timers.pop_due(now.instant) {
            match key {
                TimerKey::Session(group, member) => self.with(&group, |group, io| group.session_elapsed(io, &member)),
                TimerKey::Rebalance(group) => self.with(&group, Group::rebalance_elapsed),
                TimerKey::Sync(group) => self.with(&group, Group::sync_elapsed),
                TimerKey::Expire => self.expire_elapsed(),
            }
        }
    }

    /// When [`Self::handle_elapsed`] must be called, at the latest.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        self.io.timers.next()
    }

    /// From now on this coordinator has a bug.
    #[cfg(feature = "mutants")]
    pub fn plant(&mut self, mutant: crate::mutant::Mutant) {
        self.planted = Planted::of(mutant);
        self.io.planted = self.planted;
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<GroupEffect> {
        self.io.poll()
    }

    /// The partition that keeps a group, if it is loaded here.
    fn locate(&self, group: &str) -> Result<PartitionIndex, ErrorCode> {
        let partition = Coordinator::partition_of(group, self.count);
        match self.partitions.get(&partition).map(|owned| &owned.state) {
            None => Err(ErrorCode::NotCoordinator),
            Some(PartitionState::Loading { .. }) => Err(ErrorCode::CoordinatorLoadInProgress),
            Some(PartitionState::Unavailable) => Err(ErrorCode::CoordinatorNotAvailable),
            Some(PartitionState::Active) => Ok(partition),
        }
    }

    fn group(&self, name: &str) -> Option<&Arc<Group>> {
        self.partitions.get(&Coordinator::partition_of(name, self.count))?.groups.get(name)
    }

    fn group_mut(&mut self, name: &str) -> Option<(&mut Group, &mut Io)> {
        let owned = self.partitions.get_mut(&Coordinator::partition_of(name, self.count))?;
        owned.groups.get_mut(name).map(|group| (Arc::make_mut(group), &mut self.io))
    }

    /// Works on a group, if it is there, and forgets it if nothing is left of it.
    fn with(&mut self, name: &Text, work: impl FnOnce(&mut Group, &mut Io)) {
        if let Some((group, io)) = self.group_mut(name) {
            work(group, io);
        }
        self.tidy(name);
    }

    fn tidy(&mut self, name: &Text) {
        let Some(owned) = self.partitions.get_mut(&Coordinator::partition_of(name, self.count)) else { return };
        if owned.is_active() && owned.groups.get(name).is_some_and(|group| group.is_hollow()) {
            owned.groups.remove(name);
            self.io.changed.insert(name.clone());
        }
    }

    fn is_full(&self) -> bool {
        self.partitions.values().map(|owned| owned.groups.len()).sum::<usize>() >= limit::GROUPS
    }

    fn join(&mut self, to: Waiter, join: JoinGroup) {
        let located = join::check(&self.io, &join).and_then(|()| self.locate(&join.group));
        let full = self.is_full();
        let found = located.and_then(|partition| {
            let known = self.group(&join.group).is_some();
            match self.partitions.get_mut(&partition) {
                None => Err(ErrorCode::NotCoordinator),
                Some(_) if known => Ok(()),
                // An id is given by a group: whoever has one comes for a group that is gone.
                Some(_) if !join.member.is_empty() => Err(ErrorCode::UnknownMemberId),
                Some(_) if full => Err(ErrorCode::PolicyViolation),
                Some(owned) => {
                    owned.groups.insert(join.group.clone(), Arc::new(Group::new(join.group.clone(), partition)));
                    Ok(())
                }
            }
        });
        match found {
            Ok(()) => {
                let name = join.group.clone();
                self.with(&name, |group, io| group.join(io, to, join));
            }
            Err(error) => self.io.reply(to, Response::JoinGroup(refused(error, join.member))),
        }
    }

    fn check_name(&self, group: &str) -> Result<(), ErrorCode> {
        if group.is_empty() { Err(ErrorCode::InvalidGroupId) } else { self.locate(group).map(|_| ()) }
    }

    fn sync(&mut self, to: Waiter, sync: SyncGroup) {
        let name = sync.group.clone();
        match self.check_name(&name) {
            Ok(()) if self.group(&name).is_some() => self.with(&name, |group, io| group.sync(io, to, sync)),
            Ok(()) => self.io.reply(to, Response::SyncGroup(Err(ErrorCode::UnknownMemberId))),
            Err(error) => self.io.reply(to, Response::SyncGroup(Err(error))),
        }
    }

    fn heartbeat(&mut self, to: Waiter, heartbeat: &Heartbeat) {
        let checked = self.check_name(&heartbeat.group);
        match (checked, self.group_mut(&heartbeat.group)) {
            (Ok(()), Some((group, io))) => group.heartbeat(io, to, heartbeat),
            (Ok(()), None) => self.io.reply(to, Response::Heartbeat(ErrorCode::UnknownMemberId)),
            (Err(error), _) => self.io.reply(to, Response::Heartbeat(error)),
        }
    }

    fn leave(&mut self, to: Waiter, leave: LeaveGroup) {
        let name = leave.group.clone();
        let left = match self.check_name(&name) {
            Ok(()) if self.group(&name).is_some() => return self.with(&name, |group, io| group.leave(io, to, leave)),
            Ok(()) => {
                let gone = |(member, instance)| (member, instance, ErrorCode::UnknownMemberId);
                LeftGroup { error: ErrorCode::None, members: leave.members.into_iter().map(gone).collect() }
            }
            Err(error) => LeftGroup { error, members: Vec::new() },
        };
        self.io.reply(to, Response::LeaveGroup(left));
    }
}
