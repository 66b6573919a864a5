//! A server as a source: what is said over its WebSocket, without the socket itself.
//!
//! Pure: bytes in, messages out. The socket lies in [`super::socket`]. After a connection is lost, what was seen last stays in sight,
//! with its age; after a gap in the sequence, or another start of the server, everything is asked for anew.

mod ask;
mod records;
mod shown;

use glasslog_core::sorted::SortedMap;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::error::Refusal;
use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex, RequestId};
use glasslog_core::name::Text;
use glasslog_core::response::Response;
use glasslog_core::time::Instant;
use glasslog_core::view::{PartitionView, Seq};
use glasslog_core::watch::{BrokerState, Control, FromPage, ServerHello, ToPage, VERSION};

use super::views::{Applied, Views};
use crate::scene::{Contents, Fall, Sample, Samples, epoch_at};
use crate::store::{Caption, Tone};
use records::{Batch, keep_batches, take_records, unreadable};

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
    Control(BrokerId, Control),
}

/// What is known of a server.
#[derive(Clone, Debug)]
pub struct Remote {
    /// How the connection is.
    pub phase: Phase,
    /// Who the server is, as it said last.
    pub hello: Option<ServerHello>,
    views: SortedMap<BrokerId, Views>,
    falls: Vec<(Instant, Fall)>,
    fall_count: u64,
    contents: Rc<Contents>,
    /// Batches as they came, the newest last.
    batches: VecDeque<Batch>,
    /// What was measured.
    samples: Samples,
    groups: Vec<Text>,
    asked: SortedMap<RequestId, Asked>,
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
            views: SortedMap::new(),
            falls: Vec::new(),
            fall_count: 0,
            contents: Rc::default(),
            batches: VecDeque::new(),
            samples: Samples::default(),
            groups: Vec::new(),
            asked: SortedMap::new(),
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
            Ok(ToPage::View { broker, delta }) => {
                let views = self.views.entry(broker).or_default();
                let before = views.clone();
                match views.apply(delta) {
                    Applied::Nothing => {}
                    Applied::Gap => self.out.push(FromPage::Watch { broker, since: Seq(0) }),
                    Applied::Changed => self.noticed(broker, &before),
                }
            }
            Ok(ToPage::Brokers(brokers)) => self.brokers_changed(brokers),
            Ok(ToPage::Response { id, response }) => self.answered(id, response),
            Ok(ToPage::Refused { id, refusal }) => self.refused(id, &refusal),
            Err(_) => self.tell(Tone::Bad, "The server said something that this page does not understand.".to_owned()),
        }
        self.fetch_what_is_missing();
    }

    /// A broker that runs: whoever it is, it knows the cluster.
    fn any_broker(&self) -> Option<BrokerId> {
        let brokers = &self.hello.as_ref()?.brokers;
        let running = brokers.iter().find(|broker| broker.state == BrokerState::Running);
        running.or(brokers.first()).map(|broker| broker.id)
    }

    /// The broker that leads a partition, and its view of it.
    fn leader(&self, topic: &Text, partition: PartitionIndex) -> Option<(BrokerId, Rc<PartitionView>)> {
        let copies = self
            .views
            .iter()
            .filter_map(|(id, views)| Some((*id, views.partitions.get(&(topic.clone(), partition))?.clone())));
        copies.filter(|(id, view)| view.leader == Some(*id)).max_by_key(|(_, view)| view.leader_epoch)
    }

    fn watch(&mut self, broker: BrokerId) {
        let since = self.views.get(&broker).map(|views| views.seq).unwrap_or_default();
        self.out.push(FromPage::Watch { broker, since });
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
            self.views.values_mut().for_each(|views| views.seq = Seq(0));
            self.contents = Rc::default();
            self.batches.clear();
        }
        if !matches!(self.phase, Phase::Open) && self.hello.is_some() {
            self.tell(Tone::Plain, "Connected again.".to_owned());
        }
        let brokers: Vec<BrokerId> = hello.brokers.iter().map(|broker| broker.id).collect();
        self.views.retain(|id, _| brokers.contains(id));
        self.hello = Some(hello);
        brokers.into_iter().for_each(|broker| self.watch(broker));
        self.phase = Phase::Open;
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
                    keep_batches(&mut self.batches, &topic, partition, &records);
                    if upto <= from && !read.error.is_error() {
                        // nothing there after all (a gap that compaction left): do not ask again and again
                        let epoch = self.leader(&topic, partition).map(|(_, view)| epoch_at(&view, from));
                        let epoch = epoch.unwrap_or(LeaderEpoch(-1));
                        let gap = unreadable("there is no record at this offset (any more)", from, epoch);
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
            match asked {
                Asked::Control(broker, control) if !refusal.code.is_error() => {
                    self.tell(Tone::Plain, controlled(broker, control));
                }
                Asked::Records(..) => {}
                _ => self.tell(Tone::Bad, format!("Refused: {}.", words(refusal))),
            }
            self.changed = true;
        }
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

    /// The batch that holds a record, as it came; none where it has not come, or is not kept any more.
    #[must_use]
    pub fn stored(&self, topic: &Text, partition: PartitionIndex, offset: Offset) -> Option<Bytes> {
        let mut batches = self.batches.iter().rev();
        let found = batches.find(|batch| (&batch.topic, batch.partition) == (topic, partition) && batch.holds(offset));
        found.map(|batch| batch.bytes.clone())
    }

    /// All that was measured, by time.
    #[must_use]
    pub fn samples(&self) -> Rc<Vec<Rc<Sample>>> {
        self.samples.known()
    }

    /// Whether what changes something is let through.
    #[must_use]
    pub fn allows_control(&self) -> bool {
        self.hello.as_ref().is_some_and(|hello| hello.allow_control)
    }

    fn tell(&mut self, tone: Tone, text: String) {
        self.told = self.now;
        self.captions.push(Caption { at: self.now, tone, text });
        self.changed = true;
    }
}

fn controlled(broker: BrokerId, control: Control) -> String {
    match control {
        Control::Stop => format!("Broker {broker} has stopped: it handed over what it led."),
        Control::Kill => format!("Broker {broker} was killed, with nothing handed over."),
        Control::Start => format!("Broker {broker} starts again, on the same directory."),
    }
}

fn words(refusal: &Refusal) -> String {
    match &refusal.message {
        Some(message) => message.trim_end_matches('.').to_owned(),
        None => refusal.code.name().to_owned(),
    }
}

#[cfg(test)]
mod tests;
