//! Removes the directories of deleted logs, one after the other, those of earlier runs too.
//!
//! Nothing waits for it, and nothing that fails here matters: the next start tries again.

use alloc::collections::VecDeque;

use crate::{
    error::StorageFault,
    name::Text,
    store::{
        FileAction, FileOutcome, name,
        ops::{Outbox, Owner},
    },
};

/// What is to be removed.
#[derive(Clone, Debug, Default)]
pub(super) struct Sweep {
    begun: bool,
    dirs: VecDeque<Text>,
    /// The directory being removed; none while the data directory is listed.
    current: Option<Text>,
    steps: VecDeque<FileAction>,
    /// The names of deleted logs are being made to last.
    syncing: bool,
    busy: bool,
}

impl Sweep {
    /// Looks once for what earlier runs have left.
    pub(super) fn begin(&mut self, out: &mut Outbox) {
        if !self.begun {
            self.begun = true;
            self.busy = true;
            out.issue(Owner::Sweep, FileAction::List { dir: Text::default() });
        }
    }

    /// A directory that may go.
    pub(super) fn add(&mut self, dir: Text, out: &mut Outbox) {
        self.dirs.push_back(dir);
        if !self.busy {
            self.next(out);
        }
    }

    /// A file operation has ended.
    pub(super) fn on_file(&mut self, result: Result<FileOutcome, StorageFault>, out: &mut Outbox) {
        if core::mem::take(&mut self.syncing) && result.is_err() {
            self.dirs.clear();
        }
        if let Ok(FileOutcome::Listed(entries)) = result {
            match &self.current {
                None => {
                    let deleted = |name: &Text| name.ends_with(name::DELETED);
                    self.dirs.extend(entries.into_iter().filter(|e| e.directory).map(|e| e.name).filter(deleted));
                    if !self.dirs.is_empty() {
                        // A process may have been killed between the renaming and its sync: then the log would be back
                        // under its own name with the next loss of power, and some of its files would not.
                        self.syncing = true;
                        self.steps.push_back(FileAction::SyncDir { dir: Text::default() });
                    }
                }
                Some(dir) => {
                    let remove = |file: Text| FileAction::Remove { path: name::join(dir, &file) };
                    self.steps = entries.into_iter().map(|entry| remove(entry.name)).collect();
                    self.steps.push_back(FileAction::RemoveDir { dir: dir.clone() });
                }
            }
        }
        self.next(out);
    }

    fn next(&mut self, out: &mut Outbox) {
        let step = self.steps.pop_front().or_else(|| {
            self.current = self.dirs.pop_front();
            self.current.clone().map(|dir| FileAction::List { dir })
        });
        self.busy = step.is_some();
        if let Some(step) = step {
            out.issue(Owner::Sweep, step);
        }
    }
}
