//! Static members (KIP-345): a name that outlives restarts.

use alloc::{boxed::Box, vec};
use core::time::Duration;

use super::driver::*;
use crate::{error::ErrorCode, group::GroupRequest, id::Generation, request::JoinGroup, response::Joined};

/// Two static members, `a` leading and `b`, stable in generation 2.
fn pair(world: &mut World) -> (Joined, Joined) {
    let id = world.ask(1, static_join(1, "", "a"));
    let first = world.joined(id);
    let second = world.ask(2, static_join(2, "", "b"));
    let again = world.ask(1, static_join(1, &first.member, "a"));
    let (first, second) = (world.joined(again), world.joined(second));
    let syncs =
        [world.sync(2, &second, &[]), world.sync(1, &first, &[(&first.member, "left"), (&second.member, "right")])];
    world.settle();
    for id in syncs {
        assert!(world.synced(id).is_ok());
    }
    assert_eq!(world.state(), "Stable");
    (first, second)
}

#[test]
fn a_restarted_static_member_takes_its_place_without_a_rebalance() {
    let mut world = World::new();
    let (first, second) = pair(&mut world);
    world.slow = true;
    let id = world.ask(3, static_join(3, "", "b"));
    assert_eq!(world.answer(id), None, "its new id is not in the log yet");
    world.settle();
    let back = world.joined(id);
    assert_eq!((back.error, back.generation), (ErrorCode::None, second.generation));
    assert_ne!(back.member, second.member);
    assert!(back.member.starts_with("b-"), "{}", back.member);
    assert!(back.members.is_empty());
    let sync = world.sync(3, &back, &[]);
    assert_eq!(world.synced(sync).unwrap().assignment, "right");
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
    assert_eq!(world.heartbeat(&back), ErrorCode::None);
    // Whoever still uses the old id is fenced, wherever it shows its name.
    assert_eq!(world.heartbeat_as(&second.member, 2, Some("b")), ErrorCode::FencedInstanceId);
    assert_eq!(world.heartbeat_as(&second.member, 2, None), ErrorCode::UnknownMemberId);
    let stale = world.ask(2, static_join(2, &second.member, "b"));
    assert_eq!(world.joined(stale).error, ErrorCode::FencedInstanceId);
}

#[test]
fn a_restarted_static_leader_is_told_to_leave_the_assignment_alone() {
    let mut world = World::new();
    let (first, _) = pair(&mut world);
    let id = world.ask(3, static_join(3, "", "a"));
    let back = world.joined(id);
    assert_eq!((back.generation, &back.leader), (first.generation, &back.member));
    assert!(back.skip_assignment);
    assert_eq!(back.members.len(), 2);
    let sync = world.sync(3, &back, &[]);
    assert_eq!(world.synced(sync).unwrap().assignment, "left");
}

#[test]
fn a_static_member_with_other_wishes_rebalances() {
    let mut world = World::new();
    let (first, _) = pair(&mut world);
    let join = JoinGroup {
        instance: Some("b".into()),
        protocols: vec![("range".into(), subscription(&["other"]))],
        ..join_group(3, "")
    };
    let id = world.ask(3, GroupRequest::Join(Box::new(join)));
    assert_eq!(world.answer(id), None);
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    let again = world.ask(1, static_join(1, &first.member, "a"));
    assert_eq!(world.joined(again).members.len(), 2);
    assert_eq!(world.joined(id).generation, Generation(3));
}

#[test]
fn a_replacement_that_cannot_be_stored_makes_all_agree_anew() {
    let mut world = World::new();
    let (first, second) = pair(&mut world);
    world.slow = true;
    let id = world.ask(3, static_join(3, "", "b"));
    world.settle_one(Err(ErrorCode::NotEnoughReplicas));
    assert_eq!(world.answer(id), None);
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    let again = world.ask(1, static_join(1, &first.member, "a"));
    assert_eq!((world.joined(again).generation, world.joined(id).generation), (Generation(3), Generation(3)));
    assert_eq!(world.heartbeat_as(&second.member, 3, Some("b")), ErrorCode::FencedInstanceId);
}

#[test]
fn a_replacement_while_shares_are_awaited_rebalances() {
    let mut world = World::new();
    let (first, second) = pair(&mut world);
    let (one, two) =
        (world.ask(1, static_join(1, &first.member, "a")), world.ask(2, static_join(2, &second.member, "b")));
    let (first, second) = (world.joined(one), world.joined(two));
    let waits = world.sync(2, &second, &[]);
    let back = world.ask(3, static_join(3, "", "b"));
    assert_eq!(world.synced(waits), Err(ErrorCode::FencedInstanceId));
    let again = world.ask(1, static_join(1, &first.member, "a"));
    assert_eq!(world.joined(again).generation, Generation(4));
    assert_eq!(world.joined(back).generation, Generation(4));
}

#[test]
fn a_static_member_may_miss_a_rebalance_but_not_its_session() {
    let mut world = World::new();
    let (first, second) = pair(&mut world);
    let again = world.ask(1, static_join(1, &first.member, "a"));
    let long = JoinGroup { session_timeout: REBALANCE * 2, instance: Some("c".into()), ..join_group(4, "") };
    let third = world.ask(4, GroupRequest::Join(Box::new(long)));
    for _ in 0..12 {
        world.pass(SESSION / 2);
        world.heartbeat_as(&second.member, 2, Some("b"));
    }
    let first = world.joined(again);
    assert_eq!(world.joined(third).generation, Generation(3));
    assert_eq!(first.members.len(), 3, "the absent one keeps its place");
    let sync = world.sync(1, &first, &[]);
    assert!(world.synced(sync).is_ok());
    // It was last heard of half a session ago: a heartbeat of the generation before does not count.
    world.pass(SESSION / 2 - Duration::from_secs(1));
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
    world.pass(Duration::from_secs(1));
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    assert_eq!(world.heartbeat_as(&second.member, 3, Some("b")), ErrorCode::UnknownMemberId);
}

#[test]
fn an_operator_removes_a_static_member_by_its_name() {
    let mut world = World::new();
    let (first, second) = pair(&mut world);
    let left = world.leave(&[("", Some("nobody")), ("", Some("b")), (&first.member, Some("b"))]);
    let errors: vec::Vec<_> = left.members.iter().map(|(_, _, error)| *error).collect();
    assert_eq!(errors, [ErrorCode::UnknownMemberId, ErrorCode::None, ErrorCode::UnknownMemberId]);
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    assert_eq!(world.heartbeat(&second), ErrorCode::UnknownMemberId);
}

#[test]
fn a_static_place_survives_a_restart_of_the_coordinator() {
    let mut world = World::new();
    let (first, second) = pair(&mut world);
    world.restart(false);
    let id = world.ask(3, static_join(3, "", "b"));
    let back = world.joined(id);
    assert_eq!((back.error, back.generation), (ErrorCode::None, second.generation));
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
    world.restart(false);
    assert_eq!(world.heartbeat_as(&second.member, 2, Some("b")), ErrorCode::FencedInstanceId);
    assert_eq!(world.heartbeat_as(&back.member, 2, Some("b")), ErrorCode::None);
}
