//! A node under a host that has a log in memory, and can hold completions back or fail them.

use crate::sorted::SortedMap;
use alloc::{collections::VecDeque, vec, vec::Vec};
use core::time::Duration;

mod cluster;
mod compaction;
mod failover;
mod replication;

use super::*;
use crate::{
    controller::{Controller, ControllerEffect, ControllerInput},
    error::{ErrorCode, StorageFault},
    id::{BrokerId, ControllerEpoch, Offset},
    metadata::{Committed, MetadataRecord, Proposal},
    record::BatchBuilder,
    request::*,
    response::Produced,
    storage::{Completion, Outcome, RecoveredLog},
    time::Timestamp,
    view::{ReplicaRole, Seq},
};

const ME: ClientId = ClientId(1);

struct Host {
    node: Node,
    controller: Controller,
    now: Now,
    committed: i64,
    requests: u64,
    replies: SortedMap<RequestId, Response<Span>>,
    closed: Vec<Blame>,
    settled: Vec<RequestId>,
    notes: Vec<Note>,
    appended: Vec<(LogId, i64)>,
    compactions: Vec<(LogId, crate::storage::Compaction, Offset)>,
    held: VecDeque<Completion>,
    hold_appends: bool,
    fail_appends: Option<StorageFault>,
    stopped: bool,
    metadata_disk_full: bool,
    recovered: RecoveredLog,
}

impl Host {
    fn new() -> Host {
        let node = Node::new(Config::new(BrokerId(1), "localhost", 9092, "cluster"), 7);
        let now = Now { instant: Instant(1_000_000), wall: Timestamp(1_700_000_000_000) };
        let mut host = Host {
            node,
            controller: Controller::new(Config::new(BrokerId(0), "", 0, "cluster"), 7),
            now,
            committed: 0,
            requests: 0,
            replies: SortedMap::new(),
            closed: vec![],
            settled: vec![],
            notes: vec![],
            appended: vec![],
            compactions: vec![],
            held: VecDeque::new(),
            hold_appends: false,
            fail_appends: None,
            stopped: false,
            metadata_disk_full: false,
            recovered: RecoveredLog::default(),
        };
        host.controller.handle(now.instant, ControllerInput::Elected(ControllerEpoch(1)));
        host.give(Input::Start);
        host
    }

    fn with_topic(partitions: i32) -> Host {
        Host::with_configured_topic(partitions, &[])
    }

    fn with_configured_topic(partitions: i32, configs: &[(&str, &str)]) -> Host {
        let mut host = Host::new();
        let id = host.ask(Request::CreateTopics(CreateTopics {
            topics: vec![NewTopic {
                name: "t".into(),
                partitions: Some(partitions),
                replication_factor: None,
                assignment: vec![],
                configs: configs.iter().map(|(name, value)| ((*name).into(), Some((*value).into()))).collect(),
            }],
            timeout: Duration::from_secs(1),
            validate_only: false,
        }));
        let Response::CreateTopics(created) = host.reply(id) else { panic!() };
        created[0].result.as_ref().expect("the topic is made");
        host
    }

    fn give(&mut self, input: Input) {
        self.node.handle(self.now, input);
        while let Some(effect) = self.node.poll() {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Reply { id, response, .. } => {
                assert!(self.replies.insert(id, response).is_none(), "{id:?} is answered once");
            }
            Effect::Settled { id, .. } => self.settled.push(id),
            Effect::Close { blame, .. } => self.closed.push(blame),
            Effect::Ask { id, ask } => self.give_controller(ControllerInput::Asked { from: BrokerId(1), id, ask }),
            Effect::Send { .. } => panic!("there is nobody else"),
            Effect::Storage(StorageEffect { log, ticket, order }) => {
                let held = self.hold_appends && matches!(order, StorageOrder::Append { .. });
                let result = match order {
                    StorageOrder::Append { batch } => {
                        self.appended.push((log, batch.head().base_offset));
                        self.fail_appends.map_or(Ok(Outcome::Done), Err)
                    }
                    StorageOrder::Compact { compaction, upto, .. } => {
                        self.compactions.push((log, compaction, upto));
                        Ok(Outcome::Done)
                    }
                    StorageOrder::Open { .. } => Ok(Outcome::Opened(self.recovered.clone().into())),
                    StorageOrder::Expire { .. } => Ok(Outcome::Expired(Offset::ZERO)),
                    StorageOrder::Seek { .. } => Ok(Outcome::Sought(None)),
                    StorageOrder::Read { .. } => Ok(Outcome::Read(bytes::Bytes::new())),
                    _ => Ok(Outcome::Done),
                };
                let completion = Completion { log, ticket, result };
                if held { self.held.push_back(completion) } else { self.give(Input::Storage(completion)) }
            }
            Effect::Note(note) => self.notes.push(note),
            Effect::Stopped => self.stopped = true,
        }
    }

