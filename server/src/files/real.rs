//! Files of the operating system.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, IoSlice};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::{Bytes, BytesMut};
use glasslog_core::{
    error::StorageFault,
    name::Text,
    store::{DirEntry, FileAction, FileId, FileOutcome},
};
use rustix::io::Errno;

use super::{Access, FileLayer, Os, RealOs};

/// The most parts that one system call takes.
const PARTS_MAX: usize = 1024;

/// The files below one directory.
#[derive(Debug)]
pub struct RealFiles<O = RealOs> {
    os: O,
    root: PathBuf,
    open: RwLock<HashMap<FileId, (Arc<File>, Text)>>,
}

impl RealFiles {
    /// The files below `root`, which exists.
    #[must_use]
    pub fn new(root: &Path) -> RealFiles {
        RealFiles::over(RealOs, root)
    }
}

impl<O: Os> RealFiles<O> {
    /// The files below `root`, which exists, as this system has them.
    #[must_use]
    pub fn over(os: O, root: &Path) -> RealFiles<O> {
        RealFiles { os, root: root.to_owned(), open: RwLock::default() }
    }

    fn file(&self, id: FileId) -> io::Result<Arc<File>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.get(&id).map(|(file, _)| Arc::clone(file)).ok_or_else(|| io::Error::other("the file is not open"))
    }

    /// In words for a person, with whole paths.
    fn describe(&self, action: &FileAction) -> String {
        let path = |name: &Text| self.path(name).display().to_string();
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let file =
            |id: &FileId| open.get(id).map_or_else(|| "a file that is not open".to_owned(), |(_, name)| path(name));
        match action {
            FileAction::List { dir } => format!("listing {}", path(dir)),
            FileAction::CreateDir { dir } => format!("making the directory {}", path(dir)),
            FileAction::Open { path: name, .. } => format!("opening {}", path(name)),
            FileAction::Write { file: id, position, .. } => format!("writing to {} at {position}", file(id)),
            FileAction::Sync { file: id } => format!("fsync of {}", file(id)),
            FileAction::SyncDir { dir } => format!("fsync of the directory {}", path(dir)),
            FileAction::Read { file: id, position, length } => {
                format!("reading {length} bytes of {} at {position}", file(id))
            }
            FileAction::SetLength { file: id, length } => format!("cutting {} to {length} bytes", file(id)),
            FileAction::Close { file: id } => format!("closing {}", file(id)),
            FileAction::Rename { from, to } => format!("renaming {} to {}", path(from), path(to)),
            FileAction::Remove { path: name } => format!("removing {}", path(name)),
            FileAction::RemoveDir { dir } => format!("removing the directory {}", path(dir)),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn run(&self, action: &FileAction) -> io::Result<FileOutcome> {
        match action {
            FileAction::List { dir } => return self.os.list(&self.path(dir)).map(listed),
            FileAction::CreateDir { dir } => match self.os.create_dir(&self.path(dir)) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                other => other?,
            },
            FileAction::Open { file, path, create } => {
                let access = if *create { Access::Create } else { Access::Write };
                let opened = self.os.open(&self.path(path), access)?;
                let length = opened.metadata()?.len();
                self.open
                    .write()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(*file, (Arc::new(opened), path.clone()));
                return Ok(FileOutcome::Opened { length });
            }
            FileAction::Write { file, position, parts } => write_all(&self.os, &*self.file(*file)?, *position, parts)?,
            FileAction::Sync { file } => self.os.sync(&*self.file(*file)?)?,
            FileAction::SyncDir { dir } => self.os.sync_dir(&self.path(dir))?,
            FileAction::Read { file, position, length } => {
                let file = self.file(*file)?;
                let mut bytes = BytesMut::zeroed(bounded_length(&file, *position, *length)?);
                let got = read_up_to(&self.os, &file, *position, &mut bytes)?;
                bytes.truncate(got);
                return Ok(FileOutcome::Read(bytes.freeze()));
            }
            FileAction::SetLength { file, length } => self.os.set_length(&*self.file(*file)?, *length)?,
            FileAction::Close { file } => {
                self.open.write().unwrap_or_else(PoisonError::into_inner).remove(file);
            }
            FileAction::Rename { from, to } => self.os.rename(&self.path(from), &self.path(to))?,
            FileAction::Remove { path } => ignore_missing(self.os.remove(&self.path(path)))?,
            FileAction::RemoveDir { dir } => ignore_missing(self.os.remove_dir(&self.path(dir)))?,
        }
        Ok(FileOutcome::Done)
    }
}

