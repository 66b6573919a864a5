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
use serde::Serialize;

use super::{ActorId, Port};
use crate::{
    history::{Content, Seen},
    view::{Fate, PartitionName, ProcessedRecord, RECORDS_SHOWN, SentRecord},
};

/// What a producer has sent.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct SentLedger {
    /// Each is shared between copies of the world until it changes.
    records: VecDeque<Arc<SentRecord>>,
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
        key: Option<Bytes>,
        value: Option<Bytes>,
        partition: Option<PartitionIndex>,
    ) -> u64 {
        let number = self.sent;
        self.sent += 1;
        // Settled records make room; those under way stay until they are settled.
        if self.records.len() >= RECORDS_SHOWN {
            let settled = |r: &Arc<SentRecord>| !matches!(r.fate, Fate::Waiting | Fate::Sent);
            if let Some(oldest) = self.records.iter().position(settled) {
                self.records.remove(oldest);
            }
        }
        let record = SentRecord {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            key,
            value,
            partition,
            at,
            fate: Fate::Waiting,
            tries: 0,
            took: [0; 3],
        };
        self.records.push_back(Arc::new(record));
        number
    }

    /// A record has left for a partition: the oldest of that content that waits, or else, for another time, one that was under way.
    pub(crate) fn left(&mut self, key: Option<&[u8]>, value: Option<&[u8]>, partition: PartitionIndex) {
        let same = |r: &SentRecord| r.key.as_deref() == key && r.value.as_deref() == value;
        let is = |fate: Fate| move |r: &Arc<SentRecord>| r.fate == fate && same(r);
        let place = self.records.iter().position(is(Fate::Waiting));
        let place = place.or_else(|| self.records.iter().position(is(Fate::Sent)));
        if let Some(record) = place.and_then(|place| self.records.get_mut(place)).map(Arc::make_mut) {
            record.partition = Some(partition);
            record.fate = Fate::Sent;
            record.tries = record.tries.saturating_add(1);
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
        let Some(record) = self.records.iter_mut().find(|r| u64::from(r.number) == number).map(Arc::make_mut) else {
            return;
        };
        record.partition = partition.or(record.partition);
        record.fate = fate;
        match fate {
            Fate::Waiting => {}
            Fate::Sent => record.tries = record.tries.saturating_add(1),
            Fate::Acked(_) | Fate::Refused(_) | Fate::Unknown => {
                record.settle_after(port.now.instant.since(record.at));
            }
        }
        let producer = port.actor;
        let content = Content::of(record.key.as_deref(), record.value.as_deref());
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
        self.records.iter().skip(skip).map(|record| SentRecord::clone(record)).collect()
    }
}

/// What a consumer has processed.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ProcessedLedger {
    records: VecDeque<Arc<ProcessedRecord>>,
    pub(crate) count: u64,
}

impl ProcessedLedger {
    pub(crate) fn add(&mut self, port: &mut Port<'_>, record: ProcessedRecord) {
        let content = Content::of(record.key.as_deref(), record.value.as_deref());
        let (consumer, partition, offset): (ActorId, PartitionName, Offset) =
            (port.actor, record.partition.clone(), record.offset);
        port.history.add(Seen::Read { consumer, partition, offset, content });
        self.count += 1;
        if self.records.len() == RECORDS_SHOWN {
            self.records.pop_front();
        }
        self.records.push_back(Arc::new(record));
    }

    pub(crate) fn records(&self) -> Vec<ProcessedRecord> {
        self.records.iter().map(|record| ProcessedRecord::clone(record)).collect()
    }
}

/// Whether a code means "try again later".
pub(crate) fn passes(code: ErrorCode) -> bool {
    code.is_retriable()
}
