//! The invariants, watched from outside: every check bears the id of the promise that it guards.
//!
//! The checks keep a model of their own (what was appended, acknowledged, committed) and compare whatever brokers say,
//! do, and leave on their disks with it, after every step. They share no state with the core. A failure is remembered,
//! never repaired.

mod group;
mod history;
mod log;
mod model;
mod resource;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, ClientId, LogId, RequestId, Ticket, TopicId},
    name::Text,
    request::Request,
    response::{Response, Span},
    storage::{Completion, LogName, Outcome, StorageEffect, StorageOrder},
    time::Instant,
    view::{Delta, PartitionView},
};

use crate::{disk::Disk, history::Seen, machine::Written, scenario::Scenario, view::Violation};

use group::GroupChecks;
use history::HistoryChecks;
use log::LogChecks;
use resource::ResourceChecks;

/// Violations kept; after so many a run has made its point.
const VIOLATIONS: usize = 32;

/// Every invariant that is watched, with what it says. `S` after each step, `Q` when quiet, `H` over the history.
pub const INVARIANTS: &[(&str, &str)] = &[
    ("L1", "S: log start ≤ high watermark ≤ log end, durable ≤ log end; what is called durable is synced on the disk"),
    ("L2", "S: offsets are contiguous: a batch begins where the one before it ended"),
    ("L3", "S: the epochs of batches never fall; the epoch cache equals a scan of the log"),
    ("L4", "S: the checksummed part of a stored batch is what a producer sent; what is read is what was stored"),
    ("L6", "S: the log start only grows, and never passes the high watermark"),
    ("L9", "S: after a crash the log is a prefix of what was written and holds all that was durable; recovery repeats"),
    ("R7", "S: the high watermark never goes back"),
    ("R16", "S: consumers never see a record at or past the high watermark"),
    ("P1", "S: sequences of a producer are contiguous in each partition"),
    ("P2", "S: an idempotent producer's record stands at one offset only"),
    ("P3", "S: nothing of an older producer epoch follows a newer one"),
    ("P4", "H: a record that is acknowledged stands at the offset that was told"),
    ("P5", "H: the records that one client sends one after the other keep their order"),
    ("P6", "S: the producers' state that a restart rebuilds equals a scan of the log"),
    ("R15", "H: an offset that was read once always holds the same record"),
    ("G1", "S: no two members of a stable group own a partition"),
    ("G3", "S: a group's generations never fall"),
    ("G4", "S: only members of the current generation commit"),
    ("G5", "H: whoever asks for a commit gets the last acknowledged one or a newer: never a spurious none"),
    ("X1", "S: queues stay within their limits"),
    ("X2", "S: one reply for each request, in the order of the connection; none for acks=0"),
    ("X3", "S: a deadline is never left in the past"),
    ("X4", "S: each order to the store ends once"),
    ("V2", "Q: once the faults are healed, every send meets its fate"),
    ("V5", "Q: once the faults are healed, groups settle and read to the end"),
];

/// Where failures go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    step: u64,
    now: Instant,
    found: Vec<Violation>,
}

impl Verdicts {
    /// A promise was broken.
    pub(crate) fn broken(&mut self, invariant: &str, what: impl FnOnce() -> String) {
        debug_assert!(INVARIANTS.iter().any(|(id, _)| *id == invariant), "{invariant} has no line in the table");
        if self.found.len() < VIOLATIONS {
            self.found.push(Violation { invariant: invariant.into(), step: self.step, at: self.now, what: what() });
        }
    }

    /// `holds`, or a promise was broken.
    pub(crate) fn expect(&mut self, holds: bool, invariant: &str, what: impl FnOnce() -> String) {
        if !holds {
            self.broken(invariant, what);
        }
    }
}

/// All checks of a world.
#[derive(Clone, Debug)]
pub(crate) struct Checks {
    on: bool,
    verdicts: Verdicts,
    topics: BTreeMap<TopicId, Text>,
    names: BTreeMap<(BrokerId, LogId), LogName>,
    orders: BTreeMap<(BrokerId, Ticket), Ordered>,
    /// Connections on which other brokers ask.
    followers: BTreeSet<(BrokerId, ClientId)>,
    /// Answers to consumers' fetches that left in this step.
    fetched: Vec<Response<Bytes>>,
    logs: LogChecks,
    groups: GroupChecks,
    resources: ResourceChecks,
    history: HistoryChecks,
}

