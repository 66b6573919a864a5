//! Commits: when it sends them, and what it asks the coordinator for when it begins.

use alloc::{vec, vec::Vec};

use super::{Commit, Consumer, Event, Purpose, membership::State, partition::Phase};
use crate::{
    client::{Outgoing, TopicPartition},
    error::ErrorCode,
    id::Offset,
    request::{CommitPartition, OffsetCommit, OffsetFetch, OffsetFetchGroup, Request, TopicRef},
    response::FetchedOffsets,
};

impl Consumer {
    pub(super) fn commit_request(&mut self) -> Option<Outgoing> {
        let (group, target) = self.coordinator()?;
        let may = match group.state {
            State::Stable | State::Out => self.commit_wanted,
            // Before it joins again, once.
            State::Unjoined => {
                let own = self.config.commit != Commit::Manual;
                !group.parted && group.generation.0 >= 0 && self.in_hand.is_empty() && (own || self.commit_wanted)
            }
            _ => false,
        };
        if !may || self.is_under_way(|purpose| matches!(purpose, Purpose::Commit(_))) {
            return None;
        }
        let (group_id, generation, member) = (group.id.clone(), group.generation, group.member.clone());
        let parting = group.state == State::Unjoined;
        (self.commit_wanted, self.processed_since_commit) = (false, 0);
        if let Some(group) = self.group.as_mut().filter(|_| parting) {
            group.parted = true;
        }
        let commits: Vec<(TopicPartition, Offset)> = self
            .partitions
            .iter()
            .filter_map(|(place, partition)| Some((place.clone(), partition.uncommitted()?)))
            .collect();
        if commits.is_empty() {
            return None;
        }
        let partitions = commits
            .iter()
            .map(|(place, offset)| CommitPartition {
                topic: TopicRef::Name(place.topic.clone()),
                partition: place.partition,
                offset: *offset,
                leader_epoch: None,
                metadata: None,
            })
            .collect();
        let instance = self.config.instance.clone();
        let request = OffsetCommit { group: group_id, generation, member, instance, partitions };
        Some(self.launch(target, Purpose::Commit(commits), Request::OffsetCommit(request)))
    }

    pub(super) fn ask_committed(&mut self) -> Option<Outgoing> {
        let (group, target) = self.coordinator()?;
        if !matches!(group.state, State::Stable | State::Out) {
            return None;
        }
        let (now, id) = (self.now.instant, group.id.clone());
        let mut asked = Vec::new();
        for (place, partition) in &mut self.partitions {
            if partition.phase == Phase::Committed && partition.is_free(now) {
                partition.asking = true;
                asked.push((place.clone(), partition.serial));
            }
        }
        if asked.is_empty() {
            return None;
        }
        let named = |(place, _): &(TopicPartition, u64)| (TopicRef::Name(place.topic.clone()), place.partition);
        let groups = vec![OffsetFetchGroup { group: id, partitions: Some(asked.iter().map(named).collect()) }];
        let request = OffsetFetch { groups, require_stable: false };
        Some(self.launch(target, Purpose::Committed(asked), Request::OffsetFetch(request)))
    }

    pub(super) fn committed_now(
        &mut self,
        commits: Vec<(TopicPartition, Offset)>,
        answers: &[(TopicRef, crate::id::PartitionIndex, ErrorCode)],
    ) {
        let mut done = Vec::new();
        let mut failed = None;
        for (place, offset) in commits {
            let is_it = |answer: &&(TopicRef, crate::id::PartitionIndex, ErrorCode)| {
                answer.1 == place.partition && answer.0 == TopicRef::Name(place.topic.clone())
            };
            match answers.iter().find(is_it).map_or(ErrorCode::UnknownServerError, |answer| answer.2) {
                ErrorCode::None => {
                    if let Some(partition) = self.partitions.get_mut(&place) {
                        partition.committed = Some(offset);
                    }
                    done.push((place, offset));
                }
                error => failed = Some(error),
            }
        }
        if !done.is_empty() {
            self.events.push_back(Event::Committed(done));
        }
        match failed {
            None => self.goes_on(),
            Some(error) => {
                if let Some(group) = self.group.as_mut().filter(|group| !group.revoking.is_empty()) {
                    group.parted = true; // it was tried, and others wait
                }
                let passing = error.is_retriable() || error == ErrorCode::RebalanceInProgress;
                if !passing {
                    self.events.push_back(Event::CommitFailed(error));
                }
                // What commits by itself tries again; a person decides anew.
                self.commit_wanted |= passing || self.config.commit != Commit::Manual;
                self.setback(error);
            }
        }
    }

    pub(super) fn told_committed(&mut self, asked: &[(TopicPartition, u64)], told: FetchedOffsets) {
        self.release(asked);
        if told.error.is_error() {
            return self.setback(told.error);
        }
        for found in told.partitions {
            let TopicRef::Name(topic) = found.topic else { continue };
            let place = TopicPartition { topic, partition: found.partition };
            let current = asked.iter().find(|(asked, _)| *asked == place).map(|(_, serial)| *serial);
            let Some(partition) = self.partitions.get_mut(&place) else { continue };
            if current != Some(partition.serial) || partition.phase != Phase::Committed {
                continue;
            }
            if found.error.is_error() {
                self.put_off(&place);
            } else if found.offset >= Offset::ZERO {
                partition.phase = Phase::Reading(found.offset);
                (partition.committed, partition.processed) = (Some(found.offset), Some(found.offset));
                self.events.push_back(Event::Positioned(place, found.offset));
            } else {
                self.reset(&place);
            }
        }
    }
}
