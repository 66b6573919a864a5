//! Commits: who may make them, when they show, how they go.

use alloc::{string::String, vec, vec::Vec};
use core::time::Duration;

use bytes::Bytes;

use super::driver::*;
use crate::{
    config::GroupConfig,
    error::ErrorCode,
    group::{Coordinator, GroupRequest},
    id::{ClientId, Generation, LeaderEpoch, Offset, PartitionIndex, RequestId, TopicId},
    name::Text,
    request::{CommitPartition, OffsetCommit, OffsetDelete, TopicRef},
    response::Response,
    time::Timestamp,
};

fn delete(world: &mut World, group: &str, topic: &str) -> Result<ErrorCode, ErrorCode> {
    let delete = OffsetDelete { group: group.into(), partitions: vec![(topic.into(), PartitionIndex(0))] };
    let id = world.ask(5, GroupRequest::DeleteOffsets(delete));
    match world.answer(id) {
        Some(Response::OffsetDelete(answer)) => answer.map(|partitions| partitions[0].2),
        other => panic!("expected the answer to an offset deletion, got {other:?}"),
    }
}

#[test]
fn a_commit_shows_when_it_has_passed_the_high_watermark_and_not_before() {
    let mut world = World::new();
    let joined = world.stable_alone();
    world.slow = true;
    let id = world.commit(&joined.member, 1, 0, 10);
    assert_eq!(world.answer(id), None);
    assert_eq!(world.fetch(0), -1);
    world.settle();
    assert_eq!(world.commit_error(id), ErrorCode::None);
    assert_eq!(world.fetch(0), 10);
    let id = world.commit(&joined.member, 1, 0, 11);
    assert_eq!(world.fetch(0), 10);
    world.settle_one(Err(ErrorCode::NotLeaderOrFollower));
    assert_eq!(world.commit_error(id), ErrorCode::NotCoordinator);
    assert_eq!(world.fetch(0), 10, "what never got through never shows");
}

#[test]
fn a_commit_that_cannot_be_written_says_what_kafka_says() {
    let mut world = World::new();
    world.slow = true;
    for (error, told) in [
        (ErrorCode::NotEnoughReplicas, ErrorCode::CoordinatorNotAvailable),
        (ErrorCode::UnknownTopicOrPartition, ErrorCode::CoordinatorNotAvailable),
        (ErrorCode::KafkaStorageError, ErrorCode::NotCoordinator),
        (ErrorCode::MessageTooLarge, ErrorCode::InvalidCommitOffsetSize),
    ] {
        let id = world.commit("", -1, 0, 1);
        world.settle_one(Err(error));
        assert_eq!(world.commit_error(id), told);
    }
    assert_eq!(world.state(), "Dead", "no group came of it");
}

#[test]
fn only_members_of_the_generation_commit_while_there_are_members() {
    let mut world = World::new();
    let outsider = world.commit("", -1, 0, 1);
    assert_eq!(world.commit_error(outsider), ErrorCode::None, "nobody is inside");
    let ghost = world.ask(1, commit_request("other", "", 5, &[("t", 0, 1)]));
    assert_eq!(world.commit_error(ghost), ErrorCode::IllegalGeneration, "no such group");
    let joined = world.stable_alone();
    for (member, generation, told) in [
        ("", -1, ErrorCode::UnknownMemberId),
        ("nobody", -1, ErrorCode::UnknownMemberId),
        ("nobody", 1, ErrorCode::UnknownMemberId),
        (joined.member.as_str(), 0, ErrorCode::IllegalGeneration),
        (joined.member.as_str(), 2, ErrorCode::IllegalGeneration),
        (joined.member.as_str(), -1, ErrorCode::IllegalGeneration),
        (joined.member.as_str(), 1, ErrorCode::None),
    ] {
        let id = world.commit(member, generation, 0, 7);
        assert_eq!(world.commit_error(id), told, "{member} in {generation}");
    }
}

