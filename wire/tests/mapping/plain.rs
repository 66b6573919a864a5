//! What the mapping leaves out of each message, on purpose: fields that the core has no use for, and what a message holds beside an error.
//! Setting them to what the mapping writes makes a random message one that must come back as it was.

use crate::support::Dice;
use glasslog_core::record::BatchBuilder;
use glasslog_wire::message::{
    Records, Uuid, alter_configs as whole, api_versions::*, create_partitions::*, create_topics::*, delete_groups::*,
    delete_records::*, delete_topics::*, describe_cluster::*, describe_configs::*, describe_groups::*, fetch,
    find_coordinator::*, heartbeat::*, incremental_alter_configs as incremental, init_producer_id::*, join_group::*,
    leave_group::*, list_groups::*, list_offsets::*, metadata::*, offset_commit::*, offset_delete::*, offset_fetch::*,
    offset_for_leader_epoch as epochs, produce, sync_group::*,
};

pub(crate) trait Plain {
    fn plain(&mut self, version: i16, dice: &mut Dice);
}

macro_rules! plain {
    ($($message:path => |$m:ident, $version:ident, $dice:ident| $body:block)*) => { $(
        impl Plain for $message {
            fn plain(&mut self, $version: i16, $dice: &mut Dice) {
                let ($m, _, _) = (self, $version, &$dice);
                $body
            }
        }
    )* };
}

/// Topics without partitions disappear where the core lists partitions.
macro_rules! only_with_partitions {
    ($topics:expr, $partitions:ident) => {
        $topics.retain(|topic| !topic.$partitions.is_empty())
    };
}

fn batch(dice: &mut Dice) -> Records {
    if dice.one_in(5) {
        return Records::Null;
    }
    let mut batch = BatchBuilder::new();
    for _ in 0..=dice.below(3) {
        batch.push(5, None, Some(&dice.bytes(700)), &[]).unwrap();
    }
    Records::Here(batch.build())
}

/// One of the two ways to name a topic.
fn name_or_id(name: &mut Option<String>, id: &mut Uuid, by_id: bool) {
    match by_id && name.is_none() {
        true => {}
        false => (*name, *id) = (Some(name.take().unwrap_or_default() + "x"), Uuid::NIL),
    }
}

const SOURCES: [i8; 4] = [1, 2, 4, 5];

fn source(dice: &mut Dice) -> i8 {
    SOURCES[dice.below(4) as usize]
}

fn resource(kind: &mut i8, name: &mut String, dice: &mut Dice) {
    *kind = [2, 4, 4, 8][dice.below(4) as usize];
    if dice.one_in(3) {
        *name = dice.below(9).to_string();
    }
}

