//! A broker's process: node and store, glued as every host glues them.
//!
//! The glue executes effects and keeps the order of each connection's answers; it decides nothing.

use glasslog_core::sorted::SortedMap;
use std::collections::VecDeque;

use bytes::Bytes;
use glasslog_core::{
    config::Config,
    effect::{Effect, Note},
    error::{Blame, ErrorCode, Refusal, StorageFault},
    id::{BrokerId, ClientId, Offset, RequestId},
    input::Input,
    metadata::Committed,
    node::Node,
    record::{CheckedBatch, Rules},
    request::Request,
    response::{FetchedPartition, Response, Span},
    store::{FileSlice, Store, StoreConfig, StoreInput, StoreOutput},
    time::{Instant, Now},
    view::{Delta, Seq},
};

use crate::{
    broker::{BrokerEvent, Context, Deed},
    digest::Digest,
    machine::Machine,
    scenario::Planted,
    view::ProcessState,
};

/// A connection's requests, in order, with the answers that wait for those before them.
type Pipeline = VecDeque<(RequestId, Option<Box<Response<Bytes>>>)>;

/// A broker's process.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) node: Node,
    pub(crate) store: Store,
    pub(crate) state: ProcessState,
    /// All metadata that there was when it started has come: it has begun to work.
    begun: bool,
    /// Per connection: requests that have been taken, in order, with the answers that wait for their turn.
    pipelines: SortedMap<ClientId, Pipeline>,
    /// Answers whose records are being located.
    locating: SortedMap<u64, (ClientId, RequestId, Response<Span>)>,
    locates: u64,
    /// Inputs that the store was given since that was last asked.
    pub(crate) store_inputs: u64,
    /// Inputs for the node, in order.
    inbox: VecDeque<Input>,
    pub(crate) timer: Option<Instant>,
    /// How far the checks have looked at the node.
    looked: Seq,
}

/// What a process needs of its surroundings while it settles.
pub(crate) struct Glue<'a, 'b> {
    pub(crate) broker: BrokerId,
    pub(crate) now: Now,
    pub(crate) context: &'a mut Context<'b>,
    pub(crate) machine: &'a mut Machine,
    pub(crate) planted: Option<Planted>,
    pub(crate) stopped: bool,
}

impl Process {
    pub(crate) fn new(config: Config, seed: u64, store: StoreConfig) -> Process {
        Process {
            node: Node::new(config, seed),
            store: Store::new(store),
            state: ProcessState::Starting,
            begun: false,
            pipelines: SortedMap::new(),
            locating: SortedMap::new(),
            locates: 0,
            store_inputs: 0,
            inbox: VecDeque::new(),
            timer: None,
            looked: Seq::default(),
        }
    }

    /// The same process, with a bug in its core if one is planted there.
    #[cfg(feature = "mutants")]
    pub(crate) fn with(mut self, planted: Option<Planted>) -> Process {
        if let Some(Planted::Core(mutant)) = planted {
            self.node.plant(mutant);
            self.store.plant(mutant);
        }
        self
    }

    /// The next metadata that it has not been told.
    pub(crate) fn metadata_next(&self) -> Offset {
        self.node.image().offset
    }

    /// Something for the node.
    pub(crate) fn push(&mut self, input: Input) {
        self.inbox.push_back(input);
    }

    /// Metadata has come; what it knows already, and what does not follow on that, is left out. The first time it begins
    /// to work after that.
    pub(crate) fn committed(&mut self, committed: Vec<Committed>) {
        let mut next = self.metadata_next();
        for committed in committed {
            if committed.offset == next {
                next = next.plus(1);
                self.inbox.push_back(Input::Committed(committed));
            }
        }
        if !self.begun {
            self.begun = true;
            self.inbox.push_back(Input::Start);
        }
    }

    /// A request has arrived whole, from a client or from a following broker: checked as a connection's own task does it.
    pub(crate) fn request(&mut self, client: ClientId, id: RequestId, peer: Option<BrokerId>, request: Request<Bytes>) {
        self.pipelines.entry(client).or_default().push_back((id, None));
        let check = |bytes: Bytes| {
            CheckedBatch::parse(bytes, &Rules::CLIENT)
                .map_err(|error| Refusal::new(ErrorCode::from_code(error.code()), error.to_string()))
        };
        let request = request.map_batches(check);
        self.inbox.push_back(match peer {
            Some(from) => Input::PeerRequest { from, client, id, request },
            None => Input::Request { client, id, request },
        });
    }

    /// Another broker's answer has arrived whole, or none will: records are checked here, too.
    pub(crate) fn response(&mut self, from: BrokerId, id: RequestId, response: Result<Response<Bytes>, Blame>) {
        let response = response.map(checked);
        self.inbox.push_back(Input::Response { from, id, response });
    }

    pub(crate) fn disconnected(&mut self, client: ClientId) {
        self.pipelines.remove(&client);
        self.locating.retain(|_, (other, _, _)| *other != client);
        self.inbox.push_back(Input::Disconnected { client });
    }

    /// An input for the store.
    pub(crate) fn tell_store(&mut self, now: Now, input: StoreInput) {
        self.store_inputs += 1;
        self.store.handle(now, input);
    }

