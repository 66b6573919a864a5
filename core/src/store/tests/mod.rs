//! The store on a disk in memory.

mod basic;
mod compact;
mod crash;
mod damage;
mod disk;
mod orders;

extern crate std;

use crate::sorted::SortedMap;
use alloc::{collections::VecDeque, vec::Vec};

use self::disk::Disk;
use crate::{
    error::StorageFault,
    id::{LogId, Offset, PartitionIndex, Ticket, TopicId},
    record::{BatchBuilder, Head, StampedBatch},
    response::Span,
    storage::{FlushMode, LogConfig, LogName, Outcome, RecoveredLog, StorageEffect, StorageOrder},
    store::{FileCompletion, FileOp, FileSlice, Store, StoreConfig, StoreInput, StoreOutput},
    time::{Instant, Now, Timestamp},
};

const LOG: LogId = LogId(1);

fn log_name(topic: u8) -> LogName {
    LogName { topic: TopicId([topic; 16]), partition: PartitionIndex(3) }
}

/// Small segments and a dense index, so that everything happens soon.
fn small() -> LogConfig {
    LogConfig { segment_bytes: 1000, segment_ms: 1_000_000, index_interval_bytes: 200 }
}

/// A batch of `count` records from `base`, whose values say where they belong.
fn batch(base: i64, count: i64, epoch: i32) -> StampedBatch {
    stamped(BatchBuilder::new(), base, count, epoch)
}

fn stamped(mut builder: BatchBuilder, base: i64, count: i64, epoch: i32) -> StampedBatch {
    for offset in base..base + count {
        let value = alloc::format!("record {offset:06}");
        builder.push(1_000 + offset * 10, Some(b"key"), Some(value.as_bytes()), &[]).expect("it fits");
    }
    builder.checked().expect("a sound batch").stamp(base, epoch)
}

/// A store with its disk and its clock.
#[derive(Clone)]
struct Rig {
    store: Store,
    disk: Disk,
    now: Now,
    pending: VecDeque<FileOp>,
    tickets: u64,
    ended: SortedMap<Ticket, Result<Outcome, StorageFault>>,
    order: Vec<Ticket>,
    located: Vec<Vec<Result<Vec<FileSlice>, StorageFault>>>,
    /// After so many file operations, nothing happens any more.
    crash_at: Option<usize>,
}

impl Rig {
    fn new(flush: FlushMode) -> Rig {
        Rig::on(Disk::default(), flush)
    }

    fn on(disk: Disk, flush: FlushMode) -> Rig {
        Rig {
            store: Store::new(StoreConfig { flush, ..StoreConfig::default() }),
            disk,
            now: Now { instant: Instant(0), wall: Timestamp(0) },
            pending: VecDeque::new(),
            tickets: 0,
            ended: SortedMap::new(),
            order: Vec::new(),
            located: Vec::new(),
            crash_at: None,
        }
    }

    /// The same disk, after the machine lost its power or its process.
    fn restarted(&self, change: impl FnOnce(&mut Disk)) -> Rig {
        let mut disk = self.disk.clone();
        change(&mut disk);
        let mut rig = Rig::on(disk, FlushMode::Group);
        rig.disk.ops = 0;
        rig
    }

    fn has_crashed(&self) -> bool {
        self.crash_at.is_some_and(|at| self.disk.ops >= at)
    }

    fn handle(&mut self, input: StoreInput) {
        self.store.handle(self.now, input);
        while let Some(output) = self.store.poll() {
            match output {
                StoreOutput::File(op) => self.pending.push_back(op),
                StoreOutput::Complete(completion) => {
                    self.order.push(completion.ticket);
                    let twice = self.ended.insert(completion.ticket, completion.result);
                    assert!(twice.is_none(), "an order ended twice");
                }
                StoreOutput::Located { spans, .. } => self.located.push(spans),
            }
        }
    }

