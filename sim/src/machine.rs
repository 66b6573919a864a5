//! A broker's machine: executes file operations on its disk, each after the time that it takes.
//!
//! Operations on one file, and those on names, take effect in the order of their issue; a sync runs beside them and
//! covers what had been written when it was issued, no more. A process that dies leaves behind what it wrote, and loses the operations that had not begun.

use glasslog_core::sorted::SortedMap;

use bytes::Bytes;
use glasslog_core::{
    error::StorageFault,
    name::Text,
    random::Random,
    store::{DirEntry, FileAction, FileCompletion, FileId, FileOp, FileOutcome, OpId},
    time::Instant,
};

use crate::{
    digest::Digest,
    disk::{Disk, DiskError, Inode, Survival, SyncSnapshot},
};

/// An operation that has been issued and has not ended.
#[derive(Clone, Debug)]
struct Running {
    op: FileOp,
    /// A sync that has begun: what it covers.
    covers: Option<(Inode, SyncSnapshot)>,
}

/// What an operation works on: those on one place keep their order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
enum Place {
    File(u64),
    /// Syncs of a file do not overtake each other; other operations on it go on meanwhile.
    Sync(u64),
    Names,
}

/// A disk and the operations on it.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) disk: Disk,
    running: SortedMap<OpId, Running>,
    /// When the last operation on a place ends.
    free_at: SortedMap<Place, Instant>,
    random: Random,
    /// Microseconds of a sync.
    sync_us: u64,
    /// Told of the failures that the disk gave.
    pub(crate) failures: Vec<(StorageFault, String)>,
    /// Directories in which compaction has put a file in the place of others, for checks that have not looked yet.
    pub(crate) swapped: Vec<String>,
    /// Files that compaction has put in the place of others.
    pub(crate) swaps: u64,
    /// Deaths of a process in the middle of writing such a file.
    pub(crate) swaps_cut_short: u64,
    paths: SortedMap<FileId, Text>,
    writes: u64,
    /// Planted: every tenth write is garbage.
    pub(crate) writes_garbage: bool,
    /// Planted: syncs end at once and do nothing.
    pub(crate) never_syncs: bool,
}

/// A write that has taken effect, for checks.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) path: String,
    pub(crate) position: u64,
    pub(crate) bytes: Bytes,
}

/// A bit that changed by itself.
#[derive(Clone, Debug)]
pub(crate) struct Rot {
    pub(crate) path: String,
    pub(crate) position: u64,
    /// It lies in no segment, or in one that a newer one has followed.
    pub(crate) sealed: bool,
}

/// The directory and the generation of a segment's file; none for another file.
fn segment(path: &str) -> Option<(&str, u64)> {
    let (dir, file) = path.rsplit_once('/')?;
    let generation = file.strip_suffix(".log")?.split('-').nth(1)?;
    Some((dir, generation.parse().ok()?))
}

fn fault(error: DiskError) -> StorageFault {
    match error {
        DiskError::Full => StorageFault::Full,
        DiskError::Io => StorageFault::Io,
        DiskError::Missing => StorageFault::Missing,
    }
}

impl Machine {
    pub(crate) fn new(sync_us: u64, random: Random) -> Machine {
        Machine {
            disk: Disk::default(),
            running: SortedMap::new(),
            free_at: SortedMap::new(),
            random,
            sync_us,
            failures: Vec::new(),
            swapped: Vec::new(),
            swaps: 0,
            swaps_cut_short: 0,
            paths: SortedMap::new(),
            writes: 0,
            writes_garbage: false,
            never_syncs: false,
        }
    }

