//! Where each field of a record batch lies among its bytes, for whoever wants to see them (format 2, KIP-98).
//!
//! Nothing here decides anything: bytes that no broker would take are told of as far as they make sense, and why no further.
//! Deliberately absent: compression. Records that are compressed are one field.

use std::ops::Range;

use glasslog_core::record::{Attributes, BatchError, Codec, HEAD_BYTES, Head, LENGTH_BYTES};

#[cfg(test)]
mod tests;

/// The first byte that the CRC covers: the attributes'. It covers all to the batch's end.
pub const CRC_FROM: usize = 21;
/// So many records are laid out at the most.
const RECORDS_MAX: usize = 200;
/// So many headers of one record.
const HEADERS_MAX: usize = 50;

/// One field, with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// How deep it lies: 0 for the batch's own, 1 for what is in a record, 2 for what is in a header.
    pub depth: usize,
    /// What it is.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Range<usize>,
    /// What they say.
    pub value: Value,
}

/// What a field's bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(i64),
    /// Milliseconds since 1970, or −1 for none.
    Time(i64),
    /// Milliseconds after the batch's base timestamp.
    After(i64),
    /// A checksum.
    Sum(u32),
    /// A batch's attributes.
    Attributes(i16),
    /// Bytes as they are.
    Bytes,
    /// Nothing: a length of −1 stands before it.
    Null,
    /// Other fields, so many of them.
    Several(i64),
}

/// A batch, laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The fields, in the order of their bytes; one that holds others comes before them.
    pub fields: Vec<Field>,
    /// Where the batch ends, by its own length; no more than there are bytes.
    pub end: usize,
    /// How the records are compressed; none for an id that nobody has given.
    pub codec: Option<Codec>,
    /// The CRC that its bytes have, where it can be computed: the batch is all there.
    pub crc: Option<u32>,
    /// Why there is more than was laid out, if there is.
    pub rest: Option<&'static str>,
}

impl Layout {
    /// Whether the CRC that stands in the batch is the one that its bytes have.
    #[must_use]
    pub fn crc_holds(&self) -> bool {
        let stored = self.fields.iter().find_map(|field| match field.value {
            Value::Sum(sum) => Some(sum),
            _ => None,
        });
        stored.is_some() && stored == self.crc
    }

    /// The innermost field that a byte belongs to.
    #[must_use]
    pub fn at(&self, byte: usize) -> Option<usize> {
        self.fields.iter().rposition(|field| field.bytes.contains(&byte))
    }
}

/// Lays out the batch at the front of `bytes`.
///
/// # Errors
/// There is no head of format 2.
pub fn layout(bytes: &[u8]) -> Result<Layout, BatchError> {
    let head = Head::parse(bytes)?;
    let end = usize::try_from(head.size()).unwrap_or(usize::MAX).min(bytes.len());
    let codec = head.attributes.codec();
    let crc = match head.verify(bytes) {
        Ok(()) => Some(head.crc),
        Err(BatchError::Checksum { computed, .. }) => Some(computed),
        Err(_) => None,
    };
    let mut out = Layout { fields: fields_of(&head), end, codec, crc, rest: None };
    let mut walk = Walk { bytes: &bytes[..end], at: HEAD_BYTES, fields: &mut out.fields };
    out.rest = match codec {
        _ if head.size() > bytes.len() as u64 => {
            walk.records(head.count);
            Some("the batch is longer than these bytes")
        }
        Some(Codec::None) => walk.records(head.count),
        _ => {
            walk.take(0, "records, compressed", end - HEAD_BYTES, Value::Bytes);
            None
        }
    };
    Ok(out)
}

/// The head: fields of fixed length, one after the other.
fn fields_of(head: &Head) -> Vec<Field> {
    let Head { attributes: Attributes(attributes), .. } = *head;
    let number = |value: i32| Value::Number(i64::from(value));
    let all = [
        ("base offset", 8, Value::Number(head.base_offset)),
        ("batch length", 4, number(head.length)),
        ("partition leader epoch", 4, number(head.leader_epoch)),
        ("magic", 1, Value::Number(i64::from(head.magic))),
        ("CRC-32C", 4, Value::Sum(head.crc)),
        ("attributes", 2, Value::Attributes(attributes)),
        ("last offset delta", 4, number(head.last_offset_delta)),
        ("base timestamp", 8, Value::Time(head.base_timestamp)),
        ("max timestamp", 8, Value::Time(head.max_timestamp)),
        ("producer id", 8, Value::Number(head.producer_id)),
        ("producer epoch", 2, Value::Number(i64::from(head.producer_epoch))),
        ("base sequence", 4, number(head.base_sequence)),
        ("records count", 4, number(head.count)),
    ];
    let mut at = 0;
    let fields = all.into_iter().map(|(name, size, value)| {
        at += size;
        Field { depth: 0, name, bytes: at - size..at, value }
    });
    let fields: Vec<Field> = fields.collect();
    debug_assert!(fields[4].bytes.end == CRC_FROM && fields[1].bytes.end == LENGTH_BYTES);
    fields
}

