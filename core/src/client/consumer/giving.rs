//! Records on their way to the application, and which of them it is done with.

use alloc::vec::Vec;

use super::{
    Closing, Commit, ConsumedRecord, Consumer, InHand,
    membership::{Membership, State},
};
use crate::{client::TopicPartition, id::Offset, record::Codecs, time::Now};

impl Consumer {
    /// The next record, if one is there. Asking says that the one before is processed.
    pub fn poll_record(&mut self, now: Now, codecs: &dyn Codecs) -> Option<ConsumedRecord> {
        self.begin_poll(now);
        let record = self.may_give().then(|| self.give_record(codecs)).flatten();
        self.end_poll(record.is_some());
        record
    }

    /// Up to so many records, as far as they are there. Asking says that those before are processed; of which of them are
    /// processed sooner, [`Self::done`] tells.
    pub fn poll_records(&mut self, now: Now, codecs: &dyn Codecs, max: usize) -> Vec<ConsumedRecord> {
        self.begin_poll(now);
        let mut records = Vec::new();
        while records.len() < max
            && self.may_give()
            && let Some(record) = self.give_record(codecs)
        {
            records.push(record);
        }
        self.end_poll(!records.is_empty());
        records
    }

    pub(super) fn begin_poll(&mut self, now: Now) {
        self.advance(now);
        self.polled = self.now.instant;
        self.processed();
        let expelled = |group: &&mut Membership| group.state == State::Expelled && !self.subscription.is_empty();
        if self.closing == Closing::No
            && let Some(group) = self.group.as_mut().filter(expelled)
        {
            group.rejoin();
        }
    }

    pub(super) fn give_record(&mut self, codecs: &dyn Codecs) -> Option<ConsumedRecord> {
        let record = self.next_record(codecs)?;
        let next = Offset(record.record.offset).plus(1);
        match self.in_hand.last_mut().filter(|last| last.place == record.from) {
            Some(last) => (last.next, last.records) = (next, last.records.saturating_add(1)),
            None => self.in_hand.push(InHand { place: record.from.clone(), next, records: 1 }),
        }
        Some(record)
    }

    pub(super) fn end_poll(&mut self, found: bool) {
        if found {
            (self.silent_since, self.silence_told) = (None, false);
        } else if self.silent_since.is_none() && self.may_give() && self.is_settled() {
            self.silent_since = Some(self.now.instant);
        }
    }

    /// Whether records may be given out now: mostly a rebalance comes first.
    #[must_use]
    pub fn may_give(&self) -> bool {
        if self.closing != Closing::No {
            return false;
        }
        let Some(group) = self.group.as_ref().filter(|_| !self.subscription.is_empty()) else { return true };
        match group.state {
            State::Stable => true,
            // What it has it keeps meanwhile. But it has to come to join: as soon as it can, before another record.
            State::Unjoined => {
                let waits = group.coordinator.is_none() || group.not_before > self.now.instant;
                group.is_cooperative && group.generation.0 >= 0 && waits
            }
            State::Joining | State::Sharing { .. } | State::Unsynced { .. } | State::Syncing => group.is_cooperative,
            State::Out | State::Expelled | State::Failed => false,
        }
    }

    /// The application is done with what it has in its hands of this partition, up to and including this offset.
    pub fn done(&mut self, place: &TopicPartition, offset: Offset) {
        let next = offset.plus(1);
        let Some(partition) = self.partitions.get_mut(place) else { return };
        let in_hand = self.in_hand.iter_mut().find(|in_hand| in_hand.place == *place && next < in_hand.next);
        let Some(in_hand) = in_hand else { return }; // the last one is done when the next are asked for
        in_hand.records = in_hand.records.saturating_sub(1);
        partition.processed = Some(next);
        self.processed_more(1);
    }

    /// What is in hand is processed.
    pub(super) fn processed(&mut self) {
        let mut done = core::mem::take(&mut self.in_hand);
        for InHand { place, next, records } in done.drain(..) {
            let Some(partition) = self.partitions.get_mut(&place) else { continue };
            partition.processed = Some(next);
            self.processed_more(records);
        }
        self.in_hand = done; // with the room that it has
    }

    pub(super) fn processed_more(&mut self, records: u32) {
        self.processed_since_commit = self.processed_since_commit.saturating_add(records);
        self.commit_wanted |= match self.config.commit {
            Commit::EachRecord => true,
            Commit::Every(count) => self.processed_since_commit >= count,
            Commit::Interval(_) | Commit::Manual => false,
        };
    }

    pub(super) fn has_uncommitted(&self) -> bool {
        self.group.is_some() && self.partitions.values().any(|partition| partition.uncommitted().is_some())
    }
}
