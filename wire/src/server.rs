//! The server's side: a frame from a client to a request that a node can take, and its response back to a frame.

use crate::error::{DecodeError, EncodeError};
use crate::handshake::{self, Features};
use crate::header::{RequestHeader, encode_response_header};
use crate::map::{Answer, Asked, commits, configs, fetch, groups, members, metadata, offsets, produce, topics};
use crate::message::{self, ApiKey, Message, Records, Request as Wire, Response as WireResponse};
use crate::reader::{Budget, Reader};
use crate::writer::{Frame, Writer};
use alloc::string::ToString;
use bytes::Bytes;
use glasslog_core::{
    error::{ErrorCode, Refusal},
    name::Text,
    record::{CheckedBatch, Rules},
    request::Request,
    response::Response,
};

/// What a listener knows about one connection.
#[derive(Clone, Debug, Default)]
pub struct Peer {
    /// Where the client is, as groups shall show it: `/192.0.2.1`.
    pub host: Text,
    /// What the cluster tells of its features.
    pub features: Features,
}

/// What of a request is needed to write its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The API.
    pub key: ApiKey,
    /// The version of the request, and so of the response.
    pub version: i16,
    /// Comes back with the response.
    pub correlation_id: i32,
    /// What the request takes beside its frame: memory, and how many things it is about.
    pub taken: Budget,
    asked: Asked,
}

/// What a frame turned out to be.
#[derive(Debug)]
pub enum Decoded {
    /// A request for the node. What [`encode`] needs for its response comes beside it.
    Request(Header, Request<CheckedBatch>),
    /// A request that needs no node: this is its answer, to be sent in its turn.
    Answer(Frame),
}

/// Reads one frame (without its length prefix), checks its batches, and gives the request. A batch that is refused becomes the refusal of its partition.
///
/// Costs time in proportion to the bytes: call it on the connection's own task.
///
/// # Errors
/// Bytes that are no request, an unknown API or version: close the connection.
pub fn decode(frame: Bytes, peer: &Peer) -> Result<Decoded, DecodeError> {
    let budget = Budget::of_request(frame.len());
    decode_within(frame, peer, budget)
}

/// The same with a budget: for a host that reserves memory before it is taken.
///
/// # Errors
/// As above; [`DecodeError::TooMuchMemory`] when the budget is what is short.
pub fn decode_within(frame: Bytes, peer: &Peer, budget: Budget) -> Result<Decoded, DecodeError> {
    let mut reader = Reader::within(frame, budget);
    let header = RequestHeader::decode(&mut reader)?;
    let RequestHeader { key, version, correlation_id, client_id } = header;
    if key == ApiKey::ApiVersions {
        return greet(version, correlation_id, &mut reader, peer);
    }
    let client_id = Text::from(client_id.unwrap_or_default());
    let message = Wire::decode(key, &mut reader, version)?;
    let mut header = Header { key, version, correlation_id, taken: reader.taken(), asked: Asked::default() };
    match read(message, version, client_id, peer) {
        Ok(request) => {
            header.asked = Asked::by(&request, version);
            Ok(Decoded::Request(header, request.map_batches(|batch| check(batch, version))))
        }
        Err(Answer(response)) => {
            let frame = write(key, version, correlation_id, &response);
            // Only names of the request's own are in it: what could be read can be written.
            frame.map(Decoded::Answer).map_err(|_| DecodeError::Unanswerable)
        }
    }
}

fn greet(version: i16, correlation_id: i32, reader: &mut Reader, peer: &Peer) -> Result<Decoded, DecodeError> {
    let known = ApiKey::ApiVersions.check(version).is_ok();
    let request = if known { Some(Message::decode_body(reader, version)?) } else { None };
    let (version, response) = handshake::answer(version, request.as_ref(), &peer.features);
    let response = WireResponse::ApiVersions(response);
    let frame = write(ApiKey::ApiVersions, version, correlation_id, &response);
    frame.map(Decoded::Answer).map_err(|_| DecodeError::Unanswerable)
}

