//! All that a node may ask of its host.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Blame, StorageFault},
    id::{ClientId, Generation, LeaderEpoch, Offset, PartitionIndex, RequestId},
    metadata::Proposal,
    name::Text,
    response::{Response, Span},
    storage::StorageEffect,
};

/// One thing to do, in the order in which `Node::poll` gives them.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Answer a request.
    Reply {
        /// Whom.
        client: ClientId,
        /// Which request.
        id: RequestId,
        /// What.
        response: Response<Span>,
    },
    /// The request is done and has no answer (acks=0).
    Settled {
        /// Whose.
        client: ClientId,
        /// Which request.
        id: RequestId,
    },
    /// Close a connection.
    Close {
        /// Whose.
        client: ClientId,
        /// Why.
        blame: Blame,
    },
    /// An order to the store.
    Storage(StorageEffect),
    /// Give this its place in the metadata log; it comes back as [`crate::input::Input::Committed`].
    Propose(Proposal),
    /// Something worth telling a person.
    Note(Note),
    /// All logs are closed: nothing more will come.
    Stopped,
}

/// Something worth telling a person: a log line on the server, a narration on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// The broker serves.
    Serving,
    /// A topic came to be.
    TopicCreated {
        /// Its name.
        topic: Text,
        /// How many partitions.
        partitions: i32,
    },
    /// A topic is gone.
    TopicDeleted {
        /// Its name.
        topic: Text,
    },
    /// A partition's log is open, and this broker leads it.
    PartitionOnline {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// The leadership's number.
        leader_epoch: LeaderEpoch,
        /// The log end found.
        end: Offset,
        /// Bytes of a torn tail that were cut away.
        torn_bytes: u64,
        /// The first damage in the middle of the log, if any.
        damaged_at: Option<Offset>,
    },
    /// A partition's log cannot be used.
    PartitionHalted {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// Why.
        fault: StorageFault,
    },
    /// Old records went, as retention says.
    RecordsExpired {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// The new log start.
        start: Offset,
    },
    /// A group begins to rebalance.
    Rebalancing {
        /// The group.
        group: Text,
        /// The generation that ends.
        generation: Generation,
        /// Why, in words.
        reason: Text,
    },
    /// A group has settled.
    Stable {
        /// The group.
        group: Text,
        /// The generation.
        generation: Generation,
        /// How many members.
        members: i32,
    },
    /// A member was silent for longer than its session timeout.
    MemberExpired {
        /// The group.
        group: Text,
        /// The member.
        member: Text,
    },
    /// The groups of one partition of the offsets topic are loaded.
    GroupsLoaded {
        /// The partition.
        partition: PartitionIndex,
        /// How many groups.
        groups: i32,
    },
}