    /// Executes the oldest file operation; false when there is none, or the machine is down.
    fn step(&mut self) -> bool {
        if self.has_crashed() {
            return false;
        }
        let Some(FileOp { op, action }) = self.pending.pop_front() else { return false };
        let result = self.disk.execute(&action);
        self.handle(StoreInput::File(FileCompletion { op, result }));
        true
    }

    /// Until nothing moves.
    fn run(&mut self) {
        loop {
            while self.step() {}
            if self.has_crashed() {
                return;
            }
            self.handle(StoreInput::Idle);
            if self.pending.is_empty() {
                return;
            }
        }
    }

    fn give_to(&mut self, log: LogId, order: StorageOrder) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.handle(StoreInput::Order(StorageEffect { log, ticket, order }));
        ticket
    }

    fn give(&mut self, order: StorageOrder) -> Ticket {
        self.give_to(LOG, order)
    }

    /// Gives an order and waits for its end.
    fn ask(&mut self, order: StorageOrder) -> Result<Outcome, StorageFault> {
        let ticket = self.give(order);
        self.run();
        self.ended.get(&ticket).cloned().expect("an end")
    }

    fn open(&mut self) -> RecoveredLog {
        self.open_with(small())
    }

    fn open_with(&mut self, config: LogConfig) -> RecoveredLog {
        match self.ask(StorageOrder::Open { name: log_name(7), config }) {
            Ok(Outcome::Opened(log)) => *log,
            other => panic!("not opened: {other:?}"),
        }
    }

    fn append(&mut self, base: i64, count: i64) -> Ticket {
        self.give(StorageOrder::Append { batch: batch(base, count, 0) })
    }

    fn has_acked(&self, ticket: Ticket) -> bool {
        matches!(self.ended.get(&ticket), Some(Ok(Outcome::Done)))
    }

    /// All whole batches that reading from `from` gives, up to the first fault.
    fn read_all(&mut self, from: i64, upto: i64) -> (Vec<Head>, Option<StorageFault>) {
        let (mut from, mut heads) = (from, Vec::new());
        while from < upto {
            let order = StorageOrder::Read { from: Offset(from), upto: Offset(upto), bytes_max: 300 };
            let bytes = match self.ask(order) {
                Ok(Outcome::Read(bytes)) if bytes.is_empty() => break,
                Ok(Outcome::Read(bytes)) => bytes,
                Ok(other) => panic!("not read: {other:?}"),
                Err(fault) => return (heads, Some(fault)),
            };
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let head = Head::parse(rest).expect("a batch");
                head.verify(rest).expect("a sound batch");
                rest = &rest[head.size() as usize..];
                from = head.next_offset();
                heads.push(head);
            }
        }
        (heads, None)
    }

    /// The bytes that replies with these spans would carry.
    fn locate(&mut self, spans: &[(i64, i64, u32)], bytes_max: u32) -> Vec<Result<Vec<u8>, StorageFault>> {
        let span = |&(from, upto, bytes_max): &(i64, i64, u32)| {
            Some(Span { log: LOG, from: Offset(from), upto: Offset(upto), bytes_max })
        };
        let spans = spans.iter().map(span).collect();
        self.handle(StoreInput::Locate { id: 9, spans, bytes_max });
        self.run();
        let found = self.located.pop().expect("an answer");
        let bytes = |pieces: Vec<FileSlice>| {
            pieces.iter().flat_map(|p| self.disk.slice(p.file, p.position, p.length)).collect::<Vec<u8>>()
        };
        found.into_iter().map(|located| located.map(bytes)).collect()
    }
}

/// First and next offsets of the batches in `bytes`.
fn ranges(bytes: &[u8]) -> Vec<(i64, i64)> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let head = Head::parse(rest).expect("a batch");
        head.verify(rest).expect("a sound batch");
        found.push((head.base_offset, head.next_offset()));
        rest = &rest[head.size() as usize..];
    }
    found
}
