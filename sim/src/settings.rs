//! How actors behave: what a person sets on a producer or a consumer.

use std::time::Duration;

use glasslog_core::{
    client::{
        partitioner::{KeyHash, Partitioner as CorePartitioner},
        producer::IN_FLIGHT_MAX,
    },
    name::Text,
    request::Acks,
};
use serde::{Deserialize, Serialize};

/// Which code plays the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Client {
    /// The core's client machines.
    #[default]
    Core,
    /// Hand-scripted clients, which share no logic with the core's machines.
    Naive,
}

/// A producer's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProducerSettings {
    /// What it is called; given by the world when empty.
    pub name: Text,
    /// Where it sends.
    pub topic: Text,
    /// Which acknowledgement it waits for.
    pub acks: Acks,
    /// Whether retries are recognised by the broker.
    pub idempotent: bool,
    /// How it chooses partitions.
    pub partitioner: Partitioner,
    /// How long it waits for more records before it sends a batch.
    pub linger: Duration,
    /// One record of its own in so much time; none to send only what it is told.
    pub period: Option<Duration>,
    /// The keys of its own records.
    pub keys: Keys,
    /// Stop after so many records of its own.
    pub records_max: Option<u64>,
    /// Which code plays it.
    pub client: Client,
}

impl ProducerSettings {
    /// A careful producer: idempotent, acks from all, one record every second.
    #[must_use]
    pub fn to(topic: impl Into<Text>) -> ProducerSettings {
        ProducerSettings {
            name: Text::default(),
            topic: topic.into(),
            acks: Acks::All,
            idempotent: true,
            partitioner: Partitioner::KeyOrRoundRobin,
            linger: Duration::ZERO,
            period: Some(Duration::from_secs(1)),
            keys: Keys::None,
            records_max: None,
            client: Client::Core,
        }
    }
}

/// How a producer sends a batch again. The default is Kafka's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// So often at the most (`retries`); none for as often as the time allows.
    pub retries: Option<u32>,
    /// Requests under way to one broker (`max.in.flight.requests.per.connection`).
    pub in_flight: u32,
    /// An answer that takes longer counts as none (`request.timeout.ms`).
    pub request_timeout: Duration,
    /// So long after it was sent, a record is given up (`delivery.timeout.ms`).
    pub delivery_timeout: Duration,
}

impl Sending {
    /// Whether a producer that sends again like this may be idempotent: brokers recognise retries only of who waits for all
    /// replicas and has few requests under way, and who never sends again needs it not.
    #[must_use]
    pub fn may_be_idempotent(&self, acks: Acks) -> bool {
        acks == Acks::All && self.retries != Some(0) && self.in_flight <= IN_FLIGHT_MAX
    }
}

impl Default for Sending {
    fn default() -> Sending {
        Sending {
            retries: None,
            in_flight: 5,
            request_timeout: Duration::from_secs(30),
            delivery_timeout: Duration::from_secs(120),
        }
    }
}

/// How a producer chooses a partition for a record that names none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Partitioner {
    /// By the key's hash; records without a key go round robin, as the tutorial tells it.
    #[default]
    KeyOrRoundRobin,
    /// By the key's hash; records without a key stay together for a batch, as today's Kafka does.
    KeyOrSticky,
    /// By the key's hash as librdkafka's clients do it; records without a key go anywhere.
    Random,
}

impl Partitioner {
    /// How a key chooses its partition.
    #[must_use]
    pub fn keys_by(self) -> KeyHash {
        CorePartitioner::from(self).keyed
    }
}

impl From<Partitioner> for CorePartitioner {
    fn from(partitioner: Partitioner) -> CorePartitioner {
        match partitioner {
            Partitioner::KeyOrRoundRobin => CorePartitioner::TUTORIAL,
            Partitioner::KeyOrSticky => CorePartitioner::KAFKA,
            Partitioner::Random => CorePartitioner::LIBRDKAFKA,
        }
    }
}

/// The keys of a producer's own records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Keys {
    /// None.
    #[default]
    None,
    /// These, one after the other.
    Cycle(Vec<Text>),
    /// These, one after the other, and now and then one is deleted: its record has no value.
    CycleWithTombstones(Vec<Text>),
}

/// A consumer's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsumerSettings {
    /// What it is called; given by the world when empty.
    pub name: Text,
    /// Its group.
    pub group: Text,
    /// What it reads.
    pub topics: Vec<Text>,
    /// Where it begins when its group has no commit.
    pub reset: Reset,
    /// When it commits.
    pub commit: CommitPolicy,
    /// How long it works on one record.
    pub time_per_record: Duration,
    /// Silent for so long, the group gives it up.
    pub session_timeout: Duration,
    /// It ends after so long without a record.
    pub stop_after_silence: Option<Duration>,
    /// Which code plays it.
    pub client: Client,
}

impl ConsumerSettings {
    /// A consumer that reads from the earliest record and commits every second.
    #[must_use]
    pub fn of(group: impl Into<Text>, topic: impl Into<Text>) -> ConsumerSettings {
        ConsumerSettings {
            name: Text::default(),
            group: group.into(),
            topics: vec![topic.into()],
            reset: Reset::Earliest,
            commit: CommitPolicy::Periodic(Duration::from_secs(1)),
            time_per_record: Duration::ZERO,
            session_timeout: Duration::from_secs(10),
            stop_after_silence: None,
            client: Client::Core,
        }
    }
}

/// How a consumer is a member of its group. The default is what most are on the stage, with shorter times than Kafka's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// A name that outlives restarts (`group.instance.id`, KIP-345).
    pub instance: Option<Text>,
    /// How its group shares out, if the others can do that, too.
    pub assignor: Assignor,
    /// Who does not poll for so long is out of the group (`max.poll.interval.ms`).
    pub max_poll_interval: Duration,
    /// So many records a poll (`max.poll.records`): it works on all of them before it polls again.
    pub poll_records: u32,
    /// Between two heartbeats (`heartbeat.interval.ms`); none for a third of the session.
    pub heartbeat: Option<Duration>,
}

impl Default for Membership {
    fn default() -> Membership {
        Membership {
            instance: None,
            assignor: Assignor::Range,
            max_poll_interval: Duration::from_secs(60),
            poll_records: 1,
            heartbeat: None,
        }
    }
}

/// How a group shares partitions out (`partition.assignment.strategy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Assignor {
    /// Topic by topic, each member a run of neighbouring partitions; or dealt, where the others can only do that.
    #[default]
    Range,
    /// All partitions dealt like cards.
    RoundRobin,
    /// Everybody keeps what it has as far as that is fair, and reads on meanwhile (KIP-429).
    Cooperative,
}

/// Where a consumer begins without a commit (`auto.offset.reset`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reset {
    /// At the log start.
    #[default]
    Earliest,
    /// At the end.
    Latest,
}

/// When a consumer commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommitPolicy {
    /// After every record.
    EachRecord,
    /// After so many records.
    EveryRecords(u32),
    /// Every so often (`enable.auto.commit`).
    Periodic(Duration),
    /// Never.
    Never,
    /// Before it works on a record: who dies at work has lost it. Only the core's machine does.
    BeforeWork,
}
