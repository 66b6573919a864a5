//! L8: what compaction leaves of a log, judged by the batches that its clients sent.
//!
//! The model of a copy stays what was appended once, batch by batch, whatever its files have lost since: a batch that
//! compaction made stands for those whose offsets it has. So all other checks go on comparing whole logs.

use glasslog_core::sorted::{SortedMap, SortedSet};

use bytes::Bytes;
use glasslog_core::{
    controller::image::Image,
    id::{Offset, TopicId},
    record::{Head, NoCodecs, Records},
};

use super::model::ModelBatch;
use crate::history::Content;

/// Tombstones of a topic with so long a `delete.retention.ms` stay for the whole of a run, wherever clocks jump.
const NEVER_MS: i64 = 365 * 24 * 3_600_000;

/// A record's key, as a digest, and whether it has no value.
type Keyed = (u128, bool);

/// What is known of compacted topics and their records.
#[derive(Clone, Debug, Default)]
pub(super) struct Compacted {
    /// Topics that are compacted, or were; and whether tombstones may go.
    topics: SortedMap<TopicId, bool>,
    keys: SortedMap<Content, Keyed>,
}

/// The records of a batch, with their offsets.
fn records(batch: &Bytes) -> Vec<(Offset, Content, Option<Keyed>)> {
    let records = Records::of_batch(batch, &NoCodecs, 1 << 20).into_iter().flatten().flatten();
    let told = |record: glasslog_core::record::Record| {
        let key = record.key.as_deref().map(|key| (crate::digest::of(&key), record.value.is_none()));
        (Offset(record.offset), Content::of(record.key.as_deref(), record.value.as_deref()), key)
    };
    records.map(told).collect()
}

impl Compacted {
    /// The settings of a topic are these now.
    pub(super) fn configured(&mut self, image: &Image, id: TopicId) {
        let Some(topic) = image.topics.get(&id) else { return };
        let policy = topic.settings.get("cleanup.policy").is_some_and(|policy| policy.contains("compact"));
        let retention = topic.settings.get("delete.retention.ms").and_then(|value| value.parse().ok());
        if policy {
            self.topics.insert(id, retention.is_none_or(|retention: i64| retention < NEVER_MS));
        }
    }

    /// Whether a topic's logs may have lost records to compaction.
    pub(super) fn is(&self, id: TopicId) -> bool {
        self.topics.contains_key(&id)
    }

    /// A batch of a compacted topic as it was sent: which keys its records have.
    pub(super) fn learn(&mut self, batch: &Bytes) {
        let keyed = records(batch).into_iter().filter_map(|(_, content, key)| Some((content, key?)));
        self.keys.extend(keyed);
    }

    /// L8: the last record of each key is among those that are stored. `log` is what was appended, from the log start on.
    pub(super) fn lost(&self, id: TopicId, log: &[&ModelBatch], stored: &[Bytes]) -> Option<Offset> {
        let kept: SortedSet<Offset> = stored.iter().flat_map(records).map(|(offset, ..)| offset).collect();
        let end = stored.last().and_then(|batch| Head::parse(batch).ok()).map_or(0, |head| head.next_offset());
        let mut last: SortedMap<u128, (Offset, bool)> = SortedMap::new();
        for batch in log.iter().filter(|batch| batch.end().0 <= end) {
            for (content, offset) in batch.contents.iter().zip(batch.head.base_offset..) {
                if let Some((key, tombstone)) = self.keys.get(content) {
                    last.insert(*key, (Offset(offset), *tombstone));
                }
            }
        }
        let may_go = self.topics.get(&id) == Some(&true);
        let stays = |(offset, tombstone): &(Offset, bool)| kept.contains(offset) || (*tombstone && may_go);
        let lost = last.into_values().find(|last| !stays(last));
        lost.map(|(offset, _)| offset)
    }
}

/// Whether compaction has made this batch: what clients send has a record at each offset, and no delete horizon.
pub(super) fn is_output(head: &Head) -> bool {
    i64::from(head.count) != head.offsets() || head.attributes.has_delete_horizon()
}

/// Whether a batch is what compaction may make of these, which lie side by side: a part of the records of one of them, or
/// nothing at all in the place of some, all of one epoch. Says why not.
pub(super) fn reduction(head: &Head, batch: &Bytes, sources: &[&ModelBatch]) -> Result<(), String> {
    let (Some(first), Some(last)) = (sources.first(), sources.last()) else {
        return Err("stands for nothing that was appended".into());
    };
    if head.verify(batch).is_err() {
        return Err("is broken".into());
    }
    let (base, end) = (Offset(head.base_offset), Offset(head.next_offset()));
    let bounds = (first.base(), last.end());
    if last.end() != end || (first.base() != base && head.count > 0) || first.base() > base {
        return Err(format!("takes the offsets from {base} to {end}; they were sent from {bounds:?}"));
    }
    if sources.iter().any(|source| source.epoch().0 != head.leader_epoch) {
        return Err(format!("has epoch {}; other epochs were there", head.leader_epoch));
    }
    if head.is_idempotent() || head.count > 0 {
        let of = |head: &Head| (head.producer_id, head.producer_epoch, head.base_sequence, head.last_offset_delta);
        if sources.len() != 1 || of(head) != of(&first.head) {
            return Err(format!("tells {:?} of a producer that sent {:?}", of(head), of(&first.head)));
        }
    }
    let inside = records(batch);
    if inside.len() as i64 != i64::from(head.count) {
        return Err(format!("has {} records, and promises {}", inside.len(), head.count));
    }
    for (offset, content, _) in inside {
        let place = usize::try_from(offset.since(first.base())).ok();
        if place.and_then(|place| first.contents.get(place)) != Some(&content) {
            return Err(format!("has another record at {offset} than was sent"));
        }
    }
    Ok(())
}
