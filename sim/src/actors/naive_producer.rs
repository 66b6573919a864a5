//! A hand-scripted producer: one batch of one record at a time, to whoever leads its partition. Shares no logic with the
//! core's.

use glasslog_core::sorted::SortedMap;
use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{BrokerId, PartitionIndex, ProducerEpoch, ProducerId, RequestId},
    record::BatchBuilder,
    request::{Acks, InitProducerId, MetadataRequest, Produce, ProducePartition, Request, TopicRef},
    response::Response,
    time::Instant,
};
use serde::Serialize;

use super::{
    Happening, Port,
    ledger::{SentLedger, passes},
    lines::{Line, Lines},
};
use crate::{digest::Digest, settings::ProducerSettings, view::Fate};

const PAUSE: Duration = Duration::from_millis(200);

/// One record that waits for its turn.
#[derive(Clone, Debug, Serialize)]
struct Waiting {
    number: u64,
    key: Option<Bytes>,
    value: Option<Bytes>,
    partition: Option<PartitionIndex>,
    /// An attempt to send it had no answer, or one that leaves open what became of it: it may be in the log, or come there yet.
    open: bool,
}

/// What it waits for.
#[derive(Clone, Debug, PartialEq, Serialize)]
enum Doing {
    Nothing,
    Metadata(RequestId),
    Identity(RequestId),
    Produce(RequestId, PartitionIndex),
}

/// The producer.
#[derive(Clone, Debug)]
pub(crate) struct NaiveProducer {
    settings: ProducerSettings,
    lines: Lines,
    queue: VecDeque<Waiting>,
    doing: Doing,
    /// Who leads each partition, as far as it was told; empty before it has asked.
    leaders: Vec<Option<BrokerId>>,
    identity: Option<(ProducerId, ProducerEpoch)>,
    sequences: SortedMap<PartitionIndex, i32>,
    requests: u64,
    again_at: Option<Instant>,
}

impl NaiveProducer {
    pub(crate) fn new(settings: ProducerSettings) -> NaiveProducer {
        NaiveProducer {
            settings,
            lines: Lines::default(),
            queue: VecDeque::new(),
            doing: Doing::Nothing,
            leaders: Vec::new(),
            identity: None,
            sequences: SortedMap::new(),
            requests: 0,
            again_at: None,
        }
    }

    pub(crate) fn send(
        &mut self,
        number: u64,
        key: Option<Bytes>,
        value: Option<Bytes>,
        partition: Option<PartitionIndex>,
    ) {
        self.queue.push_back(Waiting { number, key, value, partition, open: false });
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    pub(crate) fn handle(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger, happening: Happening) {
        for (id, answer) in self.lines.handle(port, happening) {
            self.ended(port, ledger, id, answer);
        }
        if self.again_at.is_some_and(|at| at <= port.now.instant) {
            self.again_at = None;
        }
        self.go_on(port, ledger);
    }

    fn go_on(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger) {
        while self.doing == Doing::Nothing && self.again_at.is_none() && !self.queue.is_empty() {
            self.requests += 1;
            let id = RequestId(self.requests);
            if self.leaders.is_empty() {
                self.doing = Doing::Metadata(id);
                let topics = Some(vec![TopicRef::Name(self.settings.topic.clone())]);
                let request = Request::Metadata(MetadataRequest { topics, auto_create: false });
                let line = anybody(port, self.requests);
                self.lines.send(port, line, id, request, true);
            } else if self.settings.idempotent && self.identity.is_none() {
                self.doing = Doing::Identity(id);
                let init =
                    InitProducerId { transactional_id: None, transaction_timeout: Duration::ZERO, current: None };
                let line = anybody(port, self.requests);
                self.lines.send(port, line, id, Request::InitProducerId(init), true);
            } else {
                self.produce(port, ledger, id);
            }
        }
    }

    fn produce(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger, id: RequestId) {
        let Some(record) = self.queue.front_mut() else { return };
        let (number, partitions) = (record.number, self.leaders.len() as u64);
        let partition = *record.partition.get_or_insert_with(|| {
            let choice = match &record.key {
                Some(key) => key.iter().fold(7u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte)),
                None => number,
            };
            PartitionIndex((choice % partitions.max(1)) as i32)
        });
        let leader = match usize::try_from(partition.0).ok().and_then(|index| self.leaders.get(index).copied()) {
            Some(Some(leader)) => leader,
            Some(None) => return self.ask_anew(port),
            // The topic was made anew, with fewer partitions; the record may be in the old one.
            None => return self.settle(port, ledger, partition, Fate::Unknown),
        };
        let mut builder = BatchBuilder::new();
        let _ = builder.push(port.now.wall.0, record.key.as_deref(), record.value.as_deref(), &[]);
        if let Some((id, epoch)) = self.identity {
            let sequence = self.sequences.get(&partition).copied().unwrap_or(0);
            builder.set_producer(id.0, epoch.0, sequence);
        }
        let produce = Produce {
            acks: self.settings.acks,
            timeout: Duration::from_secs(5),
            transactional_id: None,
            partitions: vec![ProducePartition {
                topic: TopicRef::Name(self.settings.topic.clone()),
                partition,
                batch: Ok(builder.build()),
            }],
        };
        let answered = self.settings.acks != Acks::None;
        self.lines.send(port, Line::Broker(leader), id, Request::Produce(produce), answered);
        let about = (&self.settings.topic, self.settings.idempotent, self.settings.acks);
        ledger.settle(port, about, number, Some(partition), Fate::Sent);
        if answered {
            self.doing = Doing::Produce(id, partition);
        } else {
            self.settle(port, ledger, partition, Fate::Acked(None));
        }
    }

