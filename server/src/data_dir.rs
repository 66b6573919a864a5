//! The data directory: whose it is, and that nobody else is using it.
//!
//! `glasslog.toml` holds what the directory is: the version of its format, the cluster's and the broker's id. `lock` is held as
//! long as a server runs. Deliberately absent: the logs themselves, which are the store's ([`crate::files`] only does as it says).

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use glasslog_core::id::BrokerId;
use thiserror::Error;

/// The format this build writes. A newer one is refused; an older one would be converted here.
const FORMAT: i64 = 1;
const IDENTITY: &str = "glasslog.toml";
const LOCK: &str = "lock";

/// A data directory that is ours, until this value goes.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// The cluster's id: 22 characters, as Kafka's are.
    pub cluster_id: String,
    /// The broker's number.
    pub broker: BrokerId,
    /// Held for its lock.
    _lock: File,
    /// Removed with this value.
    _temporary: Option<tempfile::TempDir>,
}

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
    /// It cannot be written.
    #[error(
        "{dir} cannot be written by this user ({error}); change its permissions, or name another directory with --data"
    )]
    ReadOnly {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something else went wrong.
    #[error("{dir}: {error}")]
    Io {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl DataDir {
    /// Takes the directory, and makes it if it is not there.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn open(path: &Path) -> Result<DataDir, DataDirError> {
        DataDir::open_as(path, None)
    }

    /// A directory that goes when the value does.
    ///
    /// # Errors
    /// The system's temporary directory cannot be written.
    pub fn temporary() -> Result<DataDir, DataDirError> {
        let temporary = tempfile::Builder::new()
            .prefix("glasslog-")
            .tempdir()
            .map_err(|error| DataDirError::Io { dir: std::env::temp_dir(), error })?;
        let path = temporary.path().to_owned();
        DataDir::open_as(&path, Some(temporary))
    }

    fn open_as(path: &Path, temporary: Option<tempfile::TempDir>) -> Result<DataDir, DataDirError> {
        let fail = |error: io::Error| match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                DataDirError::ReadOnly { dir: path.to_owned(), error }
            }
            _ => DataDirError::Io { dir: path.to_owned(), error },
        };
        fs::create_dir_all(path).map_err(fail)?;
        let identity_file = path.join(IDENTITY);
        if !identity_file.try_exists().map_err(fail)?
            && let Some(found) = foreign(path).map_err(fail)?
        {
            return Err(DataDirError::Foreign { dir: path.to_owned(), found });
        }
        let lock = lock(path).map_err(|e| e.unwrap_or_else(fail))?;
        let (cluster_id, broker) = if identity_file.try_exists().map_err(fail)? {
            read_identity(path, &identity_file)?
        } else {
            let cluster_id = new_cluster_id();
            write_identity(path, &identity_file, &cluster_id).map_err(fail)?;
            (cluster_id, BrokerId(1))
        };
        Ok(DataDir { path: path.to_owned(), cluster_id, broker, _lock: lock, _temporary: temporary })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Something that is not ours, if there is any. A fresh volume may have a `lost+found`.
fn foreign(path: &Path) -> io::Result<Option<String>> {
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name != LOCK && name != "lost+found" && name != format!("{IDENTITY}.new") {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn lock(path: &Path) -> Result<File, LockFailure> {
    let file_path = path.join(LOCK);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&file_path)
        .map_err(LockFailure::Io)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            let pid = pid.trim().parse::<u32>().map_or_else(|_| String::new(), |pid| format!(" (process {pid})"));
            return Err(LockFailure::Known(DataDirError::InUse { dir: path.to_owned(), pid }));
        }
        Err(TryLockError::Error(error)) => return Err(LockFailure::Io(error)),
    }
    // For the message above. Nothing depends on it.
    let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(file)
}

enum LockFailure {
    Known(DataDirError),
    Io(io::Error),
}

impl LockFailure {
    fn unwrap_or_else(self, words: impl FnOnce(io::Error) -> DataDirError) -> DataDirError {
        match self {
            LockFailure::Known(error) => error,
            LockFailure::Io(error) => words(error),
        }
    }
}

fn read_identity(dir: &Path, file: &Path) -> Result<(String, BrokerId), DataDirError> {
    let damaged = |what: &str| DataDirError::Damaged { file: file.to_owned(), what: what.to_owned() };
    let text = fs::read_to_string(file).map_err(|error| damaged(&error.to_string()))?;
    let table: toml::Table = text.parse().map_err(|_| damaged("it is not TOML"))?;
    let number = |name: &str| table.get(name).and_then(toml::Value::as_integer);
    match number("format") {
        None => return Err(damaged("it names no format")),
        Some(found) if found > FORMAT => return Err(DataDirError::Newer { dir: dir.to_owned(), found }),
        Some(found) if found < 1 => return Err(damaged("its format is not a version")),
        Some(_) => {}
    }
    let cluster_id = table.get("cluster-id").and_then(toml::Value::as_str).filter(|id| !id.is_empty());
    let cluster_id = cluster_id.ok_or_else(|| damaged("it names no cluster"))?.to_owned();
    let broker = number("broker-id").and_then(|id| i32::try_from(id).ok()).filter(|id| *id >= 0);
    Ok((cluster_id, BrokerId(broker.ok_or_else(|| damaged("it names no broker"))?)))
}

fn write_identity(dir: &Path, file: &Path, cluster_id: &str) -> io::Result<()> {
    let new = dir.join(format!("{IDENTITY}.new"));
    let mut out = File::create(&new)?;
    write!(
        out,
        "# What this directory is. Written once; glasslog refuses a directory whose file says something else.\n\
         format = {FORMAT}\ncluster-id = \"{cluster_id}\"\nbroker-id = 1\n"
    )?;
    out.sync_all()?;
    fs::rename(&new, file)?;
    File::open(dir)?.sync_all()
}

/// 16 random bytes in the form that Kafka gives its ids: base64 for URLs, without padding.
fn new_cluster_id() -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0; 16];
    crate::random::fill(&mut bytes);
    // Kafka's own ids never begin with a dash, for they are typed on command lines.
    bytes[0] &= 0x7f;
    let bits = u128::from_be_bytes(bytes);
    let digit = |shift: u32| (bits >> shift) & 63;
    let mut digits: Vec<u128> = (0..21).map(|place| digit(122 - 6 * place)).collect();
    digits.push((bits & 3) << 4);
    digits.into_iter().map(|digit| char::from(DIGITS[digit as usize])).collect()
}

#[cfg(test)]
mod tests;
