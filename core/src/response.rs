//! All that a broker answers: the other half of the one vocabulary of clients and brokers.
//!
//! `R` is what fetched records are: a [`Span`] of a log as it leaves a node, `Bytes` once a host has read it.

use alloc::vec::Vec;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    error::{ErrorCode, Refusal},
    id::{BrokerId, Generation, LeaderEpoch, LogId, Offset, PartitionIndex, ProducerEpoch, ProducerId, TopicId},
    name::Text,
    request::{Resource, TopicRef},
    time::Timestamp,
};

/// One response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response<R> {
    /// Where the batches went.
    Produce(Vec<ProducedPartition>),
    /// What was read.
    Fetch(Fetched<R>),
    /// The offsets asked for.
    ListOffsets(Vec<ListedOffset>),
    /// Brokers and topics.
    Metadata(ClusterMetadata),
    /// Ends of leader epochs.
    OffsetsForLeaderEpochs(Vec<EpochEnd>),
    /// A producer id.
    InitProducerId(Result<(ProducerId, ProducerEpoch), Refusal>),
    /// The topics made, or not.
    CreateTopics(Vec<CreatedTopic>),
    /// The topics deleted, or not: name and id as far as known.
    DeleteTopics(Vec<(Option<Text>, TopicId, Result<(), Refusal>)>),
    /// The topics grown, or not.
    CreatePartitions(Vec<(Text, Result<(), Refusal>)>),
    /// The new low watermarks.
    DeleteRecords(Vec<(TopicRef, PartitionIndex, Result<Offset, Refusal>)>),
    /// Settings.
    DescribeConfigs(Vec<(Resource, Result<Vec<ConfigEntry>, Refusal>)>),
    /// Settings changed, or not.
    AlterConfigs(Vec<(Resource, Result<(), Refusal>)>),
    /// Brokers, controller, cluster id.
    DescribeCluster(ClusterDescription),
    /// Who keeps each key.
    FindCoordinator(Vec<(Text, Result<BrokerInfo, Refusal>)>),
    /// The generation joined.
    JoinGroup(Joined),
    /// The member's share.
    SyncGroup(Result<Synced, ErrorCode>),
    /// Carry on, or not.
    Heartbeat(ErrorCode),
    /// Who left, and whether it went well.
    LeaveGroup(LeftGroup),
    /// Each commit's fate.
    OffsetCommit(Vec<(TopicRef, PartitionIndex, ErrorCode)>),
    /// The commits, per group.
    OffsetFetch(Vec<FetchedOffsets>),
    /// The group's error, or each partition's.
    OffsetDelete(Result<Vec<(Text, PartitionIndex, ErrorCode)>, ErrorCode>),
    /// The groups.
    ListGroups(Result<Vec<GroupListing>, ErrorCode>),
    /// Details, per group.
    DescribeGroups(Vec<GroupDescription>),
    /// Each group's fate.
    DeleteGroups(Vec<(Text, ErrorCode)>),
}

/// Part of a log that a reply carries: whole batches from the one that holds `from`, to `upto` at the most.
///
/// A host resolves the spans of one reply in order, with the store machine, under the reply's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The log.
    pub log: LogId,
    /// The first offset wanted; the batch that holds it is sent whole.
    pub from: Offset,
    /// No record at or past this is sent. Always the end of a batch.
    pub upto: Offset,
    /// The most bytes for this partition; the first batch of a reply comes whole whatever this says.
    pub bytes_max: u32,
}

/// One batch's fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducedPartition {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// Where it went, or why it did not.
    pub result: Result<Produced, Refusal>,
    /// Who leads instead, when it is not this broker (KIP-951).
    pub leader: Option<(BrokerId, LeaderEpoch)>,
}

/// Where a batch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produced {
    /// The offset of its first record.
    pub base_offset: Offset,
    /// The broker's stamp, on topics with LogAppendTime.
    pub log_append_time: Option<Timestamp>,
    /// The log start at that moment.
    pub log_start: Offset,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched<R> {
    /// An error of the whole request (of its session).
    pub error: ErrorCode,
    /// The session, 0 for none.
    pub session_id: i32,
    /// The most bytes over all spans, as the request said; the first non-empty one has at least one batch.
    pub bytes_max: u32,
    /// Per partition, in the request's order.
    pub partitions: Vec<FetchedPartition<R>>,
}

/// What was read of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedPartition<R> {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// Why nothing could be read.
    pub error: ErrorCode,
    /// The high watermark; −1 with an error, and from a new leader that cannot be certain of it yet.
    pub high_watermark: Offset,
    /// The last stable offset; −1 where the high watermark is.
    pub last_stable_offset: Offset,
    /// The log start; −1 with an error.
    pub log_start: Offset,
    /// Where the reader's log departs from this one: the epoch and its end here (KIP-595).
    pub diverging: Option<(LeaderEpoch, Offset)>,
    /// Who leads instead, when it is not this broker (KIP-951).
    pub leader: Option<(BrokerId, LeaderEpoch)>,
    /// Transactions that were aborted within the records: producer and first offset (KIP-98).
    pub aborted: Vec<(ProducerId, Offset)>,
    /// The records; `None` where there are none.
    pub records: Option<R>,
}

