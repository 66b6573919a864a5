//! The layout on disk, as a machine: takes a node's orders and turns them into operations on files.
//!
//! What it promises: an acknowledged append survives whatever a disk may do to what was not synced; damage is found,
//! told and never cut away with what follows it; a full disk leaves a log usable. What is deliberately absent: I/O,
//! threads, caches of data (the host's page cache is one), and any knowledge of topics, groups or clients.
//!
//! The contract: call [`Store::handle`] with one input, then drain [`Store::poll`], always, before the next. Execute
//! the [`FileOp`]s and hand each one's end back as [`StoreInput::File`]. When nothing waits to be handed in, say
//! [`StoreInput::Idle`]: only then a group's fsync begins. Call `handle(.., Elapsed)` no later than [`Store::timeout`].

mod file;

use alloc::vec::Vec;
use core::{fmt, time::Duration};

pub use file::{DirEntry, FileAction, FileCompletion, FileId, FileOp, FileOutcome, FileSlice, OpId};

use crate::{
    error::StorageFault,
    record::{Codecs, NoCodecs},
    response::Span,
    storage::{Completion, FlushMode, StorageEffect},
    time::{Instant, Now},
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
    /// For looking into compressed batches when a record is sought by time.
    pub codecs: &'static (dyn Codecs + Send + Sync),
}

impl Default for StoreConfig {
    fn default() -> StoreConfig {
        StoreConfig {
            flush: FlushMode::Group,
            checkpoint_bytes: 64 << 20,
            checkpoint_interval: Duration::from_secs(10),
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

/// The store of one data directory.
#[derive(Clone, Debug)]
pub struct Store {
    config: StoreConfig,
}

impl Store {
    /// A store over a data directory that exists. Nothing is touched before the first order.
    #[must_use]
    pub fn new(config: StoreConfig) -> Store {
        Store { config }
    }

    /// Takes one input; then drain [`Store::poll`].
    pub fn handle(&mut self, _now: Now, _input: StoreInput) {
        let _ = self.config;
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<StoreOutput> {
        None
    }

    /// When to call `handle(.., Elapsed)` at the latest; `None`: no need.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        None
    }
}
