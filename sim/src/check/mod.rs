//! The invariants, watched from outside: every check bears the id of the promise that it guards.
//!
//! The checks keep a model of their own (what was appended, acknowledged, committed) and compare whatever brokers say,
//! do, and leave on their disks with it, after every step. They share no state with the core. A failure is remembered,
//! never repaired.

mod answers;
mod compaction;
mod ghost;
mod group;
mod history;
mod log;
mod marks;
mod metadata;
mod model;
mod replication;
mod resource;
mod rest;
mod session;

use glasslog_core::sorted::{SortedMap, SortedSet};

use bytes::Bytes;
use glasslog_core::{
    controller::{Answer, Ask, image::Image},
    effect::Note,
    group::Coordinator,
    id::{BrokerId, ClientId, LeaderEpoch, LogId, Offset, RequestId, Ticket, TopicId},
    metadata::{Committed, MetadataRecord},
    name::{OFFSETS_TOPIC, Text},
    record::Head,
    request::Request,
    response::{Response, Span},
    storage::{Completion, LogName, Outcome, StorageEffect, StorageOrder},
    time::Instant,
    view::{Delta, PartitionView},
};

use crate::{
    disk::Disk,
    history::Seen,
    machine::{Rot, Written},
    mark::Reached,
    scenario::Scenario,
    view::Violation,
};

use answers::AnswerChecks;
use group::GroupChecks;
use history::HistoryChecks;
use log::{LogChecks, Trust};
use marks::MarkWatch;
use metadata::MetadataChecks;
use replication::ReplicationChecks;
use resource::ResourceChecks;
use session::SessionChecks;

/// Violations kept; after so many a run has made its point.
const VIOLATIONS: usize = 32;
/// All copies are looked at once in so many steps.
const STEPS_PER_SWEEP: u64 = 1024;

