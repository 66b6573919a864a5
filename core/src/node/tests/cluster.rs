//! Several nodes, a controller, and their logs in memory: everything arrives at once, unless a link is cut or time is up.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{vec, vec::Vec};
use core::time::Duration;

use crate::{
    config::{Config, Disk},
    controller::{Controller, ControllerEffect, ControllerInput},
    effect::{Effect, Note},
    error::{Blame, ErrorCode},
    id::{BrokerId, ClientId, ControllerEpoch, DiskId, LogId, Offset, PartitionIndex, RequestId},
    input::Input,
    log::{EpochCache, ProducerTable, RecentBatch},
    metadata::Committed,
    node::Node,
    record::{CheckedBatch, Rules, StampedBatch},
    request::*,
    response::{Fetched, FetchedPartition, Produced, Response, Span},
    storage::{Completion, LogName, Outcome, RecoveredLog, StorageEffect, StorageOrder, TailBatch},
    time::{Instant, Now, Timestamp},
    view::{PartitionView, Seq},
};

pub(super) const TOPIC: &str = "t";
/// Peers' requests come over connections with numbers from here on, by broker.
const PEER: u64 = 1000;

/// A broker: its disk stays when its process goes.
struct Broker {
    config: Config,
    node: Option<Node>,
    logs: SortedMap<LogName, Vec<StampedBatch>>,
    starts: SortedMap<LogName, Offset>,
    /// No batch of its logs can be read any more; where they end is known.
    damaged: bool,
    names: SortedMap<LogId, LogName>,
    incarnations: u64,
}

/// All of them.
pub(super) struct Cluster {
    brokers: SortedMap<BrokerId, Broker>,
    controller: Controller,
    committed: Vec<Committed>,
    pub(super) now: Now,
    requests: u64,
    pub(super) replies: SortedMap<RequestId, Response<Span>>,
    pub(super) closed: Vec<(BrokerId, Blame)>,
    pub(super) notes: Vec<(BrokerId, Note)>,
    /// Messages from the one to the other are lost; 0 is the controller.
    pub(super) cut: SortedSet<(i32, i32)>,
    /// What waits to be given: to a broker, or to the controller.
    mail: Vec<(BrokerId, Input)>,
    for_controller: Vec<ControllerInput>,
}

impl Cluster {
    pub(super) fn new(brokers: i32, adjust: impl Fn(&mut Config)) -> Cluster {
        let config = |id: i32| {
            let mut config = Config::new(BrokerId(id), "localhost", 9091 + id as u16, "cluster");
            config.disk = Disk { id: DiskId(id as u64), intact: true };
            adjust(&mut config);
            config
        };
        let fresh = |id: i32| Broker {
            config: config(id),
            node: None,
            logs: SortedMap::new(),
            starts: SortedMap::new(),
            damaged: false,
            names: SortedMap::new(),
            incarnations: 0,
        };
        let mut cluster = Cluster {
            brokers: (1..=brokers).map(|id| (BrokerId(id), fresh(id))).collect(),
            controller: Controller::new(config(0), 3),
            committed: vec![],
            now: Now { instant: Instant(1_000_000), wall: Timestamp(1_700_000_000_000) },
            requests: 0,
            replies: SortedMap::new(),
            closed: vec![],
            notes: vec![],
            cut: SortedSet::new(),
            mail: vec![],
            for_controller: vec![],
        };
        cluster.for_controller.push(ControllerInput::Elected(ControllerEpoch(1)));
        (1..=brokers).for_each(|id| cluster.start(id));
        cluster
    }

    /// A cluster with one topic of one partition: broker 1 is its preferred leader.
    pub(super) fn with_topic(brokers: i32, min_isr: i32) -> Cluster {
        let mut cluster = Cluster::new(brokers, |_| {});
        cluster.create(TOPIC, (1..=brokers).collect(), min_isr);
        cluster
    }

    pub(super) fn create(&mut self, name: &str, replicas: Vec<i32>, min_isr: i32) {
        self.create_with(name, replicas, &[("min.insync.replicas", &alloc::format!("{min_isr}"))]);
    }

