//! A server as a source: what is said over its WebSocket, without the socket itself.
//!
//! Pure: bytes in, messages out. The socket lies in [`super::socket`]. After a connection is lost, what was seen last stays in sight,
//! with its age; after a gap in the sequence, or another start of the server, everything is asked for anew.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::error::Refusal;
use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex, RequestId};
use glasslog_core::name::Text;
use glasslog_core::record::{BatchBuilder, CheckedBatch, NoCodecs, Records, Rules};
use glasslog_core::request::{
    Acks, CreateTopics, Fetch, FetchPartition, Isolation, NewTopic, Produce, ProducePartition, Request, TopicRef,
};
use glasslog_core::response::Response;
use glasslog_core::time::Instant;
use glasslog_core::view::{PartitionView, Seq};
use glasslog_core::watch::{FromPage, ServerHello, ToPage, VERSION};

use super::views::{Applied, Views};
use crate::scene::{Broker, BrokerState, Cluster, Content, Contents, Copy, Group, Member, letter};
use crate::store::{Caption, Tone};

/// So many records at the end of each partition are fetched without being asked for.
const READ_AHEAD: i64 = 24;
/// Bytes of one fetch.
const FETCH_BYTES: u32 = 128 << 10;
/// At most so many fetches under way.
const FETCHES: usize = 4;

/// How the connection is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// It is being made, for the n-th time since the last success.
    Connecting(u32),
    /// It is there, and greetings were exchanged.
    Open,
    /// The server does not speak this page's version.
    Strange(u16),
}

#[derive(Clone, Debug, PartialEq)]
enum Asked {
    Records(Text, PartitionIndex, Offset),
    Produce(Text, PartitionIndex),
    Topic(Text),
}

/// What is known of a server.
#[derive(Clone, Debug)]
pub struct Remote {
    /// How the connection is.
    pub phase: Phase,
    /// Who the server is, as it said last.
    pub hello: Option<ServerHello>,
    views: Views,
    contents: Rc<Contents>,
    groups: Vec<Text>,
    asked: BTreeMap<RequestId, Asked>,
    requests: u64,
    out: Vec<FromPage>,
    captions: Vec<Caption>,
    now: Instant,
    heard: Instant,
    told: Instant,
    changed: bool,
}

impl Default for Remote {
    fn default() -> Remote {
        Remote {
            phase: Phase::Connecting(0),
            hello: None,
            views: Views::default(),
            contents: Rc::default(),
            groups: Vec::new(),
            asked: BTreeMap::new(),
            requests: 0,
            out: Vec::new(),
            captions: Vec::new(),
            now: Instant::default(),
            heard: Instant::default(),
            told: Instant::default(),
            changed: true,
        }
    }
}

/// How long to wait before the n-th try, in milliseconds.
#[must_use]
pub fn backoff(tries: u32) -> i32 {
    let exponent = tries.min(5);
    (250 << exponent).min(8_000)
}

impl Remote {
    /// A connection is open: greet.
    pub fn opened(&mut self) {
        self.out.clear();
        self.asked.clear();
        self.out.push(FromPage::Hello { version: VERSION });
        self.changed = true;
    }

    /// The connection is lost, or could not be made.
    pub fn closed(&mut self) {
        if let Phase::Strange(_) = self.phase {
            return;
        }
        let tries = if let Phase::Connecting(tries) = self.phase { tries + 1 } else { 0 };
        if self.phase == Phase::Open {
            self.tell(
                Tone::Bad,
                "The connection to the server is lost. What you see is what was seen last.".to_owned(),
            );
        }
        self.phase = Phase::Connecting(tries);
        self.asked.clear();
        self.out.clear();
        self.changed = true;
    }

    /// The server said something.
    pub fn heard(&mut self, bytes: &[u8], now: Instant) {
        self.now = now;
        self.heard = now;
        match postcard::from_bytes(bytes) {
            Ok(ToPage::Hello(hello)) => self.greeted(hello),
            // the server's other brokers are not drawn yet
            Ok(ToPage::View { broker, .. }) if broker != self.broker() => {}
            Ok(ToPage::View { delta, .. }) => {
                let before = self.views.clone();
                match self.views.apply(delta) {
                    Applied::Nothing => {}
                    Applied::Gap => self.out.push(FromPage::Watch { broker: self.broker(), since: Seq(0) }),
                    Applied::Changed => self.noticed(&before),
                }
            }
            Ok(ToPage::Brokers(brokers)) => {
                if let Some(hello) = &mut self.hello {
                    hello.brokers = brokers;
                }
            }
            Ok(ToPage::Response { id, response }) => self.answered(id, response),
            Ok(ToPage::Refused { id, refusal }) => self.refused(id, &refusal),
            Err(_) => self.tell(Tone::Bad, "The server said something that this page does not understand.".to_owned()),
        }
        self.fetch_what_is_missing();
    }

