//! `glasslog-sim --seeds N --from S`: runs seeds, and fails when one of them breaks a promise.

use std::{
    collections::BTreeMap,
    process::ExitCode,
    time::{Duration, Instant},
};

use glasslog_sim::{
    check::INVARIANTS,
    mark::{Mark, Reached},
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
  --mutant X    look for one planted bug, in a thousand fixed seeds (built with the feature `mutants`)
  --mutants     look for each, and see that the same seeds pass without them; with --quick those that are found fast
  --marks       tell how often each named state was reached; fail where one was not
  --trace       tell what happened before the end
  --digests N   the digests of N fixed runs, to be compared with another machine's
  --list        the promises that are checked";

struct Options {
    from: u64,
    seeds: u64,
    length: Length,
    trace: bool,
    /// Planted bugs to look for: one by its name, or all.
    mutants: Option<Option<String>>,
    /// Only bugs that are found fast.
    quick: bool,
    marks: bool,
}

fn options() -> Result<Option<Options>, String> {
    let mut options = Options {
        from: 1,
        seeds: 100,
        length: Length::default(),
        trace: false,
        mutants: None,
        quick: false,
        marks: false,
    };
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
            "--mutants" => options.mutants = Some(None),
            "--mutant" => options.mutants = Some(Some(words.next().ok_or("--mutant needs a name")?)),
            "--quick" => options.quick = true,
            "--marks" => options.marks = true,
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
    if let Some(name) = &options.mutants {
        return mutants(name.as_deref(), options.quick);
    }
    let begun = Instant::now();
    let (mut steps, mut acked, mut read, mut failed) = (0u64, 0u64, 0u64, 0u64);
    let mut faults: BTreeMap<String, u64> = BTreeMap::new();
    let mut marks = Reached::new();
    let mut told = begun;
    for index in 0..options.seeds {
        let report = run(options.from + index, options.length);
        steps += report.steps;
        acked += report.acked;
        read += report.read;
        for (fault, count) in &report.faults {
            *faults.entry(format!("{fault:?}")).or_default() += count;
        }
        report.marks.iter().for_each(|(mark, count)| *marks.entry(*mark).or_default() += count);
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
    println!("faults: {}", faults.join(", "));
    let mut unreached = 0;
    for mark in Mark::ALL.iter().filter(|_| options.marks) {
        let count = marks.get(mark).copied().unwrap_or(0);
        unreached += u64::from(count == 0);
        println!("{count:>9}  {mark:<28} {}", mark.words());
    }
    if unreached > 0 {
        println!("{unreached} marks were not reached");
    }
    if failed == 0 && unreached == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(not(feature = "mutants"))]
fn mutants(_: Option<&str>, _: bool) -> ExitCode {
    eprintln!("there are no bugs in this build: build it with --features mutants");
    ExitCode::from(2)
}

/// Looks for planted bugs, and sees that the seeds in which they were found pass without them.
#[cfg(feature = "mutants")]
fn mutants(name: Option<&str>, quick: bool) -> ExitCode {
    use glasslog_sim::mutants::{EXPECTED, FROM, SEEDS, SEEDS_QUICK, hunt};
    let is_wanted = |mutant: &str| name.is_none_or(|name| name == mutant);
    let wanted = EXPECTED.iter().filter(|e| is_wanted(&format!("{:?}", e.mutant)) && (e.quick || !quick));
    let wanted: Vec<_> = wanted.collect();
    if wanted.is_empty() {
        let names: Vec<String> = EXPECTED.iter().map(|expected| format!("{:?}", expected.mutant)).collect();
        eprintln!("there is no such bug; there are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let seeds = if quick { SEEDS_QUICK } else { SEEDS };
    let (mut missed, mut most) = (0, 0);
    for expected in wanted {
        let begun = Instant::now();
        let (found, others) = hunt(*expected, FROM, seeds);
        let seconds = begun.elapsed().as_secs_f64();
        let name = format!("{:?}", expected.mutant);
        match found {
            Some(find) => {
                println!("{name:<24} {:<4} {:>5} seeds {seconds:>6.1} s  {}", find.invariant, find.seeds, find.what);
                most = most.max(find.seeds);
            }
            None => {
                println!("{name:<24} was not found by {:?} in {seeds} seeds, {seconds:.1} s", expected.invariants);
                missed += 1;
            }
        }
        if !others.is_empty() {
            println!("{:24} broke other promises before that: {}", "", others.join(" "));
        }
    }
    let broken: Vec<u64> =
        (FROM..FROM + most).filter(|seed| !run(*seed, Length::default()).violations.is_empty()).collect();
    println!("without a bug, {} of these {most} seeds broke a promise {broken:?}", broken.len());
    if missed == 0 && broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
