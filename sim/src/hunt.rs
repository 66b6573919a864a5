//! A hunt for bugs: seed after seed under faults, with somebody's own settings, for promises that break and records that are lost.
//!
//! A hunt judges by the checks, which know what settings promise. What a learner looks for is more: a record that was acknowledged
//! and is in no log at the end, or one that is there twice. With acks=1, or without idempotence, that breaks no promise; it is found
//! all the same, and said apart. Deliberately absent: any other world than the page's own.

use std::time::Duration;

use glasslog_core::{
    id::{BrokerId, Offset},
    name::{Text, is_internal_topic},
    request::Acks,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{
    World,
    action::Action,
    link::Moment,
    scenario::Scenario,
    script::Script,
    settings::ProducerSettings,
    view::{ActorRole, PartitionName},
};

#[cfg(feature = "checks")]
pub use crate::run::Hunt;

/// Producers that only send what they are told send by themselves in a hunt, so often.
const PERIOD: Duration = Duration::from_secs(1);

/// Something that a hunt has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// In which seed.
    pub seed: u64,
    /// What it is.
    pub what: What,
    /// So many more of the same kind are in that seed.
    pub more: u32,
    /// The moment that it speaks of.
    pub at: Instant,
    /// The run, at a moment a little before that, as a file; nothing where it cannot be written.
    pub run: String,
}

impl Finding {
    /// The place of the record that it is about, if it is about one that had a place.
    #[must_use]
    pub fn record(&self) -> Option<(PartitionName, Offset)> {
        match &self.what {
            What::Broken { .. } => None,
            What::Lost(prey) | What::Twice(prey, _) => Some((prey.partition.clone(), prey.offset?)),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A promise was broken.
    Broken {
        /// The invariant.
        invariant: Text,
        /// What was seen, and what should have been.
        what: String,
    },
    /// A record counted as sent, and is in no log once all is well again.
    Lost(Prey),
    /// A record that was sent once is in the log again, at this offset.
    Twice(Prey, Offset),
}

/// The record that was found out about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prey {
    /// What its producer is called.
    pub producer: Text,
    /// What that waited for.
    pub acks: Acks,
    /// Where it stood.
    pub partition: PartitionName,
    /// At which offset; none where its producer was never told.
    pub offset: Option<Offset>,
    /// Its value.
    pub value: Text,
    /// When its producer held it for sent.
    pub sent: Instant,
}

/// How far a hunt is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Seeds that were run to their end.
    pub seeds: u64,
    /// Virtual time of all of them.
    pub time: Duration,
    /// Steps of their worlds.
    pub steps: u64,
    /// Records acknowledged in them.
    pub acked: u64,
    /// Records that were lost, in so many seeds.
    pub lost: (u64, u64),
    /// Records that are there twice, in so many seeds.
    pub twice: (u64, u64),
    /// Seeds in which a promise was broken.
    pub broken: u64,
    /// Found since the last time that this was told. Of each kind only the first few.
    pub found: Vec<Finding>,
    /// No seed is left.
    pub is_over: bool,
}

/// The settings of a world as a scenario of their own: its brokers, topics and clients, as they are now, at the beginning.
///
/// What went wrong, what was sent by hand, who is about to end, and the time that has passed are left out.
#[must_use]
pub fn settings(world: &World) -> Scenario {
    let brokers: Vec<BrokerId> = world.brokers().iter().map(|broker| broker.id).collect();
    let mut opening = topics(world);
    let actors = world.actors();
    opening.extend(actors.into_iter().filter_map(|actor| match actor.role {
        ActorRole::Producer(view) if view.closing => None,
        ActorRole::Producer(view) => {
            let period = Some(view.settings.period.unwrap_or(PERIOD));
            let settings = ProducerSettings { period, records_max: None, name: actor.name, ..view.settings };
            Some(Action::producer(settings, view.sending))
        }
        ActorRole::Consumer(view) => Some(Action::consumer(view.settings, view.membership)),
    }));
    let scenario = world.scenario();
    let factor = scenario.factor.min(i16::try_from(brokers.len()).unwrap_or(i16::MAX)).max(1);
    Scenario { brokers, factor, opening, checked: true, ..scenario.clone() }
}

fn topics(world: &World) -> Vec<Action> {
    let topics = world.image().topics.values().filter(|topic| !is_internal_topic(&topic.name));
    let mut topics: Vec<_> = topics.collect();
    topics.sort_by(|one, other| one.name.cmp(&other.name));
    let made = topics.into_iter().map(|topic| Action::CreateTopic {
        name: topic.name.clone(),
        partitions: i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX),
        factor: topic.partitions.first().and_then(|partition| i16::try_from(partition.replicas.len()).ok()),
        configs: topic.settings.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
    });
    made.collect()
}

/// Settings as a file, for somebody else to hunt with; none where it would not be read as what it is.
#[must_use]
pub fn file(scenario: Scenario) -> Option<String> {
    let (seed, end) = (0, Instant::default());
    Moment { script: Script { scenario, seed, acts: Vec::new(), end, healing: None }, at: end }.file()
}
