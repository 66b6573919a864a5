//! The native host of a Glasslog broker: sockets, files, threads and the command line.
//!
//! It decides nothing that a broker decides: it gives a [`glasslog_core`] node its inputs and does what its effects say.

pub mod cli;
pub mod client;
pub mod codecs;
pub mod command;
pub mod config;
pub mod data_dir;
pub mod files;
pub mod host;
pub mod http;
pub mod kafka;
pub mod mailbox;
pub mod metrics;
pub mod page;
pub mod random;
pub mod serve;
