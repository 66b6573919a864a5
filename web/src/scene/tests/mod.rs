mod groups;
mod replicas;
mod twice;

use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::time::Instant;
use glasslog_core::view::PartitionView;

use super::fixture::{batch, cluster, copy, flight, partition};
use super::*;

const WIDE: Sight = Sight { width: 1000.0, internal: false, chosen: None };
const PHONE: Sight = Sight { width: 390.0, internal: false, chosen: None };

fn lane(scene: &Scene, index: i32) -> &Lane {
    scene.lane(BrokerId(1), "items-list", PartitionIndex(index)).expect("the lane is drawn")
}

#[test]
fn cells_stand_in_the_order_of_their_offsets() {
    let scene = Scene::of(&cluster(), &WIDE);
    let cells = &lane(&scene, 0).cells;
    assert_eq!(cells.iter().map(|cell| cell.offset.0).collect::<Vec<_>>(), (0..12).collect::<Vec<_>>());
    let pitch = cells[1].rect.x - cells[0].rect.x;
    for pair in cells.windows(2) {
        assert!((pair[1].rect.x - pair[0].rect.x - pitch).abs() < 0.01);
        assert!(pair[1].rect.x >= pair[0].rect.right(), "cells do not overlap");
    }
}

#[test]
fn the_high_watermark_stands_between_cells() {
    let scene = Scene::of(&cluster(), &WIDE);
    let lane = lane(&scene, 0);
    let (offset, x) = lane.high_watermark;
    assert_eq!(offset, Offset(10));
    let (last_safe, first_unsafe) = (&lane.cells[9], &lane.cells[10]);
    assert!(last_safe.rect.right() <= x && x <= first_unsafe.rect.x);
    assert!(last_safe.safe && !first_unsafe.safe);
    assert!(first_unsafe.durable && !lane.cells[11].durable);
    assert!(lane.log_end.1 > lane.cells[11].rect.x);
}

#[test]
fn old_records_fold_into_counted_bricks() {
    assert_eq!(fold(10, 10, 4, |_| 5), Fold::default());
    assert_eq!(fold(11, 10, 4, |_| 5), Fold { folded: 6, bricks: vec![Brick { size: 1, count: 6 }] });
    let long = fold(12_345, 30, 4, |_| 25);
    assert_eq!(long.folded, 12_320, "a wide lane folds ten at a time");
    assert_eq!(long.bricks, [(1000, 12), (100, 3), (10, 2)].map(|(size, count)| Brick { size, count }).to_vec());
    for count in 0..3000 {
        for (plain, widest) in [(9, 7), (30, 28), (1, 1)] {
            let beside = |bricks: usize| widest - bricks as i64;
            let fold = fold(count, plain, 4, beside);
            let in_bricks: i64 = fold.bricks.iter().map(|brick| brick.size * brick.count).sum();
            assert_eq!(in_bricks, fold.folded);
            if fold.folded > 0 {
                let left = count - fold.folded;
                assert!(
                    left <= beside(fold.bricks.len()).max(0),
                    "what is left fits beside the bricks: {count} {left}"
                );
            } else {
                assert!(count <= plain);
            }
            assert!(fold.folded <= count);
        }
    }
}

#[test]
fn every_lane_fits_its_slot_at_every_width() {
    for width in [320.0, 390.0, 600.0, 900.0, 1280.0, 2000.0] {
        for log_end in [0, 1, 8, 30, 1_000, 123_456_789] {
            let mut cluster = cluster();
            let mut view = partition(0, 1);
            (view.log_end, view.durable, view.high_watermark) = (Offset(log_end), Offset(log_end), Offset(log_end));
            cluster.copies = vec![copy(view)];
            let scene = Scene::of(&cluster, &Sight { width, ..WIDE });
            let lane = lane(&scene, 0);
            assert!(lane.slot.right() <= width, "{width} {log_end}");
            assert!(lane.log_end.1 <= lane.slot.right(), "{width} {log_end}");
            assert!(lane.cells.iter().all(|cell| cell.rect.x >= lane.slot.x && cell.rect.right() <= lane.slot.right()));
            let folded: i64 = lane.bricks.iter().map(|shape| shape.brick.size * shape.brick.count).sum();
            assert_eq!(folded + lane.cells.len() as i64, log_end);
        }
    }
}

#[test]
fn offsets_that_are_gone_are_not_counted() {
    let mut cluster = cluster();
    let mut view = partition(0, 12);
    view.log_start = Offset(9);
    cluster.copies = vec![copy(view)];
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!(lane(&scene, 0).cells.iter().map(|cell| cell.offset.0).collect::<Vec<_>>(), [9, 10, 11]);
}

