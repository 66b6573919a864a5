//! The threads that own the machines: one has the node, one has the store. Everybody else posts to them.
//!
//! Nobody waits for a thread here but connection tasks for their own answers; the threads wait for nothing but mail and deadlines.
//! Deliberately absent: any decision. Inputs go in as they come, effects are done as they are told.

mod answer;
mod clock;
mod handle;
mod notes;
mod store;

pub use answer::{Answer, Piece, Pieces, Reply};
pub use clock::Clock;
pub use handle::Handle;
pub use store::ToStore;

use glasslog_core::{
    id::{ClientId, RequestId},
    record::CheckedBatch,
    request::Request,
    storage::Completion,
    view::{Delta, Seq},
};
use tokio::sync::oneshot;

/// What is posted to the node's thread.
#[derive(Debug)]
pub enum ToNode {
    /// A client asks.
    Ask {
        /// Who.
        client: ClientId,
        /// Which of its requests.
        id: RequestId,
        /// What.
        request: Request<CheckedBatch>,
        /// Whom to tell.
        answer: oneshot::Sender<Answer>,
    },
    /// A client's connection is gone.
    Gone {
        /// Whose.
        client: ClientId,
    },
    /// The store has done something.
    Storage(Completion),
    /// Somebody looks.
    Look {
        /// What they have seen.
        since: Seq,
        /// Whom to show.
        answer: oneshot::Sender<Delta>,
    },
    /// Finish.
    Stop,
}
