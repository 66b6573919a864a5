//! A hand-scripted member of a group: finds its coordinator, joins, syncs, reads, commits. Shares no logic with the
//! core's consumer. It asks for one thing at a time on each of its two connections.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, Generation, Offset, PartitionIndex, RequestId},
    name::Text,
    record::Head,
    request::{
        CommitPartition, Fetch, FetchPartition, FindCoordinator, Heartbeat, Isolation, JoinGroup, LeaveGroup,
        ListOffsets, ListOffsetsPartition, MetadataRequest, OffsetAt, OffsetCommit, OffsetFetch, OffsetFetchGroup,
        Request, SyncGroup, TopicRef,
    },
    response::Response,
    time::Instant,
};
use serde::Serialize;

use super::{
    Happening, Port,
    assignment::{assignment, read_assignment, subscription},
    ledger::ProcessedLedger,
    lines::{Line, Lines},
};
use crate::{
    digest::Digest,
    settings::{CommitPolicy, ConsumerSettings, Reset},
    view::{AssignedPartition, ConsumerState, PartitionName, ProcessedRecord},
};

const PAUSE: Duration = Duration::from_millis(200);
/// So old its knowledge of topics may be.
const TOPICS_AGE: Duration = Duration::from_secs(20);
const MAX_WAIT: Duration = Duration::from_millis(500);

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

    fn ask(&mut self, port: &mut Port<'_>, asked: Asked, request: Request<Bytes>) {
        let line = match self.coordinator {
            Some(broker) => Line::Coordinator(broker),
            None => self.anybody(port),
        };
        self.ask_over(port, line, asked, request);
    }

    /// A line to any broker, each time to another one: the last one may know nothing new.
    fn anybody(&mut self, port: &Port<'_>) -> Line {
        self.turn += 1;
        let index = self.turn % port.bootstrap.len().max(1) as u64;
        port.bootstrap.get(index as usize).map_or(Line::Bootstrap, |broker| Line::Broker(*broker))
    }

    fn ask_over(&mut self, port: &mut Port<'_>, line: Line, asked: Asked, request: Request<Bytes>) {
        self.requests += 1;
        self.asked = (RequestId(self.requests), asked);
        self.lines.send(port, line, RequestId(self.requests), request, true);
    }

    fn go_on(&mut self, port: &mut Port<'_>) {
        if self.leaving || self.again_at.is_some() {
            return;
        }
        if self.stage == Stage::Read {
            self.fetch(port);
        }
        if self.asked.1 != Asked::Nothing {
            return;
        }
        self.outdated |= self.stage == Stage::Read && self.topics_at + TOPICS_AGE <= port.now.instant;
        if self.outdated && matches!(self.stage, Stage::LoadStarts | Stage::Read) {
            self.look_up(port);
            return;
        }
        let group = self.settings.group.clone();
        match self.stage {
            Stage::Find => {
                self.coordinator = None;
                let find = FindCoordinator { kind: 0, keys: vec![group] };
                self.ask(port, Asked::Coordinator, Request::FindCoordinator(find));
            }
            Stage::LookUp => self.look_up(port),
            Stage::Join => {
                let join = JoinGroup {
                    group,
                    member: self.member.clone(),
                    instance: None,
                    session_timeout: self.settings.session_timeout,
                    rebalance_timeout: Duration::from_secs(20),
                    protocol_type: "consumer".into(),
                    protocols: vec![("range".into(), subscription(&self.settings.topics))],
                    member_id_required: true,
                    client_id: self.settings.name.clone(),
                    client_host: "/tab".into(),
                    reason: None,
                };
                self.ask(port, Asked::Join, Request::JoinGroup(Box::new(join)));
            }
            Stage::Sync => {
                let sync = SyncGroup {
                    group,
                    generation: self.generation,
                    member: self.member.clone(),
                    instance: None,
                    protocol_type: Some("consumer".into()),
                    protocol: Some("range".into()),
                    assignments: std::mem::take(&mut self.shares),
                };
                self.ask(port, Asked::Sync, Request::SyncGroup(sync));
            }
            Stage::LoadCommits => {
                let partitions = self.reading.keys().map(|(topic, p)| (TopicRef::Name(topic.clone()), *p)).collect();
                let groups = vec![OffsetFetchGroup { group, partitions: Some(partitions) }];
                self.ask(port, Asked::Commits, Request::OffsetFetch(OffsetFetch { groups, require_stable: true }));
            }
            Stage::LoadStarts => {
                let at = match self.settings.reset {
                    Reset::Earliest => OffsetAt::Earliest,
                    Reset::Latest => OffsetAt::Latest,
                };
                let missing: Vec<PartitionName> =
                    self.reading.iter().filter(|(_, r)| r.position.is_none()).map(|(name, _)| name.clone()).collect();
                let Some(leader) = missing.first().map(|first| self.leader_of(first)) else {
                    self.stage = Stage::Read;
                    self.go_on(port);
                    return;
                };
                let Some(leader) = leader else { return self.learn_anew(port) };
                let here = missing.iter().filter(|name| self.leader_of(name) == Some(leader));
                let partitions = here.map(|(topic, partition)| ListOffsetsPartition {
                    topic: TopicRef::Name(topic.clone()),
                    partition: *partition,
                    current_leader_epoch: None,
                    at,
                });
                let partitions = partitions.collect();
                let list = ListOffsets { replica: None, isolation: Isolation::ReadUncommitted, partitions };
                self.ask_over(port, Line::Broker(leader), Asked::Starts, Request::ListOffsets(list));
            }
            Stage::Read => self.commit_or_beat(port),
        }
    }

    fn look_up(&mut self, port: &mut Port<'_>) {
        let topics = self.settings.topics.iter().cloned().map(TopicRef::Name).collect();
        let request = MetadataRequest { topics: Some(topics), auto_create: false };
        let line = self.anybody(port);
        self.ask_over(port, line, Asked::Topics, Request::Metadata(request));
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

    fn commit_or_beat(&mut self, port: &mut Port<'_>) {
        let due = match self.settings.commit {
            CommitPolicy::EachRecord => self.since_commit >= 1,
            CommitPolicy::EveryRecords(count) => self.since_commit >= count.max(1),
            CommitPolicy::Periodic(_) => self.commit_at.is_some_and(|at| at <= port.now.instant),
            CommitPolicy::Never | CommitPolicy::BeforeWork => false,
        };
        if due {
            if let CommitPolicy::Periodic(period) = self.settings.commit {
                self.commit_at = Some(port.now.instant + period);
            }
            self.since_commit = 0;
            let changed: Vec<(PartitionName, Offset)> = self
                .reading
                .iter()
                .filter(|(_, r)| r.position != r.committed)
                .filter_map(|(name, r)| Some((name.clone(), r.position?)))
                .collect();
            if !changed.is_empty() {
                self.commit(port, changed);
                return;
            }
        }
        if self.heartbeat_at <= port.now.instant {
            let beat = Heartbeat {
                group: self.settings.group.clone(),
                generation: self.generation,
                member: self.member.clone(),
                instance: None,
            };
            self.ask(port, Asked::Heartbeat, Request::Heartbeat(beat));
        }
    }

    fn commit(&mut self, port: &mut Port<'_>, offsets: Vec<(PartitionName, Offset)>) {
        let group = self.settings.group.clone();
        let partitions = offsets
            .iter()
            .map(|((topic, partition), offset)| CommitPartition {
                topic: TopicRef::Name(topic.clone()),
                partition: *partition,
                offset: *offset,
                leader_epoch: None,
                metadata: None,
            })
            .collect();
        let commit = OffsetCommit {
            group,
            generation: self.generation,
            member: self.member.clone(),
            instance: None,
            partitions,
        };
        self.ask(port, Asked::Commit(offsets), Request::OffsetCommit(commit));
    }

    fn fetch(&mut self, port: &mut Port<'_>) {
        if self.fetching.is_some() || !self.fetched.is_empty() || self.reading.is_empty() {
            return;
        }
        // One leader after the other.
        let leaders: SortedSet<BrokerId> = self.reading.keys().filter_map(|name| self.leader_of(name)).collect();
        if self.reading.keys().any(|name| self.leader_of(name).is_none()) {
            self.outdated = true;
        }
        self.fetches += 1;
        let index = self.fetches % leaders.len().max(1) as u64;
        let Some(broker) = leaders.into_iter().nth(index as usize) else { return self.learn_anew(port) };
        let here = self.reading.iter().filter(|(name, _)| self.leader_of(name) == Some(broker));
        let partitions = here
            .filter_map(|((topic, partition), reading)| {
                Some(FetchPartition {
                    topic: TopicRef::Name(topic.clone()),
                    partition: *partition,
                    current_leader_epoch: None,
                    offset: reading.position?,
                    last_fetched_epoch: None,
                    log_start: None,
                    bytes_max: 1 << 20,
                })
            })
            .collect();
        let fetch = Fetch {
            replica: None,
            max_wait: MAX_WAIT,
            bytes_min: 1,
            bytes_max: 8 << 20,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions,
            forgotten: Vec::new(),
            rack: None,
        };
        self.requests += 1;
        self.fetching = Some(RequestId(self.requests));
        self.lines.send(port, Line::Broker(broker), RequestId(self.requests), Request::Fetch(fetch), true);
    }

    fn fetched_some(&mut self, port: &mut Port<'_>, answer: Option<Response<Bytes>>) {
        let Some(Response::Fetch(fetched)) = answer else { return self.learn_anew(port) };
        for partition in fetched.partitions {
            let TopicRef::Name(topic) = partition.topic else { continue };
            let name = (topic, partition.partition);
            let Some(reading) = self.reading.get_mut(&name) else { continue };
            match partition.error {
                ErrorCode::None => {
                    reading.upto = partition.records.as_ref().and_then(end_of);
                    let records = partition.records.iter().flat_map(crate::flights::decode);
                    let wanted = records.filter(|record| reading.position.is_some_and(|p| record.offset >= p));
                    self.fetched.extend(wanted.map(|record| ProcessedRecord {
                        partition: name.clone(),
                        offset: record.offset,
                        key: record.key,
                        value: record.value,
                        at: port.now.instant,
                    }));
                }
                ErrorCode::OffsetOutOfRange => {
                    (reading.position, reading.upto) = (None, None);
                    self.stage = Stage::LoadStarts;
                }
                _ => {
                    self.outdated = true;
                    self.again_at = Some(port.now.instant + PAUSE);
                }
            }
        }
    }

    fn process(&mut self, port: &mut Port<'_>, ledger: &mut ProcessedLedger) {
        let each = matches!(self.settings.commit, CommitPolicy::EachRecord);
        while self.stage == Stage::Read && self.busy_until <= port.now.instant && !(each && self.since_commit > 0) {
            let Some(mut record) = self.fetched.pop_front() else { return self.pass_gaps() };
            let Some(reading) = self.reading.get_mut(&record.partition) else { continue };
            reading.position = Some(record.offset.plus(1));
            record.at = port.now.instant;
            self.since_commit += 1;
            self.busy_until = port.now.instant + self.settings.time_per_record;
            ledger.add(port, record);
        }
    }

    /// All that was fetched is processed: what comes next lies behind it, whether its last offsets have records or not.
    fn pass_gaps(&mut self) {
        for reading in self.reading.values_mut() {
            let upto = reading.upto.take();
            reading.position = reading.position.map(|position| upto.map_or(position, |upto| position.max(upto)));
        }
    }

    /// Takes an answer in; none when membership has to begin anew.
    fn told(&mut self, port: &mut Port<'_>, asked: Asked, answer: Option<Response<Bytes>>) -> Option<()> {
        match (asked, answer?) {
            (Asked::Coordinator, Response::FindCoordinator(found)) => {
                let (_, broker) = found.into_iter().next()?;
                self.coordinator = Some(broker.ok()?.id);
                self.stage = Stage::LookUp;
            }
            (Asked::Topics, Response::Metadata(metadata)) => {
                let known = metadata.topics.into_iter().filter(|topic| !topic.error.is_error());
                let leaders = known.filter_map(|topic| {
                    let leaders = topic.partitions.iter().map(|partition| partition.leader).collect();
                    Some((topic.name?, leaders))
                });
                let counts = |topics: &SortedMap<Text, Vec<Option<BrokerId>>>| -> Vec<usize> {
                    topics.values().map(Vec::len).collect()
                };
                let before = counts(&self.topics);
                self.topics = leaders.collect();
                self.topics_at = port.now.instant;
                self.outdated = false;
                let gone = |(topic, partition): &PartitionName| {
                    let count = self.topics.get(topic).map_or(0, Vec::len);
                    usize::try_from(partition.0).map_or(true, |index| index >= count)
                };
                let any_gone = self.reading.keys().any(gone);
                if any_gone {
                    // Its leader may not know that yet, and share out the same again.
                    self.again_at = Some(port.now.instant + PAUSE);
                }
                if self.stage == Stage::LookUp || any_gone || before != counts(&self.topics) {
                    // New shares for other partitions.
                    self.reading.clear();
                    self.fetched.clear();
                    self.stage = Stage::Join;
                } else if self.reading.keys().any(|name| self.leader_of(name).is_none()) {
                    self.learn_anew(port);
                }
            }
            (Asked::Join, Response::JoinGroup(joined)) => match joined.error {
                ErrorCode::None => {
                    self.member = joined.member;
                    self.generation = joined.generation;
                    let members: Vec<Text> = joined.members.into_iter().map(|(member, _, _)| member).collect();
                    self.shares = self.share_out(&members);
                    self.stage = Stage::Sync;
                }
                ErrorCode::MemberIdRequired => self.member = joined.member,
                code => self.rejoin(port, code),
            },
            (Asked::Sync, Response::SyncGroup(synced)) => match synced {
                Ok(synced) => {
                    let share = read_assignment(synced.assignment);
                    let names =
                        share.into_iter().flat_map(|(topic, all)| all.into_iter().map(move |p| (topic.clone(), p)));
                    self.reading = names.map(|name| (name, Reading::default())).collect();
                    self.heartbeat_at = port.now.instant + self.settings.session_timeout / 3;
                    if let CommitPolicy::Periodic(period) = self.settings.commit {
                        self.commit_at = Some(port.now.instant + period);
                    }
                    self.stage = Stage::LoadCommits;
                }
                Err(code) => self.rejoin(port, code),
            },
            (Asked::Commits, Response::OffsetFetch(groups)) => {
                let group = groups.into_iter().next()?;
                let mut errors = group.partitions.iter().map(|partition| partition.error).chain([group.error]);
                if let Some(code) = errors.find(|code| code.is_error()) {
                    // The group is kept elsewhere now.
                    if code == ErrorCode::NotCoordinator {
                        self.start_over(port);
                    }
                    self.again_at = Some(port.now.instant + PAUSE);
                    return Some(());
                }
                for commit in group.partitions {
                    let TopicRef::Name(topic) = commit.topic else { continue };
                    let partition = (topic, commit.partition);
                    let Some(reading) = self.reading.get_mut(&partition) else { continue };
                    reading.committed = (commit.offset.0 >= 0).then_some(commit.offset);
                    reading.position = reading.committed;
                }
                self.stage = Stage::LoadStarts;
            }
            (Asked::Starts, Response::ListOffsets(listed)) => {
                for answer in listed {
                    let TopicRef::Name(topic) = answer.topic else { continue };
                    match (answer.result, self.reading.get_mut(&(topic, answer.partition))) {
                        (Ok(info), Some(reading)) => reading.position = Some(info.offset),
                        (Err(_), _) => {
                            self.outdated = true;
                            self.again_at = Some(port.now.instant + PAUSE);
                        }
                        (Ok(_), None) => {}
                    }
                }
            }
            (Asked::Heartbeat, Response::Heartbeat(code)) => {
                self.heartbeat_at = port.now.instant + self.settings.session_timeout / 3;
                if code.is_error() {
                    self.rejoin(port, code);
                }
            }
            (Asked::Commit(offsets), Response::OffsetCommit(fates)) => {
                let fate = |name: &PartitionName| {
                    let same = |t: &TopicRef| matches!(t, TopicRef::Name(topic) if *topic == name.0);
                    fates.iter().find(|(t, p, _)| same(t) && *p == name.1).map(|(_, _, code)| *code)
                };
                for (partition, offset) in offsets {
                    match fate(&partition) {
                        Some(ErrorCode::None) => {
                            if let Some(reading) = self.reading.get_mut(&partition) {
                                reading.committed = Some(offset);
                            }
                        }
                        Some(code) => {
                            self.rejoin(port, code);
                            break;
                        }
                        None => return None,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Deals the partitions out like cards.
    fn share_out(&self, members: &[Text]) -> Vec<(Text, Bytes)> {
        let mut shares: SortedMap<&Text, SortedMap<Text, Vec<PartitionIndex>>> = SortedMap::new();
        let all = self
            .topics
            .iter()
            .flat_map(|(topic, leaders)| (0..leaders.len() as i32).map(move |p| (topic, PartitionIndex(p))));
        for ((topic, partition), member) in all.zip(members.iter().cycle()) {
            shares.entry(member).or_default().entry(topic.clone()).or_default().push(partition);
        }
        members.iter().map(|m| (m.clone(), assignment(shares.get(m).unwrap_or(&SortedMap::new())))).collect()
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

/// Where the last whole batch ends.
fn end_of(batches: &Bytes) -> Option<Offset> {
    let (mut rest, mut end) = (&batches[..], None);
    while let Ok(head) = Head::parse(rest)
        && let Some(more) = usize::try_from(head.size()).ok().and_then(|size| rest.get(size..))
    {
        (rest, end) = (more, Some(Offset(head.next_offset())));
    }
    end
}
