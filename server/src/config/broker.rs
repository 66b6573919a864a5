//! Kafka's own settings of a broker, by Kafka's names, from the file's `[broker]` table or from `KAFKA_…` variables.

use std::time::Duration;

use glasslog_core::{config::Config, limit, settings};

use super::ConfigError;
use crate::data_dir::BROKERS_MAX;
use crate::kafka::{frame::BESIDE_BYTES, guard::Limits};

/// The broker settings that were given; the others keep the core's defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BrokerSettings {
    given: Vec<(&'static Setting, String)>,
}

/// What a value must look like, and where it goes.
#[derive(Debug, PartialEq)]
struct Setting {
    name: &'static str,
    shape: Shape,
    target: Target,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Truth,
    Number { min: i64, max: i64 },
    Words,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Target {
    AutoCreateTopics,
    NumPartitions,
    ReplicationFactor,
    OffsetsPartitions,
    OffsetsFactor,
    HeartbeatMs,
    BrokerSessionMs,
    LagMaxMs,
    FetchWaitMs,
    FetchBackoffMs,
    FetchPartitionBytes,
    FetchBytes,
    LeaderRebalance,
    LeaderRebalanceSeconds,
    RetentionCheckMs,
    CleanerBackoffMs,
    ProducerIdExpirationMs,
    InitialRebalanceDelayMs,
    SessionTimeoutMinMs,
    SessionTimeoutMaxMs,
    GroupSizeMax,
    OffsetsRetentionMinutes,
    Rack,
    /// Bounds of the listener.
    QueuedBytes,
    FrameBytes,
    Connections,
    ConnectionsPerAddress,
    IdleMs,
    /// What topics inherit: the topic's name of the setting, and how many of its units one of ours is.
    Topic(&'static str, i64),
}

const ANY: Shape = Shape::Number { min: i64::MIN, max: i64::MAX };
const MILLIS: Shape = Shape::Number { min: 0, max: i64::MAX / 1_000_000 };
const POSITIVE: Shape = Shape::Number { min: 1, max: i32::MAX as i64 };
const COPIES: Shape = Shape::Number { min: 1, max: BROKERS_MAX as i64 };
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

/// All known settings. Where two stand for the same (`log.retention.hours`, `.minutes`, `.ms`), the finer stands later and wins, as in Kafka.
const SETTINGS: &[Setting] = &[
    Setting { name: "auto.create.topics.enable", shape: Shape::Truth, target: Target::AutoCreateTopics },
    Setting {
        name: "num.partitions",
        shape: Shape::Number { min: 1, max: limit::PARTITIONS_PER_TOPIC as i64 },
        target: Target::NumPartitions,
    },
    Setting { name: "default.replication.factor", shape: COPIES, target: Target::ReplicationFactor },
    Setting {
        name: "offsets.topic.num.partitions",
        shape: Shape::Number { min: 1, max: 1000 },
        target: Target::OffsetsPartitions,
    },
    Setting { name: "offsets.topic.replication.factor", shape: COPIES, target: Target::OffsetsFactor },
    Setting { name: "broker.heartbeat.interval.ms", shape: POSITIVE, target: Target::HeartbeatMs },
    Setting { name: "broker.session.timeout.ms", shape: POSITIVE, target: Target::BrokerSessionMs },
    Setting { name: "replica.lag.time.max.ms", shape: POSITIVE, target: Target::LagMaxMs },
    Setting { name: "replica.fetch.wait.max.ms", shape: POSITIVE, target: Target::FetchWaitMs },
    Setting { name: "replica.fetch.backoff.ms", shape: POSITIVE, target: Target::FetchBackoffMs },
    Setting { name: "replica.fetch.max.bytes", shape: POSITIVE, target: Target::FetchPartitionBytes },
    Setting { name: "replica.fetch.response.max.bytes", shape: POSITIVE, target: Target::FetchBytes },
    // The interval first: the switch has the last word.
    Setting {
        name: "leader.imbalance.check.interval.seconds",
        shape: POSITIVE,
        target: Target::LeaderRebalanceSeconds,
    },
    Setting { name: "auto.leader.rebalance.enable", shape: Shape::Truth, target: Target::LeaderRebalance },
    Setting { name: "log.retention.check.interval.ms", shape: POSITIVE, target: Target::RetentionCheckMs },
    Setting { name: "log.cleaner.backoff.ms", shape: POSITIVE, target: Target::CleanerBackoffMs },
    Setting { name: "producer.id.expiration.ms", shape: POSITIVE, target: Target::ProducerIdExpirationMs },
    Setting { name: "group.initial.rebalance.delay.ms", shape: MILLIS, target: Target::InitialRebalanceDelayMs },
    Setting { name: "group.min.session.timeout.ms", shape: MILLIS, target: Target::SessionTimeoutMinMs },
    Setting { name: "group.max.session.timeout.ms", shape: MILLIS, target: Target::SessionTimeoutMaxMs },
    Setting {
        name: "group.max.size",
        shape: Shape::Number { min: 1, max: limit::MEMBERS_PER_GROUP as i64 },
        target: Target::GroupSizeMax,
    },
    Setting { name: "offsets.retention.minutes", shape: POSITIVE, target: Target::OffsetsRetentionMinutes },
    Setting {
        name: "queued.max.request.bytes",
        shape: Shape::Number { min: 8 << 20, max: 1 << 40 },
        target: Target::QueuedBytes,
    },
    Setting {
        name: "socket.request.max.bytes",
        shape: Shape::Number { min: 1 << 20, max: i32::MAX as i64 },
        target: Target::FrameBytes,
    },
    Setting { name: "max.connections", shape: POSITIVE, target: Target::Connections },
    Setting { name: "max.connections.per.ip", shape: POSITIVE, target: Target::ConnectionsPerAddress },
    Setting { name: "connections.max.idle.ms", shape: POSITIVE, target: Target::IdleMs },
    Setting { name: "broker.rack", shape: Shape::Words, target: Target::Rack },
    Setting { name: "log.retention.hours", shape: ANY, target: Target::Topic("retention.ms", HOUR) },
    Setting { name: "log.retention.minutes", shape: ANY, target: Target::Topic("retention.ms", MINUTE) },
    Setting { name: "log.retention.ms", shape: ANY, target: Target::Topic("retention.ms", 1) },
    Setting { name: "log.retention.bytes", shape: ANY, target: Target::Topic("retention.bytes", 1) },
    Setting { name: "log.segment.bytes", shape: POSITIVE, target: Target::Topic("segment.bytes", 1) },
    Setting { name: "log.roll.hours", shape: POSITIVE, target: Target::Topic("segment.ms", HOUR) },
    Setting { name: "log.roll.ms", shape: MILLIS, target: Target::Topic("segment.ms", 1) },
    Setting { name: "log.index.interval.bytes", shape: POSITIVE, target: Target::Topic("index.interval.bytes", 1) },
    Setting { name: "message.max.bytes", shape: POSITIVE, target: Target::Topic("max.message.bytes", 1) },
    Setting { name: "min.insync.replicas", shape: POSITIVE, target: Target::Topic("min.insync.replicas", 1) },
    Setting {
        name: "unclean.leader.election.enable",
        shape: Shape::Truth,
        target: Target::Topic("unclean.leader.election.enable", 0),
    },
    Setting {
        name: "log.message.timestamp.type",
        shape: Shape::Words,
        target: Target::Topic("message.timestamp.type", 0),
    },
    Setting {
        name: "log.message.timestamp.after.max.ms",
        shape: MILLIS,
        target: Target::Topic("message.timestamp.after.max.ms", 1),
    },
];

impl BrokerSettings {
    /// Whether there is a setting of this name.
    #[must_use]
    pub fn knows(name: &str) -> bool {
        SETTINGS.iter().any(|setting| setting.name == name)
    }

    /// Takes a setting; given twice, the later holds.
    ///
    /// # Errors
    /// It is unknown, or its value is not legal.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
            let known: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
            return Err(ConfigError(format!("unknown broker setting \"{name}\"; known are {}", known.join(", "))));
        };
        let value = value.trim();
        let wants = match setting.shape {
            Shape::Truth if !matches!(value, "true" | "false") => Some("true or false".to_owned()),
            Shape::Words if value.is_empty() => Some("a text".to_owned()),
            Shape::Number { min, max } => match value.parse::<i64>() {
                Ok(number) if (min..=max).contains(&number) => None,
                _ if min == i64::MIN => Some("a whole number".to_owned()),
                _ => Some(format!("a whole number from {min} to {max}")),
            },
            _ => None,
        };
        // What topics inherit must be what a topic may have: else no topic could be made, and nobody would be told why.
        let wants = wants.or_else(|| match setting.target {
            Target::Topic(topic_name, unit) => settings::wanted(topic_name, &in_units(value, unit)),
            _ => None,
        });
        if let Some(wants) = wants {
            return Err(ConfigError(format!("{name} is \"{value}\"; it must be {wants}")));
        }
        self.given.retain(|(other, _)| other.name != name);
        self.given.push((setting, value.to_owned()));
        Ok(())
    }

