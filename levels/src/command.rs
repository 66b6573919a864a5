//! Commands: what a person does to a world, a line each; read, and said.
//!
//! A command says everything by names that stand on the stage: brokers `B1`, producers and consumers by their own. It
//! becomes [`Action`]s only when it is given, for only a world knows whose number a name is.

mod actions;
mod clients;
mod forms;
mod read;
mod rest;
mod say;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, time::Duration};

use glasslog_sim::{Action, Link};

use crate::predicate::Predicate;
use crate::rewind::Rewind;
use crate::shell;
use crate::words::{Wrong, say_span, words, wrong};
pub use forms::COMMANDS;
use read::read;
use rest::Rest;

/// Without a word about it, `until` waits so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Something is done.
    Do(Deed),
    /// Time passes.
    Wait(Duration),
    /// Time passes until something holds, or for so long at the most.
    Until(Predicate, Duration),
}

/// Something to do, by names.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// What names nobody who has a number.
    Plain(Action),
    /// A record is sent: by whom (the first producer if nobody is named), key, value, partition.
    Send(Option<String>, Option<String>, String, Option<i32>),
    /// A record is sent by whoever writes to its topic.
    Line {
        /// Where it goes.
        topic: String,
        /// Its key.
        key: Option<String>,
        /// Its value.
        value: String,
    },
    /// A producer sends by itself from now on, or not any more.
    Rate(String, Option<Duration>),
    /// A producer or a consumer goes in good order.
    Leave(String),
    /// A consumer dies.
    Crash(String),
    /// Consumers are restarted one after the other: who, how long each is away, and how long after another.
    Restart(Vec<String>, Duration, Duration),
    /// All members of a group are restarted one after the other.
    Deploy(String, Duration, Duration),
    /// The connections between two ends break.
    Break(String, String),
    /// The link between two ends becomes like this, in both directions, or only from the first to the second.
    Link(String, String, bool, Link),
    /// It loses so many of a hundred packets, in both directions or only from the first to the second.
    Loss(String, String, bool, u8),
    /// A group goes on elsewhere, where what is there says at which offset.
    Rewind(Rewind),
}

/// The other end of all links of a broker to other ones.
const ALL: &str = "all";
impl Command {
    /// Reads a line: one of [`COMMANDS`], or what one would type into a shell to call one of Kafka's own tools.
    ///
    /// # Errors
    /// Says what was expected where the line is none.
    pub fn parse(line: &str) -> Result<Command, Wrong> {
        if let Some(deed) = shell::read(line) {
            return deed.map(Command::Do);
        }
        let mut words: VecDeque<String> = words(line)?.into();
        let Some(verb) = words.pop_front().map(|verb| verb.to_ascii_lowercase()) else {
            return wrong("nothing is said");
        };
        let mut rest = Rest { verb, words };
        let command = read(&mut rest)?;
        rest.end()?;
        Ok(command)
    }

    /// Whether a line calls one of Kafka's own tools.
    #[must_use]
    pub fn is_of_a_tool(line: &str) -> bool {
        shell::read(line).is_some()
    }

    /// The line that says it.
    #[must_use]
    pub fn say(&self) -> String {
        match self {
            Command::Do(deed) => deed.say(),
            Command::Wait(time) => format!("wait {}", say_span(*time)),
            Command::Until(what, PATIENCE) => format!("until {what}"),
            Command::Until(what, within) => format!("until {what} within {}", say_span(*within)),
        }
    }

    /// Whether it does anything, and does not only let time pass.
    #[must_use]
    pub fn is_deed(&self) -> bool {
        matches!(self, Command::Do(_))
    }
}