    pub(super) fn create_with(&mut self, name: &str, replicas: Vec<i32>, settings: &[(&str, &str)]) {
        let assignment = vec![(PartitionIndex(0), replicas.into_iter().map(BrokerId).collect())];
        let configs = settings.iter().map(|(name, value)| ((*name).into(), Some((*value).into()))).collect();
        let topic = NewTopic { name: name.into(), partitions: None, replication_factor: None, assignment, configs };
        let timeout = Duration::from_secs(1);
        let id =
            self.ask(1, Request::CreateTopics(CreateTopics { topics: vec![topic], timeout, validate_only: false }));
        let Some(Response::CreateTopics(created)) = self.replies.remove(&id) else { panic!("no answer") };
        created[0].result.as_ref().expect("the topic is made");
        self.pass(Duration::from_millis(10));
    }

    pub(super) fn start(&mut self, id: i32) {
        let broker = self.brokers.get_mut(&BrokerId(id)).expect("a broker");
        broker.incarnations += 1;
        broker.names.clear();
        broker.node = Some(Node::new(broker.config.clone(), id as u64 * 100 + broker.incarnations));
        let replay = self.committed.iter().cloned().map(Input::Committed).chain([Input::Start]);
        self.mail.extend(replay.map(|input| (BrokerId(id), input)));
        self.settle();
    }

    /// The process dies; the disk stays.
    pub(super) fn kill(&mut self, id: i32) {
        self.brokers.get_mut(&BrokerId(id)).expect("a broker").node = None;
        self.mail.retain(|(to, _)| *to != BrokerId(id));
        self.settle();
    }

    /// The disk of a broker that does not run is replaced by an empty one.
    pub(super) fn wipe(&mut self, id: i32) {
        let broker = self.brokers.get_mut(&BrokerId(id)).expect("a broker");
        assert!(broker.node.is_none());
        broker.logs.clear();
        broker.config.disk.id.0 += 100;
    }

    /// All that the logs of a broker hold has rotted: where they end is all that a start finds of it.
    pub(super) fn rots(&mut self, id: i32) {
        self.brokers.get_mut(&BrokerId(id)).expect("a broker").damaged = true;
    }

    /// Power was lost, and with it what was not synced: everything.
    pub(super) fn loses_tail(&mut self, id: i32) {
        let broker = self.brokers.get_mut(&BrokerId(id)).expect("a broker");
        assert!(broker.node.is_none());
        broker.logs.clear();
        broker.config.disk.intact = false;
    }

    /// Another controller takes over; it knows what was committed, and nothing else.
    pub(super) fn replace_controller(&mut self, epoch: i64) {
        let config = self.brokers[&BrokerId(1)].config.clone();
        self.controller = Controller::new(config, 3 + epoch as u64);
        self.for_controller = self.committed.iter().cloned().map(ControllerInput::Committed).collect();
        self.for_controller.push(ControllerInput::Elected(ControllerEpoch(epoch)));
        self.settle();
    }

    pub(super) fn stop(&mut self, id: i32) {
        self.give(id, Input::Stop);
    }

    pub(super) fn is_up(&self, id: i32) -> bool {
        self.brokers[&BrokerId(id)].node.is_some()
    }

    /// Nothing goes between these two (0: the controller), in neither direction.
    pub(super) fn cut(&mut self, one: i32, other: i32) {
        self.cut.extend([(one, other), (other, one)]);
    }

    pub(super) fn mend(&mut self) {
        self.cut.clear();
        // What was committed meanwhile comes now.
        for (id, broker) in &self.brokers {
            let Some(node) = &broker.node else { continue };
            let missed = self.committed.iter().filter(|committed| committed.offset >= node.image().offset);
            self.mail.extend(missed.cloned().map(|committed| (*id, Input::Committed(committed))));
        }
        self.settle();
    }

    pub(super) fn give(&mut self, id: i32, input: Input) {
        self.mail.push((BrokerId(id), input));
        self.settle();
    }

