//! A tiny cluster for the tests of the client machines: scripted, naive, and sharing no logic with the broker.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{collections::VecDeque, string::ToString, vec, vec::Vec};
use core::time::Duration;

use bytes::Bytes;

use crate::{
    error::{ErrorCode, Refusal},
    id::{BrokerId, Generation, LeaderEpoch, Offset, PartitionIndex, ProducerEpoch, ProducerId, TopicId},
    name::Text,
    record::{CheckedBatch, NoCodecs, Record, Rules},
    request::{OffsetAt, Request, TopicRef},
    response::{
        BrokerInfo, ClusterMetadata, Fetched, FetchedOffset, FetchedOffsets, FetchedPartition, Joined, LeftGroup,
        ListedOffset, OffsetInfo, PartitionMetadata, Produced, ProducedPartition, Response, Synced, TopicMetadata,
    },
    time::{Instant, Now, Timestamp},
};

use super::{Consumer, CorrelationId, Disconnected, Outgoing, Producer, Target};

type Place = (Text, PartitionIndex);

/// Epoch, next sequence, and of each batch its sequence and its offset.
type Sequences = (ProducerEpoch, i32, Vec<(i32, i64)>);

/// What happens to the next request of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is answered with this error, in all its parts.
    Refuse(ErrorCode),
    /// It is carried out, and answered with this error all the same.
    Misreport(ErrorCode),
    /// It never arrives; its connection breaks.
    Lost,
    /// It is carried out, but its answer never arrives; the connection breaks.
    AnswerLost,
    /// It is carried out, and never answered.
    Silence,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Cluster {
    pub(super) leaders: SortedMap<Place, (BrokerId, LeaderEpoch)>,
    pub(super) logs: SortedMap<Place, Vec<CheckedBatch>>,
    pub(super) log_starts: SortedMap<Place, i64>,
    /// Per producer and partition: epoch, next sequence, the batches it wrote.
    producers: SortedMap<(ProducerId, Place), Sequences>,
    next_producer: i64,
    pub(super) committed: SortedMap<Place, i64>,
    pub(super) group: Group,
    /// Faults by the name of the request, in order; `None` lets one pass.
    pub(super) faults: SortedMap<&'static str, VecDeque<Option<Fault>>>,
    /// The names of all requests that arrived.
    pub(super) seen: Vec<&'static str>,
    /// Topics that are made when somebody asks for them, with so many partitions.
    pub(super) auto_create: i32,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) generation: i32,
    pub(super) member: Text,
    /// Members beside the one under test: id and metadata.
    pub(super) others: Vec<(Text, Bytes)>,
    /// What the leader gave to each.
    pub(super) assignments: SortedMap<Text, Bytes>,
}

pub(super) fn name(request: &Request<Bytes>) -> &'static str {
    match request {
        Request::Produce(_) => "produce",
        Request::Fetch(_) => "fetch",
        Request::ListOffsets(_) => "list",
        Request::Metadata(_) => "metadata",
        Request::InitProducerId(_) => "identity",
        Request::FindCoordinator(_) => "coordinator",
        Request::JoinGroup(_) => "join",
        Request::SyncGroup(_) => "sync",
        Request::Heartbeat(_) => "heartbeat",
        Request::LeaveGroup(_) => "leave",
        Request::OffsetCommit(_) => "commit",
        Request::OffsetFetch(_) => "committed",
        _ => "other",
    }
}

fn named(topic: &TopicRef) -> Text {
    match topic {
        TopicRef::Name(name) => name.clone(),
        TopicRef::Id(_) => panic!("the machines use names"),
    }
}

impl Cluster {
    pub(super) fn with_topic(name: &str, partitions: i32) -> Self {
        let mut cluster = Self { auto_create: 0, ..Self::default() };
        cluster.create(name, partitions);
        cluster
    }

    pub(super) fn create(&mut self, name: &str, partitions: i32) {
        for partition in (0..partitions).map(PartitionIndex) {
            let leader = BrokerId(1 + partition.0 % 2);
            self.leaders.insert((name.into(), partition), (leader, LeaderEpoch(0)));
            self.logs.entry((name.into(), partition)).or_default();
        }
    }

