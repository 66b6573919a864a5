//! JoinGroup, SyncGroup, Heartbeat and LeaveGroup.
//!
//! What a member sends about itself outlives its request by far: it is copied out of the frame, so that the frame's memory is given back.

use super::{cannot_say, common::*};
use crate::error::EncodeError;
use crate::message::{ApiKey, heartbeat::*, join_group::*, leave_group::*, sync_group::*};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::Generation,
    name::Text,
    request::{Heartbeat, JoinGroup, LeaveGroup, SyncGroup},
    response::{Joined, LeftGroup, Synced},
};

fn copied(bytes: &Bytes) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

pub(crate) fn read_join(message: JoinGroupRequest, version: i16, client_id: Text, client_host: Text) -> JoinGroup {
    let rebalance_timeout = if version >= 1 { message.rebalance_timeout_ms } else { message.session_timeout_ms };
    let protocols = message.protocols.into_iter();
    JoinGroup {
        group: message.group_id.into(),
        member: message.member_id.into(),
        instance: maybe_text(message.group_instance_id),
        session_timeout: millis(message.session_timeout_ms),
        rebalance_timeout: millis(rebalance_timeout),
        protocol_type: message.protocol_type.into(),
        protocols: protocols.map(|protocol| (protocol.name.into(), copied(&protocol.metadata))).collect(),
        member_id_required: version >= 4,
        client_id,
        client_host,
        reason: maybe_text(message.reason),
    }
}

pub(crate) fn write_join(request: &JoinGroup, version: i16) -> Result<JoinGroupRequest, EncodeError> {
    let one_timeout = request.rebalance_timeout == request.session_timeout;
    let sayable = request.member_id_required == (version >= 4)
        && (version >= 1 || one_timeout)
        && (version >= 5 || request.instance.is_none());
    if !sayable {
        return Err(cannot_say(ApiKey::JoinGroup, version));
    }
    let protocols = request.protocols.iter();
    Ok(JoinGroupRequest {
        group_id: request.group.to_string(),
        session_timeout_ms: to_millis(request.session_timeout),
        rebalance_timeout_ms: to_millis(request.rebalance_timeout),
        member_id: request.member.to_string(),
        group_instance_id: maybe_string(request.instance.as_ref()),
        protocol_type: request.protocol_type.to_string(),
        protocols: protocols
            .map(|(name, metadata)| JoinGroupRequestProtocol { name: name.to_string(), metadata: metadata.clone() })
            .collect(),
        reason: maybe_string(request.reason.as_ref()),
    })
}

pub(crate) fn write_joined(joined: &Joined, version: i16) -> JoinGroupResponse {
    let members = joined.members.iter().map(|(member, instance, metadata)| JoinGroupResponseMember {
        member_id: member.to_string(),
        group_instance_id: maybe_string(instance.as_ref()),
        metadata: metadata.clone(),
    });
    JoinGroupResponse {
        error_code: joined.error.code(),
        generation_id: joined.generation.0,
        protocol_type: maybe_string(joined.protocol_type.as_ref()),
        protocol_name: match maybe_string(joined.protocol.as_ref()) {
            None if version < 7 => Some(String::new()),
            name => name,
        },
        leader: joined.leader.to_string(),
        skip_assignment: joined.skip_assignment,
        member_id: joined.member.to_string(),
        members: members.collect(),
        ..Default::default()
    }
}

pub(crate) fn read_joined(message: JoinGroupResponse, version: i16) -> Joined {
    let members = message.members.into_iter();
    Joined {
        error: ErrorCode::from_code(message.error_code),
        generation: Generation(message.generation_id),
        protocol_type: maybe_text(message.protocol_type),
        protocol: maybe_text(message.protocol_name.filter(|name| version >= 7 || !name.is_empty())),
        leader: message.leader.into(),
        member: message.member_id.into(),
        skip_assignment: message.skip_assignment,
        members: members
            .map(|member| (member.member_id.into(), maybe_text(member.group_instance_id), copied(&member.metadata)))
            .collect(),
    }
}

pub(crate) fn read_sync(message: SyncGroupRequest) -> SyncGroup {
    let assignments = message.assignments.into_iter();
    SyncGroup {
        group: message.group_id.into(),
        generation: Generation(message.generation_id),
        member: message.member_id.into(),
        instance: maybe_text(message.group_instance_id),
        protocol_type: maybe_text(message.protocol_type),
        protocol: maybe_text(message.protocol_name),
        assignments: assignments.map(|share| (share.member_id.into(), copied(&share.assignment))).collect(),
    }
}

