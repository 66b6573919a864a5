//! Looking for planted bugs: each must be found, by a promise that names it, and the same seeds must pass without it.

use std::process::ExitCode;

use super::options::Options;

/// There are none in this build.
#[cfg(not(feature = "mutants"))]
pub(crate) fn hunt(_: &Options, _: Option<&str>) -> ExitCode {
    eprintln!("there are no bugs in this build: build it with --features mutants");
    ExitCode::from(2)
}

/// Looks for one of them, or for all.
#[cfg(feature = "mutants")]
pub(crate) fn hunt(options: &Options, name: Option<&str>) -> ExitCode {
    use glasslog_sim::mutants::{EXPECTED, FROM, SEEDS, SEEDS_QUICK, hunt};
    use glasslog_sim::run::{Length, run};
    let is_wanted = |mutant: &str| name.is_none_or(|name| name.eq_ignore_ascii_case(mutant));
    let wanted = EXPECTED.iter().filter(|e| is_wanted(&format!("{:?}", e.mutant)) && (e.quick || !options.quick));
    let wanted: Vec<_> = wanted.collect();
    if wanted.is_empty() {
        let names: Vec<String> = EXPECTED.iter().map(|expected| format!("{:?}", expected.mutant)).collect();
        eprintln!("there is no such bug; there are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let seeds = if options.quick { SEEDS_QUICK } else { SEEDS };
    let (mut missed, mut most) = (0, 0);
    for expected in wanted {
        let begun = std::time::Instant::now();
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
    let is_broken = |seed: &u64| !run(*seed, Length::default()).violations.is_empty();
    let broken: Vec<u64> = (FROM..FROM + most).filter(is_broken).collect();
    println!("without a bug, {} of these {most} seeds broke a promise {broken:?}", broken.len());
    if missed == 0 && broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
