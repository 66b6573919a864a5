//! CreateTopics, DeleteTopics and CreatePartitions.

use super::{cannot_say, common::*, configs};
use crate::error::EncodeError;
use crate::message::{ApiKey, create_partitions::*, create_topics::*, delete_topics::*};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use glasslog_core::{
    error::Refusal,
    id::{PartitionIndex, TopicId},
    name::Text,
    request::{CreatePartitions, CreateTopics, DeleteTopics, MorePartitions, NewTopic, TopicRef},
    response::{ConfigEntry, ConfigType, CreatedTopic, CreatedTopicInfo},
};

pub(crate) fn read_create(message: CreateTopicsRequest) -> CreateTopics {
    let topics = message.topics.into_iter().map(|topic| NewTopic {
        name: topic.name.into(),
        partitions: (topic.num_partitions != -1).then_some(topic.num_partitions),
        replication_factor: (topic.replication_factor != -1).then_some(topic.replication_factor),
        assignment: topic
            .assignments
            .into_iter()
            .map(|assigned| (PartitionIndex(assigned.partition_index), brokers(assigned.broker_ids)))
            .collect(),
        configs: topic.configs.into_iter().map(|config| (config.name.into(), maybe_text(config.value))).collect(),
    });
    CreateTopics { topics: topics.collect(), timeout: millis(message.timeout_ms), validate_only: message.validate_only }
}

pub(crate) fn write_create(request: &CreateTopics, version: i16) -> Result<CreateTopicsRequest, EncodeError> {
    // Defaults can be asked for since version 4 (KIP-464).
    let asks_defaults = |topic: &NewTopic| {
        topic.assignment.is_empty() && (topic.partitions.is_none() || topic.replication_factor.is_none())
    };
    if version < 4 && request.topics.iter().any(asks_defaults) {
        return Err(cannot_say(ApiKey::CreateTopics, version));
    }
    let topics = request.topics.iter().map(|topic| CreatableTopic {
        name: topic.name.to_string(),
        num_partitions: topic.partitions.unwrap_or(-1),
        replication_factor: topic.replication_factor.unwrap_or(-1),
        assignments: topic
            .assignment
            .iter()
            .map(|(partition, brokers)| CreatableReplicaAssignment {
                partition_index: partition.0,
                broker_ids: broker_numbers(brokers),
            })
            .collect(),
        configs: topic
            .configs
            .iter()
            .map(|(name, value)| CreatableTopicConfig { name: name.to_string(), value: maybe_string(value.as_ref()) })
            .collect(),
    });
    Ok(CreateTopicsRequest {
        topics: topics.collect(),
        timeout_ms: to_millis(request.timeout),
        validate_only: request.validate_only,
    })
}

pub(crate) fn write_created(topics: &[CreatedTopic]) -> CreateTopicsResponse {
    let topics = topics.iter().map(|topic| {
        let (error_code, error_message) = told(&topic.result);
        let mut message =
            CreatableTopicResult { name: topic.name.to_string(), error_code, error_message, ..Default::default() };
        if let Ok(info) = &topic.result {
            message.topic_id = uuid(info.id);
            message.num_partitions = info.partitions;
            message.replication_factor = info.replication_factor;
            let configs = info.configs.iter().map(|entry| CreatableTopicConfigs {
                name: entry.name.to_string(),
                value: maybe_string(entry.value.as_ref()),
                read_only: entry.read_only,
                config_source: entry.source as i8,
                is_sensitive: false,
            });
            message.configs = Some(configs.collect());
        }
        message
    });
    CreateTopicsResponse { topics: topics.collect(), ..Default::default() }
}

pub(crate) fn read_created(message: CreateTopicsResponse) -> Vec<CreatedTopic> {
    let read_config = |config: CreatableTopicConfigs| ConfigEntry {
        name: config.name.into(),
        value: maybe_text(config.value),
        read_only: config.read_only,
        source: configs::source(config.config_source),
        kind: ConfigType::String,
        synonyms: Vec::new(),
        documentation: None,
    };
    let topics = message.topics.into_iter().map(|topic| CreatedTopic {
        result: outcome(topic.error_code, topic.error_message).map(|()| CreatedTopicInfo {
            id: topic_id(topic.topic_id),
            partitions: topic.num_partitions,
            replication_factor: topic.replication_factor,
            configs: topic.configs.unwrap_or_default().into_iter().map(read_config).collect(),
        }),
        name: topic.name.into(),
    });
    topics.collect()
}

