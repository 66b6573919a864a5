//! `cargo xtask test`: what continuous integration runs, in named parts, each timed.
//!
//! A failing part does not stop the others. What several parts need (the page, the server, a client's environment) is made once.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use crate::run::simulator;
use crate::step::{cargo, program, run, seconds, step};
use crate::{page, tools};

/// What to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Run only these parts (repeatable, or with commas between them).
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Also run the parts that are left out by default because they take long.
    #[arg(long)]
    all: bool,
    /// List the parts, and run none.
    #[arg(long)]
    list: bool,
}

struct Part {
    name: &'static str,
    what: &'static str,
    /// Left out unless asked for.
    long: bool,
    run: fn() -> Result<()>,
}

const fn part(name: &'static str, what: &'static str, run: fn() -> Result<()>) -> Part {
    Part { name, what, long: false, run }
}

/// In the order in which they run: what fails fast comes first.
const PARTS: &[Part] = &[
    part("fmt", "the code is formatted as rustfmt does", fmt),
    part("clippy", "no warnings, from the compiler or from clippy", clippy),
    part("docs", "the documentation builds without warnings", docs),
    part("unit", "the tests beside the code", unit),
    part("same", "the same seed does the same again", same),
    part("no-std", "core and wire build without the standard library", no_std),
    part(
        "wasm",
        "the page's tests in a browser, where a seed does what it does natively; the page imports nothing but its own \
         JavaScript glue",
        wasm,
    ),
    part("sim", "2,000 seeds of the simulated world keep every promise", sim),
    part("scopes", "small scopes in every order of messages, to a bound", scopes),
    part(
        "mutants",
        "bugs planted in the core are found by the invariants that name them: those that are found fast",
        mutants,
    ),
    part("sim-bugs", "bugs planted in the core are found: kept runs, small scopes, shrinking", sim_bugs),
    part("levels", "every level of the course: its goals, its bet, its solution, step by step", levels),
    part("browser", "the page in a browser: screenshots in target/screenshots", browser),
    part("course", "every level in a browser: its solution is shown to its end", course),
    part("start", "starting, stopping, wrong settings, damaged files", start),
    part("hostile", "garbage on both listeners ends nothing", hostile),
    part("tutorial", "the README's programs, as they stand there", tutorial),
    part("clients", "kafka-python 3 and 2, confluent-kafka, kcat: the tutorial's stories", clients),
    part("crash", "kill -9, twenty times: nothing acknowledged is lost", crash),
    part("failover", "three brokers: leaders go and come back under real clients, kill -9 in turns", failover),
    Part { long: true, ..part("failover-long", "fifty rounds of kill -9, of brokers and of all", failover_long) },
    Part {
        long: true,
        ..part(
            "budgets",
            "the page's figures: frames, script, going through time, printed and not judged; what an hour of play holds",
            budgets,
        )
    },
    Part {
        long: true,
        ..part("disk-long", "the server's files fail at every operation, of five times as many lives", disk_long)
    },
    Part { long: true, ..part("scopes-long", "small scopes, ten times as far", scopes_long) },
    Part {
        long: true,
        ..part("sim-long", "ten thousand seeds of the simulated world, which reach every mark", sim_long)
    },
    Part { long: true, ..part("mutants-long", "every planted bug, within a thousand seeds", mutants_long) },
    part("bench", "the benchmark's own test", bench),
];

impl Options {
    /// One part.
    pub(crate) fn only(part: &str) -> Options {
        Options { only: vec![part.to_owned()], all: false, list: false }
    }
}

