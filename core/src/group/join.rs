//! Who may become a member, and what a member that joins again sets off.

use alloc::{format, vec::Vec};
use core::time::Duration;

use super::{
    codec::truncated,
    consumer_protocol::subscribed_topics,
    group::{Group, State},
    io::{Io, Then, Waiter},
    member::Member,
    records::LogRecord,
};
use crate::{
    error::ErrorCode,
    id::Generation,
    limit,
    name::Text,
    request::JoinGroup,
    response::{Joined, Response},
};

/// A new member cannot send heartbeats before its first join is answered, so this bounds how long it may stay
/// unheard (as in Kafka). A broken connection shortens it.
const NEW_MEMBER_PATIENCE: Duration = Duration::from_secs(300);

/// The longest part of a client's reason that is passed on to people, in bytes.
const REASON_BYTES: usize = 255;

/// A join's refusal.
pub(super) fn refused(error: ErrorCode, member: Text) -> Joined {
    Joined {
        error,
        generation: Generation(-1),
        protocol_type: None,
        protocol: None,
        leader: Text::default(),
        member,
        skip_assignment: false,
        members: Vec::new(),
    }
}

/// Finds fault with a join before any group is looked at.
pub(super) fn check(io: &Io, join: &JoinGroup) -> Result<(), ErrorCode> {
    let sizes = join.protocols.iter().map(|(name, metadata)| name.len() + metadata.len());
    if join.group.is_empty() || join.group.len() > limit::NAME_BYTES {
        Err(ErrorCode::InvalidGroupId)
    } else if join.session_timeout < io.config.session_timeout_min
        || join.session_timeout > io.config.session_timeout_max
    {
        Err(ErrorCode::InvalidSessionTimeout)
    } else if join.instance.as_ref().is_some_and(|instance| instance.is_empty() || instance.len() > limit::NAME_BYTES)
        || join.protocol_type.len() > limit::NAME_BYTES
        || sizes.fold(0usize, usize::saturating_add) > limit::MEMBER_METADATA_BYTES
    {
        Err(ErrorCode::InvalidRequest)
    } else {
        Ok(())
    }
}

impl Group {
    pub(super) fn join(&mut self, io: &mut Io, to: Waiter, join: JoinGroup) {
        if self.state == State::Dead {
            return io.refuse_join(to, ErrorCode::CoordinatorNotAvailable, join.member);
        }
        if !self.has_room_for(io, &join.member) {
            self.pending.remove(&join.member);
            self.remove(io, &join.member);
            io.refuse_join(to, ErrorCode::GroupMaxSizeReached, Text::default());
            return self.complete_join_if_ready(io);
        }
        if !self.supports(&join.protocol_type, &join.protocols) {
            return io.refuse_join(to, ErrorCode::InconsistentGroupProtocol, join.member);
        }
        if join.member.is_empty() {
            self.join_as_stranger(io, to, join);
        } else if self.pending.contains(&join.member) {
            if join.instance.is_some() {
                // Ids to come back with are for dynamic members.
                return io.refuse_join(to, ErrorCode::UnknownMemberId, join.member);
            }
            let id = join.member.clone();
            self.add(io, to, id, join);
        } else {
            self.join_again(io, to, join);
        }
    }

    /// As in Kafka: while members join, those count who have joined already, so that the last ones stay out.
    fn has_room_for(&self, io: &Io, member: &str) -> bool {
        let known = self.members.get(member);
        match self.state {
            State::Empty | State::Dead => true,
            State::PreparingRebalance => {
                let joined = self.members.values().filter(|member| member.joining.is_some()).count();
                known.is_some_and(|member| member.joining.is_some()) || joined < io.config.size_max
            }
            State::CompletingRebalance | State::Stable => known.is_some() || self.members.len() < io.config.size_max,
        }
    }