    /// Lets time pass in small steps.
    pub(super) fn pass(&mut self, span: Duration) {
        let end = self.now.instant + span;
        while self.now.instant < end {
            let step = Duration::from_millis(10).min(end.since(self.now.instant));
            self.now.instant = self.now.instant + step;
            self.now.wall.0 += step.as_millis() as i64;
            let at = self.now.instant;
            if self.controller.timeout().is_some_and(|due| due <= at) {
                self.for_controller.push(ControllerInput::Elapsed);
            }
            let due = |broker: &Broker| broker.node.as_ref().and_then(Node::timeout).is_some_and(|due| due <= at);
            let due: Vec<_> = self.brokers.iter().filter(|(_, broker)| due(broker)).map(|(id, _)| *id).collect();
            self.mail.extend(due.into_iter().map(|id| (id, Input::Elapsed)));
            self.settle();
        }
    }

    fn reaches(&self, from: i32, to: i32) -> bool {
        !self.cut.contains(&(from, to))
    }

    fn settle(&mut self) {
        for _ in 0..100_000 {
            if let Some(input) = (!self.for_controller.is_empty()).then(|| self.for_controller.remove(0)) {
                self.controller.handle(self.now.instant, input);
                while let Some(effect) = self.controller.poll() {
                    self.do_for_controller(effect);
                }
            } else if let Some((id, input)) = (!self.mail.is_empty()).then(|| self.mail.remove(0)) {
                let Some(node) = self.brokers.get_mut(&id).and_then(|broker| broker.node.as_mut()) else { continue };
                node.handle(self.now, input);
                let effects: Vec<Effect> = core::iter::from_fn(|| node.poll()).collect();
                effects.into_iter().for_each(|effect| self.perform(id, effect));
            } else {
                return;
            }
        }
        panic!("the cluster does not come to rest");
    }

    fn do_for_controller(&mut self, effect: ControllerEffect) {
        match effect {
            ControllerEffect::Propose(proposal) => {
                let committed = Committed { offset: Offset(self.committed.len() as i64), proposal };
                self.committed.push(committed.clone());
                let heard: Vec<BrokerId> = self.brokers.keys().copied().filter(|id| self.reaches(0, id.0)).collect();
                self.mail.extend(heard.into_iter().map(|id| (id, Input::Committed(committed.clone()))));
                self.for_controller.push(ControllerInput::Committed(committed));
            }
            ControllerEffect::Answer { to, id, answer } if self.reaches(0, to.0) => {
                self.mail.push((to, Input::Answered { id, answer }));
            }
            ControllerEffect::Answer { .. } => {}
            ControllerEffect::Note(note) => self.notes.push((BrokerId(0), note)),
        }
    }

    fn perform(&mut self, me: BrokerId, effect: Effect) {
        match effect {
            Effect::Ask { id, ask } if self.reaches(me.0, 0) => {
                self.for_controller.push(ControllerInput::Asked { from: me, id, ask });
            }
            Effect::Ask { .. } => {}
            Effect::Send { to, id, request } if self.reaches(me.0, to.0) => {
                if self.is_up(to.0) {
                    let client = ClientId(PEER + me.0 as u64);
                    self.mail.push((to, Input::PeerRequest { from: me, client, id, request }));
                } else {
                    let response = Err(Blame::Gone("the broker is down".into()));
                    self.mail.push((me, Input::Response { from: to, id, response }));
                }
            }
            Effect::Send { .. } => {}
            Effect::Reply { client, id, response } if client.0 >= PEER => {
                let to = BrokerId((client.0 - PEER) as i32);
                if self.reaches(me.0, to.0) {
                    let response = Ok(self.read(me, response));
                    self.mail.push((to, Input::Response { from: me, id, response }));
                }
            }
            Effect::Reply { id, response, .. } => {
                assert!(self.replies.insert(id, response).is_none(), "{id:?} is answered once");
            }
            Effect::Settled { .. } => {}
            Effect::Close { blame, .. } => self.closed.push((me, blame)),
            Effect::Storage(effect) => {
                let completion = self.store(me, effect);
                self.mail.push((me, Input::Storage(completion)));
            }
            Effect::Note(note) => self.notes.push((me, note)),
            Effect::Stopped => self.brokers.get_mut(&me).expect("a broker").node = None,
        }
    }

