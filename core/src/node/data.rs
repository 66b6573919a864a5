//! Produce and fetch: the hot path.

use alloc::vec::Vec;

use super::{Node, look::Timed};
use crate::{
    effect::Effect,
    error::{Blame, ErrorCode, Refusal},
    id::{ClientId, LogId, Offset, PartitionIndex, RequestId, TopicId},
    mutant::Mutant,
    parked::ParkedFetch,
    partition::{Appended, Partition, Progress, Until},
    record::CheckedBatch,
    request::{Acks, Fetch, FetchPartition, Follower, Produce, TopicRef},
    response::{Fetched, FetchedPartition, Produced, ProducedPartition, Response, Span},
    storage::{StorageEffect, StorageOrder},
    time::Now,
    waiting::{Awaited, WaitId, Waiting, What},
};

/// A client's fetch, as its time is counted.
const CONSUMERS: Timed = Timed::Fetch { follower: false };

impl Node {
    pub(super) fn produce(&mut self, now: Now, client: ClientId, id: RequestId, request: Produce<CheckedBatch>) {
        let Produce { acks, timeout, transactional_id, partitions } = request;
        let number = self.waiting.number();
        let mut open = Vec::new();
        let mut results = Vec::with_capacity(partitions.len().min(crate::limit::PARTITIONS));
        for (slot, item) in (0..).zip(partitions) {
            let until = match acks {
                Acks::None => None,
                Acks::Leader => Some(Until::Durable),
                Acks::All => Some(Until::HighWatermark),
            };
            let awaited = until.map(|until| (until, Awaited::Slot(number, slot)));
            let result = if transactional_id.is_some() {
                Err(Refusal::new(ErrorCode::InvalidTxnState, "this broker has no transactions yet"))
            } else {
                self.produce_one(now, &item.topic, item.partition, item.batch, awaited)
            };
            let result = result.map(|(produced, waits)| {
                if waits {
                    open.push(slot);
                }
                produced
            });
            let leader = self.leader_hint(&item.topic, item.partition, result.as_ref().err().map(|r| r.code));
            results.push(ProducedPartition { topic: item.topic, partition: item.partition, result, leader });
        }
        if acks == Acks::None {
            self.count_time(now.instant, Timed::Produce);
            self.settle_unacknowledged(client, id, &results);
        } else if open.is_empty() {
            self.reply_timed((client, id), now.instant, Timed::Produce, Response::Produce(results));
        } else {
            let what = What::Produced { open, results };
            self.waiting
                .insert(number, Waiting { client, id, since: now.instant, deadline: now.instant + timeout, what });
        }
    }

    /// With acks=0 there is no answer; an error closes the connection, so that the producer learns of it.
    fn settle_unacknowledged(&mut self, client: ClientId, id: RequestId, results: &[ProducedPartition]) {
        match results.iter().find_map(|p| p.result.as_ref().err()) {
            None => self.effects.push_back(Effect::Settled { client, id }),
            Some(refusal) => {
                let blame = Blame::Misbehaved(alloc::format!("a produce with acks=0 failed: {refusal}").into());
                self.effects.push_back(Effect::Close { client, blame });
            }
        }
    }

    fn produce_one(
        &mut self,
        now: Now,
        topic: &TopicRef,
        partition: PartitionIndex,
        batch: Result<CheckedBatch, Refusal>,
        awaited: Option<(Until, Awaited)>,
    ) -> Result<(Produced, bool), Refusal> {
        let batch = batch?;
        let log = self.led(topic, partition)?;
        if self.partition_at(log).is_some_and(|p| p.internal) {
            return Err(Refusal::new(ErrorCode::InvalidTopic, "this topic is the broker's own"));
        }
        // KIP-966 and before: fewer in sync than the topic asks for, and nobody may be promised all replicas.
        if matches!(awaited, Some((Until::HighWatermark, _))) {
            self.partition_at(log).map_or(Ok(()), Partition::check_isr)?;
        }
        self.append(now, log, &batch, awaited)
    }

