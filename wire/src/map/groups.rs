//! ListGroups, DescribeGroups and DeleteGroups.

use super::{cannot_say, common::*};
use crate::error::EncodeError;
use crate::message::{ApiKey, delete_groups::*, describe_groups::*, list_groups::*};
use alloc::{string::ToString, vec::Vec};
use glasslog_core::{
    error::ErrorCode,
    name::Text,
    request::{DeleteGroups, DescribeGroups, ListGroups},
    response::{GroupDescription, GroupListing, MemberDescription},
};

/// The state in which an unknown group is described.
const DEAD: &str = "Dead";

pub(crate) fn read_list(message: ListGroupsRequest) -> ListGroups {
    ListGroups { states: texts(message.states_filter), types: texts(message.types_filter) }
}

pub(crate) fn write_list(request: &ListGroups, version: i16) -> Result<ListGroupsRequest, EncodeError> {
    let sayable = (version >= 4 || request.states.is_empty()) && (version >= 5 || request.types.is_empty());
    if !sayable {
        return Err(cannot_say(ApiKey::ListGroups, version));
    }
    Ok(ListGroupsRequest { states_filter: strings(&request.states), types_filter: strings(&request.types) })
}

pub(crate) fn write_listed(result: &Result<Vec<GroupListing>, ErrorCode>) -> ListGroupsResponse {
    let groups = result.iter().flatten().map(|group| ListedGroup {
        group_id: group.group.to_string(),
        protocol_type: group.protocol_type.to_string(),
        group_state: group.state.to_string(),
        group_type: group.kind.to_string(),
    });
    ListGroupsResponse { error_code: code(result), groups: groups.collect(), ..Default::default() }
}

pub(crate) fn read_listed(message: ListGroupsResponse) -> Result<Vec<GroupListing>, ErrorCode> {
    let groups = message.groups.into_iter().map(|group| GroupListing {
        group: group.group_id.into(),
        protocol_type: group.protocol_type.into(),
        state: group.group_state.into(),
        kind: group.group_type.into(),
    });
    success(message.error_code).map(|()| groups.collect())
}

pub(crate) fn read_describe(message: DescribeGroupsRequest) -> DescribeGroups {
    DescribeGroups { groups: texts(message.groups) }
}

pub(crate) fn write_describe(request: &DescribeGroups) -> DescribeGroupsRequest {
    DescribeGroupsRequest { groups: strings(&request.groups), ..Default::default() }
}

pub(crate) fn write_described(groups: &[GroupDescription], version: i16) -> DescribeGroupsResponse {
    let groups = groups.iter().map(|group| write_group(group, version));
    DescribeGroupsResponse { groups: groups.collect(), ..Default::default() }
}

fn write_group(group: &GroupDescription, version: i16) -> DescribedGroup {
    let members = group.members.iter().map(|member| DescribedGroupMember {
        member_id: member.member.to_string(),
        group_instance_id: maybe_string(member.instance.as_ref()),
        client_id: member.client_id.to_string(),
        client_host: member.client_host.to_string(),
        member_metadata: member.metadata.clone(),
        member_assignment: member.assignment.clone(),
    });
    let mut message = DescribedGroup {
        error_code: group.error.code(),
        error_message: maybe_string(group.message.as_ref()),
        group_id: group.group.to_string(),
        group_state: group.state.to_string(),
        protocol_type: group.protocol_type.to_string(),
        protocol_data: group.protocol.to_string(),
        members: members.collect(),
        ..Default::default()
    };
    // An unknown group is an error only since version 6 (KIP-1043); before, it was a dead group without one.
    let not_found = ErrorCode::GroupIdNotFound;
    if group.error == not_found || (&*group.state == DEAD && !group.error.is_error()) {
        message.group_state = DEAD.into();
        message.error_code = if version >= 6 { not_found.code() } else { 0 };
    }
    message
}

pub(crate) fn read_described(message: DescribeGroupsResponse) -> Vec<GroupDescription> {
    message.groups.into_iter().map(read_group).collect()
}

fn read_group(group: DescribedGroup) -> GroupDescription {
    let members = group.members.into_iter().map(|member| MemberDescription {
        member: member.member_id.into(),
        instance: maybe_text(member.group_instance_id),
        client_id: member.client_id.into(),
        client_host: member.client_host.into(),
        metadata: member.member_metadata,
        assignment: member.member_assignment,
    });
    // Both forms of an unknown group become the newer one.
    let unknown = group.error_code == 0 && group.group_state == DEAD;
    let code = if unknown { ErrorCode::GroupIdNotFound } else { ErrorCode::from_code(group.error_code) };
    GroupDescription {
        group: group.group_id.into(),
        error: code,
        message: maybe_text(group.error_message),
        state: group.group_state.into(),
        protocol_type: group.protocol_type.into(),
        protocol: group.protocol_data.into(),
        members: members.collect(),
    }
}

pub(crate) fn read_delete(message: DeleteGroupsRequest) -> DeleteGroups {
    DeleteGroups { groups: texts(message.groups_names) }
}

pub(crate) fn write_delete(request: &DeleteGroups) -> DeleteGroupsRequest {
    DeleteGroupsRequest { groups_names: strings(&request.groups) }
}

pub(crate) fn write_deleted(groups: &[(Text, ErrorCode)]) -> DeleteGroupsResponse {
    let results = groups
        .iter()
        .map(|(group, error)| DeletableGroupResult { group_id: group.to_string(), error_code: error.code() });
    DeleteGroupsResponse { results: results.collect(), ..Default::default() }
}

pub(crate) fn read_deleted(message: DeleteGroupsResponse) -> Vec<(Text, ErrorCode)> {
    let results = message.results.into_iter();
    results.map(|group| (group.group_id.into(), ErrorCode::from_code(group.error_code))).collect()
}
