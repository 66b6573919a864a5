//! Shrinking, on bugs that are planted on purpose.

use std::time::Duration;

use super::*;
use crate::{
    run::{Length, run_planted},
    scenario::Planted,
};

/// Cuts the first seed that breaks the promise down to what is left in so many runs.
fn cut_down(planted: Planted, invariant: &str, tries_max: u64) -> Shrunk {
    let length = Length { faulty: Duration::from_secs(20), ..Length::default() };
    let mut scripts = (1..200).filter_map(|seed| run_planted(seed, length, planted).script);
    let mut shrunk = scripts.find_map(|script| shrink(&script, invariant, &mut |progress| progress.tries < tries_max));
    shrunk.take().expect("the bug is found")
}

/// It breaks the same promise again, and nothing without the bug.
fn breaks_again(shrunk: &Shrunk, invariant: &str) {
    let report = shrunk.script.play();
    assert_eq!(report.violations.first(), Some(&shrunk.violation));
    assert_eq!(*shrunk.violation.invariant, *invariant);
    let mut sound = shrunk.script.clone();
    sound.scenario.planted = None;
    assert_eq!(sound.play().violations, []);
}

#[test]
fn a_bug_of_the_glue_needs_next_to_nothing() {
    let shrunk = cut_down(Planted::ReplyTwice, "X2", 400);
    breaks_again(&shrunk, "X2");
    assert!(shrunk.finished, "{:?}", shrunk.progress);
    assert!(shrunk.script.events() <= 3, "{:#?}", shrunk.script);
    assert!(shrunk.progress.events_before > shrunk.script.events());
}

#[test]
fn who_has_no_time_gets_what_there_is() {
    let shrunk = cut_down(Planted::ReplyTwice, "X2", 2);
    breaks_again(&shrunk, "X2");
    assert!(!shrunk.finished);
    assert_eq!(shrunk.progress.tries, 2);
}

#[test]
fn a_script_that_breaks_nothing_is_not_shrunk() {
    let length = Length { faulty: Duration::from_secs(5), ..Length::default() };
    let mut scripts = (1..20).filter_map(|seed| run_planted(seed, length, Planted::ReplyTwice).script);
    let mut script = scripts.next().expect("the bug is found");
    assert!(shrink(&script, "R6", &mut |_| true).is_none(), "another promise");
    script.scenario.planted = None;
    assert!(shrink(&script, "X2", &mut |_| true).is_none(), "no bug");
}

#[cfg(feature = "mutants")]
#[test]
fn a_bug_of_replication_shrinks_to_a_handful_of_events() {
    use glasslog_core::mutant::Mutant;
    let shrunk = cut_down(Planted::Core(Mutant::CommitBeforeReplication), "R6", 600);
    breaks_again(&shrunk, "R6");
    assert!(shrunk.script.events() <= 5, "{:#?}", shrunk.script);
}
