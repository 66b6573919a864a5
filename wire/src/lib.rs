//! Kafka's protocol, to and from the core's requests and responses.
//!
//! A broker takes a frame through [`server::decode`] and gives its answer through [`server::encode`]; a tool does the reverse with
//! [`client::encode`] and [`client::decode`], after it has learnt through [`client::greeting`] what the server speaks. Versions stay in here: the
//! core knows meanings only.
//!
//! Promises: bytes from the network cause no panic, and take memory only in proportion to how many came. Records are not copied, in either direction.
//! Absent on purpose: sockets, and any decision of a broker.
#![no_std]

extern crate alloc;
#[cfg(test)]
#[macro_use]
extern crate std;

pub mod client;
pub mod error;
pub mod handshake;
pub mod header;
mod map;
pub mod message;
pub mod reader;
pub mod server;
pub mod writer;
