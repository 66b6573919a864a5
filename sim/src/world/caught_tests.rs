//! Messages that are held, delivered and lost by hand, in whole worlds.

use glasslog_core::time::Instant;

use super::{
    World,
    cluster_tests::{partition, run, three},
    tests::{producer, send, sound},
};
use crate::{
    Action, ActorId, FlightId,
    view::{End, FlightKind, FlightView},
};

/// A record has been sent, and is on its way to a follower: that message.
fn copying(seed: u64) -> (World, ActorId, FlightId) {
    let (mut world, id) = three(seed, 3);
    send(&mut world, id, "one", None);
    let copies = |flight: &FlightView| {
        let between = matches!((flight.from, flight.to), (End::Broker(_), End::Broker(_)));
        let records: u32 = flight.partitions.iter().map(|cargo| cargo.records).sum();
        between && flight.answer && flight.kind == FlightKind::Fetch && records > 0
    };
    for _ in 0..10_000 {
        if let Some(flight) = world.flights().into_iter().find(copies) {
            return (world, id, flight.id);
        }
        assert!(world.step());
    }
    panic!("no follower is sent the record: {:#?}", world.flights());
}

fn acked(world: &World, id: ActorId) -> u64 {
    producer(world, id).acked
}

fn flight(world: &World, id: FlightId) -> Option<FlightView> {
    world.flights().into_iter().find(|flight| flight.id == id)
}

#[test]
fn a_record_is_committed_when_the_answer_that_carries_it_is_delivered() {
    for seed in 0..4 {
        let (mut world, id, carries) = copying(seed);
        let caught_at = world.now();
        world.act(Action::HoldMessage { flight: carries });
        run(&mut world, 1);
        let held = flight(&world, carries).expect("it is under way");
        assert_eq!((held.held, held.caught), (true, Some(caught_at)));
        assert_eq!(acked(&world, id), 0, "the high watermark stands");
        world.act(Action::DeliverMessage { flight: carries });
        run(&mut world, 2);
        assert_eq!(acked(&world, id), 1, "{:#?}", world.drain_tales());
        assert!(!world.is_flying(carries));
        assert_eq!(partition(&world).isr.len(), 3);
        sound(&world);
    }
}

#[test]
fn a_message_that_is_lost_is_there_later() {
    let (mut world, id, carries) = copying(1);
    let (mut other, _, _) = copying(1);
    world.act(Action::LoseMessage { flight: carries });
    let late = flight(&world, carries).expect("it is sent again");
    assert_eq!((late.resent, late.lost_at), (1, None));
    let until = Instant(world.now().0 + 150_000);
    world.run_until(until);
    other.run_until(until);
    assert_eq!((acked(&world, id), acked(&other, id)), (0, 1));
    run(&mut world, 1);
    assert_eq!(acked(&world, id), 1);
    sound(&world);
}

#[test]
fn who_hears_nothing_for_long_asks_anew_and_nothing_is_there_twice() {
    let (mut world, id, carries) = copying(2);
    world.act(Action::HoldMessage { flight: carries });
    run(&mut world, 90);
    world.act(Action::DeliverMessage { flight: carries });
    run(&mut world, 30);
    send(&mut world, id, "two", None);
    run(&mut world, 30);
    assert_eq!(acked(&world, id), 2, "{:#?}", world.drain_tales());
    assert_eq!(partition(&world).isr.len(), 3);
    sound(&world);
}

#[test]
fn any_message_may_be_held_and_any_may_be_lost() {
    for seed in 0..6 {
        let (mut world, id) = three(seed, 2);
        for round in 0..60_usize {
            send(&mut world, id, &format!("{round}"), None);
            world.run_until(Instant(world.now().0 + 37_000));
            let flights: Vec<FlightId> = world.flights().iter().map(|flight| flight.id).collect();
            for (place, flight) in flights.into_iter().enumerate() {
                world.act(match (round + place) % 5 {
                    0 => Action::HoldMessage { flight },
                    1 => Action::LoseMessage { flight },
                    2 => Action::DeliverMessage { flight },
                    _ => continue,
                });
            }
        }
        for flight in world.flights() {
            world.act(Action::DeliverMessage { flight: flight.id });
        }
        run(&mut world, 90);
        let told = producer(&world, id);
        assert_eq!((told.acked, told.sent), (60, 60), "seed {seed}");
        sound(&world);
    }
}

#[test]
fn the_same_is_done_again_to_the_bit_and_nothing_is_done_to_what_is_gone() {
    let (mut one, _, carries) = copying(3);
    let (mut other, _, _) = copying(3);
    for world in [&mut one, &mut other] {
        world.act(Action::HoldMessage { flight: carries });
        run(world, 3);
        world.act(Action::LoseMessage { flight: carries });
        run(world, 3);
    }
    assert_eq!(one.digest(), other.digest());
    let flights = one.flights();
    for action in [Action::HoldMessage { flight: carries }, Action::LoseMessage { flight: carries }] {
        one.act(action);
    }
    assert_eq!(one.flights(), flights);
}