    /// Appends to a log that this broker leads. Says where it went, and whether `awaited` has to wait.
    pub(super) fn append(
        &mut self,
        now: Now,
        log: LogId,
        batch: &CheckedBatch,
        awaited: Option<(Until, Awaited)>,
    ) -> Result<(Produced, bool), Refusal> {
        let ticket = self.ticket();
        let Some(partition) = self.partition_at_mut(log) else {
            return Err(ErrorCode::UnknownTopicOrPartition.into());
        };
        let (base_offset, end, log_append_time) = match partition.append(batch, now.wall)? {
            Appended::Duplicate { base, end, log_append_time } => (base, end, log_append_time),
            Appended::New { batch, base, end, log_append_time } => {
                partition.issued(ticket, end);
                let order = StorageOrder::Append { batch };
                self.effects.push_back(Effect::Storage(StorageEffect { log, ticket, order }));
                (base, end, log_append_time)
            }
        };
        let Some(partition) = self.partition_at_mut(log) else {
            return Err(ErrorCode::UnknownTopicOrPartition.into());
        };
        let waits = awaited.is_some_and(|(until, awaited)| partition.wait(until, end, awaited));
        let produced = Produced { base_offset, log_append_time, log_start: partition.start };
        self.mark_partition(log);
        Ok((produced, waits))
    }

    /// What an append's completion set free is told to those who waited.
    pub(super) fn release(&mut self, now: Now, log: LogId, progress: Progress) {
        for awaited in progress.reached {
            match awaited {
                Awaited::Slot(number, slot) => self.settle(number, slot, Ok(())),
                Awaited::Group(token) => self.groups.handle_appended(now, token, Ok(())),
            }
        }
        self.fail_waits(now, progress.failed, ErrorCode::KafkaStorageError);
        self.fail_waits(now, progress.too_few, ErrorCode::NotEnoughReplicasAfterAppend);
        if progress.readable_bytes > 0 {
            self.mark_partition(log);
            self.wake_fetches(log, progress.readable_bytes);
            self.resume_load(now, log);
        }
        if progress.for_followers {
            self.wake_followers(log);
        }
    }

    pub(super) fn fail_waits(&mut self, now: Now, waits: Vec<Awaited>, code: ErrorCode) {
        for awaited in waits {
            match awaited {
                Awaited::Slot(number, slot) => self.settle(number, slot, Err(code)),
                Awaited::Group(token) => self.groups.handle_appended(now, token, Err(code)),
            }
        }
    }

    /// One slot of a waiting produce is settled; answers if it was the last.
    fn settle(&mut self, number: WaitId, slot: u32, result: Result<(), ErrorCode>) {
        let done = self.waiting.settle(number, slot, |what| {
            if let (Err(code), What::Produced { results, .. }) = (result, what)
                && let Some(item) = results.get_mut(slot as usize)
            {
                item.result = Err(code.into());
            }
        });
        self.answer_settled(done);
    }

    pub(super) fn answer_settled(&mut self, done: Option<Waiting>) {
        let Some(Waiting { client, id, since, what, .. }) = done else { return };
        let kind = Timed::of(&what);
        if let Ok((response, _)) = what.into_response() {
            self.reply_timed((client, id), since, kind, response);
        }
    }

    pub(super) fn fetch(&mut self, now: Now, client: ClientId, id: RequestId, fetch: Fetch) {
        let session_error = match (fetch.session_id, fetch.session_epoch) {
            (0, 0 | -1) => None,
            (0, _) => Some(ErrorCode::InvalidFetchSessionEpoch),
            // No session is ever given out, so none can be known.
            (_, _) if fetch.session_epoch == -1 => None,
            (_, _) => Some(ErrorCode::FetchSessionIdNotFound),
        };
        // Only a broker may say that it is one, and it does not come this way.
        let error = session_error.or(fetch.replica.map(|_| ErrorCode::InvalidRequest));
        if let Some(error) = error {
            let fetched = Fetched { error, session_id: 0, bytes_max: fetch.bytes_max, partitions: Vec::new() };
            self.reply_timed((client, id), now.instant, CONSUMERS, Response::Fetch(fetched));
            return;
        }
        let mut readable: u64 = 0;
        let mut answer_now = fetch.max_wait.is_zero() || fetch.partitions.is_empty() || self.waiting.is_full();
        for item in &fetch.partitions {
            match self.readable(item) {
                Ok((log, offset)) => {
                    readable += self.partition_at(log).map_or(0, |p| p.readable_bytes(offset));
                }
                Err(_) => answer_now = true,
            }
        }
        if answer_now || readable >= u64::from(fetch.bytes_min) {
            let response = self.fetched(fetch.replica, fetch.bytes_max, &fetch.partitions);
            self.reply_timed((client, id), now.instant, CONSUMERS, response);
            return;
        }
        let number = self.waiting.number();
        for item in &fetch.partitions {
            if let Ok((log, _)) = self.readable(item) {
                self.parked.park_consumer(log, number);
            }
        }
        let deadline = now.instant + fetch.max_wait;
        let missing = u64::from(fetch.bytes_min) - readable;
        let what = What::Bytes { missing, fetch: ParkedFetch::new(&fetch) };
        self.waiting.insert(number, Waiting { client, id, since: now.instant, deadline, what });
    }

