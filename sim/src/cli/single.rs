//! One broken run: cut down, told, and kept; and one that was kept, played again.

use std::{
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use glasslog_sim::{
    kept::{Kept, planted_name},
    link::Moment,
    run::{Length, Report},
    shrink::{Progress, shrink},
    story,
};

use super::options::Options;

/// Where a moment opens in the page that a server on this machine serves.
const PAGE: &str = "http://localhost:8080/#sandbox?run=";

/// The command that does a seed again.
pub(crate) fn command(options: &Options, seed: u64) -> String {
    let mut command = format!("cargo xtask sim --seed {seed}");
    let (length, usual) = (options.length, Length::default());
    if length.faulty != usual.faulty {
        command.push_str(&format!(" --seconds {}", length.faulty.as_secs()));
    }
    if length.steps != usual.steps {
        command.push_str(&format!(" --steps {}", length.steps));
    }
    if let Some(planted) = options.planted {
        command.push_str(&format!(" --plant {}", planted_name(planted)));
    }
    command
}

/// Cuts a broken run down, tells it as a story, and keeps it.
pub(crate) fn explain(options: &Options, report: &Report) {
    let (Some(script), Some(violation)) = (&report.script, report.violations.first()) else { return };
    if options.shrink.is_zero() {
        return;
    }
    let (begun, mut told) = (Instant::now(), Instant::now());
    let mut more = |progress: Progress| {
        if told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            let Progress { tries, events_before, events } = progress;
            eprintln!("  cutting seed {} down: {events} of {events_before} events after {tries} runs", report.seed);
        }
        begun.elapsed() < options.shrink
    };
    let Some(shrunk) = shrink(script, &violation.invariant, &mut more) else {
        println!("  it cannot be cut down: played from its script, the run keeps that promise");
        return;
    };
    let Progress { tries, events_before, events } = shrunk.progress;
    let why = if shrunk.finished { "nothing more can be left out" } else { "the time was up" };
    println!("  cut down from {events_before} events to {events} in {tries} runs ({why}):");
    let told = shrunk.script.play();
    story::tell(&told).iter().for_each(|line| println!("  {line}"));
    let kept = Kept::new(&shrunk.script, &shrunk.violation);
    let path = options.keep.join(format!("seed-{}-{}.story", report.seed, kept.invariant));
    let moment = Moment { script: shrunk.script.clone(), at: shrunk.violation.at };
    if let (None, Some(text)) = (options.planted, moment.write()) {
        println!("  the moment in the page, while `cargo xtask run` runs: {PAGE}{text}");
    }
    match std::fs::create_dir_all(&options.keep).and_then(|()| std::fs::write(&path, kept.write(&told))) {
        Ok(()) => println!("  kept; again with cargo xtask sim --replay {}", path.display()),
        Err(error) => println!("  it could not be kept in {}: {error}", path.display()),
    }
}

/// Plays a kept story, or what a link leads to, again; fails when it breaks a promise.
pub(crate) fn replay(path: &Path) -> ExitCode {
    if let Some(moment) = path.to_str().and_then(|text| Moment::read(text.strip_prefix(PAGE).unwrap_or(text))) {
        return end(&moment.script.play());
    }
    let file = match std::fs::read_to_string(path) {
        Ok(file) => file,
        Err(error) => return unusable(&format!("{} cannot be read: {error}", path.display())),
    };
    let kept = match Kept::read(&file) {
        Ok(kept) => kept,
        Err(no) => return unusable(&no.to_string()),
    };
    let Some(script) = kept.with_bug() else {
        let name = kept.planted.unwrap_or_default();
        return unusable(&format!("its bug, {name}, cannot be planted in this build"));
    };
    end(&script.play())
}

/// The story of a run that was played again.
fn end(report: &Report) -> ExitCode {
    story::tell(report).iter().for_each(|line| println!("{line}"));
    if report.violations.is_empty() {
        println!("every promise was kept");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn unusable(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}
