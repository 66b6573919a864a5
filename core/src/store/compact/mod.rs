//! Compaction: keeps the last record of each key, as Kafka's log cleaner does.
//!
//! A pass looks at the keys of the dirty part of a log, then writes sealed segments anew, oldest first, each beside those
//! whose place it takes. Every step reads or writes a bounded piece and ends before the next begins; appends and readers
//! go on meanwhile. A swap is one rename: the name of the new file says that older files of its range do not count, so
//! that a crash has done it or has not. Files that lost their place stay open until their readers are done.
//!
//! What is kept: offsets, the epochs of batches, the last record of each key, tombstones until their delete horizon
//! (KIP-534), and of each producer the batches by which its retries are recognised, without records if need be.
//! Deliberately absent: the active segment, what lies past the high watermark, and hashes of keys.

mod choose;
mod keys;
mod output;
mod pass;
mod reading;

use alloc::{boxed::Box, vec::Vec};

pub(super) use choose::Request;

use self::pass::{Pass, Stage, Work};
use crate::{
    error::StorageFault,
    id::Offset,
    store::{
        FileAction, FileId, FileOutcome,
        log::{Context, Log, Phase},
        name,
        ops::{Owner, Purpose},
        segment::Segment,
    },
};

/// What a log knows of its compaction.
#[derive(Clone, Debug, Default)]
pub(super) struct Compacting {
    /// The keys of all before this were looked at, and what they made obsolete is gone.
    clean: Offset,
    /// A segment that cannot be looked into begins here: it and what follows stay as they are.
    blocked: Option<Offset>,
    /// What was asked for, and has not begun.
    wanted: Option<Box<Request>>,
    pass: Option<Box<Pass>>,
    /// Give it up as soon as the step under way has ended.
    stopping: bool,
}

impl Compacting {
    /// A log was opened: how far it was compacted, by its files' names.
    pub(super) fn recovered(segments: &[Segment], start: Offset) -> Compacting {
        let clean = segments.iter().take_while(|s| s.name.revision > 0 && !s.name.partial).last().map(|s| s.end);
        Compacting { clean: clean.unwrap_or(start), ..Compacting::default() }
    }

    /// Whether there is something to begin.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.is_some() && self.pass.is_none()
    }

    /// Whether a pass is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.pass.is_some()
    }

    /// Nothing more will come of it.
    pub(super) fn forget(&mut self) {
        (self.wanted, self.pass) = (None, None);
    }
}

impl Log {
    /// Remembers what was asked for; the store says when it begins.
    pub(super) fn want_compaction(&mut self, request: Request) {
        if self.compacting.pass.is_none() {
            self.compacting.wanted = Some(Box::new(request));
        }
    }

    /// Begins what was asked for, if it is worth it.
    #[inline(never)]
    pub(super) fn begin_compaction(&mut self, cx: &mut Context<'_>) {
        let Some(request) = self.compacting.wanted.take() else { return };
        if !matches!(self.phase, Phase::Open) || self.compacting.pass.is_some() {
            return;
        }
        let clean = self.compacting.clean.max(self.start);
        let sources = choose::due(&self.segments, clean, self.compacting.blocked, &request);
        if sources.is_empty() {
            return;
        }
        // A checkpoint of before a segment began would be taken for outdated once that segment is joined to older ones.
        self.save(cx);
        self.compacting.stopping = false;
        let (pass, step) = Pass::begin(
            *request,
            sources,
            clean,
            &self.producers.newest(),
            &mut work(&self.setting.dir, &self.segments, self.setting.config, cx),
        );
        self.compacting.pass = Some(Box::new(pass));
        self.compaction_step(step, cx);
    }

    /// Issues the pass's next step, or ends it.
    fn compaction_step(&mut self, step: Option<FileAction>, cx: &mut Context<'_>) {
        match (step, &self.compacting.pass) {
            (Some(step), _) => self.issue(Purpose::Compaction, step, cx),
            (None, Some(pass)) => match &pass.stage {
                Stage::Ready(_) => {}
                stage => {
                    if matches!(stage, Stage::Done) {
                        self.compacting.clean = self.compacting.clean.max(pass.mapped);
                    }
                    self.compacting.pass = None;
                }
            },
            (None, None) => {}
        }
    }

