//! Where the parts of a record lie: the one parser behind checking and reading.
//!
//! Nothing is copied and nothing is allocated, whatever counts and lengths the bytes claim.

use super::error::{BatchError, RecordFault};
use super::head::{Head, NONE};
use super::varint::{read_i32, read_i64};
use core::ops::Range;

/// One record's place in its batch's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Where the next record starts.
    pub(super) end: usize,
    pub(super) timestamp_delta: i64,
    pub(super) offset_delta: i32,
    pub(super) key: Option<Range<usize>>,
    pub(super) value: Option<Range<usize>>,
    pub(super) headers: Range<usize>,
    pub(super) header_count: u32,
}

/// The record at `at`.
pub(super) fn record_at(body: &[u8], at: usize) -> Result<Layout, RecordFault> {
    let mut at = at;
    let length = read_i32(body, &mut at).ok_or(RecordFault::Length)?;
    let length = usize::try_from(length).map_err(|_| RecordFault::Length)?;
    let end = at.checked_add(length).ok_or(RecordFault::Length)?;
    let record = body.get(..end).ok_or(RecordFault::Length)?;
    fields(record, at).ok_or(RecordFault::Field).and_then(|layout| {
        // The headers were walked to their end, which is where the record has to end.
        if layout.headers.end == end { Ok(layout) } else { Err(RecordFault::Leftover) }
    })
}

fn fields(record: &[u8], mut at: usize) -> Option<Layout> {
    let _attributes = record.get(at)?; // one byte without a meaning so far
    at += 1;
    let timestamp_delta = read_i64(record, &mut at)?;
    let offset_delta = read_i32(record, &mut at)?;
    let key = nullable(record, &mut at)?;
    let value = nullable(record, &mut at)?;
    let header_count = u32::try_from(read_i32(record, &mut at)?).ok()?;
    let headers_at = at;
    for _ in 0..header_count {
        header_at(record, &mut at)?; // takes at least two bytes, so the bytes bound the count
    }
    Some(Layout { end: record.len(), timestamp_delta, offset_delta, key, value, headers: headers_at..at, header_count })
}

/// The header at `*at`: its key and its value. Moves `*at` past it.
pub(super) fn header_at(bytes: &[u8], at: &mut usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let key = nullable(bytes, at)??;
    let value = nullable(bytes, at)?;
    Some((key, value))
}

/// Length and bytes, where −1 stands for null.
fn nullable(bytes: &[u8], at: &mut usize) -> Option<Option<Range<usize>>> {
    let length = read_i32(bytes, at)?;
    if length == -1 {
        return Some(None);
    }
    let end = at.checked_add(usize::try_from(length).ok()?)?;
    bytes.get(*at..end)?;
    let range = *at..end;
    *at = end;
    Some(Some(range))
}

/// What a walk through all records of a batch found.
pub(super) struct Found {
    /// The largest timestamp of a record.
    pub(super) max_timestamp: i64,
    /// The first record without a key.
    pub(super) keyless: Option<i32>,
}

/// Walks all the records that `head` promises through the uncompressed `body`, to its very end.
pub(super) fn walk(head: &Head, body: &[u8]) -> Result<Found, BatchError> {
    let mut found = Found { max_timestamp: i64::from(NONE), keyless: None };
    let mut at = 0;
    for index in 0..head.count {
        let record = record_at(body, at).map_err(|fault| BatchError::Record { index, fault })?;
        if record.offset_delta != index {
            return Err(BatchError::Record { index, fault: RecordFault::Offset });
        }
        if record.key.is_none() && found.keyless.is_none() {
            found.keyless = Some(index);
        }
        found.max_timestamp = found.max_timestamp.max(head.timestamp_of(record.timestamp_delta));
        at = record.end;
    }
    match body.len() - at {
        0 => Ok(found),
        bytes => Err(BatchError::Leftover { bytes: bytes as u64 }),
    }
}
