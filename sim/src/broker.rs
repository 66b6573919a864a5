//! One broker: a node, its store and its machine, glued as every host glues them.
//!
//! The glue executes effects and keeps the order of each connection's answers; it decides nothing. A crash drops node
//! and store; the disk stays, with or without its cache.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use glasslog_core::{
    config::Config,
    effect::{Effect, Note},
    error::{Blame, Refusal},
    id::{BrokerId, ClientId, PartitionIndex, RequestId},
    input::Input,
    metadata::{Committed, Proposal},
    node::Node,
    random::Random,
    record::{CheckedBatch, Rules},
    request::{Acks, Request},
    response::{Response, Span},
    store::{FileSlice, OpId, Store, StoreConfig, StoreInput, StoreOutput},
    time::{Instant, Now},
    view::{Delta, PartitionView, Seq},
};

use crate::{
    check::Checks,
    clock::WallClock,
    digest::Digest,
    machine::Machine,
    scenario::{Planted, Scenario},
    view::{BrokerStatus, ProcessState},
};

/// What happens to a broker besides messages.
#[derive(Clone, Debug)]
pub(crate) enum BrokerEvent {
    /// A file operation ends.
    Op(OpId),
    /// The node, or the store, wanted to be called at this time. Stale where it is not the one planned last.
    Timer(Instant),
}

/// What a broker does to the world.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    Answer(ClientId, RequestId, Response<Bytes>),
    Close(ClientId, Blame),
    Plan(Instant, BrokerEvent),
    Propose(Proposal),
    Note(Note),
    Changed(ProcessState),
}

/// Where a broker leaves what it does, and who watches.
pub(crate) struct Context<'a> {
    pub(crate) now: Instant,
    pub(crate) checks: &'a mut Checks,
    pub(crate) deeds: Vec<Deed>,
}

/// A broker.
#[derive(Clone, Debug)]
pub(crate) struct Broker {
    config: Config,
    store_config: StoreConfig,
    seed: u64,
    planted: Option<Planted>,
    pub(crate) machine: Machine,
    pub(crate) clock: WallClock,
    pub(crate) incarnation: u32,
    process: Option<Box<Process>>,
}

/// A connection's requests, in order, with the answers that wait for those before them.
type Pipeline = VecDeque<(RequestId, Option<Response<Bytes>>)>;

/// A broker's process.
#[derive(Clone, Debug)]
struct Process {
    node: Node,
    store: Store,
    state: ProcessState,
    /// Per connection: requests that have been taken, in order, with the answers that wait for their turn.
    pipelines: BTreeMap<ClientId, Pipeline>,
    /// Answers whose records are being located.
    locating: BTreeMap<u64, (ClientId, RequestId, Response<Span>)>,
    locates: u64,
    /// Inputs that came out of the store, for the node.
    inbox: VecDeque<Input>,
    timer: Option<Instant>,
}

impl Broker {
    pub(crate) fn new(id: BrokerId, scenario: &Scenario, seed: u64) -> Broker {
        let seed = Random::new(seed, &format!("broker {id}")).next_u64();
        let mut config = Config::new(id, &format!("broker-{id}"), 9092, "glasslog-in-a-tab-0000");
        config.topic_defaults = scenario.topic_defaults.clone();
        let mut machine = Machine::new(crate::clock::micros(scenario.sync), Random::new(seed, "machine"));
        machine.never_syncs = scenario.planted == Some(Planted::AckBeforeDurable);
        machine.writes_garbage = scenario.planted == Some(Planted::WriteGarbage);
        Broker {
            config,
            store_config: StoreConfig { flush: scenario.flush, ..StoreConfig::default() },
            seed,
            planted: scenario.planted,
            machine,
            clock: WallClock::default(),
            incarnation: 0,
            process: None,
        }
    }

    pub(crate) fn id(&self) -> BrokerId {
        self.config.broker.id
    }

    pub(crate) fn is_up(&self) -> bool {
        self.process.is_some()
    }

    /// The process starts: all committed metadata first, then to work.
    pub(crate) fn start(&mut self, context: &mut Context<'_>, committed: &[Committed]) {
        if self.process.is_some() {
            return;
        }
        self.incarnation += 1;
        let seed = self.seed.wrapping_add(u64::from(self.incarnation));
        self.process = Some(Box::new(Process {
            node: Node::new(self.config.clone(), seed),
            store: Store::new(self.store_config),
            state: ProcessState::Starting,
            pipelines: BTreeMap::new(),
            locating: BTreeMap::new(),
            locates: 0,
            inbox: VecDeque::new(),
            timer: None,
        }));
        context.checks.started(self.id());
        context.deeds.push(Deed::Changed(ProcessState::Starting));
        for committed in committed {
            self.input(context, Input::Committed(committed.clone()));
        }
        self.input(context, Input::Start);
    }

