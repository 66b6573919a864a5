//! What the producer asks for and what it makes of the answers.

use crate::sorted::SortedMap;
use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;

use crate::{
    client::{Outgoing, Target, directory::Topic, flights::Flight},
    error::{ErrorCode, Refusal},
    id::BrokerId,
    request::{Acks, InitProducerId, Produce, ProducePartition, Request, TopicRef},
    response::{Produced, ProducedPartition, Response},
};

use super::{Delivery, IN_FLIGHT_MAX, Key, Outcome, Producer, queue::Batch};

/// What a request under way is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    Metadata,
    Identity,
    /// Batches, by their partition and their place in it.
    Produce(Vec<(Key, u64)>),
}

impl Producer {
    pub(super) fn next_request(&mut self) -> Option<Outgoing> {
        self.produce().or_else(|| self.ask_metadata()).or_else(|| self.ask_identity())
    }

    fn ask_metadata(&mut self) -> Option<Outgoing> {
        let (target, request) = self.directory.poll(self.now.instant)?;
        Some(self.launch(target, Purpose::Metadata, Request::Metadata(request)))
    }

    fn ask_identity(&mut self) -> Option<Outgoing> {
        self.identity_due.filter(|due| *due <= self.now.instant)?;
        self.identity_due = None;
        let request = InitProducerId {
            transactional_id: None,
            transaction_timeout: Duration::from_secs(60),
            current: self.identity,
        };
        Some(self.launch(self.directory.anybody(), Purpose::Identity, Request::InitProducerId(request)))
    }

    fn launch(&mut self, target: Target, purpose: Purpose, request: Request<Bytes>) -> Outgoing {
        let correlation = self.flights.launch(self.now.instant, self.config.request_timeout, target, purpose);
        Outgoing { target, correlation, request }
    }

    /// One request with all that is ready for one leader.
    fn produce(&mut self) -> Option<Outgoing> {
        let now = self.now.instant;
        let mut ready: SortedMap<BrokerId, Vec<Key>> = SortedMap::new();
        for (key, queue) in &self.queues {
            if !queue.is_ready(now, self.flush_before, self.identity, &self.config) {
                continue;
            }
            match self.directory.leader(&key.topic, key.partition) {
                Some((leader, _)) => ready.entry(leader).or_default().push(key.clone()),
                None => self.directory.refresh(),
            }
        }
        let (leader, keys) = ready.into_iter().find(|(leader, _)| self.may_send_to(*leader))?;
        let (mut partitions, mut batches, mut bytes_left) =
            (Vec::new(), Vec::new(), u64::from(self.config.request_bytes_max));
        for key in keys {
            let Some((ordinal, batch)) =
                self.queues.get_mut(&key).and_then(|queue| queue.take(self.identity, &self.config))
            else {
                continue;
            };
            self.move_on(&key);
            bytes_left = bytes_left.saturating_sub(batch.len() as u64);
            let topic = TopicRef::Name(key.topic.clone());
            partitions.push(ProducePartition { topic, partition: key.partition, batch: Ok(batch) });
            batches.push((key, ordinal));
            if bytes_left < u64::from(self.config.batch_bytes) {
                break; // the rest goes with the next request
            }
        }
        if partitions.is_empty() {
            return None;
        }
        let (acks, timeout) = (self.config.acks, self.config.request_timeout);
        let request = Request::Produce(Produce { acks, timeout, transactional_id: None, partitions });
        let target = Target::Broker(leader);
        if acks == Acks::None {
            for (key, ordinal) in batches {
                self.acked(&key, ordinal, Outcome::Acked { offset: None, timestamp: None });
            }
            return Some(Outgoing { target, correlation: self.flights.number(), request });
        }
        Some(self.launch(target, Purpose::Produce(batches), request))
    }

    /// A batch of this partition is closed: records without a key may go elsewhere.
    pub(super) fn move_on(&mut self, key: &Key) {
        if self.spread.sticks() {
            let live = self.directory.partitions(&key.topic).map(Topic::live).unwrap_or_default();
            self.spread.closed(&key.topic, key.partition, &live);
        }
    }

    fn may_send_to(&self, leader: BrokerId) -> bool {
        let target = Target::Broker(leader);
        let produces = self
            .flights
            .iter()
            .filter(|flight| flight.target == target && matches!(flight.purpose, Purpose::Produce(_)));
        let max = if self.config.idempotent {
            self.config.in_flight_max.min(IN_FLIGHT_MAX)
        } else {
            self.config.in_flight_max
        };
        produces.count() < max.max(1) as usize
    }

