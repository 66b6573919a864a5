//! Joining, syncing, staying, leaving.

use alloc::{boxed::Box, string::ToString, vec};
use core::time::Duration;

use bytes::Bytes;

use super::driver::*;
use crate::{
    config::GroupConfig,
    effect::Note,
    error::ErrorCode,
    group::{Coordinator, GroupRequest},
    id::{ClientId, Generation, PartitionIndex},
    name::Text,
    request::{JoinGroup, SyncGroup},
    response::Joined,
};

fn ask_join(world: &mut World, client: u64, change: impl FnOnce(&mut JoinGroup)) -> Joined {
    let mut join = join_group(client, "");
    change(&mut join);
    let id = world.ask(client, GroupRequest::Join(Box::new(join)));
    world.joined(id)
}

#[test]
fn groups_lie_where_kafka_puts_them() {
    // Figures of Java's own String.hashCode: "abc" is 96354, "polygenelubricants" the most negative number.
    assert_eq!(Coordinator::partition_of("abc", 50), PartitionIndex(96_354 % 50));
    assert_eq!(Coordinator::partition_of("polygenelubricants", 50), PartitionIndex(0));
    // A negative hash counts by its size: this one is −1827921358.
    assert_eq!(Coordinator::partition_of("items-group", 50), PartitionIndex(8));
    // Characters beyond the first plane count as two.
    let halves = [0xd83d_i32, 0xde00];
    assert_eq!(Coordinator::partition_of("\u{1f600}", 50).0, (halves[0] * 31 + halves[1]) % 50);
}

#[test]
fn one_member_gets_the_first_generation_at_once() {
    let mut world = World::new();
    let joined = world.stable_alone();
    assert_eq!((joined.generation, &joined.leader), (Generation(1), &joined.member));
    assert_eq!(joined.protocol.as_deref(), Some("range"));
    assert_eq!(joined.protocol_type.as_deref(), Some("consumer"));
    assert_eq!(joined.members, [(joined.member.clone(), None, subscription(&["t"]))]);
    assert!(joined.member.starts_with("client-1-"), "{}", joined.member);
    assert_eq!(world.heartbeat(&joined), ErrorCode::None);
    assert_eq!(world.state(), "Stable");
}

#[test]
fn who_comes_without_an_id_is_given_one_to_come_back_with() {
    let mut world = World::new();
    let given = ask_join(&mut world, 1, |join| join.member_id_required = true);
    assert_eq!(given.error, ErrorCode::MemberIdRequired);
    assert!(!given.member.is_empty());
    assert_eq!(world.state(), "Empty");
    let id = world.join(1, &given.member);
    let joined = world.joined(id);
    assert_eq!((joined.error, joined.member), (ErrorCode::None, given.member));
}

#[test]
fn an_id_that_nobody_fetches_is_forgotten_after_a_session() {
    let mut world = World::new();
    let given = ask_join(&mut world, 1, |join| join.member_id_required = true);
    world.pass(SESSION + Duration::from_secs(1));
    let id = world.join(1, &given.member);
    assert_eq!(world.joined(id).error, ErrorCode::UnknownMemberId);
    assert_eq!(world.state(), "Dead", "nothing is left of the group");
}

#[test]
fn bad_joins_are_refused_by_name() {
    let mut world = World::new();
    assert_eq!(ask_join(&mut world, 1, |join| join.group = "".into()).error, ErrorCode::InvalidGroupId);
    for timeout in [Duration::from_millis(5999), Duration::from_millis(1_800_001)] {
        let joined = ask_join(&mut world, 1, |join| join.session_timeout = timeout);
        assert_eq!(joined.error, ErrorCode::InvalidSessionTimeout);
    }
    assert_eq!(ask_join(&mut world, 1, |join| join.protocols.clear()).error, ErrorCode::InconsistentGroupProtocol);
    let stranger = world.join(1, "nobody");
    assert_eq!(world.joined(stranger).error, ErrorCode::UnknownMemberId);
    let large = Bytes::from(vec![0; crate::limit::MEMBER_METADATA_BYTES]);
    let joined = ask_join(&mut world, 1, |join| join.protocols = vec![("range".into(), large)]);
    assert_eq!(joined.error, ErrorCode::InvalidRequest);
    assert_eq!(world.state(), "Dead", "none of them made a group");
}

#[test]
fn members_must_have_a_protocol_in_common() {
    let mut world = World::new();
    world.stable_alone();
    let other_type = ask_join(&mut world, 2, |join| join.protocol_type = "connect".into());
    assert_eq!(other_type.error, ErrorCode::InconsistentGroupProtocol);
    let other_protocol = ask_join(&mut world, 2, |join| join.protocols = vec![("sticky".into(), Bytes::new())]);
    assert_eq!(other_protocol.error, ErrorCode::InconsistentGroupProtocol);
    assert_eq!(world.state(), "Stable");
}

