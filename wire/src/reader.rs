//! Reads the protocol's primitive types from one frame that is already in memory.
//!
//! Promises: no panic on any input; no allocation that the bytes received do not justify (a count is held against what remains, and against the
//! caller's [`Budget`], before anything is made from it); bytes and records are slices of the frame, not copies.
//! Absent on purpose: reading from a socket, and any knowledge of a message.

use crate::error::DecodeError;
use crate::message::{Element, Records, Uuid};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use bytes::Bytes;

/// The most array elements that one request may hold, all arrays together: every partition of the largest cluster, and as many topics.
pub const REQUEST_ELEMENTS_MAX: u32 = 1 << 17;
/// The same for a response, whose partitions have lists of replicas; clusters of others may be larger than ours.
pub const RESPONSE_ELEMENTS_MAX: u32 = 1 << 20;
/// The most names in one array of nothing but names: as many groups or topics as a cluster of ours may have.
pub const NAMES_MAX: u32 = 10_000;

/// What every message may take in memory, however short it is …
const MEMORY_BASE: usize = 256 << 10;
/// … and for each byte of a request. Lists of names and of numbers take up to thirty times their bytes; those of empty names two hundred times,
/// but nobody needs many of these.
const REQUEST_MEMORY_PER_BYTE: usize = 32;
/// … and of a response. It comes from a server that was chosen, and old versions say little about each group.
const RESPONSE_MEMORY_PER_BYTE: usize = 128;
/// What an element becomes beside itself: the core's request has a place for it as well, by the name of its topic, and with a refusal in words
/// where it is refused at once.
const fn memory_beside(element: usize) -> usize {
    3 * element + 64
}
/// What a text or an array takes beside its content: the allocator's and a shared text's own words.
const MEMORY_PER_ALLOCATION: usize = 32;

/// How much a message may become once it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of memory, without those of the frame itself.
    pub memory: usize,
    /// Elements of all arrays together.
    pub elements: u32,
}

impl Budget {
    /// The most that a request of so many bytes may become.
    pub const fn of_request(bytes: usize) -> Self {
        Self { memory: memory_max(bytes, REQUEST_MEMORY_PER_BYTE), elements: REQUEST_ELEMENTS_MAX }
    }

    /// The most that a response of so many bytes may become.
    pub const fn of_response(bytes: usize) -> Self {
        Self { memory: memory_max(bytes, RESPONSE_MEMORY_PER_BYTE), elements: RESPONSE_ELEMENTS_MAX }
    }

    /// The same with no more memory than this.
    #[must_use]
    pub const fn within(self, memory: usize) -> Self {
        Self { memory: if memory < self.memory { memory } else { self.memory }, ..self }
    }
}

const fn memory_max(bytes: usize, per_byte: usize) -> usize {
    bytes.saturating_mul(per_byte).saturating_add(MEMORY_BASE)
}

/// A position in a frame.
#[derive(Debug)]
pub struct Reader {
    frame: Bytes,
    position: usize,
    /// Where reading must stop: the frame's end, or that of the tagged field being read.
    end: usize,
    budget: Budget,
    /// What is left of it. A plain counter: charging costs no more than an addition.
    left: Budget,
    /// Whether lengths are compact, as in flexible versions.
    pub(crate) flexible: bool,
}

impl Reader {
    /// Starts at the beginning of a frame (without its length prefix), with plain lengths. It may become as much as any message of its size.
    pub fn new(frame: Bytes) -> Self {
        let budget = Budget::of_response(frame.len());
        Self::within(frame, budget)
    }

    /// The same for a message that may become no more than `budget` says.
    pub const fn within(frame: Bytes, budget: Budget) -> Self {
        Self { position: 0, end: frame.len(), frame, budget, left: budget, flexible: false }
    }

    /// What has been read takes so much: memory beside the frame's own, an upper bound of what it and the core's form of it take; and elements.
    pub const fn taken(&self) -> Budget {
        Budget { memory: self.budget.memory - self.left.memory, elements: self.budget.elements - self.left.elements }
    }

    /// Notes an allocation before it is made.
    fn charge(&mut self, content: usize) -> Result<(), DecodeError> {
        let bytes = content.saturating_add(MEMORY_PER_ALLOCATION);
        self.left.memory = self.left.memory.checked_sub(bytes).ok_or(DecodeError::TooMuchMemory)?;
        Ok(())
    }

    /// Bytes that have not been read.
    pub const fn remaining(&self) -> usize {
        self.end - self.position
    }

    fn take(&mut self, length: usize) -> Result<&[u8], DecodeError> {
        let start = self.position;
        if length > self.remaining() {
            return Err(DecodeError::Truncated);
        }
        self.position += length;
        Ok(&self.frame[start..self.position])
    }

    fn array_of<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    /// One byte, signed.
    pub fn i8(&mut self) -> Result<i8, DecodeError> {
        self.array_of().map(i8::from_be_bytes)
    }

    /// Two bytes, signed.
    pub fn i16(&mut self) -> Result<i16, DecodeError> {
        self.array_of().map(i16::from_be_bytes)
    }

