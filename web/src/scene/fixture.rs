//! A cluster made by hand, for tests.

use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::client::partitioner::KeyHash;
use glasslog_core::id::{BrokerId, Generation, LeaderEpoch, Offset, PartitionIndex, TopicId};
use glasslog_core::storage::TailBatch;
use glasslog_core::time::{Instant, Timestamp};
use glasslog_core::view::{CommitView, Counted, GroupView, MemberView, PartitionView, ReplicaRole};

use super::{
    Broker, BrokerState, Cluster, Content, Contents, Copy, Ensemble, Fate, Flight, FlightKind, Group, Member, Place,
    Producer,
};

const TOPIC: &str = "items-list";

/// A partition of one copy; the log starts at 0, one record a batch.
pub(crate) fn partition(index: i32, log_end: i64) -> PartitionView {
    PartitionView {
        topic: TOPIC.into(),
        topic_id: TopicId([7; 16]),
        internal: false,
        partition: PartitionIndex(index),
        role: ReplicaRole::Leader,
        leader: Some(BrokerId(1)),
        leader_epoch: LeaderEpoch(0),
        replicas: vec![BrokerId(1)],
        isr: vec![BrokerId(1)],
        elr: Vec::new(),
        min_isr: 1,
        followers: Vec::new(),
        log_start: Offset(0),
        durable: Offset(log_end),
        high_watermark: Offset(log_end),
        log_end: Offset(log_end),
        bytes: 100,
        tail: (0..log_end).map(|base| batch(base, 1)).collect(),
        epochs: vec![(LeaderEpoch(0), Offset(0))],
    }
}

pub(crate) fn batch(base: i64, count: i64) -> TailBatch {
    TailBatch {
        base: Offset(base),
        end: Offset(base + count),
        leader_epoch: LeaderEpoch(0),
        bytes: 80,
        max_timestamp: Timestamp(0),
    }
}

pub(crate) fn copy(view: PartitionView) -> Copy {
    Copy { broker: BrokerId(1), view: Rc::new(view) }
}

fn member(number: u64, partitions: &[(i32, i64)]) -> Member {
    Member {
        id: number,
        label: format!("A{number}"),
        client_id: format!("consumer-{number}"),
        state: "reading".to_owned(),
        alive: true,
        assignment: partitions.iter().map(|(index, _)| (TOPIC.into(), PartitionIndex(*index))).collect(),
        positions: partitions.iter().map(|(index, at)| (TOPIC.into(), PartitionIndex(*index), Offset(*at))).collect(),
        processed: Some(7),
    }
}