#[test]
fn commits_positions_and_lag_stand_where_their_offsets_are() {
    let cluster = cluster();
    let scene = Scene::of(&cluster, &WIDE);
    let lane = lane(&scene, 0);
    let commit = &lane.commits[0];
    assert_eq!((commit.letter, commit.offset), ('A', Offset(5)));
    assert!(lane.cells[4].rect.right() <= commit.at.x && commit.at.x <= lane.cells[5].rect.x);
    let position = &lane.positions[0];
    assert!(lane.cells[7].rect.right() <= position.at.x && position.at.x <= lane.cells[8].rect.x);
    let lag = &lane.lags[0];
    assert_eq!(lag.lag, 5, "from the commit at 5 to the high watermark at 10");
    assert!((lag.left - commit.at.x).abs() < 0.01 && (lag.right - lane.high_watermark.1).abs() < 0.01);
    assert_eq!(cluster.total_lag(&cluster.groups[0]), Some(9), "5 of one partition, 4 of another");
    assert_eq!(lane.readers, ["A1"]);
}

#[test]
fn who_has_committed_nothing_has_no_lag() {
    let mut cluster = cluster();
    let mut view = (**cluster.groups[0].view.as_ref().expect("a coordinator keeps it")).clone();
    view.commits.clear();
    cluster.groups[0].view = Some(Rc::new(view));
    assert_eq!(cluster.total_lag(&cluster.groups[0]), None);
    assert_eq!(Sample::of(&cluster).groups[0].lag, None);
    let card = Scene::of(&cluster, &WIDE).groups.remove(0);
    assert_eq!((card.lag, crate::text::lag(card.lag).as_str()), (None, "nothing committed yet"));
}

#[test]
fn a_commit_among_folded_records_stands_in_the_bricks() {
    let mut cluster = cluster();
    cluster.copies = vec![copy(partition(0, 500))];
    let scene = Scene::of(&cluster, &WIDE);
    let lane = lane(&scene, 0);
    let bricks_end = lane.bricks.last().expect("there are bricks").rect.right();
    assert!(lane.commits[0].at.x >= lane.slot.x && lane.commits[0].at.x < bricks_end);
}

#[test]
fn the_colour_of_a_cell_is_the_epoch_of_its_batch_not_of_the_partition() {
    let mut cluster = cluster();
    let mut view = partition(0, 4);
    view.leader_epoch = LeaderEpoch(2);
    view.epochs = vec![(LeaderEpoch(0), Offset(0)), (LeaderEpoch(1), Offset(2))];
    view.tail = vec![batch(3, 1)];
    view.tail[0].leader_epoch = LeaderEpoch(2);
    cluster.copies = vec![copy(view)];
    let scene = Scene::of(&cluster, &WIDE);
    let lane = lane(&scene, 0);
    assert_eq!(lane.cells.iter().map(|cell| cell.epoch.0).collect::<Vec<_>>(), [0, 0, 1, 2]);
    assert_eq!(lane.epoch, LeaderEpoch(2));
}

#[test]
fn records_of_one_batch_share_a_bracket_and_single_ones_have_none() {
    let mut cluster = cluster();
    let mut view = partition(0, 5);
    view.tail = vec![batch(0, 1), batch(1, 3), batch(4, 1)];
    cluster.copies = vec![copy(view)];
    let scene = Scene::of(&cluster, &WIDE);
    let lane = lane(&scene, 0);
    assert_eq!(lane.brackets.len(), 1);
    assert!(lane.brackets[0].left >= lane.cells[0].rect.right());
    assert!(lane.brackets[0].right <= lane.cells[4].rect.x);
}

#[test]
fn internal_topics_are_hidden_unless_asked_for() {
    let mut cluster = cluster();
    let mut view = partition(0, 5);
    (view.topic, view.internal) = ("__consumer_offsets".into(), true);
    cluster.copies.push(copy(view));
    let lanes = |internal| Scene::of(&cluster, &Sight { internal, ..WIDE }).brokers[0].lanes.len();
    assert_eq!((lanes(false), lanes(true)), (3, 4));
}

#[test]
fn nothing_overlaps_and_nothing_leaves_the_stage() {
    for (sight, many) in [(WIDE, 5), (PHONE, 5), (WIDE, 14), (PHONE, 14)] {
        let mut cluster = cluster();
        for number in 2..=many {
            let mut producer = cluster.producers[0].clone();
            producer.id = number;
            cluster.producers.push(producer);
            let mut group = cluster.groups[0].clone();
            group.letter = letter(number as usize);
            cluster.groups.push(group);
        }
        let member = cluster.groups[0].members[0].clone();
        cluster.groups[0].members.resize(many as usize, member);
        let scene = Scene::of(&cluster, &sight);
        assert_eq!(scene.producers.iter().all(ProducerCard::is_flat), many == 14 || scene.width < 400.0, "{sight:?}");
        let producers = scene.producers.iter().map(|card| card.rect);
        let groups = scene.groups.iter().map(|card| card.rect);
        let all: Vec<Rect> = producers.chain(scene.brokers.iter().map(|column| column.rect)).chain(groups).collect();
        for (place, a) in all.iter().enumerate() {
            assert!(a.x >= 0.0 && a.right() <= scene.width && a.bottom() <= scene.height, "{a:?} in {sight:?}");
            for b in &all[place + 1..] {
                let apart = a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
                assert!(apart, "{a:?} {b:?} in {sight:?}");
            }
        }
        for group in &scene.groups {
            for chip in &group.members {
                assert!(chip.rect.x >= group.rect.x && chip.rect.right() <= group.rect.right());
                assert!(chip.rect.bottom() <= group.rect.bottom());
            }
        }
    }
}

