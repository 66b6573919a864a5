//! One broker: takes one input at a time, routes it to the machine that it concerns, and says what is to be done.
//!
//! The contract with a host: give an input with [`Node::handle`], then take every effect from [`Node::poll`]
//! before the next; give [`Input::Elapsed`] no later than [`Node::timeout`]. The run loop, whole:
//!
//! ```text
//! loop {
//!     node.handle(now, input);
//!     while let Some(effect) = node.poll() { perform(effect) }
//!     input = next_input_or_elapsed_at(node.timeout());
//! }
//! ```
//!
//! A host feeds all committed metadata first, then [`Input::Start`]. Deliberately absent: sockets, files, clocks,
//! threads, API versions, and every decision of the machines routed to.

mod cluster;
mod data;
mod follow;
mod groups;
mod isr;
mod look;
mod offsets;
mod parked;
mod storage;
mod topics;

use crate::sorted::{SortedMap, SortedSet};
use alloc::{collections::VecDeque, sync::Arc, vec::Vec};

use crate::{
    config::Config,
    controller::image::Image,
    effect::{Effect, Note},
    error::Blame,
    fetcher::Fetcher,
    group::{Coordinator, LoadToken},
    id::{
        BrokerId, ClientId, Incarnation, LogId, Offset, PartitionIndex, ProducerEpoch, ProducerId, RequestId, Ticket,
        TopicId,
    },
    input::Input,
    log::ProducerTable,
    mutant::Planted,
    name::{OFFSETS_TOPIC, Text},
    partition::{Heard, Partition},
    random::Random,
    record::CheckedBatch,
    request::{FindCoordinator, Request},
    response::{Response, Span},
    storage::{StorageEffect, StorageOrder},
    time::{Instant, Now},
    view::Counted,
    waiting::{WaitId, WaitingRoom},
};
use cluster::Asks;
use look::Marks;
use parked::Parked;
use storage::Pending;

/// A broker.
#[derive(Clone, Debug)]
pub struct Node {
    config: Arc<Config>,
    state: State,
    /// Which start of this broker this is.
    incarnation: Incarnation,
    /// Shared between copies of this node until it changes, as partitions are.
    image: Arc<Image>,
    asks: Asks,
    /// By log id; the first is the metadata log's and stays empty. Copied when they change: a copy of a node is cheap.
    partitions: Vec<Option<Arc<Partition>>>,
    logs: Arc<SortedMap<(TopicId, PartitionIndex), LogId>>,
    groups: Coordinator,
    /// Loads of groups that wait until the high watermark of their log is known for certain.
    loads: SortedMap<LogId, (LoadToken, Offset)>,
    waiting: WaitingRoom,
    /// Fetches among them, by log.
    parked: Parked,
    /// When the followers of what it leads were last heard of.
    heard: Heard,
    /// By leader.
    fetchers: SortedMap<BrokerId, Fetcher>,
    fetchers_to_see: SortedSet<BrokerId>,
    /// The last request to another broker; it begins anywhere, as [`Asks`] do.
    peer_requests: u64,
    /// Brokers that have left the cluster, and until when clients are still told where they are.
    departed: SortedMap<BrokerId, Instant>,
    /// The fetch of each follower that waits here.
    parked_followers: SortedMap<BrokerId, WaitId>,
    /// Logs whose ISR may have to be another.
    wishful: SortedSet<LogId>,
    /// Logs that have failed, and the controller has not been told.
    failed_logs: SortedSet<LogId>,
    /// Topics being made, with who waits for their logs to open: request, slot, and the logs still closed.
    opening: Vec<(WaitId, u32, SortedSet<LogId>)>,
    /// Topics that this broker has asked for.
    creating: SortedSet<Text>,
    /// The last reason told why a topic could not be made, and when.
    told_not_created: Option<(Text, Instant)>,
    /// Clients that look for a coordinator before there is a topic to keep commits in.
    seeking_coordinator: Vec<(ClientId, RequestId, FindCoordinator)>,
    /// Group requests that name topics by id: their answers must do so too.
    by_topic_id: SortedSet<(ClientId, RequestId)>,
    producer_ids: ProducerIds,
    pending: SortedMap<Ticket, Pending>,
    tickets: u64,
    next_housekeeping: Instant,
    next_compaction: Instant,
    next_heartbeat: Instant,
    next_lag_check: Instant,
    leave_by: Instant,
    effects: VecDeque<Effect>,
    marks: Marks,
    /// For eyes only.
    counted: Counted,
    /// When the input came that is handled, for what is counted.
    now: Instant,
    planted: Planted,
}

/// Producer ids that this broker has reserved, and who waits for one.
#[derive(Clone, Debug, Default)]
struct ProducerIds {
    next: i64,
    end: i64,
    asked: bool,
    waiting: VecDeque<(ClientId, RequestId)>,
}

/// Where a node is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Committed metadata is being fed.
    Replaying,
    /// Registering with the cluster.
    Registering,
    /// Serving.
    Serving,
    /// Asking the controller to let others lead, and still serving.
    Leaving,
    /// Closing its logs.
    Stopping,
    /// Finished.
    Stopped,
}

