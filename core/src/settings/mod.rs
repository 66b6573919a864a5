//! Settings of topics, typed: Kafka's names in, checked values out.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::time::Duration;

use crate::{
    config::Config,
    error::{ErrorCode, Refusal},
    name::Text,
    request::{AlterResource, ConfigOperation},
    response::{ConfigEntry, ConfigSource, ConfigType},
    storage::{LogConfig, Retention},
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
}

impl Default for TopicSettings {
    fn default() -> TopicSettings {
        TopicSettings {
            delete: true,
            retention: Retention { age: Some(Duration::from_secs(7 * 24 * 3600)), bytes: None },
            log: LogConfig::default(),
            max_message_bytes: 1_048_588,
            timestamp_type: TimestampType::CreateTime,
            timestamp_before_max_ms: i64::MAX,
            timestamp_after_max_ms: 3_600_000,
            min_insync_replicas: 1,
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
        Ok(settings)
    }

    fn set(&mut self, name: &Text, value: &Text) -> Result<(), Refusal> {
        match name.as_str() {
            "cleanup.policy" => self.delete = value.split(',').any(|policy| policy.trim() == "delete"),
            "retention.ms" => {
                let ms = number(name, value, -1, i64::MAX)?;
                self.retention.age = u64::try_from(ms).ok().map(Duration::from_millis);
            }
            "retention.bytes" => self.retention.bytes = u64::try_from(number(name, value, -1, i64::MAX)?).ok(),
            "segment.bytes" => self.log.segment_bytes = number(name, value, 14, i64::from(i32::MAX))? as u32,
            "segment.ms" => self.log.segment_ms = number(name, value, 1, i64::MAX)?,
            "index.interval.bytes" => {
                self.log.index_interval_bytes = number(name, value, 0, i64::from(i32::MAX))? as u32;
            }
            "max.message.bytes" => self.max_message_bytes = number(name, value, 0, i64::from(i32::MAX))? as u32,
            "message.timestamp.type" => {
                self.timestamp_type = match value.as_str() {
                    "CreateTime" => TimestampType::CreateTime,
                    "LogAppendTime" => TimestampType::LogAppendTime,
                    _ => return Err(invalid(name, value, "CreateTime or LogAppendTime")),
                }
            }
            "message.timestamp.before.max.ms" => {
                self.timestamp_before_max_ms = number(name, value, 0, i64::MAX)?;
            }
            "message.timestamp.after.max.ms" => self.timestamp_after_max_ms = number(name, value, 0, i64::MAX)?,
            "min.insync.replicas" => {
                self.min_insync_replicas = number(name, value, 1, i64::from(i16::MAX))? as i16;
            }
            "compression.type" if value.as_str() == "producer" => {}
            "unclean.leader.election.enable" if value.as_str() == "false" => {}
            _ => return Err(Refusal::new(ErrorCode::InvalidConfig, alloc::format!("unknown setting {name}"))),
        }
        Ok(())
    }
}

fn number(name: &Text, value: &Text, min: i64, max: i64) -> Result<i64, Refusal> {
    let range = || invalid(name, value, &alloc::format!("a whole number from {min} to {max}"));
    value.trim().parse().ok().filter(|n| (min..=max).contains(n)).ok_or_else(range)
}

fn invalid(name: &Text, value: &Text, wanted: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidConfig, alloc::format!("{name} = {value}: must be {wanted}"))
}

/// What an alteration of a topic's settings comes to: names with their new values, `None` for the default.
///
/// # Errors
/// `InvalidConfig` when a setting is unknown or the outcome not legal; then nothing changes.
pub fn alter(
    defaults: &[(Text, Text)],
    own: &BTreeMap<Text, Text>,
    alter: &AlterResource,
) -> Result<Vec<(Text, Option<Text>)>, Refusal> {
    let mut after = if alter.replace_all { BTreeMap::new() } else { own.clone() };
    for (name, operation, value) in &alter.changes {
        let given = || value.clone().ok_or_else(|| invalid(name, &Text::from("null"), "given"));
        let listed = |after: &BTreeMap<Text, Text>| -> Vec<Text> {
            let list = after.get(name).map_or("", |v| v.as_str());
            list.split(',').map(str::trim).filter(|v| !v.is_empty()).map(Text::from).collect()
        };
        match operation {
            ConfigOperation::Set => {
                after.insert(name.clone(), given()?);
            }
            ConfigOperation::Delete => {
                after.remove(name);
            }
            ConfigOperation::Append => {
                let (mut list, value) = (listed(&after), given()?);
                if !list.contains(&value) {
                    list.push(value);
                }
                after.insert(name.clone(), join(&list));
            }
            ConfigOperation::Subtract => {
                let value = given()?;
                let list: Vec<Text> = listed(&after).into_iter().filter(|v| *v != value).collect();
                after.insert(name.clone(), join(&list));
            }
        }
    }
    TopicSettings::resolve(defaults.iter().map(|(k, v)| (k, v)).chain(&after))?;
    let removed = own.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), None));
    let changed = after.iter().filter(|(name, value)| own.get(*name) != Some(value));
    Ok(removed.chain(changed.map(|(name, value)| (name.clone(), Some(value.clone())))).collect())
}

fn join(list: &[Text]) -> Text {
    list.iter().map(Text::as_str).collect::<Vec<_>>().join(",").into()
}

/// A topic's settings with their sources, for people and tools.
#[must_use]
pub fn describe_topic(defaults: &[(Text, Text)], own: &BTreeMap<Text, Text>) -> Vec<ConfigEntry> {
    let names: BTreeSet<&Text> = defaults.iter().map(|(name, _)| name).chain(own.keys()).collect();
    let entry = |name: &Text| {
        let given = defaults.iter().find(|(other, _)| other == name).map(|(_, value)| value);
        let (value, source) = match own.get(name) {
            Some(value) => (Some(value), ConfigSource::Topic),
            None => (given, ConfigSource::StaticBroker),
        };
        ConfigEntry {
            name: name.clone(),
            value: value.cloned(),
            read_only: false,
            source,
            kind: ConfigType::String,
            synonyms: Vec::new(),
            documentation: None,
        }
    };
    names.into_iter().map(entry).collect()
}

/// The broker's own settings.
#[must_use]
pub fn describe_broker(config: &Config) -> Vec<ConfigEntry> {
    let entry = |name: &str, value: alloc::string::String| ConfigEntry {
        name: name.into(),
        value: Some(value.into()),
        read_only: true,
        source: ConfigSource::StaticBroker,
        kind: ConfigType::String,
        synonyms: Vec::new(),
        documentation: None,
    };
    alloc::vec![
        entry("broker.id", alloc::format!("{}", config.broker.id)),
        entry("num.partitions", alloc::format!("{}", config.num_partitions)),
        entry("default.replication.factor", alloc::format!("{}", config.default_replication_factor)),
        entry("auto.create.topics.enable", alloc::format!("{}", config.auto_create_topics)),
    ]
}
