use super::*;
use crate::handshake::{self, Features};
use crate::server::{self, Decoded, Peer};
use alloc::{vec, vec::Vec};
use core::time::Duration;
use glasslog_core::{
    id::{PartitionIndex, TopicId},
    request::{
        Acks, AlterConfigs, AlterResource, DeleteTopics, FindCoordinator, MetadataRequest, OffsetFetch,
        OffsetFetchGroup, Produce, ProducePartition, Resource, TopicRef,
    },
};

/// A server that offers what ours does.
fn ours() -> Offered {
    Offered(handshake::advertised().map(|(key, oldest, newest)| (key as i16, (oldest, newest))).collect())
}

fn offering(key: ApiKey, newest: i16) -> Offered {
    Offered([(key as i16, (0, newest))].into())
}

fn produce(topic: TopicRef) -> Request<Bytes> {
    let batch = Ok(Bytes::from_static(b"batch"));
    Request::Produce(Produce {
        acks: Acks::All,
        timeout: Duration::from_secs(1),
        transactional_id: None,
        partitions: vec![ProducePartition { topic, partition: PartitionIndex(0), batch }],
    })
}

fn find(keys: &[&str]) -> Request<Bytes> {
    Request::FindCoordinator(FindCoordinator { kind: 0, keys: keys.iter().map(|key| (*key).into()).collect() })
}

#[test]
fn a_request_goes_at_the_newest_version_that_can_say_it() {
    assert_eq!(negotiate(&produce(TopicRef::Name("t".into())), &ours()), Ok(12));
    assert_eq!(negotiate(&produce(TopicRef::Id(TopicId([1; 16]))), &ours()), Ok(13));
    assert_eq!(negotiate(&produce(TopicRef::Name("t".into())), &offering(ApiKey::Produce, 7)), Ok(7));
    assert_eq!(negotiate(&find(&["a", "b"]), &ours()), Ok(6));
    assert_eq!(negotiate(&find(&["a"]), &offering(ApiKey::FindCoordinator, 2)), Ok(2));
}

#[test]
fn a_request_that_no_common_version_can_say_is_an_error_not_half_a_request() {
    let cannot = |key: ApiKey, version| Err(EncodeError::NotAtThisVersion { key: key as i16, version });
    assert_eq!(
        negotiate(&find(&["a", "b"]), &offering(ApiKey::FindCoordinator, 3)),
        cannot(ApiKey::FindCoordinator, 0)
    );
    let by_id = DeleteTopics { topics: vec![TopicRef::Id(TopicId([1; 16]))], timeout: Duration::ZERO };
    assert_eq!(
        negotiate(&Request::DeleteTopics(by_id), &offering(ApiKey::DeleteTopics, 5)),
        cannot(ApiKey::DeleteTopics, 1)
    );
    let no_creation = Request::Metadata(MetadataRequest { topics: None, auto_create: false });
    assert_eq!(negotiate(&no_creation, &offering(ApiKey::Metadata, 3)), cannot(ApiKey::Metadata, 0));
    let all =
        OffsetFetch { groups: vec![OffsetFetchGroup { group: "g".into(), partitions: None }], require_stable: false };
    assert_eq!(
        negotiate(&Request::OffsetFetch(all.clone()), &offering(ApiKey::OffsetFetch, 1)),
        cannot(ApiKey::OffsetFetch, 1)
    );
    assert_eq!(negotiate(&Request::OffsetFetch(all), &offering(ApiKey::OffsetFetch, 2)), Ok(2));
}

#[test]
fn a_server_without_the_api_or_with_versions_of_its_own_is_an_error() {
    let key = ApiKey::FindCoordinator as i16;
    assert_eq!(negotiate(&find(&["a"]), &Offered::default()), Err(EncodeError::NotOffered { key }));
    let newer = Offered([(key, (90, 91))].into());
    assert_eq!(negotiate(&find(&["a"]), &newer), Err(EncodeError::NotOffered { key }));
    let nonsense = Offered([(key, (5, 2))].into());
    assert_eq!(negotiate(&find(&["a"]), &nonsense), Err(EncodeError::NotOffered { key }));
}

#[test]
fn whole_and_incremental_changes_are_two_apis() {
    let alter = |replace_all| {
        let resource = Resource::Topic("t".into());
        Request::AlterConfigs(AlterConfigs {
            resources: vec![AlterResource { resource, replace_all, changes: vec![] }],
            validate_only: false,
        })
    };
    assert_eq!(encode(&alter(true), 2, 1, None).unwrap().1.key, ApiKey::AlterConfigs);
    assert_eq!(encode(&alter(false), 1, 1, None).unwrap().1.key, ApiKey::IncrementalAlterConfigs);
}

