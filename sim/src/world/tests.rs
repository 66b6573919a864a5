use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset, PartitionIndex},
    time::Instant,
    view::Seq,
};

use super::{Event, World};
use crate::{
    Action, ActorId, Scenario,
    broker::BrokerEvent,
    disk::{DiskFaults, Survival},
    settings::{CommitPolicy, ConsumerSettings, ProducerSettings},
    view::{ActorRole, ConsumerState, ConsumerView, Fate, FlightKind, ProcessState, ProducerView},
};

const BROKER: BrokerId = BrokerId(1);

pub(super) fn checked(scenario: Scenario) -> Scenario {
    Scenario { checked: true, ..scenario }
}

pub(super) fn seconds(count: u64) -> Instant {
    Instant(count * 1_000_000)
}

pub(super) fn sound(world: &World) {
    assert!(world.violations().is_empty(), "{:#?}", world.violations());
}

pub(super) fn producer(world: &World, id: ActorId) -> ProducerView {
    match world.actors().into_iter().find(|actor| actor.id == id).map(|actor| actor.role) {
        Some(ActorRole::Producer(producer)) => producer,
        other => panic!("{id:?} is {other:?}"),
    }
}

pub(super) fn consumer(world: &World, id: ActorId) -> ConsumerView {
    match world.actors().into_iter().find(|actor| actor.id == id).map(|actor| actor.role) {
        Some(ActorRole::Consumer(consumer)) => consumer,
        other => panic!("{id:?} is {other:?}"),
    }
}

/// A world with one topic of three partitions and a producer that sends what it is told.
pub(super) fn told(seed: u64) -> (World, ActorId) {
    let mut world = World::new(checked(Scenario::empty()), seed);
    world.act(Action::CreateTopic { name: "items-list".into(), partitions: 3, factor: None, configs: Vec::new() });
    world.run_until(seconds(1));
    let settings = ProducerSettings { period: None, ..ProducerSettings::to("items-list") };
    let producer = world.act(Action::AddProducer { settings }).expect("a producer");
    (world, producer)
}

pub(super) fn send(world: &mut World, producer: ActorId, value: &str, partition: Option<i32>) {
    let value = Some(Bytes::copy_from_slice(value.as_bytes()));
    world.act(Action::Send { producer, key: None, value, partition: partition.map(PartitionIndex) });
}

fn values(world: &World, partition: i32) -> Vec<String> {
    let records = world.read("items-list", PartitionIndex(partition), Offset(0), 100);
    let text = |value: Option<Bytes>| String::from_utf8_lossy(&value.unwrap_or_default()).into_owned();
    records.into_iter().map(|record| text(record.value)).collect()
}

#[test]
fn the_sandbox_lives() {
    let mut world = World::new(checked(Scenario::sandbox()), 1);
    world.run_until(seconds(1));
    let delta = world.node_changes(BROKER, Seq(0));
    let lanes = delta.partitions.iter().filter(|p| p.topic == *"items-list").count();
    assert_eq!(lanes, 3, "{:#?}", world.drain_tales());
    world.run_until(seconds(30));
    sound(&world);
    let (acked, read) = world.progress();
    assert!(acked >= 20 && read >= 20, "{acked} acked, {read} read: {:#?}", world.drain_tales());
}

#[test]
fn a_record_goes_where_it_is_told_and_is_seen_on_its_way() {
    let (mut world, id) = told(2);
    send(&mut world, id, "one", Some(2));
    let mut carried = Vec::new();
    while !matches!(producer(&world, id).records[0].fate, Fate::Acked(_)) {
        assert!(world.step());
        let produce = |flight: &crate::view::FlightView| flight.kind == FlightKind::Produce && !flight.answer;
        for flight in world.flights().into_iter().filter(produce) {
            carried.extend(world.flight_records(flight.id));
        }
    }
    assert_eq!(producer(&world, id).records[0].fate, Fate::Acked(Some(Offset(0))));
    assert_eq!(values(&world, 2), ["one"]);
    assert!(carried.iter().any(|(at, record)| at.1.0 == 2 && record.value.as_deref() == Some(b"one")));
    sound(&world);
}

#[test]
fn a_batch_on_its_way_to_the_disk_is_not_missed_and_one_that_arrived_is() {
    let mut world = World::new(checked(Scenario::sandbox()), 1);
    world.run_until(seconds(1));
    while world.now() < seconds(10) {
        world.step();
        world.audit_logs();
        sound(&world);
    }
    world.run_until(seconds(30));
    let disk = &mut world.brokers.get_mut(&BROKER).expect("a broker").machine.disk;
    let longest = disk.paths().filter(|path| path.ends_with(".log"));
    let longest = longest.max_by_key(|path| disk.contents(path).map(|bytes| bytes.len())).expect("a segment");
    let length = disk.open(u64::MAX, &longest, false).expect("it opens");
    disk.set_length(u64::MAX, length - 1).expect("a batch is cut off");
    world.audit_logs();
    assert_eq!(world.violations().first().map(|broken| &*broken.invariant), Some("L2"));
}

