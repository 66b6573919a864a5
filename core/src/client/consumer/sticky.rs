//! Shares that stay where they are, as far as that is fair, and change hands in two steps (KIP-429).
//!
//! Who gives the shares out knows what everybody still reads. A partition that is to go to another member is given to nobody
//! first: its reader gives it up when it sees its own share, joins again, and it is free by then. So nobody has to stop for a
//! rebalance, and still no partition has two readers.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{vec, vec::Vec};

use crate::{id::PartitionIndex, name::Text};

use super::{
    assignor::Members,
    protocol::{Share, Subscription},
};

type Place<'a> = (&'a Text, PartitionIndex);

/// Gives every wanted partition to one member, but for those that somebody else still reads.
#[inline(never)]
pub(super) fn assign(members: &Members, counts: &SortedMap<Text, i32>, shares: &mut SortedMap<Text, Share>) {
    let told: Vec<&Subscription> = members.values().collect();
    let claims = claims(&told);
    let mut plan = Plan { told: &told, held: vec![Vec::new(); told.len()] };
    let mut free = Vec::new();
    let topics: SortedSet<&Text> = told.iter().flat_map(|told| &told.topics).collect();
    for topic in topics {
        for partition in (0..counts.get(topic).copied().unwrap_or(0)).map(PartitionIndex) {
            let place = (topic, partition);
            match claims.get(&place).and_then(|claimants| plan.keeper(topic, claimants)) {
                Some(keeper) => plan.held[keeper].push(place),
                None => free.push(place),
            }
        }
    }
    for place in free {
        if let Some(least) = plan.least_loaded(place.0) {
            plan.held[least].push(place);
        }
    }
    plan.level();
    for (member, (share, mut held)) in shares.values_mut().zip(plan.held).enumerate() {
        held.sort_unstable();
        for (topic, partition) in held {
            let read_by_others = claims.get(&(topic, partition)).is_some_and(|claimants| !claimants.contains(&member));
            if !read_by_others {
                share.entry(topic.clone()).or_default().push(partition);
            }
        }
    }
}

/// Who says that it still has a partition. That may be wrong of one that missed a generation: then it has not heard yet that
/// somebody else has it. It is believed so far that nobody new gets what it may be reading.
fn claims<'a>(told: &[&'a Subscription]) -> SortedMap<Place<'a>, Vec<usize>> {
    let mut claims: SortedMap<Place<'a>, Vec<usize>> = SortedMap::new();
    for (member, told) in told.iter().enumerate() {
        for (topic, partitions) in &told.owned {
            for partition in partitions {
                claims.entry((topic, *partition)).or_default().push(member);
            }
        }
    }
    claims
}

struct Plan<'a> {
    told: &'a [&'a Subscription],
    /// What each member is to have.
    held: Vec<Vec<Place<'a>>>,
}

