//! The partitions that it has: where it reads in each, and how they come and go.

use super::{
    Consumer, Event, Reset,
    partition::{Partition, Phase},
};
use crate::{client::TopicPartition, id::Offset, sorted::SortedSet};

impl Consumer {
    /// Reads no more from these partitions until [`Self::resume`]. They stay its own.
    pub fn pause(&mut self, partition: &TopicPartition) {
        if let Some(partition) = self.partitions.get_mut(partition) {
            partition.paused = true;
        }
    }

    /// Reads on.
    pub fn resume(&mut self, partition: &TopicPartition) {
        let goes = self.group.as_ref().is_some_and(|group| group.revoking.contains(partition));
        if let Some(found) = self.partitions.get_mut(partition).filter(|_| !goes) {
            found.paused = false;
            if found.buffer.is_some() && !self.arrived.contains(partition) {
                self.arrived.push_back(partition.clone());
            }
        }
    }

    /// Reads on from here. A commit after it is of this position.
    pub fn seek(&mut self, partition: &TopicPartition, offset: Offset) {
        self.processed();
        self.reposition(partition, Phase::Reading(offset));
        if let Some(found) = self.partitions.get_mut(partition) {
            found.processed = Some(offset);
        }
    }

    /// Reads on from the start or the end, wherever that is when it is asked for.
    pub fn seek_to(&mut self, partition: &TopicPartition, reset: Reset) {
        self.processed();
        self.reposition(partition, Phase::Reset(reset));
    }

    /// Its partitions.
    pub fn assignment(&self) -> impl Iterator<Item = &TopicPartition> {
        self.partitions.keys()
    }

    /// The next offset to give out, once it is known.
    #[must_use]
    pub fn position(&self, partition: &TopicPartition) -> Option<Offset> {
        self.partitions.get(partition)?.position()
    }

    /// The last offset known to be committed.
    #[must_use]
    pub fn committed(&self, partition: &TopicPartition) -> Option<Offset> {
        self.partitions.get(partition)?.committed
    }

    /// The end of the partition, as of the last fetch.
    #[must_use]
    pub fn high_watermark(&self, partition: &TopicPartition) -> Option<Offset> {
        self.partitions.get(partition)?.high_watermark
    }

    /// Whether records are there to be asked for.
    #[must_use]
    pub fn has_records(&self) -> bool {
        self.arrived.iter().any(|place| self.partitions.get(place).is_some_and(|partition| !partition.paused))
    }

    /// These are the partitions now; each starts anew.
    pub(super) fn take_over(&mut self, partitions: SortedSet<TopicPartition>) {
        self.give_up();
        self.take(partitions);
    }

    /// These come to the partitions that it has.
    pub(super) fn take(&mut self, partitions: SortedSet<TopicPartition>) {
        for place in partitions {
            self.directory.want(&place.topic);
            let phase = if self.group.is_some() { Phase::Committed } else { Phase::Reset(self.config.reset) };
            self.next_serial += 1;
            self.partitions.insert(place, Partition::new(self.next_serial, phase));
        }
        if !self.partitions.is_empty() || !self.subscription.is_empty() {
            self.events.push_back(Event::Assigned(self.partitions.keys().cloned().collect()));
        }
    }

    /// Gives all partitions up, with what was fetched of them.
    pub(super) fn give_up(&mut self) {
        (self.silent_since, self.commit_wanted) = (None, false);
        self.in_hand.clear();
        self.arrived.clear();
        if let Some(group) = &mut self.group {
            group.revoking.clear();
        }
        let partitions = core::mem::take(&mut self.partitions);
        if !partitions.is_empty() {
            self.events.push_back(Event::Revoked(partitions.into_keys().collect()));
        }
    }

    pub(super) fn reposition(&mut self, place: &TopicPartition, phase: Phase) {
        self.next_serial += 1;
        if let Some(partition) = self.partitions.get_mut(place) {
            partition.search(self.next_serial, phase);
            self.arrived.retain(|arrived| arrived != place);
            self.silent_since = None;
        }
    }
}