    /// The topic is deleted and made again: its logs are empty and know no producer.
    pub(super) fn make_anew(&mut self, topic: &str) {
        self.logs.iter_mut().filter(|(place, _)| &*place.0 == topic).for_each(|(_, log)| log.clear());
        self.producers.retain(|(_, place), _| &*place.0 != topic);
    }

    pub(super) fn fault(&mut self, request: &'static str, faults: &[Option<Fault>]) {
        self.faults.entry(request).or_default().extend(faults);
    }

    pub(super) fn end(&self, place: &Place) -> i64 {
        self.logs[place].last().map_or(0, |batch| batch.head().next_offset())
    }

    /// Values of all records of a partition, in order.
    pub(super) fn values(&self, topic: &str, partition: i32) -> Vec<Bytes> {
        self.records(topic, partition).into_iter().map(|record| record.value.unwrap_or_default()).collect()
    }

    pub(super) fn records(&self, topic: &str, partition: i32) -> Vec<Record> {
        let log = &self.logs[&(topic.into(), PartitionIndex(partition))];
        log.iter().flat_map(|batch| batch.records(&NoCodecs, 0).expect("plain")).map(|r| r.expect("whole")).collect()
    }

    pub(super) fn append(&mut self, topic: &str, partition: i32, bytes: Bytes) -> i64 {
        let place = (Text::from(topic), PartitionIndex(partition));
        let base = self.end(&place);
        let batch = CheckedBatch::parse(bytes, &Rules::BROKER).expect("a good batch");
        let stamped = CheckedBatch::parse(batch.stamp(base, 0).to_bytes(), &Rules::LOG).expect("still good");
        self.logs.entry(place).or_default().push(stamped);
        base
    }

