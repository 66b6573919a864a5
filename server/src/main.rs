//! `glasslog`: the native host and its tools.

use clap::Parser;
use glasslog::cli::{Cli, Command};
use glasslog::command::{brokers, consume, groups, produce, topics};
use glasslog::serve;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let run = async {
        match cli.command {
            Command::Serve(args) => serve::run(&args).await,
            Command::Topics(args) => topics::run(args).await,
            Command::Produce(args) => produce::run(args).await,
            Command::Consume(args) => consume::run(args).await,
            Command::Groups(args) => groups::run(args).await,
            Command::Brokers(args) => brokers::run(args).await,
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ended = match runtime {
        Ok(runtime) => {
            let ended = runtime.block_on(run);
            // A read of standard input cannot be given up.
            runtime.shutdown_background();
            ended
        }
        Err(error) => Err(error.into()),
    };
    match ended {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("glasslog: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
