//! What a copy loses: trims, cuts, and what a restart does not find.

use glasslog_core::{id::Offset, record::Head, sorted::SortedMap, storage::RecoveredLog};

use super::{Copy, LogChecks, Rotted};
use crate::check::{
    Verdicts,
    model::{ModelBatch, ModelLog},
};

impl LogChecks {
    /// L6: the log start only grows, up to the (true) high watermark.
    pub(in crate::check) fn trimmed(
        &mut self,
        verdicts: &mut Verdicts,
        copy: Copy,
        start: Offset,
        high_watermark: Offset,
    ) {
        let log = self.logs.entry(copy).or_default();
        let from = log.start_asked;
        let high_watermark = log.high_watermark.max(high_watermark);
        let name = copy.1;
        verdicts.expect(start >= from, "L6", || format!("{name:?}: trimmed to {start}, which is before {from}"));
        verdicts.expect(start <= high_watermark, "L6", || {
            format!("{name:?}: trimmed to {start}, past the high watermark {high_watermark}")
        });
        log.start_asked = log.start_asked.max(start);
        if start > log.end {
            log.begin_at(start);
        }
    }

    /// A copy is being cut. Gives what it loses.
    pub(in crate::check) fn truncated(&mut self, copy: Copy, to: Offset) -> Vec<ModelBatch> {
        let Some(log) = self.logs.get_mut(&copy) else { return Vec::new() };
        log.being_cut = true;
        let lost: Vec<ModelBatch> = log.batches.iter().filter(|batch| batch.end() > to).cloned().collect();
        log.cut(to);
        // Until the store has done it, they may turn up after a crash.
        log.perhaps.clone_from(&lost);
        lost
    }

    /// L9, L3, P6: what a restart, or a cut (`cut`), found is a prefix of what was written, and holds all that was safe.
    /// Gives the batches that were on their way, and are there for good now.
    pub(in crate::check) fn recovered(
        &mut self,
        verdicts: &mut Verdicts,
        copy: Copy,
        recovered: &RecoveredLog,
        (cut, spoiled): (bool, bool),
    ) -> Vec<ModelBatch> {
        let trusted = !self.distrusted.contains(&copy.0);
        let rotted = self.rotted_of(copy);
        let log = self.logs.entry(copy).or_default();
        let (name, found) = (copy.1, recovered.end);
        // What was called failed may be there all the same.
        for batch in std::mem::take(&mut log.perhaps) {
            if batch.base() == log.end && batch.end() <= found {
                log.end = batch.end();
                log.batches.push(batch);
            }
        }
        let (safe, end, start) = (log.safe, log.end, log.start);
        let kept = if trusted || rotted == Rotted::Sealed { safe } else { log.marked };
        // A cut takes whole batches: where compaction has put one in the place of many, more than was asked for. If any of that is
        // committed, R3 and R12 say so.
        // So does one that a death has interrupted.
        let was_cut = std::mem::take(&mut log.being_cut) || cut;
        let cut_inside = was_cut && self.compacted.is(name.topic);
        if rotted != Rotted::Front && !cut_inside {
            let broker = copy.0;
            verdicts.expect(found >= kept, "L9", || {
                format!("{name:?}: on broker {broker} it ends at {found}; {kept} was safe")
            });
        }
        if trusted {
            verdicts
                .expect(found <= end, "L9", || format!("{name:?}: ends at {found}, past all that was written: {end}"));
            let damage = recovered.damaged_at;
            verdicts.expect(damage.is_none(), "L9", || format!("{name:?}: damaged at {damage:?} on a good disk"));
            let whole = found == end || found == start || log.batches.iter().any(|batch| batch.end() == found);
            verdicts.expect(whole, "L9", || format!("{name:?}: ends at {found}, inside a batch"));
            let asked = log.start_asked;
            verdicts.expect(recovered.start >= start && recovered.start <= asked.max(start), "L6", || {
                format!(
                    "{name:?}: starts at {} after a restart; it was {start}, {asked} was asked for",
                    recovered.start
                )
            });
        }
        log.cut(found.min(log.end));
        // A leader that was elected against the rules has a log cut below what compaction took for settled: what it left out for the
        // sake of what is now cut, nobody knows.
        if was_cut && spoiled && self.compacted.is(name.topic) {
            log.copied_upto = Some(found);
            log.copied_blindly = true;
        }
        log.end = found;
        log.safe = found;
        log.start = recovered.start;
        let opened_at = self.opened_at.entry(name).or_default();
        *opened_at =
            recovered.start.max(log.copied_upto.filter(|_| log.copied_blindly).unwrap_or_default()).max(*opened_at);
        log.start_asked = log.start_asked.max(recovered.start);
        // After a restart a copy learns anew how far the replicas in sync have come.
        log.high_watermark = if cut { log.high_watermark.min(found) } else { recovered.start };
        let mut kept = Vec::new();
        for batch in log.batches.iter_mut().filter(|batch| !batch.done) {
            batch.done = true;
            kept.push(batch.clone());
        }
        if trusted {
            let told: Vec<_> = recovered.epochs.iter().collect();
            let scanned = log.epochs(recovered.start);
            verdicts.expect(told == scanned, "L3", || {
                format!("{name:?}: epochs {told:?} after a restart, {scanned:?} in the log")
            });
            unread_producers(log, recovered, |id, told, scanned| {
                verdicts.broken("P6", || {
                    format!("{name:?}: producer {id} is {told:?} after a restart, {scanned:?} in the log")
                });
            });
        } else if recovered.damaged_at.is_some() {
            unread_producers(log, recovered, |id, _, _| {
                self.unread.insert((name, id));
            });
        }
        kept
    }
}

/// A producer's epoch, last sequence and the offset of its last batch.
type LastBatch = (i16, i32, i64);

/// P6: the producers that a restart knows are those in the log. Gives those that are not, by id, as they are known and as they stand
/// in the log.
fn unread_producers(
    log: &ModelLog,
    recovered: &RecoveredLog,
    mut differs: impl FnMut(i64, Option<LastBatch>, LastBatch),
) {
    let mut last: SortedMap<i64, &Head> = SortedMap::new();
    let known_from = log.copied_upto.unwrap_or_default().max(recovered.start);
    let kept = log.batches.iter().filter(|batch| batch.base() >= known_from);
    for batch in kept.filter(|batch| batch.head.is_idempotent()) {
        last.insert(batch.head.producer_id, &batch.head);
    }
    for (id, head) in last {
        let told = recovered.producers.iter().find(|(other, _)| other.0 == id).and_then(|(_, entry)| {
            Some((entry.epoch.0, entry.recent.back()?.last_sequence, entry.recent.back()?.base_offset.0))
        });
        let scanned = (head.producer_epoch, head.last_sequence(), head.base_offset);
        if told != Some(scanned) {
            differs(id, told, scanned);
        }
    }
}
