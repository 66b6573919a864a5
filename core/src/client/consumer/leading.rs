//! What only the leader of a group does: it shares the partitions out, and sees when they have to be shared anew.

use crate::sorted::{SortedMap, SortedSet};
use alloc::vec;

use crate::{
    client::Outgoing,
    mutant::Mutant,
    name::Text,
    request::{DescribeGroups, Request},
    response::GroupDescription,
};

use super::{
    Consumer, Purpose,
    assignor::{self, Assignor},
    membership::State,
    protocol,
};

impl Consumer {
    /// Shares the partitions as soon as all topics are known.
    pub(super) fn share(&mut self) {
        let Some(group) = &mut self.group else { return };
        let State::Sharing { members } = &group.state else { return };
        let told: assignor::Members = members
            .iter()
            .map(|(member, _, metadata)| (member.clone(), protocol::decode_subscription(metadata).unwrap_or_default()))
            .collect();
        let topics: SortedSet<&Text> = told.values().flat_map(|told| &told.topics).collect();
        topics.iter().for_each(|topic| self.directory.want(topic));
        if topics.iter().any(|topic| self.directory.topic(topic).is_none()) {
            return; // the answer is on its way
        }
        let counts: SortedMap<Text, i32> = topics
            .into_iter()
            .map(|topic| (topic.clone(), self.directory.partitions(topic).map_or(0, |topic| topic.count())))
            .collect();
        let assignor = group.protocol.as_deref().and_then(Assignor::from_name).unwrap_or(Assignor::Range);
        let assignor = if self.planted.is(Mutant::NoHandover) { Assignor::RoundRobin } else { assignor };
        let mut shares = assignor.assign(&told, &counts);
        if self.planted.is(Mutant::TwoOwners) {
            assignor::overlap(&mut shares);
        }
        let assignments =
            shares.into_iter().map(|(member, share)| (member, protocol::encode_assignment(&share))).collect();
        group.counts = Some(counts);
        group.state = State::Unsynced { assignments };
    }

    /// Newer metadata: the leader has the group rebalance when a topic has grown (or come to be, or gone).
    pub(super) fn check_counts(&mut self) {
        let Some(group) = self.group.as_mut().filter(|group| group.state == State::Stable) else { return };
        let count = |topic: &Text| self.directory.partitions(topic).map_or(0, |topic| topic.count());
        if group.counts.as_ref().is_some_and(|counts| counts.iter().any(|(topic, shared)| count(topic) != *shared)) {
            group.rejoin();
        }
    }

    /// A static leader that came back is to leave the shares alone, and is not told what they are (KIP-814). What was added while
    /// it was away would stay without a reader: so it asks. (Kafka's own client does not.)
    #[inline(never)]
    pub(super) fn ask_shares(&mut self) -> Option<Outgoing> {
        let (group, target) = self.coordinator()?;
        let topics = group.unsure.as_ref().filter(|_| group.state == State::Stable)?;
        let known = topics.iter().all(|topic| self.directory.topic(topic).is_some());
        if !known || self.is_under_way(|purpose| matches!(purpose, Purpose::Shares)) {
            return None;
        }
        let request = DescribeGroups { groups: vec![group.id.clone()] };
        Some(self.launch(target, Purpose::Shares, Request::DescribeGroups(request)))
    }

    #[inline(never)]
    pub(super) fn told_shares(&mut self, told: &GroupDescription) {
        if told.error.is_error() {
            return self.setback(told.error);
        }
        let Some(group) = self.group.as_mut().filter(|group| group.state == State::Stable) else { return };
        let Some(topics) = group.unsure.take() else { return };
        let mut counts: SortedMap<Text, i32> = topics.into_iter().map(|topic| (topic, 0)).collect();
        let shares = told.members.iter().filter_map(|member| protocol::decode_assignment(&member.assignment));
        for (topic, partitions) in shares.flatten() {
            if let Some(count) = counts.get_mut(&topic) {
                *count = count.saturating_add(i32::try_from(partitions.len()).unwrap_or(i32::MAX));
            }
        }
        group.counts = Some(counts);
        self.check_counts();
    }
}