    /// The broker that is shown: the server's first.
    fn broker(&self) -> BrokerId {
        self.hello.as_ref().and_then(|hello| hello.brokers.first()).map_or(BrokerId(0), |broker| broker.id)
    }

    /// Where Kafka clients reach it.
    #[must_use]
    pub fn bootstrap(&self) -> Option<&str> {
        self.hello.as_ref()?.brokers.first().map(|broker| broker.bootstrap.as_str())
    }

    fn greeted(&mut self, hello: ServerHello) {
        self.changed = true;
        if hello.version != VERSION {
            self.phase = Phase::Strange(hello.version);
            return;
        }
        let same = self.hello.as_ref().is_some_and(|known| known.incarnation == hello.incarnation);
        if !same {
            // sequence numbers of another start mean nothing, and its logs may have been cut
            self.views.seq = Seq(0);
            self.contents = Rc::default();
        }
        if !matches!(self.phase, Phase::Open) && self.hello.is_some() {
            self.tell(Tone::Plain, "Connected again.".to_owned());
        }
        self.hello = Some(hello);
        self.out.push(FromPage::Watch { broker: self.broker(), since: self.views.seq });
        self.phase = Phase::Open;
    }

    /// Tells what has changed, at most one sentence a second.
    fn noticed(&mut self, before: &Views) {
        self.changed = true;
        let mut forgotten = Vec::new();
        let mut told = None;
        for (name, view) in &self.views.partitions {
            let Some(old) = before.partitions.get(name) else {
                continue;
            };
            if old.topic_id != view.topic_id {
                forgotten.push((name.clone(), Offset::ZERO));
            } else if view.log_end < old.log_end {
                forgotten.push((name.clone(), view.log_end));
            }
            let new = view.log_end.since(old.log_end);
            if !view.internal && new > 0 && before.seq != Seq(0) {
                let last = view.log_end.0 - 1;
                told = Some(if new == 1 {
                    format!("A record arrived in {}-{} at offset {last}.", view.topic, view.partition)
                } else {
                    format!("{new} records arrived in {}-{}, up to offset {last}.", view.topic, view.partition)
                });
            }
        }
        for (name, group) in &self.views.groups {
            let state = before.groups.get(name).map(|old| (&old.state, old.generation));
            if state != Some((&group.state, group.generation)) && before.seq != Seq(0) {
                let members = group.members.len();
                told = Some(format!(
                    "Group {name}: {}, generation {}, {members} member(s).",
                    group.state, group.generation
                ));
            }
        }
        let contents = (!forgotten.is_empty()).then(|| Rc::make_mut(&mut self.contents));
        if let Some(contents) = contents {
            for ((topic, partition), from) in forgotten {
                contents.forget(&topic, partition, from);
            }
        }
        if let Some(text) = told
            && (self.told == Instant::default() || self.now.since(self.told) >= Duration::from_secs(1))
        {
            self.tell(Tone::Plain, text);
        }
    }

    fn answered(&mut self, id: RequestId, response: Response<Bytes>) {
        let Some(asked) = self.asked.remove(&id) else {
            return;
        };
        self.changed = true;
        match (asked, response) {
            (Asked::Records(topic, partition, from), Response::Fetch(fetched)) => {
                for read in fetched.partitions {
                    if read.error.is_error() {
                        let text = format!("{topic}-{partition} could not be read: {}.", read.error.name());
                        self.tell(Tone::Bad, text);
                    }
                    let records = read.records.unwrap_or_default();
                    let upto = take_records(Rc::make_mut(&mut self.contents), &topic, partition, &records);
                    if upto <= from && !read.error.is_error() {
                        // nothing there after all (a gap that compaction left): do not ask again and again
                        let gap = unreadable("there is no record at this offset (any more)", from);
                        Rc::make_mut(&mut self.contents).put(&topic, partition, from, gap);
                    }
                }
            }
            (Asked::Produce(topic, partition), Response::Produce(produced)) => {
                for one in produced {
                    match one.result {
                        Ok(produced) => {
                            let text = format!(
                                "Acknowledged: your record is in {topic}-{partition} at offset {}.",
                                produced.base_offset
                            );
                            self.tell(Tone::Plain, text);
                        }
                        Err(refusal) => self.tell(Tone::Bad, format!("Refused: {}.", words(&refusal))),
                    }
                }
            }
            (Asked::Topic(name), Response::CreateTopics(created)) => {
                for one in created {
                    match one.result {
                        Ok(_) => self.tell(Tone::Plain, format!("Topic {name} is there.")),
                        Err(refusal) => self.tell(Tone::Bad, format!("Topic {name}: {}.", words(&refusal))),
                    }
                }
            }
            _ => {}
        }
    }

