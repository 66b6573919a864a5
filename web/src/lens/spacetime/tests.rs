use std::rc::Rc;

use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::time::Instant;
use glasslog_sim::view::Cargo;

use super::layout::{Diagram, Ending, Gaze, SPANS, zoom_for};
use crate::scene::fixture::three;
use crate::scene::{FlightKind, Gap, Passed, Past, Place};
use crate::store::Selected;

const P1: Place = Place::Producer(1);
const HOP: u64 = 20_000;

fn broker(id: i32) -> Place {
    Place::Broker(BrokerId(id))
}

fn gaze(now: u64) -> Gaze {
    Gaze { width: 936.0, height: 500.0, now: Instant(now), upto: None, zoom: 3, routine: false, chosen: None }
}

fn passed(id: u64, kind: FlightKind, (from, to): (Place, Place), departed: u64) -> Passed {
    Passed {
        id,
        from,
        to,
        kind,
        word: format!("word {id}"),
        api: "",
        answer: false,
        routine: false,
        exchange: None,
        cargo: Vec::new(),
        departed: Instant(departed),
        resent: 0,
        leaves: Instant(departed),
        arrives: Instant(departed + HOP),
        held: false,
        lost_at: None,
    }
}

fn past(messages: Vec<Passed>) -> Past {
    Past { messages: messages.into_iter().map(Rc::new).collect(), ..Past::default() }
}

fn cargo(records: u32, from: Option<i64>) -> Cargo {
    Cargo { partition: ("items-list".into(), PartitionIndex(0)), records, from: from.map(Offset), high_watermark: None }
}

/// A record is produced and acknowledged at offset 7, and a consumer gets it; besides, somebody fetches in vain.
fn story() -> Past {
    let produce = Passed {
        exchange: Some(1),
        cargo: vec![cargo(2, None)],
        ..passed(1, FlightKind::Produce, (P1, broker(1)), 600_000)
    };
    let ack = Passed {
        exchange: Some(1),
        answer: true,
        cargo: vec![cargo(0, Some(6))],
        ..passed(2, FlightKind::Ack, (broker(1), P1), 660_000)
    };
    let reader = Place::Consumer(1);
    let fetch = Passed { exchange: Some(9), ..passed(3, FlightKind::Fetch, (reader, broker(1)), 580_000) };
    let records = Passed {
        exchange: Some(9),
        answer: true,
        cargo: vec![cargo(2, Some(6))],
        ..passed(4, FlightKind::Records, (broker(1), reader), 665_000)
    };
    let vain = Passed { routine: true, ..passed(5, FlightKind::Fetch, (broker(2), broker(3)), 700_000) };
    past(vec![fetch, produce, ack, records, vain])
}

fn ids(diagram: &Diagram) -> Vec<u64> {
    diagram.arrows.iter().map(|arrow| arrow.id).collect()
}

#[test]
fn time_runs_down_evenly_and_every_message_goes_from_line_to_line() {
    let diagram = Diagram::of(&story(), &three(), None, gaze(700_000));
    assert_eq!(ids(&diagram), [3, 1, 2, 4], "what always flies is left out");
    let y = |id: u64| diagram.arrows.iter().find(|arrow| arrow.id == id).map(|arrow| (arrow.from.1, arrow.to.1));
    let [(fetch, _), (produce, there), (ack, _)] = [3, 1, 2].map(|id| y(id).expect("it is in sight"));
    let pixels = (produce - fetch) / 20.0;
    assert!((there - produce - 20.0 * pixels).abs() < 0.01 && (ack - produce - 60.0 * pixels).abs() < 0.01);
    for arrow in &diagram.arrows {
        for (x, _) in [arrow.from, arrow.to] {
            assert!(diagram.lines.iter().any(|line| line.x == x), "it ends on a line");
        }
        assert_eq!(arrow.end, Ending::Arrived);
    }
    let labels: Vec<&str> = diagram.lines.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(labels, ["P1", "Broker 1", "Broker 2", "Broker 3", "Ensemble", "A1", "A2"]);
    let all = Diagram::of(&story(), &three(), None, Gaze { routine: true, ..gaze(700_000) });
    assert_eq!(ids(&all), [3, 1, 2, 4, 5]);
}

