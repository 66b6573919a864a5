//! Metadata, DescribeCluster and FindCoordinator: who is there, and who does what.

use super::{Answer, Asked, cannot_say, common::*};
use crate::error::EncodeError;
use crate::message::{ApiKey, Response, Uuid, describe_cluster::*, find_coordinator::*, metadata::*};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::{BrokerId, LeaderEpoch, PartitionIndex},
    name::Text,
    request::{FindCoordinator, MetadataRequest as Question, TopicRef},
    response::{BrokerInfo, ClusterDescription, ClusterMetadata, PartitionMetadata, TopicMetadata},
};

/// Error 114, MISMATCHED_ENDPOINT_TYPE (KIP-919): controllers were asked for.
const MISMATCHED_ENDPOINT_TYPE: i16 = 114;
/// Error 115, UNSUPPORTED_ENDPOINT_TYPE (KIP-919).
const UNSUPPORTED_ENDPOINT_TYPE: i16 = 115;

pub(crate) fn read_request(message: MetadataRequest, version: i16) -> Question {
    let topics = message.topics.map(|topics| {
        let by_id = |topic: &MetadataRequestTopic| topic.name.is_none() || topic.topic_id != Uuid::NIL;
        topics
            .into_iter()
            .map(|topic| match by_id(&topic) {
                true => TopicRef::Id(topic_id(topic.topic_id)),
                false => TopicRef::Name(topic.name.unwrap_or_default().into()),
            })
            .collect::<Vec<_>>()
    });
    Question {
        // The oldest version has no null, and an empty list meant all.
        topics: topics.filter(|topics| version > 0 || !topics.is_empty()),
        auto_create: version < 4 || message.allow_auto_topic_creation,
    }
}

pub(crate) fn write_request(request: &Question, version: i16) -> Result<MetadataRequest, EncodeError> {
    let cannot = cannot_say(ApiKey::Metadata, version);
    let empty_means_all = version == 0;
    let mut topics = Vec::new();
    for topic in request.topics.iter().flatten() {
        topics.push(match topic {
            TopicRef::Name(name) => MetadataRequestTopic { name: Some(name.to_string()), ..Default::default() },
            // Versions 10 and 11 have the field, but servers do not answer it (KIP-516).
            TopicRef::Id(id) if version >= 12 => MetadataRequestTopic { name: None, topic_id: uuid(*id) },
            TopicRef::Id(_) => return Err(cannot),
        });
    }
    let none_at_all = request.topics.as_ref().is_some_and(Vec::is_empty);
    if version < 4 && !request.auto_create || empty_means_all && none_at_all {
        return Err(cannot);
    }
    Ok(MetadataRequest {
        topics: (request.topics.is_some() || empty_means_all).then_some(topics),
        allow_auto_topic_creation: request.auto_create,
        ..Default::default()
    })
}

pub(crate) fn write_response(metadata: &ClusterMetadata, version: i16) -> MetadataResponse {
    let brokers = metadata.brokers.iter().map(|broker| MetadataResponseBroker {
        node_id: broker.id.0,
        host: broker.host.to_string(),
        port: i32::from(broker.port),
        rack: maybe_string(broker.rack.as_ref()),
    });
    let topics = metadata.topics.iter().map(|topic| MetadataResponseTopic {
        error_code: topic.error.code(),
        name: match maybe_string(topic.name.as_ref()) {
            None if version < 12 => Some(String::new()),
            name => name,
        },
        topic_id: uuid(topic.id),
        is_internal: topic.internal,
        partitions: topic.partitions.iter().map(write_partition).collect(),
        ..Default::default()
    });
    MetadataResponse {
        brokers: brokers.collect(),
        cluster_id: Some(metadata.cluster_id.to_string()),
        controller_id: to_broker(metadata.controller),
        topics: topics.collect(),
        ..Default::default()
    }
}

fn write_partition(partition: &PartitionMetadata) -> MetadataResponsePartition {
    MetadataResponsePartition {
        error_code: partition.error.code(),
        partition_index: partition.partition.0,
        leader_id: to_broker(partition.leader),
        leader_epoch: partition.leader_epoch.0,
        replica_nodes: broker_numbers(&partition.replicas),
        isr_nodes: broker_numbers(&partition.isr),
        offline_replicas: broker_numbers(&partition.offline),
    }
}

pub(crate) fn read_response(message: MetadataResponse) -> ClusterMetadata {
    let brokers = message.brokers.into_iter().map(|broker| BrokerInfo {
        id: BrokerId(broker.node_id),
        host: broker.host.into(),
        port: port(broker.port),
        rack: maybe_text(broker.rack),
    });
    let topics = message.topics.into_iter().map(|topic| TopicMetadata {
        error: ErrorCode::from_code(topic.error_code),
        name: topic.name.and_then(text_unless_empty),
        id: topic_id(topic.topic_id),
        internal: topic.is_internal,
        partitions: topic.partitions.into_iter().map(read_partition).collect(),
    });
    ClusterMetadata {
        cluster_id: message.cluster_id.unwrap_or_default().into(),
        controller: maybe_broker(message.controller_id),
        brokers: brokers.collect(),
        topics: topics.collect(),
    }
}

