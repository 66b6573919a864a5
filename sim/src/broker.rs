//! One broker: a process on a machine. A crash drops the process; the disk stays, with or without its cache.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use glasslog_core::{
    config::{Config, Disk as DataDirectory},
    controller::{Answer, Ask, image::Image},
    effect::Note,
    error::Blame,
    id::{AskId, BrokerEpoch, BrokerId, ClientId, DiskId, Offset, PartitionIndex, RequestId},
    input::Input,
    log::ProducerTable,
    metadata::Committed,
    random::Random,
    request::{Acks, Request},
    response::Response,
    storage::{FlushMode, LogName, RecoveredLog},
    store::{IndexedBatch, OpId, StoreConfig, StoreInput},
    time::Instant,
    view::{Delta, GroupView, PartitionView, Seq},
};

use crate::{
    check::Checks,
    clock::WallClock,
    digest::Digest,
    disk::{Disk, Survival},
    machine::Machine,
    process::{Glue, Process},
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
    Ask(AskId, Ask),
    Send(BrokerId, RequestId, Request<Bytes>),
    Note(Note),
    Changed(ProcessState),
}

/// A log, as two starts one after the other find it; none where it cannot be opened.
pub(crate) type Reopened = (LogName, Option<RecoveredLog>, Option<RecoveredLog>);

/// Where a broker leaves what it does, and who watches.
pub(crate) struct Context<'a> {
    pub(crate) now: Instant,
    pub(crate) checks: &'a mut Checks,
    pub(crate) deeds: Vec<Deed>,
}

/// A broker.
#[derive(Clone, Debug)]
pub(crate) struct Broker {
    config: Arc<Config>,
    store_config: Arc<StoreConfig>,
    seed: u64,
    disks: Random,
    planted: Option<Planted>,
    pub(crate) machine: Machine,
    pub(crate) clock: WallClock,
    pub(crate) incarnation: u32,
    /// Inputs that its processes' nodes have been called with.
    pub(crate) inputs: u64,
    /// Inputs that its stores were given.
    pub(crate) store_inputs: u64,
    /// Its process stands still: whatever happens to it waits.
    pub(crate) paused: bool,
    process: Option<Box<Process>>,
}

/// The configuration that all brokers of a scenario, and its controller, share but for the broker's number.
pub(crate) fn config(id: BrokerId, scenario: &Scenario) -> Config {
    let mut config = Config::new(id, &format!("broker-{id}"), 9092, "glasslog-in-a-tab-0000");
    config.topic_defaults = scenario.topic_defaults.clone();
    config.default_replication_factor = scenario.factor;
    config.cleaner_backoff = scenario.cleaner_backoff;
    config.replication.offsets_factor = scenario.factor;
    config.replication.heartbeat_interval = scenario.heartbeat;
    config.replication.session_timeout = scenario.session;
    config.replication.lag_max = scenario.lag_max;
    config
}

impl Broker {
    pub(crate) fn new(id: BrokerId, scenario: &Scenario, seed: u64) -> Broker {
        let seed = Random::new(seed, &format!("broker {id}")).next_u64();
        let mut disks = Random::new(seed, "disks");
        let mut config = config(id, scenario);
        config.disk = DataDirectory { id: DiskId(disks.next_u64()), intact: true };
        let mut machine = Machine::new(crate::clock::micros(scenario.sync), Random::new(seed, "machine"));
        machine.never_syncs = scenario.planted == Some(Planted::AckBeforeDurable);
        machine.writes_garbage = scenario.planted == Some(Planted::WriteGarbage);
        Broker {
            config: Arc::new(config),
            store_config: Arc::new(StoreConfig { flush: scenario.flush, ..StoreConfig::default() }),
            seed,
            disks,
            planted: scenario.planted,
            machine,
            clock: WallClock::default(),
            incarnation: 0,
            inputs: 0,
            store_inputs: 0,
            paused: false,
            process: None,
        }
    }

    pub(crate) fn id(&self) -> BrokerId {
        self.config.broker.id
    }

    /// Takes no more memory than it must beside others: see [`Node::condense`](glasslog_core::node::Node::condense).
    pub(crate) fn condense(&mut self, others: &[&mut Broker]) {
        let disks: Vec<_> = others.iter().map(|other| &other.machine.disk).collect();
        self.machine.disk.condense(&disks);
        if let Some(process) = &mut self.process {
            let nodes: Vec<_> = others.iter().filter_map(|other| Some(&other.process.as_ref()?.node)).collect();
            process.node.condense(&nodes);
            process.store.condense(&process.node);
        }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.process.is_some()
    }

