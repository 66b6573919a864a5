//! Leaders that die, return, lie behind, or have lost their disk.

use core::time::Duration;

use super::{batch, cluster::Cluster};
use crate::{
    controller::ControllerInput,
    effect::Note,
    error::{ErrorCode, StorageFault},
    id::{BrokerId, Offset},
    request::Acks,
};

const LONG: Duration = Duration::from_secs(15);

fn acked(cluster: &mut Cluster, leader: i32) -> i64 {
    let id = cluster.produce(leader, Acks::All, batch(1));
    cluster.produced(id).expect("answered").expect("accepted").base_offset.0
}

#[test]
fn a_dead_leader_is_replaced_and_gets_its_place_back_without_what_only_it_had() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    cluster.cut(1, 2);
    cluster.cut(1, 3);
    let lonely = cluster.produce(1, Acks::Leader, batch(3));
    assert!(cluster.produced(lonely).expect("acks=1").is_ok());
    cluster.kill(1);
    cluster.mend();
    cluster.pass(Duration::from_secs(4));
    assert_eq!(cluster.state(), (Some(2), 1, [2, 3].into(), [].into()));
    assert_eq!(acked(&mut cluster, 2), 1);
    cluster.start(1);
    cluster.pass(LONG);
    let truncated = cluster.notes.iter().any(|(broker, note)| {
        *broker == BrokerId(1) && matches!(note, Note::Truncated { from: Offset(4), to: Offset(1), .. })
    });
    assert!(truncated, "what broker 1 had alone is cut");
    assert_eq!(cluster.state().0, Some(1), "the preferred leader leads again");
    assert_eq!(cluster.state().2, [1, 2, 3]);
    assert_eq!(cluster.on_disk(1), [(0, 0), (1, 1)]);
    assert_eq!(acked(&mut cluster, 1), 2);
    assert_eq!(cluster.on_disk(1), cluster.on_disk(3));
}

/// A copy that has rotted does not know what it held. As a leader it would tell its followers that their logs depart from its own.
#[test]
fn a_rotten_copy_leads_nobody_into_cutting_a_good_one() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    (1..=3).for_each(|broker| cluster.kill(broker));
    cluster.rots(1);
    (1..=3).for_each(|broker| cluster.start(broker));
    cluster.pass(LONG);
    assert_eq!(cluster.on_disk(2), [(0, 0)], "the good copies keep what they have");
    assert_eq!(cluster.on_disk(3), [(0, 0)]);
    assert_eq!(cluster.state().0, Some(2), "the preferred leader cannot lead");
    assert_eq!(acked(&mut cluster, 2), 1);
    let told = |(broker, note): &(BrokerId, Note)| {
        *broker == BrokerId(1) && matches!(note, Note::PartitionHalted { fault: StorageFault::Corrupt, .. })
    };
    assert!(cluster.notes.iter().any(told), "somebody must hear of it");
}

/// Better than nothing: where nobody else has the records, what is left of a rotten copy is served.
#[test]
fn a_rotten_copy_leads_where_nobody_else_may() {
    let mut cluster = Cluster::with_topic(1, 1);
    acked(&mut cluster, 1);
    cluster.kill(1);
    cluster.rots(1);
    cluster.start(1);
    cluster.pass(LONG);
    assert_eq!(cluster.state().0, Some(1));
    assert_eq!(acked(&mut cluster, 1), 1);
}

#[test]
fn a_leader_that_goes_hands_over_at_once() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    cluster.stop(1);
    assert!(!cluster.is_up(1));
    assert_eq!(cluster.state(), (Some(2), 1, [2, 3].into(), [].into()));
    assert_eq!(acked(&mut cluster, 2), 1);
}

/// librdkafka forgets a broker that is not listed any more at once, even one whose partitions it is just giving to the next leader.
#[test]
fn clients_that_look_for_the_next_leader_are_still_told_of_the_last() {
    let mut cluster = Cluster::with_topic(3, 2);
    cluster.stop(1);
    assert_eq!(cluster.state().0, Some(2));
    assert_eq!(cluster.listed(2), [1, 2, 3]);
    cluster.pass(Duration::from_secs(3));
    assert_eq!(cluster.listed(2), [2, 3]);
    cluster.start(1);
    cluster.pass(Duration::from_millis(100));
    assert_eq!(cluster.listed(2), [1, 2, 3]);
}

