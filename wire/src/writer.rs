//! Writes one frame of the protocol, length prefix included.
//!
//! Promises: the payload of records is not copied: large ones stay chunks of their own, and those that lie in a file are holes for the host to
//! fill; the frame's length counts them all. The first failure is kept and returned by [`Writer::finish`], so that encoders need not stop.
//! Absent on purpose: sockets.

use crate::error::EncodeError;
use crate::message::{Element, Records, Uuid};
use alloc::vec::Vec;
use bytes::Bytes;

/// Records shorter than this are copied into the surrounding bytes: cheaper than a chunk of their own.
const INLINE_MAX: usize = 512;

/// A piece of an encoded frame, in the order of the wire.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chunk {
    /// Bytes to send as they are.
    Bytes(Bytes),
    /// Records that the caller sends from where they lie: exactly `length` bytes.
    Hole {
        /// The number that the caller gave to these records.
        index: u32,
        /// How many bytes they have.
        length: u32,
    },
}

/// An encoded frame: chunks to be sent in order, the length prefix in the first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frame {
    /// The pieces, in the order of the wire.
    pub chunks: Vec<Chunk>,
    /// All bytes of the frame, holes and the four of the length prefix included.
    pub length: u64,
}

impl Frame {
    /// The frame as one piece, prefix included. None when there are holes in it.
    pub fn into_bytes(self) -> Option<Bytes> {
        let mut joined = Vec::new();
        for chunk in &self.chunks {
            match chunk {
                Chunk::Bytes(bytes) if self.chunks.len() == 1 => return Some(bytes.clone()),
                Chunk::Bytes(bytes) => joined.extend_from_slice(bytes),
                Chunk::Hole { .. } => return None,
            }
        }
        Some(joined.into())
    }
}

/// The start of the tagged fields of a structure, where their number is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tags(usize);

/// A frame being written.
#[derive(Debug)]
pub struct Writer {
    buffer: Vec<u8>,
    /// What is sent between the bytes of the buffer, each with its place in it.
    between: Vec<(usize, Chunk)>,
    between_length: u64,
    failure: Option<EncodeError>,
    in_tag: bool,
    /// Whether lengths are compact, as in flexible versions.
    pub(crate) flexible: bool,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// An empty frame: four bytes are kept for its length.
    pub fn new() -> Self {
        let mut buffer = Vec::with_capacity(256);
        buffer.extend_from_slice(&[0; 4]);
        Self { buffer, between: Vec::new(), between_length: 0, failure: None, in_tag: false, flexible: false }
    }

    /// Writes the length and gives the frame, or the first failure.
    pub fn finish(mut self) -> Result<Frame, EncodeError> {
        let length = self.buffer.len() as u64 + self.between_length;
        let Ok(prefix) = i32::try_from(length - 4) else {
            return Err(EncodeError::TooLarge);
        };
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.buffer[..4].copy_from_slice(&prefix.to_be_bytes());
        let head = Bytes::from(self.buffer);
        let mut chunks = Vec::with_capacity(2 * self.between.len() + 1);
        let mut sent = 0;
        for (place, chunk) in self.between {
            if place > sent {
                chunks.push(Chunk::Bytes(head.slice(sent..place)));
                sent = place;
            }
            chunks.push(chunk);
        }
        if sent < head.len() {
            chunks.push(Chunk::Bytes(head.slice(sent..)));
        }
        Ok(Frame { chunks, length })
    }

    /// Remembers a failure, if it is the first.
    pub fn fail(&mut self, failure: EncodeError) {
        self.failure.get_or_insert(failure);
    }

    /// One byte, signed.
    pub fn i8(&mut self, value: i8) {
        self.buffer.extend_from_slice(&value.to_be_bytes());
    }

    /// Two bytes, signed.
    pub fn i16(&mut self, value: i16) {
        self.buffer.extend_from_slice(&value.to_be_bytes());
    }

    /// Two bytes, unsigned.
    pub fn u16(&mut self, value: u16) {
        self.buffer.extend_from_slice(&value.to_be_bytes());
    }

    /// Four bytes, signed.
    pub fn i32(&mut self, value: i32) {
        self.buffer.extend_from_slice(&value.to_be_bytes());
    }

    /// Eight bytes, signed.
    pub fn i64(&mut self, value: i64) {
        self.buffer.extend_from_slice(&value.to_be_bytes());
    }