    /// The process dies. `survival`: and power is lost.
    pub(crate) fn crash(&mut self, context: &mut Context<'_>, survival: Option<crate::disk::Survival>) {
        let ran = self.process.take().is_some();
        match survival {
            Some(survival) => self.machine.lose_power(survival),
            None => self.machine.abandon(),
        }
        context.checks.died(self.id(), survival.is_some());
        if ran {
            context.deeds.push(Deed::Changed(ProcessState::Down));
        }
    }

    /// The process is asked to finish its work and end.
    pub(crate) fn stop(&mut self, context: &mut Context<'_>) {
        if let Some(process) = &mut self.process {
            process.state = ProcessState::Stopping;
            context.deeds.push(Deed::Changed(ProcessState::Stopping));
            self.input(context, Input::Stop);
        }
    }

    pub(crate) fn handle(&mut self, context: &mut Context<'_>, event: BrokerEvent) {
        let now = self.clock.read(context.now);
        let Some(process) = &mut self.process else { return };
        match event {
            BrokerEvent::Op(id) => {
                let Some((completion, written)) = self.machine.finish(id) else { return };
                if let Some(written) = written {
                    context.checks.written(self.config.broker.id, &written);
                }
                process.store.handle(now, StoreInput::File(completion));
                self.settle(context);
            }
            BrokerEvent::Timer(at) if process.timer != Some(at) => {}
            BrokerEvent::Timer(_) => {
                process.timer = None;
                if process.store.timeout().is_some_and(|at| at <= context.now) {
                    process.store.handle(now, StoreInput::Elapsed);
                    self.settle(context);
                }
                let late = |process: &Process| process.node.timeout().is_some_and(|at| at <= context.now);
                if self.process.as_deref().is_some_and(late) {
                    self.input(context, Input::Elapsed);
                } else {
                    self.settle(context);
                }
            }
        }
    }

    /// A request has arrived whole: checked as a connection's own task does it, and handed in.
    pub(crate) fn request(
        &mut self,
        context: &mut Context<'_>,
        client: ClientId,
        id: RequestId,
        request: Request<Bytes>,
    ) {
        let Some(process) = &mut self.process else { return };
        process.pipelines.entry(client).or_default().push_back((id, None));
        let silent = matches!(&request, Request::Produce(produce) if produce.acks == Acks::None);
        context.checks.asked(self.config.broker.id, client, id, silent, &request);
        let check = |bytes: Bytes| {
            CheckedBatch::parse(bytes, &Rules::CLIENT).map_err(|error| {
                Refusal::new(glasslog_core::error::ErrorCode::from_code(error.code()), error.to_string())
            })
        };
        let request = request.map_batches(check);
        self.input(context, Input::Request { client, id, request });
    }

    pub(crate) fn disconnected(&mut self, context: &mut Context<'_>, client: ClientId) {
        if let Some(process) = &mut self.process {
            process.pipelines.remove(&client);
            process.locating.retain(|_, (other, _, _)| *other != client);
            self.input(context, Input::Disconnected { client });
        }
        context.checks.disconnected(self.id(), client);
    }

    pub(crate) fn committed(&mut self, context: &mut Context<'_>, committed: Committed) {
        self.input(context, Input::Committed(committed));
    }

    fn input(&mut self, context: &mut Context<'_>, input: Input) {
        if let Some(process) = &mut self.process {
            process.inbox.push_back(input);
            self.settle(context);
        }
    }

    /// Drains node and store until nothing is left to be done now.
    fn settle(&mut self, context: &mut Context<'_>) {
        let now = self.clock.read(context.now);
        let broker = self.config.broker.id;
        let Some(process) = &mut self.process else { return };
        let mut glue = Glue { broker, now, context, machine: &mut self.machine, planted: self.planted, stopped: false };
        let called = process.settle(&mut glue);
        let stopped = glue.stopped;
        process.plan_timer(context);
        context.checks.node_handled(broker, called, process.node.waiting_requests(), process.node.timeout());
        if stopped {
            self.process = None;
            self.machine.abandon();
            context.checks.died(broker, false);
            context.deeds.push(Deed::Changed(ProcessState::Down));
        }
    }

