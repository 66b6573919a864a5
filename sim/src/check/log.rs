//! Logs: L1–L4, L6, L9, the producers' sequences in them (P1–P3, P6), and what leaves them (R7, R16), copy by copy.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::sync::Arc;

use bytes::Bytes;
use glasslog_core::{
    error::StorageFault,
    id::{BrokerId, Offset, Ticket},
    record::{Head, LENGTH_BYTES, StampedBatch},
    request::Request,
    response::Response,
    storage::{FlushMode, LogName, RecoveredLog},
    view::PartitionView,
};

use super::{
    Verdicts,
    compaction::{self, Compacted},
    ghost::Committed,
    model::{Chain, EMPTY, ModelBatch, ModelLog},
};
use crate::{
    disk::Disk,
    history::Content,
    machine::{Rot, Written},
};

type Copy = (BrokerId, LogName);

/// What is known of a batch from other copies: its chain and contents, where one has it; and what is committed at its offsets.
type Elsewhere<'a> = (Option<(Chain, Arc<[Content]>)>, Option<&'a [Committed]>);

/// Where a batch was written: path, position, size.
type Place = (String, u64, u64);

/// Where a segment's batches begin: before them stands how far it was once synced.
const FRONT_BYTES: u64 = 1024;

/// Where a log was hurt by a bit that changed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rotted {
    /// Where a newer segment follows, all before which was synced: damage there cuts nothing.
    Sealed,
    /// In the newest segment: damage past its mark may be taken for a torn end.
    Newest,
    /// In the marks themselves.
    Front,
}

/// The checks on logs.
#[derive(Clone, Debug)]
pub(super) struct LogChecks {
    flush: FlushMode,
    logs: SortedMap<Copy, ModelLog>,
    /// Checksum and length of every batch that a client has sent.
    sent: SortedSet<(u32, i32)>,
    /// The last place of each batch, by directory, base offset and checksum.
    places: SortedMap<(BrokerId, String, i64, u32), Place>,
    distrusted: SortedSet<BrokerId>,
    pub(super) compacted: Compacted,
    /// Those of them of whose disks nothing is promised any more.
    liars: SortedSet<BrokerId>,
    /// Logs that have been damaged, by directory, and where they were hurt worst.
    rotted: SortedMap<(BrokerId, String), Rotted>,
    /// Producers that a damaged copy could not read back from behind its damage: where it leads because no other copy is left,
    /// nothing is promised of their sequences.
    unread: SortedSet<(LogName, i64)>,
    /// From where on a copy knew its producers when it was opened: where it began, or had been cut below what it had compacted. Of those
    /// that wrote only before that, it knows nothing, and should it lead, it takes any sequence.
    opened_at: SortedMap<LogName, Offset>,
}

/// What can be asked of a copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trust {
    /// Nothing is promised of its partition any more.
    pub(super) spoiled: bool,
    /// What is committed of it: what superseded a record that a leader's compaction left out lies before it.
    pub(super) committed: Offset,
}

/// The heads of whole batches, one after the other, with their positions.
fn heads(bytes: &[u8]) -> Vec<(u64, Head)> {
    let (mut at, mut found) = (0usize, Vec::new());
    while let Some(Ok(head)) = bytes.get(at..).map(Head::parse) {
        found.push((at as u64, head));
        let Some(next) = usize::try_from(head.size()).ok().and_then(|size| at.checked_add(size)) else { break };
        at = next;
    }
    found
}

impl LogChecks {
    pub(super) fn new(flush: FlushMode) -> LogChecks {
        LogChecks {
            flush,
            logs: SortedMap::new(),
            sent: SortedSet::new(),
            places: SortedMap::new(),
            distrusted: SortedSet::new(),
            compacted: Compacted::default(),
            liars: SortedSet::new(),
            rotted: SortedMap::new(),
            unread: SortedSet::new(),
            opened_at: SortedMap::new(),
        }
    }

    /// What a broker's copy must hold.
    pub(super) fn copy(&self, broker: BrokerId, name: LogName) -> Option<&ModelLog> {
        self.logs.get(&(broker, name))
    }

    /// All copies of a partition.
    pub(super) fn copies(&self, name: LogName) -> impl Iterator<Item = (BrokerId, &ModelLog)> {
        let of_it = self.logs.iter().filter(move |((_, other), _)| *other == name);
        of_it.map(|((broker, _), log)| (*broker, log))
    }