plain! {
    produce::ProduceRequest => |m, _version, dice| {
        m.acks = [-1, 0, 1][dice.below(3) as usize];
        for topic in &mut m.topic_data {
            topic.partition_data.iter_mut().for_each(|partition| partition.records = batch(dice));
        }
        only_with_partitions!(m.topic_data, partition_data);
    }
    produce::ProduceResponse => |m, version, dice| {
        (m.throttle_time_ms, m.node_endpoints) = (0, vec![]);
        only_with_partitions!(m.responses, partition_responses);
        for partition in m.responses.iter_mut().flat_map(|topic| &mut topic.partition_responses) {
            partition.record_errors = vec![];
            if partition.error_code == 0 {
                partition.error_message = None;
                if dice.one_in(2) {
                    partition.log_append_time_ms = -1;
                }
            } else {
                (partition.base_offset, partition.log_append_time_ms, partition.log_start_offset) = (-1, -1, -1);
            }
        }
    }
    fetch::FetchRequest => |m, version, dice| {
        m.cluster_id = None;
        if dice.one_in(2) {
            (m.replica_id, m.replica_state.replica_id, m.replica_state.replica_epoch) = (-1, -1, -1);
        } else if dice.one_in(2) {
            m.replica_state.replica_epoch = -1;
        }
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            (partition.replica_directory_id, partition.high_watermark) = (Uuid::NIL, i64::MAX);
            if dice.one_in(2) {
                (partition.current_leader_epoch, partition.last_fetched_epoch, partition.log_start_offset) = (-1, -1, -1);
            }
        }
        if version >= 7 && dice.one_in(2) {
            m.session_epoch = -1;
        }
        only_with_partitions!(m.topics, partitions);
        only_with_partitions!(m.forgotten_topics_data, partitions);
    }
    fetch::FetchResponse => |m, _version, dice| {
        (m.throttle_time_ms, m.node_endpoints) = (0, vec![]);
        only_with_partitions!(m.responses, partitions);
        for partition in m.responses.iter_mut().flat_map(|topic| &mut topic.partitions) {
            partition.snapshot_id = fetch::SnapshotId::default();
            partition.preferred_read_replica = -1;
            partition.aborted_transactions.get_or_insert_default();
            if partition.records == Records::Null {
                partition.records = Records::Here(Default::default());
            }
        }
    }
    ListOffsetsRequest => |m, version, dice| {
        m.timeout_ms = 0;
        if dice.one_in(2) {
            m.replica_id = -1;
        }
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            let special = match version {
                1..=6 => 2,
                7 => 3,
                8 => 4,
                9 | 10 => 5,
                _ => 6,
            };
            if dice.one_in(2) {
                partition.timestamp = -1 - dice.below(special) as i64;
            }
        }
        only_with_partitions!(m.topics, partitions);
    }
    ListOffsetsResponse => |m, _version, dice| {
        m.throttle_time_ms = 0;
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            if partition.error_code != 0 {
                (partition.offset, partition.timestamp, partition.leader_epoch) = (-1, -1, -1);
            }
        }
        only_with_partitions!(m.topics, partitions);
    }
    MetadataRequest => |m, version, dice| {
        (m.include_cluster_authorized_operations, m.include_topic_authorized_operations) = (false, false);
        for topic in m.topics.iter_mut().flatten() {
            name_or_id(&mut topic.name, &mut topic.topic_id, version >= 12);
        }
    }
    MetadataResponse => |m, version, dice| {
        (m.throttle_time_ms, m.error_code) = (0, 0);
        (m.cluster_authorized_operations, m.cluster_id) = (i32::MIN, m.cluster_id.take().or((version >= 2).then(String::new)));
        for topic in &mut m.topics {
            topic.topic_authorized_operations = i32::MIN;
            if topic.name.as_deref() == Some("") && version >= 12 {
                topic.name = None;
            }
            for partition in &mut topic.partitions {
                if dice.one_in(3) {
                    partition.leader_id = -1;
                }
            }
        }
    }
    OffsetCommitRequest => |m, _version, dice| {
        m.retention_time_ms = -1;
        if dice.one_in(3) {
            m.generation_id_or_member_epoch = -1;
        }
        only_with_partitions!(m.topics, partitions);
    }
    OffsetCommitResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        only_with_partitions!(m.topics, partitions);
    }
    OffsetFetchRequest => |m, _version, _dice| {
        m.topics.iter_mut().for_each(|topics| only_with_partitions!(topics, partition_indexes));
        for group in &mut m.groups {
            (group.member_id, group.member_epoch) = (None, -1);
            group.topics.iter_mut().for_each(|topics| only_with_partitions!(topics, partition_indexes));
        }
    }
    OffsetFetchResponse => |m, version, dice| {
        m.throttle_time_ms = 0;
        only_with_partitions!(m.topics, partitions);
        m.groups.iter_mut().for_each(|group| only_with_partitions!(group.topics, partitions));
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            if dice.one_in(3) {
                (partition.committed_offset, partition.metadata) = (-1, Some(String::new()));
            }
        }
    }
    FindCoordinatorRequest => |_m, _version, _dice| {}
    FindCoordinatorResponse => |m, version, _dice| {
        m.throttle_time_ms = 0;
        for found in &mut m.coordinators {
            match found.error_code {
                0 => found.error_message = None,
                _ => (found.node_id, found.host, found.port) = (-1, String::new(), -1),
            }
        }
        match m.error_code {
            0 if (1..=3).contains(&version) => m.error_message = None,
            0 => {}
            _ => (m.node_id, m.host, m.port) = (-1, String::new(), -1),
        }
    }
    JoinGroupRequest => |_m, _version, _dice| {}
    JoinGroupResponse => |m, _version, _dice| { m.throttle_time_ms = 0; }
    HeartbeatRequest => |_m, _version, _dice| {}
    HeartbeatResponse => |m, _version, _dice| { m.throttle_time_ms = 0; }
    LeaveGroupRequest => |m, _version, _dice| { m.members.iter_mut().for_each(|member| member.reason = None); }
    LeaveGroupResponse => |m, _version, _dice| { m.throttle_time_ms = 0; }
    SyncGroupRequest => |_m, _version, _dice| {}
    SyncGroupResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        if m.error_code != 0 {
            (m.protocol_type, m.protocol_name, m.assignment) = (None, None, Default::default());
        }
    }
    DescribeGroupsRequest => |m, _version, _dice| { m.include_authorized_operations = false; }
    DescribeGroupsResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        m.groups.iter_mut().for_each(|group| group.authorized_operations = i32::MIN);
    }
    ListGroupsRequest => |_m, _version, _dice| {}
    ListGroupsResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        if m.error_code != 0 {
            m.groups = vec![];
        }
    }
    ApiVersionsRequest => |_m, _version, _dice| {}
    ApiVersionsResponse => |_m, _version, _dice| {}
    CreateTopicsRequest => |m, version, dice| {
        for topic in &mut m.topics {
            if version >= 4 && dice.one_in(2) {
                (topic.num_partitions, topic.replication_factor) = (-1, -1);
            }
        }
    }
    CreateTopicsResponse => |m, version, dice| {
        m.throttle_time_ms = 0;
        for topic in &mut m.topics {
            topic.topic_config_error_code = 0;
            let configs = topic.configs.get_or_insert_default();
            configs.iter_mut().for_each(|config| (config.is_sensitive, config.config_source) = (false, source(dice)));
            if topic.error_code == 0 {
                topic.error_message = None;
            } else {
                (topic.topic_id, topic.num_partitions, topic.replication_factor) = (Uuid::NIL, -1, -1);
                configs.clear();
            }
        }
    }
    DeleteTopicsRequest => |m, _version, _dice| {
        m.topics.iter_mut().for_each(|topic| name_or_id(&mut topic.name, &mut topic.topic_id, true));
    }
    DeleteTopicsResponse => |m, version, _dice| {
        m.throttle_time_ms = 0;
        for topic in &mut m.responses {
            if topic.error_code == 0 {
                topic.error_message = None;
            }
            if version >= 6 && topic.name.as_deref() == Some("") {
                topic.name = None;
            }
        }
    }
    DeleteRecordsRequest => |m, _version, dice| {
        only_with_partitions!(m.topics, partitions);
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            if dice.one_in(2) {
                partition.offset = -1;
            }
        }
    }
    DeleteRecordsResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        only_with_partitions!(m.topics, partitions);
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            if partition.error_code != 0 {
                partition.low_watermark = -1;
            }
        }
    }
    InitProducerIdRequest => |m, _version, dice| {
        if dice.one_in(2) {
            (m.producer_id, m.producer_epoch) = (-1, -1);
        }
    }
    InitProducerIdResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        if m.error_code != 0 {
            (m.producer_id, m.producer_epoch) = (-1, -1);
        }
    }
    epochs::OffsetForLeaderEpochRequest => |m, _version, _dice| { only_with_partitions!(m.topics, partitions); }
    epochs::OffsetForLeaderEpochResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        only_with_partitions!(m.topics, partitions);
        for partition in m.topics.iter_mut().flat_map(|topic| &mut topic.partitions) {
            if partition.error_code != 0 {
                (partition.leader_epoch, partition.end_offset) = (-1, -1);
            }
        }
    }
    DescribeConfigsRequest => |m, _version, dice| {
        m.resources.iter_mut().for_each(|at| resource(&mut at.resource_type, &mut at.resource_name, dice));
    }
    DescribeConfigsResponse => |m, version, dice| {
        m.throttle_time_ms = 0;
        for result in &mut m.results {
            resource(&mut result.resource_type, &mut result.resource_name, dice);
            match result.error_code {
                0 => result.error_message = None,
                _ => result.configs.clear(),
            }
            for config in &mut result.configs {
                (config.is_sensitive, config.config_source) = (false, source(dice));
                config.synonyms.iter_mut().for_each(|synonym| synonym.source = source(dice));
                if version >= 3 {
                    config.config_type = 1 + dice.below(7) as i8;
                }
            }
        }
    }
    whole::AlterConfigsRequest => |m, _version, dice| {
        m.resources.iter_mut().for_each(|at| resource(&mut at.resource_type, &mut at.resource_name, dice));
        if m.resources.is_empty() {
            // Without any, there is nothing to tell this request from its successor.
            m.resources.push(whole::AlterConfigsResource { resource_type: 2, ..Default::default() });
        }
    }
    whole::AlterConfigsResponse => |m, _version, dice| {
        m.throttle_time_ms = 0;
        for at in &mut m.responses {
            resource(&mut at.resource_type, &mut at.resource_name, dice);
            if at.error_code == 0 {
                at.error_message = None;
            }
        }
    }
    CreatePartitionsRequest => |_m, _version, _dice| {}
    CreatePartitionsResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        for topic in &mut m.results {
            if topic.error_code == 0 {
                topic.error_message = None;
            }
        }
    }
    DeleteGroupsRequest => |_m, _version, _dice| {}
    DeleteGroupsResponse => |m, _version, _dice| { m.throttle_time_ms = 0; }
    incremental::IncrementalAlterConfigsRequest => |m, _version, dice| {
        for at in &mut m.resources {
            resource(&mut at.resource_type, &mut at.resource_name, dice);
            at.configs.iter_mut().for_each(|config| config.config_operation = dice.below(4) as i8);
        }
    }
    incremental::IncrementalAlterConfigsResponse => |m, _version, dice| {
        m.throttle_time_ms = 0;
        for at in &mut m.responses {
            resource(&mut at.resource_type, &mut at.resource_name, dice);
            if at.error_code == 0 {
                at.error_message = None;
            }
        }
    }
    OffsetDeleteRequest => |m, _version, _dice| { only_with_partitions!(m.topics, partitions); }
    OffsetDeleteResponse => |m, _version, _dice| {
        m.throttle_time_ms = 0;
        only_with_partitions!(m.topics, partitions);
        if m.error_code != 0 {
            m.topics = vec![];
        }
    }
    DescribeClusterRequest => |m, _version, _dice| { *m = Default::default(); }
    DescribeClusterResponse => |m, _version, _dice| {
        (m.throttle_time_ms, m.error_code, m.error_message, m.endpoint_type) = (0, 0, None, 1);
        m.cluster_authorized_operations = i32::MIN;
        m.brokers.iter_mut().for_each(|broker| broker.is_fenced = false);
    }
}