#[test]
fn a_file_operation_may_end_at_the_very_moment_of_a_deadline() {
    let mut world = World::new(checked(Scenario::sandbox()), 3);
    let mut met = 0;
    while world.now() < seconds(10) {
        world.step();
        let timers = world.queue.iter().filter_map(|(_, _, event)| match event {
            Event::Broker(_, _, BrokerEvent::Timer(at)) => Some(*at),
            _ => None,
        });
        let Some(due) = timers.min() else { continue };
        let operations = world.queue.iter().filter_map(|(_, _, event)| match event {
            Event::Broker(_, _, BrokerEvent::Op(operation)) => Some(*operation),
            _ => None,
        });
        for operation in operations {
            let mut other = world.clone();
            other.now = due;
            other.checks.step(other.steps, due);
            other.with_broker(BROKER, |broker, context| broker.handle(context, BrokerEvent::Op(operation)));
            sound(&other);
            met += 1;
        }
    }
    assert!(met > 10, "only {met} operations were under way");
}

#[test]
fn an_offset_that_has_rotted_is_no_record_past_the_high_watermark() {
    let (mut world, id) = told(11);
    send(&mut world, id, "one", Some(0));
    world.run_until(seconds(2));
    // Bit 15 of the first batch's offset, which no checksum covers.
    let machine = &world.brokers[&BROKER].machine;
    let paths: Vec<String> = machine.disk.paths().collect();
    let length = |path: &String| machine.disk.contents(path).map_or(0, |bytes| bytes.len());
    let longest = (0..paths.len()).filter(|index| paths[*index].ends_with(".log"));
    let longest = longest.max_by_key(|index| length(&paths[*index])).expect("a segment");
    let spot = (1024 + 6) << 16 | 7 << 8;
    let choice = (spot..).find(|choice| choice % paths.len() as u64 == longest as u64).expect("one in a few");
    world.act(Action::RotBit { broker: BROKER, choice });
    let settings = ConsumerSettings::of("items-group", "items-list");
    let reader = world.act(Action::AddConsumer { settings }).expect("a consumer");
    world.run_until(seconds(10));
    let read = consumer(&world, reader).processed;
    assert_eq!(read.first().map(|record| record.offset), Some(Offset(32768)), "the rot has not come to anybody");
    sound(&world);
}

#[test]
fn what_was_acknowledged_survives_every_loss_of_power() {
    for seed in 0..40 {
        let (mut world, id) = told(seed);
        for number in 0..20 {
            send(&mut world, id, &format!("record {number}"), None);
        }
        // Somewhere in the middle of it all.
        let moment = world.now().0 + 100_000 + seed * 31_337;
        world.run_until(Instant(moment));
        world.act(Action::PowerLoss { broker: BROKER, survival: Survival::AnySubset });
        let acked = producer(&world, id).acked;
        world.run_until(Instant(moment + 2_000_000));
        assert_eq!(world.brokers()[0].state, ProcessState::Down);
        world.act(Action::RestartBroker { broker: BROKER });
        world.run_until(Instant(moment + 60_000_000));
        sound(&world);
        let after = producer(&world, id);
        assert_eq!((after.acked, after.refused, after.unknown), (20, 0, 0), "seed {seed}: {acked} before");
        let mut all: Vec<String> = (0..3).flat_map(|partition| values(&world, partition)).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 20, "seed {seed}: each once");
    }
}

#[test]
fn what_a_failed_sync_left_in_the_cache_is_not_taken_for_durable() {
    for seed in 0..10 {
        let (mut world, id) = told(seed);
        send(&mut world, id, "safe", Some(0));
        world.run_until(seconds(2));
        for number in 0..5 {
            // Longer than a sector, so that no later write happens to take its neighbours along.
            send(&mut world, id, &format!("record {number} {}", "-".repeat(700)), Some(0));
        }
        // The sync fails, and calls pages clean that never reached the disk. The next process reads them all the same.
        world.act(Action::SetDisk { broker: BROKER, faults: DiskFaults { failing_syncs: 1, ..DiskFaults::default() } });
        world.run_until(seconds(3));
        world.act(Action::CrashBroker { broker: BROKER });
        world.act(Action::RestartBroker { broker: BROKER });
        world.run_until(seconds(20));
        assert_eq!(producer(&world, id).acked, 6);
        world.act(Action::PowerLoss { broker: BROKER, survival: Survival::Nothing });
        world.act(Action::RestartBroker { broker: BROKER });
        world.run_until(seconds(25));
        assert_eq!(values(&world, 0).len(), 6, "seed {seed}");
        sound(&world);
    }
}

