//! All that a node may ask of its host.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{
    controller::Ask,
    error::{Blame, StorageFault},
    id::{AskId, BrokerId, ClientId, Generation, LeaderEpoch, Offset, PartitionIndex, RequestId},
    name::Text,
    record::CheckedBatch,
    request::Request,
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
    /// Ask the controller. Comes back as [`crate::input::Input::Answered`], or not at all when either is lost.
    Ask {
        /// Comes back with the answer.
        id: AskId,
        /// What.
        ask: Ask,
    },
    /// Ask another broker. It gets it as [`crate::input::Input::PeerRequest`]; its answer comes back as
    /// [`crate::input::Input::Response`], or as [`crate::error::Blame`] where the host knows that none will come.
    Send {
        /// Whom.
        to: BrokerId,
        /// Comes back with the answer.
        id: RequestId,
        /// What.
        request: Request<CheckedBatch>,
    },
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
    /// A topic that a client has named, or that keeps commits, could not be made.
    TopicNotCreated {
        /// Its name.
        topic: Text,
        /// Why.
        reason: Text,
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
    /// This broker leads a partition now.
    LeadershipBegins {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// The leadership's number.
        leader_epoch: LeaderEpoch,
        /// The log end at which it begins.
        end: Offset,
    },
    /// This broker does not lead a partition any more.
    LeadershipEnds {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// Who leads now.
        leader: Option<BrokerId>,
        /// The new leadership's number.
        leader_epoch: LeaderEpoch,
    },
    /// The ISR of a partition that this broker leads has changed.
    IsrChanged {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// As it was.
        from: Vec<BrokerId>,
        /// As it is.
        to: Vec<BrokerId>,
    },
    /// The controller could not register this broker.
    NotRegistered {
        /// Why.
        reason: Text,
    },
    /// A follower cuts off what its leader does not have (KIP-101, KIP-279).
    Truncated {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// The log end before.
        from: Offset,
        /// The log end now.
        to: Offset,
    },
    /// The controller takes a broker for dead.
    BrokerFenced {
        /// Whom.
        broker: BrokerId,
    },
    /// The controller lets a broker lead and follow.
    BrokerUnfenced {
        /// Whom.
        broker: BrokerId,
    },
    /// A partition's disk is full: it can be read, and takes records again as soon as there is room.
    PartitionFull {
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
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