/// One offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedOffset {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The answer: offset, timestamp and leader epoch, −1 each for none; or why not.
    pub result: Result<OffsetInfo, ErrorCode>,
}

/// An offset with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetInfo {
    /// The offset; −1 for none.
    pub offset: Offset,
    /// The record's timestamp; −1 where the question was not about time.
    pub timestamp: Timestamp,
    /// The epoch of the offset; −1 for none.
    pub leader_epoch: LeaderEpoch,
}

/// A broker and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BrokerInfo {
    /// Its number.
    pub id: BrokerId,
    /// The host that clients shall connect to.
    pub host: Text,
    /// The port.
    pub port: u16,
    /// Its rack, if it told.
    pub rack: Option<Text>,
}

/// Brokers and topics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterMetadata {
    /// The cluster's id.
    pub cluster_id: Text,
    /// The broker to ask for changes.
    pub controller: Option<BrokerId>,
    /// The live brokers.
    pub brokers: Vec<BrokerInfo>,
    /// The topics asked for.
    pub topics: Vec<TopicMetadata>,
}

/// One topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicMetadata {
    /// Why there is nothing to tell.
    pub error: ErrorCode,
    /// Its name, if known.
    pub name: Option<Text>,
    /// Its id, or zero.
    pub id: TopicId,
    /// Whether it is the broker's own.
    pub internal: bool,
    /// Its partitions.
    pub partitions: Vec<PartitionMetadata>,
}

/// One partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionMetadata {
    /// Its number.
    pub partition: PartitionIndex,
    /// Why it cannot serve.
    pub error: ErrorCode,
    /// Who leads; none at present, perhaps.
    pub leader: Option<BrokerId>,
    /// The leadership's number.
    pub leader_epoch: LeaderEpoch,
    /// Who has copies, preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who of them is in sync.
    pub isr: Vec<BrokerId>,
    /// Who of them is away.
    pub offline: Vec<BrokerId>,
}

/// Where an epoch ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochEnd {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The largest epoch not above the one asked for, and its end; −1 each for none. Or why not.
    pub result: Result<(LeaderEpoch, Offset), ErrorCode>,
}

/// A topic made, or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedTopic {
    /// Its name.
    pub name: Text,
    /// What was made, or why not.
    pub result: Result<CreatedTopicInfo, Refusal>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedTopicInfo {
    /// Its id.
    pub id: TopicId,
    /// How many partitions.
    pub partitions: i32,
    /// How many copies of each.
    pub replication_factor: i16,
    /// Its settings.
    pub configs: Vec<ConfigEntry>,
}

/// Where a setting's value comes from, by Kafka's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(i8)]
pub enum ConfigSource {
    /// Set on the topic.
    Topic = 1,
    /// Set on this broker while it ran.
    DynamicBroker = 2,
    /// Given at the start.
    StaticBroker = 4,
    /// Nobody said anything.
    Default = 5,
}

/// A setting's type, by Kafka's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(i8)]
pub enum ConfigType {
    /// true or false
    Boolean = 1,
    /// Text.
    String = 2,
    /// 32 bits.
    Int = 3,
    /// 16 bits.
    Short = 4,
    /// 64 bits.
    Long = 5,
    /// A number with a fraction.
    Double = 6,
    /// Several, with commas between.
    List = 7,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigEntry {
    /// Its name.
    pub name: Text,
    /// Its value.
    pub value: Option<Text>,
    /// Whether it cannot be changed while the broker runs.
    pub read_only: bool,
    /// Where the value comes from.
    pub source: ConfigSource,
    /// What kind of value it is.
    pub kind: ConfigType,
    /// Every place where it is given, the strongest first: name, value, source.
    pub synonyms: Vec<(Text, Option<Text>, ConfigSource)>,
    /// Words about it, where asked for.
    pub documentation: Option<Text>,
}

/// The cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterDescription {
    /// Its id.
    pub cluster_id: Text,
    /// The broker to ask for changes.
    pub controller: Option<BrokerId>,
    /// The live brokers.
    pub brokers: Vec<BrokerInfo>,
}

/// The generation joined, or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Why not; `MemberIdRequired` comes with the id to use.
    pub error: ErrorCode,
    /// The generation.
    pub generation: Generation,
    /// The kind of protocol.
    pub protocol_type: Option<Text>,
    /// The assignment protocol that all speak.
    pub protocol: Option<Text>,
    /// Who makes the assignment.
    pub leader: Text,
    /// Who you are.
    pub member: Text,
    /// Whether the leader shall leave the assignment as it is (KIP-814).
    pub skip_assignment: bool,
    /// For the leader only: every member, its static name, its metadata.
    pub members: Vec<(Text, Option<Text>, Bytes)>,
}