    fn give_controller(&mut self, input: ControllerInput) {
        self.controller.handle(self.now.instant, input);
        while let Some(effect) = self.controller.poll() {
            match effect {
                ControllerEffect::Propose(proposal) if self.metadata_disk_full => {
                    self.give_controller(ControllerInput::Refused { number: proposal.number });
                }
                ControllerEffect::Propose(proposal) => {
                    let committed = Committed { offset: Offset(self.committed), proposal };
                    self.committed += 1;
                    self.give(Input::Committed(committed.clone()));
                    self.give_controller(ControllerInput::Committed(committed));
                }
                ControllerEffect::Answer { id, answer, .. } => self.give(Input::Answered { id, answer }),
                ControllerEffect::Note(_) => {}
            }
        }
    }

    fn release(&mut self) {
        self.hold_appends = false;
        while let Some(mut completion) = self.held.pop_front() {
            if let Some(fault) = self.fail_appends {
                completion.result = Err(fault);
            }
            self.give(Input::Storage(completion));
        }
    }

    fn ask(&mut self, request: Request<CheckedBatch>) -> RequestId {
        self.requests += 1;
        let id = RequestId(self.requests);
        self.give(Input::Request { client: ME, id, request });
        id
    }

    fn pass(&mut self, span: Duration) {
        self.now.instant = self.now.instant + span;
        self.now.wall.0 += span.as_millis() as i64;
        self.give(Input::Elapsed);
    }

    fn reply(&mut self, id: RequestId) -> Response<Span> {
        self.replies.remove(&id).expect("answered")
    }

    fn produce(&mut self, acks: Acks, batch: CheckedBatch) -> RequestId {
        let topic = TopicRef::Name("t".into());
        let partitions = vec![ProducePartition { topic, partition: PartitionIndex(0), batch: Ok(batch) }];
        let timeout = Duration::from_secs(30);
        self.ask(Request::Produce(Produce { acks, timeout, transactional_id: None, partitions }))
    }

    fn produced(&mut self, id: RequestId) -> Result<Produced, ErrorCode> {
        let Response::Produce(items) = self.reply(id) else { panic!("a produce's answer") };
        items[0].result.clone().map_err(|r| r.code)
    }

    fn fetch(&mut self, offset: i64, bytes_min: u32, max_wait: Duration) -> RequestId {
        self.ask(Request::Fetch(Fetch {
            replica: None,
            max_wait,
            bytes_min,
            bytes_max: 1 << 20,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions: vec![FetchPartition {
                topic: TopicRef::Name("t".into()),
                partition: PartitionIndex(0),
                current_leader_epoch: None,
                offset: Offset(offset),
                last_fetched_epoch: None,
                log_start: None,
                bytes_max: 1 << 20,
            }],
            forgotten: vec![],
            rack: None,
        }))
    }

    fn fetched(&mut self, id: RequestId) -> (ErrorCode, Option<(i64, i64)>) {
        let Response::Fetch(fetched) = self.reply(id) else { panic!("a fetch's answer") };
        let item = &fetched.partitions[0];
        (item.error, item.records.map(|span| (span.from.0, span.upto.0)))
    }
}

fn batch(records: usize) -> CheckedBatch {
    sequenced(records, None)
}

fn sequenced(records: usize, producer: Option<(i64, i16, i32)>) -> CheckedBatch {
    let mut builder = BatchBuilder::new();
    if let Some((id, epoch, sequence)) = producer {
        builder.set_producer(id, epoch, sequence);
    }
    for _ in 0..records {
        builder.push(1_700_000_000_000, None, Some(b"value"), &[]).expect("small");
    }
    builder.checked().expect("a good batch")
}

