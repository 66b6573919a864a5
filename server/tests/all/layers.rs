//! Layers over real files: one that holds syncs up or fails them, one that knows what would survive a power loss.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use glasslog::files::{FileLayer, RealFiles};
use glasslog_core::{
    error::StorageFault,
    store::{FileAction, FileId, FileOutcome},
};

/// Holds syncs of files up while its gate is closed, and fails what it is told to fail.
pub(crate) struct Gate {
    inner: RealFiles,
    open: Mutex<bool>,
    opened: Condvar,
    pub(crate) fail_syncs: AtomicBool,
    pub(crate) full: AtomicBool,
    pub(crate) syncs: AtomicU64,
}

impl Gate {
    pub(crate) fn new(root: &Path) -> Arc<Gate> {
        Arc::new(Gate {
            inner: RealFiles::new(root),
            open: Mutex::new(true),
            opened: Condvar::new(),
            fail_syncs: AtomicBool::new(false),
            full: AtomicBool::new(false),
            syncs: AtomicU64::new(0),
        })
    }

    pub(crate) fn set(&self, open: bool) {
        *self.open.lock().unwrap() = open;
        self.opened.notify_all();
    }
}

/// Opens a gate when a test ends, however that ends: the server's threads would wait at it for ever.
pub(crate) struct OpenAtTheEnd(pub(crate) Arc<Gate>);

impl Drop for OpenAtTheEnd {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

impl FileLayer for Gate {
    fn execute(&self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
        match action {
            FileAction::Sync { .. } => {
                let open = self.open.lock().unwrap();
                drop(self.opened.wait_while(open, |open| !*open).unwrap());
                self.syncs.fetch_add(1, Ordering::Relaxed);
                if self.fail_syncs.load(Ordering::Relaxed) {
                    return Err(StorageFault::Io);
                }
            }
            FileAction::Write { .. } if self.full.load(Ordering::Relaxed) => return Err(StorageFault::Full),
            _ => {}
        }
        self.inner.execute(action)
    }

    fn pin(&self, file: FileId) -> Option<Arc<File>> {
        self.inner.pin(file)
    }
}

/// Knows what is surely on the disk: contents as of the last sync, names as of their directory's last sync.
pub(crate) struct PowerLoss {
    inner: RealFiles,
    disk: Mutex<Disk>,
}

#[derive(Default)]
struct Disk {
    /// Names as processes see them: files by their identity, directories as `None`.
    names: BTreeMap<String, Option<FileId>>,
    durable_names: BTreeMap<String, Option<FileId>>,
    contents: BTreeMap<FileId, Vec<u8>>,
    durable_contents: BTreeMap<FileId, Vec<u8>>,
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(dir, _)| dir)
}

impl Disk {
    fn named(&mut self, action: &FileAction) {
        match action {
            FileAction::CreateDir { dir } => {
                self.names.entry(dir.to_string()).or_insert(None);
            }
            FileAction::Open { file, path, create: true } => {
                self.names.insert(path.to_string(), Some(*file));
                self.contents.insert(*file, Vec::new());
            }
            // An old file under a new number: what is there is durable, for the machine starts from a durable state here.
            FileAction::Open { file, path, .. } => {
                if let Some(Some(old)) = self.names.get(path.as_str()).copied() {
                    for contents in [&mut self.contents, &mut self.durable_contents] {
                        let bytes = contents.get(&old).cloned().unwrap_or_default();
                        contents.insert(*file, bytes);
                    }
                    for names in [&mut self.names, &mut self.durable_names] {
                        names.values_mut().filter(|id| **id == Some(old)).for_each(|id| *id = Some(*file));
                    }
                }
            }
            FileAction::Rename { from, to } => {
                let inside = format!("{from}/");
                let moved: Vec<String> = self
                    .names
                    .keys()
                    .filter(|name| *name == from.as_str() || name.starts_with(&inside))
                    .cloned()
                    .collect();
                for name in moved {
                    if let Some(id) = self.names.remove(&name) {
                        self.names.insert(format!("{to}{}", &name[from.len()..]), id);
                    }
                }
            }
            FileAction::Remove { path } | FileAction::RemoveDir { dir: path } => {
                self.names.remove(path.as_str());
            }
            FileAction::Write { file, position, parts } => {
                let bytes: Vec<u8> = parts.concat();
                let contents = self.contents.entry(*file).or_default();
                let (start, end) = (*position as usize, *position as usize + bytes.len());
                contents.resize(contents.len().max(end), 0);
                contents[start..end].copy_from_slice(&bytes);
            }
            FileAction::SetLength { file, length } => {
                self.contents.entry(*file).or_default().resize(*length as usize, 0);
            }
            _ => {}
        }
    }
}

impl PowerLoss {
    pub(crate) fn new(root: &Path) -> Arc<PowerLoss> {
        Arc::new(PowerLoss { inner: RealFiles::new(root), disk: Mutex::default() })
    }

    /// Writes what would survive a power loss now to another directory.
    pub(crate) fn survivors(&self, to: &Path) {
        let disk = self.disk.lock().unwrap();
        for (name, file) in &disk.durable_names {
            let path = to.join(name);
            match file {
                None => fs::create_dir_all(path).unwrap(),
                // A file whose directory never became durable is lost with it.
                Some(_) if !disk.durable_names.contains_key(parent(name)) && !parent(name).is_empty() => {}
                Some(file) => {
                    fs::write(path, disk.durable_contents.get(file).map(Vec::as_slice).unwrap_or_default()).unwrap();
                }
            }
        }
    }
}

impl FileLayer for PowerLoss {
    fn execute(&self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
        // What a sync covers is what was there when it began.
        let before = {
            let mut disk = self.disk.lock().unwrap();
            disk.named(action);
            match action {
                FileAction::Sync { file } => disk.contents.get(file).cloned(),
                _ => None,
            }
        };
        let names: BTreeMap<_, _> = match action {
            FileAction::SyncDir { dir } => {
                let disk = self.disk.lock().unwrap();
                disk.names
                    .iter()
                    .filter(|(name, _)| parent(name) == dir.as_str())
                    .map(|(n, f)| (n.clone(), *f))
                    .collect()
            }
            _ => BTreeMap::new(),
        };
        let result = self.inner.execute(action);
        let mut disk = self.disk.lock().unwrap();
        match (action, &result) {
            (FileAction::Sync { file }, Ok(_)) => {
                disk.durable_contents.insert(*file, before.unwrap_or_default());
            }
            (FileAction::SyncDir { dir }, Ok(_)) => {
                // Syncs of one directory may run side by side: none takes back what another has made durable.
                let disk = &mut *disk;
                let current = &disk.names;
                disk.durable_names.retain(|name, _| parent(name) != dir.as_str() || current.contains_key(name));
                disk.durable_names.extend(names);
            }
            _ => {}
        }
        result
    }

    fn pin(&self, file: FileId) -> Option<Arc<File>> {
        self.inner.pin(file)
    }
}