#[test]
fn who_waits_on_a_leader_that_is_replaced_is_told_to_look_for_the_next() {
    let mut cluster = Cluster::with_topic(3, 2);
    cluster.cut(1, 3);
    let open = cluster.produce(1, Acks::All, batch(1));
    assert_eq!(cluster.produced(open), None);
    cluster.stop(1);
    assert_eq!(cluster.produced(open), Some(Err(ErrorCode::NotLeaderOrFollower)));
}

#[test]
fn a_leader_cut_off_from_everybody_acknowledges_nothing_and_yields_when_it_hears_of_the_next() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    [0, 2, 3].into_iter().for_each(|other| cluster.cut(1, other));
    let open = cluster.produce(1, Acks::All, batch(1));
    cluster.pass(LONG);
    assert_eq!(cluster.produced(open), None, "a zombie promises nothing");
    assert_eq!(cluster.state().0, Some(2));
    assert_eq!(acked(&mut cluster, 2), 1);
    cluster.mend();
    cluster.pass(LONG);
    assert_eq!(cluster.produced(open), Some(Err(ErrorCode::NotLeaderOrFollower)));
    assert_eq!(cluster.state().2, [1, 2, 3]);
    assert_eq!(cluster.on_disk(1), cluster.on_disk(2));
}

#[test]
fn the_last_in_sync_is_waited_for_and_a_wiped_disk_is_not() {
    let mut cluster = Cluster::with_topic(3, 1);
    cluster.kill(2);
    cluster.kill(3);
    cluster.pass(LONG);
    assert_eq!(cluster.state().2, [1]);
    assert_eq!(acked(&mut cluster, 1), 0);
    cluster.kill(1);
    cluster.start(2);
    cluster.start(3);
    cluster.pass(LONG);
    assert_eq!((cluster.state().0, cluster.state().3), (None, [1].into()), "only broker 1 has the record");
    cluster.start(1);
    cluster.pass(LONG);
    assert_eq!((cluster.state().0, cluster.state().2), (Some(1), [1, 2, 3].into()));
    assert_eq!(cluster.on_disk(3).len(), 1);

    cluster.kill(1);
    cluster.pass(LONG);
    cluster.wipe(1);
    [2, 3].into_iter().for_each(|other| cluster.cut(1, other));
    cluster.start(1);
    cluster.pass(LONG);
    assert_ne!(cluster.state().0, Some(1));
    assert!(!cluster.state().2.contains(&1), "it must catch up first");
    cluster.mend();
    cluster.pass(LONG);
    assert_eq!((cluster.state().0, cluster.on_disk(1).len()), (Some(1), 1));
}

#[test]
fn a_wiped_leader_that_is_back_before_anybody_missed_it_does_not_lead() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    cluster.kill(1);
    cluster.wipe(1);
    cluster.start(1);
    assert_eq!(cluster.state().0, Some(2));
    cluster.pass(LONG);
    assert_eq!((cluster.state().0, cluster.on_disk(1).len()), (Some(1), 1));
}