    fn join_as_stranger(&mut self, io: &mut Io, to: Waiter, join: JoinGroup) {
        match &join.instance {
            Some(instance) => {
                let id = io.new_member_id(instance);
                match self.instances.get(instance).cloned() {
                    Some(old) => self.replace(io, to, &old, id, join),
                    None => self.add(io, to, id, join),
                }
            }
            None => {
                let id = io.new_member_id(&join.client_id);
                if !join.member_id_required {
                    self.add(io, to, id, join);
                } else if self.pending.len() >= io.config.size_max {
                    io.refuse_join(to, ErrorCode::GroupMaxSizeReached, Text::default());
                } else {
                    io.set_session(&self.name, &id, join.session_timeout);
                    self.pending.insert(id.clone());
                    io.refuse_join(to, ErrorCode::MemberIdRequired, id);
                }
            }
        }
    }

    fn join_again(&mut self, io: &mut Io, to: Waiter, join: JoinGroup) {
        let id = join.member.clone();
        if let Err(error) = self.check_member(&id, join.instance.as_ref()) {
            return io.refuse_join(to, error, id);
        }
        let unchanged = self.members.get(&id).is_some_and(|member| member.protocols == join.protocols);
        match self.state {
            State::PreparingRebalance => {
                self.update_and_rebalance(io, to, join, "joins again");
            }
            // It lost the answer, perhaps: here it is once more.
            State::CompletingRebalance if unchanged => self.tell_generation(io, to, &id),
            State::Stable if unchanged && !self.is_leader(&id) => self.tell_generation(io, to, &id),
            // The leader does so when it sees changes that no member's metadata shows, such as new partitions.
            State::Stable if unchanged => self.update_and_rebalance(io, to, join, "joins again as leader"),
            State::CompletingRebalance | State::Stable => {
                self.update_and_rebalance(io, to, join, "joins again with other metadata");
            }
            State::Empty | State::Dead => io.refuse_join(to, ErrorCode::UnknownMemberId, id),
        }
    }

    fn add(&mut self, io: &mut Io, to: Waiter, id: Text, join: JoinGroup) {
        let reason = because("joins", &id, join.reason.as_ref());
        if self.members.is_empty() {
            self.protocol_type = Some(join.protocol_type.clone());
        }
        self.pending.remove(&id);
        if let Some(instance) = &join.instance {
            self.instances.insert(instance.clone(), id.clone());
        }
        if self.leader.is_none() {
            self.leader = Some(id.clone());
        }
        self.members.insert(id.clone(), Member::new(id.clone(), join));
        if let Some(initial) = &mut self.initial {
            initial.joined_since = true;
        }
        self.park_join(io, to, &id);
        io.set_session(&self.name, &id, NEW_MEMBER_PATIENCE);
        self.rebalance(io, &reason);
    }

    fn update_and_rebalance(&mut self, io: &mut Io, to: Waiter, join: JoinGroup, what: &str) {
        let id = join.member.clone();
        let reason = because(what, &id, join.reason.as_ref());
        if let Some(member) = self.members.get_mut(&id) {
            member.update(join);
        }
        self.park_join(io, to, &id);
        self.rebalance(io, &reason);
    }

    /// The member's join waits. An older one of the same member is told to try again.
    fn park_join(&mut self, io: &mut Io, to: Waiter, id: &Text) {
        if let Some(member) = self.members.get_mut(id) {
            member.absent = false;
            if let Some(older) = member.joining.replace(to) {
                io.refuse_join(older, ErrorCode::RebalanceInProgress, id.clone());
            }
            io.parked(to, &self.name, id);
        }
    }

    fn tell_generation(&mut self, io: &mut Io, to: Waiter, id: &Text) {
        self.touch(io, id);
        io.reply(to, Response::JoinGroup(self.joined(id, false)));
    }

    /// The answer to a join: only the leader is told who the members are.
    pub(super) fn joined(&self, id: &Text, skip_assignment: bool) -> Joined {
        let members = match (self.is_leader(id), &self.protocol) {
            (true, Some(protocol)) => {
                self.members.values().map(|m| (m.id.clone(), m.instance.clone(), m.metadata(protocol))).collect()
            }
            _ => Vec::new(),
        };
        Joined {
            error: ErrorCode::None,
            generation: self.generation,
            protocol_type: self.protocol_type.clone(),
            protocol: self.protocol.clone(),
            leader: self.leader.clone().unwrap_or_default(),
            member: id.clone(),
            skip_assignment,
            members,
        }
    }

