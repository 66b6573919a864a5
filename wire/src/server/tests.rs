use super::*;
use crate::message::{
    Uuid, api_versions::ApiVersionsRequest, describe_cluster::*, describe_groups::*, fetch::*, find_coordinator::*,
    join_group::*, leave_group::*, list_offsets::*, metadata::*, offset_commit::*, offset_fetch::*, produce::*,
};
use crate::writer::Chunk;
use alloc::{vec, vec::Vec};
use glasslog_core::{
    id::{BrokerId, LeaderEpoch, Offset, PartitionIndex},
    record::{BatchBuilder, crc::crc32c},
    request::{Acks, OffsetAt, TopicRef},
    response::{
        Fetched, FetchedOffsets, FetchedPartition, GroupDescription, LeftGroup, ListedOffset, ProducedPartition,
    },
};

fn frame<M: Message>(message: &M, version: i16) -> Bytes {
    let mut writer = Writer::new();
    let client_id = Some("me".into());
    RequestHeader { key: M::KEY, version, correlation_id: 7, client_id }.encode(&mut writer);
    message.encode_body(&mut writer, version);
    writer.finish().unwrap().into_bytes().unwrap().slice(4..)
}

fn decoded<M: Message>(message: &M, version: i16) -> (Header, Request<CheckedBatch>) {
    match decode(frame(message, version), &Peer::default()).unwrap() {
        Decoded::Request(header, request) => (header, request),
        Decoded::Answer(_) => panic!("{:?} {version} was answered without a node", M::KEY),
    }
}

fn body<M: Message>(frame: Frame, version: i16) -> M {
    let bytes = frame.into_bytes().unwrap();
    let mut reader = Reader::new(bytes.slice(4..));
    assert_eq!(crate::header::decode_response_header(M::KEY, version, &mut reader), Ok(7));
    let message = M::decode_body(&mut reader, version).unwrap();
    assert_eq!(reader.remaining(), 0);
    message
}

fn answered<M: Message, R: Message>(message: &M, version: i16) -> R {
    match decode(frame(message, version), &Peer::default()).unwrap() {
        Decoded::Answer(frame) => body(frame, version),
        Decoded::Request(..) => panic!("{:?} {version} needs a node", M::KEY),
    }
}

fn encoded<R: Message>(request: &impl Message, version: i16, response: Response<Records>) -> R {
    let (header, _) = decoded(request, version);
    body(encode(&header, response).unwrap(), version)
}

fn batch() -> Bytes {
    let mut batch = BatchBuilder::new();
    batch.push(5, None, Some(b"value"), &[]).unwrap();
    batch.build()
}

fn produce_to_two(acks: i16, first: Records, second: Records) -> ProduceRequest {
    let partition_data =
        vec![PartitionProduceData { index: 0, records: first }, PartitionProduceData { index: 1, records: second }];
    let topic_data = vec![TopicProduceData { name: "t".into(), partition_data, ..Default::default() }];
    ProduceRequest { acks, topic_data, ..Default::default() }
}

fn batches(message: &ProduceRequest, version: i16) -> Vec<Result<CheckedBatch, ErrorCode>> {
    let (_, Request::Produce(produce)) = decoded(message, version) else { panic!("not a Produce") };
    produce.partitions.into_iter().map(|partition| partition.batch.map_err(|refusal| refusal.code)).collect()
}

#[test]
fn a_broken_batch_is_refused_and_the_others_go_on() {
    let mut broken = batch().to_vec();
    *broken.last_mut().unwrap() ^= 1;
    let message = produce_to_two(-1, Records::Here(broken.into()), Records::Here(batch()));
    let found = batches(&message, 9);
    assert_eq!(found[0].as_ref().unwrap_err(), &ErrorCode::CorruptMessage);
    assert_eq!(found[1].as_ref().unwrap().bytes(), &batch());
}

