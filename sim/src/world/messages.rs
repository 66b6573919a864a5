//! Messages: how they leave, arrive, and get lost.

use glasslog_core::id::ClientId;

use super::{Event, World};
use crate::{
    actors::{ActorId, Happening},
    net::{Arrival, Flight, FlightId, Message},
};

impl World {
    /// Puts a message on its way over an open connection.
    pub(super) fn send(&mut self, client: ClientId, up: bool, message: Message) {
        if let Some(departure) = self.net.send(self.now, client, up, message) {
            self.queue.plan(departure.arrives, Event::Arrive(departure.id));
        }
    }

    pub(super) fn arrive(&mut self, id: FlightId) {
        match self.net.arrive(self.now, id) {
            Arrival::Now(flight) if flight.up => self.arrive_at_broker(flight),
            Arrival::Now(flight) => self.arrive_at_client(flight),
            Arrival::Later(at) => self.queue.plan(at, Event::Arrive(id)),
            Arrival::Lost => {}
        }
    }

    fn arrive_at_broker(&mut self, flight: Flight) {
        let client = flight.client;
        let Some(connection) = self.net.connections.get_mut(&client) else { return };
        let broker = connection.broker;
        // The broker's end is closed: only a client's hang-up still means something, that both ends are.
        if connection.broker_gone {
            if matches!(flight.message, Message::Hangup) {
                self.net.forget(client);
            }
            return;
        }
        match flight.message {
            Message::Connect => {
                if self.brokers.get(&broker).is_some_and(|broker| broker.accepts()) {
                    connection.accepted = true;
                    self.send(client, false, Message::Accept);
                } else {
                    self.hang_up(client);
                }
            }
            Message::Request(id, request) => {
                self.with_broker(broker, |broker, context| broker.request(context, client, id, request));
            }
            Message::Hangup => {
                self.net.forget(client);
                self.with_broker(broker, |broker, context| broker.disconnected(context, client));
            }
            Message::Accept | Message::Response(..) => {}
        }
    }

    fn arrive_at_client(&mut self, flight: Flight) {
        let client = flight.client;
        let Some(connection) = self.net.connections.get(&client) else { return };
        let (actor, client_gone) = (connection.actor, connection.client_gone);
        let happening = match flight.message {
            Message::Accept => Happening::Connected(client),
            Message::Response(id, response) => Happening::Answer(client, id, response),
            Message::Hangup => {
                self.net.forget(client);
                Happening::Gone(client)
            }
            Message::Connect | Message::Request(..) => return,
        };
        if !client_gone {
            if let Happening::Answer(_, id, response) = &happening {
                self.history.answered(actor, client, *id, response);
            }
            self.happen(actor, happening);
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
        if !connection.client_gone {
            self.happen(connection.actor, Happening::Gone(client));
        }
    }

    /// The connections of an actor.
    pub(super) fn connections_of(&self, actor: ActorId) -> Vec<ClientId> {
        self.net.connections.iter().filter(|(_, c)| c.actor == actor).map(|(client, _)| *client).collect()
    }
}
