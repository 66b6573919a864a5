//! The network: connections between actors and brokers, and the messages in flight on them.
//!
//! A connection delivers in order in each direction, or breaks: a reset drops what is in flight. Messages are the
//! core's own requests and responses. Half a message never arrives: a frame cut short is a reset before its end.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, ClientId, RequestId},
    random::Random,
    request::Request,
    response::Response,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{actors::ActorId, clock::micros, digest::Digest};

/// How long messages take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delays {
    /// One way, at the least.
    pub one_way: Duration,
    /// And up to so much more, by the seed.
    pub jitter: Duration,
}

/// Names one flight; never used twice in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FlightId(pub u64);

/// What travels.
#[derive(Clone, Debug)]
pub(crate) enum Message {
    /// A client wants a connection.
    Connect,
    /// It has one.
    Accept,
    /// It cannot have one, or has one no more.
    Hangup,
    /// A client asks.
    Request(RequestId, Request<Bytes>),
    /// A broker answers.
    Response(RequestId, Response<Bytes>),
}

/// A message under way.
#[derive(Clone, Debug)]
pub(crate) struct Flight {
    pub(crate) client: ClientId,
    pub(crate) up: bool,
    pub(crate) departed: Instant,
    pub(crate) arrives: Instant,
    pub(crate) message: Message,
}

/// One connection, as both ends see it.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) actor: ActorId,
    pub(crate) broker: BrokerId,
    /// Whether the broker's end is open.
    pub(crate) accepted: bool,
    /// The broker's end is closed for good: what still travels up is lost, what travels down arrives.
    pub(crate) broker_gone: bool,
    /// The client's end is closed for good: what still travels down is lost, what travels up arrives.
    pub(crate) client_gone: bool,
    /// When the last message in either direction arrives: the next comes after it.
    last_up: Instant,
    last_down: Instant,
    /// Nothing arrives before this.
    stalled_until: Instant,
}

/// A message that never arrived, for eyes.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    pub(crate) id: FlightId,
    pub(crate) flight: Flight,
    pub(crate) ends: (ActorId, BrokerId),
    pub(crate) at: Instant,
}

/// How long lost messages are kept for eyes.
const LOST_SHOWN: Duration = Duration::from_secs(2);

/// All connections and flights.
#[derive(Clone, Debug)]
pub(crate) struct Net {
    pub(crate) connections: BTreeMap<ClientId, Connection>,
    pub(crate) flights: BTreeMap<FlightId, Flight>,
    pub(crate) lost: Vec<Lost>,
    pub(crate) delays: Delays,
    clients: u64,
    departures: u64,
    random: Random,
}

impl Net {
    pub(crate) fn new(delays: Delays, seed: u64) -> Net {
        Net {
            connections: BTreeMap::new(),
            flights: BTreeMap::new(),
            lost: Vec::new(),
            delays,
            clients: 0,
            departures: 0,
            random: Random::new(seed, "net"),
        }
    }

    /// A number for a new connection.
    pub(crate) fn number(&mut self) -> ClientId {
        self.clients += 1;
        ClientId(self.clients)
    }

    /// An actor opens the connection `client` to `broker`.
    pub(crate) fn connect(&mut self, now: Instant, client: ClientId, actor: ActorId, broker: BrokerId) -> Departure {
        let mut connection = Connection {
            actor,
            broker,
            accepted: false,
            broker_gone: false,
            client_gone: false,
            last_up: now,
            last_down: now,
            stalled_until: now,
        };
        let departure = self.depart(now, &mut connection, client, true, Message::Connect);
        self.connections.insert(client, connection);
        departure
    }

    /// Puts a message on its way; none when there is no such connection (any more).
    pub(crate) fn send(&mut self, now: Instant, client: ClientId, up: bool, message: Message) -> Option<Departure> {
        let mut connection = self.connections.remove(&client)?;
        let departure = self.depart(now, &mut connection, client, up, message);
        self.connections.insert(client, connection);
        Some(departure)
    }

    fn depart(
        &mut self,
        now: Instant,
        connection: &mut Connection,
        client: ClientId,
        up: bool,
        message: Message,
    ) -> Departure {
        let delay = micros(self.delays.one_way) + self.random.below(micros(self.delays.jitter) + 1);
        let last = if up { &mut connection.last_up } else { &mut connection.last_down };
        let arrives = Instant(now.0.saturating_add(delay)).max(*last).max(connection.stalled_until);
        *last = arrives;
        self.departures += 1;
        let id = FlightId(self.departures);
        self.flights.insert(id, Flight { client, up, departed: now, arrives, message });
        Departure { id, arrives }
    }