/// An order that has not ended, as far as its end must be understood.
#[derive(Clone, Debug)]
enum Ordered {
    Open(LogName),
    Append(LogName),
    Delete(LogName),
    Read(LogName),
    Other,
}

impl Checks {
    pub(crate) fn new(scenario: &Scenario) -> Checks {
        Checks {
            on: scenario.checked,
            verdicts: Verdicts::default(),
            topics: BTreeMap::new(),
            names: BTreeMap::new(),
            orders: BTreeMap::new(),
            followers: BTreeSet::new(),
            fetched: Vec::new(),
            logs: LogChecks::new(scenario.flush),
            groups: GroupChecks::default(),
            resources: ResourceChecks::default(),
            history: HistoryChecks::default(),
        }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn violations(&self) -> &[Violation] {
        &self.verdicts.found
    }

    /// A step begins.
    pub(crate) fn step(&mut self, step: u64, now: Instant) {
        self.verdicts.step = step;
        self.verdicts.now = now;
    }

    /// Nothing that a disk does is promised any more: a bit has rotted, or it lies.
    pub(crate) fn disk_broke_its_word(&mut self, broker: BrokerId) {
        self.logs.distrust(broker);
    }

    /// A user has a topic deleted: commits to it may go.
    pub(crate) fn forget_topic(&mut self, topic: &Text) {
        self.history.forget_topic(topic);
    }

    pub(crate) fn started(&mut self, broker: BrokerId) {
        self.resources.started(broker);
        self.groups.started(broker);
    }

    /// The process is no more; `power`: and the page cache with it.
    pub(crate) fn died(&mut self, broker: BrokerId, power: bool) {
        self.names.retain(|(other, _), _| *other != broker);
        self.orders.retain(|(other, _), _| *other != broker);
        self.followers.retain(|(other, _)| *other != broker);
        self.resources.died(broker);
        self.logs.died(broker, power);
        if power && !self.logs.keeps_what_is_acked() {
            self.history.acknowledged_was_lost();
        }
    }

    pub(crate) fn written(&mut self, broker: BrokerId, written: &Written) {
        if self.on {
            self.logs.written(broker, written);
        }
    }

    pub(crate) fn asked(
        &mut self,
        broker: BrokerId,
        client: ClientId,
        id: RequestId,
        peer: Option<BrokerId>,
        silent: bool,
        request: &Request<Bytes>,
    ) {
        if self.on {
            if peer.is_some() {
                self.followers.insert((broker, client));
            }
            self.resources.asked(broker, client, id, silent);
            self.groups.asked(broker, client, id, request);
            self.logs.asked(request);
        }
    }

    /// A broker's disk was replaced by an empty one.
    pub(crate) fn wiped(&mut self, broker: BrokerId) {
        self.logs.wiped(broker);
    }

    pub(crate) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.followers.remove(&(broker, client));
        self.resources.disconnected(broker, client);
        self.groups.disconnected(broker, client);
    }

    /// The node gave the store an order.
    pub(crate) fn ordered(&mut self, broker: BrokerId, effect: &StorageEffect) {
        if !self.on {
            return;
        }
        let StorageEffect { log, ticket, order } = effect;
        if let StorageOrder::Open { name, .. } = order {
            self.names.insert((broker, *log), *name);
        }
        let Some(name) = self.names.get(&(broker, *log)).copied() else {
            self.verdicts.broken("X4", || format!("an order for {log}, which was never opened: {order:?}"));
            return;
        };
        let internal = self.topics.get(&name.topic).is_none_or(|topic| glasslog_core::name::is_internal_topic(topic));
        let ordered = match order {
            StorageOrder::Open { .. } => Ordered::Open(name),
            StorageOrder::Append { batch } => {
                self.logs.appended(&mut self.verdicts, (broker, name), *ticket, batch, internal);
                Ordered::Append(name)
            }
            StorageOrder::Trim { start } => {
                self.logs.trimmed(&mut self.verdicts, (broker, name), *start);
                Ordered::Other
            }
            StorageOrder::Truncate { to } => {
                self.logs.truncated((broker, name), *to);
                Ordered::Other
            }
            StorageOrder::Delete => Ordered::Delete(name),
            StorageOrder::Read { .. } => Ordered::Read(name),
            _ => Ordered::Other,
        };
        let known = self.orders.insert((broker, *ticket), ordered);
        self.verdicts.expect(known.is_none(), "X4", || format!("ticket {ticket} was given out twice"));
    }

