//! What the consumer says to its group's coordinator, and what it makes of the answers.

use crate::sorted::SortedSet;
use alloc::{boxed::Box, vec, vec::Vec};

use bytes::Bytes;

use crate::{
    client::{Outgoing, Target, TopicPartition},
    error::ErrorCode,
    id::Generation,
    name::Text,
    request::{FindCoordinator, Heartbeat, JoinGroup, LeaveGroup, Request, SyncGroup},
    response::{Joined, Response},
};

use super::{
    Closing, Commit, Consumer, Event, Purpose,
    membership::{Membership, State},
    protocol::{self, Share, Subscription},
};

/// After so many setbacks in a row, the last of them is told.
const FAILURES_TOLD: u32 = 4;

impl Consumer {
    /// What the group needs next.
    pub(super) fn next_group_request(&mut self) -> Option<Outgoing> {
        if self.group.is_none() {
            self.closing = if self.closing == Closing::No { Closing::No } else { self.closed() };
            return None;
        }
        if self.closing != Closing::No {
            return self.part();
        }
        self.find_coordinator()
            .or_else(|| self.owed_leave())
            .or_else(|| self.heartbeat())
            .or_else(|| {
                if self.group.as_ref().is_some_and(|group| !group.revoking.is_empty()) {
                    self.revoke();
                }
                self.commit_request()
            })
            .or_else(|| self.join())
            .or_else(|| self.sync())
            .or_else(|| {
                let is_unsure = self.group.as_ref().is_some_and(|group| group.unsure.is_some());
                is_unsure.then(|| self.ask_shares()).flatten()
            })
            .or_else(|| self.ask_committed())
    }

    pub(super) fn is_under_way(&self, which: impl Fn(&Purpose) -> bool) -> bool {
        self.flights.iter().any(|flight| which(&flight.purpose))
    }

    /// The coordinator, if something may be asked of it now.
    pub(super) fn coordinator(&self) -> Option<(&Membership, Target)> {
        let group = self.group.as_ref().filter(|group| group.not_before <= self.now.instant)?;
        Some((group, Target::Broker(group.coordinator.as_ref()?.id)))
    }

    fn find_coordinator(&mut self) -> Option<Outgoing> {
        let group = self.group.as_ref()?;
        let idle = self.subscription.is_empty() && self.partitions.is_empty();
        let due = group.coordinator.is_none() && group.not_before <= self.now.instant && group.state != State::Failed;
        if idle || !due || self.is_under_way(|purpose| matches!(purpose, Purpose::Coordinator)) {
            return None;
        }
        let request = FindCoordinator { kind: 0, keys: vec![group.id.clone()] };
        Some(self.launch(self.directory.anybody(), Purpose::Coordinator, Request::FindCoordinator(request)))
    }

    /// Whether the group waits for its heartbeats: also while a rebalance waits for the record in hand.
    pub(super) fn beats(&self) -> bool {
        self.group.as_ref().is_some_and(|group| match group.state {
            State::Stable => true,
            State::Unjoined => group.generation.0 >= 0 && !self.in_hand.is_empty(),
            _ => false,
        })
    }

    fn heartbeat(&mut self) -> Option<Outgoing> {
        let (group, target) = self.coordinator()?;
        let under_way = self.is_under_way(|purpose| matches!(purpose, Purpose::Heartbeat));
        if !self.beats() || group.heartbeat_due > self.now.instant || under_way {
            return None;
        }
        let request = Heartbeat {
            group: group.id.clone(),
            generation: group.generation,
            member: group.member.clone(),
            instance: self.config.instance.clone(),
        };
        Some(self.launch(target, Purpose::Heartbeat, Request::Heartbeat(request)))
    }

    fn join(&mut self) -> Option<Outgoing> {
        let (group, _) = self.coordinator()?;
        let committing = self.is_under_way(|purpose| matches!(purpose, Purpose::Commit(_)));
        if group.state != State::Unjoined || !self.in_hand.is_empty() || committing {
            return None;
        }
        if group.is_cooperative && group.generation.0 >= 0 {
            self.give_up_revoking();
        } else {
            self.give_up();
        }
        let subscription = protocol::encode_subscription(&self.subscription());
        let group = self.group.as_mut()?;
        group.state = State::Joining;
        let request = JoinGroup {
            group: group.id.clone(),
            member: group.member.clone(),
            instance: self.config.instance.clone(),
            session_timeout: self.config.session_timeout,
            rebalance_timeout: self.config.max_poll_interval,
            protocol_type: protocol::PROTOCOL_TYPE.into(),
            protocols: (self.config.assignors.iter())
                .map(|assignor| (assignor.name().into(), subscription.clone()))
                .collect(),
            member_id_required: true,
            client_id: self.config.client_id.clone(),
            client_host: Text::default(),
            reason: None,
        };
        let target = Target::Broker(group.coordinator.as_ref()?.id);
        Some(self.launch(target, Purpose::Join, Request::JoinGroup(Box::new(request))))
    }

