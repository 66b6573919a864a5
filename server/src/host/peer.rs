//! Brokers of this process among each other: requests and answers go by post, and nobody waits for a broker that is gone.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use glasslog_core::{
    error::Blame,
    id::{BrokerId, ClientId, RequestId},
    record::CheckedBatch,
    response::Response,
};

use super::{Answer, Handle, ToNode, fetched::Fetched};
use crate::mailbox::Mailbox;

/// The brokers of this process that run. Copies show the same.
#[derive(Clone, Debug, Default)]
pub struct Peers(Arc<RwLock<BTreeMap<BrokerId, Handle>>>);

impl Peers {
    /// This start of a broker is the one to ask from now on.
    pub fn add(&self, broker: BrokerId, handle: Handle) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(broker, handle);
    }

    /// A broker is down.
    pub fn remove(&self, broker: BrokerId) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&broker);
    }

    /// Reaches a broker, if it runs.
    #[must_use]
    pub fn get(&self, broker: BrokerId) -> Option<Handle> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&broker).cloned()
    }
}

/// A broker's connection to one start of another. The other learns when it goes.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) handle: Handle,
    pub(super) client: ClientId,
}

impl Seat {
    pub(super) fn at(handle: Handle) -> Seat {
        Seat { client: handle.new_client(), handle }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.handle.gone(self.client);
    }
}

/// Where one start of a broker gets its answers.
#[derive(Debug)]
pub(super) struct Asker {
    pub(super) node: Arc<Mailbox<ToNode>>,
    pub(super) reader: Arc<Mailbox<Fetched>>,
}

/// The answer that a broker waits for. If this goes unused, whoever should have answered is gone, and the asker is told so.
#[derive(Debug)]
pub struct PeerReply {
    from: BrokerId,
    id: RequestId,
    asker: Option<Arc<Asker>>,
}

impl PeerReply {
    /// What broker `from` will answer to request `id` of `asker`.
    pub(super) fn new(from: BrokerId, id: RequestId, asker: Arc<Asker>) -> PeerReply {
        PeerReply { from, id, asker: Some(asker) }
    }

    /// Records are read, and checked, by the asker's own reader.
    pub(super) fn answer(self, answer: Answer) {
        match answer {
            Answer::Reply(reply) => match (*reply, self.asker.clone()) {
                (Response::Fetch(fetched), Some(asker)) if fetched.partitions.iter().any(|p| p.records.is_some()) => {
                    asker.reader.complete(Fetched { reply: self, fetched });
                }
                (other, _) => self.send(Ok(other.map_records(|_| None))),
            },
            Answer::Close(blame) => self.send(Err(blame)),
            // Told by its end.
            Answer::Nothing => {}
        }
    }

    pub(super) fn send(mut self, response: Result<Response<Vec<CheckedBatch>>, Blame>) {
        if let Some(asker) = self.asker.take() {
            asker.node.complete(ToNode::Response { from: self.from, id: self.id, response });
        }
    }
}

impl Drop for PeerReply {
    fn drop(&mut self) {
        if let Some(asker) = self.asker.take() {
            let response = Err(Blame::Gone("the broker is down".into()));
            asker.node.complete(ToNode::Response { from: self.from, id: self.id, response });
        }
    }
}