fn write(key: ApiKey, version: i16, correlation_id: i32, response: &WireResponse) -> Result<Frame, EncodeError> {
    let mut writer = Writer::new();
    encode_response_header(key, version, correlation_id, &mut writer);
    response.encode(&mut writer, version);
    writer.finish()
}

/// Of all APIs that carry batches there is only Produce.
fn check(batch: Bytes, version: i16) -> Result<CheckedBatch, Refusal> {
    let rules = Rules { zstd: version >= 7, ..Rules::CLIENT };
    CheckedBatch::parse(batch, &rules)
        .map_err(|error| Refusal::new(ErrorCode::from_code(error.code()), error.to_string()))
}

fn read(message: Wire, version: i16, client_id: Text, peer: &Peer) -> Result<Request<Bytes>, Answer> {
    Ok(match message {
        Wire::Produce(m) => Request::Produce(produce::read_request(m, version)?),
        Wire::Fetch(m) => Request::Fetch(fetch::read_request(m, version)),
        Wire::ListOffsets(m) => Request::ListOffsets(offsets::read_request(m, version)?),
        Wire::Metadata(m) => Request::Metadata(metadata::read_request(m, version)),
        Wire::OffsetCommit(m) => Request::OffsetCommit(commits::read_commit(m, version)),
        Wire::OffsetFetch(m) => Request::OffsetFetch(commits::read_fetch(m, version)),
        Wire::FindCoordinator(m) => Request::FindCoordinator(metadata::read_find(m, version)),
        Wire::JoinGroup(m) => Request::JoinGroup(members::read_join(m, version, client_id, peer.host.clone()).into()),
        Wire::Heartbeat(m) => Request::Heartbeat(members::read_heartbeat(m)),
        Wire::LeaveGroup(m) => Request::LeaveGroup(members::read_leave(m, version)),
        Wire::SyncGroup(m) => Request::SyncGroup(members::read_sync(m)),
        Wire::DescribeGroups(m) => Request::DescribeGroups(groups::read_describe(m)),
        Wire::ListGroups(m) => Request::ListGroups(groups::read_list(m)),
        // Answered before the mapping, for it must be answered at versions that are unknown.
        Wire::ApiVersions(m) => {
            let (_, response) = handshake::answer(version, Some(&m), &peer.features);
            return Err(WireResponse::ApiVersions(response).into());
        }
        Wire::CreateTopics(m) => Request::CreateTopics(topics::read_create(m)),
        Wire::DeleteTopics(m) => Request::DeleteTopics(topics::read_delete(m)),
        Wire::DeleteRecords(m) => Request::DeleteRecords(offsets::read_delete(m)),
        Wire::InitProducerId(m) => Request::InitProducerId(produce::read_init(m)),
        Wire::OffsetForLeaderEpoch(m) => Request::OffsetsForLeaderEpochs(offsets::read_epochs(m)),
        Wire::DescribeConfigs(m) => Request::DescribeConfigs(configs::read_request(m)),
        Wire::AlterConfigs(m) => Request::AlterConfigs(configs::read_whole(m)),
        Wire::CreatePartitions(m) => Request::CreatePartitions(topics::read_grow(m)),
        Wire::DeleteGroups(m) => Request::DeleteGroups(groups::read_delete(m)),
        Wire::IncrementalAlterConfigs(m) => Request::AlterConfigs(configs::read_incremental(m)?),
        Wire::OffsetDelete(m) => Request::OffsetDelete(commits::read_delete(m)),
        Wire::DescribeCluster(m) => {
            metadata::read_describe(&m)?;
            Request::DescribeCluster
        }
    })
}

