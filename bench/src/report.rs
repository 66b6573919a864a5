//! The figures, for people and for scripts.

use std::fmt::Write;
use std::time::Duration;

use serde_json::json;

use crate::client::{Throughput, VALUE_BYTES};
use crate::failover::Gaps;

/// All that was measured in one run.
pub(crate) struct Report {
    records: u64,
    pub(crate) start: Duration,
    pub(crate) idle_memory_kib: u64,
    pub(crate) loaded_memory_kib: u64,
    /// With each client.
    pub(crate) gaps: Vec<(&'static str, Gaps)>,
    /// The best of the rounds, in the order in which they were first measured; the sink is first.
    rows: Vec<(String, Throughput)>,
}

impl Report {
    pub(crate) fn new(records: u64) -> Self {
        Self {
            records,
            start: Duration::ZERO,
            idle_memory_kib: 0,
            loaded_memory_kib: 0,
            gaps: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a measurement; of several the best counts, for what disturbs can only slow down.
    pub(crate) fn add(&mut self, name: &str, measured: Throughput) {
        match self.rows.iter_mut().find(|(known, _)| known == name) {
            Some((_, best)) => {
                best.produce = best.produce.min(measured.produce);
                best.consume = best.consume.min(measured.consume);
            }
            None => self.rows.push((name.to_owned(), measured)),
        }
    }

    fn mb_per_second(&self, took: Duration) -> f64 {
        (self.records * VALUE_BYTES) as f64 / took.as_secs_f64() / 1e6
    }

    pub(crate) fn table(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| writeln!(out, "{text}").expect("a string takes all");
        if !self.gaps.is_empty() {
            line("longest time without an acknowledgement, in ms: three replicas, acks=all, one partition".to_owned());
            line(format!("{:<24} {:>10} {:>10} {:>10} {:>10}", "", "all up", "killed", "returned", "stopped"));
            for (client, gaps) in &self.gaps {
                let ms = |gap: Duration| format!("{:>10.1}", gap.as_secs_f64() * 1e3);
                let Gaps { quiet, killed, returned, stopped } = *gaps;
                line(format!("{client:<24} {} {} {} {}", ms(quiet), ms(killed), ms(returned), ms(stopped)));
            }
            line(String::new());
        }
        if self.rows.is_empty() {
            return out;
        }
        line(format!("start to first acknowledged record   {:>7.1} ms", self.start.as_secs_f64() * 1e3));
        line(format!("idle memory                          {:>7.1} MiB", self.idle_memory_kib as f64 / 1024.0));
        line(format!("memory after the load                {:>7.1} MiB", self.loaded_memory_kib as f64 / 1024.0));
        line(String::new());
        line(format!("{} records of {VALUE_BYTES} bytes, one partition, acks=all, librdkafka", self.records));
        line(format!("{:<24} {:>14} {:>8} {:>14} {:>8}", "", "produce MB/s", "of sink", "consume MB/s", "of sink"));
        let sink = self.rows.first().map(|(_, best)| *best);
        for (name, best) in &self.rows {
            let ratio = |sink: Option<Duration>, own: Duration| {
                sink.map_or(0.0, |sink| sink.as_secs_f64() / own.as_secs_f64() * 100.0)
            };
            line(format!(
                "{name:<24} {:>14.0} {:>7.0}% {:>14.0} {:>7.0}%",
                self.mb_per_second(best.produce),
                ratio(sink.map(|best| best.produce), best.produce),
                self.mb_per_second(best.consume),
                ratio(sink.map(|best| best.consume), best.consume),
            ));
        }
        out
    }

    pub(crate) fn json(&self) -> String {
        let rows: Vec<_> = self
            .rows
            .iter()
            .map(|(name, best)| {
                json!({
                    "name": name,
                    "produce_mb_per_second": self.mb_per_second(best.produce),
                    "consume_mb_per_second": self.mb_per_second(best.consume),
                })
            })
            .collect();
        let gaps = self.gaps.iter().map(|(client, gaps)| {
            let ms = |gap: Duration| gap.as_secs_f64() * 1e3;
            json!({
                "client": client,
                "quiet_ms": ms(gaps.quiet),
                "killed_ms": ms(gaps.killed),
                "returned_ms": ms(gaps.returned),
                "stopped_ms": ms(gaps.stopped),
            })
        });
        let all = json!({
            "longest_gap": gaps.collect::<Vec<_>>(),
            "records": self.records,
            "value_bytes": VALUE_BYTES,
            "start_to_first_acknowledgement_ms": self.start.as_secs_f64() * 1e3,
            "idle_memory_kib": self.idle_memory_kib,
            "loaded_memory_kib": self.loaded_memory_kib,
            "throughput": rows,
        });
        format!("{all:#}\n")
    }
}
