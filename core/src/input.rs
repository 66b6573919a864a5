//! All that can happen to a node.

use alloc::vec::Vec;

use crate::{
    controller::Answer,
    error::Blame,
    id::{AskId, BrokerId, ClientId, RequestId},
    metadata::Committed,
    record::CheckedBatch,
    request::Request,
    response::Response,
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
    /// A proposal of the controller has its place in the metadata log.
    Committed(Committed),
    /// The controller has answered.
    Answered {
        /// Which ask.
        id: AskId,
        /// What.
        answer: Answer,
    },
    /// Another broker asks. Answered by [`crate::effect::Effect::Reply`], as a client is.
    PeerRequest {
        /// Who.
        from: BrokerId,
        /// The connection, as the host numbers them.
        client: ClientId,
        /// Which of its requests.
        id: RequestId,
        /// What.
        request: Request<CheckedBatch>,
    },
    /// Another broker has answered; or, an error, no answer will come.
    Response {
        /// Who.
        from: BrokerId,
        /// Which request.
        id: RequestId,
        /// What. Records are checked by the connection's own task: what fails stands there as an error of its partition.
        response: Result<Response<Vec<CheckedBatch>>, Blame>,
    },
    /// The deadline that the node's `timeout` named has come.
    Elapsed,
    /// Finish what is under way, close the logs, then say [`crate::effect::Effect::Stopped`].
    Stop,
}
