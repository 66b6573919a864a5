//! The layout on disk, as a machine: takes a node's orders and turns them into operations on files.
//!
//! What it promises: an acknowledged append survives whatever a disk may do to what was not synced; damage is found,
//! told and never cut away with what follows it; a full disk leaves a log usable. What is deliberately absent: I/O,
//! threads, caches of data (the host's page cache is one), and any knowledge of topics, groups or clients.
//!
//! What lies in a log's directory, `<topic id>-<partition>`:
//!
//! | file | authority | written | synced | without it |
//! |---|---|---|---|---|
//! | `<base>-<generation>.log`: 1 KiB for durable marks, then batches as on the wire | the records | at every append | before the append's acknowledgement, as the flush mode says; and before another segment follows it | the range is told as damaged |
//! | the durable mark at its front | derived | after every sync | by the next sync | the last sync's bytes may be taken for a torn tail if they are damaged |
//! | its name, and so truncation: a segment voids what older generations hold at or past its base | the log's extent | when a segment begins | before anything relies on it | as for the file |
//! | `<base>-<generation>-compact-<revision>.log`: the same, written anew by compaction | the records of all whose place it takes | under another name, then renamed | before it is renamed, the name before they go | as for the file |
//! | `<base>-<generation>.log.index` | derived | when a segment is sealed | never | heads are read anew |
//! | `checkpoint`: log start | the log start | at every trim | before the trim ends | the log starts with its first segment |
//! | `checkpoint`: recovery point, epochs, producers | derived | every 64 MiB or 10 s, and at a clean stop | at once, but nobody waits | all segments are read anew |
//!
//! The high watermark and committed metadata are not here: on one broker the high watermark is the durable end, and
//! metadata is a log like any other.
//!
//! The contract: call [`Store::handle`] with one input, then drain [`Store::poll`], always, before the next. Execute
//! the [`FileOp`]s and hand each one's end back as [`StoreInput::File`]. When nothing waits to be handed in, say
//! [`StoreInput::Idle`]: only then a group's fsync begins. Call `handle(.., Elapsed)` no later than [`Store::timeout`].

mod append;
mod checkpoint;
mod compact;
mod file;
mod find;
mod fit;
mod index;
mod locate;
mod log;
mod mark;
mod name;
mod ops;
mod order;
mod recover;
mod retain;
mod save;
mod scan;
mod sealed;
mod seek;
mod segment;
mod sweep;
mod tail;
#[cfg(test)]
mod tests;

use crate::sorted::{SortedMap, SortedSet};
use alloc::{sync::Arc, vec::Vec};
use core::{fmt, time::Duration};

pub use file::{DirEntry, FileAction, FileCompletion, FileId, FileOp, FileOutcome, FileSlice, OpId};

use self::{
    compact::Retired,
    find::Look,
    locate::Locate,
    log::{Context, Log},
    ops::{Outbox, Owner},
    sweep::Sweep,
};
use crate::{
    error::StorageFault,
    id::{LogId, Offset},
    limit,
    mutant::Planted,
    node::Node,
    record::{Codecs, NoCodecs},
    response::Span,
    storage::{Completion, FlushMode, StorageEffect, StorageOrder},
    time::{Instant, Now, Timestamp},
};

/// How a store works.
#[derive(Clone, Copy)]
pub struct StoreConfig {
    /// When an append completes.
    pub flush: FlushMode,
    /// A log's recovery point moves on when so many bytes were appended …
    pub checkpoint_bytes: u64,
    /// … or when the oldest append past it is so old.
    pub checkpoint_interval: Duration,
    /// Bytes of keys that one pass of compaction remembers: where there are more, it takes a part of the log.
    pub compaction_keys_bytes: u64,
    /// For looking into compressed batches when a record is sought by time, and when they are compacted.
    pub codecs: &'static (dyn Codecs + Send + Sync),
}

impl Default for StoreConfig {
    fn default() -> StoreConfig {
        StoreConfig {
            flush: FlushMode::Group,
            checkpoint_bytes: 64 << 20,
            checkpoint_interval: Duration::from_secs(10),
            compaction_keys_bytes: limit::COMPACTION_KEYS_BYTES,
            codecs: &NoCodecs,
        }
    }
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConfig")
            .field("flush", &self.flush)
            .field("checkpoint_bytes", &self.checkpoint_bytes)
            .field("checkpoint_interval", &self.checkpoint_interval)
            .finish_non_exhaustive()
    }
}