#[test]
fn commits_are_taken_while_members_join_and_refused_while_shares_are_awaited() {
    let mut world = World::new();
    let (first, second) = world.stable_pair();
    let third = world.join(3, "");
    let id = world.commit(&second.member, 2, 0, 3);
    assert_eq!(world.commit_error(id), ErrorCode::None, "the last chance before the partition goes to another");
    let (one, two) = (world.join(1, &first.member), world.join(2, &second.member));
    let (first, _, _) = (world.joined(one), world.joined(two), world.joined(third));
    assert_eq!(world.state(), "CompletingRebalance");
    let id = world.commit(&first.member, 3, 0, 4);
    assert_eq!(world.commit_error(id), ErrorCode::RebalanceInProgress);
    let id = world.commit(&second.member, 2, 0, 4);
    assert_eq!(world.commit_error(id), ErrorCode::IllegalGeneration);
    assert_eq!(world.fetch(0), 3);
}

#[test]
fn a_commit_keeps_its_member_alive() {
    let mut world = World::new();
    let joined = world.stable_alone();
    for offset in 0..4 {
        world.pass(SESSION - Duration::from_secs(1));
        let id = world.commit(&joined.member, 1, 0, offset);
        assert_eq!(world.commit_error(id), ErrorCode::None);
    }
    assert_eq!(world.heartbeat(&joined), ErrorCode::None);
}

fn commit_words(world: &mut World, partition: i32, epoch: Option<i32>, words: Option<String>) -> ErrorCode {
    let commit = OffsetCommit {
        group: "g".into(),
        generation: Generation(-1),
        member: Text::default(),
        instance: None,
        partitions: vec![CommitPartition {
            topic: TopicRef::Name("t".into()),
            partition: PartitionIndex(partition),
            offset: Offset(5),
            leader_epoch: epoch.map(LeaderEpoch),
            metadata: words.map(Text::from),
        }],
    };
    let id = world.ask(1, GroupRequest::Commit(commit));
    world.commit_error(id)
}

#[test]
fn words_and_epochs_come_back_as_they_were_given_even_after_a_restart() {
    let mut world = World::new();
    let given = [(None, None), (Some(0), Some("")), (Some(7), Some("host-1 käse"))];
    for (at, (epoch, words)) in given.iter().enumerate() {
        assert_eq!(commit_words(&mut world, at as i32, *epoch, words.map(String::from)), ErrorCode::None);
    }
    for _ in 0..2 {
        let (error, found) = world.fetch_raw("g", None);
        assert_eq!(error, ErrorCode::None);
        let told: Vec<_> = found.iter().map(|f| (f.leader_epoch.map(|e| e.0), f.metadata.as_deref())).collect();
        assert_eq!(told, given);
        world.restart(false);
    }
}

#[test]
fn words_may_have_4096_bytes_and_no_more() {
    let mut world = World::new();
    assert_eq!(commit_words(&mut world, 0, None, Some("x".repeat(4096))), ErrorCode::None);
    assert_eq!(commit_words(&mut world, 0, None, Some("x".repeat(4097))), ErrorCode::OffsetMetadataTooLarge);
    let (_, found) = world.fetch_raw("g", None);
    assert_eq!(found[0].metadata.as_ref().map(|words| words.len()), Some(4096));
}

#[test]
fn topics_by_id_are_the_nodes_affair() {
    let mut world = World::new();
    let mut commit = match commit_request("g", "", -1, &[("t", 0, 1), ("t", 1, 1)]) {
        GroupRequest::Commit(commit) => commit,
        _ => unreachable!(),
    };
    commit.partitions[0].topic = TopicRef::Id(TopicId([7; 16]));
    let id = world.ask(1, GroupRequest::Commit(commit));
    let Some(Response::OffsetCommit(answers)) = world.answer(id) else { panic!("no answer") };
    let errors: Vec<_> = answers.iter().map(|(_, _, error)| *error).collect();
    assert_eq!(errors, [ErrorCode::UnknownTopicId, ErrorCode::None]);
}

