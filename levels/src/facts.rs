//! Facts: what can be asked of a world from outside, and of what clients have seen of it so far.
//!
//! Everything comes from the nodes' own views, the committed metadata, the disks' records, and what producers and consumers
//! show of themselves. A fact is a list of texts; what is not there is an empty list. Deliberately absent: any rule of Kafka.

use glasslog_core::sorted::{SortedMap, SortedSet};

use glasslog_core::{
    controller::image::PartitionImage,
    id::{BrokerId, Offset, PartitionIndex},
    name::{Text, is_internal_topic},
    time::Instant,
    view::{Delta, GroupView, PartitionView, Seq},
};
use glasslog_sim::{
    Act, Action, ActorId, Timeline, World,
    view::{ActorRole, ActorView, ConsumerView, End, Fate, PartitionName, ProcessState, RecordView, SentRecord},
};

use crate::unread::{Unread, standing};
use crate::words::{broker, partition};

/// A fact that can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// What it is about, word by word.
    pub about: &'static [&'static str],
    /// What it says.
    pub says: &'static str,
}

const fn known(name: &'static str, about: &'static [&'static str], says: &'static str) -> Known {
    Known { name, about, says }
}

/// All of them.
pub const FACTS: &[Known] = &[
    known("sent", &["value"], "who sent it"),
    known("acked", &["value"], "the offsets that its producers were told"),
    known("unasked", &["value"], "who sent it without waiting for an acknowledgement"),
    known("refused", &["value"], "the codes with which it was refused for good"),
    known("waiting", &["value"], "who waits for its acknowledgement"),
    known("took", &["value"], "milliseconds from its sending to its acknowledgement"),
    known("read", &["value"], "who has processed it, each time"),
    known("times-read", &["value"], "how often it has been processed"),
    known("delay", &["value"], "milliseconds from its acknowledgement to its first processing"),
    known("left-before", &["value"], "how many consumers had left in good order when it was sent"),
    known("crashes", &[], "how many consumers have crashed"),
    known("groups", &["value"], "how many groups have processed it"),
    known("place", &["value"], "the partitions that it was sent to"),
    known("copies", &["value"], "the brokers that have it on their disks"),
    known("count", &["value"], "how often it stands in the leaders' logs"),
    known("last", &["key"], "the value of the last record with that key"),
    known("homes", &["key"], "the partitions that have records with that key"),
    known(
        "breaks",
        &["value"],
        "how often connections were broken by hand between its sending and its acknowledgement",
    ),
    known("wipes", &["value"], "how many disks have been replaced since it was acknowledged"),
    known("leader", &["partition"], "who leads"),
    known("epoch", &["partition"], "the number of that leadership"),
    known("isr", &["partition"], "who is in sync"),
    known("replicas", &["partition"], "who has copies, the preferred leader first"),
    known("min-isr", &["partition"], "min.insync.replicas, as the leader has it"),
    known("start", &["partition"], "the first offset of the leader's log"),
    known("end", &["partition"], "the next offset of the leader's log"),
    known("hw", &["partition"], "the high watermark that the leader knows"),
    known("record", &["partition", "offset"], "key=value at that offset of the leader's log, or the value alone"),
    known("keyed", &["partition"], "how many records with a key the leader's log has"),
    known("keys", &["partition"], "how many different keys the leader's log has"),
    known("end-on", &["broker", "partition"], "the next offset of a broker's copy"),
    known("copy", &["broker", "partition"], "the values of a broker's copy"),
    known("equal", &["partition"], "whether all who should have copies have the same records"),
    known("partitions", &["topic"], "how many it has"),
    known("writable", &["topic"], "how many of them have a leader that runs"),
    known("factor", &["topic"], "how many copies its first partition has"),
    known("directed", &["topic"], "how many records were sent to a partition by its number"),
    known("up", &[], "the brokers that run"),
    known("down", &[], "the brokers that do not"),
    known("controller", &[], "how many controllers there have been"),
    known("cut", &["link"], "whether the link between two ends is cut, as in B1-B3"),
    known("processed", &["reader"], "how many records a consumer or a group has processed"),
    known("read-by", &["reader"], "the values that a consumer or a group has processed, in order"),
    known("share", &["consumer"], "how many partitions it has"),
    known("position", &["consumer", "partition"], "the next offset that it reads"),
    known("members", &["group"], "how many it has, as its coordinator knows"),
    known("generation", &["group"], "how often it has shared out"),
    known("calm", &["group"], "seconds since it last shared out"),
    known("unread", &["group"], "of the last minute of all its partitions, how many per cent no member read"),
    known("coordinator", &["group"], "the broker that keeps it"),
    known("committed", &["group", "partition"], "its commit: where it would go on"),
    known(
        "skipped",
        &["group", "partition"],
        "values before the newest one that it committed that it has never processed",
    ),
    known("lag", &["group"], "how many records lie between its commits and the high watermarks"),
];

/// A record that somebody sent.
#[derive(Clone, Debug)]
struct Sending {
    record: SentRecord,
    topic: Text,
    acked_at: Option<Instant>,
}

/// A record that somebody processed.
#[derive(Clone, Debug)]
struct Reading {
    value: String,
    at: Instant,
}

/// A client, with all that it has seen.
#[derive(Clone, Debug, Default)]
struct Client {
    name: Text,
    /// Empty for a producer.
    group: Text,
    sent: SortedMap<u64, Sending>,
    read: Vec<Reading>,
    processed: u64,
    shows: Option<ConsumerView>,
}

/// What one broker has shown.
#[derive(Clone, Debug, Default)]
struct Shown {
    incarnation: u32,
    seq: Seq,
    partitions: SortedMap<PartitionName, PartitionView>,
    groups: SortedMap<Text, GroupView>,
}

/// What has been seen of a world so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    clients: SortedMap<ActorId, Client>,
    /// The values that were sent, in order.
    values: Vec<String>,
    brokers: SortedMap<BrokerId, Shown>,
    /// The highest generation of each group, and when it was first seen.
    shared: SortedMap<Text, (i32, Instant)>,
    /// How much of their time groups have left unread.
    unread: Unread,
    /// What else there was to see the last time: who runs, acts, changes of metadata, actors.
    last: (Vec<(BrokerId, ProcessState)>, usize, Offset, Vec<ActorView>),
}

