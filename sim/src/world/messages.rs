//! Messages: how they leave, arrive, and get lost.

use bytes::Bytes;
use glasslog_core::id::{BrokerId, ClientId};
use glasslog_core::response::Response;
use glasslog_core::time::Instant;

use super::{Event, World};
use crate::{
    actors::{ActorId, Happening},
    net::{Arrival, Connection, FlightId, Message, Route},
    view::End,
};

impl World {
    /// Puts a message on its way over an open connection.
    pub(super) fn send(&mut self, client: ClientId, up: bool, message: Message) {
        if let Some(departure) = self.net.send(self.now, client, up, message) {
            self.queue.plan(departure.arrives, Event::Arrive(departure.id));
        }
    }

    /// A client's fetch is answered: the node counts what has left. Followers' fetches are replication, and count elsewhere in Kafka.
    pub(super) fn count_served(&mut self, broker: BrokerId, client: ClientId, response: &Response<Bytes>) {
        let Response::Fetch(fetched) = response else { return };
        let bytes: usize = fetched.partitions.iter().filter_map(|p| p.records.as_ref()).map(Bytes::len).sum();
        let is_client = |connection: &Connection| matches!(connection.opener, End::Actor(_));
        if bytes > 0
            && self.net.connections.get(&client).is_some_and(is_client)
            && let Some(broker) = self.brokers.get_mut(&broker)
        {
            broker.served(bytes as u64);
        }
    }

    pub(super) fn arrive(&mut self, id: FlightId) {
        if let Some(End::Broker(broker)) = self.net.destination(id)
            && self.brokers.get(&broker).is_some_and(|broker| broker.paused)
        {
            return self.put_off(broker, Event::Arrive(id));
        }
        match self.net.arrive(self.now, id) {
            Arrival::Now(flight) => match flight.route {
                Route::Connection(client) if flight.up => self.arrive_at_broker(client, flight.message),
                Route::Connection(client) => self.arrive_at_opener(client, flight.message),
                Route::Ensemble(broker, incarnation) => self.arrive_for_cluster((broker, incarnation), flight),
            },
            Arrival::Later(at) => self.queue.plan(at, Event::Arrive(id)),
            Arrival::Held | Arrival::Lost => {}
        }
    }

    /// Messages arrive at other times than was planned, in this order.
    pub(super) fn replan(&mut self, flights: Vec<(FlightId, Instant)>) {
        let changes = |id: FlightId| flights.iter().any(|(flight, _)| *flight == id);
        let planned = self.queue.iter().filter(|(_, _, event)| matches!(event, Event::Arrive(id) if changes(*id)));
        for key in planned.map(|(at, number, _)| (at, number)).collect::<Vec<_>>() {
            self.queue.take(key);
        }
        for (id, at) in flights {
            self.queue.plan(at, Event::Arrive(id));
        }
    }

    fn arrive_at_broker(&mut self, client: ClientId, message: Message) {
        let Some(connection) = self.net.connections.get_mut(&client) else { return };
        let (broker, opener) = (connection.broker, connection.opener);
        // The broker's end is closed: only a client's hang-up still means something, that both ends are.
        if connection.broker_gone {
            if matches!(message, Message::Hangup) {
                self.net.forget(client);
            }
            return;
        }
        match message {
            Message::Connect => {
                if self.brokers.get(&broker).is_some_and(|broker| broker.accepts()) {
                    connection.accepted = true;
                    self.send(client, false, Message::Accept);
                } else {
                    self.hang_up(client);
                }
            }
            Message::Request(id, request) => {
                let peer = if let End::Broker(peer) = opener { Some(peer) } else { None };
                self.with_broker(broker, |broker, context| broker.request(context, client, id, peer, request));
            }
            Message::Hangup => {
                self.net.forget(client);
                self.with_broker(broker, |broker, context| broker.disconnected(context, client));
            }
            _ => {}
        }
    }

    fn arrive_at_opener(&mut self, client: ClientId, message: Message) {
        let Some(connection) = self.net.connections.get(&client) else { return };
        let (opener, to, gone) = (connection.opener, connection.broker, connection.client_gone);
        if matches!(message, Message::Hangup) {
            self.net.forget(client);
        }
        if gone {
            return;
        }
        match (opener, message) {
            (End::Actor(actor), Message::Accept) => self.happen(actor, Happening::Connected(client)),
            (End::Actor(actor), Message::Response(id, response)) => {
                self.history.answered(actor, client, id, &response);
                self.happen(actor, Happening::Answer(client, id, response));
            }
            (End::Actor(actor), Message::Hangup) => self.happen(actor, Happening::Gone(client)),
            (End::Broker(from), Message::Accept) => self.peer_accepted(from, to, client),
            (End::Broker(from), Message::Response(id, response)) => {
                self.peer_answered((from, to), client, id, response);
            }
            (End::Broker(from), Message::Hangup) => self.peer_gone(from, to, client),
            _ => {}
        }
    }

    /// The broker's end of a connection closes: what has left still arrives, then the client finds out.
    pub(super) fn hang_up(&mut self, client: ClientId) {
        if let Some(connection) = self.net.connections.get_mut(&client).filter(|c| !c.broker_gone) {
            connection.broker_gone = true;
            self.send(client, false, Message::Hangup);
        }
    }

    /// A connection breaks: what is in flight on it is lost, and both ends find out.
    pub(super) fn cut(&mut self, client: ClientId) {
        let Some(connection) = self.net.cut(self.now, client) else { return };
        if !connection.broker_gone {
            self.with_broker(connection.broker, |broker, context| broker.disconnected(context, client));
        }
        match connection.opener {
            _ if connection.client_gone => {}
            End::Actor(actor) => self.happen(actor, Happening::Gone(client)),
            End::Broker(from) => self.peer_gone(from, connection.broker, client),
            End::Ensemble => {}
        }
    }

    /// The opener's end of a connection closes: what has left still arrives, then the broker finds out.
    pub(super) fn leave_connection(&mut self, client: ClientId) {
        let open = self.net.connections.get_mut(&client).filter(|connection| !connection.client_gone);
        if let Some(connection) = open {
            connection.client_gone = true;
            self.send(client, true, Message::Hangup);
        }
    }

    /// The connections of an actor.
    pub(super) fn connections_of(&self, actor: ActorId) -> Vec<ClientId> {
        self.net.connections.iter().filter(|(_, c)| c.opener == End::Actor(actor)).map(|(client, _)| *client).collect()
    }

    /// The connections between two ends, whoever opened them.
    pub(super) fn connections_between(&self, one: End, other: End) -> Vec<ClientId> {
        let between = |opener: End, broker: BrokerId| {
            let broker = End::Broker(broker);
            (opener, broker) == (one, other) || (opener, broker) == (other, one)
        };
        self.net.connections.iter().filter(|(_, c)| between(c.opener, c.broker)).map(|(client, _)| *client).collect()
    }
}