    /// The store ended an order; the node has not been told yet.
    pub(crate) fn completed(&mut self, broker: BrokerId, completion: &Completion, disk: &Disk) {
        if !self.on {
            return;
        }
        let ticket = completion.ticket;
        let Some(ordered) = self.orders.remove(&(broker, ticket)) else {
            self.verdicts.broken("X4", || format!("ticket {ticket} ended, which was not under way"));
            return;
        };
        let verdicts = &mut self.verdicts;
        match (ordered, &completion.result) {
            (Ordered::Append(name), result) => {
                self.logs.append_ended(verdicts, (broker, name), ticket, result.as_ref().err(), disk);
            }
            (Ordered::Open(name), Ok(Outcome::Opened(recovered))) => {
                self.logs.recovered(verdicts, (broker, name), recovered);
            }
            (Ordered::Read(name), Ok(Outcome::Read(bytes))) => {
                self.logs.read(verdicts, (broker, name), bytes);
            }
            (Ordered::Delete(name), Ok(_)) => self.logs.deleted((broker, name)),
            _ => {}
        }
    }

    /// The node is done with a request that has no answer.
    pub(crate) fn settled(&mut self, broker: BrokerId, client: ClientId, id: RequestId) {
        if self.on {
            self.resources.settled(&mut self.verdicts, broker, client, id);
        }
    }

    /// The node has answered.
    pub(crate) fn replied(&mut self, broker: BrokerId, client: ClientId, id: RequestId, _: &Response<Span>) {
        if self.on {
            self.resources.replied(&mut self.verdicts, broker, client, id);
        }
    }

    /// An answer has left for the network.
    pub(crate) fn left(&mut self, broker: BrokerId, client: ClientId, id: RequestId, response: &Response<Bytes>) {
        if self.on {
            self.resources.left(&mut self.verdicts, broker, client, id);
            self.groups.left(&mut self.verdicts, broker, client, id, response);
            // Compared once the node has been looked at: the high watermark may have moved in this very step.
            if matches!(response, Response::Fetch(_)) && !self.followers.contains(&(broker, client)) {
                self.fetched.push(response.clone());
            }
        }
    }

    /// The node has nothing more to do now. `called`: something was handed in to it at this moment.
    pub(crate) fn node_handled(&mut self, broker: BrokerId, called: bool, waiting: usize, timeout: Option<Instant>) {
        if self.on {
            self.resources.handled(&mut self.verdicts, broker, called, waiting, timeout);
        }
    }

    /// What changed on a node in this step.
    pub(crate) fn looked(&mut self, broker: BrokerId, delta: &Delta) {
        for partition in &delta.partitions {
            self.topics.insert(partition.topic_id, partition.topic.clone());
            self.logs.looked(&mut self.verdicts, broker, partition);
        }
        self.groups.looked(&mut self.verdicts, broker, delta);
        for response in std::mem::take(&mut self.fetched) {
            self.logs.left(&mut self.verdicts, broker, &self.topics, &response);
        }
    }

    /// What clients saw in this step.
    pub(crate) fn seen(&mut self, seen: Vec<Seen>) {
        if self.on {
            for seen in seen {
                self.history.seen(&mut self.verdicts, &self.logs, &self.topics, seen);
            }
        }
    }

    /// L4: a log as its files hold it is what was written.
    pub(crate) fn audit(&mut self, broker: BrokerId, view: &PartitionView, batches: &[Bytes]) {
        self.logs.audit(&mut self.verdicts, broker, view, batches);
    }

    /// P2, P4: what clients sent is in the logs as often as they were told.
    pub(crate) fn audit_history(&mut self) {
        self.history.audit(&mut self.verdicts, &self.logs, &self.topics);
    }

    /// The run is over and the world was healed: what should have come to rest has not.
    pub(crate) fn restless(&mut self, invariant: &str, what: String) {
        self.verdicts.broken(invariant, || what);
    }
}
