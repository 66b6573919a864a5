//! One member of a group.

use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;

use super::{
    codec::{kept, shortened},
    io::Waiter,
    records::{StoredGroup, StoredMember},
};
use crate::{limit, name::Text, request::JoinGroup};

/// A member, from its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) id: Text,
    pub(super) instance: Option<Text>,
    pub(super) client_id: Text,
    pub(super) client_host: Text,
    pub(super) session_timeout: Duration,
    pub(super) rebalance_timeout: Duration,
    /// What it speaks, best first, with its metadata for each.
    pub(super) protocols: Vec<(Text, Bytes)>,
    /// What its leader gave it.
    pub(super) assignment: Bytes,
    /// Its join, which waits for the rest of the group.
    pub(super) joining: Option<Waiter>,
    /// Its sync, which waits for the leader's assignment.
    pub(super) syncing: Option<Waiter>,
    /// It has not been answered a join yet: it can be expired while it waits, for it cannot send heartbeats.
    pub(super) is_new: bool,
    /// The connection that its request waited on is gone: waiting does not keep it alive any more.
    pub(super) absent: bool,
}

impl Member {
    pub(super) fn new(id: Text, join: JoinGroup) -> Member {
        Member {
            id,
            instance: join.instance,
            client_id: shortened(&join.client_id, limit::NAME_BYTES),
            client_host: shortened(&join.client_host, limit::NAME_BYTES),
            session_timeout: join.session_timeout,
            rebalance_timeout: join.rebalance_timeout,
            protocols: kept_protocols(&join.protocols),
            assignment: Bytes::new(),
            joining: None,
            syncing: None,
            is_new: true,
            absent: false,
        }
    }

    /// The member as its group's record remembers it: it speaks one protocol, as far as is known.
    pub(super) fn restored(stored: StoredMember, group: &StoredGroup) -> Member {
        let millis = |ms: i32| Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        Member {
            id: stored.member,
            instance: stored.instance,
            client_id: stored.client_id,
            client_host: stored.client_host,
            session_timeout: millis(stored.session_timeout_ms),
            rebalance_timeout: millis(stored.rebalance_timeout_ms),
            protocols: group.protocol.iter().map(|name| (name.clone(), kept(&stored.subscription))).collect(),
            assignment: kept(&stored.assignment),
            joining: None,
            syncing: None,
            is_new: false,
            absent: false,
        }
    }

    pub(super) fn stored(&self, protocol: Option<&Text>, assignment: Bytes) -> StoredMember {
        let millis = |time: Duration| i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
        StoredMember {
            member: self.id.clone(),
            instance: self.instance.clone(),
            client_id: self.client_id.clone(),
            client_host: self.client_host.clone(),
            rebalance_timeout_ms: millis(self.rebalance_timeout),
            session_timeout_ms: millis(self.session_timeout),
            subscription: protocol.map(|protocol| self.metadata(protocol)).unwrap_or_default(),
            assignment,
        }
    }

    /// Takes over what a repeated join says anew.
    pub(super) fn update(&mut self, join: JoinGroup) {
        self.session_timeout = join.session_timeout;
        self.rebalance_timeout = join.rebalance_timeout;
        self.protocols = kept_protocols(&join.protocols);
        self.client_id = shortened(&join.client_id, limit::NAME_BYTES);
        self.client_host = shortened(&join.client_host, limit::NAME_BYTES);
    }

    /// Its metadata for a protocol; empty for one that it does not speak.
    pub(super) fn metadata(&self, protocol: &str) -> Bytes {
        self.protocols.iter().find(|(name, _)| name == protocol).map(|(_, bytes)| bytes.clone()).unwrap_or_default()
    }

    pub(super) fn speaks(&self, protocol: &str) -> bool {
        self.protocols.iter().any(|(name, _)| name == protocol)
    }

    /// Whether a request of its own keeps it alive.
    pub(super) fn waits(&self) -> bool {
        !self.is_new && !self.absent && (self.joining.is_some() || self.syncing.is_some())
    }
}

fn kept_protocols(protocols: &[(Text, Bytes)]) -> Vec<(Text, Bytes)> {
    protocols.iter().map(|(name, metadata)| (name.clone(), kept(metadata))).collect()
}