/// All that can happen to a store.
#[derive(Clone, Debug)]
pub enum StoreInput {
    /// A node's order. Ends as [`StoreOutput::Complete`].
    Order(StorageEffect),
    /// Where are the spans of one reply? Ends as [`StoreOutput::Located`].
    Locate {
        /// Comes back with the answer.
        id: u64,
        /// The spans, in the order of the reply.
        spans: Vec<Option<Span>>,
        /// The most bytes over all; the first span that is not empty gets at least one batch.
        bytes_max: u32,
    },
    /// A file operation has ended.
    File(FileCompletion),
    /// Nothing else waits to be handed in.
    Idle,
    /// The deadline that [`Store::timeout`] named has come.
    Elapsed,
}

/// All that a store may ask of its host, or tell.
#[derive(Clone, Debug)]
pub enum StoreOutput {
    /// An operation on files.
    File(FileOp),
    /// For the node: an order has ended.
    Complete(Completion),
    /// The answer to [`StoreInput::Locate`]: per span its pieces, empty where there is nothing to send. The files stay
    /// as they are within these pieces; a host that answers later keeps them open until then.
    Located {
        /// Of which question.
        id: u64,
        /// Per span of the question.
        spans: Vec<Result<Vec<FileSlice>, StorageFault>>,
    },
}

/// The store of one data directory. Cheap to clone: logs are copied when they change.
#[derive(Clone, Debug)]
pub struct Store {
    config: Arc<StoreConfig>,
    logs: SortedMap<LogId, Arc<Log>>,
    /// Logs that have something to write or to sync.
    waiting: SortedSet<LogId>,
    /// When logs must be looked at, and each one's own entry in there.
    deadlines: SortedSet<(Instant, LogId)>,
    deadline_of: SortedMap<LogId, Instant>,
    locates: SortedMap<u64, Locate>,
    sweep: Sweep,
    /// Logs that wait to be compacted, and the one that is: one at a time, for each takes memory.
    to_compact: SortedSet<LogId>,
    compacting: Option<LogId>,
    retired: Vec<Retired>,
    out: Outbox,
    planted: Planted,
}

/// An entry of a segment's sparse index: a batch's first offset, where it begins in its file, and the largest timestamp of all
/// batches before it there (−1 for none).
pub type IndexedBatch = (Offset, u64, Timestamp);

impl Store {
    /// A store over a data directory that exists. Nothing is touched before the first order.
    #[must_use]
    pub fn new(config: StoreConfig) -> Store {
        Store {
            config: Arc::new(config),
            logs: SortedMap::new(),
            waiting: SortedSet::new(),
            deadlines: SortedSet::new(),
            deadline_of: SortedMap::new(),
            locates: SortedMap::new(),
            sweep: Sweep::default(),
            to_compact: SortedSet::new(),
            compacting: None,
            retired: Vec::new(),
            out: Outbox::default(),
            planted: Planted::default(),
        }
    }

    /// From now on this store has a bug.
    #[cfg(feature = "mutants")]
    pub fn plant(&mut self, mutant: crate::mutant::Mutant) {
        self.planted = Planted::of(mutant);
    }

    /// The sparse index of every open segment, by the path of its file: for whoever compares it with the file.
    pub fn indexes(&self) -> impl Iterator<Item = (&str, Vec<IndexedBatch>)> {
        let segments = self.logs.values().flat_map(|log| &log.segments);
        segments.map(|segment| {
            let entries = segment.index.iter().map(|entry| (entry.offset, entry.position, entry.before));
            (&*segment.path, entries.collect())
        })
    }

    /// As [`Node::condense`], which is to be called before, for what this store remembers beside its node.
    pub fn condense(&mut self, node: &Node) {
        for (id, log) in &mut self.logs {
            Arc::get_mut(log).into_iter().for_each(|log| log.condense(node.producers_of(*id)));
        }
    }

