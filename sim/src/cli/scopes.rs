//! Small scopes, searched exhaustively: what was searched, how far, and what was found.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use glasslog_core::id::BrokerId;
use glasslog_sim::{
    explore::{Explored, Scope, explore},
    story,
};

use super::options::Options;

/// Searches every scope up to the bound; fails when a state breaks a promise.
pub(crate) fn all(options: &Options) -> ExitCode {
    let plain = Scope { states_max: options.states, planted: options.planted, ..Scope::default() };
    let scopes = [
        (
            "metadata arrives at once; one broker is down from the beginning, and another dies",
            Scope { records: 1, faults: 1, timers: 0, absent: Some(BrokerId(3)), metadata_at_once: true, ..plain },
        ),
        ("nobody dies", Scope { faults: 0, ..plain }),
        ("one broker dies, any one at any moment, and comes back or not", Scope { faults: 1, timers: 0, ..plain }),
        (
            "one broker is down from the beginning, and another dies",
            Scope { faults: 1, timers: 0, absent: Some(BrokerId(3)), ..plain },
        ),
        ("two brokers die", Scope { faults: 2, timers: 0, ..plain }),
    ];
    let mut held = true;
    for (what, scope) in scopes {
        let Scope { brokers, records, faults, timers, states_max, .. } = scope;
        println!("{what}: {brokers} brokers, {records} records, {faults} faults, {timers} timers");
        let (begun, mut told) = (Instant::now(), Instant::now());
        let explored = explore(scope, &mut |explored| {
            if told.elapsed() > Duration::from_secs(5) {
                told = Instant::now();
                let rate = explored.edges as f64 / begun.elapsed().as_secs_f64();
                let Explored { states, edges, whole_depth, .. } = explored;
                eprintln!("  {states} states, {edges} steps, {rate:.0} steps/s, all within {whole_depth} choices");
            }
            true
        });
        held &= tell(&explored, states_max, begun.elapsed());
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What came of it. Says whether every promise was kept.
fn tell(explored: &Explored, states_max: usize, took: Duration) -> bool {
    let Explored { states, edges, depth, whole_depth, complete, violation, choices, story } = explored;
    println!("  {states} states, {edges} steps, {:.1} s", took.as_secs_f64());
    let Some(violation) = violation else {
        let bound = match complete {
            true => format!("complete: there are no more states; the farthest is {depth} choices away"),
            false => {
                format!("bounded at {states_max} states: complete up to {whole_depth} choices, some up to {depth}")
            }
        };
        println!("  every promise was kept; {bound}");
        return true;
    };
    println!("  broken after {} choices: {}: {}", choices.len(), violation.invariant, violation.what);
    choices.iter().enumerate().for_each(|(number, choice)| println!("  {:>3}. {choice}", number + 1));
    println!("  what happened:");
    for told in story {
        if let Some(sentence) = story::sentence(&told.what) {
            println!("       {sentence}");
        }
    }
    false
}
