//! What was asked of one log, and what must be true of it afterwards: invariants L1 to L4 and L9.

use glasslog_core::{
    error::StorageFault,
    id::{LeaderEpoch, Offset, Ticket},
    log::{EpochCache, ProducerTable, RecentBatch},
    record::{Head, StampedBatch},
    storage::RecoveredLog,
};

use super::rig::{Rig, SMALL, batch};

/// The orders to one log, in order. A truncation or deletion is the last thing under way, or has ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) log: u32,
    pub(super) line: Vec<(Ticket, StampedBatch)>,
    pub(super) trims: Vec<(Ticket, i64)>,
    /// Under way: where the log is cut.
    pub(super) cut: Option<i64>,
    /// Under way, or how a deletion ended that nothing followed.
    pub(super) deleted: Option<Ticket>,
    /// A truncation or deletion failed: the log has halted, and only its next opening tells what has become of it.
    pub(super) doubtful: bool,
    /// Without syncs a power loss may take what was acknowledged.
    pub(super) acks_may_go: bool,
}

impl Ledger {
    pub(super) fn end(&self) -> i64 {
        self.line.last().map_or(0, |(_, batch)| batch.head().next_offset())
    }

    pub(super) fn trimmed(&self) -> i64 {
        self.trims.iter().map(|(_, start)| *start).max().unwrap_or(0)
    }

    /// A node that hears that the disk is full goes on where the log ends.
    pub(super) fn forget_refused(&mut self, rig: &Rig) {
        let refused = |ticket: &Ticket| matches!(rig.ended.get(ticket), Some(Err(StorageFault::Full)));
        self.line.retain(|(ticket, _)| !refused(ticket));
    }

    /// L1, L2, L3, L4, L9: what was opened is a prefix of what was appended, with all that was acknowledged.
    pub(super) fn check(&self, before: &Rig, after: &mut Rig, found: &RecoveredLog) {
        if self.deleted.is_some_and(|ticket| before.acked(ticket)) {
            assert_eq!(*found, RecoveredLog::default(), "a deleted log is back");
            return;
        }
        if self.deleted.is_some() && *found == RecoveredLog::default() {
            return;
        }
        assert_eq!(found.damaged_at, None, "what no sync has covered is no damage");
        let (start, end) = (found.start.0, found.end.0);
        assert!(start <= end, "L1: start {start}, end {end}");
        let acked_trim = self.trims.iter().filter(|(ticket, _)| before.acked(*ticket)).map(|(_, start)| *start).max();
        assert!(start >= acked_trim.unwrap_or(0), "L6: start {start} is before the trim to {acked_trim:?}");
        assert!(start <= self.trimmed(), "start {start} was never asked for");
        let held: Vec<_> = self.line.iter().filter(|(_, batch)| batch.head().next_offset() > start).collect();
        let (read, fault) = after.read_all(self.log, found.start, found.end);
        assert_eq!(fault, None, "all from {start} to {end} can be read");
        assert!(read.len() <= held.len(), "{} batches were read, {} appended", read.len(), held.len());
        for (bytes, (_, batch)) in read.iter().zip(&held) {
            assert_eq!(*bytes, batch.to_bytes(), "L4: not the bytes that were appended");
        }
        let heads: Vec<Head> = held[..read.len()].iter().map(|(_, batch)| *batch.head()).collect();
        let reaches = heads.last().map_or(start, Head::next_offset);
        assert_eq!(reaches, end, "L2: batches up to the end");
        let acked = self.line.iter().filter(|(ticket, _)| before.acked(*ticket));
        let acked = acked.map(|(_, batch)| batch.head().next_offset()).max().unwrap_or(0);
        let acked = self.cut.map_or(acked, |cut| acked.min(cut));
        assert!(self.acks_may_go || end >= acked, "L9: acknowledged up to {acked}, and the log ends at {end}");
        check_derived(found, &heads);
    }

    /// Opened once more, nothing has changed, and more can follow. What is derived may be lost with the power, and is found again.
    pub(super) fn check_goes_on(&self, rig: &mut Rig, found: &RecoveredLog, lost_power: bool) {
        let again = rig.open(self.log, SMALL).expect("it opens again");
        let kept = |log: &RecoveredLog| (log.start, log.end, log.damaged_at);
        assert_eq!(kept(&again), kept(found), "L9: recovering twice changes something");
        if !lost_power {
            assert_eq!(
                again,
                RecoveredLog { torn_bytes: 0, ..found.clone() },
                "L9: recovering twice changes something"
            );
        }
        let (end, epoch) = (found.end.0, found.epochs.latest().map_or(0, |epoch| epoch.0));
        let order = glasslog_core::storage::StorageOrder::Append { batch: batch(end, 3, epoch) };
        let ticket = rig.give(self.log, order);
        rig.run();
        assert!(rig.acked(ticket), "it takes no more: {:?}", rig.ended.get(&ticket));
    }
}

/// L3: what is derived equals what a scan finds.
fn check_derived(found: &RecoveredLog, heads: &[Head]) {
    let (mut epochs, mut producers) = (EpochCache::default(), ProducerTable::default());
    for head in heads {
        epochs.note(LeaderEpoch(head.leader_epoch), Offset(head.base_offset));
        if let Some((id, epoch, recent)) = RecentBatch::of(head) {
            producers.note(id, epoch, recent);
        }
    }
    assert!(heads.is_sorted_by_key(|head| head.leader_epoch), "L3: epochs fall");
    let latest = heads.last().map(|head| LeaderEpoch(head.leader_epoch));
    assert!(latest.is_none() || found.epochs.latest() == latest, "L3: {:?}, and not {latest:?}", found.epochs);
    if found.start == Offset(0) {
        assert_eq!((&found.epochs, &found.producers), (&epochs, &producers), "L3: not what a scan finds");
    }
    let tail: Vec<_> = found.tail.iter().map(|batch| (batch.base.0, batch.end.0)).collect();
    let ends: Vec<_> = heads.iter().map(|head| (head.base_offset, head.next_offset())).collect();
    assert!(ends.ends_with(&tail), "{tail:?} is no tail of {ends:?}");
}
