//! One group: who is in it, in which state, and what it has committed.

use crate::sorted::{SortedMap, SortedSet};
use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;

use super::{
    consumer_protocol::{self, CONSUMER},
    io::Io,
    member::Member,
    records::{Committed, StoredGroup},
};
use crate::{
    error::ErrorCode,
    id::{Generation, PartitionIndex},
    name::Text,
    time::Timestamp,
};

/// Where a group stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// No members; perhaps commits.
    #[default]
    Empty,
    /// Members join.
    PreparingRebalance,
    /// All have joined; the leader's assignment is awaited, or is being stored.
    CompletingRebalance,
    /// Every member knows its share, or may ask for it.
    Stable,
    /// Its removal is being stored.
    Dead,
}

impl State {
    /// Kafka's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            State::Empty => "Empty",
            State::PreparingRebalance => "PreparingRebalance",
            State::CompletingRebalance => "CompletingRebalance",
            State::Stable => "Stable",
            State::Dead => "Dead",
        }
    }
}

/// The wait for more members when a group first gets one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InitialDelay {
    pub(super) delay: Duration,
    /// How much of the rebalance timeout is left after it.
    pub(super) remaining: Duration,
    /// Somebody has joined since it was last set.
    pub(super) joined_since: bool,
}

/// One group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) name: Text,
    /// The partition of the offsets topic that keeps it.
    pub(super) partition: PartitionIndex,
    pub(super) state: State,
    /// When it came to this state, for the age of an empty one; none when nobody knows.
    pub(super) since: Timestamp,
    pub(super) generation: Generation,
    pub(super) protocol_type: Option<Text>,
    pub(super) protocol: Option<Text>,
    pub(super) leader: Option<Text>,
    pub(super) members: SortedMap<Text, Member>,
    /// Static members by the names that outlive their ids.
    pub(super) instances: SortedMap<Text, Text>,
    /// Ids given out, whose members have not come back with them yet.
    pub(super) pending: SortedSet<Text>,
    /// Members of this generation that have not asked for their share yet.
    pub(super) unsynced: SortedSet<Text>,
    /// The leader's assignment is on its way into the log.
    pub(super) storing: bool,
    pub(super) initial: Option<InitialDelay>,
    /// A record in the log says that this group exists, or may come to say so.
    pub(super) stored: bool,
    pub(super) commits: SortedMap<(Text, PartitionIndex), Committed>,
}

impl Group {
    pub(super) fn new(name: Text, partition: PartitionIndex) -> Group {
        Group {
            name,
            partition,
            state: State::Empty,
            since: Timestamp::NONE,
            generation: Generation(0),
            protocol_type: None,
            protocol: None,
            leader: None,
            members: SortedMap::new(),
            instances: SortedMap::new(),
            pending: SortedSet::new(),
            unsynced: SortedSet::new(),
            storing: false,
            initial: None,
            stored: false,
            commits: SortedMap::new(),
        }
    }

    /// Takes over what the log says; commits stay.
    pub(super) fn restore(&mut self, stored: StoredGroup) {
        self.forget_membership();
        self.state = if stored.members.is_empty() { State::Empty } else { State::Stable };
        self.since = stored.since;
        self.generation = stored.generation;
        self.protocol_type = stored.protocol_type.clone();
        self.protocol = stored.protocol.clone();
        self.leader = stored.leader.clone();
        for member in stored.members.clone() {
            if let Some(instance) = &member.instance {
                self.instances.insert(instance.clone(), member.member.clone());
            }
            self.members.insert(member.member.clone(), Member::restored(member, &stored));
        }
        self.stored = true;
    }

    /// What is left after its record is gone: a name, and commits if there are any.
    pub(super) fn forget_membership(&mut self) {
        let commits = core::mem::take(&mut self.commits);
        *self = Group { commits, ..Group::new(self.name.clone(), self.partition) };
    }

    /// The record that keeps it, with these shares for its members.
    pub(super) fn to_stored(&self, share: impl Fn(&Member) -> Bytes) -> StoredGroup {
        StoredGroup {
            protocol_type: self.protocol_type.clone(),
            generation: self.generation,
            protocol: self.protocol.clone(),
            leader: self.leader.clone(),
            since: self.since,
            members: self.members.values().map(|m| m.stored(self.protocol.as_ref(), share(m))).collect(),
        }
    }