impl Journal {
    /// What brokers show counts anew: another world stands in the place of the one that was looked at.
    pub(crate) fn jumped(&mut self) {
        self.brokers.clear();
    }

    /// Takes in what has changed. Says whether anything has.
    pub(crate) fn look(&mut self, line: &mut Timeline) -> bool {
        let brokers = line.world().brokers();
        let mut fresh = false;
        for status in &brokers {
            let shown = self.brokers.entry(status.id).or_default();
            if shown.incarnation != status.incarnation {
                *shown = Shown { incarnation: status.incarnation, ..Shown::default() };
            }
            if matches!(status.state, ProcessState::Running | ProcessState::Stopping) {
                fresh |= shown.take(line.node_changes(status.id, shown.seq));
            }
        }
        if fresh {
            let now = line.now();
            for (name, group) in self.brokers.values().flat_map(|shown| shown.groups.iter()) {
                let last = self.shared.entry(name.clone()).or_insert((-1, now));
                if group.generation.0 > last.0 {
                    *last = (group.generation.0, now);
                }
            }
        }
        let brokers = brokers.iter().map(|status| (status.id, status.state)).collect();
        let seen = (brokers, line.done(), line.world().image().offset, line.world().actors());
        if seen == self.last {
            if fresh {
                self.look_at_groups(line.world());
            }
            return fresh;
        }
        let actors = seen.3.clone();
        self.last = seen;
        self.meet(actors, line.now());
        self.look_at_groups(line.world());
        true
    }

