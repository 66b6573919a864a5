//! What a page and a server say to each other over a WebSocket: the core's own requests, and the view as it changes.
//!
//! Every message is one binary frame, postcard of [`FromPage`] or [`ToPage`]. The page speaks first ([`FromPage::Hello`]), and so does the
//! server ([`ToPage::Hello`]); after that either may say anything at any time. Deltas carry their sequence numbers: a page that
//! finds `since` of a delta beyond what it has seen asks anew with [`FromPage::Watch`] from `Seq(0)`, which gives everything.
//! Deliberately absent: the transport, and any memory of what was said.

use alloc::vec::Vec;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    error::Refusal,
    id::{BrokerId, RequestId},
    name::Text,
    request::Request,
    response::Response,
    view::{Delta, Seq},
};

/// The version of these messages. Page and server come in one file, so they differ only when a page outlives its server.
pub const VERSION: u16 = 3;
/// The largest message that a server takes from a page, in bytes: what a person may have typed, with a wide margin.
pub const FROM_PAGE_BYTES_MAX: usize = 256 << 10;
/// The most bytes of records that an answer to a page has.
pub const RECORDS_BYTES_MAX: usize = 2 << 20;
/// The shortest time between two deltas, in milliseconds.
pub const DELTA_INTERVAL_MS: u64 = 50;

/// What a page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromPage {
    /// First of all.
    Hello {
        /// The page's [`VERSION`]. The server closes the connection when it does not speak it.
        version: u16,
    },
    /// Send what changes at a broker after this, from now on; `Seq(0)` for everything there is first.
    Watch {
        /// Which broker.
        broker: BrokerId,
        /// The last change of it that the page has seen, in that incarnation of it.
        since: Seq,
    },
    /// Send no more changes, of any broker.
    Unwatch,
    /// Ask a broker something. Batches are raw, and checked before the broker sees them.
    Request {
        /// Which broker.
        broker: BrokerId,
        /// Comes back with the answer. Unique among the connection's unanswered requests.
        id: RequestId,
        /// What.
        request: Request<Bytes>,
    },
    /// Do something to a broker. Answered by [`ToPage::Refused`], with `ErrorCode::None` once it is done.
    Control {
        /// Comes back with the answer; of the same numbers as requests.
        id: RequestId,
        /// Which broker.
        broker: BrokerId,
        /// What.
        control: Control,
    },
}

/// What may be done to a broker of a server (with `--allow-control`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// Let others take over, close the logs, stop.
    Stop,
    /// Stop at once, with nothing handed over and nothing closed.
    Kill,
    /// Start again, on the same directory.
    Start,
}

/// Where a broker of a server is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BrokerState {
    /// It comes up.
    Starting,
    /// It serves.
    Running,
    /// It was told to stop, and hands over.
    Stopping,
    /// It does not run.
    Down,
}

/// A broker of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerBroker {
    /// Its number.
    pub id: BrokerId,
    /// Where Kafka clients connect, as `host:port`.
    pub bootstrap: Text,
    /// Whether it runs.
    pub state: BrokerState,
    /// Counts its starts since the server's own: sequence numbers of another start mean nothing.
    pub starts: u32,
}

/// What a server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToPage {
    /// First of all.
    Hello(ServerHello),
    /// The server's brokers, whenever anything of this has changed.
    Brokers(Vec<ServerBroker>),
    /// What changed at a broker. With `since` of `Seq(0)`: everything.
    View {
        /// Which broker.
        broker: BrokerId,
        /// What.
        delta: Delta,
    },
    /// An answer.
    Response {
        /// To which request.
        id: RequestId,
        /// What.
        response: Response<Bytes>,
    },
    /// No answer: the request was not let through, or it has none (acks=0, a control: `ErrorCode::None`).
    Refused {
        /// Which request.
        id: RequestId,
        /// Why, in words for a person.
        refusal: Refusal,
    },
}

/// Who the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerHello {
    /// The server's [`VERSION`].
    pub version: u16,
    /// Differs from one start of the server to the next: sequence numbers of another start mean nothing.
    pub incarnation: u64,
    /// Whether requests that change something are let through (`--allow-control`).
    pub allow_control: bool,
    /// The cluster's id.
    pub cluster_id: Text,
    /// Its brokers. What changes of them comes as [`ToPage::Brokers`].
    pub brokers: Vec<ServerBroker>,
}

/// Whether a request may change something, and therefore needs `--allow-control` over a WebSocket.
#[must_use]
pub fn changes_something<B>(request: &Request<B>) -> bool {
    match request {
        Request::Fetch(_)
        | Request::ListOffsets(_)
        | Request::OffsetsForLeaderEpochs(_)
        | Request::DescribeConfigs(_)
        | Request::DescribeCluster
        | Request::FindCoordinator(_)
        | Request::OffsetFetch(_)
        | Request::ListGroups(_)
        | Request::DescribeGroups(_) => false,
        Request::Metadata(metadata) => metadata.auto_create,
        Request::Produce(_)
        | Request::InitProducerId(_)
        | Request::CreateTopics(_)
        | Request::DeleteTopics(_)
        | Request::CreatePartitions(_)
        | Request::DeleteRecords(_)
        | Request::AlterConfigs(_)
        | Request::JoinGroup(_)
        | Request::SyncGroup(_)
        | Request::Heartbeat(_)
        | Request::LeaveGroup(_)
        | Request::OffsetCommit(_)
        | Request::OffsetDelete(_)
        | Request::DeleteGroups(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;
    use crate::request::MetadataRequest;

    #[test]
    fn messages_come_back_as_they_went() {
        let request: Request<Bytes> = Request::Metadata(MetadataRequest { topics: None, auto_create: false });
        for message in [
            FromPage::Hello { version: VERSION },
            FromPage::Watch { broker: BrokerId(1), since: Seq(7) },
            FromPage::Unwatch,
            FromPage::Request { broker: BrokerId(1), id: RequestId(3), request },
            FromPage::Control { id: RequestId(4), broker: BrokerId(2), control: Control::Kill },
        ] {
            let bytes: Vec<u8> = postcard::to_allocvec(&message).unwrap();
            assert_eq!(postcard::from_bytes::<FromPage>(&bytes).unwrap(), message);
        }
        let delta = Delta { since: Seq(1), upto: Seq(2), groups_gone: vec!["g".into()], ..Delta::default() };
        let view = ToPage::View { broker: BrokerId(1), delta };
        let bytes = postcard::to_allocvec(&view).unwrap();
        assert_eq!(postcard::from_bytes::<ToPage>(&bytes).unwrap(), view);
    }

    #[test]
    fn looking_changes_nothing_but_asking_for_creation_does() {
        let metadata = |auto_create| Request::<Bytes>::Metadata(MetadataRequest { topics: None, auto_create });
        assert!(!changes_something(&metadata(false)));
        assert!(changes_something(&metadata(true)));
        assert!(!changes_something(&Request::<Bytes>::DescribeCluster));
    }
}
