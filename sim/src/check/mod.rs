//! The invariants, watched from outside: every check bears the id of the promise that it guards.
//!
//! The checks keep a model of their own (what was appended, acknowledged, committed) and compare whatever brokers say,
//! do, and leave on their disks with it, after every step. They share no state with the core. A failure is remembered,
//! never repaired.

mod answers;
mod audits;
mod compaction;
mod ghost;
mod group;
mod history;
mod invariants;
mod log;
mod marks;
mod metadata;
mod model;
mod orders;
mod replication;
mod requests;
mod resource;
mod rest;
mod session;
mod verdicts;

use bytes::Bytes;
use glasslog_core::{
    controller::{Answer, Ask, image::Image},
    effect::Note,
    id::{BrokerId, ClientId, LogId, RequestId, Ticket, TopicId},
    metadata::{Committed, MetadataRecord},
    name::{Text, is_internal_topic},
    response::Response,
    sorted::{SortedMap, SortedSet},
    storage::LogName,
    time::Instant,
    view::Delta,
};

use crate::{
    history::Seen,
    machine::{Rot, Written},
    mark::Reached,
    scenario::Scenario,
    view::Violation,
};

use answers::AnswerChecks;
use group::GroupChecks;
use history::HistoryChecks;
pub use invariants::INVARIANTS;
use log::LogChecks;
use marks::MarkWatch;
use metadata::MetadataChecks;
use orders::Ordered;
use replication::ReplicationChecks;
use resource::ResourceChecks;
use session::SessionChecks;
use verdicts::Verdicts;

/// All copies are looked at once in so many steps.
const STEPS_PER_SWEEP: u64 = 1024;

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
        let internal = |topic: &TopicId| self.topics.get(topic).is_some_and(|t| is_internal_topic(t));
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

    /// What clients saw in this step.
    pub(crate) fn seen(&mut self, seen: Vec<Seen>) {
        if self.on {
            let (history, verdicts, known) = self.history();
            seen.into_iter().for_each(|seen| history.seen(verdicts, &known, seen));
        }
    }

    /// The checks of the history, with where their failures go and what they ask.
    fn history(&mut self) -> (&mut HistoryChecks, &mut Verdicts, Known<'_>) {
        let known = Known {
            logs: &self.logs,
            replication: &self.replication,
            topics: &self.topics,
            image: &self.image,
            outdated: &self.outdated,
        };
        (&mut self.history, &mut self.verdicts, known)
    }

    /// The run is over and the world was healed: what should have come to rest has not.
    pub(crate) fn restless(&mut self, invariant: &str, what: String) {
        self.verdicts.broken(invariant, || what);
    }
}