impl Plan<'_> {
    fn wants(&self, member: usize, topic: &Text) -> bool {
        self.told[member].topics.contains(topic)
    }

    /// Of those who claim a partition and still want it, the one that was given it last (KIP-792).
    fn keeper(&self, topic: &Text, claimants: &[usize]) -> Option<usize> {
        let given = |member: usize| self.told[member].generation.map_or(-1, |generation| generation.0);
        let wanting = claimants.iter().copied().filter(|member| self.wants(*member, topic));
        wanting.rev().max_by_key(|member| given(*member))
    }

    fn least_loaded(&self, topic: &Text) -> Option<usize> {
        (0..self.held.len()).filter(|member| self.wants(*member, topic)).min_by_key(|member| self.held[*member].len())
    }

    /// Moves partitions until no single move makes the shares more equal. Each lowers the sum of the squares of their sizes, so
    /// it ends.
    fn level(&mut self) {
        while let Some((from, at, to)) = self.unfair() {
            let place = self.held[from].remove(at);
            self.held[to].push(place);
        }
    }

    /// A partition of somebody who has at least two more than another one that wants it, too.
    fn unfair(&self) -> Option<(usize, usize, usize)> {
        let mut fullest: Vec<usize> = (0..self.held.len()).collect();
        fullest.sort_by_key(|member| core::cmp::Reverse(self.held[*member].len()));
        fullest.into_iter().find_map(|from| {
            let load = self.held[from].len();
            // the last ones first: who comes to a group of one topic takes them from the ends
            let mut least: Option<(&Text, usize)> = None;
            self.held[from].iter().enumerate().rev().find_map(|(at, (topic, _))| {
                let to = match least {
                    Some((same, to)) if same == *topic => to,
                    _ => self.least_loaded(topic)?,
                };
                least = Some((topic, to));
                (self.held[to].len() + 1 < load).then_some((from, at, to))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{client::consumer::assignor::Assignor, id::Generation};
    use alloc::{format, string::String};
    use proptest::prelude::*;

    const STICKY: Assignor = Assignor::CooperativeSticky;

    fn told(topics: &[&str], owned: Share, generation: i32) -> Subscription {
        let generation = Some(Generation(generation)).filter(|generation| generation.0 >= 0);
        Subscription { topics: topics.iter().map(|topic| Text::from(*topic)).collect(), owned, generation }
    }

    fn share(partitions: &[i32]) -> Share {
        let partitions: Vec<PartitionIndex> = partitions.iter().copied().map(PartitionIndex).collect();
        if partitions.is_empty() { Share::new() } else { Share::from([("t".into(), partitions)]) }
    }

    fn counts(count: i32) -> SortedMap<Text, i32> {
        SortedMap::from([("t".into(), count)])
    }

    #[test]
    fn a_newcomer_gets_nothing_of_what_is_still_read_and_its_part_one_rebalance_later() {
        let both = |owned: Share| {
            Members::from([("a".into(), told(&["t"], owned, 3)), ("b".into(), told(&["t"], share(&[]), -1))])
        };
        let first = STICKY.assign(&both(share(&[0, 1, 2])), &counts(3));
        assert_eq!((&first["a"], &first["b"]), (&share(&[0, 1]), &share(&[])), "2 is on its way, and nobody's");
        let second = STICKY.assign(&both(share(&[0, 1])), &counts(3));
        assert_eq!((&second["a"], &second["b"]), (&share(&[0, 1]), &share(&[2])));
    }

    #[test]
    fn whoever_leaves_is_replaced_at_once_and_the_others_keep_what_they_have() {
        let members = Members::from([
            ("b".into(), told(&["t"], share(&[2, 3]), 5)),
            ("c".into(), told(&["t"], share(&[4, 5]), 5)),
        ]);
        let shares = STICKY.assign(&members, &counts(6));
        assert_eq!((&shares["b"], &shares["c"]), (&share(&[0, 2, 3]), &share(&[1, 4, 5])));
    }

    #[test]
    fn of_two_who_claim_a_partition_the_later_generation_keeps_it() {
        let members = |old: &str, new: &str| {
            Members::from([
                (old.into(), told(&["t"], share(&[0, 1]), 4)),
                (new.into(), told(&["t"], share(&[0, 1]), 5)),
            ])
        };
        for (old, new) in [("a", "b"), ("b", "a")] {
            let shares = STICKY.assign(&members(old, new), &counts(2));
            assert!(shares[new].get("t").is_some_and(|kept| kept.contains(&PartitionIndex(0))), "{shares:?}");
        }
    }

    #[test]
    fn what_nobody_else_may_be_reading_is_given_although_its_claim_is_old() {
        let members =
            Members::from([("a".into(), told(&["t"], share(&[0]), 2)), ("b".into(), told(&["t"], share(&[1]), 6))]);
        let shares = STICKY.assign(&members, &counts(2));
        assert_eq!((&shares["a"], &shares["b"]), (&share(&[0]), &share(&[1])));
    }

    /// Members that obey, and what they have: all rebalance until nothing changes.
    fn settle(wants: &[Vec<String>], counts: &SortedMap<Text, i32>, owned: &mut Vec<Share>) -> usize {
        for round in 1..=8 {
            let members: Members = wants
                .iter()
                .zip(owned.iter())
                .enumerate()
                .map(|(id, (topics, owned))| {
                    let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
                    (Text::from(format!("m{id}")), told(&topics, owned.clone(), round))
                })
                .collect();
            let shares: Vec<Share> = STICKY.assign(&members, counts).into_values().collect();
            // what somebody has and is not given it gives up; nobody is given what another one still has
            for (one, given) in shares.iter().enumerate() {
                for (other, had) in owned.iter().enumerate().filter(|(other, _)| *other != one) {
                    for (topic, partitions) in given {
                        let still = had.get(topic).into_iter().flatten().find(|had| partitions.contains(had));
                        assert_eq!(still, None, "m{one} gets what m{other} has of {topic}");
                    }
                }
            }
            if *owned == shares {
                return round as usize;
            }
            *owned = shares;
        }
        panic!("it does not come to rest: {owned:?}")
    }

    proptest! {
        #[test]
        fn whoever_comes_and_goes_all_is_shared_fairly_after_few_rebalances(
            before in prop::collection::vec(prop::collection::btree_set(0..3_u8, 1..4), 1..6),
            after in prop::collection::vec(prop::collection::btree_set(0..3_u8, 1..4), 1..6),
            sizes in prop::collection::vec(0..7_i32, 3),
        ) {
            let topics = |all: &[alloc::collections::BTreeSet<u8>]| -> Vec<Vec<String>> {
                all.iter().map(|topics| topics.iter().map(|topic| format!("t{topic}")).collect()).collect()
            };
            let counts: SortedMap<Text, i32> =
                sizes.iter().enumerate().map(|(id, count)| (format!("t{id}").into(), *count)).collect();
            let (before, after) = (topics(&before), topics(&after));
            let mut owned = vec![Share::new(); before.len()];
            prop_assert!(settle(&before, &counts, &mut owned) <= 2);
            owned.resize(after.len(), Share::new());
            // what a member wants no more it has given up before it joins
            for (owned, wants) in owned.iter_mut().zip(&after) {
                owned.retain(|topic, _| wants.iter().any(|wanted| **wanted == **topic));
            }
            // who wants the same is done after two; where wishes differ, what is free after one may go through a second hand
            let alike = after.windows(2).all(|pair| pair[0] == pair[1]);
            let most = if alike { 3 } else { 5 };
            prop_assert!(settle(&after, &counts, &mut owned) <= most);

            let load = |share: &Share| share.values().map(Vec::len).sum::<usize>();
            let wanted: SortedSet<&String> = after.iter().flatten().collect();
            let all: i32 = wanted.into_iter().map(|topic| counts[topic.as_str()]).sum();
            prop_assert_eq!(owned.iter().map(load).sum::<usize>() as i32, all);
            for (one, share) in owned.iter().enumerate() {
                for topic in share.keys() {
                    let least = (0..after.len()).filter(|other| after[*other].iter().any(|wanted| **wanted == **topic)).map(|other| load(&owned[other])).min();
                    prop_assert!(load(share) <= least.unwrap_or(0) + 1, "m{} has too much: {:?}", one, &owned);
                }
            }
        }
    }
}
