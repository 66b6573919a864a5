mod cooperative;

use super::*;
use crate::client::testing::{Cluster, Fault, Rig};
use crate::id::{LeaderEpoch, PartitionIndex};
use crate::record::{BatchBuilder, Codec, NoCodecs};
use alloc::{format, string::String, vec, vec::Vec};
use core::time::Duration;
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);

fn place(partition: i32) -> TopicPartition {
    TopicPartition { topic: "t".into(), partition: PartitionIndex(partition) }
}

fn key(partition: i32) -> (Text, PartitionIndex) {
    ("t".into(), PartitionIndex(partition))
}

fn batch(values: &[String]) -> Bytes {
    let mut builder = BatchBuilder::new();
    for value in values {
        builder.push(1, None, Some(value.as_bytes()), &[]).expect("it fits");
    }
    builder.build()
}

/// `count` records in each partition, in batches of three, named "partition-offset".
fn filled(partitions: i32, count: i64) -> Cluster {
    let mut cluster = Cluster::with_topic("t", partitions);
    for partition in 0..partitions {
        let values: Vec<_> = (0..count).map(|offset| format!("{partition}-{offset}")).collect();
        for values in values.chunks(3) {
            cluster.append("t", partition, batch(values));
        }
    }
    cluster
}

fn config() -> Config {
    Config {
        group: Some("g".into()),
        reset: Reset::Earliest,
        commit: Commit::Manual,
        session_timeout: 10 * SECOND,
        ..Config::default()
    }
}

fn subscribed(config: Config, cluster: Cluster) -> Rig<Consumer> {
    let mut rig = Rig::new(Consumer::new(config, 42), cluster);
    let now = rig.now;
    rig.machine.subscribe(now, ["t".into()]);
    rig
}

impl Rig<Consumer> {
    fn next(&mut self) -> Option<String> {
        let record = self.machine.poll_record(self.now, &NoCodecs)?.record;
        Some(String::from_utf8(record.value.expect("a value").into()).expect("text"))
    }

    /// Asks again and again, for so long; gives the values read.
    fn read(&mut self, span: Duration) -> Vec<String> {
        let end = self.now.instant + span;
        let mut values = Vec::new();
        while self.now.instant < end {
            while let Some(value) = self.next() {
                values.push(value);
            }
            self.run(Duration::from_millis(10));
        }
        values
    }

    fn events(&mut self) -> Vec<Event> {
        core::iter::from_fn(|| self.machine.poll_event()).collect()
    }

    fn close(&mut self) {
        let now = self.now;
        self.machine.close(now);
        self.run(SECOND);
        assert!(self.machine.is_closed());
    }
}

fn of(partition: i32, offsets: core::ops::Range<i64>) -> Vec<String> {
    offsets.map(|offset| format!("{partition}-{offset}")).collect()
}

fn sorted(mut values: Vec<String>) -> Vec<String> {
    values.sort_by_key(|value| (value.len(), value.clone()));
    values
}

#[test]
fn it_joins_reads_everything_in_order_and_leaves() {
    let mut rig = subscribed(config(), filled(3, 8));
    let values = rig.read(3 * SECOND);
    assert_eq!(values.len(), 24);
    for partition in 0..3 {
        let mine: Vec<_> = values.iter().filter(|value| value.starts_with(&format!("{partition}-"))).cloned().collect();
        assert_eq!(mine, of(partition, 0..8));
    }
    let events = rig.events();
    assert!(events.contains(&Event::Assigned((0..3).map(place).collect())), "{events:?}");
    rig.close();
    assert_eq!((rig.count("join"), rig.count("sync"), rig.count("leave")), (2, 1, 1), "two joins: KIP-394");
    assert_eq!(rig.events().last(), Some(&Event::Closed));
}

#[test]
fn what_was_committed_is_where_the_next_one_goes_on() {
    let mut first = subscribed(config(), filled(1, 10));
    first.run(SECOND);
    assert_eq!([first.next(), first.next()], [Some("0-0".into()), Some("0-1".into())]);
    first.machine.commit();
    first.run(SECOND);
    assert_eq!(first.cluster.committed[&key(0)], 2, "the record in hand counts");
    assert!(first.events().contains(&Event::Committed(vec![(place(0), Offset(2))])));
    first.close();
    assert_eq!(first.cluster.committed[&key(0)], 2, "manual means manual");

    let mut second = subscribed(config(), first.cluster);
    assert_eq!(second.read(SECOND), of(0, 2..10));
}

