//! A disk in memory that forgets what it may: at a crash any subset of the sectors and names that were not synced.

use crate::sorted::SortedMap;
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    error::StorageFault,
    name::Text,
    random::Random,
    store::{DirEntry, FileAction, FileId, FileOutcome, FileSlice},
};

const SECTOR: usize = 512;

/// A file, by number: names point to it.
#[derive(Clone, Debug, Default)]
struct Inode {
    /// As a reader sees it.
    data: Vec<u8>,
    /// As it was when it was last synced.
    synced: Vec<u8>,
    /// A sync failed: the system has forgotten what it should have written, and later syncs say that all is well.
    poisoned: bool,
}

/// A change of names that no sync of the directory has covered.
#[derive(Clone, Debug)]
enum NameChange {
    Link(String, usize),
    Unlink(String),
    Rename(String, String),
    MakeDir(String),
    RemoveDir(String),
}

/// All names: files by path, and directories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    files: SortedMap<String, usize>,
    dirs: Vec<String>,
}

impl Names {
    fn apply(&mut self, change: &NameChange) {
        match change {
            NameChange::Link(path, inode) => {
                self.files.insert(path.clone(), *inode);
            }
            NameChange::Unlink(path) => {
                self.files.remove(path);
            }
            NameChange::MakeDir(dir) => {
                if !self.dirs.contains(dir) {
                    self.dirs.push(dir.clone());
                }
            }
            NameChange::RemoveDir(dir) => self.dirs.retain(|d| d != dir),
            NameChange::Rename(from, to) => {
                if let Some(inode) = self.files.remove(from) {
                    self.files.insert(to.clone(), inode);
                }
                if self.dirs.contains(from) {
                    self.dirs.retain(|d| d != from);
                    self.dirs.push(to.clone());
                    let inside = alloc::format!("{from}/");
                    let moved: Vec<_> = self.files.keys().filter(|path| path.starts_with(&inside)).cloned().collect();
                    for path in moved {
                        let inode = self.files.remove(&path).expect("it was there");
                        self.files.insert(alloc::format!("{to}/{}", &path[inside.len()..]), inode);
                    }
                }
            }
        }
    }
}

fn dir_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    inodes: Vec<Inode>,
    names: Names,
    durable_names: Names,
    changes: Vec<NameChange>,
    open: SortedMap<FileId, usize>,
    /// Bytes that all files may hold together.
    pub(super) capacity: Option<usize>,
    /// The operation, counted from now, that fails, and how.
    pub(super) fail: Option<(usize, StorageFault)>,
    /// Operations so far.
    pub(super) ops: usize,
    /// Fsyncs of files so far.
    pub(super) syncs: usize,
}

impl Disk {
    pub(super) fn execute(&mut self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
        self.ops += 1;
        match &mut self.fail {
            Some((0, fault)) => {
                let fault = *fault;
                self.fail = None;
                if !matches!(action, FileAction::Close { .. }) {
                    self.half_do(action);
                    return Err(fault);
                }
            }
            Some((left, _)) => *left -= 1,
            None => {}
        }
        self.perform(action)
    }

    /// What failed has left a trace.
    fn half_do(&mut self, action: &FileAction) {
        if let FileAction::Write { file, position, parts } = action
            && let Some(inode) = self.open.get(file)
        {
            let bytes: Vec<u8> = parts.iter().flatten().copied().collect();
            put(&mut self.inodes[*inode].data, *position, &bytes[..bytes.len() * 2 / 3]);
        }
        if let FileAction::Sync { file } = action
            && let Some(inode) = self.open.get(file)
        {
            self.inodes[*inode].poisoned = true;
        }
    }

    fn perform(&mut self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
        let inode =
            |open: &SortedMap<FileId, usize>, file: &FileId| open.get(file).copied().ok_or(StorageFault::Missing);
        match action {
            FileAction::List { dir } => return self.list(dir),
            FileAction::CreateDir { dir } => self.change(NameChange::MakeDir(dir.to_string())),
            FileAction::Open { file, path, create } => {
                if *create && !self.names.files.contains_key(&**path) {
                    if self.is_full(1) {
                        return Err(StorageFault::Full);
                    }
                    self.inodes.push(Inode::default());
                    self.change(NameChange::Link(path.to_string(), self.inodes.len() - 1));
                }
                let inode = *self.names.files.get(&**path).ok_or(StorageFault::Missing)?;
                if *create {
                    self.inodes[inode].data.clear();
                }
                self.open.insert(*file, inode);
                return Ok(FileOutcome::Opened { length: self.inodes[inode].data.len() as u64 });
            }
            FileAction::Write { file, position, parts } => {
                let inode = inode(&self.open, file)?;
                let bytes: Vec<u8> = parts.iter().flatten().copied().collect();
                let grows = (*position as usize + bytes.len()).saturating_sub(self.inodes[inode].data.len());
                if self.is_full(grows) {
                    self.half_do(action);
                    return Err(StorageFault::Full);
                }
                put(&mut self.inodes[inode].data, *position, &bytes);
            }
            FileAction::Sync { file } => {
                self.syncs += 1;
                let inode = inode(&self.open, file)?;
                if !self.inodes[inode].poisoned {
                    self.inodes[inode].synced = self.inodes[inode].data.clone();
                }
            }
            FileAction::SyncDir { dir } => {
                let changes = core::mem::take(&mut self.changes);
                for change in changes {
                    let (NameChange::Link(path, _) | NameChange::Unlink(path) | NameChange::Rename(_, path)) = &change
                    else {
                        if dir.is_empty() {
                            self.durable_names.apply(&change);
                        } else {
                            self.changes.push(change);
                        }
                        continue;
                    };
                    if dir_of(path) == &**dir { self.durable_names.apply(&change) } else { self.changes.push(change) }
                }
            }
            FileAction::Read { file, position, length } => {
                let data = &self.inodes[inode(&self.open, file)?].data;
                let start = (*position as usize).min(data.len());
                let end = (start + *length as usize).min(data.len());
                return Ok(FileOutcome::Read(data[start..end].to_vec().into()));
            }
            FileAction::SetLength { file, length } => {
                let inode = inode(&self.open, file)?;
                self.inodes[inode].data.truncate(*length as usize);
            }
            FileAction::Close { file } => {
                self.open.remove(file);
            }
            FileAction::Rename { from, to } => self.change(NameChange::Rename(from.to_string(), to.to_string())),
            FileAction::Remove { path } => self.change(NameChange::Unlink(path.to_string())),
            FileAction::RemoveDir { dir } => self.change(NameChange::RemoveDir(dir.to_string())),
        }
        Ok(FileOutcome::Done)
    }

