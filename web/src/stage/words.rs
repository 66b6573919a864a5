//! What a screen reader says of shapes.

use glasslog_core::id::Offset;

use crate::scene::{Cell, Lane, Link, Membership, Place, all_twice};

/// A link, by its ends.
#[must_use]
pub(crate) fn link(one: Place, other: Place) -> String {
    format!("Link between {} and {}", place(one), place(other))
}

/// What is wrong with a link.
#[must_use]
pub(crate) fn state(link: &Link) -> String {
    if link.cut {
        return "cut".to_owned();
    }
    let slow = (link.slow_ms > 0).then(|| format!("{} ms slower", link.slow_ms));
    let lossy = (link.loss > 0).then(|| format!("{}% lost and sent again", link.loss));
    let wrong: Vec<String> = slow.into_iter().chain(lossy).collect();
    if wrong.is_empty() { "whole".to_owned() } else { wrong.join(", ") }
}

/// One end of a link.
#[must_use]
pub(crate) fn place(place: Place) -> String {
    match place {
        Place::Broker(id) => format!("broker {id}"),
        Place::Producer(id) | Place::Consumer(id) => format!("client {id}"),
        Place::Ensemble => "the ensemble".to_owned(),
    }
}

/// A lane.
pub(crate) fn spoken(lane: &Lane) -> String {
    let mut words = format!(
        "{} partition {} on broker {}: {}, epoch {}. Offsets to {}, safe below {}.",
        lane.topic,
        lane.partition,
        lane.broker,
        lane.standing.word(),
        lane.epoch,
        lane.log_end.0,
        lane.high_watermark.0
    );
    if let Some(alarm) = lane.alarm {
        words += &format!(" Warning: {}.", alarm.words());
    }
    for chip in lane.chips.iter().filter(|chip| chip.membership != Membership::InSync) {
        words += &format!(" Broker {} is {}.", chip.broker, chip.membership.words());
    }
    for commit in &lane.commits {
        words += &format!(" Group {} has committed {}.", commit.letter, commit.offset);
    }
    words + &twice(&lane.cells)
}

/// Of cells: what stands in the log more than once.
#[inline(never)]
pub(crate) fn twice(cells: &[Cell]) -> String {
    all_twice(cells).into_iter().map(|twice| format!(" A record {}.", twice.words())).collect()
}

/// Which record of a lane is chosen.
pub(crate) fn chosen(lane: &Lane, offset: Option<Offset>) -> String {
    let Some(offset) = offset else { return "no record chosen".to_owned() };
    let cell = lane.cells.iter().find(|cell| cell.offset == offset);
    match cell.and_then(|cell| cell.twice.as_deref()) {
        Some(twice) => format!("record {offset}, {}", twice.words()),
        None => format!("record {offset}"),
    }
}
