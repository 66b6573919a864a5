//! The producer: takes records, says where each went.
//!
//! Records of one partition stay in order and travel in batches. With [`Config::idempotent`] a retry is recognised by its
//! sequence, so that nothing is written twice and nothing overtakes; without it, a retried batch may come after a later one
//! when more than one is in flight. Every record gets exactly one [`Delivery`].
//!
//! A refused batch waits, and is tried again until [`Config::delivery_timeout`] or [`Config::retries`] ends that; the machine asks
//! who leads, it never guesses.
//! Deliberately absent: transactions.

mod config;
mod flow;
mod queue;

#[cfg(test)]
mod tests;

use crate::sorted::SortedMap;
use alloc::{collections::VecDeque, sync::Arc, vec::Vec};
use bytes::Bytes;

use crate::{
    error::ErrorCode,
    id::{BrokerId, Offset, PartitionIndex, ProducerEpoch, ProducerId},
    name::Text,
    random::Random,
    record::BatchBuilder,
    request::Acks,
    response::{BrokerInfo, Response},
    time::{Instant, Now, Timestamp},
};

use super::{
    CorrelationId, Disconnected, Outgoing, TopicPartition as Key,
    directory::{Directory, Topic},
    flights::Flights,
    partitioner::Spread,
};
use flow::Purpose;
use queue::Queue;

pub use config::{Compression, Config, IN_FLIGHT_MAX};

/// A record to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewRecord {
    /// The topic.
    pub topic: Text,
    /// The partition; `None` leaves it to the partitioner.
    pub partition: Option<PartitionIndex>,
    /// The key.
    pub key: Option<Bytes>,
    /// The value; `None` is a tombstone on a compacted topic.
    pub value: Option<Bytes>,
    /// The headers, in order.
    pub headers: Vec<(Bytes, Option<Bytes>)>,
    /// Its time; `None` for now.
    pub timestamp: Option<Timestamp>,
}

/// Names a record between [`Producer::send`] and its [`Delivery`]. Rises with each record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordId(pub u64);

/// The buffer is full (`buffer.memory`): drain it first, then send again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub record: RecordId,
    /// The topic it was sent to.
    pub topic: Text,
    /// The partition; `None` if none was ever chosen.
    pub partition: Option<PartitionIndex>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why the last try of it was refused, when it was tried more than once.
    pub refused: Option<ErrorCode>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Acknowledged as asked for. The offset is unknown with acks=0, and when the broker recognised an old retry.
    Acked {
        /// Where it is.
        offset: Option<Offset>,
        /// The broker's stamp, on topics with LogAppendTime.
        timestamp: Option<Timestamp>,
    },
    /// Refused, or never sent: it is not in the log.
    Failed(ErrorCode),
    /// Sent, but no answer came in time, or only such as leave it open: it may or may not be in the log.
    Unknown,
}

/// The machine. See the module for what it promises and [`super`] for how to drive it.
#[derive(Clone, Debug)]
pub struct Producer {
    /// Shared between copies.
    config: Arc<Config>,
    /// The latest time that was told.
    now: Now,
    directory: Directory,
    flights: Flights<Purpose>,
    spread: Spread,
    random: Random,
    queues: SortedMap<Key, Queue>,
    /// Records whose topic is not known yet, in order.
    homeless: VecDeque<Homeless>,
    /// The producer id, once given.
    identity: Option<(ProducerId, ProducerEpoch)>,
    /// When to ask for one (again).
    identity_due: Option<Instant>,
    identity_failures: u32,
    /// Why the last try to get one was refused.
    identity_refused: Option<ErrorCode>,
    next_record: u64,
    buffered_bytes: u64,
    /// Records before this one do not linger.
    flush_before: u64,
    deliveries: VecDeque<Delivery>,
}

#[derive(Clone, Debug)]
struct Homeless {
    id: RecordId,
    record: NewRecord,
    timestamp: i64,
    deadline: Instant,
}

