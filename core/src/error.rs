//! Errors, by who is to blame: the request ([`Refusal`]), the peer ([`Blame`]), the disk ([`StorageFault`]).
//!
//! A bug of our own is none of these: it is an assertion, and halts the node.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::name::Text;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The protocol's error codes, by Kafka's own names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(i16)]
        pub enum ErrorCode { $($(#[$doc])* $name = $code,)* }

        impl ErrorCode {
            /// The error of this number; [`ErrorCode::UnknownServerError`] for a number that has no name here.
            #[must_use]
            pub const fn from_code(code: i16) -> ErrorCode {
                match code { $($code => ErrorCode::$name,)* _ => ErrorCode::UnknownServerError }
            }

            /// The name, as in `InvalidTopic`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(ErrorCode::$name => stringify!($name),)* }
            }
        }
    };
}

error_codes! {
    /// The broker met something that it did not expect.
    UnknownServerError = -1,
    /// No error.
    None = 0,
    /// The offset lies outside the log.
    OffsetOutOfRange = 1,
    /// A batch failed its checksum, or is otherwise unreadable.
    CorruptMessage = 2,
    /// No such topic, or no such partition in it.
    UnknownTopicOrPartition = 3,
    /// A fetch's size is not positive.
    InvalidFetchSize = 4,
    /// The partition has no leader at present.
    LeaderNotAvailable = 5,
    /// This broker does not lead the partition.
    NotLeaderOrFollower = 6,
    /// The request took too long.
    RequestTimedOut = 7,
    /// The broker is not available.
    BrokerNotAvailable = 8,
    /// The replica is not available.
    ReplicaNotAvailable = 9,
    /// A batch is larger than `max.message.bytes`.
    MessageTooLarge = 10,
    /// The metadata of a committed offset is too large.
    OffsetMetadataTooLarge = 12,
    /// The connection was lost before the answer came.
    NetworkException = 13,
    /// The coordinator is still loading its groups.
    CoordinatorLoadInProgress = 14,
    /// There is no coordinator yet.
    CoordinatorNotAvailable = 15,
    /// This broker does not coordinate that group.
    NotCoordinator = 16,
    /// The topic's name is not legal, or the topic is internal.
    InvalidTopic = 17,
    /// A batch is larger than a segment may be.
    RecordListTooLarge = 18,
    /// Fewer replicas in sync than `min.insync.replicas`: nothing was written.
    NotEnoughReplicas = 19,
    /// Written, but fewer replicas in sync than `min.insync.replicas`.
    NotEnoughReplicasAfterAppend = 20,
    /// Acks other than −1, 0 and 1.
    InvalidRequiredAcks = 21,
    /// The generation is not the group's.
    IllegalGeneration = 22,
    /// The members have no assignment protocol in common.
    InconsistentGroupProtocol = 23,
    /// The group's id is empty.
    InvalidGroupId = 24,
    /// The group does not know this member.
    UnknownMemberId = 25,
    /// The session timeout lies outside the broker's bounds.
    InvalidSessionTimeout = 26,
    /// The group is rebalancing: join again.
    RebalanceInProgress = 27,
    /// The offsets of one commit exceed a batch.
    InvalidCommitOffsetSize = 28,
    /// Not authorised for the topic.
    TopicAuthorizationFailed = 29,
    /// Not authorised for the group.
    GroupAuthorizationFailed = 30,
    /// Not authorised for the cluster.
    ClusterAuthorizationFailed = 31,
    /// A record's timestamp is out of bounds.
    InvalidTimestamp = 32,
    /// The SASL mechanism is not supported.
    UnsupportedSaslMechanism = 33,
    /// A SASL request at the wrong moment.
    IllegalSaslState = 34,
    /// The version of the request is not supported.
    UnsupportedVersion = 35,
    /// The topic exists already.
    TopicAlreadyExists = 36,
    /// The number of partitions is not legal.
    InvalidPartitions = 37,
    /// The replication factor is not legal, or more than there are brokers.
    InvalidReplicationFactor = 38,
    /// The replica assignment is not legal.
    InvalidReplicaAssignment = 39,
    /// A setting is unknown, or its value not legal.
    InvalidConfig = 40,
    /// This broker is not the controller.
    NotController = 41,
    /// The request is malformed or contradicts itself.
    InvalidRequest = 42,
    /// The version of the message format does not support the request.
    UnsupportedForMessageFormat = 43,
    /// A policy forbids the request.
    PolicyViolation = 44,
    /// A producer's sequence number left a gap.
    OutOfOrderSequenceNumber = 45,
    /// A producer's sequence number was seen before.
    DuplicateSequenceNumber = 46,
    /// The producer's epoch is older than the current one.
    InvalidProducerEpoch = 47,
    /// The transaction is not in a state for this.
    InvalidTxnState = 48,
    /// The producer id does not belong to this transactional id.
    InvalidProducerIdMapping = 49,
    /// The transaction's timeout exceeds the broker's limit.
    InvalidTransactionTimeout = 50,
    /// Another change of the same transaction is under way.
    ConcurrentTransactions = 51,
    /// The disk failed.
    KafkaStorageError = 56,
    /// SASL authentication failed.
    SaslAuthenticationFailed = 58,
    /// The broker has no state for this producer id.
    UnknownProducerId = 59,
    /// The group has members, and cannot be deleted.
    NonEmptyGroup = 68,
    /// No such group.
    GroupIdNotFound = 69,
    /// No such fetch session.
    FetchSessionIdNotFound = 70,
    /// The fetch session's epoch is not the expected one.
    InvalidFetchSessionEpoch = 71,
    /// The leader epoch is older than this broker's.
    FencedLeaderEpoch = 74,
    /// The leader epoch is newer than this broker's.
    UnknownLeaderEpoch = 75,
    /// The codec is not supported by this version of the request.
    UnsupportedCompressionType = 76,
    /// The broker's epoch is not the registered one.
    StaleBrokerEpoch = 77,
    /// The high watermark is not known yet after a change of leader.
    OffsetNotAvailable = 78,
    /// Join again with the member id given in the answer (KIP-394).
    MemberIdRequired = 79,
    /// The preferred leader cannot be elected.
    PreferredLeaderNotAvailable = 80,
    /// The group has as many members as it may.
    GroupMaxSizeReached = 81,
    /// Another member came with the same instance id (KIP-345).
    FencedInstanceId = 82,
    /// No replica may lead.
    EligibleLeadersNotAvailable = 83,
    /// The election was not needed.
    ElectionNotNeeded = 84,
    /// The group is subscribed to the topic.
    GroupSubscribedToTopic = 86,
    /// A record breaks the rules of its topic.
    InvalidRecord = 87,
    /// Offsets of an open transaction stand in the way.
    UnstableOffsetCommit = 88,
    /// The producer was fenced by a newer one.
    ProducerFenced = 90,
    /// No such resource.
    ResourceNotFound = 91,
    /// A resource of that name exists.
    DuplicateResource = 92,
    /// A partition's state was changed meanwhile (KIP-497).
    InvalidUpdateVersion = 95,
    /// No topic has this id.
    UnknownTopicId = 100,
    /// The topic's id does not match its partition's on disk.
    InconsistentTopicId = 103,
    /// The fetch session used ids and names in turn.
    FetchSessionTopicIdError = 106,
    /// A replica may not join the ISR: it is fenced, or another incarnation (KIP-841, KIP-903).
    IneligibleReplica = 107,
}

