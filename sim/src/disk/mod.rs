//! A disk: files as sectors, the page cache apart from what is durable, names apart from contents.
//!
//! What is written becomes durable by a sync of the file, what is named by a sync of its directory; a loss of power
//! keeps any subset of the unsynced sectors and, per directory, the first few of the unsynced changes of names. A
//! process that dies loses nothing that it wrote. Time is not known here: the broker's host delays what it executes.

mod file;
mod names;
mod sectors;
#[cfg(test)]
mod tests;

use glasslog_core::sorted::SortedMap;
use std::sync::Arc;

use glasslog_core::random::Random;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;

use file::File;
pub use file::Survival;
pub(crate) use file::SyncSnapshot;
pub(crate) use names::Inode;
use names::Names;
pub use sectors::SECTOR;

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

/// A disk.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    files: SortedMap<Inode, Arc<File>>,
    names: Arc<Names>,
    /// Files that a program has open, by its own numbers.
    open: SortedMap<u64, Inode>,
    files_made: u64,
    /// What is wrong with it.
    pub faults: DiskFaults,
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
    /// Opens a file under the program's own number, and gives its length. `create` makes it, or empties it.
    ///
    /// # Errors
    /// There is no such file or directory; the disk is full, or fails.
    pub fn open(&mut self, handle: u64, path: &str, create: bool) -> Result<u64, DiskError> {
        let inode = match (self.names.file(path), create) {
            (Some(inode), true) => {
                strike(&mut self.faults.failing_writes)?;
                self.files.get_mut(&inode).map(Arc::make_mut).ok_or(DiskError::Missing)?.set_length(0);
                inode
            }
            (Some(inode), false) => inode,
            (None, true) => {
                strike(&mut self.faults.failing_writes)?;
                if self.faults.capacity.is_some_and(|capacity| self.used() >= capacity) {
                    return Err(DiskError::Full);
                }
                let inode = self.files_made + 1;
                Arc::make_mut(&mut self.names).bind(path, inode)?;
                self.files_made = inode;
                self.files.insert(inode, Arc::default());
                inode
            }
            (None, false) => return Err(DiskError::Missing),
        };
        self.open.insert(handle, inode);
        Ok(self.file(handle)?.cached().length())
    }

    /// Lets go of an open file.
    pub fn close(&mut self, handle: u64) {
        let Some(inode) = self.open.remove(&handle) else { return };
        if !self.open.values().any(|open| *open == inode) && !self.names.names(inode) {
            self.files.remove(&inode);
        }
    }

    /// The program that had files open is no more.
    pub fn close_all(&mut self) {
        self.open.clear();
        self.forget_nameless();
    }

    /// Writes into the page cache.
    ///
    /// # Errors
    /// The disk is full (a part may be written) or fails.
    pub fn write(&mut self, handle: u64, at: u64, bytes: &[u8]) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        let room = match self.faults.capacity {
            Some(capacity) => capacity.saturating_sub(self.used()),
            None => u64::MAX,
        };
        let file = self.file_mut(handle)?;
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
    /// The disk fails.
    pub fn read(&mut self, handle: u64, at: u64, length: usize) -> Result<Vec<u8>, DiskError> {
        strike(&mut self.faults.failing_reads)?;
        Ok(self.file(handle)?.cached().read(at, length))
    }

    /// Cuts a file, or fills it up with zeros.
    ///
    /// # Errors
    /// The disk fails.
    pub fn set_length(&mut self, handle: u64, length: u64) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        self.file_mut(handle)?.set_length(length);
        Ok(())
    }

    /// A sync of a file begins: what has been written until now will be durable when it ends.
    pub(crate) fn begin_sync(&self, handle: u64) -> Result<(Inode, SyncSnapshot), DiskError> {
        let inode = *self.open.get(&handle).ok_or(DiskError::Missing)?;
        Ok((inode, self.file(handle)?.begin_sync()))
    }

    /// The sync that began with `snapshot` ends, well or badly.
    pub(crate) fn finish_sync(
        &mut self,
        inode: Inode,
        snapshot: SyncSnapshot,
        random: &mut Random,
    ) -> Result<(), DiskError> {
        let struck = strike(&mut self.faults.failing_syncs);
        let Some(file) = self.files.get_mut(&inode).map(Arc::make_mut) else { return struck };
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
    /// The disk fails.
    pub fn sync(&mut self, handle: u64, random: &mut Random) -> Result<(), DiskError> {
        let (inode, snapshot) = self.begin_sync(handle)?;
        self.finish_sync(inode, snapshot, random)
    }

    /// Makes the names in a directory durable.
    ///
    /// # Errors
    /// There is no such directory, or the disk fails.
    pub fn sync_dir(&mut self, dir: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_syncs)?;
        if !self.faults.lying_syncs {
            // Most syncs only add names.
            if Arc::make_mut(&mut self.names).sync(dir)? {
                self.forget_nameless();
            }
        }
        Ok(())
    }

    /// Makes a directory, if there is none.
    ///
    /// # Errors
    /// The disk fails.
    pub fn make_dir(&mut self, dir: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        Arc::make_mut(&mut self.names).make_dir(dir);
        Ok(())
    }

    /// Gives a file or a directory another name; a file that had it loses it.
    ///
    /// # Errors
    /// It is missing, or the disk fails.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        Arc::make_mut(&mut self.names).rename(from, to)?;
        self.forget_nameless();
        Ok(())
    }

    /// Takes a file's name away, or an empty directory's. Missing is well.
    ///
    /// # Errors
    /// The directory is not empty, or the disk fails.
    pub fn remove(&mut self, path: &str) -> Result<(), DiskError> {
        strike(&mut self.faults.failing_writes)?;
        if self.names.file(path).is_none() && self.names.list(path).is_ok_and(|entries| !entries.is_empty()) {
            return Err(DiskError::Io);
        }
        Arc::make_mut(&mut self.names).unbind(path);
        self.forget_nameless();
        Ok(())
    }

    /// The entries of a directory, and whether each is a directory itself.
    ///
    /// # Errors
    /// There is no such directory, or the disk fails.
    pub fn list(&mut self, dir: &str) -> Result<Vec<(String, bool)>, DiskError> {
        strike(&mut self.faults.failing_reads)?;
        self.names.list(dir)
    }

    /// The path of every file, in order.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.names.files().map(|(path, _)| path)
    }

    /// The names of the files in a directory, in order, read past all faults.
    pub(crate) fn files_in(&self, dir: &str) -> impl Iterator<Item = String> {
        let entries = self.names.list(dir).unwrap_or_default().into_iter();
        entries.filter_map(|(name, is_dir)| (!is_dir).then_some(name))
    }

    /// What would be in a file after a loss of power that keeps nothing unsynced.
    #[must_use]
    pub fn durable_contents(&self, path: &str) -> Option<Vec<u8>> {
        let file = self.files.get(&self.names.durable_file(path)?)?;
        Some(file.durable().read(0, file.durable().length() as usize))
    }

    /// Part of what would be in a file after such a loss of power.
    #[must_use]
    pub fn durable_part(&self, path: &str, at: u64, length: usize) -> Option<Vec<u8>> {
        Some(self.files.get(&self.names.durable_file(path)?)?.durable().read(at, length))
    }

    /// What is in a file, read past all faults: for checks and eyes.
    #[must_use]
    pub fn contents(&self, path: &str) -> Option<Vec<u8>> {
        let file = self.files.get(&self.names.file(path)?)?;
        Some(file.cached().read(0, file.cached().length() as usize))
    }

    /// Bytes in use.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.files.values().map(|file| file.cached().length()).sum()
    }

    /// Bytes that only the page cache holds, rounded up to sectors.
    #[must_use]
    pub fn unsynced(&self) -> u64 {
        self.files.values().map(|file| file.dirty_bytes()).sum()
    }

    /// Power is lost, and comes back.
    pub fn lose_power(&mut self, survival: Survival, random: &mut Random) {
        self.open.clear();
        Arc::make_mut(&mut self.names).lose_power(survival, random);
        self.forget_nameless();
        for file in self.files.values_mut() {
            Arc::make_mut(file).lose_power(survival, random);
        }
    }

    /// A bit of a file changes by itself.
    pub fn flip(&mut self, path: &str, at: u64, bit: u8) {
        if let Some(file) = self.names.file(path).and_then(|inode| self.files.get_mut(&inode)) {
            Arc::make_mut(file).flip(at, bit);
        }
    }

    /// All that survives and all that programs see, into a digest.
    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(&*self.names, &self.open, self.files_made, &self.faults));
        for (inode, file) in &self.files {
            digest.number(*inode);
            for sectors in [file.cached(), file.durable()] {
                digest.block(&sectors.read(0, sectors.length() as usize));
            }
            digest.number(file.dirty_bytes());
        }
    }

    fn file(&self, handle: u64) -> Result<&File, DiskError> {
        let inode = self.open.get(&handle).ok_or(DiskError::Missing)?;
        self.files.get(inode).map(|file| &**file).ok_or(DiskError::Missing)
    }

    fn file_mut(&mut self, handle: u64) -> Result<&mut File, DiskError> {
        let inode = self.open.get(&handle).ok_or(DiskError::Missing)?;
        self.files.get_mut(inode).map(Arc::make_mut).ok_or(DiskError::Missing)
    }

    /// Takes no more memory than it must, for a copy of it is about to be kept: keeps once what lies in files of the same name on other
    /// disks, too, and what lies both in the cache and on the disk. Files that have not changed since an earlier copy are shared with
    /// that, and left alone.
    pub(crate) fn condense(&mut self, others: &[&Disk]) {
        for (path, inode) in self.names.files() {
            let Some(file) = self.files.get_mut(&inode).and_then(Arc::get_mut) else { continue };
            let theirs = others.iter().find_map(|other| other.files.get(&other.names.file(&path)?));
            file.condense(theirs.map(|file| &**file));
        }
    }

    /// Frees files that no name and no program can ever reach again.
    fn forget_nameless(&mut self) {
        let reachable = self.names.named_or(self.open.values().copied());
        self.files.retain(|inode, _| reachable.binary_search(inode).is_ok());
    }
}
