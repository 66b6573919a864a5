//! Batches of a segment, one behind the other, in bounded pieces.

use bytes::Bytes;

use crate::{
    id::Offset,
    limit,
    record::Head,
    store::{FileAction, FileId, mark::FRONT_BYTES, name::SegmentName, segment::Segment},
};

/// The bytes of a segment are not what they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// A reader of one segment.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) name: SegmentName,
    /// The offset after the segment's last.
    pub(super) end: Offset,
    file: FileId,
    /// The offset of the next batch.
    pub(super) next: Offset,
    at: u64,
    length: u64,
    /// Bytes to read: more than usual when a batch is larger.
    wants: u64,
}

impl Reading {
    /// From the front of a segment.
    pub(super) fn new(segment: &Segment) -> Reading {
        Reading {
            name: segment.name,
            end: segment.end,
            file: segment.file,
            next: segment.name.base,
            at: FRONT_BYTES,
            length: segment.length,
            wants: u64::from(limit::COMPACTION_READ_BYTES),
        }
    }

    /// What to read; `None` at the segment's end.
    pub(super) fn read(&self) -> Option<FileAction> {
        let left = self.length.saturating_sub(self.at).min(self.wants);
        let length = u32::try_from(left).ok().filter(|length| *length > 0)?;
        Some(FileAction::Read { file: self.file, position: self.at, length })
    }

    /// Gives the whole batches in what was read to `take`, with their checksums compared, until it says that it has enough.
    pub(super) fn feed(
        &mut self,
        bytes: &Bytes,
        mut take: impl FnMut(&Head, Bytes) -> Result<bool, Broken>,
    ) -> Result<(), Broken> {
        let start = self.at;
        loop {
            let skip = usize::try_from(self.at - start).map_err(|_| Broken)?;
            let rest = bytes.slice(skip.min(bytes.len())..);
            if self.at >= self.length {
                return Ok(());
            }
            let begun = self.at > start;
            let head = match Head::parse(&rest) {
                Ok(head) => head,
                // A head that is cut off by the end of the piece; the next piece begins with it.
                Err(_) if begun && rest.len() < crate::record::HEAD_BYTES => return Ok(()),
                Err(_) => return Err(Broken),
            };
            let follows = head.base_offset == self.next.0 && head.last_offset_delta >= 0;
            if !follows || head.size() > self.length - self.at || head.next_offset() > self.end.0 {
                return Err(Broken);
            }
            let size = usize::try_from(head.size()).map_err(|_| Broken)?;
            if size > rest.len() {
                if !begun && head.size() <= self.wants {
                    return Err(Broken); // The file is shorter than it was.
                }
                self.wants = head.size().max(u64::from(limit::COMPACTION_READ_BYTES));
                return Ok(());
            }
            let batch = rest.slice(..size);
            head.verify(&batch).map_err(|_| Broken)?;
            let goes_on = take(&head, batch)?;
            self.at += head.size();
            self.next = Offset(head.next_offset());
            self.wants = u64::from(limit::COMPACTION_READ_BYTES);
            if !goes_on {
                return Ok(());
            }
        }
    }
}
