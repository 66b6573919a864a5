//! What all runs did together.

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use glasslog_sim::{
    mark::{Mark, Reached},
    run::Report,
};

use super::json::{self, Object};

/// Sums and medians.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) seeds: u64,
    pub(crate) steps: u64,
    pub(crate) failed: u64,
    acked: Vec<u64>,
    elections: Vec<u64>,
    kinds: Vec<u64>,
    read: u64,
    compactions: (u64, u64),
    faults: BTreeMap<String, u64>,
    events: BTreeMap<String, u64>,
    acts: u64,
    marks: Reached,
}

fn median(numbers: &[u64]) -> u64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

impl Tally {
    pub(crate) fn add(&mut self, report: &Report) {
        self.seeds += 1;
        self.steps += report.steps;
        self.failed += u64::from(!report.violations.is_empty());
        self.acked.push(report.acked);
        self.elections.push(report.elections);
        self.kinds.push(report.faults.values().filter(|count| **count > 0).count() as u64);
        self.read += report.read;
        self.acts += report.acts;
        self.compactions.0 += report.compactions.0;
        self.compactions.1 += report.compactions.1;
        report.marks.iter().for_each(|(mark, count)| *self.marks.entry(*mark).or_default() += count);
        for (fault, count) in &report.faults {
            *self.faults.entry(format!("{fault:?}")).or_default() += count;
        }
        for (event, count) in &report.events {
            *self.events.entry((*event).to_owned()).or_default() += count;
        }
    }

    /// Marks that no run came to.
    pub(crate) fn unreached(&self) -> usize {
        Mark::ALL.iter().filter(|mark| !self.marks.contains_key(mark)).count()
    }

    /// How often each mark was come to, for people.
    pub(crate) fn marks(&self) -> String {
        let mut words = String::new();
        for mark in Mark::ALL {
            let count = self.marks.get(mark).copied().unwrap_or(0);
            let _ = writeln!(words, "{count:>9}  {mark:<28} {}", mark.words());
        }
        let _ = write!(words, "{} marks were not reached", self.unreached());
        words
    }

    /// For people.
    pub(crate) fn words(&self, took: Duration) -> String {
        let seconds = took.as_secs_f64().max(1e-6);
        let mut words = String::new();
        let (seeds, steps, failed) = (self.seeds, self.steps, self.failed);
        let (per_second, rate) = (seeds as f64 / seconds, steps as f64 / seconds);
        let _ = writeln!(
            words,
            "{seeds} seeds, {steps} steps, {failed} failed; {seconds:.1} s, {per_second:.1} seeds/s, {rate:.0} steps/s"
        );
        let (acked, elections) = (self.acked.iter().sum::<u64>(), self.elections.iter().sum::<u64>());
        let _ =
            writeln!(words, "records: {acked} acked, {} read; elections: {elections}; acts: {}", self.read, self.acts);
        let (compacted, cut_short) = self.compactions;
        let _ = writeln!(words, "{compacted} files compacted, {cut_short} cut short by a death");
        let medians = (median(&self.acked), median(&self.elections), median(&self.kinds));
        let _ = writeln!(
            words,
            "the median seed: {} records acked, {} elections, {} kinds of fault",
            medians.0, medians.1, medians.2
        );
        let list = |counts: &BTreeMap<String, u64>| {
            let all: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            all.join(", ")
        };
        let _ = writeln!(words, "events: {}", list(&self.events));
        let _ = write!(words, "faults: {}", list(&self.faults));
        words
    }

    /// For programs.
    pub(crate) fn json(&self, took: Duration) -> String {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let per_second = |count: u64| count.saturating_mul(1000) / milliseconds.max(1);
        Object::default()
            .number("seeds", self.seeds)
            .number("steps", self.steps)
            .number("failed", self.failed)
            .number("milliseconds", milliseconds)
            .number("seeds_per_second", per_second(self.seeds))
            .number("steps_per_second", per_second(self.steps))
            .number("acked", self.acked.iter().sum())
            .number("read", self.read)
            .number("elections", self.elections.iter().sum())
            .number("acts", self.acts)
            .number("files_compacted", self.compactions.0)
            .number("compactions_cut_short", self.compactions.1)
            .number("acked_median", median(&self.acked))
            .number("elections_median", median(&self.elections))
            .number("fault_kinds_median", median(&self.kinds))
            .raw("events", &json::counts(&self.events))
            .raw("faults", &json::counts(&self.faults))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_medians() {
        let mut tally = Tally::default();
        for acked in [3, 900, 500] {
            tally.add(&Report { steps: 10, acked, ..Report::default() });
        }
        let words = tally.words(Duration::from_secs(2));
        assert!(words.contains("3 seeds, 30 steps, 0 failed; 2.0 s, 1.5 seeds/s, 15 steps/s"), "{words}");
        assert!(words.contains("1403 acked") && words.contains("the median seed: 500 records"), "{words}");
        assert!(tally.json(Duration::from_secs(2)).contains("\"acked_median\":500"));
    }
}