    fn answer(&mut self, target: Target, request: Request<Bytes>, refuse: Option<ErrorCode>) -> Response<Bytes> {
        let error = refuse.unwrap_or(ErrorCode::None);
        match request {
            Request::Metadata(request) => {
                let wanted: Vec<Text> = request.topics.unwrap_or_default().iter().map(named).collect();
                let mut topics: Vec<_> = wanted.iter().map(|topic| self.describe(topic, request.auto_create)).collect();
                for topic in topics.iter_mut().filter(|_| error.is_error()) {
                    (topic.error, topic.partitions) = (error, Vec::new());
                }
                let brokers = [1, 2].map(|id| BrokerInfo {
                    id: BrokerId(id),
                    host: "host".into(),
                    port: 9_000 + id as u16,
                    rack: None,
                });
                Response::Metadata(ClusterMetadata {
                    cluster_id: "tiny".into(),
                    controller: Some(BrokerId(1)),
                    brokers: brokers.to_vec(),
                    topics,
                })
            }
            Request::InitProducerId(_) => {
                self.next_producer += 1;
                Response::InitProducerId(match refuse {
                    Some(error) => Err(error.into()),
                    None => Ok((ProducerId(self.next_producer), ProducerEpoch(0))),
                })
            }
            Request::Produce(produce) => {
                let mut results = Vec::new();
                for part in produce.partitions {
                    let place = (named(&part.topic), part.partition);
                    let batch = part.batch.expect("a batch");
                    let result = match refuse {
                        Some(error) => Err(error),
                        None if !self.leads(target, &place) => Err(ErrorCode::NotLeaderOrFollower),
                        None => self.produce(&place, batch),
                    };
                    let result = result.map_err(Refusal::from).map(|base| Produced {
                        base_offset: Offset(base),
                        log_append_time: None,
                        log_start: Offset(0),
                    });
                    results.push(ProducedPartition {
                        topic: part.topic,
                        partition: part.partition,
                        result,
                        leader: None,
                    });
                }
                Response::Produce(results)
            }
            Request::ListOffsets(list) => Response::ListOffsets(
                list.partitions
                    .into_iter()
                    .map(|asked| {
                        let place = (named(&asked.topic), asked.partition);
                        let offset = match asked.at {
                            OffsetAt::Earliest => self.log_starts.get(&place).copied().unwrap_or(0),
                            _ => self.end(&place),
                        };
                        let info = OffsetInfo {
                            offset: Offset(offset),
                            timestamp: Timestamp(-1),
                            leader_epoch: LeaderEpoch(0),
                        };
                        let result = if error.is_error() { Err(error) } else { Ok(info) };
                        ListedOffset { topic: asked.topic, partition: asked.partition, result }
                    })
                    .collect(),
            ),
            Request::Fetch(fetch) => {
                let mut partitions = Vec::new();
                for asked in fetch.partitions {
                    let place = (named(&asked.topic), asked.partition);
                    let start = self.log_starts.get(&place).copied().unwrap_or(0);
                    let (end, from) = (self.end(&place), asked.offset.0);
                    let error = match error {
                        ErrorCode::None if !self.leads(target, &place) => ErrorCode::NotLeaderOrFollower,
                        ErrorCode::None if asked.current_leader_epoch > Some(self.leaders[&place].1) => {
                            ErrorCode::UnknownLeaderEpoch
                        }
                        ErrorCode::None if from < start || from > end => ErrorCode::OffsetOutOfRange,
                        error => error,
                    };
                    let mut bytes = Vec::new();
                    for batch in self.logs[&place].iter().filter(|batch| batch.head().next_offset() > from) {
                        if !bytes.is_empty() && bytes.len() + batch.bytes().len() > asked.bytes_max as usize {
                            break;
                        }
                        bytes.extend_from_slice(batch.bytes());
                    }
                    partitions.push(FetchedPartition {
                        topic: asked.topic,
                        partition: asked.partition,
                        error,
                        high_watermark: Offset(end),
                        last_stable_offset: Offset(end),
                        log_start: Offset(start),
                        diverging: None,
                        leader: None,
                        aborted: Vec::new(),
                        records: (!error.is_error()).then(|| bytes.into()),
                    });
                }
                Response::Fetch(Fetched {
                    error: ErrorCode::None,
                    session_id: 0,
                    bytes_max: fetch.bytes_max,
                    partitions,
                })
            }
            Request::FindCoordinator(find) => {
                let info = BrokerInfo { id: BrokerId(2), host: "host".into(), port: 9_002, rack: None };
                let result = if error.is_error() { Err(error.into()) } else { Ok(info) };
                Response::FindCoordinator(vec![(find.keys[0].clone(), result)])
            }
            Request::JoinGroup(join) => {
                let mut joined = Joined {
                    error,
                    generation: Generation(-1),
                    protocol_type: Some("consumer".into()),
                    protocol: None,
                    leader: Text::default(),
                    member: join.member.clone(),
                    skip_assignment: false,
                    members: Vec::new(),
                };
                if error.is_error() {
                    return Response::JoinGroup(joined);
                }
                if join.member.is_empty() {
                    self.group.member = [&*join.client_id, "-", &self.seen.len().to_string()].concat().into();
                    joined.error = ErrorCode::MemberIdRequired;
                    joined.member = self.group.member.clone();
                    return Response::JoinGroup(joined);
                }
                self.group.generation += 1;
                joined.generation = Generation(self.group.generation);
                let (protocol, metadata) = join.protocols[0].clone();
                joined.protocol = Some(protocol);
                joined.leader = join.member.clone();
                joined.members =
                    self.group.others.iter().map(|(id, metadata)| (id.clone(), None, metadata.clone())).collect();
                joined.members.push((join.member.clone(), join.instance.clone(), metadata));
                Response::JoinGroup(joined)
            }
            Request::SyncGroup(sync) => {
                self.group.assignments = sync.assignments.into_iter().collect();
                let assignment = self.group.assignments.get(&sync.member).cloned().unwrap_or_default();
                let synced = Synced { protocol_type: None, protocol: None, assignment };
                Response::SyncGroup(if error.is_error() { Err(error) } else { Ok(synced) })
            }
            Request::Heartbeat(_) => Response::Heartbeat(error),
            Request::LeaveGroup(leave) => {
                let members = leave.members.into_iter().map(|(id, instance)| (id, instance, error)).collect();
                Response::LeaveGroup(LeftGroup { error, members })
            }
            Request::OffsetCommit(commit) => Response::OffsetCommit(
                commit
                    .partitions
                    .into_iter()
                    .map(|part| {
                        if !error.is_error() {
                            self.committed.insert((named(&part.topic), part.partition), part.offset.0);
                        }
                        (part.topic, part.partition, error)
                    })
                    .collect(),
            ),
            Request::OffsetFetch(fetch) => {
                let asked = fetch.groups.into_iter().next().expect("one group");
                let partitions =
                    asked.partitions.unwrap_or_default().into_iter().map(|(topic, partition)| FetchedOffset {
                        offset: Offset(self.committed.get(&(named(&topic), partition)).copied().unwrap_or(-1)),
                        topic,
                        partition,
                        leader_epoch: None,
                        metadata: None,
                        error: ErrorCode::None,
                    });
                Response::OffsetFetch(vec![FetchedOffsets {
                    group: asked.group,
                    error,
                    partitions: partitions.collect(),
                }])
            }
            other => panic!("no client machine asks {other:?}"),
        }
    }

