//! What a node asks of its store, and what comes back.
//!
//! Every order completes exactly once, as an [`Outcome`] or a [`StorageFault`], and in issue order per log
//! (reads and seeks may overtake nothing but other reads and seeks). Nothing that depends on the disk leaves
//! the node before its completion.

use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    error::StorageFault,
    id::{LeaderEpoch, LogId, Offset, PartitionIndex, Ticket, TopicId},
    log::{EpochCache, ProducerTable},
    record::StampedBatch,
    time::Timestamp,
};

/// What a log is called on disk: directories are named by topic id, never by a client's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LogName {
    /// The topic.
    pub topic: TopicId,
    /// The partition.
    pub partition: PartitionIndex,
}

impl LogName {
    /// The metadata log of a process that orders its own metadata. No topic can have this id.
    pub const METADATA: LogName =
        LogName { topic: TopicId([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), partition: PartitionIndex(0) };
}

/// The settings of a log that its store needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogConfig {
    /// A segment is closed before it grows past so many bytes (`segment.bytes`).
    pub segment_bytes: u32,
    /// A segment is closed when a batch's largest timestamp lies so far past its first's (`segment.ms`).
    pub segment_ms: i64,
    /// One index entry for so many bytes of batches (`index.interval.bytes`).
    pub index_interval_bytes: u32,
}

impl Default for LogConfig {
    fn default() -> LogConfig {
        LogConfig { segment_bytes: 1 << 30, segment_ms: 7 * 24 * 3_600_000, index_interval_bytes: 4096 }
    }
}

/// When an append completes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlushMode {
    /// Once it is fsynced; one fsync serves all who wait for the same file.
    #[default]
    Group,
    /// Once it is in the page cache. Recovery relies on replication, as in Apache Kafka by default.
    Os,
    /// Once it is fsynced, one fsync per append.
    Each,
}

/// One order to the store.
#[derive(Clone, Debug)]
pub struct StorageEffect {
    /// The log.
    pub log: LogId,
    /// Comes back with the completion.
    pub ticket: Ticket,
    /// What to do.
    pub order: StorageOrder,
}

/// What to do with a log.
#[derive(Clone, Debug)]
pub enum StorageOrder {
    /// Open the log of that name, and make it if there is none: recovers it, cuts a torn tail. Completes as [`Outcome::Opened`].
    Open {
        /// What it is called on disk.
        name: LogName,
        /// Its settings.
        config: LogConfig,
    },
    /// Append a batch; its base offset is the log's end, or (after compaction elsewhere) past it.
    Append {
        /// The batch, with offset and epoch already in its head.
        batch: StampedBatch,
    },
    /// Read whole batches, from the one that holds `from`, none at or past `upto`. Completes as [`Outcome::Read`].
    Read {
        /// The first offset wanted.
        from: Offset,
        /// The end.
        upto: Offset,
        /// Stop after so many bytes; at least one batch.
        bytes_max: u32,
    },
    /// Find a record by time, below `upto`. Completes as [`Outcome::Sought`].
    Seek {
        /// Which record.
        target: SeekTarget,
        /// The end.
        upto: Offset,
    },
    /// Cut everything at and past this offset away, whole batches at a time. Never rewrites in place. Completes as
    /// [`Outcome::Opened`] with what the log holds then; as [`Outcome::Done`] where there was nothing to cut.
    Truncate {
        /// The new end.
        to: Offset,
    },
    /// Which whole segments are past retention? Changes nothing. Completes as [`Outcome::Expired`].
    Expire {
        /// How the log is kept.
        retention: Retention,
        /// The wall clock.
        now: Timestamp,
        /// Nothing at or past this goes: the high watermark.
        upto: Offset,
    },
    /// Keep the last record of each key, where enough of the log is dirty to be worth it. Ends at once; the work goes on
    /// in small steps, one log at a time, and a later order of this kind begins the next one.
    Compact {
        /// When, and what may go.
        compaction: Compaction,
        /// The wall clock.
        now: Timestamp,
        /// Nothing at or past this is touched: the high watermark.
        upto: Offset,
    },
    /// The log starts here now: remember it durably, and delete segments wholly before it.
    Trim {
        /// The new start.
        start: Offset,
    },
    /// Settings have changed; they hold from the next append on.
    Configure {
        /// The settings.
        config: LogConfig,
    },
    /// Sync everything and mark the log clean; no orders follow.
    Close,
    /// The log and its files, gone.
    Delete,
}

/// Which record a [`StorageOrder::Seek`] looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeekTarget {
    /// The first record at or after this time.
    At(Timestamp),
    /// The first record with the largest timestamp.
    MaxTimestamp,
}

/// How long a log's records are kept. Whole segments go, never the active one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// `retention.ms`, measured from a segment's largest record timestamp; `None` for ever.
    pub age: Option<Duration>,
    /// `retention.bytes`; `None` for any size.
    pub bytes: Option<u64>,
}

/// How a log is compacted. Never the active segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compaction {
    /// `min.cleanable.dirty.ratio`, in millionths: so much of what may be compacted must be dirty.
    pub dirty_ratio_millionths: u32,
    /// `min.compaction.lag.ms`: a segment with a younger record waits.
    pub lag_min_ms: i64,
    /// `max.compaction.lag.ms`: a segment with an older record does not wait for the ratio (KIP-354).
    pub lag_max_ms: i64,
    /// `delete.retention.ms`: a tombstone stays so long after it was first compacted (KIP-534).
    pub delete_retention_ms: i64,
    /// Producers silent since before this are forgotten, and their batches need not be kept.
    pub producers_since: Timestamp,
}

/// An order's end.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The log.
    pub log: LogId,
    /// The order's ticket.
    pub ticket: Ticket,
    /// How it ended.
    pub result: Result<Outcome, StorageFault>,
}

/// How an order ended well.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Done, as durable as the order promises.
    Done,
    /// The log is open.
    Opened(Box<RecoveredLog>),
    /// Whole batches, one after the other; empty at the end of the log.
    Read(Bytes),
    /// The record, if there is one.
    Sought(Option<SoughtRecord>),
    /// Where the log would start if retention were applied now.
    Expired(Offset),
}

/// A record found by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoughtRecord {
    /// Its offset.
    pub offset: Offset,
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// Its batch's epoch.
    pub leader_epoch: LeaderEpoch,
}

/// What a log held when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecoveredLog {
    /// The log start.
    pub start: Offset,
    /// The log end. All before it is durable.
    pub end: Offset,
    /// Bytes on disk between them.
    pub bytes: u64,
    /// Leader epochs and where they began.
    pub epochs: EpochCache,
    /// What idempotent producers sent last.
    pub producers: ProducerTable,
    /// The last batches, oldest first.
    pub tail: Vec<TailBatch>,
    /// Bytes of a torn tail that were cut away; 0 after a clean stop.
    pub torn_bytes: u64,
    /// The first damage found in the middle of the log, if any: reads of that range fail.
    pub damaged_at: Option<Offset>,
}

/// A batch of the tail, in a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TailBatch {
    /// Its first offset.
    pub base: Offset,
    /// The offset after its last.
    pub end: Offset,
    /// The epoch of the leader that took it.
    pub leader_epoch: LeaderEpoch,
    /// Its size.
    pub bytes: u32,
    /// Its largest timestamp.
    pub max_timestamp: Timestamp,
}