    pub(super) fn distrust(&mut self, broker: BrokerId) {
        self.distrusted.insert(broker);
        self.liars.insert(broker);
    }

    /// A bit has changed by itself.
    pub(super) fn rotted(&mut self, broker: BrokerId, rot: &Rot) {
        self.distrusted.insert(broker);
        let Some((dir, _)) = rot.path.rsplit_once('/') else { return };
        let what = match rot.sealed {
            true => Rotted::Sealed,
            false if rot.position < FRONT_BYTES => Rotted::Front,
            false => Rotted::Newest,
        };
        let worst = self.rotted.entry((broker, dir.to_owned())).or_insert(what);
        *worst = what.max(*worst);
    }

    /// What has rotted of a copy.
    fn rotted_of(&self, (broker, name): Copy) -> Rotted {
        let dir = format!("{}-{}", name.topic, name.partition);
        let worst = self.rotted.get(&(broker, dir)).copied().unwrap_or(Rotted::Sealed);
        if self.liars.contains(&broker) { Rotted::Front } else { worst }
    }

    /// Whether a loss of power loses what was called written.
    pub(super) fn trusts_the_cache(&self) -> bool {
        self.flush == FlushMode::Os
    }

    /// With the page cache goes what was promised to be in it only.
    pub(super) fn died(&mut self, broker: BrokerId, power: bool) {
        for ((other, _), log) in &mut self.logs {
            if *other == broker && power && self.flush == FlushMode::Os {
                log.safe = log.start;
                log.high_watermark = log.start;
            }
        }
    }

    /// All logs of a broker are gone.
    pub(super) fn wiped(&mut self, broker: BrokerId) {
        self.logs.retain(|(other, _), _| *other != broker);
        self.places.retain(|(other, _, _, _), _| *other != broker);
    }

    pub(super) fn asked(&mut self, request: &Request<Bytes>) {
        if let Request::Produce(produce) = request {
            let batches = produce.partitions.iter().filter_map(|p| p.batch.as_ref().ok());
            let heads = batches.filter_map(|batch| Head::parse(batch).ok());
            self.sent.extend(heads.map(|head| (head.crc, head.length)));
        }
    }

    pub(super) fn written(&mut self, broker: BrokerId, written: &Written) {
        let Some((dir, file)) = written.path.rsplit_once('/') else { return };
        if !file.ends_with(".log") {
            return;
        }
        for (at, head) in heads(&written.bytes) {
            let place = (written.path.clone(), written.position + at, head.size());
            self.places.insert((broker, dir.to_owned(), head.base_offset, head.crc), place);
        }
    }

