//! Settings for people and tools: each with its source, the other places it may come from, and a sentence about it.

use crate::sorted::SortedMap;
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::time::Duration;

use super::table::{Setting, TABLE};
use crate::{
    config::Config,
    name::Text,
    response::{ConfigEntry, ConfigSource, ConfigType},
};

/// A topic's settings, all of them.
#[must_use]
pub fn describe_topic(defaults: &[(Text, Text)], own: &SortedMap<Text, Text>) -> Vec<ConfigEntry> {
    TABLE.iter().map(|setting| topic_entry(setting, defaults, own.get(setting.name))).collect()
}

fn topic_entry(setting: &Setting, defaults: &[(Text, Text)], own: Option<&Text>) -> ConfigEntry {
    let mut synonyms = Vec::new();
    if let Some(value) = own {
        synonyms.push((Text::from(setting.name), Some(value.clone()), ConfigSource::Topic));
    }
    let from_broker = broker_synonyms(setting, defaults);
    let (value, source) = match (synonyms.first().or(from_broker.first()), setting.default) {
        (Some((_, value, source)), _) => (value.clone(), *source),
        (None, default) => (Some(default.into()), ConfigSource::Default),
    };
    synonyms.extend(from_broker);
    ConfigEntry {
        name: setting.name.into(),
        value,
        read_only: false,
        source,
        kind: setting.kind,
        synonyms,
        documentation: Some(setting.documentation.into()),
    }
}

/// Where a topic's default comes from, by the broker's name for it: the strongest first.
fn broker_synonyms(setting: &Setting, defaults: &[(Text, Text)]) -> Vec<(Text, Option<Text>, ConfigSource)> {
    let Some(name) = setting.broker_name else { return Vec::new() };
    let given = defaults.iter().rev().find(|(other, _)| other == setting.name);
    given
        .map(|(_, value)| (Text::from(name), Some(value.clone()), ConfigSource::StaticBroker))
        .into_iter()
        .chain([(Text::from(name), Some(setting.default.into()), ConfigSource::Default)])
        .collect()
}

/// The broker's own settings. They are given at its start, so none can be changed while it runs.
#[must_use]
pub fn describe_broker(config: &Config) -> Vec<ConfigEntry> {
    let plain = Config::new(config.broker.id, &config.broker.host, config.broker.port, &config.cluster_id);
    let defaults = own_settings(&plain);
    let own = own_settings(config).into_iter().zip(defaults).map(|((name, kind, value, words), (_, _, default, _))| {
        let default = (name, Some(default), ConfigSource::Default);
        broker_entry(name, kind, Some(value), Some(default), words)
    });
    let topics = TABLE.iter().filter_map(|setting| {
        let name = setting.broker_name?;
        let given = config.topic_defaults.iter().rev().find(|(other, _)| other == setting.name);
        let value = given.map_or(setting.default, |(_, value)| value);
        let default = (name, Some(setting.default.to_string()), ConfigSource::Default);
        Some(broker_entry(name, setting.kind, Some(value.to_string()), Some(default), setting.documentation))
    });
    let host = config
        .shown
        .iter()
        .map(|(name, value)| broker_entry(name, ConfigType::String, Some(value.to_string()), None, ""));
    let mut entries: SortedMap<Text, ConfigEntry> = SortedMap::new();
    // What the host says comes last: it knows best.
    for entry in own.chain(topics).chain(host) {
        entries.insert(entry.name.clone(), entry);
    }
    entries.into_values().collect()
}

fn broker_entry(
    name: &str,
    kind: ConfigType,
    value: Option<String>,
    default: Option<(&str, Option<String>, ConfigSource)>,
    documentation: &str,
) -> ConfigEntry {
    let is_default = default.as_ref().is_some_and(|(_, default, _)| *default == value);
    let source = if is_default { ConfigSource::Default } else { ConfigSource::StaticBroker };
    let value = value.map(Text::from);
    let given = (!is_default).then(|| (Text::from(name), value.clone(), source));
    let default = default.map(|(name, value, source)| (Text::from(name), value.map(Text::from), source));
    ConfigEntry {
        name: name.into(),
        value,
        read_only: true,
        source,
        kind,
        synonyms: given.into_iter().chain(default).collect(),
        documentation: (!documentation.is_empty()).then(|| documentation.into()),
    }
}

type Described = (&'static str, ConfigType, String, &'static str);

