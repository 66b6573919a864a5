//! What the controller's thread owns, and does.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use glasslog_core::{
    controller::{Controller, ControllerEffect, ControllerInput},
    error::StorageFault,
    id::{AskId, BrokerId, ControllerEpoch},
    journal::{Journal, JournalEffect},
    metadata::Committed,
    time::{Instant, Now},
};
use tokio::sync::watch;

use super::super::{Clock, End, Handle, ToNode, ToStore, notes};
use super::{ClusterLook, ToController};
use crate::mailbox::{Mailbox, Woken};

/// The thread wakes at least so often, to see that it can.
const TICK: Duration = Duration::from_millis(250);
/// Later than this no thread wakes but for a process that was halted, or a machine that slept.
const LATE: Duration = Duration::from_millis(250);

/// The thread.
pub(super) struct ControllerThread {
    controller: Controller,
    journal: Journal,
    clock: PatientClock,
    store: Arc<Mailbox<ToStore>>,
    /// Posted at the end of a round.
    for_store: Vec<ToStore>,
    /// Whether all that was committed before the start has been read.
    ready: bool,
    /// All that was committed, for brokers that start later; none where no broker can.
    history: Option<Vec<Committed>>,
    brokers: BTreeMap<BrokerId, Link>,
    /// Who asked. Numbers of our own, for those of one start of a broker say nothing to the next.
    asked: BTreeMap<AskId, (BrokerId, u32, AskId)>,
    asks: u64,
    follows: VecDeque<ControllerInput>,
    alive: watch::Sender<BTreeSet<BrokerId>>,
    end: Option<End>,
}

/// A clock that stands still while the whole process does: silence of that time is nobody's fault.
struct PatientClock {
    clock: Clock,
    halted: Duration,
}

impl PatientClock {
    fn now(&self) -> Now {
        let Now { instant, wall } = self.clock.now();
        let halted = u64::try_from(self.halted.as_micros()).unwrap_or(u64::MAX);
        Now { instant: Instant(instant.0.saturating_sub(halted)), wall }
    }

    fn deadline(&self, at: Instant) -> Option<std::time::Instant> {
        self.clock.deadline(at + self.halted)
    }

    /// The thread is awake again, after a wait that should have ended at the deadline.
    fn woken(&mut self, deadline: Option<std::time::Instant>) {
        let late = deadline.map(|deadline| deadline.elapsed()).filter(|late| *late > LATE);
        self.halted += late.unwrap_or_default();
    }
}

/// The way to one start of a broker.
struct Link {
    start: u32,
    node: Arc<Mailbox<ToNode>>,
    /// Posted together at the end of a round.
    mail: Vec<ToNode>,
}

impl ControllerThread {
    /// A thread that has read nothing yet. `restarts`: whether brokers may join after the begin.
    pub(super) fn new(
        controller: Controller,
        clock: Clock,
        store: &Arc<Mailbox<ToStore>>,
        restarts: bool,
        alive: watch::Sender<BTreeSet<BrokerId>>,
    ) -> ControllerThread {
        ControllerThread {
            controller,
            journal: Journal::new(),
            clock: PatientClock { clock, halted: Duration::ZERO },
            store: Arc::clone(store),
            for_store: Vec::new(),
            ready: false,
            history: restarts.then(Vec::new),
            brokers: BTreeMap::new(),
            asked: BTreeMap::new(),
            asks: 0,
            follows: VecDeque::new(),
            alive,
            end: None,
        }
    }

    /// Works until the metadata log is closed or cannot be used.
    pub(super) fn run(mut self, mailbox: &Mailbox<ToController>) -> End {
        let mut mail = Vec::new();
        loop {
            self.store.complete_all(&mut self.for_store);
            for link in self.brokers.values_mut() {
                link.node.complete_all(&mut link.mail);
                // A broker that is down takes nothing.
                link.mail.clear();
            }
            if let Some(end) = self.end.take() {
                return end;
            }
            let tick = std::time::Instant::now() + TICK;
            let deadline = self.controller.timeout().and_then(|at| self.clock.deadline(at));
            // Nobody to wait for: no ticks.
            let deadline = deadline.map(|deadline| deadline.min(tick));
            let woken = mailbox.take(&mut mail, deadline);
            self.clock.woken(deadline);
            match woken {
                Woken::Closed => return End::Killed,
                Woken::Deadline => self.handle(self.clock.now(), ControllerInput::Elapsed),
                Woken::Mail => {
                    let now = self.clock.now();
                    for mail in mail.drain(..) {
                        self.take(now, mail);
                    }
                    if self.controller.timeout().is_some_and(|at| at <= now.instant) {
                        self.handle(now, ControllerInput::Elapsed);
                    }
                }
            }
        }
    }

    fn take(&mut self, now: Now, mail: ToController) {
        match mail {
            ToController::Begin => {
                self.journal.handle_start();
                self.settle(now);
            }
            ToController::Join { broker, start, handle } => self.join(broker, start, &handle),
            ToController::Gone { broker, start } => {
                if self.brokers.get(&broker).is_some_and(|link| link.start == start) {
                    self.brokers.remove(&broker);
                    self.asked.retain(|_, (who, ..)| *who != broker);
                    // One that had not registered yet leaves the registration of the start before it, which is gone as well.
                    if let Some(known) = self.controller.image().brokers.get(&broker) {
                        let epoch = known.epoch;
                        self.handle(now, ControllerInput::Gone { broker, epoch });
                    }
                }
            }
            ToController::Asked { from, start, id, ask } => {
                if self.brokers.get(&from).is_some_and(|link| link.start == start) {
                    self.asks += 1;
                    let ours = AskId(self.asks);
                    self.asked.insert(ours, (from, start, id));
                    self.handle(now, ControllerInput::Asked { from, id: ours, ask });
                }
            }
            ToController::Storage(completion) => {
                self.journal.handle_storage(completion);
                self.settle(now);
            }
            ToController::Look(answer) => {
                let _ = answer.send(self.look());
            }
            ToController::Stop if self.ready => {
                self.journal.handle_stop();
                self.settle(now);
            }
            // Nothing has been written.
            ToController::Stop => self.end = Some(End::Stopped),
        }
    }

