//! What is chosen, told and kept, and what another world leaves of it.

use super::*;
use crate::scene::Copy;

fn shown(store: Rc<Store>, cluster: &Cluster) -> Rc<Store> {
    store.reduce(Change::Shown(Rc::new(cluster.clone())))
}

fn cluster() -> Cluster {
    let broker = crate::scene::fixture::broker(1);
    let view = crate::scene::fixture::partition(0, 3);
    Cluster {
        brokers: vec![broker],
        copies: vec![Copy { broker: BrokerId(1), view: Rc::new(view) }],
        ..Cluster::default()
    }
}

fn record(offset: i64) -> Selected {
    Selected::Record("items-list".into(), PartitionIndex(0), Offset(offset))
}

#[test]
fn choosing_again_lets_go() {
    let store = shown(Rc::default(), &cluster());
    let store = store.reduce(Change::Select(record(1)));
    assert_eq!(store.selected, Some(record(1)));
    let store = store.reduce(Change::Select(record(2)));
    assert_eq!(store.selected, Some(record(2)));
    assert_eq!(store.reduce(Change::Select(record(2))).selected, None);
}

#[test]
fn the_sheet_comes_up_for_what_is_chosen_or_asked_and_goes_down_by_hand() {
    let store = shown(Rc::default(), &cluster());
    let store = store.reduce(Change::Select(record(1)));
    assert!(store.drawn);
    let store = store.reduce(Change::Deselect);
    assert!(store.drawn, "what has been read stays where it is");
    let store = store.reduce(Change::Draw);
    assert!(!store.drawn);
    let asked = Lesson { betting: Betting::Asked, ..Lesson::default() };
    assert!(store.reduce(Change::Lesson(Rc::new(asked))).drawn);
}

#[test]
fn what_is_gone_is_not_chosen_any_more() {
    let mut cluster = cluster();
    let store = shown(Rc::default(), &cluster).reduce(Change::Select(record(1)));
    let store = shown(store, &cluster);
    assert!(store.selected.is_some(), "still there");
    cluster.copies.clear();
    assert_eq!(shown(store, &cluster).selected, None);
}

#[test]
fn a_message_is_chosen_until_it_has_arrived() {
    let mut cluster = crate::scene::fixture::cluster();
    let store = shown(Rc::default(), &cluster).reduce(Change::Select(Selected::Flight(1)));
    let store = shown(store, &cluster);
    assert_eq!(store.selected, Some(Selected::Flight(1)));
    cluster.flights.clear();
    assert_eq!(shown(store, &cluster).selected, None);
}

#[test]
fn captions_and_commands_are_bounded_and_keep_the_newest() {
    let mut store: Rc<Store> = Rc::default();
    for number in 0..200_u64 {
        let caption = Caption { at: Instant(number), tone: Tone::Plain, text: number.to_string() };
        store = store.reduce(Change::Told(vec![caption])).reduce(Change::Command(number.to_string()));
    }
    assert_eq!(store.captions.len(), CAPTIONS);
    assert_eq!(store.captions.back().map(|caption| caption.at), Some(Instant(199)));
    assert_eq!(store.commands.len(), COMMANDS);
    assert_eq!(store.commands.back().map(String::as_str), Some("199"));
}

#[test]
fn another_world_keeps_nothing_but_how_one_looks_at_it() {
    let store = shown(Rc::default(), &cluster());
    let store = store.reduce(Change::Select(record(0))).reduce(Change::Internal(true)).reduce(Change::Renew);
    assert_eq!((store.selected.clone(), store.internal, store.cluster.copies.len()), (None, true, 0));
}