    fn store(&mut self, me: BrokerId, effect: StorageEffect) -> Completion {
        let StorageEffect { log, ticket, order } = effect;
        let broker = self.brokers.get_mut(&me).expect("a broker");
        if let StorageOrder::Open { name, .. } = &order {
            broker.names.insert(log, *name);
        }
        let name = broker.names[&log];
        let batches = broker.logs.entry(name).or_default();
        let start = broker.starts.entry(name).or_default();
        let outcome = match order {
            StorageOrder::Open { .. } if broker.damaged => {
                let end = recovered(batches, *start).end;
                let damaged_at = (end > *start).then_some(*start);
                Outcome::Opened(RecoveredLog { start: *start, end, damaged_at, ..RecoveredLog::default() }.into())
            }
            StorageOrder::Open { .. } => Outcome::Opened(recovered(batches, *start).into()),
            StorageOrder::Truncate { to } => {
                batches.retain(|batch| batch.head().next_offset() <= to.0);
                Outcome::Opened(recovered(batches, *start).into())
            }
            StorageOrder::Append { batch } => {
                batches.push(batch);
                Outcome::Done
            }
            StorageOrder::Trim { start: to } => {
                *start = to;
                batches.retain(|batch| batch.head().next_offset() > to.0);
                Outcome::Done
            }
            StorageOrder::Read { from, upto, .. } => {
                let within = |b: &&StampedBatch| b.head().next_offset() > from.0 && b.head().base_offset < upto.0;
                Outcome::Read(
                    batches.iter().filter(within).flat_map(|b| b.to_bytes().to_vec()).collect::<Vec<u8>>().into(),
                )
            }
            StorageOrder::Expire { .. } => Outcome::Expired(Offset::ZERO),
            StorageOrder::Seek { .. } => Outcome::Sought(None),
            StorageOrder::Configure { .. }
            | StorageOrder::Compact { .. }
            | StorageOrder::Close
            | StorageOrder::Delete => Outcome::Done,
        };
        Completion { log, ticket, result: Ok(outcome) }
    }

    fn read(&self, me: BrokerId, response: Response<Span>) -> Response<Vec<CheckedBatch>> {
        let broker = &self.brokers[&me];
        response.map_records(|span| {
            let batches = &broker.logs[&broker.names[&span.log]];
            let wanted =
                batches.iter().filter(|b| b.head().next_offset() > span.from.0 && b.head().base_offset < span.upto.0);
            let parse =
                |batch: &StampedBatch| CheckedBatch::parse(batch.to_bytes(), &Rules::LOG).expect("a sound batch");
            Some(wanted.map(parse).collect())
        })
    }

    pub(super) fn ask(&mut self, broker: i32, request: Request<CheckedBatch>) -> RequestId {
        self.requests += 1;
        let id = RequestId(self.requests);
        self.give(broker, Input::Request { client: ClientId(1), id, request });
        id
    }

