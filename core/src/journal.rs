//! The order of metadata in one process: a log of proposals, in the same store as everything else.
//!
//! On start it reads what was committed; thereafter every proposal is appended, and is committed once it is durable.
//! Each proposal is one batch of one record, whose value is a version byte and the postcard of a [`Proposal`].
//! Deliberately absent: deciding anything, and more than one machine (there a consensus engine takes this place).

mod v1;

use alloc::{collections::VecDeque, vec::Vec};

use bytes::Bytes;

use crate::{
    error::StorageFault,
    id::{LogId, Offset, Ticket},
    metadata::{Committed, Proposal},
    name::Text,
    record::{BatchBuilder, CheckedBatch, NoCodecs, Rules},
    storage::{Completion, LogConfig, LogName, Outcome, RecoveredLog, StorageEffect, StorageOrder},
    time::Now,
};

/// The metadata log's number on every broker; nodes number theirs from 1.
pub const METADATA_LOG: LogId = LogId(0);
/// Bytes read at a time on start.
const CHUNK: u32 = 1 << 20;
/// The version of a record's value.
const VERSION: u8 = 2;
/// The largest record that is read back, in bytes.
const RECORD_BYTES_MAX: usize = 1 << 30;

/// The metadata log of one process.
#[derive(Clone, Debug)]
pub struct Journal {
    state: State,
    end: Offset,
    tickets: u64,
    appending: VecDeque<(Ticket, Committed)>,
    effects: VecDeque<JournalEffect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Opening,
    Reading(Offset),
    Ready,
    Closing,
    Closed,
    Failed,
}

/// One thing to do for the journal.
#[derive(Clone, Debug)]
pub enum JournalEffect {
    /// An order to the store; its completion comes back to [`Journal::handle_storage`].
    Storage(StorageEffect),
    /// This has its place: give it to every node.
    Committed(Committed),
    /// The disk is full: this was not written, and never will be. Tell its proposer.
    Refused(Proposal),
    /// All that was committed before the start has been given.
    Ready,
    /// The log is closed: [`Journal::handle_stop`] is done.
    Stopped,
    /// The metadata cannot be read or written. The process must not go on.
    Failed {
        /// What is the matter, for a person.
        reason: Text,
        /// The disk's fault, if it was one.
        fault: Option<StorageFault>,
    },
}

impl Default for Journal {
    fn default() -> Journal {
        Journal::new()
    }
}

impl Journal {
    /// A journal that has read nothing yet.
    #[must_use]
    pub fn new() -> Journal {
        let (appending, effects) = (VecDeque::new(), VecDeque::new());
        Journal { state: State::New, end: Offset::ZERO, tickets: 0, appending, effects }
    }

    /// Begins to read. [`JournalEffect::Ready`] follows, or [`JournalEffect::Failed`].
    pub fn handle_start(&mut self) {
        assert_eq!(self.state, State::New, "a journal starts once");
        self.state = State::Opening;
        self.order(StorageOrder::Open { name: LogName::METADATA, config: LogConfig::default() });
    }

    /// A node proposes.
    pub fn handle_propose(&mut self, now: Now, proposal: Proposal) {
        if self.state != State::Ready {
            // A journal that has failed or is closing commits nothing more; its process is about to end.
            return;
        }
        match to_batch(now, &proposal) {
            Ok(batch) => {
                let committed = Committed { offset: self.end, proposal };
                self.end = self.end.plus(1);
                let batch = batch.stamp(committed.offset.0, 0);
                let ticket = self.order(StorageOrder::Append { batch });
                self.appending.push_back((ticket, committed));
            }
            Err(reason) => self.fail(reason, None),
        }
    }

    /// The store has done something.
    pub fn handle_storage(&mut self, completion: Completion) {
        match (self.state, completion.result) {
            (State::Failed | State::Closed, _) => {}
            (State::Ready, Err(StorageFault::Full)) => self.handle_full(completion.ticket),
            (_, Err(fault)) => self.fail("the metadata log cannot be used", Some(fault)),
            (State::Opening, Ok(Outcome::Opened(log))) => self.handle_opened(&log),
            (State::Reading(from), Ok(Outcome::Read(bytes))) => self.handle_read(from, bytes),
            (State::Ready | State::Closing, Ok(Outcome::Done)) => match self.appending.pop_front() {
                Some((ticket, committed)) => {
                    assert_eq!(ticket, completion.ticket, "completions come in issue order");
                    self.effects.push_back(JournalEffect::Committed(committed));
                }
                None => {
                    self.state = State::Closed;
                    self.effects.push_back(JournalEffect::Stopped);
                }
            },
            (state, Ok(outcome)) => unreachable!("{outcome:?} while {state:?}"),
        }
    }

