//! Between the node and its group coordinator: topics by name, appends to the offsets topic, finding the coordinator.

use bytes::Bytes;

use super::{Node, storage::Pending};
use crate::{
    effect::Effect,
    error::{ErrorCode, Refusal},
    group::{AppendToken, Coordinator, GroupEffect, GroupRequest},
    id::{ClientId, LogId, Offset, PartitionIndex, RequestId},
    limit,
    name::{OFFSETS_TOPIC, Text},
    partition::Until,
    record::{BatchBuilder, CheckedBatch},
    request::{FindCoordinator, Request, TopicRef},
    response::{Response, Span},
    storage::StorageOrder,
    time::Now,
    waiting::Awaited,
};

impl Node {
    pub(super) fn find_coordinator(&mut self, now: Now, client: ClientId, id: RequestId, request: FindCoordinator) {
        if request.kind == 0 && self.image.topic_named(OFFSETS_TOPIC).is_none() {
            let (partitions, factor) = (self.config.offsets_partitions, self.config.replication.offsets_factor);
            self.create_by_itself(now, &OFFSETS_TOPIC.into(), Some(partitions), Some(factor));
        }
        if request.kind == 0 && !self.coordinates() && self.seeking_coordinator.len() < limit::WAITING_REQUESTS {
            self.seeking_coordinator.push((client, id, request));
            return;
        }
        self.answer_find_coordinator(client, id, request);
    }

    /// Whether every partition of the offsets topic that is led here is open (or beyond hope).
    fn coordinates(&self) -> bool {
        let Some((topic, image)) = self.image.topic_named(OFFSETS_TOPIC) else { return false };
        let led = image.numbered().filter(|(_, partition)| partition.leader == Some(self.config.broker.id));
        led.map(|(index, _)| self.logs.get(&(topic, index)).and_then(|log| self.partition_at(*log)))
            .all(|partition| partition.is_some_and(|p| p.state != crate::partition::State::Opening))
    }

    /// There will be no coordinator for now: too few brokers for its topic, or no space. Clients ask again.
    pub(super) fn give_up_coordinator_search(&mut self) {
        for (client, id, request) in core::mem::take(&mut self.seeking_coordinator) {
            self.answer_find_coordinator(client, id, request);
        }
    }

    pub(super) fn resume_coordinator_search(&mut self) {
        if !self.seeking_coordinator.is_empty() && self.coordinates() {
            for (client, id, request) in core::mem::take(&mut self.seeking_coordinator) {
                self.answer_find_coordinator(client, id, request);
            }
        }
    }

    fn answer_find_coordinator(&mut self, client: ClientId, id: RequestId, request: FindCoordinator) {
        let kind = request.kind;
        let answers = request.keys.into_iter().map(|key| {
            let coordinator = match kind {
                0 => self.coordinator_of(&key),
                1 => Err(Refusal::new(ErrorCode::InvalidRequest, "this broker has no transactions yet")),
                _ => Err(ErrorCode::InvalidRequest.into()),
            };
            (key, coordinator)
        });
        let response = Response::FindCoordinator(answers.collect());
        self.reply(client, id, response);
    }

    fn coordinator_of(&self, group: &Text) -> Result<crate::response::BrokerInfo, Refusal> {
        if group.is_empty() {
            return Err(ErrorCode::InvalidGroupId.into());
        }
        let unavailable = || Refusal::from(ErrorCode::CoordinatorNotAvailable);
        let (topic, image) = self.image.topic_named(OFFSETS_TOPIC).ok_or_else(unavailable)?;
        let index = Coordinator::partition_of(group, image.partitions.len() as i32);
        let leader = self.image.partition(topic, index).and_then(|p| p.leader).ok_or_else(unavailable)?;
        self.image.brokers.get(&leader).map(|broker| broker.info.clone()).ok_or_else(unavailable)
    }

    pub(super) fn group_request(
        &mut self,
        now: Now,
        client: ClientId,
        id: RequestId,
        mut request: Request<CheckedBatch>,
    ) {
        if self.name_topics(&mut request) {
            self.by_topic_id.insert((client, id));
        }
        let image = &self.image;
        let exists = |topic: &str, index: PartitionIndex| {
            image.topic_named(topic).is_some_and(|(topic, _)| image.partition(topic, index).is_some())
        };
        match GroupRequest::try_from(request) {
            Ok(GroupRequest::Commit(commit)) => self.groups.handle_commit(now, client, id, commit, exists),
            Ok(request) => self.groups.handle_request(now, client, id, request),
            Err(_) => unreachable!("every request that is not the node's is the coordinator's"),
        }
    }

