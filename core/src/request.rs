//! All that may be asked of a broker, by clients and by other brokers: semantic flags, never API versions.
//!
//! `B` is what a produced batch is: `Bytes` off any wire, a `CheckedBatch` once it has been checked by
//! the task of its connection ([`Request::map_batches`]). Only checked requests reach a node.

use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    error::Refusal,
    id::{BrokerEpoch, BrokerId, Generation, LeaderEpoch, Offset, PartitionIndex, ProducerEpoch, ProducerId, TopicId},
    name::Text,
    time::Timestamp,
};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request<B> {
    /// Append batches.
    Produce(Produce<B>),
    /// Read batches, waiting for some if need be.
    Fetch(Fetch),
    /// Which offsets stand at a time, at the start, at the end?
    ListOffsets(ListOffsets),
    /// Who leads what?
    Metadata(MetadataRequest),
    /// Where did that leader epoch end? (KIP-101)
    OffsetsForLeaderEpochs(OffsetsForLeaderEpochs),
    /// A producer id for an idempotent producer (KIP-98).
    InitProducerId(InitProducerId),
    /// New topics.
    CreateTopics(CreateTopics),
    /// Topics and their records, gone.
    DeleteTopics(DeleteTopics),
    /// More partitions for existing topics.
    CreatePartitions(CreatePartitions),
    /// Move the log start up.
    DeleteRecords(DeleteRecords),
    /// Settings, with their sources.
    DescribeConfigs(DescribeConfigs),
    /// Change settings.
    AlterConfigs(AlterConfigs),
    /// Brokers, controller, cluster id.
    DescribeCluster,
    /// Which broker keeps these groups?
    FindCoordinator(FindCoordinator),
    /// Become a member, or stay one in the next generation.
    JoinGroup(Box<JoinGroup>),
    /// Give (as leader) or receive the assignment.
    SyncGroup(SyncGroup),
    /// Still here.
    Heartbeat(Heartbeat),
    /// Going.
    LeaveGroup(LeaveGroup),
    /// This is how far we have read.
    OffsetCommit(OffsetCommit),
    /// How far had we read?
    OffsetFetch(OffsetFetch),
    /// Forget commits of some partitions.
    OffsetDelete(OffsetDelete),
    /// All groups here.
    ListGroups(ListGroups),
    /// Members, state, assignment of some groups.
    DescribeGroups(DescribeGroups),
    /// Forget groups.
    DeleteGroups(DeleteGroups),
}

/// A topic, named one way or the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TopicRef {
    /// By name.
    Name(Text),
    /// By id (KIP-516).
    Id(TopicId),
}

/// Which acknowledgement a producer waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acks {
    /// None: there is no answer at all.
    None,
    /// The leader has it, as its flush mode says.
    Leader,
    /// Every replica in sync has it (−1 on the wire).
    All,
}

/// Append batches, one a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produce<B> {
    /// When to answer.
    pub acks: Acks,
    /// The longest wait for replicas with [`Acks::All`].
    pub timeout: Duration,
    /// The producer's transactional id, if it has one.
    pub transactional_id: Option<Text>,
    /// The batches, in the client's order; partitions of one topic stand together.
    pub partitions: Vec<ProducePartition<B>>,
}

/// One batch for one partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducePartition<B> {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The batch, or why it was refused before it came here.
    pub batch: Result<B, Refusal>,
}

/// How much a reader may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Isolation {
    /// All up to the high watermark.
    #[default]
    ReadUncommitted,
    /// All up to the last stable offset (KIP-98).
    ReadCommitted,
}

/// A broker that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follower {
    /// Who.
    pub broker: BrokerId,
    /// Which incarnation (KIP-903): another one may have lost what this one has. None where nobody said.
    pub epoch: Option<BrokerEpoch>,
}

