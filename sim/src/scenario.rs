//! What a run starts from: brokers, speeds, and the actions that set the scene.
//!
//! A scenario, a seed and the actions of a user at step numbers are a run: all else follows.

use std::time::Duration;

use glasslog_core::{id::BrokerId, name::Text, storage::FlushMode};
use serde::{Deserialize, Serialize};

use crate::{
    action::Action,
    net::Delays,
    settings::{ConsumerSettings, Keys, ProducerSettings},
};

/// How a world begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The brokers' numbers.
    pub brokers: Vec<BrokerId>,
    /// How long messages take.
    pub delays: Delays,
    /// How long a sync takes; other operations of a disk take a hundredth of it.
    pub sync: Duration,
    /// What an acknowledgement waits for.
    pub flush: FlushMode,
    /// Settings that topics inherit, by their topic-level names.
    pub topic_defaults: Vec<(Text, Text)>,
    /// Copies of each partition of a topic that does not say (`default.replication.factor`), and of the commits' topic.
    pub factor: i16,
    /// A broker tells the controller so often that it is there (`broker.heartbeat.interval.ms`).
    pub heartbeat: Duration,
    /// A broker silent for so long is fenced (`broker.session.timeout.ms`).
    pub session: Duration,
    /// A follower that has not caught up for so long leaves the ISR (`replica.lag.time.max.ms`).
    pub lag_max: Duration,
    /// Logs are looked at so often for what can be compacted (`log.cleaner.backoff.ms`).
    pub cleaner_backoff: Duration,
    /// Whether the controller learns of a process's death at once, or only by its silence.
    pub deaths_are_noticed: bool,
    /// What is done at the start, in order.
    pub opening: Vec<Action>,
    /// Whether every step is checked against the invariants.
    pub checked: bool,
    /// A bug planted on purpose, to see that the checks find it.
    pub planted: Option<Planted>,
}

/// A bug of the world's glue, or of the core, planted on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Planted {
    /// Syncs are reported when they begin, and never done: acknowledgements leave before the data is durable.
    AckBeforeDurable,
    /// The host answers a request twice.
    ReplyTwice,
    /// The host answers requests of one connection in the order in which they complete.
    ReplyOutOfOrder,
    /// The disk changes a byte of each tenth write.
    WriteGarbage,
    /// A known bug of the core.
    #[cfg(feature = "mutants")]
    Core(glasslog_core::mutant::Mutant),
}

impl Scenario {
    /// One broker and nothing else, at the speeds that lessons are told at: 20 ms one way, a disk of 5 ms.
    #[must_use]
    pub fn empty() -> Scenario {
        Scenario {
            brokers: vec![BrokerId(1)],
            delays: Delays { one_way: Duration::from_millis(20), jitter: Duration::ZERO },
            sync: Duration::from_millis(5),
            flush: FlushMode::Group,
            topic_defaults: Vec::new(),
            factor: 1,
            heartbeat: Duration::from_millis(500),
            session: Duration::from_secs(3),
            lag_max: Duration::from_secs(10),
            cleaner_backoff: Duration::from_secs(15),
            deaths_are_noticed: false,
            opening: Vec::new(),
            checked: false,
            planted: None,
        }
    }

    /// Three brokers, each partition on all of them, and nothing else.
    #[must_use]
    pub fn three_brokers() -> Scenario {
        Scenario { brokers: vec![BrokerId(1), BrokerId(2), BrokerId(3)], factor: 3, ..Scenario::empty() }
    }

    /// One broker with a topic of three partitions, a producer, and a group of two.
    #[must_use]
    pub fn sandbox() -> Scenario {
        let topic = Text::from("items-list");
        let producer = ProducerSettings {
            period: Some(Duration::from_millis(1200)),
            keys: Keys::Cycle(["apple", "plum", "kiwi", "mango"].map(Text::from).to_vec()),
            ..ProducerSettings::to(topic.clone())
        };
        let consumer = ConsumerSettings::of("items-group", topic.clone());
        Scenario {
            opening: vec![
                Action::CreateTopic { name: topic, partitions: 3, factor: None, configs: Vec::new() },
                Action::AddProducer { settings: producer },
                Action::AddConsumer { settings: consumer.clone() },
                Action::AddConsumer { settings: consumer },
            ],
            ..Scenario::empty()
        }
    }

    /// What the page opens with: three brokers, a topic whose two partitions are on all of them, two of which must have a
    /// record before it counts; a producer that waits for that, and a group of two.
    #[must_use]
    pub fn playground() -> Scenario {
        let mut scenario = Scenario {
            brokers: (1..=3).map(BrokerId).collect(),
            factor: 3,
            // whoever has just opened the page sees no compaction, and need not load what does it
            cleaner_backoff: Duration::from_secs(45),
            ..Scenario::sandbox()
        };
        if let Some(Action::CreateTopic { partitions, configs, .. }) = scenario.opening.first_mut() {
            *partitions = 2;
            configs.push(("min.insync.replicas".into(), "2".into()));
        }
        if let Some(Action::AddProducer { settings }) = scenario.opening.get_mut(1) {
            // by murmur2 one after the other to either partition
            settings.keys = Keys::Cycle(["fig", "apple", "lime", "kiwi"].map(Text::from).to_vec());
        }
        // as they are called on the stage, so that commands can name them
        let mut names = ["P1", "A1", "A2"].into_iter().map(Text::from);
        for action in &mut scenario.opening {
            let (Action::AddProducer { settings: ProducerSettings { name, .. } }
            | Action::AddConsumer { settings: ConsumerSettings { name, .. } }) = action
            else {
                continue;
            };
            *name = names.next().unwrap_or_default();
        }
        scenario
    }
}
