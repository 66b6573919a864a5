//! A disk: files as sectors, the page cache apart from what is durable, names apart from contents.
//!
//! What is written becomes durable by a sync of the file, what is named by a sync of its directory; a loss of power
//! keeps any subset of the unsynced sectors and any prefix of the unsynced changes of names. A process that dies
//! loses nothing that it wrote. Time is not known here: [`crate::broker`] delays what it executes.

mod file;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use glasslog_core::random::Random;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;

use file::File;
pub use file::{SECTOR, Survival};
pub(crate) use file::SyncSnapshot;

/// Why the disk did not do as told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskError {
    /// ENOSPC.
    Full,
    /// EIO.
    Io,
    /// ENOENT.
    Missing,
}

/// What is wrong with a disk at present.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskFaults {
    /// Bytes that fit on it; `None` for any number.
    pub capacity: Option<u64>,
    /// So many of the next syncs fail.
    pub failing_syncs: u32,
    /// So many of the next writes fail.
    pub failing_writes: u32,
    /// So many of the next reads fail.
    pub failing_reads: u32,
    /// Every operation takes so many times as long; 0 and 1 for as long as ever.
    pub slowness: u32,
    /// A disk that lies: syncs succeed without effect. For tests of the checks; no promise holds on such a disk.
    pub lying_syncs: bool,
}

/// Identifies a file whatever it is called.
type FileId = u64;

/// A change of names that its directory's sync has not reached yet.
#[derive(Clone, Debug, Serialize)]
enum NameChange {
    Bind(String, FileId),
    Unbind(String),
}

impl NameChange {
    fn path(&self) -> &str {
        match self {
            NameChange::Bind(path, _) | NameChange::Unbind(path) => path,
        }
    }

    fn apply(self, names: &mut BTreeMap<String, FileId>) {
        match self {
            NameChange::Bind(path, id) => names.insert(path, id),
            NameChange::Unbind(path) => names.remove(&path),
        };
    }
}

/// A disk.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    files: BTreeMap<FileId, Arc<File>>,
    names: BTreeMap<String, FileId>,
    durable_names: BTreeMap<String, FileId>,
    unsynced_names: Vec<NameChange>,
    files_made: u64,
    /// What is wrong with it.
    pub faults: DiskFaults,
}

/// The directory of a path; the root is empty.
fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

fn strike(count: &mut u32) -> Result<(), DiskError> {
    match count.checked_sub(1) {
        Some(left) => {
            *count = left;
            Err(DiskError::Io)
        }
        None => Ok(()),
    }
}

impl Disk {
    /// Makes an empty file, or empties the one of that name.
    ///
    /// # Errors
    /// The disk is full, or fails.
    pub fn create(&mut self, path: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        if self.faults.capacity.is_some_and(|capacity| self.used() >= capacity) {
            return Err(DiskError::Full);
        }
        self.files_made += 1;
        self.files.insert(self.files_made, Arc::default());
        self.change(NameChange::Bind(path.to_owned(), self.files_made));
        Ok(())
    }