impl Producer {
    /// A producer without any record. All its chance comes from `seed`.
    #[must_use]
    pub fn new(mut config: Config, seed: u64) -> Self {
        config.idempotent &= config.acks == Acks::All;
        let directory = Directory::new(config.auto_create, config.metadata_max_age, config.retry_backoff);
        Self {
            now: Now::default(),
            directory,
            flights: Flights::new(),
            spread: Spread::new(config.partitioner, seed),
            random: Random::new(seed, "producer"),
            queues: SortedMap::new(),
            homeless: VecDeque::new(),
            identity: None,
            identity_due: config.idempotent.then_some(Instant(0)),
            identity_failures: 0,
            identity_refused: None,
            next_record: 0,
            buffered_bytes: 0,
            flush_before: 0,
            deliveries: VecDeque::new(),
            config: Arc::new(config),
        }
    }

    /// Takes a record. Its [`Delivery`] comes from [`Self::poll_delivery`].
    ///
    /// # Errors
    /// [`Full`]: nothing was taken.
    pub fn send(&mut self, now: Now, record: NewRecord) -> Result<RecordId, Full> {
        self.advance(now);
        let size = record_size(&record);
        if self.buffered_bytes > 0 && self.buffered_bytes + size > self.config.buffer_bytes_max {
            return Err(Full);
        }
        self.buffered_bytes += size;
        let id = RecordId(self.next_record);
        self.next_record += 1;
        self.directory.want(&record.topic);
        let timestamp = record.timestamp.unwrap_or(now.wall).0;
        let deadline = now.instant + self.config.delivery_timeout;
        self.house(Homeless { id, record, timestamp, deadline });
        Ok(id)
    }

    /// Sends what is there without lingering: after it, drain `poll_request` and wait for [`Self::is_idle`].
    pub fn flush(&mut self) {
        self.flush_before = self.next_record;
    }

    /// What became of a record, in the order in which it was found out.
    pub fn poll_delivery(&mut self) -> Option<Delivery> {
        self.deliveries.pop_front()
    }

    /// What to send next.
    pub fn poll_request(&mut self, now: Now) -> Option<Outgoing> {
        self.advance(now);
        self.next_request()
    }

    /// An answer came, or will not come.
    pub fn handle_response(
        &mut self,
        now: Now,
        correlation: CorrelationId,
        response: Result<Response<Bytes>, Disconnected>,
    ) {
        self.advance(now);
        if let Some(flight) = self.flights.land(correlation) {
            self.landed(flight, response.ok());
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Now) {
        self.advance(now);
    }

    /// When to call [`Self::handle_timeout`] and to drain [`Self::poll_request`] at the latest, if nothing happens before.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        let queues = self.queues.values().filter_map(|queue| queue.timeout(&self.config, self.now.instant));
        let homeless = self.homeless.front().map(|homeless| homeless.deadline);
        let fixed = [self.directory.timeout(), self.flights.deadline(), self.identity_due, homeless];
        // What was due before the latest time has been done, or waits for an answer.
        queues.chain(fixed.into_iter().flatten()).filter(|at| *at > self.now.instant).min()
    }

