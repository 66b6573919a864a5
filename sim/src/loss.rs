//! Lost packets, and what TCP makes of them: nothing is lost for good, it comes later.
//!
//! Who hears nothing of a packet sends it again when its timeout is over, and waits twice as long for the next time
//! (RFC 6298). Everything behind it on the same way has to wait for it. A message is one packet here, however long it is.
//!
//! Deliberately absent: timeouts that are measured (each begins at the least that Linux allows), a second for the first
//! packet of a connection, and packets that are sent again early because later ones got through.

use std::time::Duration;

use glasslog_core::random::Random;

use crate::clock::micros;

/// Of a hundred packets a link loses so many at the most: one that loses all of them is cut.
pub const LOSS_MAX: u8 = 99;

/// After so long without a word a packet is sent again for the first time: the least that Linux allows.
const TIMEOUT: Duration = Duration::from_millis(200);
/// A packet is lost so many times in a row at the most: none is later than 12.6 seconds.
const ROW_MAX: u8 = 6;
/// Nobody waits longer than that before a packet is sent again: the most that Linux allows.
const TIMEOUT_MAX: Duration = Duration::from_secs(120);
/// After so many doublings of the timeout it is longer than the longest.
const DOUBLINGS: u8 = 10;

/// Draws what is lost; from a stream of its own, so that a world that loses nothing is as it would be without it.
#[derive(Clone, Debug)]
pub(crate) struct Losses {
    random: Random,
}

impl Losses {
    pub(crate) fn new(seed: u64) -> Losses {
        Losses { random: Random::new(seed, "loss") }
    }

    /// How many times in a row a packet is lost before it gets through.
    pub(crate) fn draw(&mut self, percent: u8) -> u8 {
        let mut lost = 0;
        while percent > 0 && lost < ROW_MAX && self.random.below(100) < u64::from(percent) {
            lost += 1;
        }
        lost
    }
}

/// So many microseconds after the first time a packet is sent for the last time that was lost so often before.
pub(crate) fn late(lost: u8) -> u64 {
    (0..lost).map(|before| (micros(TIMEOUT) << before.min(DOUBLINGS)).min(micros(TIMEOUT_MAX))).sum()
}

#[cfg(test)]
mod tests {
    use glasslog_core::{
        id::{BrokerId, ClientId},
        time::Instant,
    };

    use super::*;
    use crate::{
        ActorId, Link,
        net::{Delays, Message, Net},
        view::End,
    };

    const BROKER: BrokerId = BrokerId(1);
    const CLIENT: End = End::Actor(ActorId(1));
    const MESSAGES: u64 = 10_000;
    /// Nothing waits for what went before it, unless that comes very late.
    const APART: u64 = 60_000_000;

    fn net() -> (Net, ClientId) {
        let delays = Delays { one_way: Duration::from_millis(20), jitter: Duration::from_millis(5) };
        let mut net = Net::new(delays, 7);
        let client = net.number();
        net.connect(Instant(0), client, CLIENT, BROKER);
        (net, client)
    }

    /// How long each of many messages is under way, sent so far apart.
    fn spans(net: &mut Net, client: ClientId, up: bool, apart: u64) -> Vec<u64> {
        let sent = (1..=MESSAGES).map(|number| Instant(number * apart));
        sent.map(|at| net.send(at, client, up, Message::Hangup).expect("it is open").arrives.0 - at.0).collect()
    }

    #[test]
    fn of_a_hundred_messages_as_many_are_late_as_the_link_loses() {
        let (mut net, client) = net();
        net.links.lose(CLIENT, End::Broker(BROKER), 30);
        let spans = spans(&mut net, client, true, APART);
        let later = |than: u64| spans.iter().filter(|span| **span >= than).count();
        assert!((2_800..3_200).contains(&later(220_000)), "lost at least once: {}", later(220_000));
        assert!((800..1_000).contains(&later(620_000)), "lost again: {}", later(620_000));
        assert!(
            spans.iter().all(|span| *span <= 25_000 + 12_600_000),
            "and nothing comes never: {:?}",
            spans.iter().max()
        );
        let timeouts = [0, 200_000, 600_000, 1_400_000, 3_000_000, 6_200_000, 12_600_000];
        let fits = |span: u64| timeouts.iter().any(|late| (late + 20_000..=late + 25_000).contains(&span));
        assert!(spans.iter().all(|span| fits(*span)), "each time the timeout is twice as long");
    }

    #[test]
    fn what_is_behind_a_lost_message_waits_for_it_and_nothing_is_missing() {
        let (mut net, client) = net();
        net.links.lose(CLIENT, End::Broker(BROKER), 30);
        let spans = spans(&mut net, client, true, 1_000);
        let arrivals: Vec<u64> = (1..).zip(&spans).map(|(number, span)| number * 1_000 + span).collect();
        assert!(arrivals.is_sorted());
        assert!(spans.iter().filter(|span| **span > 25_000).count() > 9_000, "nearly all wait for one before them");
        for id in net.flights.keys().copied().collect::<Vec<_>>() {
            assert!(matches!(net.arrive(Instant(u64::MAX), id), crate::net::Arrival::Now(_)), "{id:?}");
        }
    }

    #[test]
    fn the_other_direction_and_other_links_are_as_without_loss() {
        let (mut plain, client) = net();
        let (mut lossy, _) = net();
        lossy.links.lose(CLIENT, End::Broker(BROKER), 50);
        lossy.links.lose(End::Ensemble, End::Broker(BROKER), 50);
        assert_eq!(spans(&mut plain, client, false, 1_000), spans(&mut lossy, client, false, 1_000));
    }

    #[test]
    fn the_ensembles_messages_are_late_as_well_and_none_is_missing() {
        let (mut net, _) = net();
        net.links.lose(End::Ensemble, End::Broker(BROKER), 40);
        let tell =
            |net: &mut Net, at| net.send_ensemble(Instant(at), (BROKER, 1), false, Message::Committed(Vec::new()));
        let arrivals: Vec<u64> = (0..1_000).map(|number| tell(&mut net, number * 100_000).arrives.0).collect();
        assert!(arrivals.is_sorted());
        assert!(net.flights.values().any(|flight| flight.resent > 1));
        assert_eq!(net.flights.len(), 1_001);
    }

    #[test]
    fn a_link_that_is_mended_loses_nothing_any_more_and_one_that_loses_all_is_none() {
        let (mut net, client) = net();
        net.links.lose(CLIENT, End::Broker(BROKER), 255);
        assert_eq!(net.links.loss(CLIENT, End::Broker(BROKER)), LOSS_MAX);
        net.links.set(CLIENT, End::Broker(BROKER), Link::default());
        assert_eq!(net.links.loss(CLIENT, End::Broker(BROKER)), 0);
        assert!(spans(&mut net, client, true, APART).iter().all(|span| *span <= 25_000));
    }
}