    /// Who reads what of each group.
    fn look_at_groups(&mut self, world: &World) {
        let running = |id: &BrokerId| {
            let states = &self.last.0;
            states.iter().any(|(other, state)| other == id && *state != ProcessState::Down)
        };
        let shown = self.brokers.values().flat_map(|shown| shown.groups.keys());
        let named = self.clients.values().map(|client| &client.group).filter(|group| !group.is_empty());
        let names: SortedSet<Text> = shown.chain(named).cloned().collect();
        let standing_of = |name: &Text| {
            let shown = self.brokers.iter().filter(|(id, _)| running(id));
            let view = shown.filter_map(|(_, shown)| shown.groups.get(name)).max_by_key(|view| view.generation);
            let members = self.clients.values().filter(|client| client.group == *name);
            let consumers: Vec<&ConsumerView> = members.filter_map(|client| client.shows.as_ref()).collect();
            standing(view, &consumers, world.image())
        };
        let standings: Vec<_> = names.iter().map(standing_of).collect();
        for (name, standing) in names.iter().zip(standings) {
            self.unread.look(world.now(), name, standing);
        }
    }

    /// Takes in what clients show of themselves.
    fn meet(&mut self, actors: Vec<ActorView>, now: Instant) {
        let mut gone: Vec<ActorId> = self.clients.keys().copied().collect();
        for actor in actors {
            gone.retain(|id| *id != actor.id);
            let client = self.clients.entry(actor.id).or_default();
            client.name = actor.name;
            match actor.role {
                ActorRole::Producer(producer) => {
                    for record in producer.records {
                        let number = u64::from(record.number);
                        let acked = matches!(record.fate, Fate::Acked(Some(_)));
                        let topic = producer.settings.topic.clone();
                        if !client.sent.contains_key(&number) {
                            let value = text(record.value.as_deref());
                            if !self.values.contains(&value) {
                                self.values.push(value);
                            }
                        }
                        let sending = client.sent.entry(number).or_insert_with(|| Sending {
                            record: record.clone(),
                            topic,
                            acked_at: None,
                        });
                        sending.record = record;
                        sending.acked_at = sending.acked_at.or(acked.then_some(now));
                    }
                }
                ActorRole::Consumer(consumer) => {
                    client.group = consumer.settings.group.clone();
                    let fresh = (consumer.processed_count - client.processed) as usize;
                    client.processed = consumer.processed_count;
                    let skip = consumer.processed.len().saturating_sub(fresh);
                    for record in consumer.processed.iter().skip(skip) {
                        let value = text(record.value.as_deref());
                        client.read.push(Reading { value, at: record.at });
                    }
                    client.shows = Some(consumer);
                }
            }
        }
        for id in gone {
            if let Some(client) = self.clients.get_mut(&id) {
                client.shows = None;
            }
        }
    }

    /// What can be asked of it and of the world as it is.
    pub(crate) fn facts<'a>(&'a self, world: &'a World) -> Facts<'a> {
        Facts { journal: self, world }
    }
}

impl Shown {
    /// Takes in what has changed. Says whether anything has.
    fn take(&mut self, delta: Delta) -> bool {
        if delta.upto == Seq(0) || delta.upto == self.seq {
            return false;
        }
        if delta.since == Seq(0) {
            self.partitions.clear();
            self.groups.clear();
        }
        self.seq = delta.upto;
        for view in delta.partitions {
            self.partitions.insert((view.topic.clone(), view.partition), view);
        }
        self.partitions.retain(|_, view| !delta.partitions_gone.contains(&(view.topic_id, view.partition)));
        for view in delta.groups {
            self.groups.insert(view.group.clone(), view);
        }
        self.groups.retain(|name, _| !delta.groups_gone.contains(name));
        true
    }
}

/// A world and what has been seen of it, to be asked.
#[derive(Debug)]
pub struct Facts<'a> {
    journal: &'a Journal,
    world: &'a World,
}

/// The most records of one log that are looked at.
const RECORDS_MAX: u32 = 2_000;

fn text(bytes: Option<&[u8]>) -> String {
    bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

fn value(record: &RecordView) -> String {
    text(record.value.as_deref())
}

fn said<T: ToString>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|one| one.to_string()).collect()
}

