//! What all the mappings share: nulls and −1 to options, topics by name or id, partitions gathered under their topics.

use super::cannot_say;
use crate::error::EncodeError;
use crate::message::{ApiKey, Uuid};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::time::Duration;
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::{BrokerId, LeaderEpoch, Offset, TopicId},
    name::Text,
    request::TopicRef,
};

pub(crate) fn texts(strings: Vec<String>) -> Vec<Text> {
    strings.into_iter().map(Text::from).collect()
}

pub(crate) fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
}

pub(crate) fn maybe_text(string: Option<String>) -> Option<Text> {
    string.map(Text::from)
}

pub(crate) fn maybe_string(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.to_string())
}

/// For fields where an old version has an empty string instead of null.
pub(crate) fn text_unless_empty(string: String) -> Option<Text> {
    (!string.is_empty()).then(|| string.into())
}

/// A negative time is none at all.
pub(crate) fn millis(millis: i32) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

pub(crate) fn to_millis(span: Duration) -> i32 {
    i32::try_from(span.as_millis()).unwrap_or(i32::MAX)
}

/// A negative size is none at all.
pub(crate) fn bytes(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

pub(crate) fn to_bytes(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

pub(crate) fn maybe_broker(id: i32) -> Option<BrokerId> {
    (id >= 0).then_some(BrokerId(id))
}

pub(crate) fn to_broker(id: Option<BrokerId>) -> i32 {
    id.map_or(-1, |id| id.0)
}

pub(crate) fn maybe_epoch(epoch: i32) -> Option<LeaderEpoch> {
    (epoch >= 0).then_some(LeaderEpoch(epoch))
}

pub(crate) fn to_epoch(epoch: Option<LeaderEpoch>) -> i32 {
    epoch.map_or(-1, |epoch| epoch.0)
}

pub(crate) fn maybe_offset(offset: i64) -> Option<Offset> {
    (offset >= 0).then_some(Offset(offset))
}

pub(crate) fn to_offset(offset: Option<Offset>) -> i64 {
    offset.map_or(-1, |offset| offset.0)
}

pub(crate) const fn uuid(id: TopicId) -> Uuid {
    Uuid(id.0)
}

pub(crate) const fn topic_id(id: Uuid) -> TopicId {
    TopicId(id.0)
}

pub(crate) fn brokers(ids: Vec<i32>) -> Vec<BrokerId> {
    ids.into_iter().map(BrokerId).collect()
}

pub(crate) fn broker_numbers(ids: &[BrokerId]) -> Vec<i32> {
    ids.iter().map(|id| id.0).collect()
}

/// How an API names topics at a version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming {
    key: ApiKey,
    version: i16,
    by_id: bool,
}

impl Naming {
    /// By name up to a version, by id from there on.
    pub(crate) const fn by_id_from(from: i16, key: ApiKey, version: i16) -> Self {
        Self { key, version, by_id: version >= from }
    }

    /// By name at every version.
    pub(crate) const fn by_name(key: ApiKey, version: i16) -> Self {
        Self { key, version, by_id: false }
    }

    pub(crate) fn read(self, name: String, id: Uuid) -> TopicRef {
        if self.by_id { TopicRef::Id(topic_id(id)) } else { TopicRef::Name(name.into()) }
    }

    /// Name and id as the message has them: one of both is empty.
    pub(crate) fn write(self, topic: &TopicRef) -> Result<(String, Uuid), EncodeError> {
        match topic {
            TopicRef::Name(name) if !self.by_id => Ok((name.to_string(), Uuid::NIL)),
            TopicRef::Id(id) if self.by_id => Ok((String::new(), uuid(*id))),
            _ => Err(cannot_say(self.key, self.version)),
        }
    }
}

/// Gathers what stands together under one key: partitions under their topic. The order stays.
pub(crate) fn gathered<K: PartialEq, P>(items: impl IntoIterator<Item = (K, P)>) -> Vec<(K, Vec<P>)> {
    let mut groups: Vec<(K, Vec<P>)> = Vec::new();
    for (key, item) in items {
        match groups.last_mut() {
            Some((last, together)) if *last == key => together.push(item),
            _ => groups.push((key, [item].into())),
        }
    }
    groups
}

/// A refusal, if the code is one.
pub(crate) fn outcome(code: i16, message: Option<String>) -> Result<(), Refusal> {
    match ErrorCode::from_code(code) {
        ErrorCode::None => Ok(()),
        code => Err(Refusal { code, message: maybe_text(message) }),
    }
}

/// An error, if the code is one.
pub(crate) fn success(code: i16) -> Result<(), ErrorCode> {
    outcome(code, None).map_err(|refusal| refusal.code)
}

/// The code and the words of a result.
pub(crate) fn told<T>(result: &Result<T, Refusal>) -> (i16, Option<String>) {
    match result {
        Ok(_) => (0, None),
        Err(refusal) => (refusal.code.code(), maybe_string(refusal.message.as_ref())),
    }
}

/// The code of a result.
pub(crate) fn code<T>(result: &Result<T, ErrorCode>) -> i16 {
    result.as_ref().err().map_or(0, |error| error.code())
}
