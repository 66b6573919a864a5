//! Checkpoints: the recovery point moves on in the background, and the log start at once.

use alloc::{boxed::Box, collections::VecDeque, vec};

use crate::{
    error::StorageFault,
    id::Offset,
    store::{
        FileAction, FileOutcome, StoreConfig,
        checkpoint::Checkpoint,
        log::{Context, Log},
        name,
        ops::{Owner, Purpose},
    },
    time::Instant,
};

/// What of a log is saved, and what is about to be.
#[derive(Clone, Debug, Default)]
pub(super) struct Saving {
    /// What the checkpoint on disk says: recovery point and log start.
    saved: (Offset, Offset),
    /// Bytes appended since the last snapshot for a checkpoint.
    dirty_bytes: u64,
    /// When the first of them came.
    dirty_since: Option<Instant>,
    run: Option<Box<Run>>,
    /// The last attempt failed for want of space.
    refused: bool,
}

/// A checkpoint on its way.
#[derive(Clone, Debug)]
enum Run {
    /// Until its recovery point is durable.
    Waiting(Checkpoint),
    /// Being written; then it says this.
    Writing(VecDeque<FileAction>, (Offset, Offset)),
}

impl Saving {
    /// A log was opened: what of it is saved, and where it ends.
    pub(super) fn recovered(&mut self, recovery_point: Offset, start: Offset, end: Offset, now: Instant) {
        *self = Saving { saved: (recovery_point, start), ..Saving::default() };
        self.dirty_since = (end > recovery_point).then_some(now);
    }

    /// Bytes were appended.
    pub(super) fn appended(&mut self, bytes: u64, now: Instant) {
        self.dirty_bytes = self.dirty_bytes.saturating_add(bytes);
        self.dirty_since.get_or_insert(now);
    }

    /// When the next one is due.
    pub(super) fn deadline(&self, config: &StoreConfig) -> Option<Instant> {
        let due = self.dirty_since.map(|since| since + config.checkpoint_interval);
        due.filter(|_| self.run.is_none())
    }

    /// Whether one is due now.
    pub(super) fn is_due(&self, config: &StoreConfig, now: Instant) -> bool {
        self.run.is_none()
            && (self.dirty_bytes >= config.checkpoint_bytes || self.deadline(config).is_some_and(|at| at <= now))
    }

    /// Whether none is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.run.is_none()
    }

    /// Whether the disk holds a checkpoint of this start, and of this recovery point or a later one.
    pub(super) fn covers(&self, recovery_point: Offset, start: Offset) -> bool {
        self.saved.0 >= recovery_point && self.saved.1 >= start
    }

    /// Whether the last attempt failed for want of space; asking forgets it.
    pub(super) fn take_refusal(&mut self) -> bool {
        core::mem::take(&mut self.refused)
    }
}

impl Log {
    /// Begins a checkpoint of the log as it is, unless one is under way.
    pub(super) fn save(&mut self, cx: &mut Context<'_>) {
        if self.saving.run.is_some() {
            return;
        }
        let checkpoint = Checkpoint {
            recovery_point: self.written,
            start: self.start,
            generation: self.segments.last().map_or(self.generation, |active| active.name.generation),
            epochs: self.epochs.clone(),
            producers: self.producers.newest(),
        };
        self.saving.dirty_bytes = 0;
        self.saving.dirty_since = None;
        self.saving.refused = false;
        self.saving.run = Some(Box::new(Run::Waiting(checkpoint)));
        self.advance_save(cx);
    }

    /// Writes the checkpoint once its recovery point is durable.
    pub(super) fn advance_save(&mut self, cx: &mut Context<'_>) {
        let Some(Run::Waiting(checkpoint)) = self.saving.run.as_deref() else { return };
        if self.durable < checkpoint.recovery_point {
            if !self.appending.is_syncing() {
                self.sync(cx);
            }
            return;
        }
        let saves = (checkpoint.recovery_point, checkpoint.start);
        let (file, path) = (cx.out.file(), name::join(&self.setting.dir, name::CHECKPOINT_NEW));
        let steps = VecDeque::from([
            FileAction::Write { file, position: 0, parts: vec![checkpoint.encode()] },
            FileAction::Sync { file },
            FileAction::Close { file },
            FileAction::Rename { from: path.clone(), to: name::join(&self.setting.dir, name::CHECKPOINT) },
            FileAction::SyncDir { dir: self.setting.dir.clone() },
        ]);
        self.saving.run = Some(Box::new(Run::Writing(steps, saves)));
        self.issue(Purpose::Checkpoint, FileAction::Open { file, path, create: true }, cx);
    }

    pub(super) fn on_checkpoint(&mut self, result: Result<FileOutcome, StorageFault>, cx: &mut Context<'_>) {
        let Some(Run::Writing(mut steps, saves)) = self.saving.run.take().map(|run| *run) else { return };
        match result {
            Ok(_) => match steps.pop_front() {
                Some(step) => {
                    self.issue(Purpose::Checkpoint, step, cx);
                    self.saving.run = Some(Box::new(Run::Writing(steps, saves)));
                }
                None => self.saving.saved = saves,
            },
            // Only recovery takes longer without it: try again when the next one is due.
            Err(StorageFault::Full) => {
                let close = steps.into_iter().find(|step| matches!(step, FileAction::Close { .. }));
                let path = name::join(&self.setting.dir, name::CHECKPOINT_NEW);
                // The next attempt has a file of its own: a failed sync may have spoilt this one.
                close
                    .into_iter()
                    .chain([FileAction::Remove { path }])
                    .for_each(|step| cx.out.issue(Owner::Nobody, step));
                self.saving.refused = true;
                self.saving.dirty_since = Some(cx.now.instant);
            }
            Err(_) => self.halt(cx),
        }
    }
}
