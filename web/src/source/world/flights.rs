//! What flies in a world, as the stage draws it.

use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::ActorId;
use glasslog_sim::view::{self as seen, ActorRole, ActorView, Cargo, ConsumerState, End, FlightView};

use super::Tab;
use crate::scene::{Flight, FlightKind, Place};

/// Keys that are drawn on one message, at the most.
const GLYPHS: usize = 8;

/// Who is who among the ends of flights.
struct Cast(Vec<ActorView>);

impl Cast {
    fn role(&self, end: End) -> Option<&ActorRole> {
        let End::Actor(id) = end else { return None };
        self.0.iter().find(|view| view.id == id).map(|view| &view.role)
    }

    fn state(&self, end: End) -> Option<ConsumerState> {
        match self.role(end)? {
            ActorRole::Consumer(consumer) => Some(consumer.state),
            ActorRole::Producer(_) => None,
        }
    }

    fn position(&self, end: End, about: &(Text, PartitionIndex)) -> Option<Offset> {
        match self.role(end)? {
            ActorRole::Consumer(consumer) => consumer.assigned.iter().find(|share| share.partition == *about)?.position,
            ActorRole::Producer(_) => None,
        }
    }

    fn place(&self, end: End) -> Place {
        match end {
            End::Broker(id) => Place::Broker(id),
            End::Ensemble => Place::Ensemble,
            End::Actor(ActorId(id)) if matches!(self.role(end), Some(ActorRole::Producer(_))) => {
                Place::Producer(u64::from(id))
            }
            End::Actor(ActorId(id)) => Place::Consumer(u64::from(id)),
        }
    }
}

/// What a flight is.
pub(super) fn kind_of(view: &FlightView) -> FlightKind {
    use seen::FlightKind as Seen;
    match (view.kind, view.answer) {
        _ if view.error.is_some() => FlightKind::Error,
        (Seen::Connection, _) => FlightKind::Connection,
        (Seen::Heartbeat, _) => FlightKind::Heartbeat,
        (Seen::Produce, false) => FlightKind::Produce,
        (Seen::Produce, true) => FlightKind::Ack,
        (Seen::Fetch, false) => FlightKind::Fetch,
        (Seen::Fetch, true) => FlightKind::Records,
        (Seen::Group, _) => FlightKind::Group,
        (Seen::Commit, _) => FlightKind::Commit,
        (Seen::Ask | Seen::Record, _) => FlightKind::Control,
        (Seen::Metadata | Seen::Offsets | Seen::Admin, _) => FlightKind::Metadata,
    }
}

/// What a flight is on the stage; none for what is not drawn: connections made, and signs of life.
fn kind(view: &FlightView) -> Option<FlightKind> {
    let kind = kind_of(view);
    // a broker whose sign of life is refused registers anew: that is drawn
    let registers = view.kind == seen::FlightKind::Heartbeat && view.from == End::Ensemble;
    let drawn = !registers && !matches!(kind, FlightKind::Connection | FlightKind::Heartbeat);
    drawn.then_some(kind)
}

/// The cargo to draw of several: where something is in, else what a person looks at.
pub(super) fn telling(view: &FlightView) -> Option<&Cargo> {
    let full = view.partitions.iter().find(|cargo| cargo.records > 0);
    let open = || view.partitions.iter().find(|cargo| !glasslog_core::name::is_internal_topic(&cargo.partition.0));
    full.or_else(open).or_else(|| view.partitions.first())
}

/// What is said to and by the controller, up to where it comes to the brokers' own topics.
pub(super) fn open_words(words: &str) -> String {
    let open = words.split("__").next().unwrap_or_default();
    open.trim_end_matches([',', ' ']).trim_end_matches(" of").to_owned()
}

impl Tab {
    pub(super) fn take_flights(&mut self) {
        let cast = Cast(self.line.world().actors());
        let views = self.line.world().flights();
        let flights: Vec<Flight> = views.iter().filter_map(|view| self.flight(&cast, view)).collect();
        if self.cargo.len() > 4 * flights.len() + 64 {
            self.cargo.retain(|id, _| flights.iter().any(|flight| flight.id == id.0));
        }
        self.flights = flights;
        // what clients get to know no broker tells of
        let know = clients_know(&cast.0);
        self.changed |= std::mem::replace(&mut self.clients_knew, know) != know;
        self.record(&views);
    }