pub(crate) fn read_delete(message: DeleteTopicsRequest) -> DeleteTopics {
    // A version has one of both lists.
    let by_name = message.topic_names.into_iter().map(|name| TopicRef::Name(name.into()));
    let by_either = message.topics.into_iter().map(|topic| match topic.name {
        Some(name) => TopicRef::Name(name.into()),
        None => TopicRef::Id(topic_id(topic.topic_id)),
    });
    DeleteTopics { topics: by_name.chain(by_either).collect(), timeout: millis(message.timeout_ms) }
}

pub(crate) fn write_delete(request: &DeleteTopics, version: i16) -> Result<DeleteTopicsRequest, EncodeError> {
    let mut message = DeleteTopicsRequest { timeout_ms: to_millis(request.timeout), ..Default::default() };
    for topic in &request.topics {
        match topic {
            TopicRef::Name(name) if version < 6 => message.topic_names.push(name.to_string()),
            TopicRef::Name(name) => {
                message.topics.push(DeleteTopicState { name: Some(name.to_string()), ..Default::default() });
            }
            TopicRef::Id(id) if version >= 6 => {
                message.topics.push(DeleteTopicState { name: None, topic_id: uuid(*id) });
            }
            TopicRef::Id(_) => return Err(cannot_say(ApiKey::DeleteTopics, version)),
        }
    }
    Ok(message)
}

/// A topic deleted, or not: its name and id as far as known.
pub(crate) type Deleted = (Option<Text>, TopicId, Result<(), Refusal>);

pub(crate) fn write_deleted(topics: &[Deleted], version: i16) -> DeleteTopicsResponse {
    let responses = topics.iter().map(|(name, id, result)| {
        let (error_code, error_message) = told(result);
        let name = match maybe_string(name.as_ref()) {
            None if version < 6 => Some(String::new()),
            name => name,
        };
        DeletableTopicResult { name, topic_id: uuid(*id), error_code, error_message }
    });
    DeleteTopicsResponse { responses: responses.collect(), ..Default::default() }
}

pub(crate) fn read_deleted(message: DeleteTopicsResponse) -> Vec<Deleted> {
    let topics = message.responses.into_iter().map(|topic| {
        let name = topic.name.and_then(text_unless_empty);
        (name, topic_id(topic.topic_id), outcome(topic.error_code, topic.error_message))
    });
    topics.collect()
}

pub(crate) fn read_grow(message: CreatePartitionsRequest) -> CreatePartitions {
    let topics = message.topics.into_iter().map(|topic| MorePartitions {
        name: topic.name.into(),
        count: topic.count,
        assignment: topic
            .assignments
            .map(|assignments| assignments.into_iter().map(|assigned| brokers(assigned.broker_ids)).collect()),
    });
    CreatePartitions {
        topics: topics.collect(),
        timeout: millis(message.timeout_ms),
        validate_only: message.validate_only,
    }
}

pub(crate) fn write_grow(request: &CreatePartitions) -> CreatePartitionsRequest {
    let assignment = |brokers: &Vec<_>| CreatePartitionsAssignment { broker_ids: broker_numbers(brokers) };
    let topics = request.topics.iter().map(|topic| CreatePartitionsTopic {
        name: topic.name.to_string(),
        count: topic.count,
        assignments: topic.assignment.as_ref().map(|brokers| brokers.iter().map(assignment).collect()),
    });
    CreatePartitionsRequest {
        topics: topics.collect(),
        timeout_ms: to_millis(request.timeout),
        validate_only: request.validate_only,
    }
}

/// A topic grown, or not.
pub(crate) type Grown = (Text, Result<(), Refusal>);

pub(crate) fn write_grown(topics: &[Grown]) -> CreatePartitionsResponse {
    let results = topics.iter().map(|(name, result)| {
        let (error_code, error_message) = told(result);
        CreatePartitionsTopicResult { name: name.to_string(), error_code, error_message }
    });
    CreatePartitionsResponse { results: results.collect(), ..Default::default() }
}

pub(crate) fn read_grown(message: CreatePartitionsResponse) -> Vec<Grown> {
    let topics = message.results.into_iter();
    topics.map(|topic| (topic.name.into(), outcome(topic.error_code, topic.error_message))).collect()
}