impl<O: Os> FileLayer for RealFiles<O> {
    fn execute(&self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
        self.run(action).map_err(|error| {
            // A missing file is often no surprise, and nothing is told of it.
            let what = if error.kind() == ErrorKind::NotFound { String::new() } else { self.describe(action) };
            fault(&what, action, &error)
        })
    }

    fn read_cached(&self, action: &FileAction) -> Option<Result<FileOutcome, StorageFault>> {
        let FileAction::Read { file, position, length } = action else { return None };
        let file = self.file(*file).ok()?;
        let mut bytes = BytesMut::zeroed(bounded_length(&file, *position, *length).ok()?);
        if bytes.is_empty() {
            return Some(Ok(FileOutcome::Read(Bytes::new())));
        }
        let wanted = bytes.len();
        let got = self.os.read_cached(&file, &mut bytes, *position).ok()?;
        (got == wanted).then(|| Ok(FileOutcome::Read(bytes.freeze())))
    }

    fn pin(&self, file: FileId) -> Option<Arc<File>> {
        self.file(file).ok()
    }
}

/// What the disk may be blamed for, told once for the log where it happened.
fn fault(what: &str, action: &FileAction, error: &io::Error) -> StorageFault {
    // After a failed sync nobody knows what is on the disk, whatever the reason was.
    let is_sync = matches!(action, FileAction::Sync { .. } | FileAction::SyncDir { .. });
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded if !is_sync => StorageFault::Full,
        // Out of file descriptors or memory: as with a full disk, it may be better in a moment.
        _ if matches!(errno, Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM)) && !is_sync => {
            tracing::warn!("{what} failed: {error}");
            StorageFault::Full
        }
        ErrorKind::NotFound => StorageFault::Missing,
        _ => {
            tracing::error!("{what} failed: {error}");
            StorageFault::Io
        }
    }
}