/// Writes the response to a request. Records that are [`Records::Elsewhere`] become holes in the frame.
///
/// # Errors
/// A response that the version cannot say, or that is none to this request: a mistake of ours. Close the connection.
pub fn encode(header: &Header, response: Response<Records>) -> Result<Frame, EncodeError> {
    let Header { key, version, correlation_id, ref asked, .. } = *header;
    let response = match (response, key) {
        (Response::Produce(r), ApiKey::Produce) => WireResponse::Produce(produce::write_response(&r, version)?),
        (Response::Fetch(r), ApiKey::Fetch) => WireResponse::Fetch(fetch::write_response(r, version)?),
        (Response::ListOffsets(r), ApiKey::ListOffsets) => {
            WireResponse::ListOffsets(offsets::write_response(&r, version)?)
        }
        (Response::Metadata(r), ApiKey::Metadata) => WireResponse::Metadata(metadata::write_response(&r, version)),
        (Response::OffsetsForLeaderEpochs(r), ApiKey::OffsetForLeaderEpoch) => {
            WireResponse::OffsetForLeaderEpoch(offsets::write_epoch_ends(&r, version)?)
        }
        (Response::InitProducerId(r), ApiKey::InitProducerId) => {
            WireResponse::InitProducerId(produce::write_initialised(&r, version))
        }
        (Response::CreateTopics(r), ApiKey::CreateTopics) => WireResponse::CreateTopics(topics::write_created(&r)),
        (Response::DeleteTopics(r), ApiKey::DeleteTopics) => {
            WireResponse::DeleteTopics(topics::write_deleted(&r, version))
        }
        (Response::CreatePartitions(r), ApiKey::CreatePartitions) => {
            WireResponse::CreatePartitions(topics::write_grown(&r))
        }
        (Response::DeleteRecords(r), ApiKey::DeleteRecords) => {
            WireResponse::DeleteRecords(offsets::write_deleted(&r, version)?)
        }
        (Response::DescribeConfigs(r), ApiKey::DescribeConfigs) => {
            WireResponse::DescribeConfigs(configs::write_response(&r))
        }
        (Response::AlterConfigs(r), ApiKey::AlterConfigs) => {
            WireResponse::AlterConfigs(configs::write_whole_altered(&r))
        }
        (Response::AlterConfigs(r), ApiKey::IncrementalAlterConfigs) => {
            WireResponse::IncrementalAlterConfigs(configs::write_incremental_altered(&r))
        }
        (Response::DescribeCluster(r), ApiKey::DescribeCluster) => {
            WireResponse::DescribeCluster(metadata::write_description(&r))
        }
        (Response::FindCoordinator(r), ApiKey::FindCoordinator) => {
            WireResponse::FindCoordinator(metadata::write_found(&r, version))
        }
        (Response::JoinGroup(r), ApiKey::JoinGroup) => WireResponse::JoinGroup(members::write_joined(&r, version)),
        (Response::SyncGroup(r), ApiKey::SyncGroup) => WireResponse::SyncGroup(members::write_synced(&r)),
        (Response::Heartbeat(error), ApiKey::Heartbeat) => {
            let error_code = error.code();
            WireResponse::Heartbeat(message::heartbeat::HeartbeatResponse { error_code, ..Default::default() })
        }
        (Response::LeaveGroup(r), ApiKey::LeaveGroup) => WireResponse::LeaveGroup(members::write_left(&r, version)),
        (Response::OffsetCommit(r), ApiKey::OffsetCommit) => {
            WireResponse::OffsetCommit(commits::write_committed(&r, version)?)
        }
        (Response::OffsetFetch(r), ApiKey::OffsetFetch) => {
            WireResponse::OffsetFetch(commits::write_fetched(&r, version, asked)?)
        }
        (Response::OffsetDelete(r), ApiKey::OffsetDelete) => WireResponse::OffsetDelete(commits::write_deleted(&r)),
        (Response::ListGroups(r), ApiKey::ListGroups) => WireResponse::ListGroups(groups::write_listed(&r)),
        (Response::DescribeGroups(r), ApiKey::DescribeGroups) => {
            WireResponse::DescribeGroups(groups::write_described(&r, version))
        }
        (Response::DeleteGroups(r), ApiKey::DeleteGroups) => WireResponse::DeleteGroups(groups::write_deleted(&r)),
        (_, key) => return Err(EncodeError::WrongResponse { key: key as i16 }),
    };
    write(key, version, correlation_id, &response)
}

#[cfg(test)]
mod tests;
