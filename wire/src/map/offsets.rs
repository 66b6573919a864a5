//! ListOffsets, OffsetForLeaderEpoch and DeleteRecords: questions and orders about where a log begins, ends and stands.

use super::{
    Answer, cannot_say,
    common::*,
    fetch::{isolation, isolation_level},
};
use crate::error::EncodeError;
use crate::message::{
    ApiKey, Response, Uuid,
    delete_records::*,
    list_offsets::*,
    offset_for_leader_epoch as epochs,
    offset_for_leader_epoch::{OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse},
};
use alloc::vec::Vec;
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::{LeaderEpoch, Offset, PartitionIndex},
    request::{
        DeleteRecords, EpochQuestion, Isolation, ListOffsets, ListOffsetsPartition as Question, OffsetAt,
        OffsetsForLeaderEpochs, TopicRef,
    },
    response::{EpochEnd, ListedOffset, OffsetInfo},
    time::Timestamp,
};

/// The special timestamps, with the first version that has each.
const SPECIAL: [(i64, i16, OffsetAt); 6] = [
    (-1, 1, OffsetAt::Latest),
    (-2, 1, OffsetAt::Earliest),
    (-3, 7, OffsetAt::MaxTimestamp),
    (-4, 8, OffsetAt::EarliestLocal),
    (-5, 9, OffsetAt::LatestTiered),
    (-6, 11, OffsetAt::EarliestPendingUpload),
];

fn offset_at(timestamp: i64, version: i16) -> Option<OffsetAt> {
    if timestamp >= 0 {
        return Some(OffsetAt::Time(Timestamp(timestamp)));
    }
    SPECIAL.into_iter().find(|special| special.0 == timestamp && special.1 <= version).map(|special| special.2)
}

fn timestamp(at: OffsetAt, version: i16) -> Option<i64> {
    match at {
        OffsetAt::Time(time) => (time.0 >= 0).then_some(time.0),
        _ => SPECIAL.into_iter().find(|special| special.2 == at && special.1 <= version).map(|special| special.0),
    }
}

pub(crate) fn read_request(message: ListOffsetsRequest, version: i16) -> Result<ListOffsets, Answer> {
    let naming = Naming::by_name(ApiKey::ListOffsets, version);
    let known = |partition: &ListOffsetsPartition| offset_at(partition.timestamp, version).is_some();
    // A client that knows the versions never asks so; one answer for all of the request will do.
    if !message.topics.iter().flat_map(|topic| &topic.partitions).all(known) {
        return Err(refuse_all(message, ErrorCode::UnsupportedVersion));
    }
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = naming.read(topic.name, Uuid::NIL);
        partitions.extend(topic.partitions.into_iter().filter_map(|partition| {
            Some(Question {
                topic: name.clone(),
                partition: PartitionIndex(partition.partition_index),
                current_leader_epoch: maybe_epoch(partition.current_leader_epoch),
                at: offset_at(partition.timestamp, version)?,
            })
        }));
    }
    Ok(ListOffsets {
        replica: maybe_broker(message.replica_id),
        isolation: isolation(message.isolation_level),
        partitions,
    })
}

fn refuse_all(message: ListOffsetsRequest, error: ErrorCode) -> Answer {
    let topics = message.topics.into_iter().map(|topic| ListOffsetsTopicResponse {
        name: topic.name,
        partitions: topic
            .partitions
            .into_iter()
            .map(|partition| ListOffsetsPartitionResponse {
                partition_index: partition.partition_index,
                error_code: error.code(),
                ..Default::default()
            })
            .collect(),
    });
    Response::ListOffsets(ListOffsetsResponse { topics: topics.collect(), ..Default::default() }).into()
}

