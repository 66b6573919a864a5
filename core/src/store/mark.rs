//! The durable mark at the front of a segment: how far the file was once synced.
//!
//! It decides what a broken batch is. Before the mark, everything was on the disk: the batch is damaged, and what
//! follows it counts. Past the mark, the batch may never have reached the disk, and nobody was told that it had, but
//! for the last group: the log ends there. The mark is written after each sync and reaches the disk with the next
//! one, so it costs no sync of its own; it may be too low, never too high. Two places take turns, so that a torn write
//! spoils at most one.

use bytes::{BufMut, Bytes, BytesMut};

use crate::{id::Offset, record::crc::crc32c};

/// Where a segment's batches begin.
pub(super) const FRONT_BYTES: u64 = 1024;
/// The second place; in another sector.
const SECOND: u64 = 512;
const MARK_BYTES: usize = 32;
const MAGIC: [u8; 4] = *b"GLM1";

/// How far a segment was durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Counts the marks of a segment; the place follows from it.
    pub(super) count: u64,
    /// All bytes before this position were synced.
    pub(super) position: u64,
    /// The offset of the batch that begins there.
    pub(super) offset: Offset,
}

impl Mark {
    /// A segment that was never synced.
    pub(super) fn none(base: Offset) -> Mark {
        Mark { count: 0, position: FRONT_BYTES, offset: base }
    }

    /// Where it is written, and what.
    pub(super) fn write(&self) -> (u64, Bytes) {
        let mut out = BytesMut::with_capacity(MARK_BYTES);
        out.put_slice(&MAGIC);
        out.put_u64(self.count);
        out.put_u64(self.position);
        out.put_i64(self.offset.0);
        let crc = crc32c(&out);
        out.put_u32(crc);
        ((self.count % 2) * SECOND, out.freeze())
    }

    /// The newest mark in a segment's first bytes.
    pub(super) fn read(front: &[u8]) -> Option<Mark> {
        let places = [front.get(..MARK_BYTES), front.get(SECOND as usize..SECOND as usize + MARK_BYTES)];
        places.into_iter().flatten().filter_map(Mark::parse).max_by_key(|mark| mark.count)
    }

    fn parse(bytes: &[u8]) -> Option<Mark> {
        let (checked, crc) = bytes.split_last_chunk::<4>()?;
        let (magic, rest) = checked.split_first_chunk::<4>()?;
        let (count, rest) = rest.split_first_chunk::<8>()?;
        let (position, offset) = rest.split_first_chunk::<8>()?;
        let offset = i64::from_be_bytes(*offset.first_chunk::<8>()?);
        let mark =
            Mark { count: u64::from_be_bytes(*count), position: u64::from_be_bytes(*position), offset: Offset(offset) };
        let sound = *magic == MAGIC && crc32c(checked) == u32::from_be_bytes(*crc);
        (sound && mark.position >= FRONT_BYTES && offset >= 0).then_some(mark)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn the_newest_whole_mark_counts() {
        let mut front = vec![0; FRONT_BYTES as usize];
        assert_eq!(Mark::read(&front), None);
        let mut put = |mark: Mark| {
            let (at, bytes) = mark.write();
            front[at as usize..at as usize + bytes.len()].copy_from_slice(&bytes);
            Mark::read(&front)
        };
        let old = Mark { count: 1, position: 2048, offset: Offset(5) };
        let new = Mark { count: 2, position: 4096, offset: Offset(9) };
        assert_eq!(put(old), Some(old));
        assert_eq!(put(new), Some(new));
        front[20] ^= 1;
        assert_eq!(Mark::read(&front), Some(old));
        assert_eq!(Mark::read(&front[..40]), None);
    }
}
