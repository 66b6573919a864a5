//! Records out of a fetch's answer.

use std::collections::VecDeque;

use bytes::Bytes;
use glasslog_core::id::{LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::record::{CheckedBatch, NoCodecs, Records, Rules};
use glasslog_core::time::Timestamp;

use crate::scene::{Content, Contents};

/// So many batches are kept as they came …
const BATCHES: usize = 256;
/// … and none that is larger.
const BATCH_BYTES: usize = 64 << 10;

/// A batch as it came.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) topic: Text,
    pub(super) partition: PartitionIndex,
    base: Offset,
    end: Offset,
    pub(super) bytes: Bytes,
}

impl Batch {
    pub(super) fn holds(&self, offset: Offset) -> bool {
        (self.base..self.end).contains(&offset)
    }
}

/// Keeps whole batches, for whoever wants to see them; the oldest go.
pub(super) fn keep_batches(kept: &mut VecDeque<Batch>, topic: &Text, partition: PartitionIndex, bytes: &Bytes) {
    for batch in CheckedBatch::parse_many(bytes.clone(), Rules::LOG).map_while(Result::ok) {
        let base = Offset(batch.head().base_offset);
        kept.retain(|known| (&known.topic, known.partition, known.base) != (topic, partition, base));
        if batch.bytes().len() <= BATCH_BYTES {
            let end = base.plus(batch.offsets());
            // a copy: what it came in is much larger
            let bytes = Bytes::copy_from_slice(batch.bytes());
            kept.push_back(Batch { topic: topic.clone(), partition, base, end, bytes });
        }
        while kept.len() > BATCHES {
            kept.pop_front();
        }
    }
}

/// A place whose record cannot be shown, and why.
pub(super) fn unreadable(why: &str, offset: Offset, leader_epoch: LeaderEpoch) -> Content {
    Content {
        key: None,
        value: None,
        headers: Vec::new(),
        timestamp: Timestamp::NONE,
        leader_epoch,
        batch: (offset, offset.plus(1)),
        batch_bytes: 0,
        unreadable: Some(why.to_owned()),
        glyph: None,
    }
}

/// Takes the records of whole batches in; returns the offset after the last.
pub(super) fn take_records(contents: &mut Contents, topic: &Text, partition: PartitionIndex, bytes: &Bytes) -> Offset {
    let mut upto = Offset(-1);
    for batch in CheckedBatch::parse_many(bytes.clone(), Rules::LOG) {
        let Ok(batch) = batch else {
            break;
        };
        let head = *batch.head();
        let (base, end) = (Offset(head.base_offset), Offset(head.base_offset.saturating_add(batch.offsets())));
        upto = end;
        let size = u32::try_from(batch.size()).unwrap_or(u32::MAX);
        match Records::of_batch(batch.bytes(), &NoCodecs, 1 << 20) {
            Ok(records) => {
                for record in records.map_while(Result::ok) {
                    let headers = record.headers.iter();
                    let content = Content {
                        key: record.key,
                        value: record.value,
                        headers: headers
                            .map(|header| (String::from_utf8_lossy(&header.key).into_owned(), header.value))
                            .collect(),
                        timestamp: Timestamp(record.timestamp),
                        leader_epoch: LeaderEpoch(head.leader_epoch),
                        batch: (base, end),
                        batch_bytes: size,
                        unreadable: None,
                        glyph: None,
                    };
                    contents.put(topic, partition, Offset(record.offset), content);
                }
            }
            Err(error) => {
                for offset in (base.0..end.0.min(base.0.saturating_add(64))).map(Offset) {
                    let content = Content {
                        timestamp: Timestamp(batch.max_timestamp()),
                        batch: (base, end),
                        batch_bytes: size,
                        ..unreadable(&error.to_string(), offset, LeaderEpoch(head.leader_epoch))
                    };
                    contents.put(topic, partition, offset, content);
                }
            }
        }
    }
    upto
}

#[cfg(test)]
mod tests {
    use glasslog_core::record::BatchBuilder;

    use super::*;

    fn batch(base: i64, value: &[u8]) -> Bytes {
        let mut builder = BatchBuilder::new().placed(base, 0);
        builder.push(0, None, Some(value), &[]).expect("room");
        builder.build()
    }

    #[test]
    fn batches_are_kept_as_they_came_but_not_too_many_and_none_that_is_large() {
        let topic = Text::from("items-list");
        let mut kept = VecDeque::new();
        let mut keep = |bytes: &Bytes| {
            keep_batches(&mut kept, &topic, PartitionIndex(0), bytes);
            kept.len()
        };
        let both = Bytes::from([batch(0, b"one"), batch(1, b"two")].concat());
        assert_eq!(keep(&both), 2);
        assert_eq!(keep(&both), 2, "each once");
        assert_eq!(keep(&batch(2, &vec![7; BATCH_BYTES])), 2);
        for base in 3..500 {
            keep(&batch(base, b"more"));
        }
        assert_eq!(kept.len(), BATCHES);
        let last = kept.back().expect("there are some");
        assert!(last.holds(Offset(499)) && !last.holds(Offset(498)));
        assert_eq!(last.bytes, batch(499, b"more"));
    }
}
