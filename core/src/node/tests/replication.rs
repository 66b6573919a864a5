//! Followers, the high watermark, the ISR.

use super::{batch, cluster::Cluster, sequenced};
use crate::{
    error::ErrorCode,
    id::{BrokerId, Offset},
    request::Acks,
    view::ReplicaRole,
};
use core::time::Duration;

const LONG: Duration = Duration::from_secs(15);

fn ok(produced: Option<Result<crate::response::Produced, ErrorCode>>) -> i64 {
    produced.expect("answered").expect("accepted").base_offset.0
}

#[test]
fn a_record_is_acknowledged_when_every_replica_in_sync_has_it_and_only_then_shown() {
    let mut cluster = Cluster::with_topic(3, 2);
    let id = cluster.produce(1, Acks::All, batch(2));
    assert_eq!(ok(cluster.produced(id)), 0);
    for broker in 1..=3 {
        let copy = cluster.copy(broker);
        assert_eq!((copy.log_end, copy.high_watermark), (Offset(2), Offset(2)), "broker {broker}");
    }
    assert_eq!(cluster.on_disk(3), [(0, 0)]);
    cluster.cut(1, 3);
    let id = cluster.produce(1, Acks::All, batch(1));
    let quick = cluster.produce(1, Acks::Leader, batch(1));
    assert_eq!(ok(cluster.produced(quick)), 3, "acks=1 asks the leader alone");
    assert_eq!(cluster.produced(id), None, "broker 3 is in sync and has not got it");
    assert_eq!(cluster.consume(1, 2), (ErrorCode::None, None));
    cluster.pass(LONG);
    assert_eq!(cluster.state(), (Some(1), 0, [1, 2].into(), [].into()), "broker 3 has fallen behind");
    assert_eq!(ok(cluster.produced(id)), 2);
    assert_eq!(cluster.consume(1, 2), (ErrorCode::None, Some(4)));
    cluster.mend();
    cluster.pass(LONG);
    assert_eq!(cluster.state().2, [1, 2, 3]);
    assert_eq!(cluster.on_disk(3), cluster.on_disk(1));
}

#[test]
fn with_too_few_in_sync_all_is_refused_and_one_is_taken_but_not_shown() {
    let mut cluster = Cluster::with_topic(3, 2);
    let id = cluster.produce(1, Acks::All, batch(1));
    assert_eq!(ok(cluster.produced(id)), 0);
    cluster.cut(1, 2);
    cluster.cut(1, 3);
    let open = cluster.produce(1, Acks::All, batch(1));
    cluster.pass(LONG);
    assert_eq!(cluster.state(), (Some(1), 0, [1].into(), [2, 3].into()), "who was in sync last is still eligible");
    assert_eq!(cluster.produced(open), Some(Err(ErrorCode::NotEnoughReplicasAfterAppend)));
    let refused = cluster.produce(1, Acks::All, batch(1));
    assert_eq!(cluster.produced(refused), Some(Err(ErrorCode::NotEnoughReplicas)));
    let taken = cluster.produce(1, Acks::Leader, batch(1));
    assert_eq!(ok(cluster.produced(taken)), 2);
    assert_eq!(cluster.consume(1, 1), (ErrorCode::None, None), "nothing is committed by one of two");
    cluster.mend();
    cluster.pass(LONG);
    assert_eq!(cluster.state(), (Some(1), 0, [1, 2, 3].into(), [].into()));
    assert_eq!(cluster.consume(1, 1), (ErrorCode::None, Some(3)));
}

/// It may have been taken out of the ISR when it came back. What only it and the leader have, the controller does not count on.
#[test]
fn a_follower_that_came_back_unknown_to_the_leader_acknowledges_nothing() {
    let mut cluster = Cluster::with_topic(2, 2);
    cluster.cut(0, 1);
    cluster.kill(2);
    cluster.wipe(2);
    cluster.start(2);
    let id = cluster.produce(1, Acks::All, batch(1));
    cluster.pass(Duration::from_millis(300));
    assert_eq!(cluster.state(), (Some(1), 0, [1].into(), [].into()), "the leader has not heard of it");
    assert_eq!(cluster.produced(id), None);
    cluster.mend();
    cluster.pass(LONG);
    assert_eq!(cluster.state().2, [1, 2]);
    assert_eq!(cluster.consume(1, 0), (ErrorCode::None, Some(1)));
}

#[test]
fn followers_refuse_clients_and_say_who_leads() {
    let mut cluster = Cluster::with_topic(3, 1);
    let id = cluster.produce(2, Acks::All, batch(1));
    assert_eq!(cluster.produced(id), Some(Err(ErrorCode::NotLeaderOrFollower)));
    assert_eq!(cluster.consume(2, 0), (ErrorCode::NotLeaderOrFollower, None));
    assert_eq!((cluster.copy(2).role, cluster.copy(2).leader), (ReplicaRole::Follower, Some(BrokerId(1))));
}

#[test]
fn a_retry_is_recognised_by_the_next_leader() {
    let mut cluster = Cluster::with_topic(3, 2);
    let first = cluster.produce(1, Acks::All, sequenced(2, Some((7, 0, 0))));
    assert_eq!(ok(cluster.produced(first)), 0);
    cluster.kill(1);
    cluster.pass(LONG);
    let leader = cluster.state().0.expect("another leads");
    let again = cluster.produce(leader, Acks::All, sequenced(2, Some((7, 0, 0))));
    assert_eq!(ok(cluster.produced(again)), 0);
    assert_eq!(cluster.on_disk(leader).len(), 1);
}

#[test]
fn deleted_records_are_deleted_at_followers_too_and_a_new_follower_starts_where_the_leader_does() {
    use crate::request::{DeleteRecords, Request, TopicRef};
    let mut cluster = Cluster::with_topic(3, 1);
    cluster.kill(3);
    (0..5).for_each(|_| {
        cluster.produce(1, Acks::Leader, batch(1));
    });
    cluster.pass(LONG);
    let partitions = [(TopicRef::Name("t".into()), crate::id::PartitionIndex(0), Offset(3))].into();
    cluster.ask(1, Request::DeleteRecords(DeleteRecords { timeout: LONG, partitions }));
    cluster.pass(Duration::from_secs(2));
    assert_eq!(cluster.copy(2).log_start, Offset(3));
    cluster.wipe(3);
    cluster.start(3);
    cluster.pass(LONG);
    let copy = cluster.copy(3);
    assert_eq!((copy.log_start, copy.log_end), (Offset(3), Offset(5)));
    assert_eq!(cluster.state().2, [1, 2, 3]);
}
