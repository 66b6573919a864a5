//! Topics: what the controller is asked, what becomes of its answers, and what clients are told about the cluster.

use crate::sorted::SortedSet;
use alloc::{string::ToString, sync::Arc, vec::Vec};
use core::time::Duration;

use super::{
    Node, State,
    cluster::{Own, late},
    storage::Pending,
};
use crate::{
    controller::{
        Ask,
        image::{BrokerImage, TopicImage},
    },
    distinct::distinct,
    effect::Note,
    error::{ErrorCode, Refusal},
    id::{BrokerId, ClientId, LogId, PartitionIndex, RequestId, TopicId},
    metadata::{Committed, MetadataRecord},
    name::{self, Text},
    partition::Partition,
    request::{
        AlterConfigs, CreatePartitions, CreateTopics, DeleteTopics, DescribeConfigs, MetadataRequest, NewTopic,
        Resource, TopicRef,
    },
    response::{
        BrokerInfo, ClusterDescription, ClusterMetadata, CreatedTopic, PartitionMetadata, Response, TopicMetadata,
    },
    settings::TopicSettings,
    storage::StorageOrder,
    time::Now,
    waiting::WaitId,
};

/// How long a request waits for the logs of its new topics to open.
const OPENING_TIMEOUT: Duration = Duration::from_secs(60);
/// So long clients are still told where a broker is that has left. A client hands its partitions over from the old leader to the
/// new one; librdkafka forgets a broker that is not listed any more at once, in the middle of that, and then waits for its next look
/// around, up to a second. Kafka itself lists a broker that has died until its session has expired.
const DEPARTED_LISTED: Duration = Duration::from_secs(2);
/// Why topics cannot be made is told again after so long.
const TELL_AGAIN: Duration = Duration::from_secs(60);

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
        let took_effect = Arc::make_mut(&mut self.image).apply(committed);
        if !took_effect || self.state == State::Replaying {
            return;
        }
        // Before this incarnation is registered it has no part in anything: what it once led it may not lead on.
        if !matches!(self.state, State::Registering) {
            gone.into_iter().for_each(|(id, topic)| self.handle_topic_deleted(now, id, &topic));
            for record in &committed.proposal.records {
                self.reconcile(now, record);
            }
        }
        self.handle_membership(now);
    }

    /// Brings all of this broker's partitions in line with the metadata.
    pub(super) fn reconcile_all(&mut self, now: Now) {
        let numbered = self.image.topics.iter().flat_map(|(id, topic)| topic.numbered().map(|(index, _)| (*id, index)));
        for (topic, index) in numbered.collect::<Vec<_>>() {
            self.reconcile_partition(now, topic, index);
        }
    }

    /// Brings this broker's partitions in line with one committed record.
    fn reconcile(&mut self, now: Now, record: &MetadataRecord) {
        match record {
            MetadataRecord::PartitionCreated { topic, partition, .. }
            | MetadataRecord::PartitionChanged { topic, partition, .. } => {
                self.reconcile_partition(now, *topic, *partition);
            }
            MetadataRecord::BrokerFenced { broker } => {
                self.departed.insert(*broker, now.instant + DEPARTED_LISTED);
                self.marks.broker();
            }
            MetadataRecord::BrokerRegistered { .. } | MetadataRecord::BrokerUnfenced { .. } => self.marks.broker(),
            MetadataRecord::TopicCreated { id, name, .. } => {
                let partitions = self.image.topics.get(id).map_or(0, |t| t.partitions.len() as i32);
                self.note(Note::TopicCreated { topic: name.clone(), partitions });
            }
            MetadataRecord::TopicConfigured { id, .. } => self.reconfigure(*id),
            _ => {}
        }
    }

    fn reconcile_partition(&mut self, now: Now, topic: TopicId, index: PartitionIndex) {
        let Some(image) = self.image.partition(topic, index).cloned() else { return };
        if !image.replicas.contains(&self.config.broker.id) {
            return;
        }
        if let Some(log) = self.logs.get(&(topic, index)).copied() {
            let me = self.config.broker.id;
            if let Some(partition) = self.partition_at_mut(log) {
                let shift = partition.handle_metadata(me, now.instant, &image);
                self.shifted(now, log, shift);
            }
            return;
        }
        let Some(topic_image) = self.image.topics.get(&topic) else { return };
        let (name, settings) = (topic_image.name.clone(), self.settings_of(topic_image));
        let log = LogId(self.partitions.len() as u32);
        let config = settings.log;
        let mut partition = Partition::opening((topic, index), name, log, settings, image);
        partition.planted = self.planted;
        self.partitions.push(Some(Arc::new(partition)));
        Arc::make_mut(&mut self.logs).insert((topic, index), log);
        self.mark_partition(log);
        let name = crate::storage::LogName { topic, partition: index };
        self.order(log, StorageOrder::Open { name, config }, Pending::Open);
    }

    /// A topic's settings in force. They were checked when they were decided; what cannot be read falls to the defaults.
    fn settings_of(&self, topic: &TopicImage) -> TopicSettings {
        let defaults = self.config.topic_defaults.iter().map(|(k, v)| (k, v));
        TopicSettings::resolve(defaults.chain(&topic.settings)).unwrap_or_default()
    }

    /// Whether a topic keeps the last record of each key: hosts look into compressed batches for it before this node is
    /// given them (`CheckedBatch::look`).
    #[must_use]
    pub fn is_compacted(&self, id: TopicId) -> bool {
        self.image.topics.get(&id).is_some_and(|topic| self.settings_of(topic).compact)
    }

    fn reconfigure(&mut self, id: TopicId) {
        let Some(topic) = self.image.topics.get(&id) else { return };
        let settings = self.settings_of(topic);
        let logs: Vec<LogId> = (0..topic.partitions.len() as i32)
            .filter_map(|p| self.logs.get(&(id, PartitionIndex(p))).copied())
            .collect();
        for log in logs {
            let Some(partition) = self.partition_at_mut(log) else { continue };
            partition.settings = Arc::new(settings.clone());
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

    /// New topics are answered for when they can be used: once the logs here are open.
    pub(super) fn wait_for_logs(
        &mut self,
        now: Now,
        (client, id): (ClientId, RequestId),
        names: &[Text],
        response: Response<crate::response::Span>,
    ) {
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

    fn closed_logs(&self, topic: &str) -> SortedSet<LogId> {
        let Some((id, image)) = self.image.topic_named(topic) else { return SortedSet::new() };
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

    /// The brokers that are there, and those that were a moment ago.
    fn brokers_for_clients(&mut self, now: Now) -> Vec<BrokerInfo> {
        self.departed.retain(|_, until| *until > now.instant);
        let listed = |broker: &&BrokerImage| !broker.fenced || self.departed.contains_key(&broker.info.id);
        self.image.brokers.values().filter(listed).map(|broker| broker.info.clone()).collect()
    }

    /// The controller is no broker, and clients cannot reach it; they are told of one that is there, for all pass on what is
    /// for the controller (KIP-590). The same for all clients, as long as it is there.
    fn controller_id(&self) -> Option<BrokerId> {
        self.image.alive().map(|broker| broker.info.id).min()
    }

    #[inline(never)]
    pub(super) fn describe_cluster(&mut self, client: ClientId, id: RequestId) {
        let cluster_id = self.config.cluster_id.clone();
        let brokers = self.image.alive().map(|broker| broker.info.clone()).collect();
        let described = ClusterDescription { cluster_id, controller: self.controller_id(), brokers };
        self.reply(client, id, Response::DescribeCluster(described));
    }

    pub(super) fn metadata(&mut self, now: Now, client: ClientId, id: RequestId, request: MetadataRequest) {
        let auto_create = request.auto_create && self.config.auto_create_topics;
        let topics = match request.topics {
            None => self.image.topics.iter().map(|(id, topic)| self.topic_metadata(*id, topic)).collect(),
            Some(asked) => distinct(asked, |topic| topic)
                .into_iter()
                .map(|topic| self.metadata_of(now, topic, auto_create))
                .collect(),
        };
        let metadata = ClusterMetadata {
            cluster_id: self.config.cluster_id.clone(),
            controller: self.controller_id(),
            brokers: self.brokers_for_clients(now),
            topics,
        };
        self.reply(client, id, Response::Metadata(metadata));
    }

    fn metadata_of(&mut self, now: Now, topic: TopicRef, auto_create: bool) -> TopicMetadata {
        if let Some((id, image)) = self.topic_id(&topic).and_then(|id| Some((id, self.image.topics.get(&id)?))) {
            return self.topic_metadata(id, image);
        }
        let (error, name, id) = match topic {
            TopicRef::Id(id) => (ErrorCode::UnknownTopicId, None, id),
            TopicRef::Name(name) if !name::is_topic_name(&name) => (ErrorCode::InvalidTopic, Some(name), TopicId::NONE),
            TopicRef::Name(name) => {
                if auto_create {
                    self.create_by_itself(now, &name, None, None);
                }
                // The topic is on its way; its client asks again.
                (ErrorCode::UnknownTopicOrPartition, Some(name), TopicId::NONE)
            }
        };
        let internal = name.as_ref().is_some_and(|name| name::is_internal_topic(name));
        TopicMetadata { error, name, id, internal, partitions: Vec::new() }
    }

    /// Asks for a topic without a client that waits for it.
    pub(super) fn create_by_itself(
        &mut self,
        now: Now,
        name: &Text,
        partitions: Option<i32>,
        replication_factor: Option<i16>,
    ) {
        if !self.creating.insert(name.clone()) {
            return;
        }
        let assignment = Vec::new();
        let topic = NewTopic { name: name.clone(), partitions, replication_factor, assignment, configs: Vec::new() };
        let topics = alloc::vec![topic];
        let request = CreateTopics { topics, timeout: OPENING_TIMEOUT, validate_only: false };
        self.ask_for_myself(now, Own::Topic, Ask::CreateTopics(request));
    }

    /// Topics that this broker has asked for are there, or cannot be made now.
    pub(super) fn handle_own_topics(&mut self, now: Now, created: &[CreatedTopic]) {
        for topic in created {
            self.creating.remove(&topic.name);
            let there = matches!(&topic.result, Ok(_) | Err(Refusal { code: ErrorCode::TopicAlreadyExists, .. }));
            if there {
                continue;
            }
            if name::is_internal_topic(&topic.name) {
                self.give_up_coordinator_search();
            }
            if let Err(refusal) = &topic.result {
                self.note_not_created(now, &topic.name, refusal);
            }
        }
    }

    /// Clients are only told that the topic is unknown, and ask again ten times a second: why is for whoever runs the broker,
    /// and not as often.
    fn note_not_created(&mut self, now: Now, topic: &Text, refusal: &Refusal) {
        let reason = Text::from(refusal.to_string());
        let told = self.told_not_created.as_ref();
        if told.is_some_and(|(last, at)| *last == reason && now.instant < *at + TELL_AGAIN) {
            return;
        }
        self.told_not_created = Some((reason.clone(), now.instant));
        self.note(Note::TopicNotCreated { topic: topic.clone(), reason });
    }

    pub(super) fn create_topics(&mut self, now: Now, client: ClientId, id: RequestId, request: CreateTopics) {
        let late = |topic: &NewTopic| CreatedTopic { name: topic.name.clone(), result: Err(late()) };
        let late = Response::CreateTopics(request.topics.iter().map(late).collect());
        let timeout = request.timeout;
        self.ask(now, (client, id), Ask::CreateTopics(request), timeout, late);
    }

    #[inline(never)]
    pub(super) fn delete_topics(&mut self, now: Now, client: ClientId, id: RequestId, request: DeleteTopics) {
        let late = |topic: &TopicRef| match topic {
            TopicRef::Name(name) => (Some(name.clone()), TopicId::NONE, Err(late())),
            TopicRef::Id(id) => (None, *id, Err(late())),
        };
        let late = Response::DeleteTopics(request.topics.iter().map(late).collect());
        let timeout = request.timeout;
        self.ask(now, (client, id), Ask::DeleteTopics(request), timeout, late);
    }

    #[inline(never)]
    pub(super) fn create_partitions(&mut self, now: Now, client: ClientId, id: RequestId, request: CreatePartitions) {
        let late = Response::CreatePartitions(request.topics.iter().map(|t| (t.name.clone(), Err(late()))).collect());
        let timeout = request.timeout;
        self.ask(now, (client, id), Ask::CreatePartitions(request), timeout, late);
    }

    #[inline(never)]
    pub(super) fn alter_configs(&mut self, now: Now, client: ClientId, id: RequestId, request: AlterConfigs) {
        let late = request.resources.iter().map(|alter| (alter.resource.clone(), Err(late()))).collect();
        self.ask(now, (client, id), Ask::AlterConfigs(request), OPENING_TIMEOUT, Response::AlterConfigs(late));
    }

    fn topic_metadata(&self, id: TopicId, topic: &TopicImage) -> TopicMetadata {
        let me = self.config.broker.id;
        let partitions = topic.numbered().map(|(partition, image)| {
            let opening = self.logs.get(&(id, partition)).and_then(|log| self.partition_at(*log));
            let ready = opening.is_none_or(|p| p.serves(me) != Err(ErrorCode::LeaderNotAvailable));
            let leader = image.leader.filter(|_| ready);
            let offline = image.replicas.iter().copied().filter(|broker| !self.image.is_alive(*broker)).collect();
            PartitionMetadata {
                partition,
                error: if leader.is_some() { ErrorCode::None } else { ErrorCode::LeaderNotAvailable },
                leader,
                leader_epoch: image.leader_epoch,
                replicas: image.replicas.clone(),
                isr: image.isr.clone(),
                offline,
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

    #[inline(never)]
    pub(super) fn describe_configs(&mut self, client: ClientId, id: RequestId, request: DescribeConfigs) {
        let resources = distinct(request.resources, |(resource, _)| resource);
        let described = resources.into_iter().map(|(resource, keys)| {
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
