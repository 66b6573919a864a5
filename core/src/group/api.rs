//! What the coordinator is asked, and what it asks for in return.

use alloc::{boxed::Box, vec::Vec};

use bytes::Bytes;

use crate::{
    effect::Note,
    id::{ClientId, Offset, PartitionIndex, RequestId},
    request::{
        DeleteGroups, DescribeGroups, Heartbeat, JoinGroup, LeaveGroup, ListGroups, OffsetCommit, OffsetDelete,
        OffsetFetch, Request, SyncGroup,
    },
    response::{Response, Span},
};

/// The requests that are a coordinator's affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupRequest {
    /// Become a member, or stay one in the next generation.
    Join(Box<JoinGroup>),
    /// Give or receive the assignment.
    Sync(SyncGroup),
    /// Still here.
    Heartbeat(Heartbeat),
    /// Going.
    Leave(LeaveGroup),
    /// This is how far we have read. Topics by name: ids are refused. Taken for any topic; a node that knows its topics
    /// uses [`super::Coordinator::handle_commit`].
    Commit(OffsetCommit),
    /// How far had we read? Topics by name: ids are refused.
    FetchOffsets(OffsetFetch),
    /// Forget commits of some partitions.
    DeleteOffsets(OffsetDelete),
    /// All groups here.
    List(ListGroups),
    /// Details of some groups.
    Describe(DescribeGroups),
    /// Forget groups.
    Delete(DeleteGroups),
}

impl<B> TryFrom<Request<B>> for GroupRequest {
    type Error = Request<B>;

    /// Gives the request back when it is not about groups.
    fn try_from(request: Request<B>) -> Result<GroupRequest, Request<B>> {
        Ok(match request {
            Request::JoinGroup(r) => GroupRequest::Join(r),
            Request::SyncGroup(r) => GroupRequest::Sync(r),
            Request::Heartbeat(r) => GroupRequest::Heartbeat(r),
            Request::LeaveGroup(r) => GroupRequest::Leave(r),
            Request::OffsetCommit(r) => GroupRequest::Commit(r),
            Request::OffsetFetch(r) => GroupRequest::FetchOffsets(r),
            Request::OffsetDelete(r) => GroupRequest::DeleteOffsets(r),
            Request::ListGroups(r) => GroupRequest::List(r),
            Request::DescribeGroups(r) => GroupRequest::Describe(r),
            Request::DeleteGroups(r) => GroupRequest::Delete(r),
            other => return Err(other),
        })
    }
}

impl<B> From<GroupRequest> for Request<B> {
    fn from(request: GroupRequest) -> Request<B> {
        match request {
            GroupRequest::Join(r) => Request::JoinGroup(r),
            GroupRequest::Sync(r) => Request::SyncGroup(r),
            GroupRequest::Heartbeat(r) => Request::Heartbeat(r),
            GroupRequest::Leave(r) => Request::LeaveGroup(r),
            GroupRequest::Commit(r) => Request::OffsetCommit(r),
            GroupRequest::FetchOffsets(r) => Request::OffsetFetch(r),
            GroupRequest::DeleteOffsets(r) => Request::OffsetDelete(r),
            GroupRequest::List(r) => Request::ListGroups(r),
            GroupRequest::Describe(r) => Request::DescribeGroups(r),
            GroupRequest::Delete(r) => Request::DeleteGroups(r),
        }
    }
}

/// Joins a [`GroupEffect::Append`] with its end. Never used twice by a coordinator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppendToken(pub u64);

/// Joins a [`GroupEffect::Load`] with what was read. One load uses the same for all its chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoadToken(pub u64);

/// The key and value of a record for the offsets topic; no value is a tombstone.
pub type KeyValue = (Bytes, Option<Bytes>);

/// One thing to do for the coordinator, in the order in which [`super::Coordinator::poll`] gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupEffect {
    /// Answer a request.
    Reply {
        /// Whom.
        client: ClientId,
        /// Which request.
        id: RequestId,
        /// What.
        response: Response<Span>,
    },
    /// Append these to the offsets topic as one batch, as acks=all; then [`super::Coordinator::handle_appended`].
    Append {
        /// The partition of the offsets topic.
        partition: PartitionIndex,
        /// Comes back with the end.
        token: AppendToken,
        /// Never empty.
        records: Vec<KeyValue>,
    },
    /// Read the offsets topic from here, up to its high watermark; then [`super::Coordinator::handle_loaded`].
    Load {
        /// The partition of the offsets topic.
        partition: PartitionIndex,
        /// Comes back with what was read.
        token: LoadToken,
        /// The first offset wanted; where the log starts later, its start is meant.
        from: Offset,
    },
    /// Something worth telling a person.
    Note(Note),
}
