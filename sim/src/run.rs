//! One run of a seed: a workload under faults, checked after each step; then healed, and required to come to rest.

mod aim;
mod hunt;
mod inject;
mod members;
mod replay;
mod rest;
mod senders;

use glasslog_core::sorted::SortedMap;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use glasslog_core::{id::BrokerId, name::Text, random::Random, time::Instant};

use crate::{
    ActorId, Scenario, World,
    action::Action,
    disk::Survival,
    fault::Fault,
    mark::Reached,
    scenario::Planted,
    script::Script,
    settings::{Client, Keys, ProducerSettings},
    view::{Told, Violation},
    workload,
};

pub use hunt::Hunt;

const BROKER: BrokerId = BrokerId(1);
/// So many steps at one instant, and the world stands still.
const STEPS_PER_INSTANT_MAX: u64 = 50_000;

/// How long a run is.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// Virtual time under faults.
    pub faulty: Duration,
    /// At least so many steps under faults, if twenty times that time is enough for them.
    pub steps: u64,
    /// The most virtual time until all must rest, once healed.
    pub healing_max: Duration,
}

impl Default for Length {
    fn default() -> Length {
        Length { faulty: Duration::from_secs(60), steps: 0, healing_max: Duration::from_secs(300) }
    }
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Steps of the world.
    pub steps: u64,
    /// Virtual time that passed.
    pub virtual_time: Duration,
    /// Records acknowledged to producers.
    pub acked: u64,
    /// Records given to consumers.
    pub read: u64,
    /// Files that compaction has put in the place of others, and how often a process died in the middle of writing one.
    pub compactions: (u64, u64),
    /// Faults injected, by kind.
    pub faults: SortedMap<Fault, u64>,
    /// What was done to the world, faults and all.
    pub acts: u64,
    /// Steps, by the kind of what happened.
    pub events: SortedMap<&'static str, u64>,
    /// How often the partitions that there are at the end changed their leaders, or their leaders' epochs.
    pub elections: u64,
    /// Marks that were come to.
    pub marks: Reached,
    /// Promises that were broken.
    pub violations: Vec<Violation>,
    /// The digest of the world at the end.
    pub digest: u128,
    /// The last things that happened, oldest first.
    pub story: Vec<Told>,
    /// The run as data; only where a promise was broken.
    pub script: Option<Box<Script>>,
}

/// Runs a seed. A panic of the core is a violation, too (`assert`).
#[must_use]
pub fn run(seed: u64, length: Length) -> Report {
    Run::new(seed, length).play(Run::go)
}

/// As [`run`], over a bug that is planted on purpose.
#[must_use]
pub fn run_planted(seed: u64, length: Length, planted: Planted) -> Report {
    let mut run = Run::new(seed, length);
    let scenario = Scenario { planted: Some(planted), ..run.world.scenario().clone() };
    run.world = World::new(scenario, seed);
    run.play(Run::go)
}

/// The digest of two fixed runs: the sandbox with a crash, a loss of power and a record of the user's; and three brokers of
/// which one dies and returns. The same natively and in a browser, which a test in each compares.
#[must_use]
pub fn fixture_digest(seed: u64) -> u128 {
    let mut world = World::new(Scenario { checked: true, ..Scenario::sandbox() }, seed);
    world.run_until(Instant(5_000_000));
    world.act(Action::CrashBroker { broker: BROKER });
    world.run_until(Instant(6_000_000));
    world.act(Action::RestartBroker { broker: BROKER });
    let settings = ProducerSettings { client: Client::Naive, ..ProducerSettings::to("items-list") };
    let naive = world.act(Action::AddProducer { settings }).unwrap_or_default();
    world.run_until(Instant(9_000_000));
    let value = Some(bytes::Bytes::from_static(b"by hand"));
    world.act(Action::Send { producer: naive, key: None, value, partition: None });
    world.act(Action::PowerLoss { broker: BROKER, survival: Survival::AnySubset });
    world.run_until(Instant(10_000_000));
    world.act(Action::RestartBroker { broker: BROKER });
    world.run_until(Instant(20_000_000));
    let mut three = World::new(Scenario { checked: true, ..Scenario::playground() }, seed);
    three.run_until(Instant(5_000_000));
    three.act(Action::CrashBroker { broker: BROKER });
    three.run_until(Instant(10_000_000));
    three.act(Action::RestartBroker { broker: BROKER });
    three.run_until(Instant(20_000_000));
    world.digest() ^ three.digest().rotate_left(1)
}

