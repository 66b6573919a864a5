//! What of a fetch is still wanted once it waits, in a third of the room: most fetches wait, and copies of a broker keep them.

use alloc::vec::Vec;

use crate::{
    id::{LeaderEpoch, Offset, PartitionIndex},
    request::{Fetch, FetchPartition, Follower, TopicRef},
};

/// A fetch that waits.
#[derive(Clone, Debug)]
pub(crate) struct ParkedFetch {
    /// As in [`Fetch`].
    pub(crate) replica: Option<Follower>,
    /// As in [`Fetch`].
    pub(crate) bytes_max: u32,
    /// Each topic, with how many of the partitions are its own.
    topics: Vec<(TopicRef, u32)>,
    partitions: Vec<Parked>,
}

/// One partition of it.
#[derive(Clone, Copy, Debug)]
struct Parked {
    offset: Offset,
    partition: PartitionIndex,
    bytes_max: u32,
    current_leader_epoch: LeaderEpoch,
    last_fetched_epoch: LeaderEpoch,
}

/// No epoch. No log was ever led in it, so no fetch that names it waits.
const NONE: LeaderEpoch = LeaderEpoch(i32::MIN);

impl ParkedFetch {
    pub(crate) fn new(fetch: &Fetch) -> ParkedFetch {
        let mut topics: Vec<(TopicRef, u32)> = Vec::new();
        let mut partitions = Vec::with_capacity(fetch.partitions.len());
        for item in &fetch.partitions {
            match topics.last_mut() {
                Some((topic, count)) if *topic == item.topic => *count += 1,
                _ => {
                    topics.reserve_exact(1);
                    topics.push((item.topic.clone(), 1));
                }
            }
            partitions.push(Parked {
                offset: item.offset,
                partition: item.partition,
                bytes_max: item.bytes_max,
                current_leader_epoch: item.current_leader_epoch.unwrap_or(NONE),
                last_fetched_epoch: item.last_fetched_epoch.unwrap_or(NONE),
            });
        }
        ParkedFetch { replica: fetch.replica, bytes_max: fetch.bytes_max, topics, partitions }
    }

    /// What it reads, as it was asked for; where a follower's log starts has been seen to.
    pub(crate) fn partitions(&self) -> impl Iterator<Item = FetchPartition> {
        let known = |epoch: LeaderEpoch| (epoch != NONE).then_some(epoch);
        self.places().zip(&self.partitions).map(move |((topic, partition), parked)| FetchPartition {
            topic: topic.clone(),
            partition,
            current_leader_epoch: known(parked.current_leader_epoch),
            offset: parked.offset,
            last_fetched_epoch: known(parked.last_fetched_epoch),
            log_start: None,
            bytes_max: parked.bytes_max,
        })
    }

    /// The partitions that it reads, in order.
    pub(crate) fn places(&self) -> impl Iterator<Item = (&TopicRef, PartitionIndex)> {
        let topics = self.topics.iter().flat_map(|(topic, count)| (0..*count).map(move |_| topic));
        topics.zip(&self.partitions).map(|(topic, parked)| (topic, parked.partition))
    }
}