    /// What it tells the others of itself.
    fn subscription(&self) -> Subscription {
        let mut owned = Share::new();
        for place in self.partitions.keys() {
            owned.entry(place.topic.clone()).or_default().push(place.partition);
        }
        let generation = self.group.as_ref().filter(|group| group.is_cooperative).map(|group| group.generation);
        Subscription { topics: self.subscription.iter().cloned().collect(), owned, generation }
    }

    /// As leader, shares the partitions as soon as all topics are known; then gives and gets the shares.
    fn sync(&mut self) -> Option<Outgoing> {
        self.share();
        let (_, target) = self.coordinator()?;
        let group = self.group.as_mut()?;
        let State::Unsynced { assignments } = &mut group.state else { return None };
        let request = SyncGroup {
            group: group.id.clone(),
            generation: group.generation,
            member: group.member.clone(),
            instance: self.config.instance.clone(),
            protocol_type: Some(protocol::PROTOCOL_TYPE.into()),
            protocol: group.protocol.clone(),
            assignments: core::mem::take(assignments),
        };
        group.state = State::Syncing;
        Some(self.launch(target, Purpose::Sync, Request::SyncGroup(request)))
    }

    /// The way out: a last commit, then the leave.
    fn part(&mut self) -> Option<Outgoing> {
        let known = |group: &Membership| !group.member.is_empty() && group.state != State::Failed;
        let member = self.group.as_ref().is_some_and(known);
        if self.closing == Closing::Committing {
            if self.is_under_way(|purpose| matches!(purpose, Purpose::Commit(_))) {
                return None;
            }
            // Without a coordinator at hand there is nobody to tell; the session ends by itself.
            self.commit_wanted |= self.config.commit != Commit::Manual;
            if self.coordinator().is_some()
                && let Some(commit) = self.commit_request()
            {
                return Some(commit);
            }
            self.closing = Closing::Leaving;
            let leave = (member && self.config.instance.is_none()).then(|| self.leave()).flatten();
            if leave.is_some() {
                return leave;
            }
        }
        if self.closing == Closing::Leaving && !self.is_under_way(|purpose| matches!(purpose, Purpose::Leave)) {
            self.closing = self.closed();
        }
        None
    }

    fn closed(&mut self) -> Closing {
        if self.closing != Closing::Done {
            self.give_up();
            self.events.push_back(Event::Closed);
        }
        Closing::Done
    }

    fn leave(&mut self) -> Option<Outgoing> {
        let (group, target) = self.coordinator()?;
        let request = LeaveGroup { group: group.id.clone(), members: vec![(group.member.clone(), None)] };
        Some(self.launch(target, Purpose::Leave, Request::LeaveGroup(request)))
    }

    /// Says that it has left, before anything else is said.
    fn owed_leave(&mut self) -> Option<Outgoing> {
        self.group.as_ref().filter(|group| group.owes_leave)?;
        let leave = self.leave()?;
        if let Some(group) = &mut self.group {
            (group.owes_leave, group.generation, group.member) = (false, Generation(-1), Text::default());
        }
        Some(leave)
    }

    /// The application has not asked for records for too long: give the partitions to others.
    #[inline(never)]
    pub(super) fn expel(&mut self) {
        self.give_up();
        self.events.push_back(Event::PolledTooLate);
        let is_static = self.config.instance.is_some();
        if let Some(group) = &mut self.group {
            if is_static {
                // It keeps its place until its session ends: who comes back under its name takes it (KIP-345).
                group.forgotten(true);
            }
            (group.state, group.owes_leave) = (State::Expelled, !is_static);
        }
    }

