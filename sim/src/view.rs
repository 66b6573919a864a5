//! What eyes see of a world besides the nodes' own views: messages in flight, actors, records, a narration.

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    effect::Note,
    error::{Blame, ErrorCode, StorageFault},
    id::{BrokerId, ControllerEpoch, Generation, Offset, PartitionIndex},
    name::Text,
    time::{Instant, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::{
    action::Action,
    actors::ActorId,
    links::Link,
    net::FlightId,
    settings::{ConsumerSettings, Membership, ProducerSettings, Sending},
};

/// A partition, by its topic's name.
pub type PartitionName = (Text, PartitionIndex);

/// One end of a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum End {
    /// A client.
    Actor(ActorId),
    /// A broker.
    Broker(BrokerId),
    /// The ensemble that orders metadata, with its controller.
    Ensemble,
}

/// A message under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlightView {
    /// Its name for its whole life.
    pub id: FlightId,
    /// Where it comes from.
    pub from: End,
    /// Where it goes.
    pub to: End,
    /// When it left.
    pub departed: Instant,
    /// When it arrives.
    pub arrives: Instant,
    /// So many times in a row it is lost on its way, and sent again.
    pub resent: u8,
    /// When it is sent for the last time: that one gets through. Its departure, where nothing is lost.
    pub leaves: Instant,
    /// What it is.
    pub kind: FlightKind,
    /// Whether it is an answer.
    pub answer: bool,
    /// The partitions that it is about, and what it carries of each.
    pub partitions: Vec<Cargo>,
    /// In a word or two what is asked of the controller, or has been decided; empty for all else.
    pub words: Text,
    /// The first error in an answer.
    pub error: Option<ErrorCode>,
    /// It has come to a link that is cut, or to what is held before it, and waits there.
    pub held: bool,
    /// Since when it is held by hand, if it is.
    #[serde(skip)]
    pub caught: Option<Instant>,
    /// It was lost at that moment, and never arrives.
    pub lost_at: Option<Instant>,
    /// The name of the request in Kafka's protocol, in its answer too; empty where there is none.
    #[serde(skip)]
    pub api: &'static str,
    /// A question and its answer, between the same two ends, have the same number; none for what is neither.
    pub exchange: Option<u64>,
}

/// What a flight carries of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cargo {
    /// Which.
    pub partition: PartitionName,
    /// So many records.
    pub records: u32,
    /// A fetch: from which offset; records, and their acknowledgement: the offset of the first.
    pub from: Option<Offset>,
    /// A fetch's answer: the high watermark that it tells of.
    pub high_watermark: Option<Offset>,
}

/// What a flight is, question or answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FlightKind {
    /// A connection is made, or ends.
    Connection,
    /// Records to a log; an acknowledgement.
    Produce,
    /// A fetch "from here"; its records.
    Fetch,
    /// Who leads what.
    Metadata,
    /// Where a log begins, ends, or stands at a time.
    Offsets,
    /// Joining, syncing, leaving a group; finding its coordinator.
    Group,
    /// Still here.
    Heartbeat,
    /// How far a group has read: saved, or asked for.
    Commit,
    /// Topics made and deleted, settings, and the rest.
    Admin,
    /// A broker asks the controller, and is answered.
    Ask,
    /// Committed metadata.
    Record,
}

/// A link that is not as good as any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// From where.
    pub from: End,
    /// To where.
    pub to: End,
    /// How it is.
    pub link: Link,
    /// Of a hundred packets it loses so many.
    pub loss: u8,
}

/// The ensemble that orders metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnsembleView {
    /// Counts its controllers.
    pub epoch: ControllerEpoch,
    /// Whether the newest one is there.
    pub has_controller: bool,
    /// So many changes have been ordered.
    pub metadata: Offset,
}

/// One actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorView {
    /// Which.
    pub id: ActorId,
    /// What it is called.
    pub name: Text,
    /// What it does.
    pub role: ActorRole,
}

/// What an actor does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActorRole {
    /// It sends.
    Producer(ProducerView),
    /// It reads.
    Consumer(ConsumerView),
}

/// A producer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducerView {
    /// How it behaves.
    pub settings: ProducerSettings,
    /// How it sends again.
    pub sending: Sending,
    /// The last records sent, oldest first; at most [`RECORDS_SHOWN`].
    pub records: Vec<SentRecord>,
    /// Records so far.
    pub sent: u64,
    /// Acknowledged.
    pub acked: u64,
    /// Refused.
    pub refused: u64,
    /// Nobody knows.
    pub unknown: u64,
    /// It ends when everything it was told to send has met its fate.
    pub closing: bool,
}

/// Records of an actor that eyes are shown.
pub const RECORDS_SHOWN: usize = 64;

