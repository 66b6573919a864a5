//! A node's configuration: what its host gives it at the start.

use core::time::Duration;

use crate::{
    id::{BrokerId, DiskId},
    name::Text,
    response::BrokerInfo,
};

/// Everything that a node needs to know before its first input. Times are durations, sizes bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Who this broker is, and where clients reach it (`advertised.listeners`).
    pub broker: BrokerInfo,
    /// The cluster's id, 22 characters of base64 as Kafka's are.
    pub cluster_id: Text,
    /// Whether a missing topic is made when its metadata is asked for (`auto.create.topics.enable`).
    pub auto_create_topics: bool,
    /// Partitions of a topic that does not say (`num.partitions`).
    pub num_partitions: i32,
    /// Copies of a partition, for a topic that does not say (`default.replication.factor`).
    pub default_replication_factor: i16,
    /// Partitions of the topic that keeps commits (`offsets.topic.num.partitions`).
    pub offsets_partitions: i32,
    /// How often retention is looked at (`log.retention.check.interval.ms`).
    pub retention_check: Duration,
    /// How often logs are looked at for what can be compacted (`log.cleaner.backoff.ms`).
    pub cleaner_backoff: Duration,
    /// A producer id silent for so long is forgotten (`producer.id.expiration.ms`).
    pub producer_id_expiration: Duration,
    /// The groups' settings.
    pub group: GroupConfig,
    /// How brokers keep copies of each other's partitions, and how they tell who is there.
    pub replication: ReplicationConfig,
    /// The data directory.
    pub disk: Disk,
    /// Settings of the host that are shown beside the broker's own, as they are: `listeners`, `log.dirs`.
    pub shown: alloc::vec::Vec<(Text, Text)>,
    /// Settings that topics inherit, by their topic-level names, as given at the start (`log.*` in Kafka).
    pub topic_defaults: alloc::vec::Vec<(Text, Text)>,
}

/// What a broker knows of its data directory when it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Which one it is.
    pub id: DiskId,
    /// Whether it holds all that this broker ever called durable. False after a power loss without fsync (`--flush os`):
    /// the broker is then no member of any ISR or ELR until it has caught up (KIP-966).
    pub intact: bool,
}

/// The settings of replication and of broker liveness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicationConfig {
    /// A broker tells the controller so often that it is there (`broker.heartbeat.interval.ms`).
    pub heartbeat_interval: Duration,
    /// A broker silent for so long is fenced (`broker.session.timeout.ms`).
    pub session_timeout: Duration,
    /// A follower that has not caught up for so long leaves the ISR (`replica.lag.time.max.ms`).
    pub lag_max: Duration,
    /// The longest that a follower's fetch waits for records (`replica.fetch.wait.max.ms`).
    pub fetch_wait_max: Duration,
    /// The most bytes of one partition in a follower's fetch (`replica.fetch.max.bytes`).
    pub fetch_partition_bytes: u32,
    /// The most bytes of a follower's fetch (`replica.fetch.response.max.bytes`).
    pub fetch_bytes: u32,
    /// How long a follower waits after a fetch that failed (`replica.fetch.backoff.ms`).
    pub fetch_backoff: Duration,
    /// How often leaderships are given back to preferred leaders (`leader.imbalance.check.interval.seconds`); `None` for never
    /// (`auto.leader.rebalance.enable=false`).
    pub leader_rebalance: Option<Duration>,
    /// Copies of the topic that keeps commits (`offsets.topic.replication.factor`).
    pub offsets_factor: i16,
}

impl Default for ReplicationConfig {
    fn default() -> ReplicationConfig {
        ReplicationConfig {
            heartbeat_interval: Duration::from_millis(500),
            session_timeout: Duration::from_secs(3),
            lag_max: Duration::from_secs(10),
            fetch_wait_max: Duration::from_millis(500),
            fetch_partition_bytes: 1 << 20,
            fetch_bytes: 10 << 20,
            fetch_backoff: Duration::from_millis(20),
            leader_rebalance: Some(Duration::from_secs(5)),
            offsets_factor: 1,
        }
    }
}

/// The settings of the group coordinator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupConfig {
    /// How long an empty group's first rebalance waits for more members (`group.initial.rebalance.delay.ms`).
    /// 0 by default here, for the tutorial's consumer gives up after a silent second.
    pub initial_rebalance_delay: Duration,
    /// The shortest session timeout (`group.min.session.timeout.ms`).
    pub session_timeout_min: Duration,
    /// The longest session timeout (`group.max.session.timeout.ms`).
    pub session_timeout_max: Duration,
    /// The most members (`group.max.size`).
    pub size_max: usize,
    /// Commits of an empty group are kept so long (`offsets.retention.minutes`).
    pub offsets_retention: Duration,
}

impl Default for GroupConfig {
    fn default() -> GroupConfig {
        GroupConfig {
            initial_rebalance_delay: Duration::ZERO,
            session_timeout_min: Duration::from_secs(6),
            session_timeout_max: Duration::from_secs(30 * 60),
            size_max: crate::limit::MEMBERS_PER_GROUP,
            offsets_retention: Duration::from_secs(7 * 24 * 3600),
        }
    }
}

impl Config {
    /// The defaults of broker `id`, reached at `host:port`.
    #[must_use]
    pub fn new(id: BrokerId, host: &str, port: u16, cluster_id: &str) -> Config {
        Config {
            broker: BrokerInfo { id, host: host.into(), port, rack: None },
            cluster_id: cluster_id.into(),
            auto_create_topics: true,
            num_partitions: 1,
            default_replication_factor: 1,
            offsets_partitions: 4,
            retention_check: Duration::from_secs(300),
            cleaner_backoff: Duration::from_secs(15),
            producer_id_expiration: Duration::from_secs(24 * 3600),
            group: GroupConfig::default(),
            replication: ReplicationConfig::default(),
            disk: Disk { id: DiskId(0), intact: true },
            shown: alloc::vec::Vec::new(),
            topic_defaults: alloc::vec::Vec::new(),
        }
    }
}