    /// A static member comes back after a restart, without its id (KIP-345): it takes its own old place, and whoever
    /// still uses the old id is fenced. A stable group goes on as it is if the newcomer wants what its predecessor wanted.
    #[inline(never)]
    fn replace(&mut self, io: &mut Io, to: Waiter, old: &Text, new: Text, join: JoinGroup) {
        let reason = because("returns as a static member with other wishes", &new, join.reason.as_ref());
        let Some(old) = self.rename(io, old, new.clone()) else {
            return io.refuse_join(to, ErrorCode::UnknownMemberId, Text::default());
        };
        if let Some(member) = self.members.get_mut(&new) {
            member.update(join);
        }
        self.park_join(io, to, &new);
        self.touch(io, &new);
        match self.state {
            State::Stable if self.wants_the_same(&old, &new) => {
                let record = LogRecord::Group {
                    group: self.name.clone(),
                    value: Some(self.to_stored(|member| member.assignment.clone())),
                };
                let (group, generation) = (self.name.clone(), self.generation);
                let then = Then::Replaced { group, generation, to, new };
                self.stored = true;
                io.append(self.partition, [record].into(), then);
                self.mark(io);
            }
            // The old id may be with the leader already: its assignment would pass the new one by.
            _ => self.rebalance(io, &reason),
        }
    }

    /// Gives a member another id. Gives back what it was.
    fn rename(&mut self, io: &mut Io, old: &Text, new: Text) -> Option<Member> {
        let mut before = self.members.remove(old)?;
        io.cancel_session(&self.name, old);
        if let Some(waiting) = before.joining.take() {
            io.refuse_join(waiting, ErrorCode::FencedInstanceId, old.clone());
        }
        if let Some(waiting) = before.syncing.take() {
            io.reply(waiting, Response::SyncGroup(Err(ErrorCode::FencedInstanceId)));
        }
        if let Some(instance) = &before.instance {
            self.instances.insert(instance.clone(), new.clone());
        }
        if self.is_leader(old) {
            self.leader = Some(new.clone());
        }
        self.unsynced.remove(old);
        let after = Member { id: new.clone(), is_new: false, absent: false, ..before.clone() };
        self.members.insert(new, after);
        Some(before)
    }

    fn wants_the_same(&self, old: &Member, new: &str) -> bool {
        let (Some(protocol), Some(new)) = (&self.protocol, self.members.get(new)) else { return false };
        let (before, after) = (old.metadata(protocol), new.metadata(protocol));
        let same = before == after
            || (self.is_consumers()
                && matches!((subscribed_topics(&before), subscribed_topics(&after)), (Ok(a), Ok(b)) if a == b));
        same && self.select_protocol().as_ref() == Some(protocol)
    }

    /// The replacement is in the log, or never will be. Kafka gives the old id its place back then; but records written
    /// since may name the new one already, so here the members agree anew, and that is stored.
    pub(super) fn replaced(
        &mut self,
        io: &mut Io,
        generation: Generation,
        to: Waiter,
        new: &Text,
        result: Result<(), ErrorCode>,
    ) {
        if self.state != State::Stable || self.generation != generation {
            return; // a rebalance has begun, and will answer
        }
        if result.is_err() {
            return self.rebalance(io, "the place of a static member could not be stored");
        }
        let Some(member) = self.members.get_mut(new).filter(|member| member.joining == Some(to)) else {
            return; // replaced once more meanwhile
        };
        member.joining = None;
        self.touch(io, new);
        let joined = self.joined(new, self.is_leader(new));
        io.reply(to, Response::JoinGroup(joined));
        self.mark(io);
    }
}

impl Io {
    pub(super) fn refuse_join(&mut self, to: Waiter, error: ErrorCode, member: Text) {
        self.reply(to, Response::JoinGroup(refused(error, member)));
    }
}

/// Why a rebalance began, with the client's own words if it gave any (KIP-800).
fn because(what: &str, member: &str, words: Option<&Text>) -> Text {
    match words.filter(|words| !words.is_empty()) {
        Some(words) => format!("member {member} {what}: {}", truncated(words, REASON_BYTES)).into(),
        None => format!("member {member} {what}").into(),
    }
}
