//! What files are called: directories of names, and the changes that no sync has reached yet.

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::sync::Arc;

use glasslog_core::random::Random;
use serde::Serialize;

use super::{DiskError, Survival};

/// Identifies a file's contents whatever it is called.
pub(crate) type Inode = u64;
type DirId = u64;

/// The data directory itself.
const ROOT: DirId = 0;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Entry {
    File(Inode),
    Dir(DirId),
}

/// A directory is shared between copies of a tree until it changes.
type Tree = SortedMap<DirId, Arc<SortedMap<Arc<str>, Entry>>>;

/// A change of one directory, all or nothing.
#[derive(Clone, Debug, Serialize)]
struct Change {
    dir: DirId,
    names: Vec<(Arc<str>, Option<Entry>)>,
}

impl Change {
    /// True when a name no longer stands for what it stood for.
    fn apply(self, tree: &mut Tree) -> bool {
        let entries = Arc::make_mut(tree.entry(self.dir).or_default());
        let mut lost = false;
        for (name, entry) in self.names {
            let before = match entry {
                Some(entry) => entries.insert(name, entry),
                None => entries.remove(&name),
            };
            lost |= before.is_some() && before != entry;
        }
        lost
    }
}

/// The names of a disk: as programs see them, and as they would survive.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Names {
    /// Both are shared between copies until they change, and one where nothing is unsynced.
    current: Arc<Tree>,
    durable: Arc<Tree>,
    unsynced: Vec<Change>,
    dirs_made: u64,
}

impl Default for Names {
    fn default() -> Names {
        let root: Arc<Tree> = Arc::new(SortedMap::from([(ROOT, Arc::default())]));
        Names { current: root.clone(), durable: root, unsynced: Vec::new(), dirs_made: ROOT }
    }
}

/// Directory and name of a path; the directory of a path in the root is empty.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn dir_in(tree: &Tree, dir: &str) -> Option<DirId> {
    if dir.is_empty() {
        return Some(ROOT);
    }
    match tree.get(&ROOT)?.get(dir)? {
        Entry::Dir(id) => Some(*id),
        Entry::File(_) => None,
    }
}

fn find(tree: &Tree, path: &str) -> Option<Entry> {
    let (dir, name) = split(path);
    tree.get(&dir_in(tree, dir)?)?.get(name).copied()
}

fn files_of(tree: &Tree) -> impl Iterator<Item = (String, Inode)> {
    let root = tree.get(&ROOT).into_iter().flat_map(|entries| &**entries);
    root.flat_map(move |(name, entry)| match entry {
        Entry::File(inode) => vec![(name.to_string(), *inode)],
        Entry::Dir(dir) => {
            let inside = tree.get(dir).into_iter().flat_map(|entries| &**entries);
            let file = |(file, entry): (&Arc<str>, &Entry)| match entry {
                Entry::File(inode) => Some((format!("{name}/{file}"), *inode)),
                Entry::Dir(_) => None,
            };
            inside.filter_map(file).collect()
        }
    })
}

impl Names {
    /// The file of that name.
    pub(crate) fn file(&self, path: &str) -> Option<Inode> {
        match find(&self.current, path)? {
            Entry::File(inode) => Some(inode),
            Entry::Dir(_) => None,
        }
    }

    /// The file that would have that name after a loss of power.
    pub(crate) fn durable_file(&self, path: &str) -> Option<Inode> {
        match find(&self.durable, path)? {
            Entry::File(inode) => Some(inode),
            Entry::Dir(_) => None,
        }
    }

    /// Every file with its path, in order.
    pub(crate) fn files(&self) -> impl Iterator<Item = (String, Inode)> {
        files_of(&self.current)
    }

    /// The entries of a directory, and whether each is a directory itself.
    pub(crate) fn list(&self, dir: &str) -> Result<Vec<(String, bool)>, DiskError> {
        let id = dir_in(&self.current, dir).ok_or(DiskError::Missing)?;
        let entries = self.current.get(&id).into_iter().flat_map(|entries| &**entries);
        Ok(entries.map(|(name, entry)| (name.to_string(), matches!(entry, Entry::Dir(_)))).collect())
    }

    pub(crate) fn make_dir(&mut self, dir: &str) {
        if find(&self.current, dir).is_none() {
            self.dirs_made += 1;
            Arc::make_mut(&mut self.current).insert(self.dirs_made, Arc::default());
            self.change(ROOT, vec![(dir.into(), Some(Entry::Dir(self.dirs_made)))]);
        }
    }