    /// Finishes what is under way and closes the log. Nothing may be proposed afterwards.
    #[inline(never)]
    pub fn handle_stop(&mut self) {
        if self.state == State::Ready {
            self.state = State::Closing;
            self.order(StorageOrder::Close);
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<JournalEffect> {
        self.effects.pop_front()
    }

    fn order(&mut self, order: StorageOrder) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.effects.push_back(JournalEffect::Storage(StorageEffect { log: METADATA_LOG, ticket, order }));
        ticket
    }

    /// The disk took no more. What else is under way fails in the same way, each for itself; the log goes on from here.
    fn handle_full(&mut self, ticket: Ticket) {
        let Some((expected, refused)) = self.appending.pop_front() else {
            return self.fail("the metadata log cannot be used", Some(StorageFault::Full));
        };
        assert_eq!(ticket, expected, "completions come in issue order");
        self.end = self.end.min(refused.offset);
        self.effects.push_back(JournalEffect::Refused(refused.proposal));
    }

    fn handle_opened(&mut self, log: &RecoveredLog) {
        if let Some(offset) = log.damaged_at {
            let reason = alloc::format!("the metadata log is damaged at record {offset}: restore it from a copy");
            return self.fail(&reason, Some(StorageFault::Corrupt));
        }
        self.end = log.end;
        self.read_from(log.start);
    }

    fn read_from(&mut self, from: Offset) {
        if from < self.end {
            self.state = State::Reading(from);
            self.order(StorageOrder::Read { from, upto: self.end, bytes_max: CHUNK });
        } else {
            self.state = State::Ready;
            self.effects.push_back(JournalEffect::Ready);
        }
    }

    fn handle_read(&mut self, from: Offset, bytes: Bytes) {
        let mut next = from;
        for batch in CheckedBatch::parse_many(bytes, Rules::LOG) {
            let read = batch.map_err(|_| "its checksum is wrong").and_then(|batch| from_batch(&batch));
            match read {
                Ok((offset, proposal)) if offset == next => {
                    self.effects.push_back(JournalEffect::Committed(Committed { offset, proposal }));
                    next = next.plus(1);
                }
                Ok((offset, _)) => {
                    let reason = alloc::format!("the metadata log has record {offset} where {next} should be");
                    return self.fail(&reason, Some(StorageFault::Corrupt));
                }
                Err(why) => {
                    let reason = alloc::format!("record {next} of the metadata log cannot be read: {why}");
                    return self.fail(&reason, Some(StorageFault::Corrupt));
                }
            }
        }
        if next == from {
            return self.fail("the metadata log is shorter than it should be", Some(StorageFault::Missing));
        }
        self.read_from(next);
    }

    fn fail(&mut self, reason: &str, fault: Option<StorageFault>) {
        self.state = State::Failed;
        self.appending.clear();
        self.effects.push_back(JournalEffect::Failed { reason: reason.into(), fault });
    }
}

fn to_batch(now: Now, proposal: &Proposal) -> Result<CheckedBatch, &'static str> {
    let mut value: Vec<u8> = alloc::vec![VERSION];
    let encoded = postcard::to_allocvec(proposal).map_err(|_| "a proposal cannot be written down")?;
    value.extend_from_slice(&encoded);
    let mut builder = BatchBuilder::new();
    builder.push(now.wall.0, None, Some(&value), &[]).map_err(|_| "a proposal is too large for the metadata log")?;
    builder.checked().map_err(|_| "a proposal is too large for the metadata log")
}

