//! How much of its last minute a group has left unread: time by partitions, as clients and coordinators show it. Nothing between two
//! events is missed, for it is looked at after each.

use std::collections::VecDeque;
use std::time::Duration;

use glasslog_core::{
    controller::image::Image,
    id::PartitionIndex,
    name::Text,
    sorted::{SortedMap, SortedSet},
    time::Instant,
    view::GroupView,
};
use glasslog_sim::view::{ConsumerState, ConsumerView};

/// So far back it looks.
const OVER: Duration = Duration::from_secs(60);

/// How many of a group's partitions nobody reads, of how many.
type Standing = (usize, usize);

/// Every change in the last minute, of each group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unread {
    groups: SortedMap<Text, VecDeque<(Instant, Standing)>>,
}

impl Unread {
    /// A group as it stands from now on.
    pub(crate) fn look(&mut self, now: Instant, group: &Text, standing: Standing) {
        let seen = self.groups.entry(group.clone()).or_default();
        if seen.back().is_none_or(|(_, last)| *last != standing) {
            seen.push_back((now, standing));
        }
        while seen.get(1).is_some_and(|(at, _)| now.since(*at) >= OVER) {
            seen.pop_front();
        }
    }

    /// In per cent of the last minute, or of as much of it as there has been; none before the group had partitions.
    pub(crate) fn percent(&self, now: Instant, group: &str) -> Option<u64> {
        let seen = self.groups.get(group)?;
        let begin = Instant(now.0.saturating_sub(u64::try_from(OVER.as_micros()).unwrap_or(0)));
        let (mut unread, mut all) = (0, 0);
        for (place, (from, standing)) in seen.iter().enumerate() {
            let upto = seen.get(place + 1).map_or(now, |(next, _)| *next).min(now);
            let micros = upto.0.saturating_sub(from.0.max(begin.0));
            unread += micros * standing.0 as u64;
            all += micros * standing.1 as u64;
        }
        (all > 0).then(|| (unread * 100 + all / 2) / all)
    }
}

/// How a group stands: of the partitions of all topics that it has shared out, or committed, those that no member reads.
///
/// A member reads what it has until it gives it up, dies, or is put out, which is when its coordinator knows it no more.
pub(crate) fn standing(view: Option<&GroupView>, consumers: &[&ConsumerView], image: &Image) -> Standing {
    let assigned = consumers.iter().flat_map(|consumer| consumer.assigned.iter().map(|share| &share.partition.0));
    let shared = view.into_iter().flat_map(|view| &view.members).flat_map(|member| &member.assignment);
    let committed = view.into_iter().flat_map(|view| view.commits.iter().map(|commit| &commit.topic));
    let topics: SortedSet<&Text> = assigned.chain(shared.map(|(topic, _)| topic)).chain(committed).collect();
    let is_member = |consumer: &ConsumerView| {
        view.is_none_or(|view| view.members.iter().any(|member| member.member == consumer.member))
    };
    let reads = |topic: &Text, index: PartitionIndex| {
        let mut members =
            consumers.iter().filter(|consumer| consumer.state != ConsumerState::Stopped && is_member(consumer));
        members.any(|consumer| {
            consumer.assigned.iter().any(|share| (&share.partition.0, share.partition.1) == (topic, index))
        })
    };
    let mut standing = (0, 0);
    for topic in topics {
        let partitions = image.topic_named(topic).map_or(0, |(_, topic)| topic.partitions.len());
        for (index, _) in (0..).zip(0..partitions) {
            standing.1 += 1;
            standing.0 += usize::from(!reads(topic, PartitionIndex(index)));
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt::Attempt;

    #[test]
    fn it_is_of_time_and_partitions_and_of_the_last_minute() {
        let mut unread = Unread::default();
        let at = |second: u64| Instant(second * 1_000_000);
        let name: Text = "billing".into();
        assert_eq!(unread.percent(at(1), "billing"), None);
        for (second, standing) in [(0, (0, 2)), (40, (2, 2)), (43, (1, 2)), (49, (0, 2)), (50, (0, 2))] {
            unread.look(at(second), &name, standing);
        }
        assert_eq!(unread.percent(at(40), "billing"), Some(0));
        assert_eq!(unread.percent(at(60), "billing"), Some(10), "12 of 120");
        assert_eq!(unread.percent(at(103), "billing"), Some(5), "the first three seconds are long ago");
        unread.look(at(200), &name, (1, 2));
        assert_eq!(unread.percent(at(201), "billing"), Some(1));
    }

    #[test]
    fn a_member_that_died_leaves_its_partitions_unread_until_it_is_missed_and_later_nobody_knows_of_it() {
        let case = crate::case("twice-after-a-deploy").expect("it is there");
        let (mut line, mut attempt) = Attempt::open(&case.stage).expect("it can be set up");
        let unread =
            |attempt: &Attempt, line: &glasslog_sim::Timeline| attempt.facts(line.world()).get("unread", &["billing"]);
        let then: u64 = unread(&attempt, &line)[0].parse().expect("a number");
        assert!((50..100).contains(&then), "most of the time since it began to read, a dead member had it: {then}");
        let until = line.now() + Duration::from_secs(75);
        while line.now() < until && line.step() {
            attempt.look(&mut line);
        }
        assert_eq!(unread(&attempt, &line), ["0"]);
        assert_eq!(attempt.facts(line.world()).get("unread", &["nobody"]), [""; 0]);
    }
}
