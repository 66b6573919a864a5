//! A system whose files are real, and which fails, stops, or forgets as it is told.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IoSlice};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use glasslog::files::{Access, Os, RealOs};
use rustix::io::Errno;

use super::model::{Change, Luck, Model, Node};

/// What goes wrong, and when: operations are counted from the last [`FaultyOs::plan`] on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Plan {
    /// Nothing does.
    #[default]
    Well,
    /// At this operation the process dies: of a write some of it is done, and nothing happens any more.
    Crash(usize),
    /// This one operation fails, with this error.
    Fail(usize, Errno),
    /// From this operation on there is no space.
    Full(usize),
}

/// A kind of operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    CreateDir,
    List,
    Open,
    Create,
    Write,
    Read,
    Sync,
    SyncDir,
    SetLength,
    Rename,
    Remove,
    RemoveDir,
}

impl Kind {
    fn takes_space(self) -> bool {
        matches!(self, Kind::CreateDir | Kind::Create | Kind::Write)
    }
}

/// What was done, to which file: by the path by which it was opened, below the root.
pub(super) type Operation = (Kind, PathBuf);

/// The system. Clones are the same one.
#[derive(Clone, Debug)]
pub(super) struct FaultyOs(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    root: PathBuf,
    model: Model,
    /// Open files, by the number that the system gives them; it gives none twice while it is open.
    numbers: HashMap<u64, usize>,
    /// By what path each file was opened last.
    paths: HashMap<usize, PathBuf>,
    /// Only what lies below it counts.
    watched: PathBuf,
    plan: Plan,
    ops: Vec<Operation>,
    /// The first operation with which the planned thing has happened.
    struck: Option<usize>,
}

