//! Kafka's protocol, to and from the core's requests and responses.
#![no_std]

extern crate alloc;
#[cfg(test)]
#[macro_use]
extern crate std;

pub mod error;
pub mod handshake;
pub mod header;
pub mod message;
pub mod reader;
pub mod writer;