    /// Issues an operation; gives the time at which it ends.
    pub(crate) fn issue(&mut self, now: Instant, op: FileOp) -> (OpId, Instant) {
        let slow = u64::from(self.disk.faults.slowness.max(1));
        let sync = matches!(op.action, FileAction::Sync { .. } | FileAction::SyncDir { .. });
        let span = match sync {
            true if self.never_syncs => 0,
            // A sync takes between once and half as long again: two files' syncs end in any order.
            true => self.sync_us + self.random.below(self.sync_us / 2 + 1),
            false => self.sync_us / 100,
        };
        let place = place_of(&op.action);
        self.free_at.retain(|_, ends| *ends > now);
        let begins = self.free_at.get(&place).copied().unwrap_or(now).max(now);
        let ends = Instant(begins.0.saturating_add(span.saturating_mul(slow)));
        self.free_at.insert(place, ends);
        let id = op.op;
        let covers = match op.action {
            FileAction::Sync { file } => self.disk.begin_sync(file.0).ok(),
            _ => None,
        };
        self.running.insert(id, Running { op, covers });
        (id, ends)
    }

    /// The time of an operation has come: it takes effect. None when it was lost with its process.
    pub(crate) fn finish(&mut self, id: OpId) -> Option<(FileCompletion, Option<Written>)> {
        let running = self.running.remove(&id)?;
        let mut written = None;
        let result = self.execute(running, &mut written);
        Some((FileCompletion { op: id, result: result.map_err(fault) }, written))
    }

    /// The process that issued them is no more. Writes that were under way take effect or not.
    pub(crate) fn abandon(&mut self) {
        self.swaps_cut_short += u64::from(self.disk.paths().any(|path| path.ends_with(".log.new")));
        for (_, running) in std::mem::take(&mut self.running) {
            if matches!(running.op.action, FileAction::Write { .. }) && self.random.below(2) == 0 {
                let _ = self.execute(running, &mut None);
            }
        }
        self.failures.clear();
        self.swapped.clear();
        self.paths.clear();
        self.free_at.clear();
        self.disk.close_all();
    }

    /// As [`Machine::abandon`], and the cache is lost besides.
    pub(crate) fn lose_power(&mut self, survival: Survival) {
        self.abandon();
        self.disk.lose_power(survival, &mut self.random);
    }

    /// Any bit of any file.
    pub(crate) fn rot(&mut self, choice: u64) -> Option<Rot> {
        let paths: Vec<String> = self.disk.paths().collect();
        let path = paths.get((choice % paths.len().max(1) as u64) as usize)?.clone();
        let length = self.disk.contents(&path)?.len() as u64;
        let position = (choice >> 16) % length.max(1);
        if length > 0 {
            self.disk.flip(&path, position, (choice >> 8) as u8);
        }
        let newer = |(dir, generation): (&str, u64)| {
            let mut segments = paths.iter().filter_map(|other| segment(other));
            segments.any(|(other, newer)| other == dir && newer > generation)
        };
        let sealed = segment(&path).is_none_or(newer);
        Some(Rot { path, position, sealed })
    }

    /// Reads for a reply, at once.
    pub(crate) fn read_now(&mut self, file: FileId, position: u64, length: u32) -> Option<Vec<u8>> {
        let bytes = self.disk.read(file.0, position, length as usize).ok()?;
        (bytes.len() == length as usize).then_some(bytes)
    }

