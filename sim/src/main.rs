//! `glasslog-sim --seeds N --from S`: runs seeds, and fails when one of them breaks a promise.

mod cli;

use std::process::ExitCode;

use glasslog_sim::{
    check::INVARIANTS,
    kept::{planted_all, planted_name},
    run::fixture_digest,
};

use cli::{
    mutants,
    options::{HELP, Options, Task},
    scopes, seeds, single, speed,
};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(words) => {
            eprintln!("{words}");
            return ExitCode::from(2);
        }
    };
    // Panics of the core are reported with their seed; the hook's own words would only repeat them.
    std::panic::set_hook(Box::new(|_| {}));
    match &options.task {
        Task::Seeds => return seeds::all(&options),
        Task::Mutants(name) => return mutants::hunt(&options, name.as_deref()),
        Task::Exhaustive => return scopes::all(&options),
        Task::Replay(path) => return single::replay(path),
        Task::Digests(count) => {
            let digests: Vec<String> = (1..=*count).map(|seed| format!("{:032x}", fixture_digest(seed))).collect();
            println!("{}", digests.join(" "));
        }
        Task::Speed => speed::tell(&options),
        Task::List => {
            INVARIANTS.iter().for_each(|(id, line)| println!("{id:4} {line}"));
            let bugs: Vec<String> = planted_all().into_iter().map(planted_name).collect();
            println!("\nBugs that can be planted in this build: {}", bugs.join(", "));
        }
        Task::Help => println!("{HELP}"),
    }
    ExitCode::SUCCESS
}
