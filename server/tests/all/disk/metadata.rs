//! The metadata's journal over the store over files: cut off, or failing, at every operation.

use glasslog_core::{
    error::StorageFault,
    id::{ControllerEpoch, Offset, ProducerId, Ticket},
    journal::{Journal, JournalEffect, METADATA_LOG},
    metadata::{Committed, MetadataRecord, Proposal},
    random::Random,
    storage::{Completion, FlushMode},
    store::StoreInput,
};
use rustix::io::Errno;

use super::life::Told;
use super::model::Luck;
use super::os::{FaultyOs, Plan, folder};
use super::rig::Rig;

/// A journal with its store, and what it has said.
struct Process {
    journal: Journal,
    rig: Rig,
    fed: Ticket,
    committed: Vec<Committed>,
    refused: Vec<u64>,
    ready: bool,
    failed: Option<StorageFault>,
}

impl Process {
    fn start(os: &FaultyOs, root: &std::path::Path) -> Process {
        let rig = Rig::new(os, root, FlushMode::Group);
        let (committed, refused) = Default::default();
        let journal = Journal::new();
        let mut process = Process { journal, rig, fed: Ticket(0), committed, refused, ready: false, failed: None };
        process.journal.handle_start();
        process.settle();
        process
    }

    fn settle(&mut self) {
        loop {
            while let Some(effect) = self.journal.poll() {
                match effect {
                    JournalEffect::Storage(effect) => self.rig.handle(StoreInput::Order(effect)),
                    JournalEffect::Committed(committed) => self.committed.push(committed),
                    JournalEffect::Refused(proposal) => self.refused.push(proposal.number),
                    JournalEffect::Ready => self.ready = true,
                    JournalEffect::Failed { fault, .. } => self.failed = fault,
                    JournalEffect::Stopped => self.ready = false,
                }
            }
            self.rig.run();
            let ended: Vec<_> = self.rig.ended.iter().filter(|(ticket, _)| **ticket > self.fed).collect();
            let Some((ticket, _)) = ended.last() else { return };
            self.fed = **ticket;
            for (ticket, result) in ended {
                let (log, ticket, result) = (METADATA_LOG, *ticket, result.clone());
                self.journal.handle_storage(Completion { log, ticket, result });
            }
        }
    }

    fn propose(&mut self, number: u64) {
        let next = ProducerId(number as i64);
        // Large enough for several sectors.
        let records = vec![MetadataRecord::ProducerIdsReserved { next }; 1 + (number as usize * 37) % 200];
        let proposal = Proposal { controller: ControllerEpoch(1), number, decided_on: Offset(0), records };
        self.journal.handle_propose(self.rig.now, proposal);
    }

    /// Proposes, alone and in groups, and stops as a process does.
    fn work(&mut self) {
        for number in 1..=10 {
            self.propose(number);
            if number % 3 != 0 {
                self.settle();
            }
        }
        self.settle();
        self.journal.handle_stop();
        self.settle();
    }
}

/// The next start reads all that was committed, in order, and nothing but what was proposed; and commits more.
fn check(os: &FaultyOs, root: &std::path::Path, before: &Process) {
    let mut after = Process::start(os, root);
    assert!(after.ready, "the journal cannot be read: {:?}", after.failed);
    assert!(after.committed.starts_with(&before.committed), "what was committed is not there any more");
    let numbers: Vec<u64> = after.committed.iter().map(|committed| committed.proposal.number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    assert!(numbers.iter().all(|number| !before.refused.contains(number)), "one that was refused took effect");
    let read = after.committed.len();
    after.propose(99);
    after.settle();
    assert_eq!(after.committed[read..].iter().map(|one| one.offset.0).collect::<Vec<_>>(), [read as i64]);
    let again = Process::start(os, root);
    assert_eq!(again.committed, after.committed, "read again, it is the same");
}

fn run(plan: Plan, seed: u64) -> usize {
    let root = folder();
    let os = FaultyOs::new(root.path());
    os.plan(plan);
    let mut process = Process::start(&os, root.path());
    process.work();
    let ops = os.ops().len();
    let mut random = Random::new(seed, "power");
    for variant in 0..4 {
        let after = folder();
        os.lose_power(if variant == 0 { Luck::Nothing } else { Luck::Something(&mut random) }, after.path());
        check(&FaultyOs::new(after.path()), after.path(), &process);
    }
    os.revive();
    check(&os, root.path(), &process);
    ops
}

#[test]
fn no_committed_metadata_is_lost_wherever_the_process_dies_or_the_disk_fails() {
    let ops = run(Plan::Well, 0);
    assert!(ops > 30, "{ops} operations are too few");
    for at in 0..=ops {
        for plan in [Plan::Crash(at), Plan::Fail(at, Errno::IO), Plan::Fail(at, Errno::NOSPC), Plan::Full(at)] {
            let _told = Told(format!("{plan:?} of {ops}"));
            run(plan, at as u64);
        }
    }
}