    fn execute(&mut self, running: Running, written: &mut Option<Written>) -> Result<FileOutcome, DiskError> {
        let disk = &mut self.disk;
        let about = |paths: &SortedMap<FileId, Text>, action: &FileAction| match action {
            FileAction::Write { file, .. }
            | FileAction::Sync { file }
            | FileAction::Read { file, .. }
            | FileAction::SetLength { file, .. }
            | FileAction::Close { file } => paths.get(file).map(Text::to_string).unwrap_or_default(),
            FileAction::List { dir }
            | FileAction::CreateDir { dir }
            | FileAction::SyncDir { dir }
            | FileAction::RemoveDir { dir } => dir.to_string(),
            FileAction::Open { path, .. } | FileAction::Remove { path } => path.to_string(),
            FileAction::Rename { from, .. } => from.to_string(),
        };
        let name = about(&self.paths, &running.op.action);
        let result = match running.op.action {
            FileAction::List { dir } => disk.list(&dir).map(|entries| {
                let entry = |(name, directory): (String, bool)| DirEntry { name: name.into(), directory };
                FileOutcome::Listed(entries.into_iter().map(entry).collect())
            }),
            FileAction::CreateDir { dir } => disk.make_dir(&dir).map(|()| FileOutcome::Done),
            FileAction::Open { file, path, create } => {
                self.paths.insert(file, path.clone());
                disk.open(file.0, &path, create).map(|length| FileOutcome::Opened { length })
            }
            FileAction::Write { file, position, parts } => {
                let mut bytes = parts.concat();
                self.writes += 1;
                if self.writes_garbage && self.writes.is_multiple_of(10) {
                    bytes.last_mut().into_iter().for_each(|byte| *byte ^= 0x55);
                }
                let result = disk.write(file.0, position, &bytes).map(|()| FileOutcome::Done);
                *written = Some(Written { path: name.clone(), position, bytes: bytes.into() });
                result
            }
            FileAction::Sync { .. } if self.never_syncs => Ok(FileOutcome::Done),
            FileAction::Sync { file } => {
                let begun = running.covers.map_or_else(|| disk.begin_sync(file.0), Ok);
                begun
                    .and_then(|(inode, snapshot)| disk.finish_sync(inode, snapshot, &mut self.random))
                    .map(|()| FileOutcome::Done)
            }
            FileAction::SyncDir { .. } if self.never_syncs => Ok(FileOutcome::Done),
            FileAction::SyncDir { dir } => disk.sync_dir(&dir).map(|()| FileOutcome::Done),
            FileAction::Read { file, position, length } => {
                disk.read(file.0, position, length as usize).map(|bytes| FileOutcome::Read(bytes.into()))
            }
            FileAction::SetLength { file, length } => disk.set_length(file.0, length).map(|()| FileOutcome::Done),
            FileAction::Close { file } => {
                disk.close(file.0);
                self.paths.remove(&file);
                Ok(FileOutcome::Done)
            }
            FileAction::Rename { from, to } => {
                for path in self.paths.values_mut() {
                    rename_under(path, &from, &to);
                }
                let renamed = disk.rename(&from, &to).map(|()| FileOutcome::Done);
                if renamed.is_ok()
                    && let Some((dir, _)) = from.strip_suffix(".log.new").and_then(|path| path.split_once('/'))
                {
                    self.swapped.push(dir.to_owned());
                    self.swaps += 1;
                }
                renamed
            }
            FileAction::Remove { path } => disk.remove(&path).map(|()| FileOutcome::Done),
            FileAction::RemoveDir { dir } => disk.remove(&dir).map(|()| FileOutcome::Done),
        };
        if let Err(error @ (DiskError::Io | DiskError::Full)) = result {
            self.failures.push((fault(error), name));
        }
        result
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        self.disk.digest(digest);
        for (id, running) in &self.running {
            digest.number(id.0);
            digest.value(&place_of(&running.op.action));
        }
        digest.value(&(&self.free_at, self.sync_us, self.writes));
    }
}

/// `path`, after `from` (it, or its directory) has become `to`.
fn rename_under(path: &mut Text, from: &str, to: &str) {
    match path.strip_prefix(from) {
        Some("") => *path = to.into(),
        Some(rest) if rest.starts_with('/') => *path = format!("{to}{rest}").into(),
        _ => {}
    }
}

fn place_of(action: &FileAction) -> Place {
    match action {
        FileAction::Open { file, .. }
        | FileAction::Write { file, .. }
        | FileAction::Read { file, .. }
        | FileAction::SetLength { file, .. }
        | FileAction::Close { file } => Place::File(file.0),
        FileAction::Sync { file } => Place::Sync(file.0),
        FileAction::List { .. }
        | FileAction::CreateDir { .. }
        | FileAction::SyncDir { .. }
        | FileAction::Rename { .. }
        | FileAction::Remove { .. }
        | FileAction::RemoveDir { .. } => Place::Names,
    }
}
