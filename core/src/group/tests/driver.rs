//! A world of one coordinator: a clock, a log, and appends that pass the high watermark at once or when told.

use crate::sorted::SortedMap;
use alloc::{boxed::Box, collections::VecDeque, string::String, vec, vec::Vec};
use core::time::Duration;

use bytes::Bytes;

use crate::{
    config::GroupConfig,
    effect::Note,
    error::ErrorCode,
    group::{AppendToken, Coordinator, GroupEffect, GroupRequest, KeyValue, LoadToken},
    id::{ClientId, Generation, Offset, PartitionIndex, RequestId},
    name::Text,
    random::Random,
    record::BatchBuilder,
    request::{
        CommitPartition, DescribeGroups, Heartbeat, JoinGroup, LeaveGroup, OffsetCommit, OffsetFetch, OffsetFetchGroup,
        SyncGroup, TopicRef,
    },
    response::{FetchedOffset, GroupDescription, Joined, LeftGroup, Response, Span, Synced},
    time::{Instant, Now, Timestamp},
};

pub(super) const PARTITIONS: i32 = 2;
pub(super) const SESSION: Duration = Duration::from_secs(10);
pub(super) const REBALANCE: Duration = Duration::from_secs(60);
pub(super) const DAY: Duration = Duration::from_secs(24 * 3600);

pub(super) type Answer = Response<Span>;

pub(super) struct World {
    pub(super) coordinator: Coordinator,
    pub(super) now: Now,
    /// The offsets topic: batches that were appended, by partition.
    pub(super) log: SortedMap<PartitionIndex, Vec<Vec<KeyValue>>>,
    /// How many of them have passed the high watermark.
    pub(super) committed: SortedMap<PartitionIndex, usize>,
    pub(super) waiting: VecDeque<(PartitionIndex, AppendToken)>,
    /// Appends stay in `waiting` until [`World::settle`].
    pub(super) slow: bool,
    pub(super) answers: SortedMap<RequestId, Answer>,
    pub(super) notes: Vec<Note>,
    /// When each answer came.
    pub(super) answered: SortedMap<RequestId, Instant>,
    /// Who was put out for silence, and when.
    pub(super) expired: Vec<(Instant, Text)>,
    pub(super) loads: VecDeque<(PartitionIndex, LoadToken, Offset)>,
    pub(super) config: GroupConfig,
    next: u64,
}

impl World {
    pub(super) fn new() -> World {
        World::with(GroupConfig::default())
    }

    pub(super) fn with(config: GroupConfig) -> World {
        let mut world = World {
            coordinator: Coordinator::new(config.clone(), Random::new(7, "members")),
            now: Now { instant: Instant(1_000_000), wall: Timestamp(1_700_000_000_000) },
            log: SortedMap::new(),
            committed: SortedMap::new(),
            waiting: VecDeque::new(),
            slow: false,
            answers: SortedMap::new(),
            notes: Vec::new(),
            answered: SortedMap::new(),
            expired: Vec::new(),
            loads: VecDeque::new(),
            config,
            next: 0,
        };
        world.own_all();
        world
    }

    pub(super) fn own_all(&mut self) {
        for index in 0..PARTITIONS {
            self.coordinator.handle_partition_owned(self.now, PartitionIndex(index), PARTITIONS);
            self.drain();
            self.load();
        }
    }

    /// Serves the loads that are asked for, in small chunks.
    pub(super) fn load(&mut self) {
        while let Some((partition, token, from)) = self.loads.pop_front() {
            let batches = self.log.entry(partition).or_default();
            let committed = self.committed.get(&partition).copied().unwrap_or(0);
            let bytes = chunk(batches, from.0, committed);
            let next = from.0 + 3;
            let next = (next < committed as i64).then_some(Offset(next));
            self.coordinator.handle_loaded(self.now, token, Ok(bytes), next);
            self.drain();
        }
    }

    /// The broker dies and comes back: what passed the high watermark is there, the rest as `survives` says.
    pub(super) fn restart(&mut self, survives: bool) {
        for (partition, batches) in &mut self.log {
            let committed = self.committed.entry(*partition).or_default();
            if survives {
                *committed = batches.len();
            } else {
                batches.truncate(*committed);
            }
        }
        self.waiting.clear();
        self.loads.clear();
        self.next += 1;
        self.coordinator = Coordinator::new(self.config.clone(), Random::new(self.next, "members"));
        self.own_all();
    }

    pub(super) fn drain(&mut self) {
        while let Some(effect) = self.coordinator.poll() {
            match effect {
                GroupEffect::Reply { id, response, .. } => {
                    self.answered.insert(id, self.now.instant);
                    assert!(self.answers.insert(id, response).is_none(), "a request was answered twice");
                }
                GroupEffect::Append { partition, token, records } => {
                    assert!(!records.is_empty(), "nothing to append");
                    self.log.entry(partition).or_default().push(records);
                    self.waiting.push_back((partition, token));
                    if !self.slow {
                        self.settle_one(Ok(()));
                    }
                }
                GroupEffect::Load { partition, token, from } => self.loads.push_back((partition, token, from)),
                GroupEffect::Note(note) => {
                    if let Note::MemberExpired { member, .. } = &note {
                        self.expired.push((self.now.instant, member.clone()));
                    }
                    self.notes.push(note);
                }
            }
        }
        if let Some(at) = self.coordinator.timeout() {
            assert!(at > self.now.instant || !self.loads.is_empty(), "a deadline in the past");
        }
    }

