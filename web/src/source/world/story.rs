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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum First {
    /// The scene stands.
    Stands,
    /// The record is on its way to its leader.
    Sent,
    /// It has landed.
    Landed(Hero),
    /// All in sync have it.
    Safe(Hero),
    /// A group has read it.
    Read(Hero),
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
        let (First::Safe(hero) | First::Read(hero)) = &self.first else { return };
        let was_read = matches!(self.first, First::Read(_));
        let (topic, partition, offset) = hero;
        let actors = self.line.world().actors();
        let reached = actors.iter().any(|actor| match &actor.role {
            ActorRole::Consumer(consumer) => consumer.assigned.iter().any(|share| {
                let place = if was_read { share.committed } else { share.position };
                share.partition.0 == *topic
                    && share.partition.1 == *partition
                    && place.is_some_and(|place| place > *offset)
            }),
            ActorRole::Producer(_) => false,
        });
        if reached && was_read {
            self.first = First::Over;
            self.tell("The group saves its place: a commit.");
        } else if reached {
            self.first = First::Read(hero.clone());
            self.tell("Only now the ack, and the reader.");
        }
    }

    /// The story of one record: it lands, all who are in sync have it, it is safe.
    pub(super) fn story(&mut self, view: &PartitionView, old: &PartitionView) {
        let hero = (view.topic.clone(), view.partition, Offset(view.log_end.0 - 1));
        let (landed, safe) =
            (view.log_end > old.log_end, |offset| old.high_watermark <= offset && offset < view.high_watermark);
        match &self.first {
            First::Over => self.later_story(hero, landed, safe, view.isr.len() > 1),
            First::Sent if landed => {
                self.first = First::Landed(hero);
                self.tell("Followers fetch it. Hatched: not yet safe.");
            }
            First::Landed(first) if (&first.0, first.1) == (&hero.0, hero.1) && safe(first.2) => {
                self.first = First::Safe(first.clone());
                self.tell("All have it: safe.");
            }
            _ => {}
        }
    }

    fn later_story(&mut self, hero: Hero, landed: bool, safe: impl Fn(Offset) -> bool, others: bool) {
        let (topic, partition, last) = &hero;
        let name = format!("{topic}-{partition}");
        if landed && self.screen_ms - self.story_at > STORY_MS {
            let hatched = if others { "followers fetch it, not yet safe" } else { "not on disk yet, so not safe" };
            self.followed = Some(hero.clone());
            self.tell(&format!("A record lands in {name} at offset {last}. Hatched: {hatched}."));
        }
        if let Some(followed) = &self.followed
            && (&followed.0, followed.1) == (&hero.0, hero.1)
            && safe(followed.2)
        {
            let offset = followed.2;
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
