//! Messages that are caught on their way, by hand.
//!
//! What is held keeps its place on its connection, so all that follows it in its direction waits. When it goes on, or is lost
//! and sent again, what was behind it comes after it, in its order.

use glasslog_core::time::Instant;

use super::{Flight, FlightId, Net, Route};

impl Net {
    /// A message stays where it is. Nothing if it is gone, or held already.
    pub(crate) fn hold(&mut self, now: Instant, id: FlightId) {
        if self.flights.contains_key(&id) {
            self.caught.entry(id).or_insert(now);
        }
    }

    /// A message that is held goes on from where it stands. Gives all whose arrival has to be planned anew, in their order.
    pub(crate) fn deliver(&mut self, now: Instant, id: FlightId) -> Vec<(FlightId, Instant)> {
        if self.let_go(now, id) { self.line_up(id) } else { Vec::new() }
    }

    /// A message's packet is lost, and sent again at the next timeout. Gives all whose arrival has to be planned anew.
    pub(crate) fn drop_packet(&mut self, now: Instant, id: FlightId) -> Vec<(FlightId, Instant)> {
        self.let_go(now, id);
        let Some(flight) = self.flights.get_mut(&id) else { return Vec::new() };
        let hop = flight.arrives.since(flight.leaves());
        while flight.resent < u8::MAX {
            flight.resent += 1;
            if flight.leaves() > now {
                break;
            }
        }
        flight.arrives = flight.leaves() + hop;
        self.line_up(id)
    }

    /// Nobody holds it any more. Says whether somebody did.
    fn let_go(&mut self, now: Instant, id: FlightId) -> bool {
        let Some(since) = self.caught.remove(&id) else { return false };
        if let Some(flight) = self.flights.get_mut(&id) {
            let rested = now.since(since);
            flight.rested = flight.rested.saturating_add(crate::clock::micros(rested));
            flight.arrives = (flight.arrives + rested).max(now);
        }
        true
    }

    /// It has come to where it is held, or to where something before it is: it waits there.
    pub(super) fn stands(&mut self, id: FlightId) -> bool {
        let Some(line) = self.flights.get(&id).map(line) else { return false };
        let before = |other: &FlightId| *other <= id && self.flights.get(other).map(self::line) == Some(line);
        let stands = self.caught.keys().any(before);
        if stands && let Some(flight) = self.flights.get_mut(&id) {
            flight.held = true;
        }
        stands
    }

    /// Nothing on the way of a message that left after it arrives before it.
    fn line_up(&mut self, first: FlightId) -> Vec<(FlightId, Instant)> {
        let Some((route, up)) = self.flights.get(&first).map(line) else { return Vec::new() };
        let mut last = Instant(0);
        let mut planned = Vec::new();
        let ids: Vec<FlightId> = self.flights.range(first..).map(|(id, _)| *id).collect();
        for id in ids {
            if let Some(flight) = self.flights.get_mut(&id).filter(|flight| line(flight) == (route, up)) {
                last = last.max(flight.arrives);
                (flight.held, flight.arrives) = (false, last);
                planned.push((id, last));
            }
        }
        let line = match route {
            Route::Connection(client) => self.connections.get_mut(&client).map(|connection| &mut connection.line),
            Route::Ensemble(broker, _) => self.ensemble.get_mut(&broker),
        };
        if let Some(line) = line {
            let end = if up { &mut line.up } else { &mut line.down };
            *end = last.max(*end);
        }
        planned
    }
}

/// The direction of a way: what is on it keeps its order.
fn line(flight: &Flight) -> (Route, bool) {
    (flight.route, flight.up)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use glasslog_core::id::{BrokerId, ClientId};

    use super::*;
    use crate::{
        ActorId,
        digest::Digest,
        net::{Arrival, Delays, Message},
        view::End,
    };

    fn net() -> (Net, ClientId, FlightId) {
        let delays = Delays { one_way: Duration::from_millis(20), jitter: Duration::ZERO };
        let mut net = Net::new(delays, 1);
        let client = net.number();
        let first = net.connect(Instant(0), client, End::Actor(ActorId(1)), BrokerId(1));
        (net, client, first.id)
    }

    fn send(net: &mut Net, at: u64, client: ClientId, up: bool) -> FlightId {
        net.send(Instant(at), client, up, Message::Hangup).expect("it is open").id
    }

    fn held(net: &mut Net, at: u64, id: FlightId) -> bool {
        matches!(net.arrive(Instant(at), id), Arrival::Held)
    }

    #[test]
    fn what_is_held_goes_on_from_where_it_stands_and_nothing_overtakes_it() {
        let (mut net, client, first) = net();
        let (second, other_way) = (send(&mut net, 5_000, client, true), send(&mut net, 5_000, client, false));
        net.hold(Instant(8_000), first);
        assert!(held(&mut net, 20_000, first) && held(&mut net, 25_000, second));
        assert!(matches!(net.arrive(Instant(25_000), other_way), Arrival::Now(_)), "the other way is free");
        let third = send(&mut net, 100_000, client, true);
        let planned = net.deliver(Instant(108_000), first);
        assert_eq!(planned, [first, second, third].map(|id| (id, Instant(120_000))), "12 ms of its 20 lay before it");
        assert_eq!(net.flights[&first].leaves(), Instant(100_000), "for eyes its way goes on");
        for id in [first, second, third] {
            assert!(matches!(net.arrive(Instant(120_000), id), Arrival::Now(_)));
        }
        let fourth = net.send(Instant(99_999), client, true, Message::Hangup).expect("it is open");
        assert_eq!(fourth.arrives, Instant(120_000), "what is sent later comes later");
    }

    #[test]
    fn what_is_lost_is_sent_again_and_each_time_it_takes_longer() {
        let (mut net, client, first) = net();
        let second = send(&mut net, 1_000, client, true);
        let late = |planned: Vec<(FlightId, Instant)>| planned.into_iter().map(|(_, at)| at.0).collect::<Vec<_>>();
        assert_eq!(late(net.drop_packet(Instant(10_000), first)), [220_000, 220_000]);
        assert_eq!(late(net.drop_packet(Instant(210_000), first)), [620_000, 620_000]);
        net.hold(Instant(610_000), first);
        assert_eq!(late(net.drop_packet(Instant(1_610_000), first)), [2_420_000, 2_420_000], "a second it was held");
        assert!(net.caught.is_empty());
        assert!(matches!(net.arrive(Instant(2_420_000), first), Arrival::Now(_)));
        assert!(matches!(net.arrive(Instant(2_420_000), second), Arrival::Now(_)));
    }

    #[test]
    fn what_is_gone_is_neither_held_nor_delivered_nor_lost() {
        let (mut net, client, first) = net();
        let digest = |net: &Net| {
            let mut digest = Digest::default();
            net.digest(&mut digest);
            digest.finish()
        };
        assert!(net.deliver(Instant(1), first).is_empty(), "nobody holds it");
        net.hold(Instant(2), first);
        let held = digest(&net);
        net.hold(Instant(3), first);
        assert_eq!(digest(&net), held, "held already");
        net.cut(Instant(4), client);
        let gone = digest(&net);
        net.hold(Instant(5), first);
        assert!(net.deliver(Instant(6), first).is_empty() && net.drop_packet(Instant(7), first).is_empty());
        assert_eq!(digest(&net), gone);
    }
}
