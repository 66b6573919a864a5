//! Topics: what the controller is asked, what becomes of its answers, and what clients are told about the cluster.

use alloc::{collections::BTreeSet, vec::Vec};
use core::time::Duration;

use super::{Node, State, storage::Pending};
use crate::{
    controller::{Answer, Ask, Asker, ControllerEffect, image::TopicImage},
    effect::{Effect, Note},
    error::{ErrorCode, Refusal},
    id::{BrokerId, ClientId, LogId, PartitionIndex, RequestId, TopicId},
    metadata::{Committed, MetadataRecord},
    name::{self, Text},
    partition::Partition,
    request::{CreateTopics, DescribeConfigs, MetadataRequest, NewTopic, Resource, TopicRef},
    response::{BrokerInfo, ClusterDescription, ClusterMetadata, PartitionMetadata, Response, TopicMetadata},
    settings::TopicSettings,
    storage::StorageOrder,
    time::Now,
    waiting::WaitId,
};

/// How long a request waits for the logs of its new topics to open.
const OPENING_TIMEOUT: Duration = Duration::from_secs(60);

impl Node {
    /// A proposal has its place in the metadata log.
    pub(super) fn handle_committed(&mut self, now: Now, committed: &Committed) {
        let gone: Vec<(TopicId, TopicImage)> = committed
            .proposal
            .records
            .iter()
            .filter_map(|record| match record {
                MetadataRecord::TopicDeleted { id } => Some((*id, self.image.topics.get(id)?.clone())),
                _ => None,
            })
            .collect();
        let took_effect = self.image.apply(committed);
        if took_effect && self.state != State::Replaying {
            gone.into_iter().for_each(|(id, topic)| self.handle_topic_deleted(now, id, &topic));
            for record in &committed.proposal.records {
                self.reconcile(record);
            }
        }
        self.controller.handle_committed(&self.image, &self.config, committed, took_effect);
    }

    /// Brings this broker's partitions in line with one committed record.
    fn reconcile(&mut self, record: &MetadataRecord) {
        match record {
            MetadataRecord::PartitionCreated { topic, partition, .. }
            | MetadataRecord::PartitionChanged { topic, partition, .. } => self.reconcile_partition(*topic, *partition),
            MetadataRecord::TopicCreated { id, name, .. } => {
                let partitions = self.image.topics.get(id).map_or(0, |t| t.partitions.len() as i32);
                self.note(Note::TopicCreated { topic: name.clone(), partitions });
            }
            MetadataRecord::TopicConfigured { id, .. } => self.reconfigure(*id),
            _ => {}
        }
    }

    fn reconcile_partition(&mut self, topic: TopicId, index: PartitionIndex) {
        let Some(image) = self.image.partition(topic, index).cloned() else { return };
        if !image.replicas.contains(&self.config.broker.id) {
            return;
        }
        if let Some(log) = self.logs.get(&(topic, index)).copied() {
            if let Some(partition) = self.partition_at_mut(log) {
                partition.leader = image.leader;
                partition.leader_epoch = image.leader_epoch;
                partition.replicas = image.replicas;
                partition.isr = image.isr;
            }
            self.mark_partition(log);
            return;
        }
        let Some(topic_image) = self.image.topics.get(&topic) else { return };
        let (name, settings) = (topic_image.name.clone(), self.settings_of(topic_image));
        let log = LogId(self.partitions.len() as u32);
        let config = settings.log;
        self.partitions.push(Some(Partition::opening(
            topic,
            name,
            index,
            log,
            settings,
            image.leader,
            image.leader_epoch,
            image.replicas,
            image.isr,
        )));
        self.logs.insert((topic, index), log);
        self.mark_partition(log);
        let name = crate::storage::LogName { topic, partition: index };
        self.order(log, StorageOrder::Open { name, config }, Pending::Open);
    }

    /// A topic's settings in force. They were checked when they were decided; what cannot be read falls to the defaults.
    fn settings_of(&self, topic: &TopicImage) -> TopicSettings {
        let defaults = self.config.topic_defaults.iter().map(|(k, v)| (k, v));
        TopicSettings::resolve(defaults.chain(&topic.settings)).unwrap_or_default()
    }

    fn reconfigure(&mut self, id: TopicId) {
        let Some(topic) = self.image.topics.get(&id) else { return };
        let settings = self.settings_of(topic);
        let logs: Vec<LogId> = (0..topic.partitions.len() as i32)
            .filter_map(|p| self.logs.get(&(id, PartitionIndex(p))).copied())
            .collect();
        for log in logs {
            let Some(partition) = self.partition_at_mut(log) else { continue };
            partition.settings = settings.clone();
            if partition.is_open() {
                self.order(log, StorageOrder::Configure { config: settings.log }, Pending::Configure);
            }
        }
    }