struct Run {
    seed: u64,
    length: Length,
    world: World,
    random: Random,
    faults: Vec<Fault>,
    pause: Duration,
    brokers: Vec<BrokerId>,
    /// Topics that are written to.
    topics: Vec<Text>,
    /// Topics that are read: those of the beginning, for all members of a group must read the same.
    topics_read: Vec<Text>,
    producers: Vec<ActorId>,
    consumers: Vec<ActorId>,
    members: members::Members,
    senders: senders::Senders,
    /// Actions whose time will come.
    later: SortedMap<(Instant, u64), Action>,
    planned: u64,
    injected: SortedMap<Fault, u64>,
    /// What is done to the world from here on heals it.
    healed_from: Option<usize>,
    /// Faults that wait for their moment.
    aims: Vec<aim::Aim>,
}

impl Run {
    fn new(seed: u64, length: Length) -> Run {
        let mut random = Random::new(seed, "run");
        let mut scenario = workload::scenario(&mut random);
        workload::compact(&mut scenario, &mut Random::new(seed, "compaction"));
        let topics = workload::topics(&scenario);
        let faults = Fault::subset(&mut random, scenario.brokers.len());
        let pause = Duration::from_millis(200 + random.below(8000));
        Run { length, ..Run::of(World::new(scenario, seed), random, faults, pause, topics) }
    }

    /// A run in which nothing has gone wrong yet.
    fn of(world: World, random: Random, faults: Vec<Fault>, pause: Duration, topics: Vec<Text>) -> Run {
        let seed = world.seed();
        Run {
            seed,
            length: Length::default(),
            random,
            faults,
            pause,
            brokers: world.scenario().brokers.clone(),
            topics_read: topics.clone(),
            topics,
            producers: Vec::new(),
            consumers: Vec::new(),
            members: members::Members::new(seed),
            senders: senders::Senders::new(seed),
            later: SortedMap::new(),
            planned: 0,
            injected: SortedMap::new(),
            healed_from: None,
            aims: Vec::new(),
            world,
        }
    }

    /// Goes on to the end, or to a panic, and tells.
    fn play(mut self, go: impl FnOnce(&mut Run)) -> Report {
        let ended = catch_unwind(AssertUnwindSafe(|| go(&mut self)));
        let mut report = self.report();
        if let Err(panic) = ended {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
            report.violations.push(Violation {
                invariant: "assert".into(),
                step: report.steps,
                at: self.world.now(),
                what: words.unwrap_or_else(|| "a panic without words".to_owned()),
            });
        }
        if let Some(violation) = report.violations.first() {
            report.script = Some(Box::new(self.script(violation.at)));
        }
        report
    }

    fn go(&mut self) {
        self.advance(Instant(2_000_000));
        for _ in 0..=self.random.below(3) {
            self.add_producer();
        }
        for _ in 0..=self.random.below(4) {
            self.add_consumer();
        }
        for group in workload::GROUPS {
            self.world.act(Action::WatchCommits { group: group.into(), topics: self.topics_read.clone() });
        }
        let end = self.world.now() + self.length.faulty;
        let latest = self.world.now() + self.length.faulty * 20;
        while self.goes_on(end, latest) && self.world.violations().is_empty() {
            let pause = self.pause / 2 + Duration::from_micros(self.random.below(self.pause.as_micros() as u64 + 1));
            let next = self.world.now() + pause;
            self.live_until(if self.world.now() < end { next.min(end) } else { next });
            self.inject();
        }
        if self.world.violations().is_empty() {
            self.healed_from = Some(self.world.actions().len());
            self.heal();
            self.finish();
        }
    }

    /// Whether there is more to go wrong.
    fn goes_on(&self, end: Instant, latest: Instant) -> bool {
        let now = self.world.now();
        now < end || (self.world.steps() < self.length.steps && now < latest)
    }

    /// Once the faults are healed: all must come to rest, and what is left must be what the checks know of.
    fn finish(&mut self) {
        if self.world.violations().is_empty() {
            self.rest();
        }
        if self.world.violations().is_empty() {
            self.world.audit();
        }
    }

    fn report(&mut self) -> Report {
        let (acked, read) = self.world.progress();
        Report {
            seed: self.seed,
            steps: self.world.steps(),
            virtual_time: self.world.now().since(Instant::default()),
            acked,
            read,
            compactions: self.world.compactions(),
            faults: self.injected.clone(),
            acts: self.world.actions().len() as u64,
            events: self.world.events(),
            elections: self.leader_epochs().values().map(|epoch| u64::from(epoch.0.unsigned_abs())).sum(),
            marks: self.world.marks().clone(),
            violations: self.world.violations().to_vec(),
            digest: self.world.digest(),
            story: self.world.drain_tales(),
            script: None,
        }
    }

