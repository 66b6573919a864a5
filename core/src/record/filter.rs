//! Taking records out of stored batches: what compaction does to bytes.
//!
//! Pure functions: which records stay is the caller's to say. A batch keeps its base offset, the offset of its last
//! record, its epoch and its producer's sequence, whatever is taken out of it; records that stay keep their offsets and
//! their times.

use super::codec::{Codec, Codecs};
use super::error::{BatchError, RecordFault};
use super::head::{Attributes, HEAD_BYTES, Head, LENGTH_BYTES, NONE};
use super::read::ReadError;
use super::varint;
use super::walk::{Layout, record_at};
use alloc::vec::Vec;
use bytes::Bytes;

/// What compaction looks at in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyed<'a> {
    /// Its offset in the log.
    pub offset: i64,
    /// Its key.
    pub key: Option<&'a [u8]>,
    /// Whether it has no value: its key was deleted.
    pub tombstone: bool,
}

/// What is left of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filtered {
    /// All of it.
    Same,
    /// Some of its records, or all with a delete horizon that they did not have: a whole batch.
    Changed(Bytes),
    /// No record.
    Nothing,
}

/// A batch, opened. Its records are walked anew each time: they may be many more than the bytes that hold them let expect.
#[derive(Clone, Debug)]
pub struct OpenBatch {
    head: Head,
    body: Bytes,
}

impl OpenBatch {
    /// Opens the batch at the front of `bytes`; `max` bounds what decompression may give, in bytes.
    ///
    /// # Errors
    /// It is no whole batch, its checksum does not hold, it cannot be decompressed, or its records are not what the head
    /// promises: offsets rise, and stay within the batch's.
    pub fn open(bytes: &Bytes, codecs: &dyn Codecs, max: usize) -> Result<Self, ReadError> {
        let head = Head::parse(bytes)?;
        head.verify(bytes)?;
        let stored = usize::try_from(head.size()).ok().map(|size| bytes.slice(HEAD_BYTES..size)).unwrap_or_default();
        let body = match head.attributes.codec() {
            None => return Err(BatchError::Codec(head.attributes.codec_id()).into()),
            Some(Codec::None) => stored,
            // Nothing in, nothing out: a batch that lost all its records keeps the codec's number.
            Some(_) if head.count == 0 => Bytes::new(),
            Some(codec) => codecs.decompress(codec, &stored, max)?,
        };
        let (mut at, mut lowest) = (0, 0);
        for index in 0..head.count {
            let record = record_at(&body, at).map_err(|fault| ReadError::Record { index, fault })?;
            // Nobody looks into a compressed batch before it is stored. An offset past its end would make a record that
            // is yet to come look old.
            if record.offset_delta < lowest || record.offset_delta > head.last_offset_delta {
                return Err(ReadError::Record { index, fault: RecordFault::Offset });
            }
            lowest = record.offset_delta.saturating_add(1);
            at = record.end;
        }
        Ok(Self { head, body })
    }

