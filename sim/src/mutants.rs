//! Which check finds which planted bug: a checker is trusted only after it has caught one.

use glasslog_core::mutant::Mutant;

use crate::{
    run::{Length, run_planted},
    scenario::Planted,
};

/// The seeds in which each bug must be found begin with this one: fixed beforehand.
pub const FROM: u64 = 1;
/// So many of them there are.
pub const SEEDS: u64 = 1000;
/// Bugs that are quick to be found are found in so many.
pub const SEEDS_QUICK: u64 = 150;

/// A bug and what must find it.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The bug.
    pub mutant: Mutant,
    /// The invariants that name what it breaks: one of them must say so.
    pub invariants: &'static [&'static str],
    /// It needs no rare meeting of faults: every run of the tests looks for it.
    pub quick: bool,
}

const fn quick(mutant: Mutant, invariants: &'static [&'static str]) -> Expected {
    Expected { mutant, invariants, quick: true }
}

const fn rare(mutant: Mutant, invariants: &'static [&'static str]) -> Expected {
    Expected { mutant, invariants, quick: false }
}

/// Every bug.
pub const EXPECTED: &[Expected] = &[
    quick(Mutant::TruncateToHighWatermark, &["L5"]),
    quick(Mutant::NoDivergence, &["R11"]),
    rare(Mutant::NoEpochCheckOnFetch, &["R6"]),
    quick(Mutant::CurrentIsrOnly, &["R6"]),
    quick(Mutant::JoinWithoutFetchInEpoch, &["R12"]),
    rare(Mutant::SkipBrokerEpoch, &["R12"]),
    quick(Mutant::CommitBeforeDurable, &["R6"]),
    quick(Mutant::CommitBeforeReplication, &["R6"]),
    // A follower that keeps what its leader never had asks for ever, and is never in sync again.
    rare(Mutant::LeaderEpochEndOnly, &["V1", "V3"]),
    quick(Mutant::ForgetProducers, &["P2", "P6"]),
    quick(Mutant::AnswerBeforeLoad, &["G5"]),
    quick(Mutant::RetrySync, &["L1"]),
    quick(Mutant::CutAtDamage, &["L9"]),
    rare(Mutant::OldGenerationCommits, &["G4"]),
    quick(Mutant::TwoOwners, &["G2"]),
    quick(Mutant::TellOldHighWatermark, &["R7"]),
    quick(Mutant::ExpireEarly, &["G7"]),
    quick(Mutant::ForgetGeneration, &["G3"]),
    rare(Mutant::ForgetWithoutTombstone, &["G8"]),
    quick(Mutant::IndexOffByOne, &["L7"]),
    quick(Mutant::NoHandover, &["G2"]),
];

/// A bug was found.
#[derive(Clone, Debug)]
pub struct Find {
    /// So many seeds were needed.
    pub seeds: u64,
    /// The invariant that found it.
    pub invariant: String,
    /// What it said.
    pub what: String,
}

/// Looks for a bug in `seeds` seeds from `from` on, until one of its invariants has found it. The other invariants that it broke on
/// the way come back, too: they do not count.
#[must_use]
pub fn hunt(expected: Expected, from: u64, seeds: u64) -> (Option<Find>, Vec<String>) {
    let mut others = Vec::new();
    for index in 0..seeds {
        let report = run_planted(from + index, Length::default(), Planted::Core(expected.mutant));
        let named = report.violations.iter().find(|v| expected.invariants.contains(&&*v.invariant));
        if let Some(violation) = named {
            let (invariant, what) = (violation.invariant.to_string(), violation.what.clone());
            return (Some(Find { seeds: index + 1, invariant, what }), others);
        }
        others.extend(report.violations.first().map(|violation| violation.invariant.to_string()));
    }
    (None, others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::INVARIANTS;

    #[test]
    fn each_bug_has_its_invariants_and_each_of_them_is_watched() {
        let planted: Vec<Mutant> = EXPECTED.iter().map(|expected| expected.mutant).collect();
        assert_eq!(planted, Mutant::ALL);
        for name in EXPECTED.iter().flat_map(|expected| expected.invariants) {
            assert!(INVARIANTS.iter().any(|(id, _)| id == name), "{name}");
        }
    }

    #[test]
    fn a_bug_is_found_by_its_name() {
        let found = |mutant| {
            let expected = EXPECTED.iter().find(|expected| expected.mutant == mutant).copied();
            hunt(expected.expect("it has a line"), FROM, 6).0
        };
        for mutant in [Mutant::RetrySync, Mutant::TwoOwners, Mutant::ForgetGeneration] {
            assert!(found(mutant).is_some(), "{mutant:?}");
        }
    }
}
