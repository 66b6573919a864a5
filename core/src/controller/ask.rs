//! What brokers ask of the controller, and what it answers.

use alloc::vec::Vec;

use crate::{
    error::{ErrorCode, Refusal},
    id::{
        BrokerEpoch, BrokerId, DiskId, Incarnation, LeaderEpoch, Offset, PartitionEpoch, PartitionIndex, ProducerId,
        TopicId,
    },
    name::Text,
    request::{AlterConfigs, CreatePartitions, CreateTopics, DeleteTopics, Resource},
    response::{BrokerInfo, CreatedTopic},
};

/// What may be asked of the controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// This broker came up. Asked again until the registration shows in the metadata.
    Register(Registration),
    /// Still here.
    Heartbeat(BrokerHeartbeat),
    /// Going: lead elsewhere what I lead (controlled shutdown).
    Leave {
        /// Who.
        broker: BrokerId,
        /// Which incarnation.
        epoch: BrokerEpoch,
    },
    /// Change the ISR of partitions that the asking broker leads (KIP-497).
    AlterIsr(AlterIsr),
    /// Logs of the asking broker have failed: others must lead.
    LogsFailed {
        /// Who.
        broker: BrokerId,
        /// Which incarnation.
        epoch: BrokerEpoch,
        /// Of which partitions.
        partitions: Vec<(TopicId, PartitionIndex)>,
    },
    /// New topics.
    CreateTopics(CreateTopics),
    /// Topics to delete.
    DeleteTopics(DeleteTopics),
    /// More partitions.
    CreatePartitions(CreatePartitions),
    /// Settings to change.
    AlterConfigs(AlterConfigs),
    /// A block of producer ids.
    ReserveProducerIds,
}

/// A broker that comes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Who, and where to reach it.
    pub broker: BrokerInfo,
    /// Which start of its process.
    pub incarnation: Incarnation,
    /// Its data directory.
    pub disk: DiskId,
    /// Whether the directory holds all that this broker ever called durable.
    pub intact: bool,
    /// How far it has the metadata.
    pub metadata: Offset,
}

/// A broker that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokerHeartbeat {
    /// Who.
    pub broker: BrokerId,
    /// Which incarnation.
    pub epoch: BrokerEpoch,
    /// How far it has the metadata: one that has not seen its own registration stays fenced.
    pub metadata: Offset,
}

/// ISRs that a leader wants changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterIsr {
    /// The leader.
    pub broker: BrokerId,
    /// Which incarnation.
    pub epoch: BrokerEpoch,
    /// Per partition.
    pub changes: Vec<IsrChange>,
}

/// The ISR that a leader wants for a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IsrChange {
    /// The topic.
    pub topic: TopicId,
    /// The partition.
    pub partition: PartitionIndex,
    /// The epoch in which the asking broker leads.
    pub leader_epoch: LeaderEpoch,
    /// The state that the wish starts from.
    pub partition_epoch: PartitionEpoch,
    /// The members, each with the incarnation that was found in sync (KIP-903).
    pub isr: Vec<(BrokerId, BrokerEpoch)>,
}

/// What became of an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Registered, or why not. The epoch comes with the metadata.
    Registered(Result<(), Refusal>),
    /// The heartbeat counts; or the broker's epoch is not the registered one.
    Heartbeat(Result<(), ErrorCode>),
    /// It may go: it leads nothing any more, or nobody else could.
    Left,
    /// Per partition.
    AlterIsr(Vec<(TopicId, PartitionIndex, Result<(), ErrorCode>)>),
    /// It is known.
    LogsFailed,
    /// Per topic.
    CreateTopics(Vec<CreatedTopic>),
    /// Per topic.
    DeleteTopics(Vec<(Option<Text>, TopicId, Result<(), Refusal>)>),
    /// Per topic.
    CreatePartitions(Vec<(Text, Result<(), Refusal>)>),
    /// Per resource.
    AlterConfigs(Vec<(Resource, Result<(), Refusal>)>),
    /// The first id of the block, if there was space to write it down.
    ProducerIds(Result<ProducerId, Refusal>),
    /// The controller has too much to do: ask later.
    Overloaded,
}

impl Answer {
    /// The same answer when nothing of it came true, for want of space.
    pub(super) fn refused(self) -> Answer {
        let full = || Refusal::new(ErrorCode::KafkaStorageError, "the disk of the metadata is full: free some space");
        match self {
            Answer::Registered(_) => Answer::Registered(Err(full())),
            Answer::CreateTopics(mut items) => {
                items.iter_mut().filter(|t| t.result.is_ok()).for_each(|t| t.result = Err(full()));
                Answer::CreateTopics(items)
            }
            Answer::DeleteTopics(mut items) => {
                items.iter_mut().filter(|t| t.2.is_ok()).for_each(|t| t.2 = Err(full()));
                Answer::DeleteTopics(items)
            }
            Answer::CreatePartitions(mut items) => {
                items.iter_mut().filter(|t| t.1.is_ok()).for_each(|t| t.1 = Err(full()));
                Answer::CreatePartitions(items)
            }
            Answer::AlterConfigs(mut items) => {
                items.iter_mut().filter(|t| t.1.is_ok()).for_each(|t| t.1 = Err(full()));
                Answer::AlterConfigs(items)
            }
            Answer::AlterIsr(mut items) => {
                items.iter_mut().filter(|t| t.2.is_ok()).for_each(|t| t.2 = Err(ErrorCode::KafkaStorageError));
                Answer::AlterIsr(items)
            }
            Answer::ProducerIds(_) => Answer::ProducerIds(Err(full())),
            other @ (Answer::Heartbeat(_) | Answer::Left | Answer::LogsFailed | Answer::Overloaded) => other,
        }
    }
}