    pub(crate) fn bind(&mut self, path: &str, inode: Inode) -> Result<(), DiskError> {
        let (dir, name) = split(path);
        let dir = dir_in(&self.current, dir).ok_or(DiskError::Missing)?;
        self.change(dir, vec![(name.into(), Some(Entry::File(inode)))]);
        Ok(())
    }

    /// Takes a name away, if it is there.
    pub(crate) fn unbind(&mut self, path: &str) {
        let (dir, name) = split(path);
        if let (Some(dir), Some(_)) = (dir_in(&self.current, dir), find(&self.current, path)) {
            self.change(dir, vec![(name.into(), None)]);
        }
    }

    pub(crate) fn rename(&mut self, from: &str, to: &str) -> Result<(), DiskError> {
        let entry = find(&self.current, from).ok_or(DiskError::Missing)?;
        let ((from_dir, from), (to_dir, to)) = (split(from), split(to));
        let from_id = dir_in(&self.current, from_dir).ok_or(DiskError::Missing)?;
        let to_id = dir_in(&self.current, to_dir).ok_or(DiskError::Missing)?;
        if from_id == to_id {
            self.change(from_id, vec![(from.into(), None), (to.into(), Some(entry))]);
        } else {
            self.change(to_id, vec![(to.into(), Some(entry))]);
            self.change(from_id, vec![(from.into(), None)]);
        }
        Ok(())
    }

    fn change(&mut self, dir: DirId, names: Vec<(Arc<str>, Option<Entry>)>) {
        let change = Change { dir, names };
        change.clone().apply(Arc::make_mut(&mut self.current));
        self.unsynced.push(change);
    }

    /// The names in a directory become durable. True when some of them stand for something else than before.
    pub(crate) fn sync(&mut self, dir: &str) -> Result<bool, DiskError> {
        let id = dir_in(&self.current, dir).ok_or(DiskError::Missing)?;
        let (synced, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.unsynced).into_iter().partition(|c| c.dir == id);
        self.unsynced = rest;
        let mut lost = false;
        let any = !synced.is_empty();
        if any {
            let durable = Arc::make_mut(&mut self.durable);
            for change in synced {
                lost |= change.apply(durable);
            }
            // Nothing of it is unsynced: both trees have the same, and share it.
            if let Some(current) = self.current.get(&id) {
                durable.insert(id, current.clone());
            }
            if self.unsynced.is_empty() && self.durable == self.current {
                self.durable = self.current.clone();
            }
        }
        Ok(lost)
    }

    /// Power is lost: of each directory's unsynced changes, the first few survive.
    pub(crate) fn lose_power(&mut self, survival: Survival, random: &mut Random) {
        let mut by_dir: SortedMap<DirId, Vec<Change>> = SortedMap::new();
        for change in std::mem::take(&mut self.unsynced) {
            by_dir.entry(change.dir).or_default().push(change);
        }
        for changes in by_dir.into_values() {
            let kept = match survival {
                Survival::Nothing => 0,
                Survival::Everything => changes.len() as u64,
                Survival::AnySubset => random.below(changes.len() as u64 + 1),
            };
            for change in changes.into_iter().take(kept as usize) {
                change.apply(Arc::make_mut(&mut self.durable));
            }
        }
        let root = self.durable.get(&ROOT).into_iter().flat_map(|entries| &**entries);
        let named = |entry: &Entry| if let Entry::Dir(id) = entry { Some(*id) } else { None };
        let reachable: SortedSet<DirId> = root.filter_map(|(_, entry)| named(entry)).chain([ROOT]).collect();
        let durable = Arc::make_mut(&mut self.durable);
        for id in &reachable {
            durable.entry(*id).or_default();
        }
        durable.retain(|id, _| reachable.contains(id));
        self.current = self.durable.clone();
    }

    /// Every file that some name stands for, now or after a loss of power; some of them more than once.
    fn named(&self) -> impl Iterator<Item = Inode> + '_ {
        let entries = self.current.values().chain(self.durable.values()).flat_map(|entries| entries.values()).copied();
        let coming = self.unsynced.iter().flat_map(|change| change.names.iter().filter_map(|(_, entry)| *entry));
        let file = |entry| if let Entry::File(inode) = entry { Some(inode) } else { None };
        entries.chain(coming).filter_map(file)
    }

    /// Whether some name stands for a file, now or after a loss of power.
    pub(crate) fn names(&self, inode: Inode) -> bool {
        self.named().any(|named| named == inode)
    }

    /// These, and every file that some name stands for, in order.
    pub(crate) fn named_or(&self, open: impl Iterator<Item = Inode>) -> Vec<Inode> {
        let mut all: Vec<Inode> = self.named().chain(open).collect();
        all.sort_unstable();
        all
    }
}
