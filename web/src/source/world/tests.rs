//! The world in the tab, as the stage shows it.

mod acts;
mod ahead;
mod brokers;
mod flights;
mod lessons;
mod moments;
mod passport;
mod readers;
mod story;
mod twice;

use std::time::Duration;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_sim::Link;
use glasslog_sim::view::End;

use super::*;

/// Lets so many milliseconds of the world pass, event by event.
fn run(tab: &mut Tab, millis: u64) {
    let until = tab.line.now() + Duration::from_millis(millis);
    while tab.line.world().next_at().is_some_and(|at| at <= until) {
        tab.line.step();
        tab.look();
    }
}

fn link(tab: &mut Tab, one: i32, other: i32, cut: bool) {
    for (from, to) in [(one, other), (other, one)].map(|(a, b)| (End::Broker(BrokerId(a)), End::Broker(BrokerId(b)))) {
        tab.act(Action::SetLink { from, to, link: Link { cut, extra: Duration::ZERO } });
    }
}

fn leader(tab: &mut Tab) -> Option<BrokerId> {
    tab.cluster().leading("items-list", PartitionIndex(0))?.view.leader
}

/// Frames of the screen, until something holds.
fn frames(tab: &mut Tab, until: impl Fn(&Tab) -> bool) {
    for _ in 0..20_000 {
        tab.frame(16.0);
        if until(tab) {
            return;
        }
    }
    panic!("waited in vain: {:?}", tab.standing());
}

/// Takes all producers away.
fn silence(tab: &mut Tab) {
    for producer in tab.cluster().producers {
        tab.act(Action::RemoveProducer { producer: ActorId(u32::try_from(producer.id).expect("small")) });
    }
}

fn consumers(tab: &mut Tab) -> Vec<ActorId> {
    let cluster = tab.cluster();
    let members = cluster.groups.iter().flat_map(|group| &group.members);
    members.map(|member| ActorId(u32::try_from(member.id).expect("small"))).collect()
}

#[test]
fn every_step_shows_on_the_clock() {
    let mut tab = Tab::new(1);
    for _ in 0..100 {
        let before = tab.play().now.0 / 1000;
        tab.step();
        assert!(tab.play().now.0 / 1000 > before);
    }
}

#[test]
fn records_reach_every_copy_and_brokers_talk_to_each_other() {
    let mut tab = Tab::new(1);
    let mut between = 0;
    for _ in 0..2_000 {
        tab.line.step();
        tab.look();
        let broker = |place| matches!(place, crate::scene::Place::Broker(_));
        between += tab.flights().iter().filter(|flight| broker(flight.from) && broker(flight.to)).count();
    }
    assert!(between > 0, "fetches fly");
    let cluster = tab.cluster();
    assert_eq!((cluster.brokers.len(), cluster.partitions(false).len()), (3, 2));
    for partition in [0, 1].map(PartitionIndex) {
        let ends: Vec<i64> = cluster.copies_of("items-list", partition).map(|copy| copy.view.log_end.0).collect();
        assert!(ends.len() == 3 && ends.iter().all(|end| *end >= 3), "{ends:?}");
    }
}
