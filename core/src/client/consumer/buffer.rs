//! Fetched batches of one partition, opened one after the other as records are asked for.

use bytes::Bytes;

use crate::{
    id::Offset,
    record::{Batches, CheckedBatch, Codecs, ReadError, Record, Records, Rules},
};

#[derive(Clone, Debug)]
pub(super) struct Buffer {
    batches: Batches,
    /// The open batch, and the offset behind it.
    open: Option<(Records, Offset)>,
}

/// What comes next.
pub(super) enum Next {
    Record(Record),
    /// This cannot be read; go on behind it.
    Unreadable(Offset, ReadError),
    /// All was given out; the position is at least this.
    Empty(Offset),
}

impl Buffer {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self { batches: CheckedBatch::parse_many(bytes, Rules::LOG), open: None }
    }

    /// The next record at or behind `position`. Control records are for brokers, and passed over.
    pub(super) fn next(&mut self, mut position: Offset, codecs: &dyn Codecs, max: usize) -> Next {
        loop {
            if let Some((records, end)) = &mut self.open {
                let end = *end;
                match records.next() {
                    Some(Ok(record)) if record.offset < position.0 => continue,
                    Some(Ok(record)) => return Next::Record(record),
                    Some(Err(error)) => {
                        self.open = None;
                        return Next::Unreadable(end, error);
                    }
                    None => {
                        // Compaction may have taken the last offsets of a batch.
                        (self.open, position) = (None, position.max(end));
                    }
                }
            }
            match self.batches.next() {
                None => return Next::Empty(position),
                Some(Err(error)) => {
                    // Without a good head nobody knows where the next batch is: fetch it again.
                    return Next::Unreadable(position, error.into());
                }
                Some(Ok(batch)) => {
                    let end = Offset(batch.head().next_offset());
                    if end <= position {
                        continue;
                    }
                    if batch.head().attributes.is_control() {
                        position = end;
                        continue;
                    }
                    match batch.records(codecs, max) {
                        Ok(records) => self.open = Some((records, end)),
                        Err(error) => return Next::Unreadable(end, error),
                    }
                }
            }
        }
    }
}
