//! An actor's connections: one per place, opened when needed; every request is answered or reported lost.

use glasslog_core::sorted::SortedMap;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    client::Target,
    id::{BrokerId, ClientId, RequestId},
    request::Request,
    response::Response,
    time::Instant,
};
use serde::Serialize;

use super::{Happening, Port};
use crate::digest::Digest;

/// Without an answer for so long, a connection is given up. Longer than any rebalance that an actor waits for.
const PATIENCE: Duration = Duration::from_secs(40);

/// Which connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) enum Line {
    /// To whoever answers first of those one begins with.
    Bootstrap,
    /// To a broker.
    Broker(BrokerId),
    /// To a broker as the coordinator, so that heartbeats do not wait behind fetches.
    Coordinator(BrokerId),
}

/// The connection for one of the core's client machines.
pub(crate) fn line_to(target: Target) -> Line {
    match target {
        Target::Bootstrap => Line::Bootstrap,
        Target::Broker(broker) => Line::Broker(broker),
    }
}

/// What became of a request: its answer, or none when its connection is gone.
pub(crate) type Ending = (RequestId, Option<Response<Bytes>>);

#[derive(Clone, Debug, Serialize)]
struct Connection {
    client: ClientId,
    open: bool,
    /// Requests that wait for the connection to open.
    waiting: Vec<(RequestId, Request<Bytes>)>,
    /// Requests under way that will be answered, with their deadlines.
    unanswered: SortedMap<RequestId, Instant>,
}

/// All connections of one actor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    connections: SortedMap<Line, Connection>,
}

impl Lines {
    /// Sends a request, over a new connection if need be.
    pub(crate) fn send(
        &mut self,
        port: &mut Port<'_>,
        line: Line,
        id: RequestId,
        request: Request<Bytes>,
        answered: bool,
    ) {
        let deadline = port.now.instant + PATIENCE;
        let connection = self.connections.entry(line).or_insert_with(|| {
            let broker = match line {
                Line::Broker(broker) | Line::Coordinator(broker) => broker,
                Line::Bootstrap => {
                    let turn = (port.now.instant.0 / 1_000_000) as usize;
                    let brokers = port.bootstrap;
                    brokers.get(turn % brokers.len().max(1)).copied().unwrap_or_default()
                }
            };
            let client = port.connect(broker);
            Connection { client, open: false, waiting: Vec::new(), unanswered: SortedMap::new() }
        });
        if answered {
            connection.unanswered.insert(id, deadline);
        }
        if connection.open {
            port.send(connection.client, id, request);
        } else {
            connection.waiting.push((id, request));
        }
    }

    /// Takes in what happened, and gives the requests that ended by it.
    pub(crate) fn handle(&mut self, port: &mut Port<'_>, happening: Happening) -> Vec<Ending> {
        match happening {
            Happening::Connected(client) => {
                if let Some((_, connection)) = self.of_client(client) {
                    connection.open = true;
                    for (id, request) in std::mem::take(&mut connection.waiting) {
                        port.send(client, id, request);
                    }
                }
                Vec::new()
            }
            Happening::Gone(client) => {
                let line = self.of_client(client).map(|(line, _)| line);
                line.map(|line| self.give_up(line)).unwrap_or_default()
            }
            Happening::Answer(client, id, response) => {
                let asked = self.of_client(client).and_then(|(_, connection)| connection.unanswered.remove(&id));
                asked.map(|_| (id, Some(response))).into_iter().collect()
            }
            Happening::Woken => {
                let late = |c: &Connection| c.unanswered.values().any(|deadline| *deadline <= port.now.instant);
                let late: Vec<Line> = self.connections.iter().filter(|(_, c)| late(c)).map(|(line, _)| *line).collect();
                let mut endings = Vec::new();
                for line in late {
                    if let Some(connection) = self.connections.get(&line) {
                        port.close(connection.client);
                    }
                    endings.extend(self.give_up(line));
                }
                endings
            }
        }
    }

    /// Hangs up everywhere.
    pub(crate) fn close(&mut self, port: &mut Port<'_>) {
        for connection in std::mem::take(&mut self.connections).into_values() {
            port.close(connection.client);
        }
    }

    /// When an answer is overdue.
    pub(crate) fn wake(&self) -> Option<Instant> {
        self.connections.values().filter_map(|c| c.unanswered.values().min().copied()).min()
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&self.connections);
    }

    fn of_client(&mut self, client: ClientId) -> Option<(Line, &mut Connection)> {
        self.connections.iter_mut().find(|(_, c)| c.client == client).map(|(line, c)| (*line, c))
    }

    fn give_up(&mut self, line: Line) -> Vec<Ending> {
        let connection = self.connections.remove(&line);
        connection.into_iter().flat_map(|c| c.unanswered.into_keys().map(|id| (id, None))).collect()
    }
}