fn from_batch(batch: &CheckedBatch) -> Result<(Offset, Proposal), &'static str> {
    let mut records = batch.records(&NoCodecs, RECORD_BYTES_MAX).map_err(|_| "its batch is compressed")?;
    let record = records.next().ok_or("its batch is empty")?.map_err(|_| "its batch is malformed")?;
    let value = record.value.ok_or("it is empty")?;
    let proposal = match value.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| "it is not a proposal")?,
        Some((1, rest)) => v1::read(rest).ok_or("it is not a proposal")?,
        Some(_) => return Err("a newer Glasslog wrote it: use that one"),
        None => return Err("it is empty"),
    };
    Ok((Offset(batch.head().base_offset), proposal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{ControllerEpoch, ProducerId},
        metadata::MetadataRecord,
    };
    use alloc::vec;

    /// A store with one log in memory.
    #[derive(Default)]
    struct Disk {
        batches: Vec<Bytes>,
        full: bool,
    }

    impl Disk {
        fn perform(&mut self, effect: &StorageEffect) -> Completion {
            let end = Offset(self.batches.len() as i64);
            let outcome = match &effect.order {
                StorageOrder::Open { .. } => Outcome::Opened(RecoveredLog { end, ..RecoveredLog::default() }.into()),
                StorageOrder::Append { batch } => {
                    if self.full || batch.head().base_offset != end.0 {
                        let result = Err(StorageFault::Full);
                        return Completion { log: effect.log, ticket: effect.ticket, result };
                    }
                    assert_eq!(batch.head().base_offset, end.0);
                    self.batches.push(batch.to_bytes());
                    Outcome::Done
                }
                // Two at a time, so that several chunks are needed.
                StorageOrder::Read { from, .. } => {
                    let chunk = self.batches.iter().skip(from.0 as usize).take(2);
                    Outcome::Read(chunk.flat_map(|b| b.iter().copied()).collect::<Vec<u8>>().into())
                }
                _ => Outcome::Done,
            };
            Completion { log: effect.log, ticket: effect.ticket, result: Ok(outcome) }
        }
    }

    /// Runs a journal until it wants nothing more; gives back what it said.
    fn run(journal: &mut Journal, disk: &mut Disk) -> (Vec<Committed>, bool, Option<Text>) {
        run_refusing(journal, disk, &mut vec![])
    }

    fn run_refusing(
        journal: &mut Journal,
        disk: &mut Disk,
        refused: &mut Vec<u64>,
    ) -> (Vec<Committed>, bool, Option<Text>) {
        let (mut committed, mut ready, mut failed) = (vec![], false, None);
        while let Some(effect) = journal.poll() {
            match effect {
                JournalEffect::Storage(effect) => journal.handle_storage(disk.perform(&effect)),
                JournalEffect::Committed(one) => committed.push(one),
                JournalEffect::Ready => ready = true,
                JournalEffect::Failed { reason, .. } => failed = Some(reason),
                JournalEffect::Refused(proposal) => refused.push(proposal.number),
                JournalEffect::Stopped => {}
            }
        }
        (committed, ready, failed)
    }

    fn proposal(number: u64) -> Proposal {
        let records = vec![MetadataRecord::ProducerIdsReserved { next: ProducerId(number as i64) }];
        Proposal { controller: ControllerEpoch(1), number, decided_on: Offset(0), records }
    }

    #[test]
    fn what_was_committed_is_told_again_after_a_restart_in_order() {
        let mut disk = Disk::default();
        let mut journal = Journal::new();
        journal.handle_start();
        assert_eq!(run(&mut journal, &mut disk), (vec![], true, None));
        let now = Now::default();
        (1..=5).for_each(|number| journal.handle_propose(now, proposal(number)));
        let (first, ..) = run(&mut journal, &mut disk);
        assert_eq!(first.len(), 5);
        let mut again = Journal::new();
        again.handle_start();
        assert_eq!(run(&mut again, &mut disk), (first, true, None));
        again.handle_propose(now, proposal(6));
        assert_eq!(run(&mut again, &mut disk).0[0].offset, Offset(5));
    }

    #[test]
    fn a_full_disk_refuses_proposals_and_the_log_goes_on_without_a_gap() {
        let mut disk = Disk::default();
        let mut journal = Journal::new();
        journal.handle_start();
        run(&mut journal, &mut disk);
        let (now, mut refused) = (Now::default(), vec![]);
        journal.handle_propose(now, proposal(1));
        run(&mut journal, &mut disk);
        disk.full = true;
        journal.handle_propose(now, proposal(2));
        journal.handle_propose(now, proposal(3));
        let (committed, _, failed) = run_refusing(&mut journal, &mut disk, &mut refused);
        assert_eq!((committed, failed, &refused[..]), (vec![], None, &[2, 3][..]));
        disk.full = false;
        journal.handle_propose(now, proposal(4));
        assert_eq!(run(&mut journal, &mut disk).0[0].offset, Offset(1));
    }

    #[test]
    fn a_record_that_is_none_is_refused_by_its_number() {
        let mut disk = Disk::default();
        let mut builder = BatchBuilder::new();
        builder.push(0, None, Some(b"\x09from the future"), &[]).expect("small");
        disk.batches.push(builder.checked().expect("a batch").stamp(0, 0).to_bytes());
        let mut journal = Journal::new();
        journal.handle_start();
        let (committed, ready, failed) = run(&mut journal, &mut disk);
        assert!(committed.is_empty() && !ready);
        assert!(failed.is_some_and(|reason| reason.contains("record 0") && reason.contains("newer")));
    }
}