fn answer_of_ours(question: Frame) -> Bytes {
    let frame = question.into_bytes().unwrap().slice(4..);
    match server::decode(frame, &Peer::default()) {
        Ok(Decoded::Answer(frame)) => frame.into_bytes().unwrap().slice(4..),
        other => panic!("{other:?}"),
    }
}

#[test]
fn greeting_our_own_server_tells_what_it_speaks() {
    for version in 0..=4 {
        let answer = answer_of_ours(greeting(version, 5, Some("tool")).unwrap());
        assert_eq!(greeted(version, 5, answer.clone()), Ok(Greeted::Offered(ours())));
        assert_eq!(greeted(version, 6, answer), Err(DecodeError::WrongCorrelation { expected: 6, found: 5 }));
    }
}

#[test]
fn an_older_server_is_asked_again_in_its_own_version() {
    let in_the_oldest_form = |apis: &[(i16, i16, i16)]| {
        let mut bytes = vec![0, 0, 0, 5, 0, 35];
        bytes.extend_from_slice(&(apis.len() as i32).to_be_bytes());
        bytes.extend(apis.iter().flat_map(|api| [api.0, api.1, api.2]).flat_map(i16::to_be_bytes));
        Bytes::from(bytes)
    };
    assert_eq!(greeted(3, 5, in_the_oldest_form(&[(18, 0, 2)])), Ok(Greeted::Again(2)));
    // The oldest of all say nothing more than the error.
    assert_eq!(greeted(3, 5, in_the_oldest_form(&[])), Ok(Greeted::Again(0)));
    // And one that refuses what it names would be asked for ever.
    let refused = Err(DecodeError::Refused { key: 18, code: 35 });
    assert_eq!(greeted(0, 5, in_the_oldest_form(&[(18, 0, 2)])), refused);
    assert_eq!(greeted(2, 5, in_the_oldest_form(&[(18, 0, 2)])), refused);
}

#[test]
fn a_refusal_without_a_place_in_the_response_is_an_error() {
    let features = Features::default();
    let (_, refused) = handshake::answer(3, Some(&ApiVersionsRequest::default()), &features);
    let mut writer = Writer::new();
    crate::header::encode_response_header(ApiKey::ApiVersions, 3, 5, &mut writer);
    refused.encode_body(&mut writer, 3);
    let frame = writer.finish().unwrap().into_bytes().unwrap().slice(4..);
    assert_eq!(greeted(3, 5, frame), Err(DecodeError::Refused { key: 18, code: 42 }));

    let (_, sent) = encode(&Request::DescribeCluster, 1, 5, None).unwrap();
    let mut writer = Writer::new();
    crate::header::encode_response_header(ApiKey::DescribeCluster, 1, 5, &mut writer);
    let message = crate::message::describe_cluster::DescribeClusterResponse { error_code: 31, ..Default::default() };
    message.encode_body(&mut writer, 1);
    let frame = writer.finish().unwrap().into_bytes().unwrap().slice(4..);
    assert_eq!(decode(&sent, frame), Err(DecodeError::Refused { key: 60, code: 31 }));
}

#[test]
fn old_answers_are_joined_with_what_was_asked() {
    let (frame, sent) = encode(&find(&["g"]), 2, 5, None).unwrap();
    let frame = frame.into_bytes().unwrap().slice(4..);
    let Ok(Decoded::Request(header, _)) = server::decode(frame, &Peer::default()) else { panic!() };
    let refused = vec![("g".into(), Err(ErrorCode::CoordinatorNotAvailable.into()))];
    let answer = server::encode(&header, Response::FindCoordinator(refused.clone())).unwrap();
    let answer = answer.into_bytes().unwrap().slice(4..);
    assert_eq!(decode(&sent, answer), Ok(Response::FindCoordinator(refused)));
}

#[test]
fn the_payload_of_a_batch_is_not_copied() {
    let batch = Bytes::from(vec![5; 100_000]);
    let mut request = produce(TopicRef::Name("t".into()));
    if let Request::Produce(produce) = &mut request {
        produce.partitions[0].batch = Ok(batch.clone());
    }
    let (frame, _) = encode(&request, 9, 1, None).unwrap();
    let places: Vec<_> = frame
        .chunks
        .iter()
        .filter_map(|chunk| match chunk {
            crate::writer::Chunk::Bytes(bytes) => Some(bytes.as_ptr()),
            crate::writer::Chunk::Hole { .. } => None,
        })
        .collect();
    assert!(places.contains(&batch.as_ptr()));
}