#[test]
fn a_partition_without_a_batch_or_with_two_is_refused() {
    let two = [batch(), batch()].concat().into();
    for wrong in [Records::Null, Records::Here(Bytes::new()), Records::Here(two)] {
        let found = batches(&produce_to_two(1, wrong, Records::Here(batch())), 9);
        assert_eq!(found[0].as_ref().unwrap_err(), &ErrorCode::InvalidRecord);
        assert!(found[1].is_ok());
    }
}

#[test]
fn zstd_is_refused_before_version_7() {
    let mut zstd = batch().to_vec();
    zstd[22] |= 4;
    let crc = crc32c(&zstd[21..]);
    zstd[17..21].copy_from_slice(&crc.to_be_bytes());
    let message = produce_to_two(1, Records::Here(zstd.into()), Records::Here(batch()));
    assert_eq!(batches(&message, 6)[0].as_ref().unwrap_err(), &ErrorCode::UnsupportedCompressionType);
    assert!(batches(&message, 7)[0].is_ok());
}

#[test]
fn acks_that_do_not_exist_are_refused_for_every_partition() {
    for version in 3..=13 {
        let message = produce_to_two(2, Records::Here(batch()), Records::Null);
        let answer: ProduceResponse = answered(&message, version);
        let codes = answer.responses[0].partition_responses.iter().map(|partition| partition.error_code);
        assert_eq!(codes.collect::<Vec<_>>(), [21, 21]);
    }
    for (number, acks) in [(0, Acks::None), (1, Acks::Leader), (-1, Acks::All)] {
        let (_, request) = decoded(&produce_to_two(number, Records::Null, Records::Null), 9);
        assert!(matches!(request, Request::Produce(produce) if produce.acks == acks));
    }
}

#[test]
fn the_leader_is_told_from_version_10_on() {
    let moved = ProducedPartition {
        topic: TopicRef::Name("t".into()),
        partition: PartitionIndex(0),
        result: Err(ErrorCode::NotLeaderOrFollower.into()),
        leader: Some((BrokerId(4), LeaderEpoch(9))),
    };
    let request = produce_to_two(-1, Records::Null, Records::Null);
    for (version, leader_id) in [(9, -1), (10, 4), (12, 4)] {
        let answer: ProduceResponse = encoded(&request, version, Response::Produce(vec![moved.clone()]));
        let partition = &answer.responses[0].partition_responses[0];
        assert_eq!((partition.error_code, partition.base_offset), (6, -1));
        assert_eq!(partition.current_leader.leader_id, leader_id);
    }
}

#[test]
fn topics_go_by_id_in_the_newest_produce_and_fetch() {
    let topics =
        vec![FetchTopic { topic: "t".into(), topic_id: Uuid([3; 16]), partitions: vec![FetchPartition::default()] }];
    let request = FetchRequest { topics, ..Default::default() };
    for (version, named) in [(12, TopicRef::Name("t".into())), (13, TopicRef::Id(glasslog_core::id::TopicId([3; 16])))]
    {
        let (_, Request::Fetch(fetch)) = decoded(&request, version) else { panic!("not a Fetch") };
        assert_eq!(fetch.partitions[0].topic, named);
    }
}

fn fetched(records: Option<Records>) -> Response<Records> {
    let partition = FetchedPartition {
        topic: TopicRef::Name("t".into()),
        partition: PartitionIndex(0),
        error: ErrorCode::None,
        high_watermark: Offset(9),
        last_stable_offset: Offset(9),
        log_start: Offset(0),
        diverging: None,
        leader: None,
        aborted: vec![],
        records,
    };
    Response::Fetch(Fetched { error: ErrorCode::None, session_id: 0, bytes_max: 1, partitions: vec![partition] })
}

