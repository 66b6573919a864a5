//! At rest: L7, L9, P6, G8. What a broker remembers is what its disk tells.

use glasslog_core::sorted::SortedMap;

use glasslog_core::{
    id::{BrokerId, Offset, ProducerId},
    limit::PRODUCER_BATCHES,
    log::{ProducerEntry, ProducerTable},
    store::IndexedBatch,
    time::Timestamp,
    view::{GroupView, PartitionView},
};

use super::{
    Checks, Verdicts,
    log::{FRONT_BYTES, heads},
};
use crate::broker::Reopened;

/// A producer silent for so long may be forgotten (`producer.id.expiration.ms`).
const PRODUCER_EXPIRES_MS: i64 = 24 * 3_600_000;

impl Checks {
    /// L7: the sparse index of a segment, and the segment's file.
    pub(crate) fn audit_index(&mut self, broker: BrokerId, path: &str, entries: &[IndexedBatch], contents: &[u8]) {
        if self.logs.trusts(broker) {
            check_index(&mut self.verdicts, broker, path, entries, contents);
        }
    }

    /// L9, P6: a log as starts would find it, and the producers as the broker has them.
    pub(crate) fn audit_reopened(
        &mut self,
        broker: BrokerId,
        reopened: &Reopened,
        memory: Option<&ProducerTable>,
        now: Timestamp,
    ) {
        if self.logs.trusts(broker) {
            check_reopened(&mut self.verdicts, broker, reopened, memory, now);
        }
    }

    /// G8: groups as the log tells of them, and as their coordinator has them.
    pub(crate) fn audit_groups(
        &mut self,
        broker: BrokerId,
        view: &PartitionView,
        told: &[GroupView],
        has: &[GroupView],
    ) {
        if self.logs.trusts_all() {
            check_groups(&mut self.verdicts, broker, view, told, has);
        }
    }
}

/// L7: each entry points to a batch, and knows the largest timestamp before it.
fn check_index(verdicts: &mut Verdicts, broker: BrokerId, path: &str, entries: &[IndexedBatch], contents: &[u8]) {
    let mut places: SortedMap<u64, (Offset, Timestamp)> = SortedMap::new();
    let mut before = Timestamp::NONE;
    let batches = contents.get(FRONT_BYTES as usize..).unwrap_or_default();
    for (at, head) in heads(batches) {
        places.insert(FRONT_BYTES + at, (Offset(head.base_offset), before));
        // A batch that compaction has emptied has no record of any time.
        if head.count > 0 {
            before = before.max(Timestamp(head.max_timestamp));
        }
    }
    let wrong = entries.iter().find(|(offset, position, before)| places.get(position) != Some(&(*offset, *before)));
    verdicts.expect(wrong.is_none(), "L7", || {
        let found = wrong.and_then(|(_, position, _)| places.get(position));
        format!("broker {broker}, {path}: the index says {wrong:?}, in the file there is {found:?}")
    });
}

/// L9: a second start finds what the first one found. P6: the producers that a start would know are those that the broker knows,
/// but for some that it may have forgotten by `now`.
fn check_reopened(
    verdicts: &mut Verdicts,
    broker: BrokerId,
    (name, first, second): &Reopened,
    memory: Option<&ProducerTable>,
    now: Timestamp,
) {
    let Some(found) = first else {
        return verdicts.broken("L9", || format!("{name:?} of broker {broker} could not be opened again"));
    };
    let same = second.as_ref().is_some_and(|second| {
        (second.start, second.end, second.damaged_at) == (found.start, found.end, found.damaged_at)
            && (&second.epochs, &second.producers, &second.tail) == (&found.epochs, &found.producers, &found.tail)
    });
    verdicts
        .expect(same, "L9", || format!("{name:?} of broker {broker}: a start finds {first:?}, the next {second:?}"));
    let Some(memory) = memory else { return };
    let told: SortedMap<ProducerId, &ProducerEntry> = found.producers.iter().collect();
    // What might have been taken back made a broker remember more.
    let newest = |entry: &ProducerEntry| {
        let old = entry.recent.len().saturating_sub(PRODUCER_BATCHES);
        ProducerEntry { recent: entry.recent.iter().skip(old).copied().collect(), ..entry.clone() }
    };
    let has: SortedMap<ProducerId, ProducerEntry> = memory.iter().map(|(id, entry)| (id, newest(entry))).collect();
    let differs = |id: &ProducerId| {
        let (told, has) = (told.get(id).copied(), has.get(id));
        let forgotten =
            told.is_some_and(|told| now.millis_since(told.last_seen) > PRODUCER_EXPIRES_MS) && has.is_none();
        told != has && !forgotten
    };
    let other = told.keys().chain(has.keys()).copied().find(differs);
    verdicts.expect(other.is_none(), "P6", || {
        let (told, has) = (other.and_then(|id| told.get(&id)), other.and_then(|id| has.get(&id)));
        format!("{name:?}: producer {other:?} is {has:?} for broker {broker}, {told:?} in its log")
    });
}

/// G8: what the log tells of groups is what their coordinator has.
fn check_groups(
    verdicts: &mut Verdicts,
    broker: BrokerId,
    view: &PartitionView,
    told: &[GroupView],
    has: &[GroupView],
) {
    let by_name = |groups: &[GroupView]| -> SortedMap<_, _> {
        groups.iter().map(|group| (group.group.clone(), group.clone())).collect()
    };
    let (told, has) = (by_name(told), by_name(has));
    // The log is told of what has been settled: of a group that shares out anew, only its commits.
    let is_settled = |group: &GroupView| matches!(&*group.state, "Stable" | "Empty" | "Dead");
    let differ = |told: Option<&GroupView>, has: Option<&GroupView>| match (told, has) {
        (Some(told), Some(has)) if !is_settled(has) => told.commits != has.commits,
        (None, Some(has)) => is_settled(has) || !has.commits.is_empty(),
        _ => told != has,
    };
    let other = told.keys().chain(has.keys()).find(|group| differ(told.get(*group), has.get(*group)));
    verdicts.expect(other.is_none(), "G8", || {
        let (told, has) = (other.and_then(|group| told.get(group)), other.and_then(|group| has.get(group)));
        let partition = view.partition;
        format!("offsets partition {partition}: broker {broker} has {has:?}; the log tells of {told:?}")
    });
}
