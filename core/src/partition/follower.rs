//! A copy that follows: it takes what the leader has behind its own end, and cuts off what the leader does not have.

use super::{Appended, Partition, Role, State, Tail};
use crate::{
    error::StorageFault,
    id::{BrokerId, LeaderEpoch, Offset},
    log::{EpochCache, ProducerTable, RecentBatch},
    mutant::Mutant,
    record::CheckedBatch,
    storage::TailBatch,
    time::{Instant, Timestamp},
};

/// What a follower knows of its following.
#[derive(Clone, Debug)]
pub(crate) struct Following {
    pub(crate) leader: BrokerId,
    /// After an error: not to be fetched before.
    pub(crate) not_before: Option<Instant>,
    /// The high watermark that the leader has told; this log may be behind it.
    told: Offset,
}

impl Following {
    pub(super) fn new(leader: BrokerId) -> Following {
        Following { leader, not_before: None, told: Offset::ZERO }
    }
}

/// Where a leader's log departs from this one, as the leader sees it: its largest epoch not above the asked one, and that epoch's end.
pub(crate) type Divergence = (LeaderEpoch, Offset);

impl Partition {
    /// The following, if this copy follows.
    pub(crate) fn following(&self) -> Option<&Following> {
        if let Role::Follower(following) = &self.role { Some(following) } else { None }
    }

    /// The following, to be changed.
    pub(crate) fn following_mut(&mut self) -> Option<&mut Following> {
        if let Role::Follower(following) = &mut self.role { Some(following) } else { None }
    }

    /// Whether it may be fetched now: open, nothing under way, and not within the pause after an error.
    pub(crate) fn is_fetchable(&self, now: Instant) -> bool {
        let rested = self.following().is_some_and(|following| following.not_before.is_none_or(|at| at <= now));
        rested && self.is_open() && self.is_quiet()
    }

    /// The epoch of the last record, for the leader to find out whether the logs depart (KIP-595).
    pub(crate) fn last_epoch(&self) -> Option<LeaderEpoch> {
        self.epochs.latest().filter(|_| !self.planted.is(Mutant::NoDivergence))
    }

    /// Where this log must end, so that it holds nothing that the leader's does not: at the smaller end of the largest epoch that both
    /// may have (KIP-279). Where they still depart before that, the next fetch tells.
    pub(crate) fn cut_for(&self, (epoch, end): Divergence) -> Offset {
        if self.planted.is(Mutant::TruncateToHighWatermark) {
            return self.high_watermark;
        }
        if self.planted.is(Mutant::LeaderEpochEndOnly) {
            return end.max(self.start);
        }
        match self.epochs.end_of(epoch, self.end) {
            Some((_, own_end)) => own_end.min(end).max(self.start),
            None => self.start,
        }
    }

    /// Takes a batch from the leader, as it is. The order to write it is the caller's.
    ///
    /// # Errors
    /// It does not follow on this log: the leader's bytes cannot be trusted.
    pub(crate) fn append_replica(&mut self, batch: CheckedBatch) -> Result<Appended, StorageFault> {
        // The leader has compacted what this log has only a part of: the rest of the offsets is all that there is to take.
        let batch = batch.without_before(self.end.0).unwrap_or(batch);
        let head = *batch.head();
        let epoch = LeaderEpoch(head.leader_epoch);
        let sound = head.base_offset == self.end.0
            && self.epochs.latest().is_none_or(|latest| latest <= epoch)
            && epoch <= self.known.leader_epoch;
        if !sound || self.taking_back {
            return Err(StorageFault::Corrupt);
        }
        let (base, end) = (self.end, Offset(head.next_offset()));
        self.epochs.note(epoch, base);
        if let Some((id, epoch, recent)) = RecentBatch::of(&head)
            && !self.planted.is(Mutant::ForgetProducers)
        {
            self.producers.note_beyond(id, epoch, recent, self.durable);
        }
        let (bytes, max_timestamp) = (head.size() as u32, Timestamp(head.max_timestamp));
        self.tail.push(TailBatch { base, end, leader_epoch: epoch, bytes, max_timestamp });
        self.bytes += u64::from(bytes);
        self.end = end;
        Ok(Appended::New { batch: batch.stamped(), base, end, log_append_time: None })
    }

    /// Whether it is news that the leader's high watermark is there.
    pub(crate) fn is_news(&self, told: Offset) -> bool {
        self.following().is_some_and(|following| told > following.told)
    }

    /// The leader tells its high watermark.
    pub(crate) fn learn_high_watermark(&mut self, told: Offset) {
        if let Some(following) = self.following_mut() {
            following.told = following.told.max(told);
        }
        self.follow_high_watermark();
    }

    /// A follower's high watermark is the leader's, as far as its own disk has what is before it: what it shows may never have to
    /// be taken back.
    pub(super) fn follow_high_watermark(&mut self) {
        if let Some(following) = self.following() {
            self.high_watermark = self.high_watermark.max(following.told.min(self.durable));
        }
    }

    /// The log starts at `start` now, as the leader's does; if that lies past its end, it goes on there.
    pub(crate) fn follow_start(&mut self, start: Offset) {
        if start > self.end {
            (self.end, self.durable) = (start, start);
            self.epochs = EpochCache::default();
            self.producers = ProducerTable::default();
            self.tail = Tail::default();
            self.bytes = 0;
        }
        self.high_watermark = self.high_watermark.max(start);
        self.trim(start);
    }

    /// The log is being cut: it cannot be used before the store has told what it holds then.
    pub(crate) fn handle_cut(&mut self) {
        self.state = State::Opening;
        self.role = Role::Idle;
    }
}
