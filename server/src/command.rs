//! The commands besides `serve`: tools for any Kafka, ours or another, over the Kafka protocol. (Taking brokers down is a glasslog's own.)

pub mod brokers;
pub mod consume;
pub mod groups;
mod json_bytes;
pub mod produce;
pub mod table;
pub mod topics;

use std::io::{self, Write};

use anyhow::Result;
use clap::Args;

/// Which broker to ask, and how to answer.
#[derive(Clone, Debug, Args)]
pub struct Target {
    /// A broker of the cluster, or several: the first that answers is asked
    #[arg(
        long,
        short,
        global = true,
        visible_alias = "bootstrap",
        value_name = "HOST:PORT[,...]",
        default_value = "localhost:9092"
    )]
    pub server: String,
    /// Write JSON, one object a line, for scripts
    #[arg(long, global = true)]
    pub json: bool,
}

/// Writes a line. A reader that has gone (`| head`) is no error: the program ends in peace.
///
/// # Errors
/// Standard output is broken in another way.
pub(crate) fn print(line: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}
