//! Which messages belong to what is chosen, and who exchanges them.

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;

use crate::scene::{Cluster, FlightKind, Passed, Past, Place};
use crate::store::Selected;

/// Whether a message belongs to what is chosen.
#[must_use]
pub(super) fn is_about(passed: &Passed, past: &Past, cluster: &Cluster, selected: &Selected) -> bool {
    let with = |place: Place| passed.from == place || passed.to == place;
    match selected {
        Selected::Record(topic, partition, offset) => {
            carries(passed, past, topic, *partition, *offset)
                || passed.counterpart(past).is_some_and(|other| carries(other, past, topic, *partition, *offset))
        }
        Selected::Partition(topic, partition) => about(passed, topic, *partition).is_some(),
        Selected::Broker(id) => with(Place::Broker(*id)),
        Selected::Producer(id) => with(Place::Producer(*id)),
        Selected::Member(id) => with(Place::Consumer(*id)),
        Selected::Ensemble => with(Place::Ensemble),
        Selected::Link(one, other) => with(*one) && with(*other),
        Selected::Flight(id) => passed.id == *id,
        Selected::Group(name) => {
            let members = cluster.group(name).map(|group| group.members.as_slice()).unwrap_or_default();
            members.iter().any(|member| with(Place::Consumer(member.id)))
        }
    }
}

fn about<'a>(passed: &'a Passed, topic: &Text, partition: PartitionIndex) -> Option<&'a glasslog_sim::view::Cargo> {
    passed.cargo.iter().find(|cargo| (&cargo.partition.0, cargo.partition.1) == (topic, partition))
}

/// Whether a message has a record in it, or says that it has its place, or that it is safe.
fn carries(passed: &Passed, past: &Past, topic: &Text, partition: PartitionIndex, offset: Offset) -> bool {
    let Some(cargo) = about(passed, topic, partition) else { return false };
    let begins = cargo.from.unwrap_or(Offset(-1));
    let holds =
        |first: Offset, count: u32| first >= Offset::ZERO && (first..first.plus(i64::from(count))).contains(&offset);
    match passed.kind {
        FlightKind::Records if cargo.records > 0 => holds(begins, cargo.records),
        // a follower learns that it is safe
        FlightKind::Records => passed.word.starts_with("HW ") && cargo.high_watermark == Some(offset.plus(1)),
        // how many records it is for stands in what was sent
        FlightKind::Ack => {
            let sent = passed.counterpart(past).and_then(|sent| about(sent, topic, partition));
            holds(begins, sent.map_or(1, |sent| sent.records))
        }
        FlightKind::Commit => !passed.answer && begins == offset.plus(1),
        _ => false,
    }
}

/// Who exchanges these messages, in the order of the stage: who sends, the brokers, the ensemble, who reads.
#[must_use]
pub(super) fn places(shown: &[&Passed], cluster: &Cluster, selected: Option<&Selected>) -> Vec<Place> {
    let mut places: Vec<Place> = shown.iter().flat_map(|passed| [passed.from, passed.to]).collect();
    if selected.is_none() || shown.is_empty() {
        places.extend(cluster.producers.iter().map(|producer| Place::Producer(producer.id)));
        places.extend(cluster.brokers.iter().map(|broker| Place::Broker(broker.id)));
        places.extend(cluster.ensemble.map(|_| Place::Ensemble));
        let members = cluster.groups.iter().flat_map(|group| &group.members);
        places.extend(members.map(|member| Place::Consumer(member.id)));
    }
    let order = |place: &Place| match place {
        Place::Producer(id) => (0, *id),
        Place::Broker(id) => (1, u64::from(id.0.unsigned_abs())),
        Place::Ensemble => (2, 0),
        Place::Consumer(id) => (3, *id),
    };
    places.sort_unstable_by_key(order);
    places.dedup();
    places
}

/// What somebody is called.
#[must_use]
pub(super) fn label_of(place: Place, cluster: &Cluster, past: &Past, wide: bool) -> String {
    let named = |id: u64| u32::try_from(id).ok().and_then(|id| past.names.get(&id)).cloned();
    match place {
        Place::Broker(id) if wide => format!("Broker {id}"),
        Place::Broker(id) => format!("B{id}"),
        Place::Ensemble if wide => "Ensemble".to_owned(),
        Place::Ensemble => "Ens.".to_owned(),
        Place::Producer(id) => {
            let known = cluster.producers.iter().find(|producer| producer.id == id);
            known.map(|producer| producer.label.clone()).or(named(id)).unwrap_or_else(|| format!("client {id}"))
        }
        Place::Consumer(id) => {
            let known = cluster.groups.iter().flat_map(|group| &group.members).find(|member| member.id == id);
            known.map(|member| member.label.clone()).or(named(id)).unwrap_or_else(|| format!("client {id}"))
        }
    }
}

/// What is chosen, by name.
#[must_use]
pub(super) fn name_of(selected: &Selected, cluster: &Cluster) -> String {
    let called = |place: Place| label_of(place, cluster, &Past::default(), true);
    match selected {
        Selected::Record(topic, partition, offset) => format!("record {offset} of {topic}-{partition}"),
        Selected::Partition(topic, partition) => format!("{topic}-{partition}"),
        Selected::Broker(id) => format!("broker {id}"),
        Selected::Producer(id) => called(Place::Producer(*id)),
        Selected::Member(id) => called(Place::Consumer(*id)),
        Selected::Group(name) => format!("group {name}"),
        Selected::Link(one, other) => format!("{} – {}", called(*one), called(*other)),
        Selected::Ensemble => "the ensemble".to_owned(),
        Selected::Flight(id) => format!("message {id}"),
    }
}