impl FaultyOs {
    /// The files below `root`; what is there is durable.
    pub(super) fn new(root: &Path) -> FaultyOs {
        let (numbers, paths, ops) = Default::default();
        let state = State {
            root: root.to_owned(),
            model: Model::of(root),
            numbers,
            paths,
            watched: PathBuf::new(),
            plan: Plan::Well,
            ops,

            struck: None,
        };
        FaultyOs(Arc::new(Mutex::new(state)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// From now on this goes wrong.
    pub(super) fn plan(&self, plan: Plan) {
        let mut state = self.state();
        (state.plan, state.struck) = (plan, None);
        state.ops.clear();
    }

    /// From now on only operations below `dir` count and fail.
    pub(super) fn watch(&self, dir: &Path) {
        let mut state = self.state();
        state.watched = state.relative(dir).to_owned();
    }

    /// Operations since the plan.
    pub(super) fn ops(&self) -> Vec<Operation> {
        self.state().ops.clone()
    }

    /// What failed first as planned, or where the process died; and what was done afterwards.
    pub(super) fn struck(&self) -> Option<(Operation, Vec<Operation>)> {
        let state = self.state();
        let (first, after) = state.ops[state.struck?..].split_first()?;
        Some((first.clone(), after.to_vec()))
    }

    /// Another process comes, on the same running machine.
    pub(super) fn revive(&self) {
        self.plan(Plan::Well);
    }

    /// Writes to an empty directory what is left when the power goes now.
    pub(super) fn lose_power(&self, luck: Luck<'_>, to: &Path) {
        self.state().model.survive(luck, to);
    }
}

fn dead() -> io::Error {
    io::Error::other("the process is dead")
}

impl State {
    fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).expect("all is below the root")
    }

    /// The file's number, and its path.
    fn number(&self, file: &File) -> (usize, PathBuf) {
        let number = self.numbers[&file.metadata().unwrap().ino()];
        (number, self.paths[&number].clone())
    }

    /// Counts the operation. `Err`: it must not happen; `Ok(true)`: it is the one at which the process dies.
    fn begin(&mut self, kind: Kind, path: &Path) -> io::Result<bool> {
        let path = path.strip_prefix(&self.root).unwrap_or(path).to_owned();
        if !path.starts_with(&self.watched) {
            return Ok(false);
        }
        let at = self.ops.len();
        self.ops.push((kind, path));
        let (hit, error) = match self.plan {
            Plan::Well => return Ok(false),
            Plan::Crash(crash) if at < crash => return Ok(false),
            Plan::Crash(crash) if at > crash => return Err(dead()),
            Plan::Crash(_) => {
                self.struck = Some(at);
                return if kind == Kind::Write { Ok(true) } else { Err(dead()) };
            }
            Plan::Fail(fail, errno) => (at == fail, errno.into()),
            Plan::Full(full) => (at >= full && kind.takes_space(), Errno::NOSPC.into()),
        };
        if !hit {
            return Ok(false);
        }
        self.struck.get_or_insert(at);
        Err(error)
    }
}

impl Os for FaultyOs {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.begin(Kind::CreateDir, path)?;
        RealOs.create_dir(path)?;
        let path = state.relative(path);
        state.model.create_dir(path);
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<(OsString, bool)>> {
        self.state().begin(Kind::List, dir)?;
        RealOs.list(dir)
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<File> {
        let mut state = self.state();
        state.begin(if access == Access::Create { Kind::Create } else { Kind::Open }, path)?;
        let opened = RealOs.open(path, access)?;
        let path = state.relative(path);
        let number = match state.model.find(path) {
            Some(Node::File(number)) => {
                if access == Access::Create {
                    state.model.write(number, Change::Length(0));
                }
                number
            }
            None => state.model.create(path),
            Some(Node::Dir(_)) => panic!("{} is a directory", path.display()),
        };
        state.numbers.insert(opened.metadata()?.ino(), number);
        let path = path.to_owned();
        state.paths.insert(number, path);
        Ok(opened)
    }

    /// Takes a part of what it is given, as a system may.
    fn write(&self, file: &File, parts: &[IoSlice<'_>], position: u64) -> io::Result<usize> {
        let mut state = self.state();
        let (number, path) = state.number(file);
        let whole: Vec<u8> = parts.iter().flat_map(|part| part.iter().copied()).collect();
        let began = state.begin(Kind::Write, &path);
        let part = match &began {
            Ok(false) if whole.len() > 1000 => &whole[..whole.len() / 2],
            Ok(false) => &whole[..],
            // Whoever fails has left something.
            Ok(true) => &whole[..whole.len() / 2],
            Err(error) if error.raw_os_error().is_some() => &whole[..whole.len() * 2 / 3],
            Err(_) => &[],
        };
        let mut done = 0;
        while done < part.len() {
            done += RealOs.write(file, &[IoSlice::new(&part[done..])], position + done as u64)?;
        }
        state.model.write(number, Change::Write(position, part.to_vec()));
        if began? { Err(dead()) } else { Ok(part.len()) }
    }

    fn read(&self, file: &File, bytes: &mut [u8], position: u64) -> io::Result<usize> {
        let mut state = self.state();
        let (_, path) = state.number(file);
        state.begin(Kind::Read, &path)?;
        let most = if bytes.len() > 1000 { bytes.len() / 2 } else { bytes.len() };
        RealOs.read(file, &mut bytes[..most], position)
    }

    fn read_cached(&self, _: &File, _: &mut [u8], _: u64) -> io::Result<usize> {
        Err(Errno::AGAIN.into())
    }

    /// Costs nothing: the model knows what the disk would have.
    fn sync(&self, file: &File) -> io::Result<()> {
        let mut state = self.state();
        let (number, path) = state.number(file);
        match state.begin(Kind::Sync, &path) {
            Ok(_) => state.model.sync(number),
            Err(error) => {
                if error.raw_os_error().is_some() {
                    state.model.forget(number);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.state();
        if !dir.starts_with(&state.root) {
            return Ok(());
        }
        state.begin(Kind::SyncDir, dir)?;
        RealOs.list(dir)?;
        let dir = state.relative(dir);
        state.model.sync_dir(dir);
        Ok(())
    }

    fn set_length(&self, file: &File, length: u64) -> io::Result<()> {
        let mut state = self.state();
        let (number, path) = state.number(file);
        state.begin(Kind::SetLength, &path)?;
        RealOs.set_length(file, length)?;
        state.model.write(number, Change::Length(length));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.begin(Kind::Rename, to)?;
        RealOs.rename(from, to)?;
        let (from, to) = (state.relative(from), state.relative(to));
        state.model.rename(from, to);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.begin(Kind::Remove, path)?;
        RealOs.remove(path)?;
        let path = state.relative(path);
        state.model.remove(path);
        Ok(())
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.begin(Kind::RemoveDir, dir)?;
        RealOs.remove_dir(dir)?;
        let dir = state.relative(dir);
        state.model.remove(dir);
        Ok(())
    }
}

/// A directory of a test's own, in memory where the system has such: syncs are modelled, and all else need not wait for a disk.
pub(super) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).expect("a directory")
}
