//! Members' sessions: G7. Nobody is given up before being silent for a whole session.
//!
//! Counted from the answers that begin a session anew: a heartbeat or a sync that was granted, a join that was. What else may
//! lengthen it does not matter here.

use glasslog_core::sorted::SortedMap;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    effect::Note,
    error::ErrorCode,
    id::{BrokerId, ClientId, RequestId},
    name::Text,
    request::Request,
    response::{Response, Span},
    time::Instant,
    view::Delta,
};

use super::Verdicts;

/// A group's member.
type Member = (Text, Text);

/// The checks on sessions.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionChecks {
    /// Who asks.
    asked: SortedMap<(BrokerId, ClientId, RequestId), Member>,
    /// The session timeout that each member has asked for, by its id.
    timeouts: SortedMap<Text, Duration>,
    /// When a coordinator last began a member's session anew, for certain.
    heard: SortedMap<(BrokerId, Member), Instant>,
}

impl SessionChecks {
    pub(super) fn started(&mut self, broker: BrokerId) {
        self.asked.retain(|(other, _, _), _| *other != broker);
        self.heard.retain(|(other, _), _| *other != broker);
    }

    pub(super) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.asked.retain(|(b, c, _), _| (*b, *c) != (broker, client));
    }

    pub(super) fn asked(&mut self, broker: BrokerId, client: ClientId, id: RequestId, request: &Request<Bytes>) {
        let member = match request {
            Request::JoinGroup(join) => {
                if !join.member.is_empty() {
                    self.timeouts.insert(join.member.clone(), join.session_timeout);
                }
                (join.group.clone(), join.member.clone())
            }
            Request::SyncGroup(sync) => (sync.group.clone(), sync.member.clone()),
            Request::Heartbeat(heartbeat) => (heartbeat.group.clone(), heartbeat.member.clone()),
            _ => return,
        };
        self.asked.insert((broker, client, id), member);
    }

    /// The node has answered.
    pub(super) fn replied(
        &mut self,
        now: Instant,
        (broker, client, id): (BrokerId, ClientId, RequestId),
        response: &Response<Span>,
    ) {
        let Some((group, mut member)) = self.asked.remove(&(broker, client, id)) else { return };
        let granted = match response {
            Response::JoinGroup(joined) => {
                member = joined.member.clone();
                joined.error == ErrorCode::None
            }
            Response::SyncGroup(synced) => synced.is_ok(),
            Response::Heartbeat(code) => matches!(code, ErrorCode::None | ErrorCode::RebalanceInProgress),
            _ => false,
        };
        if granted {
            self.heard.insert((broker, (group, member)), now);
        }
    }

    /// A coordinator that has loaded its groups gives every member a session from then on.
    pub(super) fn looked(&mut self, now: Instant, broker: BrokerId, delta: &Delta) {
        for gone in &delta.groups_gone {
            self.heard.retain(|(other, (group, _)), _| (*other, group) != (broker, gone));
        }
        for (view, member) in delta.groups.iter().flat_map(|view| view.members.iter().map(move |m| (view, m))) {
            self.heard.entry((broker, (view.group.clone(), member.member.clone()))).or_insert(now);
        }
    }

    /// G7: nobody expires before the session timeout is over.
    pub(super) fn noted(&mut self, verdicts: &mut Verdicts, broker: BrokerId, note: &Note) {
        let Note::MemberExpired { group, member } = note else { return };
        let heard = self.heard.remove(&(broker, (group.clone(), member.clone())));
        let (Some(heard), Some(timeout)) = (heard, self.timeouts.get(member)) else { return };
        let silent = verdicts.now.since(heard);
        verdicts.expect(silent >= *timeout, "G7", || {
            format!("{member} of {group} is given up after {silent:?}; its session timeout is {timeout:?}")
        });
    }
}