fn listed(entries: Vec<(OsString, bool)>) -> FileOutcome {
    // The store gives no file a name that is not UTF-8.
    let named = entries.into_iter().filter_map(|(name, directory)| Some((name.into_string().ok()?, directory)));
    FileOutcome::Listed(named.map(|(name, directory)| DirEntry { name: name.into(), directory }).collect())
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Never more memory than the file has bytes to fill it.
fn bounded_length(file: &File, position: u64, length: u32) -> io::Result<usize> {
    let there = file.metadata()?.len().saturating_sub(position);
    Ok(usize::try_from(there.min(u64::from(length))).unwrap_or(usize::MAX))
}

fn read_up_to(os: &impl Os, file: &File, position: u64, bytes: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < bytes.len() {
        match os.read(file, &mut bytes[got..], position + got as u64) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// Many parts in one system call; what the system did not take is offered again.
fn write_all(os: &impl Os, file: &File, position: u64, parts: &[Bytes]) -> io::Result<()> {
    let mut at = position;
    for group in parts.chunks(PARTS_MAX) {
        let mut slices: Vec<_> = group.iter().map(|part| IoSlice::new(part)).filter(|part| !part.is_empty()).collect();
        let mut rest = &mut slices[..];
        while !rest.is_empty() {
            match os.write(file, rest, at) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(written) => {
                    at += written as u64;
                    IoSlice::advance_slices(&mut rest, written);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt;

    use super::*;

    fn open(files: &RealFiles, id: u64, path: &str, create: bool) -> Result<FileOutcome, StorageFault> {
        files.execute(&FileAction::Open { file: FileId(id), path: path.into(), create })
    }

    fn read(files: &RealFiles, id: u64, position: u64, length: u32) -> Bytes {
        let action = FileAction::Read { file: FileId(id), position, length };
        match files.execute(&action).unwrap() {
            FileOutcome::Read(bytes) => bytes,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_written_in_parts_is_read_in_one_piece() {
        let dir = tempfile::tempdir().unwrap();
        let files = RealFiles::new(dir.path());
        assert_eq!(open(&files, 1, "a", true).unwrap(), FileOutcome::Opened { length: 0 });
        let parts: Vec<Bytes> = (0..3000_u32).map(|n| Bytes::copy_from_slice(&n.to_be_bytes())).collect();
        let whole: Vec<u8> = parts.concat();
        files.execute(&FileAction::Write { file: FileId(1), position: 7, parts }).unwrap();
        assert_eq!(read(&files, 1, 7, 1 << 20), whole);
        assert_eq!(read(&files, 1, 8, 2), whole[1..3]);
        assert_eq!(read(&files, 1, 1 << 40, 10), "");
        let cached = FileAction::Read { file: FileId(1), position: 7, length: 100 };
        if let Some(cached) = files.read_cached(&cached) {
            assert_eq!(cached.unwrap(), FileOutcome::Read(Bytes::copy_from_slice(&whole[..100])));
        }
    }

    #[test]
    fn missing_things_are_told_apart_from_broken_ones() {
        let dir = tempfile::tempdir().unwrap();
        let files = RealFiles::new(dir.path());
        assert_eq!(open(&files, 1, "none", false), Err(StorageFault::Missing));
        assert_eq!(files.execute(&FileAction::List { dir: "none".into() }), Err(StorageFault::Missing));
        assert_eq!(files.execute(&FileAction::Remove { path: "none".into() }), Ok(FileOutcome::Done));
        assert_eq!(files.execute(&FileAction::RemoveDir { dir: "none".into() }), Ok(FileOutcome::Done));
        assert_eq!(files.execute(&FileAction::Sync { file: FileId(9) }), Err(StorageFault::Io));
    }

    #[test]
    fn a_full_disk_is_told_apart_but_never_for_a_sync() {
        let (write, sync) =
            (FileAction::Write { file: FileId(1), position: 0, parts: vec![] }, FileAction::Sync { file: FileId(1) });
        for full in [Errno::NOSPC, Errno::DQUOT, Errno::MFILE] {
            assert_eq!(fault("", &write, &full.into()), StorageFault::Full);
            assert_eq!(fault("", &sync, &full.into()), StorageFault::Io);
        }
        assert_eq!(fault("", &write, &Errno::IO.into()), StorageFault::Io);
    }

    #[test]
    fn directories_are_made_listed_renamed_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let files = RealFiles::new(dir.path());
        for _ in 0..2 {
            files.execute(&FileAction::CreateDir { dir: "d".into() }).unwrap();
        }
        open(&files, 1, "d/f", true).unwrap();
        files.execute(&FileAction::Rename { from: "d/f".into(), to: "d/g".into() }).unwrap();
        files.execute(&FileAction::SyncDir { dir: "d".into() }).unwrap();
        files.execute(&FileAction::SyncDir { dir: "".into() }).unwrap();
        let listed = |name: &str| files.execute(&FileAction::List { dir: name.into() }).unwrap();
        assert_eq!(listed("d"), FileOutcome::Listed(vec![DirEntry { name: "g".into(), directory: false }]));
        assert_eq!(listed(""), FileOutcome::Listed(vec![DirEntry { name: "d".into(), directory: true }]));
        assert!(files.execute(&FileAction::RemoveDir { dir: "d".into() }).is_err(), "it is not empty");
        files.execute(&FileAction::Remove { path: "d/g".into() }).unwrap();
        files.execute(&FileAction::RemoveDir { dir: "d".into() }).unwrap();
    }

    #[test]
    fn a_pinned_file_outlives_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let files = RealFiles::new(dir.path());
        open(&files, 1, "a", true).unwrap();
        let parts = vec![Bytes::from_static(b"here")];
        files.execute(&FileAction::Write { file: FileId(1), position: 0, parts }).unwrap();
        let pin = files.pin(FileId(1)).unwrap();
        files.execute(&FileAction::Remove { path: "a".into() }).unwrap();
        files.execute(&FileAction::Close { file: FileId(1) }).unwrap();
        assert!(files.pin(FileId(1)).is_none());
        let mut bytes = [0; 4];
        pin.read_exact_at(&mut bytes, 0).unwrap();
        assert_eq!(&bytes, b"here");
    }
}
