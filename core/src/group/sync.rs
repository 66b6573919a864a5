//! The leader's assignment: stored first, then passed on byte for byte.

use crate::sorted::SortedMap;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{
    codec::kept,
    group::{Group, State},
    io::{Io, Then, TimerKey, Waiter},
    records::LogRecord,
};
use crate::{
    effect::Note,
    error::ErrorCode,
    id::Generation,
    limit,
    name::Text,
    request::SyncGroup,
    response::{Response, Synced},
};

impl Group {
    pub(super) fn sync(&mut self, io: &mut Io, to: Waiter, sync: SyncGroup) {
        if let Err(error) = self.check_sync(&sync) {
            return io.reply(to, Response::SyncGroup(Err(error)));
        }
        let id = sync.member.clone();
        self.touch(io, &id);
        self.saw_sync(io, &id);
        match self.state {
            State::CompletingRebalance => {
                self.park_sync(io, to, &id);
                if self.is_leader(&id) && !self.storing {
                    self.store_assignment(io, sync.assignments);
                }
            }
            State::Stable => io.reply(to, Response::SyncGroup(self.share(&id))),
            State::PreparingRebalance => io.reply(to, Response::SyncGroup(Err(ErrorCode::RebalanceInProgress))),
            State::Empty | State::Dead => io.reply(to, Response::SyncGroup(Err(ErrorCode::UnknownMemberId))),
        }
    }

    fn check_sync(&self, sync: &SyncGroup) -> Result<(), ErrorCode> {
        if self.state == State::Dead {
            return Err(ErrorCode::CoordinatorNotAvailable);
        }
        self.check_member(&sync.member, sync.instance.as_ref())?;
        if sync.generation != self.generation {
            return Err(ErrorCode::IllegalGeneration);
        }
        let differs = |told: &Option<Text>, ours: &Option<Text>| matches!((told, ours), (Some(a), Some(b)) if a != b);
        if differs(&sync.protocol_type, &self.protocol_type) || differs(&sync.protocol, &self.protocol) {
            return Err(ErrorCode::InconsistentGroupProtocol);
        }
        if sync.assignments.iter().any(|(_, share)| share.len() > limit::MEMBER_METADATA_BYTES) {
            return Err(ErrorCode::InvalidRequest);
        }
        Ok(())
    }

    fn saw_sync(&mut self, io: &mut Io, id: &Text) {
        if self.unsynced.remove(id) && self.unsynced.is_empty() {
            io.timers.cancel(&TimerKey::Sync(self.name.clone()));
        }
    }

    fn park_sync(&mut self, io: &mut Io, to: Waiter, id: &Text) {
        if let Some(member) = self.members.get_mut(id) {
            if let Some(older) = member.syncing.replace(to) {
                io.reply(older, Response::SyncGroup(Err(ErrorCode::RebalanceInProgress)));
            }
            io.parked(to, &self.name, id);
        }
    }

    /// Members that the leader did not name get empty bytes; names that are no members are left out.
    fn store_assignment(&mut self, io: &mut Io, assignments: Vec<(Text, Bytes)>) {
        let shares: SortedMap<Text, Bytes> = assignments
            .into_iter()
            .filter(|(id, _)| self.members.contains_key(id))
            .map(|(id, share)| (id, kept(&share)))
            .collect();
        let stored = self.to_stored(|member| shares.get(&member.id).cloned().unwrap_or_default());
        let record = LogRecord::Group { group: self.name.clone(), value: Some(stored) };
        let then = Then::Assign { group: self.name.clone(), generation: self.generation, shares };
        self.storing = true;
        self.stored = true;
        io.append(self.partition, [record].into(), then);
    }

    /// The assignment is in the log, or never will be. A rebalance may have begun meanwhile: then it is void.
    pub(super) fn assigned(
        &mut self,
        io: &mut Io,
        generation: Generation,
        mut shares: SortedMap<Text, Bytes>,
        error: Option<ErrorCode>,
    ) {
        if self.state != State::CompletingRebalance || self.generation != generation || !self.storing {
            return;
        }
        self.storing = false;
        if let Some(error) = error {
            self.answer_syncs(io, Err(error));
            return self.rebalance(io, "the assignment could not be stored");
        }
        for member in self.members.values_mut() {
            member.assignment = shares.remove(&member.id).unwrap_or_default();
        }
        self.enter(io, State::Stable);
        self.answer_syncs(io, Ok(()));
        let members = i32::try_from(self.members.len()).unwrap_or(i32::MAX);
        io.note(Note::Stable { group: self.name.clone(), generation, members });
    }

    /// Answers all who wait for their share, and gives each a full session from now.
    pub(super) fn answer_syncs(&mut self, io: &mut Io, result: Result<(), ErrorCode>) {
        let ids: Vec<Text> = self.members.values().filter(|m| m.syncing.is_some()).map(|m| m.id.clone()).collect();
        for id in ids {
            let answer = result.and_then(|()| self.share(&id));
            let Some(member) = self.members.get_mut(&id) else { continue };
            let Some(to) = member.syncing.take() else { continue };
            if !member.absent {
                io.set_session(&self.name, &id, member.session_timeout);
            }
            io.reply(to, Response::SyncGroup(answer));
        }
    }

    fn share(&self, id: &Text) -> Result<Synced, ErrorCode> {
        let member = self.members.get(id).ok_or(ErrorCode::UnknownMemberId)?;
        Ok(Synced {
            protocol_type: self.protocol_type.clone(),
            protocol: self.protocol.clone(),
            assignment: member.assignment.clone(),
        })
    }
}