    /// The answer to `flight`, or none.
    pub(super) fn landed(&mut self, flight: Flight<Purpose>, response: Option<Response<Bytes>>) {
        match (flight.purpose, response) {
            (Purpose::Metadata, Some(Response::Metadata(told))) => {
                self.directory.told(self.now.instant, Some(told), &mut self.random);
                self.settle();
            }
            (Purpose::Metadata, _) => self.directory.told(self.now.instant, None, &mut self.random),
            (Purpose::Identity, Some(Response::InitProducerId(answer))) => {
                self.identity_refused = answer.as_ref().err().map(|refusal| refusal.code);
                self.identified(answer.map_err(|refusal| refusal.code));
            }
            (Purpose::Identity, _) => {
                self.directory.turn();
                self.identified(Err(ErrorCode::NetworkException));
            }
            (Purpose::Produce(batches), Some(Response::Produce(results))) => {
                for (key, ordinal) in batches {
                    let is_it = |result: &&ProducedPartition| {
                        result.partition == key.partition && result.topic == TopicRef::Name(key.topic.clone())
                    };
                    match results.iter().find(is_it) {
                        Some(result) => self.answered(&key, ordinal, result),
                        None => self.unanswered(&key, ordinal),
                    }
                }
            }
            (Purpose::Produce(batches), _) => {
                self.directory.refresh();
                batches.iter().for_each(|(key, ordinal)| self.unanswered(key, *ordinal));
            }
        }
    }

    fn identified(&mut self, answer: Result<super::queue::Identity, ErrorCode>) {
        match answer {
            Ok(identity) => {
                self.identity = Some(identity);
                self.identity_failures = 0;
            }
            Err(error) if error.is_retriable() || error == ErrorCode::UnknownServerError => {
                self.identity_failures = self.identity_failures.saturating_add(1);
                let wait = self.config.retry_backoff.after(self.identity_failures, &mut self.random);
                self.identity_due = Some(self.now.instant + wait);
            }
            Err(error) => {
                // Nothing can be written; who sends again makes it ask again.
                let keys: Vec<Key> = self.queues.keys().cloned().collect();
                for key in keys {
                    let batches: Vec<Batch> =
                        self.queues.get_mut(&key).map(|q| q.drain().collect()).unwrap_or_default();
                    for batch in batches {
                        let outcome = batch.given_up(error);
                        self.abandoned(&key, batch, outcome);
                    }
                }
                self.identity_due = Some(self.now.instant + self.config.retry_backoff.max);
            }
        }
    }

    fn answered(&mut self, key: &Key, ordinal: u64, result: &ProducedPartition) {
        match &result.result {
            Ok(Produced { base_offset, log_append_time, .. }) => {
                let offset = (base_offset.0 >= 0).then_some(*base_offset);
                self.acked(key, ordinal, Outcome::Acked { offset, timestamp: *log_append_time });
            }
            Err(Refusal { code: ErrorCode::DuplicateSequenceNumber, .. }) => {
                self.acked(key, ordinal, Outcome::Acked { offset: None, timestamp: None });
            }
            Err(Refusal { code, .. }) => {
                if is_about_leadership(*code) {
                    self.directory.not_leader(&key.topic, key.partition, result.leader);
                }
                self.refused(key, ordinal, *code);
            }
        }
    }

    fn refused(&mut self, key: &Key, ordinal: u64, code: ErrorCode) {
        let Some(queue) = self.queues.get_mut(key) else { return };
        let Some(mut batch) = queue.landed(ordinal, false) else { return };
        let about_sequence = matches!(
            code,
            ErrorCode::OutOfOrderSequenceNumber | ErrorCode::UnknownProducerId | ErrorCode::InvalidProducerEpoch
        );
        if self.config.idempotent && about_sequence {
            if !queue.broken && !queue.is_first(&batch) {
                return self.try_again(key, batch, code); // one before it failed; it is the next one's turn then
            }
            let unnoticed = !core::mem::replace(&mut queue.broken, true);
            if code == ErrorCode::OutOfOrderSequenceNumber {
                // The broker remembers the last five batches, more than may be under way: this one is not in its log. Of
                // those behind it that says nothing, for a log that does not know the producer (its topic was made anew)
                // begins with whichever comes first: each is asked for by its old sequence. Nor does it of another's log,
                // who took it when leading before, is in sync, and may lead again.
                batch.maybe_elsewhere |= core::mem::take(&mut batch.maybe_written);
            } else {
                // It has forgotten the sequence: what may be written would not be recognised.
                let doubtful = queue.take_doubtful();
                doubtful.into_iter().for_each(|batch| self.abandoned(key, batch, Outcome::Unknown));
                if batch.maybe_written {
                    return self.abandoned(key, batch, Outcome::Unknown);
                }
            }
            if unnoticed {
                self.renew_identity();
            }
            return self.try_again(key, batch, code);
        }
        batch.maybe_written |= leaves_open(code);
        batch.refused = Some(code);
        if code.is_retriable() {
            return self.try_again(key, batch, code);
        }
        self.give_up(key, batch, code);
    }