#[test]
fn the_protocol_with_the_most_votes_is_chosen() {
    let mut world = World::new();
    let speaks = |names: &[&str]| names.iter().map(|name| (Text::from(*name), Bytes::new())).collect();
    let first = ask_join(&mut world, 1, |join| join.protocols = speaks(&["range", "sticky", "own"]));
    let mut requests = vec![];
    for client in [2, 3] {
        let join = JoinGroup { protocols: speaks(&["sticky", "range"]), ..join_group(client, "") };
        requests.push(world.ask(client, GroupRequest::Join(Box::new(join))));
    }
    let join = JoinGroup { protocols: speaks(&["own", "range", "sticky"]), ..join_group(1, &first.member) };
    let again = world.ask(1, GroupRequest::Join(Box::new(join)));
    assert_eq!(world.joined(again).protocol.as_deref(), Some("sticky"));
    assert_eq!(world.joined(requests[0]).protocol.as_deref(), Some("sticky"));
}

#[test]
fn a_second_member_makes_the_first_join_again() {
    let mut world = World::new();
    let first = world.stable_alone();
    let second = world.join(2, "");
    assert_eq!(world.answer(second), None, "it waits for the first");
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    assert_eq!(world.state(), "PreparingRebalance");
    let again = world.join(1, &first.member);
    let (first, second) = (world.joined(again), world.joined(second));
    assert_eq!((first.generation, second.generation), (Generation(2), Generation(2)));
    assert_eq!(first.members.len(), 2);
    assert!(second.members.is_empty(), "only the leader is told who the members are");
    assert_eq!(second.leader, first.member);
    let begun = Note::Rebalancing {
        group: "g".into(),
        generation: Generation(1),
        reason: alloc::format!("member {} joins", second.member).into(),
    };
    assert!(world.notes.contains(&begun), "{:?}", world.notes);
}

#[test]
fn shares_wait_for_the_leader_and_for_the_log() {
    let mut world = World::new();
    let (_, second) = world.stable_pair();
    assert_eq!(second.generation, Generation(2));
    world.slow = true;
    let (again, other) = (world.join(1, &second.leader), world.join(2, &second.member));
    let (first, second) = (world.joined(again), world.joined(other));
    let follower = world.sync(2, &second, &[]);
    assert_eq!(world.answer(follower), None, "the leader has not spoken");
    let leader = world.sync(1, &first, &[(&second.member, "everything"), (&"stranger".into(), "x")]);
    assert_eq!(world.answer(leader), None, "the assignment is not in the log yet");
    assert_eq!(world.state(), "CompletingRebalance");
    world.settle();
    assert_eq!(world.synced(follower).unwrap().assignment, "everything");
    assert_eq!(world.synced(leader).unwrap().assignment, "", "one who is not named gets empty bytes");
    let late = world.sync(2, &second, &[]);
    assert_eq!(world.synced(late).unwrap().assignment, "everything");
}

#[test]
fn an_assignment_that_cannot_be_stored_is_void() {
    let mut world = World::new();
    world.slow = true;
    let id = world.join(1, "");
    let joined = world.joined(id);
    let sync = world.sync(1, &joined, &[(&joined.member, "all")]);
    world.settle_one(Err(ErrorCode::NotEnoughReplicasAfterAppend));
    assert_eq!(world.synced(sync), Err(ErrorCode::CoordinatorNotAvailable));
    assert_eq!(world.heartbeat(&joined), ErrorCode::RebalanceInProgress);
    let again = world.join(1, &joined.member);
    assert_eq!(world.joined(again).generation, Generation(2));
}

#[test]
fn an_assignment_overtaken_by_a_rebalance_is_void() {
    let mut world = World::new();
    world.slow = true;
    let id = world.join(1, "");
    let first = world.joined(id);
    let sync = world.sync(1, &first, &[(&first.member, "all")]);
    let second = world.join(2, "");
    assert_eq!(world.synced(sync), Err(ErrorCode::RebalanceInProgress));
    world.settle();
    assert_eq!(world.state(), "PreparingRebalance");
    let again = world.join(1, &first.member);
    let (first, second) = (world.joined(again), world.joined(second));
    assert_eq!((first.generation, second.generation), (Generation(2), Generation(2)));
    let sync = world.sync(1, &first, &[(&first.member, "new")]);
    world.settle();
    assert_eq!(world.synced(sync).unwrap().assignment, "new");
}

