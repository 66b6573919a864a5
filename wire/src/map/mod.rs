//! Between the protocol's messages and the core's vocabulary. One small file for each family of APIs, each with the four ways:
//! `read_request` and `write_response` for a server, `write_request` and `read_response` for a client.
//!
//! What a version cannot say, and what its absence means, is known here and nowhere else: the core sees flags, never versions.

pub(crate) mod commits;
pub(crate) mod common;
pub(crate) mod configs;
pub(crate) mod fetch;
pub(crate) mod groups;
pub(crate) mod members;
pub(crate) mod metadata;
pub(crate) mod offsets;
pub(crate) mod produce;
pub(crate) mod topics;

use crate::error::EncodeError;
use crate::message::{ApiKey, Response};
use alloc::{boxed::Box, vec::Vec};
use glasslog_core::{
    id::PartitionIndex,
    name::Text,
    request::{self, TopicRef},
};

/// A request that the wire answers by itself: it asks for what the core has no words for.
#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Box<Response>);

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

/// What some old responses leave out, for it stood in the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The coordinator's key, or the group.
    pub(crate) name: Text,
    /// The partitions of an OffsetFetch 1, whose answer has no place for an error but these.
    pub(crate) partitions: Vec<(TopicRef, PartitionIndex)>,
}

impl Asked {
    pub(crate) fn by<B>(request: &request::Request<B>, version: i16) -> Self {
        match request {
            request::Request::FindCoordinator(request) => {
                Self { name: request.keys.first().cloned().unwrap_or_default(), ..Self::default() }
            }
            request::Request::OffsetFetch(request) => match &request.groups[..] {
                [one] => {
                    let partitions = one.partitions.clone().filter(|_| version < 2).unwrap_or_default();
                    Self { name: one.group.clone(), partitions }
                }
                _ => Self::default(),
            },
            _ => Self::default(),
        }
    }
}

/// The failure of a request that a version has no words for.
pub(crate) const fn cannot_say(key: ApiKey, version: i16) -> EncodeError {
    EncodeError::NotAtThisVersion { key: key as i16, version }
}
