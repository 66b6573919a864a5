//! A hand-scripted member of a group: finds its coordinator, joins, syncs, reads, commits. Shares no logic with the
//! core's consumer. It asks for one thing at a time on each of its two connections.

mod ask;
mod records;
mod told;

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, Generation, Offset, RequestId},
    name::Text,
    request::{LeaveGroup, Request},
    sorted::SortedMap,
    time::Instant,
};
use serde::Serialize;

use super::{
    Happening, Port,
    ledger::ProcessedLedger,
    lines::{Line, Lines},
};
use crate::{
    digest::Digest,
    settings::{CommitPolicy, ConsumerSettings},
    view::{AssignedPartition, ConsumerState, PartitionName, ProcessedRecord},
};

/// So long it waits before it asks again.
const PAUSE: Duration = Duration::from_millis(200);
/// So old its knowledge of topics may be.
const TOPICS_AGE: Duration = Duration::from_secs(20);

/// One partition of its share.
#[derive(Clone, Debug, Default, Serialize)]
struct Reading {
    position: Option<Offset>,
    committed: Option<Offset>,
    /// The end of what was fetched: past its last record where compaction has left none at the end.
    upto: Option<Offset>,
}

/// What it waits for from its coordinator.
#[derive(Clone, Debug, PartialEq, Serialize)]
enum Asked {
    Nothing,
    Coordinator,
    Topics,
    Join,
    Sync,
    Commits,
    Starts,
    Heartbeat,
    Commit(Vec<(PartitionName, Offset)>),
}

/// The next step of a membership.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
enum Stage {
    Find,
    LookUp,
    Join,
    Sync,
    LoadCommits,
    LoadStarts,
    Read,
}

/// The member.
#[derive(Clone, Debug)]
pub(crate) struct NaiveMember {
    settings: ConsumerSettings,
    lines: Lines,
    stage: Stage,
    coordinator: Option<BrokerId>,
    member: Text,
    generation: Generation,
    /// Who leads each partition of each topic; the group's leader must know how many there are.
    topics: SortedMap<Text, Vec<Option<BrokerId>>>,
    /// When it was told so.
    topics_at: Instant,
    /// What it knows of leaders has turned out to be wrong.
    outdated: bool,
    /// Whom it asks next who leads, of all brokers.
    turn: u64,
    /// Whom it asks next for records, of the leaders.
    fetches: u64,
    /// Everybody's shares, when it leads.
    shares: Vec<(Text, Bytes)>,
    reading: SortedMap<PartitionName, Reading>,
    asked: (RequestId, Asked),
    fetching: Option<RequestId>,
    /// Fetched and not yet processed.
    fetched: VecDeque<ProcessedRecord>,
    busy_until: Instant,
    since_commit: u32,
    commit_at: Option<Instant>,
    heartbeat_at: Instant,
    again_at: Option<Instant>,
    requests: u64,
    leaving: bool,
}

impl NaiveMember {
    pub(crate) fn new(settings: ConsumerSettings) -> NaiveMember {
        NaiveMember {
            settings,
            lines: Lines::default(),
            stage: Stage::Find,
            coordinator: None,
            member: Text::default(),
            generation: Generation(-1),
            topics: SortedMap::new(),
            topics_at: Instant::default(),
            outdated: false,
            turn: 0,
            fetches: 0,
            shares: Vec::new(),
            reading: SortedMap::new(),
            asked: (RequestId(0), Asked::Nothing),
            fetching: None,
            fetched: VecDeque::new(),
            busy_until: Instant::default(),
            since_commit: 0,
            commit_at: None,
            heartbeat_at: Instant::default(),
            again_at: None,
            requests: 0,
            leaving: false,
        }
    }

    pub(crate) fn handle(&mut self, port: &mut Port<'_>, ledger: &mut ProcessedLedger, happening: Happening) {
        for (id, answer) in self.lines.handle(port, happening) {
            if self.fetching == Some(id) {
                self.fetching = None;
                self.fetched_some(port, answer);
            } else if self.asked.0 == id {
                let asked = std::mem::replace(&mut self.asked.1, Asked::Nothing);
                let elsewhere = matches!(asked, Asked::Topics | Asked::Starts) && self.stage != Stage::LookUp;
                if self.told(port, asked, answer).is_none() {
                    // Another broker than the coordinator has not answered: the membership goes on.
                    if elsewhere { self.learn_anew(port) } else { self.start_over(port) }
                }
            }
        }
        if self.again_at.is_some_and(|at| at <= port.now.instant) {
            self.again_at = None;
        }
        self.process(port, ledger);
        self.go_on(port);
    }