#[test]
fn syncs_of_strangers_and_of_other_generations_are_refused() {
    let mut world = World::new();
    let joined = world.stable_alone();
    let mut ask = |change: &dyn Fn(&mut SyncGroup)| {
        let mut sync = SyncGroup {
            group: "g".into(),
            generation: joined.generation,
            member: joined.member.clone(),
            instance: None,
            protocol_type: Some("consumer".into()),
            protocol: Some("range".into()),
            assignments: vec![],
        };
        change(&mut sync);
        let id = world.ask(1, GroupRequest::Sync(sync));
        world.synced(id).map(|synced| synced.assignment)
    };
    assert_eq!(ask(&|_| {}), Ok("all".into()));
    assert_eq!(ask(&|sync| sync.generation = Generation(2)), Err(ErrorCode::IllegalGeneration));
    assert_eq!(ask(&|sync| sync.member = "nobody".into()), Err(ErrorCode::UnknownMemberId));
    assert_eq!(ask(&|sync| sync.group = "other".into()), Err(ErrorCode::UnknownMemberId));
    assert_eq!(ask(&|sync| sync.group = "".into()), Err(ErrorCode::InvalidGroupId));
    assert_eq!(ask(&|sync| sync.protocol = Some("sticky".into())), Err(ErrorCode::InconsistentGroupProtocol));
    assert_eq!(ask(&|sync| sync.protocol_type = Some("connect".into())), Err(ErrorCode::InconsistentGroupProtocol));
}

#[test]
fn heartbeats_tell_members_where_they_stand() {
    let mut world = World::new();
    assert_eq!(world.heartbeat_as("nobody", 1, None), ErrorCode::UnknownMemberId);
    let joined = world.stable_alone();
    assert_eq!(world.heartbeat_as(&joined.member, 2, None), ErrorCode::IllegalGeneration);
    assert_eq!(world.heartbeat_as("nobody", 1, None), ErrorCode::UnknownMemberId);
    assert_eq!(world.heartbeat(&joined), ErrorCode::None);
}

#[test]
fn a_silent_member_is_out_after_its_session_and_not_before() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    for _ in 0..3 {
        world.pass(SESSION - Duration::from_millis(1));
        assert_eq!(world.heartbeat(&first), ErrorCode::None);
        assert_eq!(world.heartbeat(&second), ErrorCode::None);
    }
    world.pass(SESSION / 2);
    assert_eq!(world.heartbeat(&first), ErrorCode::None);
    world.pass(SESSION / 2);
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
    assert!(world.notes.contains(&Note::MemberExpired { group: "g".into(), member: second.member.clone() }));
    let again = world.join(1, &first.member);
    let alone = world.joined(again);
    assert_eq!((alone.generation, alone.members.len()), (Generation(3), 1));
    assert_eq!(world.heartbeat(&second), ErrorCode::UnknownMemberId);
}

#[test]
fn a_rebalance_waits_for_the_longest_timeout_then_goes_on_without_the_missing() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let third = world.join(3, "");
    let again = world.join(1, &first.member);
    // The second still sends heartbeats, but does not join.
    let mut passed = Duration::ZERO;
    while passed + SESSION / 2 < REBALANCE {
        world.pass(SESSION / 2);
        passed += SESSION / 2;
        assert_eq!(world.heartbeat(&second), ErrorCode::RebalanceInProgress);
        assert_eq!(world.answer(third), None);
    }
    world.pass(SESSION / 2);
    let (first, third) = (world.joined(again), world.joined(third));
    assert_eq!((first.generation, third.generation), (Generation(3), Generation(3)));
    assert_eq!(first.members.len(), 2);
    assert_eq!(world.heartbeat(&second), ErrorCode::UnknownMemberId);
}

#[test]
fn when_the_leader_is_missing_another_leads() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    assert_eq!(second.leader, first.member);
    assert_eq!(world.leave(&[(&first.member, None)]).members[0].2, ErrorCode::None);
    let again = world.join(2, &second.member);
    let second = world.joined(again);
    assert_eq!(second.leader, second.member);
    assert_eq!(second.members.len(), 1);
}

#[test]
fn members_that_never_sync_are_out_after_the_rebalance_timeout() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let (one, two) = (world.join(1, &first.member), world.join(2, &second.member));
    let (first, second) = (world.joined(one), world.joined(two));
    let waits = world.sync(2, &second, &[]);
    // The leader is alive, but never assigns.
    for _ in 0..11 {
        world.pass(SESSION / 2);
        assert_eq!(world.heartbeat(&first), ErrorCode::None);
        assert_eq!(world.heartbeat(&second), ErrorCode::None);
    }
    world.pass(SESSION / 2);
    assert_eq!(world.synced(waits), Err(ErrorCode::RebalanceInProgress));
    assert_eq!(world.heartbeat(&first), ErrorCode::UnknownMemberId);
    let again = world.join(2, &second.member);
    assert_eq!(world.joined(again).leader, second.member);
}

