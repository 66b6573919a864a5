//! Worlds with members of several kinds: static ones, those that keep what they have, those that take much at once.

use std::time::Duration;

use glasslog_core::{sorted::SortedSet, time::Instant, view::Seq};

use super::{
    World,
    tests::{consumer, producer, seconds, send, sound, told},
};
use crate::{
    Action, ActorId,
    settings::{Assignor, CommitPolicy, ConsumerSettings, Membership, ProducerSettings},
    view::{ConsumerState, Tale},
};

const GROUP: &str = "items-group";

/// A consumer of three partitions that commits after each record.
fn settings() -> ConsumerSettings {
    ConsumerSettings { commit: CommitPolicy::EachRecord, ..ConsumerSettings::of(GROUP, "items-list") }
}

fn member(world: &mut World, settings: ConsumerSettings, membership: Membership) -> ActorId {
    world.act(Action::AddMember { settings, membership }).expect("a consumer")
}

fn run(world: &mut World, span: Duration) {
    world.run_until(world.now() + span);
}

fn generation(world: &mut World) -> i32 {
    let delta = world.node_changes(glasslog_core::id::BrokerId(1), Seq(0));
    delta.groups.iter().find(|group| *group.group == *GROUP).map_or(-1, |group| group.generation.0)
}

fn named(instance: &str, assignor: Assignor) -> Membership {
    Membership { instance: (!instance.is_empty()).then(|| instance.into()), assignor, ..Membership::default() }
}

/// Sends ten records a second.
fn stream(world: &mut World) -> ActorId {
    let settings = ProducerSettings { period: Some(Duration::from_millis(100)), ..ProducerSettings::to("items-list") };
    world.act(Action::AddProducer { settings }).expect("a producer")
}

/// Two members are restarted one after the other: by how much their group's generation rises, and how many records were
/// processed more than once.
fn deployed(first: &Membership, second: &Membership) -> (i32, u64) {
    let (mut world, _) = told(11);
    let all = [first, second].map(|membership| member(&mut world, settings(), membership.clone()));
    let writer = stream(&mut world);
    run(&mut world, Duration::from_secs(30));
    let before = generation(&mut world);
    let (away, apart) = (Duration::from_secs(2), Duration::from_secs(6));
    world.act(Action::RestartConsumers { consumers: all.to_vec(), away, apart });
    run(&mut world, Duration::from_secs(1));
    assert!(matches!(consumer(&world, all[0]).state, ConsumerState::Away(_)));
    run(&mut world, Duration::from_secs(30));
    world.act(Action::SetRate { producer: writer, period: None });
    run(&mut world, Duration::from_secs(10));
    let acked = producer(&world, writer).acked;
    let processed: u64 = all.iter().map(|id| consumer(&world, *id).processed_count).sum();
    assert!(all.iter().all(|id| !consumer(&world, *id).assigned.is_empty()), "both are back");
    assert!(processed >= acked, "{processed} of {acked}");
    sound(&world);
    (generation(&mut world) - before, processed - acked)
}

#[test]
fn a_deployment_of_static_members_is_no_rebalance() {
    assert_eq!(deployed(&named("one", Assignor::Range), &named("two", Assignor::Range)), (0, 0));
    assert_eq!(deployed(&named("one", Assignor::Cooperative), &named("two", Assignor::Cooperative)), (0, 0));
    let (rebalances, _) = deployed(&named("", Assignor::Range), &named("", Assignor::Range));
    assert!((2..=4).contains(&rebalances), "each leaves and comes back: {rebalances}");
}

/// A third member comes: the least that one of the first two had while the group shared out anew.
fn least_while_sharing(assignor: Assignor) -> usize {
    let (mut world, _) = told(12);
    let all = [(); 2].map(|()| member(&mut world, settings(), named("", assignor)));
    stream(&mut world);
    run(&mut world, Duration::from_secs(30));
    let late = member(&mut world, settings(), named("", assignor));
    let mut least = usize::MAX;
    while consumer(&world, late).assigned.is_empty() {
        world.step();
        let have = all.iter().map(|id| consumer(&world, *id).assigned.len()).min();
        least = least.min(have.unwrap_or(0));
        assert!(world.now() < seconds(90), "it never gets its share");
    }
    run(&mut world, Duration::from_secs(5));
    let shares: Vec<_> = all.iter().chain([&late]).flat_map(|id| consumer(&world, *id).assigned).collect();
    let owned: SortedSet<_> = shares.iter().map(|share| share.partition.clone()).collect();
    assert_eq!((shares.len(), owned.len()), (3, 3), "each partition has one reader");
    sound(&world);
    least
}

