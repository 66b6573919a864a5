//! Messages that have flown, as far as they are remembered: what the space-time lens draws.

use std::rc::Rc;

use glasslog_core::id::BrokerId;
use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;
use glasslog_sim::view::Cargo;

use super::{FlightKind, Place};

/// A message that flies, or has flown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Never used twice in a world.
    pub id: u64,
    /// From whom.
    pub from: Place,
    /// To whom.
    pub to: Place,
    /// What it is.
    pub kind: FlightKind,
    /// In a word or two.
    pub word: String,
    /// The name of the request in Kafka's protocol; empty where there is none.
    pub api: &'static str,
    /// Whether it is an answer.
    pub answer: bool,
    /// Whether it is one of those that always fly and say nothing new.
    pub routine: bool,
    /// A question and its answer have the same number.
    pub exchange: Option<u64>,
    /// What it is about, and what it carries.
    pub cargo: Vec<Cargo>,
    /// When it left.
    pub departed: Instant,
    /// So many times in a row it was lost on its way, and sent again.
    pub resent: u8,
    /// When that which gets through leaves, or has left.
    pub leaves: Instant,
    /// When it arrives, or has arrived.
    pub arrives: Instant,
    /// Whether it stands before a link that is cut.
    pub held: bool,
    /// When it was lost on the way, if it was.
    pub lost_at: Option<Instant>,
}

/// A while in which a broker did not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which one.
    pub broker: BrokerId,
    /// Since when.
    pub from: Instant,
    /// Until when; none if it is not over yet.
    pub upto: Option<Instant>,
    /// Whether its process was there, and stood still.
    pub paused: bool,
}

/// The messages of the last while, and who exchanged them.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Told apart by this: it is another one whenever anything has changed.
    pub revision: u64,
    /// What flew before this is not known (any more).
    pub since: Instant,
    /// By departure.
    pub messages: Vec<Rc<Passed>>,
    /// What clients are called, by their numbers; those as well that are not there any more.
    pub names: SortedMap<u32, String>,
    /// When brokers did not run.
    pub gaps: Vec<Gap>,
}

impl PartialEq for Past {
    fn eq(&self, other: &Past) -> bool {
        self.revision == other.revision
    }
}

impl Past {
    /// When a message was lost, if it was: on its way, or because nobody ran where it arrived.
    #[must_use]
    pub fn lost(&self, passed: &Passed) -> Option<Instant> {
        let at = passed.arrives;
        let dead = |gap: &Gap| {
            let there = Place::Broker(gap.broker) == passed.to && !gap.paused && !passed.held;
            there && gap.from <= at && gap.upto.is_none_or(|upto| at < upto)
        };
        passed.lost_at.or_else(|| self.gaps.iter().any(dead).then_some(at))
    }
}

impl Passed {
    /// Its answer, or the question that it answers, if that is remembered.
    #[must_use]
    pub fn counterpart<'a>(&self, past: &'a Past) -> Option<&'a Rc<Passed>> {
        let number = self.exchange?;
        let fits = |other: &&Rc<Passed>| {
            other.exchange == Some(number)
                && other.answer != self.answer
                && (other.from, other.to) == (self.to, self.from)
                && (other.departed >= self.departed) == other.answer
        };
        // a number may come again on another connection: the nearest is meant
        if self.answer { past.messages.iter().rfind(fits) } else { past.messages.iter().find(fits) }
    }
}
