//! What follows a command's verb, and what is told where a word is missing, or one too many.

use std::collections::VecDeque;

use glasslog_core::id::BrokerId;
use glasslog_sim::FlightId;

use super::forms;
use crate::words::{Wrong, broker, number, wrong};

/// What follows the verb, taken word by word.
pub(super) struct Rest {
    pub(super) verb: String,
    pub(super) words: VecDeque<String>,
}

impl Rest {
    pub(super) fn form(&self) -> String {
        forms::form(&self.verb)
    }

    pub(super) fn next(&mut self, what: &str) -> Result<String, Wrong> {
        let form = self.form();
        self.words.pop_front().map_or_else(|| wrong(format!("{} lacks {what}: say {form}", self.verb)), Ok)
    }

    /// A word that must stand there.
    pub(super) fn expect(&mut self, word: &str) -> Result<(), Wrong> {
        let found = self.next(&format!("the word {word:?}"))?;
        if found == word {
            Ok(())
        } else {
            wrong(format!("expected {word:?} instead of {found:?}: say {}", self.form()))
        }
    }

    pub(super) fn broker(&mut self) -> Result<BrokerId, Wrong> {
        broker(&self.next("a broker")?).map(BrokerId)
    }

    pub(super) fn flight(&mut self) -> Result<FlightId, Wrong> {
        number(&self.next("a message's number")?).map(FlightId)
    }

    /// The next `name=value`, if there is one left.
    pub(super) fn option(&mut self) -> Result<Option<(String, String)>, Wrong> {
        let Some(word) = self.words.pop_front() else { return Ok(None) };
        match word.split_once('=') {
            Some((name, value)) => Ok(Some((name.to_owned(), value.to_owned()))),
            None => wrong(format!("expected name=value instead of {word:?}: say {}", self.form())),
        }
    }

    pub(super) fn unknown<T>(&self, option: &str) -> Result<T, Wrong> {
        match forms::setting(&self.verb, option) {
            Some(near) => wrong(format!("{} knows no {option:?}; did you mean {near}?", self.verb)),
            None => wrong(format!("{} knows no {option:?}: say {}; type help for all of it", self.verb, self.form())),
        }
    }

    pub(super) fn end(&mut self) -> Result<(), Wrong> {
        match self.words.pop_front() {
            Some(word) => wrong(format!("{word:?} is too much: say {}", self.form())),
            None => Ok(()),
        }
    }
}
