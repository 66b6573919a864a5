//! The data directory: whose it is, and that nobody else is using it.
//!
//! `glasslog.toml` holds what the directory is: the version of its format, the cluster's id, and how many brokers it has. `lock` is
//! held as long as a server runs. Beside them lie `metadata/`, the log that orders the cluster's metadata, and a directory for
//! each broker ([`BrokerDir`]). Deliberately absent: the logs themselves, which are the stores' ([`crate::files`] only does as they say).

mod broker;
mod small_file;
mod upgrade;

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glasslog_core::id::BrokerId;
use thiserror::Error;

pub use broker::BrokerDir;
use small_file::Fields;

use crate::files::{Os, RealOs};

/// The format this build writes. A newer one is refused; an older one is converted ([`upgrade`]).
const FORMAT: i64 = 2;
const IDENTITY: &str = "glasslog.toml";
const LOCK: &str = "lock";
const METADATA: &str = "metadata";
/// As many brokers as one process runs.
pub const BROKERS_MAX: u8 = 9;

/// A data directory that is ours, until this value goes.
#[derive(Debug)]
pub struct DataDir {
    os: Arc<dyn Os>,
    path: PathBuf,
    /// The cluster's id: 22 characters, as Kafka's are.
    pub cluster_id: String,
    /// How many brokers it has; none yet in a new directory.
    pub brokers: Option<u8>,
    /// Held for its lock.
    _lock: File,
    /// Removed with this value.
    temporary: Option<tempfile::TempDir>,
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

impl DataDir {
    /// Takes the directory, and makes it if it is not there.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn open(path: &Path) -> Result<DataDir, DataDirError> {
        DataDir::open_over(Arc::new(RealOs), path)
    }

    /// As [`DataDir::open`], on this system's files.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn open_over(os: Arc<dyn Os>, path: &Path) -> Result<DataDir, DataDirError> {
        DataDir::open_as(os, path, None)
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
        DataDir::open_as(Arc::new(RealOs), &path, Some(temporary))
    }

    fn open_as(os: Arc<dyn Os>, path: &Path, temporary: Option<tempfile::TempDir>) -> Result<DataDir, DataDirError> {
        let fail = |error| failed(path, error);
        make_all(&*os, path).map_err(|error| not_made(path, error))?;
        let identity_file = path.join(IDENTITY);
        if Fields::read(&*os, &identity_file)?.is_none()
            && let Some(found) = foreign(&*os, path).map_err(fail)?
        {
            return Err(DataDirError::Foreign { dir: path.to_owned(), found });
        }
        let lock = lock(path)?;
        let (cluster_id, brokers) = (String::new(), None);
        let mut data = DataDir { os, path: path.to_owned(), cluster_id, brokers, _lock: lock, temporary };
        match Fields::read(&*data.os, &identity_file)? {
            Some(fields) => {
                data.read_identity(&fields)?;
                // The name may be as new as a start that was killed before it had made it last.
                data.os.sync_dir(path).map_err(fail)?;
            }
            None => {
                sync_parents(&*data.os, path).map_err(fail)?;
                data.cluster_id = new_cluster_id();
            }
        }
        Ok(data)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it is, if it is to go with the server.
    #[must_use]
    pub fn temporary_path(&self) -> Option<PathBuf> {
        self.temporary.as_ref().map(|temporary| temporary.path().to_owned())
    }

    /// From now on it has so many brokers.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn remember(&mut self, brokers: u8) -> Result<(), DataDirError> {
        if self.brokers != Some(brokers) {
            let text = format!(
                "# What this directory is. Written by glasslog, which refuses a directory whose file says something else.\n\
                 format = {FORMAT}\ncluster-id = \"{}\"\nbrokers = {brokers}\n",
                self.cluster_id
            );
            small_file::write(&*self.os, &self.path, IDENTITY, &text).map_err(|error| failed(&self.path, error))?;
            self.brokers = Some(brokers);
        }
        Ok(())
    }

    /// The directory of the metadata log, made if it is not there.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn metadata(&self) -> Result<PathBuf, DataDirError> {
        let path = self.path.join(METADATA);
        make(&*self.os, &self.path, &path).map_err(|error| failed(&path, error))?;
        Ok(path)
    }

    /// The directory of a broker, made if it is not there.
    ///
    /// # Errors
    /// It cannot be written, is damaged, or is of another cluster.
    pub fn broker(&self, id: BrokerId) -> Result<BrokerDir, DataDirError> {
        BrokerDir::open(&self.os, &self.path, id, &self.cluster_id)
    }

    fn read_identity(&mut self, fields: &Fields) -> Result<(), DataDirError> {
        let format = fields.number("format").ok_or_else(|| fields.damaged("it names no format"))?;
        match format {
            found if found > FORMAT => return Err(DataDirError::Newer { dir: self.path.clone(), found }),
            found if found < 1 => return Err(fields.damaged("its format is not a version")),
            _ => {}
        }
        self.cluster_id = fields.text("cluster-id").ok_or_else(|| fields.damaged("it names no cluster"))?;
        if format == 1 {
            if fields.number("broker-id") != Some(1) {
                return Err(fields.damaged("it names no broker, or one that format 1 never had"));
            }
            upgrade::from_format_1(&*self.os, &self.path, &self.cluster_id)?;
            return self.remember(1);
        }
        let brokers = fields.number("brokers").and_then(|count| u8::try_from(count).ok());
        let brokers = brokers.filter(|count| (1..=BROKERS_MAX).contains(count));
        self.brokers = Some(brokers.ok_or_else(|| fields.damaged("it does not say how many brokers it has"))?);
        Ok(())
    }
}

