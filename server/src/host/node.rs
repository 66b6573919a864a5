//! A node's thread: gives the node its inputs in batches and does what its effects say. Orders and replies of one round are posted together.

use std::collections::BTreeMap;
use std::sync::{Arc, atomic::Ordering};

use glasslog_core::{
    effect::{Effect, Note},
    error::{Blame, StorageFault},
    id::{BrokerId, ClientId, RequestId, TopicId},
    input::Input,
    metadata::MetadataRecord,
    node::Node,
    record::CheckedBatch,
    request::Request,
    response::{Response, Span},
    time::Now,
};
use tokio::sync::watch;

use super::{
    Answer, Compacted, Links, ToController, ToNode, ToStore, Waiter,
    notes::Notes,
    peer::{Asker, PeerReply, Seat},
};
use crate::mailbox::{Mailbox, Woken};

/// How a thread's work ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// As it was told: all logs are closed.
    Stopped,
    /// It has handed over and stopped, but its disk had failed: without fsync before each acknowledgement, some of what was
    /// acknowledged may be gone with the next loss of power.
    Unsynced,
    /// It was ended from outside, with nothing closed.
    Killed,
    /// It cannot go on.
    Failed(String),
}

/// What the thread owns.
pub(super) struct NodeThread {
    node: Node,
    me: BrokerId,
    /// Counts the starts of this broker in this process.
    start: u32,
    links: Links,
    store: Arc<Mailbox<ToStore>>,
    serving: watch::Sender<bool>,
    /// Where answers of other brokers go.
    asker: Arc<Asker>,
    /// Connections to other brokers.
    seats: BTreeMap<BrokerId, Seat>,
    /// Who waits for which answer.
    waiting: BTreeMap<(ClientId, RequestId), Waiter>,
    notes: Notes,
    /// For connections.
    compacted: Compacted,
    /// Posted at the end of a round.
    for_store: Vec<ToStore>,
    /// Of the bytes of records that its clients were sent, the node knows so many; what an earlier start sent among them.
    served: u64,
    /// An order to the store has failed.
    disk_failed: bool,
    end: Option<End>,
}

impl NodeThread {
    pub(super) fn new(
        node: Node,
        (me, start): (BrokerId, u32),
        links: &Links,
        store: &Arc<Mailbox<ToStore>>,
        serving: watch::Sender<bool>,
        asker: Arc<Asker>,
    ) -> NodeThread {
        NodeThread {
            node,
            me,
            start,
            links: links.clone(),
            store: Arc::clone(store),
            serving,
            asker,
            seats: BTreeMap::new(),
            waiting: BTreeMap::new(),
            notes: Notes::of(me),
            compacted: Compacted::default(),
            for_store: Vec::new(),
            served: links.metrics.records_out.load(Ordering::Relaxed),
            disk_failed: false,
            end: None,
        }
    }

    /// Tells which topics are compacted, there.
    pub(super) fn telling(self, compacted: Compacted) -> NodeThread {
        NodeThread { compacted, ..self }
    }

    /// Works until the node has stopped or cannot go on.
    pub(super) fn run(mut self, mailbox: &Mailbox<ToNode>) -> End {
        let clock = self.links.clock;
        let mut mail = Vec::new();
        loop {
            self.store.complete_all(&mut self.for_store);
            self.notes.tell();
            if let Some(end) = self.end.take() {
                return end;
            }
            let deadline = self.node.timeout().and_then(|at| clock.deadline(at));
            match mailbox.take(&mut mail, deadline) {
                Woken::Closed => return End::Killed,
                Woken::Deadline => self.handle(clock.now(), Input::Elapsed),
                Woken::Mail => {
                    let now = clock.now();
                    for mail in mail.drain(..) {
                        self.take(now, mail);
                    }
                    // Under a steady stream of mail no deadline ever ends a wait.
                    if self.node.timeout().is_some_and(|at| at <= now.instant) {
                        self.handle(now, Input::Elapsed);
                    }
                }
            }
        }
    }

    fn take(&mut self, now: Now, mail: ToNode) {
        let input = match mail {
            ToNode::Ask { client, id, peer, request, answer } => {
                self.waiting.insert((client, id), answer);
                match peer {
                    None => Input::Request { client, id, request },
                    Some(from) => Input::PeerRequest { from, client, id, request },
                }
            }
            ToNode::Gone { client } => {
                self.forget(client);
                Input::Disconnected { client }
            }
            ToNode::Storage(completion) => {
                self.disk_failed |= matches!(completion.result, Err(StorageFault::Io));
                Input::Storage(completion)
            }
            ToNode::Committed(committed) => {
                let topics = committed.proposal.records.iter().filter_map(configured).collect::<Vec<_>>();
                self.node.handle(now, Input::Committed(committed));
                // Before anybody is told that the topic is there.
                topics.into_iter().for_each(|id| self.tell_compacted(id));
                return self.perform_all();
            }
            ToNode::Start => Input::Start,
            ToNode::Answered { id, answer } => Input::Answered { id, answer },
            ToNode::Response { from, id, response } => Input::Response { from, id, response },
            ToNode::Look { since, answer } => {
                self.count_served();
                let _ = answer.send(self.node.changes(since));
                return;
            }
            ToNode::Stop => {
                self.notes.leaving = true;
                Input::Stop
            }
        };
        self.handle(now, input);
    }