/// Every invariant that is watched, with what it says. `S` after each step, `Q` when quiet, `H` over the history.
pub const INVARIANTS: &[(&str, &str)] = &[
    ("L1", "S: log start ≤ high watermark ≤ log end, durable ≤ log end; what is called durable is synced on the disk"),
    ("L2", "S: offsets are contiguous: a batch begins where the one before it ended"),
    ("L3", "S: the epochs of batches never fall; the epoch cache equals a scan of the log"),
    ("L4", "S: the checksummed part of a stored batch is what a producer sent; what is read is what was stored"),
    ("L6", "S: the log start only grows, and never passes the high watermark"),
    ("L7", "Q: every entry of a segment's index, stored or not, points to the batch that a scan finds there"),
    (
        "L8",
        "S: compaction keeps the last record of each key, offsets, epochs, producers' sequences, and changes no record",
    ),
    ("L9", "S: after a crash the log is a prefix of what was written and holds all that was durable; recovery repeats"),
    ("L5", "S: replication never cuts what is committed"),
    ("R1", "S: each epoch of a partition has one leader"),
    ("R2", "S: who is elected and leads has all that is committed"),
    ("R3", "S: so has every member of the ISR and every eligible replica"),
    ("R5", "S: ISR and ELR are replicas, and disjoint; the leader is in sync; nobody fenced is"),
    ("R6", "S: the high watermark moves only with enough replicas in sync, and only past what all of them have"),
    (
        "R7",
        "S: a copy's high watermark never goes back, nor does what leaders of one epoch or later ones tell clients of it",
    ),
    (
        "R8",
        "S: what is acknowledged is where it is said to be: committed with acks=all, on the leader's disk with acks=1",
    ),
    ("R4", "S: copies are the same up to the smallest high watermark among them"),
    ("R10", "S: a follower writes only what the leader of its epoch, or another copy, has on its disk"),
    ("R9", "S: what the leader of an older epoch commits, the leader of a newer one has"),
    (
        "R11",
        "S: two logs with the same batch of the same epoch are the same up to it: after a cut, a follower's is a prefix of its leader's",
    ),
    ("R12", "S: nobody who lacks what is committed comes to be in sync"),
    ("R13", "S: epochs only rise"),
    ("R14", "S: nothing committed is lost while fewer disks than min.insync.replicas have lost data"),
    ("R16", "S: consumers, and followers, never see a high watermark past the true one, nor records past it"),
    ("R17", "Q: copies in sync are equal to the byte where they overlap"),
    ("M1", "S: each broker's image at an offset is the ensemble's"),
    ("M2", "Q: all metadata, replayed, is the image"),
    ("M3", "S: no incarnation of a broker registers twice"),
    ("M4", "S: topic ids and producer ids are given out once"),
    ("M5", "S: what was overtaken changes nothing; copies lead and follow whom the metadata has made leader"),
    ("P1", "S: sequences of a producer are contiguous in each partition"),
    ("P2", "S: an idempotent producer's record stands at one offset only"),
    ("P3", "S: nothing of an older producer epoch follows a newer one"),
    ("P4", "H: a record that is acknowledged stands at the offset that was told"),
    ("P5", "H: the records that one client sends one after the other keep their order"),
    ("P6", "S: the producers' state that a restart rebuilds equals a scan of the log; Q: and what the broker has"),
    ("R15", "H: an offset that was read once always holds the same record"),
    ("G1", "S: no two members of a stable group own a partition"),
    (
        "G2",
        "S: a leader's assignment is disjoint, gives away nothing that a member of a cooperative group still reads, and a stable \
         group has it to the letter; Q: it leaves no partition out",
    ),
    ("G3", "S: a group's generations never fall, nor below one that was stable under an earlier coordinator"),
    ("G4", "S: only members of the current generation commit"),
    ("G5", "H: whoever asks for a commit gets the last acknowledged one or a newer: never a spurious none"),
    ("G6", "S: a commit never lies past what is committed of its partition"),
    ("G7", "S: no member is given up before it was silent for its session timeout"),
    ("G8", "Q: the groups that the offsets topic tells of are those that their coordinator has"),
    ("X1", "S: queues stay within their limits"),
    ("X2", "S: one reply for each request, in the order of the connection; none for acks=0"),
    ("X3", "S: a deadline is never left in the past"),
    ("X4", "S: each order to the store ends once"),
    ("V1", "Q: once the faults are healed, every partition has a leader"),
    ("V3", "Q: once the faults are healed, all replicas are in sync and end where their leader ends"),
    ("V4", "Q: once the faults are healed, every broker is let back in"),
    ("V6", "Q: once all is at rest, nobody is elected"),
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

/// What checks know of logs, for those that ask by the topics' names.
struct Known<'a> {
    logs: &'a LogChecks,
    replication: &'a ReplicationChecks,
    topics: &'a SortedMap<TopicId, Text>,
    image: &'a Image,
    outdated: &'a SortedSet<(ClientId, RequestId)>,
}

/// All checks of a world.
#[derive(Clone, Debug)]
pub(crate) struct Checks {
    on: bool,
    /// Topics let anybody lead when nobody else can.
    unclean: bool,
    verdicts: Verdicts,
    topics: SortedMap<TopicId, Text>,
    names: SortedMap<(BrokerId, LogId), LogName>,
    orders: SortedMap<(BrokerId, Ticket), Ordered>,
    /// Connections on which other brokers ask.
    followers: SortedSet<(BrokerId, ClientId)>,
    /// Which logs the answers to fetches are read from.
    spans: SortedMap<(BrokerId, ClientId, RequestId), Vec<Option<LogName>>>,
    /// Answers to fetches that left in this step, with their logs; whether a follower's.
    fetched: Vec<(Response<Bytes>, Vec<Option<LogName>>, bool)>,
    /// Answers about commits by brokers that others had replaced as coordinators, and who did not know it yet.
    outdated: SortedSet<(ClientId, RequestId)>,
    logs: LogChecks,
    replication: ReplicationChecks,
    metadata: MetadataChecks,
    answers: AnswerChecks,
    /// The committed metadata.
    image: Image,
    swept: u64,
    groups: GroupChecks,
    sessions: SessionChecks,
    resources: ResourceChecks,
    history: HistoryChecks,
    marks: MarkWatch,
}

/// An order that has not ended, as far as its end must be understood.
#[derive(Clone, Debug)]
enum Ordered {
    Open(LogName),
    Cut(LogName),
    Append(LogName),
    Delete(LogName),
    Read(LogName),
    Other,
}

