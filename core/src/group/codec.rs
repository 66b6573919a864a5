//! Bounded reading and writing of the few types that records of the offsets topic are made of.
//!
//! Nothing is reserved from a declared length or count: both are held against the bytes that are there.

use alloc::{string::String, vec::Vec};

use bytes::{Buf, Bytes};

use crate::name::Text;

/// The bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Reads from the front of some bytes.
pub(super) struct Reader {
    rest: Bytes,
}

impl Reader {
    pub(super) fn new(rest: Bytes) -> Reader {
        Reader { rest }
    }

    pub(super) fn i16(&mut self) -> Result<i16, Malformed> {
        self.rest.try_get_i16().map_err(|_| Malformed)
    }

    pub(super) fn i32(&mut self) -> Result<i32, Malformed> {
        self.rest.try_get_i32().map_err(|_| Malformed)
    }

    pub(super) fn i64(&mut self) -> Result<i64, Malformed> {
        self.rest.try_get_i64().map_err(|_| Malformed)
    }

    fn take(&mut self, len: usize) -> Result<Bytes, Malformed> {
        if len > self.rest.len() { Err(Malformed) } else { Ok(self.rest.split_to(len)) }
    }

    /// An unsigned varint of at most 32 bits.
    pub(super) fn varint(&mut self) -> Result<u32, Malformed> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.rest.try_get_u8().map_err(|_| Malformed)?;
            if shift == 28 && byte > 0x0f {
                return Err(Malformed);
            }
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    fn text(bytes: &Bytes) -> Result<Text, Malformed> {
        core::str::from_utf8(bytes).map(Text::from).map_err(|_| Malformed)
    }

    pub(super) fn nullable_string(&mut self) -> Result<Option<Text>, Malformed> {
        match self.i16()? {
            -1 => Ok(None),
            len => {
                let len = usize::try_from(len).map_err(|_| Malformed)?;
                Self::text(&self.take(len)?).map(Some)
            }
        }
    }

    pub(super) fn string(&mut self) -> Result<Text, Malformed> {
        self.nullable_string()?.ok_or(Malformed)
    }

    fn compact(&mut self) -> Result<Option<Bytes>, Malformed> {
        match self.varint()?.checked_sub(1) {
            None => Ok(None),
            Some(len) => self.take(len as usize).map(Some),
        }
    }

    pub(super) fn compact_string(&mut self) -> Result<Option<Text>, Malformed> {
        self.compact()?.map(|bytes| Self::text(&bytes)).transpose()
    }

    pub(super) fn nullable_bytes(&mut self) -> Result<Option<Bytes>, Malformed> {
        match self.i32()? {
            -1 => Ok(None),
            len => self.take(usize::try_from(len).map_err(|_| Malformed)?).map(Some),
        }
    }

    pub(super) fn either_string(&mut self, flexible: bool) -> Result<Option<Text>, Malformed> {
        if flexible { self.compact_string() } else { self.nullable_string() }
    }

    pub(super) fn either_bytes(&mut self, flexible: bool) -> Result<Option<Bytes>, Malformed> {
        if flexible { self.compact() } else { self.nullable_bytes() }
    }

    /// The count of an array whose elements take at least `smallest` bytes each.
    pub(super) fn either_count(&mut self, flexible: bool, smallest: usize) -> Result<usize, Malformed> {
        let count = if flexible {
            self.varint()?.checked_sub(1).ok_or(Malformed)? as usize
        } else {
            usize::try_from(self.i32()?).map_err(|_| Malformed)?
        };
        if count > self.rest.len() / smallest { Err(Malformed) } else { Ok(count) }
    }

    pub(super) fn tagged_fields(
        &mut self,
        mut each: impl FnMut(u32, Bytes) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        for _ in 0..self.varint()? {
            let tag = self.varint()?;
            let len = self.varint()? as usize;
            let field = self.take(len)?;
            each(tag, field)?;
        }
        Ok(())
    }
}

/// Writes to the end of some bytes.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn i16(&mut self, value: i16) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(super) fn i32(&mut self, value: i32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(super) fn i64(&mut self, value: i64) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    pub(super) fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A text of at most 32,767 bytes, cut there at the end of a character: limits keep what comes here far shorter.
    pub(super) fn string(&mut self, text: &str) {
        let text = truncated(text, i16::MAX as usize);
        self.i16(text.len() as i16);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    pub(super) fn nullable_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.i16(-1),
        }
    }

    pub(super) fn count(&mut self, count: usize) {
        self.i32(i32::try_from(count).unwrap_or(i32::MAX));
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.bytes.extend_from_slice(bytes);
    }

    pub(super) fn finish(self) -> Bytes {
        self.bytes.into()
    }
}

/// The longest beginning of `text` that has at most `max` bytes.
pub(super) fn truncated(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let end = (0..=max).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// As [`truncated`], owned; free where nothing is cut.
pub(super) fn shortened(text: &Text, max: usize) -> Text {
    if text.len() <= max { text.clone() } else { Text::from(String::from(truncated(text, max))) }
}

/// A copy that outlives its frame: a slice would keep all of it in memory.
pub(super) fn kept(bytes: &Bytes) -> Bytes {
    Bytes::copy_from_slice(bytes)
}
