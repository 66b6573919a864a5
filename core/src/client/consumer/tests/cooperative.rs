//! Members that keep what they have through a rebalance (KIP-429), and polls of several records.

use super::*;

fn cooperative() -> Config {
    Config { assignors: vec![assignor::Assignor::CooperativeSticky], commit: Commit::EachRecord, ..config() }
}

/// Another member, which has nothing yet.
fn newcomer() -> (Text, Bytes) {
    let wants = protocol::Subscription { topics: vec!["t".into()], ..Default::default() };
    ("zz-last".into(), protocol::encode_subscription(&wants))
}

fn assigned(rig: &Rig<Consumer>) -> Vec<TopicPartition> {
    rig.machine.assignment().cloned().collect()
}

/// The group is to rebalance.
fn rebalance(rig: &mut Rig<Consumer>) {
    rig.cluster.fault("heartbeat", &[Some(Fault::Refuse(ErrorCode::RebalanceInProgress))]);
}

#[test]
fn a_member_that_keeps_everything_reads_on_from_where_it_was() {
    let mut rig = subscribed(cooperative(), filled(2, 6));
    assert_eq!(rig.read(SECOND).len(), 12);
    rig.events();
    let asked = rig.count("committed");
    rebalance(&mut rig);
    rig.read(5 * SECOND);
    assert_eq!(rig.count("join"), 3, "two joins at the beginning (KIP-394), and one more");
    assert_eq!(rig.count("committed"), asked, "it knows where it is");
    let revoked = |event: &Event| matches!(event, Event::Revoked(_));
    assert!(!rig.events().iter().any(revoked));
}

#[test]
fn while_it_waits_for_the_others_it_reads_on() {
    let config = Config { max_poll_interval: 20 * SECOND, ..cooperative() };
    let during = |config: Config| {
        let mut rig = subscribed(config, filled(1, 3));
        assert_eq!(rig.read(SECOND).len(), 3);
        rebalance(&mut rig);
        rig.cluster.fault("join", &[Some(Fault::Silence)]);
        rig.read(5 * SECOND);
        assert_eq!(rig.machine.standing(), Standing::Joining);
        rig.cluster.append("t", 0, batch(&["meanwhile".into()]));
        rig.read(5 * SECOND)
    };
    assert_eq!(during(config.clone()), ["meanwhile"]);
    let eager = Config { assignors: vec![assignor::Assignor::Range], ..config };
    assert_eq!(during(eager), [""; 0]);
}

#[test]
fn what_goes_to_another_member_is_saved_first_and_its_only_then() {
    let config = Config { commit: Commit::Interval(100 * SECOND), ..cooperative() };
    let mut rig = subscribed(config, filled(3, 4));
    assert_eq!(rig.read(SECOND).len(), 12);
    rig.cluster.group.others = vec![newcomer()];
    rebalance(&mut rig);
    let share = |rig: &Rig<Consumer>, member: &str| {
        rig.cluster.group.assignments.get(member).map(|bytes| protocol::decode_assignment(bytes).expect("valid"))
    };
    let mut given_to_nobody = false;
    while share(&rig, "zz-last").is_none_or(|share| share.is_empty()) {
        given_to_nobody |= share(&rig, "zz-last").is_some();
        rig.next();
        rig.run(Duration::from_millis(1));
        assert!(rig.now.instant < Instant(20_000_000), "it never gets anything");
    }
    assert!(given_to_nobody, "it was given what somebody still had");
    assert_eq!(share(&rig, "zz-last"), Some(protocol::Share::from([("t".into(), vec![PartitionIndex(2)])])));
    assert_eq!(rig.cluster.committed[&key(2)], 4, "nobody reads again what was processed");
    assert_eq!(assigned(&rig), [place(0), place(1)]);
    let events = rig.events();
    assert!(events.contains(&Event::Revoked(vec![place(2)])), "{events:?}");
}

#[test]
fn the_record_in_hand_of_a_partition_that_goes_is_finished_first() {
    let mut cluster = filled(3, 0);
    cluster.append("t", 2, batch(&["slow".into(), "next".into()]));
    let mut rig = subscribed(cooperative(), cluster);
    rig.run(SECOND);
    // The rebalance begins, and while it waits for the others it takes the record that will go.
    rig.cluster.group.others = vec![newcomer()];
    rebalance(&mut rig);
    while rig.machine.standing() == Standing::Stable || !rig.machine.may_give() {
        rig.run(Duration::from_millis(1));
    }
    assert_eq!(rig.next(), Some("slow".into()));
    rig.run(20 * SECOND);
    assert_eq!(rig.machine.standing(), Standing::Stable, "it has its new share");
    assert!(assigned(&rig).contains(&place(2)), "it still works on it");
    assert_eq!(rig.next(), None, "the other record is for somebody else");
    rig.run(SECOND);
    assert_eq!(assigned(&rig), [place(0), place(1)]);
    assert_eq!(rig.cluster.committed[&key(2)], 1);
}

