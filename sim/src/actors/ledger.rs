//! What an actor shows of itself: the last records it sent or processed, and how many there were.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{Offset, PartitionIndex},
    name::Text,
    request::Acks,
    time::Instant,
};
use serde::{Serialize, Serializer};

use super::{ActorId, Port};
use crate::{
    history::{Content, Seen},
    view::{Fate, PartitionName, ProcessedRecord, RECORDS_SHOWN, SentRecord},
};

/// A record's key and value in one piece: every snapshot of a timeline keeps the records of its time, and there they would take
/// more room by themselves, or hold on to the batch that they came in.
#[derive(Clone, Debug)]
struct Body(Box<[u8]>);

impl Body {
    fn of(key: Option<&[u8]>, value: Option<&[u8]>) -> Body {
        Body(postcard::to_allocvec(&(key, value)).unwrap_or_default().into())
    }

    /// Key and value.
    fn parts(&self) -> (Option<&[u8]>, Option<&[u8]>) {
        postcard::from_bytes(&self.0).unwrap_or_default()
    }

    /// Key and value, to be given away.
    fn copies(&self) -> (Option<Bytes>, Option<Bytes>) {
        let (key, value) = self.parts();
        (key.map(Bytes::copy_from_slice), value.map(Bytes::copy_from_slice))
    }
}

/// A [`SentRecord`] in less room.
#[derive(Clone, Debug)]
struct Sent {
    number: u64,
    at: Instant,
    fate: Fate,
    partition: Option<PartitionIndex>,
    body: Body,
}

impl Sent {
    fn view(&self) -> SentRecord {
        let Sent { number, at, fate, partition, ref body } = *self;
        let (key, value) = body.copies();
        SentRecord { number, key, value, partition, at, fate }
    }
}

impl Serialize for Sent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

/// A [`ProcessedRecord`] in less room.
#[derive(Clone, Debug)]
struct Processed {
    partition: PartitionName,
    offset: Offset,
    at: Instant,
    body: Body,
}

impl Processed {
    fn view(&self) -> ProcessedRecord {
        let (key, value) = self.body.copies();
        ProcessedRecord { partition: self.partition.clone(), offset: self.offset, key, value, at: self.at }
    }
}

impl Serialize for Processed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

/// What a producer has sent.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct SentLedger {
    /// Each is shared between copies of the world until it changes.
    records: VecDeque<Arc<Sent>>,
    pub(crate) sent: u64,
    pub(crate) acked: u64,
    pub(crate) refused: u64,
    pub(crate) unknown: u64,
}

impl SentLedger {
    /// A new record; gives its number.
    pub(crate) fn add(
        &mut self,
        at: Instant,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        partition: Option<PartitionIndex>,
    ) -> u64 {
        let number = self.sent;
        self.sent += 1;
        // Settled records make room; those under way stay until they are settled.
        if self.records.len() >= RECORDS_SHOWN {
            let settled = |r: &Arc<Sent>| !matches!(r.fate, Fate::Waiting | Fate::Sent);
            if let Some(oldest) = self.records.iter().position(settled) {
                self.records.remove(oldest);
            }
        }
        let record = Sent { number, at, fate: Fate::Waiting, partition, body: Body::of(key, value) };
        self.records.push_back(Arc::new(record));
        number
    }

    /// A record has left for a partition: the oldest of that content that waits.
    pub(crate) fn left(&mut self, key: Option<&[u8]>, value: Option<&[u8]>, partition: PartitionIndex) {
        let same = |r: &&mut Arc<Sent>| r.fate == Fate::Waiting && r.body.parts() == (key, value);
        if let Some(record) = self.records.iter_mut().find(same).map(Arc::make_mut) {
            record.partition = Some(partition);
            record.fate = Fate::Sent;
        }
    }

    /// The record's fate is known, or it is under way to a partition. History is told.
    pub(crate) fn settle(
        &mut self,
        port: &mut Port<'_>,
        (topic, idempotent, acks): (&Text, bool, Acks),
        number: u64,
        partition: Option<PartitionIndex>,
        fate: Fate,
    ) {
        let Some(record) = self.records.iter_mut().find(|r| r.number == number).map(Arc::make_mut) else { return };
        record.partition = partition.or(record.partition);
        record.fate = fate;
        let producer = port.actor;
        let (key, value) = record.body.parts();
        let content = Content::of(key, value);
        let place = record.partition.map(|partition| (topic.clone(), partition));
        if let (Some(partition), false) = (place.clone(), matches!(fate, Fate::Waiting | Fate::Sent)) {
            port.history.add(Seen::Sent { producer, number, partition, content, idempotent });
        }
        match (fate, place) {
            (Fate::Acked(offset), place) => {
                self.acked += 1;
                if let (Some(offset), Some(partition)) = (offset, place) {
                    port.history.add(Seen::Acked { producer, number, partition, offset, content, acks });
                }
            }
            (Fate::Refused(code), place) => {
                port.say(format!("record {number} was refused: {code}"));
                self.refused += 1;
                if let Some(partition) = place {
                    port.history.add(Seen::Refused { producer, number, partition, code, content });
                }
            }
            (Fate::Unknown, _) => {
                port.say(format!("record {number} is given up: it may be in the log or not"));
                self.unknown += 1;
                port.history.add(Seen::Unknown { producer, number });
            }
            (Fate::Waiting | Fate::Sent, _) => {}
        }
    }

    pub(crate) fn records(&self) -> Vec<SentRecord> {
        let skip = self.records.len().saturating_sub(RECORDS_SHOWN);
        self.records.iter().skip(skip).map(|record| record.view()).collect()
    }
}

/// What a consumer has processed.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ProcessedLedger {
    /// Each is shared between copies of the world.
    records: VecDeque<Arc<Processed>>,
    pub(crate) count: u64,
}

impl ProcessedLedger {
    pub(crate) fn add(&mut self, port: &mut Port<'_>, record: ProcessedRecord) {
        let (key, value) = (record.key.as_deref(), record.value.as_deref());
        let (content, body) = (Content::of(key, value), Body::of(key, value));
        let (consumer, partition, offset): (ActorId, PartitionName, Offset) =
            (port.actor, record.partition.clone(), record.offset);
        port.history.add(Seen::Read { consumer, partition, offset, content });
        self.count += 1;
        if self.records.len() == RECORDS_SHOWN {
            self.records.pop_front();
        }
        let ProcessedRecord { partition, offset, at, .. } = record;
        self.records.push_back(Arc::new(Processed { partition, offset, at, body }));
    }

    pub(crate) fn records(&self) -> Vec<ProcessedRecord> {
        self.records.iter().map(|record| record.view()).collect()
    }
}

/// Whether a code means "try again later".
pub(crate) fn passes(code: ErrorCode) -> bool {
    code.is_retriable()
}
