//! The network: connections to brokers, the ensemble's lines, and the messages in flight on them.
//!
//! A connection delivers in order in each direction, or breaks: a reset drops what is in flight. Messages are the
//! core's own requests and responses. Half a message never arrives: a frame cut short is a reset before its end.

mod caught;

use glasslog_core::sorted::SortedMap;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    controller::{Answer, Ask},
    id::{AskId, BrokerId, ClientId, RequestId},
    metadata::Committed,
    random::Random,
    request::Request,
    response::Response,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{
    clock::micros,
    digest::Digest,
    links::Links,
    loss::{self, Losses},
    view::End,
};

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
    /// A client, or another broker, wants a connection.
    Connect,
    /// It has one.
    Accept,
    /// It cannot have one, or has one no more.
    Hangup,
    /// It asks.
    Request(RequestId, Request<Bytes>),
    /// A broker answers.
    Response(RequestId, Response<Bytes>),
    /// A broker asks the controller.
    Ask(AskId, Ask),
    /// The controller answers.
    Answer(AskId, Answer),
    /// Committed metadata, in order.
    Committed(Vec<Committed>),
}

/// Where a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Route {
    /// On a connection.
    Connection(ClientId),
    /// Between the ensemble and one incarnation of a broker's process.
    Ensemble(BrokerId, u32),
}

/// A message under way.
#[derive(Clone, Debug)]
pub(crate) struct Flight {
    pub(crate) route: Route,
    /// To the broker that was connected to; to the ensemble.
    pub(crate) up: bool,
    pub(crate) departed: Instant,
    pub(crate) arrives: Instant,
    /// It is lost so many times in a row, and sent again. For eyes: when it arrives says all that matters.
    pub(crate) resent: u8,
    /// It has come to a link that is cut, or to the place of what is held before it, and waits there.
    pub(crate) held: bool,
    /// So many microseconds it has been held by hand, and let go.
    pub(crate) rested: u64,
    pub(crate) message: Message,
}

impl Flight {
    /// When it is sent for the last time: that one gets through. Its clock stands still while it is held by hand.
    pub(crate) fn leaves(&self) -> Instant {
        Instant(self.departed.0.saturating_add(loss::late(self.resent)).saturating_add(self.rested))
    }
}

/// One connection, as both ends see it.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// Who opened it: a client, or a following broker.
    pub(crate) opener: End,
    pub(crate) broker: BrokerId,
    /// Whether the broker's end is open.
    pub(crate) accepted: bool,
    /// The broker's end is closed for good: what still travels up is lost, what travels down arrives.
    pub(crate) broker_gone: bool,
    /// The opener's end is closed for good: what still travels down is lost, what travels up arrives.
    pub(crate) client_gone: bool,
    line: Line,
    /// Nothing arrives before this.
    stalled_until: Instant,
}

/// When the last message in either direction arrives: the next comes after it.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Line {
    up: Instant,
    down: Instant,
}

/// A message that never arrived, for eyes.
#[derive(Clone, Debug)]
pub(crate) struct Lost {
    pub(crate) id: FlightId,
    pub(crate) flight: Flight,
    /// From where, and to where.
    pub(crate) ends: (End, End),
    pub(crate) at: Instant,
}

/// How long lost messages are kept for eyes.
const LOST_SHOWN: Duration = Duration::from_secs(2);
/// Lost messages that are kept for eyes, at the most.
const LOST_MAX: usize = 256;

/// All connections and flights.
#[derive(Clone, Debug)]
pub(crate) struct Net {
    pub(crate) connections: SortedMap<ClientId, Connection>,
    pub(crate) flights: SortedMap<FlightId, Flight>,
    /// What is held by hand, and since when.
    pub(crate) caught: SortedMap<FlightId, Instant>,
    pub(crate) lost: Vec<Lost>,
    pub(crate) delays: Delays,
    pub(crate) links: Links,
    ensemble: SortedMap<BrokerId, Line>,
    clients: u64,
    departures: u64,
    random: Random,
    losses: Losses,
}

impl Net {
    pub(crate) fn new(delays: Delays, seed: u64) -> Net {
        Net {
            connections: SortedMap::new(),
            flights: SortedMap::new(),
            caught: SortedMap::new(),
            lost: Vec::new(),
            delays,
            links: Links::default(),
            ensemble: SortedMap::new(),
            clients: 0,
            departures: 0,
            random: Random::new(seed, "net"),
            losses: Losses::new(seed),
        }
    }

