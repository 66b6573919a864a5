//! Logs: L1–L4, L6, L9, the producers' sequences in them (P1–P3, P6), and what leaves them (R7, R16), copy by copy.

mod append;
mod cut;
mod read;

use std::sync::Arc;

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset},
    record::Head,
    request::Request,
    sorted::{SortedMap, SortedSet},
    storage::{FlushMode, LogName},
    view::{PartitionView, ReplicaRole},
};

use super::{
    Verdicts,
    compaction::Compacted,
    ghost::Committed,
    model::{Chain, ModelLog},
};
use crate::{
    history::Content,
    machine::{Rot, Written},
};

type Copy = (BrokerId, LogName);

/// What is known of a batch from other copies: its chain and contents, where one has it; and what is committed at its offsets.
type Elsewhere<'a> = (Option<(Chain, Arc<[Content]>)>, Option<&'a [Committed]>);

/// Where a batch was written: path, position, size.
type Place = (String, u64, u64);

/// Where a segment's batches begin: before them stands how far it was once synced.
pub(super) const FRONT_BYTES: u64 = 1024;

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
    pub(super) compacted: Compacted,
    /// Brokers whose disks have not kept their word.
    distrusted: SortedSet<BrokerId>,
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

/// Where the files of a log lie.
fn directory(name: LogName) -> String {
    format!("{}-{}", name.topic, name.partition)
}

/// The heads of whole batches, one after the other, with their positions.
pub(super) fn heads(bytes: &[u8]) -> Vec<(u64, Head)> {
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
        let worst = self.rotted.get(&(broker, directory(name))).copied().unwrap_or(Rotted::Sealed);
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

    pub(super) fn deleted(&mut self, copy: Copy) {
        self.logs.remove(&copy);
        let dir = directory(copy.1);
        self.places.retain(|(broker, other, _, _), _| (*broker, other) != (copy.0, &dir));
    }

    /// L1, L3, L6, R7: what a partition says of itself.
    pub(super) fn looked(&mut self, verdicts: &mut Verdicts, broker: BrokerId, view: &PartitionView) {
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

    /// Whether a broker's disk has kept its word.
    pub(super) fn trusts(&self, broker: BrokerId) -> bool {
        !self.distrusted.contains(&broker)
    }

    pub(super) fn trusts_all(&self) -> bool {
        self.distrusted.is_empty()
    }
}