impl ErrorCode {
    /// The number on the wire.
    #[must_use]
    pub const fn code(self) -> i16 {
        self as i16
    }

    /// Whether this is an error at all.
    #[must_use]
    pub const fn is_error(self) -> bool {
        !matches!(self, ErrorCode::None)
    }

    /// Whether a client does well to try the same again, perhaps with newer metadata.
    #[must_use]
    pub const fn is_retriable(self) -> bool {
        use ErrorCode as E;
        matches!(
            self,
            E::CorruptMessage
                | E::UnknownTopicOrPartition
                | E::LeaderNotAvailable
                | E::NotLeaderOrFollower
                | E::RequestTimedOut
                | E::BrokerNotAvailable
                | E::ReplicaNotAvailable
                | E::NetworkException
                | E::CoordinatorLoadInProgress
                | E::CoordinatorNotAvailable
                | E::NotCoordinator
                | E::NotEnoughReplicas
                | E::NotEnoughReplicasAfterAppend
                | E::NotController
                | E::KafkaStorageError
                | E::FencedLeaderEpoch
                | E::UnknownLeaderEpoch
                | E::OffsetNotAvailable
                | E::ConcurrentTransactions
                | E::UnknownTopicId
                | E::InconsistentTopicId
        )
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.code())
    }
}

/// The request cannot be granted; its client is told why, and may go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What the protocol calls it.
    pub code: ErrorCode,
    /// What to do about it, for a person; not every response has room for it.
    pub message: Option<Text>,
}

impl Refusal {
    /// A refusal with words.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<Text>) -> Refusal {
        Refusal { code, message: Some(message.into()) }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Refusal {
        Refusal { code, message: None }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => write!(f, "{}: {message}", self.code),
            None => fmt::Display::fmt(&self.code, f),
        }
    }
}

/// Why a connection is closed: the peer is at fault and cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Blame {
    /// Bytes that are no request.
    Malformed(Text),
    /// A legal request at an illegal moment, or one that failed without the right to an answer (acks=0).
    Misbehaved(Text),
    /// More than the broker's limits allow.
    OverLimit(Text),
    /// Not allowed in.
    Unauthenticated,
    /// Nobody's fault: the records to be sent are gone, or the broker stops.
    Gone(Text),
}

/// Why a storage effect failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StorageFault {
    /// No space left: the log is read-only until there is.
    Full,
    /// The disk failed, or an fsync did: what was written since the last good one is unknown. The log halts.
    Io,
    /// What was read is not what was written.
    Corrupt,
    /// The range is not on disk (any more).
    Missing,
}
