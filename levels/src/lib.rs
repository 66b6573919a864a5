//! The course that teaches Kafka on the page: levels as text, and what it takes to play them in a simulated world.
//!
//! A level is a file in `levels/`, and nothing else: who adds one adds a file. Its goals and the answers to its bet are
//! predicates on what a world shows and on what its clients have seen, so a level is checked and not clicked through; one test
//! plays all of them. Cases, files in `cases/`, are trouble that people have seen at work, set up the same way.
//! Deliberately absent: any rule of Kafka, and any look inside a broker.

mod attempt;
mod case;
mod command;
mod facts;
mod level;
mod predicate;
mod properties;
mod rewind;
mod sense;
mod shell;
mod unread;
mod words;

use std::sync::OnceLock;

pub use attempt::{Attempt, Player, Turn, Verdict};
pub use case::{Case, Try};
pub use command::{COMMANDS, Command, Deed};
pub use facts::{FACTS, Facts, Known};
pub use level::{Bet, Choice, Goal, Level};
pub use predicate::{Fact, Operand, Predicate, Relation};
pub use properties::{Properties, Setting};
pub use rewind::{Rewind, To};
pub use sense::BROKERS_MAX;
pub use words::Wrong;

/// The files, by name, in order.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The files of cases, by name, in order.
pub const CASE_FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

/// What the chapters are called.
pub const CHAPTERS: [&str; 8] =
    ["Topics", "Partitions", "Brokers", "Replication", "Producers", "Groups", "Commits", "When things break"];

/// All levels, in order. A file that cannot be read is left out; the tests see that there is none.
#[must_use]
pub fn levels() -> &'static [Level] {
    static LEVELS: OnceLock<Vec<Level>> = OnceLock::new();
    LEVELS.get_or_init(|| FILES.iter().filter_map(|(name, text)| Level::parse(name, text).ok()).collect())
}

/// The level of this short name: `4-2`.
#[must_use]
pub fn level(name: &str) -> Option<&'static Level> {
    levels().iter().find(|level| level.name() == name)
}

/// All cases, in order. A file that cannot be read is left out; the tests see that there is none.
#[must_use]
pub fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| CASE_FILES.iter().filter_map(|(name, text)| Case::parse(name, text).ok()).collect())
}

/// The case of this name.
#[must_use]
pub fn case(name: &str) -> Option<&'static Case> {
    cases().iter().find(|case| case.name == name)
}