    /// Two bytes, unsigned.
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array_of().map(u16::from_be_bytes)
    }

    /// Four bytes, signed.
    pub fn i32(&mut self) -> Result<i32, DecodeError> {
        self.array_of().map(i32::from_be_bytes)
    }

    /// Eight bytes, signed.
    pub fn i64(&mut self) -> Result<i64, DecodeError> {
        self.array_of().map(i64::from_be_bytes)
    }

    /// One byte; whatever is not zero is true, as Apache Kafka reads it.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        Ok(self.i8()? != 0)
    }

    /// Sixteen bytes.
    pub fn uuid(&mut self) -> Result<Uuid, DecodeError> {
        self.array_of().map(Uuid)
    }

    /// An unsigned variable-length integer of at most 32 bits.
    pub fn uvarint(&mut self) -> Result<u32, DecodeError> {
        let mut value: u32 = 0;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.array_of()?;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && byte > 0x0f {
                return Err(DecodeError::LongVarint);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(DecodeError::LongVarint)
    }

    /// A length or count as flexible versions write it (plus one, zero for null), or the plain one that was read otherwise.
    fn length(
        &mut self,
        plain: impl FnOnce(&mut Self) -> Result<i32, DecodeError>,
    ) -> Result<Option<usize>, DecodeError> {
        if self.flexible {
            return Ok(match self.uvarint()? {
                0 => None,
                more => usize::try_from(more - 1).ok(),
            });
        }
        match plain(self)? {
            -1 => Ok(None),
            length => usize::try_from(length).map(Some).map_err(|_| DecodeError::NegativeLength),
        }
    }

    /// A string that may be null.
    pub fn nullable_string(&mut self) -> Result<Option<String>, DecodeError> {
        let Some(length) = self.length(|r| r.i16().map(i32::from))? else {
            return Ok(None);
        };
        if length > self.remaining() {
            return Err(DecodeError::Truncated);
        }
        // It is copied once more, into a text that the core can share.
        self.charge(2 * length)?;
        let text = core::str::from_utf8(self.take(length)?).map_err(|_| DecodeError::NotUtf8)?;
        Ok(Some(text.to_owned()))
    }

    /// A string.
    pub fn string(&mut self) -> Result<String, DecodeError> {
        self.nullable_string()?.ok_or(DecodeError::UnexpectedNull)
    }

    /// A slice of the frame, which keeps all of it alive.
    fn slice(&mut self) -> Result<Option<Bytes>, DecodeError> {
        let Some(length) = self.length(Self::i32)? else {
            return Ok(None);
        };
        let start = self.position;
        self.take(length)?;
        Ok(Some(self.frame.slice(start..self.position)))
    }

    /// Bytes that may be null: a slice of the frame. Charged all the same, for what outlives the frame is copied out of it.
    pub fn nullable_bytes(&mut self) -> Result<Option<Bytes>, DecodeError> {
        let bytes = self.slice()?;
        if let Some(bytes) = &bytes {
            self.charge(bytes.len())?;
        }
        Ok(bytes)
    }

    /// Bytes: a slice of the frame.
    pub fn bytes(&mut self) -> Result<Bytes, DecodeError> {
        self.nullable_bytes()?.ok_or(DecodeError::UnexpectedNull)
    }

    /// Record batches: a slice of the frame, never copied.
    pub fn records(&mut self) -> Result<Records, DecodeError> {
        Ok(self.slice()?.map_or(Records::Null, Records::Here))
    }

    /// An array that may be null.
    pub fn nullable_array<T: Element>(&mut self, version: i16) -> Result<Option<Vec<T>>, DecodeError> {
        let Some(count) = self.length(Self::i32)? else {
            return Ok(None);
        };
        let needed = count.checked_mul(T::SMALLEST);
        if needed.is_none_or(|needed| needed > self.remaining()) {
            return Err(DecodeError::CountBeyondBytes);
        }
        self.left.elements = u32::try_from(count)
            .ok()
            .filter(|count| *count <= T::MOST)
            .and_then(|count| self.left.elements.checked_sub(count))
            .ok_or(DecodeError::TooManyElements)?;
        self.charge(count.saturating_mul(size_of::<T>() + memory_beside(size_of::<T>())))?;
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            elements.push(T::decode(self, version)?);
        }
        Ok(Some(elements))
    }

    /// An array.
    pub fn array<T: Element>(&mut self, version: i16) -> Result<Vec<T>, DecodeError> {
        self.nullable_array(version)?.ok_or(DecodeError::UnexpectedNull)
    }

    /// Tagged fields: `known` reads the content of a tag that it knows and says so; the others are skipped.
    pub(crate) fn tags(
        &mut self,
        mut known: impl FnMut(&mut Self, u32) -> Result<bool, DecodeError>,
    ) -> Result<(), DecodeError> {
        for _ in 0..self.uvarint()? {
            let tag = self.uvarint()?;
            let size = self.uvarint()? as usize;
            if size > self.remaining() {
                return Err(DecodeError::Truncated);
            }
            let outer_end = self.end;
            self.end = self.position + size;
            if known(self, tag)? && self.remaining() > 0 {
                return Err(DecodeError::TagSize);
            }
            self.position = self.end;
            self.end = outer_end;
        }
        Ok(())
    }

    /// Tagged fields, none of which is known.
    pub(crate) fn skip_tags(&mut self) -> Result<(), DecodeError> {
        self.tags(|_, _| Ok(false))
    }
}

#[cfg(test)]
mod tests;
