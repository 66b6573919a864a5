//! What is written to a copy: orders to append, and how they end.

use glasslog_core::{
    error::StorageFault,
    id::{Offset, Ticket},
    record::{Head, StampedBatch},
    storage::{FlushMode, LogName},
};

use super::{Copy, Elsewhere, LogChecks, directory};
use crate::{
    check::{
        Verdicts, compaction,
        ghost::Committed,
        model::{EMPTY, ModelBatch, ModelLog},
    },
    disk::Disk,
};

impl LogChecks {
    /// L2, L3, L4, P1, P2, P3: a batch is ordered to be written.
    pub(in crate::check) fn appended(
        &mut self,
        verdicts: &mut Verdicts,
        copy: Copy,
        ticket: Ticket,
        batch: &StampedBatch,
        internal: bool,
        (known, committed): Elsewhere<'_>,
    ) {
        let is_new = known.is_none();
        let is_output = is_new && compaction::is_output(batch.head()) && self.compacted.is(copy.1.topic);
        if let Some(committed) = committed.filter(|_| is_output) {
            return self.appended_compacted(verdicts, copy, ticket, batch, committed);
        }
        if is_new && self.compacted.is(copy.1.topic) {
            self.compacted.learn(&batch.to_bytes());
        }
        let log = self.logs.entry(copy).or_default();
        log.copied_blindly |= is_output;
        if is_output {
            log.copied_upto = Some(Offset(batch.head().next_offset()));
        }
        let head = *batch.head();
        let name = copy.1;
        let (base, end) = (Offset(head.base_offset), log.end);
        // It follows on one that has just failed, of which the node has not been told: it will fail, too.
        if log.perhaps.last().is_some_and(|last| last.end() == base && base > end) {
            let before = log.perhaps.last().and_then(|last| last.chain);
            log.perhaps.push(ModelBatch::new(batch, ticket, before, known));
            return;
        }
        verdicts.expect(base == end, "L2", || format!("{name:?}: a batch at {base} on a log that ends at {end}"));
        if let Some(last) = log.batches.last() {
            let (before, epoch) = (last.head.leader_epoch, head.leader_epoch);
            verdicts.expect(before <= epoch, "L3", || format!("{name:?}: epoch {epoch} at {base}, after {before}"));
        }
        if !internal && !is_output && name != LogName::METADATA && !head.attributes.is_log_append_time() {
            let sent = self.sent.contains(&(head.crc, head.length));
            verdicts.expect(sent, "L4", || format!("{name:?}: nobody sent the batch at {base}: {head:?}"));
        }
        // Where nobody keeps book of what is committed, what compaction has left may have any sequences.
        if !log.has_output() && !self.unread.contains(&(name, head.producer_id)) {
            let known_from = self.opened_at.get(&name).copied().unwrap_or_default();
            check_sequence(verdicts, log, (name, known_from), &head);
        }
        log.perhaps.clear();
        let before = log.batches.last().map_or((end == Offset::ZERO).then_some(EMPTY), |last| last.chain);
        log.batches.push(ModelBatch::new(batch, ticket, before, known));
        log.end = Offset(head.next_offset());
    }

    /// L8, L2: a follower copies what its leader has compacted; only what is committed is.
    fn appended_compacted(
        &mut self,
        verdicts: &mut Verdicts,
        copy: Copy,
        ticket: Ticket,
        batch: &StampedBatch,
        committed: &[Committed],
    ) {
        let log = self.logs.entry(copy).or_default();
        log.copied_upto = Some(Offset(batch.head().next_offset()));
        let (head, name) = (*batch.head(), copy.1);
        let replaced: Vec<ModelBatch> = committed.iter().map(|c| ModelBatch::replaced(c, &head, ticket)).collect();
        let sources: Vec<&ModelBatch> = replaced.iter().collect();
        if let Err(why) = compaction::reduction(&head, &batch.to_bytes(), &sources) {
            verdicts.broken("L8", || format!("{name:?}: the batch copied at {} {why}", head.base_offset));
        }
        let (base, end) = (Offset(head.base_offset), log.end);
        if log.perhaps.last().is_some_and(|last| last.end() == base && base > end) {
            return log.perhaps.extend(replaced);
        }
        let begins = replaced.first().is_some_and(|first| first.base() == end);
        verdicts.expect(base == end && begins, "L2", || {
            format!("{name:?}: a compacted batch at {base} on a log that ends at {end}")
        });
        log.perhaps.clear();
        log.batches.extend(replaced);
        log.end = Offset(head.next_offset());
    }