    /// The oldest append ends.
    pub(super) fn settle_one(&mut self, result: Result<(), ErrorCode>) -> bool {
        let Some((partition, token)) = self.waiting.pop_front() else { return false };
        let committed = self.committed.entry(partition).or_default();
        match result {
            Ok(()) => *committed += 1,
            Err(_) => {
                self.log.entry(partition).or_default().remove(*committed);
            }
        }
        self.coordinator.handle_appended(self.now, token, result);
        self.drain();
        true
    }

    pub(super) fn settle(&mut self) {
        while self.settle_one(Ok(())) {}
    }

    /// Time passes; deadlines are kept on the way.
    pub(super) fn pass(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while let Some(at) = self.coordinator.timeout().filter(|at| *at <= end) {
            self.jump_to(at);
            self.coordinator.handle_elapsed(self.now);
            self.drain();
        }
        self.jump_to(end);
    }

    fn jump_to(&mut self, at: Instant) {
        let millis = i64::try_from(at.since(self.now.instant).as_millis()).unwrap();
        self.now = Now { instant: at.max(self.now.instant), wall: Timestamp(self.now.wall.0 + millis) };
    }

    pub(super) fn ask(&mut self, client: u64, request: GroupRequest) -> RequestId {
        self.next += 1;
        let id = RequestId(self.next);
        self.coordinator.handle_request(self.now, ClientId(client), id, request);
        self.drain();
        id
    }

    pub(super) fn answer(&mut self, id: RequestId) -> Option<Answer> {
        self.answers.remove(&id)
    }

    pub(super) fn joined(&mut self, id: RequestId) -> Joined {
        match self.answer(id) {
            Some(Response::JoinGroup(joined)) => joined,
            other => panic!("expected the answer to a join, got {other:?}"),
        }
    }

    pub(super) fn synced(&mut self, id: RequestId) -> Result<Synced, ErrorCode> {
        match self.answer(id) {
            Some(Response::SyncGroup(synced)) => synced,
            other => panic!("expected the answer to a sync, got {other:?}"),
        }
    }

    /// A join without waiting for its answer. The client's number is the member's.
    pub(super) fn join(&mut self, client: u64, member: &str) -> RequestId {
        self.ask(client, join_request(client, member))
    }

    pub(super) fn sync(&mut self, client: u64, joined: &Joined, shares: &[(&Text, &str)]) -> RequestId {
        let sync = SyncGroup {
            group: "g".into(),
            generation: joined.generation,
            member: joined.member.clone(),
            instance: None,
            protocol_type: None,
            protocol: None,
            assignments: shares
                .iter()
                .map(|(id, share)| ((*id).clone(), Bytes::copy_from_slice(share.as_bytes())))
                .collect(),
        };
        self.ask(client, GroupRequest::Sync(sync))
    }

    pub(super) fn heartbeat(&mut self, joined: &Joined) -> ErrorCode {
        self.heartbeat_as(&joined.member, joined.generation.0, None)
    }

    pub(super) fn heartbeat_as(&mut self, member: &str, generation: i32, instance: Option<&str>) -> ErrorCode {
        let heartbeat = Heartbeat {
            group: "g".into(),
            generation: Generation(generation),
            member: member.into(),
            instance: instance.map(Text::from),
        };
        let id = self.ask(900, GroupRequest::Heartbeat(heartbeat));
        match self.answer(id) {
            Some(Response::Heartbeat(code)) => code,
            other => panic!("expected the answer to a heartbeat, got {other:?}"),
        }
    }

    pub(super) fn leave(&mut self, members: &[(&str, Option<&str>)]) -> LeftGroup {
        let members = members.iter().map(|(id, instance)| (Text::from(*id), instance.map(Text::from))).collect();
        let id = self.ask(901, GroupRequest::Leave(LeaveGroup { group: "g".into(), members }));
        match self.answer(id) {
            Some(Response::LeaveGroup(left)) => left,
            other => panic!("expected the answer to a leave, got {other:?}"),
        }
    }

    pub(super) fn commit(&mut self, member: &str, generation: i32, partition: i32, offset: i64) -> RequestId {
        self.ask(902, commit_request("g", member, generation, &[("t", partition, offset)]))
    }

    /// The answer to a commit of one partition.
    pub(super) fn commit_error(&mut self, id: RequestId) -> ErrorCode {
        match self.answer(id) {
            Some(Response::OffsetCommit(answers)) => answers[0].2,
            other => panic!("expected the answer to a commit, got {other:?}"),
        }
    }

