//! The card of a message on its way: what it is, between whom, and how it is caught.

use glasslog_sim::{Action, FlightId};
use yew::prelude::*;

use super::super::fact;
use super::{Props, choose, does};
use crate::scene::{Cluster, Doing, Flight, FlightKind, Place};
use crate::store::Selected;
use crate::text::span;

/// The card.
pub(super) fn flight(props: &Props, id: u64) -> (String, Html) {
    let title = format!("Message {id}");
    let Some(flight) = props.cluster.flights.iter().find(|flight| flight.id == id) else {
        return (title, Html::default());
    };
    let gone = flight.lost_at.is_some();
    let number = FlightId(id);
    let end = |place: Place| {
        let (label, what) = named(place, &props.cluster);
        choose(props, label, what)
    };
    let body = html! {
        <>
            <dl>
                { fact("What", what(flight)) }
                { fact("From", end(flight.from)) }
                { fact("To", end(flight.to)) }
                { for flight.about.iter().map(|(topic, partition)| {
                    let what = Selected::Partition(topic.clone(), *partition);
                    fact("About", choose(props, format!("{topic}-{partition}"), what))
                }) }
                { fact("State", state(flight, &props.cluster)) }
            </dl>
            if !gone {
                <div class="verbs">
                    if flight.caught.is_some() {
                        { does(props, "Deliver", "it goes on from where it stands (H)", "primary", Action::DeliverMessage { flight: number }) }
                    } else {
                        { does(props, "Hold", "it stays where it is, and what follows it waits (H)", "", Action::HoldMessage { flight: number }) }
                    }
                    { does(props, "Lose", "TCP sends it again, 200 ms later at the least (L)", "danger", Action::LoseMessage { flight: number }) }
                </div>
                <p class="muted">{ "As a command: " }<code>{ format!("hold {id}") }</code>{ ", " }<code>{ format!("deliver {id}") }</code>{ ", " }<code>{ format!("lose {id}") }</code></p>
            }
        </>
    };
    (title, body)
}

/// Who is at an end, and what to choose for it.
pub(in crate::panels) fn named(place: Place, cluster: &Cluster) -> (String, Selected) {
    match place {
        Place::Broker(id) => (format!("broker {id}"), Selected::Broker(id)),
        Place::Ensemble => ("the ensemble".to_owned(), Selected::Ensemble),
        Place::Producer(id) => {
            let known = cluster.producers.iter().find(|producer| producer.id == id);
            let label = known.map_or_else(|| format!("client {id}"), |producer| producer.label.clone());
            (label, Selected::Producer(id))
        }
        Place::Consumer(id) => {
            let known = cluster.groups.iter().flat_map(|group| &group.members).find(|member| member.id == id);
            let label = known.map_or_else(|| format!("client {id}"), |member| member.label.clone());
            (label, Selected::Member(id))
        }
    }
}

/// What it is.
pub(in crate::panels) fn what(flight: &Flight) -> String {
    let what = match (flight.kind, flight.answer) {
        (FlightKind::Produce, _) => "records to a leader",
        (FlightKind::Ack, _) => "an acknowledgement",
        (FlightKind::Fetch, _) => "a fetch: it asks for records",
        (FlightKind::Records, _) if flight.glyphs.is_empty() => "an answer without records",
        (FlightKind::Records, _) => "records that were asked for",
        (FlightKind::Error, _) => "a refusal",
        (FlightKind::Group, false) => "a word of a member to its group",
        (FlightKind::Group, true) => "a word of a group to its member",
        (FlightKind::Commit, false) => "a commit",
        (FlightKind::Commit, true) => "the answer to a commit",
        (FlightKind::Metadata, false) => "a question about topics and brokers",
        (FlightKind::Metadata, true) => "an answer about topics and brokers",
        (FlightKind::Control, _) => "a word between a broker and the controller",
        (FlightKind::Heartbeat, _) => "a sign of life",
        (FlightKind::Connection, _) => "a connection that is made, or ends",
    };
    if flight.label.is_empty() { what.to_owned() } else { format!("{what} · {}", flight.label) }
}

/// What it does at this moment.
pub(in crate::panels) fn state(flight: &Flight, cluster: &Cluster) -> String {
    let now = cluster.now;
    let left = u64::try_from(flight.arrives.since(now).as_micros()).unwrap_or(0);
    match flight.doing(now).0 {
        _ if flight.lost_at.is_some() => "lost with its connection".to_owned(),
        Doing::Caught => "held: what follows it on its connection waits".to_owned(),
        Doing::Held => "held: before a cut, or behind a message that is held".to_owned(),
        Doing::Falls(_) | Doing::Waits => format!("lost; sent again, and there in {}", span(left)),
        Doing::Flies | Doing::FliesAgain => format!("on its way, there in {}", span(left)),
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::time::Instant;

    use super::*;
    use crate::scene::fixture;

    #[test]
    fn a_message_says_what_it_is_between_whom_and_how_it_fares() {
        let cluster = fixture::cluster();
        let flight = &cluster.flights[0];
        assert_eq!(what(flight), "records to a leader");
        let (from, chosen) = named(flight.from, &cluster);
        assert_eq!((from, chosen), (cluster.producers[0].label.clone(), Selected::Producer(1)));
        let at = |millis: u64| Cluster { now: Instant(millis * 1000), ..cluster.clone() };
        assert_eq!(state(flight, &at(5)), "on its way, there in 15 ms");
        let caught = Flight { caught: Some(Instant(5_000)), ..flight.clone() };
        assert!(state(&caught, &at(500)).starts_with("held"));
        let again = Flight { leaves: Instant(200_000), arrives: Instant(220_000), resent: true, ..flight.clone() };
        assert_eq!(state(&again, &at(100)), "lost; sent again, and there in 120 ms");
    }
}
