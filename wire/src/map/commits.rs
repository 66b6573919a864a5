//! OffsetCommit, OffsetFetch and OffsetDelete.

use super::{Asked, cannot_say, common::*};
use crate::error::EncodeError;
use crate::message::{ApiKey, Uuid, offset_commit::*, offset_delete::*, offset_fetch::*};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use glasslog_core::{
    error::ErrorCode,
    id::{Generation, Offset, PartitionIndex},
    name::Text,
    request::{CommitPartition, OffsetCommit, OffsetDelete, OffsetFetch, OffsetFetchGroup, TopicRef},
    response::{FetchedOffset, FetchedOffsets},
};

/// Topics go by id from version 10 on (KIP-848).
const fn naming(key: ApiKey, version: i16) -> Naming {
    Naming::by_id_from(10, key, version)
}

pub(crate) fn read_commit(message: OffsetCommitRequest, version: i16) -> OffsetCommit {
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = naming(ApiKey::OffsetCommit, version).read(topic.name, topic.topic_id);
        partitions.extend(topic.partitions.into_iter().map(|partition| CommitPartition {
            topic: name.clone(),
            partition: PartitionIndex(partition.partition_index),
            offset: Offset(partition.committed_offset),
            leader_epoch: maybe_epoch(partition.committed_leader_epoch),
            metadata: maybe_text(partition.committed_metadata),
        }));
    }
    OffsetCommit {
        group: message.group_id.into(),
        generation: Generation(message.generation_id_or_member_epoch),
        member: message.member_id.into(),
        instance: maybe_text(message.group_instance_id),
        partitions,
    }
}

pub(crate) fn write_commit(request: &OffsetCommit, version: i16) -> Result<OffsetCommitRequest, EncodeError> {
    if version < 7 && request.instance.is_some() {
        return Err(cannot_say(ApiKey::OffsetCommit, version));
    }
    let mut topics = Vec::new();
    for (topic, partitions) in gathered(request.partitions.iter().map(|commit| (&commit.topic, commit))) {
        let (name, topic_id) = naming(ApiKey::OffsetCommit, version).write(topic)?;
        let partitions = partitions.into_iter().map(|commit| OffsetCommitRequestPartition {
            partition_index: commit.partition.0,
            committed_offset: commit.offset.0,
            committed_leader_epoch: to_epoch(commit.leader_epoch),
            committed_metadata: maybe_string(commit.metadata.as_ref()),
        });
        topics.push(OffsetCommitRequestTopic { name, topic_id, partitions: partitions.collect() });
    }
    Ok(OffsetCommitRequest {
        group_id: request.group.to_string(),
        generation_id_or_member_epoch: request.generation.0,
        member_id: request.member.to_string(),
        group_instance_id: maybe_string(request.instance.as_ref()),
        topics,
        ..Default::default()
    })
}

/// A commit's fate.
pub(crate) type Committed = (TopicRef, PartitionIndex, ErrorCode);

pub(crate) fn write_committed(commits: &[Committed], version: i16) -> Result<OffsetCommitResponse, EncodeError> {
    let mut topics = Vec::new();
    let partitions = commits.iter().map(|(topic, partition, error)| {
        (topic, OffsetCommitResponsePartition { partition_index: partition.0, error_code: error.code() })
    });
    for (topic, partitions) in gathered(partitions) {
        let (name, topic_id) = naming(ApiKey::OffsetCommit, version).write(topic)?;
        topics.push(OffsetCommitResponseTopic { name, topic_id, partitions });
    }
    Ok(OffsetCommitResponse { topics, ..Default::default() })
}

pub(crate) fn read_committed(message: OffsetCommitResponse, version: i16) -> Vec<Committed> {
    let mut commits = Vec::new();
    for topic in message.topics {
        let name = naming(ApiKey::OffsetCommit, version).read(topic.name, topic.topic_id);
        commits.extend(topic.partitions.into_iter().map(|partition| {
            (name.clone(), PartitionIndex(partition.partition_index), ErrorCode::from_code(partition.error_code))
        }));
    }
    commits
}