    /// The record at the front may be in the log.
    fn leave_open(&mut self, open: bool) {
        if let Some(record) = self.queue.front_mut() {
            record.open |= open;
        }
    }

    /// Who leads must be asked again, in a while.
    fn ask_anew(&mut self, port: &Port<'_>) {
        self.leaders.clear();
        self.again_at = Some(port.now.instant + PAUSE);
    }

    /// The record at the front has met its fate.
    fn settle(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger, partition: PartitionIndex, fate: Fate) {
        let Some(record) = self.queue.pop_front() else { return };
        if matches!(fate, Fate::Acked(_)) {
            *self.sequences.entry(partition).or_default() += 1;
        } else {
            // Whether the sequence was used, nobody knows: begin anew as another producer.
            self.identity = None;
            self.sequences.clear();
        }
        let about = (&self.settings.topic, self.settings.idempotent, self.settings.acks);
        ledger.settle(port, about, record.number, Some(partition), fate);
    }

    fn ended(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger, id: RequestId, answer: Option<Response<Bytes>>) {
        let doing = std::mem::replace(&mut self.doing, Doing::Nothing);
        let again = port.now.instant + PAUSE;
        match (doing, answer) {
            (Doing::Metadata(asked), Some(Response::Metadata(metadata))) if asked == id => {
                let partitions = metadata.topics.into_iter().flat_map(|topic| topic.partitions);
                self.leaders = partitions.map(|partition| partition.leader).collect();
                if self.leaders.is_empty() {
                    self.again_at = Some(again);
                }
            }
            (Doing::Identity(asked), Some(Response::InitProducerId(result))) if asked == id => match result {
                Ok(identity) => self.identity = Some(identity),
                Err(_) => self.again_at = Some(again),
            },
            (Doing::Produce(asked, partition), Some(Response::Produce(all))) if asked == id => {
                let result = all.into_iter().next().map(|produced| produced.result);
                match result {
                    Some(Ok(produced)) => self.settle(port, ledger, partition, Fate::Acked(Some(produced.base_offset))),
                    Some(Err(refusal)) if passes(refusal.code) && self.settings.idempotent => {
                        self.leave_open(leaves_open(refusal.code));
                        self.ask_anew(port);
                    }
                    Some(Err(refusal)) => {
                        // A refusal says nothing of an earlier attempt.
                        let open = leaves_open(refusal.code) || self.queue.front().is_some_and(|record| record.open);
                        let fate = if open { Fate::Unknown } else { Fate::Refused(refusal.code) };
                        self.settle(port, ledger, partition, fate);
                        self.ask_anew(port);
                    }
                    None => self.settle(port, ledger, partition, Fate::Unknown),
                }
            }
            // The connection is gone: an idempotent producer sends the very same again, another one does not dare.
            (Doing::Produce(asked, partition), _) if asked == id => {
                self.ask_anew(port);
                self.leave_open(true);
                if !self.settings.idempotent {
                    self.settle(port, ledger, partition, Fate::Unknown);
                }
            }
            (Doing::Metadata(asked) | Doing::Identity(asked), _) if asked == id => self.again_at = Some(again),
            (other, _) => self.doing = other,
        }
    }

    pub(crate) fn wake(&self) -> Option<Instant> {
        let again = self.again_at.filter(|_| !self.queue.is_empty());
        [again, self.lines.wake()].into_iter().flatten().min()
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        self.lines.digest(digest);
        digest.value(&(&self.queue, &self.doing, &self.leaders, self.identity, &self.sequences, self.requests));
        digest.value(&self.again_at);
    }
}

/// A line to any broker, each time to another one: the last one may know nothing new.
fn anybody(port: &Port<'_>, turn: u64) -> Line {
    let index = turn % port.bootstrap.len().max(1) as u64;
    port.bootstrap.get(index as usize).map_or(Line::Bootstrap, |broker| Line::Broker(*broker))
}

/// Whether an error leaves open if the record was written: it may have been before the leader found out that it is none, or
/// that too few are in sync, or that its disk has failed.
fn leaves_open(code: ErrorCode) -> bool {
    use ErrorCode::{KafkaStorageError, NotEnoughReplicasAfterAppend, NotLeaderOrFollower, RequestTimedOut};
    matches!(code, KafkaStorageError | NotEnoughReplicasAfterAppend | NotLeaderOrFollower | RequestTimedOut)
}
