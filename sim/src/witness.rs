//! A witness: somebody who goes through a run a second time, with all the checks, and says which promises were kept.
//!
//! The page runs its world without checks, for they cost as much as the world itself; a worker beside it is the witness.

use glasslog_core::{name::Text, time::Instant};
use serde::{Deserialize, Serialize};

/// What is promised, in plain words, with the invariants that watch it (see RELIABILITY.md).
pub const PROMISES: &[(&str, &[&str])] = &[
    (
        "What is acknowledged is there: with acks=all as long as fewer disks are lost than min.insync.replicas, with acks=1 as long as the leader's is not.",
        &["R2", "R3", "R8", "R9", "R12", "R14", "L5", "L9", "P4"],
    ),
    (
        "An idempotent producer's record is there once, and its records keep their order.",
        &["P1", "P2", "P3", "P5", "P6"],
    ),
    (
        "Copies agree: everybody in sync has all that is safe, and the same bytes.",
        &["R1", "R4", "R5", "R6", "R10", "R11", "R13", "R17"],
    ),
    (
        "Who has read an offset finds the same record there, and nobody reads what could still be lost.",
        &["R7", "R15", "R16", "L4"],
    ),
    ("A disk that fails loses nothing that it had promised.", &["L1", "L2", "L3", "L6", "L7", "X4"]),
    ("Compaction keeps the last record of each key.", &["L8"]),
    (
        "A group goes on where it was: its commits never go back, and are never forgotten.",
        &["G3", "G4", "G5", "G6", "G8"],
    ),
    (
        "A partition has one reader in a group, and nobody is thrown out who was not silent too long.",
        &["G1", "G2", "G7"],
    ),
    ("All brokers believe the same about the cluster, in the same order.", &["M1", "M2", "M3", "M4", "M5"]),
    ("Every request is answered once, in order; queues are bounded.", &["X1", "X2", "X3"]),
];

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// The invariant.
    pub invariant: Text,
    /// When.
    pub at: Instant,
    /// What was seen, and what should have been.
    pub what: String,
}

/// What a witness has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Testimony {
    /// Up to when.
    pub at: Instant,
    /// After each of so many steps it has looked.
    pub steps: u64,
    /// What was broken, first things first.
    pub broken: Vec<Broken>,
}

/// The place of the promise that an invariant watches.
#[must_use]
pub fn promise(invariant: &str) -> Option<usize> {
    PROMISES.iter().position(|(_, watched)| watched.contains(&invariant))
}

#[cfg(feature = "checks")]
pub use seen::Witness;

#[cfg(feature = "checks")]
mod seen {
    use super::{Broken, Testimony};
    use crate::{World, link::Moment, script::Script};

    /// Goes through runs. Where one goes on as it was known, so does the witness; else it begins anew.
    #[derive(Debug, Default)]
    pub struct Witness(Option<Seen>);

    #[derive(Debug)]
    struct Seen {
        script: Script,
        world: World,
        done: usize,
    }

    impl Witness {
        /// Nobody has seen anything yet.
        #[must_use]
        pub fn new() -> Witness {
            Witness::default()
        }

        /// Goes up to a moment, for so many steps at the most.
        pub fn look(&mut self, moment: &Moment, steps_max: u64) -> Testimony {
            let mut script = moment.script.clone();
            script.scenario.checked = true;
            script.acts.retain(|act| act.at <= moment.at);
            let known = self.0.take().filter(|seen| seen.goes_on(&script) && seen.world.now() <= moment.at);
            let mut seen = known.unwrap_or_else(|| Seen {
                world: World::new(script.scenario.clone(), script.seed),
                script: script.clone(),
                done: 0,
            });
            seen.script = script;
            seen.go(moment, steps_max);
            let world = &seen.world;
            let broken = world.violations().iter().map(|violation| Broken {
                invariant: violation.invariant.clone(),
                at: violation.at,
                what: violation.what.clone(),
            });
            let testimony = Testimony { at: world.now(), steps: world.steps(), broken: broken.collect() };
            self.0 = Some(seen);
            testimony
        }
    }

