//! From one generation to the next: members join, one of them leads, all are told.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{
    group::{Group, InitialDelay, State},
    io::{Io, Then, TimerKey},
    records::LogRecord,
};
use crate::{effect::Note, error::ErrorCode, id::Generation, name::Text, response::Response};

impl Group {
    /// Something changed that the members must agree on anew; where they are at it already, perhaps they are complete now.
    pub(super) fn rebalance(&mut self, io: &mut Io, reason: &str) {
        match self.state {
            State::PreparingRebalance => {
                self.mark(io);
                self.complete_join_if_ready(io);
            }
            State::Dead => {}
            _ => self.prepare(io, reason),
        }
    }

    fn prepare(&mut self, io: &mut Io, reason: &str) {
        if self.state == State::CompletingRebalance {
            for member in self.members.values_mut() {
                member.assignment = Bytes::new();
            }
            self.answer_syncs(io, Err(ErrorCode::RebalanceInProgress));
        }
        self.storing = false;
        self.unsynced.clear();
        io.timers.cancel(&TimerKey::Sync(self.name.clone()));
        io.note(Note::Rebalancing { group: self.name.clone(), generation: self.generation, reason: reason.into() });
        let first = self.state == State::Empty;
        self.enter(io, State::PreparingRebalance);
        let delay = io.config.initial_rebalance_delay;
        if first && !delay.is_zero() {
            let remaining = self.rebalance_timeout().saturating_sub(delay);
            self.initial = Some(InitialDelay { delay, remaining, joined_since: false });
            io.timers.set(TimerKey::Rebalance(self.name.clone()), io.now.instant + delay);
        } else if first || self.all_joined() {
            self.complete_join(io);
        } else {
            self.wait_for_joins(io);
        }
    }

    fn wait_for_joins(&mut self, io: &mut Io) {
        let at = io.now.instant + self.rebalance_timeout();
        io.timers.set(TimerKey::Rebalance(self.name.clone()), at);
    }

    pub(super) fn complete_join_if_ready(&mut self, io: &mut Io) {
        if self.state == State::PreparingRebalance && self.initial.is_none() && self.all_joined() {
            self.complete_join(io);
        }
    }

    /// The time to join is over.
    pub(super) fn rebalance_elapsed(&mut self, io: &mut Io) {
        if self.state != State::PreparingRebalance {
            return;
        }
        if let Some(initial) = &mut self.initial
            && initial.joined_since
            && !initial.remaining.is_zero()
        {
            // Somebody has come: perhaps more will.
            initial.joined_since = false;
            let delay = io.config.initial_rebalance_delay.min(initial.remaining);
            initial.remaining = initial.remaining.saturating_sub(initial.delay);
            initial.delay = delay;
            io.timers.set(TimerKey::Rebalance(self.name.clone()), io.now.instant + delay);
            return;
        }
        self.complete_join(io);
    }

    /// Goes on with those who have joined. Static members may be away until their session ends (KIP-345).
    fn complete_join(&mut self, io: &mut Io) {
        io.timers.cancel(&TimerKey::Rebalance(self.name.clone()));
        self.initial = None;
        let late: Vec<Text> = self
            .members
            .values()
            .filter(|member| member.joining.is_none() && member.instance.is_none())
            .map(|member| member.id.clone())
            .collect();
        for member in late {
            self.remove(io, &member);
        }
        if self.members.is_empty() {
            self.next_generation();
            self.become_empty(io);
        } else if self.elect_joined_leader() {
            self.next_generation();
            self.begin_sync(io);
        } else {
            self.wait_for_joins(io);
        }
    }

    fn next_generation(&mut self) {
        self.generation = Generation(self.generation.0.saturating_add(1));
    }

    /// Whether somebody who has joined leads.
    fn elect_joined_leader(&mut self) -> bool {
        let joined = |id: &Text| self.members.get(id).is_some_and(|member| member.joining.is_some());
        if self.leader.as_ref().is_some_and(joined) {
            return true;
        }
        match self.members.values().find(|member| member.joining.is_some()) {
            Some(member) => {
                self.leader = Some(member.id.clone());
                true
            }
            None => false,
        }
    }

    fn become_empty(&mut self, io: &mut Io) {
        self.protocol = None;
        self.leader = None;
        self.enter(io, State::Empty);
        let record = LogRecord::Group { group: self.name.clone(), value: Some(self.to_stored(|_| Bytes::new())) };
        self.stored = true;
        io.append(self.partition, [record].into(), Then::Nothing);
    }

    fn begin_sync(&mut self, io: &mut Io) {
        self.protocol = self.select_protocol();
        self.enter(io, State::CompletingRebalance);
        self.unsynced.clear();
        let ids: Vec<Text> = self.members.keys().cloned().collect();
        for id in ids {
            let joined = self.joined(&id, false);
            let Some(member) = self.members.get_mut(&id) else { continue };
            let Some(to) = member.joining.take() else { continue };
            member.is_new = false;
            // One that has gone keeps its shortened session.
            if !member.absent {
                io.set_session(&self.name, &id, member.session_timeout);
            }
            self.unsynced.insert(id);
            io.reply(to, Response::JoinGroup(joined));
        }
        let at = io.now.instant + self.rebalance_timeout();
        io.timers.set(TimerKey::Sync(self.name.clone()), at);
    }

    /// The time to ask for shares is over: who has not, is out.
    pub(super) fn sync_elapsed(&mut self, io: &mut Io) {
        if !matches!(self.state, State::CompletingRebalance | State::Stable) || self.unsynced.is_empty() {
            return;
        }
        for member in core::mem::take(&mut self.unsynced) {
            self.remove(io, &member);
        }
        self.rebalance(io, "members did not ask for their assignment within the rebalance timeout");
    }
}
