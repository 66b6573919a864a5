//! How the leader of a group shares partitions among its members.

use crate::sorted::{SortedMap, SortedSet};
use alloc::vec::Vec;

use crate::{id::PartitionIndex, name::Text};

use super::{
    protocol::{Share, Subscription},
    sticky,
};

/// What every member told when it joined.
pub type Members = SortedMap<Text, Subscription>;

/// A way to share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignor {
    /// Topic by topic, each member a run of neighbouring partitions. Kafka's default.
    Range,
    /// All partitions of all topics, dealt like cards.
    RoundRobin,
    /// Everybody keeps what it has, as far as that is fair, and reads on meanwhile; what changes hands is free for the length of
    /// one rebalance first (KIP-429).
    CooperativeSticky,
}

impl Assignor {
    const ALL: [Self; 3] = [Self::Range, Self::RoundRobin, Self::CooperativeSticky];

    /// Its name in the group protocol.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::RoundRobin => "roundrobin",
            Self::CooperativeSticky => "cooperative-sticky",
        }
    }

    /// The assignor of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|assignor| assignor.name() == name)
    }

    /// Every member's share, also the empty ones. `counts` says how many partitions each topic has.
    #[must_use]
    pub fn assign(self, members: &Members, counts: &SortedMap<Text, i32>) -> SortedMap<Text, Share> {
        let mut shares: SortedMap<Text, Share> = members.keys().map(|member| (member.clone(), Share::new())).collect();
        match self {
            Self::Range => range(members, counts, &mut shares),
            Self::RoundRobin => round_robin(members, counts, &mut shares),
            Self::CooperativeSticky => sticky::assign(members, counts, &mut shares),
        }
        shares
    }
}

fn range(members: &Members, counts: &SortedMap<Text, i32>, shares: &mut SortedMap<Text, Share>) {
    let topics: SortedSet<&Text> = members.values().flat_map(|told| &told.topics).collect();
    for topic in topics {
        let count = counts.get(topic).copied().unwrap_or(0);
        let wants = |told: &Subscription| told.topics.contains(topic);
        let wanting: Vec<&Text> = members.iter().filter(|(_, told)| wants(told)).map(|(id, _)| id).collect();
        let among = wanting.len() as i32;
        let mut next = 0;
        for (place, member) in wanting.into_iter().enumerate() {
            // The first members take what cannot be divided.
            let mine = count / among + i32::from((place as i32) < count % among);
            let run: Vec<_> = (next..next + mine).map(PartitionIndex).collect();
            next += mine;
            if let Some(share) = shares.get_mut(member).filter(|_| !run.is_empty()) {
                share.insert(topic.clone(), run);
            }
        }
    }
}

#[inline(never)]
fn round_robin(members: &Members, counts: &SortedMap<Text, i32>, shares: &mut SortedMap<Text, Share>) {
    let topics: SortedSet<&Text> = members.values().flat_map(|told| &told.topics).collect();
    let mut turn = members.iter().cycle();
    for topic in topics {
        for partition in (0..counts.get(topic).copied().unwrap_or(0)).map(PartitionIndex) {
            // Somebody wants the topic, so the search ends within one turn.
            let next = turn.by_ref().take(members.len()).find(|(_, told)| told.topics.contains(topic));
            if let Some(share) = next.and_then(|(member, _)| shares.get_mut(member)) {
                share.entry(topic.clone()).or_default().push(partition);
            }
        }
    }
}