    fn refused(&mut self, id: RequestId, refusal: &Refusal) {
        if let Some(asked) = self.asked.remove(&id) {
            if !matches!(asked, Asked::Records(..)) {
                self.tell(Tone::Bad, format!("Refused: {}.", words(refusal)));
            }
            self.changed = true;
        }
    }

    /// The newest records of every partition are read without being asked for.
    fn fetch_what_is_missing(&mut self) {
        // what was seen of another start of the server says nothing about its logs
        if self.phase != Phase::Open || self.views.seq == Seq(0) {
            return;
        }
        let views: Vec<Rc<PartitionView>> =
            self.views.partitions.values().filter(|view| !view.internal).cloned().collect();
        for view in views {
            let from = Offset((view.high_watermark.0 - READ_AHEAD).max(view.log_start.0));
            self.read(&view.topic, view.partition, from, view.high_watermark);
        }
    }

    /// Reads records of a partition that are not known yet, from an offset on, as far as one fetch goes.
    pub fn read(&mut self, topic: &Text, partition: PartitionIndex, from: Offset, upto: Offset) {
        let Some(missing) = self.contents.missing(topic, partition, from, upto) else {
            return;
        };
        let same =
            |asked: &Asked| matches!(asked, Asked::Records(name, index, _) if name == topic && *index == partition);
        let reads = self.asked.values().filter(|asked| matches!(asked, Asked::Records(..))).count();
        if self.phase != Phase::Open || reads >= FETCHES || self.asked.values().any(same) {
            return;
        }
        let request = Request::Fetch(Fetch {
            replica: None,
            max_wait: Duration::ZERO,
            bytes_min: 0,
            bytes_max: FETCH_BYTES,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions: vec![FetchPartition {
                topic: TopicRef::Name(topic.clone()),
                partition,
                current_leader_epoch: None,
                offset: missing,
                last_fetched_epoch: None,
                log_start: None,
                bytes_max: FETCH_BYTES,
            }],
            forgotten: Vec::new(),
            rack: None,
        });
        self.ask(Asked::Records(topic.clone(), partition, missing), request);
    }

    /// Sends a record. `wall_ms` is the wall clock's time.
    pub fn produce(
        &mut self,
        topic: &Text,
        partition: PartitionIndex,
        key: Option<&[u8]>,
        value: Option<&[u8]>,
        wall_ms: i64,
    ) {
        let mut batch = BatchBuilder::new();
        if batch.push(wall_ms, key, value, &[]).is_err() {
            self.tell(Tone::Bad, "That record is too large for one batch.".to_owned());
            return;
        }
        let request = Request::Produce(Produce {
            acks: Acks::All,
            timeout: Duration::from_secs(10),
            transactional_id: None,
            partitions: vec![ProducePartition {
                topic: TopicRef::Name(topic.clone()),
                partition,
                batch: Ok(batch.build()),
            }],
        });
        self.ask(Asked::Produce(topic.clone(), partition), request);
    }

    /// Asks for a topic.
    pub fn create_topic(&mut self, name: &str, partitions: i32) {
        let topic = NewTopic {
            name: name.into(),
            partitions: Some(partitions),
            replication_factor: None,
            assignment: Vec::new(),
            configs: Vec::new(),
        };
        let request = CreateTopics { topics: vec![topic], timeout: Duration::from_secs(10), validate_only: false };
        self.ask(Asked::Topic(name.into()), Request::CreateTopics(request));
    }

    fn ask(&mut self, asked: Asked, request: Request<Bytes>) {
        if self.phase != Phase::Open {
            self.tell(Tone::Bad, "There is no connection to the server at the moment.".to_owned());
            return;
        }
        self.requests += 1;
        let id = RequestId(self.requests);
        self.asked.insert(id, asked);
        self.out.push(FromPage::Request { broker: self.broker(), id, request });
    }

    /// What is to be said to the server.
    pub fn take_messages(&mut self) -> Vec<FromPage> {
        std::mem::take(&mut self.out)
    }

    /// What is worth telling since the last time.
    pub fn take_captions(&mut self) -> Vec<Caption> {
        std::mem::take(&mut self.captions)
    }

    /// Whether there is something new to show; asked once, forgotten.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Another screen begins to show this: show everything.
    pub fn renew(&mut self) {
        self.changed = true;
    }

    /// How old what is shown may be: the time since the server was heard last, or since it was lost.
    #[must_use]
    pub fn age(&self, now: Instant) -> Duration {
        now.since(self.heard)
    }