    fn flight(&mut self, cast: &Cast, view: &FlightView) -> Option<Flight> {
        let kind = kind(view)?;
        let between_brokers = matches!((view.from, view.to), (End::Broker(_), End::Broker(_)));
        let glyphs = self.glyphs(view);
        let cargo = telling(view);
        // a broker's fetch asks for many partitions at once; a client's only for its own
        let about = match view.partitions.as_slice() {
            [] => None,
            [only] => Some(only.partition.clone()),
            _ if between_brokers || !glyphs.is_empty() => cargo.map(|cargo| cargo.partition.clone()),
            _ => None,
        };
        let client = matches!(view.from, End::Actor(_));
        let label = match kind {
            FlightKind::Error => view.error.map(|code| code.name().to_owned()).unwrap_or_default(),
            FlightKind::Fetch => {
                let from = if client { about.as_ref().and_then(|about| cast.position(view.from, about)) } else { None };
                let from = from.or(cargo.and_then(|cargo| cargo.from).filter(|_| about.is_some()));
                from.map_or_else(|| "fetch".to_owned(), |offset| format!("from {offset}"))
            }
            FlightKind::Records if between_brokers => self.news(view).unwrap_or_default(),
            FlightKind::Group => match cast.state(view.from).or(cast.state(view.to)) {
                Some(ConsumerState::Syncing) => "sync".to_owned(),
                Some(ConsumerState::Joining) => "join".to_owned(),
                _ => "group".to_owned(),
            },
            FlightKind::Commit if client => "commit".to_owned(),
            FlightKind::Control => open_words(&view.words),
            FlightKind::Metadata => match view.kind {
                seen::FlightKind::Offsets if client => "where does it begin?".to_owned(),
                seen::FlightKind::Offsets if !view.answer => "where does my epoch end?".to_owned(),
                seen::FlightKind::Metadata if client => "who leads?".to_owned(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        let routine = match kind {
            FlightKind::Fetch => true,
            FlightKind::Records => glyphs.is_empty() && label.is_empty(),
            _ => false,
        };
        Some(Flight {
            id: view.id.0,
            from: cast.place(view.from),
            to: cast.place(view.to),
            kind,
            answer: view.answer,
            routine,
            held: view.held,
            caught: view.caught,
            label,
            about,
            glyphs,
            departed: view.departed,
            resent: view.resent > 0,
            leaves: view.leaves,
            arrives: view.arrives,
            lost_at: view.lost_at,
        })
    }

    /// What a leader's answer tells a follower besides records: a high watermark that it does not know yet.
    fn news(&self, view: &FlightView) -> Option<String> {
        let End::Broker(follower) = view.to else { return None };
        let (_, views) = self.views.get(&follower)?;
        let new = |cargo: &&Cargo| {
            let known = views.partitions.get(&cargo.partition).map(|view| view.high_watermark);
            !glasslog_core::name::is_internal_topic(&cargo.partition.0) && cargo.high_watermark > known
        };
        let cargo = view.partitions.iter().find(new)?;
        Some(format!("HW {}", cargo.high_watermark?))
    }

    /// The keys of the records that a message carries; decoded once.
    fn glyphs(&mut self, view: &FlightView) -> Vec<Option<u8>> {
        if view.partitions.iter().all(|cargo| cargo.records == 0) {
            return Vec::new();
        }
        if let Some(glyphs) = self.cargo.get(&view.id) {
            return glyphs.clone();
        }
        let contents = Rc::make_mut(&mut self.contents);
        let cargo = self.line.world().flight_records(view.id);
        let keys = cargo.iter().take(GLYPHS).map(|(_, record)| record.key.as_ref().map(|key| contents.glyph(key)));
        let glyphs: Vec<Option<u8>> = keys.collect();
        self.cargo.insert(view.id, glyphs.clone());
        glyphs
    }
}

/// What clients know of themselves, as one number that is another one once any of them knows something new.
fn clients_know(actors: &[ActorView]) -> u64 {
    let mut sum = 0_u64;
    let mut add = |number: u64| sum = (sum.rotate_left(5) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for actor in actors {
        match &actor.role {
            ActorRole::Producer(producer) => {
                [producer.sent, producer.acked, producer.refused, producer.unknown].into_iter().for_each(&mut add);
            }
            ActorRole::Consumer(consumer) => {
                let state = match consumer.state {
                    ConsumerState::Joining => 0,
                    ConsumerState::Syncing => 1,
                    ConsumerState::Reading => 2,
                    ConsumerState::Stopped => 3,
                    ConsumerState::Away(_) => 4,
                };
                [u64::from(actor.id.0), state, consumer.processed_count].into_iter().for_each(&mut add);
                for share in &consumer.assigned {
                    add(share.position.map_or(u64::MAX, |position| position.0.unsigned_abs()));
                }
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_brokers_own_topics_are_not_named_in_flight() {
        let said =
            ["ISR of __consumer_offsets-3: 1 2", "broker 1 is back, __consumer_offsets-0: leader 1", "items: leader 2"];
        assert_eq!(said.map(open_words), ["ISR", "broker 1 is back", "items: leader 2"]);
    }
}
