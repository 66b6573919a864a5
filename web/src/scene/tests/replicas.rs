//! Several brokers: columns and rows, who leads, who is behind, what falls.

use std::rc::Rc;

use glasslog_core::view::ReplicaRole;

use super::super::fixture::{broker, replica, three};
use super::*;

const TOPIC: &str = "items-list";

fn on(scene: &Scene, id: i32) -> &Lane {
    scene.lane(BrokerId(id), TOPIC, PartitionIndex(0)).expect("the lane is drawn")
}

/// Changes what a broker knows of the partition.
fn knows(cluster: &mut Cluster, id: i32, change: impl FnOnce(&mut PartitionView)) {
    let copy = cluster.copies.iter_mut().find(|copy| copy.broker == BrokerId(id)).expect("it has a copy");
    change(Rc::make_mut(&mut copy.view));
}

#[test]
fn the_same_offset_lies_at_the_same_place_in_every_column() {
    for width in [390.0, 768.0, 936.0, 1600.0] {
        for end in [12, 40, 900, 12_345] {
            let mut cluster = three();
            cluster.copies = [(1, end, end - 2), (2, end - 1, end - 2), (3, end - 3, 5)]
                .map(|(id, end, safe)| replica(id, end, safe))
                .to_vec();
            let scene = Scene::of(&cluster, &Sight { width, ..WIDE });
            let lanes = [1, 2, 3].map(|id| on(&scene, id));
            for lane in lanes {
                assert!(lane.log_end.1 <= lane.slot.right() + 0.01, "{width} {end}");
                for cell in &lane.cells {
                    let same =
                        lanes[0].cells.iter().find(|other| other.offset == cell.offset).expect("the leader has it");
                    let apart = (cell.rect.x - lane.slot.x) - (same.rect.x - lanes[0].slot.x);
                    assert!(apart.abs() < 0.01 && cell.rect.y == same.rect.y, "{width} {end}");
                }
            }
        }
    }
}

#[test]
fn a_copy_says_how_it_stands() {
    let scene = Scene::of(&three(), &WIDE);
    let standing = [1, 2, 3].map(|id| on(&scene, id).standing);
    assert_eq!(standing, [Standing::Leader, Standing::InSync, Standing::Behind(7)]);
    assert_eq!(standing.map(Standing::word), ["leader", "follower", "behind 7"]);
    assert_eq!(scene.brokers.iter().map(|column| column.leads).collect::<Vec<_>>(), [1, 0, 0]);
}

#[test]
fn the_leader_shows_who_is_in_sync() {
    let mut cluster = three();
    knows(&mut cluster, 1, |view| view.elr = vec![BrokerId(3)]);
    let scene = Scene::of(&cluster, &WIDE);
    let chips: Vec<_> = on(&scene, 1).chips.iter().map(|chip| (chip.broker.0, chip.membership)).collect();
    assert_eq!(chips, [(1, Membership::InSync), (2, Membership::InSync), (3, Membership::Eligible)]);
    assert!(on(&scene, 2).chips.is_empty(), "once is enough");
}

#[test]
fn every_broker_draws_the_high_watermark_that_it_knows() {
    let mut cluster = three();
    knows(&mut cluster, 2, |view| view.high_watermark = Offset(9));
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!([1, 2].map(|id| on(&scene, id).high_watermark.0), [Offset(10), Offset(9)]);
    let safe = |id| on(&scene, id).cells.iter().filter(|cell| cell.safe).map(|cell| cell.offset.0).max();
    assert_eq!([safe(1), safe(2)], [Some(9), Some(8)]);
}