/// Goes through records, and notes what it comes by.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    fields: &'a mut Vec<Field>,
}

/// Where the bytes made no sense any more.
struct Ends;

impl Walk<'_> {
    /// All records. Why it stopped, if that is not the end.
    fn records(&mut self, count: i32) -> Option<&'static str> {
        let mut left = usize::try_from(count).unwrap_or(0);
        for _ in 0..RECORDS_MAX.min(left) {
            let fields = self.fields.len();
            if self.record().is_err() {
                // what was begun is shown as far as it goes; its frame ends where the bytes do
                if let Some(frame) = self.fields.get_mut(fields) {
                    frame.bytes.end = frame.bytes.end.min(self.bytes.len());
                }
                return Some("here the bytes make no record");
            }
            left -= 1;
        }
        if left > 0 {
            return Some("there are more records than are shown");
        }
        (self.at < self.bytes.len()).then_some("bytes are left after the last record")
    }

    fn record(&mut self) -> Result<(), Ends> {
        let begin = self.at;
        let place = self.fields.len();
        self.note(0, "record", begin..begin, Value::Several(0));
        let length = self.number(1, "length", Value::Number)?;
        let end = usize::try_from(length).ok().and_then(|length| self.at.checked_add(length)).ok_or(Ends)?;
        self.fields[place].bytes.end = end.min(self.bytes.len());
        if end > self.bytes.len() {
            return Err(Ends);
        }
        let attributes = i64::from(*self.bytes.get(self.at).ok_or(Ends)?);
        self.take(1, "attributes", 1, Value::Number(attributes));
        self.number(1, "timestamp delta", Value::After)?;
        let offset = self.number(1, "offset delta", Value::Number)?;
        self.fields[place].value = Value::Several(offset);
        self.counted(1, ["key length", "key"])?;
        self.counted(1, ["value length", "value"])?;
        let headers = self.number(1, "headers count", Value::Number)?;
        for _ in 0..headers.clamp(0, HEADERS_MAX as i64) {
            self.counted(2, ["header key length", "header key"])?;
            self.counted(2, ["header value length", "header value"])?;
        }
        if self.at > end {
            return Err(Ends);
        }
        // what is left of a record is not looked into
        self.at = end;
        Ok(())
    }

    /// A length, and so many bytes.
    fn counted(&mut self, depth: usize, [length, name]: [&'static str; 2]) -> Result<(), Ends> {
        let size = self.number(depth, length, Value::Number)?;
        if size < 0 {
            self.note(depth, name, self.at..self.at, Value::Null);
            return Ok(());
        }
        let size = usize::try_from(size).map_err(|_| Ends)?;
        if size > self.bytes.len() - self.at {
            return Err(Ends);
        }
        self.take(depth, name, size, Value::Bytes);
        Ok(())
    }

    /// A number of variable length, zigzag: seven bits a byte, the lowest first.
    fn number(&mut self, depth: usize, name: &'static str, value: fn(i64) -> Value) -> Result<i64, Ends> {
        let begin = self.at;
        let mut raw = 0_u64;
        for (place, byte) in self.bytes.get(begin..).unwrap_or_default().iter().take(10).enumerate() {
            raw |= u64::from(byte & 0x7f).checked_shl(7 * u32::try_from(place).unwrap_or(0)).unwrap_or(0);
            if byte & 0x80 == 0 {
                let number = (raw >> 1).cast_signed() ^ -(raw & 1).cast_signed();
                self.take(depth, name, place + 1, value(number));
                return Ok(number);
            }
        }
        Err(Ends)
    }

    fn take(&mut self, depth: usize, name: &'static str, size: usize, value: Value) {
        self.note(depth, name, self.at..self.at + size, value);
        self.at += size;
    }

    fn note(&mut self, depth: usize, name: &'static str, bytes: Range<usize>, value: Value) {
        self.fields.push(Field { depth, name, bytes, value });
    }
}