    fn handle_topic_deleted(&mut self, now: Now, id: TopicId, topic: &TopicImage) {
        for (partition, _) in topic.numbered() {
            if let Some(log) = self.logs.get(&(id, partition)).copied() {
                self.drop_partition(now, log);
            }
        }
        self.groups.handle_topic_deleted(now, &topic.name);
        self.note(Note::TopicDeleted { topic: topic.name.clone() });
    }

    pub(super) fn drain_controller(&mut self, now: Now) {
        while let Some(effect) = self.controller.poll() {
            match effect {
                ControllerEffect::Propose(proposal) => self.effects.push_back(Effect::Propose(proposal)),
                ControllerEffect::Answer(asker, answer) => self.handle_answer(now, asker, answer),
                ControllerEffect::Overloaded(asker) => {
                    if let Some((client, _)) = asker {
                        let blame = crate::error::Blame::OverLimit("the controller has too much to do".into());
                        self.effects.push_back(Effect::Close { client, blame });
                    }
                }
            }
        }
    }

    fn handle_answer(&mut self, now: Now, asker: Asker, answer: Answer) {
        match answer {
            Answer::Registered => {
                self.state = State::Serving;
                self.marks.broker();
                self.note(Note::Serving);
            }
            Answer::ProducerIds(first) => self.handle_producer_ids(first),
            Answer::CreateTopics(created) => {
                let names: Vec<Text> = created.iter().map(|t| t.name.clone()).collect();
                self.wait_for_logs(now, asker, &names, Response::CreateTopics(created));
            }
            Answer::CreatePartitions(grown) => {
                let names: Vec<Text> = grown.iter().map(|(name, _)| name.clone()).collect();
                self.wait_for_logs(now, asker, &names, Response::CreatePartitions(grown));
            }
            Answer::DeleteTopics(deleted) => {
                if let Some((client, id)) = asker {
                    self.reply(client, id, Response::DeleteTopics(deleted));
                }
            }
            Answer::AlterConfigs(altered) => {
                if let Some((client, id)) = asker {
                    self.reply(client, id, Response::AlterConfigs(altered));
                }
            }
        }
    }

    /// New topics are answered for when they can be used: once the logs here are open.
    fn wait_for_logs(&mut self, now: Now, asker: Asker, names: &[Text], response: Response<crate::response::Span>) {
        let Some((client, id)) = asker else { return };
        let number = self.waiting.number();
        let mut open = Vec::new();
        for (slot, name) in (0..).zip(names) {
            let closed = self.closed_logs(name);
            if !closed.is_empty() {
                open.push(slot);
                self.opening.push((number, slot, closed));
            }
        }
        self.reply_or_wait(now, client, id, number, open, response, OPENING_TIMEOUT);
    }

    fn closed_logs(&self, topic: &str) -> BTreeSet<LogId> {
        let Some((id, image)) = self.image.topic_named(topic) else { return BTreeSet::new() };
        let logs = image.numbered().filter_map(|(index, _)| self.logs.get(&(id, index)).copied());
        let opening =
            |log: &LogId| self.partition_at(*log).is_some_and(|p| p.state == crate::partition::State::Opening);
        logs.filter(opening).collect()
    }

    /// A log's opening has come to an end: topics that waited for it are told.
    pub(super) fn opened_or_halted(&mut self, log: LogId) {
        let mut settled: Vec<(WaitId, u32)> = Vec::new();
        self.opening.retain_mut(|(number, slot, closed)| {
            closed.remove(&log);
            if closed.is_empty() {
                settled.push((*number, *slot));
            }
            !closed.is_empty()
        });
        for (number, slot) in settled {
            let done = self.waiting.settle(number, slot, |_| {});
            self.answer_settled(done);
        }
        self.resume_coordinator_search();
    }

    fn brokers(&self) -> Vec<BrokerInfo> {
        self.image.brokers.values().map(|broker| broker.info.clone()).collect()
    }

    fn controller_id(&self) -> Option<BrokerId> {
        Some(self.config.broker.id)
    }

    pub(super) fn describe_cluster(&mut self, client: ClientId, id: RequestId) {
        let cluster_id = self.config.cluster_id.clone();
        let described = ClusterDescription { cluster_id, controller: self.controller_id(), brokers: self.brokers() };
        self.reply(client, id, Response::DescribeCluster(described));
    }