#[test]
fn a_new_leader_shows_no_older_high_watermark_than_the_last_one() {
    use crate::request::{ListOffsets, ListOffsetsPartition, OffsetAt, Request, TopicRef};
    let mut cluster = Cluster::with_topic(2, 1);
    acked(&mut cluster, 1);
    // Broker 2 has the record and does not know that all have it.
    cluster.cut.insert((1, 2));
    let id = cluster.produce(1, Acks::Leader, batch(1));
    assert!(cluster.produced(id).is_some());
    cluster.cut.clear();
    cluster.pass(Duration::from_secs(5));
    let latest = |cluster: &mut Cluster, broker| {
        let topic = TopicRef::Name("t".into());
        let partition = crate::id::PartitionIndex(0);
        let item = ListOffsetsPartition { topic, partition, current_leader_epoch: None, at: OffsetAt::Latest };
        let request = ListOffsets {
            replica: None,
            isolation: crate::request::Isolation::ReadUncommitted,
            partitions: [item].into(),
        };
        let id = cluster.ask(broker, Request::ListOffsets(request));
        let Some(crate::response::Response::ListOffsets(items)) = cluster.replies.remove(&id) else { panic!() };
        items[0].result.map(|info| info.offset.0)
    };
    assert_eq!(latest(&mut cluster, 1), Ok(2));
    assert_eq!(cluster.fetch(1, 2).high_watermark, Offset(2));
    cluster.kill(1);
    cluster.cut(1, 2);
    cluster.start(1);
    assert_eq!(cluster.state().0, Some(1), "it leads again, in a new epoch, and has not heard its follower yet");
    let fetched = cluster.fetch(1, 2);
    assert_eq!(
        (fetched.error, fetched.high_watermark),
        (ErrorCode::None, Offset(-1)),
        "it was 2: nothing older is told"
    );
    assert_eq!(fetched.last_stable_offset, Offset(-1));
    let shown = latest(&mut cluster, 1);
    assert_eq!(shown, Err(ErrorCode::OffsetNotAvailable));
    cluster.mend();
    cluster.pass(LONG);
    assert_eq!(latest(&mut cluster, 1), Ok(2));
    assert_eq!(cluster.fetch(1, 2).high_watermark, Offset(2));
}

#[test]
fn the_host_may_say_that_a_broker_is_gone_and_nobody_waits_for_its_session() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    let epoch = cluster.broker_epoch(1);
    cluster.kill(1);
    assert_eq!(cluster.state().0, Some(1));
    cluster.give_controller(ControllerInput::Gone { broker: BrokerId(1), epoch });
    assert_eq!(cluster.state().0, Some(2));
}

#[test]
fn a_new_controller_gives_everybody_a_full_session_and_fences_who_stays_silent() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    cluster.kill(1);
    cluster.pass(Duration::from_millis(2900));
    cluster.replace_controller(2);
    cluster.pass(Duration::from_millis(2900));
    assert_eq!(cluster.state().0, Some(1), "the new controller has not waited a session yet");
    cluster.pass(Duration::from_millis(200));
    assert_eq!(cluster.state().0, Some(2));
    assert_eq!(acked(&mut cluster, 2), 1);
}

#[test]
fn only_where_the_topic_says_so_does_a_replica_lead_that_has_not_got_everything() {
    for unclean in [false, true] {
        let mut cluster = Cluster::new(2, |_| {});
        cluster.create_with(
            "t",
            [1, 2].into(),
            &[("unclean.leader.election.enable", if unclean { "true" } else { "false" })],
        );
        cluster.kill(2);
        cluster.pass(LONG);
        assert_eq!(acked(&mut cluster, 1), 0);
        cluster.kill(1);
        cluster.start(2);
        cluster.pass(LONG);
        assert_eq!(cluster.state().0, unclean.then_some(2));
        cluster.start(1);
        cluster.pass(LONG);
        assert_eq!(cluster.state().0, Some(1));
        assert_eq!(
            cluster.on_disk(1).len(),
            usize::from(!unclean),
            "what was acknowledged is lost, as the switch allows"
        );
        assert_eq!(cluster.on_disk(1), cluster.on_disk(2));
    }
}

#[test]
fn a_broker_that_lost_unsynced_records_is_in_sync_with_nothing_until_it_has_caught_up() {
    let mut cluster = Cluster::with_topic(3, 2);
    acked(&mut cluster, 1);
    cluster.kill(1);
    cluster.loses_tail(1);
    cluster.start(1);
    assert_ne!(cluster.state().0, Some(1), "it may not lead at once");
    cluster.pass(LONG);
    assert_eq!((cluster.state().0, cluster.on_disk(1).len()), (Some(1), 1));
}
