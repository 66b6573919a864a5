//! Messages on their way, as far as the stage is concerned.

use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;

/// Who or what a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A broker.
    Broker(BrokerId),
    /// A producer, by its number in the source.
    Producer(u64),
    /// A consumer, by its number in the source.
    Consumer(u64),
    /// The ensemble that orders metadata.
    Ensemble,
}

/// What a message is, as far as its shape is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlightKind {
    /// Records to a leader: a capsule.
    Produce,
    /// The acknowledgement: a ring.
    Ack,
    /// "Records from here on, please": a chevron.
    Fetch,
    /// Records to a reader: a capsule; empty, a hollow one.
    Records,
    /// Joining, or being given a share: a hexagon.
    Group,
    /// A commit, or its answer: a diamond.
    Commit,
    /// Anything about topics and brokers that a client asks: a square.
    Metadata,
    /// A broker asks the controller, or metadata comes from it: a square.
    Control,
    /// A refusal: a warning sign.
    Error,
    /// Still here: a dot. The stage does not draw it.
    Heartbeat,
    /// A connection is made, or ends: a dot. The stage does not draw it.
    Connection,
}

impl FlightKind {
    /// Its name in the style sheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            FlightKind::Produce => "produce",
            FlightKind::Ack => "ack",
            FlightKind::Fetch => "fetch",
            FlightKind::Records => "records",
            FlightKind::Group => "join",
            FlightKind::Commit => "commit",
            FlightKind::Metadata => "metadata",
            FlightKind::Control => "control",
            FlightKind::Error => "error",
            FlightKind::Heartbeat => "heartbeat",
            FlightKind::Connection => "connection",
        }
    }
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Flight {
    /// Never used twice by a source.
    pub id: u64,
    /// From whom.
    pub from: Place,
    /// To whom.
    pub to: Place,
    /// What it is.
    pub kind: FlightKind,
    /// Whether it is an answer.
    pub answer: bool,
    /// Whether it is one of those that always fly and say nothing new: "anything?", "nothing yet".
    pub routine: bool,
    /// Whether it stands before a link that is cut, or behind what is held, until that is over.
    pub held: bool,
    /// Since when somebody holds it, if somebody does.
    pub caught: Option<Instant>,
    /// A word on it, or two.
    pub label: String,
    /// The partition that it concerns, if it is just one.
    pub about: Option<(Text, PartitionIndex)>,
    /// Key glyphs of the records that it carries, the first few.
    pub glyphs: Vec<Option<u8>>,
    /// When it left.
    pub departed: Instant,
    /// Whether it is lost on its way, and sent again.
    pub resent: bool,
    /// When that which gets through leaves: it does so at first, where nothing is lost.
    pub leaves: Instant,
    /// When it will be there.
    pub arrives: Instant,
    /// When it was lost on the way, if it was.
    pub lost_at: Option<Instant>,
}
