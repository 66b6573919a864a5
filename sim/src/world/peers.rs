//! Followers' connections to leaders: one per pair, opened when needed; every request is answered or reported lost.

use glasslog_core::sorted::SortedMap;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    error::Blame,
    id::{BrokerId, ClientId, RequestId},
    request::Request,
    response::Response,
    time::Instant,
};
use serde::Serialize;

use super::{Event, World};
use crate::{net::Message, view::End};

/// A connection on which a request has waited for so long is given up when there is another one to be sent.
const PATIENCE: Duration = Duration::from_secs(2);

/// One connection of a follower to a leader.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PeerLine {
    client: ClientId,
    open: bool,
    /// Requests that wait for the connection to open.
    waiting: Vec<(RequestId, Request<Bytes>)>,
    /// Requests without an answer, with the time at which they were made.
    unanswered: SortedMap<RequestId, Instant>,
}

impl World {
    /// A broker asks another one.
    pub(super) fn send_to_peer(&mut self, from: BrokerId, to: BrokerId, id: RequestId, request: Request<Bytes>) {
        let now = self.now;
        let silent = |line: &PeerLine| line.unanswered.values().any(|asked| now.since(*asked) >= PATIENCE);
        if self.peers.get(&(from, to)).is_some_and(silent) {
            self.give_up_peer_line(from, to);
        }
        if !self.peers.contains_key(&(from, to)) {
            let client = self.net.number();
            let departure = self.net.connect(now, client, End::Broker(from), to);
            self.queue.plan(departure.arrives, Event::Arrive(departure.id));
            let line = PeerLine { client, open: false, waiting: Vec::new(), unanswered: SortedMap::new() };
            self.peers.insert((from, to), line);
        }
        let Some(line) = self.peers.get_mut(&(from, to)) else { return };
        line.unanswered.insert(id, now);
        if line.open {
            let client = line.client;
            self.send(client, true, Message::Request(id, request));
        } else {
            line.waiting.push((id, request));
        }
    }

    /// A peer has accepted the connection.
    pub(super) fn peer_accepted(&mut self, from: BrokerId, to: BrokerId, client: ClientId) {
        let Some(line) = self.peers.get_mut(&(from, to)).filter(|line| line.client == client) else { return };
        line.open = true;
        for (id, request) in std::mem::take(&mut line.waiting) {
            self.send(client, true, Message::Request(id, request));
        }
    }

    /// A peer has answered.
    pub(super) fn peer_answered(
        &mut self,
        (from, to): (BrokerId, BrokerId),
        client: ClientId,
        id: RequestId,
        response: Response<Bytes>,
    ) {
        let Some(line) = self.peers.get_mut(&(from, to)).filter(|line| line.client == client) else { return };
        if line.unanswered.remove(&id).is_some() {
            self.with_broker(from, |broker, context| broker.response(context, to, id, Ok(response)));
        }
    }

    /// A connection to a peer is gone: whoever waits on it learns that nothing comes.
    pub(super) fn peer_gone(&mut self, from: BrokerId, to: BrokerId, client: ClientId) {
        if self.peers.get(&(from, to)).is_none_or(|line| line.client != client) {
            return;
        }
        let Some(line) = self.peers.remove(&(from, to)) else { return };
        for id in line.unanswered.into_keys() {
            let blame = Blame::Gone("the connection is gone".into());
            self.with_broker(from, |broker, context| broker.response(context, to, id, Err(blame)));
        }
    }

    #[inline(never)]
    fn give_up_peer_line(&mut self, from: BrokerId, to: BrokerId) {
        let Some(client) = self.peers.get(&(from, to)).map(|line| line.client) else { return };
        self.leave_connection(client);
        self.peer_gone(from, to, client);
    }

    /// A process that followed is no more.
    pub(super) fn forget_peer_lines(&mut self, from: BrokerId) {
        let mine: Vec<_> =
            self.peers.iter().filter(|((f, _), _)| *f == from).map(|(key, l)| (*key, l.client)).collect();
        for (key, client) in mine {
            self.peers.remove(&key);
            self.leave_connection(client);
        }
    }
}