impl Checks {
    pub(crate) fn new(scenario: &Scenario) -> Checks {
        Checks {
            on: scenario.checked,
            unclean: scenario.topic_defaults.iter().any(|(key, _)| **key == *"unclean.leader.election.enable"),
            verdicts: Verdicts::default(),
            topics: SortedMap::new(),
            names: SortedMap::new(),
            orders: SortedMap::new(),
            followers: SortedSet::new(),
            spans: SortedMap::new(),
            fetched: Vec::new(),
            outdated: SortedSet::new(),
            logs: LogChecks::new(scenario.flush),
            replication: ReplicationChecks::default(),
            metadata: MetadataChecks::default(),
            answers: AnswerChecks::default(),
            image: Image::default(),
            swept: 0,
            groups: GroupChecks::default(),
            sessions: SessionChecks::default(),
            resources: ResourceChecks::default(),
            history: HistoryChecks::default(),
            marks: MarkWatch::default(),
        }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    pub(crate) fn violations(&self) -> &[Violation] {
        &self.verdicts.found
    }

    /// The marks that were come to, and how often.
    pub(crate) fn marks(&self) -> &Reached {
        &self.marks.reached
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

    /// A bit of a file has changed by itself.
    pub(crate) fn rotted(&mut self, broker: BrokerId, rot: &Rot) {
        self.logs.rotted(broker, rot);
    }

    /// A user has a topic deleted: commits to it may go.
    pub(crate) fn forget_topic(&mut self, topic: &Text) {
        self.history.forget_topic(topic);
        self.groups.forget_topic(topic);
    }

    pub(crate) fn started(&mut self, broker: BrokerId) {
        self.resources.started(broker);
        self.groups.started(broker);
        self.sessions.started(broker);
    }

    /// The process is no more; `power`: and what the page cache held is gone, some of it at least.
    pub(crate) fn died(&mut self, broker: BrokerId, power: bool) {
        self.names.retain(|(other, _), _| *other != broker);
        self.orders.retain(|(other, _), _| *other != broker);
        self.spans.retain(|(other, _, _), _| *other != broker);
        self.followers.retain(|(other, _)| *other != broker);
        self.resources.died(broker);
        self.logs.died(broker, power);
        self.replication.died(broker);
        self.metadata.died(broker);
        self.answers.died(broker);
        self.marks.died(broker);
        if power && self.logs.trusts_the_cache() {
            self.replication.lost(&mut self.verdicts, &self.image, broker);
            self.tell_losses();
        }
    }

    /// A broker's disk was replaced by an empty one.
    pub(crate) fn wiped(&mut self, broker: BrokerId) {
        self.logs.wiped(broker);
        self.replication.lost(&mut self.verdicts, &self.image, broker);
        self.tell_losses();
    }

    /// Whether a broker's disk may be wiped without the loss of anything that must not be lost.
    pub(crate) fn may_wipe(&self, broker: BrokerId) -> bool {
        self.replication.may_lose(&self.image, broker)
    }

    /// Whether more disks have lost data than the replicas could make up for.
    pub(crate) fn has_lost_for_good(&self) -> bool {
        self.replication.spoiled().next().is_some()
    }

    /// Commits are as good as the topic that keeps them.
    fn tell_losses(&mut self) {
        let internal =
            |topic: &TopicId| self.topics.get(topic).is_some_and(|t| glasslog_core::name::is_internal_topic(t));
        if self.replication.spoiled().any(|name| internal(&name.topic)) {
            self.history.commits_were_lost();
            self.groups.commits_were_lost();
        }
    }

    /// A change of the metadata has its place: `image` is what there is now.
    pub(crate) fn metadata(&mut self, image: &Image, committed: &Committed) {
        if !self.on {
            return;
        }
        let before = std::mem::replace(&mut self.image, image.clone());
        self.metadata.ordered(&mut self.verdicts, &before, image, committed);
        self.marks.metadata(&before, image, committed);
        for record in &committed.proposal.records {
            match record {
                MetadataRecord::TopicConfigured { id, .. } => self.logs.compacted.configured(image, *id),
                MetadataRecord::TopicCreated { id, name, .. } => {
                    self.topics.insert(*id, name.clone());
                    self.logs.compacted.configured(image, *id);
                }
                MetadataRecord::TopicDeleted { id } => self.replication.deleted(*id),
                MetadataRecord::BrokerRegistered { broker, incarnation, .. } => {
                    self.replication.registered(broker.id, *incarnation);
                }
                MetadataRecord::PartitionChanged { topic, partition, .. }
                | MetadataRecord::PartitionCreated { topic, partition, .. } => {
                    let (was, now) = (before.partition(*topic, *partition), image.partition(*topic, *partition));
                    let name = LogName { topic: *topic, partition: *partition };
                    // also where nothing more is asked because a disk has rotted: what may be lost is judged there, too
                    now.iter().for_each(|now| self.replication.elected(name, was, now, self.unclean));
                    if let Some(now) = now.filter(|_| self.logs.trusts_all()) {
                        self.replication.changed(&mut self.verdicts, &self.logs, name, was, now);
                    }
                }
                _ => {}
            }
        }
        self.tell_losses();
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
            self.groups.asked(&mut self.verdicts, broker, client, id, request);
            self.sessions.asked(broker, client, id, request);
            if self.answers.is_repeated(&self.image, &self.logs, broker, request) {
                self.marks.recognised();
            }
            self.marks.asked(self.verdicts.step, (broker, client, id), peer, request);
            self.logs.asked(request);
            self.answers.asked(&self.image, (broker, client, id), request);
        }
    }

    pub(crate) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.followers.remove(&(broker, client));
        self.answers.disconnected(broker, client);
        self.spans.retain(|(b, c, _), _| (*b, *c) != (broker, client));
        self.resources.disconnected(broker, client);
        self.groups.disconnected(broker, client);
        self.sessions.disconnected(broker, client);
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
                let head = batch.head();
                let place = (Offset(head.base_offset), LeaderEpoch(head.leader_epoch), head.crc);
                let known = self.replication.known(name, place);
                let leads = self.metadata.leader_of(name, place.1) == Some(broker);
                // What compaction has put together on a leader's disk, or cut for who is behind, nobody has written before.
                if self.logs.trusts_all() && !leads && !self.logs.compacted.is(name.topic) {
                    self.replication.followed(&mut self.verdicts, (broker, name), place);
                }
                self.marks.appended(&self.image, name, head, leads);
                let ghost = self.replication.ghost(name).filter(|_| self.keeps_book(name));
                let committed = ghost.map(|ghost| ghost.covering(place.0, Offset(head.next_offset())));
                let copy = (broker, name);
                self.logs.appended(&mut self.verdicts, copy, *ticket, batch, internal, (known, committed));
                Ordered::Append(name)
            }
            StorageOrder::Trim { start } => {
                let committed = self.replication.ghost(name).map_or(Offset::ZERO, |ghost| ghost.high_watermark);
                let high_watermark = if self.keeps_book(name) { committed } else { Offset(i64::MAX) };
                self.logs.trimmed(&mut self.verdicts, (broker, name), *start, high_watermark);
                Ordered::Other
            }
            StorageOrder::Truncate { to } => {
                let safe = self.logs.copy(broker, name).map_or(Offset::ZERO, |log| log.safe);
                let lost = self.logs.truncated((broker, name), *to);
                self.answers.truncated(broker, name, safe, &lost);
                self.marks.truncated(broker, name, *to, &lost);
                if self.logs.trusts_all() {
                    self.replication.truncated(&mut self.verdicts, (broker, name), &lost);
                }
                Ordered::Cut(name)
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
        let cut = matches!(ordered, Ordered::Cut(_));
        match (ordered, &completion.result) {
            (Ordered::Append(name), result) => {
                if let Err(fault) = result {
                    let leads =
                        self.image.partition(name.topic, name.partition).is_some_and(|p| p.leader == Some(broker));
                    self.marks.append_failed(*fault, leads);
                }
                let written = self.logs.append_ended(verdicts, (broker, name), ticket, result.as_ref().err(), disk);
                // What compaction left of a log of which nothing is promised cannot be told from another log.
                let spoiled = self.replication.ghost(name).is_some_and(|ghost| ghost.spoiled);
                let counts = self.logs.trusts_all() && !(spoiled && self.logs.compacted.is(name.topic));
                for batch in written.iter().filter(|_| counts) {
                    self.replication.written(verdicts, (broker, name), batch);
                }
            }
            (Ordered::Open(name) | Ordered::Cut(name), Ok(Outcome::Opened(recovered))) => {
                self.marks.opened(recovered);
                // Where a disk has not kept its word, nobody keeps book of who may lead.
                let spoiled =
                    !self.logs.trusts_all() || self.replication.ghost(name).is_some_and(|ghost| ghost.spoiled);
                let kept = self.logs.recovered(verdicts, (broker, name), recovered, (cut, spoiled));
                // As where records are appended: what compaction left of such a log cannot be told from another log.
                if self.logs.trusts_all() && !(spoiled && self.logs.compacted.is(name.topic)) {
                    kept.iter().for_each(|batch| self.replication.written(verdicts, (broker, name), batch));
                }
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

    /// The node says something.
    pub(crate) fn noted(&mut self, broker: BrokerId, note: &Note) {
        if self.on {
            self.sessions.noted(&mut self.verdicts, broker, note);
            self.marks.noted(broker, note);
        }
    }

    /// A broker asks the controller.
    pub(crate) fn asks(&mut self, ask: &Ask) {
        if self.on {
            if let Ask::Register(asked) = ask {
                self.replication.asks(asked.broker.id, asked.incarnation);
            }
            self.marks.asks(&self.image, ask);
        }
    }

    /// The controller has answered.
    pub(crate) fn answered(&mut self, answer: &Answer) {
        if self.on {
            self.marks.answered(answer);
        }
    }

    /// The node has answered.
    pub(crate) fn replied(&mut self, broker: BrokerId, client: ClientId, id: RequestId, response: &Response<Span>) {
        if self.on {
            if let Response::Fetch(fetched) = response {
                let name = |span: Span| self.names.get(&(broker, span.log)).copied();
                let names = fetched.partitions.iter().map(|partition| partition.records.and_then(name));
                self.spans.insert((broker, client, id), names.collect());
            }
            self.resources.replied(&mut self.verdicts, broker, client, id);
            self.marks.replied(self.verdicts.step, (broker, client, id), &self.image, response);
            self.sessions.replied(self.verdicts.now, (broker, client, id), response);
            let epoch_of = |name| self.metadata.shown_epoch(broker, name);
            let follower = self.followers.contains(&(broker, client));
            self.answers.replied(&self.image, (broker, client, id), response, follower, epoch_of);
            if let Response::OffsetFetch(groups) = response {
                let outdated = groups.iter().any(|group| !coordinates(&self.image, broker, &group.group));
                if outdated {
                    self.outdated.insert((client, id));
                }
            }
        }
    }

    /// An answer has left for the network.
    pub(crate) fn left(&mut self, broker: BrokerId, client: ClientId, id: RequestId, response: &Response<Bytes>) {
        if self.on {
            self.resources.left(&mut self.verdicts, broker, client, id);
            self.groups.left(&mut self.verdicts, broker, client, id, response);
            // Compared once the node has been looked at: the high watermark may have moved in this very step.
            self.answers.left((broker, client, id), response);
            if matches!(response, Response::Fetch(_)) {
                let spans = self.spans.remove(&(broker, client, id)).unwrap_or_default();
                self.fetched.push((response.clone(), spans, self.followers.contains(&(broker, client))));
            }
        }
    }

    /// Whether it is known what is committed of a log. Where nothing is promised (any more), nobody keeps book of that.
    fn keeps_book(&self, name: LogName) -> bool {
        self.logs.trusts_all() && !self.replication.ghost(name).is_some_and(|ghost| ghost.spoiled)
    }

    /// The node was called, and has nothing more to do now.
    pub(crate) fn node_handled(&mut self, broker: BrokerId, waiting: usize, timeout: Option<Instant>) {
        if self.on {
            self.resources.handled(&mut self.verdicts, broker, waiting, timeout);
        }
    }

    /// What one input changed on a node; `image`: the metadata as it has it.
    pub(crate) fn looked(&mut self, broker: BrokerId, delta: &Delta, image: &Image) {
        let verdicts = &mut self.verdicts;
        for partition in &delta.partitions {
            self.topics.insert(partition.topic_id, partition.topic.clone());
            self.logs.looked(verdicts, broker, partition);
            self.metadata.partition(verdicts, broker, partition);
            self.groups.partition(broker, partition);
            self.marks.looked(broker, partition);
            if self.logs.trusts_all() {
                self.replication.looked(verdicts, &self.logs, &self.image, broker, partition);
            }
        }
        self.groups.looked(verdicts, (broker, image), delta, self.logs.trusts_all());
        self.sessions.looked(verdicts.now, broker, delta);
        if self.logs.trusts_all() {
            self.groups.check_commits(verdicts, (&self.replication, &self.image), delta);
        }
        for (response, spans, follower) in std::mem::take(&mut self.fetched) {
            self.logs.left(verdicts, broker, &response, &spans, follower);
        }
        self.answers.looked(verdicts, (&self.logs, &self.replication), (broker, image));
        self.metadata.looked(verdicts, broker, image);
        if verdicts.step >= self.swept + STEPS_PER_SWEEP {
            self.swept = verdicts.step;
            self.sweep();
        }
    }

    /// R3, R4: all copies that the cluster counts on, whether anything has happened to them or not.
    pub(crate) fn sweep(&mut self) {
        if self.logs.trusts_all() {
            self.replication.sweep(&mut self.verdicts, &self.logs, &self.image);
        }
    }

    /// What clients saw in this step.
    pub(crate) fn seen(&mut self, seen: Vec<Seen>) {
        if self.on {
            for seen in seen {
                let known = Known {
                    logs: &self.logs,
                    replication: &self.replication,
                    topics: &self.topics,
                    image: &self.image,
                    outdated: &self.outdated,
                };
                self.history.seen(&mut self.verdicts, &known, seen);
            }
        }
    }

    /// L4: a log as its files hold it is what was written.
    pub(crate) fn audit(&mut self, broker: BrokerId, view: &PartitionView, batches: &[Bytes], upto: Offset) {
        let name = LogName { topic: view.topic_id, partition: view.partition };
        let ghost = self.replication.ghost(name);
        let trust = Trust {
            // What superseded a record may be lost with more disks than may be.
            spoiled: ghost.is_some_and(|ghost| ghost.spoiled),
            committed: ghost.map_or(Offset::ZERO, |ghost| ghost.high_watermark),
        };
        self.logs.audit(&mut self.verdicts, broker, view, batches, (upto, trust));
    }

    /// P2, P4: what clients sent is in the logs as often as they were told.
    pub(crate) fn audit_history(&mut self) {
        let known = Known {
            logs: &self.logs,
            replication: &self.replication,
            topics: &self.topics,
            image: &self.image,
            outdated: &self.outdated,
        };
        self.history.audit(&mut self.verdicts, &known);
    }

    /// M2: all metadata from the beginning.
    pub(crate) fn audit_metadata(&mut self, metadata: &[Committed]) {
        MetadataChecks::audit(&mut self.verdicts, metadata, &self.image);
    }

    /// R17: the same batch, as two copies in sync hold it.
    pub(crate) fn audit_bytes(&mut self, name: LogName, one: &[Bytes], other: &[Bytes]) {
        // Each copy is compacted for itself.
        if !self.logs.trusts_all() || self.logs.compacted.is(name.topic) {
            return;
        }
        let base = |batch: &Bytes| Head::parse(batch).ok().map(|head| head.base_offset);
        let one: SortedMap<_, _> = one.iter().map(|batch| (base(batch), batch)).collect();
        let differs = other.iter().find(|batch| one.get(&base(batch)).is_some_and(|same| same != batch));
        self.verdicts
            .expect(differs.is_none(), "R17", || format!("{name:?}: two copies differ at {:?}", differs.map(base)));
    }

    /// The run is over and the world was healed: what should have come to rest has not.
    pub(crate) fn restless(&mut self, invariant: &str, what: String) {
        self.verdicts.broken(invariant, || what);
    }
}

/// Whether the metadata has made a broker the coordinator of a group.
fn coordinates(image: &Image, broker: BrokerId, group: &str) -> bool {
    let Some((topic, offsets)) = image.topic_named(OFFSETS_TOPIC) else { return false };
    let kept = Coordinator::partition_of(group, offsets.partitions.len() as i32);
    image.partition(topic, kept).is_some_and(|partition| partition.leader == Some(broker))
}