    /// A step of the pass has ended.
    #[inline(never)]
    pub(super) fn on_compaction(&mut self, result: Result<FileOutcome, StorageFault>, cx: &mut Context<'_>) {
        let Some(mut pass) = self.compacting.pass.take() else { return };
        let finishing = matches!(pass.stage, Stage::Finish(..));
        let read = match result {
            Ok(FileOutcome::Read(bytes)) => Some(bytes),
            Ok(_) => None,
            // There is no room: later there may be.
            Err(StorageFault::Full) => return self.abandon(&pass, cx),
            Err(_) => return self.halt(cx),
        };
        if self.compacting.stopping && !finishing {
            return self.abandon(&pass, cx);
        }
        let mut work = work(&self.setting.dir, &self.segments, self.setting.config, cx);
        let step = match core::mem::replace(&mut pass.stage, Stage::Done) {
            stage @ Stage::Map(_) => {
                pass.stage = stage;
                match pass.mapped(&read.unwrap_or_default(), &mut work) {
                    Ok(step) => step,
                    Err((name, step)) => {
                        self.compacting.blocked = Some(name.base);
                        step
                    }
                }
            }
            stage @ Stage::Rewrite(_) => {
                pass.stage = stage;
                match pass.rewritten(read.as_ref(), &mut work) {
                    Ok(step) => step,
                    Err(name) => {
                        self.compacting.blocked = Some(name.base);
                        return self.abandon(&pass, cx);
                    }
                }
            }
            Stage::Finish(rewriting, mut steps) => {
                let step = steps.pop_front();
                pass.stage = if step.is_some() { Stage::Finish(rewriting, steps) } else { Stage::Ready(rewriting) };
                step
            }
            other => {
                pass.stage = other;
                None
            }
        };
        self.compacting.pass = Some(pass);
        self.compaction_step(step, cx);
    }

    /// The new file takes the place of its sources, once no order is in the middle of reading them.
    pub(super) fn adopt_compacted(&mut self, cx: &mut Context<'_>) {
        let Some(Stage::Ready(rewriting)) = self.compacting.pass.as_ref().map(|pass| &pass.stage) else { return };
        let first = self.segments.iter().position(|segment| rewriting.sources.first() == Some(&segment.name));
        let Some(first) = first else { return self.compacting.pass = None };
        let (output, count) = (rewriting.output.clone(), rewriting.sources.len());
        self.save_index(&output.segment, output.epoch, cx);
        let replaced: Vec<Segment> = self.segments.splice(first..first + count, [output.segment]).collect();
        for segment in replaced {
            cx.retired.push(segment.file);
            for file in [segment.name.file(), segment.name.index()] {
                cx.out.issue(Owner::Nobody, FileAction::Remove { path: name::join(&self.setting.dir, &file) });
            }
        }
        if self.compacting.stopping {
            return self.compacting.pass = None;
        }
        let mut work = work(&self.setting.dir, &self.segments, self.setting.config, cx);
        let step = self.compacting.pass.as_mut().and_then(|pass| pass.next_group(&mut work));
        self.compaction_step(step, cx);
    }

    /// Whether no pass is under way; if one is, it is given up as soon as may be.
    pub(super) fn stop_compaction(&mut self, cx: &mut Context<'_>) -> bool {
        self.compacting.wanted = None;
        self.compacting.stopping = true;
        if self.compacting.pass.as_ref().is_some_and(|pass| matches!(pass.stage, Stage::Ready(_))) {
            self.adopt_compacted(cx);
        }
        self.compacting.pass.is_none()
    }

    /// Gives the pass up; what it has swapped stays.
    fn abandon(&mut self, pass: &Pass, cx: &mut Context<'_>) {
        if let Stage::Rewrite(rewriting) | Stage::Finish(rewriting, _) = &pass.stage {
            let segment = &rewriting.output.segment;
            cx.out.issue(Owner::Nobody, FileAction::Close { file: segment.file });
            let path = name::join(&self.setting.dir, &segment.name.unfinished());
            cx.out.issue(Owner::Nobody, FileAction::Remove { path });
        }
    }
}

fn work<'a>(
    dir: &'a str,
    segments: &'a [Segment],
    config: crate::storage::LogConfig,
    cx: &'a mut Context<'_>,
) -> Work<'a> {
    Work {
        dir,
        segments,
        segment_bytes: config.segment_bytes,
        index_interval_bytes: config.index_interval_bytes,
        config: cx.config,
        out: cx.out,
    }
}

/// A file that lost its place, and the questions about spans that may still be answered with pieces of it.
#[derive(Clone, Debug)]
pub(super) struct Retired {
    file: FileId,
    asked: crate::sorted::SortedSet<u64>,
}

impl Retired {
    /// A file that these questions may still name.
    pub(super) fn new(file: FileId, asked: impl Iterator<Item = u64>) -> Retired {
        Retired { file, asked: asked.collect() }
    }

    /// Question `id` is answered. Gives the file once nobody asks for it any more.
    pub(super) fn answered(&mut self, id: Option<u64>) -> Option<FileId> {
        id.map(|id| self.asked.remove(&id));
        self.asked.is_empty().then_some(self.file)
    }
}