    pub(super) fn metadata(&mut self, client: ClientId, id: RequestId, request: MetadataRequest) {
        let auto_create = request.auto_create && self.config.auto_create_topics;
        let topics = match request.topics {
            None => self.image.topics.iter().map(|(id, topic)| self.topic_metadata(*id, topic)).collect(),
            Some(asked) => asked.into_iter().map(|topic| self.metadata_of(topic, auto_create)).collect(),
        };
        let metadata = ClusterMetadata {
            cluster_id: self.config.cluster_id.clone(),
            controller: self.controller_id(),
            brokers: self.brokers(),
            topics,
        };
        self.reply(client, id, Response::Metadata(metadata));
    }

    fn metadata_of(&mut self, topic: TopicRef, auto_create: bool) -> TopicMetadata {
        if let Some((id, image)) = self.topic_id(&topic).and_then(|id| Some((id, self.image.topics.get(&id)?))) {
            return self.topic_metadata(id, image);
        }
        let (error, name, id) = match topic {
            TopicRef::Id(id) => (ErrorCode::UnknownTopicId, None, id),
            TopicRef::Name(name) if !name::is_topic_name(&name) => (ErrorCode::InvalidTopic, Some(name), TopicId::NONE),
            TopicRef::Name(name) => {
                if auto_create {
                    self.create_by_itself(&name, None);
                }
                // The topic is on its way; its client asks again.
                (ErrorCode::UnknownTopicOrPartition, Some(name), TopicId::NONE)
            }
        };
        let internal = name.as_ref().is_some_and(|name| name::is_internal_topic(name));
        TopicMetadata { error, name, id, internal, partitions: Vec::new() }
    }

    /// Asks for a topic without a client that waits for it.
    pub(super) fn create_by_itself(&mut self, name: &Text, partitions: Option<i32>) {
        let (replication_factor, assignment) = (None, Vec::new());
        let topic = NewTopic { name: name.clone(), partitions, replication_factor, assignment, configs: Vec::new() };
        let topics = alloc::vec![topic];
        let request = CreateTopics { topics, timeout: OPENING_TIMEOUT, validate_only: false };
        self.controller.handle_ask(&self.image, &self.config, None, Ask::CreateTopics(request));
    }

    fn topic_metadata(&self, id: TopicId, topic: &TopicImage) -> TopicMetadata {
        let me = self.config.broker.id;
        let partitions = topic.numbered().map(|(partition, image)| {
            let opening = self.logs.get(&(id, partition)).and_then(|log| self.partition_at(*log));
            let ready = opening.is_none_or(|p| p.serves(me) != Err(ErrorCode::LeaderNotAvailable));
            let leader = image.leader.filter(|_| ready);
            PartitionMetadata {
                partition,
                error: if leader.is_some() { ErrorCode::None } else { ErrorCode::LeaderNotAvailable },
                leader,
                leader_epoch: image.leader_epoch,
                replicas: image.replicas.clone(),
                isr: image.isr.clone(),
                offline: Vec::new(),
            }
        });
        TopicMetadata {
            error: ErrorCode::None,
            name: Some(topic.name.clone()),
            id,
            internal: name::is_internal_topic(&topic.name),
            partitions: partitions.collect(),
        }
    }

    pub(super) fn describe_configs(&mut self, client: ClientId, id: RequestId, request: DescribeConfigs) {
        let described = request.resources.into_iter().map(|(resource, keys)| {
            let wanted = |name: &Text| keys.as_ref().is_none_or(|keys| keys.contains(name));
            let entries = match &resource {
                Resource::Topic(name) => match self.image.topic_named(name) {
                    Some((_, topic)) => {
                        Ok(crate::settings::describe_topic(&self.config.topic_defaults, &topic.settings))
                    }
                    None => Err(ErrorCode::UnknownTopicOrPartition.into()),
                },
                Resource::Broker(broker) if broker.is_none_or(|b| b == self.config.broker.id) => {
                    Ok(crate::settings::describe_broker(&self.config))
                }
                Resource::Broker(_) => Err(Refusal::new(ErrorCode::InvalidRequest, "that is another broker")),
                Resource::Other(..) => Err(ErrorCode::InvalidRequest.into()),
            };
            let entries = entries.map(|mut entries| {
                entries.retain(|entry| wanted(&entry.name));
                for entry in &mut entries {
                    if !request.synonyms {
                        entry.synonyms.clear();
                    }
                    entry.documentation = entry.documentation.take().filter(|_| request.documentation);
                }
                entries
            });
            (resource, entries)
        });
        let response = Response::DescribeConfigs(described.collect());
        self.reply(client, id, response);
    }
}
