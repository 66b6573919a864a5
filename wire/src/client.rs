//! The client's side: a request of the core at a version that the server speaks, and the server's answer back. For our own tools.

use crate::error::{DecodeError, EncodeError};
use crate::header::{RequestHeader, decode_response_header};
use crate::map::{Asked, cannot_say, commits, configs, fetch, groups, members, metadata, offsets, produce, topics};
use crate::message::{
    ApiKey, Message, Request as Wire, Response as WireResponse,
    api_versions::{ApiVersionsRequest, ApiVersionsResponse},
    describe_cluster::DescribeClusterRequest,
};
use crate::reader::Reader;
use crate::writer::{Frame, Writer};
use alloc::{borrow::ToOwned, collections::BTreeMap};
use bytes::Bytes;
use glasslog_core::{error::ErrorCode, request::Request, response::Response};

/// The version of the first question to a server. An older server answers it in the oldest form (KIP-511).
pub const GREETING_VERSION: i16 = 3;

/// What a server speaks: for each API key the oldest and the newest version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered(BTreeMap<i16, (i16, i16)>);

/// The answer to a [`greeting`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Greeted {
    /// What the server speaks.
    Offered(Offered),
    /// The server does not know that version of the question: greet again with this one.
    Again(i16),
}

/// What of a request is needed to read its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The API.
    pub key: ApiKey,
    /// The version of the request, and so of the response.
    pub version: i16,
    /// What the response has to bring back.
    pub correlation_id: i32,
    asked: Asked,
}

/// Asks a server what it speaks. Begin with [`GREETING_VERSION`].
///
/// # Errors
/// A version that ApiVersions does not have.
pub fn greeting(version: i16, correlation_id: i32, client_id: Option<&str>) -> Result<Frame, EncodeError> {
    let request = ApiVersionsRequest {
        client_software_name: "glasslog".into(),
        client_software_version: env!("CARGO_PKG_VERSION").into(),
    };
    write(&Wire::ApiVersions(request), version, correlation_id, client_id)
}

/// Reads the answer to a [`greeting`] at `version`.
///
/// # Errors
/// Bytes that are no such answer.
pub fn greeted(version: i16, correlation_id: i32, frame: Bytes) -> Result<Greeted, DecodeError> {
    let key = ApiKey::ApiVersions;
    let read = |version| {
        let mut reader = Reader::new(frame.clone());
        expect(correlation_id, decode_response_header(key, version, &mut reader)?)?;
        ApiVersionsResponse::decode_body(&mut reader, version)
    };
    // An error may be told in the oldest form; its place is the same in all.
    let mut reader = Reader::new(frame.clone());
    decode_response_header(key, version, &mut reader)?;
    if reader.i16()? == ErrorCode::UnsupportedVersion.code() {
        let known = read(0)?.api_keys.into_iter().find(|api| api.api_key == key as i16);
        let newest = known.map_or(0, |api| api.max_version);
        return match newest < version {
            true => Ok(Greeted::Again(newest.max(0))),
            false => Err(DecodeError::Refused { key: key as i16, code: ErrorCode::UnsupportedVersion.code() }),
        };
    }
    let answer = read(version)?;
    if answer.error_code != 0 {
        return Err(DecodeError::Refused { key: key as i16, code: answer.error_code });
    }
    let apis = answer.api_keys.into_iter().map(|api| (api.api_key, (api.min_version, api.max_version)));
    Ok(Greeted::Offered(Offered(apis.collect())))
}