/// Read batches of several partitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    /// The following broker that asks; none for a consumer.
    pub replica: Option<Follower>,
    /// How long to wait for `bytes_min`.
    pub max_wait: Duration,
    /// Answer at once when so much is there.
    pub bytes_min: u32,
    /// The most to answer, over all partitions; the first batch comes whole whatever this says.
    pub bytes_max: u32,
    /// How much the reader may see.
    pub isolation: Isolation,
    /// Fetch session, 0 for none (KIP-227).
    pub session_id: i32,
    /// The session's epoch; 0 asks for a new session, −1 for none.
    pub session_epoch: i32,
    /// What to read, in the client's order.
    pub partitions: Vec<FetchPartition>,
    /// Partitions taken out of the session.
    pub forgotten: Vec<(TopicRef, PartitionIndex)>,
    /// The client's rack, if it told.
    pub rack: Option<Text>,
}

/// One partition of a fetch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchPartition {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The leader epoch that the reader believes in; none for one that does not check (KIP-320).
    pub current_leader_epoch: Option<LeaderEpoch>,
    /// Read from here.
    pub offset: Offset,
    /// The epoch of the last record that the reader has, to detect divergence (KIP-595).
    pub last_fetched_epoch: Option<LeaderEpoch>,
    /// A follower's own log start.
    pub log_start: Option<Offset>,
    /// The most to answer for this partition.
    pub bytes_max: u32,
}

/// Which offset is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OffsetAt {
    /// The high watermark, or the last stable offset for those who read committed (−1).
    Latest,
    /// The log start (−2).
    Earliest,
    /// The offset of the record with the largest timestamp (−3, KIP-734).
    MaxTimestamp,
    /// The first offset on local disks (−4, KIP-405): the log start, for there is no other tier.
    EarliestLocal,
    /// The last offset in tiered storage (−5, KIP-1005): none.
    LatestTiered,
    /// The first offset not yet uploaded (−6): the log start.
    EarliestPendingUpload,
    /// The first record at or after this time.
    Time(Timestamp),
}

/// Which offsets stand where?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOffsets {
    /// The following broker that asks; none for a consumer.
    pub replica: Option<BrokerId>,
    /// What "latest" means to the reader.
    pub isolation: Isolation,
    /// The questions.
    pub partitions: Vec<ListOffsetsPartition>,
}

/// One partition of a [`ListOffsets`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOffsetsPartition {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The leader epoch that the reader believes in.
    pub current_leader_epoch: Option<LeaderEpoch>,
    /// Which offset.
    pub at: OffsetAt,
}

/// Who leads what?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataRequest {
    /// The topics; `None` for all.
    pub topics: Option<Vec<TopicRef>>,
    /// Whether a missing topic may be created, if the broker does so at all.
    pub auto_create: bool,
}

/// Where did those leader epochs end?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetsForLeaderEpochs {
    /// The following broker that asks; none for a consumer.
    pub replica: Option<BrokerId>,
    /// The questions.
    pub partitions: Vec<EpochQuestion>,
}

/// One question about a leader epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochQuestion {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The leader epoch that the asker believes in.
    pub current_leader_epoch: Option<LeaderEpoch>,
    /// The epoch whose end is asked for.
    pub leader_epoch: LeaderEpoch,
}

/// A producer id, please.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitProducerId {
    /// Absent for a producer that is idempotent only.
    pub transactional_id: Option<Text>,
    /// How long a transaction may stay open.
    pub transaction_timeout: Duration,
    /// The id and epoch that the producer has already (KIP-360).
    pub current: Option<(ProducerId, ProducerEpoch)>,
}

/// New topics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateTopics {
    /// The topics, in the client's order.
    pub topics: Vec<NewTopic>,
    /// How long to wait until they are there.
    pub timeout: Duration,
    /// Only say what would happen.
    pub validate_only: bool,
}

/// One new topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTopic {
    /// Its name.
    pub name: Text,
    /// How many partitions; `None` for the broker's default.
    pub partitions: Option<i32>,
    /// How many copies of each; `None` for the broker's default.
    pub replication_factor: Option<i16>,
    /// Where each partition shall lie; empty to leave it to the controller.
    pub assignment: Vec<(PartitionIndex, Vec<BrokerId>)>,
    /// Settings of its own.
    pub configs: Vec<(Text, Option<Text>)>,
}

/// Topics to delete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTopics {
    /// The topics, in the client's order.
    pub topics: Vec<TopicRef>,
    /// How long to wait until they are gone.
    pub timeout: Duration,
}