/// What the system said, in words that say what to do.
fn failed(path: &Path, error: io::Error) -> DataDirError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            DataDirError::ReadOnly { dir: path.to_owned(), error }
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DataDirError::Full { dir: path.to_owned(), error },
        _ => DataDirError::Io { dir: path.to_owned(), error },
    }
}

/// Why there is no directory.
fn not_made(path: &Path, error: io::Error) -> DataDirError {
    let dir = path.to_owned();
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => DataDirError::NoDirectory { dir },
        io::ErrorKind::NotFound => DataDirError::NotMade { dir, error },
        _ => failed(path, error),
    }
}

/// A directory that is surely there after a crash, too; also when an earlier start made it, and was killed before it had made it last.
fn make(os: &dyn Os, parent: &Path, path: &Path) -> io::Result<()> {
    create(os, path)?;
    os.sync_dir(parent)
}

fn create(os: &dyn Os, path: &Path) -> io::Result<()> {
    match os.create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

/// The directory, and those above it that are missing.
fn make_all(os: &dyn Os, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_all(os, parent)?;
    }
    create(os, path)?;
    sync_parent(os, path)
}

/// Those of an earlier start as well, which was killed before it had made them last: what is in them is lost with them.
fn sync_parents(os: &dyn Os, path: &Path) -> io::Result<()> {
    sync_parent(os, path)?;
    for above in path.ancestors().skip(1) {
        // Most are older than we are, and none of our business.
        let _ = sync_parent(os, above);
    }
    Ok(())
}

/// Makes the name of a directory last.
fn sync_parent(os: &dyn Os, path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match os.sync_dir(parent) {
        // Not ours to read, as above a volume that was mounted for us: then its name is somebody else's care.
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput) => Ok(()),
        synced => synced,
    }
}

/// Something that is not ours, if there is any. A fresh volume may have a `lost+found`.
fn foreign(os: &dyn Os, path: &Path) -> io::Result<Option<String>> {
    let new = format!("{IDENTITY}.new");
    let names = os.list(path)?.into_iter().map(|(name, _)| name.to_string_lossy().into_owned());
    Ok(names.filter(|name| ![LOCK, "lost+found", &new].contains(&name.as_str())).min())
}

fn lock(path: &Path) -> Result<File, DataDirError> {
    let fail = |error| failed(path, error);
    let file_path = path.join(LOCK);
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&file_path);
    let mut file = options.map_err(fail)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let _ = file.read_to_string(&mut pid);
            let pid = pid.trim().parse::<u32>().map_or_else(|_| String::new(), |pid| format!(" (process {pid})"));
            return Err(DataDirError::InUse { dir: path.to_owned(), pid });
        }
        Err(TryLockError::Error(error)) => return Err(fail(error)),
    }
    // For the message above. Nothing depends on it.
    let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    Ok(file)
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
