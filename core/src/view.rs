//! What eyes see of a node: a snapshot, then deltas of what changed, from dirty marks.
//!
//! Record contents are not in it: they come by an ordinary fetch.

use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    id::{BrokerEpoch, BrokerId, Generation, LeaderEpoch, Offset, PartitionIndex, TopicId},
    name::Text,
    response::BrokerInfo,
    storage::TailBatch,
    time::{Instant, Timestamp},
};

/// Counts the changes of a node's view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seq(pub u64);

/// All that changed after one [`Seq`], up to another. After `Seq(0)`: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// Changes after this one…
    pub since: Seq,
    /// … up to and with this one.
    pub upto: Seq,
    /// The broker itself, if anything about it changed.
    pub broker: Option<BrokerView>,
    /// Partitions that changed, whole.
    pub partitions: Vec<PartitionView>,
    /// Partitions that are gone.
    pub partitions_gone: Vec<(TopicId, PartitionIndex)>,
    /// Groups that changed, whole.
    pub groups: Vec<GroupView>,
    /// Groups that are gone.
    pub groups_gone: Vec<Text>,
    /// What the broker has counted, always whole. That it has served more is a change.
    pub counted: Counted,
}

/// What a broker has counted since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Bytes of records in answers to clients' fetches. What followers fetch is not in it, as in Kafka's `BytesOutPerSec`.
    pub bytes_out: u64,
    /// Producers' requests.
    pub produce: Times,
    /// Consumers' fetches.
    pub fetch_consumer: Times,
    /// Followers' fetches.
    pub fetch_follower: Times,
}

/// How long requests of one kind took: Kafka's `TotalTimeMs`, from a request's arrival at its broker to the leaving of its answer.
///
/// What a request waits for is in it: followers, bytes to read. The ways there and back are not, nor is what a connection has
/// not let through yet, since the request before it is not answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// So many were answered.
    pub count: u64,
    /// So long they took together, in microseconds.
    pub total_us: u64,
}

impl Times {
    /// One more was answered.
    pub(crate) fn add(&mut self, took: Duration) {
        self.count = self.count.saturating_add(1);
        self.total_us = self.total_us.saturating_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }
}

/// The broker itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokerView {
    /// Who, and where.
    pub info: BrokerInfo,
    /// The cluster's id.
    pub cluster_id: Text,
    /// Which incarnation; −1 before it has registered.
    pub epoch: BrokerEpoch,
    /// Whether it serves.
    pub serving: bool,
    /// Who is in the cluster, as far as this broker has heard.
    pub cluster: Vec<MemberBroker>,
}

/// A broker of the cluster, as another one knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberBroker {
    /// Who, and where.
    pub info: BrokerInfo,
    /// Which incarnation.
    pub epoch: BrokerEpoch,
    /// Whether it is taken for dead, or not for ready.
    pub fenced: bool,
}

/// What a partition's copy on this broker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplicaRole {
    /// Its log is being opened.
    Opening,
    /// This broker leads it.
    Leader,
    /// Another broker leads it.
    Follower,
    /// Its disk is full: it can be read, not written.
    ReadOnly,
    /// Its disk failed.
    Halted,
}

/// One partition's copy on this broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionView {
    /// The topic's name.
    pub topic: Text,
    /// The topic's id.
    pub topic_id: TopicId,
    /// Whether the topic is the broker's own.
    pub internal: bool,
    /// The partition.
    pub partition: PartitionIndex,
    /// What this copy is.
    pub role: ReplicaRole,
    /// Who leads.
    pub leader: Option<BrokerId>,
    /// The leadership's number.
    pub leader_epoch: LeaderEpoch,
    /// Who has copies, preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
    /// Who is out of sync and has all that was acknowledged (KIP-966).
    pub elr: Vec<BrokerId>,
    /// `min.insync.replicas` of the topic.
    pub min_isr: i16,
    /// As leader: how far each follower is.
    pub followers: Vec<FollowerView>,
    /// The first offset.
    pub log_start: Offset,
    /// All before this is fsynced (or as durable as the flush mode asks).
    pub durable: Offset,
    /// All before this may be read by consumers.
    pub high_watermark: Offset,
    /// The next offset.
    pub log_end: Offset,
    /// Bytes in the log.
    pub bytes: u64,
    /// The last batches, oldest first; at most [`crate::limit::VIEW_TAIL_BATCHES`].
    pub tail: Vec<TailBatch>,
    /// Where each leader epoch began.
    pub epochs: Vec<(LeaderEpoch, Offset)>,
}

/// A follower, as its leader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowerView {
    /// Who.
    pub broker: BrokerId,
    /// All before this it has on disk; none before its first fetch in this epoch.
    pub end: Option<Offset>,
    /// When it last had all that the leader had, on the leader's monotonic clock.
    pub caught_up_at: Option<Instant>,
}

/// One group that this broker coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Its name.
    pub group: Text,
    /// Its state, by Kafka's name.
    pub state: Text,
    /// Its generation.
    pub generation: Generation,
    /// The kind of protocol.
    pub protocol_type: Text,
    /// The assignment protocol.
    pub protocol: Text,
    /// The member that makes the assignment.
    pub leader: Text,
    /// Its members.
    pub members: Vec<MemberView>,
    /// Its commits.
    pub commits: Vec<CommitView>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Its id.
    pub member: Text,
    /// What the client calls itself.
    pub client_id: Text,
    /// Where the client is.
    pub client_host: Text,
    /// Its share, where the assignment is in the consumers' own format.
    pub assignment: Vec<(Text, Vec<PartitionIndex>)>,
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitView {
    /// The topic.
    pub topic: Text,
    /// The partition.
    pub partition: PartitionIndex,
    /// The next offset to read.
    pub offset: Offset,
    /// When it was committed.
    pub at: Timestamp,
}
