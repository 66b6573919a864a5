//! Reading records out of a batch, as slices of its bytes.
//!
//! Bounded and without a panic on any input: a broken record ends the iteration with an error.

use super::codec::{Codec, CodecError, Codecs};
use super::error::{BatchError, RecordFault};
use super::head::{HEAD_BYTES, Head};
use super::walk::{header_at, record_at};
use bytes::Bytes;
use core::fmt;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its offset in the log (in an unstamped batch: its number, from 0).
    pub offset: i64,
    /// Its time in milliseconds, −1 for none.
    pub timestamp: i64,
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value; on a compacted topic null is a tombstone.
    pub value: Option<Bytes>,
    /// Its headers, in order; keys may repeat.
    pub headers: Headers,
}

/// One header of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name: UTF-8 by convention, not by force.
    pub key: Bytes,
    /// Its value.
    pub value: Option<Bytes>,
}

/// The headers of a record, read when asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    bytes: Bytes,
    count: u32,
}

impl Headers {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Header> + '_ {
        let mut at = 0;
        core::iter::from_fn(move || {
            let (key, value) = header_at(&self.bytes, &mut at)?;
            Some(Header { key: self.bytes.slice(key), value: value.map(|range| self.bytes.slice(range)) })
        })
    }
}

/// The records of one batch, in order.
#[derive(Clone, Debug)]
pub struct Records {
    head: Head,
    /// Uncompressed.
    body: Bytes,
    at: usize,
    left: u32,
}

impl Records {
    /// The records of the batch with this `head`, from the bytes behind it. `max` bounds what decompression may give, in bytes.
    ///
    /// # Errors
    /// The codec is unknown or not available, or says that the bytes are broken or too many.
    pub fn open(head: &Head, body: Bytes, codecs: &dyn Codecs, max: usize) -> Result<Self, ReadError> {
        let body = match head.attributes.codec() {
            None => return Err(BatchError::Codec(head.attributes.codec_id()).into()),
            Some(Codec::None) => body,
            Some(codec) => codecs.decompress(codec, &body, max)?,
        };
        Ok(Self::of_plain(head, body))
    }

    /// As [`Self::open`], from a whole batch.
    ///
    /// # Errors
    /// Besides: the bytes are no batch, or not a whole one. The checksum is not looked at.
    pub fn of_batch(batch: &Bytes, codecs: &dyn Codecs, max: usize) -> Result<Self, ReadError> {
        let head = Head::parse(batch)?;
        match usize::try_from(head.size()) {
            Ok(size) if size <= batch.len() => Self::open(&head, batch.slice(HEAD_BYTES..size), codecs, max),
            _ => Err(BatchError::Truncated { needed: head.size(), got: batch.len() as u64 }.into()),
        }
    }

    /// The records of the batch with this `head`, from their decompressed bytes.
    #[must_use]
    pub fn of_plain(head: &Head, body: Bytes) -> Self {
        Self { head: *head, body, at: 0, left: u32::try_from(head.count).unwrap_or(0) }
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let index = self.head.count.saturating_sub_unsigned(self.left);
        self.left -= 1;
        match record_at(&self.body, self.at) {
            Ok(layout) => {
                self.at = layout.end;
                Some(Ok(Record {
                    offset: self.head.base_offset.wrapping_add(i64::from(layout.offset_delta)),
                    timestamp: self.head.timestamp_of(layout.timestamp_delta),
                    key: layout.key.map(|range| self.body.slice(range)),
                    value: layout.value.map(|range| self.body.slice(range)),
                    headers: Headers { bytes: self.body.slice(layout.headers), count: layout.header_count },
                }))
            }
            Err(fault) => {
                self.left = 0;
                Some(Err(ReadError::Record { index, fault }))
            }
        }
    }
}

/// Why records cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// What should hold them is no batch.
    Batch(BatchError),
    /// They stay compressed.
    Codec(CodecError),
    /// One of them is broken; those before it were fine.
    Record {
        /// Which, counted from 0.
        index: i32,
        /// What is wrong.
        fault: RecordFault,
    },
}

impl From<BatchError> for ReadError {
    fn from(error: BatchError) -> Self {
        Self::Batch(error)
    }
}

impl From<CodecError> for ReadError {
    fn from(error: CodecError) -> Self {
        Self::Codec(error)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Batch(error) => error.fmt(f),
            Self::Codec(error) => error.fmt(f),
            Self::Record { index, fault } => write!(f, "record {index} of the batch: {fault}"),
        }
    }
}

impl core::error::Error for ReadError {}
