//! How tasks reach the node's thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use glasslog_core::{
    error::Blame,
    id::{BrokerId, ClientId, RequestId},
    record::CheckedBatch,
    request::Request,
    view::{Delta, Seq},
};
use tokio::sync::oneshot;

use super::{Answer, Compacted, ToNode, Waiter, peer::PeerReply};
use crate::mailbox::Mailbox;

/// Reaches the node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Handle {
    node: Arc<Mailbox<ToNode>>,
    clients: Arc<AtomicU64>,
    compacted: Compacted,
}

impl Handle {
    /// Reaches the reader of this mailbox.
    #[must_use]
    pub fn new(node: Arc<Mailbox<ToNode>>) -> Handle {
        Handle { node, clients: Arc::default(), compacted: Compacted::default() }
    }

    /// A number for a new connection.
    #[must_use]
    pub fn new_client(&self) -> ClientId {
        ClientId(self.clients.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Asks; the answer comes when it comes.
    #[must_use]
    pub fn ask(&self, client: ClientId, id: RequestId, request: Request<CheckedBatch>) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        // Not posted: the answer's sender is dropped, and so the receiver learns that nobody is there.
        self.node.request(ToNode::Ask { client, id, peer: None, request, answer: Waiter::Task(answer) });
        receiver
    }

    /// Asks on behalf of another broker, over its connection `client`.
    pub(super) fn ask_as_peer(
        &self,
        peer: BrokerId,
        client: ClientId,
        id: RequestId,
        request: Request<CheckedBatch>,
        answer: PeerReply,
    ) {
        // Not posted: as above.
        self.node.request(ToNode::Ask { client, id, peer: Some(peer), request, answer: Waiter::Peer(answer) });
    }

    /// Whether both reach the same start of the same broker.
    #[must_use]
    pub fn is_same(&self, other: &Handle) -> bool {
        Arc::ptr_eq(&self.node, &other.node)
    }

    /// The compacted topics, as this node knows them.
    #[must_use]
    pub fn compacted(&self) -> Compacted {
        self.compacted.clone()
    }

    /// For the controller, which writes by itself.
    pub(crate) fn mailbox(&self) -> Arc<Mailbox<ToNode>> {
        Arc::clone(&self.node)
    }

    /// Asks on behalf of nobody in particular, and waits.
    pub async fn ask_once(&self, request: Request<CheckedBatch>) -> Answer {
        let client = self.new_client();
        self.ask(client, RequestId(0), request).await.unwrap_or_else(|_| stopped())
    }

    /// Tells that a connection is gone.
    pub fn gone(&self, client: ClientId) {
        self.node.request(ToNode::Gone { client });
    }

    /// What changed after `since`; `None` when the node is gone.
    pub async fn look(&self, since: Seq) -> Option<Delta> {
        let (answer, receiver) = oneshot::channel();
        self.node.request(ToNode::Look { since, answer });
        receiver.await.ok()
    }

    /// Asks the node to finish.
    pub fn stop(&self) {
        self.node.request(ToNode::Stop);
    }
}

/// What those are told who ask a node that is no more.
#[must_use]
fn stopped() -> Answer {
    Answer::Close(Blame::Gone("the broker has stopped".into()))
}
