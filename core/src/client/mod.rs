//! Producer and consumer as machines: the page's actors, the simulated world's clients and the command line's tools.
//!
//! Both work alike, and do no I/O:
//! - `handle_*` tells a machine what happened, `poll_*` asks what it wants, the rest are getters and orders.
//! - After every call that changed something, drain `poll_request` and send what it gives; then sleep until `timeout`, and call
//!   `handle_timeout` no later than that. Time never goes back.
//! - Every [`Outgoing`] is answered once by `handle_response` with its correlation id (but for [`Outgoing::expects_answer`]): with
//!   the response, or with [`Disconnected`] when its connection is gone. An answer that comes too late is ignored.
//! - Requests to one target must arrive in the order in which they were given out: one connection each. A host drops a connection
//!   whose oldest answer is overdue; the machine gives such a request up by itself.
//!
//! Deliberately absent: sockets and addresses (a getter tells where a broker lives), codecs (callers bring them), and any
//! knowledge of how a broker works inside: no broker module is imported here, and none imports this.

mod backoff;
mod directory;
mod flights;
#[cfg(test)]
mod testing;

pub mod consumer;
pub mod partitioner;
pub mod producer;

use bytes::Bytes;

use crate::{
    id::{BrokerId, PartitionIndex},
    name::Text,
    request::{Acks, Request},
};

pub use backoff::Backoff;
pub use consumer::Consumer;
pub use producer::Producer;

/// A partition, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic.
    pub topic: Text,
    /// The partition.
    pub partition: PartitionIndex,
}

/// Joins a client's request with its answer. Never used twice by one machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorrelationId(pub u64);

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Any of the addresses that the client was started with.
    Bootstrap,
    /// This broker, at the address that the machine's `broker` getter tells.
    Broker(BrokerId),
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where to.
    pub target: Target,
    /// What the answer is to be given back with.
    pub correlation: CorrelationId,
    /// What.
    pub request: Request<Bytes>,
}

impl Outgoing {
    /// Whether there will be an answer: there is none to a produce with acks=0.
    #[must_use]
    pub fn expects_answer(&self) -> bool {
        !matches!(&self.request, Request::Produce(produce) if produce.acks == Acks::None)
    }
}

/// The connection is gone; whether the request arrived, nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;
