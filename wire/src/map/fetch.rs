//! Fetch.

use super::{cannot_say, common::*, produce::leader};
use crate::error::EncodeError;
use crate::message::{ApiKey, Records, fetch::*};
use alloc::{string::ToString, vec::Vec};
use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerEpoch, LeaderEpoch, Offset, PartitionIndex, ProducerId},
    request::{Fetch, FetchPartition as Wanted, Follower, Isolation, TopicRef},
    response::{Fetched, FetchedPartition},
};

/// Topics go by id from version 13 on (KIP-516).
const fn naming(version: i16) -> Naming {
    Naming::by_id_from(13, ApiKey::Fetch, version)
}

pub(crate) const fn isolation(level: i8) -> Isolation {
    if level == 1 { Isolation::ReadCommitted } else { Isolation::ReadUncommitted }
}

pub(crate) const fn isolation_level(isolation: Isolation) -> i8 {
    match isolation {
        Isolation::ReadUncommitted => 0,
        Isolation::ReadCommitted => 1,
    }
}

pub(crate) fn read_request(message: FetchRequest, version: i16) -> Fetch {
    let replica = if version >= 15 { message.replica_state.replica_id } else { message.replica_id };
    // An older request does not say which incarnation asks (KIP-903).
    let epoch = message.replica_state.replica_epoch;
    let epoch = (version >= 15 && epoch >= 0).then_some(BrokerEpoch(epoch));
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = naming(version).read(topic.topic, topic.topic_id);
        partitions.extend(topic.partitions.into_iter().map(|partition| Wanted {
            topic: name.clone(),
            partition: PartitionIndex(partition.partition),
            current_leader_epoch: maybe_epoch(partition.current_leader_epoch),
            offset: Offset(partition.fetch_offset),
            last_fetched_epoch: maybe_epoch(partition.last_fetched_epoch),
            log_start: maybe_offset(partition.log_start_offset),
            bytes_max: bytes(partition.partition_max_bytes),
        }));
    }
    let mut forgotten = Vec::new();
    for topic in message.forgotten_topics_data {
        let name = naming(version).read(topic.topic, topic.topic_id);
        forgotten.extend(topic.partitions.into_iter().map(|partition| (name.clone(), PartitionIndex(partition))));
    }
    Fetch {
        replica: maybe_broker(replica).map(|broker| Follower { broker, epoch }),
        max_wait: millis(message.max_wait_ms),
        bytes_min: bytes(message.min_bytes),
        bytes_max: bytes(message.max_bytes),
        isolation: isolation(message.isolation_level),
        session_id: message.session_id,
        session_epoch: message.session_epoch,
        partitions,
        forgotten,
        rack: text_unless_empty(message.rack_id),
    }
}

pub(crate) fn write_request(request: &Fetch, version: i16) -> Result<FetchRequest, EncodeError> {
    if version < 7 && (request.session_id, request.session_epoch) != (0, -1) {
        return Err(cannot_say(ApiKey::Fetch, version));
    }
    let mut topics = Vec::new();
    for (topic, partitions) in gathered(request.partitions.iter().map(|wanted| (&wanted.topic, wanted))) {
        let (topic, topic_id) = naming(version).write(topic)?;
        let partitions = partitions.into_iter().map(|wanted| FetchPartition {
            partition: wanted.partition.0,
            current_leader_epoch: to_epoch(wanted.current_leader_epoch),
            fetch_offset: wanted.offset.0,
            last_fetched_epoch: to_epoch(wanted.last_fetched_epoch),
            log_start_offset: to_offset(wanted.log_start),
            partition_max_bytes: to_bytes(wanted.bytes_max),
            ..Default::default()
        });
        topics.push(FetchTopic { topic, topic_id, partitions: partitions.collect() });
    }
    let mut forgotten_topics_data = Vec::new();
    for (topic, partitions) in gathered(request.forgotten.iter().map(|(topic, partition)| (topic, partition.0))) {
        let (topic, topic_id) = naming(version).write(topic)?;
        forgotten_topics_data.push(ForgottenTopic { topic, topic_id, partitions });
    }
    let replica_id = to_broker(request.replica.map(|replica| replica.broker));
    let mut message = FetchRequest {
        max_wait_ms: to_millis(request.max_wait),
        min_bytes: to_bytes(request.bytes_min),
        max_bytes: to_bytes(request.bytes_max),
        isolation_level: isolation_level(request.isolation),
        session_id: request.session_id,
        session_epoch: request.session_epoch,
        topics,
        forgotten_topics_data,
        rack_id: request.rack.as_ref().map(|rack| rack.to_string()).unwrap_or_default(),
        ..Default::default()
    };
    if version >= 15 {
        message.replica_state.replica_id = replica_id;
        message.replica_state.replica_epoch =
            request.replica.and_then(|replica| replica.epoch).map_or(-1, |epoch| epoch.0);
    } else {
        message.replica_id = replica_id;
    }
    Ok(message)
}