#[test]
fn a_crash_without_a_commit_reads_again() {
    let mut first = subscribed(config(), filled(1, 4));
    assert_eq!(first.read(SECOND).len(), 4);
    let mut second = subscribed(config(), first.cluster);
    assert_eq!(second.read(SECOND).len(), 4);
}

#[test]
fn commits_come_as_the_mode_says() {
    let commits = |commit: Commit, polls: usize| {
        let mut rig = subscribed(Config { commit, ..config() }, filled(1, 10));
        rig.run(SECOND);
        for _ in 0..polls {
            rig.next();
            rig.run(SECOND / 10);
        }
        (rig.count("commit"), rig.cluster.committed.get(&key(0)).copied())
    };
    assert_eq!(commits(Commit::EachRecord, 4), (3, Some(3)), "the fourth is still in hand");
    assert_eq!(commits(Commit::Every(3), 8), (2, Some(6)));
    assert_eq!(commits(Commit::Manual, 8), (0, None));
    let (count, committed) = commits(Commit::Interval(SECOND / 4), 8);
    assert!((2..=4).contains(&count) && committed >= Some(5), "{count} {committed:?}");
}

#[test]
fn closing_commits_what_was_processed() {
    let mut rig = subscribed(Config { commit: Commit::Interval(100 * SECOND), ..config() }, filled(1, 4));
    rig.run(SECOND);
    rig.next();
    rig.next();
    rig.close();
    assert_eq!(rig.cluster.committed[&key(0)], 2);
    assert_eq!(rig.count("leave"), 1);
}

#[test]
fn a_static_member_closes_without_leaving() {
    let mut rig = subscribed(Config { instance: Some("i".into()), ..config() }, filled(1, 1));
    rig.run(SECOND);
    rig.close();
    assert_eq!(rig.count("leave"), 0);
}

#[test]
fn without_a_commit_it_starts_as_told() {
    let start = |reset| {
        let mut cluster = filled(1, 9);
        cluster.log_starts.insert(key(0), 3);
        let mut rig = subscribed(Config { reset, ..config() }, cluster);
        rig.run(SECOND);
        (rig.machine.position(&place(0)), rig.events().contains(&Event::NoPosition(place(0))))
    };
    assert_eq!(start(Reset::Earliest), (Some(Offset(3)), false));
    assert_eq!(start(Reset::Latest), (Some(Offset(9)), false));
    assert_eq!(start(Reset::None), (None, true));
}

#[test]
fn a_position_that_is_gone_is_reset() {
    let mut cluster = filled(1, 9);
    cluster.log_starts.insert(key(0), 6);
    cluster.committed.insert(key(0), 2);
    let mut rig = subscribed(config(), cluster);
    assert_eq!(rig.read(2 * SECOND), of(0, 6..9));
}

#[test]
fn alone_it_reads_what_it_is_given_without_asking_a_coordinator() {
    let mut rig = Rig::new(Consumer::new(Config { group: None, ..config() }, 1), filled(2, 5));
    let now = rig.now;
    rig.machine.assign(now, [place(1)]);
    assert_eq!(rig.read(SECOND), of(1, 0..5));
    assert_eq!(rig.count("coordinator"), 0);
    rig.close();
}

#[test]
fn seek_pause_and_resume_do_what_they_say() {
    let mut rig = subscribed(config(), filled(1, 9));
    assert_eq!(rig.read(SECOND).len(), 9);
    rig.machine.seek(&place(0), Offset(7));
    assert_eq!(rig.read(SECOND), of(0, 7..9), "from inside a batch");
    rig.machine.seek_to(&place(0), Reset::Earliest);
    rig.run(SECOND);
    assert_eq!(rig.next(), Some("0-0".into()));
    rig.machine.pause(&place(0));
    assert_eq!(rig.read(SECOND), [""; 0]);
    assert_eq!(rig.machine.position(&place(0)), Some(Offset(1)));
    rig.machine.resume(&place(0));
    assert_eq!(rig.read(SECOND), of(0, 1..9));
}

#[test]
fn silence_is_told_once_and_starts_anew_with_a_record() {
    let mut rig = subscribed(Config { silence: Some(SECOND), ..config() }, filled(1, 3));
    rig.read(SECOND / 2);
    assert!(!rig.events().contains(&Event::Silent));
    rig.read(3 * SECOND);
    let silences = rig.events().into_iter().filter(|event| *event == Event::Silent).count();
    assert_eq!(silences, 1);
    rig.cluster.append("t", 0, batch(&["late".into()]));
    assert_eq!(rig.read(SECOND / 2), ["late"]);
    rig.read(2 * SECOND);
    assert!(rig.events().contains(&Event::Silent));
}