#[test]
fn members_that_keep_what_they_have_are_never_without() {
    assert_eq!(least_while_sharing(Assignor::Range), 0);
    assert_eq!(least_while_sharing(Assignor::RoundRobin), 0);
    assert_eq!(least_while_sharing(Assignor::Cooperative), 1);
}

#[test]
fn who_cannot_share_as_the_others_do_is_not_taken() {
    let (mut world, _) = told(13);
    member(&mut world, settings(), named("", Assignor::Range));
    run(&mut world, Duration::from_secs(10));
    let other = member(&mut world, settings(), named("", Assignor::Cooperative));
    run(&mut world, Duration::from_secs(5));
    assert_eq!(consumer(&world, other).state, ConsumerState::Stopped);
    let told: Vec<Tale> = world.drain_tales().into_iter().map(|told| told.what).collect();
    assert!(told.iter().any(|tale| matches!(tale, Tale::Client(id, words) if *id == other && words.contains("InconsistentGroupProtocol"))), "{told:?}");
}

/// How often a group shares out anew within two minutes whose members work 400 ms on each record and take so many a poll.
fn storm(poll_records: u32) -> i32 {
    let (mut world, sender) = told(14);
    for number in 0..600 {
        send(&mut world, sender, &number.to_string(), Some(number % 3));
    }
    run(&mut world, Duration::from_secs(5));
    let membership = Membership { poll_records, max_poll_interval: Duration::from_secs(10), ..Membership::default() };
    let settings = ConsumerSettings { time_per_record: Duration::from_millis(400), ..settings() };
    for _ in 0..2 {
        member(&mut world, settings.clone(), membership.clone());
    }
    run(&mut world, Duration::from_secs(30));
    let before = generation(&mut world);
    run(&mut world, Duration::from_secs(120));
    sound(&world);
    generation(&mut world) - before
}

#[test]
fn it_is_the_work_of_one_poll_that_must_fit_into_the_poll_interval() {
    assert!(storm(50) >= 4, "20 s of work a poll, 10 s allowed");
    assert_eq!(storm(20), 0, "8 s of work");
}

#[test]
fn what_a_member_has_taken_and_not_begun_with_is_read_by_another_one() {
    let (mut world, sender) = told(15);
    for number in 0..30 {
        send(&mut world, sender, &number.to_string(), Some(number % 3));
    }
    run(&mut world, Duration::from_secs(5));
    let settings = ConsumerSettings { time_per_record: Duration::from_millis(300), ..settings() };
    let first = member(&mut world, settings.clone(), Membership { poll_records: 30, ..Membership::default() });
    while consumer(&world, first).processed_count < 7 {
        world.step();
        assert!(world.now() < seconds(60), "it does not read");
    }
    world.act(Action::RemoveConsumer { consumer: first });
    let second = member(&mut world, settings, Membership::default());
    run(&mut world, Duration::from_secs(60));
    assert_eq!(consumer(&world, second).processed_count, 23);
    sound(&world);
}

#[test]
fn a_restart_that_is_asked_for_while_it_is_away_changes_nothing() {
    let (mut world, _) = told(16);
    let one = member(&mut world, settings(), Membership::default());
    run(&mut world, Duration::from_secs(10));
    let restart = |away| Action::RestartConsumers { consumers: vec![one], away, apart: Duration::ZERO };
    world.act(restart(Duration::from_secs(3)));
    run(&mut world, Duration::from_secs(1));
    let back = consumer(&world, one).state;
    world.act(restart(Duration::from_secs(60)));
    run(&mut world, Duration::from_secs(1));
    assert_eq!((back, consumer(&world, one).state), (ConsumerState::Away(Instant(14_000_000)), back));
    run(&mut world, Duration::from_secs(10));
    assert_eq!(consumer(&world, one).assigned.len(), 3);
}

#[test]
fn partitions_that_are_added_while_a_static_leader_is_away_get_a_reader() {
    let (mut world, _) = told(17);
    let one = member(&mut world, settings(), named("one", Assignor::Range));
    run(&mut world, Duration::from_secs(10));
    let (away, apart) = (Duration::from_secs(4), Duration::ZERO);
    world.act(Action::RestartConsumers { consumers: vec![one], away, apart });
    run(&mut world, Duration::from_secs(1));
    let before = generation(&mut world);
    world.act(Action::AddPartitions { name: "items-list".into(), count: 5 });
    run(&mut world, Duration::from_secs(10));
    assert_eq!(consumer(&world, one).assigned.len(), 5);
    assert_eq!(generation(&mut world), before + 1);
    sound(&world);
}
