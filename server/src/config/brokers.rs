//! How many brokers there shall be: what was asked for, what the data directory remembers, what the topics need.

use std::path::Path;

use super::{ConfigError, Settings};
use crate::data_dir::BROKERS_MAX;

/// How many brokers to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokerCount {
    /// So many.
    pub count: u8,
    /// What a person should be told about it.
    pub note: Option<String>,
}

impl Settings {
    /// How many brokers to run in a directory that remembers so many, or none yet.
    ///
    /// # Errors
    /// Fewer than it has, or fewer than copies are asked for.
    pub fn broker_count(&self, dir: &Path, remembered: Option<u8>) -> Result<BrokerCount, ConfigError> {
        let dir = dir.display();
        let needed = self.copies_needed();
        let found = match (self.brokers, remembered) {
            (Some(asked), Some(has)) if asked < has => {
                return Err(ConfigError(format!(
                    "--brokers is {asked}, and {dir} has {has} brokers, whose records would be out of reach: start it with \
                     --brokers {has} or without --brokers, or name another directory with --data"
                )));
            }
            (Some(asked), Some(has)) if asked > has => BrokerCount {
                count: asked,
                note: Some(format!(
                    "{dir} had {has} brokers, and has {asked} now. New topics use them all; those that exist stay where they are"
                )),
            },
            (None, None) if needed > 1 => BrokerCount {
                count: needed,
                note: Some(format!(
                    "starting {needed} brokers, for that many copies are asked for; --brokers N says otherwise"
                )),
            },
            (asked, has) => BrokerCount { count: asked.or(has).unwrap_or(1), note: None },
        };
        let count = found.count;
        match self.broker.copies().into_iter().find(|(_, copies)| *copies > i64::from(count)) {
            Some((name, copies)) => Err(ConfigError(format!(
                "{name} is {copies}, and there are {count} brokers: a partition cannot have more copies than there are brokers. \
                 Start with --brokers {copies}, or make it smaller"
            ))),
            None => Ok(found),
        }
    }

    /// The most copies that any setting asks for.
    fn copies_needed(&self) -> u8 {
        let topics = self.create_topics.iter().map(|topic| i64::from(topic.replicas));
        let settings = self.broker.copies().into_iter().map(|(_, copies)| copies);
        let most = topics.chain(settings).max().unwrap_or(1);
        u8::try_from(most).unwrap_or(BROKERS_MAX).clamp(1, BROKERS_MAX)
    }
}

/// Reads `--brokers`.
pub(super) fn parse(count: i64) -> Result<u8, ConfigError> {
    u8::try_from(count)
        .ok()
        .filter(|count| (1..=BROKERS_MAX).contains(count))
        .ok_or_else(|| ConfigError(format!("brokers is {count}; one process runs 1 to {BROKERS_MAX} of them")))
}
