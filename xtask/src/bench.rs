//! `cargo xtask bench`: builds the server in release and hands over to `glasslog-bench`.

use anyhow::Result;

use crate::run::build;
use crate::step::{cargo, run};

/// Runs the benchmark with the arguments after `--`.
pub(crate) fn bench(arguments: &[String]) -> Result<()> {
    let server = build()?;
    let mut command = cargo(["run", "--release", "-p", "glasslog-bench", "--"]);
    command.arg("--server").arg(server).args(arguments);
    run(command)
}
