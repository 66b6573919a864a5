//! DescribeConfigs, AlterConfigs and IncrementalAlterConfigs.

use super::{Answer, cannot_say, common::*};
use crate::error::EncodeError;
use crate::message::{
    ApiKey, Response, alter_configs as whole, describe_configs::*, incremental_alter_configs as incremental,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::BrokerId,
    request::{AlterConfigs, AlterResource, ConfigOperation, DescribeConfigs, Resource},
    response::{ConfigEntry, ConfigSource, ConfigType},
};

const TOPIC: i8 = 2;
const BROKER: i8 = 4;

fn read_resource(kind: i8, name: String) -> Resource {
    match (kind, name.parse()) {
        (TOPIC, _) => Resource::Topic(name.into()),
        (BROKER, Ok(id)) => Resource::Broker(Some(BrokerId(id))),
        (BROKER, Err(_)) if name.is_empty() => Resource::Broker(None),
        (kind, _) => Resource::Other(kind, name.into()),
    }
}

fn write_resource(resource: &Resource) -> (i8, String) {
    match resource {
        Resource::Topic(name) => (TOPIC, name.to_string()),
        Resource::Broker(id) => (BROKER, id.map(|id| id.to_string()).unwrap_or_default()),
        Resource::Other(kind, name) => (*kind, name.to_string()),
    }
}

/// Another Kafka has more sources than we: they become the nearest of ours.
pub(crate) const fn source(number: i8) -> ConfigSource {
    match number {
        1 => ConfigSource::Topic,
        2 | 3 => ConfigSource::DynamicBroker,
        4 => ConfigSource::StaticBroker,
        _ => ConfigSource::Default,
    }
}

const fn kind(number: i8) -> ConfigType {
    match number {
        1 => ConfigType::Boolean,
        3 => ConfigType::Int,
        4 => ConfigType::Short,
        5 => ConfigType::Long,
        6 => ConfigType::Double,
        7 => ConfigType::List,
        // Classes and passwords are text to us.
        _ => ConfigType::String,
    }
}

pub(crate) fn read_request(message: DescribeConfigsRequest) -> DescribeConfigs {
    let resources = message.resources.into_iter().map(|resource| {
        (read_resource(resource.resource_type, resource.resource_name), resource.configuration_keys.map(texts))
    });
    DescribeConfigs {
        resources: resources.collect(),
        synonyms: message.include_synonyms,
        documentation: message.include_documentation,
    }
}

pub(crate) fn write_request(request: &DescribeConfigs) -> DescribeConfigsRequest {
    let resources = request.resources.iter().map(|(resource, keys)| {
        let (resource_type, resource_name) = write_resource(resource);
        let configuration_keys = keys.as_ref().map(|keys| strings(keys));
        DescribeConfigsResource { resource_type, resource_name, configuration_keys }
    });
    DescribeConfigsRequest {
        resources: resources.collect(),
        include_synonyms: request.synonyms,
        include_documentation: request.documentation,
    }
}

/// The settings of a resource.
pub(crate) type Described = (Resource, Result<Vec<ConfigEntry>, Refusal>);

pub(crate) fn write_response(described: &[Described]) -> DescribeConfigsResponse {
    let results = described.iter().map(|(resource, result)| {
        let (resource_type, resource_name) = write_resource(resource);
        let (error_code, error_message) = told(result);
        let configs = result.iter().flatten().map(write_entry).collect();
        DescribeConfigsResult { error_code, error_message, resource_type, resource_name, configs }
    });
    DescribeConfigsResponse { results: results.collect(), ..Default::default() }
}

fn write_entry(entry: &ConfigEntry) -> DescribeConfigsResourceResult {
    let synonyms = entry.synonyms.iter().map(|(name, value, source)| DescribeConfigsSynonym {
        name: name.to_string(),
        value: maybe_string(value.as_ref()),
        source: *source as i8,
    });
    DescribeConfigsResourceResult {
        name: entry.name.to_string(),
        value: maybe_string(entry.value.as_ref()),
        read_only: entry.read_only,
        config_source: entry.source as i8,
        is_sensitive: false,
        synonyms: synonyms.collect(),
        config_type: entry.kind as i8,
        documentation: maybe_string(entry.documentation.as_ref()),
    }
}

pub(crate) fn read_response(message: DescribeConfigsResponse, version: i16) -> Vec<Described> {
    let results = message.results.into_iter().map(|result| {
        let entries = result.configs.into_iter().map(|config| read_entry(config, version));
        let described = outcome(result.error_code, result.error_message).map(|()| entries.collect());
        (read_resource(result.resource_type, result.resource_name), described)
    });
    results.collect()
}

fn read_entry(config: DescribeConfigsResourceResult, version: i16) -> ConfigEntry {
    let synonyms = config.synonyms.into_iter();
    ConfigEntry {
        name: config.name.into(),
        value: maybe_text(config.value),
        read_only: config.read_only,
        source: source(config.config_source),
        kind: kind(config.config_type),
        synonyms: synonyms.map(|at| (at.name.into(), maybe_text(at.value), source(at.source))).collect(),
        documentation: maybe_text(config.documentation.filter(|_| version >= 3)),
    }
}

pub(crate) fn read_whole(message: whole::AlterConfigsRequest) -> AlterConfigs {
    let resources = message.resources.into_iter().map(|resource| AlterResource {
        resource: read_resource(resource.resource_type, resource.resource_name),
        replace_all: true,
        changes: resource
            .configs
            .into_iter()
            .map(|config| (config.name.into(), ConfigOperation::Set, maybe_text(config.value)))
            .collect(),
    });
    AlterConfigs { resources: resources.collect(), validate_only: message.validate_only }
}

