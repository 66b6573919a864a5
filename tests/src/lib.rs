//! Words for tests from outside: a server that is started, killed and started again, and real clients that speak to it.
//!
//! Everything here goes through what a user has: the command line, the two addresses, the files. Deliberately absent: any of the
//! broker's own code, so that a mistake there cannot hide itself here. Every wait has a deadline.
//!
//! `cargo xtask test` builds the server and installs the clients first. `GLASSLOG_BIN` names another binary to test;
//! `GLASSLOG_TESTS_BOOTSTRAP` an Apache Kafka for the stories of the clients, to see what it does.

pub mod browser;
pub mod client;
pub mod cluster;
pub mod kept;
pub mod lines;
pub mod random;
pub mod server;

use std::path::PathBuf;

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies inside the workspace").to_path_buf()
}
