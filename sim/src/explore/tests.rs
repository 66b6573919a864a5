//! The search itself, and what it finds.

use std::fmt::Write as _;

use super::{shape::Sieve, *};

fn sieved(text: &str, now: u64) -> u128 {
    let mut sieve = Sieve::new(now);
    sieve.write_str(text).expect("it takes everything");
    sieve.finish()
}

#[test]
fn the_shape_knows_no_absolute_times_and_no_counted_names() {
    let one = sieved("A { at: Instant(50), waits: [Ticket(7), Ticket(9)], tickets: 9, seq: Seq(4), end: 3 }", 40);
    let later = sieved("A { at: Instant(90), waits: [Ticket(3), Ticket(4)], tickets: 5, seq: Seq(8), end: 3 }", 80);
    assert_eq!(one, later);
    for other in [
        "A { at: Instant(51), waits: [Ticket(7), Ticket(9)], tickets: 9, seq: Seq(4), end: 3 }",
        "A { at: Instant(50), waits: [Ticket(7), Ticket(7)], tickets: 9, seq: Seq(4), end: 3 }",
        "A { at: Instant(50), waits: [Ticket(7)], tickets: 9, seq: Seq(4), end: 3 }",
        "A { at: Instant(50), waits: [Ticket(7), Ticket(9)], tickets: 9, seq: Seq(4), end: 4 }",
        "B { at: Instant(50), waits: [Ticket(7), Ticket(9)], tickets: 9, seq: Seq(4), end: 3 }",
    ] {
        assert_ne!(one, sieved(other, 40), "{other}");
    }
    let nested = |inner: &str| sieved(&format!("A {{ random: Random {{ state: {inner} }}, end: 3 }}"), 0);
    assert_eq!(nested("1"), nested("{ x: (2, 3) }"));
    assert_ne!(nested("1"), sieved("A { random: Random { state: 1 }, end: 4 }", 0));
}

#[test]
fn messages_that_do_not_concern_each_other_may_arrive_in_any_order() {
    let scope = Scope { faults: 0, timers: 0, ..Scope::default() };
    let world = beginning(&scope);
    let budget = Budget { faults: 0, timers: 0, at_once: false };
    let all = choices(&world, budget);
    assert!(!all.is_empty());
    let (mut equal, mut pairs) = (0, 0);
    let mut frontier = vec![world];
    for _ in 0..4 {
        let mut next = Vec::new();
        for world in &frontier {
            let all = choices(world, budget);
            for (one, other) in all.iter().flat_map(|one| all.iter().map(move |other| (one, other))) {
                if one == other {
                    continue;
                }
                let run = |first: &Choice, second: &Choice| {
                    let (mut world, mut budget) = (world.clone(), budget);
                    apply(&mut world, &mut budget, first);
                    apply(&mut world, &mut budget, second);
                    shape::of(&world, (0, 0))
                };
                pairs += 1;
                equal += u32::from(run(one, other) == run(other, one));
            }
            for choice in &all {
                let (mut world, mut budget) = (world.clone(), budget);
                apply(&mut world, &mut budget, choice);
                next.push(world);
            }
        }
        frontier = next;
    }
    assert!(pairs > 0);
    println!("{equal} of {pairs} pairs come to one state");
    // The rest concern each other: they meet at one broker.
    assert!(equal * 3 > pairs * 2, "{equal} of {pairs} pairs come to one state");
}

#[test]
fn a_small_scope_keeps_every_promise() {
    let scope = Scope { faults: 1, timers: 0, states_max: 300, ..Scope::default() };
    let explored = explore(scope, &mut |_| true);
    assert_eq!(explored.violation, None, "{:#?}", explored.choices);
    assert!(explored.states >= 300 || explored.complete, "{explored:?}");
    assert!(explored.edges > explored.states as u64);
}

#[cfg(feature = "mutants")]
#[test]
fn a_bug_of_replication_is_found_by_few_choices() {
    use glasslog_core::mutant::Mutant;
    let planted = Some(Planted::Core(Mutant::CommitBeforeReplication));
    let scope = Scope { faults: 0, timers: 0, planted, ..Scope::default() };
    let explored = explore(scope, &mut |_| true);
    let violation = explored.violation.expect("it is found");
    assert_eq!(*violation.invariant, *"R6", "{violation:?}");
    assert!(!explored.choices.is_empty() && explored.choices.len() <= 4, "{:#?}", explored.choices);
}
/// KIP-101: a follower that cuts at its own high watermark loses what is committed, once its leader has died in between.
#[cfg(feature = "mutants")]
#[test]
fn a_follower_that_cuts_at_its_high_watermark_is_found() {
    use glasslog_core::mutant::Mutant;
    let planted = Some(Planted::Core(Mutant::TruncateToHighWatermark));
    let absent = Some(BrokerId(3));
    let scope = Scope { records: 1, timers: 0, absent, metadata_at_once: true, planted, ..Scope::default() };
    let violation = explore(scope, &mut |_| true).violation.expect("it is found");
    assert_eq!(*violation.invariant, *"L5", "{violation:?}");
}