    fn change(&mut self, change: NameChange) {
        self.names.apply(&change);
        self.changes.push(change);
    }

    fn is_full(&self, more: usize) -> bool {
        more > 0 && self.capacity.is_some_and(|capacity| self.used() + more > capacity)
    }

    fn list(&self, dir: &Text) -> Result<FileOutcome, StorageFault> {
        if !dir.is_empty() && !self.names.dirs.iter().any(|d| **d == **dir) {
            return Err(StorageFault::Missing);
        }
        let file = |path: &String| (dir_of(path) == &**dir).then(|| path.rsplit('/').next().unwrap_or(path).into());
        let files = self.names.files.keys().filter_map(file).map(|name| DirEntry { name, directory: false });
        let dirs = self.names.dirs.iter().filter(|_| dir.is_empty());
        let dirs = dirs.map(|name| DirEntry { name: name.as_str().into(), directory: true });
        Ok(FileOutcome::Listed(files.chain(dirs).collect()))
    }

    /// The machine loses its power: of all that was not synced, some is there and some is not.
    pub(super) fn lose_power(&mut self, random: &mut Random) {
        self.open.clear();
        self.fail = None;
        for change in core::mem::take(&mut self.changes) {
            if random.below(2) == 0 {
                self.durable_names.apply(&change);
            }
        }
        self.names = self.durable_names.clone();
        for inode in &mut self.inodes {
            // The length is one of the two; each sector is old or new.
            let length = if random.below(2) == 0 { inode.data.len() } else { inode.synced.len() };
            let mut after = inode.synced.clone();
            after.resize(length, 0);
            for at in (0..length).step_by(SECTOR) {
                let end = (at + SECTOR).min(length).min(inode.data.len());
                if end > at && random.below(2) == 0 {
                    after[at..end].copy_from_slice(&inode.data[at..end]);
                }
            }
            inode.data = after.clone();
            inode.synced = after;
        }
    }

    /// The process is killed: what was written stays, and somebody has seen to the disk.
    pub(super) fn kill_process(&mut self) {
        self.open.clear();
        self.fail = None;
        self.inodes.iter_mut().for_each(|inode| inode.poisoned = false);
    }

    /// The files' paths.
    pub(super) fn paths(&self) -> Vec<String> {
        self.names.files.keys().cloned().collect()
    }

    /// The directories.
    pub(super) fn dirs(&self) -> Vec<String> {
        self.names.dirs.clone()
    }

    /// A file's bytes, to be looked at or spoilt.
    pub(super) fn bytes(&mut self, path: &str) -> &mut Vec<u8> {
        let inode = self.names.files[path];
        &mut self.inodes[inode].data
    }

    /// The bytes of an open file, as a reply would send them.
    pub(super) fn slice(&self, file: FileId, position: u64, length: u32) -> Vec<u8> {
        let data = &self.inodes[self.open[&file]].data;
        data[position as usize..position as usize + length as usize].to_vec()
    }

    /// Keeps pieces of open files readable, whatever becomes of their names.
    pub(super) fn pin(&self, pieces: &[FileSlice]) -> Vec<(usize, FileSlice)> {
        pieces.iter().map(|piece| (self.open[&piece.file], *piece)).collect()
    }

    /// The bytes of a pinned piece.
    pub(super) fn pinned(&self, (inode, piece): &(usize, FileSlice)) -> Vec<u8> {
        self.inodes[*inode].data[piece.position as usize..][..piece.length as usize].to_vec()
    }

    /// Bytes of all files.
    pub(super) fn used(&self) -> usize {
        self.names.files.values().map(|inode| self.inodes[*inode].data.len()).sum()
    }

    /// Takes a file away.
    pub(super) fn lose(&mut self, path: &str) {
        self.names.files.remove(path);
        self.durable_names = self.names.clone();
    }
}

fn put(data: &mut Vec<u8>, position: u64, bytes: &[u8]) {
    let (start, end) = (position as usize, position as usize + bytes.len());
    if data.len() < end {
        data.resize(end, 0);
    }
    data[start..end].copy_from_slice(bytes);
}
