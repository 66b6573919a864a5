//! Kafka's protocol, to and from the core's requests and responses.
//!
//! A broker takes a frame through [`server::decode`] and gives its answer through [`server::encode`]; a tool does the reverse with
//! [`client::encode`] and [`client::decode`], after it has learnt through [`client::greeting`] what the server speaks. Versions stay in here: the
//! core knows meanings only.
//!
//! ```
//! use glasslog_core::request::{MetadataRequest, Request};
//! use glasslog_wire::client::{self, GREETING_VERSION, Greeted};
//! use glasslog_wire::server::{self, Decoded, Peer};
//!
//! // What goes over the network; a receiver takes the four bytes of the length off first.
//! let question = client::greeting(GREETING_VERSION, 1, Some("tool"))?.into_bytes().unwrap();
//! let Decoded::Answer(answer) = server::decode(question.slice(4..), &Peer::default())? else { unreachable!() };
//! let answer = answer.into_bytes().unwrap();
//! let Greeted::Offered(offered) = client::greeted(GREETING_VERSION, 1, answer.slice(4..))? else { unreachable!() };
//!
//! let request = Request::Metadata(MetadataRequest { topics: None, auto_create: false });
//! let version = client::negotiate(&request, &offered)?;
//! let (frame, _sent) = client::encode(&request, version, 2, Some("tool"))?;
//! match server::decode(frame.into_bytes().unwrap().slice(4..), &Peer::default())? {
//!     Decoded::Request(header, _request) => assert_eq!((header.version, header.correlation_id), (13, 2)),
//!     Decoded::Answer(_) => unreachable!("metadata are the node's affair"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