#[test]
fn while_it_waits_for_partitions_it_is_not_silent() {
    let mut rig = subscribed(Config { silence: Some(SECOND), ..config() }, filled(1, 3));
    rig.cluster.fault("coordinator", &[Some(Fault::Refuse(ErrorCode::CoordinatorNotAvailable)); 5]);
    rig.read(2 * SECOND);
    assert!(!rig.events().contains(&Event::Silent));
}

#[test]
fn a_heartbeat_that_says_rebalance_makes_it_join_again_after_the_record_in_hand() {
    let mut rig = subscribed(Config { commit: Commit::EachRecord, ..config() }, filled(1, 9));
    rig.run(SECOND);
    assert_eq!(rig.next(), Some("0-0".into()));
    let joins = rig.count("join");
    rig.cluster.fault("heartbeat", &[Some(Fault::Refuse(ErrorCode::RebalanceInProgress))]);
    rig.run(8 * SECOND);
    assert_eq!(rig.count("join"), joins, "a record is in hand");
    assert!(rig.count("heartbeat") >= 2, "it says that it lives meanwhile");
    assert_eq!(rig.next(), None, "the rebalance comes first");
    rig.run(SECOND);
    assert_eq!(rig.count("join"), joins + 1);
    assert_eq!(rig.cluster.committed[&key(0)], 1, "committed before it joined");
    let events = rig.events();
    assert!(events.contains(&Event::Revoked(vec![place(0)])), "{events:?}");
    assert_eq!(rig.next(), Some("0-1".into()));
}

#[test]
fn a_forgotten_member_comes_back_as_a_new_one() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.run(SECOND);
    let before = rig.machine.member().map(|(member, _)| member.clone());
    rig.cluster.fault("heartbeat", &[Some(Fault::Refuse(ErrorCode::UnknownMemberId))]);
    assert_eq!(rig.read(5 * SECOND), [of(0, 0..3), of(0, 0..3)].concat());
    let after = rig.machine.member().map(|(member, _)| member.clone());
    assert!(after.is_some() && after != before);
}

#[test]
fn a_coordinator_that_moves_is_found_again() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.run(SECOND);
    rig.cluster.fault("heartbeat", &[Some(Fault::Refuse(ErrorCode::NotCoordinator)), Some(Fault::Lost)]);
    let (found, joins) = (rig.count("coordinator"), rig.count("join"));
    rig.run(10 * SECOND);
    assert_eq!(rig.count("coordinator"), found + 2);
    assert_eq!(rig.count("join"), joins, "it is still a member");
    assert!(rig.count("heartbeat") >= 2);
}

#[test]
fn a_group_that_does_not_take_it_is_told() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.cluster.fault("join", &[Some(Fault::Refuse(ErrorCode::InconsistentGroupProtocol))]);
    rig.run(5 * SECOND);
    assert_eq!(rig.events(), [Event::GroupFailed(ErrorCode::InconsistentGroupProtocol)]);
    assert_eq!(rig.count("join"), 1);
    rig.close();
}

#[test]
fn a_group_that_gets_nowhere_is_asked_ever_more_seldom_and_that_is_told_once() {
    let mut rig = subscribed(config(), filled(1, 3));
    // A full disk: the coordinator is there and takes members, but cannot keep their shares.
    let refused = Some(Fault::Refuse(ErrorCode::NotCoordinator));
    rig.cluster.fault("sync", &[refused; 1000]);
    rig.run(30 * SECOND);
    let (joins, syncs) = (rig.count("join"), rig.count("sync"));
    assert!((25..=45).contains(&syncs), "{joins} joins, {syncs} syncs in 30 s");
    assert_eq!(rig.events(), [Event::GroupStuck(ErrorCode::NotCoordinator)]);
    // There is room again.
    rig.cluster.faults.clear();
    rig.run(2 * SECOND);
    assert!(rig.events().contains(&Event::Assigned(vec![place(0)])));
}

#[test]
fn commits_that_are_not_kept_are_tried_ever_more_seldom() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.run(SECOND);
    rig.next();
    rig.cluster.fault("commit", &[Some(Fault::Refuse(ErrorCode::NotCoordinator)); 1000]);
    rig.machine.commit();
    rig.run(30 * SECOND);
    let commits = rig.count("commit");
    assert!((25..=45).contains(&commits), "{commits} commits in 30 s");
    let told = rig.events().iter().filter(|event| matches!(event, Event::GroupStuck(_))).count();
    assert_eq!(told, 1);
}

