//! What the server asks of the operating system's files: one operation each, and nothing decided here.
//!
//! [`Os`] is the lower seam of the file layer. Whatever changes or reads the data directory passes through it, the small files
//! beside the logs included; so a test can fail, cut short or forget each single one of these operations, and all of the server's
//! own code above runs as it does in earnest. [`RealOs`] is the only one that ships, chosen at compile time where it is fast.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice};
use std::os::unix::fs::FileExt;
use std::path::Path;

use rustix::io::Errno;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is there, and is only read.
    Read,
    /// It is there, and is read and written.
    Write,
    /// It is made if it is missing and emptied if it is not; then read and written.
    Create,
}

/// The operations. Paths are whole; each method's errors are what the system said.
pub trait Os: fmt::Debug + Send + Sync + 'static {
    /// `mkdir`; an error when it is there.
    ///
    /// # Errors
    /// The system's.
    fn create_dir(&self, path: &Path) -> io::Result<()>;

    /// What is in a directory: names, and whether each is a directory.
    ///
    /// # Errors
    /// The system's.
    fn list(&self, dir: &Path) -> io::Result<Vec<(OsString, bool)>>;

    /// `open`.
    ///
    /// # Errors
    /// The system's.
    fn open(&self, path: &Path, access: Access) -> io::Result<File>;

    /// `pwritev`: as many bytes of these parts as the system takes at once, at this position.
    ///
    /// # Errors
    /// The system's.
    fn write(&self, file: &File, parts: &[IoSlice<'_>], position: u64) -> io::Result<usize>;

    /// `pread`: as many bytes as the system gives at once; none at the file's end.
    ///
    /// # Errors
    /// The system's.
    fn read(&self, file: &File, bytes: &mut [u8], position: u64) -> io::Result<usize>;

    /// As [`Os::read`], but only what needs no waiting for the disk.
    ///
    /// # Errors
    /// The disk would have to be waited for, or the system cannot tell.
    fn read_cached(&self, file: &File, bytes: &mut [u8], position: u64) -> io::Result<usize>;

    /// `fdatasync`: the bytes and the length survive a power loss.
    ///
    /// # Errors
    /// The system's. Then nobody knows what is on the disk, and asking again would only hide that.
    fn sync(&self, file: &File) -> io::Result<()>;

    /// `fsync` of a directory: the names in it survive a power loss.
    ///
    /// # Errors
    /// As [`Os::sync`].
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// `ftruncate`.
    ///
    /// # Errors
    /// The system's.
    fn set_length(&self, file: &File, length: u64) -> io::Result<()>;

    /// `rename`: of a file, over whatever has the new name; or of a directory.
    ///
    /// # Errors
    /// The system's.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// `unlink`.
    ///
    /// # Errors
    /// The system's.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// `rmdir`, of an empty directory.
    ///
    /// # Errors
    /// The system's.
    fn remove_dir(&self, dir: &Path) -> io::Result<()>;
}

/// The operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealOs;

impl Os for RealOs {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<(OsString, bool)>> {
        let entries = fs::read_dir(dir)?;
        let pair = |entry: fs::DirEntry| Ok((entry.file_name(), entry.file_type()?.is_dir()));
        entries.map(|entry| entry.and_then(pair)).collect()
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<File> {
        let create = access == Access::Create;
        OpenOptions::new().read(true).write(access != Access::Read).create(create).truncate(create).open(path)
    }

    fn write(&self, file: &File, parts: &[IoSlice<'_>], position: u64) -> io::Result<usize> {
        Ok(rustix::io::pwritev(file, parts, position)?)
    }

    fn read(&self, file: &File, bytes: &mut [u8], position: u64) -> io::Result<usize> {
        file.read_at(bytes, position)
    }

    fn read_cached(&self, file: &File, bytes: &mut [u8], position: u64) -> io::Result<usize> {
        Ok(read_without_waiting(file, bytes, position)?)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }

    fn set_length(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        fs::remove_dir(dir)
    }
}

#[cfg(target_os = "linux")]
fn read_without_waiting(file: &File, bytes: &mut [u8], position: u64) -> Result<usize, Errno> {
    use rustix::io::ReadWriteFlags;
    rustix::io::preadv2(file, &mut [io::IoSliceMut::new(bytes)], position, ReadWriteFlags::NOWAIT)
}

#[cfg(not(target_os = "linux"))]
fn read_without_waiting(_: &File, _: &mut [u8], _: u64) -> Result<usize, Errno> {
    Err(Errno::OPNOTSUPP)
}