#[test]
fn a_follower_that_joins_again_unchanged_changes_nothing() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let again = world.join(2, &second.member);
    let told = world.joined(again);
    assert_eq!((told.generation, told.members.len(), &told.leader), (Generation(2), 0, &first.member));
    assert_eq!(world.state(), "Stable");
    let join =
        JoinGroup { protocols: vec![("range".into(), subscription(&["t", "other"]))], ..join_group(2, &second.member) };
    let changed = world.ask(2, GroupRequest::Join(Box::new(join)));
    assert_eq!(world.answer(changed), None, "other wishes need another assignment");
    assert_eq!(world.heartbeat(&first), ErrorCode::RebalanceInProgress);
}

#[test]
fn a_leader_that_joins_again_rebalances() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let again = world.join(1, &first.member);
    assert_eq!(world.answer(again), None);
    assert_eq!(world.heartbeat(&second), ErrorCode::RebalanceInProgress);
}

#[test]
fn a_lost_answer_to_a_join_is_given_once_more() {
    let mut world = World::new();
    let id = world.join(1, "");
    let joined = world.joined(id);
    assert_eq!(world.state(), "CompletingRebalance");
    let again = world.join(1, &joined.member);
    assert_eq!(world.joined(again), joined);
}

#[test]
fn leaving_is_immediate_and_may_be_done_for_several() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let left = world.leave(&[(&second.member, None), ("nobody", None), (&first.member, None)]);
    let errors: alloc::vec::Vec<_> = left.members.iter().map(|(_, _, error)| *error).collect();
    assert_eq!(errors, [ErrorCode::None, ErrorCode::UnknownMemberId, ErrorCode::None]);
    assert_eq!(world.state(), "Empty");
    assert_eq!(world.leave(&[(&first.member, None)]).members[0].2, ErrorCode::UnknownMemberId);
    // A group that has been stays, with its generation: the next is above it.
    let id = world.join(3, "");
    assert!(world.joined(id).generation > Generation(2));
}

#[test]
fn a_full_group_takes_no_more() {
    let mut world = World::with(GroupConfig { size_max: 2, ..GroupConfig::default() });
    let (first, _) = world.stable_pair();
    let third = world.join(3, "");
    assert_eq!(world.joined(third).error, ErrorCode::GroupMaxSizeReached);
    assert_eq!(world.heartbeat(&first), ErrorCode::None, "the others are not disturbed");
}

#[test]
fn the_initial_delay_gathers_members_before_the_first_generation() {
    let delay = Duration::from_secs(3);
    let mut world = World::with(GroupConfig { initial_rebalance_delay: delay, ..GroupConfig::default() });
    let first = world.join(1, "");
    world.pass(Duration::from_secs(2));
    let second = world.join(2, "");
    world.pass(Duration::from_secs(2));
    assert_eq!(world.answer(first), None, "a newcomer extends the wait");
    world.pass(Duration::from_secs(2));
    let (first, second) = (world.joined(first), world.joined(second));
    assert_eq!((first.generation, second.generation), (Generation(1), Generation(1)));
    assert_eq!(first.members.len(), 2);
}

#[test]
fn newcomers_cannot_extend_the_initial_delay_past_the_rebalance_timeout() {
    let delay = Duration::from_secs(10);
    let mut world = World::with(GroupConfig { initial_rebalance_delay: delay, ..GroupConfig::default() });
    let first = world.join(0, "");
    for client in 1..=14 {
        world.pass(Duration::from_secs(5));
        world.join(client, "");
    }
    assert_eq!(world.joined(first).generation, Generation(1));
}

#[test]
fn a_member_whose_connection_breaks_has_one_session_to_come_back() {
    let mut world = World::new();
    let first = world.stable_alone();
    let second = world.join(2, "");
    world.coordinator.handle_disconnected(world.now, ClientId(2));
    for _ in 0..3 {
        world.pass(SESSION / 2);
        world.heartbeat(&first);
    }
    let again = world.join(1, &first.member);
    let joined = world.joined(again);
    assert_eq!(joined.members.len(), 1, "the one who is gone does not hold the group up, nor get a share");
    assert_eq!(world.answer(second), None);
}

#[test]
fn a_lost_partition_sends_all_who_wait_elsewhere() {
    let mut world = World::new();
    let first = world.stable_alone();
    let second = world.join(2, "");
    let lost = Coordinator::partition_of("g", PARTITIONS);
    world.coordinator.handle_partition_lost(lost);
    world.drain();
    assert_eq!(world.joined(second).error, ErrorCode::NotCoordinator);
    assert_eq!(world.heartbeat(&first), ErrorCode::NotCoordinator);
    let third = world.join(3, "");
    assert_eq!(world.joined(third).error, ErrorCode::NotCoordinator);
    assert_eq!(world.fetch_raw("g", None).0, ErrorCode::NotCoordinator);
    assert_eq!(world.state().to_string(), "");
}