    /// Whether what changes something is let through.
    #[must_use]
    pub fn allows_control(&self) -> bool {
        self.hello.as_ref().is_some_and(|hello| hello.allow_control)
    }

    /// All that is to be drawn.
    pub fn cluster(&mut self) -> Cluster {
        let mut cluster = Cluster { now: self.now, contents: self.contents.clone(), ..Cluster::default() };
        let Some(broker) = &self.views.broker else {
            return cluster;
        };
        let state = match (&self.phase, broker.serving) {
            (Phase::Open, true) => BrokerState::Serving,
            (Phase::Open, false) => BrokerState::Starting,
            _ => BrokerState::Down,
        };
        cluster.brokers.push(Broker {
            id: broker.info.id,
            address: format!("{}:{}", broker.info.host, broker.info.port),
            state,
            controller: false,
        });
        for view in self.views.partitions.values() {
            cluster.copies.push(Copy { broker: broker.info.id, view: view.clone() });
        }
        for (name, view) in &self.views.groups {
            let place = self.groups.iter().position(|known| known == name).unwrap_or_else(|| {
                self.groups.push(name.clone());
                self.groups.len() - 1
            });
            let letter = letter(place);
            let members = view.members.iter().enumerate().map(|(number, member)| Member {
                id: (place as u64) << 32 | number as u64,
                label: format!("{letter}{}", number + 1),
                client_id: member.client_id.to_string(),
                state: crate::text::cut(&member.client_id, 15),
                alive: true,
                assignment: member
                    .assignment
                    .iter()
                    .flat_map(|(topic, indexes)| indexes.iter().map(|index| (topic.clone(), *index)))
                    .collect(),
                positions: Vec::new(),
                processed: None,
            });
            let members = members.collect();
            cluster.groups.push(Group { name: name.clone(), letter, view: Some(view.clone()), members });
        }
        cluster.groups.sort_by_key(|group| group.letter);
        cluster
    }

    fn tell(&mut self, tone: Tone, text: String) {
        self.told = self.now;
        self.captions.push(Caption { at: self.now, tone, text });
        self.changed = true;
    }
}

fn words(refusal: &Refusal) -> String {
    match &refusal.message {
        Some(message) => message.trim_end_matches('.').to_owned(),
        None => refusal.code.name().to_owned(),
    }
}

fn unreadable(why: &str, offset: Offset) -> Content {
    Content {
        key: None,
        value: None,
        headers: Vec::new(),
        timestamp: glasslog_core::time::Timestamp::NONE,
        leader_epoch: LeaderEpoch(-1),
        batch: (offset, offset.plus(1)),
        batch_bytes: 0,
        unreadable: Some(why.to_owned()),
        glyph: None,
    }
}

/// Takes the records of whole batches in; returns the offset after the last.
fn take_records(contents: &mut Contents, topic: &Text, partition: PartitionIndex, bytes: &Bytes) -> Offset {
    let mut upto = Offset(-1);
    for batch in CheckedBatch::parse_many(bytes.clone(), Rules::LOG) {
        let Ok(batch) = batch else {
            break;
        };
        let head = *batch.head();
        let (base, end) = (Offset(head.base_offset), Offset(head.base_offset.saturating_add(batch.offsets())));
        upto = end;
        let size = u32::try_from(batch.size()).unwrap_or(u32::MAX);
        match Records::of_batch(batch.bytes(), &NoCodecs, 1 << 20) {
            Ok(records) => {
                for record in records.map_while(Result::ok) {
                    let headers = record.headers.iter();
                    let content = Content {
                        key: record.key,
                        value: record.value,
                        headers: headers
                            .map(|header| (String::from_utf8_lossy(&header.key).into_owned(), header.value))
                            .collect(),
                        timestamp: glasslog_core::time::Timestamp(record.timestamp),
                        leader_epoch: LeaderEpoch(head.leader_epoch),
                        batch: (base, end),
                        batch_bytes: size,
                        unreadable: None,
                        glyph: None,
                    };
                    contents.put(topic, partition, Offset(record.offset), content);
                }
            }
            Err(error) => {
                for offset in (base.0..end.0.min(base.0.saturating_add(64))).map(Offset) {
                    let content = Content {
                        timestamp: glasslog_core::time::Timestamp(batch.max_timestamp()),
                        leader_epoch: LeaderEpoch(head.leader_epoch),
                        batch: (base, end),
                        batch_bytes: size,
                        ..unreadable(&error.to_string(), offset)
                    };
                    contents.put(topic, partition, offset, content);
                }
            }
        }
    }
    upto
}

#[cfg(test)]
mod tests;
