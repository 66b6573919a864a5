//! The native host of Glasslog brokers: sockets, files, threads and the command line.
//!
//! It decides nothing that a broker decides: it gives [`glasslog_core`] nodes their inputs and does what its effects say.

pub mod cli;
pub mod client;
pub mod cluster;
pub mod codecs;
pub mod command;
pub mod config;
pub mod data_dir;
pub mod files;
pub mod host;
pub mod http;
pub mod kafka;
pub mod mailbox;
pub mod memory;
pub mod metrics;
pub mod page;
pub mod random;
pub mod serve;
