//! `build` and `run`: the page, then the server with the page inside, then the server's own process.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::page;
use crate::step::{cargo, run as execute, step};

/// Builds page and server, and gives back the server's binary.
pub(crate) fn build() -> Result<PathBuf> {
    page::build()?;
    step("server: compile (release, the page inside)", || execute(cargo(["build", "--release", "-p", "glasslog"])))?;
    let binary = target().join("release").join(executable("glasslog"));
    eprintln!("  {}", binary.display());
    Ok(binary)
}

/// Builds, says what to try, and becomes the server.
pub(crate) fn run(serve: &[String]) -> Result<()> {
    let binary = build()?;
    let glasslog = binary.strip_prefix(crate::step::root()).unwrap_or(&binary).display();
    eprintln!(
        "
  Starting. `glasslog` below is {glasslog}. Open the page to watch; the tutorial is in README.md.
"
    );
    let mut server = std::process::Command::new(&binary);
    server.arg("serve").arg("--allow-control").args(serve);
    become_process(server)
}

/// Runs the simulator. Its exit status becomes ours.
pub(crate) fn sim(arguments: &[String]) -> Result<()> {
    let status = simulator(arguments).status().context("cannot start cargo: is it installed?")?;
    std::process::exit(status.code().unwrap_or(1))
}

/// The simulator in its own profile: optimised, with every assertion on.
pub(crate) fn simulator<Word: AsRef<str>>(arguments: &[Word]) -> std::process::Command {
    let arguments = arguments.iter().map(AsRef::as_ref);
    let mut command = cargo(["run", "--profile", "sim", "-p", "glasslog-sim"]);
    if arguments.clone().any(|word| PLANTING.contains(&word)) {
        command.args(["--features", "mutants"]);
    }
    command.arg("--").args(arguments);
    command
}

/// Options of the simulator that need the bugs planted in the core.
const PLANTING: [&str; 5] = ["--plant", "--list", "--replay", "--mutant", "--mutants"];

/// The server takes this process's place, so that signals reach it without a go-between.
#[cfg(unix)]
fn become_process(mut command: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_process(mut command: std::process::Command) -> Result<()> {
    std::process::exit(command.status()?.code().unwrap_or(1))
}

/// Cargo's target directory.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::step::root().join("target"), PathBuf::from)
}

/// A program's file name on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}
