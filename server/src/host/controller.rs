//! The controller's thread: the controller, and the journal that orders what it proposes. It outlives every broker.
//!
//! Brokers join it at each start, and are given all metadata that was committed, from the first on. What it says to one broker
//! goes in order: an answer comes after the metadata that made it true.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use glasslog_core::{
    config::Config,
    controller::{Ask, Controller, ControllerEffect, ControllerInput},
    id::{AskId, BrokerId, ControllerEpoch},
    journal::{Journal, JournalEffect},
    metadata::Committed,
    storage::Completion,
    store::StoreConfig,
    time::Now,
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{Clock, End, Handle, ToNode, ToStore, notes, store::StoreThread, threads::Threads};
use crate::files::FileLayer;
use crate::mailbox::{Mailbox, Woken};

/// What is posted to the controller's thread.
#[derive(Debug)]
pub enum ToController {
    /// All brokers of the process's own start have joined: read the metadata.
    Begin,
    /// A broker starts.
    Join {
        /// Who.
        broker: BrokerId,
        /// Which start of it.
        start: u32,
        /// How to reach it.
        handle: Handle,
    },
    /// A broker's threads have ended.
    Gone {
        /// Who.
        broker: BrokerId,
        /// Which start of it.
        start: u32,
    },
    /// A broker asks.
    Asked {
        /// Who.
        from: BrokerId,
        /// Which start of it.
        start: u32,
        /// Comes back with the answer.
        id: AskId,
        /// What.
        ask: Ask,
    },
    /// The store of the metadata has done something.
    Storage(Completion),
    /// Somebody looks.
    Look(oneshot::Sender<ClusterLook>),
    /// Close the metadata log.
    Stop,
}

impl From<Completion> for ToController {
    fn from(completion: Completion) -> ToController {
        ToController::Storage(completion)
    }
}

/// The cluster, as the controller knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterLook {
    /// Brokers that may lead and follow.
    pub alive: BTreeSet<BrokerId>,
    /// All partitions.
    pub partitions: usize,
    /// Partitions that nobody leads.
    pub offline_partitions: usize,
}

/// The running controller: its threads, and how to reach them.
#[derive(Debug)]
pub struct ControllerHost {
    /// Where it is asked.
    pub mailbox: Arc<Mailbox<ToController>>,
    /// Brokers that may lead and follow.
    pub alive: watch::Receiver<BTreeSet<BrokerId>>,
    ended: mpsc::UnboundedReceiver<End>,
    threads: Threads,
}

impl ControllerHost {
    /// Starts its threads. `files` is the directory of the metadata. `restarts`: whether brokers may join after the begin.
    #[must_use]
    pub fn start(
        config: Config,
        store: StoreConfig,
        files: Arc<dyn FileLayer>,
        seed: u64,
        clock: Clock,
        restarts: bool,
    ) -> ControllerHost {
        let mailbox = Arc::new(Mailbox::default());
        let to_store = Arc::new(Mailbox::default());
        let (end, ended) = mpsc::unbounded_channel();
        let (alive, is_alive) = watch::channel(BTreeSet::new());
        let mut threads = Threads::new("controller".to_owned(), end);
        threads.own(&mailbox);
        threads.own(&to_store);
        // One log needs one thread that waits for the disk.
        let thread = StoreThread::new(store, files, 1, clock, &to_store, Arc::clone(&mailbox));
        threads.spawn("store", {
            let to_store = Arc::clone(&to_store);
            move || {
                thread.run(&to_store);
                None
            }
        });
        let thread = ControllerThread {
            controller: Controller::new(config, seed),
            journal: Journal::new(),
            clock,
            store: Arc::clone(&to_store),
            for_store: Vec::new(),
            ready: false,
            history: restarts.then(Vec::new),
            brokers: BTreeMap::new(),
            asked: BTreeMap::new(),
            asks: 0,
            follows: VecDeque::new(),
            alive,
            end: None,
        };
        threads.spawn("decider", {
            let mailbox = Arc::clone(&mailbox);
            move || {
                let end = thread.run(&mailbox);
                mailbox.abandon();
                to_store.close();
                Some(end)
            }
        });
        ControllerHost { mailbox, alive: is_alive, ended, threads }
    }

    /// Waits for the end.
    pub async fn ended(&mut self) -> End {
        self.ended.recv().await.unwrap_or_else(|| End::Failed("the controller's threads are gone".to_owned()))
    }

    /// Waits until all threads are gone.
    pub async fn gone(mut self) {
        self.threads.join().await;
    }
}

/// What the thread owns.
struct ControllerThread {
    controller: Controller,
    journal: Journal,
    clock: Clock,
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

/// The way to one start of a broker.
struct Link {
    start: u32,
    node: Arc<Mailbox<ToNode>>,
    /// Posted together at the end of a round.
    mail: Vec<ToNode>,
}

impl ControllerThread {
    fn run(mut self, mailbox: &Mailbox<ToController>) -> End {
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
            let deadline = self.controller.timeout().and_then(|at| self.clock.deadline(at));
            match mailbox.take(&mut mail, deadline) {
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
                let fault = fault.map_or_else(String::new, |fault| format!(" ({fault:?})"));
                self.end = Some(End::Failed(format!("{reason}{fault}")));
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
