//! Messages: how long they take, where they are lost, and what is kept of those that have flown.

use super::*;
use crate::scene::{Doing, Passed, Place};

#[test]
fn requests_take_as_long_as_from_the_arrival_of_the_question_to_the_leaving_of_the_answer() {
    use glasslog_sim::view::FlightKind;
    // from the beginning, so that no question is missed
    let mut line = Timeline::of(&Tab::new(1).line.script());
    let mut newest = glasslog_sim::FlightId(0);
    let mut open: Vec<((End, End, u64), Instant)> = Vec::new();
    // produce requests, consumers' fetches, followers' fetches: how many, and microseconds
    let mut seen = [(0, 0); 3];
    while line.now() < Instant(20_000_000) {
        for view in line.world().flights_since(newest) {
            newest = view.id;
            let Some(exchange) = view.exchange else { continue };
            let kind = match (view.kind, matches!((view.from, view.to), (End::Broker(_), End::Broker(_)))) {
                (FlightKind::Produce, _) => 0,
                (FlightKind::Fetch, between) => 1 + usize::from(between),
                _ => continue,
            };
            if !view.answer {
                open.push(((view.from, view.to, exchange), view.arrives));
                continue;
            }
            let question = (view.to, view.from, exchange);
            let asked = open.iter().position(|(asked, _)| *asked == question).expect("it was asked");
            seen[kind].0 += 1;
            seen[kind].1 += view.departed.0 - open.swap_remove(asked).1.0;
        }
        line.step();
    }
    let mut counted = [(0, 0); 3];
    for broker in line.world().brokers() {
        let of = line.node_changes(broker.id, glasslog_core::view::Seq(0)).counted;
        for (sum, times) in counted.iter_mut().zip([of.produce, of.fetch_consumer, of.fetch_follower]) {
            *sum = (sum.0 + times.count, sum.1 + times.total_us);
        }
    }
    assert!(seen.iter().all(|(count, _)| *count > 10), "{seen:?}");
    assert_eq!(counted, seen);
}

#[test]
fn a_link_that_loses_packets_is_seen_to_and_so_is_what_it_makes_late() {
    let mut tab = Tab::new(1);
    tab.cluster();
    let ends = [1, 3].map(|id| Place::Broker(BrokerId(id)));
    tab.command_line("lossy B1-B3 60%").expect("there is such a command");
    assert_eq!(tab.said().and_then(|said| said.words()).as_deref(), Some("lossy B1-B3 60%"));
    let link = tab.cluster().link(ends[0], ends[1]).expect("something is wrong with it");
    assert_eq!((link.loss, link.cut, link.slow_ms), (60, false, 0));
    let mut seen = Vec::new();
    for _ in 0..3_000 {
        tab.line.step();
        tab.look();
        for flight in tab.flights().iter().filter(|flight| flight.resent) {
            assert!([flight.from, flight.to].iter().all(|end| ends.contains(end)), "{flight:?}");
            assert!(flight.leaves.since(flight.departed) >= Duration::from_millis(200), "{flight:?}");
            seen.push(flight.doing(tab.line.now()).0);
        }
    }
    assert!(seen.contains(&Doing::Waits), "{}", seen.len());
    assert!(tab.past().messages.iter().any(|passed| passed.resent > 1));
    tab.command_line("mend B1-B3").expect("there is such a command");
    assert_eq!(tab.cluster().link(ends[0], ends[1]), None);
}

/// What has flown and said something since a moment. What always flies is left out: only its newest are kept.
fn flown(tab: &mut Tab, since: Instant) -> Vec<Passed> {
    let past = tab.past();
    let shown = past.messages.iter().filter(|passed| !passed.routine && passed.departed >= since);
    shown.map(|passed| Passed::clone(passed)).collect()
}

#[test]
fn what_has_flown_is_the_same_whether_one_was_there_or_came_back() {
    let mut tab = Tab::new(3);
    assert!(!tab.past().messages.is_empty(), "what flew before anybody looked is gone through again");
    run(&mut tab, 1_500);
    let broker = leader(&mut tab).expect("somebody leads");
    tab.act(Action::CrashBroker { broker });
    let other = BrokerId(broker.0 % 3 + 1);
    let link = Link { cut: true, extra: Duration::ZERO };
    tab.act(Action::SetLink { from: End::Broker(other), to: End::Ensemble, link });
    // frames of the screen, fast: more happens in one than is looked at
    tab.clock.speed = 16.0;
    for _ in 0..100 {
        tab.frame(16.0);
        tab.past();
    }
    assert!(tab.past().gaps.iter().any(|gap| gap.broker == broker));
    assert!(tab.past().messages.iter().any(|passed| passed.lost_at.is_some()), "what goes over the cut link is lost");
    let now = tab.line.now();
    let before = tab.past();
    tab.seek(Instant(now.0 / 2));
    tab.seek(now);
    let since = tab.past().since.max(before.since) + Duration::from_secs(1);
    let again = flown(&mut tab, since);
    let mut there = before.messages.iter().filter(|passed| !passed.routine && passed.departed >= since);
    assert!(again.len() > 5, "{}", again.len());
    for passed in &again {
        assert_eq!(there.next().map(std::rc::Rc::as_ref), Some(passed));
    }
    assert_eq!(there.next(), None);
}

#[test]
fn looking_at_what_flies_changes_nothing_in_the_world_and_is_forgotten_when_nobody_looks() {
    let (mut one, mut other) = (Tab::new(4), Tab::new(4));
    for _ in 0..300 {
        one.frame(16.0);
        other.frame(16.0);
        other.past();
    }
    assert_eq!(one.line.world().digest(), other.line.world().digest());
    assert!(other.recorder.is_some() && one.recorder.is_none());
    for _ in 0..400 {
        other.frame(16.0);
    }
    assert!(other.recorder.is_none());
}

#[test]
fn a_message_that_is_caught_while_time_stands_is_seen_to_be() {
    let mut tab = Tab::new(1);
    while tab.flights().is_empty() {
        tab.step();
    }
    let id = tab.flights()[0].id;
    tab.act(Action::HoldMessage { flight: glasslog_sim::FlightId(id) });
    assert!(tab.flights().iter().any(|flight| flight.id == id && flight.caught.is_some()));
}
