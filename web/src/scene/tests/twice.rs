//! Records that stand in a log more than once.

use super::super::fixture::three;
use super::*;
use crate::stage::words;

/// The record that stands at these offsets, in epoch 0.
fn duplicate(offsets: &[i64]) -> Rc<Twice> {
    let places = offsets.iter().map(|offset| (Offset(*offset), LeaderEpoch(0))).collect();
    Rc::new(Twice { topic: "items-list".into(), partition: PartitionIndex(0), places })
}

fn marked(lane: &Lane) -> Vec<i64> {
    lane.cells.iter().filter(|cell| cell.twice.is_some()).map(|cell| cell.offset.0).collect()
}

#[test]
fn a_duplicate_is_told_with_all_its_places() {
    let told = [&[4, 6][..], &[4, 6, 9]].map(|offsets| duplicate(offsets).words());
    assert_eq!(told, ["stands twice: offsets 4 and 6", "stands 3 times: offsets 4, 6 and 9"]);
    let twice = duplicate(&[4, 6]);
    assert_eq!((twice.sign().as_str(), twice.others(Offset(6)).collect::<Vec<_>>()), ("×2", vec![Offset(4)]));
}

#[test]
fn a_duplicate_is_marked_on_every_copy_that_has_it() {
    let mut cluster = three();
    cluster.twice = vec![duplicate(&[4, 6])];
    // another record lies at the first of the two places on broker 2
    let copy = cluster.copies.iter_mut().find(|copy| copy.broker == BrokerId(2)).expect("it has a copy");
    Rc::make_mut(&mut copy.view).tail[4].leader_epoch = LeaderEpoch(1);
    let scene = Scene::of(&cluster, &WIDE);
    let on = |id| scene.lane(BrokerId(id), "items-list", PartitionIndex(0)).expect("the lane is drawn");
    assert_eq!([1, 2, 3].map(|id| marked(on(id))), [vec![4, 6], vec![6], vec![4]], "broker 3 ends at 5");
    assert!(words::spoken(on(1)).ends_with(" A record stands twice: offsets 4 and 6."), "{}", words::spoken(on(1)));
    let chosen = [Some(4), Some(5), None].map(|offset| words::chosen(on(1), offset.map(Offset)));
    assert_eq!(chosen, ["record 4, stands twice: offsets 4 and 6", "record 5", "no record chosen"]);
}