#[test]
fn an_acknowledgement_waits_for_the_disk() {
    for acks in [Acks::Leader, Acks::All] {
        let mut host = Host::with_topic(1);
        host.hold_appends = true;
        let first = host.produce(acks, batch(2));
        let second = host.produce(acks, batch(1));
        assert!(host.replies.is_empty(), "nothing is durable yet");
        host.release();
        assert_eq!(host.produced(first).map(|p| p.base_offset), Ok(Offset(0)));
        assert_eq!(host.produced(second).map(|p| p.base_offset), Ok(Offset(2)));
    }
}

#[test]
fn without_acks_there_is_no_answer_and_an_error_closes() {
    let mut host = Host::with_topic(1);
    let id = host.produce(Acks::None, batch(1));
    assert_eq!(host.settled, [id]);
    let too_large = {
        let mut builder = BatchBuilder::new();
        builder.push(0, None, Some(&vec![0; 2 << 20]), &[]).expect("fits a batch");
        builder.checked().expect("well-formed")
    };
    host.produce(Acks::None, too_large);
    assert!(matches!(host.closed[..], [Blame::Misbehaved(_)]) && host.replies.is_empty());
}

#[test]
fn a_fetch_at_the_end_waits_for_bytes_and_no_longer_than_asked() {
    let mut host = Host::with_topic(1);
    let quick = host.fetch(0, 1, Duration::from_secs(5));
    let patient = host.fetch(0, 100_000, Duration::from_secs(5));
    assert!(host.replies.is_empty());
    host.produce(Acks::All, batch(3));
    assert_eq!(host.fetched(quick), (ErrorCode::None, Some((0, 3))));
    assert!(!host.replies.contains_key(&patient));
    host.pass(Duration::from_millis(4999));
    assert!(!host.replies.contains_key(&patient));
    host.pass(Duration::from_millis(1));
    assert_eq!(host.fetched(patient), (ErrorCode::None, Some((0, 3))));
}

#[test]
fn what_is_not_durable_is_not_shown_to_readers() {
    let mut host = Host::with_topic(1);
    host.hold_appends = true;
    host.produce(Acks::None, batch(3));
    let id = host.fetch(0, 1, Duration::ZERO);
    assert_eq!(host.fetched(id), (ErrorCode::None, None));
}

#[test]
fn offsets_outside_the_log_are_refused() {
    let mut host = Host::with_topic(1);
    host.produce(Acks::All, batch(3));
    for offset in [-1, 4] {
        let id = host.fetch(offset, 1, Duration::from_secs(5));
        assert_eq!(host.fetched(id), (ErrorCode::OffsetOutOfRange, None));
    }
}

#[test]
fn a_retry_of_an_idempotent_batch_gets_the_first_offset_and_is_not_written_again() {
    let mut host = Host::with_topic(1);
    host.hold_appends = true;
    let first = host.produce(Acks::All, sequenced(2, Some((5, 0, 0))));
    let again = host.produce(Acks::All, sequenced(2, Some((5, 0, 0))));
    assert!(host.replies.is_empty(), "the retry waits for the disk as well");
    host.release();
    assert_eq!(host.produced(first), host.produced(again));
    assert_eq!(host.appended.len(), 1);
    let gap = host.produce(Acks::All, sequenced(2, Some((5, 0, 7))));
    assert_eq!(host.produced(gap), Err(ErrorCode::OutOfOrderSequenceNumber));
}

#[test]
fn a_full_disk_takes_back_what_followed_and_the_log_goes_on_without_a_gap() {
    let mut host = Host::with_topic(1);
    host.produce(Acks::All, sequenced(1, Some((5, 0, 0))));
    host.hold_appends = true;
    let lost = [host.produce(Acks::All, sequenced(2, Some((5, 0, 1)))), host.produce(Acks::Leader, batch(1))];
    host.fail_appends = Some(StorageFault::Full);
    host.release();
    for id in lost {
        assert_eq!(host.produced(id), Err(ErrorCode::KafkaStorageError));
    }
    host.fail_appends = None;
    let again = host.produce(Acks::All, sequenced(2, Some((5, 0, 1))));
    assert_eq!(host.produced(again).map(|p| p.base_offset), Ok(Offset(1)));
}