    /// Writes into the page cache.
    ///
    /// # Errors
    /// The file is missing; the disk is full (a part may be written) or fails.
    pub fn write(&mut self, path: &str, at: u64, bytes: &[u8]) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        let room = self.faults.capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(self.used()));
        let file = self.file_mut(path)?;
        let growth = (at + bytes.len() as u64).saturating_sub(file.cached().length());
        if growth > room {
            let fits = (bytes.len() as u64).saturating_sub(growth - room) as usize;
            file.write(at, &bytes[..fits]);
            return Err(DiskError::Full);
        }
        file.write(at, bytes);
        Ok(())
    }

    /// Up to `length` bytes; fewer at the end of the file.
    ///
    /// # Errors
    /// The file is missing, or the disk fails.
    pub fn read(&mut self, path: &str, at: u64, length: usize) -> Result<Vec<u8>, DiskError> {
        strike(&mut self.faults.failing_reads)?;
        Ok(self.file(path)?.cached().read(at, length))
    }

    /// The length of a file.
    ///
    /// # Errors
    /// The file is missing.
    pub fn length(&self, path: &str) -> Result<u64, DiskError> {
        Ok(self.file(path)?.cached().length())
    }

    /// Cuts a file, or fills it up with zeros.
    ///
    /// # Errors
    /// The file is missing, or the disk fails.
    pub fn set_length(&mut self, path: &str, length: u64) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        self.file_mut(path)?.set_length(length);
        Ok(())
    }

    /// A sync of a file begins: what has been written until now will be durable when it ends.
    ///
    /// # Errors
    /// The file is missing.
    pub(crate) fn begin_sync(&self, path: &str) -> Result<(FileId, SyncSnapshot), DiskError> {
        let id = *self.names.get(path).ok_or(DiskError::Missing)?;
        Ok((id, self.files[&id].begin_sync()))
    }

    /// The sync that began with `snapshot` ends, well or badly.
    ///
    /// # Errors
    /// The disk failed: nobody knows what is durable.
    pub(crate) fn finish_sync(
        &mut self,
        id: FileId,
        snapshot: SyncSnapshot,
        random: &mut Random,
    ) -> Result<(), DiskError> {
        let struck = strike(&mut self.faults.failing_syncs);
        let Some(file) = self.files.get_mut(&id).map(Arc::make_mut) else { return struck };
        match struck {
            Err(error) => {
                file.fail_sync(snapshot, random);
                Err(error)
            }
            Ok(()) if self.faults.lying_syncs => Ok(()),
            Ok(()) => {
                file.finish_sync(snapshot);
                Ok(())
            }
        }
    }

    /// Makes a file's contents durable at once.
    ///
    /// # Errors
    /// The file is missing, or the disk fails.
    pub fn sync(&mut self, path: &str, random: &mut Random) -> Result<(), DiskError> {
        let (id, snapshot) = self.begin_sync(path)?;
        self.finish_sync(id, snapshot, random)
    }

    /// Makes the names in a directory durable.
    ///
    /// # Errors
    /// The disk fails.
    pub fn sync_directory(&mut self, path: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_syncs)?;
        if !self.faults.lying_syncs {
            let (synced, rest) =
                std::mem::take(&mut self.unsynced_names).into_iter().partition(|change| directory(change.path()) == path);
            self.unsynced_names = rest;
            let synced: Vec<NameChange> = synced;
            synced.into_iter().for_each(|change| change.apply(&mut self.durable_names));
            self.forget_nameless();
        }
        Ok(())
    }

    /// Gives a file another name; a file that had it loses it.
    ///
    /// # Errors
    /// The file is missing, or the disk fails.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        let id = *self.names.get(from).ok_or(DiskError::Missing)?;
        // One journal entry in a real file system; here the new name comes first, so that no prefix loses the file.
        self.change(NameChange::Bind(to.to_owned(), id));
        self.change(NameChange::Unbind(from.to_owned()));
        Ok(())
    }

    /// Takes a file's name away. Missing is well.
    ///
    /// # Errors
    /// The disk fails.
    pub fn remove(&mut self, path: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        if self.names.contains_key(path) {
            self.change(NameChange::Unbind(path.to_owned()));
        }
        Ok(())
    }

    /// The paths of all files under a directory, in order; of every file, for the empty one.
    pub fn list<'a>(&'a self, under: &'a str) -> impl Iterator<Item = &'a str> {
        self.names.keys().map(String::as_str).filter(move |path| {
            under.is_empty() || path.strip_prefix(under).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// What would be in a file after a loss of power that keeps nothing unsynced.
    #[must_use]
    pub fn durable_contents(&self, path: &str) -> Option<Vec<u8>> {
        let file = &self.files[self.durable_names.get(path)?];
        Some(file.durable().read(0, file.durable().length() as usize))
    }

    /// What is in a file, read past all faults: for checks and eyes.
    #[must_use]
    pub fn contents(&self, path: &str) -> Option<Vec<u8>> {
        let file = self.file(path).ok()?;
        Some(file.cached().read(0, file.cached().length() as usize))
    }

    /// Bytes in use.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.names.values().map(|id| self.files[id].cached().length()).sum()
    }

    /// Bytes that only the page cache holds, rounded up to sectors.
    #[must_use]
    pub fn unsynced(&self) -> u64 {
        self.names.values().map(|id| self.files[id].dirty_bytes()).sum()
    }

    /// Power is lost, and comes back.
    pub fn lose_power(&mut self, survival: Survival, random: &mut Random) {
        let changes = std::mem::take(&mut self.unsynced_names);
        let kept = match survival {
            Survival::Nothing => 0,
            Survival::Everything => changes.len() as u64,
            Survival::AnySubset => random.below(changes.len() as u64 + 1),
        };
        changes.into_iter().take(kept as usize).for_each(|change| change.apply(&mut self.durable_names));
        self.names = self.durable_names.clone();
        self.forget_nameless();
        for file in self.files.values_mut() {
            Arc::make_mut(file).lose_power(survival, random);
        }
    }

    /// A bit of a file changes by itself.
    pub fn flip(&mut self, path: &str, at: u64, bit: u8) {
        if let Ok(file) = self.file_mut(path) {
            file.flip(at, bit);
        }
    }

    /// All that survives and all that programs see, into a digest.
    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(&self.names, &self.durable_names, &self.unsynced_names, &self.faults));
        for (id, file) in &self.files {
            digest.number(*id);
            for sectors in [file.cached(), file.durable()] {
                digest.block(&sectors.read(0, sectors.length() as usize));
            }
            digest.number(file.dirty_bytes());
        }
    }

    fn file(&self, path: &str) -> Result<&File, DiskError> {
        self.names.get(path).map(|id| &*self.files[id]).ok_or(DiskError::Missing)
    }

    fn file_mut(&mut self, path: &str) -> Result<&mut File, DiskError> {
        let id = self.names.get(path).ok_or(DiskError::Missing)?;
        self.files.get_mut(id).map(Arc::make_mut).ok_or(DiskError::Missing)
    }

    fn change(&mut self, change: NameChange) {
        change.clone().apply(&mut self.names);
        self.unsynced_names.push(change);
    }

    /// Frees files that no name can ever reach again.
    fn forget_nameless(&mut self) {
        let pending: Vec<FileId> = self
            .unsynced_names
            .iter()
            .filter_map(|change| match change {
                NameChange::Bind(_, id) => Some(*id),
                NameChange::Unbind(_) => None,
            })
            .collect();
        let (names, durable) = (&self.names, &self.durable_names);
        let named: std::collections::BTreeSet<FileId> =
            names.values().chain(durable.values()).copied().chain(pending).collect();
        self.files.retain(|id, _| named.contains(id));
    }
}
