//! Time, gone through both ways at random, and held against runs from the start.

use std::time::Duration;

use glasslog_core::random::Random;

use super::*;
use crate::{disk::Survival, settings::ProducerSettings, view::Tale};

const BROKERS: u64 = 3;

/// The world at the timeline's present moment, made by a run from the start.
fn from_the_start(timeline: &Timeline) -> World {
    let there = timeline.world();
    let mut world = World::new(there.scenario().clone(), there.seed());
    let opening = there.scenario().opening.len();
    there.actions()[opening..].iter().for_each(|act| world.redo(act));
    world.run_to(there.now(), there.events_at(there.now()));
    world
}

fn is_true(timeline: &Timeline, what: &str) {
    let (here, there) = (timeline.world(), from_the_start(timeline));
    assert_eq!((here.now(), here.steps()), (there.now(), there.steps()), "{what}");
    assert_eq!(here.digest(), there.digest(), "{what}, at {:?} after step {}", here.now(), here.steps());
}

fn any_action(random: &mut Random) -> Action {
    let broker = BrokerId(1 + random.below(BROKERS) as i32);
    match random.below(7) {
        0 => Action::CrashBroker { broker },
        1 => Action::PowerLoss { broker, survival: Survival::AnySubset },
        2 => Action::PauseBroker { broker },
        3 => Action::WakeBroker { broker },
        4 => Action::ElectController,
        5 => Action::AddProducer { settings: ProducerSettings::to("items-list") },
        _ => Action::RestartBroker { broker },
    }
}

#[test]
fn every_moment_is_the_one_that_a_run_from_the_start_comes_to() {
    for seed in 1..=6 {
        let mut random = Random::new(seed, "timeline");
        let mut timeline = Timeline::new(Scenario::playground(), seed);
        for round in 0..40 {
            let end = timeline.end().0 + 1_500_000;
            let any = Instant(random.below(end));
            let what = match random.below(8) {
                0..=2 => {
                    timeline.run_until(timeline.now() + Duration::from_millis(random.below(2000)));
                    "time passed"
                }
                3 => {
                    timeline.act(any_action(&mut random));
                    "something was done"
                }
                4 | 5 => {
                    timeline.seek(any);
                    assert_eq!(timeline.now(), any);
                    "sought a time"
                }
                6 => {
                    let step = random.below(timeline.branch().steps + 10);
                    timeline.seek_step(step);
                    assert_eq!(timeline.world().steps(), step);
                    "sought a step"
                }
                _ if random.below(2) == 0 => {
                    timeline.undo();
                    "undid"
                }
                _ => {
                    let to = BranchId(random.below(timeline.branches.len() as u64) as usize);
                    timeline.switch(to);
                    assert_eq!(timeline.here(), to);
                    "went over"
                }
            };
            is_true(&timeline, &format!("seed {seed}, round {round}: {what}"));
        }
        assert!(timeline.branches.len() > 1, "seed {seed} never acted in the past");
    }
}

#[test]
fn snapshots_are_near_and_even_and_time_goes_both_ways_through_them() {
    let mut timeline = Timeline::new(Scenario::playground(), 7);
    timeline.seek_step(30_000);
    let digest = timeline.world().digest();
    let steps: Vec<u64> = timeline.branch().snapshots.iter().map(|snapshot| snapshot.world.steps()).collect();
    assert_eq!(steps[0], 0);
    assert!(steps.len() > 3);
    assert!(steps.windows(2).all(|pair| pair[1] - pair[0] <= SNAPSHOT_SPACING_MAX), "{steps:?}");
    timeline.seek_step(12_345);
    is_true(&timeline, "back");
    timeline.seek_step(30_000);
    assert_eq!(timeline.world().digest(), digest);
}

#[test]
fn many_snapshots_move_apart_and_never_too_far() {
    let world = World::new(Scenario::empty(), 1);
    let mut branch = Branch::default();
    let mut world_at = |steps: u64| {
        let mut world = world.clone();
        world.set_steps(steps);
        branch.keep(&mut world, 0);
        (branch.snapshots.len(), branch.snapshots.last().map(|last| last.world.steps()))
    };
    for steps in (0..2_000_000).step_by(100) {
        let (count, newest) = world_at(steps);
        assert!(count <= 2 + 2_000_000 / 10_000);
        assert!(steps - newest.expect("one at least") < SNAPSHOT_SPACING_MAX);
    }
    let steps: Vec<u64> = branch.snapshots.iter().map(|snapshot| snapshot.world.steps()).collect();
    assert!(steps.windows(2).all(|pair| pair[1] - pair[0] <= SNAPSHOT_SPACING_MAX), "{steps:?}");
    assert!(steps.len() < 300);
}