#[test]
fn a_dead_broker_keeps_its_records_in_sight() {
    let mut cluster = cluster();
    cluster.brokers[0].state = BrokerState::Down;
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!(scene.brokers[0].broker.state, BrokerState::Down);
    assert_eq!(lane(&scene, 0).cells.len(), 12);
}

#[test]
fn a_flight_goes_from_its_sender_to_where_its_record_will_land() {
    let cluster = cluster();
    let scene = Scene::of(&cluster, &WIDE);
    let path = scene.path(&cluster.flights[0]).expect("both ends are on the stage");
    let card = scene.producers[0].rect;
    assert_eq!(path.at(0.0), Point { x: card.x + card.width / 2.0, y: card.bottom() });
    assert_eq!(path.at(1.0), lane(&scene, 1).mouth());
    let back = flight(2, Place::Broker(BrokerId(1)), Place::Producer(1));
    let back = scene.path(&back).expect("both ends are on the stage");
    assert!(path.at(0.5).x < back.at(0.5).x, "requests and replies pass each other");
    let stranger = flight(3, Place::Producer(99), Place::Broker(BrokerId(1)));
    assert!(scene.path(&stranger).is_none());
}

#[test]
fn keys_get_glyphs_in_the_order_of_their_appearance() {
    let cluster = cluster();
    let view = partition(0, 12);
    let glyph = |offset| cluster.contents.at(&view, Offset(offset)).and_then(|content| content.glyph);
    assert_eq!((glyph(0), glyph(1), glyph(3)), (Some(0), Some(1), Some(0)), "apple is always the same");
    assert_eq!(glyph(7), Some(6));
    let kept = cluster.contents.missing(&view, Offset(0), Offset(12));
    assert_eq!(kept, Some(Offset(9)), "the first record that has not been read");
}

#[test]
fn contents_are_bounded() {
    let mut contents = Contents::default();
    let topic: glasslog_core::name::Text = "t".into();
    let content = cluster().contents.of(&partition(0, 12)).next().expect("a record").1.clone();
    for offset in 0..2_000 {
        contents.put(&topic, PartitionIndex(0), Offset(offset), Rc::unwrap_or_clone(content.clone()));
    }
    let view = PartitionView { topic, ..partition(0, 2_000) };
    assert!(contents.of(&view).count() <= 256);
    assert!(contents.at(&view, Offset(1_999)).is_some(), "the newest stay");
}

#[test]
fn more_than_six_messages_on_a_link_become_one_stream() {
    let there = |id| flight(id, Place::Producer(1), Place::Broker(BrokerId(1)));
    let six: Vec<Flight> = (0..6).map(there).collect();
    assert_eq!(streams(&six).len(), 6);
    let mut many: Vec<Flight> = (0..37).map(there).collect();
    many.push(flight(99, Place::Broker(BrokerId(1)), Place::Producer(1)));
    let drawn: Vec<(u64, usize)> = streams(&many).iter().map(|(flight, count)| (flight.id, *count)).collect();
    assert_eq!(drawn, [(0, 37), (99, 1)]);
}

#[test]
fn what_is_lost_falls_and_stands_with_its_sender_until_it_is_sent_again() {
    let at = |millis: u64| Instant(millis * 1000);
    let plain = flight(1, Place::Producer(1), Place::Broker(BrokerId(1)));
    assert_eq!(plain.doing(at(5)), (Doing::Flies, 0.25));
    let again = Flight { resent: true, leaves: at(200), arrives: at(220), ..plain.clone() };
    assert_eq!(again.doing(at(5)), (Doing::Flies, 0.25), "nobody knows yet");
    assert_eq!(again.doing(at(12)), (Doing::Falls(at(10)), 0.5));
    assert_eq!(again.doing(at(30)), (Doing::Waits, 0.0));
    assert_eq!(again.doing(at(199)), (Doing::Waits, 0.0));
    assert_eq!(again.doing(at(205)), (Doing::FliesAgain, 0.25));
    assert_eq!(again.doing(at(300)), (Doing::FliesAgain, 1.0));
    // behind another one that is later still
    let behind = Flight { arrives: at(800), ..again.clone() };
    assert_eq!(behind.doing(at(150)).0, Doing::Waits);
    assert_eq!(behind.doing(at(500)), (Doing::FliesAgain, 0.5));
    // its connection breaks while it waits: what was with its sender falls there
    let broken = Flight { lost_at: Some(at(100)), ..again };
    assert_eq!(broken.doing(at(101)), (Doing::Falls(at(100)), 0.0));
    let held = Flight { held: true, ..plain.clone() };
    assert_eq!(held.doing(at(500)), (Doing::Held, 0.5));
    let caught = Flight { held: true, caught: Some(at(15)), ..plain };
    assert_eq!(caught.doing(at(500)), (Doing::Caught, 0.75), "where it was when it was caught");
}