    /// One byte, 0 or 1.
    pub fn bool(&mut self, value: bool) {
        self.i8(i8::from(value));
    }

    /// Sixteen bytes.
    pub fn uuid(&mut self, value: Uuid) {
        self.buffer.extend_from_slice(&value.0);
    }

    /// An unsigned variable-length integer.
    pub fn uvarint(&mut self, value: u32) {
        let (bytes, length) = varint(value);
        self.buffer.extend_from_slice(&bytes[..length]);
    }

    /// A length or count, or null: compact, or as `plain` writes it.
    fn length(&mut self, length: Option<usize>, plain: impl FnOnce(&mut Self, i32)) {
        let Ok(length) = length.map_or(Ok(-1), i32::try_from) else {
            return self.fail(EncodeError::TooLarge);
        };
        if self.flexible {
            self.uvarint(length.wrapping_add(1).cast_unsigned());
        } else {
            plain(self, length);
        }
    }

    /// A string or null.
    pub fn nullable_string(&mut self, text: Option<&str>) {
        self.length(text.map(str::len), |w, length| match i16::try_from(length) {
            Ok(length) => w.i16(length),
            Err(_) => w.fail(EncodeError::LongString),
        });
        self.buffer.extend_from_slice(text.unwrap_or_default().as_bytes());
    }

    /// A string.
    pub fn string(&mut self, text: &str) {
        self.nullable_string(Some(text));
    }

    /// Bytes or null.
    pub fn nullable_bytes(&mut self, bytes: Option<&[u8]>) {
        self.length(bytes.map(<[u8]>::len), Self::i32);
        self.buffer.extend_from_slice(bytes.unwrap_or_default());
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.nullable_bytes(Some(bytes));
    }

    /// Record batches: their length here, their bytes without a copy.
    pub fn records(&mut self, records: &Records) {
        let chunk = match records {
            Records::Null => return self.nullable_bytes(None),
            Records::Here(bytes) if bytes.len() < INLINE_MAX => return self.bytes(bytes),
            Records::Here(bytes) => Chunk::Bytes(bytes.clone()),
            &Records::Elsewhere { index, length } => Chunk::Hole { index, length },
        };
        if self.in_tag {
            return self.fail(EncodeError::RecordsInTag);
        }
        let length = match &chunk {
            Chunk::Bytes(bytes) => bytes.len(),
            Chunk::Hole { length, .. } => *length as usize,
        };
        self.length(Some(length), Self::i32);
        if length > 0 {
            self.between_length += length as u64;
            self.between.push((self.buffer.len(), chunk));
        }
    }

    /// An array or null.
    pub fn nullable_array<T: Element>(&mut self, elements: Option<&[T]>, version: i16) {
        self.length(elements.map(<[T]>::len), Self::i32);
        for element in elements.unwrap_or_default() {
            element.encode(self, version);
        }
    }

    /// An array.
    pub fn array<T: Element>(&mut self, elements: &[T], version: i16) {
        self.nullable_array(Some(elements), version);
    }

    /// Begins the tagged fields of a structure: none, so far.
    pub(crate) fn begin_tags(&mut self) -> Tags {
        self.buffer.push(0);
        Tags(self.buffer.len() - 1)
    }

    /// Writes one tagged field. There are fewer than 128 of them in any structure of the schemas, so that one byte counts them.
    pub(crate) fn tag(&mut self, tags: Tags, tag: u32, content: impl FnOnce(&mut Self)) {
        self.buffer[tags.0] += 1;
        self.uvarint(tag);
        let start = self.buffer.len();
        let outer = core::mem::replace(&mut self.in_tag, true);
        content(self);
        self.in_tag = outer;
        let Ok(size) = u32::try_from(self.buffer.len() - start) else {
            return self.fail(EncodeError::TooLarge);
        };
        let (bytes, length) = varint(size);
        self.buffer.splice(start..start, bytes[..length].iter().copied());
    }
}

fn varint(mut value: u32) -> ([u8; 5], usize) {
    let mut bytes = [0; 5];
    let mut length = 0;
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        bytes[length] = if value == 0 { low } else { low | 0x80 };
        length += 1;
        if value == 0 {
            return (bytes, length);
        }
    }
}

#[cfg(test)]
mod tests;
