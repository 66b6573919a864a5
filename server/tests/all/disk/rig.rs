//! The store machine over the server's own file code over a system that fails: one operation after the other, the same each time.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use bytes::Bytes;
use glasslog::files::{FileLayer, RealFiles};
use glasslog_core::{
    error::StorageFault,
    id::{LogId, Offset, PartitionIndex, Ticket, TopicId},
    record::{BatchBuilder, CheckedBatch, Rules, StampedBatch},
    response::Span,
    storage::{FlushMode, LogConfig, LogName, Outcome, RecoveredLog, StorageEffect, StorageOrder},
    store::{FileCompletion, FileOp, FileSlice, Store, StoreConfig, StoreInput, StoreOutput},
    time::{Instant, Now, Timestamp},
};

use super::os::FaultyOs;

/// Small segments and a dense index, so that everything happens soon.
pub(super) const SMALL: LogConfig = LogConfig { segment_bytes: 900, segment_ms: 1_000_000, index_interval_bytes: 200 };

/// What log `number` is called on the disk.
pub(super) fn name(number: u32) -> LogName {
    LogName { topic: TopicId([number as u8; 16]), partition: PartitionIndex(0) }
}

/// A batch of an idempotent producer: `count` records from `base`, whose values say where they belong.
pub(super) fn batch(base: i64, count: i64, epoch: i32) -> StampedBatch {
    let mut builder = BatchBuilder::new().producer(5, 0, base as i32);
    for offset in base..base + count {
        let value = format!("record {offset:06} of epoch {epoch}");
        builder.push(1_000 + offset * 10, Some(b"key"), Some(value.as_bytes()), &[]).expect("it fits");
    }
    builder.checked().expect("sound").stamp(base, epoch)
}

pub(super) type End = Result<Outcome, StorageFault>;

pub(super) struct Rig {
    store: Store,
    pub(super) files: RealFiles<FaultyOs>,
    pub(super) now: Now,
    pending: VecDeque<FileOp>,
    tickets: u64,
    /// To which log each order went.
    given: BTreeMap<Ticket, u32>,
    /// How orders ended; those that complete during a crash end as anything.
    pub(super) ended: BTreeMap<Ticket, End>,
    located: Vec<Result<Vec<FileSlice>, StorageFault>>,
}

impl Rig {
    pub(super) fn new(os: &FaultyOs, dir: &Path, flush: FlushMode) -> Rig {
        Rig {
            store: Store::new(StoreConfig { flush, ..StoreConfig::default() }),
            files: RealFiles::over(os.clone(), dir),
            now: Now { instant: Instant(0), wall: Timestamp(0) },
            pending: VecDeque::new(),
            tickets: 0,
            given: BTreeMap::new(),
            ended: BTreeMap::new(),
            located: Vec::new(),
        }
    }

    pub(super) fn handle(&mut self, input: StoreInput) {
        self.store.handle(self.now, input);
        while let Some(output) = self.store.poll() {
            match output {
                StoreOutput::File(op) => self.pending.push_back(op),
                StoreOutput::Complete(completion) => {
                    let twice = self.ended.insert(completion.ticket, completion.result);
                    assert!(twice.is_none(), "{:?} ended twice", completion.ticket);
                }
                StoreOutput::Located { spans, .. } => self.located = spans,
            }
        }
    }

    /// Does the oldest file operation, if there is one.
    pub(super) fn step(&mut self) -> bool {
        let Some(FileOp { op, action }) = self.pending.pop_front() else { return false };
        let result = self.files.execute(&action);
        self.handle(StoreInput::File(FileCompletion { op, result }));
        true
    }

    /// Until nothing moves.
    pub(super) fn run(&mut self) {
        loop {
            while self.step() {}
            self.handle(StoreInput::Idle);
            if self.pending.is_empty() {
                return;
            }
        }
    }

    pub(super) fn give(&mut self, log: u32, order: StorageOrder) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.given.insert(ticket, log);
        self.handle(StoreInput::Order(StorageEffect { log: LogId(log), ticket, order }));
        ticket
    }

    pub(super) fn ask(&mut self, log: u32, order: StorageOrder) -> End {
        let ticket = self.give(log, order);
        self.run();
        self.ended[&ticket].clone()
    }

    pub(super) fn open(&mut self, log: u32, config: LogConfig) -> Result<RecoveredLog, StorageFault> {
        match self.ask(log, StorageOrder::Open { name: name(log), config })? {
            Outcome::Opened(found) => Ok(*found),
            other => panic!("not opened: {other:?}"),
        }
    }

    pub(super) fn acked(&self, ticket: Ticket) -> bool {
        matches!(self.ended.get(&ticket), Some(Ok(Outcome::Done)))
    }

    pub(super) fn all_ended(&self) -> bool {
        self.given.keys().all(|ticket| self.ended.contains_key(ticket))
    }

    /// The faults with which orders to this log ended.
    pub(super) fn failures(&self, log: u32) -> Vec<StorageFault> {
        let of_this = self.given.iter().filter(|(_, given)| **given == log);
        of_this.filter_map(|(ticket, _)| self.ended.get(ticket)?.as_ref().err().copied()).collect()
    }

    /// All batches from `from` on, checked; until the first fault.
    pub(super) fn read_all(&mut self, log: u32, from: Offset, upto: Offset) -> (Vec<Bytes>, Option<StorageFault>) {
        let (mut from, mut batches) = (from, Vec::new());
        while from < upto {
            match self.ask(log, StorageOrder::Read { from, upto, bytes_max: 700 }) {
                Ok(Outcome::Read(bytes)) if bytes.is_empty() => break,
                Ok(Outcome::Read(bytes)) => {
                    for batch in CheckedBatch::parse_many(bytes, Rules::LOG) {
                        let batch = batch.expect("what the store gives is sound");
                        from = Offset(batch.head().next_offset());
                        batches.push(batch.bytes().clone());
                    }
                }
                Ok(other) => panic!("not read: {other:?}"),
                Err(fault) => return (batches, Some(fault)),
            }
        }
        (batches, None)
    }

    /// Where these records lie, with their files held open.
    pub(super) fn pinned(&mut self, log: u32, from: i64, upto: i64) -> Vec<(std::sync::Arc<std::fs::File>, FileSlice)> {
        let span = Span { log: LogId(log), from: Offset(from), upto: Offset(upto), bytes_max: u32::MAX };
        self.handle(StoreInput::Locate { id: 1, spans: vec![Some(span)], bytes_max: u32::MAX });
        self.run();
        let slices = self.located.pop().expect("an answer").expect("found");
        slices.into_iter().map(|slice| (self.files.pin(slice.file).expect("open"), slice)).collect()
    }
}
