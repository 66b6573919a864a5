//! A client of any Kafka, for the command line: connections that negotiate their versions, and a pool of them that drives
//! the core's producer and consumer machines.
//!
//! Deliberately absent: retries and their policy (the machines', or the person's at the keyboard), TLS and SASL.

mod connection;
mod kafka;
mod page;
mod pool;

pub use connection::{Connection, ConnectionError};
pub use kafka::{Kafka, Offsets};
pub use page::{PageConnection, PageError};
pub use pool::{Machine, Pool};

/// What we call ourselves.
pub const CLIENT_ID: &str = "glasslog";
