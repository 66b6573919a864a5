//! Does with real files what the store machine asks for.
//!
//! [`FileLayer`] is the upper seam, and [`Os`] beneath it the lower one: tests put something in between that records, fails, or
//! forgets what was not synced. [`Worker`] decides which thread does what: short things at once on the store's own thread, what may wait for the disk on a few others.
//! Deliberately absent: any idea of what is in the files.

mod os;
mod real;
mod worker;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use glasslog_core::{
    error::StorageFault,
    store::{FileAction, FileId, FileOutcome},
};

pub use os::{Access, Os, RealOs};
pub use real::RealFiles;
pub use worker::{THREADS, Worker};

/// Something that executes file operations. Called by several threads; operations on one file come in order, but for
/// reads and syncs, which may run beside later writes.
pub trait FileLayer: Send + Sync {
    /// Does it, and says how it ended.
    ///
    /// # Errors
    /// As [`glasslog_core::store::FileCompletion`] says.
    fn execute(&self, action: &FileAction) -> Result<FileOutcome, StorageFault>;

    /// Reads without waiting for the disk; `None` when that is not possible.
    fn read_cached(&self, action: &FileAction) -> Option<Result<FileOutcome, StorageFault>> {
        let _ = action;
        None
    }

    /// The open file itself: it stays readable as long as somebody holds it, whatever becomes of its name.
    fn pin(&self, file: FileId) -> Option<Arc<File>>;
}

/// Makes the layer for a directory: a new one for every start of the store in it.
#[derive(Clone)]
pub struct FileLayers(Arc<Make>);

type Make = dyn Fn(&Path) -> Arc<dyn FileLayer> + Send + Sync;

impl FileLayers {
    /// As `make` says.
    pub fn new(make: impl Fn(&Path) -> Arc<dyn FileLayer> + Send + Sync + 'static) -> FileLayers {
        FileLayers(Arc::new(make))
    }

    /// The operating system's files.
    #[must_use]
    pub fn real() -> FileLayers {
        FileLayers::new(|dir| Arc::new(RealFiles::new(dir)))
    }

    /// The layer for `dir`.
    #[must_use]
    pub fn of(&self, dir: &Path) -> Arc<dyn FileLayer> {
        (self.0)(dir)
    }
}

impl std::fmt::Debug for FileLayers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileLayers")
    }
}
