//! What is true of a partition, whoever knows it: what is committed, and who may have lost it.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::sync::Arc;

use glasslog_core::{
    id::{BrokerId, Incarnation, LeaderEpoch, Offset},
    record::Head,
};

use super::model::{Chain, EMPTY, ModelBatch};
use crate::history::Content;

/// A batch that is committed.
#[derive(Clone, Debug)]
pub(super) struct Committed {
    pub(super) base: Offset,
    pub(super) end: Offset,
    pub(super) head: Head,
    pub(super) chain: Option<Chain>,
    pub(super) contents: Arc<[Content]>,
}

/// A batch that some copy has durably.
#[derive(Clone, Debug)]
struct Written {
    crc: u32,
    chain: Chain,
    contents: Arc<[Content]>,
}

/// A broker that has lost what it had of a partition, and has not been in sync since.
#[derive(Clone, Copy, Debug)]
struct Loss {
    /// The last start of its process that had asked to be registered before: what comes of that tells nothing of the loss.
    before: Option<Incarnation>,
    /// The cluster knows: the broker has registered with what it has now.
    known: bool,
}

/// One partition.
#[derive(Clone, Debug, Default)]
pub(super) struct Ghost {
    /// The true high watermark: the highest that any leader has had.
    pub(super) high_watermark: Offset,
    /// All committed batches, from the first on, however much of them has been trimmed since.
    committed: Vec<Committed>,
    /// Every batch that was ever durable anywhere, by base offset and epoch.
    written: SortedMap<(Offset, LeaderEpoch), Written>,
    /// The same by base offset, epoch and checksum, whether anybody knows what came before or not.
    durable: SortedSet<(Offset, LeaderEpoch, u32)>,
    losses: SortedMap<BrokerId, Loss>,
    /// Fewest replicas in sync for anything to be committed.
    pub(super) isr_min: usize,
    /// As many disks have lost data as may be needed to lose what was committed: nothing is promised of it any more.
    pub(super) spoiled: bool,
    /// Its topic is gone.
    pub(super) deleted: bool,
}

impl Ghost {
    /// The chain of all that is committed.
    pub(super) fn tip(&self) -> Option<Chain> {
        self.committed.last().map_or(Some(EMPTY), |batch| batch.chain)
    }

    /// These follow on what is committed.
    pub(super) fn commit(&mut self, batches: &[ModelBatch], high_watermark: Offset) {
        self.committed.extend(batches.iter().map(|batch| Committed {
            base: batch.base(),
            end: batch.end(),
            head: batch.head,
            chain: batch.chain,
            contents: batch.contents.clone(),
        }));
        self.high_watermark = high_watermark;
    }

    /// The committed batch that holds an offset.
    pub(super) fn at(&self, offset: Offset) -> Option<&Committed> {
        let after = self.committed.partition_point(|batch| batch.base <= offset);
        self.committed.get(after.checked_sub(1)?).filter(|batch| offset < batch.end)
    }

    /// The committed batches that hold any of these offsets, if all of these are committed.
    pub(super) fn covering(&self, from: Offset, upto: Offset) -> &[Committed] {
        let first = self.committed.partition_point(|batch| batch.end <= from);
        let last = self.committed.partition_point(|batch| batch.base < upto);
        if upto > self.high_watermark { &[] } else { self.committed.get(first..last).unwrap_or_default() }
    }

    /// The committed record at an offset.
    pub(super) fn content_at(&self, offset: Offset) -> Option<Content> {
        let batch = self.at(offset)?;
        batch.contents.get(usize::try_from(offset.since(batch.base)).ok()?).copied()
    }

    /// Every committed record.
    pub(super) fn contents(&self) -> impl Iterator<Item = Content> + '_ {
        self.committed.iter().flat_map(|batch| batch.contents.iter().copied())
    }

    /// What is known of a batch from the copies that have it already.
    pub(super) fn known(&self, base: Offset, epoch: LeaderEpoch, crc: u32) -> Option<(Chain, Arc<[Content]>)> {
        let written = self.written.get(&(base, epoch)).filter(|written| written.crc == crc)?;
        Some((written.chain, written.contents.clone()))
    }

    /// A copy has a batch durably. False when another copy has another log up to the same offset and epoch.
    pub(super) fn is_written(&mut self, batch: &ModelBatch) -> bool {
        self.durable.insert((batch.base(), batch.epoch(), batch.head.crc));
        let Some(chain) = batch.chain else { return true };
        let written = self.written.entry((batch.base(), batch.epoch())).or_insert_with(|| Written {
            crc: batch.head.crc,
            chain,
            contents: batch.contents.clone(),
        });
        written.chain == chain
    }

    /// Whether some copy has had a batch durably.
    pub(super) fn was_durable(&self, place: (Offset, LeaderEpoch, u32)) -> bool {
        self.durable.contains(&place)
    }

    /// A broker has lost its data; `before`: the last start of its process that had asked to be registered.
    pub(super) fn lose(&mut self, broker: BrokerId, before: Option<Incarnation>) {
        self.losses.insert(broker, Loss { before, known: false });
    }

    /// A broker has registered. The cluster knows what it has lost, unless its process asked for that before the loss.
    pub(super) fn registered(&mut self, broker: BrokerId, incarnation: Incarnation) {
        if let Some(loss) = self.losses.get_mut(&broker).filter(|loss| loss.before != Some(incarnation)) {
            loss.known = true;
        }
    }

    /// A broker has come to be in sync. Whether it has to have everything by now: one of which the cluster does not know yet
    /// that it has lost something has not.
    pub(super) fn in_sync(&mut self, broker: BrokerId) -> bool {
        match self.losses.get(&broker) {
            Some(loss) if !loss.known => false,
            _ => {
                self.losses.remove(&broker);
                true
            }
        }
    }

    /// Whether a broker may lack what is committed although the cluster counts on it.
    pub(super) fn has_lost(&self, broker: BrokerId) -> bool {
        self.losses.contains_key(&broker)
    }

    /// How many disks have lost data.
    pub(super) fn losses(&self) -> usize {
        self.losses.len()
    }

    /// Who of these has everything.
    pub(super) fn good(&self, counted_on: impl Iterator<Item = BrokerId>) -> SortedSet<BrokerId> {
        counted_on.filter(|broker| !self.has_lost(*broker)).collect()
    }
}