    pub(super) fn fetch_raw(
        &mut self,
        group: &str,
        partitions: Option<&[(&str, i32)]>,
    ) -> (ErrorCode, Vec<FetchedOffset>) {
        let partitions = partitions
            .map(|list| list.iter().map(|(t, p)| (TopicRef::Name((*t).into()), PartitionIndex(*p))).collect());
        let groups = vec![OffsetFetchGroup { group: group.into(), partitions }];
        let id = self.ask(903, GroupRequest::FetchOffsets(OffsetFetch { groups, require_stable: true }));
        match self.answer(id) {
            Some(Response::OffsetFetch(mut groups)) => {
                let group = groups.remove(0);
                (group.error, group.partitions)
            }
            other => panic!("expected the answer to an offset fetch, got {other:?}"),
        }
    }

    /// The committed offset of a partition of topic `t`.
    pub(super) fn fetch(&mut self, partition: i32) -> i64 {
        let (error, found) = self.fetch_raw("g", Some(&[("t", partition)]));
        assert_eq!(error, ErrorCode::None);
        found[0].offset.0
    }

    pub(super) fn describe(&mut self, group: &str) -> GroupDescription {
        let id = self.ask(904, GroupRequest::Describe(DescribeGroups { groups: vec![group.into()] }));
        match self.answer(id) {
            Some(Response::DescribeGroups(mut groups)) => groups.remove(0),
            other => panic!("expected a description, got {other:?}"),
        }
    }

    pub(super) fn state(&mut self) -> String {
        self.describe("g").state.as_str().into()
    }

    /// A first member, alone and stable, in generation 1.
    pub(super) fn stable_alone(&mut self) -> Joined {
        let id = self.join(1, "");
        self.settle();
        let joined = self.joined(id);
        assert_eq!(joined.error, ErrorCode::None);
        let id = self.sync(1, &joined, &[(&joined.member, "all")]);
        self.settle();
        assert_eq!(self.synced(id).unwrap().assignment, "all");
        joined
    }

    /// Two members, stable: the first leads.
    pub(super) fn stable_pair(&mut self) -> (Joined, Joined) {
        let first = self.stable_alone();
        let second = self.join(2, "");
        let again = self.join(1, &first.member);
        let (first, second) = (self.joined(again), self.joined(second));
        assert_eq!((first.error, second.error), (ErrorCode::None, ErrorCode::None));
        let follower = self.sync(2, &second, &[]);
        let leader = self.sync(1, &first, &[(&first.member, "left"), (&second.member, "right")]);
        self.settle();
        assert_eq!(self.synced(leader).unwrap().assignment, "left");
        assert_eq!(self.synced(follower).unwrap().assignment, "right");
        (first, second)
    }
}

/// As a consumer would ask, without the detour over an id to come back with.
pub(super) fn join_group(client: u64, member: &str) -> JoinGroup {
    JoinGroup {
        group: "g".into(),
        member: member.into(),
        instance: None,
        session_timeout: SESSION,
        rebalance_timeout: REBALANCE,
        protocol_type: "consumer".into(),
        protocols: vec![("range".into(), subscription(&["t"]))],
        member_id_required: false,
        client_id: alloc::format!("client-{client}").into(),
        client_host: "/10.0.0.1".into(),
        reason: None,
    }
}

pub(super) fn join_request(client: u64, member: &str) -> GroupRequest {
    GroupRequest::Join(Box::new(join_group(client, member)))
}

pub(super) fn static_join(client: u64, member: &str, instance: &str) -> GroupRequest {
    GroupRequest::Join(Box::new(JoinGroup { instance: Some(instance.into()), ..join_group(client, member) }))
}

/// What a consumer's metadata says, version 0.
pub(super) fn subscription(topics: &[&str]) -> Bytes {
    let mut bytes = vec![0, 0];
    bytes.extend_from_slice(&(topics.len() as i32).to_be_bytes());
    for topic in topics {
        bytes.extend_from_slice(&(topic.len() as i16).to_be_bytes());
        bytes.extend_from_slice(topic.as_bytes());
    }
    bytes.extend_from_slice(&(-1i32).to_be_bytes());
    bytes.into()
}

pub(super) fn commit_request(group: &str, member: &str, generation: i32, commits: &[(&str, i32, i64)]) -> GroupRequest {
    GroupRequest::Commit(OffsetCommit {
        group: group.into(),
        generation: Generation(generation),
        member: member.into(),
        instance: None,
        partitions: commits
            .iter()
            .map(|(topic, partition, offset)| CommitPartition {
                topic: TopicRef::Name((*topic).into()),
                partition: PartitionIndex(*partition),
                offset: Offset(*offset),
                leader_epoch: None,
                metadata: Some("".into()),
            })
            .collect(),
    })
}

/// Three batches of the log at a time, as bytes.
fn chunk(batches: &[Vec<KeyValue>], from: i64, upto: usize) -> Bytes {
    let mut bytes = Vec::new();
    for (at, batch) in batches.iter().enumerate().take(upto).skip(from as usize).take(3) {
        let mut builder = BatchBuilder::new().placed(at as i64, 0);
        for (key, value) in batch {
            builder.push(0, Some(key), value.as_deref(), &[]).unwrap();
        }
        bytes.extend_from_slice(&builder.build());
    }
    bytes.into()
}