#[test]
fn the_newest_epoch_has_the_word_and_the_dead_leader_has_not() {
    let mut cluster = three();
    cluster.brokers[0].state = BrokerState::Down;
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!(on(&scene, 1).standing, Standing::Off);
    assert_eq!(on(&scene, 2).alarm, Some(Alarm::LeaderOff(BrokerId(1))), "nobody has noticed yet");
    for id in [2, 3] {
        knows(&mut cluster, id, |view| {
            (view.leader, view.leader_epoch, view.isr) = (Some(BrokerId(2)), LeaderEpoch(4), vec![BrokerId(2)]);
        });
    }
    knows(&mut cluster, 2, |view| view.role = ReplicaRole::Leader);
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!([1, 2].map(|id| on(&scene, id).standing), [Standing::Off, Standing::Leader]);
    assert_eq!(on(&scene, 2).alarm, Some(Alarm::TooFew(1, 2)));
    assert_eq!([1, 2].map(|id| on(&scene, id).epoch.0), [3, 4], "each draws the epoch that it believes");
    assert_eq!(cluster.leading(TOPIC, PartitionIndex(0)).map(|copy| copy.broker), Some(BrokerId(2)));
    // it comes back, and has not heard yet
    cluster.brokers[0].state = BrokerState::Serving;
    assert_eq!(on(&Scene::of(&cluster, &WIDE), 1).standing, Standing::Deposed);
}

#[test]
fn a_partition_without_a_leader_says_so_on_every_broker_that_is_there() {
    let mut cluster = three();
    cluster.brokers[0].state = BrokerState::Down;
    for id in [2, 3] {
        knows(&mut cluster, id, |view| (view.leader, view.leader_epoch) = (None, LeaderEpoch(4)));
    }
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!([1, 2, 3].map(|id| on(&scene, id).alarm), [None, Some(Alarm::Offline), Some(Alarm::Offline)]);
    assert!(!on(&scene, 2).chips.is_empty(), "and who was in sync");
    assert!(cluster.is_troubled());
}

#[test]
fn trouble_is_what_will_change_by_itself_or_needs_a_hand() {
    let mut cluster = three();
    assert!(!cluster.is_troubled(), "out of sync is not out of order: two are enough");
    cluster.links = vec![Link { cut: true, ..Link::whole(Place::Broker(BrokerId(2)), Place::Broker(BrokerId(1))) }];
    assert!(cluster.is_troubled(), "who is in sync cannot fetch");
    cluster.links[0].other = Place::Broker(BrokerId(3));
    assert!(!cluster.is_troubled(), "who is out of sync anyhow");
    cluster.brokers[1].paused = true;
    assert!(cluster.is_troubled());
}

#[test]
fn no_copy_here_is_an_empty_slot() {
    let mut cluster = three();
    cluster.brokers.push(broker(4));
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!(scene.brokers.iter().map(|column| column.empty.len()).collect::<Vec<_>>(), [0, 0, 0, 1]);
}

#[test]
fn what_was_cut_off_falls_from_where_it_was() {
    let mut cluster = three();
    let (topic, partition) = (TOPIC.into(), PartitionIndex(0));
    cluster.falls =
        vec![Fall { id: 1, broker: BrokerId(3), topic, partition, offset: Offset(5), epoch: LeaderEpoch(0) }];
    let scene = Scene::of(&cluster, &WIDE);
    let (leader, cut) = (on(&scene, 1), on(&scene, 3));
    assert!(leader.fallen.is_empty());
    let there = leader.cells.iter().find(|cell| cell.offset == Offset(5)).expect("it is drawn").rect.x - leader.slot.x;
    assert!((cut.fallen[0].cell.rect.x - cut.slot.x - there).abs() < 0.01);
    assert_eq!(cut.fallen[0].cell.epoch, LeaderEpoch(0));
}

#[test]
fn copies_that_differ_show_each_its_own_record() {
    let mut cluster = three();
    knows(&mut cluster, 3, |view| {
        view.tail.iter_mut().for_each(|batch| batch.leader_epoch = LeaderEpoch(1));
    });
    let mine = Content {
        leader_epoch: LeaderEpoch(1),
        ..(**cluster.contents.of(&partition(0, 12)).next().expect("one").1).clone()
    };
    Rc::make_mut(&mut cluster.contents).put(
        &TOPIC.into(),
        PartitionIndex(0),
        Offset(4),
        Content { value: Some(bytes::Bytes::from_static(b"mine")), ..mine },
    );
    let scene = Scene::of(&cluster, &WIDE);
    let value = |id| {
        let cell = on(&scene, id).cells.iter().find(|cell| cell.offset == Offset(4)).expect("it is drawn");
        cell.content.as_ref().and_then(|content| content.value.clone()).expect("it was read")
    };
    assert_ne!(value(1), value(3));
    assert_eq!(&value(3)[..], b"mine");
}