pub(crate) fn write_request(request: &ListOffsets, version: i16) -> Result<ListOffsetsRequest, EncodeError> {
    let cannot = cannot_say(ApiKey::ListOffsets, version);
    if version < 2 && request.isolation != Isolation::ReadUncommitted {
        return Err(cannot);
    }
    let mut topics = Vec::new();
    for (topic, questions) in gathered(request.partitions.iter().map(|question| (&question.topic, question))) {
        let (name, _) = Naming::by_name(ApiKey::ListOffsets, version).write(topic)?;
        let mut partitions = Vec::new();
        for question in questions {
            partitions.push(ListOffsetsPartition {
                partition_index: question.partition.0,
                current_leader_epoch: to_epoch(question.current_leader_epoch),
                timestamp: timestamp(question.at, version).ok_or(cannot)?,
            });
        }
        topics.push(ListOffsetsTopic { name, partitions });
    }
    Ok(ListOffsetsRequest {
        replica_id: to_broker(request.replica),
        isolation_level: isolation_level(request.isolation),
        topics,
        ..Default::default()
    })
}

pub(crate) fn write_response(offsets: &[ListedOffset], version: i16) -> Result<ListOffsetsResponse, EncodeError> {
    let mut topics = Vec::new();
    for (topic, offsets) in gathered(offsets.iter().map(|offset| (&offset.topic, offset))) {
        let (name, _) = Naming::by_name(ApiKey::ListOffsets, version).write(topic)?;
        let partitions = offsets.into_iter().map(|listed| {
            let mut message =
                ListOffsetsPartitionResponse { partition_index: listed.partition.0, ..Default::default() };
            match listed.result {
                Ok(info) => {
                    message.offset = info.offset.0;
                    message.timestamp = info.timestamp.0;
                    message.leader_epoch = info.leader_epoch.0;
                }
                // OFFSET_NOT_AVAILABLE is younger than these versions (KIP-207).
                Err(ErrorCode::OffsetNotAvailable) if version < 5 => {
                    message.error_code = ErrorCode::LeaderNotAvailable.code();
                }
                Err(error) => message.error_code = error.code(),
            }
            message
        });
        topics.push(ListOffsetsTopicResponse { name, partitions: partitions.collect() });
    }
    Ok(ListOffsetsResponse { topics, ..Default::default() })
}

pub(crate) fn read_response(message: ListOffsetsResponse) -> Vec<ListedOffset> {
    let mut offsets = Vec::new();
    for topic in message.topics {
        let name = TopicRef::Name(topic.name.into());
        offsets.extend(topic.partitions.into_iter().map(|partition| ListedOffset {
            topic: name.clone(),
            partition: PartitionIndex(partition.partition_index),
            result: success(partition.error_code).map(|()| OffsetInfo {
                offset: Offset(partition.offset),
                timestamp: Timestamp(partition.timestamp),
                leader_epoch: LeaderEpoch(partition.leader_epoch),
            }),
        }));
    }
    offsets
}

pub(crate) fn read_epochs(message: OffsetForLeaderEpochRequest) -> OffsetsForLeaderEpochs {
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = TopicRef::Name(topic.topic.into());
        partitions.extend(topic.partitions.into_iter().map(|partition| EpochQuestion {
            topic: name.clone(),
            partition: PartitionIndex(partition.partition),
            current_leader_epoch: maybe_epoch(partition.current_leader_epoch),
            leader_epoch: LeaderEpoch(partition.leader_epoch),
        }));
    }
    OffsetsForLeaderEpochs { replica: maybe_broker(message.replica_id), partitions }
}

pub(crate) fn write_epochs(
    request: &OffsetsForLeaderEpochs,
    version: i16,
) -> Result<OffsetForLeaderEpochRequest, EncodeError> {
    let mut topics = Vec::new();
    for (topic, questions) in gathered(request.partitions.iter().map(|question| (&question.topic, question))) {
        let (topic, _) = Naming::by_name(ApiKey::OffsetForLeaderEpoch, version).write(topic)?;
        let partitions = questions.into_iter().map(|question| epochs::OffsetForLeaderPartition {
            partition: question.partition.0,
            current_leader_epoch: to_epoch(question.current_leader_epoch),
            leader_epoch: question.leader_epoch.0,
        });
        topics.push(epochs::OffsetForLeaderTopic { topic, partitions: partitions.collect() });
    }
    Ok(OffsetForLeaderEpochRequest { replica_id: to_broker(request.replica), topics })
}