    /// The process starts, and waits for the metadata.
    pub(crate) fn start(&mut self, context: &mut Context<'_>) {
        if self.process.is_some() {
            return;
        }
        self.incarnation += 1;
        self.paused = false;
        let seed = self.seed.wrapping_add(u64::from(self.incarnation));
        let process = Process::new(Config::clone(&self.config), seed, *self.store_config);
        #[cfg(feature = "mutants")]
        let process = process.with(self.planted);
        self.process = Some(Box::new(process));
        context.checks.started(self.id());
        context.deeds.push(Deed::Changed(ProcessState::Starting));
    }

    /// The process dies. `survival`: and power is lost.
    pub(crate) fn crash(&mut self, context: &mut Context<'_>, survival: Option<Survival>) {
        let ran = self.process.take().is_some();
        self.paused = false;
        match survival {
            Some(survival) => {
                // The page cache is all that an acknowledgement under `FlushMode::Os` means, and nobody knows what is lost with it.
                Arc::make_mut(&mut self.config).disk.intact &= self.store_config.flush != FlushMode::Os;
                self.machine.lose_power(survival);
            }
            None => self.machine.abandon(),
        }
        context.checks.died(self.id(), survival.is_some());
        if ran {
            context.deeds.push(Deed::Changed(ProcessState::Down));
        }
    }