pub(crate) fn read_fetch(message: OffsetFetchRequest, version: i16) -> OffsetFetch {
    let flat = |topics: Vec<(String, Uuid, Vec<i32>)>| {
        let mut partitions = Vec::new();
        for (name, id, indexes) in topics {
            let topic = naming(ApiKey::OffsetFetch, version).read(name, id);
            partitions.extend(indexes.into_iter().map(|index| (topic.clone(), PartitionIndex(index))));
        }
        partitions
    };
    let groups = if version >= 8 {
        let groups = message.groups.into_iter().map(|group| OffsetFetchGroup {
            group: group.group_id.into(),
            partitions: group.topics.map(|topics| {
                flat(topics.into_iter().map(|topic| (topic.name, topic.topic_id, topic.partition_indexes)).collect())
            }),
        });
        groups.collect()
    } else {
        let partitions = message.topics.map(|topics| {
            flat(topics.into_iter().map(|topic| (topic.name, Uuid::NIL, topic.partition_indexes)).collect())
        });
        [OffsetFetchGroup { group: message.group_id.into(), partitions }].into()
    };
    OffsetFetch { groups, require_stable: message.require_stable }
}

pub(crate) fn write_fetch(request: &OffsetFetch, version: i16) -> Result<OffsetFetchRequest, EncodeError> {
    let cannot = cannot_say(ApiKey::OffsetFetch, version);
    if version < 7 && request.require_stable {
        return Err(cannot);
    }
    let mut message = OffsetFetchRequest { require_stable: request.require_stable, ..Default::default() };
    if version < 8 {
        let [group] = &request.groups[..] else {
            return Err(cannot);
        };
        if version < 2 && group.partitions.is_none() {
            return Err(cannot);
        }
        message.group_id = group.group.to_string();
        message.topics = write_topics(group, version, |name, _, partition_indexes| OffsetFetchRequestTopic {
            name,
            partition_indexes,
        })?;
        return Ok(message);
    }
    for group in &request.groups {
        let topics = write_topics(group, version, |name, topic_id, partition_indexes| OffsetFetchRequestTopics {
            name,
            topic_id,
            partition_indexes,
        })?;
        message.groups.push(OffsetFetchRequestGroup {
            group_id: group.group.to_string(),
            topics,
            ..Default::default()
        });
    }
    Ok(message)
}

fn write_topics<T>(
    group: &OffsetFetchGroup,
    version: i16,
    topic: impl Fn(String, Uuid, Vec<i32>) -> T,
) -> Result<Option<Vec<T>>, EncodeError> {
    let Some(partitions) = &group.partitions else {
        return Ok(None);
    };
    let mut topics = Vec::new();
    for (name, indexes) in gathered(partitions.iter().map(|(name, partition)| (name, partition.0))) {
        let (name, id) = naming(ApiKey::OffsetFetch, version).write(name)?;
        topics.push(topic(name, id, indexes));
    }
    Ok(Some(topics))
}

pub(crate) fn write_fetched(
    groups: &[FetchedOffsets],
    version: i16,
    asked: &Asked,
) -> Result<OffsetFetchResponse, EncodeError> {
    let naming = naming(ApiKey::OffsetFetch, version);
    let mut message = OffsetFetchResponse::default();
    if version >= 8 {
        for group in groups {
            let mut topics = Vec::new();
            for (topic, partitions) in gathered(group.partitions.iter().map(|offset| (&offset.topic, offset))) {
                let (name, topic_id) = naming.write(topic)?;
                let partitions = partitions.into_iter().map(write_offset);
                topics.push(OffsetFetchResponseTopics { name, topic_id, partitions: partitions.collect() });
            }
            message.groups.push(OffsetFetchResponseGroup {
                group_id: group.group.to_string(),
                topics,
                error_code: group.error.code(),
            });
        }
        return Ok(message);
    }
    let Some(group) = groups.first() else {
        return Ok(message);
    };
    message.error_code = group.error.code();
    let refused: Vec<FetchedOffset>;
    let mut offsets = &group.partitions[..];
    if version < 2 && group.error.is_error() {
        // The only place for the group's error is every partition that was asked for.
        let asked = asked.partitions.iter();
        refused = asked.map(|(topic, partition)| no_commit(topic.clone(), *partition, group.error)).collect();
        offsets = &refused;
    }
    for (topic, partitions) in gathered(offsets.iter().map(|offset| (&offset.topic, offset))) {
        let (name, _) = naming.write(topic)?;
        let partitions = partitions.into_iter().map(|offset| {
            let offset = write_offset(offset);
            OffsetFetchResponsePartition {
                partition_index: offset.partition_index,
                committed_offset: offset.committed_offset,
                committed_leader_epoch: offset.committed_leader_epoch,
                metadata: offset.metadata,
                error_code: offset.error_code,
            }
        });
        message.topics.push(OffsetFetchResponseTopic { name, partitions: partitions.collect() });
    }
    Ok(message)
}

fn no_commit(topic: TopicRef, partition: PartitionIndex, error: ErrorCode) -> FetchedOffset {
    FetchedOffset { topic, partition, offset: Offset(-1), leader_epoch: None, metadata: None, error }
}