    fn handle(&mut self, now: Now, input: Input) {
        self.node.handle(now, input);
        self.perform_all();
    }

    /// Connections count what they send; the node is told when somebody looks, so that no answer has to wait for it.
    fn count_served(&mut self) {
        let sent = self.links.metrics.records_out.load(Ordering::Relaxed);
        self.node.served(sent.saturating_sub(self.served));
        self.served = sent;
    }

    fn tell_compacted(&self, id: TopicId) {
        let name = self.node.image().topics.get(&id).map(|topic| topic.name.clone());
        self.compacted.set(id, name.filter(|_| self.node.is_compacted(id)));
    }

    fn perform_all(&mut self) {
        while let Some(effect) = self.node.poll() {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Reply { client, id, response } => {
                if let Some(answer) = self.waiting.remove(&(client, id)) {
                    self.reply(response, answer);
                }
            }
            Effect::Settled { client, id } => {
                if let Some(answer) = self.waiting.remove(&(client, id)) {
                    answer.answer(Answer::Nothing);
                }
            }
            Effect::Close { client, blame } => self.close(client, &blame),
            Effect::Storage(order) => self.for_store.push(ToStore::Order(order)),
            Effect::Ask { id, ask } => {
                let (from, start) = (self.me, self.start);
                self.links.controller.request(ToController::Asked { from, start, id, ask });
            }
            Effect::Send { to, id, request } => self.send(to, id, request),
            Effect::Note(note) => self.note(&note),
            Effect::Stopped => {
                self.serving.send_replace(false);
                self.end = Some(if self.disk_failed { End::Unsynced } else { End::Stopped });
            }
        }
    }

    fn note(&mut self, note: &Note) {
        self.notes.take(note);
        match note {
            Note::Serving => {
                self.serving.send_replace(true);
            }
            Note::IsrChanged { from, to, .. } => self.links.metrics.isr_changed(from.len(), to.len()),
            _ => {}
        }
    }

    /// Asks another broker; one that does not run is answered for by the reply's own end.
    fn send(&mut self, to: BrokerId, id: RequestId, request: Request<CheckedBatch>) {
        let reply = PeerReply::new(to, id, Arc::clone(&self.asker));
        let Some(handle) = self.links.peers.get(to) else {
            self.seats.remove(&to);
            return;
        };
        if self.seats.get(&to).is_none_or(|seat| !seat.handle.is_same(&handle)) {
            self.seats.insert(to, Seat::at(handle));
        }
        if let Some(seat) = self.seats.get(&to) {
            seat.handle.ask_as_peer(self.me, seat.client, id, request, reply);
        }
    }

    /// Records lie in the store's files: it finds them, and answers.
    fn reply(&mut self, response: Response<Span>, answer: Waiter) {
        let has_records =
            matches!(&response, Response::Fetch(fetched) if fetched.partitions.iter().any(|p| p.records.is_some()));
        if has_records {
            self.for_store.push(ToStore::Locate { response: Box::new(response), answer });
        } else {
            answer.answer(Answer::Reply(Box::new(response.map_records(|_| None))));
        }
    }

    /// Whoever of the client's requests is answered first closes the connection.
    fn close(&mut self, client: ClientId, blame: &Blame) {
        for answer in self.forget(client) {
            answer.answer(Answer::Close(blame.clone()));
        }
    }

    fn forget(&mut self, client: ClientId) -> Vec<Waiter> {
        let of_client = (client, RequestId(0))..=(client, RequestId(u64::MAX));
        let keys: Vec<_> = self.waiting.range(of_client).map(|(key, _)| *key).collect();
        keys.iter().filter_map(|key| self.waiting.remove(key)).collect()
    }
}

/// The topic whose settings may be others after this.
fn configured(record: &MetadataRecord) -> Option<TopicId> {
    match record {
        MetadataRecord::TopicCreated { id, .. }
        | MetadataRecord::TopicConfigured { id, .. }
        | MetadataRecord::TopicDeleted { id } => Some(*id),
        _ => None,
    }
}
