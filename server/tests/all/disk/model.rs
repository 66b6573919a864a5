//! What surely is on a disk, and what may be: contents as of the last sync, names as of their directory's last sync, and all that
//! came later in any subset.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use glasslog_core::random::Random;

/// What a disk writes as one: it is there or it is not.
const SECTOR: usize = 512;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    File(usize),
    Dir(usize),
}

/// A change of a file that no sync has covered.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Write(position, new) => {
                let (start, end) = (*position as usize, *position as usize + new.len());
                bytes.resize(bytes.len().max(end), 0);
                bytes[start..end].copy_from_slice(new);
            }
            Change::Length(length) => bytes.resize(*length as usize, 0),
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Contents {
    durable: Vec<u8>,
    changes: Vec<Change>,
}

impl Contents {
    /// As it is after these many of the changes.
    fn after(&self, changes: usize) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        self.changes[..changes].iter().for_each(|change| change.apply(&mut bytes));
        bytes
    }

    /// Its length is that of some moment since the last sync; and so is each sector, for itself.
    fn survivor(&self, random: &mut Random) -> Vec<u8> {
        let versions: Vec<Vec<u8>> = (0..=self.changes.len()).map(|n| self.after(n)).collect();
        let mut any = || &versions[random.below(versions.len() as u64) as usize];
        let mut bytes = vec![0; any().len()];
        for start in (0..bytes.len()).step_by(SECTOR) {
            let end = (start + SECTOR).min(bytes.len());
            let from = any();
            let there = from.get(start..end.min(from.len())).unwrap_or_default();
            bytes[start..start + there.len()].copy_from_slice(there);
        }
        bytes
    }
}

/// A change of names that no sync of its directory has covered.
#[derive(Clone, Debug)]
enum NameChange {
    Set(usize, String, Node),
    Unset(usize, String),
    Move { from: (usize, String), to: (usize, String), node: Node },
}

type Names = Vec<BTreeMap<String, Node>>;

impl NameChange {
    fn apply(&self, dirs: &mut Names) {
        match self {
            NameChange::Set(dir, name, node) => drop(dirs[*dir].insert(name.clone(), *node)),
            NameChange::Unset(dir, name) => drop(dirs[*dir].remove(name)),
            NameChange::Move { from, to, node } => {
                if dirs[from.0].get(&from.1) == Some(node) {
                    dirs[from.0].remove(&from.1);
                }
                dirs[to.0].insert(to.1.clone(), *node);
            }
        }
    }

    /// The directory whose sync makes it last.
    fn dir(&self) -> usize {
        match self {
            NameChange::Set(dir, ..) | NameChange::Unset(dir, _) | NameChange::Move { to: (dir, _), .. } => *dir,
        }
    }
}

/// The disk under one directory.
#[derive(Clone, Debug)]
pub(super) struct Model {
    files: Vec<Contents>,
    /// Directories by number, the first is the root; as processes see them, and as they surely are.
    now: Names,
    durable: Names,
    changes: Vec<NameChange>,
}

/// How much of what no sync has covered survives.
#[derive(Debug)]
pub(super) enum Luck<'a> {
    Nothing,
    Something(&'a mut Random),
}

impl Model {
    /// What is in the directory now, all of it durable.
    pub(super) fn of(root: &Path) -> Model {
        let mut model =
            Model { files: Vec::new(), now: vec![BTreeMap::new()], durable: Vec::new(), changes: Vec::new() };
        model.scan(root, 0);
        model.durable = model.now.clone();
        model
    }

