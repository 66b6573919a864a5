//! Worlds of several brokers: leaders go, links break, disks are lost.

use std::time::Duration;

use glasslog_core::{
    controller::image::PartitionImage,
    id::{BrokerId, Offset, PartitionIndex},
    time::Instant,
};

use super::{
    World,
    tests::{checked, producer, send, sound},
};
use crate::{
    Action, ActorId, Link, Scenario,
    settings::{ProducerSettings, Sending},
    view::{End, FlightKind, ProcessState},
};

const ONE: BrokerId = BrokerId(1);
const TWO: BrokerId = BrokerId(2);
const MILLIS_50: Duration = Duration::from_millis(50);
const CUT: Link = Link { cut: true, extra: Duration::ZERO };

/// Three brokers, a topic of one partition on all of them, and a producer that sends what it is told.
pub(super) fn three(seed: u64, min_isr: u32) -> (World, ActorId) {
    let mut world = World::new(checked(Scenario::three_brokers()), seed);
    run(&mut world, 2);
    let configs = vec![("min.insync.replicas".into(), min_isr.to_string().into())];
    world.act(Action::CreateTopic { name: "orders".into(), partitions: 1, factor: None, configs });
    run(&mut world, 3);
    let settings = ProducerSettings { period: None, ..ProducerSettings::to("orders") };
    let producer = world.act(Action::AddProducer { settings }).expect("a producer");
    (world, producer)
}

pub(super) fn run(world: &mut World, seconds: u64) {
    world.run_until(Instant(world.now().0 + seconds * 1_000_000));
}

pub(super) fn partition(world: &World) -> PartitionImage {
    let (id, _) = world.image().topic_named("orders").expect("the topic");
    world.image().partition(id, PartitionIndex(0)).expect("the partition").clone()
}

fn values(world: &World, broker: BrokerId) -> usize {
    world.read_copy(broker, "orders", PartitionIndex(0), Offset(0), 1000).len()
}

#[test]
fn who_sends_nothing_again_loses_what_a_change_of_leaders_refuses() {
    for (retries, arrive) in [(None, true), (Some(0), false)] {
        let (mut world, _) = three(1, 1);
        let sending = Sending { retries, in_flight: 1, ..Sending::default() };
        let settings = ProducerSettings {
            idempotent: retries.is_none(),
            period: Some(MILLIS_50),
            ..ProducerSettings::to("orders")
        };
        let id = world.act(Action::producer(settings, sending)).expect("a producer");
        run(&mut world, 2);
        let leader = partition(&world).leader.expect("a leader");
        world.act(Action::CrashBroker { broker: leader });
        run(&mut world, 20);
        world.act(Action::SetRate { producer: id, period: None });
        run(&mut world, 20);
        let told = producer(&world, id);
        assert!(told.acked > 100, "{told:?}");
        assert_eq!(told.acked + told.refused + told.unknown, told.sent);
        assert_eq!(told.acked == told.sent, arrive, "{} of {}", told.acked, told.sent);
        sound(&world);
    }
}

#[test]
fn followers_have_what_the_leader_has_and_are_seen_to_fetch_it() {
    let (mut world, id) = three(1, 2);
    send(&mut world, id, "one", None);
    let mut carried = 0;
    for _ in 0..2000 {
        world.step();
        let between = |flight: &crate::view::FlightView| {
            matches!((flight.from, flight.to), (End::Broker(_), End::Broker(_))) && flight.kind == FlightKind::Fetch
        };
        carried +=
            world.flights().iter().filter(|f| between(f)).flat_map(|f| &f.partitions).map(|c| c.records).sum::<u32>();
    }
    run(&mut world, 3);
    assert_eq!(producer(&world, id).acked, 1, "{:#?}", world.drain_tales());
    assert_eq!([1, 2, 3].map(|broker| values(&world, BrokerId(broker))), [1, 1, 1]);
    assert!(carried > 0);
    sound(&world);
}

#[test]
fn a_leader_that_dies_is_followed_by_another_and_loses_nothing() {
    for seed in 0..10 {
        let (mut world, id) = three(seed, 2);
        (0..10).for_each(|number| send(&mut world, id, &format!("{number}"), None));
        world.run_until(Instant(world.now().0 + 150_000 + 7_001 * seed));
        let leader = partition(&world).leader.expect("a leader");
        world.act(Action::CrashBroker { broker: leader });
        run(&mut world, 10);
        assert_ne!(partition(&world).leader, Some(leader));
        world.act(Action::RestartBroker { broker: leader });
        run(&mut world, 20);
        assert_eq!(producer(&world, id).acked, 10, "seed {seed}: {:#?}", world.drain_tales());
        assert_eq!(partition(&world).isr.len(), 3);
        assert_eq!(partition(&world).leader, Some(leader), "the preferred leader has its place back");
        assert_eq!([1, 2, 3].map(|broker| values(&world, BrokerId(broker))), [10, 10, 10]);
        sound(&world);
    }
}

