//! Produce and InitProducerId.

use super::{Answer, cannot_say, common::*};
use crate::error::EncodeError;
use crate::message::{ApiKey, Records, Response, init_producer_id::*, produce::*};
use alloc::{string::ToString, vec::Vec};
use bytes::Bytes;
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::{BrokerId, LeaderEpoch, Offset, PartitionIndex, ProducerEpoch, ProducerId},
    request::{Acks, InitProducerId, Produce, ProducePartition},
    response::{Produced, ProducedPartition},
    time::Timestamp,
};

/// Topics go by id from version 13 on (KIP-516).
const fn naming(version: i16) -> Naming {
    Naming::by_id_from(13, ApiKey::Produce, version)
}

pub(crate) fn read_request(message: ProduceRequest, version: i16) -> Result<Produce<Bytes>, Answer> {
    let acks = match message.acks {
        0 => Acks::None,
        1 => Acks::Leader,
        -1 => Acks::All,
        _ => return Err(refuse_all(message, ErrorCode::InvalidRequiredAcks)),
    };
    let mut partitions = Vec::new();
    for topic in message.topic_data {
        let name = naming(version).read(topic.name, topic.topic_id);
        partitions.extend(topic.partition_data.into_iter().map(|partition| ProducePartition {
            topic: name.clone(),
            partition: PartitionIndex(partition.index),
            batch: match partition.records {
                Records::Here(bytes) => Ok(bytes),
                _ => Err(Refusal::new(
                    ErrorCode::InvalidRecord,
                    "there are no records; send exactly one record batch for each partition",
                )),
            },
        }));
    }
    Ok(Produce {
        acks,
        timeout: millis(message.timeout_ms),
        transactional_id: maybe_text(message.transactional_id),
        partitions,
    })
}

fn refuse_all(message: ProduceRequest, error: ErrorCode) -> Answer {
    let responses = message.topic_data.into_iter().map(|topic| TopicProduceResponse {
        name: topic.name,
        topic_id: topic.topic_id,
        partition_responses: topic
            .partition_data
            .into_iter()
            .map(|partition| PartitionProduceResponse {
                index: partition.index,
                error_code: error.code(),
                base_offset: -1,
                ..Default::default()
            })
            .collect(),
    });
    Response::Produce(ProduceResponse { responses: responses.collect(), ..Default::default() }).into()
}

pub(crate) fn write_request(request: &Produce<Bytes>, version: i16) -> Result<ProduceRequest, EncodeError> {
    let mut topic_data = Vec::new();
    let partitions = request.partitions.iter().map(|partition| (&partition.topic, partition));
    for (topic, partitions) in gathered(partitions) {
        let (name, topic_id) = naming(version).write(topic)?;
        let partition_data = partitions.into_iter().map(|partition| PartitionProduceData {
            index: partition.partition.0,
            records: partition.batch.as_ref().map_or(Records::Null, |bytes| Records::Here(bytes.clone())),
        });
        topic_data.push(TopicProduceData { name, topic_id, partition_data: partition_data.collect() });
    }
    Ok(ProduceRequest {
        transactional_id: maybe_string(request.transactional_id.as_ref()),
        acks: match request.acks {
            Acks::None => 0,
            Acks::Leader => 1,
            Acks::All => -1,
        },
        timeout_ms: to_millis(request.timeout),
        topic_data,
    })
}

pub(crate) fn write_response(partitions: &[ProducedPartition], version: i16) -> Result<ProduceResponse, EncodeError> {
    let mut responses = Vec::new();
    for (topic, partitions) in gathered(partitions.iter().map(|partition| (&partition.topic, partition))) {
        let (name, topic_id) = naming(version).write(topic)?;
        let partition_responses = partitions.into_iter().map(|partition| write_partition(partition, version));
        responses.push(TopicProduceResponse { name, topic_id, partition_responses: partition_responses.collect() });
    }
    Ok(ProduceResponse { responses, ..Default::default() })
}

