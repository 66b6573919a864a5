//! Brokers that die, lose their disks, and join, as the stage shows them.

use super::*;
use crate::scene::Broker;

#[test]
fn what_only_a_dead_leader_had_falls_when_it_returns_and_it_leads_again() {
    let mut tab = Tab::new(1);
    let producer = tab.cluster().producers[0].id;
    let anew = tab.set_acks(producer, Acks::Leader).expect("it is there");
    assert_eq!(tab.cluster().producers.iter().find(|one| one.id == anew).map(|one| one.label.as_str()), Some("P1"));
    let first = leader(&mut tab).expect("somebody leads");
    let others: Vec<i32> = (1..=3).filter(|id| *id != first.0).collect();
    others.iter().for_each(|other| link(&mut tab, first.0, *other, true));
    run(&mut tab, 1_500);
    tab.act(Action::CrashBroker { broker: first });
    run(&mut tab, 4_000);
    others.iter().for_each(|other| link(&mut tab, first.0, *other, false));
    assert!(leader(&mut tab).is_some_and(|now| now != first), "another one leads");
    tab.take_captions();
    tab.act(Action::RestartBroker { broker: first });
    run(&mut tab, 8_000);
    let falls: Vec<BrokerId> = tab.falls.iter().map(|(_, fall)| fall.broker).collect();
    assert!(falls.contains(&first), "{falls:?}");
    assert_eq!(leader(&mut tab), Some(first));
    let told: Vec<String> = tab.take_captions().into_iter().map(|caption| caption.text).collect();
    let tells = |what: &str| told.iter().any(|text| text.contains(what));
    assert!(tells("cuts items-list-0 from"), "{told:#?}");
    assert!(tells("it is the preferred leader, and in sync again"), "{told:#?}");
}

#[test]
fn a_wiped_disk_is_no_truncation() {
    let mut tab = Tab::new(1);
    tab.act(Action::CrashBroker { broker: BrokerId(3) });
    run(&mut tab, 4_000);
    tab.act(Action::WipeDisk { broker: BrokerId(3) });
    let held = tab.cluster().copies.iter().filter(|copy| copy.broker == BrokerId(3)).count();
    assert_eq!(held, 0, "its copies are gone from the stage");
    tab.act(Action::RestartBroker { broker: BrokerId(3) });
    run(&mut tab, 8_000);
    assert!(tab.falls.is_empty());
    let copies = tab.cluster().copies;
    let ends: Vec<i64> = copies.iter().filter(|copy| !copy.view.internal).map(|copy| copy.view.log_end.0).collect();
    assert!(ends.iter().all(|end| *end > 0), "it has fetched everything anew: {ends:?}");
}

#[test]
fn nobody_says_that_a_wiped_disk_keeps_its_copies() {
    let mut tab = Tab::new(1);
    let two = BrokerId(2);
    tab.act(Action::WipeDisk { broker: two });
    let told: Vec<String> = tab.captions.iter().map(|caption| caption.text.clone()).collect();
    assert!(told.iter().any(|text| text.contains("its new disk is empty")), "{told:?}");
    assert!(told.iter().all(|text| !text.contains("keeps")), "{told:?}");
    let cluster = tab.cluster();
    assert!(cluster.broker(two).is_some_and(Broker::has_empty_disk));
    assert!(cluster.copies.iter().all(|copy| copy.broker != two));
    // gone to once more, it is the same
    tab.seek(tab.play().now);
    assert!(tab.cluster().copies.iter().all(|copy| copy.broker != two));
    // a disk that was filled again keeps what it has
    tab.act(Action::RestartBroker { broker: two });
    run(&mut tab, 8_000);
    tab.act(Action::CrashBroker { broker: two });
    assert!(tab.captions.iter().any(|caption| caption.text.contains("keeps its copies")));
    assert!(tab.cluster().broker(two).is_some_and(|broker| !broker.has_empty_disk()));
}

#[test]
fn a_broker_that_joins_gets_copies_of_new_topics() {
    let mut tab = Tab::new(1);
    tab.act(Action::AddBroker { broker: BrokerId(4) });
    run(&mut tab, 2_000);
    let configs = Vec::new();
    tab.act(Action::CreateTopic { name: "orders".into(), partitions: 4, factor: Some(3), configs });
    run(&mut tab, 2_000);
    let cluster = tab.cluster();
    assert_eq!(cluster.brokers.len(), 4);
    assert!(cluster.copies.iter().any(|copy| copy.broker == BrokerId(4) && copy.view.topic == *"orders"));
}