    /// Where the records begin, and their parts.
    fn layouts(&self) -> impl Iterator<Item = (usize, Layout)> + '_ {
        let mut at = 0;
        // All were walked when the batch was opened.
        (0..self.head.count).map_while(move |_| {
            let record = record_at(&self.body, at).ok()?;
            Some((core::mem::replace(&mut at, record.end), record))
        })
    }

    fn keyed(&self, record: &Layout) -> Keyed<'_> {
        Keyed {
            offset: self.head.base_offset.saturating_add(i64::from(record.offset_delta)),
            key: record.key.clone().and_then(|range| self.body.get(range)),
            tombstone: record.value.is_none(),
        }
    }

    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = Keyed<'_>> {
        self.layouts().map(|(_, record)| self.keyed(&record))
    }

    /// What is left when only those records stay that `keep` says. Tombstones that stay and have no delete horizon yet
    /// get this one, in milliseconds since 1970 (KIP-534). What was compressed is compressed again, where the host can.
    pub fn filter(&self, codecs: &dyn Codecs, horizon: i64, mut keep: impl FnMut(&Keyed<'_>) -> bool) -> Filtered {
        let attributes = self.head.attributes;
        let mut kept = Vec::new();
        let (mut count, mut deletes, mut max_timestamp) = (0, false, i64::from(NONE));
        for (_, record) in self.layouts() {
            let stays = keep(&self.keyed(&record));
            kept.push(stays);
            if stays {
                count += 1;
                deletes |= record.value.is_none() && !attributes.has_delete_horizon();
                max_timestamp = max_timestamp.max(self.head.timestamp_of(record.timestamp_delta));
            }
        }
        if count == 0 {
            return Filtered::Nothing;
        }
        if count == self.head.count && !deletes {
            return Filtered::Same;
        }
        let mut head = Head { count, ..self.head };
        if deletes {
            head.attributes = attributes.with_delete_horizon(true);
            head.base_timestamp = horizon;
        }
        if !attributes.is_log_append_time() {
            head.max_timestamp = max_timestamp;
        }
        let mut plain = Vec::new();
        for ((start, record), _) in self.layouts().zip(kept).filter(|(_, stays)| *stays) {
            if deletes {
                self.rebase(&mut plain, start, &record, horizon);
            } else {
                plain.extend_from_slice(self.body.get(start..record.end).unwrap_or_default());
            }
        }
        let (codec, body) = packed(codecs, attributes.codec().unwrap_or_default(), plain);
        head.attributes = head.attributes.with_codec(codec);
        Filtered::Changed(whole(head, &body))
    }

    /// Writes a record anew, its time relative to another base.
    fn rebase(&self, out: &mut Vec<u8>, start: usize, record: &Layout, base: i64) {
        let Some((attributes, rest)) = self.around_time(start, record) else { return };
        let time = self.head.base_timestamp.wrapping_add(record.timestamp_delta);
        let delta = time.wrapping_sub(base);
        varint::write(out, (1 + varint::size(delta) + rest.len()) as i64);
        out.push(attributes);
        varint::write(out, delta);
        out.extend_from_slice(rest);
    }

    /// What stands before and behind a record's time.
    fn around_time(&self, start: usize, record: &Layout) -> Option<(u8, &[u8])> {
        let mut at = start;
        varint::read_i32(&self.body, &mut at)?;
        let attributes = *self.body.get(at)?;
        at += 1;
        varint::read_i64(&self.body, &mut at)?;
        Some((attributes, self.body.get(at..record.end)?))
    }
}

/// As the producer compressed it, or plain where this host cannot.
fn packed(codecs: &dyn Codecs, codec: Codec, plain: Vec<u8>) -> (Codec, Bytes) {
    match codec {
        Codec::None => (Codec::None, plain.into()),
        codec => match codecs.compress(codec, &plain) {
            Ok(bytes) => (codec, bytes),
            Err(_) => (Codec::None, plain.into()),
        },
    }
}

/// A batch of this head and body; length and checksum are put right.
fn whole(mut head: Head, body: &[u8]) -> Bytes {
    head.length = i32::try_from(HEAD_BYTES - LENGTH_BYTES + body.len()).unwrap_or(i32::MAX);
    head.seal(body);
    let mut out = Vec::with_capacity(HEAD_BYTES + body.len());
    out.extend_from_slice(&head.to_bytes());
    out.extend_from_slice(body);
    out.into()
}

/// The batch of this head without its records: it goes on telling what its producer sent last.
#[must_use]
pub fn emptied(head: &Head) -> Bytes {
    let mut head = Head { count: 0, ..*head };
    head.attributes = head.attributes.with_codec(Codec::None);
    whole(head, &[])
}

/// A batch that stands for the offsets from `base` to `last`, both taken by records that are no more: without a record,
/// and from nobody. `None` when so many offsets do not fit into one.
#[must_use]
pub fn filler(base: i64, last: i64, leader_epoch: i32, max_timestamp: i64) -> Option<Bytes> {
    let head = Head {
        base_offset: base,
        length: 0,
        leader_epoch,
        magic: 2,
        crc: 0,
        attributes: Attributes::default(),
        last_offset_delta: last.checked_sub(base).and_then(|delta| i32::try_from(delta).ok()).filter(|d| *d >= 0)?,
        base_timestamp: max_timestamp,
        max_timestamp,
        producer_id: i64::from(NONE),
        producer_epoch: i16::from(NONE),
        base_sequence: i32::from(NONE),
        count: 0,
    };
    Some(whole(head, &[]))
}

/// Whether a batch holds no record and tells nothing of a producer: only offsets are left of it.
#[must_use]
pub fn is_filler(head: &Head) -> bool {
    head.count == 0 && !head.is_idempotent() && !head.attributes.is_control()
}