fn write_partition(partition: &ProducedPartition, version: i16) -> PartitionProduceResponse {
    let (mut error_code, error_message) = told(&partition.result);
    // Clients of that age do not know a failed disk.
    if version < 4 && error_code == ErrorCode::KafkaStorageError.code() {
        error_code = ErrorCode::NotLeaderOrFollower.code();
    }
    let mut message = PartitionProduceResponse {
        index: partition.partition.0,
        error_code,
        base_offset: -1,
        error_message,
        ..Default::default()
    };
    if let Ok(produced) = &partition.result {
        message.base_offset = produced.base_offset.0;
        message.log_append_time_ms = produced.log_append_time.unwrap_or(Timestamp::NONE).0;
        message.log_start_offset = produced.log_start.0;
    }
    if let Some((leader, epoch)) = partition.leader {
        message.current_leader = LeaderIdAndEpoch { leader_id: leader.0, leader_epoch: epoch.0 };
    }
    message
}

pub(crate) fn read_response(message: ProduceResponse, version: i16) -> Vec<ProducedPartition> {
    let mut partitions = Vec::new();
    for topic in message.responses {
        let name = naming(version).read(topic.name, topic.topic_id);
        partitions.extend(topic.partition_responses.into_iter().map(|partition| ProducedPartition {
            topic: name.clone(),
            partition: PartitionIndex(partition.index),
            result: outcome(partition.error_code, partition.error_message).map(|()| Produced {
                base_offset: Offset(partition.base_offset),
                log_append_time: (partition.log_append_time_ms >= 0).then_some(Timestamp(partition.log_append_time_ms)),
                log_start: Offset(partition.log_start_offset),
            }),
            leader: leader(partition.current_leader.leader_id, partition.current_leader.leader_epoch),
        }));
    }
    partitions
}

/// The leader that an answer names (KIP-951).
pub(crate) fn leader(id: i32, epoch: i32) -> Option<(BrokerId, LeaderEpoch)> {
    maybe_broker(id).map(|id| (id, LeaderEpoch(epoch)))
}

pub(crate) fn read_init(message: InitProducerIdRequest) -> InitProducerId {
    let known = message.producer_id >= 0;
    InitProducerId {
        transactional_id: maybe_text(message.transactional_id),
        transaction_timeout: millis(message.transaction_timeout_ms),
        current: known.then_some((ProducerId(message.producer_id), ProducerEpoch(message.producer_epoch))),
    }
}

pub(crate) fn write_init(request: &InitProducerId, version: i16) -> Result<InitProducerIdRequest, EncodeError> {
    if version < 3 && request.current.is_some() {
        return Err(cannot_say(ApiKey::InitProducerId, version));
    }
    let (id, epoch) = request.current.map_or((-1, -1), |(id, epoch)| (id.0, epoch.0));
    Ok(InitProducerIdRequest {
        transactional_id: request.transactional_id.as_ref().map(|id| id.to_string()),
        transaction_timeout_ms: to_millis(request.transaction_timeout),
        producer_id: id,
        producer_epoch: epoch,
    })
}

pub(crate) fn write_initialised(
    result: &Result<(ProducerId, ProducerEpoch), Refusal>,
    version: i16,
) -> InitProducerIdResponse {
    let (mut error_code, _) = told(result);
    // PRODUCER_FENCED is younger than these versions (KIP-588).
    if version < 4 && error_code == ErrorCode::ProducerFenced.code() {
        error_code = ErrorCode::InvalidProducerEpoch.code();
    }
    let (id, epoch) = result.as_ref().map_or((-1, -1), |(id, epoch)| (id.0, epoch.0));
    InitProducerIdResponse { error_code, producer_id: id, producer_epoch: epoch, ..Default::default() }
}

pub(crate) fn read_initialised(message: &InitProducerIdResponse) -> Result<(ProducerId, ProducerEpoch), Refusal> {
    outcome(message.error_code, None).map(|()| (ProducerId(message.producer_id), ProducerEpoch(message.producer_epoch)))
}