fn count(number: usize) -> Vec<String> {
    vec![number.to_string()]
}

fn yes(holds: bool) -> Vec<String> {
    if holds { vec!["yes".to_owned()] } else { Vec::new() }
}

impl Facts<'_> {
    /// The values that were ever sent, in order.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.journal.values
    }

    /// A fact about these. Nothing for a name that is none.
    #[must_use]
    pub fn get(&self, name: &str, about: &[&str]) -> Vec<String> {
        let first = about.first().copied().unwrap_or("");
        let second = about.get(1).copied().unwrap_or("");
        match name {
            "sent" => said(self.sendings(first).map(|(client, _)| &client.name)),
            "acked" => said(self.fates(first).filter_map(|fate| match fate {
                Fate::Acked(offset) => offset,
                _ => None,
            })),
            "unasked" => {
                let unasked = self.sendings(first).filter(|(_, sending)| sending.record.fate == Fate::Acked(None));
                said(unasked.map(|(client, _)| &client.name))
            }
            "refused" => said(self.fates(first).filter_map(|fate| match fate {
                Fate::Refused(code) => Some(code as i16),
                _ => None,
            })),
            "waiting" => {
                let waits = |sending: &Sending| matches!(sending.record.fate, Fate::Waiting | Fate::Sent);
                said(self.sendings(first).filter(|(_, sending)| waits(sending)).map(|(client, _)| &client.name))
            }
            "took" => said(self.sendings(first).filter_map(|(_, sending)| {
                let acked = sending.acked_at?;
                Some(acked.0.saturating_sub(sending.record.at.0) / 1000)
            })),
            "read" => said(self.readings(first)),
            "times-read" => count(self.readings(first).count()),
            "delay" => {
                let acked = self.sendings(first).find_map(|(_, sending)| sending.acked_at);
                let reads = self.journal.clients.values().flat_map(|client| &client.read);
                let read = reads.filter(|read| read.value == first).map(|read| read.at).min();
                said(acked.zip(read).map(|(acked, read)| read.0.saturating_sub(acked.0) / 1000))
            }
            "left-before" => {
                let sent = self.sendings(first).map(|(_, sending)| sending.record.at).max();
                let left = |act: &&Act| sent.is_some_and(|sent| act.at <= sent);
                count(self.acts(|action| matches!(action, Action::RemoveConsumer { .. })).filter(left).count())
            }
            "crashes" => count(self.acts(|action| matches!(action, Action::CrashConsumer { .. })).count()),
            "groups" => {
                let reads = |client: &&Client| client.read.iter().any(|read| read.value == first);
                let groups = self.journal.clients.values().filter(reads).map(|client| &client.group);
                count(groups.collect::<SortedSet<_>>().len())
            }
            "place" => {
                let mut places: Vec<String> = Vec::new();
                for (_, sending) in self.sendings(first) {
                    let place = sending.record.partition.map(|index| format!("{}-{index}", sending.topic));
                    places.extend(place.filter(|place| !places.contains(place)));
                }
                places
            }
            "copies" => {
                let has = |broker: &BrokerId| {
                    let mut logs = self.logs();
                    logs.any(|(topic, index)| {
                        self.copy(*broker, &topic, index).iter().any(|record| value(record) == first)
                    })
                };
                said(self.world.brokers().into_iter().map(|status| status.id).filter(has))
            }
            "count" => {
                let all = self.logs().flat_map(|(topic, index)| self.log(&topic, index));
                count(all.filter(|record| value(record) == first).count())
            }
            "last" => {
                let all = self.logs().flat_map(|(topic, index)| self.log(&topic, index));
                said(
                    all.filter(|record| record.key.as_deref() == Some(first.as_bytes()))
                        .last()
                        .map(|record| value(&record)),
                )
            }
            "homes" => {
                let has = |(topic, index): &PartitionName| {
                    self.log(topic, *index).iter().any(|record| record.key.as_deref() == Some(first.as_bytes()))
                };
                said(self.logs().filter(has).map(|(topic, index)| format!("{topic}-{index}")))
            }
            "breaks" => {
                let breaks =
                    |action: &Action| matches!(action, Action::BreakConnections { .. } | Action::CutConnections { .. });
                let during = |sending: &Sending| {
                    let (from, to) = (sending.record.at, sending.acked_at.unwrap_or(self.world.now()));
                    self.acts(breaks).filter(|act| from <= act.at && act.at <= to).count()
                };
                count(self.sendings(first).map(|(_, sending)| during(sending)).sum())
            }
            "wipes" => {
                let acked = self.sendings(first).filter_map(|(_, sending)| sending.acked_at).min();
                let wipes = self.acts(|action| matches!(action, Action::WipeDisk { .. }));
                count(wipes.filter(|act| acked.is_some_and(|acked| acked <= act.at)).count())
            }
            "leader" => said(self.image(first).and_then(|image| image.leader)),
            "epoch" => said(self.image(first).map(|image| image.leader_epoch)),
            "isr" => {
                let mut isr = self.image(first).map(|image| image.isr.clone()).unwrap_or_default();
                isr.sort();
                said(isr)
            }
            "replicas" => said(self.image(first).into_iter().flat_map(|image| &image.replicas)),
            "min-isr" => said(self.led(first).map(|view| view.min_isr)),
            "start" => said(self.led(first).map(|view| view.log_start)),
            "end" => said(self.led(first).map(|view| view.log_end)),
            "hw" => said(self.led(first).map(|view| view.high_watermark)),
            "record" => {
                let offset = second.parse().ok().map(Offset);
                let log =
                    partition(first).map(|(topic, index)| self.log(topic, PartitionIndex(index))).unwrap_or_default();
                let found = log.into_iter().find(|record| Some(record.offset) == offset);
                said(found.map(|record| match &record.key {
                    Some(key) => format!("{}={}", text(Some(key)), value(&record)),
                    None => value(&record),
                }))
            }
            "keyed" => {
                let log =
                    partition(first).map(|(topic, index)| self.log(topic, PartitionIndex(index))).unwrap_or_default();
                count(log.iter().filter(|record| record.key.is_some()).count())
            }
            "keys" => {
                let log =
                    partition(first).map(|(topic, index)| self.log(topic, PartitionIndex(index))).unwrap_or_default();
                count(log.into_iter().filter_map(|record| record.key).collect::<SortedSet<_>>().len())
            }
            "end-on" => {
                let id = broker(first).map(BrokerId).ok();
                let shown = id.and_then(|id| self.journal.brokers.get(&id));
                said(shown.and_then(|shown| shown.partitions.get(&name_of(second)?)).map(|view| view.log_end))
            }
            "copy" => match (broker(first), partition(second)) {
                (Ok(id), Ok((topic, index))) => {
                    said(self.copy(BrokerId(id), topic, PartitionIndex(index)).iter().map(value))
                }
                _ => Vec::new(),
            },
            "equal" => yes(self.is_equal(first)),
            "partitions" => said(self.topic(first).map(<[_]>::len)),
            "writable" => said(self.topic(first).map(|partitions| {
                let led = |partition: &&PartitionImage| partition.leader.is_some_and(|leader| self.runs(leader));
                partitions.iter().filter(led).count()
            })),
            "factor" => said(self.topic(first).and_then(|all| Some(all.first()?.replicas.len()))),
            "directed" => {
                let topics: SortedMap<ActorId, &Text> = self.producers_topics();
                let directed = |action: &Action| match action {
                    Action::Send { producer, partition: Some(_), .. } => {
                        topics.get(producer).is_some_and(|topic| ***topic == *first)
                    }
                    _ => false,
                };
                count(self.world.actions().iter().filter(|act| directed(&act.action)).count())
            }
            "up" => said(self.world.brokers().iter().filter(|status| self.runs(status.id)).map(|status| status.id)),
            "down" => {
                let down = |state| state == ProcessState::Down;
                said(self.world.brokers().iter().filter(|status| down(status.state)).map(|status| status.id))
            }
            "controller" => said([self.world.ensemble().epoch]),
            "cut" => yes(self.is_cut(first)),
            "processed" => count(self.clients(first).map(|client| client.read.len()).sum()),
            "read-by" => said(self.clients(first).flat_map(|client| client.read.iter().map(|read| &read.value))),
            "share" => said(self.consumer(first).map(|consumer| consumer.assigned.len())),
            "position" => said(self.consumer(first).and_then(|consumer| {
                let place = name_of(second)?;
                consumer.assigned.iter().find(|share| share.partition == place)?.position
            })),
            "members" => said(self.group(first).map(|(_, group)| group.members.len())),
            "generation" => said(self.group(first).map(|(_, group)| group.generation.0)),
            "calm" => said(self.group(first).map(|(_, group)| {
                let shared = self.journal.shared.get(&group.group).map_or(Instant::default(), |(_, at)| *at);
                self.world.now().0.saturating_sub(shared.0) / 1_000_000
            })),
            "unread" => said(self.journal.unread.percent(self.world.now(), first)),
            "coordinator" => said(self.group(first).map(|(broker, _)| broker)),
            "committed" => said(self.commit(first, second)),
            "skipped" => {
                let Some(commit) = self.commit(first, second) else { return Vec::new() };
                let log =
                    partition(second).map(|(topic, index)| self.log(topic, PartitionIndex(index))).unwrap_or_default();
                let read = |value: &String| {
                    self.clients(first).any(|client| client.read.iter().any(|read| read.value == *value))
                };
                let before = log.iter().filter(|record| record.offset.0 < commit.0 - 1);
                before.map(value).filter(|value| !read(value)).collect()
            }
            "lag" => self.lag(first),
            _ => Vec::new(),
        }
    }

    fn sendings(&self, value: &str) -> impl Iterator<Item = (&Client, &Sending)> {
        let all = self.journal.clients.values().flat_map(|client| client.sent.values().map(move |one| (client, one)));
        all.filter(move |(_, sending)| text(sending.record.value.as_deref()) == value)
    }

    /// What the player has done of this kind, and the scene.
    fn acts(&self, kind: impl Fn(&Action) -> bool) -> impl Iterator<Item = &Act> {
        self.world.actions().iter().filter(move |act| kind(&act.action))
    }

    fn fates(&self, value: &str) -> impl Iterator<Item = Fate> {
        self.sendings(value).map(|(_, sending)| sending.record.fate)
    }

    fn readings(&self, value: &str) -> impl Iterator<Item = &Text> {
        let all = self.journal.clients.values();
        all.flat_map(move |client| client.read.iter().filter(move |read| read.value == value).map(|_| &client.name))
    }

    /// The consumers of this name, or of this group.
    fn clients(&self, name: &str) -> impl Iterator<Item = &Client> {
        self.journal.clients.values().filter(move |client| *client.name == *name || *client.group == *name)
    }

    fn consumer(&self, name: &str) -> Option<&ConsumerView> {
        self.journal
            .clients
            .values()
            .rev()
            .filter(|client| *client.name == *name)
            .find_map(|client| client.shows.as_ref())
    }

    fn end(&self, name: &str) -> Option<End> {
        if name == "controller" {
            return Some(End::Ensemble);
        }
        let client = || self.journal.clients.iter().rev().find(|(_, client)| *client.name == *name);
        broker(name).map(|id| End::Broker(BrokerId(id))).ok().or_else(|| client().map(|(id, _)| End::Actor(*id)))
    }

    fn is_cut(&self, link: &str) -> bool {
        let ends = link.split_once('-').and_then(|(one, other)| Some((self.end(one)?, self.end(other)?)));
        let Some((one, other)) = ends else { return false };
        let ours = |from, to| (from, to) == (one, other) || (from, to) == (other, one);
        self.world.links().iter().any(|view| view.link.cut && ours(view.from, view.to))
    }

    fn producers_topics(&self) -> SortedMap<ActorId, &Text> {
        let clients = self.journal.clients.iter();
        clients.filter_map(|(id, client)| Some((*id, &client.sent.values().next()?.topic))).collect()
    }

    fn runs(&self, broker: BrokerId) -> bool {
        let running = |state| matches!(state, ProcessState::Running | ProcessState::Stopping);
        self.world.brokers().iter().any(|status| status.id == broker && running(status.state))
    }

    fn topic(&self, name: &str) -> Option<&[PartitionImage]> {
        self.world.image().topic_named(name).map(|(_, topic)| topic.partitions.as_slice())
    }

    fn image(&self, name: &str) -> Option<&PartitionImage> {
        let (topic, index) = partition(name).ok()?;
        self.topic(topic)?.get(usize::try_from(index).ok()?)
    }

    /// A partition as its leader shows it.
    fn led(&self, name: &str) -> Option<&PartitionView> {
        self.journal.brokers.get(&self.image(name)?.leader?)?.partitions.get(&name_of(name)?)
    }

    /// Every partition of the topics that are nobody's own.
    fn logs(&self) -> impl Iterator<Item = (Text, PartitionIndex)> {
        let topics = self.world.image().topics.values().filter(|topic| !is_internal_topic(&topic.name));
        topics.flat_map(|topic| {
            (0..).zip(&topic.partitions).map(|(index, _)| (topic.name.clone(), PartitionIndex(index)))
        })
    }

    fn copy(&self, broker: BrokerId, topic: &str, index: PartitionIndex) -> Vec<RecordView> {
        self.world.read_copy(broker, topic, index, Offset(0), RECORDS_MAX)
    }

    fn log(&self, topic: &str, index: PartitionIndex) -> Vec<RecordView> {
        self.world.read(topic, index, Offset(0), RECORDS_MAX)
    }

    fn is_equal(&self, name: &str) -> bool {
        let (Some(image), Ok((topic, index))) = (self.image(name), partition(name)) else { return false };
        let copy = |broker: &BrokerId| {
            let records = self.copy(*broker, topic, PartitionIndex(index)).into_iter();
            records.map(|record| (record.offset, record.leader_epoch, record.key, record.value)).collect::<Vec<_>>()
        };
        let mut copies = image.replicas.iter().map(copy);
        let first = copies.next();
        copies.all(|other| Some(&other) == first.as_ref())
    }

    /// A group as its coordinator shows it: where two brokers show it, the one with more generations knows more.
    fn group(&self, name: &str) -> Option<(BrokerId, &GroupView)> {
        let shown = self.journal.brokers.iter().filter(|(id, _)| self.runs(**id));
        let views = shown.filter_map(|(id, shown)| Some((*id, shown.groups.get(name)?)));
        views.max_by_key(|(_, view)| view.generation)
    }

    fn commit(&self, group: &str, place: &str) -> Option<Offset> {
        let (topic, index) = name_of(place)?;
        let (_, view) = self.group(group)?;
        let commit = view.commits.iter().find(|commit| commit.topic == topic && commit.partition == index);
        commit.map(|commit| commit.offset)
    }

    fn lag(&self, group: &str) -> Vec<String> {
        let topics =
            self.clients(group).filter_map(|client| client.shows.as_ref()).flat_map(|view| &view.settings.topics);
        let mut topics: Vec<&Text> = topics.collect();
        topics.sort();
        topics.dedup();
        let mut lag = 0;
        for (topic, index) in self.logs().filter(|(topic, _)| topics.contains(&topic)) {
            let name = format!("{topic}-{index}");
            let Some(view) = self.led(&name) else { return Vec::new() };
            let from = self.commit(group, &name).unwrap_or(view.log_start);
            lag += (view.high_watermark.0 - from.0).max(0);
        }
        if topics.is_empty() { Vec::new() } else { said([lag]) }
    }
}

fn name_of(name: &str) -> Option<PartitionName> {
    partition(name).ok().map(|(topic, index)| (topic.into(), PartitionIndex(index)))
}
