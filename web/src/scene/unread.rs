//! The share of time in which nobody read, of a group's last minute. Pure: remembered moments in, a figure out.

use std::rc::Rc;
use std::time::Duration;

use glasslog_core::time::Instant;

use super::{Sample, float};

/// So far back it looks.
pub const OVER: Duration = Duration::from_secs(60);
/// A moment stands for what comes after it. Where moments may be missing, since somebody has jumped in time, for so long at the most.
const HOLDS: Duration = Duration::from_secs(2);

/// How much of its last minute a group has left unread, as far as that minute is known.
///
/// The measure is time by partitions: every partition of the topics that the group reads counts for every moment, whether there
/// was something to read in it or not. (To count only what has records waiting would call a group that keeps up, and has waited
/// once, a group that never reads.) A partition is unread at a moment when no member reads it, which is what
/// [`GroupSample`](super::GroupSample) says: the group shares out anew and its owner has given it up already, its owner is dead and
/// nobody has missed it yet, its owner was put out and another one has not got it yet, or there is no member. Moments are half a
/// second apart, so what is shorter than that may be missed, or taken for as long.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// The share, from 0 to 1.
    pub share: f64,
    /// So much of the minute is known.
    pub known: Duration,
    /// The known part of the minute, by time.
    pub spells: Vec<Spell>,
}

/// A time in which as many partitions were unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// From then …
    pub from: Instant,
    /// … up to then.
    pub upto: Instant,
    /// So many partitions nobody read …
    pub unread: usize,
    /// … of so many.
    pub partitions: usize,
}

impl Spell {
    /// How long.
    #[must_use]
    pub fn long(&self) -> Duration {
        self.upto.since(self.from)
    }
}

impl Unread {
    /// What is known of a group's last minute; none where nothing is, or where it has nothing to read. `jumps`: whether time may have
    /// passed that nobody has looked at. (A server tells of every change: there, what is not told has stayed as it was.)
    #[must_use]
    pub fn of(known: &[Rc<Sample>], group: &str, now: Instant, jumps: bool) -> Option<Unread> {
        let begin = Instant(now.0.saturating_sub(u64::try_from(OVER.as_micros()).unwrap_or(0)));
        let upto = &known[..known.partition_point(|sample| sample.at <= now)];
        // the last one before the minute stands for how it begins
        let first = upto.partition_point(|sample| sample.at <= begin).saturating_sub(1);
        let mut spells: Vec<Spell> = Vec::new();
        for (place, sample) in upto.iter().enumerate().skip(first) {
            let next = upto.get(place + 1).map_or(now, |next| next.at);
            let until = if jumps { next.min(sample.at + HOLDS) } else { next };
            let (from, until) = (sample.at.max(begin), until);
            let found = sample.groups.iter().find(|other| other.name == *group);
            let Some(found) = found.filter(|found| found.partitions > 0 && from < until) else { continue };
            let spell = Spell { from, upto: until, unread: found.unread, partitions: found.partitions };
            match spells.last_mut() {
                Some(last)
                    if last.upto == from && (last.unread, last.partitions) == (spell.unread, spell.partitions) =>
                {
                    last.upto = until;
                }
                _ => spells.push(spell),
            }
        }
        let weighed = |of: fn(&Spell) -> usize| {
            let all =
                spells.iter().map(|spell| spell.long().as_secs_f64() * float(i64::try_from(of(spell)).unwrap_or(0)));
            all.sum::<f64>()
        };
        let (unread, all) = (weighed(|spell| spell.unread), weighed(|spell| spell.partitions));
        let known = spells.iter().map(Spell::long).sum();
        (all > 0.0).then(|| Unread { share: unread / all, known, spells })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::GroupSample;

    /// Twice a second: how many of two partitions nobody reads.
    fn course(unread: impl Fn(u64) -> usize, upto_s: u64) -> Vec<Rc<Sample>> {
        let sample = |half: u64| {
            let group = GroupSample { name: "billing".into(), lag: Some(0), partitions: 2, unread: unread(half) };
            Rc::new(Sample { at: Instant(half * 500_000), groups: vec![group], ..Sample::default() })
        };
        (0..=upto_s * 2).map(sample).collect()
    }

    fn of(known: &[Rc<Sample>], second: u64) -> Unread {
        Unread::of(known, "billing", Instant(second * 1_000_000), true).expect("something is known")
    }

    #[test]
    fn a_group_that_reads_all_the_time_has_none() {
        let known = course(|_| 0, 90);
        let unread = of(&known, 90);
        assert_eq!((unread.share, unread.known), (0.0, OVER));
        assert_eq!(unread.spells.len(), 1);
        assert_eq!(Unread::of(&known, "other", Instant(90_000_000), true), None);
    }

    #[test]
    fn the_share_is_of_time_and_partitions_and_what_is_older_than_a_minute_is_forgotten() {
        // both for three seconds, then one for six: 12 of 2 × 60
        let known = course(
            |half| [(40..46, 2), (46..58, 1)].iter().find(|(when, _)| when.contains(&half)).map_or(0, |found| found.1),
            100,
        );
        assert!((of(&known, 60).share - 0.1).abs() < 1e-9);
        assert!((of(&known, 82).share - 0.1 + 2.0 * 2.0 / 120.0).abs() < 1e-9, "two seconds of it have gone by");
        assert_eq!(of(&known, 90).share, 0.0);
        let young = of(&known, 30);
        assert_eq!((young.known, young.share), (Duration::from_secs(30), 12.0 / 60.0), "of what is known");
        let spells: Vec<_> = young.spells.iter().map(|spell| (spell.from.0 / 500_000, spell.unread)).collect();
        assert_eq!(spells, [(0, 0), (40, 2), (46, 1), (58, 0)]);
    }

    #[test]
    fn time_that_nobody_has_looked_at_is_not_known() {
        let mut known = course(|half| usize::from(half >= 20), 10);
        known.extend(course(|_| 0, 50).into_iter().skip(80));
        let unread = of(&known, 50);
        assert_eq!(unread.known, Duration::from_secs(22));
        let told = Unread::of(&known, "billing", Instant(50_000_000), false).expect("it is known");
        assert_eq!(told.known, Duration::from_secs(50), "where every change is told, it has stayed as it was");
        assert!((told.share - 30.0 / 100.0).abs() < 1e-9);
    }
}