    pub(super) fn group_answered(&mut self, purpose: Purpose, response: Option<Response<Bytes>>) {
        match (purpose, response) {
            (Purpose::Coordinator, Some(Response::FindCoordinator(mut answers))) => match answers.pop() {
                Some((_, Ok(info))) => {
                    if let Some(group) = &mut self.group {
                        group.coordinator = Some(info);
                    }
                }
                Some((_, Err(refusal))) => self.setback(refusal.code),
                None => self.setback(ErrorCode::CoordinatorNotAvailable),
            },
            (Purpose::Coordinator, _) => {
                self.directory.turn();
                self.setback(ErrorCode::CoordinatorNotAvailable);
            }
            (Purpose::Join, Some(Response::JoinGroup(joined))) => self.joined(joined),
            (Purpose::Sync, Some(Response::SyncGroup(Ok(synced)))) => self.synced(&synced.assignment),
            (Purpose::Sync, Some(Response::SyncGroup(Err(error)))) => self.setback(error),
            (Purpose::Heartbeat, Some(Response::Heartbeat(error))) => {
                let now = self.now.instant;
                if let Some(group) = &mut self.group {
                    group.heartbeat_due = now + self.config.heartbeat_interval;
                }
                if error.is_error() && self.beats() {
                    self.setback(error);
                } else if !self.commit_wanted && !self.is_under_way(|purpose| matches!(purpose, Purpose::Commit(_))) {
                    self.goes_on();
                }
            }
            (Purpose::Commit(commits), Some(Response::OffsetCommit(answers))) => self.committed_now(commits, &answers),
            (Purpose::Committed(asked), Some(Response::OffsetFetch(mut groups))) if !groups.is_empty() => {
                self.told_committed(&asked, groups.swap_remove(0));
            }
            (Purpose::Committed(asked), _) => {
                self.release(&asked);
                self.setback(ErrorCode::NetworkException);
            }
            (Purpose::Commit(_), _) => {
                self.commit_wanted = true;
                if let Some(group) = self.group.as_mut().filter(|group| !group.revoking.is_empty()) {
                    group.parted = true;
                }
                self.setback(ErrorCode::NetworkException);
            }
            (Purpose::Shares, Some(Response::DescribeGroups(mut groups))) if !groups.is_empty() => {
                self.told_shares(&groups.swap_remove(0));
            }
            (Purpose::Leave, _) => {}
            (_, _) => self.setback(ErrorCode::NetworkException),
        }
    }

    fn joined(&mut self, joined: Joined) {
        let Some(group) = self.group.as_mut().filter(|group| group.state == State::Joining) else { return };
        match joined.error {
            ErrorCode::None => {
                let leads = joined.leader == joined.member;
                group.is_confirmed &= group.member == joined.member;
                group.member = joined.member;
                (group.generation, group.protocol, group.counts) = (joined.generation, joined.protocol, None);
                let skips = leads && joined.skip_assignment;
                let told = joined.members.iter().filter_map(|(_, _, told)| protocol::decode_subscription(told));
                group.unsure = skips.then(|| told.flat_map(|told| told.topics).collect());
                group.unsure.iter().flatten().for_each(|topic| self.directory.want(topic));
                group.state = if leads && !joined.skip_assignment {
                    State::Sharing { members: joined.members }
                } else {
                    State::Unsynced { assignments: Vec::new() }
                };
            }
            ErrorCode::MemberIdRequired => {
                (group.member, group.state) = (joined.member, State::Unjoined);
            }
            error => self.setback(error),
        }
    }

    fn synced(&mut self, assignment: &Bytes) {
        let Some(group) = self.group.as_mut().filter(|group| group.state == State::Syncing) else { return };
        let Some(share) = protocol::decode_assignment(assignment) else {
            group.state = State::Failed;
            return self.events.push_back(Event::GroupFailed(ErrorCode::InconsistentGroupProtocol));
        };
        (group.state, group.parted, group.is_confirmed) = (State::Stable, false, true);
        group.heartbeat_due = self.now.instant + self.config.heartbeat_interval;
        self.goes_on();
        let places = share.into_iter().flat_map(|(topic, partitions)| {
            partitions.into_iter().map(move |partition| TopicPartition { topic: topic.clone(), partition })
        });
        let places = places.collect();
        if self.group.as_ref().is_some_and(|group| group.is_cooperative) {
            self.change_to(places);
        } else {
            self.take_over(places);
        }
        // The metadata may have changed while the shares were under way.
        self.check_counts();
    }