    pub(crate) fn changes(&mut self, since: Seq) -> Delta {
        self.process.as_mut().map(|process| process.node.changes(since)).unwrap_or_default()
    }

    /// Whether its machine takes connections: a process runs, and does not end.
    pub(crate) fn accepts(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.state != ProcessState::Stopping)
    }

    /// The directory of a partition, by its topic's name.
    pub(crate) fn directory(&self, topic: &str, partition: PartitionIndex) -> Option<String> {
        let (id, _) = self.process.as_ref()?.node.image().topic_named(topic)?;
        Some(format!("{id}-{partition}"))
    }

    /// Every partition with its directory.
    pub(crate) fn directories(&self) -> Vec<(String, PartitionView)> {
        let views = self.process.as_ref().map(|process| process.node.clone().changes(Seq(0)).partitions);
        let dir = |view: PartitionView| (format!("{}-{}", view.topic_id, view.partition), view);
        views.into_iter().flatten().map(dir).collect()
    }

    pub(crate) fn status(&self) -> BrokerStatus {
        BrokerStatus {
            id: self.id(),
            state: self.process.as_ref().map_or(ProcessState::Down, |process| process.state),
            incarnation: self.incarnation,
            disk_bytes: self.machine.disk.used(),
            unsynced_bytes: self.machine.disk.unsynced(),
        }
    }

    /// All state that matters. The node's is seen through its view, and through all that it does.
    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(self.incarnation, self.clock.error_ms()));
        self.machine.digest(digest);
        if let Some(process) = &self.process {
            digest.value(&process.node.clone().changes(Seq(0)));
            digest.value(&(&process.pipelines, process.locates, process.timer));
            digest.value(&(process.node.timeout(), process.store.timeout()));
        }
    }
}

/// What a process needs of its surroundings while it settles.
struct Glue<'a, 'b> {
    broker: BrokerId,
    now: Now,
    context: &'a mut Context<'b>,
    machine: &'a mut Machine,
    planted: Option<Planted>,
    stopped: bool,
}

impl Process {
    /// True when the node was called.
    fn settle(&mut self, glue: &mut Glue<'_, '_>) -> bool {
        let mut called = false;
        self.drain_store(glue);
        loop {
            while let Some(input) = self.inbox.pop_front() {
                called = true;
                self.node.handle(glue.now, input);
                while let Some(effect) = self.node.poll() {
                    self.perform(glue, effect);
                }
            }
            self.store.handle(glue.now, StoreInput::Idle);
            self.drain_store(glue);
            if self.inbox.is_empty() {
                return called;
            }
        }
    }

    fn drain_store(&mut self, glue: &mut Glue<'_, '_>) {
        while let Some(output) = self.store.poll() {
            match output {
                StoreOutput::File(op) => {
                    let (id, ends) = glue.machine.issue(glue.context.now, op);
                    glue.context.deeds.push(Deed::Plan(ends, BrokerEvent::Op(id)));
                }
                StoreOutput::Complete(completion) => {
                    glue.context.checks.completed(glue.broker, &completion, &glue.machine.disk);
                    self.inbox.push_back(Input::Storage(completion));
                }
                StoreOutput::Located { id, spans } => self.located(glue, id, spans),
            }
        }
    }

    fn perform(&mut self, glue: &mut Glue<'_, '_>, effect: Effect) {
        match effect {
            Effect::Reply { client, id, response } => self.reply(glue, client, id, response),
            Effect::Settled { client, id } => {
                glue.context.checks.settled(glue.broker, client, id);
                if let Some(pipeline) = self.pipelines.get_mut(&client) {
                    pipeline.retain(|(other, _)| *other != id);
                }
                self.answer(glue, client);
            }
            Effect::Close { client, blame } => {
                self.pipelines.remove(&client);
                self.locating.retain(|_, (other, _, _)| *other != client);
                glue.context.checks.disconnected(glue.broker, client);
                glue.context.deeds.push(Deed::Close(client, blame));
                self.inbox.push_back(Input::Disconnected { client });
            }
            Effect::Storage(effect) => {
                glue.context.checks.ordered(glue.broker, &effect);
                self.store.handle(glue.now, StoreInput::Order(effect));
                self.drain_store(glue);
            }
            Effect::Propose(proposal) => glue.context.deeds.push(Deed::Propose(proposal)),
            Effect::Note(note) => {
                if note == Note::Serving {
                    self.state = ProcessState::Running;
                    glue.context.deeds.push(Deed::Changed(ProcessState::Running));
                }
                glue.context.deeds.push(Deed::Note(note));
            }
            Effect::Stopped => glue.stopped = true,
        }
    }