    fn unanswered(&mut self, key: &Key, ordinal: u64) {
        if let Some(mut batch) = self.queues.get_mut(key).and_then(|queue| queue.landed(ordinal, false)) {
            batch.maybe_written = true;
            self.try_again(key, batch, ErrorCode::NetworkException);
        }
    }

    /// Puts a batch back to be sent again, unless it has been often enough: then this is why it ends.
    fn try_again(&mut self, key: &Key, mut batch: Batch, code: ErrorCode) {
        if batch.failures >= self.config.retries {
            return self.give_up(key, batch, code);
        }
        batch.failures = batch.failures.saturating_add(1);
        batch.not_before = self.now.instant + self.config.retry_backoff.after(batch.failures, &mut self.random);
        if let Some(queue) = self.queues.get_mut(key) {
            queue.again(batch);
        }
    }

    /// Ends a batch with an error. Its sequence is missing in what comes behind it.
    fn give_up(&mut self, key: &Key, batch: Batch, code: ErrorCode) {
        if let Some(queue) = self.queues.get_mut(key) {
            queue.broken |= batch.sequence.is_some();
        }
        let outcome = batch.given_up(code);
        self.abandoned(key, batch, outcome);
    }

    /// The broker's count of sequences departs from ours: get a new identity, whose count starts at 0 (KIP-360).
    fn renew_identity(&mut self) {
        let asking = self.flights.iter().any(|flight| matches!(flight.purpose, Purpose::Identity));
        if self.config.idempotent && !asking && self.identity_due.is_none() {
            self.identity_due = Some(self.now.instant);
        }
    }

    fn acked(&mut self, key: &Key, ordinal: u64, outcome: Outcome) {
        if let Some(batch) = self.queues.get_mut(key).and_then(|queue| queue.landed(ordinal, true)) {
            self.deliver(key, batch, outcome);
        }
    }

    /// A batch that is not tried again.
    pub(super) fn abandoned(&mut self, key: &Key, batch: Batch, outcome: Outcome) {
        if batch.sequence.is_some() {
            self.renew_identity();
        }
        self.deliver(key, batch, outcome);
    }

    fn deliver(&mut self, key: &Key, batch: Batch, outcome: Outcome) {
        self.buffered_bytes = self.buffered_bytes.saturating_sub(batch.charged);
        for (place, record) in batch.records.into_iter().enumerate() {
            let outcome = match outcome {
                Outcome::Acked { offset, timestamp } => {
                    Outcome::Acked { offset: offset.map(|base| base.plus(place as i64)), timestamp }
                }
                other => other,
            };
            let (topic, partition) = (key.topic.clone(), Some(key.partition));
            self.deliveries.push_back(Delivery { record, topic, partition, outcome, refused: batch.refused });
        }
    }
}

/// Whether a broker that answers so may have written the batch all the same: the disk failed after the write, the
/// leadership ended before the answer, or nobody has thought of what happened.
fn leaves_open(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::RequestTimedOut
            | ErrorCode::NotEnoughReplicasAfterAppend
            | ErrorCode::KafkaStorageError
            | ErrorCode::NotLeaderOrFollower
            | ErrorCode::UnknownServerError
    )
}

fn is_about_leadership(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NotLeaderOrFollower
            | ErrorCode::LeaderNotAvailable
            | ErrorCode::UnknownTopicOrPartition
            | ErrorCode::UnknownTopicId
            | ErrorCode::ReplicaNotAvailable
            | ErrorCode::FencedLeaderEpoch
            | ErrorCode::UnknownLeaderEpoch
            | ErrorCode::KafkaStorageError
            | ErrorCode::BrokerNotAvailable
    )
}