    /// A number for a new connection.
    pub(crate) fn number(&mut self) -> ClientId {
        self.clients += 1;
        ClientId(self.clients)
    }

    /// `opener` opens the connection `client` to `broker`.
    pub(crate) fn connect(&mut self, now: Instant, client: ClientId, opener: End, broker: BrokerId) -> Departure {
        let connection = Connection {
            opener,
            broker,
            accepted: false,
            broker_gone: false,
            client_gone: false,
            line: Line { up: now, down: now },
            stalled_until: now,
        };
        self.connections.insert(client, connection);
        self.depart(now, Route::Connection(client), true, Message::Connect)
    }

    /// Puts a message on its way; none when there is no such connection (any more).
    pub(crate) fn send(&mut self, now: Instant, client: ClientId, up: bool, message: Message) -> Option<Departure> {
        let there = self.connections.contains_key(&client);
        there.then(|| self.depart(now, Route::Connection(client), up, message))
    }

    /// Puts a message between the ensemble and a process on its way.
    pub(crate) fn send_ensemble(
        &mut self,
        now: Instant,
        (broker, incarnation): (BrokerId, u32),
        up: bool,
        message: Message,
    ) -> Departure {
        self.depart(now, Route::Ensemble(broker, incarnation), up, message)
    }

    fn depart(&mut self, now: Instant, route: Route, up: bool, message: Message) -> Departure {
        let delay = micros(self.delays.one_way) + self.random.below(micros(self.delays.jitter) + 1);
        let ends = self.ends(route, up);
        let extra = ends.map_or(0, |(from, to)| micros(self.links.get(from, to).extra));
        let resent = ends.map_or(0, |(from, to)| self.losses.draw(self.links.loss(from, to)));
        let delay = delay.saturating_add(extra).saturating_add(loss::late(resent));
        let (line, stalled_until) = match route {
            Route::Connection(client) => match self.connections.get_mut(&client) {
                Some(connection) => (Some(&mut connection.line), connection.stalled_until),
                None => (None, now),
            },
            Route::Ensemble(broker, _) => (Some(self.ensemble.entry(broker).or_default()), now),
        };
        let mut arrives = Instant(now.0.saturating_add(delay)).max(stalled_until);
        if let Some(line) = line {
            let last = if up { &mut line.up } else { &mut line.down };
            arrives = arrives.max(*last);
            *last = arrives;
        }
        self.departures += 1;
        let id = FlightId(self.departures);
        self.flights.insert(id, Flight { route, up, departed: now, arrives, resent, held: false, rested: 0, message });
        Departure { id, arrives }
    }

    /// From where to where a route leads; none when its connection is forgotten.
    pub(crate) fn ends(&self, route: Route, up: bool) -> Option<(End, End)> {
        let (below, above) = match route {
            Route::Connection(client) => {
                let connection = self.connections.get(&client)?;
                (connection.opener, End::Broker(connection.broker))
            }
            Route::Ensemble(broker, _) => (End::Broker(broker), End::Ensemble),
        };
        Some(if up { (below, above) } else { (above, below) })
    }

    /// Where a flight is to arrive.
    pub(crate) fn destination(&self, id: FlightId) -> Option<End> {
        let flight = self.flights.get(&id)?;
        self.ends(flight.route, flight.up).map(|(_, to)| to)
    }

    /// The flight has come: takes it out, unless it was lost, or stalls still (then the new time), or is held.
    pub(crate) fn arrive(&mut self, now: Instant, id: FlightId) -> Arrival {
        let Some(flight) = self.flights.get(&id) else { return Arrival::Lost };
        let (route, up) = (flight.route, flight.up);
        if !self.caught.is_empty() && self.stands(id) {
            return Arrival::Held;
        }
        let ends = self.ends(route, up);
        let cut = ends.is_some_and(|(from, to)| self.links.get(from, to).cut);
        let stalled_until = match route {
            Route::Connection(client) => self.connections.get(&client).map(|connection| connection.stalled_until),
            Route::Ensemble(..) => None,
        };
        let Some(flight) = self.flights.get_mut(&id) else { return Arrival::Lost };
        flight.arrives = flight.arrives.max(stalled_until.unwrap_or_default());
        if flight.arrives > now {
            return Arrival::Later(flight.arrives);
        }
        match (cut, route, ends) {
            (true, Route::Connection(_), _) => {
                flight.held = true;
                return Arrival::Held;
            }
            (true, Route::Ensemble(..), Some(ends)) => {
                self.lose(now, id, ends);
                return Arrival::Lost;
            }
            _ => {}
        }
        self.flights.remove(&id).map_or(Arrival::Lost, Arrival::Now)
    }