fn own_settings(config: &Config) -> Vec<Described> {
    use ConfigType::{Boolean, Int, List, Long, Short, String as Words};
    let ms = |time: Duration| time.as_millis().to_string();
    let group = &config.group;
    let listener = format!("PLAINTEXT://{}:{}", config.broker.host, config.broker.port);
    let copies = &config.replication;
    let rack = config.broker.rack.as_deref().unwrap_or("").to_string();
    alloc::vec![
        ("advertised.listeners", List, listener, "Where clients are told to reach this broker."),
        (
            "auto.create.topics.enable",
            Boolean,
            config.auto_create_topics.to_string(),
            "Whether a missing topic is made when a client first asks for it.",
        ),
        (
            "auto.leader.rebalance.enable",
            Boolean,
            copies.leader_rebalance.is_some().to_string(),
            "Whether leaderships are given back to preferred leaders that are in sync again.",
        ),
        (
            "broker.heartbeat.interval.ms",
            Int,
            ms(copies.heartbeat_interval),
            "How often a broker tells the controller that it is there, in milliseconds.",
        ),
        ("broker.id", Int, config.broker.id.to_string(), "This broker's number."),
        ("broker.rack", Words, rack, "Where this broker stands, for copies that shall lie apart."),
        (
            "broker.session.timeout.ms",
            Int,
            ms(copies.session_timeout),
            "After what silence a broker is taken for dead, in milliseconds.",
        ),
        (
            "default.replication.factor",
            Int,
            config.default_replication_factor.to_string(),
            "Copies of each partition, for a topic that does not say.",
        ),
        (
            "group.initial.rebalance.delay.ms",
            Int,
            ms(group.initial_rebalance_delay),
            "How long an empty group waits for more members before its first assignment, in milliseconds.",
        ),
        (
            "group.max.session.timeout.ms",
            Int,
            ms(group.session_timeout_max),
            "The longest session that a member of a group may ask for, in milliseconds.",
        ),
        ("group.max.size", Int, group.size_max.to_string(), "The most members of a group."),
        (
            "group.min.session.timeout.ms",
            Int,
            ms(group.session_timeout_min),
            "The shortest session that a member of a group may ask for, in milliseconds.",
        ),
        (
            "leader.imbalance.check.interval.seconds",
            Long,
            copies.leader_rebalance.unwrap_or_default().as_secs().to_string(),
            "How often leaderships are given back to preferred leaders, in seconds; 0 for never.",
        ),
        (
            "log.cleaner.backoff.ms",
            Long,
            ms(config.cleaner_backoff),
            "How often logs are looked at for what can be compacted, in milliseconds.",
        ),
        (
            "log.retention.check.interval.ms",
            Long,
            ms(config.retention_check),
            "How often old records are looked for, in milliseconds.",
        ),
        ("node.id", Int, config.broker.id.to_string(), "This broker's number."),
        ("num.partitions", Int, config.num_partitions.to_string(), "Partitions of a topic that does not say."),
        (
            "offset.metadata.max.bytes",
            Int,
            crate::limit::COMMIT_METADATA_BYTES.to_string(),
            "The most bytes of the words that may come with a committed offset.",
        ),
        (
            "offsets.retention.minutes",
            Int,
            (group.offsets_retention.as_secs() / 60).to_string(),
            "How long committed offsets stay after their group has become empty, in minutes.",
        ),
        (
            "offsets.topic.num.partitions",
            Int,
            config.offsets_partitions.to_string(),
            "Partitions of the topic that keeps committed offsets.",
        ),
        (
            "offsets.topic.replication.factor",
            Short,
            copies.offsets_factor.to_string(),
            "Copies of the topic that keeps committed offsets.",
        ),
        (
            "producer.id.expiration.ms",
            Int,
            ms(config.producer_id_expiration),
            "After what silence an idempotent producer is forgotten, in milliseconds.",
        ),
        (
            "replica.fetch.backoff.ms",
            Int,
            ms(copies.fetch_backoff),
            "How long a follower waits after a fetch that failed, in milliseconds.",
        ),
        (
            "replica.fetch.max.bytes",
            Int,
            copies.fetch_partition_bytes.to_string(),
            "The most bytes of one partition in a follower's fetch; at least one batch comes whole.",
        ),
        (
            "replica.fetch.response.max.bytes",
            Int,
            copies.fetch_bytes.to_string(),
            "The most bytes of a follower's fetch; at least one batch comes whole.",
        ),
        (
            "replica.fetch.wait.max.ms",
            Int,
            ms(copies.fetch_wait_max),
            "How long a follower's fetch waits for records, in milliseconds.",
        ),
        (
            "replica.lag.time.max.ms",
            Long,
            ms(copies.lag_max),
            "A follower that has not caught up for so long leaves the ISR, in milliseconds.",
        ),
    ]
}
