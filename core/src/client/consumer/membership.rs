//! Where a consumer stands in its group.

use crate::sorted::{SortedMap, SortedSet};
use alloc::vec::Vec;

use bytes::Bytes;

use crate::{client::TopicPartition, id::Generation, name::Text, response::BrokerInfo, time::Instant};

#[derive(Clone, Debug)]
pub(super) struct Membership {
    pub(super) id: Text,
    /// Empty until the coordinator has given one.
    pub(super) member: Text,
    /// Under this id it was given a share: whoever keeps the group from now on knows the id.
    pub(super) is_confirmed: bool,
    /// −1 outside of any.
    pub(super) generation: Generation,
    pub(super) protocol: Option<Text>,
    pub(super) coordinator: Option<BrokerInfo>,
    pub(super) state: State,
    pub(super) heartbeat_due: Instant,
    pub(super) not_before: Instant,
    pub(super) failures: u32,
    /// Before partitions are given up, what was processed was committed, or it was tried.
    pub(super) parted: bool,
    /// The coordinator still has to be told that it left.
    pub(super) owes_leave: bool,
    /// As leader: how many partitions each topic had when they were shared.
    pub(super) counts: Option<SortedMap<Text, i32>>,
    /// As a leader that came back: the topics of which it does not know how they were shared, and has to ask.
    pub(super) unsure: Option<SortedSet<Text>>,
    /// It keeps its partitions through a rebalance (KIP-429).
    pub(super) is_cooperative: bool,
    /// What it still has, and must give up: others wait for it.
    pub(super) revoking: SortedSet<TopicPartition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Has not subscribed.
    Out,
    /// Has to join.
    Unjoined,
    Joining,
    /// Is the leader, and has to share the partitions.
    Sharing {
        members: Vec<(Text, Option<Text>, Bytes)>,
    },
    /// Has to ask for its share, or has to give the others theirs.
    Unsynced {
        assignments: Vec<(Text, Bytes)>,
    },
    Syncing,
    Stable,
    /// Left because the application did not ask for records.
    Expelled,
    /// The group does not take it.
    Failed,
}

impl Membership {
    pub(super) fn new(id: Text, is_cooperative: bool) -> Self {
        Self {
            id,
            member: Text::default(),
            is_confirmed: false,
            generation: Generation(-1),
            protocol: None,
            coordinator: None,
            state: State::Out,
            heartbeat_due: Instant(0),
            not_before: Instant(0),
            failures: 0,
            parted: false,
            owes_leave: false,
            counts: None,
            unsure: None,
            is_cooperative,
            revoking: SortedSet::new(),
        }
    }

    /// Join, or join again.
    pub(super) fn rejoin(&mut self) {
        if !matches!(self.state, State::Unjoined | State::Failed) {
            (self.state, self.parted) = (State::Unjoined, false);
        }
    }

    /// The group has forgotten this member, or this generation: its partitions are somebody else's.
    pub(super) fn forgotten(&mut self, member_too: bool) {
        self.generation = Generation(-1);
        if member_too {
            (self.member, self.is_confirmed) = (Text::default(), false);
        }
        (self.state, self.parted) = (State::Unjoined, true);
    }

    /// Whether the coordinator counts on its heartbeats.
    pub(super) fn is_member(&self) -> bool {
        matches!(self.state, State::Stable | State::Syncing | State::Unsynced { .. } | State::Sharing { .. })
    }
}