    fn scan(&mut self, path: &Path, dir: usize) {
        for entry in fs::read_dir(path).expect("a directory") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("text");
            let node = if entry.file_type().expect("a kind").is_dir() {
                self.now.push(BTreeMap::new());
                let inside = self.now.len() - 1;
                self.scan(&entry.path(), inside);
                Node::Dir(inside)
            } else {
                let durable = fs::read(entry.path()).expect("a file");
                self.files.push(Contents { durable, changes: Vec::new() });
                Node::File(self.files.len() - 1)
            };
            self.now[dir].insert(name, node);
        }
    }

    /// What has this path, relative to the root.
    pub(super) fn find(&self, path: &Path) -> Option<Node> {
        path.iter().try_fold(Node::Dir(0), |at, name| match at {
            Node::Dir(dir) => self.now[dir].get(name.to_str()?).copied(),
            Node::File(_) => None,
        })
    }

    fn place(&self, path: &Path) -> (usize, String) {
        let dir = self.find(path.parent().expect("not the root"));
        let Some(Node::Dir(dir)) = dir else { panic!("{} lies nowhere", path.display()) };
        (dir, path.file_name().expect("a name").to_str().expect("text").to_owned())
    }

    fn change(&mut self, change: NameChange) {
        change.apply(&mut self.now);
        self.changes.push(change);
    }

    /// A new and empty file.
    pub(super) fn create(&mut self, path: &Path) -> usize {
        let (dir, name) = self.place(path);
        self.files.push(Contents::default());
        let file = self.files.len() - 1;
        self.change(NameChange::Set(dir, name, Node::File(file)));
        file
    }

    pub(super) fn create_dir(&mut self, path: &Path) {
        let (dir, name) = self.place(path);
        self.now.push(BTreeMap::new());
        self.durable.push(BTreeMap::new());
        let made = Node::Dir(self.now.len() - 1);
        self.change(NameChange::Set(dir, name, made));
    }

    pub(super) fn remove(&mut self, path: &Path) {
        let (dir, name) = self.place(path);
        self.change(NameChange::Unset(dir, name));
    }

    pub(super) fn rename(&mut self, from: &Path, to: &Path) {
        let node = self.find(from).expect("it is there");
        let (from, to) = (self.place(from), self.place(to));
        self.change(NameChange::Move { from, to, node });
    }

    pub(super) fn write(&mut self, file: usize, change: Change) {
        self.files[file].changes.push(change);
    }

    pub(super) fn sync(&mut self, file: usize) {
        let file = &mut self.files[file];
        file.durable = file.after(file.changes.len());
        file.changes.clear();
    }

    /// A sync of it has failed. The system calls the pages clean that it could not write: they can still be read, by the next
    /// process too, and no later sync will write them.
    pub(super) fn forget(&mut self, file: usize) {
        self.files[file].changes.clear();
    }

    pub(super) fn sync_dir(&mut self, path: &Path) {
        let Some(Node::Dir(dir)) = self.find(path) else { panic!("{} is no directory", path.display()) };
        let (covered, rest) = std::mem::take(&mut self.changes).into_iter().partition(|change| change.dir() == dir);
        self.changes = rest;
        let covered: Vec<NameChange> = covered;
        covered.iter().for_each(|change| change.apply(&mut self.durable));
    }

    /// Writes to an empty directory what is there once the power has gone and come back.
    pub(super) fn survive(&self, mut luck: Luck<'_>, to: &Path) {
        let mut names = self.durable.clone();
        for change in &self.changes {
            if let Luck::Something(random) = &mut luck
                && random.below(2) == 0
            {
                change.apply(&mut names);
            }
        }
        self.write_dir(&names, 0, &mut luck, to);
    }

    fn write_dir(&self, names: &Names, dir: usize, luck: &mut Luck<'_>, to: &Path) {
        for (name, node) in &names[dir] {
            let path = to.join(name);
            match node {
                Node::Dir(inside) => {
                    fs::create_dir(&path).expect("made");
                    self.write_dir(names, *inside, luck, &path);
                }
                Node::File(file) => {
                    let bytes = match luck {
                        Luck::Nothing => self.files[*file].durable.clone(),
                        Luck::Something(random) => self.files[*file].survivor(random),
                    };
                    fs::write(path, bytes).expect("written");
                }
            }
        }
    }
}