    /// A link is whole again: what it held goes on, in its order.
    pub(crate) fn release(&mut self, now: Instant, from: End, to: End) -> Vec<FlightId> {
        let on_link = |flight: &Flight| flight.held && self.ends(flight.route, flight.up) == Some((from, to));
        let held: Vec<FlightId> = self.flights.iter().filter(|(_, f)| on_link(f)).map(|(id, _)| *id).collect();
        for id in &held {
            if let Some(flight) = self.flights.get_mut(id) {
                flight.held = false;
                if !self.caught.contains_key(id) {
                    flight.arrives = now;
                }
            }
        }
        held
    }

    /// The connection is no more; what is in flight on it never arrives.
    pub(crate) fn cut(&mut self, now: Instant, client: ClientId) -> Option<Connection> {
        let on_it = |flight: &Flight| flight.route == Route::Connection(client);
        let lost: Vec<FlightId> = self.flights.iter().filter(|(_, f)| on_it(f)).map(|(id, _)| *id).collect();
        for id in lost {
            if let Some(ends) = self.flights.get(&id).and_then(|flight| self.ends(flight.route, flight.up)) {
                self.lose(now, id, ends);
            }
        }
        self.connections.remove(&client)
    }

    fn lose(&mut self, now: Instant, id: FlightId, ends: (End, End)) {
        self.caught.remove(&id);
        if let Some(flight) = self.flights.remove(&id) {
            if self.lost.len() == LOST_MAX {
                self.lost.remove(0);
            }
            self.lost.push(Lost { id, flight, ends, at: now });
        }
    }

    /// Both ends are closed, and nothing travels that anybody waits for.
    pub(crate) fn forget(&mut self, client: ClientId) {
        self.connections.remove(&client);
        self.flights.retain(|_, flight| flight.route != Route::Connection(client));
        let Net { flights, caught, .. } = self;
        caught.retain(|id, _| flights.contains_key(id));
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(self.clients, self.departures, self.delays, &self.links, &self.ensemble));
        for (client, connection) in &self.connections {
            let Connection { opener, broker, accepted, broker_gone, client_gone, .. } = connection;
            digest.value(&(client, opener, broker, accepted, broker_gone, client_gone));
            digest.value(&(connection.line, connection.stalled_until));
        }
        for (id, flight) in &self.flights {
            digest.value(&(id, flight.route, flight.up, flight.departed, flight.arrives, flight.held));
            if flight.rested > 0 {
                digest.number(flight.rested);
            }
            match &flight.message {
                Message::Connect => digest.number(0),
                Message::Accept => digest.number(1),
                Message::Hangup => digest.number(2),
                Message::Request(id, request) => digest.value(&(id, request)),
                Message::Response(id, response) => digest.value(&(id, response)),
                // What is asked and answered follows from the states of broker and controller.
                Message::Ask(id, _) => digest.number(id.0 << 1),
                Message::Answer(id, _) => digest.number(id.0 << 1 | 1),
                Message::Committed(records) => digest.value(records),
            }
        }
        if !self.caught.is_empty() {
            digest.value(&self.caught);
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
    /// Its link is cut, or it or what is before it is held by hand: it goes on when that is over.
    Held,
    /// It was lost.
    Lost,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKER: BrokerId = BrokerId(1);
    const ACTOR: End = End::Actor(crate::ActorId(1));

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
    fn a_link_that_is_cut_holds_connections_and_loses_what_is_the_ensembles() {
        let (mut net, client) = net(0);
        let departure = net.send(Instant(0), client, true, Message::Hangup).unwrap();
        let asked = net.send_ensemble(Instant(0), (BROKER, 1), false, Message::Committed(Vec::new()));
        let cut = crate::links::Link { cut: true, extra: Duration::ZERO };
        net.links.set(ACTOR, End::Broker(BROKER), cut);
        net.links.set(End::Ensemble, End::Broker(BROKER), cut);
        assert!(matches!(net.arrive(departure.arrives, departure.id), Arrival::Held));
        assert!(matches!(net.arrive(asked.arrives, asked.id), Arrival::Lost));
        net.links.set(ACTOR, End::Broker(BROKER), crate::links::Link::default());
        assert_eq!(net.release(Instant(99_000), ACTOR, End::Broker(BROKER)), [departure.id]);
        assert!(matches!(net.arrive(Instant(99_000), departure.id), Arrival::Now(_)));
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