    fn reply(&mut self, glue: &mut Glue<'_, '_>, client: ClientId, id: RequestId, response: Response<Span>) {
        glue.context.checks.replied(glue.broker, client, id, &response);
        let spans: Vec<Option<Span>> = match &response {
            Response::Fetch(fetched) => fetched.partitions.iter().map(|p| p.records).collect(),
            _ => Vec::new(),
        };
        if spans.iter().all(Option::is_none) {
            self.ready(glue, client, id, response.map_records(|_| None));
            return;
        }
        let bytes_max = if let Response::Fetch(fetched) = &response { fetched.bytes_max } else { 0 };
        self.locates += 1;
        self.locating.insert(self.locates, (client, id, response));
        self.store.handle(glue.now, StoreInput::Locate { id: self.locates, spans, bytes_max });
        self.drain_store(glue);
    }

    /// The records of an answer have been found: they are read at once, so that nothing need be pinned.
    fn located(
        &mut self,
        glue: &mut Glue<'_, '_>,
        locate: u64,
        spans: Vec<Result<Vec<FileSlice>, glasslog_core::error::StorageFault>>,
    ) {
        let Some((client, id, response)) = self.locating.remove(&locate) else { return };
        let mut found = spans.into_iter();
        let mut whole = true;
        let response = match response {
            Response::Fetch(mut fetched) => {
                let mut read = Vec::new();
                for partition in &mut fetched.partitions {
                    let slices = found.next().unwrap_or_else(|| Ok(Vec::new()));
                    read.push(match slices {
                        _ if partition.records.is_none() => None,
                        Ok(slices) => {
                            let mut bytes = Vec::new();
                            for slice in slices {
                                match glue.machine.read_now(slice.file, slice.position, slice.length) {
                                    Some(part) => bytes.extend(part),
                                    None => whole = false,
                                }
                            }
                            Some(Bytes::from(bytes))
                        }
                        Err(_) => {
                            partition.error = glasslog_core::error::ErrorCode::KafkaStorageError;
                            partition.records = None;
                            None
                        }
                    });
                }
                let read: VecDeque<Bytes> = read.into_iter().flatten().collect();
                let mut read = read.into_iter();
                Response::Fetch(fetched).map_records(|_| read.next())
            }
            other => other.map_records(|_| None),
        };
        if whole {
            self.ready(glue, client, id, response);
        } else {
            self.pipelines.remove(&client);
            glue.context.checks.disconnected(glue.broker, client);
            let blame = Blame::Gone("the records could not be read".into());
            glue.context.deeds.push(Deed::Close(client, blame));
            self.inbox.push_back(Input::Disconnected { client });
        }
    }

    /// An answer is complete; it leaves when those before it have left.
    fn ready(&mut self, glue: &mut Glue<'_, '_>, client: ClientId, id: RequestId, response: Response<Bytes>) {
        if glue.planted == Some(Planted::ReplyOutOfOrder) {
            glue.context.checks.left(glue.broker, client, id, &response);
            glue.context.deeds.push(Deed::Answer(client, id, response));
            return;
        }
        if let Some(pipeline) = self.pipelines.get_mut(&client)
            && let Some(slot) = pipeline.iter_mut().find(|(other, _)| *other == id)
        {
            slot.1 = Some(response);
        }
        self.answer(glue, client);
    }

    fn answer(&mut self, glue: &mut Glue<'_, '_>, client: ClientId) {
        let Some(pipeline) = self.pipelines.get_mut(&client) else { return };
        while let Some((id, Some(_))) = pipeline.front() {
            let id = *id;
            let Some((_, Some(response))) = pipeline.pop_front() else { return };
            glue.context.checks.left(glue.broker, client, id, &response);
            if glue.planted == Some(Planted::ReplyTwice) {
                glue.context.checks.left(glue.broker, client, id, &response);
                glue.context.deeds.push(Deed::Answer(client, id, response.clone()));
            }
            glue.context.deeds.push(Deed::Answer(client, id, response));
        }
    }

    fn plan_timer(&mut self, context: &mut Context<'_>) {
        let next = [self.node.timeout(), self.store.timeout()].into_iter().flatten().min();
        if let Some(next) = next
            && self.timer.is_none_or(|planned| next < planned)
        {
            let next = next.max(context.now);
            self.timer = Some(next);
            context.deeds.push(Deed::Plan(next, BrokerEvent::Timer(next)));
        }
    }
}