    /// L1: what the store calls written is synced on the disk, by the flush mode's word. Gives the batches that are:
    /// more than one where compaction has put one in the place of many.
    pub(in crate::check) fn append_ended(
        &mut self,
        verdicts: &mut Verdicts,
        copy: Copy,
        ticket: Ticket,
        fault: Option<&StorageFault>,
        disk: &Disk,
    ) -> Vec<ModelBatch> {
        let (broker, name) = copy;
        let Some(log) = self.logs.get_mut(&copy) else { return Vec::new() };
        let after_failed = |batch: &ModelBatch| batch.ticket == ticket && !batch.done && fault.is_none();
        if log.perhaps.iter().any(after_failed) {
            verdicts.broken("L2", || format!("{name:?}: an append after a failed one succeeded"));
        }
        // Tickets begin anew with each process; what an earlier one wrote is done.
        let mine = |batch: &ModelBatch| batch.ticket == ticket && !batch.done;
        let Some(last) = log.batches.iter().rposition(mine) else { return Vec::new() };
        let index = log.batches[..last].iter().rposition(|batch| !mine(batch)).map_or(0, |before| before + 1);
        if fault.is_some() {
            // It and all that follow were not written, or nobody knows.
            let failed = log.split_off(index);
            log.end = failed.first().map_or(log.end, ModelBatch::base);
            log.perhaps.splice(0..0, failed);
            return Vec::new();
        }
        let batches = &mut log.batches[index..=last];
        batches.iter_mut().for_each(|batch| batch.done = true);
        let ((base, crc), done) = (batches[0].stored, batches.to_vec());
        let end = done.last().map_or(log.safe, ModelBatch::end);
        match self.flush {
            FlushMode::Os => log.safe = log.safe.max(end),
            FlushMode::Group | FlushMode::Each => log.synced(verdicts.step, end),
        }
        if self.flush == FlushMode::Os || self.distrusted.contains(&broker) {
            return done;
        }
        let dir = directory(name);
        let Some((path, at, size)) = self.places.remove(&(broker, dir, base, crc)) else {
            verdicts.broken("L1", || format!("{name:?}: the batch at {base} is called durable and was never written"));
            return done;
        };
        let durable = disk.durable_part(&path, at, size as usize).unwrap_or_default();
        let same = Head::parse(&durable).is_ok_and(|head| head.crc == crc && head.verify(&durable).is_ok());
        verdicts
            .expect(same, "L1", || format!("{name:?}: the batch at {base} is called durable; {path} does not have it"));
        done
    }
}

/// P1, P2, P3: the batch continues its producer's sequence.
fn check_sequence(verdicts: &mut Verdicts, log: &mut ModelLog, (name, known_from): (LogName, Offset), head: &Head) {
    if !head.is_idempotent() {
        return;
    }
    let (id, epoch, first) = (head.producer_id, head.producer_epoch, head.base_sequence);
    let kept = log.batches.iter().rev().take_while(|batch| batch.end() > known_from);
    let Some(last) = kept.into_iter().find(|batch| batch.head.producer_id == id) else { return };
    let (before, last_sequence) = (last.head.producer_epoch, last.head.last_sequence());
    verdicts
        .expect(before <= epoch, "P3", || format!("{name:?}: producer {id} of epoch {epoch} writes after {before}"));
    if before != epoch {
        return;
    }
    let twice = log.has_sequence(id, epoch, first);
    verdicts.expect(!twice, "P2", || format!("{name:?}: producer {id} has sequence {first} twice"));
    let next = if last_sequence == i32::MAX { 0 } else { last_sequence + 1 };
    verdicts.expect(twice || first == next, "P1", || {
        format!("{name:?}: producer {id} jumps from sequence {last_sequence} to {first}")
    });
}
