//! The records that make up the cluster's metadata, and the proposals that carry them.
//!
//! The controller decides, a host orders, every broker applies. In one process the order is a local log
//! ([`crate::storage::LogName::METADATA`]); on many machines it is a consensus engine's.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    id::{BrokerId, ControllerEpoch, DiskId, Incarnation, LeaderEpoch, Offset, PartitionIndex, ProducerId, TopicId},
    name::Text,
    response::BrokerInfo,
};

/// One change of the cluster's metadata.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MetadataRecord {
    /// A broker came up; its epoch is the metadata offset of this very proposal.
    BrokerRegistered {
        /// Who, and where to reach it.
        broker: BrokerInfo,
        /// Which start of its process.
        incarnation: Incarnation,
        /// The directory that its records are in.
        disk: DiskId,
        /// Whether it may not lead, nor be in any ISR, before it has caught up with the metadata.
        fenced: bool,
    },
    /// A broker is taken for dead, or has said that it goes: it may not lead, nor be in any ISR.
    BrokerFenced {
        /// Who.
        broker: BrokerId,
    },
    /// A broker is there again.
    BrokerUnfenced {
        /// Who.
        broker: BrokerId,
    },
    /// A new topic. Its partitions follow in the same proposal.
    TopicCreated {
        /// Its id.
        id: TopicId,
        /// Its name.
        name: Text,
        /// Settings of its own.
        configs: Vec<(Text, Text)>,
    },
    /// A new partition.
    PartitionCreated {
        /// The topic.
        topic: TopicId,
        /// The partition.
        partition: PartitionIndex,
        /// Who has copies, preferred leader first.
        replicas: Vec<BrokerId>,
        /// Who of them is there, and so in sync from the start. The first one leads.
        isr: Vec<BrokerId>,
    },
    /// A partition has a new leader, or another ISR.
    PartitionChanged {
        /// The topic.
        topic: TopicId,
        /// The partition.
        partition: PartitionIndex,
        /// Who leads; none when nobody may.
        leader: Option<BrokerId>,
        /// The leadership's number.
        leader_epoch: LeaderEpoch,
        /// Who is in sync.
        isr: Vec<BrokerId>,
        /// Who is out of sync and still has all that was ever acknowledged: eligible leader replicas (KIP-966).
        elr: Vec<BrokerId>,
        /// Whose log failed: not to be elected before its broker has started anew.
        failed: Vec<BrokerId>,
    },
    /// A topic is gone.
    TopicDeleted {
        /// Its id.
        id: TopicId,
    },
    /// A topic's setting has changed.
    TopicConfigured {
        /// The topic.
        id: TopicId,
        /// The setting.
        key: Text,
        /// Its value; `None` for the default.
        value: Option<Text>,
    },
    /// A broker's dynamic setting has changed.
    BrokerConfigured {
        /// The broker; `None` for all.
        broker: Option<BrokerId>,
        /// The setting.
        key: Text,
        /// Its value; `None` for the default.
        value: Option<Text>,
    },
    /// Producer ids below this one are given out, or belong to some broker's block.
    ProducerIdsReserved {
        /// The next free id.
        next: ProducerId,
    },
}

/// What the controller wants to become true: all its records, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The controller that proposes.
    pub controller: ControllerEpoch,
    /// Counts the proposals of one controller.
    pub number: u64,
    /// The metadata offset it was decided on.
    pub decided_on: Offset,
    /// The changes.
    pub records: Vec<MetadataRecord>,
}

/// A proposal that has its place in the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// Its place in the metadata log, from 0.
    pub offset: Offset,
    /// The proposal.
    pub proposal: Proposal,
}