    /// Whether a partition can be read there: its log and the offset, or the error to answer.
    pub(super) fn readable(&self, item: &FetchPartition) -> Result<(LogId, Offset), ErrorCode> {
        let log = self.led(&item.topic, item.partition)?;
        let partition = self.partition_at(log).ok_or(ErrorCode::UnknownTopicOrPartition)?;
        if !self.planted.is(Mutant::NoEpochCheckOnFetch) {
            partition.check_epoch(item.current_leader_epoch)?;
        }
        if item.offset < partition.start || item.offset > partition.end {
            return Err(ErrorCode::OffsetOutOfRange);
        }
        if partition.divergence(item.last_fetched_epoch, item.offset).is_some() {
            // Not an error, but nothing to wait for either.
            return Err(ErrorCode::None);
        }
        Ok((log, item.offset))
    }

    pub(super) fn fetched(
        &mut self,
        replica: Option<Follower>,
        bytes_max: u32,
        items: &[FetchPartition],
    ) -> Response<Span> {
        let partitions = items.iter().map(|item| self.fetched_partition(item, replica)).collect();
        if let Some(follower) = replica {
            for item in items {
                if let Ok((log, _)) = self.readable(item)
                    && self.partition_at(log).is_some_and(|partition| partition.owes_high_watermark(follower.broker))
                    && let Some(partition) = self.partition_at_mut(log)
                {
                    partition.tell_high_watermark(follower.broker);
                }
            }
        }
        Response::Fetch(Fetched { error: ErrorCode::None, session_id: 0, bytes_max, partitions })
    }

    fn fetched_partition(&self, item: &FetchPartition, replica: Option<Follower>) -> FetchedPartition<Span> {
        let readable = self.readable(item);
        let log = readable.map(|(log, _)| log).or_else(|_| self.led(&item.topic, item.partition));
        let partition = log.ok().and_then(|log| self.partition_at(log));
        let error = readable.err().unwrap_or(ErrorCode::None);
        let known = |of: fn(&Partition) -> Offset| match partition {
            Some(partition) if !error.is_error() || error == ErrorCode::OffsetOutOfRange => of(partition),
            _ => Offset(-1),
        };
        // A new leader may know an older one than its predecessor has shown: consumers are told none before it has caught up
        // (as KIP-207 has it for ListOffsets; a fetch goes on meanwhile, below what is known).
        let tells = replica.is_some() || partition.is_some_and(Partition::knows_high_watermark);
        let high_watermark = if tells { known(|p| p.high_watermark) } else { Offset(-1) };
        let records = readable.ok().zip(partition).and_then(|((log, from), partition)| {
            // Consumers see what every replica in sync has; followers, what the leader will not lose.
            let upto = if replica.is_some() { partition.durable } else { partition.high_watermark };
            (from < upto).then_some(Span { log, from, upto, bytes_max: item.bytes_max })
        });
        FetchedPartition {
            topic: item.topic.clone(),
            partition: item.partition,
            error,
            high_watermark,
            last_stable_offset: high_watermark,
            log_start: known(|p| p.start),
            diverging: partition.and_then(|p| p.divergence(item.last_fetched_epoch, item.offset)),
            leader: self.leader_hint(&item.topic, item.partition, Some(error)),
            aborted: Vec::new(),
            records,
        }
    }

