//! Settings of topics, typed: Kafka's names in, checked values out. And all of them described, the broker's too.
//!
//! A value comes from the strongest layer that has one: the topic's own, then the defaults that the broker was started
//! with, then Kafka's. Deliberately absent: settings of a broker that change while it runs.

mod alter;
mod describe;
mod table;

#[cfg(test)]
mod tests;

use alloc::{format, string::String};
use core::time::Duration;

pub use alter::{alter, for_new_topic};
pub use describe::{describe_broker, describe_topic};

use crate::{
    error::{ErrorCode, Refusal},
    name::Text,
    storage::{Compaction, LogConfig, Retention},
    time::Timestamp,
};

/// Whose clock stamps records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampType {
    /// The producer's.
    CreateTime,
    /// The broker's, at the append.
    LogAppendTime,
}

/// A topic's settings in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicSettings {
    /// `cleanup.policy` holds `delete`: retention applies.
    pub delete: bool,
    /// `cleanup.policy` holds `compact`: the last record of each key is kept.
    pub compact: bool,
    /// `min.cleanable.dirty.ratio`, `min.compaction.lag.ms`, `max.compaction.lag.ms`, `delete.retention.ms`.
    pub compaction: Compaction,
    /// `retention.ms`, `retention.bytes`.
    pub retention: Retention,
    /// `segment.bytes`, `segment.ms`, `index.interval.bytes`.
    pub log: LogConfig,
    /// `max.message.bytes`: the largest batch, as sent.
    pub max_message_bytes: u32,
    /// `message.timestamp.type`.
    pub timestamp_type: TimestampType,
    /// `message.timestamp.before.max.ms`: how far a record's time may lie behind the broker's.
    pub timestamp_before_max_ms: i64,
    /// `message.timestamp.after.max.ms`: how far ahead.
    pub timestamp_after_max_ms: i64,
    /// `min.insync.replicas`.
    pub min_insync_replicas: i16,
    /// `unclean.leader.election.enable`: rather lose records than wait for a replica that has them.
    pub unclean_leader_election: bool,
}

impl Default for TopicSettings {
    fn default() -> TopicSettings {
        TopicSettings {
            delete: true,
            compact: false,
            compaction: Compaction {
                dirty_ratio_millionths: 500_000,
                lag_min_ms: 0,
                lag_max_ms: i64::MAX,
                delete_retention_ms: 24 * 3_600_000,
                producers_since: Timestamp(i64::MIN),
            },
            retention: Retention { age: Some(Duration::from_secs(7 * 24 * 3600)), bytes: None },
            log: LogConfig::default(),
            max_message_bytes: 1_048_588,
            timestamp_type: TimestampType::CreateTime,
            timestamp_before_max_ms: i64::MAX,
            timestamp_after_max_ms: 3_600_000,
            min_insync_replicas: 1,
            unclean_leader_election: false,
        }
    }
}

impl TopicSettings {
    /// The settings that follow from layers of names and values, the weakest first.
    ///
    /// # Errors
    /// `InvalidConfig`, naming the setting and what it may be.
    pub fn resolve<'a>(layers: impl IntoIterator<Item = (&'a Text, &'a Text)>) -> Result<TopicSettings, Refusal> {
        let mut settings = TopicSettings::default();
        layers.into_iter().try_for_each(|(name, value)| settings.set(name, value))?;
        if settings.compact {
            // KIP-354: what is active is not compacted, so a segment must not be active for longer.
            settings.log.segment_ms = settings.log.segment_ms.min(settings.compaction.lag_max_ms);
        }
        Ok(settings)
    }

    fn set(&mut self, name: &Text, value: &Text) -> Result<(), Refusal> {
        let setting = table::find(name).ok_or_else(|| alter::unknown(name))?;
        if !setting.rule.allows(value) {
            return Err(invalid(name, value, &setting.rule.words()));
        }
        // The rules bound every number below to the type that takes it.
        let number = value.trim().parse::<i64>().unwrap_or_default();
        match setting.name {
            "cleanup.policy" => {
                self.delete = table::elements(value).any(|policy| policy == "delete");
                self.compact = table::elements(value).any(|policy| policy == "compact");
            }
            "min.cleanable.dirty.ratio" => self.compaction.dirty_ratio_millionths = table::millionths(value),
            "min.compaction.lag.ms" => self.compaction.lag_min_ms = number,
            "max.compaction.lag.ms" => self.compaction.lag_max_ms = number,
            "delete.retention.ms" => self.compaction.delete_retention_ms = number,
            "retention.ms" => self.retention.age = u64::try_from(number).ok().map(Duration::from_millis),
            "retention.bytes" => self.retention.bytes = u64::try_from(number).ok(),
            "segment.bytes" => self.log.segment_bytes = number as u32,
            "segment.ms" => self.log.segment_ms = number,
            "index.interval.bytes" => self.log.index_interval_bytes = number as u32,
            "max.message.bytes" => self.max_message_bytes = number as u32,
            "message.timestamp.type" if value.trim() == "LogAppendTime" => {
                self.timestamp_type = TimestampType::LogAppendTime;
            }
            "message.timestamp.type" => self.timestamp_type = TimestampType::CreateTime,
            "message.timestamp.before.max.ms" => self.timestamp_before_max_ms = number,
            "message.timestamp.after.max.ms" => self.timestamp_after_max_ms = number,
            "min.insync.replicas" => self.min_insync_replicas = number as i16,
            "unclean.leader.election.enable" => {
                self.unclean_leader_election = value.trim().eq_ignore_ascii_case("true")
            }
            _ => {}
        }
        Ok(())
    }
}

/// What the value of a topic's setting must be, in words, if this one is not that.
#[must_use]
pub fn wanted(name: &str, value: &str) -> Option<String> {
    match table::find(name) {
        Some(setting) if setting.rule.allows(value) => None,
        Some(setting) => Some(setting.rule.words()),
        None => Some("left out: there is no such setting of topics".into()),
    }
}

fn invalid(name: &str, value: &str, wanted: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidConfig, format!("{name} = {value}: must be {wanted}"))
}