impl Node {
    /// A broker that knows nothing yet. `seed` is all the randomness there will be.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Node {
        let incarnation = Incarnation(Random::new(seed, "incarnation").next_u64());
        let groups = Coordinator::new(config.group.clone(), Random::new(seed, "groups"));
        Node {
            state: State::Replaying,
            incarnation,
            image: Arc::default(),
            asks: Asks::new(incarnation),
            partitions: alloc::vec![None],
            logs: Arc::default(),
            groups,
            loads: SortedMap::new(),
            waiting: WaitingRoom::default(),
            parked: Parked::default(),
            heard: Heard::default(),
            fetchers: SortedMap::new(),
            fetchers_to_see: SortedSet::new(),
            peer_requests: incarnation.0,
            departed: SortedMap::new(),
            parked_followers: SortedMap::new(),
            wishful: SortedSet::new(),
            failed_logs: SortedSet::new(),
            opening: Vec::new(),
            creating: SortedSet::new(),
            told_not_created: None,
            seeking_coordinator: Vec::new(),
            by_topic_id: SortedSet::new(),
            producer_ids: ProducerIds::default(),
            pending: SortedMap::new(),
            tickets: 0,
            next_housekeeping: never(),
            next_compaction: never(),
            next_heartbeat: never(),
            next_lag_check: never(),
            leave_by: never(),
            effects: VecDeque::new(),
            marks: Marks::default(),
            counted: Counted::default(),
            now: Instant::default(),
            planted: Planted::default(),
            config: Arc::new(config),
        }
    }

    /// From now on this node has a bug.
    #[cfg(feature = "mutants")]
    pub fn plant(&mut self, mutant: crate::mutant::Mutant) {
        self.planted = Planted::of(mutant);
        self.groups.plant(mutant);
    }

    /// Something has happened.
    pub fn handle(&mut self, now: Now, input: Input) {
        self.now = now.instant;
        match input {
            Input::Start => self.handle_start(now),
            Input::Request { client, id, request } => self.handle_request(now, client, id, None, request),
            Input::PeerRequest { from, client, id, request } => {
                self.handle_request(now, client, id, Some(from), request);
            }
            Input::Response { from, id, response } => self.handle_response(now, from, id, response),
            Input::Answered { id, answer } => self.handle_answered(now, id, answer),
            Input::Disconnected { client } => self.handle_disconnected(now, client),
            Input::Storage(completion) => self.handle_completion(now, completion),
            Input::Committed(committed) => self.handle_committed(now, &committed),
            Input::Elapsed => {}
            Input::Stop => self.handle_stop(now),
        }
        self.handle_time(now);
        self.drain_groups(now);
        self.report_failed_logs(now);
        self.ask_for_isrs(now);
        self.drain_fetchers(now);
        self.finish_stop();
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When to call [`Node::handle`] with [`Input::Elapsed`], at the latest.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        let leaving = (self.state == State::Leaving).then_some(self.leave_by);
        let own = [self.waiting.timeout(), self.groups.timeout(), self.asks.timeout(), leaving];
        let serving = (self.state == State::Serving).then(|| {
            let ticks = [self.next_housekeeping, self.next_compaction, self.next_heartbeat, self.next_lag_check];
            let ticks = ticks.into_iter().fold(never(), Instant::min);
            self.fetchers_timeout().map_or(ticks, |at| at.min(ticks))
        });
        own.into_iter().flatten().chain(serving).min()
    }

    /// How many requests wait for something.
    #[must_use]
    pub fn waiting_requests(&self) -> usize {
        self.waiting.len()
    }

    /// The committed metadata, as this broker has it.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// What the idempotent producers of a partition sent last, by this copy's memory: for whoever compares it with the log.
    #[must_use]
    pub fn producers(&self, topic: TopicId, partition: PartitionIndex) -> Option<&ProducerTable> {
        self.producers_of(*self.logs.get(&(topic, partition))?)
    }

    /// As [`Node::producers`], by log.
    pub(crate) fn producers_of(&self, log: LogId) -> Option<&ProducerTable> {
        Some(self.partition_at(log)?.producers())
    }

    /// Takes no more memory than it must, for a copy of this node is about to be kept: gives back what is spare, and keeps once what
    /// other nodes remember of the same logs, until one of them changes. Nothing else depends on it. What has not changed since an
    /// earlier copy is shared with that, and left alone.
    pub fn condense(&mut self, others: &[&Node]) {
        for (place, log) in &*self.logs {
            let own = self.partitions.get_mut(log.0 as usize).and_then(Option::as_mut).and_then(Arc::get_mut);
            let theirs = others.iter().filter_map(|other| other.partition_at(*other.logs.get(place)?));
            own.into_iter().for_each(|own| own.condense(theirs.clone()));
        }
    }

    fn handle_request(
        &mut self,
        now: Now,
        client: ClientId,
        id: RequestId,
        peer: Option<BrokerId>,
        request: Request<CheckedBatch>,
    ) {
        if !matches!(self.state, State::Serving | State::Leaving) {
            let blame = Blame::Gone("the broker is starting or stopping".into());
            self.effects.push_back(Effect::Close { client, blame });
            return;
        }
        match request {
            Request::Produce(produce) => self.produce(now, client, id, produce),
            // Only a broker may say that it is one.
            Request::Fetch(fetch) if peer.is_some() && fetch.replica.map(|replica| replica.broker) == peer => {
                self.follower_fetch(now, client, id, fetch);
            }
            Request::Fetch(fetch) => self.fetch(now, client, id, fetch),
            Request::ListOffsets(request) => self.list_offsets(now, client, id, request),
            Request::OffsetsForLeaderEpochs(request) => self.epoch_ends(client, id, request),
            Request::DeleteRecords(request) => self.delete_records(now, client, id, request),
            Request::InitProducerId(request) => self.init_producer_id(now, client, id, &request),
            Request::Metadata(request) => self.metadata(now, client, id, request),
            Request::DescribeCluster => self.describe_cluster(client, id),
            Request::CreateTopics(request) => self.create_topics(now, client, id, request),
            Request::DeleteTopics(request) => self.delete_topics(now, client, id, request),
            Request::CreatePartitions(request) => self.create_partitions(now, client, id, request),
            Request::AlterConfigs(request) => self.alter_configs(now, client, id, request),
            Request::DescribeConfigs(request) => self.describe_configs(client, id, request),
            Request::FindCoordinator(request) => self.find_coordinator(now, client, id, request),
            other => self.group_request(now, client, id, other),
        }
    }

    fn handle_disconnected(&mut self, now: Now, client: ClientId) {
        while let Some(number) = self.waiting.of_client(client) {
            if let Some(waiting) = self.waiting.remove(number) {
                self.forget_wait(number, &waiting);
            }
        }
        self.seeking_coordinator.retain(|(other, _, _)| *other != client);
        self.producer_ids.waiting.retain(|(other, _)| *other != client);
        self.by_topic_id.retain(|(other, _)| *other != client);
        self.groups.handle_disconnected(now, client);
    }

    fn handle_time(&mut self, now: Now) {
        while let Some((number, waiting)) = self.waiting.pop_overdue(now.instant) {
            self.forget_wait(number, &waiting);
            self.answer_overdue(waiting);
        }
        if self.groups.timeout().is_some_and(|at| at <= now.instant) {
            self.groups.handle_elapsed(now);
        }
        self.handle_cluster_time(now);
        self.check_lag(now);
        if self.state == State::Serving && self.next_housekeeping <= now.instant {
            self.next_housekeeping = now.instant + self.config.retention_check;
            self.housekeep(now);
        }
        if self.state == State::Serving && self.next_compaction <= now.instant {
            self.next_compaction = now.instant + self.config.cleaner_backoff;
            self.compact_logs(now);
        }
    }

    /// All logs are closed: answers who still waits.
    #[inline(never)]
    fn finish_stop(&mut self) {
        let busy = || self.pending.values().any(|p| matches!(p, Pending::Close | Pending::Open | Pending::Cut));
        let appending = || self.partitions.iter().flatten().any(|p| !p.is_quiet());
        if self.state != State::Stopping || busy() || appending() {
            return;
        }
        while let Some(number) = self.waiting.any() {
            if let Some(waiting) = self.waiting.remove(number) {
                self.forget_wait(number, &waiting);
                self.answer_overdue(waiting);
            }
        }
        self.state = State::Stopped;
        self.effects.push_back(Effect::Stopped);
    }

    fn reply(&mut self, client: ClientId, id: RequestId, response: Response<Span>) {
        self.effects.push_back(Effect::Reply { client, id, response });
    }

    fn note(&mut self, note: Note) {
        self.effects.push_back(Effect::Note(note));
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// Gives an order to the store; `pending` says what its completion is for.
    fn order(&mut self, log: LogId, order: StorageOrder, pending: Pending) -> Ticket {
        let ticket = self.ticket();
        self.pending.insert(ticket, pending);
        self.effects.push_back(Effect::Storage(StorageEffect { log, ticket, order }));
        ticket
    }

    fn partition_at(&self, log: LogId) -> Option<&Partition> {
        self.partitions.get(log.0 as usize)?.as_deref()
    }

    fn partition_at_mut(&mut self, log: LogId) -> Option<&mut Partition> {
        self.partitions.get_mut(log.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// The log of a partition of the offsets topic.
    fn offsets_log(&self, partition: PartitionIndex) -> Option<LogId> {
        let topic = *self.image.names.get(OFFSETS_TOPIC)?;
        self.logs.get(&(topic, partition)).copied()
    }
}

impl ProducerIds {
    fn take(&mut self) -> Option<(ProducerId, ProducerEpoch)> {
        (self.next < self.end).then(|| {
            self.next += 1;
            (ProducerId(self.next - 1), ProducerEpoch(0))
        })
    }
}

/// A time that never comes.
fn never() -> Instant {
    Instant(u64::MAX)
}

#[cfg(test)]
mod tests;
