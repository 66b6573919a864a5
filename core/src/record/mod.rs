//! The Kafka record batch, format 2: how records lie on the wire and on disk, which is the same.
//!
//! - [`CheckedBatch`] is a batch somebody has looked at: its only constructor verifies length, magic, CRC, counts,
//!   sequences and who may write what. Whatever the core stores was one first.
//! - [`StampedBatch`] is a checked batch with its place in a log: a fresh head and the producer's own bytes.
//! - [`Head`] reads the 61 bytes in front of the records, on any byte slice: recovery, indexes, followers.
//! - [`Records`] reads what is inside, [`BatchBuilder`] writes it, [`OpenBatch`] takes records out of it.
//!
//! Numbers here are the raw ones of the wire (`i64` offsets, `i32` sequences and epochs), since everything in this
//! module stands at that border. Deliberately absent: compression (hosts own the codecs: [`Codecs`]), formats 0 and 1, I/O.

pub mod crc;

mod batch;
mod build;
mod codec;
mod error;
mod filter;
mod head;
mod read;
mod varint;
mod walk;

pub use batch::{Batches, CheckedBatch, Keys, Origin, Rules, StampedBatch};
pub use build::{BatchBuilder, BuildError, with_producer};
pub use codec::{Codec, CodecError, Codecs, NoCodecs};
pub use error::{BatchError, RecordFault};
pub use filter::{Filtered, Keyed, OpenBatch, emptied, filler, is_filler};
pub use head::{Attributes, HEAD_BYTES, Head, LENGTH_BYTES, NONE, SIZE_MAX};
pub use read::{Header, Headers, ReadError, Record, Records};

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
