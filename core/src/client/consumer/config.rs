//! What a consumer can be told to be, by Kafka's own names.

use alloc::{vec, vec::Vec};
use core::time::Duration;

use crate::{client::Backoff, name::Text};

use super::assignor::Assignor;

/// What a consumer can be told to be. The defaults are Kafka's.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its group (`group.id`); without one it cannot subscribe nor commit, only [`super::Consumer::assign`].
    pub group: Option<Text>,
    /// A name that outlives restarts: a static member (`group.instance.id`, KIP-345). It does not leave when it closes.
    pub instance: Option<Text>,
    /// What it calls itself.
    pub client_id: Text,
    /// How partitions may be shared, best first (`partition.assignment.strategy`). What they have is only kept through a rebalance
    /// where all of them are cooperative: the group might choose any (KIP-429).
    pub assignors: Vec<Assignor>,
    /// Where to start without a commit (`auto.offset.reset`).
    pub reset: Reset,
    /// When to commit.
    pub commit: Commit,
    /// Without a heartbeat for so long, the group goes on without it (`session.timeout.ms`).
    pub session_timeout: Duration,
    /// Between heartbeats (`heartbeat.interval.ms`).
    pub heartbeat_interval: Duration,
    /// Without [`super::Consumer::poll_record`] for so long, it leaves its group (`max.poll.interval.ms`); also how long a
    /// rebalance waits for it.
    pub max_poll_interval: Duration,
    /// After so long without a record, [`super::Event::Silent`] (`consumer_timeout_ms` of kafka-python).
    pub silence: Option<Duration>,
    /// A fetch waits for so many bytes (`fetch.min.bytes`).
    pub fetch_bytes_min: u32,
    /// But not longer than this (`fetch.max.wait.ms`).
    pub fetch_max_wait: Duration,
    /// The most of one fetch (`fetch.max.bytes`).
    pub fetch_bytes_max: u32,
    /// The most of one partition in it (`max.partition.fetch.bytes`).
    pub partition_bytes_max: u32,
    /// The most that one batch may unpack to, in bytes.
    pub batch_bytes_max: u32,
    /// How long an answer may take (`request.timeout.ms`).
    pub request_timeout: Duration,
    /// Between tries.
    pub retry_backoff: Backoff,
    /// After so long, ask anew who leads (`metadata.max.age.ms`).
    pub metadata_max_age: Duration,
    /// Whether a missing topic may be created by asking for it.
    pub auto_create: bool,
}

/// Where to start without a commit, or when the commit is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// At the first record there is.
    Earliest,
    /// After the last.
    Latest,
    /// Nowhere: [`super::Event::NoPosition`], and somebody has to seek.
    None,
}

/// When to commit what was processed. A record is processed when the next one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// After each record. While one commit is under way, the next ones become one.
    EachRecord,
    /// After so many records.
    Every(u32),
    /// So often (`enable.auto.commit`, `auto.commit.interval.ms`).
    Interval(Duration),
    /// When [`super::Consumer::commit`] is called, and only then.
    Manual,
}

impl Config {
    pub(super) fn is_cooperative(&self) -> bool {
        !self.assignors.is_empty() && self.assignors.iter().all(|assignor| *assignor == Assignor::CooperativeSticky)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            group: None,
            instance: None,
            client_id: "glasslog".into(),
            assignors: vec![Assignor::Range, Assignor::RoundRobin],
            reset: Reset::Latest,
            commit: Commit::Interval(Duration::from_secs(5)),
            session_timeout: Duration::from_secs(45),
            heartbeat_interval: Duration::from_secs(3),
            max_poll_interval: Duration::from_secs(300),
            silence: None,
            fetch_bytes_min: 1,
            fetch_max_wait: Duration::from_millis(500),
            fetch_bytes_max: 50 << 20,
            partition_bytes_max: 1 << 20,
            batch_bytes_max: 64 << 20,
            request_timeout: Duration::from_secs(30),
            retry_backoff: Backoff::default(),
            metadata_max_age: Duration::from_secs(300),
            auto_create: true,
        }
    }
}
