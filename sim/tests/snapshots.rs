//! What a snapshot of a timeline costs: the bytes that it alone holds on to, measured by the allocator.

use std::{alloc::System, time::Duration};

use glasslog_core::id::BrokerId;
use glasslog_sim::{
    Action, Scenario, Timeline, World,
    settings::{ConsumerSettings, Keys, ProducerSettings},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const PARTITIONS: i32 = 50;

/// Five brokers, fifty partitions on three of them each, two producers and a group.
fn large(period: Duration) -> Scenario {
    let topic = "items-list";
    let producer = ProducerSettings {
        period: Some(period),
        keys: Keys::Cycle(["apple", "plum", "kiwi", "mango", "fig", "pear"].map(Into::into).to_vec()),
        ..ProducerSettings::to(topic)
    };
    let consumer = ConsumerSettings::of("items-group", topic);
    let create = Action::CreateTopic { name: topic.into(), partitions: PARTITIONS, factor: None, configs: Vec::new() };
    Scenario {
        brokers: (1..=5).map(BrokerId).collect(),
        factor: 3,
        opening: vec![
            create,
            Action::AddProducer { settings: producer.clone() },
            Action::AddProducer { settings: producer },
            Action::AddConsumer { settings: consumer.clone() },
            Action::AddConsumer { settings: consumer },
        ],
        ..Scenario::empty()
    }
}

/// Bytes that `make` has allocated and that are still held.
fn held<T>(make: impl FnOnce() -> T) -> (T, i64) {
    let region = Region::new(ALLOCATOR);
    let made = make();
    let change = region.change();
    (made, change.bytes_allocated as i64 - change.bytes_deallocated as i64)
}

/// What each snapshot of so many steps holds, in KiB: what is freed with the timeline, less its events, and what its present world holds.
fn each(scenario: &Scenario, steps: u64) -> i64 {
    let mut timeline = Timeline::new(scenario.clone(), 1);
    timeline.seek_step(steps);
    let mut plain = World::new(scenario.clone(), 1);
    // a timeline keeps what clients saw, once for all of its snapshots
    plain.keep_seen();
    while plain.steps() < steps {
        plain.step();
        plain.drain_tales();
    }
    assert_eq!(plain.now(), timeline.now());
    let snapshots = timeline.snapshots();
    assert!(snapshots >= 6, "{snapshots}");
    let (events, told) = held(|| timeline.events(timeline.here()).to_vec());
    println!("{} events: {} KiB", events.len(), told / 1024);
    drop(events);
    let all = -held(|| drop(timeline)).1 - told;
    let present = -held(|| drop(plain)).1;
    (all - present) / snapshots as i64 / 1024
}

/// The page's own world, and one as large as the page is made for, at the pace of a lesson and at ten times that. One test:
/// the allocator counts for all threads. (On wasm32, where the page keeps them, pointers are half as long and the checks' empty tables
/// are not there: a snapshot is less than three quarters of this.)
#[test]
fn snapshots_share_what_has_not_changed() {
    let pace = Duration::from_millis(1200);
    let worlds = [
        ("the page's", Scenario::playground(), 40),
        ("5 brokers, 50 partitions, at a lesson's pace", large(pace), 97),
        ("5 brokers, 50 partitions, ten times as fast", large(pace / 10), 97),
    ];
    for (what, scenario, most) in worlds {
        let each = each(&scenario, 25_000);
        println!("{what}: {each} KiB a snapshot");
        assert!(each <= most, "{what}: {each} KiB a snapshot");
    }
}