fn read_partition(partition: MetadataResponsePartition) -> PartitionMetadata {
    PartitionMetadata {
        partition: PartitionIndex(partition.partition_index),
        error: ErrorCode::from_code(partition.error_code),
        leader: maybe_broker(partition.leader_id),
        leader_epoch: LeaderEpoch(partition.leader_epoch),
        replicas: brokers(partition.replica_nodes),
        isr: brokers(partition.isr_nodes),
        offline: brokers(partition.offline_replicas),
    }
}

/// A port that is none becomes 0, to which nobody can connect.
fn port(port: i32) -> u16 {
    u16::try_from(port).unwrap_or(0)
}

pub(crate) fn read_describe(message: &DescribeClusterRequest) -> Result<(), Answer> {
    let (error_code, words) = match message.endpoint_type {
        1 => return Ok(()),
        2 => (MISMATCHED_ENDPOINT_TYPE, "this is a broker: ask it for brokers, endpoint type 1"),
        _ => (UNSUPPORTED_ENDPOINT_TYPE, "no such endpoint type: 1 stands for brokers"),
    };
    let refused = DescribeClusterResponse { error_code, error_message: Some(words.into()), ..Default::default() };
    Err(Response::DescribeCluster(refused).into())
}

pub(crate) fn write_description(cluster: &ClusterDescription) -> DescribeClusterResponse {
    let brokers = cluster.brokers.iter().map(|broker| DescribeClusterBroker {
        broker_id: broker.id.0,
        host: broker.host.to_string(),
        port: i32::from(broker.port),
        rack: maybe_string(broker.rack.as_ref()),
        is_fenced: false,
    });
    DescribeClusterResponse {
        cluster_id: cluster.cluster_id.to_string(),
        controller_id: to_broker(cluster.controller),
        brokers: brokers.collect(),
        ..Default::default()
    }
}

pub(crate) fn read_description(message: DescribeClusterResponse) -> ClusterDescription {
    let brokers = message.brokers.into_iter().map(|broker| BrokerInfo {
        id: BrokerId(broker.broker_id),
        host: broker.host.into(),
        port: port(broker.port),
        rack: maybe_text(broker.rack),
    });
    ClusterDescription {
        cluster_id: message.cluster_id.into(),
        controller: maybe_broker(message.controller_id),
        brokers: brokers.collect(),
    }
}

pub(crate) fn read_find(message: FindCoordinatorRequest, version: i16) -> FindCoordinator {
    let keys = if version >= 4 { message.coordinator_keys } else { [message.key].into() };
    FindCoordinator { kind: message.key_type, keys: texts(keys) }
}

pub(crate) fn write_find(request: &FindCoordinator, version: i16) -> Result<FindCoordinatorRequest, EncodeError> {
    let one_group = request.kind == 0;
    let mut message = FindCoordinatorRequest { key_type: request.kind, ..Default::default() };
    match &request.keys[..] {
        keys if version >= 4 => message.coordinator_keys = strings(keys),
        [key] if version >= 1 || one_group => message.key = key.to_string(),
        _ => return Err(cannot_say(ApiKey::FindCoordinator, version)),
    }
    Ok(message)
}

/// Who keeps a key.
pub(crate) type Found = (Text, Result<BrokerInfo, Refusal>);

pub(crate) fn write_found(found: &[Found], version: i16) -> FindCoordinatorResponse {
    let mut coordinators = found.iter().map(|(key, result)| {
        let (error_code, error_message) = told(result);
        let mut coordinator = Coordinator {
            key: key.to_string(),
            node_id: -1,
            port: -1,
            error_code,
            error_message,
            ..Default::default()
        };
        if let Ok(broker) = result {
            coordinator.node_id = broker.id.0;
            coordinator.host = broker.host.to_string();
            coordinator.port = i32::from(broker.port);
        }
        coordinator
    });
    if version >= 4 {
        return FindCoordinatorResponse { coordinators: coordinators.collect(), ..Default::default() };
    }
    let one = coordinators.next().unwrap_or_default();
    FindCoordinatorResponse {
        error_code: one.error_code,
        error_message: one.error_message,
        node_id: one.node_id,
        host: one.host,
        port: one.port,
        ..Default::default()
    }
}

pub(crate) fn read_found(message: FindCoordinatorResponse, version: i16, asked: &Asked) -> Vec<Found> {
    let coordinators = if version >= 4 {
        message.coordinators
    } else {
        let key = asked.name.to_string();
        let FindCoordinatorResponse { error_code, error_message, node_id, host, port, .. } = message;
        [Coordinator { key, node_id, host, port, error_code, error_message }].into()
    };
    let found = coordinators.into_iter().map(|coordinator| {
        let result = outcome(coordinator.error_code, coordinator.error_message).map(|()| BrokerInfo {
            id: BrokerId(coordinator.node_id),
            host: coordinator.host.into(),
            port: port(coordinator.port),
            rack: None,
        });
        (coordinator.key.into(), result)
    });
    found.collect()
}