#[test]
fn a_message_under_way_has_come_as_far_as_the_present_and_what_is_yet_to_leave_is_not_there() {
    let diagram = Diagram::of(&story(), &three(), None, gaze(610_000));
    assert_eq!(ids(&diagram), [3, 1]);
    let produce = &diagram.arrows[1];
    assert_eq!(produce.end, Ending::Flying);
    let (p1, b1) = (diagram.lines[0].x, diagram.lines[1].x);
    assert!((produce.to.0 - (p1 + b1) / 2.0).abs() < 0.01, "half of its way");
    assert_eq!(Some(produce.to.1), diagram.now);
}

#[test]
fn a_record_is_followed_from_its_producer_to_its_readers() {
    let record = |offset| Selected::Record("items-list".into(), PartitionIndex(0), Offset(offset));
    let of = |offset| ids(&Diagram::of(&story(), &three(), Some(&record(offset)), gaze(700_000)));
    // the acknowledgement says where the first of two records lies
    assert_eq!(of(7), [3, 1, 2, 4]);
    assert_eq!(of(8), [0_u64; 0]);
    let partition = Selected::Partition("items-list".into(), PartitionIndex(0));
    assert_eq!(ids(&Diagram::of(&story(), &three(), Some(&partition), gaze(700_000))), [1, 2, 4]);
    let producer = Diagram::of(&story(), &three(), Some(&Selected::Producer(1)), gaze(700_000));
    assert_eq!(ids(&producer), [1, 2]);
    assert_eq!(producer.lines.len(), 2, "only those who take part");
    let group = Selected::Group("items-group".into());
    assert_eq!(ids(&Diagram::of(&story(), &three(), Some(&group), gaze(700_000))), [3, 4]);
    let link = Selected::Link(broker(2), broker(3));
    let routine = Gaze { routine: true, ..gaze(720_000) };
    assert_eq!(ids(&Diagram::of(&story(), &three(), Some(&link), routine)), [5]);
}

#[test]
fn what_is_lost_ends_on_its_way_and_what_is_held_waits() {
    let lost = Passed { lost_at: Some(Instant(605_000)), ..passed(1, FlightKind::Produce, (P1, broker(1)), 600_000) };
    let held = Passed { held: true, ..passed(2, FlightKind::Fetch, (broker(2), broker(1)), 610_000) };
    let diagram = Diagram::of(&past(vec![lost, held]), &three(), None, gaze(700_000));
    let [lost, held] = diagram.arrows.as_slice() else { panic!("both are in sight") };
    assert_eq!((lost.end, held.end), (Ending::Lost, Ending::Held));
    let part = (lost.to.0 - lost.from.0) / (diagram.lines[1].x - diagram.lines[0].x);
    assert!((part - 0.25).abs() < 0.01, "a quarter of its way");
    assert_eq!(Some(held.to.1), diagram.now, "it still waits");
    assert!(held.stopped.is_some_and(|(x, y)| x == held.to.0 && y < held.to.1));
}

#[test]
fn what_is_sent_again_stays_with_its_sender_until_it_gets_through() {
    let again = Passed {
        resent: 1,
        leaves: Instant(640_000),
        arrives: Instant(640_000 + HOP),
        ..passed(1, FlightKind::Produce, (P1, broker(1)), 440_000)
    };
    let at = |now: u64| Diagram::of(&past(vec![again.clone()]), &three(), None, gaze(now)).arrows[0].clone();
    let waits = at(600_000);
    assert_eq!((waits.end, waits.to), (Ending::Flying, waits.from), "it is where it came from");
    assert!(waits.first.is_some_and(|first| first < waits.from.1));
    let arrived = at(700_000);
    assert_eq!((arrived.end, arrived.word.as_str()), (Ending::Arrived, "↻ word 1"));
    let hop = arrived.to.1 - arrived.from.1;
    assert!(arrived.first.is_some_and(|first| arrived.from.1 - first > 5.0 * hop), "long before it went on its way");
}