#[test]
fn a_commit_that_does_not_count_is_told() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.run(SECOND);
    rig.next();
    rig.cluster.fault("commit", &[Some(Fault::Refuse(ErrorCode::IllegalGeneration))]);
    rig.machine.commit();
    rig.run(SECOND);
    assert!(rig.events().contains(&Event::CommitFailed(ErrorCode::IllegalGeneration)));
    assert_eq!(rig.count("join"), 3, "it joins again");
}

#[test]
fn a_lost_commit_is_repeated() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.run(SECOND);
    rig.next();
    rig.cluster.fault("commit", &[Some(Fault::Lost), Some(Fault::Refuse(ErrorCode::CoordinatorLoadInProgress))]);
    rig.machine.commit();
    rig.run(3 * SECOND);
    assert_eq!(rig.cluster.committed[&key(0)], 1);
}

#[test]
fn who_does_not_ask_for_records_is_out_and_comes_back_with_the_next_question() {
    let mut rig = subscribed(Config { max_poll_interval: 5 * SECOND, ..config() }, filled(1, 3));
    assert_eq!(rig.read(SECOND).len(), 3);
    rig.run(20 * SECOND);
    let events = rig.events();
    assert!(events.contains(&Event::PolledTooLate), "{events:?}");
    assert_eq!((rig.count("leave"), rig.machine.member()), (1, None));
    assert_eq!(rig.read(SECOND).len(), 3);
}

#[test]
fn the_leader_shares_among_all_members() {
    let mut cluster = filled(5, 1);
    let metadata =
        protocol::encode_subscription(&protocol::Subscription { topics: vec!["t".into()], ..Default::default() });
    cluster.group.others = vec![("zz-last".into(), metadata), ("broken".into(), Bytes::from_static(b"\xff"))];
    let mut rig = subscribed(config(), cluster);
    rig.run(SECOND);
    let mine: Vec<_> = rig.machine.assignment().cloned().collect();
    assert_eq!(mine, (0..3).map(place).collect::<Vec<_>>());
    let share = |member: &str| protocol::decode_assignment(&rig.cluster.group.assignments[member]).expect("valid");
    assert_eq!(share("zz-last"), protocol::Share::from([("t".into(), vec![PartitionIndex(3), PartitionIndex(4)])]));
    assert_eq!(share("broken"), protocol::Share::new(), "who asks for nothing gets an empty share");
}

#[test]
fn a_topic_that_grows_is_shared_anew() {
    let mut rig = subscribed(Config { metadata_max_age: 5 * SECOND, ..config() }, filled(1, 1));
    rig.read(SECOND);
    rig.cluster.create("t", 3);
    rig.read(10 * SECOND);
    assert_eq!(rig.machine.assignment().count(), 3);
}

#[test]
fn a_topic_that_is_made_on_first_use_is_read_when_it_is_there() {
    let mut cluster = Cluster::with_topic("other", 1);
    cluster.auto_create = 2;
    let mut rig = subscribed(config(), cluster);
    rig.read(SECOND);
    assert_eq!(rig.machine.assignment().count(), 2);
}

#[test]
fn a_topic_that_will_not_do_is_told_once() {
    let mut rig = subscribed(Config { metadata_max_age: SECOND, ..config() }, filled(1, 1));
    rig.cluster.fault("metadata", &[Some(Fault::Refuse(ErrorCode::InvalidTopic)); 3]);
    rig.read(5 * SECOND);
    let told = Event::TopicFailed("t".into(), ErrorCode::InvalidTopic);
    assert_eq!(rig.events().into_iter().filter(|event| *event == told).count(), 1);
}

#[test]
fn it_says_where_it_stands() {
    let mut rig = subscribed(Config { max_poll_interval: 5 * SECOND, ..config() }, filled(1, 1));
    assert_eq!(rig.machine.standing(), Standing::Finding);
    rig.run(SECOND);
    assert_eq!(rig.machine.standing(), Standing::Stable);
    rig.run(10 * SECOND);
    assert_eq!(rig.machine.standing(), Standing::Expelled);
    rig.close();
    assert_eq!(rig.machine.standing(), Standing::Closed);
}

#[test]
fn it_follows_the_leader() {
    let mut rig = subscribed(config(), filled(1, 3));
    assert_eq!(rig.read(SECOND).len(), 3);
    rig.cluster.leaders.insert(key(0), (BrokerId(2), LeaderEpoch(1)));
    rig.cluster.append("t", 0, batch(&["more".into()]));
    assert_eq!(rig.read(2 * SECOND), ["more"]);
}

