//! A server that is not there: what it would say is made by hand.

use glasslog_core::error::ErrorCode;
use glasslog_core::id::{BrokerEpoch, BrokerId};
use glasslog_core::record::BatchBuilder;
use glasslog_core::record::{CheckedBatch, NoCodecs, Rules};
use glasslog_core::request::Request;
use glasslog_core::response::{BrokerInfo, Fetched, FetchedPartition};
use glasslog_core::view::{BrokerView, Delta, ReplicaRole};
use glasslog_core::watch::{BrokerState as ServerState, ServerBroker};

use super::*;
use crate::scene::BrokerState;
use crate::scene::fixture::{cluster, partition};

const TOPIC: &str = "items-list";

fn hello(incarnation: u64) -> ToPage {
    ToPage::Hello(ServerHello {
        version: VERSION,
        incarnation,
        allow_control: true,
        cluster_id: "c".into(),
        brokers: (1..=3).map(|id| server_broker(id, ServerState::Running)).collect(),
    })
}

fn server_broker(id: i32, state: ServerState) -> ServerBroker {
    ServerBroker { id: BrokerId(id), bootstrap: format!("localhost:{}", 9091 + id).into(), state, starts: 1 }
}

fn broker() -> BrokerView {
    BrokerView {
        info: BrokerInfo { id: BrokerId(1), host: "localhost".into(), port: 9092, rack: None },
        cluster_id: "c".into(),
        epoch: BrokerEpoch(4),
        serving: true,
        cluster: Vec::new(),
    }
}

fn delta(since: u64, upto: u64, ends: &[(i32, i64)]) -> ToPage {
    view(1, since, upto, ends.iter().map(|(index, end)| partition(*index, *end)).collect())
}

fn view(id: i32, since: u64, upto: u64, partitions: Vec<PartitionView>) -> ToPage {
    let broker = (since == 0).then(broker);
    let delta = Delta { since: Seq(since), upto: Seq(upto), broker, partitions, ..Delta::default() };
    ToPage::View { broker: BrokerId(id), delta }
}

fn watch(id: i32, since: u64) -> FromPage {
    FromPage::Watch { broker: BrokerId(id), since: Seq(since) }
}

fn say(remote: &mut Remote, message: &ToPage) -> Vec<FromPage> {
    let bytes = postcard::to_allocvec(message).expect("it can be written");
    remote.heard(&bytes, Instant(1_000_000));
    remote.take_messages()
}

/// A remote that was greeted and shown two partitions, of 2 and 0 records.
fn open() -> (Remote, Vec<FromPage>) {
    let mut remote = Remote::default();
    remote.opened();
    assert_eq!(remote.take_messages(), [FromPage::Hello { version: VERSION }], "the page speaks first");
    assert_eq!(say(&mut remote, &hello(7)), [watch(1, 0), watch(2, 0), watch(3, 0)]);
    let asked = say(&mut remote, &delta(0, 5, &[(0, 2), (1, 0)]));
    (remote, asked)
}

fn ends(remote: &mut Remote) -> Vec<i64> {
    remote.cluster().copies.iter().map(|copy| copy.view.log_end.0).collect()
}

fn answer(asked: &FromPage, records: &[(&str, &str)]) -> ToPage {
    let FromPage::Request { id, request: Request::Fetch(fetch), .. } = asked else { panic!("a fetch: {asked:?}") };
    let wanted = &fetch.partitions[0];
    let mut batch = BatchBuilder::new().placed(wanted.offset.0, 0);
    for (key, value) in records {
        batch.push(1_700_000_000_000, Some(key.as_bytes()), Some(value.as_bytes()), &[]).expect("it fits");
    }
    let response = Response::Fetch(Fetched {
        error: ErrorCode::None,
        session_id: 0,
        bytes_max: fetch.bytes_max,
        partitions: vec![FetchedPartition {
            topic: wanted.topic.clone(),
            partition: wanted.partition,
            error: ErrorCode::None,
            high_watermark: Offset(2),
            last_stable_offset: Offset(2),
            log_start: Offset(0),
            diverging: None,
            leader: None,
            aborted: Vec::new(),
            records: Some(batch.build()),
        }],
    });
    ToPage::Response { id: *id, response }
}

#[test]
fn a_snapshot_and_deltas_make_the_picture() {
    let (mut remote, _) = open();
    assert_eq!(ends(&mut remote), [2, 0]);
    assert!(remote.take_changed());
    say(&mut remote, &delta(5, 6, &[(1, 1)]));
    assert_eq!(ends(&mut remote), [2, 1]);
    assert_eq!(remote.cluster().brokers[0].address, "localhost:9092");
}

