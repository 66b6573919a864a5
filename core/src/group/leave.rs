//! Staying and going: heartbeats, sessions that end, members that leave.

use alloc::{format, vec::Vec};

use super::{
    group::{Group, State},
    io::{Io, Waiter},
};
use crate::{
    effect::Note,
    error::ErrorCode,
    name::Text,
    request::{Heartbeat, LeaveGroup},
    response::{LeftGroup, Response},
};

impl Group {
    pub(super) fn heartbeat(&mut self, io: &mut Io, to: Waiter, heartbeat: &Heartbeat) {
        let answer = self.check_heartbeat(heartbeat);
        if matches!(answer, ErrorCode::None | ErrorCode::RebalanceInProgress) {
            self.touch(io, &heartbeat.member);
        }
        io.reply(to, Response::Heartbeat(answer));
    }

    fn check_heartbeat(&self, heartbeat: &Heartbeat) -> ErrorCode {
        if self.state == State::Dead {
            return ErrorCode::CoordinatorNotAvailable;
        }
        if let Err(error) = self.check_member(&heartbeat.member, heartbeat.instance.as_ref()) {
            return error;
        }
        match self.state {
            _ if heartbeat.generation != self.generation => ErrorCode::IllegalGeneration,
            State::PreparingRebalance => ErrorCode::RebalanceInProgress,
            State::CompletingRebalance | State::Stable => ErrorCode::None,
            State::Empty | State::Dead => ErrorCode::UnknownMemberId,
        }
    }

    /// A member, or one that was to come back, was not heard of for a whole session.
    #[inline(never)]
    pub(super) fn session_elapsed(&mut self, io: &mut Io, id: &Text) {
        if self.pending.remove(id) {
            self.mark(io);
            return self.complete_join_if_ready(io);
        }
        // Whoever waits for the others has nothing to say meanwhile, and gets a new session with the answer.
        if self.members.get(id).is_none_or(|member| member.waits()) {
            return;
        }
        io.note(Note::MemberExpired { group: self.name.clone(), member: id.clone() });
        self.remove(io, id);
        self.settle_removal(io, &format!("member {id} was silent for longer than its session timeout"));
    }

    #[inline(never)]
    pub(super) fn leave(&mut self, io: &mut Io, to: Waiter, leave: LeaveGroup) {
        if self.state == State::Dead {
            let left = LeftGroup { error: ErrorCode::CoordinatorNotAvailable, members: Vec::new() };
            return io.reply(to, Response::LeaveGroup(left));
        }
        let mut gone = None;
        let members = leave
            .members
            .into_iter()
            .map(|(member, instance)| {
                let error = match self.who_leaves(&member, instance.as_ref()) {
                    Ok(id) => {
                        if !self.pending.remove(&id) {
                            gone = Some(id.clone());
                        }
                        self.remove(io, &id);
                        ErrorCode::None
                    }
                    Err(error) => error,
                };
                (member, instance, error)
            })
            .collect();
        io.reply(to, Response::LeaveGroup(LeftGroup { error: ErrorCode::None, members }));
        match gone {
            Some(id) => self.settle_removal(io, &format!("member {id} left")),
            None => self.complete_join_if_ready(io),
        }
    }

    /// An operator may name a static member by its static name alone (KIP-345).
    fn who_leaves(&self, member: &Text, instance: Option<&Text>) -> Result<Text, ErrorCode> {
        if member.is_empty() {
            return instance
                .and_then(|instance| self.instances.get(instance))
                .cloned()
                .ok_or(ErrorCode::UnknownMemberId);
        }
        if !self.pending.contains(member) {
            self.check_member(member, instance)?;
        }
        Ok(member.clone())
    }

    /// Takes a member out, and nothing more: [`Self::settle_removal`] must follow.
    pub(super) fn remove(&mut self, io: &mut Io, id: &Text) {
        io.cancel_session(&self.name, id);
        self.unsynced.remove(id);
        let Some(member) = self.members.remove(id) else { return };
        if let Some(to) = member.joining {
            io.refuse_join(to, ErrorCode::UnknownMemberId, Text::default());
        }
        if let Some(to) = member.syncing {
            io.reply(to, Response::SyncGroup(Err(ErrorCode::UnknownMemberId)));
        }
        if let Some(instance) = &member.instance {
            self.instances.remove(instance);
        }
        if self.is_leader(id) {
            self.leader = self.members.keys().next().cloned();
        }
        self.mark(io);
    }

    /// Draws the consequences of members that went.
    pub(super) fn settle_removal(&mut self, io: &mut Io, reason: &str) {
        match self.state {
            State::Stable | State::CompletingRebalance => self.rebalance(io, reason),
            State::PreparingRebalance => self.complete_join_if_ready(io),
            State::Empty | State::Dead => {}
        }
    }
}
