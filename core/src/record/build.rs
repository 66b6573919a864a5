//! Writing batches: for client machines, coordinators, tools and the page.
//!
//! Equal input gives the bytes that Kafka's own clients give, which the golden vectors show.

use super::batch::{CheckedBatch, Rules};
use super::codec::Codec;
use super::error::BatchError;
use super::head::{Attributes, HEAD_BYTES, Head, LENGTH_BYTES, NONE};
use super::varint;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;

/// Collects records, then gives the batch that holds them.
#[derive(Clone, Debug)]
pub struct BatchBuilder {
    head: Head,
    /// Room for the head, then the records so far.
    bytes: Vec<u8>,
}

impl Default for BatchBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl BatchBuilder {
    /// An empty batch: from no particular producer, uncompressed, starting at offset 0.
    #[must_use]
    pub fn new() -> Self {
        let head = Head {
            base_offset: 0,
            length: 0,
            leader_epoch: i32::from(NONE),
            magic: 2,
            crc: 0,
            attributes: Attributes::default(),
            last_offset_delta: -1,
            base_timestamp: i64::from(NONE),
            max_timestamp: i64::from(NONE),
            producer_id: i64::from(NONE),
            producer_epoch: i16::from(NONE),
            base_sequence: i32::from(NONE),
            count: 0,
        };
        Self { head, bytes: alloc::vec![0; HEAD_BYTES] }
    }

    /// From this idempotent producer; `sequence` is that of the first record.
    #[must_use]
    pub fn producer(mut self, id: i64, epoch: i16, sequence: i32) -> Self {
        self.set_producer(id, epoch, sequence);
        self
    }

    /// As [`Self::producer`], on a batch that is under way.
    pub fn set_producer(&mut self, id: i64, epoch: i16, sequence: i32) {
        self.head.producer_id = id;
        self.head.producer_epoch = epoch;
        self.head.base_sequence = sequence;
    }

    /// Belongs to a transaction.
    #[must_use]
    pub fn transactional(mut self, on: bool) -> Self {
        self.head.attributes = self.head.attributes.with_transactional(on);
        self
    }

    /// Holds a control record.
    #[must_use]
    pub fn control(mut self, on: bool) -> Self {
        self.head.attributes = self.head.attributes.with_control(on);
        self
    }

    /// As if stamped: for tests and tools that make logs without a broker.
    #[must_use]
    pub fn placed(mut self, base_offset: i64, leader_epoch: i32) -> Self {
        self.head.base_offset = base_offset;
        self.head.leader_epoch = leader_epoch;
        self
    }

    /// Adds a record with a time in milliseconds (−1 for none).
    ///
    /// # Errors
    /// The batch cannot grow so far; it stays as it was.
    pub fn push(
        &mut self,
        timestamp: i64,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        headers: &[(&[u8], Option<&[u8]>)],
    ) -> Result<(), BuildError> {
        let base = if self.is_empty() { timestamp } else { self.head.base_timestamp };
        let (time, offset) = (timestamp.wrapping_sub(base), i64::from(self.head.count));
        let inner = inner_size(time, offset, key, value, headers);
        let whole = self.size() + varint::size(inner as i64) as u64 + inner;
        if whole - LENGTH_BYTES as u64 > i32::MAX as u64 || self.head.count == i32::MAX {
            return Err(BuildError::Full);
        }
        varint::write(&mut self.bytes, inner as i64);
        self.bytes.push(0); // attributes: none so far
        varint::write(&mut self.bytes, time);
        varint::write(&mut self.bytes, offset);
        write_nullable(&mut self.bytes, key);
        write_nullable(&mut self.bytes, value);
        varint::write(&mut self.bytes, headers.len() as i64);
        for (name, value) in headers {
            write_nullable(&mut self.bytes, Some(name));
            write_nullable(&mut self.bytes, *value);
        }
        self.head.base_timestamp = base;
        self.head.max_timestamp = self.head.max_timestamp.max(timestamp);
        self.head.last_offset_delta = self.head.count;
        self.head.count += 1;
        Ok(())
    }

