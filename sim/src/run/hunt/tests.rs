use glasslog_core::request::Acks;

use super::*;
use crate::{Timeline, hunt};

/// The page's own settings, but for what its producer waits for and whether it is recognised.
fn settings(acks: Acks, idempotent: bool) -> Scenario {
    let mut scenario = Scenario::playground();
    for action in &mut scenario.opening {
        if let Action::AddProducer { settings } = action {
            (settings.acks, settings.idempotent) = (acks, idempotent);
        }
    }
    let mut world = World::new(scenario, 1);
    world.run_until(Instant(9_000_000));
    hunt::settings(&world)
}

fn whole(hunt: &mut Hunt) -> (Progress, Vec<Finding>) {
    up_to(hunt, |_| false)
}

/// Goes on to the end, or until this is so.
fn up_to(hunt: &mut Hunt, enough: impl Fn(&Progress) -> bool) -> (Progress, Vec<Finding>) {
    let mut found = Vec::new();
    loop {
        let progress = hunt.go(10_000);
        found.extend(progress.found.clone());
        if progress.is_over || enough(&progress) {
            return (progress, found);
        }
    }
}

#[test]
fn the_settings_of_a_world_are_its_topics_and_clients_as_they_are_now() {
    let mut world = World::new(Scenario::playground(), 1);
    world.run_until(Instant(9_000_000));
    let before = hunt::settings(&world);
    assert_eq!(before.opening.len(), Scenario::playground().opening.len());
    world.act(Action::CrashBroker { broker: glasslog_core::id::BrokerId(1) });
    world.run_until(Instant(15_000_000));
    assert_eq!(hunt::settings(&world), before, "what went wrong is no setting");
    let name = glasslog_core::name::Text::from("more");
    world.act(Action::CreateTopic { name, partitions: 2, factor: Some(2), configs: Vec::new() });
    world.run_until(Instant(20_000_000));
    let topic = |action: &&Action| matches!(action, Action::CreateTopic { factor: Some(2), partitions: 2, .. });
    let more = hunt::settings(&world);
    assert_eq!(more.opening.iter().filter(topic).count(), 1);
    // a producer that is about to end, and still has answers to come, is none of them
    let ends = world.actors().into_iter().find(|actor| matches!(actor.role, ActorRole::Producer(_))).expect("one").id;
    world.act(Action::Send { producer: ends, key: None, value: None, partition: None });
    world.act(Action::RemoveProducer { producer: ends });
    assert!(world.actors().iter().any(|actor| actor.id == ends), "it waits for its answer");
    assert_eq!(hunt::settings(&world).opening.len(), more.opening.len() - 1);
}

#[test]
fn with_one_ack_a_record_is_lost_within_a_few_dozen_seeds_and_its_run_shows_how() {
    let (progress, found) = up_to(&mut Hunt::new(settings(Acks::Leader, false), 1, 40), |progress| progress.lost.1 > 0);
    assert!(progress.lost.1 > 0, "{progress:?}");
    assert_eq!(progress.broken, 0, "with acks=1 that breaks no promise");
    let finding = found.iter().find(|finding| matches!(finding.what, What::Lost(_))).expect("a loss");
    let What::Lost(prey) = &finding.what else { unreachable!("it was looked for") };
    let moment = Moment::read_file(&finding.run).expect("its run");
    assert!(moment.at < prey.sent || moment.at < finding.at);
    let mut line = Timeline::of(&moment.script);
    let (topic, index) = prey.partition.clone();
    let offset = prey.offset.expect("acks=1 tells an offset");
    let there = |line: &Timeline| {
        let value = Some(bytes::Bytes::copy_from_slice(prey.value.as_bytes()));
        let world = line.world();
        let read = |broker| world.read_copy(broker, &topic, index, offset, 1);
        world.scenario().brokers.iter().any(|broker| read(*broker).iter().any(|record| record.value == value))
    };
    // the answer takes a while, and its leader may be dead when it comes
    let held = (0..20).any(|back| {
        line.seek(Instant(prey.sent.0.saturating_sub(back * 5_000)));
        there(&line)
    });
    assert!(held, "in a log when its leader acknowledged it: {finding:?}");
    line.seek(moment.script.end);
    assert!(!there(&line), "and gone in the end");
}

#[test]
fn without_idempotence_a_record_is_there_twice_and_with_it_once() {
    let (careless, found) = up_to(&mut Hunt::new(settings(Acks::All, false), 1, 40), |progress| progress.twice.1 > 0);
    assert!(careless.twice.1 > 0 && careless.lost.1 == 0, "{careless:?}");
    let twice = found.iter().find_map(|finding| match &finding.what {
        What::Twice(prey, again) => Some((prey, *again, &finding.run)),
        _ => None,
    });
    let (prey, again, run) = twice.expect("one");
    let moment = Moment::read_file(run).expect("its run");
    let mut line = Timeline::of(&moment.script);
    line.seek(moment.script.end);
    let value = |offset| {
        let records = line.world().read(&prey.partition.0, prey.partition.1, offset, 1);
        records.into_iter().next().and_then(|record| record.value)
    };
    assert!(prey.offset.is_some_and(|first| first < again && value(first) == value(again)));
    let (careful, _) = whole(&mut Hunt::new(settings(Acks::All, true), 1, 12));
    assert_eq!((careful.twice, careful.lost, careful.broken), ((0, 0), (0, 0), 0));
    assert!(careful.acked > 100);
}

/// Quick only with optimisation: `cargo xtask test --only sim-bugs`.
#[test]
#[ignore = "a thousand seeds"]
fn with_all_acks_and_two_in_sync_a_thousand_seeds_lose_nothing() {
    let (progress, found) = whole(&mut Hunt::new(settings(Acks::All, true), 1, 1000));
    assert_eq!((progress.lost, progress.twice, progress.broken), ((0, 0), (0, 0), 0), "{found:?}");
    assert_eq!(progress.seeds, 1000);
}

#[test]
fn a_hunt_in_small_steps_finds_what_one_in_large_steps_does() {
    let scenario = settings(Acks::Leader, false);
    let (large, found) = whole(&mut Hunt::new(scenario.clone(), 1, 3));
    let mut hunt = Hunt::new(scenario, 1, 3);
    let (mut calls, mut same) = (0, Vec::new());
    let small = loop {
        let progress = hunt.go(100);
        same.extend(progress.found.clone());
        calls += 1;
        if progress.is_over {
            break progress;
        }
    };
    assert!(calls > 20, "{calls}");
    assert_eq!((small.steps, small.acked, same), (large.steps, large.acked, found));
}