#[test]
fn spans_of_a_file_are_holes_in_the_frame() {
    for version in 4..=12 {
        let (header, _) = decoded(&FetchRequest::default(), version);
        let frame = encode(&header, fetched(Some(Records::Elsewhere { index: 2, length: 700 }))).unwrap();
        assert!(frame.chunks.contains(&Chunk::Hole { index: 2, length: 700 }));
        let sent = frame.chunks.iter().map(|chunk| match chunk {
            Chunk::Bytes(bytes) => bytes.len(),
            Chunk::Hole { length, .. } => *length as usize,
        });
        assert_eq!(sent.sum::<usize>() as u64, frame.length);
    }
}

#[test]
fn no_records_are_empty_records_for_some_clients_cannot_read_null() {
    for version in 4..=12 {
        let answer: FetchResponse = encoded(&FetchRequest::default(), version, fetched(None));
        assert_eq!(answer.responses[0].partitions[0].records, Records::Here(Bytes::new()));
    }
}

fn metadata_topics(topics: Option<Vec<MetadataRequestTopic>>, auto: bool, version: i16) -> (Option<usize>, bool) {
    let request = MetadataRequest { topics, allow_auto_topic_creation: auto, ..Default::default() };
    let (_, Request::Metadata(asked)) = decoded(&request, version) else { panic!("not a Metadata") };
    (asked.topics.map(|topics| topics.len()), asked.auto_create)
}

#[test]
fn all_topics_are_an_empty_list_in_the_oldest_metadata_and_null_later() {
    assert_eq!(metadata_topics(Some(vec![]), true, 0).0, None);
    for version in 1..=13 {
        assert_eq!(metadata_topics(Some(vec![]), true, version).0, Some(0), "{version}");
        assert_eq!(metadata_topics(None, true, version).0, None, "{version}");
    }
}

#[test]
fn topics_may_be_created_unless_the_client_can_say_no() {
    for version in 0..=13 {
        assert_eq!(metadata_topics(Some(vec![]), false, version).1, version < 4, "{version}");
    }
}

