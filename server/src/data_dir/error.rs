//! Why a data directory cannot be used, in words for whoever has to do something about it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::FORMAT;

/// Why a directory cannot be used. Every message names it and says what to do.
#[derive(Debug, Error)]
pub enum DataDirError {
    /// Another server has it.
    #[error(
        "{dir} is in use by another server{pid}; stop that one, or give this one a directory of its own with --data"
    )]
    InUse {
        /// The directory.
        dir: PathBuf,
        /// `(process N)`, where known.
        pid: String,
    },
    /// It holds something else.
    #[error("{dir} is not empty and not a data directory of glasslog ({found} is in it); name another with --data")]
    Foreign {
        /// The directory.
        dir: PathBuf,
        /// Something found in it.
        found: String,
    },
    /// A later build wrote it.
    #[error(
        "{dir} has format {found}, and this build knows formats up to {FORMAT}: start the newer glasslog that wrote it, or name another directory with --data"
    )]
    Newer {
        /// The directory.
        dir: PathBuf,
        /// Its format.
        found: i64,
    },
    /// Its identity file is damaged.
    #[error("{file} cannot be understood ({what}); restore it from a copy, or name another directory with --data")]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A directory of a broker of another cluster.
    #[error(
        "{dir} is of another cluster ({cluster_id}): put the one back that was there, or move it away to begin without records"
    )]
    Stranger {
        /// The directory.
        dir: PathBuf,
        /// Whose it is.
        cluster_id: String,
    },
    /// It cannot be written.
    #[error(
        "{dir} cannot be read and written by this user ({error}); change its permissions, or name another directory with --data"
    )]
    ReadOnly {
        /// The directory, or the file in it.
        dir: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// It is no directory.
    #[error("{dir} is a file, or lies under one; name a directory with --data")]
    NoDirectory {
        /// What was named.
        dir: PathBuf,
    },
    /// A file where a directory of ours should be, or the other way round.
    #[error(
        "{path} is {is}, and should be {should}: move it away, and restore what was there from a copy if you have one"
    )]
    WrongKind {
        /// What is in the way.
        path: PathBuf,
        /// `a file`, or `a directory`.
        is: &'static str,
        /// The other one.
        should: &'static str,
    },
    /// Records without the metadata that says what they are.
    #[error(
        "{dir} holds no metadata log, though {log} is there: without it nobody knows what these records are. Restore {dir} from a copy, or name another directory with --data"
    )]
    NoMetadata {
        /// Where the metadata log should be.
        dir: PathBuf,
        /// A log that is there.
        log: PathBuf,
    },
    /// It is not there, and cannot be made.
    #[error(
        "{dir} is not there and cannot be made ({error}); name a directory with --data, in a place that takes new ones"
    )]
    NotMade {
        /// What was named.
        dir: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// There is no room for it.
    #[error("{dir} is on a disk without space ({error}); free some, or name another directory with --data")]
    Full {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something else went wrong.
    #[error(
        "{dir} cannot be used ({error}): nothing was lost by this start. See to the disk or the file system, then start again; or name another directory with --data"
    )]
    Io {
        /// The directory, or the file in it.
        dir: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// What the system said, in words that say what to do.
pub(super) fn failed(path: &Path, error: io::Error) -> DataDirError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            DataDirError::ReadOnly { dir: path.to_owned(), error }
        }
        // What is made or opened in a directory of ours has one kind only.
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            DataDirError::WrongKind { path: path.to_owned(), is: "a file", should: "a directory" }
        }
        io::ErrorKind::IsADirectory => {
            DataDirError::WrongKind { path: path.to_owned(), is: "a directory", should: "a file" }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DataDirError::Full { dir: path.to_owned(), error },
        _ => DataDirError::Io { dir: path.to_owned(), error },
    }
}

/// Why there is no directory.
pub(super) fn not_made(path: &Path, error: io::Error) -> DataDirError {
    let dir = path.to_owned();
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => DataDirError::NoDirectory { dir },
        io::ErrorKind::NotFound => DataDirError::NotMade { dir, error },
        _ => failed(path, error),
    }
}
