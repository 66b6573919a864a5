//! `cargo xtask …`: the commands of the README.
//!
//! It installs what is missing, says what it does and what each step took, and costs nothing when there is nothing to do.
//! Deliberately absent: anything that the broker itself needs. Somebody who only wants the server can `cargo build -p glasslog`.

mod bench;
mod count;
mod page;
mod pictures;
mod rest;
mod run;
mod step;
mod test;
mod tools;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run and test Glasslog")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the page and the server (release, the page inside it); nothing is started.
    Build,
    /// Build the page alone, into `dist/`.
    Page,
    /// Build what has changed and start the server; arguments after `--` go to `glasslog serve`.
    Run {
        /// Arguments for `glasslog serve`, such as `--data DIR` or `--kafka 0.0.0.0:9092`.
        #[arg(last = true)]
        serve: Vec<String>,
    },
    /// Run what continuous integration runs, or a part of it.
    Test(test::Options),
    /// Count anew which functions of the page a visit's first seconds run: all others come later (`web/rest.txt`).
    Count,
    /// Take the pictures of `docs/` anew: those that the browser's tests make.
    Pictures,
    /// Install what the tests need, without running them.
    Setup,
    /// Run the broker in a simulated world with faults, and check its promises after every step.
    #[command(disable_help_flag = true)]
    Sim {
        /// Arguments for the simulator, see `cargo xtask sim --help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        sim: Vec<String>,
    },
    /// Measure: start, memory, produce and consume throughput beside a bare sink.
    Bench {
        /// Arguments for the benchmark, see `cargo xtask bench -- --help`.
        #[arg(last = true)]
        bench: Vec<String>,
    },
}

fn main() -> Result<()> {
    std::env::set_current_dir(step::root())?;
    match Arguments::parse().command {
        Command::Build => run::build().map(|_| ()),
        Command::Page => page::build(),
        Command::Run { serve } => run::run(&serve),
        Command::Test(options) => test::test(&options),
        Command::Count => count::count(),
        Command::Pictures => pictures::pictures(),
        Command::Setup => tools::all(),
        Command::Sim { sim } => run::sim(&sim),
        Command::Bench { bench } => bench::bench(&bench),
    }
}
