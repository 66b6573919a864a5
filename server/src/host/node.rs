//! The node's thread: gives the node its inputs in batches and does what its effects say.
//!
//! The order of metadata is this process's own, so the journal lives here as well. Orders and replies of one round are posted together.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use glasslog_core::{
    effect::{Effect, Note},
    error::Blame,
    id::{ClientId, RequestId},
    input::Input,
    journal::{Journal, JournalEffect, METADATA_LOG},
    node::Node,
    response::{Response, Span},
    time::Now,
};
use tokio::sync::{oneshot, watch};

use super::{Answer, Clock, ToNode, ToStore, notes};
use crate::mailbox::{Mailbox, Woken};

/// How a thread's work ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// As it was told: all logs are closed.
    Stopped,
    /// The process must not go on.
    Failed(String),
}

/// What the thread owns.
pub(super) struct NodeThread {
    pub(super) node: Node,
    pub(super) journal: Journal,
    pub(super) clock: Clock,
    pub(super) store: Arc<Mailbox<ToStore>>,
    pub(super) serving: watch::Sender<bool>,
    /// Who waits for which answer.
    pub(super) waiting: BTreeMap<(ClientId, RequestId), oneshot::Sender<Answer>>,
    /// Posted at the end of a round.
    pub(super) for_store: Vec<ToStore>,
    /// What follows from this round's effects.
    pub(super) follows: VecDeque<Input>,
    pub(super) end: Option<End>,
}

impl NodeThread {
    /// Works until the node has stopped or cannot go on.
    pub(super) fn run(mut self, mailbox: &Mailbox<ToNode>) -> End {
        self.journal.handle_start();
        self.settle(self.clock.now());
        let mut mail = Vec::new();
        loop {
            self.store.complete_all(&mut self.for_store);
            if let Some(end) = self.end.take() {
                return end;
            }
            let deadline = self.node.timeout().and_then(|at| self.clock.deadline(at));
            match mailbox.take(&mut mail, deadline) {
                Woken::Closed => return End::Failed("the mailbox of the node was closed".to_owned()),
                Woken::Deadline => self.handle(self.clock.now(), Input::Elapsed),
                Woken::Mail => {
                    let now = self.clock.now();
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
        match mail {
            ToNode::Ask { client, id, request, answer } => {
                self.waiting.insert((client, id), answer);
                self.handle(now, Input::Request { client, id, request });
            }
            ToNode::Gone { client } => {
                self.forget(client);
                self.handle(now, Input::Disconnected { client });
            }
            ToNode::Storage(completion) if completion.log == METADATA_LOG => {
                self.journal.handle_storage(completion);
                self.settle(now);
            }
            ToNode::Storage(completion) => self.handle(now, Input::Storage(completion)),
            ToNode::Look { since, answer } => {
                let _ = answer.send(self.node.changes(since));
            }
            ToNode::Stop => self.handle(now, Input::Stop),
        }
    }

    fn handle(&mut self, now: Now, input: Input) {
        self.node.handle(now, input);
        self.settle(now);
    }

    /// Does all that is to be done, and all that follows from it.
    fn settle(&mut self, now: Now) {
        loop {
            while let Some(effect) = self.node.poll() {
                self.perform(now, effect);
            }
            while let Some(effect) = self.journal.poll() {
                self.perform_for_journal(effect);
            }
            match self.follows.pop_front() {
                Some(input) => self.node.handle(now, input),
                None => return,
            }
        }
    }

    fn perform(&mut self, now: Now, effect: Effect) {
        match effect {
            Effect::Reply { client, id, response } => {
                if let Some(answer) = self.waiting.remove(&(client, id)) {
                    self.reply(response, answer);
                }
            }
            Effect::Settled { client, id } => {
                if let Some(answer) = self.waiting.remove(&(client, id)) {
                    let _ = answer.send(Answer::Nothing);
                }
            }
            Effect::Close { client, blame } => self.close(client, &blame),
            Effect::Storage(order) => self.for_store.push(ToStore::Order(order)),
            Effect::Propose(proposal) => self.journal.handle_propose(now, proposal),
            Effect::Note(note) => {
                notes::log(&note);
                if note == Note::Serving {
                    self.serving.send_replace(true);
                }
            }
            Effect::Stopped => {
                self.serving.send_replace(false);
                self.journal.handle_stop();
            }
        }
    }

    fn perform_for_journal(&mut self, effect: JournalEffect) {
        match effect {
            JournalEffect::Storage(order) => self.for_store.push(ToStore::Order(order)),
            JournalEffect::Committed(committed) => self.follows.push_back(Input::Committed(committed)),
            JournalEffect::Refused(proposal) => {
                tracing::error!("no space is left on the disk: a change of topics or settings was refused");
                self.follows.push_back(Input::Refused { number: proposal.number });
            }
            JournalEffect::Ready => self.follows.push_back(Input::Start),
            JournalEffect::Stopped => self.end = Some(End::Stopped),
            JournalEffect::Failed { reason, fault } => {
                let fault = fault.map_or_else(String::new, |fault| format!(" ({fault:?})"));
                self.end = Some(End::Failed(format!("{reason}{fault}")));
            }
        }
    }

    /// Records lie in the store's files: it finds them, and answers.
    fn reply(&mut self, response: Response<Span>, answer: oneshot::Sender<Answer>) {
        let has_records =
            matches!(&response, Response::Fetch(fetched) if fetched.partitions.iter().any(|p| p.records.is_some()));
        if has_records {
            self.for_store.push(ToStore::Locate { response: Box::new(response), answer });
        } else {
            // Nobody waits any more when its connection is gone; nor anywhere below.
            let _ = answer.send(Answer::Reply(Box::new(response.map_records(|_| None))));
        }
    }

    /// Whoever of the client's requests is answered first closes the connection.
    fn close(&mut self, client: ClientId, blame: &Blame) {
        for answer in self.forget(client) {
            let _ = answer.send(Answer::Close(blame.clone()));
        }
    }

    fn forget(&mut self, client: ClientId) -> Vec<oneshot::Sender<Answer>> {
        let of_client = (client, RequestId(0))..=(client, RequestId(u64::MAX));
        let keys: Vec<_> = self.waiting.range(of_client).map(|(key, _)| *key).collect();
        keys.iter().filter_map(|key| self.waiting.remove(key)).collect()
    }
}