    /// Puts what was given into a node's configuration.
    ///
    /// # Errors
    /// Two settings contradict each other.
    pub fn apply(&self, config: &mut Config) -> Result<(), ConfigError> {
        let mut given: Vec<_> = self.given.iter().collect();
        given.sort_by_key(|(setting, _)| SETTINGS.iter().position(|other| other.name == setting.name));
        for (setting, value) in given {
            let number: i64 = value.parse().unwrap_or_default();
            let millis = Duration::from_millis(number.unsigned_abs());
            match setting.target {
                Target::AutoCreateTopics => config.auto_create_topics = value == "true",
                Target::NumPartitions => config.num_partitions = narrow(number),
                Target::ReplicationFactor => config.default_replication_factor = copies(number),
                Target::OffsetsPartitions => config.offsets_partitions = narrow(number),
                Target::OffsetsFactor => config.replication.offsets_factor = copies(number),
                Target::HeartbeatMs => config.replication.heartbeat_interval = millis,
                Target::BrokerSessionMs => config.replication.session_timeout = millis,
                Target::LagMaxMs => config.replication.lag_max = millis,
                Target::FetchWaitMs => config.replication.fetch_wait_max = millis,
                Target::FetchBackoffMs => config.replication.fetch_backoff = millis,
                Target::FetchPartitionBytes => config.replication.fetch_partition_bytes = size(number),
                Target::FetchBytes => config.replication.fetch_bytes = size(number),
                Target::LeaderRebalanceSeconds => {
                    config.replication.leader_rebalance = Some(Duration::from_secs(number.unsigned_abs()));
                }
                Target::LeaderRebalance if value == "false" => config.replication.leader_rebalance = None,
                Target::LeaderRebalance => {}
                Target::RetentionCheckMs => config.retention_check = millis,
                Target::CleanerBackoffMs => config.cleaner_backoff = millis,
                Target::ProducerIdExpirationMs => config.producer_id_expiration = millis,
                Target::InitialRebalanceDelayMs => config.group.initial_rebalance_delay = millis,
                Target::SessionTimeoutMinMs => config.group.session_timeout_min = millis,
                Target::SessionTimeoutMaxMs => config.group.session_timeout_max = millis,
                Target::GroupSizeMax => config.group.size_max = usize::try_from(number).unwrap_or(usize::MAX),
                Target::OffsetsRetentionMinutes => {
                    config.group.offsets_retention = Duration::from_secs(number.unsigned_abs() * 60);
                }
                Target::QueuedBytes
                | Target::FrameBytes
                | Target::Connections
                | Target::ConnectionsPerAddress
                | Target::IdleMs => {}
                Target::Rack => config.broker.rack = Some(value.as_str().into()),
                Target::Topic(name, unit) => {
                    let value = in_units(value, unit);
                    config.topic_defaults.retain(|(other, _)| other.as_str() != name);
                    config.topic_defaults.push((name.into(), value.into()));
                }
            }
        }
        if config.group.session_timeout_min > config.group.session_timeout_max {
            return Err(ConfigError(
                "group.min.session.timeout.ms is larger than group.max.session.timeout.ms: no member could join".into(),
            ));
        }
        if config.replication.heartbeat_interval >= config.replication.session_timeout {
            return Err(ConfigError(
                "broker.heartbeat.interval.ms is not smaller than broker.session.timeout.ms: every broker would be taken for dead".into(),
            ));
        }
        Ok(())
    }