#[test]
fn a_gap_asks_for_everything_and_changes_nothing_until_it_comes() {
    let (mut remote, _) = open();
    let said = say(&mut remote, &delta(8, 9, &[(1, 4)]));
    assert!(said.contains(&watch(1, 0)), "{said:?}");
    assert_eq!(ends(&mut remote), [2, 0]);
    say(&mut remote, &delta(0, 9, &[(0, 3), (1, 4)]));
    assert_eq!(ends(&mut remote), [3, 4]);
}

#[test]
fn records_are_read_by_ordinary_fetches_and_only_once() {
    let (mut remote, asked) = open();
    assert_eq!(asked.len(), 1, "the empty partition is not read: {asked:?}");
    let more = say(&mut remote, &answer(&asked[0], &[("apple", "10"), ("plum", "11")]));
    assert!(more.is_empty(), "{more:?}");
    let cluster = remote.cluster();
    let content = cluster.contents.at(&partition(0, 2), Offset(1)).expect("it was read");
    assert_eq!((content.key.as_deref(), content.value.as_deref()), (Some(&b"plum"[..]), Some(&b"11"[..])));
    assert_eq!(content.batch, (Offset(0), Offset(2)));
    let said = say(&mut remote, &delta(5, 6, &[(0, 3)]));
    let FromPage::Request { request: Request::Fetch(fetch), .. } = &said[0] else { panic!("a fetch: {said:?}") };
    assert_eq!(fetch.partitions[0].offset, Offset(2), "only what is new");
    assert!(say(&mut remote, &delta(6, 7, &[(0, 4)])).is_empty(), "one fetch of a partition at a time");
}