#[test]
fn who_acts_in_the_past_begins_another_branch_and_keeps_the_old_one() {
    let mut timeline = Timeline::new(Scenario::playground(), 3);
    timeline.run_until(Instant(9_000_000));
    timeline.act(Action::CrashBroker { broker: BrokerId(2) });
    timeline.run_until(Instant(20_000_000));
    let (first, digest, seen) = (timeline.here(), timeline.world().digest(), timeline.events(BranchId(0)).len());

    timeline.seek(Instant(12_000_000));
    timeline.act(Action::CrashBroker { broker: BrokerId(3) });
    timeline.run_until(Instant(20_000_000));
    let second = timeline.here();
    assert_ne!(first, second);
    assert_ne!(timeline.world().digest(), digest);
    is_true(&timeline, "the new branch");
    let fork = timeline.branches()[second.0].1.expect("it left the other one");
    assert_eq!((fork.from, fork.at), (first, Instant(12_000_000)));

    let difference = timeline.first_difference(first, second).expect("they differ");
    assert_eq!(difference.at(), Some(Instant(12_000_000)));
    let acted = difference.other.expect("something was done on the new one");
    assert_eq!(acted.what, Tale::Acted(Action::CrashBroker { broker: BrokerId(3) }));
    assert_eq!(timeline.first_difference(first, first), None);

    timeline.switch(first);
    assert_eq!(timeline.world().digest(), digest, "the old one is as it was");
    assert_eq!(timeline.events(first).len(), seen, "and nothing of it is told twice");
}

#[test]
fn what_was_done_last_can_be_undone_and_done_again() {
    let mut timeline = Timeline::new(Scenario::playground(), 5);
    timeline.run_until(Instant(9_000_000));
    let before = timeline.world().digest();
    timeline.act(Action::CrashBroker { broker: BrokerId(1) });
    timeline.run_until(Instant(11_000_000));
    let after = timeline.world().digest();
    let undone = timeline.undo().expect("something was done");
    assert_eq!(undone.action, Action::CrashBroker { broker: BrokerId(1) });
    assert_eq!(timeline.world().digest(), before);
    assert!(!timeline.is_at_end());
    timeline.run_until(Instant(11_000_000));
    assert_eq!(timeline.world().digest(), after, "nothing else was done: it is done again");
    timeline.undo();
    assert!(timeline.undo().is_none(), "there is nothing before");
}

#[test]
fn a_script_is_a_timeline_from_its_beginning() {
    let mut timeline = Timeline::new(Scenario::playground(), 8);
    timeline.run_until(Instant(4_000_000));
    timeline.act(Action::CrashBroker { broker: BrokerId(1) });
    timeline.run_until(Instant(9_000_000));
    let mut again = Timeline::of(&timeline.script());
    assert_eq!((again.now(), again.end()), (Instant(0), Instant(9_000_000)));
    again.seek(Instant(9_000_000));
    assert_eq!(again.world().digest(), timeline.world().digest());
    assert!(again.is_at_end());
    let events = |timeline: &Timeline| timeline.events(BranchId(0)).to_vec();
    assert_eq!(events(&again), events(&timeline));
}

#[test]
fn a_branch_that_is_let_go_of_can_be_run_again_and_the_others_are_as_they_were() {
    let mut timeline = Timeline::new(Scenario::playground(), 3);
    let crash = |timeline: &mut Timeline, seconds: u64, broker: i32| {
        timeline.run_until(Instant(seconds * 1_000_000));
        timeline.act(Action::CrashBroker { broker: BrokerId(broker) });
        timeline.run_until(Instant(12_000_000));
    };
    crash(&mut timeline, 8, 1);
    let first = timeline.world().digest();
    timeline.seek(Instant(5_000_000));
    crash(&mut timeline, 5, 2);
    timeline.seek(Instant(3_000_000));
    crash(&mut timeline, 3, 3);
    let here = timeline.world().digest();
    assert_eq!(timeline.shed(BranchId(2)), None, "the present one stays");
    let script = timeline.shed(BranchId(0)).expect("it is there");
    assert_eq!(timeline.shed(BranchId(0)), None);
    let mut again = Timeline::of(&script);
    again.run_until(Instant(12_000_000));
    assert_eq!(again.world().digest(), first);
    let forks: Vec<_> =
        timeline.branches().into_iter().map(|(id, fork, _)| (id.0, fork.map(|fork| fork.from.0))).collect();
    assert_eq!(forks, [(1, None), (2, Some(1))]);
    timeline.switch(BranchId(0));
    assert_eq!((timeline.here(), timeline.world().digest()), (BranchId(2), here), "nobody goes where nothing is");
    timeline.switch(BranchId(1));
    is_true(&timeline, "the other one");
    assert_eq!(timeline.parting(BranchId(2), BranchId(0)), None);
    // who had left one that had left another
    timeline.seek(Instant(9_000_000));
    crash(&mut timeline, 9, 1);
    timeline.shed(BranchId(1));
    let forks: Vec<_> =
        timeline.branches().into_iter().map(|(id, fork, _)| (id.0, fork.map(|fork| fork.from.0))).collect();
    assert_eq!(forks, [(2, None), (3, None)]);
}