pub(crate) fn write_response(fetched: Fetched<Records>, version: i16) -> Result<FetchResponse, EncodeError> {
    let mut responses = Vec::new();
    let split = |mut partition: FetchedPartition<Records>| {
        let none = TopicRef::Name(Default::default());
        (core::mem::replace(&mut partition.topic, none), partition)
    };
    for (topic, partitions) in gathered(fetched.partitions.into_iter().map(split)) {
        let (topic, topic_id) = naming(version).write(&topic)?;
        let partitions = partitions.into_iter().map(|partition| write_partition(partition, version));
        responses.push(FetchableTopicResponse { topic, topic_id, partitions: partitions.collect() });
    }
    Ok(FetchResponse {
        error_code: fetched.error.code(),
        session_id: fetched.session_id,
        responses,
        ..Default::default()
    })
}

fn write_partition(partition: FetchedPartition<Records>, version: i16) -> PartitionData {
    let mut error = partition.error;
    // Clients of that age do not know a failed disk.
    if version < 6 && error == ErrorCode::KafkaStorageError {
        error = ErrorCode::NotLeaderOrFollower;
    }
    let aborted = partition
        .aborted
        .into_iter()
        .map(|(producer, offset)| AbortedTransaction { producer_id: producer.0, first_offset: offset.0 });
    let mut message = PartitionData {
        partition_index: partition.partition.0,
        error_code: error.code(),
        high_watermark: partition.high_watermark.0,
        last_stable_offset: partition.last_stable_offset.0,
        log_start_offset: partition.log_start.0,
        aborted_transactions: Some(aborted.collect()),
        // Not null: some clients cannot read it.
        records: partition.records.unwrap_or(Records::Here(Bytes::new())),
        ..Default::default()
    };
    if let Some((epoch, end)) = partition.diverging {
        message.diverging_epoch = EpochEndOffset { epoch: epoch.0, end_offset: end.0 };
    }
    if let Some((leader, epoch)) = partition.leader {
        message.current_leader = LeaderIdAndEpoch { leader_id: leader.0, leader_epoch: epoch.0 };
    }
    message
}

pub(crate) fn read_response(message: FetchResponse, version: i16) -> Fetched<Bytes> {
    let mut partitions = Vec::new();
    for topic in message.responses {
        let name = naming(version).read(topic.topic, topic.topic_id);
        partitions.extend(topic.partitions.into_iter().map(|partition| read_partition(name.clone(), partition)));
    }
    Fetched {
        error: ErrorCode::from_code(message.error_code),
        session_id: message.session_id,
        bytes_max: u32::MAX,
        partitions,
    }
}

fn read_partition(topic: TopicRef, partition: PartitionData) -> FetchedPartition<Bytes> {
    let diverging = partition.diverging_epoch;
    let aborted = partition.aborted_transactions.unwrap_or_default().into_iter();
    FetchedPartition {
        topic,
        partition: PartitionIndex(partition.partition_index),
        error: ErrorCode::from_code(partition.error_code),
        high_watermark: Offset(partition.high_watermark),
        last_stable_offset: Offset(partition.last_stable_offset),
        log_start: Offset(partition.log_start_offset),
        diverging: (diverging.end_offset >= 0).then_some((LeaderEpoch(diverging.epoch), Offset(diverging.end_offset))),
        leader: leader(partition.current_leader.leader_id, partition.current_leader.leader_epoch),
        aborted: aborted.map(|txn| (ProducerId(txn.producer_id), Offset(txn.first_offset))).collect(),
        records: match partition.records {
            Records::Here(bytes) if !bytes.is_empty() => Some(bytes),
            _ => None,
        },
    }
}