    /// Whether there is no record yet. An empty batch is for a compacted log only: no broker takes it from a client.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.head.count == 0
    }

    /// Records so far.
    #[must_use]
    pub fn count(&self) -> i32 {
        self.head.count
    }

    /// Bytes of the batch so far, uncompressed.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The most bytes that a record can add, for deciding whether it still fits.
    #[must_use]
    pub fn size_of_record(key: Option<&[u8]>, value: Option<&[u8]>, headers: &[(&[u8], Option<&[u8]>)]) -> u64 {
        let inner = inner_size(i64::MIN, i64::from(i32::MAX), key, value, headers);
        inner + varint::size(inner as i64) as u64
    }

    /// The batch, uncompressed.
    #[must_use]
    pub fn build(self) -> Bytes {
        self.finish()
    }

    /// The batch, its records compressed by `compress`, which must give what `codec` names.
    ///
    /// # Errors
    /// Whatever `compress` says.
    pub fn build_compressed<E>(
        mut self,
        codec: Codec,
        compress: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Bytes, E> {
        if codec != Codec::None {
            let body = compress(self.bytes.get(HEAD_BYTES..).unwrap_or_default())?;
            self.bytes.truncate(HEAD_BYTES);
            self.bytes.extend_from_slice(&body);
            self.head.attributes = self.head.attributes.with_codec(codec);
        }
        Ok(self.finish())
    }

    /// The batch as one that a coordinator writes, checked like any other.
    ///
    /// # Errors
    /// What is wrong with it: that it is empty, most likely.
    pub fn checked(self) -> Result<CheckedBatch, BatchError> {
        CheckedBatch::parse(self.finish(), &Rules::BROKER)
    }

    fn finish(mut self) -> Bytes {
        self.head.length = i32::try_from(self.bytes.len() - LENGTH_BYTES).unwrap_or(i32::MAX);
        self.head.seal(self.bytes.get(HEAD_BYTES..).unwrap_or_default());
        if let Some(head) = self.bytes.first_chunk_mut::<HEAD_BYTES>() {
            *head = self.head.to_bytes();
        }
        self.bytes.into()
    }
}

/// Bytes of a record behind its length.
fn inner_size(
    time: i64,
    offset: i64,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
    headers: &[(&[u8], Option<&[u8]>)],
) -> u64 {
    let headers_size: u64 = headers.iter().map(|(name, value)| nullable_size(Some(name)) + nullable_size(*value)).sum();
    let numbers = 1 + varint::size(time) + varint::size(offset) + varint::size(headers.len() as i64);
    numbers as u64 + nullable_size(key) + nullable_size(value) + headers_size
}

fn nullable_size(bytes: Option<&[u8]>) -> u64 {
    bytes.map_or(1, |bytes| varint::size(bytes.len() as i64) as u64 + bytes.len() as u64)
}

fn write_nullable(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        None => varint::write(out, -1),
        Some(bytes) => {
            varint::write(out, bytes.len() as i64);
            out.extend_from_slice(bytes);
        }
    }
}

/// Why a record cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// A batch can hold 2 GiB or 2³¹−1 records: build this one and start another.
    Full,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the batch is full (2 GiB or 2^31-1 records): build it and start another")
    }
}

impl core::error::Error for BuildError {}

/// The batch in `bytes` as one of another producer, epoch or sequence: what a retry in a new epoch needs. A copy.
///
/// # Errors
/// The bytes are no batch.
pub fn with_producer(bytes: &Bytes, id: i64, epoch: i16, sequence: i32) -> Result<Bytes, BatchError> {
    let old = Head::parse(bytes)?;
    let mut head = Head { producer_id: id, producer_epoch: epoch, base_sequence: sequence, ..old };
    head.carry_crc(&old);
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&head.to_bytes());
    out.extend_from_slice(bytes.get(HEAD_BYTES..).unwrap_or_default());
    Ok(out.into())
}
