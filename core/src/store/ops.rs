//! The store's outbox: numbers operations and files, and remembers who waits for which.

use crate::sorted::SortedMap;
use alloc::collections::VecDeque;

use crate::{
    id::LogId,
    name::Text,
    storage::Completion,
    store::{FileAction, FileId, FileOp, OpId, StoreOutput},
};

/// Who waits for a file operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A log.
    Log(LogId, Purpose),
    /// A question about spans.
    Locate(u64),
    /// The removal of deleted logs.
    Sweep,
    /// Nobody: it may fail.
    Nobody,
}

/// What a log does it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Opening.
    Recovery,
    /// Appending.
    Write,
    /// A group's fsync.
    Sync,
    /// The durable mark.
    Mark,
    /// A new segment, repair, deletion: one step after the other.
    Work,
    /// A checkpoint: one step after the other.
    Checkpoint,
    /// The order at the front.
    Query,
    /// A pass of compaction: one step after the other.
    Compaction,
}

/// Outputs that wait to be polled, and operations that wait to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox {
    next_op: u64,
    next_file: u64,
    ready: VecDeque<StoreOutput>,
    owners: SortedMap<OpId, Owner>,
}

impl Outbox {
    /// An operation to be executed.
    pub(super) fn issue(&mut self, owner: Owner, action: FileAction) {
        let op = OpId(self.next_op);
        self.next_op += 1;
        self.owners.insert(op, owner);
        self.ready.push_back(StoreOutput::File(FileOp { op, action }));
    }

    /// Opens a file; the number is good for operations at once, though they fail if the opening does.
    pub(super) fn open(&mut self, owner: Owner, path: Text, create: bool) -> FileId {
        let file = self.file();
        self.issue(owner, FileAction::Open { file, path, create });
        file
    }

    /// A number for a file.
    pub(super) fn file(&mut self) -> FileId {
        self.next_file += 1;
        FileId(self.next_file)
    }

    /// An order has ended.
    pub(super) fn complete(&mut self, completion: Completion) {
        self.ready.push_back(StoreOutput::Complete(completion));
    }

    /// Anything else.
    pub(super) fn push(&mut self, output: StoreOutput) {
        self.ready.push_back(output);
    }

    /// Who waited for this operation.
    pub(super) fn ended(&mut self, op: OpId) -> Option<Owner> {
        self.owners.remove(&op)
    }

    /// The next output.
    pub(super) fn poll(&mut self) -> Option<StoreOutput> {
        self.ready.pop_front()
    }
}