#[test]
fn a_broker_that_did_not_run_has_a_gap() {
    let gap = |broker: i32, from: u64, upto: Option<u64>| Gap {
        broker: BrokerId(broker),
        from: Instant(from),
        upto: upto.map(Instant),
        paused: false,
    };
    let gaps = vec![gap(1, 450_000, Some(500_000)), gap(2, 100, Some(200)), gap(3, 650_000, None)];
    let diagram = Diagram::of(&Past { gaps, ..story() }, &three(), None, gaze(700_000));
    let of = |id: i32| diagram.lines.iter().find(|line| line.place == broker(id)).expect("it is there").gaps.clone();
    assert_eq!([of(1).len(), of(2).len(), of(3).len()], [1, 0, 1], "one was before all that is in sight");
    assert_eq!(Some(of(3)[0].1), diagram.now, "it is not over");
}

#[test]
fn what_arrives_where_nobody_runs_is_lost_there() {
    let message = passed(1, FlightKind::Produce, (P1, broker(1)), 600_000);
    let end = |from: u64, upto: Option<u64>, paused: bool| {
        let gap = Gap { broker: BrokerId(1), from: Instant(from), upto: upto.map(Instant), paused };
        let past = Past { gaps: vec![gap], ..past(vec![message.clone()]) };
        Diagram::of(&past, &three(), None, gaze(700_000)).arrows[0].end
    };
    assert_eq!(end(610_000, None, false), Ending::Lost);
    assert_eq!(end(610_000, Some(615_000), false), Ending::Arrived, "it runs again");
    assert_eq!(end(630_000, None, false), Ending::Arrived, "it ran still");
    assert_eq!(end(610_000, None, true), Ending::Arrived, "who stands still reads it later");
}

#[test]
fn of_two_hundred_messages_none_is_left_out_and_no_words_cover_others() {
    let kinds = [FlightKind::Produce, FlightKind::Ack, FlightKind::Records, FlightKind::Error];
    let messages = (0..200_u64).map(|number| {
        let way = if number % 2 == 0 { (P1, broker(1)) } else { (broker(2), broker(1)) };
        passed(number, kinds[(number % 4) as usize], way, 400_000 + number * 1_400)
    });
    let past = past(messages.collect());
    let diagram = Diagram::of(&past, &three(), None, Gaze { chosen: Some(77), ..gaze(700_000) });
    assert_eq!(diagram.arrows.len(), 200);
    let labelled: Vec<_> = diagram.arrows.iter().filter(|arrow| arrow.label.is_some()).collect();
    assert!((10..100).contains(&labelled.len()), "{}", labelled.len());
    assert!(labelled.iter().any(|arrow| arrow.id == 77), "the chosen one has its word");
    for (number, one) in labelled.iter().enumerate() {
        for other in &labelled[..number] {
            let ((x, y), (a, b)) = (one.label.expect("it has"), other.label.expect("it has"));
            let apart = (super::labels::width(&one.word) + super::labels::width(&other.word)) / 2.0;
            assert!((x - a).abs() >= apart || (y - b).abs() >= 17.0, "{} and {}", one.id, other.id);
        }
    }
}

#[test]
fn a_window_that_was_moved_stays_and_says_where_memory_begins() {
    let past = Past { since: Instant(500_000), ..story() };
    let moved = Gaze { upto: Some(Instant(640_000)), ..gaze(700_000) };
    let diagram = Diagram::of(&past, &three(), None, moved);
    assert_eq!((diagram.from, diagram.upto), (Instant(640_000 - SPANS[3]), Instant(640_000)));
    assert_eq!(diagram.now, None);
    assert!(diagram.since.is_some());
    assert_eq!(ids(&diagram), [3, 1]);
    assert_eq!(diagram.all, [3, 1, 2, 4], "keys lead to the others as well");
    assert!(diagram.ticks.len() >= 3 && diagram.ticks.iter().all(|(y, _)| *y >= 0.0 && *y <= 500.0));
}

#[test]
fn a_phone_sees_all_lines_and_the_zoom_fits_the_newest_messages() {
    let phone = Diagram::of(&story(), &three(), None, Gaze { width: 390.0, ..gaze(700_000) });
    assert!(phone.width <= 400.0, "{}", phone.width);
    assert!(phone.lines.windows(2).all(|pair| pair[1].x - pair[0].x >= 44.0));
    let zoom = zoom_for(&story(), &three(), None, Instant(700_000));
    assert!(SPANS[zoom] >= 120_000 && SPANS[zoom] <= 400_000);
}