    /// The run as data, up to `end`.
    fn script(&self, end: Instant) -> Script {
        let mut script = Script { end, ..Script::of(&self.world) };
        if let Some(healed) = self.healed_from {
            let opening = self.world.scenario().opening.len();
            script.healing = Some(script.acts.split_off(healed.saturating_sub(opening)));
        }
        script
    }

    fn add_producer(&mut self) {
        let mut settings = workload::producer(&mut self.random, &self.topics);
        if workload::compacted(self.world.scenario()).contains(&settings.topic) && self.producers.len() % 5 < 4 {
            // A fifth of them has perhaps no keys, and is refused.
            let keys = ["apple", "plum", "kiwi", "pear", "fig"].map(Text::from).to_vec();
            settings.keys = Keys::CycleWithTombstones(keys);
        }
        let action = self.senders.action(settings);
        self.producers.extend(self.world.act(action));
    }

    fn add_consumer(&mut self) {
        let settings = workload::consumer(&mut self.random, &self.topics_read);
        let living: Vec<ActorId> = self.world.actors().into_iter().map(|actor| actor.id).collect();
        let (action, name) = self.members.action(settings, &living);
        let consumer = self.world.act(action);
        self.consumers.extend(consumer);
        if let (Some(consumer), Some(name)) = (consumer, name) {
            self.members.named(consumer, name);
        }
    }

    /// As [`Run::advance`], while aimed faults look for their moments.
    fn live_until(&mut self, until: Instant) {
        while !self.aims.is_empty() && self.world.now() < until && self.world.violations().is_empty() {
            self.advance((self.world.now() + aim::LOOK).min(until));
            self.pursue();
        }
        self.advance(until);
    }

    /// Lets the world live until then, or until a promise is broken.
    fn advance(&mut self, until: Instant) {
        let (mut instant, mut steps_then) = (self.world.now(), self.world.steps());
        loop {
            let next_action = self.later.first_key_value().map(|((at, _), _)| *at);
            let next_event = self.world.next_at();
            match (next_action, next_event) {
                (Some(at), event) if at <= until && event.is_none_or(|event| at <= event) => {
                    if let Some((_, action)) = self.later.pop_first() {
                        self.world.run_until(at.max(self.world.now()));
                        self.world.act(action);
                    }
                }
                (_, Some(at)) if at <= until => {
                    self.world.step();
                }
                _ => break,
            }
            if !self.world.violations().is_empty() {
                return;
            }
            if self.world.now() > instant {
                (instant, steps_then) = (self.world.now(), self.world.steps());
            }
            if self.world.steps() - steps_then > STEPS_PER_INSTANT_MAX {
                let what = format!("the world stands still at {instant:?} with {}", self.world.next_words());
                self.world.restless("X3", what);
                return;
            }
        }
        self.world.run_until(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Length = Length { faulty: Duration::from_secs(15), steps: 0, healing_max: Duration::from_secs(300) };

    #[test]
    fn seeds_keep_every_promise() {
        for seed in 1..=8 {
            let report = run(seed, SHORT);
            assert!(report.violations.is_empty(), "seed {seed}: {:#?}", report.violations);
            assert!(report.steps > 500, "seed {seed} did next to nothing");
        }
    }

    #[test]
    fn a_seed_is_a_run() {
        let (one, same) = (run(5, SHORT), run(5, SHORT));
        assert_eq!(one.digest, same.digest);
        assert_ne!(one.digest, run(6, SHORT).digest);
        assert_eq!(fixture_digest(1), fixture_digest(1));
        assert_ne!(fixture_digest(1), fixture_digest(2));
    }

    #[test]
    fn a_run_that_is_replayed_from_its_script_is_the_same_to_the_bit() {
        for seed in 1..=6 {
            let mut run = Run::new(seed, SHORT);
            run.go();
            let script = run.script(run.world.now());
            let digest = run.world.digest();
            assert_eq!(script.play().digest, digest, "seed {seed}");
            let mut other = script;
            other.acts.remove(0);
            assert_ne!(other.play().digest, digest, "seed {seed}, less an act");
        }
    }

    #[test]
    fn planted_bugs_are_found_within_a_few_seeds() {
        let bugs = [
            (Planted::AckBeforeDurable, "L1"),
            (Planted::ReplyTwice, "X2"),
            (Planted::ReplyOutOfOrder, "X2"),
            (Planted::WriteGarbage, "L1"),
        ];
        for (bug, invariant) in bugs {
            let found = (1..=8).any(|seed| {
                let report = run_planted(seed, SHORT, bug);
                report.violations.iter().any(|violation| violation.invariant == *invariant)
            });
            assert!(found, "{bug:?} was not found by {invariant}");
        }
    }
}