    /// Takes one input; then drain [`Store::poll`].
    pub fn handle(&mut self, now: Now, input: StoreInput) {
        match input {
            StoreInput::Order(effect) => self.order(now, effect),
            StoreInput::Locate { id, spans, bytes_max } => {
                self.locates.insert(id, Locate::new(spans, bytes_max));
                self.locate(id);
            }
            StoreInput::File(FileCompletion { op, result }) => match self.out.ended(op) {
                Some(Owner::Log(log, purpose)) => {
                    self.with(now, log, |log, cx| log.on_file(purpose, result, cx));
                }
                Some(Owner::Locate(id)) => {
                    if let Some(locate) = self.locates.get_mut(&id) {
                        locate.feed(result);
                        self.locate(id);
                    }
                }
                Some(Owner::Sweep) => self.sweep.on_file(result, &mut self.out),
                Some(Owner::Nobody) | None => {}
            },
            StoreInput::Idle => {
                let waiting = core::mem::take(&mut self.waiting);
                waiting.into_iter().for_each(|id| self.with(now, id, Log::idle));
            }
            StoreInput::Elapsed => {}
        }
        while let Some(&(at, id)) = self.deadlines.first()
            && at <= now.instant
        {
            self.with(now, id, Log::elapsed);
        }
        while self.compacting.is_none()
            && let Some(id) = self.to_compact.pop_first()
        {
            self.with(now, id, Log::begin_compaction);
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<StoreOutput> {
        self.out.poll()
    }

    /// When to call `handle(.., Elapsed)` at the latest; `None`: no need.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    fn order(&mut self, now: Now, effect: StorageEffect) {
        let StorageEffect { log: id, ticket, order } = effect;
        self.sweep.begin(&mut self.out);
        match order {
            StorageOrder::Open { name, config } if !self.logs.contains_key(&id) => {
                let (mut sweep, mut retired) = (Vec::new(), Vec::new());
                let (out, planted) = (&mut self.out, self.planted);
                let mut cx =
                    Context { now, config: &self.config, out, sweep: &mut sweep, retired: &mut retired, planted };
                let log = Log::open(id, ticket, name, config, &mut cx);
                self.logs.insert(id, Arc::new(log));
            }
            order if self.logs.contains_key(&id) => self.with(now, id, |log, cx| log.order(ticket, order, cx)),
            _ => self.out.complete(Completion { log: id, ticket, result: Err(StorageFault::Missing) }),
        }
    }

    /// Lets one log do something.
    fn with(&mut self, now: Now, id: LogId, act: impl FnOnce(&mut Log, &mut Context<'_>)) {
        let Some(log) = self.logs.get_mut(&id) else { return };
        let (mut sweep, mut retired) = (Vec::new(), Vec::new());
        let log = Arc::make_mut(log);
        let (config, out, planted) = (&self.config, &mut self.out, self.planted);
        act(log, &mut Context { now, config, out, sweep: &mut sweep, retired: &mut retired, planted });
        let (waits, deadline, closed) =
            (log.is_waiting(self.config.flush), log.deadline(&self.config), log.is_closed());
        if log.compacting.is_wanted() {
            self.to_compact.insert(id);
        }
        if log.compacting.is_busy() {
            self.compacting = Some(id);
        } else if self.compacting == Some(id) {
            self.compacting = None;
        }
        if closed {
            self.logs.remove(&id);
        }
        if waits {
            self.waiting.insert(id);
        }
        self.schedule(id, deadline);
        sweep.into_iter().for_each(|dir| self.sweep.add(dir, &mut self.out));
        if !retired.is_empty() {
            let asked = || self.locates.keys().copied();
            self.retired.extend(retired.into_iter().map(|file| Retired::new(file, asked())));
            self.close_retired(None);
        }
    }

    /// Question `id` about spans is answered: files that nobody else asks for are let go.
    fn close_retired(&mut self, id: Option<u64>) {
        let out = &mut self.out;
        self.retired.retain_mut(|retired| match retired.answered(id) {
            Some(file) => {
                out.issue(Owner::Nobody, FileAction::Close { file });
                false
            }
            None => true,
        });
    }

    fn schedule(&mut self, id: LogId, deadline: Option<Instant>) {
        let before = match deadline {
            Some(at) => self.deadline_of.insert(id, at),
            None => self.deadline_of.remove(&id),
        };
        if before != deadline {
            before.map(|at| self.deadlines.remove(&(at, id)));
            deadline.map(|at| self.deadlines.insert((at, id)));
        }
    }

    fn locate(&mut self, id: u64) {
        let Some(locate) = self.locates.get_mut(&id) else { return };
        match locate.look(|span| self.logs.get(&span.log).and_then(|log| log.places())) {
            Look::Read(action) => self.out.issue(Owner::Locate(id), action),
            Look::Found(spans) => {
                self.locates.remove(&id);
                self.out.push(StoreOutput::Located { id, spans });
                self.close_retired(Some(id));
            }
            // Each span has its own fault.
            Look::Fault(_) => {}
        }
    }
}
