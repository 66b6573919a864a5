//! Many seeds: a progress line while they run, each broken promise as soon as it is known, and sums at the end.

use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
    time::{Duration, Instant},
};

use glasslog_sim::run::{Report, run, run_planted};

use super::{fleet, json, options::Options, single, tally::Tally};

/// Broken runs that are cut down; of more, only seed and promise are told.
const SHRUNK_MAX: u64 = 3;

/// Runs them; fails when one of them breaks a promise.
pub(crate) fn all(options: &Options) -> ExitCode {
    let mut progress = Progress::begin(options.seeds);
    let mut tally = Tally::default();
    let work = |seed| one(options, seed);
    fleet::each((options.from, options.seeds), options.jobs, work, |report| {
        tally.add(&report);
        progress.clear();
        if options.json {
            println!("{}", json::report(&report));
        } else {
            tell(options, &report, tally.failed);
        }
        progress.show(&tally);
        true
    });
    progress.clear();
    let took = progress.begun.elapsed();
    println!("{}", if options.json { tally.json(took) } else { tally.words(took) });
    if options.marks {
        println!("{}", tally.marks());
    }
    let missed = options.marks && tally.unreached() > 0;
    if tally.failed == 0 && !missed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn one(options: &Options, seed: u64) -> Report {
    let mut report = match options.planted {
        Some(planted) => run_planted(seed, options.length, planted),
        None => run(seed, options.length),
    };
    if !options.trace && report.violations.is_empty() {
        // Nobody is told of it, and many may wait.
        report.story = Vec::new();
    }
    report
}

fn tell(options: &Options, report: &Report, failed: u64) {
    if options.trace {
        glasslog_sim::story::tell(report).iter().for_each(|line| println!("{line}"));
    }
    let Some(violation) = report.violations.first() else { return };
    println!("seed {} broke {}: {}", report.seed, violation.invariant, violation.what);
    println!(
        "  at step {}, {} µs; again with {}",
        violation.step,
        violation.at.0,
        single::command(options, report.seed)
    );
    if failed <= SHRUNK_MAX {
        single::explain(options, report);
    }
}

/// A line that says how far we are: in place on a terminal, else a new one now and then.
struct Progress {
    begun: Instant,
    shown: Instant,
    seeds: u64,
    terminal: bool,
}

impl Progress {
    fn begin(seeds: u64) -> Progress {
        let now = Instant::now();
        Progress { begun: now, shown: now, seeds, terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, tally: &Tally) {
        let pause = Duration::from_millis(if self.terminal { 200 } else { 5000 });
        if self.shown.elapsed() < pause {
            return;
        }
        self.shown = Instant::now();
        let seconds = self.begun.elapsed().as_secs_f64();
        let (per_second, rate) = (tally.seeds as f64 / seconds, tally.steps as f64 / seconds);
        let left = (self.seeds - tally.seeds) as f64 / per_second.max(1e-6);
        let end = if self.terminal { "" } else { "\n" };
        eprint!(
            "{} of {} seeds, {} steps, {per_second:.1} seeds/s, {rate:.0} steps/s, {} failed, {left:.0} s left{end}",
            tally.seeds, self.seeds, tally.steps, tally.failed
        );
        let _ = std::io::stderr().flush();
    }

    fn clear(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}