    /// The flight has come: takes it out, unless it was lost, or stalls still (then the new time).
    pub(crate) fn arrive(&mut self, now: Instant, id: FlightId) -> Arrival {
        let Some(flight) = self.flights.get_mut(&id) else { return Arrival::Lost };
        if let Some(connection) = self.connections.get(&flight.client) {
            flight.arrives = flight.arrives.max(connection.stalled_until);
        }
        if flight.arrives > now {
            return Arrival::Later(flight.arrives);
        }
        self.flights.remove(&id).map_or(Arrival::Lost, Arrival::Now)
    }

    /// The connection is no more; what is in flight on it never arrives.
    pub(crate) fn cut(&mut self, now: Instant, client: ClientId) -> Option<Connection> {
        let connection = self.connections.remove(&client)?;
        let ends = (connection.actor, connection.broker);
        let lost: Vec<FlightId> = self.flights.iter().filter(|(_, f)| f.client == client).map(|(id, _)| *id).collect();
        for id in lost {
            if let Some(flight) = self.flights.remove(&id) {
                self.lost.push(Lost { id, flight, ends, at: now });
            }
        }
        Some(connection)
    }

    /// Both ends are closed, and nothing travels that anybody waits for.
    pub(crate) fn forget(&mut self, client: ClientId) {
        self.connections.remove(&client);
        self.flights.retain(|_, flight| flight.client != client);
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(self.clients, self.departures, self.delays));
        for (client, connection) in &self.connections {
            let Connection { actor, broker, accepted, broker_gone, client_gone, .. } = connection;
            digest.value(&(client, actor, broker, accepted, broker_gone, client_gone));
            digest.value(&(connection.last_up, connection.last_down, connection.stalled_until));
        }
        for (id, flight) in &self.flights {
            digest.value(&(id, flight.client, flight.up, flight.departed, flight.arrives));
            match &flight.message {
                Message::Connect => digest.number(0),
                Message::Accept => digest.number(1),
                Message::Hangup => digest.number(2),
                Message::Request(id, request) => digest.value(&(id, request)),
                Message::Response(id, response) => digest.value(&(id, response)),
            }
        }
    }

    /// Nothing on this connection arrives before `until`: half-open, as after a router's death.
    pub(crate) fn stall(&mut self, client: ClientId, until: Instant) {
        if let Some(connection) = self.connections.get_mut(&client) {
            connection.stalled_until = connection.stalled_until.max(until);
        }
    }

    /// Forgets lost messages that have been shown for long enough.
    pub(crate) fn sweep(&mut self, now: Instant) {
        self.lost.retain(|lost| now.since(lost.at) < LOST_SHOWN);
    }
}

/// A message has left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Departure {
    pub(crate) id: FlightId,
    pub(crate) arrives: Instant,
}

/// What became of a flight at the time when it should arrive.
#[derive(Clone, Debug)]
pub(crate) enum Arrival {
    /// Here it is.
    Now(Flight),
    /// It stalls until then.
    Later(Instant),
    /// It was lost.
    Lost,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKER: BrokerId = BrokerId(1);
    const ACTOR: ActorId = ActorId(1);

    fn net(jitter_ms: u64) -> (Net, ClientId) {
        let delays = Delays { one_way: Duration::from_millis(20), jitter: Duration::from_millis(jitter_ms) };
        let mut net = Net::new(delays, 1);
        let client = net.number();
        net.connect(Instant(0), client, ACTOR, BROKER);
        (net, client)
    }

    #[test]
    fn messages_of_one_direction_never_overtake_each_other() {
        let (mut net, client) = net(50);
        let arrivals: Vec<Instant> =
            (0..50).map(|n| net.send(Instant(n), client, true, Message::Hangup).unwrap().arrives).collect();
        assert!(arrivals.is_sorted());
        assert!(arrivals[0] >= Instant(20_000));
    }

    #[test]
    fn a_cut_loses_what_is_in_flight() {
        let (mut net, client) = net(0);
        let departure = net.send(Instant(5), client, true, Message::Hangup).unwrap();
        net.cut(Instant(6), client).unwrap();
        assert!(matches!(net.arrive(departure.arrives, departure.id), Arrival::Lost));
        assert!(net.send(Instant(7), client, true, Message::Hangup).is_none());
        assert_eq!(net.lost.len(), 2);
        net.sweep(Instant(10_000_000));
        assert!(net.lost.is_empty());
    }

    #[test]
    fn a_stall_postpones_and_does_not_lose() {
        let (mut net, client) = net(0);
        let departure = net.send(Instant(0), client, true, Message::Hangup).unwrap();
        net.stall(client, Instant(90_000));
        let Arrival::Later(later) = net.arrive(departure.arrives, departure.id) else { panic!("it stalls") };
        assert_eq!(later, Instant(90_000));
        assert!(matches!(net.arrive(later, departure.id), Arrival::Now(_)));
    }
}