    fn join(&mut self, broker: BrokerId, start: u32, handle: &Handle) {
        let history = self.history.iter().flatten().cloned().map(ToNode::Committed);
        let mail = history.chain(self.ready.then_some(ToNode::Start)).collect();
        self.brokers.insert(broker, Link { start, node: handle.mailbox(), mail });
    }

    fn handle(&mut self, now: Now, input: ControllerInput) {
        self.controller.handle(now.instant, input);
        self.settle(now);
    }

    /// Does all that is to be done, and all that follows from it.
    fn settle(&mut self, now: Now) {
        loop {
            while let Some(effect) = self.controller.poll() {
                self.perform(now, effect);
            }
            while let Some(effect) = self.journal.poll() {
                self.perform_for_journal(effect);
            }
            match self.follows.pop_front() {
                Some(input) => {
                    let committed = matches!(input, ControllerInput::Committed(_));
                    self.controller.handle(now.instant, input);
                    if committed {
                        self.show();
                    }
                }
                None => return,
            }
        }
    }

    fn perform(&mut self, now: Now, effect: ControllerEffect) {
        match effect {
            ControllerEffect::Propose(proposal) => self.journal.handle_propose(now, proposal),
            ControllerEffect::Answer { to, id, answer } => {
                let Some((_, start, theirs)) = self.asked.remove(&id) else { return };
                if let Some(link) = self.brokers.get_mut(&to).filter(|link| link.start == start) {
                    link.mail.push(ToNode::Answered { id: theirs, answer });
                }
            }
            ControllerEffect::Note(note) => notes::log(&note),
        }
    }

    fn perform_for_journal(&mut self, effect: JournalEffect) {
        match effect {
            JournalEffect::Storage(order) => self.for_store.push(ToStore::Order(order)),
            JournalEffect::Committed(committed) => {
                for link in self.brokers.values_mut() {
                    link.mail.push(ToNode::Committed(committed.clone()));
                }
                if let Some(history) = &mut self.history {
                    history.push(committed.clone());
                }
                self.follows.push_back(ControllerInput::Committed(committed));
            }
            JournalEffect::Refused(proposal) => {
                tracing::error!("no space is left on the disk: a change of the cluster's metadata was refused");
                self.follows.push_back(ControllerInput::Refused { number: proposal.number });
            }
            JournalEffect::Ready => {
                self.ready = true;
                // Its epoch is the next after all that ever proposed, once what they proposed is applied.
                let last = self.follows.iter().filter_map(|input| match input {
                    ControllerInput::Committed(committed) => Some(committed.proposal.controller),
                    _ => None,
                });
                let newest = last.chain([self.controller.image().controller]).max().unwrap_or_default();
                self.follows.push_back(ControllerInput::Elected(ControllerEpoch(newest.0 + 1)));
                self.brokers.values_mut().for_each(|link| link.mail.push(ToNode::Start));
            }
            JournalEffect::Stopped => self.end = Some(End::Stopped),
            JournalEffect::Failed { reason, fault } => {
                self.end = Some(End::Failed(format!("{reason}{}", what_to_do(fault))));
            }
        }
    }

    /// Tells who waits for it which brokers are in the cluster.
    fn show(&self) {
        let alive = || self.controller.image().alive().map(|broker| broker.info.id);
        self.alive.send_if_modified(|shown| {
            let same = shown.iter().copied().eq(alive());
            if !same {
                *shown = alive().collect();
            }
            !same
        });
    }

    fn look(&self) -> ClusterLook {
        let image = self.controller.image();
        let partitions = || image.topics.values().flat_map(|topic| &topic.partitions);
        ClusterLook {
            alive: image.alive().map(|broker| broker.info.id).collect(),
            partitions: partitions().count(),
            offline_partitions: partitions().filter(|partition| partition.leader.is_none()).count(),
        }
    }
}

/// What a person can do when the metadata log cannot be used.
fn what_to_do(fault: Option<StorageFault>) -> &'static str {
    match fault {
        Some(StorageFault::Full) => " (no space is left): free some, then start again. What was committed is kept",
        Some(StorageFault::Io) => {
            " (the disk failed; an earlier line says how): see to the disk and to the permissions of its files, then start again. What was committed is kept"
        }
        Some(StorageFault::Missing) => " (a file of it is missing): restore the directory `metadata` from a copy",
        Some(StorageFault::Corrupt) => " (what was read is not what was written)",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_still_while_the_process_does() {
        let mut clock = PatientClock { clock: Clock::default(), halted: Duration::ZERO };
        let passed = clock.clock.deadline(Instant(0));
        clock.woken(passed);
        assert_eq!(clock.halted, Duration::ZERO, "no thread wakes at once");
        std::thread::sleep(LATE + Duration::from_millis(10));
        let before = clock.now().instant;
        clock.woken(passed);
        let after = clock.now().instant;
        assert!(after < before && clock.halted > LATE, "what was slept is not counted");
        assert!(clock.deadline(after) > clock.clock.deadline(before));
        clock.woken(None);
        assert!(clock.now().instant >= after, "it goes on");
    }
}