/// One broker, one topic with three partitions (12, 7 and 34 records), a producer, and a group of two that has committed 5, 7 and 30.
pub(crate) fn cluster() -> Cluster {
    let group = GroupView {
        group: "items-group".into(),
        state: "Stable".into(),
        generation: Generation(3),
        protocol_type: "consumer".into(),
        protocol: "range".into(),
        leader: "m1".into(),
        members: vec![
            MemberView {
                member: "m1".into(),
                client_id: "consumer-1".into(),
                client_host: "tab".into(),
                assignment: vec![(TOPIC.into(), vec![PartitionIndex(0), PartitionIndex(1)])],
            },
            MemberView {
                member: "m2".into(),
                client_id: "consumer-2".into(),
                client_host: "tab".into(),
                assignment: vec![(TOPIC.into(), vec![PartitionIndex(2)])],
            },
        ],
        commits: [(0, 5), (1, 7), (2, 30)]
            .map(|(partition, offset)| CommitView {
                topic: TOPIC.into(),
                partition: PartitionIndex(partition),
                offset: Offset(offset),
                at: Timestamp(0),
            })
            .to_vec(),
    };
    let mut contents = Contents::default();
    for (number, key) in ["apple", "plum", "kiwi", "apple", "fig", "pear", "lime", "date", "nut"].iter().enumerate() {
        let offset = Offset(number as i64);
        let content = Content {
            key: Some(Bytes::from_static(key.as_bytes())),
            value: Some(Bytes::from(format!("{{\"number\":{number}}}"))),
            headers: Vec::new(),
            timestamp: Timestamp(0),
            leader_epoch: LeaderEpoch(0),
            batch: (offset, offset.plus(1)),
            batch_bytes: 80,
            unreadable: None,
            glyph: None,
        };
        contents.put(&TOPIC.into(), PartitionIndex(0), offset, content);
    }
    let mut first = partition(0, 12);
    (first.high_watermark, first.durable) = (Offset(10), Offset(11));
    Cluster {
        now: Instant(10_000),
        brokers: vec![broker(1)],
        copies: vec![copy(first), copy(partition(1, 7)), copy(partition(2, 34))],
        groups: vec![Group {
            name: "items-group".into(),
            letter: 'A',
            coordinator: Some(BrokerId(1)),
            view: Some(Rc::new(group)),
            members: vec![member(1, &[(0, 8), (1, 7)]), member(2, &[(2, 31)])],
        }],
        producers: vec![Producer {
            keys_by: KeyHash::Murmur2,
            id: 1,
            label: "P1".to_owned(),
            topic: TOPIC.to_owned(),
            settings: "1 per second · acks all · keys".to_owned(),
            sending: true,
            counts: [53, 51, 0],
            fates: vec![Fate::Acked, Fate::Acked, Fate::Failed, Fate::Waiting],
        }],
        flights: vec![flight(1, Place::Producer(1), Place::Broker(BrokerId(1)))],
        contents: Rc::new(contents),
        ..Cluster::default()
    }
}

/// A broker that serves.
pub(crate) fn broker(id: i32) -> Broker {
    Broker {
        id: BrokerId(id),
        address: String::new(),
        state: BrokerState::Serving,
        paused: false,
        fenced: false,
        epoch: Some(i64::from(id)),
        disk: None,
        disk_slowness: 0,
        counted: Counted::default(),
    }
}

/// Three brokers with an ensemble, and the first partition of [`cluster`] on all of them: broker 1 leads it in epoch 3 and ends
/// at 12, of which 10 are safe; broker 2 is in sync and ends at 11; broker 3 is not, and ends at 5.
pub(crate) fn three() -> Cluster {
    let mut cluster = cluster();
    cluster.brokers = (1..=3).map(broker).collect();
    cluster.ensemble = Some(Ensemble { epoch: 1, has_controller: true, changes: 23 });
    cluster.copies = [(1, 12, 10), (2, 11, 10), (3, 5, 5)].map(|(id, end, safe)| replica(id, end, safe)).to_vec();
    cluster
}

/// A copy of the partition of [`three`] on a broker, as that broker knows it.
pub(crate) fn replica(id: i32, log_end: i64, high_watermark: i64) -> Copy {
    let role = if id == 1 { ReplicaRole::Leader } else { ReplicaRole::Follower };
    let view = PartitionView {
        role,
        leader_epoch: LeaderEpoch(3),
        replicas: (1..=3).map(BrokerId).collect(),
        isr: vec![BrokerId(1), BrokerId(2)],
        min_isr: 2,
        high_watermark: Offset(high_watermark),
        ..partition(0, log_end)
    };
    Copy { broker: BrokerId(id), view: Rc::new(view) }
}

pub(crate) fn flight(id: u64, from: Place, to: Place) -> Flight {
    Flight {
        id,
        from,
        to,
        kind: FlightKind::Produce,
        answer: !matches!(to, Place::Broker(_)),
        routine: false,
        held: false,
        caught: None,
        label: String::new(),
        about: Some((TOPIC.into(), PartitionIndex(1))),
        glyphs: vec![Some(2)],
        departed: Instant(0),
        resent: false,
        leaves: Instant(0),
        arrives: Instant(0) + Duration::from_millis(20),
        lost_at: None,
    }
}