    impl Seen {
        /// Whether a script does what this one has seen done, and nothing else until now.
        fn goes_on(&self, script: &Script) -> bool {
            let same = self.script.seed == script.seed && self.script.scenario == script.scenario;
            let done = self.script.acts.get(..self.done);
            let next = script.acts.get(self.done).is_none_or(|next| next.at >= self.world.now());
            same && next && script.acts.get(..self.done) == done
        }

        fn go(&mut self, moment: &Moment, steps_max: u64) {
            let last = self.world.steps().saturating_add(steps_max);
            while let Some(act) = self.script.acts.get(self.done).cloned() {
                while self.world.next_at().is_some_and(|at| at < act.at) {
                    if self.world.steps() >= last {
                        return;
                    }
                    self.step();
                }
                self.world.redo(&act);
                self.done += 1;
            }
            while self.world.next_at().is_some_and(|at| at <= moment.at) && self.world.steps() < last {
                self.step();
            }
            if self.world.steps() < last {
                self.world.run_until(moment.at);
            }
        }

        fn step(&mut self) {
            self.world.step();
            self.world.drain_tales();
        }
    }
}

#[cfg(all(test, feature = "checks"))]
mod tests {
    use glasslog_core::{id::BrokerId, time::Instant};

    use super::*;
    use crate::{Scenario, Timeline, action::Action, check::INVARIANTS, link::Moment};

    /// The invariants of the last promise speak of a world at rest: a tab never is.
    #[test]
    fn every_promise_names_invariants_that_there_are_and_each_but_those_of_rest_is_named() {
        let known: Vec<&str> = INVARIANTS.iter().map(|(id, _)| *id).collect();
        let named: Vec<&str> = PROMISES.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        for id in &named {
            assert!(known.contains(id), "there is no invariant {id}");
            assert_eq!(named.iter().filter(|other| *other == id).count(), 1, "{id} is named once");
        }
        let missing: Vec<&&str> = known.iter().filter(|id| !named.contains(id) && !id.starts_with('V')).collect();
        assert!(missing.is_empty(), "no promise names {missing:?}");
    }

    #[test]
    fn a_witness_sees_the_same_run_whether_it_goes_along_or_comes_late() {
        let mut line = Timeline::new(Scenario::playground(), 3);
        let mut along = Witness::new();
        for second in 1..30 {
            line.run_until(Instant(second * 1_000_000));
            match second {
                12 => drop(line.act(Action::CrashBroker { broker: BrokerId(1) })),
                20 => drop(line.act(Action::RestartBroker { broker: BrokerId(1) })),
                _ => {}
            }
            let moment = Moment { script: line.script(), at: line.now() };
            let seen = along.look(&moment, u64::MAX);
            assert_eq!((seen.at, seen.broken.len()), (line.now(), 0));
        }
        let moment = Moment { script: line.script(), at: line.now() };
        let late = Witness::new().look(&moment, u64::MAX);
        assert_eq!(along.look(&moment, u64::MAX), late);
        assert_eq!(late.steps, line.world().steps());
        // back in time, and in steps
        let earlier = Moment { at: Instant(15_000_000), ..moment.clone() };
        assert_eq!(along.look(&earlier, u64::MAX).at, earlier.at);
        let mut slow = Witness::new();
        let mut seen = slow.look(&moment, 100);
        assert!(seen.at < moment.at);
        while seen.at < moment.at {
            seen = slow.look(&moment, 1000);
        }
        assert_eq!(seen, late);
    }

    #[test]
    fn a_broken_promise_is_named_with_its_moment() {
        use crate::{run, scenario::Planted};
        let planted = Planted::ReplyTwice;
        let report = run::run_planted(1, run::Length::default(), planted);
        let script = *report.script.expect("it is found");
        let moment = Moment { at: report.violations[0].at, script };
        let seen = Witness::new().look(&moment, u64::MAX);
        assert_eq!(seen.broken[0].invariant, report.violations[0].invariant);
        assert_eq!(seen.broken[0].at, report.violations[0].at);
        assert!(promise(&seen.broken[0].invariant).is_some());
    }
}