/// More partitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePartitions {
    /// The topics, in the client's order.
    pub topics: Vec<MorePartitions>,
    /// How long to wait until they are there.
    pub timeout: Duration,
    /// Only say what would happen.
    pub validate_only: bool,
}

/// More partitions for one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MorePartitions {
    /// The topic.
    pub name: Text,
    /// How many there shall be in all.
    pub count: i32,
    /// Where the new ones shall lie; `None` to leave it to the controller.
    pub assignment: Option<Vec<Vec<BrokerId>>>,
}

/// Records to delete, from the start of their logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRecords {
    /// How long to wait.
    pub timeout: Duration,
    /// Per partition: the offset that shall be the new log start; −1 for the high watermark.
    pub partitions: Vec<(TopicRef, PartitionIndex, Offset)>,
}

/// What has settings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Resource {
    /// A topic.
    Topic(Text),
    /// A broker; `None` for the defaults of all.
    Broker(Option<BrokerId>),
    /// A kind that this broker does not have, by Kafka's number.
    Other(i8, Text),
}

/// Settings, please.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeConfigs {
    /// Of what, and which keys (`None` for all).
    pub resources: Vec<(Resource, Option<Vec<Text>>)>,
    /// With all places where a value may come from.
    pub synonyms: bool,
    /// With words about each.
    pub documentation: bool,
}

/// How a setting is changed (KIP-339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigOperation {
    /// To a value.
    Set,
    /// Back to its default.
    Delete,
    /// One element more of a list.
    Append,
    /// One element less of a list.
    Subtract,
}

/// Change settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterConfigs {
    /// The changes, in the client's order.
    pub resources: Vec<AlterResource>,
    /// Only say what would happen.
    pub validate_only: bool,
}

/// Changes to one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterResource {
    /// Of what.
    pub resource: Resource,
    /// Whether settings that are not named go back to their defaults (the older request).
    pub replace_all: bool,
    /// The changes.
    pub changes: Vec<(Text, ConfigOperation, Option<Text>)>,
}

/// Which broker keeps these?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindCoordinator {
    /// What kind of thing the keys name, by Kafka's number: 0 groups, 1 transactional ids, 2 share groups.
    pub kind: i8,
    /// The keys.
    pub keys: Vec<Text>,
}

/// Become a member, or stay one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinGroup {
    /// The group.
    pub group: Text,
    /// The member; empty for one that comes for the first time.
    pub member: Text,
    /// The name that outlives restarts of a static member (KIP-345).
    pub instance: Option<Text>,
    /// Without a heartbeat for so long, the member is out.
    pub session_timeout: Duration,
    /// How long a rebalance waits for this member to join again.
    pub rebalance_timeout: Duration,
    /// `consumer` for consumers; others exist.
    pub protocol_type: Text,
    /// The assignment protocols that the member speaks, best first, with its metadata for each.
    pub protocols: Vec<(Text, Bytes)>,
    /// Whether a first join is answered with an id to come back with (KIP-394).
    pub member_id_required: bool,
    /// What the client calls itself.
    pub client_id: Text,
    /// Where the client is.
    pub client_host: Text,
    /// Why it joins, in its words (KIP-800).
    pub reason: Option<Text>,
}

/// Give or receive the assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncGroup {
    /// The group.
    pub group: Text,
    /// The generation that was joined.
    pub generation: Generation,
    /// The member.
    pub member: Text,
    /// Its static name.
    pub instance: Option<Text>,
    /// The protocol type that the member believes in, if it told (KIP-559).
    pub protocol_type: Option<Text>,
    /// The protocol that the member believes in, if it told (KIP-559).
    pub protocol: Option<Text>,
    /// From the leader: each member's share, opaque.
    pub assignments: Vec<(Text, Bytes)>,
}

/// Still here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The group.
    pub group: Text,
    /// The generation.
    pub generation: Generation,
    /// The member.
    pub member: Text,
    /// Its static name.
    pub instance: Option<Text>,
}

/// Going.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveGroup {
    /// The group.
    pub group: Text,
    /// Who goes: member (may be empty for a static one) and static name.
    pub members: Vec<(Text, Option<Text>)>,
}