/// A bug that may be planted: the first partition of each member's share of a topic goes to the member before, too.
pub(super) fn overlap(shares: &mut SortedMap<Text, Share>) {
    let members: Vec<Text> = shares.keys().cloned().collect();
    for pair in members.windows(2) {
        for (topic, partitions) in shares.get(&pair[1]).cloned().unwrap_or_default() {
            let before = shares.entry(pair[0].clone()).or_default();
            before.entry(topic).or_default().extend(partitions.first().copied());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    fn wants(topics: &[&str]) -> Subscription {
        Subscription { topics: topics.iter().map(|topic| (*topic).into()).collect(), ..Subscription::default() }
    }

    fn members(all: &[(&str, &[&str])]) -> Members {
        all.iter().map(|(id, topics)| ((*id).into(), wants(topics))).collect()
    }

    fn share(parts: &[(&str, &[i32])]) -> Share {
        parts
            .iter()
            .map(|(topic, list)| ((*topic).into(), list.iter().copied().map(PartitionIndex).collect()))
            .collect()
    }

    #[test]
    fn range_gives_runs_per_topic_as_kafkas_own_example() {
        let counts = SortedMap::from([("t0".into(), 3), ("t1".into(), 3)]);
        let shares = Assignor::Range.assign(&members(&[("c0", &["t0", "t1"]), ("c1", &["t0", "t1"])]), &counts);
        assert_eq!(shares["c0"], share(&[("t0", &[0, 1]), ("t1", &[0, 1])]));
        assert_eq!(shares["c1"], share(&[("t0", &[2]), ("t1", &[2])]));
    }

    #[test]
    fn round_robin_deals_like_kafkas_own_examples() {
        let counts = SortedMap::from([("t0".into(), 3), ("t1".into(), 3)]);
        let shares = Assignor::RoundRobin.assign(&members(&[("c0", &["t0", "t1"]), ("c1", &["t0", "t1"])]), &counts);
        assert_eq!(shares["c0"], share(&[("t0", &[0, 2]), ("t1", &[1])]));
        assert_eq!(shares["c1"], share(&[("t0", &[1]), ("t1", &[0, 2])]));

        let counts = SortedMap::from([("t0".into(), 1), ("t1".into(), 2), ("t2".into(), 3)]);
        let wants: [(&str, &[&str]); 3] = [("c0", &["t0"]), ("c1", &["t0", "t1"]), ("c2", &["t0", "t1", "t2"])];
        let shares = Assignor::RoundRobin.assign(&members(&wants), &counts);
        assert_eq!(shares["c0"], share(&[("t0", &[0])]));
        assert_eq!(shares["c1"], share(&[("t1", &[0])]));
        assert_eq!(shares["c2"], share(&[("t1", &[1]), ("t2", &[0, 1, 2])]));
    }

    #[test]
    fn more_members_than_partitions_leave_some_idle() {
        let counts = SortedMap::from([("t".into(), 1)]);
        for assignor in Assignor::ALL {
            let shares = assignor.assign(&members(&[("a", &["t"]), ("b", &["t"])]), &counts);
            assert_eq!((shares["a"].clone(), shares["b"].clone()), (share(&[("t", &[0])]), Share::new()));
        }
    }

    proptest! {
        #[test]
        fn every_partition_goes_to_exactly_one_who_wants_it(wants in prop::collection::vec(prop::collection::btree_set(0..4_u8, 0..4), 1..6), counts in prop::collection::vec(0..7_i32, 4)) {
            let members: Members = wants.iter().enumerate().map(|(id, topics)| {
                let topics = topics.iter().map(|topic| format!("t{topic}").into()).collect();
                (format!("m{id}").into(), Subscription { topics, ..Subscription::default() })
            }).collect();
            let counts: SortedMap<Text, i32> = counts.iter().enumerate().map(|(id, count)| (format!("t{id}").into(), *count)).collect();
            for assignor in Assignor::ALL {
                let mut owners = SortedMap::new();
                for (member, share) in assignor.assign(&members, &counts) {
                    for (topic, partitions) in share {
                        prop_assert!(members[&member].topics.contains(&topic));
                        for partition in partitions {
                            prop_assert!(owners.insert((topic.clone(), partition), member.clone()).is_none());
                        }
                    }
                }
                let wanted: SortedSet<&Text> = members.values().flat_map(|told| &told.topics).collect();
                let all: i32 = wanted.into_iter().map(|topic| counts[topic]).sum();
                prop_assert_eq!(owners.len() as i32, all);
            }
        }
    }
}