    /// L2, L3, L4, P1, P2, P3: a batch is ordered to be written.
    pub(super) fn appended(
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
    pub(super) fn append_ended(
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
        let dir = format!("{}-{}", name.topic, name.partition);
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

    /// L6: the log start only grows, up to the (true) high watermark.
    pub(super) fn trimmed(&mut self, verdicts: &mut Verdicts, copy: Copy, start: Offset, high_watermark: Offset) {
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
    pub(super) fn truncated(&mut self, copy: Copy, to: Offset) -> Vec<ModelBatch> {
        let Some(log) = self.logs.get_mut(&copy) else { return Vec::new() };
        log.being_cut = true;
        let lost: Vec<ModelBatch> = log.batches.iter().filter(|batch| batch.end() > to).cloned().collect();
        log.cut(to);
        // Until the store has done it, they may turn up after a crash.
        log.perhaps.clone_from(&lost);
        lost
    }

    pub(super) fn deleted(&mut self, copy: Copy) {
        self.logs.remove(&copy);
        let dir = format!("{}-{}", copy.1.topic, copy.1.partition);
        self.places.retain(|(broker, other, _, _), _| (*broker, other) != (copy.0, &dir));
    }

    /// L9, L3, P6: what a restart, or a cut (`cut`), found is a prefix of what was written, and holds all that was safe.
    /// Gives the batches that were on their way, and are there for good now.
    pub(super) fn recovered(
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

    /// L4: what is read is what was written.
    pub(super) fn read(&mut self, verdicts: &mut Verdicts, copy: Copy, bytes: &Bytes) {
        let Some(log) = self.logs.get(&copy) else { return };
        check_batches(verdicts, log, (copy.1, &self.compacted), bytes, self.distrusted.contains(&copy.0));
    }

    /// L4, R16: what leaves in an answer is what was written, and nothing past the high watermark.
    pub(super) fn left(
        &mut self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        response: &Response<Bytes>,
        spans: &[Option<LogName>],
        follower: bool,
    ) {
        let Response::Fetch(fetched) = response else { return };
        for (partition, name) in fetched.partitions.iter().zip(spans) {
            let Some(bytes) = partition.records.as_ref().filter(|bytes| !bytes.is_empty()) else { continue };
            // The log of a topic that was deleted meanwhile is forgotten.
            let Some((name, log)) = name.as_ref().and_then(|name| Some((name, self.logs.get(&(broker, *name))?)))
            else {
                continue;
            };
            let end = check_batches(verdicts, log, (*name, &self.compacted), bytes, self.distrusted.contains(&broker));
            // A follower is given what its leader will not lose.
            let high_watermark = if follower { log.safe } else { log.high_watermark };
            verdicts.expect(end <= high_watermark, "R16", || {
                format!("{name:?}: records up to {end} left; the high watermark is {high_watermark}")
            });
        }
    }

    /// L1, L3, L6, R7: what a partition says of itself.
    pub(super) fn looked(&mut self, verdicts: &mut Verdicts, broker: BrokerId, view: &PartitionView) {
        use glasslog_core::view::ReplicaRole;
        if matches!(view.role, ReplicaRole::Opening | ReplicaRole::Halted) {
            return;
        }
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let (start, high_watermark, end, durable) = (view.log_start, view.high_watermark, view.log_end, view.durable);
        let ordered = start <= high_watermark && high_watermark <= end && durable <= end;
        verdicts.expect(ordered, "L1", || {
            format!("{name:?}: start {start}, high watermark {high_watermark}, end {end}, durable {durable}")
        });
        let Some(log) = self.logs.get_mut(&(broker, name)) else { return };
        verdicts.expect(durable <= log.safe, "L1", || format!("{name:?}: calls {durable} durable; {} is", log.safe));
        let before = log.high_watermark;
        verdicts.expect(high_watermark >= before, "R7", || {
            format!("{name:?}: the high watermark fell from {before} to {high_watermark}")
        });
        verdicts.expect(start >= log.start, "L6", || format!("{name:?}: the start fell from {} to {start}", log.start));
        log.high_watermark = log.high_watermark.max(high_watermark);
        log.start = log.start.max(start);
        log.start_asked = log.start_asked.max(start);
        // After a failed append the end is taken back only when all later ones have come home.
        if log.perhaps.last().is_some_and(|last| end > log.end && end <= last.end()) {
            return;
        }
        verdicts.expect(end == log.end, "L2", || format!("{name:?}: says it ends at {end}; it ends at {}", log.end));
        let scanned = log.epochs(start);
        let right = view.epochs == scanned || self.distrusted.contains(&broker);
        verdicts.expect(right, "L3", || format!("{name:?}: epochs {:?}, {scanned:?} in the log", view.epochs));
    }

    /// L4, L2: the files of a log hold exactly what was written, without gaps.
    pub(super) fn audit(
        &self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        view: &PartitionView,
        batches: &[Bytes],
        (upto, trust): (Offset, Trust),
    ) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let Some(log) = self.logs.get(&(broker, name)) else { return };
        if self.distrusted.contains(&broker) {
            return;
        }
        for batch in batches {
            check_batches(verdicts, log, (name, &self.compacted), batch, false);
        }
        if self.compacted.is(name.topic) {
            return self.audit_compacted(verdicts, log, view, batches, (upto, trust));
        }
        let stored: Vec<(i64, u32)> =
            batches.iter().flat_map(|batch| heads(batch)).map(|(_, head)| (head.base_offset, head.crc)).collect();
        let kept: Vec<&ModelBatch> = log.batches.iter().filter(|batch| batch.end() > view.log_start).collect();
        let model: Vec<(i64, u32)> = kept.iter().map(|batch| (batch.head.base_offset, batch.head.crc)).collect();
        // What is still on its way to the disk comes last, and may be there in part.
        let certain = kept.iter().rposition(|batch| batch.done).map_or(0, |last| last + 1);
        verdicts.expect(stored.len() >= certain && model.starts_with(&stored), "L2", || {
            let under_way = model.len() - certain;
            format!("{name:?}: {} batches in its files, {certain} were written, {under_way} are to be", stored.len())
        });
    }

    /// L8, L2: as [`LogChecks::audit`], where compaction may have been.
    fn audit_compacted(
        &self,
        verdicts: &mut Verdicts,
        log: &ModelLog,
        view: &PartitionView,
        batches: &[Bytes],
        (upto, trust): (Offset, Trust),
    ) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let kept: Vec<&ModelBatch> = log.batches.iter().filter(|batch| batch.end() > view.log_start).collect();
        let stored: Vec<(i64, i64)> = batches
            .iter()
            .flat_map(|batch| heads(batch))
            .map(|(_, head)| (head.base_offset, head.next_offset()))
            .collect();
        let certain = kept.iter().rev().find(|batch| batch.done).map_or(view.log_start, |last| last.end());
        let certain = certain.min(upto).0;
        let gap = stored.windows(2).find(|pair| pair[0].1 != pair[1].0);
        verdicts.expect(gap.is_none(), "L2", || format!("{name:?}: a gap between batches in its files: {gap:?}"));
        let begins = stored.first().is_none_or(|first| first.0 <= view.log_start.0);
        let ends = stored.last().map_or(view.log_start.0, |last| last.1);
        verdicts.expect(begins && ends >= certain, "L2", || {
            format!("{name:?}: its files begin at {:?} and end at {ends}; written was up to {certain}", stored.first())
        });
        let lags = log.copied_upto.is_some() && ends < trust.committed.0;
        if trust.spoiled || log.copied_blindly || lags {
            return;
        }
        let lost = self.compacted.lost(name.topic, &kept, batches);
        verdicts.expect(lost.is_none(), "L8", || format!("{name:?}: the last record of its key, at {lost:?}, is gone"));
    }

    /// Whether a broker's disk has kept its word.
    pub(super) fn trusts(&self, broker: BrokerId) -> bool {
        !self.distrusted.contains(&broker)
    }

    pub(super) fn trusts_all(&self) -> bool {
        self.distrusted.is_empty()
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

/// L4: whole batches, each as it was ordered to be written. On a distrusted disk broken ones are no wonder. Gives the
/// end of the last batch that can be taken at its word.
fn check_batches(
    verdicts: &mut Verdicts,
    log: &ModelLog,
    (name, compacted): (LogName, &Compacted),
    bytes: &Bytes,
    distrusted: bool,
) -> Offset {
    let (mut at, mut end) = (0, Offset::ZERO);
    for (position, head) in heads(bytes) {
        at = position + head.size();
        let base = Offset(head.base_offset);
        let size = usize::try_from(head.size()).unwrap_or(usize::MAX);
        let batch = usize::try_from(position).ok().and_then(|from| bytes.get(from..));
        if distrusted && batch.is_none_or(|batch| head.verify(batch).is_err()) {
            return end;
        }
        let known = log.batch_at(base).is_some_and(|model| {
            (model.base(), model.head.crc, model.head.length, model.head.leader_epoch)
                == (base, head.crc, head.length, head.leader_epoch)
        });
        let whole = batch.and_then(|batch| batch.get(..size)).filter(|_| !known && compacted.is(name.topic));
        if let Some(batch) = whole {
            let sources = log.covering(base, Offset(head.next_offset()));
            let reduced = compaction::reduction(&head, &bytes.slice_ref(batch), &sources);
            if distrusted && reduced.is_err() {
                return end;
            }
            end = Offset(head.next_offset());
            if let Err(why) = reduced {
                verdicts.broken("L8", || format!("{name:?}: the batch read at {base} {why}"));
            }
            continue;
        }
        // A batch's place and epoch lie outside its checksum: rot there goes unseen.
        if distrusted && !known {
            return end;
        }
        end = Offset(head.next_offset());
        verdicts.expect(known, "L4", || format!("{name:?}: a batch at {base} was read that was never written there"));
        let sound = batch.is_some_and(|batch| head.verify(batch).is_ok());
        verdicts.expect(sound, "L4", || format!("{name:?}: the batch at {base} was read broken"));
    }
    let rest = bytes.len() as u64 - at.min(bytes.len() as u64);
    verdicts
        .expect(distrusted || rest < LENGTH_BYTES as u64 || at > 0, "L4", || format!("{name:?}: no batch was read"));
    end
}