/// This is how far we have read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetCommit {
    /// The group.
    pub group: Text,
    /// The generation; −1 from one who is no member of it.
    pub generation: Generation,
    /// The member.
    pub member: Text,
    /// Its static name.
    pub instance: Option<Text>,
    /// The commits; partitions of one topic stand together.
    pub partitions: Vec<CommitPartition>,
}

/// One committed offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitPartition {
    /// The topic.
    pub topic: TopicRef,
    /// The partition.
    pub partition: PartitionIndex,
    /// The next offset to read.
    pub offset: Offset,
    /// The epoch of the last record read.
    pub leader_epoch: Option<LeaderEpoch>,
    /// The client's own words, given back as they came.
    pub metadata: Option<Text>,
}

/// How far had we read?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetFetch {
    /// The groups.
    pub groups: Vec<OffsetFetchGroup>,
    /// Whether offsets of open transactions shall stand in the way (KIP-447).
    pub require_stable: bool,
}

/// One group of an [`OffsetFetch`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetFetchGroup {
    /// The group.
    pub group: Text,
    /// The partitions; `None` for all that have a commit.
    pub partitions: Option<Vec<(TopicRef, PartitionIndex)>>,
}

/// Forget commits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetDelete {
    /// The group.
    pub group: Text,
    /// Of these partitions.
    pub partitions: Vec<(Text, PartitionIndex)>,
}

/// All groups, please.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListGroups {
    /// Only those in one of these states; empty for all (KIP-518).
    pub states: Vec<Text>,
    /// Only those of one of these types; empty for all (KIP-848).
    pub types: Vec<Text>,
}

/// Details of some groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeGroups {
    /// The groups, in the client's order.
    pub groups: Vec<Text>,
}

/// Forget groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteGroups {
    /// The groups, in the client's order.
    pub groups: Vec<Text>,
}

impl<B> Request<B> {
    /// The same request with every batch passed through `check`; what fails becomes a refusal of that partition.
    pub fn map_batches<C>(self, mut check: impl FnMut(B) -> Result<C, Refusal>) -> Request<C> {
        match self {
            Request::Produce(p) => Request::Produce(Produce {
                acks: p.acks,
                timeout: p.timeout,
                transactional_id: p.transactional_id,
                partitions: p
                    .partitions
                    .into_iter()
                    .map(|p| ProducePartition {
                        topic: p.topic,
                        partition: p.partition,
                        batch: p.batch.and_then(&mut check),
                    })
                    .collect(),
            }),
            Request::Fetch(r) => Request::Fetch(r),
            Request::ListOffsets(r) => Request::ListOffsets(r),
            Request::Metadata(r) => Request::Metadata(r),
            Request::OffsetsForLeaderEpochs(r) => Request::OffsetsForLeaderEpochs(r),
            Request::InitProducerId(r) => Request::InitProducerId(r),
            Request::CreateTopics(r) => Request::CreateTopics(r),
            Request::DeleteTopics(r) => Request::DeleteTopics(r),
            Request::CreatePartitions(r) => Request::CreatePartitions(r),
            Request::DeleteRecords(r) => Request::DeleteRecords(r),
            Request::DescribeConfigs(r) => Request::DescribeConfigs(r),
            Request::AlterConfigs(r) => Request::AlterConfigs(r),
            Request::DescribeCluster => Request::DescribeCluster,
            Request::FindCoordinator(r) => Request::FindCoordinator(r),
            Request::JoinGroup(r) => Request::JoinGroup(r),
            Request::SyncGroup(r) => Request::SyncGroup(r),
            Request::Heartbeat(r) => Request::Heartbeat(r),
            Request::LeaveGroup(r) => Request::LeaveGroup(r),
            Request::OffsetCommit(r) => Request::OffsetCommit(r),
            Request::OffsetFetch(r) => Request::OffsetFetch(r),
            Request::OffsetDelete(r) => Request::OffsetDelete(r),
            Request::ListGroups(r) => Request::ListGroups(r),
            Request::DescribeGroups(r) => Request::DescribeGroups(r),
            Request::DeleteGroups(r) => Request::DeleteGroups(r),
        }
    }
}