#[test]
fn a_leader_cut_off_from_the_controller_is_fenced_and_steps_down_when_it_hears_of_it() {
    let (mut world, id) = three(3, 1);
    let leader = partition(&world).leader.expect("a leader");
    for (from, to) in [(End::Broker(leader), End::Ensemble), (End::Ensemble, End::Broker(leader))] {
        world.act(Action::SetLink { from, to, link: CUT });
    }
    run(&mut world, 6);
    assert_ne!(partition(&world).leader, Some(leader));
    send(&mut world, id, "late", None);
    run(&mut world, 5);
    for (from, to) in [(End::Broker(leader), End::Ensemble), (End::Ensemble, End::Broker(leader))] {
        world.act(Action::SetLink { from, to, link: Link::default() });
    }
    run(&mut world, 30);
    assert_eq!(producer(&world, id).acked, 1, "{:#?}", world.drain_tales());
    assert_eq!(partition(&world).isr.len(), 3);
    sound(&world);
}

#[test]
fn over_links_that_lose_packets_everything_arrives_only_later() {
    let acked_within = |percent: u8| {
        let (mut world, id) = three(4, 3);
        for one in [ONE, TWO, BrokerId(3)] {
            for other in [ONE, TWO, BrokerId(3)].into_iter().filter(|other| *other != one) {
                world.act(Action::SetLoss { from: End::Broker(one), to: End::Broker(other), percent });
            }
        }
        let before = world.now();
        let mut resent = 0;
        for number in 1..=20 {
            send(&mut world, id, &format!("{number}"), None);
            while producer(&world, id).acked < number && world.step() {
                resent += world.flights().iter().filter(|flight| flight.resent > 0).count();
            }
        }
        let took = world.now().since(before);
        // mended, all is as it was
        for link in world.links() {
            world.act(Action::SetLink { from: link.from, to: link.to, link: Link::default() });
        }
        assert_eq!(world.links(), []);
        run(&mut world, 30);
        assert_eq!([ONE, TWO, BrokerId(3)].map(|broker| values(&world, broker)), [20; 3]);
        assert_eq!(partition(&world).isr.len(), 3);
        sound(&world);
        (took, resent)
    };
    let ((plain, none), (lossy, some)) = (acked_within(0), acked_within(30));
    assert!(none == 0 && some > 0, "{some} messages were seen that are sent again");
    assert!(lossy > plain + Duration::from_secs(2), "{plain:?} without loss, {lossy:?} with it");
}

#[test]
fn a_paused_leader_wakes_as_a_follower() {
    let (mut world, id) = three(4, 2);
    let leader = partition(&world).leader.expect("a leader");
    send(&mut world, id, "before", None);
    run(&mut world, 1);
    world.act(Action::PauseBroker { broker: leader });
    send(&mut world, id, "during", None);
    run(&mut world, 15);
    assert!(world.brokers().iter().any(|status| status.id == leader && status.paused));
    assert_ne!(partition(&world).leader, Some(leader));
    world.act(Action::WakeBroker { broker: leader });
    run(&mut world, 45);
    assert_eq!(producer(&world, id).acked, 2, "{:#?}", world.drain_tales());
    assert_eq!(values(&world, leader), 2);
    sound(&world);
}

#[test]
fn a_wiped_disk_is_filled_again_by_the_others() {
    let (mut world, id) = three(5, 2);
    (0..5).for_each(|number| send(&mut world, id, &format!("{number}"), None));
    run(&mut world, 3);
    world.act(Action::WipeDisk { broker: ONE });
    world.act(Action::RestartBroker { broker: ONE });
    run(&mut world, 20);
    assert_eq!(values(&world, ONE), 5);
    assert_eq!(partition(&world).isr.len(), 3);
    sound(&world);
}

#[test]
fn the_ensemble_may_change_its_controller_at_any_time() {
    let (mut world, id) = three(6, 2);
    for number in 0..20 {
        send(&mut world, id, &format!("{number}"), None);
        world.act(if number % 3 == 0 { Action::DeposeController } else { Action::ElectController });
        world.run_until(Instant(world.now().0 + 300_000));
    }
    world.act(Action::ElectController);
    world.act(Action::CrashBroker { broker: TWO });
    run(&mut world, 10);
    world.act(Action::RestartBroker { broker: TWO });
    run(&mut world, 20);
    assert_eq!(producer(&world, id).acked, 20, "{:#?}", world.drain_tales());
    assert_eq!(partition(&world).isr.len(), 3);
    assert!(world.brokers().iter().all(|status| status.state == ProcessState::Running));
    sound(&world);
}

#[test]
fn a_one_way_cut_that_stays_makes_no_storm_of_elections() {
    // V6: broker 2 hears of nothing and is heard by all.
    let (mut world, id) = three(7, 1);
    for from in [End::Broker(ONE), End::Broker(BrokerId(3))] {
        world.act(Action::SetLink { from, to: End::Broker(TWO), link: CUT });
    }
    run(&mut world, 30);
    let before = partition(&world).leader_epoch;
    send(&mut world, id, "in spite of it", None);
    run(&mut world, 60);
    assert_eq!(partition(&world).leader_epoch, before, "{:#?}", world.drain_tales());
    assert_eq!(producer(&world, id).acked, 1);
    sound(&world);
}

#[test]
fn equal_runs_of_three_brokers_are_equal() {
    let digest = |seed| {
        let (mut world, id) = three(seed, 2);
        (0..10).for_each(|number| send(&mut world, id, &format!("{number}"), None));
        world.act(Action::CrashBroker { broker: ONE });
        run(&mut world, 10);
        world.digest()
    };
    assert_eq!(digest(1), digest(1));
    assert_ne!(digest(1), digest(2));
}