#[test]
fn a_retry_is_recognised_though_the_clock_has_jumped() {
    // The record is in the log, its acknowledgement is lost, and then the broker's clock is set back by two hours: the
    // retry comes from the future, and is no new record.
    let (mut world, id) = told(7);
    send(&mut world, id, "first", Some(0));
    world.run_until(seconds(2));
    send(&mut world, id, "once", Some(0));
    while values(&world, 0).len() < 2 {
        assert!(world.step());
    }
    world.run_until(Instant(world.now().0 + 10_000));
    world.act(Action::CutConnections { actor: id });
    world.act(Action::JumpClock { broker: BROKER, millis: -2 * 3_600_000 });
    world.run_until(seconds(10));
    assert_eq!(producer(&world, id).records[1].fate, Fate::Acked(Some(Offset(1))), "{:#?}", world.drain_tales());
    assert_eq!(values(&world, 0), ["first", "once"]);
    sound(&world);
}

#[test]
fn a_group_shares_and_takes_over() {
    let (mut world, id) = told(3);
    let settings =
        ConsumerSettings { commit: CommitPolicy::EachRecord, ..ConsumerSettings::of("items-group", "items-list") };
    let first = world.act(Action::AddConsumer { settings: settings.clone() }).expect("a consumer");
    let second = world.act(Action::AddConsumer { settings }).expect("a consumer");
    world.run_until(seconds(30));
    let shares = |world: &World| [first, second].map(|id| consumer(world, id).assigned.len());
    assert_eq!(shares(&world).iter().sum::<usize>(), 3);
    assert!(shares(&world).iter().all(|share| *share >= 1));
    for number in 0..9 {
        send(&mut world, id, &format!("{number}"), Some(number % 3));
    }
    world.run_until(seconds(40));
    let processed = consumer(&world, first).processed_count + consumer(&world, second).processed_count;
    assert_eq!(processed, 9);
    world.act(Action::CrashConsumer { consumer: second });
    world.run_until(seconds(60));
    assert_eq!(consumer(&world, first).assigned.len(), 3);
    send(&mut world, id, "last", Some(0));
    send(&mut world, id, "last", Some(1));
    send(&mut world, id, "last", Some(2));
    let before = consumer(&world, first).processed_count;
    world.run_until(seconds(70));
    assert_eq!(consumer(&world, first).processed_count - before, 3, "each once: all was committed");
    sound(&world);
}

#[test]
fn a_consumer_ends_after_a_silence() {
    let (mut world, id) = told(4);
    send(&mut world, id, "only", None);
    let settings = ConsumerSettings {
        stop_after_silence: Some(std::time::Duration::from_secs(1)),
        ..ConsumerSettings::of("items-group", "items-list")
    };
    let reader = world.act(Action::AddConsumer { settings }).expect("a consumer");
    world.run_until(seconds(20));
    let view = consumer(&world, reader);
    assert_eq!((view.state, view.processed_count), (ConsumerState::Stopped, 1));
    sound(&world);
}

#[test]
fn a_stopped_broker_closes_its_logs_and_comes_back_clean() {
    let (mut world, id) = told(5);
    send(&mut world, id, "kept", Some(0));
    world.run_until(seconds(3));
    world.act(Action::StopBroker { broker: BROKER });
    world.run_until(seconds(5));
    assert_eq!(world.brokers()[0].state, ProcessState::Down);
    world.act(Action::PowerLoss { broker: BROKER, survival: Survival::Nothing });
    world.act(Action::RestartBroker { broker: BROKER });
    world.run_until(seconds(8));
    assert_eq!(values(&world, 0), ["kept"]);
    sound(&world);
}

#[test]
fn equal_runs_are_equal_and_a_copy_is_a_branch() {
    let run = |seed| {
        let mut world = World::new(Scenario::sandbox(), seed);
        world.run_until(seconds(5));
        world.act(Action::CrashBroker { broker: BROKER });
        world.act(Action::RestartBroker { broker: BROKER });
        world.run_until(seconds(10));
        world
    };
    let (one, same, other) = (run(1), run(1), run(2));
    assert_eq!(one.digest(), same.digest());
    assert_ne!(one.digest(), other.digest());
    let (mut left, mut right) = (one.clone(), one);
    left.run_until(seconds(20));
    right.run_until(seconds(20));
    assert_eq!(left.digest(), right.digest());
    right.act(Action::CrashBroker { broker: BROKER });
    assert_ne!(left.digest(), right.digest());
}

#[test]
fn a_disk_that_drops_what_it_called_synced_is_found() {
    let (mut world, id) = told(6);
    // The world is not told that this disk lies.
    world.brokers.get_mut(&BROKER).expect("a broker").machine.disk.faults.lying_syncs = true;
    send(&mut world, id, "lost", None);
    world.run_until(seconds(3));
    assert!(world.violations().iter().any(|violation| violation.invariant == *"L1"));
    world.act(Action::PowerLoss { broker: BROKER, survival: Survival::Nothing });
    world.act(Action::RestartBroker { broker: BROKER });
    world.run_until(seconds(6));
    assert!(world.violations().iter().any(|violation| violation.invariant == *"L9"), "{:#?}", world.violations());
}
