//! The records of the offsets topic, as Apache Kafka writes them: its tools can read ours, and we its.
//!
//! Written: keys `OffsetCommitKey` 1 and `GroupMetadataKey` 2, values `OffsetCommitValue` 3 and `GroupMetadataValue` 3.
//! Kafka's commit value has no room for absent words, and its coordinator turns them into empty ones. Clients tell
//! the two apart, so a commit without words is written as value 4, the flexible one, with a tagged field of our own:
//! Kafka skips it and sees empty words. Read: every version of these up to 4. Keys of other kinds are skipped;
//! a key of these kinds that cannot be read is an error, for to pass over it would lose a commit.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{
    api::KeyValue,
    codec::{Malformed, Reader, Writer},
};
use crate::{
    id::{Generation, LeaderEpoch, Offset, PartitionIndex},
    name::Text,
    time::Timestamp,
};

/// The tagged field that marks absent words in an `OffsetCommitValue` 4.
const TAG_NO_WORDS: u32 = 9000;

/// One committed offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Committed {
    pub(super) offset: Offset,
    pub(super) leader_epoch: Option<LeaderEpoch>,
    pub(super) metadata: Option<Text>,
    pub(super) at: Timestamp,
}

/// A group as its record keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredGroup {
    pub(super) protocol_type: Option<Text>,
    pub(super) generation: Generation,
    pub(super) protocol: Option<Text>,
    pub(super) leader: Option<Text>,
    pub(super) since: Timestamp,
    pub(super) members: Vec<StoredMember>,
}

/// A member as its group's record keeps it. Timeouts in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredMember {
    pub(super) member: Text,
    pub(super) instance: Option<Text>,
    pub(super) client_id: Text,
    pub(super) client_host: Text,
    pub(super) rebalance_timeout_ms: i32,
    pub(super) session_timeout_ms: i32,
    pub(super) subscription: Bytes,
    pub(super) assignment: Bytes,
}

/// One record of the offsets topic; no value is a tombstone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LogRecord {
    Commit { group: Text, topic: Text, partition: PartitionIndex, value: Option<Committed> },
    Group { group: Text, value: Option<StoredGroup> },
}

impl LogRecord {
    pub(super) fn encode(&self) -> KeyValue {
        let mut key = Writer::default();
        match self {
            LogRecord::Commit { group, topic, partition, value } => {
                key.i16(1);
                key.string(group);
                key.string(topic);
                key.i32(partition.0);
                (key.finish(), value.as_ref().map(encode_commit))
            }
            LogRecord::Group { group, value } => {
                key.i16(2);
                key.string(group);
                (key.finish(), value.as_ref().map(encode_group))
            }
        }
    }

    /// The record, or none when its key is of a kind that is not ours.
    pub(super) fn decode(key: Option<Bytes>, value: Option<Bytes>) -> Result<Option<LogRecord>, Malformed> {
        let Some(key) = key else { return Ok(None) };
        let mut key = Reader::new(key);
        match key.i16()? {
            0 | 1 => {
                let (group, topic, partition) = (key.string()?, key.string()?, PartitionIndex(key.i32()?));
                let value = value.map(decode_commit).transpose()?;
                Ok(Some(LogRecord::Commit { group, topic, partition, value }))
            }
            2 => {
                let group = key.string()?;
                let value = value.map(decode_group).transpose()?;
                Ok(Some(LogRecord::Group { group, value }))
            }
            _ => Ok(None),
        }
    }
}

fn encode_commit(commit: &Committed) -> Bytes {
    let mut out = Writer::default();
    out.i16(if commit.metadata.is_some() { 3 } else { 4 });
    out.i64(commit.offset.0);
    out.i32(commit.leader_epoch.map_or(-1, |epoch| epoch.0));
    match &commit.metadata {
        Some(words) => {
            out.string(words);
            out.i64(commit.at.0);
        }
        None => {
            out.varint(1); // the empty compact string
            out.i64(commit.at.0);
            out.varint(1); // one tagged field
            out.varint(TAG_NO_WORDS);
            out.varint(0);
        }
    }
    out.finish()
}

fn decode_commit(value: Bytes) -> Result<Committed, Malformed> {
    let mut value = Reader::new(value);
    let version = value.i16()?;
    if !(0..=4).contains(&version) {
        return Err(Malformed);
    }
    let offset = Offset(value.i64()?);
    let leader_epoch = if version >= 3 { value.i32()? } else { -1 };
    let mut metadata = if version >= 4 { value.compact_string()? } else { value.nullable_string()? };
    let at = Timestamp(value.i64()?);
    if version >= 4 {
        value.tagged_fields(|tag, _| {
            if tag == TAG_NO_WORDS {
                metadata = None;
            }
            Ok(())
        })?;
    }
    Ok(Committed { offset, leader_epoch: (leader_epoch >= 0).then_some(LeaderEpoch(leader_epoch)), metadata, at })
}

fn encode_group(group: &StoredGroup) -> Bytes {
    let mut out = Writer::default();
    out.i16(3);
    out.string(group.protocol_type.as_deref().unwrap_or(""));
    out.i32(group.generation.0);
    out.nullable_string(group.protocol.as_deref());
    out.nullable_string(group.leader.as_deref());
    out.i64(group.since.0);
    out.count(group.members.len());
    for member in &group.members {
        out.string(&member.member);
        out.nullable_string(member.instance.as_deref());
        out.string(&member.client_id);
        out.string(&member.client_host);
        out.i32(member.rebalance_timeout_ms);
        out.i32(member.session_timeout_ms);
        out.bytes(&member.subscription);
        out.bytes(&member.assignment);
    }
    out.finish()
}

fn decode_group(value: Bytes) -> Result<StoredGroup, Malformed> {
    let mut value = Reader::new(value);
    let version = value.i16()?;
    let flexible = match version {
        0..=3 => false,
        4 => true,
        _ => return Err(Malformed),
    };
    let protocol_type = value.either_string(flexible)?.filter(|text| !text.is_empty());
    let generation = Generation(value.i32()?);
    let protocol = value.either_string(flexible)?;
    let leader = value.either_string(flexible)?;
    let since = Timestamp(if version >= 2 { value.i64()? } else { -1 });
    // The smallest member is four empty texts or byte strings and a timeout.
    let count = value.either_count(flexible, if flexible { 8 } else { 16 })?;
    let mut members = Vec::new();
    for _ in 0..count {
        let member = value.either_string(flexible)?.ok_or(Malformed)?;
        let instance = if version >= 3 { value.either_string(flexible)? } else { None };
        let client_id = value.either_string(flexible)?.ok_or(Malformed)?;
        let client_host = value.either_string(flexible)?.ok_or(Malformed)?;
        let rebalance_timeout_ms = if version >= 1 { Some(value.i32()?) } else { None };
        let session_timeout_ms = value.i32()?;
        let subscription = value.either_bytes(flexible)?.unwrap_or_default();
        let assignment = value.either_bytes(flexible)?.unwrap_or_default();
        if flexible {
            value.tagged_fields(|_, _| Ok(()))?;
        }
        members.push(StoredMember {
            member,
            instance,
            client_id,
            client_host,
            // Before KIP-62 the session timeout was both.
            rebalance_timeout_ms: rebalance_timeout_ms.filter(|ms| *ms >= 0).unwrap_or(session_timeout_ms),
            session_timeout_ms,
            subscription,
            assignment,
        });
    }
    Ok(StoredGroup { protocol_type, generation, protocol, leader, since, members })
}