/// A record that a producer was told to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRecord {
    /// Counts the producer's records, from 0.
    pub number: u32,
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value.
    pub value: Option<Bytes>,
    /// Where it goes, once chosen.
    pub partition: Option<PartitionIndex>,
    /// When it was sent.
    pub at: Instant,
    /// What became of it.
    pub fate: Fate,
    /// How often it has left for a broker; 255 for that and more.
    #[serde(skip)]
    pub tries: u8,
    /// How long after it was sent it met its fate, in tens of microseconds, the lowest byte first; 0 before that. Snapshots keep many
    /// records: with `tries` it fills the place that `number` leaves.
    #[serde(skip)]
    pub(crate) took: [u8; 3],
}

impl SentRecord {
    /// How long after it was sent it met its fate; none before that, or where it met it at once.
    #[must_use]
    pub fn settled_after(&self) -> Option<Duration> {
        let [low, middle, high] = self.took;
        let tens = u32::from_le_bytes([low, middle, high, 0]);
        (tens > 0).then(|| Duration::from_micros(u64::from(tens) * 10))
    }

    /// It met its fate so long after it was sent; 167 s for that and more.
    pub(crate) fn settle_after(&mut self, time: Duration) {
        let tens = u32::try_from(time.as_micros().div_ceil(10)).unwrap_or(u32::MAX).min(0xff_ffff);
        let [low, middle, high, _] = tens.to_le_bytes();
        self.took = [low, middle, high];
    }
}

/// What became of a record, as its producer knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It waits for its turn.
    Waiting,
    /// It is under way, perhaps not for the first time.
    Sent,
    /// It has its place; without one where no acknowledgement was asked for.
    Acked(Option<Offset>),
    /// It was refused for good.
    Refused(ErrorCode),
    /// Given up: it may be in the log or not.
    Unknown,
}

/// A consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerView {
    /// How it behaves.
    pub settings: ConsumerSettings,
    /// How it is a member of its group.
    pub membership: Membership,
    /// Its name in the group; empty before it has joined.
    pub member: Text,
    /// What it does now.
    pub state: ConsumerState,
    /// The generation that it belongs to.
    pub generation: Generation,
    /// Its share.
    pub assigned: Vec<AssignedPartition>,
    /// The last records processed, oldest first; at most [`RECORDS_SHOWN`].
    pub processed: Vec<ProcessedRecord>,
    /// Records processed so far.
    pub processed_count: u64,
}

/// What a consumer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConsumerState {
    /// Looking for its coordinator, or joining.
    #[default]
    Joining,
    /// Waiting for the assignment.
    Syncing,
    /// Reading.
    Reading,
    /// It has stopped by itself, after a silence.
    Stopped,
    /// It is being restarted, and away until then.
    Away(Instant),
}

/// One partition of a consumer's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedPartition {
    /// Which.
    pub partition: PartitionName,
    /// The next offset to read; none while it is looked up.
    pub position: Option<Offset>,
    /// The commit that the consumer knows of.
    pub committed: Option<Offset>,
}

/// A record that a consumer has processed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessedRecord {
    /// Where it stands.
    pub partition: PartitionName,
    /// Its offset.
    pub offset: Offset,
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value.
    pub value: Option<Bytes>,
    /// When it was processed.
    pub at: Instant,
}

/// A record of a log, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Its offset.
    pub offset: Offset,
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// The epoch of the leader that took it.
    pub leader_epoch: i32,
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value; null is a tombstone.
    pub value: Option<Bytes>,
    /// Its headers.
    pub headers: Vec<(Bytes, Option<Bytes>)>,
    /// The first offset of its batch, for the bracket.
    pub batch: Offset,
}

/// A broker's process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokerStatus {
    /// Which.
    pub id: BrokerId,
    /// Whether it runs.
    pub state: ProcessState,
    /// Whether it stands still.
    pub paused: bool,
    /// How many times it has been started.
    pub incarnation: u32,
    /// Bytes on its disk.
    pub disk_bytes: u64,
    /// Bytes that only its page cache holds, rounded up to sectors.
    pub unsynced_bytes: u64,
}

/// Whether a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProcessState {
    /// It reads its disk.
    Starting,
    /// It serves.
    Running,
    /// It finishes its work.
    Stopping,
    /// It does not run.
    Down,
}

/// Something to tell, with its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// When.
    pub at: Instant,
    /// At which step: the cause is the event of that step.
    pub step: u64,
    /// What.
    pub what: Tale,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tale {
    /// The user did something.
    Acted(Action),
    /// A broker says something.
    Broker(BrokerId, Note),
    /// A broker's process changed.
    Process(BrokerId, ProcessState),
    /// A disk failed an operation on a file.
    DiskFailed(BrokerId, StorageFault, Text),
    /// A client gave something up, or found something out.
    Client(ActorId, Text),
    /// A broker closed a client's connection.
    Closed(BrokerId, ActorId, Blame),
    /// The controller says something.
    Controller(Note),
    /// The ensemble has another controller.
    Elected(ControllerEpoch),
}

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The invariant's name in the list of invariants (see [`crate::check`]).
    pub invariant: Text,
    /// At which step.
    pub step: u64,
    /// When.
    pub at: Instant,
    /// What was seen, and what should have been.
    pub what: String,
}