#[test]
fn commits_of_partitions_that_do_not_exist_are_refused_and_the_others_taken() {
    let mut world = World::new();
    let GroupRequest::Commit(commit) = commit_request("g", "", -1, &[("t", 0, 1), ("t", 9, 1), ("gone", 0, 1)]) else {
        panic!("no commit")
    };
    let id = RequestId(u64::MAX);
    let exists = |topic: &str, partition: PartitionIndex| topic == "t" && partition.0 < 3;
    world.coordinator.handle_commit(world.now, ClientId(1), id, commit, exists);
    world.drain();
    let Some(Response::OffsetCommit(answers)) = world.answer(id) else { panic!("no answer") };
    let errors: Vec<_> = answers.iter().map(|(_, _, error)| *error).collect();
    assert_eq!(errors, [ErrorCode::None, ErrorCode::UnknownTopicOrPartition, ErrorCode::UnknownTopicOrPartition]);
    assert_eq!(world.fetch_raw("g", None).1.len(), 1);
}

#[test]
fn an_unknown_group_has_no_offsets_and_that_is_no_error() {
    let mut world = World::new();
    let (error, found) = world.fetch_raw("nobody", Some(&[("t", 0), ("t", 1)]));
    assert_eq!(error, ErrorCode::None);
    assert!(found.iter().all(|f| f.offset == Offset(-1) && f.error == ErrorCode::None && f.leader_epoch.is_none()));
    assert_eq!(found.len(), 2);
    assert_eq!(world.fetch_raw("nobody", None), (ErrorCode::None, vec![]));
    assert_eq!(world.fetch_raw("nobody", Some(&[])), (ErrorCode::None, vec![]));
}

#[test]
fn until_it_is_loaded_a_coordinator_does_not_claim_to_know() {
    let mut world = World::new();
    let id = world.commit("", -1, 0, 42);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    let partition = Coordinator::partition_of("g", PARTITIONS);
    world.coordinator.handle_partition_owned(world.now, partition, PARTITIONS);
    world.drain();
    let (error, found) = world.fetch_raw("g", Some(&[("t", 0)]));
    assert_eq!((error, found[0].error), (ErrorCode::CoordinatorLoadInProgress, ErrorCode::CoordinatorLoadInProgress));
    let id = world.join(1, "");
    assert_eq!(world.joined(id).error, ErrorCode::CoordinatorLoadInProgress);
    let id = world.commit("", -1, 0, 43);
    assert_eq!(world.commit_error(id), ErrorCode::CoordinatorLoadInProgress);
    world.load();
    assert_eq!(world.fetch(0), 42);
}

#[test]
fn a_log_that_cannot_be_read_leaves_its_groups_unavailable() {
    let mut world = World::new();
    let id = world.commit("", -1, 0, 42);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    let partition = Coordinator::partition_of("g", PARTITIONS);
    world.coordinator.handle_partition_owned(world.now, partition, PARTITIONS);
    world.drain();
    let (_, token, _) = world.loads.pop_front().unwrap();
    world.coordinator.handle_loaded(world.now, token, Ok(Bytes::from_static(&[0; 200])), None);
    world.drain();
    assert_eq!(world.fetch_raw("g", None).0, ErrorCode::CoordinatorNotAvailable);
    let id = world.join(1, "");
    assert_eq!(world.joined(id).error, ErrorCode::CoordinatorNotAvailable);
}

#[test]
fn an_append_that_was_under_way_when_the_partition_was_lost_is_answered_once() {
    let mut world = World::new();
    world.slow = true;
    let id = world.commit("", -1, 0, 42);
    let partition = Coordinator::partition_of("g", PARTITIONS);
    world.coordinator.handle_partition_lost(partition);
    world.drain();
    assert_eq!(world.commit_error(id), ErrorCode::NotCoordinator);
    world.settle();
    assert_eq!(world.answer(id), None);
    // It got through all the same: the next coordinator finds it.
    world.restart(false);
    assert_eq!(world.fetch(0), 42);
}