#[test]
fn a_commit_that_does_not_come_through_is_not_waited_for() {
    let config = Config { commit: Commit::Interval(100 * SECOND), ..cooperative() };
    let mut rig = subscribed(config, filled(3, 4));
    assert_eq!(rig.read(SECOND).len(), 12);
    rig.cluster.group.others = vec![newcomer()];
    rig.cluster.fault("commit", &[Some(Fault::Refuse(ErrorCode::UnknownServerError)); 1000]);
    rebalance(&mut rig);
    rig.read(20 * SECOND);
    assert_eq!(assigned(&rig), [place(0), place(1)]);
}

#[test]
fn a_member_that_was_forgotten_has_lost_what_it_had() {
    let mut rig = subscribed(cooperative(), filled(1, 3));
    assert_eq!(rig.read(SECOND).len(), 3);
    for error in [ErrorCode::UnknownMemberId, ErrorCode::IllegalGeneration] {
        rig.events();
        rig.cluster.fault("heartbeat", &[Some(Fault::Refuse(error))]);
        rig.read(6 * SECOND);
        let events = rig.events();
        assert!(events.contains(&Event::Revoked(vec![place(0)])), "{error}: {events:?}");
        assert!(events.contains(&Event::Assigned(vec![place(0)])), "{error}: {events:?}");
    }
}

#[test]
fn a_static_member_that_polls_too_late_comes_back_under_its_name_and_leaves_nothing() {
    let config = Config { instance: Some("i".into()), max_poll_interval: 5 * SECOND, ..cooperative() };
    let mut rig = subscribed(config, filled(1, 3));
    assert_eq!(rig.read(SECOND).len(), 3);
    rig.run(20 * SECOND);
    assert!(rig.events().contains(&Event::PolledTooLate));
    assert_eq!((rig.count("leave"), rig.machine.member()), (0, None));
    rig.cluster.append("t", 0, batch(&["later".into()]));
    assert_eq!(rig.read(SECOND), ["later"]);
}

#[test]
fn a_poll_gives_as_many_records_as_it_may_and_they_are_processed_with_the_next() {
    let mut rig = subscribed(Config { commit: Commit::Every(4), ..config() }, filled(2, 5));
    rig.run(SECOND);
    let poll = |rig: &mut Rig<Consumer>, max| {
        let records = rig.machine.poll_records(rig.now, &NoCodecs, max);
        rig.run(SECOND / 10);
        records.into_iter().map(|record| (record.from.partition.0, record.record.offset)).collect::<Vec<_>>()
    };
    assert_eq!(poll(&mut rig, 7), [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 0), (1, 1)]);
    assert_eq!(rig.count("commit"), 0);
    assert_eq!(poll(&mut rig, 1), [(1, 2)]);
    assert_eq!(rig.cluster.committed.values().copied().collect::<Vec<_>>(), [5, 2]);
    assert_eq!(poll(&mut rig, 100).len(), 2);
    assert_eq!(poll(&mut rig, 100), []);
}

#[test]
fn who_says_that_a_record_is_done_need_not_wait_for_the_next_poll() {
    let mut rig = subscribed(Config { commit: Commit::EachRecord, ..config() }, filled(1, 5));
    rig.run(SECOND);
    assert_eq!(rig.machine.poll_records(rig.now, &NoCodecs, 3).len(), 3);
    rig.machine.done(&place(0), Offset(0));
    rig.run(SECOND / 10);
    assert_eq!(rig.cluster.committed[&key(0)], 1);
    rig.machine.done(&place(0), Offset(2));
    rig.machine.done(&place(0), Offset(7));
    rig.run(SECOND / 10);
    assert_eq!(
        rig.cluster.committed[&key(0)],
        1,
        "the last one is done with the next poll, and what was not given never"
    );
    assert_eq!(rig.machine.poll_records(rig.now, &NoCodecs, 0).len(), 0);
    rig.run(SECOND / 10);
    assert_eq!(rig.cluster.committed[&key(0)], 3);
}

#[test]
fn who_is_fenced_under_an_id_that_nobody_kept_asks_for_another_one() {
    let mut rig = subscribed(Config { instance: Some("i".into()), ..config() }, filled(1, 3));
    // The coordinator that gave the id died before it stored it.
    rig.cluster.fault("sync", &[Some(Fault::Refuse(ErrorCode::FencedInstanceId))]);
    assert_eq!(rig.read(2 * SECOND), of(0, 0..3));
    assert_eq!(rig.count("sync"), 2);
    rig.events();
    // Somebody else has come under the name.
    rig.cluster.fault("heartbeat", &[Some(Fault::Refuse(ErrorCode::FencedInstanceId))]);
    rig.read(10 * SECOND);
    let events = rig.events();
    assert!(events.contains(&Event::GroupFailed(ErrorCode::FencedInstanceId)), "{events:?}");
    assert_eq!(rig.machine.standing(), Standing::Failed);
}