fn write_offset(offset: &FetchedOffset) -> OffsetFetchResponsePartitions {
    let metadata = maybe_string(offset.metadata.as_ref());
    OffsetFetchResponsePartitions {
        partition_index: offset.partition.0,
        committed_offset: offset.offset.0,
        committed_leader_epoch: to_epoch(offset.leader_epoch),
        // Where there is no commit, Apache Kafka says empty, not null.
        metadata: metadata.or_else(|| (offset.offset.0 < 0).then(String::new)),
        error_code: offset.error.code(),
    }
}

pub(crate) fn read_fetched(message: OffsetFetchResponse, version: i16, asked: &Asked) -> Vec<FetchedOffsets> {
    let naming = naming(ApiKey::OffsetFetch, version);
    let read = |topic: &TopicRef, partition: OffsetFetchResponsePartitions| FetchedOffset {
        topic: topic.clone(),
        partition: PartitionIndex(partition.partition_index),
        offset: Offset(partition.committed_offset),
        leader_epoch: maybe_epoch(partition.committed_leader_epoch),
        metadata: maybe_text(partition.metadata.filter(|text| partition.committed_offset >= 0 || !text.is_empty())),
        error: ErrorCode::from_code(partition.error_code),
    };
    if version >= 8 {
        let groups = message.groups.into_iter().map(|group| {
            let mut partitions = Vec::new();
            for topic in group.topics {
                let name = naming.read(topic.name, topic.topic_id);
                partitions.extend(topic.partitions.into_iter().map(|partition| read(&name, partition)));
            }
            let error = ErrorCode::from_code(group.error_code);
            FetchedOffsets { group: group.group_id.into(), error, partitions }
        });
        return groups.collect();
    }
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = TopicRef::Name(topic.name.into());
        partitions.extend(topic.partitions.into_iter().map(|partition| {
            let OffsetFetchResponsePartition {
                partition_index,
                committed_offset,
                committed_leader_epoch,
                metadata,
                error_code,
            } = partition;
            let partition = OffsetFetchResponsePartitions {
                partition_index,
                committed_offset,
                committed_leader_epoch,
                metadata,
                error_code,
            };
            read(&name, partition)
        }));
    }
    let error = ErrorCode::from_code(message.error_code);
    [FetchedOffsets { group: asked.name.clone(), error, partitions }].into()
}

pub(crate) fn read_delete(message: OffsetDeleteRequest) -> OffsetDelete {
    let mut partitions = Vec::new();
    for topic in message.topics {
        let name = Text::from(topic.name);
        let indexes = topic.partitions.into_iter().map(|partition| PartitionIndex(partition.partition_index));
        partitions.extend(indexes.map(|index| (name.clone(), index)));
    }
    OffsetDelete { group: message.group_id.into(), partitions }
}

pub(crate) fn write_delete(request: &OffsetDelete) -> OffsetDeleteRequest {
    let partitions = request
        .partitions
        .iter()
        .map(|(topic, partition)| (topic, OffsetDeleteRequestPartition { partition_index: partition.0 }));
    let topics = gathered(partitions).into_iter();
    OffsetDeleteRequest {
        group_id: request.group.to_string(),
        topics: topics
            .map(|(name, partitions)| OffsetDeleteRequestTopic { name: name.to_string(), partitions })
            .collect(),
    }
}

/// The group's error, or each partition's.
pub(crate) type Deleted = Result<Vec<(Text, PartitionIndex, ErrorCode)>, ErrorCode>;

pub(crate) fn write_deleted(deleted: &Deleted) -> OffsetDeleteResponse {
    let partitions = deleted.iter().flatten().map(|(topic, partition, error)| {
        (topic, OffsetDeleteResponsePartition { partition_index: partition.0, error_code: error.code() })
    });
    let topics = gathered(partitions).into_iter();
    OffsetDeleteResponse {
        error_code: code(deleted),
        topics: topics
            .map(|(name, partitions)| OffsetDeleteResponseTopic { name: name.to_string(), partitions })
            .collect(),
        ..Default::default()
    }
}

pub(crate) fn read_deleted(message: OffsetDeleteResponse) -> Deleted {
    success(message.error_code)?;
    let mut deleted = Vec::new();
    for topic in message.topics {
        let name = Text::from(topic.name);
        deleted.extend(topic.partitions.into_iter().map(|partition| {
            (name.clone(), PartitionIndex(partition.partition_index), ErrorCode::from_code(partition.error_code))
        }));
    }
    Ok(deleted)
}
