//! The story of a record, told while it happens: the first one after the page was opened step by step, later ones in two sentences.

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use glasslog_core::view::PartitionView;
use glasslog_sim::Scenario;
use glasslog_sim::timeline::Timeline;
use glasslog_sim::view::{ActorRole, FlightKind};

use super::Tab;
use crate::store::{Caption, Tone};

/// Nobody sees how the world begins: long enough for a stable group, and for eight records in each partition.
const PROLOGUE: Instant = Instant(18_900_000);
/// The next record leaves within so many events.
const STEPS_MAX: u32 = 1_000;
/// The scene stands for so long before the first record flies, in milliseconds of the screen.
const STAND_MS: f64 = 800.0;
/// A story about ordinary records at most every so many milliseconds of the screen.
const STORY_MS: f64 = 2_600.0;

/// The record of a story.
pub(super) type Hero = (Text, PartitionIndex, Offset);

/// How far the first story has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum First {
    /// The scene stands.
    Stands,
    /// The record is on its way to its leader.
    Sent,
    /// It has landed.
    Landed,
    /// All in sync have it.
    Safe,
    /// A group has read it.
    Read,
    /// It was told, or nobody wants it any more.
    #[default]
    Over,
}

impl Tab {
    /// The sandbox's world, at the moment at which a record is about to be sent.
    #[must_use]
    pub fn new(seed: u64) -> Tab {
        let mut line = Timeline::new(Scenario::playground(), seed);
        line.run_until(PROLOGUE);
        for _ in 0..STEPS_MAX {
            if line.world().flights().iter().any(|flight| flight.kind == FlightKind::Produce) {
                break;
            }
            line.step();
        }
        let mut tab = Tab::of(line);
        tab.look();
        tab.tell("Three brokers keep copies of one topic: items-list.");
        tab.followed = None;
        tab.first = First::Stands;
        tab
    }

    /// Whether the scene still stands, before the first record flies.
    pub(super) fn still_stands(&mut self) -> bool {
        if self.first == First::Stands && (self.screen_ms >= STAND_MS || self.clock.rate.is_some()) {
            self.first = First::Sent;
            self.tell("A producer sends a record to the leader.");
        }
        self.first == First::Stands
    }

    /// What clients have done with the first record.
    pub(super) fn tell_first(&mut self) {
        let was_read = self.first == First::Read;
        let Some((topic, partition, offset)) = self.followed.as_ref().filter(|_| was_read || self.first == First::Safe)
        else {
            return;
        };
        let actors = self.line.world().actors();
        let reached = actors.iter().any(|actor| match &actor.role {
            ActorRole::Consumer(consumer) => consumer.assigned.iter().any(|share| {
                let place = if was_read { share.committed } else { share.position };
                (&share.partition.0, share.partition.1) == (topic, *partition)
                    && place.is_some_and(|place| place > *offset)
            }),
            ActorRole::Producer(_) => false,
        });
        if reached && was_read {
            self.first = First::Over;
            self.followed = None;
            self.tell("The group saves its place: a commit.");
        } else if reached {
            self.first = First::Read;
            self.tell("Only now the ack, and the reader.");
        }
    }

    /// The story of one record: it lands, all who are in sync have it, it is safe.
    pub(super) fn story(&mut self, view: &PartitionView, old: &PartitionView) {
        let last = Offset(view.log_end.0 - 1);
        let landed = view.log_end > old.log_end;
        let followed = self.followed.as_ref().filter(|hero| (&hero.0, hero.1) == (&view.topic, view.partition));
        let safe = followed.map(|hero| hero.2).filter(|at| old.high_watermark <= *at && *at < view.high_watermark);
        match self.first {
            First::Over => self.later_story(view, landed.then_some(last), safe),
            First::Sent if landed => {
                self.followed = Some((view.topic.clone(), view.partition, last));
                self.first = First::Landed;
                self.tell("Followers fetch it. Hatched: not yet safe.");
            }
            First::Landed if safe.is_some() => {
                self.first = First::Safe;
                self.tell("All have it: safe.");
            }
            _ => {}
        }
    }

    /// A later one: this record has landed, the one that is followed is safe.
    fn later_story(&mut self, view: &PartitionView, landed: Option<Offset>, safe: Option<Offset>) {
        let name = format!("{}-{}", view.topic, view.partition);
        let others = view.isr.len() > 1;
        if let Some(last) = landed.filter(|_| self.screen_ms - self.story_at > STORY_MS) {
            let hatched = if others { "followers fetch it, not yet safe" } else { "not on disk yet, so not safe" };
            self.followed = Some((view.topic.clone(), view.partition, last));
            self.tell(&format!("A record lands in {name} at offset {last}. Hatched: {hatched}."));
        }
        if let Some(offset) = safe {
            let (all, is) = if others { ("All in sync have offset", "") } else { ("Offset", " is on disk") };
            self.followed = None;
            self.tell(&format!("{all} {offset} of {name}{is}: safe. Now the ack leaves, and readers get it."));
        }
    }

    /// Tells something, also while time stands.
    pub fn tell(&mut self, text: &str) {
        self.story_at = self.screen_ms;
        self.changed = true;
        self.captions.push(Caption { at: self.line.world().now(), tone: Tone::Plain, text: text.to_owned() });
    }
}