fn join(version: i16) -> glasslog_core::request::JoinGroup {
    let protocols = vec![JoinGroupRequestProtocol { name: "range".into(), metadata: Bytes::from_static(b"topics") }];
    let request = JoinGroupRequest {
        group_id: "g".into(),
        session_timeout_ms: 6000,
        rebalance_timeout_ms: 9000,
        protocols,
        ..Default::default()
    };
    let peer = Peer { host: "/192.0.2.1".into(), ..Peer::default() };
    match decode(frame(&request, version), &peer) {
        Ok(Decoded::Request(_, Request::JoinGroup(join))) => *join,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_member_comes_back_with_an_id_only_where_its_version_can() {
    for version in 0..=9 {
        let join = join(version);
        assert_eq!(join.member_id_required, version >= 4);
        assert_eq!(join.rebalance_timeout.as_millis(), if version == 0 { 6000 } else { 9000 });
        assert_eq!((&*join.client_id, &*join.client_host), ("me", "/192.0.2.1"));
        assert_eq!(&join.protocols[0].1[..], b"topics");
    }
}

#[test]
fn what_a_member_says_does_not_keep_its_frame_alive() {
    let protocols = vec![JoinGroupRequestProtocol { name: "range".into(), metadata: Bytes::from_static(b"topics") }];
    let bytes = frame(&JoinGroupRequest { protocols, ..Default::default() }, 5);
    let inside = bytes.as_ptr_range();
    let Ok(Decoded::Request(_, Request::JoinGroup(join))) = decode(bytes.clone(), &Peer::default()) else {
        panic!("not a JoinGroup");
    };
    assert!(!inside.contains(&join.protocols[0].1.as_ptr()));
}

#[test]
fn a_leaving_members_error_stands_at_the_top_before_version_3() {
    let left = LeftGroup { error: ErrorCode::None, members: vec![("m".into(), None, ErrorCode::UnknownMemberId)] };
    for version in 0..=5 {
        let request = LeaveGroupRequest { member_id: "m".into(), ..Default::default() };
        let answer: LeaveGroupResponse = encoded(&request, version, Response::LeaveGroup(left.clone()));
        let old = version < 3;
        assert_eq!((answer.error_code, answer.members.len()), if old { (25, 0) } else { (0, 1) });
    }
}

#[test]
fn an_unknown_high_watermark_has_an_older_name_before_version_5() {
    let topics = vec![ListOffsetsTopic { name: "t".into(), partitions: vec![ListOffsetsPartition::default()] }];
    let request = ListOffsetsRequest { topics, ..Default::default() };
    let listed = ListedOffset {
        topic: TopicRef::Name("t".into()),
        partition: PartitionIndex(0),
        result: Err(ErrorCode::OffsetNotAvailable),
    };
    for (version, code) in [(1, 5), (4, 5), (5, 78), (11, 78)] {
        let answer: ListOffsetsResponse = encoded(&request, version, Response::ListOffsets(vec![listed.clone()]));
        assert_eq!(answer.topics[0].partitions[0].error_code, code);
    }
}

#[test]
fn special_times_exist_from_their_version_on() {
    let request = |timestamp| {
        let partitions = vec![ListOffsetsPartition { timestamp, ..Default::default() }];
        let topics = vec![ListOffsetsTopic { name: "t".into(), partitions }];
        ListOffsetsRequest { topics, ..Default::default() }
    };
    for (timestamp, first, at) in [
        (-1, 1, OffsetAt::Latest),
        (-2, 1, OffsetAt::Earliest),
        (-3, 7, OffsetAt::MaxTimestamp),
        (-4, 8, OffsetAt::EarliestLocal),
        (-5, 9, OffsetAt::LatestTiered),
        (-6, 11, OffsetAt::EarliestPendingUpload),
    ] {
        for version in 1..=11 {
            if version >= first {
                let (_, Request::ListOffsets(asked)) = decoded(&request(timestamp), version) else { panic!() };
                assert_eq!(asked.partitions[0].at, at);
            } else {
                let answer: ListOffsetsResponse = answered(&request(timestamp), version);
                assert_eq!(answer.topics[0].partitions[0].error_code, 35, "{timestamp} {version}");
            }
        }
    }
}

#[test]
fn one_coordinator_or_many() {
    let found = |key: &str| (key.into(), Err(Refusal::new(ErrorCode::CoordinatorNotAvailable, "wait")));
    let request = FindCoordinatorRequest { key: "g".into(), ..Default::default() };
    let answer: FindCoordinatorResponse = encoded(&request, 3, Response::FindCoordinator(vec![found("g")]));
    assert_eq!((answer.error_code, answer.node_id, answer.error_message.as_deref()), (15, -1, Some("wait")));

    let request = FindCoordinatorRequest { coordinator_keys: vec!["g".into(), "h".into()], ..Default::default() };
    let (header, Request::FindCoordinator(asked)) = decoded(&request, 4) else { panic!() };
    assert_eq!(asked.keys.len(), 2);
    let response = Response::FindCoordinator(vec![found("g"), found("h")]);
    let answer: FindCoordinatorResponse = body(encode(&header, response).unwrap(), 4);
    assert_eq!(answer.coordinators[1].key, "h");
    assert_eq!(answer.coordinators[1].error_code, 15);
}

#[test]
fn a_groups_error_reaches_the_oldest_offset_fetch_through_its_partitions() {
    let topics = vec![OffsetFetchRequestTopic { name: "t".into(), partition_indexes: vec![0, 3] }];
    let request = OffsetFetchRequest { group_id: "g".into(), topics: Some(topics), ..Default::default() };
    let moved = FetchedOffsets { group: "g".into(), error: ErrorCode::NotCoordinator, partitions: vec![] };
    let answer: OffsetFetchResponse = encoded(&request, 1, Response::OffsetFetch(vec![moved.clone()]));
    let found = answer.topics[0].partitions.iter().map(|at| (at.partition_index, at.committed_offset, at.error_code));
    assert_eq!(found.collect::<Vec<_>>(), [(0, -1, 16), (3, -1, 16)]);
    let answer: OffsetFetchResponse = encoded(&request, 2, Response::OffsetFetch(vec![moved]));
    assert_eq!((answer.error_code, answer.topics.len()), (16, 0));
}

#[test]
fn an_unknown_group_is_dead_and_an_error_only_in_the_newest_version() {
    let core_says = [(ErrorCode::GroupIdNotFound, ""), (ErrorCode::None, "Dead")];
    for (error, state) in core_says {
        let group = GroupDescription {
            group: "g".into(),
            error,
            message: None,
            state: state.into(),
            protocol_type: "".into(),
            protocol: "".into(),
            members: vec![],
        };
        for version in 0..=6 {
            let request = DescribeGroupsRequest::default();
            let answer: DescribeGroupsResponse =
                encoded(&request, version, Response::DescribeGroups(vec![group.clone()]));
            assert_eq!(answer.groups[0].group_state, "Dead");
            assert_eq!(answer.groups[0].error_code, if version == 6 { 69 } else { 0 });
        }
    }
}

#[test]
fn controllers_are_not_found_here() {
    let request = DescribeClusterRequest { endpoint_type: 2, ..Default::default() };
    let answer: DescribeClusterResponse = answered(&request, 1);
    assert_eq!(answer.error_code, 114);
}

#[test]
fn the_handshake_needs_no_node_at_any_version() {
    let request =
        ApiVersionsRequest { client_software_name: "librdkafka".into(), client_software_version: "2.0".into() };
    for version in 0..=4 {
        let answer: crate::message::api_versions::ApiVersionsResponse = answered(&request, version);
        assert_eq!((answer.error_code, answer.api_keys.len()), (0, ApiKey::ALL.len()));
    }
    // Version 99 and whatever follows it, answered in version 0 with the way out.
    let bytes = Bytes::from_static(&[0, 18, 0, 99, 0, 0, 0, 7, 0xff, 0xff, 1, 2, 3]);
    let Ok(Decoded::Answer(frame)) = decode(bytes, &Peer::default()) else { panic!("not an answer") };
    let bytes = frame.into_bytes().unwrap();
    assert_eq!(bytes[..], [0, 0, 0, 16, 0, 0, 0, 7, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4]);
}

#[test]
fn a_commit_of_the_newest_version_byte_by_byte() {
    // OffsetCommit 10, written by hand: topics by id, as no other codec in the tests does.
    let mut bytes = vec![0, 8, 0, 10, 0, 0, 0, 7, 0, 2, b'm', b'e', 0];
    bytes.extend_from_slice(&[2, b'g', 0, 0, 0, 5, 2, b'x', 0, 2]);
    bytes.extend_from_slice(&[0xab; 16]);
    bytes.extend_from_slice(&[2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 1, 3, b'h', b'i', 0, 0, 0]);
    let Ok(Decoded::Request(header, Request::OffsetCommit(commit))) = decode(bytes.into(), &Peer::default()) else {
        panic!("not a commit");
    };
    assert_eq!((header.key, &*commit.group, commit.generation.0, &*commit.member), (ApiKey::OffsetCommit, "g", 5, "x"));
    let partition = &commit.partitions[0];
    assert_eq!(partition.topic, TopicRef::Id(glasslog_core::id::TopicId([0xab; 16])));
    assert_eq!((partition.partition.0, partition.offset.0), (3, 42));
    assert_eq!((partition.leader_epoch, partition.metadata.as_deref()), (Some(LeaderEpoch(1)), Some("hi")));

    let response = vec![(partition.topic.clone(), PartitionIndex(3), ErrorCode::None)];
    let frame = encode(&header, Response::OffsetCommit(response)).unwrap();
    let answer: OffsetCommitResponse = body(frame, 10);
    assert_eq!(answer.topics[0].topic_id, Uuid([0xab; 16]));
}