    pub(super) fn enter(&mut self, io: &mut Io, state: State) {
        self.state = state;
        self.since = io.now.wall;
        self.mark(io);
    }

    /// Whoever watches shall look at this group anew.
    pub(super) fn mark(&self, io: &mut Io) {
        io.changed.insert(self.name.clone());
    }

    /// Nothing would be lost if it were forgotten.
    pub(super) fn is_hollow(&self) -> bool {
        self.state == State::Empty && !self.stored && self.pending.is_empty() && self.commits.is_empty()
    }

    pub(super) fn is_leader(&self, member: &str) -> bool {
        self.leader.as_deref() == Some(member)
    }

    /// Whether this is a member, and not one whose place another has taken (KIP-345).
    pub(super) fn check_member(&self, member: &str, instance: Option<&Text>) -> Result<(), ErrorCode> {
        if let Some(instance) = instance {
            match self.instances.get(instance) {
                None => return Err(ErrorCode::UnknownMemberId),
                Some(current) if current != member => return Err(ErrorCode::FencedInstanceId),
                Some(_) => {}
            }
        }
        if self.members.contains_key(member) { Ok(()) } else { Err(ErrorCode::UnknownMemberId) }
    }

    /// Whether somebody with these protocols can be a member beside the present ones.
    pub(super) fn supports(&self, protocol_type: &Text, protocols: &[(Text, Bytes)]) -> bool {
        if self.state == State::Empty {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        self.protocol_type.as_ref() == Some(protocol_type)
            && protocols.iter().any(|(name, _)| self.members.values().all(|member| member.speaks(name)))
    }

    /// The protocol with the most votes among those that all members speak; each votes for the first of its own.
    /// Between equals the leader's order decides.
    pub(super) fn select_protocol(&self) -> Option<Text> {
        let leader = self.leader.as_ref().and_then(|leader| self.members.get(leader));
        let first = leader.or_else(|| self.members.values().next())?;
        let mut votes: Vec<(&Text, usize)> = first
            .protocols
            .iter()
            .map(|(name, _)| (name, 0))
            .filter(|(name, _)| self.members.values().all(|member| member.speaks(name)))
            .collect();
        for member in self.members.values() {
            let choice = member.protocols.iter().find_map(|(name, _)| votes.iter().position(|(c, _)| *c == name));
            if let Some(vote) = choice.and_then(|at| votes.get_mut(at)) {
                vote.1 += 1;
            }
        }
        let most = votes.iter().map(|(_, count)| *count).max()?;
        votes.into_iter().find(|(_, count)| *count == most).map(|(name, _)| name.clone())
    }

    /// The longest that a rebalance waits.
    pub(super) fn rebalance_timeout(&self) -> Duration {
        self.members.values().map(|member| member.rebalance_timeout).max().unwrap_or_default()
    }

    /// Whether nobody is waited for. Where no members are left, ids that were given out do not count: they begin anew.
    pub(super) fn all_joined(&self) -> bool {
        self.members.is_empty()
            || (self.pending.is_empty() && self.members.values().all(|member| member.joining.is_some()))
    }

    pub(super) fn is_consumers(&self) -> bool {
        self.protocol_type.as_deref() == Some(CONSUMER)
    }

    /// The topics its members want; none when it cannot be known.
    pub(super) fn subscribed_topics(&self) -> Option<SortedSet<Text>> {
        if self.members.is_empty() {
            return Some(SortedSet::new());
        }
        let protocol = self.protocol.as_ref().filter(|_| self.is_consumers())?;
        let mut topics = SortedSet::new();
        for member in self.members.values() {
            topics.append(&mut consumer_protocol::subscribed_topics(&member.metadata(protocol)).ok()?);
        }
        Some(topics)
    }

    /// Hears of a member: its session starts anew.
    pub(super) fn touch(&mut self, io: &mut Io, member: &str) {
        if let Some(member) = self.members.get_mut(member) {
            member.absent = false;
            io.set_session(&self.name, &member.id, member.session_timeout);
        }
    }
}
