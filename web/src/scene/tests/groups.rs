//! Several groups on the same lanes.

use super::super::fixture::cluster;
use super::*;

#[test]
fn groups_at_the_same_offset_stand_there_both_with_their_letters_beside_each_other() {
    let mut cluster = cluster();
    let alone = lane(&Scene::of(&cluster, &WIDE), 0).clone();
    let mut second = cluster.groups[0].clone();
    second.letter = 'B';
    cluster.groups.push(second);
    let scene = Scene::of(&cluster, &WIDE);
    let lane = lane(&scene, 0);
    let at = |place: usize| (lane.positions[place].at, lane.commits[place].at);
    assert_eq!((at(0), lane.positions.len(), lane.commits.len()), (at(1), 2, 2), "their place is the offset's");
    let beside = |letter: char| lane.positions.iter().find(|mark| mark.letter == letter).map(|mark| mark.beside);
    assert_eq!((beside('A'), beside('B')), (Some(0), Some(1)));
    assert_eq!(lane.lags.len(), 1, "one bracket speaks for both");
    assert!(lane.has_room_for_letters() && !alone.has_room_for_letters(), "of one group alone nobody asks which");
}