    /// These are its partitions now; what it had of them goes on, and what it has besides goes as soon as it is saved (KIP-429).
    #[inline(never)]
    fn change_to(&mut self, given: SortedSet<TopicPartition>) {
        let revoking: SortedSet<TopicPartition> =
            self.partitions.keys().filter(|place| !given.contains(*place)).cloned().collect();
        for place in &revoking {
            self.pause(place);
        }
        self.arrived.retain(|place| !revoking.contains(place));
        if let Some(group) = &mut self.group {
            group.revoking = revoking;
        }
        self.take(given.into_iter().filter(|place| !self.partitions.contains_key(place)).collect());
    }

    /// Gives up what others wait for, once it is processed and saved, and joins again: then they get it.
    #[inline(never)]
    fn revoke(&mut self) {
        let Some(group) = self.group.as_ref().filter(|group| group.state == State::Stable) else { return };
        let in_hand = self.in_hand.iter().any(|in_hand| group.revoking.contains(&in_hand.place));
        if in_hand || self.is_under_way(|purpose| matches!(purpose, Purpose::Commit(_))) {
            return;
        }
        let unsaved = |place| self.partitions.get(place).is_some_and(|partition| partition.uncommitted().is_some());
        let own = self.config.commit != Commit::Manual;
        if !group.parted && own && group.revoking.iter().any(unsaved) {
            self.commit_wanted = true;
            return;
        }
        self.give_up_revoking();
        if let Some(group) = &mut self.group {
            group.rejoin();
        }
    }

    fn give_up_revoking(&mut self) {
        let Some(group) = &mut self.group else { return };
        let mut gone: Vec<TopicPartition> = core::mem::take(&mut group.revoking).into_iter().collect();
        let unwanted = self.partitions.keys().filter(|place| !self.subscription.contains(&place.topic));
        gone.extend(unwanted.cloned());
        gone.retain(|place| self.partitions.remove(place).is_some());
        self.arrived.retain(|place| !gone.contains(place));
        if !gone.is_empty() {
            self.events.push_back(Event::Revoked(gone));
        }
    }

    /// The coordinator said no, or nothing. What to do depends on what it said.
    pub(super) fn setback(&mut self, error: ErrorCode) {
        let closing = self.closing != Closing::No;
        let Some(group) = &mut self.group else { return };
        let joining = matches!(group.state, State::Joining | State::Syncing);
        let member = group.generation.0 >= 0 || joining || !group.member.is_empty();
        let was_confirmed = group.is_confirmed;
        match error {
            ErrorCode::RebalanceInProgress if member => group.rejoin(),
            ErrorCode::UnknownMemberId if member => group.forgotten(true),
            // The coordinator that gave it its id has not kept it: the next one knows the one before, and takes it for a newer one.
            // (Kafka's own client gives up.)
            ErrorCode::FencedInstanceId if !group.is_confirmed => group.forgotten(true),
            ErrorCode::IllegalGeneration if member => group.forgotten(false),
            ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable | ErrorCode::NetworkException => {
                group.coordinator = None;
            }
            _ => {}
        }
        if joining {
            group.state = State::Unjoined;
        }
        let fatal = matches!(
            error,
            ErrorCode::InvalidGroupId
                | ErrorCode::InconsistentGroupProtocol
                | ErrorCode::InvalidSessionTimeout
                | ErrorCode::GroupAuthorizationFailed
                | ErrorCode::GroupMaxSizeReached
        ) || (error == ErrorCode::FencedInstanceId && was_confirmed);
        if fatal && !closing {
            (group.state, group.generation) = (State::Failed, Generation(-1));
            self.give_up();
            return self.events.push_back(Event::GroupFailed(error));
        }
        if error != ErrorCode::RebalanceInProgress {
            group.failures = group.failures.saturating_add(1);
            group.not_before = self.now.instant + self.config.retry_backoff.after(group.failures, &mut self.random);
            if group.failures == FAILURES_TOLD && !closing {
                self.events.push_back(Event::GroupStuck(error));
            }
        }
    }

    /// The group got somewhere: what its coordinator was asked to keep, it keeps. That there is a coordinator, and that it takes
    /// members, is not enough: on a full disk it does so, keeps nothing, and would be asked ten times a second.
    pub(super) fn goes_on(&mut self) {
        if let Some(group) = &mut self.group {
            group.failures = 0;
        }
    }
}