    /// Turns topic ids into names, as far as they are known. Returns whether there were any.
    fn name_topics(&self, request: &mut Request<CheckedBatch>) -> bool {
        let mut any = false;
        let mut name = |topic: &mut TopicRef| {
            if let TopicRef::Id(id) = topic {
                any = true;
                if let Some(image) = self.image.topics.get(id) {
                    *topic = TopicRef::Name(image.name.clone());
                }
            }
        };
        match request {
            Request::OffsetCommit(commit) => commit.partitions.iter_mut().for_each(|p| name(&mut p.topic)),
            Request::OffsetFetch(fetch) => {
                let groups = fetch.groups.iter_mut().filter_map(|group| group.partitions.as_mut());
                groups.flatten().for_each(|(topic, _)| name(topic));
            }
            _ => {}
        }
        any
    }

    /// The other way round, for the answer to a client that speaks of ids.
    fn unname_topics(&self, response: &mut Response<Span>) {
        let unname = |topic: &mut TopicRef| {
            if let TopicRef::Name(name) = topic
                && let Some(id) = self.image.names.get(name)
            {
                *topic = TopicRef::Id(*id);
            }
        };
        match response {
            Response::OffsetCommit(items) => items.iter_mut().for_each(|(topic, _, _)| unname(topic)),
            Response::OffsetFetch(groups) => {
                groups.iter_mut().flat_map(|group| &mut group.partitions).for_each(|item| unname(&mut item.topic));
            }
            _ => {}
        }
    }

    pub(super) fn drain_groups(&mut self, now: Now) {
        while let Some(effect) = self.groups.poll() {
            match effect {
                GroupEffect::Reply { client, id, mut response } => {
                    if self.by_topic_id.remove(&(client, id)) {
                        self.unname_topics(&mut response);
                    }
                    self.effects.push_back(Effect::Reply { client, id, response });
                }
                GroupEffect::Append { partition, token, records } => {
                    self.append_for_groups(now, partition, token, &records);
                }
                GroupEffect::Load { partition, token, from } => match self.offsets_log(partition) {
                    Some(log) => {
                        self.loads.insert(log, (token, from));
                        self.resume_load(now, log);
                    }
                    None => self.groups.handle_loaded(now, token, Err(crate::error::StorageFault::Missing), None),
                },
                GroupEffect::Note(note) => self.effects.push_back(Effect::Note(note)),
            }
        }
        let changed = self.groups.take_changed();
        changed.into_iter().for_each(|group| self.marks.group(group));
    }

    /// Groups are loaded only once the high watermark is known for certain: up to where this leadership began. What lies
    /// beyond it might never have been committed, and what is not loaded would be answered with "no commit".
    pub(super) fn resume_load(&mut self, now: Now, log: LogId) {
        let Some(partition) = self.partition_at(log).filter(|partition| partition.knows_high_watermark()) else {
            return;
        };
        let (start, upto) = (partition.start, partition.high_watermark);
        let Some((token, from)) = self.loads.remove(&log) else { return };
        let from: Offset = from.max(start);
        if from < upto {
            let order = StorageOrder::Read { from, upto, bytes_max: limit::LOAD_BYTES };
            self.order(log, order, Pending::Load(token));
        } else {
            self.groups.handle_loaded(now, token, Ok(Bytes::new()), None);
        }
    }

    fn append_for_groups(
        &mut self,
        now: Now,
        partition: PartitionIndex,
        token: AppendToken,
        records: &[(Bytes, Option<Bytes>)],
    ) {
        let result = self.try_append_for_groups(now, partition, token, records);
        if let Err(refusal) = result {
            self.groups.handle_appended(now, token, Err(refusal.code));
        }
    }

    fn try_append_for_groups(
        &mut self,
        now: Now,
        partition: PartitionIndex,
        token: AppendToken,
        records: &[(Bytes, Option<Bytes>)],
    ) -> Result<(), Refusal> {
        let mut builder = BatchBuilder::new();
        for (key, value) in records {
            let pushed = builder.push(now.wall.0, Some(key), value.as_deref(), &[]);
            pushed.map_err(|_| Refusal::from(ErrorCode::InvalidCommitOffsetSize))?;
        }
        let batch = builder.checked().map_err(|_| Refusal::from(ErrorCode::InvalidCommitOffsetSize))?;
        let log = self.offsets_log(partition).ok_or(ErrorCode::NotCoordinator)?;
        let serves = self.partition_at(log).map(|p| p.serves(self.config.broker.id).and_then(|()| p.check_isr()));
        serves.unwrap_or(Err(ErrorCode::NotCoordinator))?;
        let awaited = (Until::HighWatermark, Awaited::Group(token));
        let (_, waits) = self.append(now, log, &batch, Some(awaited))?;
        assert!(waits, "a new batch is not yet past the high watermark");
        Ok(())
    }
}