    fn leads(&self, target: Target, place: &Place) -> bool {
        self.leaders.get(place).is_some_and(|(leader, _)| target == Target::Broker(*leader))
    }

    fn describe(&mut self, topic: &Text, auto_create: bool) -> TopicMetadata {
        let mut told = TopicMetadata {
            error: ErrorCode::UnknownTopicOrPartition,
            name: Some(topic.clone()),
            id: TopicId([1; 16]),
            internal: false,
            partitions: Vec::new(),
        };
        for ((name, partition), (leader, leader_epoch)) in &self.leaders {
            if name == topic {
                told.error = ErrorCode::None;
                told.partitions.push(PartitionMetadata {
                    partition: *partition,
                    error: ErrorCode::None,
                    leader: Some(*leader),
                    leader_epoch: *leader_epoch,
                    replicas: vec![*leader],
                    isr: vec![*leader],
                    offline: Vec::new(),
                });
            }
        }
        if told.partitions.is_empty() && auto_create && self.auto_create > 0 {
            self.create(topic, self.auto_create); // there at the next question
        }
        told
    }

    /// Appends as a broker does that knows sequences.
    fn produce(&mut self, place: &Place, bytes: Bytes) -> Result<i64, ErrorCode> {
        let batch = CheckedBatch::parse(bytes.clone(), &Rules::CLIENT).map_err(|e| ErrorCode::from_code(e.code()))?;
        let head = *batch.head();
        let base = self.end(place);
        if head.is_idempotent() {
            let id = (ProducerId(head.producer_id), place.clone());
            let fresh = (ProducerEpoch(head.producer_epoch), head.base_sequence, Vec::new());
            let state = self.producers.entry(id).or_insert(fresh);
            if let Some((_, base)) = state
                .2
                .iter()
                .rev()
                .take(crate::limit::PRODUCER_BATCHES)
                .find(|(sequence, _)| *sequence == head.base_sequence)
            {
                return Ok(*base);
            }
            if head.base_sequence != state.1 {
                return Err(ErrorCode::OutOfOrderSequenceNumber);
            }
            state.1 = head.last_sequence() + 1;
            state.2.push((head.base_sequence, base));
        }
        Ok(self.append(&place.0, place.1.0, bytes))
    }
}

/// What the machines have in common.
pub(super) trait Machine {
    fn request(&mut self, now: Now) -> Option<Outgoing>;
    fn response(&mut self, now: Now, correlation: CorrelationId, response: Result<Response<Bytes>, Disconnected>);
    fn wake(&self) -> Option<Instant>;
    fn elapsed(&mut self, now: Now);
}

macro_rules! machine {
    ($name:ident) => {
        impl Machine for $name {
            fn request(&mut self, now: Now) -> Option<Outgoing> {
                self.poll_request(now)
            }
            fn response(&mut self, now: Now, id: CorrelationId, response: Result<Response<Bytes>, Disconnected>) {
                self.handle_response(now, id, response);
            }
            fn wake(&self) -> Option<Instant> {
                self.timeout()
            }
            fn elapsed(&mut self, now: Now) {
                self.handle_timeout(now);
            }
        }
    };
}
machine!(Producer);
machine!(Consumer);