    /// The high watermark of a log has moved on by so many bytes.
    fn wake_fetches(&mut self, log: LogId, bytes: u64) {
        let mut ready = Vec::new();
        for number in self.parked.consumers(log) {
            if let Some(Waiting { what: What::Bytes { missing, .. }, .. }) = self.waiting.get_mut(number) {
                *missing = missing.saturating_sub(bytes);
                if *missing == 0 {
                    ready.push(number);
                }
            }
        }
        self.answer_fetches(ready);
    }

    /// Something about a log has changed that its readers must hear of at once.
    pub(super) fn answer_all_fetches(&mut self, log: LogId) {
        self.answer_fetches(self.parked.consumers(log));
    }

    pub(super) fn answer_fetches(&mut self, numbers: Vec<WaitId>) {
        for number in numbers {
            if let Some(waiting) = self.waiting.remove(number) {
                self.forget_wait(number, &waiting);
                self.answer_overdue(waiting);
            }
        }
    }

    /// A fetch that no longer waits is taken off its partitions.
    pub(super) fn forget_wait(&mut self, number: WaitId, waiting: &Waiting) {
        if let What::Asked { ask, .. } = &waiting.what {
            self.forget_ask(*ask);
        }
        if let What::Bytes { fetch, .. } = &waiting.what {
            if let Some(follower) = fetch.replica
                && self.parked_followers.get(&follower.broker) == Some(&number)
            {
                self.parked_followers.remove(&follower.broker);
            }
            for (topic, partition) in fetch.places() {
                if let Some(log) = self.log_of(topic, partition) {
                    self.parked.remove(log, number, fetch.replica.is_some());
                }
            }
        }
    }

    /// The log of a partition that this broker leads and can serve, or the error to answer.
    pub(super) fn led(&self, topic: &TopicRef, partition: PartitionIndex) -> Result<LogId, ErrorCode> {
        let unknown = match topic {
            TopicRef::Name(_) => ErrorCode::UnknownTopicOrPartition,
            TopicRef::Id(_) => ErrorCode::UnknownTopicId,
        };
        let id = self.topic_id(topic).ok_or(unknown)?;
        if self.image.partition(id, partition).is_none() {
            return Err(ErrorCode::UnknownTopicOrPartition);
        }
        let log = *self.logs.get(&(id, partition)).ok_or(ErrorCode::NotLeaderOrFollower)?;
        self.partition_at(log).ok_or(ErrorCode::NotLeaderOrFollower)?.serves(self.config.broker.id)?;
        Ok(log)
    }

    pub(super) fn topic_id(&self, topic: &TopicRef) -> Option<TopicId> {
        match topic {
            TopicRef::Name(name) => self.image.names.get(name).copied(),
            TopicRef::Id(id) => self.image.topics.contains_key(id).then_some(*id),
        }
    }

    pub(super) fn log_of(&self, topic: &TopicRef, partition: PartitionIndex) -> Option<LogId> {
        self.logs.get(&(self.topic_id(topic)?, partition)).copied()
    }

    /// KIP-951: who leads, for a client that asked the wrong broker or with the wrong epoch.
    fn leader_hint(
        &self,
        topic: &TopicRef,
        partition: PartitionIndex,
        error: Option<ErrorCode>,
    ) -> Option<(crate::id::BrokerId, crate::id::LeaderEpoch)> {
        matches!(error, Some(ErrorCode::NotLeaderOrFollower | ErrorCode::FencedLeaderEpoch)).then_some(())?;
        let image = self.image.partition(self.topic_id(topic)?, partition)?;
        Some((image.leader?, image.leader_epoch))
    }
}

/// What a produce answers when its time is up before the replicas have it.
pub(super) fn time_out(response: &mut Response<Span>, open: &[u32]) {
    let slots = || open.iter().map(|slot| *slot as usize);
    let late = || Refusal::from(ErrorCode::RequestTimedOut);
    match response {
        Response::Produce(items) => slots().for_each(|slot| items[slot].result = Err(late())),
        Response::ListOffsets(items) => slots().for_each(|slot| items[slot].result = Err(ErrorCode::RequestTimedOut)),
        Response::DeleteRecords(items) => slots().for_each(|slot| items[slot].2 = Err(late())),
        Response::CreateTopics(items) => slots().for_each(|slot| items[slot].result = Err(late())),
        Response::CreatePartitions(items) => slots().for_each(|slot| items[slot].1 = Err(late())),
        _ => {}
    }
}
