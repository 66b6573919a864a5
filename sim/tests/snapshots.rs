//! What a snapshot of a timeline costs: the bytes that it alone holds on to, measured by the allocator.

use std::{alloc::System, time::Duration};

use glasslog_core::{id::BrokerId, time::Instant};
use glasslog_sim::{
    Action, Scenario, Timeline, World,
    settings::{ConsumerSettings, Keys, ProducerSettings},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const PARTITIONS: i32 = 50;

/// Five brokers, fifty partitions on three of them each, producers and a group: a busy page.
fn busy() -> Scenario {
    let topic = "items-list";
    let producer = ProducerSettings {
        period: Some(Duration::from_millis(100)),
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
    (made, change.bytes_allocated as i64 - change.bytes_deallocated as i64 + change.bytes_reallocated as i64)
}

#[test]
fn a_snapshot_of_a_busy_world_is_cheap() {
    let mut timeline = Timeline::new(busy(), 1);
    timeline.seek(Instant(10_000_000));
    let (copy, at_once) = held(|| timeline.world().clone());
    drop(copy);
    let (first, steps) = (timeline.snapshots(), timeline.world().steps());
    timeline.seek_step(steps + 60_000);
    let more = timeline.snapshots() - first;
    let mut plain = World::new(busy(), 1);
    while plain.steps() < timeline.world().steps() {
        plain.step();
    }
    assert_eq!(plain.steps(), timeline.world().steps());
    // What is freed with the timeline, less what its present world would free alone.
    let freed = |drop: &mut dyn FnMut()| -held(|| drop()).1;
    let (mut timeline, mut plain) = (Some(timeline), Some(plain));
    let all = freed(&mut || drop(timeline.take()));
    let present = freed(&mut || drop(plain.take()));
    let each = (all - present) / (more + first) as i64;
    println!("a copy takes {} KB at once; of {} snapshots each held {} KB", at_once / 1024, more + first, each / 1024);
    assert!(more >= 6, "{more}");
    assert!(each <= 100 * 1024, "a snapshot holds {each} bytes");
}