/// The newest version that the server offers, that we have, and that can say all of the request.
///
/// # Errors
/// There is none.
pub fn negotiate(request: &Request<Bytes>, offered: &Offered) -> Result<i16, EncodeError> {
    let key = key_of(request);
    let Some(&(oldest, newest)) = offered.0.get(&(key as i16)) else {
        return Err(EncodeError::NotOffered { key: key as i16 });
    };
    let ours = key.versions();
    let mut refused = EncodeError::NotOffered { key: key as i16 };
    for version in (oldest.max(ours.0)..=newest.min(ours.1)).rev() {
        match message(request, key, version) {
            Ok(_) => return Ok(version),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Writes a request at a version, as found by [`negotiate`]. To [`Acks::None`](glasslog_core::request::Acks::None) there is no response.
///
/// # Errors
/// The version cannot say what is asked.
pub fn encode(
    request: &Request<Bytes>,
    version: i16,
    correlation_id: i32,
    client_id: Option<&str>,
) -> Result<(Frame, Sent), EncodeError> {
    let key = key_of(request);
    let message = message(request, key, version)?;
    let frame = write(&message, version, correlation_id, client_id)?;
    Ok((frame, Sent { key, version, correlation_id, asked: Asked::by(request, version) }))
}

fn write(message: &Wire, version: i16, correlation_id: i32, client_id: Option<&str>) -> Result<Frame, EncodeError> {
    let mut writer = Writer::new();
    let client_id = client_id.map(ToOwned::to_owned);
    RequestHeader { key: message.key(), version, correlation_id, client_id }.encode(&mut writer);
    message.encode(&mut writer, version);
    writer.finish()
}

/// The API that says a request.
fn key_of(request: &Request<Bytes>) -> ApiKey {
    match request {
        Request::Produce(_) => ApiKey::Produce,
        Request::Fetch(_) => ApiKey::Fetch,
        Request::ListOffsets(_) => ApiKey::ListOffsets,
        Request::Metadata(_) => ApiKey::Metadata,
        Request::OffsetsForLeaderEpochs(_) => ApiKey::OffsetForLeaderEpoch,
        Request::InitProducerId(_) => ApiKey::InitProducerId,
        Request::CreateTopics(_) => ApiKey::CreateTopics,
        Request::DeleteTopics(_) => ApiKey::DeleteTopics,
        Request::CreatePartitions(_) => ApiKey::CreatePartitions,
        Request::DeleteRecords(_) => ApiKey::DeleteRecords,
        Request::DescribeConfigs(_) => ApiKey::DescribeConfigs,
        Request::AlterConfigs(r) if r.resources.iter().any(|resource| resource.replace_all) => ApiKey::AlterConfigs,
        Request::AlterConfigs(_) => ApiKey::IncrementalAlterConfigs,
        Request::DescribeCluster => ApiKey::DescribeCluster,
        Request::FindCoordinator(_) => ApiKey::FindCoordinator,
        Request::JoinGroup(_) => ApiKey::JoinGroup,
        Request::SyncGroup(_) => ApiKey::SyncGroup,
        Request::Heartbeat(_) => ApiKey::Heartbeat,
        Request::LeaveGroup(_) => ApiKey::LeaveGroup,
        Request::OffsetCommit(_) => ApiKey::OffsetCommit,
        Request::OffsetFetch(_) => ApiKey::OffsetFetch,
        Request::OffsetDelete(_) => ApiKey::OffsetDelete,
        Request::ListGroups(_) => ApiKey::ListGroups,
        Request::DescribeGroups(_) => ApiKey::DescribeGroups,
        Request::DeleteGroups(_) => ApiKey::DeleteGroups,
    }
}

fn message(request: &Request<Bytes>, key: ApiKey, version: i16) -> Result<Wire, EncodeError> {
    if key.check(version).is_err() {
        return Err(cannot_say(key, version));
    }
    Ok(match request {
        Request::Produce(r) => Wire::Produce(produce::write_request(r, version)?),
        Request::Fetch(r) => Wire::Fetch(fetch::write_request(r, version)?),
        Request::ListOffsets(r) => Wire::ListOffsets(offsets::write_request(r, version)?),
        Request::Metadata(r) => Wire::Metadata(metadata::write_request(r, version)?),
        Request::OffsetsForLeaderEpochs(r) => Wire::OffsetForLeaderEpoch(offsets::write_epochs(r, version)?),
        Request::InitProducerId(r) => Wire::InitProducerId(produce::write_init(r, version)?),
        Request::CreateTopics(r) => Wire::CreateTopics(topics::write_create(r, version)?),
        Request::DeleteTopics(r) => Wire::DeleteTopics(topics::write_delete(r, version)?),
        Request::CreatePartitions(r) => Wire::CreatePartitions(topics::write_grow(r)),
        Request::DeleteRecords(r) => Wire::DeleteRecords(offsets::write_delete(r, version)?),
        Request::DescribeConfigs(r) => Wire::DescribeConfigs(configs::write_request(r)),
        Request::AlterConfigs(r) if key == ApiKey::AlterConfigs => {
            Wire::AlterConfigs(configs::write_whole(r, version)?)
        }
        Request::AlterConfigs(r) => Wire::IncrementalAlterConfigs(configs::write_incremental(r, version)?),
        Request::DescribeCluster => Wire::DescribeCluster(DescribeClusterRequest::default()),
        Request::FindCoordinator(r) => Wire::FindCoordinator(metadata::write_find(r, version)?),
        Request::JoinGroup(r) => Wire::JoinGroup(members::write_join(r, version)?),
        Request::SyncGroup(r) => Wire::SyncGroup(members::write_sync(r, version)?),
        Request::Heartbeat(r) => Wire::Heartbeat(members::write_heartbeat(r, version)?),
        Request::LeaveGroup(r) => Wire::LeaveGroup(members::write_leave(r, version)?),
        Request::OffsetCommit(r) => Wire::OffsetCommit(commits::write_commit(r, version)?),
        Request::OffsetFetch(r) => Wire::OffsetFetch(commits::write_fetch(r, version)?),
        Request::OffsetDelete(r) => Wire::OffsetDelete(commits::write_delete(r)),
        Request::ListGroups(r) => Wire::ListGroups(groups::write_list(r, version)?),
        Request::DescribeGroups(r) => Wire::DescribeGroups(groups::write_describe(r)),
        Request::DeleteGroups(r) => Wire::DeleteGroups(groups::write_delete(r)),
    })
}

/// Reads the response to what was sent (a frame without its length prefix). Fetched records are slices of the frame.
///
/// # Errors
/// Bytes that are no such response, or the response to another request: close the connection. [`DecodeError::Refused`] where the server
/// answered with an error that the core's response has no place for.
pub fn decode(sent: &Sent, frame: Bytes) -> Result<Response<Bytes>, DecodeError> {
    let Sent { key, version, correlation_id, ref asked } = *sent;
    let mut reader = Reader::new(frame);
    expect(correlation_id, decode_response_header(key, version, &mut reader)?)?;
    let refused = |code| match code {
        0 => Ok(()),
        code => Err(DecodeError::Refused { key: key as i16, code }),
    };
    Ok(match WireResponse::decode(key, &mut reader, version)? {
        WireResponse::Produce(m) => Response::Produce(produce::read_response(m, version)),
        WireResponse::Fetch(m) => Response::Fetch(fetch::read_response(m, version)),
        WireResponse::ListOffsets(m) => Response::ListOffsets(offsets::read_response(m)),
        WireResponse::Metadata(m) => {
            refused(m.error_code)?;
            Response::Metadata(metadata::read_response(m))
        }
        WireResponse::OffsetCommit(m) => Response::OffsetCommit(commits::read_committed(m, version)),
        WireResponse::OffsetFetch(m) => Response::OffsetFetch(commits::read_fetched(m, version, asked)),
        WireResponse::FindCoordinator(m) => Response::FindCoordinator(metadata::read_found(m, version, asked)),
        WireResponse::JoinGroup(m) => Response::JoinGroup(members::read_joined(m, version)),
        WireResponse::Heartbeat(m) => Response::Heartbeat(ErrorCode::from_code(m.error_code)),
        WireResponse::LeaveGroup(m) => Response::LeaveGroup(members::read_left(m)),
        WireResponse::SyncGroup(m) => Response::SyncGroup(members::read_synced(m)),
        WireResponse::DescribeGroups(m) => Response::DescribeGroups(groups::read_described(m)),
        WireResponse::ListGroups(m) => Response::ListGroups(groups::read_listed(m)),
        // Never sent by `encode`.
        WireResponse::ApiVersions(m) => return Err(DecodeError::Refused { key: key as i16, code: m.error_code }),
        WireResponse::CreateTopics(m) => Response::CreateTopics(topics::read_created(m)),
        WireResponse::DeleteTopics(m) => Response::DeleteTopics(topics::read_deleted(m)),
        WireResponse::DeleteRecords(m) => Response::DeleteRecords(offsets::read_deleted(m)),
        WireResponse::InitProducerId(m) => Response::InitProducerId(produce::read_initialised(&m)),
        WireResponse::OffsetForLeaderEpoch(m) => Response::OffsetsForLeaderEpochs(offsets::read_epoch_ends(m)),
        WireResponse::DescribeConfigs(m) => Response::DescribeConfigs(configs::read_response(m, version)),
        WireResponse::AlterConfigs(m) => Response::AlterConfigs(configs::read_whole_altered(m)),
        WireResponse::CreatePartitions(m) => Response::CreatePartitions(topics::read_grown(m)),
        WireResponse::DeleteGroups(m) => Response::DeleteGroups(groups::read_deleted(m)),
        WireResponse::IncrementalAlterConfigs(m) => Response::AlterConfigs(configs::read_incremental_altered(m)),
        WireResponse::OffsetDelete(m) => Response::OffsetDelete(commits::read_deleted(m)),
        WireResponse::DescribeCluster(m) => {
            refused(m.error_code)?;
            Response::DescribeCluster(metadata::read_description(m))
        }
    })
}

fn expect(expected: i32, found: i32) -> Result<(), DecodeError> {
    if expected == found { Ok(()) } else { Err(DecodeError::WrongCorrelation { expected, found }) }
}

#[cfg(test)]
mod tests;