#[test]
fn a_failed_disk_halts_the_partition_and_says_so() {
    let mut host = Host::with_topic(2);
    host.fail_appends = Some(StorageFault::Io);
    let id = host.produce(Acks::All, batch(1));
    assert_eq!(host.produced(id), Err(ErrorCode::KafkaStorageError));
    host.fail_appends = None;
    let later = host.produce(Acks::All, batch(1));
    assert_eq!(host.produced(later), Err(ErrorCode::KafkaStorageError));
    let delta = host.node.changes(Seq(0));
    let roles: Vec<_> = delta.partitions.iter().map(|p| p.role).collect();
    assert_eq!(roles, [ReplicaRole::Halted, ReplicaRole::Leader]);
}

#[test]
fn a_topic_is_made_on_first_use_and_its_client_asks_again() {
    let mut host = Host::new();
    let mut ask = || {
        let topics = Some(vec![TopicRef::Name("fresh".into())]);
        let id = host.ask(Request::Metadata(MetadataRequest { topics, auto_create: true }));
        let Response::Metadata(metadata) = host.reply(id) else { panic!() };
        (metadata.topics[0].error, metadata.topics[0].partitions.len())
    };
    assert_eq!(ask(), (ErrorCode::UnknownTopicOrPartition, 0));
    assert_eq!(ask(), (ErrorCode::None, 1));
}

#[test]
fn what_is_named_twice_is_answered_once() {
    let mut host = Host::with_topic(1);
    let names = ["t", "t", "other", "t", "other"].map(|name| TopicRef::Name(name.into()));
    let id = host.ask(Request::Metadata(MetadataRequest { topics: Some(names.to_vec()), auto_create: false }));
    let Response::Metadata(metadata) = host.reply(id) else { panic!() };
    let found: Vec<_> = metadata.topics.iter().filter_map(|topic| topic.name.as_deref()).collect();
    assert_eq!(found, ["t", "other"]);
}

#[test]
fn a_topic_that_cannot_be_made_by_itself_is_told_of_with_the_reason_and_not_each_time() {
    let mut host = Host::new();
    host.metadata_disk_full = true;
    host.notes.clear();
    let name = |host: &mut Host, topic: &str| {
        let topics = Some(vec![TopicRef::Name(topic.into())]);
        host.ask(Request::Metadata(MetadataRequest { topics, auto_create: true }));
        core::mem::take(&mut host.notes)
    };
    let told = name(&mut host, "fresh");
    let [Note::TopicNotCreated { topic, reason }] = &told[..] else { panic!("{told:?}") };
    assert!(&**topic == "fresh" && reason.contains("disk"), "{reason}");
    assert_eq!(name(&mut host, "fresh"), [], "its client asks again at once");
    assert_eq!(name(&mut host, "other"), [], "the same reason");
    host.pass(Duration::from_secs(61));
    host.notes.clear();
    assert_eq!(name(&mut host, "fresh").len(), 1);
}

#[test]
fn a_deleted_topic_answers_its_waiting_readers_and_is_gone() {
    let mut host = Host::with_topic(1);
    let waiting = host.fetch(0, 1, Duration::from_secs(60));
    let topics = vec![TopicRef::Name("t".into())];
    host.ask(Request::DeleteTopics(DeleteTopics { topics, timeout: Duration::from_secs(1) }));
    assert_eq!(host.fetched(waiting), (ErrorCode::UnknownTopicOrPartition, None));
    let late = host.produce(Acks::All, batch(1));
    assert_eq!(host.produced(late), Err(ErrorCode::UnknownTopicOrPartition));
    assert_eq!(host.node.waiting_requests(), 0);
}