#[test]
fn an_offset_without_a_record_is_not_asked_for_again_and_again() {
    let (mut remote, asked) = open();
    let said = say(&mut remote, &answer(&asked[0], &[]));
    let offsets: Vec<i64> = said
        .iter()
        .map(|said| match said {
            FromPage::Request { request: Request::Fetch(fetch), .. } => fetch.partitions[0].offset.0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(offsets, [1], "on with the next one");
}

#[test]
fn a_lost_connection_keeps_the_picture_and_goes_on_where_it_was() {
    let (mut remote, _) = open();
    remote.take_captions();
    remote.closed();
    assert_eq!(remote.phase, Phase::Connecting(0));
    assert_eq!(ends(&mut remote), [2, 0], "what was seen last stays in sight");
    assert_eq!(remote.cluster().brokers[0].state, BrokerState::Down);
    assert!(remote.take_captions().iter().any(|caption| caption.tone == Tone::Bad));
    remote.closed();
    assert_eq!(remote.phase, Phase::Connecting(1), "each failure counts");
    remote.opened();
    remote.take_messages();
    assert_eq!(say(&mut remote, &hello(7))[0], watch(1, 5), "the same server: only what is new");
}

#[test]
fn another_start_of_the_server_is_looked_at_afresh() {
    let (mut remote, asked) = open();
    say(&mut remote, &answer(&asked[0], &[("apple", "10"), ("plum", "11")]));
    remote.closed();
    remote.opened();
    remote.take_messages();
    assert_eq!(say(&mut remote, &hello(8))[0], watch(1, 0));
    assert!(remote.cluster().contents.at(&partition(0, 2), Offset(0)).is_none());
}

#[test]
fn records_that_a_follower_loses_fall_for_a_moment() {
    let (mut remote, _) = open();
    let follower = |end| PartitionView { role: ReplicaRole::Follower, ..partition(0, end) };
    say(&mut remote, &view(2, 0, 3, vec![follower(2)]));
    say(&mut remote, &view(2, 3, 4, vec![follower(1)]));
    let fallen: Vec<_> = remote.cluster().falls.iter().map(|fall| (fall.broker.0, fall.offset.0)).collect();
    assert_eq!(fallen, [(2, 1)]);
    remote.tick(Instant(9_000_000));
    assert!(remote.cluster().falls.is_empty(), "they have fallen");
}

#[test]
fn a_partition_is_asked_of_whoever_leads_it_now() {
    let (mut remote, _) = open();
    let led_by_two =
        |role| PartitionView { role, leader: Some(BrokerId(2)), leader_epoch: LeaderEpoch(4), ..partition(0, 3) };
    say(&mut remote, &view(1, 5, 6, vec![led_by_two(ReplicaRole::Follower)]));
    let said = say(&mut remote, &view(2, 0, 9, vec![led_by_two(ReplicaRole::Leader)]));
    let asked = said.iter().any(|said| matches!(said, FromPage::Request { broker: BrokerId(2), .. }));
    remote.produce(&TOPIC.into(), PartitionIndex(0), None, Some(b"hi"), 0);
    let produced = remote.take_messages();
    assert!(matches!(produced[0], FromPage::Request { broker: BrokerId(2), .. }), "{produced:?}");
    assert!(asked || remote.asked.len() > 1, "its records are read there, too");
}

#[test]
fn a_broker_that_dies_is_told_and_its_copies_stay_in_sight() {
    let (mut remote, _) = open();
    remote.take_captions();
    let mut brokers: Vec<ServerBroker> = (1..=3).map(|id| server_broker(id, ServerState::Running)).collect();
    brokers[0].state = ServerState::Down;
    say(&mut remote, &ToPage::Brokers(brokers.clone()));
    assert_eq!(remote.cluster().brokers[0].state, BrokerState::Down);
    assert_eq!(ends(&mut remote), [2, 0]);
    assert!(remote.take_captions().iter().any(|caption| caption.text.contains("Broker 1 is down")));
    brokers.push(server_broker(4, ServerState::Starting));
    assert_eq!(say(&mut remote, &ToPage::Brokers(brokers)), [watch(4, 0)], "a broker that joins is watched");
}

#[test]
fn a_broker_is_killed_by_a_message_and_the_answer_is_told() {
    let (mut remote, _) = open();
    remote.control(BrokerId(2), Control::Kill);
    let said = remote.take_messages();
    let FromPage::Control { id, broker: BrokerId(2), control: Control::Kill } = said[0] else { panic!("{said:?}") };
    remote.take_captions();
    say(&mut remote, &ToPage::Refused { id, refusal: ErrorCode::None.into() });
    assert!(remote.take_captions().iter().any(|caption| caption.text.contains("Broker 2 was killed")));
}

#[test]
fn the_pauses_between_tries_grow_and_end_growing() {
    let pauses: Vec<i32> = (0..8).map(backoff).collect();
    assert_eq!(pauses, [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
}

#[test]
fn a_server_of_another_version_is_not_listened_to() {
    let mut remote = Remote::default();
    remote.opened();
    remote.take_messages();
    let ToPage::Hello(mut strange) = hello(7) else { panic!("a greeting") };
    strange.version = VERSION + 1;
    assert!(say(&mut remote, &ToPage::Hello(strange)).is_empty());
    assert_eq!(remote.phase, Phase::Strange(VERSION + 1));
    remote.closed();
    assert_eq!(remote.phase, Phase::Strange(VERSION + 1), "it would not be another one soon");
}

#[test]
fn a_produce_carries_one_record_and_its_end_is_told() {
    let (mut remote, _) = open();
    remote.produce(&TOPIC.into(), PartitionIndex(1), None, Some(b"hi"), 1_700_000_000_000);
    let said = remote.take_messages();
    let FromPage::Request { id, request: Request::Produce(produce), .. } = &said[0] else { panic!("{said:?}") };
    let batch = produce.partitions[0].batch.clone().expect("a batch");
    let batch = CheckedBatch::parse_many(batch, Rules::LOG).next().expect("one").expect("whole");
    let record = batch.records(&NoCodecs, 1024).expect("plain").next().expect("one").expect("whole");
    assert_eq!((record.key, record.value.as_deref()), (None, Some(&b"hi"[..])));
    remote.take_captions();
    let refusal = Refusal { code: ErrorCode::PolicyViolation, message: Some("start with --allow-control".into()) };
    say(&mut remote, &ToPage::Refused { id: *id, refusal });
    let told = remote.take_captions();
    assert!(
        told.iter().any(|caption| caption.tone == Tone::Bad && caption.text.contains("--allow-control")),
        "{told:?}"
    );
}

#[test]
fn nonsense_from_the_wire_is_told_and_does_no_harm() {
    let (mut remote, _) = open();
    remote.take_captions();
    remote.heard(&[250, 1, 2, 3], Instant(2_000_000));
    assert_eq!(ends(&mut remote), [2, 0]);
    assert_eq!(remote.take_captions().len(), 1);
}

#[test]
fn groups_come_with_letters_members_and_shares() {
    let (mut remote, _) = open();
    let group = cluster().groups[0].view.as_deref().cloned().expect("the fixture has one");
    let ToPage::View { broker, delta: mut view } = delta(5, 6, &[]) else { panic!("a view") };
    view.groups = vec![group];
    say(&mut remote, &ToPage::View { broker, delta: view });
    let shown = remote.cluster();
    assert_eq!((shown.groups[0].letter, shown.groups[0].members.len()), ('A', 2));
    assert_eq!(shown.groups[0].reader(TOPIC, PartitionIndex(1)).map(|member| member.label.as_str()), Some("A1"));
    assert_eq!(
        shown.lag(&shown.groups[0], TOPIC, PartitionIndex(1)),
        Some(0),
        "a commit beyond the high watermark is no lag"
    );
}