/// A member's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synced {
    /// The kind of protocol.
    pub protocol_type: Option<Text>,
    /// The assignment protocol.
    pub protocol: Option<Text>,
    /// The share, opaque: exactly what the leader gave.
    pub assignment: Bytes,
}

/// Who left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftGroup {
    /// An error of the whole request.
    pub error: ErrorCode,
    /// Per member: id, static name, error.
    pub members: Vec<(Text, Option<Text>, ErrorCode)>,
}

/// The commits of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedOffsets {
    /// The group.
    pub group: Text,
    /// An error of the whole group.
    pub error: ErrorCode,
    /// The commits; partitions of one topic stand together.
    pub partitions: Vec<FetchedOffset>,
}

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedOffset {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The next offset to read; −1 where there is no commit.
    pub offset: Offset,
    /// The epoch of the last record read.
    pub leader_epoch: Option<LeaderEpoch>,
    /// The client's own words; absent and empty differ.
    pub metadata: Option<Text>,
    /// An error of this partition.
    pub error: ErrorCode,
}

/// A group in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupListing {
    /// Its name.
    pub group: Text,
    /// `consumer`, or another.
    pub protocol_type: Text,
    /// Its state, by Kafka's name.
    pub state: Text,
    /// `classic`.
    pub kind: Text,
}

/// A group in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDescription {
    /// Its name.
    pub group: Text,
    /// Why there is nothing to tell.
    pub error: ErrorCode,
    /// What there is to say about the error.
    pub message: Option<Text>,
    /// Its state, by Kafka's name: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead.
    pub state: Text,
    /// `consumer`, or another.
    pub protocol_type: Text,
    /// The assignment protocol.
    pub protocol: Text,
    /// Its members.
    pub members: Vec<MemberDescription>,
}

/// A member in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberDescription {
    /// Its id.
    pub member: Text,
    /// Its static name.
    pub instance: Option<Text>,
    /// What the client calls itself.
    pub client_id: Text,
    /// Where the client is.
    pub client_host: Text,
    /// Its metadata for the chosen protocol.
    pub metadata: Bytes,
    /// Its share.
    pub assignment: Bytes,
}

impl<R> Response<R> {
    /// The same response with fetched records passed through `read`; `None` leaves a partition without any.
    pub fn map_records<S>(self, mut read: impl FnMut(R) -> Option<S>) -> Response<S> {
        match self {
            Response::Fetch(fetched) => Response::Fetch(Fetched {
                error: fetched.error,
                session_id: fetched.session_id,
                bytes_max: fetched.bytes_max,
                partitions: fetched
                    .partitions
                    .into_iter()
                    .map(|p| FetchedPartition {
                        topic: p.topic,
                        partition: p.partition,
                        error: p.error,
                        high_watermark: p.high_watermark,
                        last_stable_offset: p.last_stable_offset,
                        log_start: p.log_start,
                        diverging: p.diverging,
                        leader: p.leader,
                        aborted: p.aborted,
                        records: p.records.and_then(&mut read),
                    })
                    .collect(),
            }),
            Response::Produce(r) => Response::Produce(r),
            Response::ListOffsets(r) => Response::ListOffsets(r),
            Response::Metadata(r) => Response::Metadata(r),
            Response::OffsetsForLeaderEpochs(r) => Response::OffsetsForLeaderEpochs(r),
            Response::InitProducerId(r) => Response::InitProducerId(r),
            Response::CreateTopics(r) => Response::CreateTopics(r),
            Response::DeleteTopics(r) => Response::DeleteTopics(r),
            Response::CreatePartitions(r) => Response::CreatePartitions(r),
            Response::DeleteRecords(r) => Response::DeleteRecords(r),
            Response::DescribeConfigs(r) => Response::DescribeConfigs(r),
            Response::AlterConfigs(r) => Response::AlterConfigs(r),
            Response::DescribeCluster(r) => Response::DescribeCluster(r),
            Response::FindCoordinator(r) => Response::FindCoordinator(r),
            Response::JoinGroup(r) => Response::JoinGroup(r),
            Response::SyncGroup(r) => Response::SyncGroup(r),
            Response::Heartbeat(r) => Response::Heartbeat(r),
            Response::LeaveGroup(r) => Response::LeaveGroup(r),
            Response::OffsetCommit(r) => Response::OffsetCommit(r),
            Response::OffsetFetch(r) => Response::OffsetFetch(r),
            Response::OffsetDelete(r) => Response::OffsetDelete(r),
            Response::ListGroups(r) => Response::ListGroups(r),
            Response::DescribeGroups(r) => Response::DescribeGroups(r),
            Response::DeleteGroups(r) => Response::DeleteGroups(r),
        }
    }
}