pub(crate) fn write_whole(request: &AlterConfigs, version: i16) -> Result<whole::AlterConfigsRequest, EncodeError> {
    let mut resources = Vec::new();
    for resource in &request.resources {
        let sets_only = resource.changes.iter().all(|change| change.1 == ConfigOperation::Set);
        if !resource.replace_all || !sets_only {
            return Err(cannot_say(ApiKey::AlterConfigs, version));
        }
        let (resource_type, resource_name) = write_resource(&resource.resource);
        let configs = resource.changes.iter().map(|(name, _, value)| whole::AlterableConfig {
            name: name.to_string(),
            value: maybe_string(value.as_ref()),
        });
        resources.push(whole::AlterConfigsResource { resource_type, resource_name, configs: configs.collect() });
    }
    Ok(whole::AlterConfigsRequest { resources, validate_only: request.validate_only })
}

fn operation(number: i8) -> Option<ConfigOperation> {
    Some(match number {
        0 => ConfigOperation::Set,
        1 => ConfigOperation::Delete,
        2 => ConfigOperation::Append,
        3 => ConfigOperation::Subtract,
        _ => return None,
    })
}

const fn operation_number(operation: ConfigOperation) -> i8 {
    match operation {
        ConfigOperation::Set => 0,
        ConfigOperation::Delete => 1,
        ConfigOperation::Append => 2,
        ConfigOperation::Subtract => 3,
    }
}

pub(crate) fn read_incremental(message: incremental::IncrementalAlterConfigsRequest) -> Result<AlterConfigs, Answer> {
    let configs = message.resources.iter().flat_map(|resource| &resource.configs);
    let mut operations = configs.map(|config| config.config_operation);
    if operations.any(|number| operation(number).is_none()) {
        return Err(refuse_incremental(message));
    }
    let resources = message.resources.into_iter().map(|resource| AlterResource {
        resource: read_resource(resource.resource_type, resource.resource_name),
        replace_all: false,
        changes: resource
            .configs
            .into_iter()
            .filter_map(|config| {
                Some((config.name.into(), operation(config.config_operation)?, maybe_text(config.value)))
            })
            .collect(),
    });
    Ok(AlterConfigs { resources: resources.collect(), validate_only: message.validate_only })
}

fn refuse_incremental(message: incremental::IncrementalAlterConfigsRequest) -> Answer {
    let responses = message.resources.into_iter().map(|resource| incremental::AlterConfigsResourceResponse {
        error_code: ErrorCode::InvalidRequest.code(),
        error_message: Some("an operation is unknown: use SET, DELETE, APPEND or SUBTRACT".into()),
        resource_type: resource.resource_type,
        resource_name: resource.resource_name,
    });
    Response::IncrementalAlterConfigs(incremental::IncrementalAlterConfigsResponse {
        responses: responses.collect(),
        ..Default::default()
    })
    .into()
}

pub(crate) fn write_incremental(
    request: &AlterConfigs,
    version: i16,
) -> Result<incremental::IncrementalAlterConfigsRequest, EncodeError> {
    if request.resources.iter().any(|resource| resource.replace_all) {
        return Err(cannot_say(ApiKey::IncrementalAlterConfigs, version));
    }
    let resources = request.resources.iter().map(|resource| {
        let (resource_type, resource_name) = write_resource(&resource.resource);
        let configs = resource.changes.iter().map(|(name, operation, value)| incremental::AlterableConfig {
            name: name.to_string(),
            config_operation: operation_number(*operation),
            value: maybe_string(value.as_ref()),
        });
        incremental::AlterConfigsResource { resource_type, resource_name, configs: configs.collect() }
    });
    Ok(incremental::IncrementalAlterConfigsRequest {
        resources: resources.collect(),
        validate_only: request.validate_only,
    })
}

/// A resource altered, or not.
pub(crate) type Altered = (Resource, Result<(), Refusal>);

pub(crate) fn write_whole_altered(altered: &[Altered]) -> whole::AlterConfigsResponse {
    let responses = altered.iter().map(|(resource, result)| {
        let (resource_type, resource_name) = write_resource(resource);
        let (error_code, error_message) = told(result);
        whole::AlterConfigsResourceResponse { error_code, error_message, resource_type, resource_name }
    });
    whole::AlterConfigsResponse { responses: responses.collect(), ..Default::default() }
}

pub(crate) fn read_whole_altered(message: whole::AlterConfigsResponse) -> Vec<Altered> {
    let altered = message.responses.into_iter().map(|resource| {
        let result = outcome(resource.error_code, resource.error_message);
        (read_resource(resource.resource_type, resource.resource_name), result)
    });
    altered.collect()
}

pub(crate) fn write_incremental_altered(altered: &[Altered]) -> incremental::IncrementalAlterConfigsResponse {
    let responses = altered.iter().map(|(resource, result)| {
        let (resource_type, resource_name) = write_resource(resource);
        let (error_code, error_message) = told(result);
        incremental::AlterConfigsResourceResponse { error_code, error_message, resource_type, resource_name }
    });
    incremental::IncrementalAlterConfigsResponse { responses: responses.collect(), ..Default::default() }
}

pub(crate) fn read_incremental_altered(message: incremental::IncrementalAlterConfigsResponse) -> Vec<Altered> {
    let altered = message.responses.into_iter().map(|resource| {
        let result = outcome(resource.error_code, resource.error_message);
        (read_resource(resource.resource_type, resource.resource_name), result)
    });
    altered.collect()
}