    /// Settings that ask for so many copies.
    #[must_use]
    pub fn copies(&self) -> Vec<(&'static str, i64)> {
        let copies = |target: Target| matches!(target, Target::ReplicationFactor | Target::OffsetsFactor);
        let asked = self.given.iter().filter(|(setting, _)| copies(setting.target));
        asked.map(|(setting, value)| (setting.name, value.parse().unwrap_or(1))).collect()
    }
}

impl BrokerSettings {
    /// The listener's bounds, as given.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for (setting, value) in &self.given {
            let number: u64 = value.parse().unwrap_or_default();
            let count = usize::try_from(number).unwrap_or(usize::MAX);
            match setting.target {
                Target::QueuedBytes => limits.memory_bytes_max = count.min(tokio::sync::Semaphore::MAX_PERMITS),
                Target::FrameBytes => limits.frame_bytes_max = count,
                Target::Connections => limits.connections_max = count,
                Target::ConnectionsPerAddress => limits.connections_per_address_max = count,
                Target::IdleMs => limits.idle = Duration::from_millis(number),
                _ => {}
            }
        }
        // A frame that can never be granted its memory would only be waited for.
        limits.frame_bytes_max = limits.frame_bytes_max.min(limits.memory_bytes_max - BESIDE_BYTES);
        limits
    }
}

/// A value as its topic's setting has it, in the units of that.
fn in_units(value: &str, unit: i64) -> String {
    match value.parse::<i64>() {
        // −1 means "no limit" in every unit.
        Ok(number) if number >= 0 && unit > 1 => number.saturating_mul(unit).to_string(),
        _ => value.to_owned(),
    }
}

fn copies(number: i64) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

fn size(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