    /// Whether every record has had its delivery, given out or not.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.homeless.is_empty() && self.queues.values().all(Queue::is_idle)
    }

    /// Bytes of records that wait or are under way.
    #[must_use]
    pub fn buffered_bytes(&self) -> u64 {
        self.buffered_bytes
    }

    /// Per partition: records that wait, and batches under way. For eyes.
    pub fn backlog(&self) -> impl Iterator<Item = (&Key, u64, u64)> {
        self.queues.iter().map(|(place, queue)| {
            let (waiting, flying) = queue.backlog();
            (place, waiting, flying)
        })
    }

    /// Where a broker lives.
    #[must_use]
    pub fn broker(&self, id: BrokerId) -> Option<&BrokerInfo> {
        self.directory.broker(id)
    }

    /// The producer id and epoch of an idempotent producer.
    #[must_use]
    pub fn identity(&self) -> Option<(ProducerId, ProducerEpoch)> {
        self.identity
    }

    /// What it was told to be.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Changes what does not touch batches under way: for a page with sliders. Idempotence stays as it was, and with it acks=all.
    pub fn reconfigure(&mut self, change: impl FnOnce(&mut Config)) {
        let Config { acks, idempotent, .. } = *self.config;
        let config = Arc::make_mut(&mut self.config);
        change(config);
        if idempotent {
            config.acks = acks;
        }
        config.idempotent = idempotent;
        self.spread.set(config.partitioner);
    }

    /// All that time alone brings about.
    fn advance(&mut self, now: Now) {
        self.now = Now { instant: self.now.instant.max(now.instant), wall: now.wall };
        while let Some(flight) = self.flights.overdue(self.now.instant) {
            self.landed(flight, None);
        }
        let mut expired = Vec::new();
        for (key, queue) in &mut self.queues {
            queue.expire(self.now.instant, |batch| expired.push((key.clone(), batch)));
        }
        for (key, mut batch) in expired {
            batch.refused = batch.refused.or(self.identity_refused);
            let outcome = batch.given_up(ErrorCode::RequestTimedOut);
            self.abandoned(&key, batch, outcome);
        }
        while self.homeless.front().is_some_and(|homeless| homeless.deadline <= self.now.instant) {
            let Some(homeless) = self.homeless.pop_front() else { break };
            let error =
                self.directory.topic(&homeless.record.topic).map_or(ErrorCode::RequestTimedOut, |topic| topic.error);
            let error = if error.is_error() { error } else { ErrorCode::RequestTimedOut };
            self.reject(homeless, error);
        }
    }

    /// Gives records whose topic has become known their partition, in order.
    fn settle(&mut self) {
        for homeless in core::mem::take(&mut self.homeless) {
            self.house(homeless);
        }
    }

    fn house(&mut self, homeless: Homeless) {
        let name = &homeless.record.topic;
        if let Some(topic) = self.directory.partitions(name) {
            let chosen = homeless.record.partition.is_some() || homeless.record.key.is_some();
            let (live, count) = (if chosen { Vec::new() } else { topic.live() }, topic.count());
            return self.place(homeless, &live, count);
        }
        match self.directory.topic(name).and_then(Topic::hopeless) {
            Some(error) => self.reject(homeless, error),
            None => self.homeless.push_back(homeless),
        }
    }

    fn place(&mut self, homeless: Homeless, live: &[PartitionIndex], count: i32) {
        let Homeless { id, record, timestamp, deadline } = &homeless;
        let choose = |spread: &mut Spread| match record.partition {
            Some(partition) => partition,
            None => spread.choose(&record.topic, record.key.as_deref(), live, count),
        };
        let mut key = Key { topic: record.topic.clone(), partition: choose(&mut self.spread) };
        if !(0..count).contains(&key.partition.0) {
            return self.reject(homeless, ErrorCode::UnknownTopicOrPartition);
        }
        if self.queues.get(&key).is_some_and(|queue| queue.overflows(record_size(record), &self.config)) {
            self.move_on(&key);
            key.partition = choose(&mut self.spread);
        }
        let queue = self.queues.entry(key).or_default();
        if queue.push(*id, record, *timestamp, self.now.instant, *deadline, &self.config).is_err() {
            self.reject(homeless, ErrorCode::MessageTooLarge);
        }
    }

    fn reject(&mut self, homeless: Homeless, error: ErrorCode) {
        self.buffered_bytes = self.buffered_bytes.saturating_sub(record_size(&homeless.record));
        let Homeless { id, record, .. } = homeless;
        let outcome = Outcome::Failed(error);
        let (topic, partition) = (record.topic, record.partition);
        self.deliveries.push_back(Delivery { record: id, topic, partition, outcome, refused: None });
    }
}

/// What a record is charged for, in bytes.
fn record_size(record: &NewRecord) -> u64 {
    let headers: Vec<_> = record.headers.iter().map(|(name, value)| (&name[..], value.as_deref())).collect();
    BatchBuilder::size_of_record(record.key.as_deref(), record.value.as_deref(), &headers)
}