#[test]
fn deleting_records_moves_the_log_start_up_to_the_high_watermark() {
    let mut host = Host::with_topic(1);
    host.produce(Acks::All, batch(5));
    let mut delete = |before| {
        let partitions = vec![(TopicRef::Name("t".into()), PartitionIndex(0), Offset(before))];
        let id = host.ask(Request::DeleteRecords(DeleteRecords { timeout: Duration::from_secs(1), partitions }));
        let Response::DeleteRecords(items) = host.reply(id) else { panic!() };
        items[0].2.clone().map_err(|r| r.code)
    };
    assert_eq!(delete(2), Ok(Offset(2)));
    assert_eq!(delete(1), Ok(Offset(2)));
    assert_eq!(delete(6), Err(ErrorCode::OffsetOutOfRange));
    assert_eq!(delete(-1), Ok(Offset(5)));
    let id = host.fetch(3, 1, Duration::ZERO);
    assert_eq!(host.fetched(id), (ErrorCode::OffsetOutOfRange, None));
}

#[test]
fn producer_ids_are_given_out_once() {
    let mut host = Host::new();
    let mut ids = Vec::new();
    for _ in 0..2500 {
        let (transactional_id, current) = (None, None);
        let transaction_timeout = Duration::ZERO;
        let request = InitProducerId { transactional_id, transaction_timeout, current };
        let id = host.ask(Request::InitProducerId(request));
        let Response::InitProducerId(Ok((producer, _))) = host.reply(id) else { panic!() };
        ids.push(producer);
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn a_full_disk_refuses_what_is_asked_of_the_controller_and_later_it_works() {
    let mut host = Host::new();
    host.metadata_disk_full = true;
    let create = |host: &mut Host| {
        let (partitions, replication_factor) = (Some(1), None);
        let (assignment, configs) = (vec![], vec![]);
        let topic = NewTopic { name: "t".into(), partitions, replication_factor, assignment, configs };
        let (timeout, validate_only) = (Duration::from_secs(1), false);
        let id = host.ask(Request::CreateTopics(CreateTopics { topics: vec![topic], timeout, validate_only }));
        let Response::CreateTopics(created) = host.reply(id) else { panic!() };
        created[0].result.clone().map(drop).map_err(|r| r.code)
    };
    let producer_id = |host: &mut Host| {
        let (transactional_id, current, transaction_timeout) = (None, None, Duration::ZERO);
        let id = host.ask(Request::InitProducerId(InitProducerId { transactional_id, transaction_timeout, current }));
        let Response::InitProducerId(result) = host.reply(id) else { panic!() };
        result.map(drop).map_err(|r| r.code)
    };
    assert_eq!(create(&mut host), Err(ErrorCode::KafkaStorageError));
    assert_eq!(producer_id(&mut host), Err(ErrorCode::KafkaStorageError));
    host.metadata_disk_full = false;
    assert_eq!(create(&mut host), Ok(()));
    assert_eq!(producer_id(&mut host), Ok(()));
}

#[test]
fn a_log_with_an_epoch_that_never_was_is_halted() {
    let mut host = Host::new();
    host.recovered.end = Offset(3);
    host.recovered.epochs = [(crate::id::LeaderEpoch(9), Offset(0))].into_iter().collect();
    let topics = Some(vec![TopicRef::Name("t".into())]);
    host.ask(Request::Metadata(MetadataRequest { topics, auto_create: true }));
    let id = host.produce(Acks::All, batch(1));
    assert_eq!(host.produced(id), Err(ErrorCode::KafkaStorageError));
}

#[test]
fn a_restart_leads_in_a_new_epoch_and_opens_nothing_before() {
    let mut host = Host::new();
    let (id, replicas) = (TopicId([3; 16]), vec![BrokerId(1)]);
    let isr = replicas.clone();
    let records = vec![
        MetadataRecord::TopicCreated { id, name: "t".into(), configs: vec![] },
        MetadataRecord::PartitionCreated { topic: id, partition: PartitionIndex(0), replicas, isr },
    ];
    let mut node = Node::new(Config::new(BrokerId(1), "localhost", 9092, "cluster"), 8);
    let decided_on = Offset(host.committed);
    let proposal = Proposal { controller: ControllerEpoch(1), number: 1000, decided_on, records };
    let committed = Committed { offset: decided_on, proposal };
    host.committed += 1;
    host.give_controller(ControllerInput::Committed(committed.clone()));
    let registered = host.node.image().clone();
    let first = registered.brokers[&BrokerId(1)].clone();
    node.image = registered.into();
    node.handle(host.now, Input::Committed(committed));
    assert!(node.poll().is_none(), "replay has no effects");
    node.handle(host.now, Input::Start);
    let asks: Vec<_> = core::iter::from_fn(|| node.poll()).collect();
    assert!(matches!(asks[..], [Effect::Ask { .. }]), "it registers before anything else: {asks:?}");
    host.node = node;
    asks.into_iter().for_each(|effect| host.perform(effect));
    let partition = host.node.image().partition(id, PartitionIndex(0)).expect("it is there");
    assert_eq!((partition.leader, partition.leader_epoch.0), (Some(BrokerId(1)), 1));
    assert!(host.node.image().brokers[&BrokerId(1)].epoch > first.epoch);
    let produced = host.produce(Acks::All, batch(1));
    assert_eq!(host.produced(produced).map(|p| p.base_offset), Ok(Offset(0)));
}

#[test]
fn eyes_get_everything_once_and_then_what_changed() {
    let mut host = Host::with_topic(3);
    let all = host.node.changes(Seq(0));
    assert_eq!((all.partitions.len(), all.broker.is_some()), (3, true));
    host.produce(Acks::All, batch(2));
    let delta = host.node.changes(all.upto);
    assert_eq!(delta.partitions.len(), 1);
    assert_eq!((delta.partitions[0].high_watermark, delta.partitions[0].tail.len()), (Offset(2), 1));
    let nothing = host.node.changes(delta.upto);
    assert!(nothing.partitions.is_empty() && nothing.upto == delta.upto);
    let unknown = host.node.changes(Seq(99_999));
    assert_eq!((unknown.since, unknown.partitions.len()), (Seq(0), 3));
}

#[test]
fn what_clients_were_served_is_counted_and_seen_by_who_looks() {
    let mut host = Host::with_topic(1);
    host.node.served(100);
    let all = host.node.changes(Seq(0));
    assert_eq!(all.counted.bytes_out, 100, "it counts while nobody looks, too");
    host.node.served(50);
    let delta = host.node.changes(all.upto);
    assert!(delta.upto > all.upto && delta.partitions.is_empty() && delta.broker.is_none());
    assert_eq!(delta.counted.bytes_out, 150);
    host.node.served(0);
    assert_eq!(host.node.changes(delta.upto).upto, delta.upto, "an answer without records is nothing to see");
}

#[test]
fn requests_are_timed_from_their_arrival_to_their_answer() {
    let mut host = Host::with_topic(1);
    let times = |host: &mut Host| {
        let counted = host.node.changes(Seq(0)).counted;
        [counted.produce, counted.fetch_consumer, counted.fetch_follower].map(|times| (times.count, times.total_us))
    };
    assert_eq!(times(&mut host), [(0, 0); 3], "what makes a topic is no such request");
    host.hold_appends = true;
    host.produce(Acks::All, batch(1));
    host.pass(Duration::from_millis(30));
    assert_eq!(times(&mut host)[0], (0, 0), "it is not answered yet");
    host.release();
    assert_eq!(times(&mut host)[0], (1, 30_000));
    host.produce(Acks::None, batch(1));
    assert_eq!(times(&mut host)[0], (2, 30_000), "nobody waits, and it is done with at once");
    host.fetch(0, 1, Duration::from_secs(5));
    host.fetch(0, 100_000, Duration::from_secs(5));
    host.pass(Duration::from_secs(7));
    assert_eq!(times(&mut host), [(2, 30_000), (2, 7_000_000), (0, 0)], "it is answered when the clock is looked at");
}

#[test]
fn a_stop_waits_for_appends_and_answers_who_waits() {
    let mut host = Host::with_topic(1);
    host.hold_appends = true;
    let produce = host.produce(Acks::All, batch(1));
    let fetch = host.fetch(0, 1, Duration::from_secs(60));
    host.give(Input::Stop);
    assert!(!host.stopped);
    host.release();
    assert!(host.stopped);
    assert!(host.produced(produce).is_ok());
    host.reply(fetch);
    host.ask(Request::DescribeCluster);
    assert!(matches!(host.closed[..], [Blame::Gone(_)]));
}
