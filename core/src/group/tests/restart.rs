//! What a coordinator that comes back knows.

use core::time::Duration;

use super::driver::*;
use crate::{effect::Note, error::ErrorCode, group::Coordinator, id::Generation};

#[test]
fn members_of_a_stable_group_carry_on_without_a_rebalance() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let before = world.describe("g");
    world.pass(SESSION - Duration::from_secs(1));
    world.heartbeat(&first);
    world.restart(false);
    assert_eq!(world.describe("g"), before);
    // Nobody could send heartbeats meanwhile: the sessions are whole again.
    world.pass(SESSION - Duration::from_millis(1));
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
    assert_eq!(world.heartbeat(&second), ErrorCode::None);
    let sync = world.sync(2, &second, &[]);
    assert_eq!(world.synced(sync).unwrap().assignment, "right");
    let id = world.commit(&second.member, 2, 0, 4);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    let groups = i32::from(Coordinator::partition_of("g", PARTITIONS).0 == 0);
    assert!(world.notes.contains(&Note::GroupsLoaded { partition: crate::id::PartitionIndex(0), groups }));
}

#[test]
fn members_that_do_not_come_back_expire() {
    let mut world = World::new();
    let (first, _) = world.stable_pair();
    world.restart(false);
    world.pass(SESSION / 2);
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
    world.pass(SESSION / 2);
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    let again = world.join(1, &first.member);
    assert_eq!(world.joined(again).members.len(), 1);
}

#[test]
fn a_generation_whose_assignment_was_not_stored_is_forgotten() {
    let mut world = World::new();
    let first = world.stable_alone();
    world.slow = true;
    let again = world.join(1, &first.member);
    let next = world.joined(again);
    assert_eq!(next.generation, Generation(2));
    let unanswered = world.sync(1, &next, &[(&next.member, "new")]);
    world.restart(false);
    assert_eq!(world.answer(unanswered), None);
    assert_eq!(world.heartbeat(&next), ErrorCode::IllegalGeneration);
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
}

#[test]
fn an_assignment_that_got_through_unseen_is_there() {
    let mut world = World::new();
    let first = world.stable_alone();
    world.slow = true;
    let again = world.join(1, &first.member);
    let next = world.joined(again);
    world.sync(1, &next, &[(&next.member, "new")]);
    world.restart(true);
    assert_eq!(world.heartbeat(&next), ErrorCode::None);
    let sync = world.sync(1, &next, &[]);
    assert_eq!(world.synced(sync).unwrap().assignment, "new");
}

#[test]
fn commits_and_generations_survive_an_empty_group() {
    let mut world = World::new();
    let joined = world.stable_alone();
    for offset in 1..20 {
        let id = world.commit(&joined.member, 1, 0, offset);
        assert_eq!(world.commit_error(id), ErrorCode::None);
    }
    world.leave(&[(&joined.member, None)]);
    world.restart(false);
    assert_eq!((world.fetch(0), &*world.state()), (19, "Empty"));
    let id = world.join(2, "");
    assert_eq!(world.joined(id).generation, Generation(3));
}