/// Runs the parts that are asked for; an error if one failed.
pub(crate) fn test(options: &Options) -> Result<()> {
    if options.list {
        for part in PARTS {
            let long = if part.long { " (only with --all or by name)" } else { "" };
            println!("{:<10} {}{long}", part.name, part.what);
        }
        return Ok(());
    }
    if let Some(unknown) = options.only.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        bail!("there is no part named `{unknown}`; see `cargo xtask test --list`");
    }
    let mut results = Vec::new();
    for part in PARTS {
        let wanted = if options.only.is_empty() {
            options.all || !part.long
        } else {
            options.only.iter().any(|name| name == part.name)
        };
        if !wanted {
            continue;
        }
        let start = Instant::now();
        let result = step(&format!("test {}: {}", part.name, part.what), part.run);
        if let Err(error) = &result {
            eprintln!("  FAILED: {error:#}");
        }
        results.push((part.name, start.elapsed(), result.is_ok()));
    }
    summary(&results)
}

fn summary(results: &[(&str, Duration, bool)]) -> Result<()> {
    println!();
    for (name, took, passed) in results {
        let verdict = if *passed { "passed" } else { "FAILED" };
        println!("  {name:<10} {verdict}  {:>12}", seconds(*took));
    }
    let passed = results.iter().filter(|(_, _, passed)| *passed).count();
    let failed = results.len() - passed;
    println!("\n{passed} passed, {failed} failed");
    if failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn fmt() -> Result<()> {
    run(cargo(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    run(cargo(["clippy", "--workspace", "--all-targets", "--exclude", "glasslog-bench", "--", "-D", "warnings"]))
}

fn docs() -> Result<()> {
    let mut doc = cargo(["doc", "--workspace", "--no-deps", "--exclude", "glasslog-bench"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    run(doc)
}

fn unit() -> Result<()> {
    let elsewhere = ["glasslog-tests", "glasslog-bench", "glasslog-levels", "xtask", "wasm-test-runner"];
    let mut test = cargo(["test", "--workspace"]);
    for package in elsewhere {
        test.args(["--exclude", package]);
    }
    run(test)
}

/// The digests of so many runs, one in a line.
const DIGESTS: usize = 20;

fn digests() -> Result<String> {
    let out = simulator(&["--digests", &DIGESTS.to_string()]).output()?;
    let digests = String::from_utf8(out.stdout)?;
    if !out.status.success() || digests.split_whitespace().count() != DIGESTS {
        bail!("the simulated world gave no digests; `cargo xtask sim --digests {DIGESTS}` says why");
    }
    Ok(digests.trim().to_owned())
}

fn same() -> Result<()> {
    let (one, other) = (digests()?, digests()?);
    if one != other {
        bail!("the same seeds did something else the second time:\n{one}\n{other}");
    }
    Ok(())
}

/// Another two thousand seeds for each commit, so that they add up.
fn sim() -> Result<()> {
    let head = program("git", ["rev-parse", "--short=7", "HEAD"]).output();
    let commit = head.ok().and_then(|head| u64::from_str_radix(String::from_utf8_lossy(&head.stdout).trim(), 16).ok());
    let from = commit.unwrap_or(1).to_string();
    run(simulator(&["--seeds", "2000", "--from", &from]))
}

/// The tests which need bugs in the core: what found them once finds them still.
fn sim_bugs() -> Result<()> {
    let tests = ["--lib", "--test", "stories", "--", "explore", "shrink", "stor"];
    let mut test = cargo(["test", "--profile", "sim", "-p", "glasslog-sim", "--features", "mutants"]);
    test.args(tests);
    run(test)?;
    // the same build: a thousand seeds with the page's own settings, of which none loses a record
    let mut hunt = cargo(["test", "--profile", "sim", "-p", "glasslog-sim", "--features", "mutants"]);
    hunt.args(["--lib", "--", "--include-ignored", "run::hunt"]);
    run(hunt)
}

/// A world for each level, ten minutes long, and many times more: too slow without optimisation.
fn levels() -> Result<()> {
    run(cargo(["test", "--profile", "sim", "-p", "glasslog-levels"]))
}

fn scopes() -> Result<()> {
    run(simulator(&["--exhaustive", "--states", "5000"]))
}

fn scopes_long() -> Result<()> {
    run(simulator(&["--exhaustive"]))
}

/// A library with a panic handler and an allocator of its own: it does not compile once anything beneath it brings the standard library.
fn no_std() -> Result<()> {
    std::fs::copy("Cargo.lock", "tests/no-std/Cargo.lock")?;
    run(cargo(["build", "--manifest-path", "tests/no-std/Cargo.toml", "--target-dir", "target/no-std"]))
}

/// The tests in headless Chromium, then the import section of the finished module.
fn wasm() -> Result<()> {
    tools::wasm_target()?;
    tools::chromium()?;
    run(cargo(["build", "-p", "wasm-test-runner"]))?;
    // The same worlds natively first: the page's test finds equal digests, or fails.
    let digests = digests()?;
    let mut test = cargo(["test", "--target", "wasm32-unknown-unknown", "-p", "glasslog-web"]);
    test.env("GLASSLOG_SIM_DIGESTS", digests);
    run(test)?;
    page::build()?;
    run(program("node", ["tests/page/imports.mjs", "dist"]))
}

/// The server with the page inside, as the tests from outside start it.
fn server() -> Result<()> {
    page::build()?;
    run(cargo(["build", "-p", "glasslog"]))
}

/// A module of the tests from outside.
fn outside(module: &str) -> Result<()> {
    outside_with(&format!("{module}::"), &[])
}

/// Those of the tests from outside whose names hold `filter`, with these variables.
fn outside_with(filter: &str, environment: &[(&str, &str)]) -> Result<()> {
    server()?;
    tools::pythons()?;
    tools::system("kcat", "kcat")?;
    let mut test = cargo(["test", "-p", "glasslog-tests", "--test", "all", "--"]);
    test.arg(filter).envs(environment.iter().copied());
    run(test)
}

fn browser() -> Result<()> {
    tools::chromium()?;
    tools::playwright()?;
    outside("browser")
}

/// A test of the page that is not among those that always run, with what it prints.
fn page_by_name(name: &str) -> Result<()> {
    tools::chromium()?;
    tools::playwright()?;
    let mut test = cargo(["test", "-p", "glasslog-tests", "--test", "all", "--", name]);
    test.args(["--ignored", "--nocapture"]);
    run(test)
}

fn budgets() -> Result<()> {
    page_by_name("browser::budgets")?;
    let mut memory = cargo(["test", "--profile", "sim", "-p", "glasslog-web", "--test", "memory"]);
    memory.args(["--", "--ignored", "--nocapture"]);
    run(memory)
}

fn course() -> Result<()> {
    page_by_name("browser::course")
}

fn start() -> Result<()> {
    outside("start")
}

fn hostile() -> Result<()> {
    outside("hostile")
}

fn tutorial() -> Result<()> {
    outside("tutorial")
}

fn clients() -> Result<()> {
    outside("clients")
}

fn crash() -> Result<()> {
    outside("crash")
}

fn failover() -> Result<()> {
    outside("failover")
}

fn failover_long() -> Result<()> {
    outside_with("failover::rolling", &[("GLASSLOG_TESTS_LONG", "1")])
}

fn disk_long() -> Result<()> {
    let mut test = cargo(["test", "-p", "glasslog", "--test", "all", "--", "disk::"]);
    test.env("GLASSLOG_TESTS_LONG", "1");
    run(test)
}

fn sim_long() -> Result<()> {
    run(simulator(&["--seeds", "10000", "--marks"]))
}

fn mutants() -> Result<()> {
    run(simulator(&["--mutants", "--quick"]))
}

fn mutants_long() -> Result<()> {
    run(simulator(&["--mutants"]))
}

/// Compiles librdkafka once, and lets the client speak to the sink.
fn bench() -> Result<()> {
    run(cargo(["test", "-p", "glasslog-bench"]))
}
