//! What an hour of play holds on to.
#![cfg(not(target_arch = "wasm32"))]

use std::alloc::System;

use glasslog_web::source::world::Tab;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Milliseconds of the screen between two frames: as few of them as make no difference.
const FRAME_MS: f64 = 50.0;
const MINUTE_MS: f64 = 60_000.0;
/// A timeline keeps so many snapshots, and they are so large here at the most, with what they alone hold (see `sim/tests/snapshots.rs`).
const SNAPSHOTS: usize = 64;
const SNAPSHOT_BYTES: usize = 200 * 1024;

/// Lets time pass as the page does, which takes out whatever is new and shows it.
fn play(tab: &mut Tab, minutes: f64) {
    let mut passed = 0.0;
    while passed < minutes * MINUTE_MS {
        tab.frame(FRAME_MS);
        passed += FRAME_MS;
        if tab.take_changed() {
            drop((tab.cluster(), tab.take_captions(), tab.take_course()));
        }
    }
}

#[test]
#[ignore = "an hour of the screen takes minutes; see the part `budgets`"]
fn an_hour_of_play_holds_no_more_than_its_snapshots() {
    let region = Region::new(ALLOCATOR);
    let held = || region.change().bytes_allocated - region.change().bytes_deallocated;
    let mut tab = Tab::new(1);
    for _ in 0..2 {
        tab.clock.shift(true);
    }
    let mut told = Vec::new();
    for minutes in [1.0, 19.0, 20.0, 20.0] {
        play(&mut tab, minutes);
        told.push(held());
        println!("{minutes} minutes more, {:?} of the world's: {} KiB held", tab.play().now, held() / 1024);
    }
    assert!(told[3] <= told[0] + SNAPSHOTS * SNAPSHOT_BYTES, "{told:?}");
    // in the last third nothing comes that was not there before
    assert!(told[3] <= told[2] + told[2] / 10, "{told:?}");
}