#[test]
fn a_deleted_topic_takes_its_commits_along_even_those_on_their_way() {
    let mut world = World::new();
    let id = world.ask(1, commit_request("g", "", -1, &[("t", 0, 1), ("other", 0, 2)]));
    assert_eq!(world.commit_error(id), ErrorCode::None);
    world.slow = true;
    let under_way = world.commit("", -1, 1, 9);
    world.coordinator.handle_topic_deleted(world.now, &"t".into());
    world.drain();
    world.settle();
    assert_eq!(world.commit_error(under_way), ErrorCode::None);
    for _ in 0..2 {
        let (_, found) = world.fetch_raw("g", None);
        let topics: Vec<_> = found.iter().map(|f| f.topic.clone()).collect();
        assert_eq!(topics, [TopicRef::Name("other".into())]);
        world.restart(false);
    }
}

#[test]
fn a_topic_deleted_while_groups_are_loaded_takes_its_commits_along() {
    let mut world = World::new();
    let id = world.commit("", -1, 0, 1);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    let partition = Coordinator::partition_of("g", PARTITIONS);
    world.coordinator.handle_partition_owned(world.now, partition, PARTITIONS);
    world.drain();
    world.coordinator.handle_topic_deleted(world.now, &"t".into());
    world.load();
    assert_eq!(world.fetch(0), -1);
}

#[test]
fn offsets_of_a_subscribed_topic_cannot_be_deleted() {
    let mut world = World::new();
    assert_eq!(delete(&mut world, "nobody", "t"), Err(ErrorCode::GroupIdNotFound));
    let joined = world.stable_alone();
    let id = world.ask(1, commit_request("g", &joined.member, 1, &[("t", 0, 1), ("old", 0, 2)]));
    assert_eq!(world.commit_error(id), ErrorCode::None);
    assert_eq!(delete(&mut world, "g", "t"), Ok(ErrorCode::GroupSubscribedToTopic));
    assert_eq!(delete(&mut world, "g", "old"), Ok(ErrorCode::None));
    assert_eq!(delete(&mut world, "g", "never"), Ok(ErrorCode::None));
    assert_eq!(world.fetch_raw("g", None).1.len(), 1);
    world.leave(&[(&joined.member, None)]);
    assert_eq!(delete(&mut world, "g", "t"), Ok(ErrorCode::None));
    assert!(world.fetch_raw("g", None).1.is_empty());
}

#[test]
fn commits_go_seven_days_after_the_group_is_empty() {
    let mut world = World::new();
    let joined = world.stable_alone();
    let id = world.commit(&joined.member, 1, 0, 10);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    // As long as somebody is there, they stay.
    for _ in 0..(9 * 24 * 3600 / 5) {
        world.pass(Duration::from_secs(5));
        assert_eq!(world.heartbeat(&joined), ErrorCode::None);
    }
    assert_eq!(world.fetch(0), 10);
    world.leave(&[(&joined.member, None)]);
    world.pass(DAY * 7 - Duration::from_secs(1));
    assert_eq!(world.fetch(0), 10);
    world.restart(false);
    assert_eq!(world.fetch(0), 10);
    world.pass(Duration::from_secs(700));
    assert_eq!(world.fetch(0), -1);
    assert_eq!(world.state(), "Dead");
    world.restart(false);
    assert_eq!(world.state(), "Dead", "the log says so too");
}

#[test]
fn commits_without_members_age_one_by_one() {
    let mut world = World::new();
    let id = world.commit("", -1, 0, 1);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    world.pass(DAY * 4);
    let id = world.commit("", -1, 1, 2);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    world.pass(DAY * 4);
    assert_eq!((world.fetch(0), world.fetch(1)), (-1, 2));
    world.pass(DAY * 4);
    assert_eq!(world.state(), "Dead");
}

#[test]
fn a_wall_clock_that_jumps_ahead_is_not_believed_at_once() {
    let retention = GroupConfig { offsets_retention: DAY, ..GroupConfig::default() };
    let mut world = World::with(retention);
    let id = world.commit("", -1, 0, 1);
    assert_eq!(world.commit_error(id), ErrorCode::None);
    world.pass(Duration::from_secs(1200));
    world.now.wall = Timestamp(world.now.wall.0 + 30 * 24 * 3_600_000);
    world.pass(Duration::from_secs(3000));
    assert_eq!(world.fetch(0), 1);
    world.pass(Duration::from_secs(3000));
    assert_eq!(world.fetch(0), -1);
}
