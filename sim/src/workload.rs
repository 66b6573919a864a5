//! What clients do in a run: topics, producers and consumers drawn by a seed.

use std::time::Duration;

use glasslog_core::{id::BrokerId, name::Text, random::Random, request::Acks, storage::FlushMode};

use crate::{
    action::Action,
    net::Delays,
    scenario::Scenario,
    settings::{Client, CommitPolicy, ConsumerSettings, Keys, Partitioner, ProducerSettings, Reset},
};

/// The topics of a run.
const TOPICS: [&str; 2] = ["items-list", "orders"];
/// The groups of a run.
pub(crate) const GROUPS: [&str; 2] = ["items-group", "audit"];

fn millis(random: &mut Random, from: u64, to: u64) -> Duration {
    Duration::from_millis(from + random.below(to - from + 1))
}

/// The scenario of a seed: its speeds, its limits, its topics. Actors come later.
pub(crate) fn scenario(random: &mut Random) -> Scenario {
    let flush = match random.below(8) {
        0 => FlushMode::Each,
        1 => FlushMode::Os,
        _ => FlushMode::Group,
    };
    let mut topic_defaults: Vec<(Text, Text)> = Vec::new();
    if random.below(2) == 0 {
        // Tiny segments: rolls, indexes and many files in every run.
        let bytes = 1024 + random.below(8192);
        topic_defaults.push(("segment.bytes".into(), bytes.to_string().into()));
        topic_defaults.push(("index.interval.bytes".into(), random.below(512).to_string().into()));
    }
    let brokers = [1, 3, 3, 5][random.below(4) as usize];
    let factor = 1 + random.below(brokers.min(3)) as i16;
    let isr_min = 1 + random.below(factor.min(2) as u64);
    topic_defaults.push(("min.insync.replicas".into(), isr_min.to_string().into()));
    // As a user may set it: then whatever is elected leads, and what it lacks is lost.
    if random.below(16) == 0 {
        topic_defaults.push(("unclean.leader.election.enable".into(), "true".into()));
    }
    let topics = 1 + random.below(TOPICS.len() as u64) as usize;
    let opening = TOPICS[..topics].iter().map(|name| Action::CreateTopic {
        name: (*name).into(),
        partitions: 1 + random.below(4) as i32,
        factor: None,
        configs: Vec::new(),
    });
    let opening = opening.collect();
    Scenario {
        brokers: (1..=brokers as i32).map(BrokerId).collect(),
        factor,
        session: millis(random, 1000, 5000),
        lag_max: millis(random, 1000, 8000),
        deaths_are_noticed: random.below(3) == 0,
        delays: Delays { one_way: millis(random, 0, 20), jitter: millis(random, 0, 30) },
        sync: millis(random, 0, 10),
        flush,
        topic_defaults,
        opening,
        checked: true,
        ..Scenario::empty()
    }
}

/// Makes some topics of a scenario compacted ones, with segments so small that compaction has much to do.
pub(crate) fn compact(scenario: &mut Scenario, random: &mut Random) {
    scenario.cleaner_backoff = millis(random, 300, 6000);
    if random.below(2) == 0 {
        // The commits' topic has no settings of its own for this.
        scenario.topic_defaults.push(("min.cleanable.dirty.ratio".into(), "0.1".into()));
    }
    for action in &mut scenario.opening {
        let Action::CreateTopic { configs, .. } = action else { continue };
        if random.below(3) > 0 {
            continue;
        }
        let policy = if random.below(4) == 0 { "compact,delete" } else { "compact" };
        let ratio = ["0.01", "0.3", "0.5"][random.below(3) as usize];
        let retention = if random.below(2) == 0 { "0" } else { YEAR_MS };
        configs.extend(
            [("cleanup.policy", policy), ("min.cleanable.dirty.ratio", ratio), ("delete.retention.ms", retention)]
                .map(|(name, value)| (Text::from(name), Text::from(value))),
        );
        configs.push(("segment.bytes".into(), (2048 + random.below(4096)).to_string().into()));
    }
}

/// For settings in milliseconds: longer than any run, wherever its clocks jump.
const YEAR_MS: &str = "31536000000";

/// The topics of a scenario that are compacted.
pub(crate) fn compacted(scenario: &Scenario) -> Vec<Text> {
    let compacted = |action: &Action| match action {
        Action::CreateTopic { name, configs, .. } if configs.iter().any(|(name, _)| **name == *"cleanup.policy") => {
            Some(name.clone())
        }
        _ => None,
    };
    scenario.opening.iter().filter_map(compacted).collect()
}

/// The topics that a scenario makes.
pub(crate) fn topics(scenario: &Scenario) -> Vec<Text> {
    let topic = |action: &Action| match action {
        Action::CreateTopic { name, .. } => Some(name.clone()),
        _ => None,
    };
    scenario.opening.iter().filter_map(topic).collect()
}

fn client(random: &mut Random) -> Client {
    if random.below(3) == 0 { Client::Naive } else { Client::Core }
}

/// A producer of some kind.
pub(crate) fn producer(random: &mut Random, topics: &[Text]) -> ProducerSettings {
    let topic = topics[random.below(topics.len() as u64) as usize].clone();
    let acks = match random.below(6) {
        0 => Acks::None,
        1 => Acks::Leader,
        _ => Acks::All,
    };
    let keys = match random.below(2) {
        0 => Keys::None,
        _ => Keys::Cycle(["apple", "plum", "kiwi", "pear", "fig"].map(Text::from).to_vec()),
    };
    let partitioner = match random.below(3) {
        0 => Partitioner::Random,
        1 => Partitioner::KeyOrSticky,
        _ => Partitioner::KeyOrRoundRobin,
    };
    ProducerSettings {
        acks,
        idempotent: acks == Acks::All && random.below(4) > 0,
        partitioner,
        linger: millis(random, 0, 50),
        period: Some(millis(random, 20, 400)),
        keys,
        client: client(random),
        ..ProducerSettings::to(topic)
    }
}

/// A consumer of some kind.
pub(crate) fn consumer(random: &mut Random, topics: &[Text]) -> ConsumerSettings {
    let group = GROUPS[random.below(GROUPS.len() as u64) as usize];
    let commit = match random.below(4) {
        0 => CommitPolicy::EachRecord,
        1 => CommitPolicy::EveryRecords(1 + random.below(20) as u32),
        _ => CommitPolicy::Periodic(millis(random, 100, 2000)),
    };
    ConsumerSettings {
        topics: topics.to_vec(),
        reset: if random.below(5) == 0 { Reset::Latest } else { Reset::Earliest },
        commit,
        time_per_record: if random.below(3) == 0 { millis(random, 0, 20) } else { Duration::ZERO },
        session_timeout: millis(random, 6000, 15_000),
        // The assignment protocol of a group must be one that all its members speak.
        client: client(random),
        ..ConsumerSettings::of(group, topics[0].clone())
    }
}
