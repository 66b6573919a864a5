use alloc::{vec, vec::Vec};
use core::time::Duration;

use super::*;
use crate::{
    id::{ControllerEpoch, DiskId, Incarnation},
    metadata::{Committed, Proposal},
    request::MorePartitions,
    response::BrokerInfo,
};

fn image(brokers: i32) -> Image {
    let mut image = Image::default();
    let racks = alloc::vec![None; brokers as usize];
    let records = racks.into_iter().zip(1..).map(|(rack, id)| registered(id, rack)).collect();
    commit(&mut image, records);
    image
}

fn registered(id: i32, rack: Option<Text>) -> MetadataRecord {
    let broker = BrokerInfo { id: BrokerId(id), host: "h".into(), port: 1, rack };
    MetadataRecord::BrokerRegistered { broker, incarnation: Incarnation(1), disk: DiskId(1), fenced: false }
}

fn commit(image: &mut Image, records: Vec<MetadataRecord>) {
    let (offset, decided_on) = (image.offset, image.offset);
    let proposal = Proposal { controller: ControllerEpoch(1), number: 0, decided_on, records };
    assert!(image.apply(&Committed { offset, proposal }));
}

fn new_topic(name: &str, partitions: i32, copies: i16) -> NewTopic {
    NewTopic {
        name: name.into(),
        partitions: Some(partitions),
        replication_factor: Some(copies),
        assignment: vec![],
        configs: vec![],
    }
}

fn create(image: &mut Image, new: Vec<NewTopic>) -> Vec<Result<CreatedTopicInfo, ErrorCode>> {
    let config = Config::new(BrokerId(1), "h", 1, "c");
    let request = CreateTopics { topics: new, timeout: Duration::ZERO, validate_only: false };
    let (records, created) = topics(image, &config, &request, &mut Random::new(1, "topics"));
    commit(image, records);
    created.into_iter().map(|t| t.result.map_err(|r| r.code)).collect()
}

#[test]
fn copies_lie_on_distinct_brokers_and_leaders_are_spread() {
    let mut image = image(3);
    create(&mut image, vec![new_topic("test-topic", 5, 2)])[0].clone().unwrap();
    let (_, topic) = image.topic_named("test-topic").unwrap();
    assert_eq!(topic.partitions.len(), 5);
    let leaders: SortedSet<_> = topic.partitions.iter().filter_map(|p| p.leader).collect();
    assert_eq!(leaders.len(), 3);
    for p in &topic.partitions {
        assert!(p.replicas.len() == 2 && p.replicas[0] != p.replicas[1]);
    }
}

#[test]
fn each_bad_topic_gets_its_own_error_and_the_good_one_is_made() {
    let mut image = image(1);
    create(&mut image, vec![new_topic("here", 1, 1)]);
    let results = create(
        &mut image,
        vec![
            new_topic("good", 2, 1),
            new_topic("here", 1, 1),
            new_topic("..", 1, 1),
            new_topic("none", 0, 1),
            new_topic("copies", 1, 2),
            new_topic("twice", 1, 1),
            new_topic("twice", 1, 1),
            NewTopic { configs: vec![("retention.ms".into(), Some("soon".into()))], ..new_topic("config", 1, 1) },
        ],
    );
    let errors: Vec<_> = results.iter().map(|r| r.as_ref().err().copied()).collect();
    use ErrorCode as E;
    let expected = [
        None,
        Some(E::TopicAlreadyExists),
        Some(E::InvalidTopic),
        Some(E::InvalidPartitions),
        Some(E::InvalidReplicationFactor),
        Some(E::InvalidRequest),
        Some(E::InvalidRequest),
        Some(E::InvalidConfig),
    ];
    assert_eq!(errors, expected);
    assert!(image.topic_named("good").is_some() && image.topic_named("twice").is_none());
}

#[test]
fn partitions_only_grow() {
    let mut image = image(1);
    create(&mut image, vec![new_topic("t", 2, 1)]);
    let mut grow = |count| {
        let topics = vec![MorePartitions { name: "t".into(), count, assignment: None }];
        let request = CreatePartitions { topics, timeout: Duration::ZERO, validate_only: false };
        let (records, grown) = more_partitions(&image, &request);
        commit(&mut image, records);
        grown[0].1.as_ref().err().map(|r| r.code)
    };
    assert_eq!(grow(2), Some(ErrorCode::InvalidPartitions));
    assert_eq!(grow(4), None);
    assert_eq!(grow(3), Some(ErrorCode::InvalidPartitions));
    assert_eq!(image.partition_count(), 4);
}

#[test]
fn copies_lie_in_different_racks_and_never_on_a_fenced_broker() {
    let mut image = Image::default();
    let racks = ["a", "a", "a", "b", "b", "b"].into_iter().zip(1..);
    commit(&mut image, racks.map(|(rack, id)| registered(id, Some(rack.into()))).collect());
    commit(&mut image, vec![MetadataRecord::BrokerFenced { broker: BrokerId(5) }]);
    create(&mut image, vec![new_topic("t", 20, 2)]);
    let rack = |broker: &BrokerId| image.brokers[broker].info.rack.clone();
    let mut apart = 0;
    for partition in &image.topic_named("t").unwrap().1.partitions {
        assert!(!partition.replicas.contains(&BrokerId(5)));
        apart += usize::from(rack(&partition.replicas[0]) != rack(&partition.replicas[1]));
    }
    assert!(apart >= 14, "{apart} of 20; one rack has three brokers and the other has two");
}

#[test]
fn the_brokers_own_topic_has_the_partitions_that_it_must_have_and_keeps_them() {
    let mut image = image(1);
    let own = |partitions| NewTopic { partitions, replication_factor: None, ..new_topic(name::OFFSETS_TOPIC, 1, 1) };
    assert_eq!(create(&mut image, vec![own(Some(1))]), [Err(ErrorCode::InvalidPartitions)]);
    assert_eq!(create(&mut image, vec![own(None)]).len(), 1);
    assert_eq!(image.topic_named(name::OFFSETS_TOPIC).expect("it is there").1.partitions.len(), 4);
    let topics = vec![MorePartitions { name: name::OFFSETS_TOPIC.into(), count: 9, assignment: None }];
    let request = CreatePartitions { topics, timeout: Duration::ZERO, validate_only: false };
    let (records, grown) = more_partitions(&image, &request);
    assert!(records.is_empty());
    assert_eq!(grown[0].1.as_ref().map_err(|refusal| refusal.code), Err(ErrorCode::InvalidTopic));
}

#[test]
fn the_brokers_own_topic_cannot_be_deleted() {
    let mut image = image(1);
    create(&mut image, vec![new_topic(name::OFFSETS_TOPIC, 4, 1)]);
    let topics = vec![TopicRef::Name(name::OFFSETS_TOPIC.into()), TopicRef::Name("nowhere".into())];
    let (records, deleted) = deletions(&image, &DeleteTopics { topics, timeout: Duration::ZERO });
    assert!(records.is_empty());
    let codes: Vec<_> = deleted.into_iter().map(|(_, _, r)| r.unwrap_err().code).collect();
    assert_eq!(codes, [ErrorCode::InvalidTopic, ErrorCode::UnknownTopicOrPartition]);
}
