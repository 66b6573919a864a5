//! Lists, descriptions, deletions, and what eyes see.

use alloc::{vec, vec::Vec};

use super::driver::*;
use crate::{
    error::ErrorCode,
    group::GroupRequest,
    id::PartitionIndex,
    name::Text,
    request::{DeleteGroups, ListGroups},
    response::{GroupListing, Response},
};

fn list(world: &mut World, states: &[&str], types: &[&str]) -> Vec<GroupListing> {
    let texts = |list: &[&str]| list.iter().map(|text| Text::from(*text)).collect();
    let id = world.ask(1, GroupRequest::List(ListGroups { states: texts(states), types: texts(types) }));
    match world.answer(id) {
        Some(Response::ListGroups(Ok(groups))) => groups,
        other => panic!("expected a list of groups, got {other:?}"),
    }
}

fn delete(world: &mut World, groups: &[&str]) -> Vec<(Text, ErrorCode)> {
    let groups = groups.iter().map(|group| Text::from(*group)).collect();
    let id = world.ask(1, GroupRequest::Delete(DeleteGroups { groups }));
    world.settle();
    match world.answer(id) {
        Some(Response::DeleteGroups(answers)) => answers,
        other => panic!("expected the answer to a deletion, got {other:?}"),
    }
}

#[test]
fn groups_are_listed_by_state_and_type() {
    let mut world = World::new();
    world.stable_alone();
    let id = world.ask(1, commit_request("offsets-only", "", -1, &[("t", 0, 1)]));
    assert_eq!(world.commit_error(id), ErrorCode::None);
    let names = |groups: Vec<GroupListing>| groups.into_iter().map(|g| g.group).collect::<Vec<_>>();
    let mut all = list(&mut world, &[], &[]);
    all.sort_by_key(|group| group.group.clone());
    assert_eq!((&*all[0].protocol_type, &*all[0].state, &*all[0].kind), ("consumer", "Stable", "classic"));
    assert_eq!((&*all[1].protocol_type, &*all[1].state), ("", "Empty"));
    assert_eq!(names(list(&mut world, &["stable"], &[])), [Text::from("g")]);
    assert_eq!(names(list(&mut world, &["Empty"], &["Classic"])), [Text::from("offsets-only")]);
    assert!(list(&mut world, &[], &["share"]).is_empty());
    world.coordinator.handle_partition_owned(world.now, PartitionIndex(0), PARTITIONS);
    world.drain();
    let id = world.ask(1, GroupRequest::List(ListGroups::default()));
    assert_eq!(world.answer(id), Some(Response::ListGroups(Err(ErrorCode::CoordinatorLoadInProgress))));
}

#[test]
fn a_description_shows_members_with_their_shares_once_stable() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let described = world.describe("g");
    assert_eq!((&*described.state, &*described.protocol_type, &*described.protocol), ("Stable", "consumer", "range"));
    let mine = described.members.iter().find(|member| member.member == second.member).unwrap();
    assert_eq!((&*mine.client_id, &*mine.client_host), ("client-2", "/10.0.0.1"));
    assert_eq!((&mine.metadata, &*mine.assignment), (&subscription(&["t"]), &b"right"[..]));
    world.join(1, &first.member);
    let described = world.describe("g");
    assert_eq!((&*described.state, &*described.protocol), ("PreparingRebalance", ""));
    assert!(described.members.iter().all(|member| member.metadata.is_empty() && member.assignment.is_empty()));
}

#[test]
fn a_group_that_nobody_knows_is_dead_without_an_error() {
    let mut world = World::new();
    let described = world.describe("nobody");
    assert_eq!((described.error, &*described.state), (ErrorCode::None, "Dead"));
    assert!(described.message.is_some(), "newer requests make an error of it");
}