#[test]
fn a_followers_fetch_flies_from_lane_to_lane_and_its_reply_passes_it() {
    let scene = Scene::of(&three(), &WIDE);
    let (one, two) = (Place::Broker(BrokerId(1)), Place::Broker(BrokerId(2)));
    let about = Some((TOPIC.into(), PartitionIndex(0)));
    let asks = Flight { kind: FlightKind::Fetch, about: about.clone(), ..flight(1, two, one) };
    let gets = Flight { kind: FlightKind::Records, about, answer: true, ..flight(2, one, two) };
    let (asks, gets) = (scene.path(&asks).expect("a way"), scene.path(&gets).expect("a way"));
    assert_eq!((asks.at(0.0), asks.at(1.0)), (on(&scene, 2).mouth(), on(&scene, 1).mouth()));
    assert!(asks.at(0.5).y < gets.at(0.5).y);
    let up = Flight { about: None, ..flight(3, two, Place::Ensemble) };
    let card = scene.ensemble.as_ref().expect("it is drawn").rect;
    assert_eq!(scene.path(&up).expect("a way").at(1.0).y, card.bottom());
}

#[test]
fn every_pair_has_a_cable_and_every_broker_one_to_the_ensemble() {
    let mut cluster = three();
    cluster.links = vec![Link { cut: true, ..Link::whole(Place::Broker(BrokerId(3)), Place::Broker(BrokerId(1))) }];
    let scene = Scene::of(&cluster, &WIDE);
    assert_eq!(scene.cables.len(), 6);
    let cut: Vec<_> = scene.cables.iter().filter(|cable| cable.link.cut).map(|cable| cable.link.other).collect();
    assert_eq!(cut, [Place::Broker(BrokerId(3))]);
    // one that loses packets is drawn as such
    let lossy = Link { loss: 30, ..Link::whole(Place::Broker(BrokerId(1)), Place::Ensemble) };
    cluster.links.push(lossy);
    let scene = Scene::of(&cluster, &WIDE);
    let drawn: Vec<Link> = scene.cables.iter().map(|cable| cable.link).filter(|link| link.loss > 0).collect();
    assert_eq!(drawn, [lossy]);
    // however many stand above the brokers, the ensemble's cables pass below them
    let producer = cluster.producers[0].clone();
    cluster.producers.resize(14, producer);
    let scene = Scene::of(&cluster, &WIDE);
    let lowest = scene.producers.iter().map(|card| card.rect.bottom()).fold(0.0, f64::max);
    let up = scene.cables.iter().filter(|cable| cable.link.other == Place::Ensemble);
    let turns = up.map(|cable| cable.grip[0].y);
    assert!(
        turns.clone().count() == 3 && turns.clone().all(|turn| turn > lowest),
        "{lowest} {:?}",
        turns.collect::<Vec<_>>()
    );
    cluster.ensemble = None;
    assert!(Scene::of(&cluster, &WIDE).cables.is_empty(), "on a server there is nothing to cut");
}

#[test]
fn many_rows_shrink_and_the_chosen_one_stays_whole() {
    let many = |count: i32| {
        let mut cluster = three();
        cluster.copies = (0..count)
            .flat_map(|index| {
                [1, 2, 3].map(move |id| {
                    let mut copy = replica(id, 12, 10);
                    Rc::make_mut(&mut copy.view).partition = PartitionIndex(index);
                    copy
                })
            })
            .collect();
        cluster
    };
    let densities = |count, chosen: Option<i32>| {
        let chosen = chosen.map(|index| (TOPIC.into(), PartitionIndex(index)));
        let scene = Scene::of(&many(count), &Sight { chosen, ..WIDE });
        assert!(scene.height < 1_400.0, "{}", scene.height);
        scene.brokers[0].lanes.iter().map(|lane| lane.density).collect::<Vec<_>>()
    };
    assert!(densities(8, None).iter().all(|density| *density == Density::Snug));
    assert!(densities(24, None).iter().all(|density| *density == Density::Small));
    let tiny = densities(50, Some(7));
    assert_eq!((tiny[6], tiny[7], tiny[8]), (Density::Tiny, Density::Snug, Density::Tiny));
    let phone = Scene::of(&many(3), &PHONE);
    assert!(phone.width <= 390.0 && phone.brokers[0].lanes[0].density == Density::Slim, "three columns on a phone");
}