pub(crate) fn write_sync(request: &SyncGroup, version: i16) -> Result<SyncGroupRequest, EncodeError> {
    if version < 3 && request.instance.is_some() {
        return Err(cannot_say(ApiKey::SyncGroup, version));
    }
    let assignments = request.assignments.iter().map(|(member, assignment)| SyncGroupRequestAssignment {
        member_id: member.to_string(),
        assignment: assignment.clone(),
    });
    Ok(SyncGroupRequest {
        group_id: request.group.to_string(),
        generation_id: request.generation.0,
        member_id: request.member.to_string(),
        group_instance_id: maybe_string(request.instance.as_ref()),
        protocol_type: maybe_string(request.protocol_type.as_ref()),
        protocol_name: maybe_string(request.protocol.as_ref()),
        assignments: assignments.collect(),
    })
}

pub(crate) fn write_synced(result: &Result<Synced, ErrorCode>) -> SyncGroupResponse {
    let mut message = SyncGroupResponse { error_code: code(result), ..Default::default() };
    if let Ok(synced) = result {
        message.protocol_type = maybe_string(synced.protocol_type.as_ref());
        message.protocol_name = maybe_string(synced.protocol.as_ref());
        message.assignment = synced.assignment.clone();
    }
    message
}

pub(crate) fn read_synced(message: SyncGroupResponse) -> Result<Synced, ErrorCode> {
    success(message.error_code).map(|()| Synced {
        protocol_type: maybe_text(message.protocol_type),
        protocol: maybe_text(message.protocol_name),
        assignment: copied(&message.assignment),
    })
}

pub(crate) fn read_heartbeat(message: HeartbeatRequest) -> Heartbeat {
    Heartbeat {
        group: message.group_id.into(),
        generation: Generation(message.generation_id),
        member: message.member_id.into(),
        instance: maybe_text(message.group_instance_id),
    }
}

pub(crate) fn write_heartbeat(request: &Heartbeat, version: i16) -> Result<HeartbeatRequest, EncodeError> {
    if version < 3 && request.instance.is_some() {
        return Err(cannot_say(ApiKey::Heartbeat, version));
    }
    Ok(HeartbeatRequest {
        group_id: request.group.to_string(),
        generation_id: request.generation.0,
        member_id: request.member.to_string(),
        group_instance_id: maybe_string(request.instance.as_ref()),
    })
}

pub(crate) fn read_leave(message: LeaveGroupRequest, version: i16) -> LeaveGroup {
    let members: Vec<_> = if version >= 3 {
        let members = message.members.into_iter();
        members.map(|member| (member.member_id.into(), maybe_text(member.group_instance_id))).collect()
    } else {
        [(message.member_id.into(), None)].into()
    };
    LeaveGroup { group: message.group_id.into(), members }
}

pub(crate) fn write_leave(request: &LeaveGroup, version: i16) -> Result<LeaveGroupRequest, EncodeError> {
    let mut message = LeaveGroupRequest { group_id: request.group.to_string(), ..Default::default() };
    match &request.members[..] {
        members if version >= 3 => {
            let members = members.iter().map(|(member, instance)| MemberIdentity {
                member_id: member.to_string(),
                group_instance_id: maybe_string(instance.as_ref()),
                reason: None,
            });
            message.members = members.collect();
        }
        [(member, None)] => message.member_id = member.to_string(),
        _ => return Err(cannot_say(ApiKey::LeaveGroup, version)),
    }
    Ok(message)
}

pub(crate) fn write_left(left: &LeftGroup, version: i16) -> LeaveGroupResponse {
    if version < 3 {
        // The one member's error has no place of its own.
        let of_member = left.members.first().map_or(ErrorCode::None, |member| member.2);
        let error = if left.error.is_error() { left.error } else { of_member };
        return LeaveGroupResponse { error_code: error.code(), ..Default::default() };
    }
    let members = left.members.iter().map(|(member, instance, error)| MemberResponse {
        member_id: member.to_string(),
        group_instance_id: maybe_string(instance.as_ref()),
        error_code: error.code(),
    });
    LeaveGroupResponse { error_code: left.error.code(), members: members.collect(), ..Default::default() }
}

pub(crate) fn read_left(message: LeaveGroupResponse) -> LeftGroup {
    let members = message.members.into_iter().map(|member| {
        (member.member_id.into(), maybe_text(member.group_instance_id), ErrorCode::from_code(member.error_code))
    });
    LeftGroup { error: ErrorCode::from_code(message.error_code), members: members.collect() }
}