/// A machine, a cluster, and what is under way between them.
#[derive(Clone, Debug)]
pub(super) struct Rig<M> {
    pub(super) machine: M,
    pub(super) cluster: Cluster,
    pub(super) now: Now,
    air: VecDeque<Outgoing>,
}

impl<M: Machine> Rig<M> {
    pub(super) fn new(machine: M, cluster: Cluster) -> Self {
        let now = Now { instant: Instant(1), wall: Timestamp(1_000) };
        Self { machine, cluster, now, air: VecDeque::new() }
    }

    /// Lets so much time go by, with all that happens meanwhile. Each request takes a millisecond.
    pub(super) fn run(&mut self, span: Duration) {
        let end = self.now.instant + span;
        for _ in 0..200_000 {
            while let Some(outgoing) = self.machine.request(self.now) {
                self.air.push_back(outgoing);
            }
            if let Some(outgoing) = self.air.pop_front() {
                self.tick(Duration::from_millis(1));
                self.deliver(outgoing);
                if self.now.instant >= end {
                    return;
                }
                continue;
            }
            match self.machine.wake().filter(|wake| *wake < end) {
                Some(wake) => {
                    assert!(wake > self.now.instant, "timeout() lies in the past");
                    self.tick(wake.since(self.now.instant));
                    self.machine.elapsed(self.now);
                }
                None => {
                    self.tick(end.since(self.now.instant));
                    self.machine.elapsed(self.now);
                    return;
                }
            }
            if self.now.instant >= end {
                return;
            }
        }
        panic!("the machine never rests: {:?}", &self.cluster.seen[self.cluster.seen.len().saturating_sub(20)..]);
    }

    fn tick(&mut self, span: Duration) {
        self.now.instant = self.now.instant + span;
        self.now.wall = Timestamp(1_000 + (self.now.instant.0 / 1_000) as i64);
    }

    fn deliver(&mut self, outgoing: Outgoing) {
        let (target, name) = (outgoing.target, name(&outgoing.request));
        let fault = self.cluster.faults.get_mut(name).and_then(VecDeque::pop_front).flatten();
        if fault == Some(Fault::Lost) {
            return self.cut(outgoing);
        }
        self.cluster.seen.push(name);
        let expects_answer = outgoing.expects_answer();
        if let Some(Fault::Misreport(_)) = fault {
            self.cluster.answer(target, outgoing.request.clone(), None);
        }
        let refuse = match fault {
            Some(Fault::Refuse(error) | Fault::Misreport(error)) => Some(error),
            _ => None,
        };
        let mut answer = self.cluster.answer(target, outgoing.request.clone(), refuse);
        if let Response::Fetch(fetched) = &mut answer {
            // A long poll, as far as one request after the other allows it.
            let empty =
                |p: &FetchedPartition<Bytes>| !p.error.is_error() && p.records.as_ref().is_none_or(Bytes::is_empty);
            if fetched.partitions.iter().all(empty) {
                self.tick(Duration::from_millis(100));
            }
        }
        match fault {
            Some(Fault::AnswerLost) => self.cut(outgoing),
            Some(Fault::Silence) => {}
            _ if expects_answer => self.machine.response(self.now, outgoing.correlation, Ok(answer)),
            _ => {}
        }
    }

    /// The connection breaks: with it goes all that is under way on it.
    fn cut(&mut self, outgoing: Outgoing) {
        let target = outgoing.target;
        self.machine.response(self.now, outgoing.correlation, Err(Disconnected));
        let (lost, left): (Vec<_>, Vec<_>) = self.air.drain(..).partition(|other| other.target == target);
        self.air = left.into();
        for lost in lost {
            self.machine.response(self.now, lost.correlation, Err(Disconnected));
        }
    }

    pub(super) fn count(&self, name: &str) -> usize {
        self.cluster.seen.iter().filter(|seen| **seen == name).count()
    }
}

/// All different?
pub(super) fn all_different(values: &[Bytes]) -> bool {
    values.iter().collect::<SortedSet<_>>().len() == values.len()
}
