//! A cluster, as an administrator asks it: one question at a time, each to the broker that knows.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset, PartitionIndex},
    name::Text,
    request::{
        FindCoordinator, Isolation, ListOffsets, ListOffsetsPartition, MetadataRequest, OffsetAt, Request, TopicRef,
    },
    response::{BrokerInfo, ClusterMetadata, Response},
};

use super::Connection;

/// Offsets by topic and partition.
pub type Offsets = BTreeMap<(Text, PartitionIndex), Offset>;

/// A cluster.
#[derive(Debug)]
pub struct Kafka {
    first: Connection,
    others: HashMap<(Text, u16), Connection>,
}

impl Kafka {
    /// Connects to one broker of the cluster.
    ///
    /// # Errors
    /// [`super::ConnectionError`].
    pub async fn connect(bootstrap: &str) -> Result<Kafka> {
        Ok(Kafka { first: Connection::open(bootstrap).await?, others: HashMap::new() })
    }

    /// Asks the broker that we are connected to.
    ///
    /// # Errors
    /// It is gone, or cannot do it.
    pub async fn ask(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        Ok(self.first.ask(&request).await?)
    }

    /// Asks a certain broker.
    ///
    /// # Errors
    /// It cannot be reached at the address that it advertises, or cannot do it.
    pub async fn ask_broker(&mut self, broker: &BrokerInfo, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let key = (broker.host.clone(), broker.port);
        if !self.others.contains_key(&key) {
            let address = if broker.host.contains(':') {
                format!("[{}]:{}", broker.host, broker.port)
            } else {
                format!("{}:{}", broker.host, broker.port)
            };
            let connection = Connection::open(&address)
                .await
                .with_context(|| format!("broker {} tells its clients to come to {address}", broker.id))?;
            self.others.insert(key.clone(), connection);
        }
        let connection = self.others.get_mut(&key).context("it was opened above")?;
        let answer = connection.ask(&request).await;
        if answer.is_err() {
            self.others.remove(&key);
        }
        Ok(answer?)
    }

    /// Who leads what; `None` for all topics. Creates nothing.
    ///
    /// # Errors
    /// The broker is gone.
    pub async fn metadata(&mut self, topics: Option<&[Text]>) -> Result<ClusterMetadata> {
        let topics = topics.map(|names| names.iter().cloned().map(TopicRef::Name).collect());
        match self.ask(Request::Metadata(MetadataRequest { topics, auto_create: false })).await? {
            Response::Metadata(metadata) => Ok(metadata),
            _ => bail!("the broker answered something else than it was asked"),
        }
    }

    /// The offsets of partitions, from their leaders. Partitions without a leader are left out.
    ///
    /// # Errors
    /// A leader is gone.
    pub async fn offsets(
        &mut self,
        metadata: &ClusterMetadata,
        wanted: &[(Text, PartitionIndex)],
        at: OffsetAt,
    ) -> Result<Offsets> {
        let mut by_leader: BTreeMap<BrokerId, Vec<ListOffsetsPartition>> = BTreeMap::new();
        for (topic, partition) in wanted {
            let leader = metadata
                .topics
                .iter()
                .find(|t| t.name.as_ref() == Some(topic))
                .and_then(|t| t.partitions.iter().find(|p| p.partition == *partition))
                .and_then(|p| p.leader);
            if let Some(leader) = leader {
                by_leader.entry(leader).or_default().push(ListOffsetsPartition {
                    topic: TopicRef::Name(topic.clone()),
                    partition: *partition,
                    current_leader_epoch: None,
                    at,
                });
            }
        }
        let mut offsets = Offsets::new();
        for (leader, partitions) in by_leader {
            let Some(broker) = metadata.brokers.iter().find(|broker| broker.id == leader) else { continue };
            let request = ListOffsets { replica: None, isolation: Isolation::ReadUncommitted, partitions };
            if let Response::ListOffsets(listed) = self.ask_broker(broker, Request::ListOffsets(request)).await? {
                for one in listed {
                    if let (TopicRef::Name(topic), Ok(info)) = (one.topic, one.result) {
                        offsets.insert((topic, one.partition), info.offset);
                    }
                }
            }
        }
        Ok(offsets)
    }

    /// The broker that keeps a group.
    ///
    /// # Errors
    /// There is none, or not yet.
    pub async fn coordinator(&mut self, group: &Text) -> Result<BrokerInfo> {
        for _ in 0..50 {
            let request = FindCoordinator { kind: 0, keys: vec![group.clone()] };
            match self.ask(Request::FindCoordinator(request)).await? {
                Response::FindCoordinator(mut found) => match found.pop() {
                    Some((_, Ok(broker))) => return Ok(broker),
                    // The topic that keeps the groups is being made.
                    Some((_, Err(refusal))) if refusal.code.is_retriable() => {
                        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    }
                    Some((_, Err(refusal))) => bail!("no broker keeps group {group}: {refusal}"),
                    None => bail!("the broker did not say who keeps group {group}"),
                },
                _ => bail!("the broker answered something else than it was asked"),
            }
        }
        bail!("no broker keeps group {group} yet; try again")
    }
}