    /// Does all that is to be done now. Gives the number of inputs that the node was called with.
    pub(crate) fn settle(&mut self, glue: &mut Glue<'_, '_>) -> u64 {
        let mut inputs = 0;
        self.drain_store(glue);
        loop {
            while let Some(input) = self.inbox.pop_front() {
                inputs += 1;
                self.node.handle(glue.now, input);
                while let Some(effect) = self.node.poll() {
                    self.perform(glue, effect);
                }
                self.look(glue);
            }
            self.store.handle(glue.now, StoreInput::Idle);
            self.drain_store(glue);
            if self.inbox.is_empty() {
                self.look(glue);
                return inputs;
            }
        }
    }

    /// The checks look at what has changed. After each input: what is true between two of them is true.
    fn look(&mut self, glue: &mut Glue<'_, '_>) {
        if glue.context.checks.is_on() {
            let delta = self.node.changes_in_brief(self.looked);
            self.looked = delta.upto;
            glue.context.checks.looked(glue.broker, &delta, self.node.image());
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
                self.tell_store(glue.now, StoreInput::Order(effect));
                self.drain_store(glue);
            }
            Effect::Ask { id, ask } => {
                glue.context.checks.asks(&ask);
                glue.context.deeds.push(Deed::Ask(id, ask));
            }
            Effect::Send { to, id, request } => {
                let request = request.map_batches(|batch| Ok(batch.bytes().clone()));
                glue.context.deeds.push(Deed::Send(to, id, request));
            }
            Effect::Note(note) => {
                glue.context.checks.noted(glue.broker, &note);
                if note == Note::Serving && self.state == ProcessState::Starting {
                    self.state = ProcessState::Running;
                    glue.context.deeds.push(Deed::Changed(ProcessState::Running));
                }
                glue.context.deeds.push(Deed::Note(note));
            }
            Effect::Stopped => glue.stopped = true,
        }
    }

    fn reply(&mut self, glue: &mut Glue<'_, '_>, client: ClientId, id: RequestId, response: Response<Span>) {
        glue.context.checks.replied((glue.broker, self.node.image()), client, id, &response);
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
        self.tell_store(glue.now, StoreInput::Locate { id: self.locates, spans, bytes_max });
        self.drain_store(glue);
    }

    /// The records of an answer have been found: they are read at once, so that nothing need be pinned.
    fn located(&mut self, glue: &mut Glue<'_, '_>, locate: u64, spans: Vec<Result<Vec<FileSlice>, StorageFault>>) {
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
                            partition.error = ErrorCode::KafkaStorageError;
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
            slot.1 = Some(Box::new(response));
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
                glue.context.deeds.push(Deed::Answer(client, id, Response::clone(&response)));
            }
            glue.context.deeds.push(Deed::Answer(client, id, *response));
        }
    }

    /// Sees to it that node and store are called in time. Gives the node's deadline.
    pub(crate) fn plan_timer(&mut self, context: &mut Context<'_>) -> Option<Instant> {
        let of_node = self.node.timeout();
        let next = [of_node, self.store.timeout()].into_iter().flatten().min();
        if let Some(next) = next
            && self.timer.is_none_or(|planned| next < planned)
        {
            let next = next.max(context.now);
            self.timer = Some(next);
            context.deeds.push(Deed::Plan(next, BrokerEvent::Timer(next)));
        }
        of_node
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        // Not in which order, nor with which numbers: those tell who has looked at the node, and how often.
        let Delta { broker, mut partitions, mut groups, .. } = self.node.clone().changes(Seq(0));
        partitions.sort_by_key(|view| (view.topic_id, view.partition));
        groups.sort_by(|one, other| one.group.cmp(&other.group));
        digest.value(&(broker, partitions, groups));
        digest.value(&(&self.pipelines, self.locates, self.timer, self.begun));
        digest.value(&(self.node.timeout(), self.store.timeout()));
    }
}

/// A leader's answer with its batches checked: what fails stands there as its partition's error.
fn checked(response: Response<Bytes>) -> Response<Vec<CheckedBatch>> {
    let Response::Fetch(mut fetched) = response else { return response.map_records(|_| None) };
    let parse = |partition: &mut FetchedPartition<Bytes>| {
        let bytes = partition.records.take()?;
        // The last batch may have been cut short by the limit of bytes: whole ones before it count.
        match CheckedBatch::parse_many(bytes, Rules::LOG).collect::<Result<Vec<_>, _>>() {
            Ok(batches) => Some(batches),
            Err(_) => {
                partition.error = ErrorCode::CorruptMessage;
                None
            }
        }
    };
    let mut batches: VecDeque<Option<Vec<CheckedBatch>>> = fetched.partitions.iter_mut().map(parse).collect();
    let partitions = fetched.partitions.iter_mut().zip(&batches);
    partitions.for_each(|(partition, batches)| partition.records = batches.as_ref().map(|_| Bytes::new()));
    batches.retain(Option::is_some);
    Response::Fetch(fetched).map_records(|_| batches.pop_front().flatten())
}