pub(crate) fn write_epoch_ends(ends: &[EpochEnd], version: i16) -> Result<OffsetForLeaderEpochResponse, EncodeError> {
    let mut topics = Vec::new();
    for (topic, ends) in gathered(ends.iter().map(|end| (&end.topic, end))) {
        let (topic, _) = Naming::by_name(ApiKey::OffsetForLeaderEpoch, version).write(topic)?;
        let partitions = ends.into_iter().map(|end| {
            let (epoch, offset) = end.result.map_or((-1, -1), |(epoch, offset)| (epoch.0, offset.0));
            epochs::EpochEndOffset {
                error_code: code(&end.result),
                partition: end.partition.0,
                leader_epoch: epoch,
                end_offset: offset,
            }
        });
        topics.push(epochs::OffsetForLeaderTopicResult { topic, partitions: partitions.collect() });
    }
    Ok(OffsetForLeaderEpochResponse { topics, ..Default::default() })
}

pub(crate) fn read_epoch_ends(message: OffsetForLeaderEpochResponse) -> Vec<EpochEnd> {
    let mut ends = Vec::new();
    for topic in message.topics {
        let name = TopicRef::Name(topic.topic.into());
        ends.extend(topic.partitions.into_iter().map(|end| EpochEnd {
            topic: name.clone(),
            partition: PartitionIndex(end.partition),
            result: success(end.error_code).map(|()| (LeaderEpoch(end.leader_epoch), Offset(end.end_offset))),
        }));
    }
    ends
}

pub(crate) fn read_delete(message: DeleteRecordsRequest) -> DeleteRecords {
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = TopicRef::Name(topic.name.into());
        partitions.extend(
            topic
                .partitions
                .into_iter()
                .map(|partition| (name.clone(), PartitionIndex(partition.partition_index), Offset(partition.offset))),
        );
    }
    DeleteRecords { timeout: millis(message.timeout_ms), partitions }
}

pub(crate) fn write_delete(request: &DeleteRecords, version: i16) -> Result<DeleteRecordsRequest, EncodeError> {
    let mut topics = Vec::new();
    let partitions = request.partitions.iter().map(|(topic, partition, offset)| {
        let partition = DeleteRecordsPartition { partition_index: partition.0, offset: offset.0 };
        (topic, partition)
    });
    for (topic, partitions) in gathered(partitions) {
        let (name, _) = Naming::by_name(ApiKey::DeleteRecords, version).write(topic)?;
        topics.push(DeleteRecordsTopic { name, partitions });
    }
    Ok(DeleteRecordsRequest { topics, timeout_ms: to_millis(request.timeout) })
}

/// A partition whose records were deleted, or not: its new low watermark.
pub(crate) type Deleted = (TopicRef, PartitionIndex, Result<Offset, Refusal>);

pub(crate) fn write_deleted(deleted: &[Deleted], version: i16) -> Result<DeleteRecordsResponse, EncodeError> {
    let mut topics = Vec::new();
    let partitions = deleted.iter().map(|(topic, partition, result)| {
        let low_watermark = result.as_ref().map_or(-1, |offset| offset.0);
        let error_code = told(result).0;
        (topic, DeleteRecordsPartitionResult { partition_index: partition.0, low_watermark, error_code })
    });
    for (topic, partitions) in gathered(partitions) {
        let (name, _) = Naming::by_name(ApiKey::DeleteRecords, version).write(topic)?;
        topics.push(DeleteRecordsTopicResult { name, partitions });
    }
    Ok(DeleteRecordsResponse { topics, ..Default::default() })
}

pub(crate) fn read_deleted(message: DeleteRecordsResponse) -> Vec<Deleted> {
    let mut deleted = Vec::new();
    for topic in message.topics {
        let name = TopicRef::Name(topic.name.into());
        deleted.extend(topic.partitions.into_iter().map(|partition| {
            let result = outcome(partition.error_code, None).map(|()| Offset(partition.low_watermark));
            (name.clone(), PartitionIndex(partition.partition_index), result)
        }));
    }
    deleted
}