    /// The brokers that clients are told of.
    pub(super) fn listed(&mut self, broker: i32) -> Vec<i32> {
        let id = self.ask(broker, Request::Metadata(MetadataRequest { topics: None, auto_create: false }));
        match self.replies.remove(&id) {
            Some(Response::Metadata(metadata)) => metadata.brokers.iter().map(|broker| broker.id.0).collect(),
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn produce(&mut self, broker: i32, acks: Acks, batch: CheckedBatch) -> RequestId {
        let topic = TopicRef::Name(TOPIC.into());
        let partitions = vec![ProducePartition { topic, partition: PartitionIndex(0), batch: Ok(batch) }];
        let timeout = Duration::from_secs(30);
        self.ask(broker, Request::Produce(Produce { acks, timeout, transactional_id: None, partitions }))
    }

    /// What a produce was answered, if it was.
    pub(super) fn produced(&mut self, id: RequestId) -> Option<Result<Produced, ErrorCode>> {
        let Response::Produce(items) = self.replies.remove(&id)? else { panic!("a produce's answer") };
        Some(items[0].result.clone().map_err(|refusal| refusal.code))
    }

    /// What a consumer sees at once from an offset on: the error, and how far the records go.
    pub(super) fn consume(&mut self, broker: i32, offset: i64) -> (ErrorCode, Option<i64>) {
        let fetched = self.fetch(broker, offset);
        (fetched.error, fetched.records.map(|span| span.upto.0))
    }

    /// What a consumer is answered that fetches from there.
    pub(super) fn fetch(&mut self, broker: i32, offset: i64) -> FetchedPartition<Span> {
        let id = self.ask(
            broker,
            Request::Fetch(Fetch {
                replica: None,
                max_wait: Duration::ZERO,
                bytes_min: 1,
                bytes_max: 1 << 20,
                isolation: Isolation::ReadUncommitted,
                session_id: 0,
                session_epoch: -1,
                partitions: vec![FetchPartition {
                    topic: TopicRef::Name(TOPIC.into()),
                    partition: PartitionIndex(0),
                    current_leader_epoch: None,
                    offset: Offset(offset),
                    last_fetched_epoch: None,
                    log_start: None,
                    bytes_max: 1 << 20,
                }],
                forgotten: vec![],
                rack: None,
            }),
        );
        let Some(Response::Fetch(Fetched { partitions, .. })) = self.replies.remove(&id) else { panic!("no answer") };
        partitions.into_iter().next().expect("one partition was asked for")
    }

    /// A broker's copy of the topic, as eyes see it.
    pub(super) fn copy(&mut self, broker: i32) -> PartitionView {
        let node = self.brokers.get_mut(&BrokerId(broker)).and_then(|broker| broker.node.as_mut()).expect("it runs");
        let mut views = node.changes(Seq(0)).partitions;
        views.retain(|view| *view.topic == *TOPIC);
        views.pop().expect("it has a copy")
    }

    /// Who leads, in which epoch, with whom in sync and eligible, by the newest metadata.
    pub(super) fn state(&self) -> (Option<i32>, i32, Vec<i32>, Vec<i32>) {
        let image = self.controller.image();
        let (_, topic) = image.topic_named(TOPIC).expect("the topic");
        let partition = &topic.partitions[0];
        let ids = |brokers: &[BrokerId]| brokers.iter().map(|broker| broker.0).collect();
        (partition.leader.map(|l| l.0), partition.leader_epoch.0, ids(&partition.isr), ids(&partition.elr))
    }

    pub(super) fn broker_epoch(&self, broker: i32) -> crate::id::BrokerEpoch {
        self.controller.image().brokers[&BrokerId(broker)].epoch
    }

    pub(super) fn give_controller(&mut self, input: ControllerInput) {
        self.for_controller.push(input);
        self.settle();
    }

    /// The batches on a broker's disk: first offset and epoch.
    pub(super) fn on_disk(&self, broker: i32) -> Vec<(i64, i32)> {
        let (id, _) = self.controller.image().topic_named(TOPIC).expect("the topic");
        let name = LogName { topic: id, partition: PartitionIndex(0) };
        let batches = self.brokers[&BrokerId(broker)].logs.get(&name);
        batches.into_iter().flatten().map(|batch| (batch.head().base_offset, batch.head().leader_epoch)).collect()
    }
}

fn recovered(batches: &[StampedBatch], start: Offset) -> RecoveredLog {
    let mut log = RecoveredLog { start, end: start, ..RecoveredLog::default() };
    let (mut epochs, mut producers) = (EpochCache::default(), ProducerTable::default());
    for batch in batches {
        let head = batch.head();
        let (base, end) = (Offset(head.base_offset), Offset(head.next_offset()));
        let leader_epoch = crate::id::LeaderEpoch(head.leader_epoch);
        epochs.note(leader_epoch, base);
        if let Some((id, epoch, recent)) = RecentBatch::of(head) {
            producers.note(id, epoch, recent);
        }
        let (bytes, max_timestamp) = (head.size() as u32, Timestamp(head.max_timestamp));
        log.tail.push(TailBatch { base, end, leader_epoch, bytes, max_timestamp });
        log.bytes += head.size();
        log.end = end;
    }
    RecoveredLog { epochs, producers, ..log }
}
