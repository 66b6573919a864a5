use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset};
use glasslog_core::time::Instant;

use super::layout::{Board, Series, Whose};
use crate::scene::Sample;
use crate::scene::fixture::three;

/// A record each second, of 80 bytes; at 8 s broker 2 takes over in the next epoch.
fn sample(second: u64) -> Rc<Sample> {
    let mut sample = Sample::of(&three());
    sample.at = Instant(second * 1_000_000);
    let partition = &mut sample.partitions[0];
    partition.end = Offset(i64::try_from(second).expect("small"));
    partition.bytes = second * 80;
    partition.replicas = 3;
    // broker 2 serves 10 bytes a second, and is started anew after 20 of them
    let counted = &mut sample.brokers[1].counted;
    counted.bytes_out = (second % 20) * 10;
    // two produce requests a second, of 3 ms each
    (counted.produce.count, counted.produce.total_us) = ((second % 20) * 2, (second % 20) * 6_000);
    (partition.isr, partition.leader) = (3, Some(BrokerId(1)));
    if second >= 8 {
        (partition.isr, partition.leader, partition.epoch) = (2, Some(BrokerId(2)), LeaderEpoch(4));
        sample.brokers[0].awake = false;
    }
    Rc::new(sample)
}

fn board(upto: u64) -> Board {
    let all: Vec<Rc<Sample>> = (0..=30).map(sample).collect();
    Board::of(&all, Instant(upto * 1_000_000), false)
}

fn lines<'a>(board: &'a Board, kafka: &str) -> &'a [Series] {
    &board.charts.iter().find(|chart| chart.metric.kafka.ends_with(kafka)).expect("there is such a chart").series
}

fn last(board: &Board, kafka: &str) -> Vec<Option<f64>> {
    lines(board, kafka).iter().map(|series| *series.values.last().expect("a value")).collect()
}

#[test]
fn rates_are_told_of_who_leads() {
    let before = board(7);
    assert_eq!(last(&before, "MessagesInPerSec"), [Some(1.0), Some(0.0), Some(0.0)]);
    assert_eq!(last(&before, "BytesInPerSec"), [Some(80.0), Some(0.0), Some(0.0)]);
    let after = board(25);
    assert_eq!(last(&after, "MessagesInPerSec"), [None, Some(1.0), Some(0.0)], "who is down tells nothing");
    assert_eq!(last(&after, "LeaderCount"), [None, Some(1.0), Some(0.0)]);
}

#[test]
fn a_failover_is_counted_and_forgotten_again() {
    let calm = board(7);
    let counted = |board: &Board| {
        ["LeaderElectionRateAndTimeMs", "IsrShrinksPerSec", "IsrExpandsPerSec"]
            .map(|name| last(board, name).into_iter().flatten().sum::<f64>())
    };
    assert_eq!(counted(&calm), [0.0, 0.0, 0.0]);
    assert_eq!(counted(&board(10)), [1.0, 1.0, 0.0]);
    assert_eq!(counted(&board(25)), [0.0, 0.0, 0.0], "ten seconds later it is no news");
    assert_eq!(last(&board(25), "UnderReplicatedPartitions"), [None, Some(1.0), Some(0.0)]);
}

#[test]
fn what_a_broker_counts_begins_anew_when_it_starts() {
    assert_eq!(last(&board(12), "BytesOutPerSec"), [None, Some(10.0), Some(0.0)]);
    assert_eq!(last(&board(20), "BytesOutPerSec"), [None, Some(9.0), Some(0.0)], "what it served at the end is lost");
    assert_eq!(last(&board(30), "BytesOutPerSec"), [None, Some(10.0), Some(0.0)]);
}

#[test]
fn a_time_is_the_mean_of_what_was_answered_and_unknown_where_nothing_was() {
    assert_eq!(last(&board(7), "request=Produce"), [None, Some(3.0), None]);
    assert_eq!(last(&board(22), "request=Produce"), [None, Some(3.0), None], "also over a restart");
    assert_eq!(last(&board(22), "request=FetchFollower"), [None, None, None]);
}

#[test]
fn what_lies_ahead_of_the_present_is_not_shown_and_a_moment_can_be_pointed_at() {
    let board = board(12);
    assert_eq!(board.moments.last(), Some(&Instant(12_000_000)));
    let place = board.nearest(Instant(4_600_000)).expect("there are moments");
    assert_eq!(board.moments[place], Instant(5_000_000));
    assert!(
        board.charts.iter().flat_map(|chart| &chart.series).all(|series| series.values.len() == board.moments.len())
    );
    assert_eq!(Board::of(&[], Instant(5), false), Board::default());
}

#[test]
fn groups_have_a_line_each_and_the_cluster_one() {
    let board = board(5);
    let [lag] = lines(&board, "LAG") else { panic!("one group") };
    assert_eq!(lag.whose, Whose::Group("items-group".into()));
    assert_eq!(last(&board, "LAG"), [Some(5.0)]);
    assert_eq!(last(&board, "ActiveControllerCount"), [Some(1.0)]);
    assert_eq!(last(&board, "OfflinePartitionsCount"), [Some(0.0)]);
    assert_eq!(last(&board, "MaxLag,clientId=Replica"), [Some(0.0), Some(1.0), Some(7.0)]);
}
