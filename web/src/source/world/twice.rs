//! Which records stand in a log more than once: those that their producer has sent again, and that were written each time.

use std::rc::Rc;

use glasslog_core::id::{LeaderEpoch, Offset};
use glasslog_core::time::{Instant, Timestamp};
use glasslog_sim::WALL_START;
use glasslog_sim::view::{ActorRole, ActorView, Fate, ProducerView, SentRecord};

use crate::scene::{Cluster, Twice};

/// The records among those read that stand in a log more than once, as far as their producers still know them.
///
/// Two producers may send equal records, and one producer may send the same again of its own will. But a record bears the time at which
/// it was sent first, however often it is sent; where even that is the same, nothing is claimed of what may be another's.
#[inline(never)]
pub(super) fn twice(cluster: &Cluster, actors: &[ActorView]) -> Vec<Rc<Twice>> {
    let mut all = Vec::new();
    for producer in producers(actors) {
        for record in producer.records.iter().filter(|record| record.tries > 1) {
            if let Some(twice) = stands(cluster, actors, producer, record) {
                all.push(Rc::new(twice));
            }
        }
    }
    all
}

/// Whether any producer knows of a record that it has sent again: most of the time there is nothing to look for.
pub(super) fn is_sent_again(actors: &[ActorView]) -> bool {
    producers(actors).any(|producer| producer.records.iter().any(|record| record.tries > 1))
}

fn producers(actors: &[ActorView]) -> impl Iterator<Item = &ProducerView> {
    actors.iter().filter_map(|actor| match &actor.role {
        ActorRole::Producer(producer) => Some(producer),
        ActorRole::Consumer(_) => None,
    })
}

/// Where a record that was sent again stands, if that is more than one place.
fn stands(cluster: &Cluster, actors: &[ActorView], producer: &ProducerView, record: &SentRecord) -> Option<Twice> {
    let (topic, partition, stamp) = (&producer.settings.topic, record.partition?, stamp(record.at));
    let view = &cluster.leading(topic, partition)?.view;
    let equal = cluster.contents.of(view).filter(|(offset, content)| {
        *offset >= view.log_start
            && content.timestamp == stamp
            && content.value == record.value
            && content.key == record.key
    });
    let mut places: Vec<(Offset, LeaderEpoch)> =
        equal.map(|(offset, content)| (offset, content.leader_epoch)).collect();
    if places.len() < 2 {
        return None;
    }
    // what was sent in the same millisecond looks the same: it is told apart where it was sent once, and its place is known
    let there = producers(actors).filter(|other| other.settings.topic == *topic).flat_map(|other| &other.records);
    let same = |other: &&SentRecord| (&other.key, &other.value) == (&record.key, &record.value);
    let went = |other: &&SentRecord| other.tries > 0 && other.partition == Some(partition);
    let others = there.filter(|other| !std::ptr::eq(*other, record)).filter(went).filter(same);
    for other in others.filter(|other| self::stamp(other.at) == stamp) {
        match other.fate {
            Fate::Acked(Some(at)) if other.tries == 1 => places.retain(|(offset, _)| *offset != at),
            Fate::Refused(_) if other.tries == 1 => {}
            _ => return None,
        }
    }
    let twice = Twice { topic: topic.clone(), partition, places };
    (twice.places.len() > 1).then_some(twice)
}

/// The time that a client stamps on what it sends then: clients' clocks are right.
pub(super) fn stamp(at: Instant) -> Timestamp {
    Timestamp(WALL_START.0.saturating_add_unsigned(at.0 / 1000))
}

/// When that is stamped on something at the earliest.
pub(super) fn sent_at(stamp: Timestamp) -> Instant {
    Instant(u64::try_from(stamp.0.saturating_sub(WALL_START.0)).unwrap_or(0).saturating_mul(1000))
}