/// What was believed may have been said of the topic that bore the name before, by a broker that had not heard of its end.
#[test]
fn an_epoch_that_the_leader_does_not_know_is_not_believed_any_more() {
    let mut rig = subscribed(config(), filled(1, 3));
    rig.cluster.leaders.insert(key(0), (BrokerId(2), LeaderEpoch(3)));
    assert_eq!(rig.read(SECOND).len(), 3);
    rig.cluster.leaders.insert(key(0), (BrokerId(2), LeaderEpoch(0)));
    rig.cluster.append("t", 0, batch(&["more".into()]));
    assert_eq!(rig.read(5 * SECOND), ["more"]);
}

#[test]
fn what_cannot_be_opened_is_told_and_skipped() {
    let mut cluster = filled(1, 1);
    let mut builder = BatchBuilder::new();
    builder.push(0, None, Some(b"x"), &[]).unwrap();
    cluster.append("t", 0, builder.build_compressed(Codec::Zstd, |_| Ok::<_, ()>(vec![1])).unwrap());
    cluster.append("t", 0, batch(&["after".into()]));
    let mut rig = subscribed(config(), cluster);
    assert_eq!(rig.read(SECOND), ["0-0", "after"]);
    let told =
        |event: &Event| matches!(event, Event::Unreadable(from, Offset(2), ReadError::Codec(_)) if *from == place(0));
    assert!(rig.events().iter().any(told));
}

#[test]
fn control_records_are_not_given_out() {
    let mut cluster = filled(1, 1);
    let mut marker = BatchBuilder::new().producer(1, 0, -1).transactional(true).control(true);
    marker.push(0, Some(&[0, 0, 0, 1]), Some(&[0; 6]), &[]).unwrap();
    cluster.append("t", 0, marker.build());
    let mut rig = subscribed(config(), cluster);
    assert_eq!(rig.read(SECOND), ["0-0"]);
    assert_eq!(rig.machine.position(&place(0)), Some(Offset(2)));
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    prop_oneof![
        3 => Just(None),
        1 => Just(Some(Fault::Lost)),
        1 => Just(Some(Fault::AnswerLost)),
        1 => Just(Some(Fault::Silence)),
        1 => prop::sample::select(vec![
            ErrorCode::NotCoordinator, ErrorCode::CoordinatorLoadInProgress, ErrorCode::RebalanceInProgress, ErrorCode::UnknownMemberId,
            ErrorCode::IllegalGeneration, ErrorCode::NotLeaderOrFollower, ErrorCode::UnknownServerError, ErrorCode::KafkaStorageError,
        ]).prop_map(|error| Some(Fault::Refuse(error))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_happens_every_record_is_read_at_least_once_and_commits_never_run_ahead(
        faults in prop::collection::vec((prop::sample::select(vec!["metadata", "coordinator", "join", "sync", "heartbeat", "commit", "committed", "list", "fetch"]), prop::collection::vec(fault(), 1..6)), 0..8),
        cooperative: bool,
    ) {
        let assignors = if cooperative { vec![assignor::Assignor::CooperativeSticky] } else { config().assignors };
        let mut rig = subscribed(Config { commit: Commit::EachRecord, request_timeout: SECOND, max_poll_interval: 3 * SECOND, assignors, ..config() }, filled(2, 10));
        for (request, faults) in &faults {
            rig.cluster.fault(request, faults);
        }
        let mut values = Vec::new();
        for _ in 0..200 {
            values.extend(rig.read(SECOND / 2));
            for partition in 0..2 {
                let read = values.iter().filter(|value| value.starts_with(&format!("{partition}-"))).count() as i64;
                prop_assert!(rig.cluster.committed.get(&key(partition)).copied().unwrap_or(0) <= read);
            }
        }
        values.sort();
        values.dedup();
        prop_assert_eq!(sorted(values), sorted([of(0, 0..10), of(1, 0..10)].concat()));
        prop_assert_eq!(rig.cluster.committed.values().copied().collect::<Vec<_>>(), [10, 10]);
        rig.close();
    }
}

#[test]
fn metadata_that_comes_while_the_leader_shares_is_not_missed() {
    let config =
        Config { commit: Commit::EachRecord, request_timeout: SECOND, max_poll_interval: 3 * SECOND, ..config() };
    let mut rig = subscribed(config, filled(2, 10));
    rig.cluster.fault("metadata", &[None, Some(Fault::Refuse(ErrorCode::NotCoordinator))]);
    rig.cluster.fault("fetch", &[Some(Fault::Lost)]);
    rig.cluster.fault("join", &[Some(Fault::Lost), None, Some(Fault::Lost), Some(Fault::Lost)]);
    let mut values = rig.read(100 * SECOND);
    values.sort();
    values.dedup();
    assert_eq!(values.len(), 20, "{:?}", rig.events());
}