#[test]
fn only_empty_groups_can_be_deleted() {
    let mut world = World::new();
    let joined = world.stable_alone();
    let id = world.commit(&joined.member, 1, 0, 5);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    assert_eq!(
        delete(&mut world, &["nobody", "g"]),
        [("nobody".into(), ErrorCode::GroupIdNotFound), ("g".into(), ErrorCode::NonEmptyGroup)]
    );
    world.leave(&[(&joined.member, None)]);
    assert_eq!(
        delete(&mut world, &["g", "g"]),
        [("g".into(), ErrorCode::None), ("g".into(), ErrorCode::GroupIdNotFound)]
    );
    for _ in 0..2 {
        assert_eq!((&*world.state(), world.fetch(0)), ("Dead", -1));
        world.restart(false);
    }
}

#[test]
fn a_deletion_takes_commits_along_that_are_on_their_way() {
    let mut world = World::new();
    let id = world.commit("", -1, 0, 5);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    world.slow = true;
    let on_its_way = world.commit("", -1, 1, 6);
    let deletion = world.ask(1, GroupRequest::Delete(DeleteGroups { groups: vec!["g".into()] }));
    assert_eq!(world.answer(deletion), None);
    let late = world.commit("", -1, 2, 7);
    assert_eq!(world.commit_error(late), ErrorCode::CoordinatorNotAvailable, "the group is on its way out");
    world.settle();
    assert_eq!(world.commit_error(on_its_way), ErrorCode::None);
    assert_eq!(world.answer(deletion), Some(Response::DeleteGroups(vec![("g".into(), ErrorCode::None)])));
    world.restart(false);
    assert_eq!(world.state(), "Dead");
}

#[test]
fn a_deletion_that_cannot_be_written_changes_nothing() {
    let mut world = World::new();
    let id = world.commit("", -1, 0, 5);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    world.slow = true;
    let deletion = world.ask(1, GroupRequest::Delete(DeleteGroups { groups: vec!["g".into()] }));
    world.settle_one(Err(ErrorCode::NotEnoughReplicas));
    let answer = vec![("g".into(), ErrorCode::CoordinatorNotAvailable)];
    assert_eq!(world.answer(deletion), Some(Response::DeleteGroups(answer)));
    assert_eq!((&*world.state(), world.fetch(0)), ("Empty", 5));
}

#[test]
fn eyes_see_what_changed() {
    let mut world = World::new();
    let joined = world.stable_alone();
    let id = world.commit(&joined.member, 1, 3, 5);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    assert!(world.coordinator.take_changed().contains("g"));
    assert!(world.coordinator.take_changed().is_empty(), "nothing has changed since");
    assert_eq!(world.heartbeat(&joined), ErrorCode::None);
    assert!(world.coordinator.take_changed().is_empty(), "a heartbeat changes nothing");
    let view = world.coordinator.view("g").unwrap();
    assert_eq!((&*view.state, view.leader, view.members.len()), ("Stable", joined.member.clone(), 1));
    assert_eq!((view.commits[0].partition, view.commits[0].offset.0), (PartitionIndex(3), 5));
    assert!(view.members[0].assignment.is_empty(), "bytes that are no assignment are no harm");
    // "t", partitions 0 and 1, in the consumers' own format.
    let share = "\0\0\0\0\0\u{1}\0\u{1}t\0\0\0\u{2}\0\0\0\0\0\0\0\u{1}";
    let again = world.join(1, &joined.member);
    let joined = world.joined(again);
    world.sync(1, &joined, &[(&joined.member, share)]);
    let view = world.coordinator.view("g").unwrap();
    assert_eq!(view.members[0].assignment, [("t".into(), vec![PartitionIndex(0), PartitionIndex(1)])]);
    world.leave(&[(&joined.member, None)]);
    delete(&mut world, &["g"]);
    assert!(world.coordinator.take_changed().contains("g"));
    assert_eq!(world.coordinator.view("g"), None);
    assert_eq!(world.coordinator.groups().count(), 0);
}
