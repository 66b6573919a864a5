//! `glasslog-sim --seeds N --from S`: runs seeds, and fails when one of them breaks a promise.

use std::{
    collections::BTreeMap,
    process::ExitCode,
    time::{Duration, Instant},
};

use glasslog_sim::{
    check::INVARIANTS,
    run::{Length, fixture_digest, run},
};

const HELP: &str = "\
Runs the broker in a simulated world, with faults, and checks its promises after every step.

Usage: glasslog-sim [--seeds N] [--from S] [--seconds T]
       glasslog-sim --seed S [--seconds T]

  --seeds N     how many seeds to run (100)
  --from S      the first of them (1)
  --seed S      only this one
  --seconds T   virtual time under faults, for each (60)
  --trace       tell what happened before the end
  --digests N   the digests of N fixed runs, to be compared with another machine's
  --list        the promises that are checked";

struct Options {
    from: u64,
    seeds: u64,
    length: Length,
    trace: bool,
}

fn options() -> Result<Option<Options>, String> {
    let mut options = Options { from: 1, seeds: 100, length: Length::default(), trace: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            let value = words.next().ok_or_else(|| format!("{word} needs a number"))?;
            value.parse::<u64>().map_err(|_| format!("{word} needs a number, not {value:?}"))
        };
        match word.as_str() {
            "--seeds" => options.seeds = number()?,
            "--from" => options.from = number()?,
            "--seed" => (options.from, options.seeds) = (number()?, 1),
            "--seconds" => options.length.faulty = Duration::from_secs(number()?),
            "--digests" => {
                let digests: Vec<String> =
                    (1..=number()?).map(|seed| format!("{:032x}", fixture_digest(seed))).collect();
                println!("{}", digests.join(" "));
                return Ok(None);
            }
            "--trace" => options.trace = true,
            "--list" => {
                INVARIANTS.iter().for_each(|(id, line)| println!("{id:4} {line}"));
                return Ok(None);
            }
            "--help" | "-h" => {
                println!("{HELP}");
                return Ok(None);
            }
            _ => return Err(format!("no such option: {word}\n\n{HELP}")),
        }
    }
    Ok(Some(options))
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => return ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("{words}");
            return ExitCode::from(2);
        }
    };
    // Panics of the core are reported with their seed; the hook's own words would only repeat them.
    std::panic::set_hook(Box::new(|_| {}));
    let begun = Instant::now();
    let (mut steps, mut acked, mut read, mut failed) = (0u64, 0u64, 0u64, 0u64);
    let mut compactions = (0, 0);
    let mut faults: BTreeMap<String, u64> = BTreeMap::new();
    let mut told = begun;
    for index in 0..options.seeds {
        let report = run(options.from + index, options.length);
        steps += report.steps;
        acked += report.acked;
        read += report.read;
        compactions = (compactions.0 + report.compactions.0, compactions.1 + report.compactions.1);
        for (fault, count) in &report.faults {
            *faults.entry(format!("{fault:?}")).or_default() += count;
        }
        if options.trace {
            report.story.iter().for_each(|told| println!("{:>12} µs {:>7} {:?}", told.at.0, told.step, told.what));
        }
        if let Some(violation) = report.violations.first() {
            failed += 1;
            println!("seed {} broke {}: {}", report.seed, violation.invariant, violation.what);
            println!("  at step {}, {} µs; again with --seed {}", violation.step, violation.at.0, report.seed);
        }
        if told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            let rate = steps as f64 / begun.elapsed().as_secs_f64();
            println!("{} of {} seeds, {steps} steps, {rate:.0} steps/s, {failed} failed", index + 1, options.seeds);
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{} seeds, {steps} steps, {acked} records acked, {read} read, {seconds:.1} s, {:.0} steps/s",
        options.seeds,
        steps as f64 / seconds
    );
    let faults: Vec<String> = faults.iter().map(|(fault, count)| format!("{fault} {count}")).collect();
    println!("{} files compacted, {} cut short by a death", compactions.0, compactions.1);
    println!("faults: {}", faults.join(", "));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