    /// The process dies, and its disk is replaced by an empty one.
    #[inline(never)]
    pub(crate) fn wipe(&mut self, context: &mut Context<'_>) {
        self.crash(context, Some(Survival::Nothing));
        self.machine.disk = Disk::default();
        Arc::make_mut(&mut self.config).disk = DataDirectory { id: DiskId(self.disks.next_u64()), intact: true };
        context.checks.wiped(self.id());
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
                process.tell_store(now, StoreInput::File(completion));
                self.settle(context);
            }
            BrokerEvent::Timer(at) if process.timer != Some(at) => {}
            BrokerEvent::Timer(_) => {
                process.timer = None;
                if process.store.timeout().is_some_and(|at| at <= context.now) {
                    process.tell_store(now, StoreInput::Elapsed);
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

    /// A request has arrived whole, from a client or from a following broker.
    pub(crate) fn request(
        &mut self,
        context: &mut Context<'_>,
        client: ClientId,
        id: RequestId,
        peer: Option<BrokerId>,
        request: Request<Bytes>,
    ) {
        let Some(process) = &mut self.process else { return };
        let silent = matches!(&request, Request::Produce(produce) if produce.acks == Acks::None);
        context.checks.asked((self.config.broker.id, process.node.image()), client, id, peer, silent, &request);
        process.request(client, id, peer, request);
        self.settle(context);
    }

    /// Another broker's answer has arrived; or none will.
    pub(crate) fn response(
        &mut self,
        context: &mut Context<'_>,
        from: BrokerId,
        id: RequestId,
        response: Result<Response<Bytes>, Blame>,
    ) {
        if let Some(process) = &mut self.process {
            process.response(from, id, response);
            self.settle(context);
        }
    }

    pub(crate) fn disconnected(&mut self, context: &mut Context<'_>, client: ClientId) {
        if let Some(process) = &mut self.process {
            process.disconnected(client);
            self.settle(context);
        }
        context.checks.disconnected(self.id(), client);
    }

    pub(crate) fn committed(&mut self, context: &mut Context<'_>, committed: Vec<Committed>) {
        if let Some(process) = &mut self.process {
            process.committed(committed);
            self.settle(context);
        }
    }

    pub(crate) fn answered(&mut self, context: &mut Context<'_>, id: AskId, answer: Answer) {
        context.checks.answered(&answer);
        self.input(context, Input::Answered { id, answer });
    }

    fn input(&mut self, context: &mut Context<'_>, input: Input) {
        if let Some(process) = &mut self.process {
            process.push(input);
            self.settle(context);
        }
    }

    /// Drains node and store until nothing is left to be done now.
    fn settle(&mut self, context: &mut Context<'_>) {
        let now = self.clock.read(context.now);
        let broker = self.config.broker.id;
        let Some(process) = &mut self.process else { return };
        let starting = process.state == ProcessState::Starting;
        let mut glue = Glue { broker, now, context, machine: &mut self.machine, planted: self.planted, stopped: false };
        let inputs = process.settle(&mut glue);
        self.inputs += inputs;
        self.store_inputs += std::mem::take(&mut process.store_inputs);
        let stopped = glue.stopped;
        let timeout = process.plan_timer(context);
        // A broker that was paused may have work for its store before it comes to the deadline that it has slept through.
        if inputs > 0 {
            context.checks.node_handled(broker, process.node.waiting_requests(), timeout);
        }
        if starting && process.state == ProcessState::Running {
            // The cluster knows by now what this disk has lost.
            Arc::make_mut(&mut self.config).disk.intact = true;
        }
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

    /// Records have left to a client.
    pub(crate) fn served(&mut self, bytes: u64) {
        if let Some(process) = &mut self.process {
            process.node.served(bytes);
        }
    }

    /// Whether its machine takes connections: a process runs, and does not end.
    pub(crate) fn accepts(&self) -> bool {
        self.process.as_ref().is_some_and(|process| process.state != ProcessState::Stopping)
    }

    /// The next metadata that it has not been told; none while it does not run.
    pub(crate) fn metadata_next(&self) -> Option<Offset> {
        self.process.as_ref().map(|process| process.metadata_next())
    }

    /// The metadata as it has it.
    pub(crate) fn image(&self) -> Option<&Image> {
        self.process.as_ref().map(|process| process.node.image())
    }

    /// The epoch in which it is registered, if it is.
    pub(crate) fn epoch(&self) -> Option<BrokerEpoch> {
        let view = self.process.as_ref()?.node.clone().changes(Seq(0)).broker?;
        Some(view.epoch).filter(|epoch| epoch.0 >= 0)
    }

    /// The directory of a partition, by its topic's name.
    pub(crate) fn directory(&self, topic: &str, partition: PartitionIndex) -> Option<String> {
        let (id, _) = self.image()?.topic_named(topic)?;
        Some(format!("{id}-{partition}"))
    }

    /// Its copies, while it runs.
    pub(crate) fn partition_views(&self) -> impl Iterator<Item = PartitionView> + '_ {
        self.process.iter().flat_map(|process| process.node.partition_views())
    }

    /// Every partition with its directory.
    pub(crate) fn directories(&self) -> Vec<(String, PartitionView)> {
        self.partition_views().map(|view| (format!("{}-{}", view.topic_id, view.partition), view)).collect()
    }

    /// The sparse indexes of its open segments, by path.
    pub(crate) fn indexes(&self) -> Vec<(String, Vec<IndexedBatch>)> {
        let indexes = self.process.iter().flat_map(|process| process.store.indexes());
        indexes.map(|(path, entries)| (path.to_owned(), entries)).collect()
    }

    /// What it remembers of the idempotent producers of a partition.
    pub(crate) fn producers(&self, name: LogName) -> Option<&ProducerTable> {
        self.process.as_ref()?.node.producers(name.topic, name.partition)
    }

    /// The groups that it coordinates.
    pub(crate) fn groups(&self) -> Vec<GroupView> {
        self.process.as_ref().map(|process| process.node.clone().changes(Seq(0)).groups).unwrap_or_default()
    }

    /// What a start would find on its disk as it is: every log of these opened twice, on a copy.
    pub(crate) fn reopen(&self, names: &[LogName]) -> Vec<Reopened> {
        let mut machine = self.machine.clone();
        let first = crate::reopen::reopen(&mut machine, *self.store_config, names);
        let second = crate::reopen::reopen(&mut machine, *self.store_config, names);
        names.iter().zip(first.into_iter().zip(second)).map(|(name, (first, second))| (*name, first, second)).collect()
    }

    pub(crate) fn status(&self) -> BrokerStatus {
        BrokerStatus {
            id: self.id(),
            state: self.process.as_ref().map_or(ProcessState::Down, |process| process.state),
            paused: self.paused,
            incarnation: self.incarnation,
            disk_bytes: self.machine.disk.used(),
            unsynced_bytes: self.machine.disk.unsynced(),
        }
    }

    /// Whether this incarnation of its process is to be called at that time, as planned last.
    pub(crate) fn waits_for(&self, incarnation: u32, at: Instant) -> bool {
        let process = self.process.as_ref().filter(|_| self.incarnation == incarnation);
        process.is_some_and(|process| process.timer == Some(at))
    }

    /// The broker, as far as it decides what happens next.
    pub(crate) fn write_state(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut disk = Digest::default();
        for path in self.machine.disk.paths() {
            disk.value(&(&path, self.machine.disk.contents(&path), self.machine.disk.durable_contents(&path)));
        }
        write!(out, "{:?} {} {:?} {};", self.config.disk, self.paused, self.process, disk.finish())
    }

    /// All state that matters. The node's is seen through its view, and through all that it does.
    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(self.incarnation, self.paused, self.clock.error_ms(), self.config.disk.id.0));
        digest.number(u64::from(self.config.disk.intact));
        self.machine.digest(digest);
        if let Some(process) = &self.process {
            process.digest(digest);
        }
    }
}
