//! All that can happen to a node.

use crate::{
    id::{ClientId, RequestId},
    metadata::Committed,
    record::CheckedBatch,
    request::Request,
    storage::Completion,
};

/// One thing that happened. A run is a configuration, a seed and a sequence of these.
#[derive(Clone, Debug)]
pub enum Input {
    /// All committed metadata has been given: register with the cluster and begin to serve.
    Start,
    /// A client asks. Requests of one client are answered as they complete; the host keeps each connection's order.
    Request {
        /// Who.
        client: ClientId,
        /// Which of its requests.
        id: RequestId,
        /// What.
        request: Request<CheckedBatch>,
    },
    /// A client's connection is gone: nobody waits for its answers any more.
    Disconnected {
        /// Who.
        client: ClientId,
    },
    /// A storage effect has ended.
    Storage(Completion),
    /// A proposal, ours or another broker's, has its place in the metadata log.
    Committed(Committed),
    /// This node's proposal of that number could not be written and never will be: the disk that orders metadata is full.
    Refused {
        /// [`crate::metadata::Proposal::number`].
        number: u64,
    },
    /// The deadline that the node's `timeout` named has come.
    Elapsed,
    /// Finish what is under way, close the logs, then say [`crate::effect::Effect::Stopped`].
    Stop,
}
