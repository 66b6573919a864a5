//! What a store asks of files, and what comes back.
//!
//! All paths are relative to the data directory and have at most two parts, `directory/file`; the empty path is the
//! data directory itself. What a host promises:
//!
//! - Operations on one file or directory take effect in the order in which they were issued.
//! - A sync covers every write to that file that completed before the sync was issued.
//! - A write is all or an error; after an error any part of it may be there.
//! - A file that was removed stays readable through the [`FileId`] until it is closed and until whoever reads a
//!   [`FileSlice`] of it is done.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::{error::StorageFault, name::Text};

/// Joins a file operation with its completion. Never used twice by a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub u64);

/// An open file, as the store numbers them. Never used twice by a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u64);

/// One operation on files. Every one completes exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOp {
    /// Comes back with the completion.
    pub op: OpId,
    /// What to do.
    pub action: FileAction,
}

/// What to do with files. Completes as [`FileOutcome::Done`] where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAction {
    /// What is in a directory? Completes as [`FileOutcome::Listed`]; [`StorageFault::Missing`] when there is no such directory.
    List {
        /// The directory.
        dir: Text,
    },
    /// Make a directory. Well, too, when it is there already.
    CreateDir {
        /// The directory.
        dir: Text,
    },
    /// Open a file for reading and writing. Completes as [`FileOutcome::Opened`].
    Open {
        /// What it is called from now on.
        file: FileId,
        /// Where it is.
        path: Text,
        /// Whether to make it when it is missing, and to empty it when it is not; else [`StorageFault::Missing`].
        create: bool,
    },
    /// Write these parts one behind the other; the file grows as needed.
    Write {
        /// The file.
        file: FileId,
        /// Where the first part goes.
        position: u64,
        /// The bytes.
        parts: Vec<Bytes>,
    },
    /// Make what was written survive a power loss, the file's length included. Never tried again when it fails.
    Sync {
        /// The file.
        file: FileId,
    },
    /// Make the names in a directory survive a power loss.
    SyncDir {
        /// The directory.
        dir: Text,
    },
    /// Read. Completes as [`FileOutcome::Read`], with fewer bytes only where the file ends.
    Read {
        /// The file.
        file: FileId,
        /// From where.
        position: u64,
        /// How many bytes; at most [`crate::limit::STORE_READ_BYTES`] or a batch that a node asked for.
        length: u32,
    },
    /// Cut the file's end off: only bytes that were never acknowledged go.
    SetLength {
        /// The file.
        file: FileId,
        /// Its new length.
        length: u64,
    },
    /// Let go of a file; well, too, when it could not be opened. No operation on it follows.
    Close {
        /// The file.
        file: FileId,
    },
    /// Rename a file or a directory; replaces a file of the new name.
    Rename {
        /// From.
        from: Text,
        /// To.
        to: Text,
    },
    /// Remove a file. Well, too, when there is none.
    Remove {
        /// The file.
        path: Text,
    },
    /// Remove an empty directory. Well, too, when there is none.
    RemoveDir {
        /// The directory.
        dir: Text,
    },
}

/// The end of a file operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCompletion {
    /// Which.
    pub op: OpId,
    /// How it ended. [`StorageFault::Full`] where the disk or a quota is full, [`StorageFault::Missing`] where there is
    /// no such file, [`StorageFault::Io`] for all else.
    pub result: Result<FileOutcome, StorageFault>,
}

/// How a file operation ended well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOutcome {
    /// Done.
    Done,
    /// The directory's entries, in any order.
    Listed(Vec<DirEntry>),
    /// The file is open.
    Opened {
        /// Its length in bytes.
        length: u64,
    },
    /// What was read.
    Read(Bytes),
}

/// One entry of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Its name, without the directory's. Names that are not UTF-8 are left out.
    pub name: Text,
    /// Whether it is a directory.
    pub directory: bool,
}

/// A piece of an open file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSlice {
    /// The file.
    pub file: FileId,
    /// Where the piece starts.
    pub position: u64,
    /// How many bytes it has.
    pub length: u32,
}