    /// Leaves the group, then is no more: the leave request is on its way when this returns.
    pub(crate) fn leave(&mut self, port: &mut Port<'_>) {
        if let (Some(broker), false) = (self.coordinator, self.member.is_empty()) {
            let leave = LeaveGroup { group: self.settings.group.clone(), members: vec![(self.member.clone(), None)] };
            self.requests += 1;
            self.lines.send(
                port,
                Line::Coordinator(broker),
                RequestId(self.requests),
                Request::LeaveGroup(leave),
                false,
            );
        }
        self.leaving = true;
        self.hang_up(port);
    }

    /// Its process ends.
    pub(crate) fn hang_up(&mut self, port: &mut Port<'_>) {
        self.lines.close(port);
    }

    fn start_over(&mut self, port: &mut Port<'_>) {
        self.stage = Stage::Find;
        self.coordinator = None;
        self.reading.clear();
        self.fetched.clear();
        self.again_at = Some(port.now.instant + PAUSE);
    }

    fn rejoin(&mut self, port: &mut Port<'_>, code: ErrorCode) {
        match code {
            ErrorCode::RebalanceInProgress => self.stage = Stage::LookUp,
            ErrorCode::UnknownMemberId | ErrorCode::FencedInstanceId => {
                self.member = Text::default();
                self.generation = Generation(-1);
                self.stage = Stage::LookUp;
            }
            ErrorCode::IllegalGeneration => {
                self.generation = Generation(-1);
                self.stage = Stage::LookUp;
            }
            _ => self.start_over(port),
        }
        self.reading.clear();
        self.fetched.clear();
    }

    fn leader_of(&self, (topic, partition): &PartitionName) -> Option<BrokerId> {
        let leaders = self.topics.get(topic)?;
        leaders.get(usize::try_from(partition.0).ok()?).copied().flatten()
    }

    /// Who leads must be asked again, in a while.
    fn learn_anew(&mut self, port: &Port<'_>) {
        self.outdated = true;
        self.again_at = Some(port.now.instant + PAUSE);
    }

    pub(crate) fn member(&self) -> (Text, Generation) {
        (self.member.clone(), self.generation)
    }

    pub(crate) fn state(&self) -> ConsumerState {
        match self.stage {
            Stage::Find | Stage::LookUp | Stage::Join => ConsumerState::Joining,
            Stage::Sync => ConsumerState::Syncing,
            Stage::LoadCommits | Stage::LoadStarts | Stage::Read => ConsumerState::Reading,
        }
    }

    pub(crate) fn assigned(&self) -> Vec<AssignedPartition> {
        let view = |(partition, reading): (&PartitionName, &Reading)| AssignedPartition {
            partition: partition.clone(),
            position: reading.position,
            committed: reading.committed,
        };
        self.reading.iter().map(view).collect()
    }

    pub(crate) fn wake(&self) -> Option<Instant> {
        if self.leaving {
            return None;
        }
        let reading = self.stage == Stage::Read;
        let idle = reading && self.asked.1 == Asked::Nothing && self.again_at.is_none();
        let commit_first = matches!(self.settings.commit, CommitPolicy::EachRecord) && self.since_commit > 0;
        let busy = (reading && !self.fetched.is_empty() && !commit_first).then_some(self.busy_until);
        let beat = idle.then_some(self.heartbeat_at);
        let commit = self.commit_at.filter(|_| idle);
        [self.again_at, busy, beat, commit, self.lines.wake()].into_iter().flatten().min()
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        self.lines.digest(digest);
        digest.value(&(&self.stage, self.coordinator, &self.member, self.generation, &self.topics, &self.shares));
        digest.value(&(&self.reading, &self.asked, self.fetching, &self.fetched, self.busy_until, self.since_commit));
        digest.value(&(self.commit_at, self.heartbeat_at, self.again_at, self.requests, self.leaving));
        digest.value(&(self.outdated, self.topics_at, self.turn, self.fetches));
    }
}
