//! `glasslog topics`

use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::PartitionIndex,
    name::Text,
    request::{
        AlterConfigs, AlterResource, ConfigOperation, CreatePartitions, CreateTopics, DeleteTopics, DescribeConfigs,
        MorePartitions, NewTopic, OffsetAt, Request, Resource, TopicRef,
    },
    response::{ClusterMetadata, ConfigEntry, ConfigSource, Response, TopicMetadata},
};
use serde_json::json;

use super::{Target, print, table::Table};
use crate::client::Kafka;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Topics of any Kafka.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  glasslog topics                                      all topics
  glasslog topics create items-list --partitions 3
  glasslog topics describe items-list
  glasslog topics alter items-list --partitions 5 --set retention.ms=86400000
  glasslog topics delete items-list")]
pub struct TopicsArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    target: Target,
    /// Show the brokers' own topics, too
    #[arg(long, global = true)]
    internal: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All topics (what `glasslog topics` does by itself)
    List,
    /// A new topic
    Create {
        /// Its name
        name: String,
        /// How many partitions [default: the broker's num.partitions]
        #[arg(long, short)]
        partitions: Option<i32>,
        /// How many copies of each [default: the broker's default.replication.factor]
        #[arg(long, short)]
        replicas: Option<i16>,
        /// A setting of the topic
        #[arg(long, value_name = "NAME=VALUE")]
        set: Vec<String>,
        /// Be content when the topic exists
        #[arg(long)]
        if_not_exists: bool,
    },
    /// Partitions, leaders, offsets and settings
    Describe {
        /// Which topics; without a name, all
        names: Vec<String>,
    },
    /// More partitions, other settings
    Alter {
        /// Its name
        name: String,
        /// How many partitions there shall be in all; only ever more
        #[arg(long, short)]
        partitions: Option<i32>,
        /// A setting to change
        #[arg(long, value_name = "NAME=VALUE")]
        set: Vec<String>,
        /// A setting to bring back to its default
        #[arg(long, value_name = "NAME")]
        unset: Vec<String>,
    },
    /// Topics and all their records, gone
    Delete {
        /// Which
        #[arg(required = true)]
        names: Vec<String>,
    },
}

/// Does what was asked.
///
/// # Errors
/// The broker cannot be reached, or refuses.
pub async fn run(args: TopicsArgs) -> Result<()> {
    let mut kafka = Kafka::connect(&args.target.server).await?;
    let json = args.target.json;
    match args.action.unwrap_or(Action::List) {
        Action::List => list(&mut kafka, json, args.internal).await,
        Action::Describe { names } => describe(&mut kafka, &names, json, args.internal).await,
        Action::Create { name, partitions, replicas, set, if_not_exists } => {
            create(&mut kafka, &name, partitions, replicas, &set, if_not_exists, json).await
        }
        Action::Alter { name, partitions, set, unset } => {
            alter(&mut kafka, &name, partitions, &set, &unset, json).await
        }
        Action::Delete { names } => delete(&mut kafka, &names, json).await,
    }
}

async fn shown(kafka: &mut Kafka, names: &[String], internal: bool) -> Result<ClusterMetadata> {
    let wanted: Vec<Text> = names.iter().map(|name| name.as_str().into()).collect();
    let mut metadata = kafka.metadata((!names.is_empty()).then_some(&wanted[..])).await?;
    if names.is_empty() && !internal {
        metadata.topics.retain(|topic| !topic.internal);
    }
    metadata.topics.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(metadata)
}

fn name_of(topic: &TopicMetadata) -> Text {
    topic.name.clone().unwrap_or_default()
}

async fn list(kafka: &mut Kafka, json: bool, internal: bool) -> Result<()> {
    let metadata = shown(kafka, &[], internal).await?;
    let mut table = Table::new(&["TOPIC", "PARTITIONS", "REPLICAS"]);
    for topic in &metadata.topics {
        let replicas = topic.partitions.first().map_or(0, |partition| partition.replicas.len());
        if json {
            print(&json!({"topic": name_of(topic).as_str(), "partitions": topic.partitions.len(), "replicas": replicas, "internal": topic.internal}).to_string())?;
        } else {
            table.row([name_of(topic).to_string(), topic.partitions.len().to_string(), replicas.to_string()]);
        }
    }
    if json {
        return Ok(());
    }
    if table.is_empty() {
        return print("There are no topics yet. `glasslog topics create NAME` makes one; so does producing to it.");
    }
    print(&table.render())
}

async fn describe(kafka: &mut Kafka, names: &[String], json: bool, internal: bool) -> Result<()> {
    let metadata = shown(kafka, names, internal).await?;
    if let Some(missing) = metadata.topics.iter().find(|topic| topic.error.is_error()) {
        bail!("topic {}: {}", name_of(missing), explained(&missing.error.into()));
    }
    let partitions: Vec<(Text, PartitionIndex)> = metadata
        .topics
        .iter()
        .flat_map(|topic| topic.partitions.iter().map(move |partition| (name_of(topic), partition.partition)))
        .collect();
    let starts = kafka.offsets(&metadata, &partitions, OffsetAt::Earliest).await?;
    let ends = kafka.offsets(&metadata, &partitions, OffsetAt::Latest).await?;
    let configs = configs(kafka, &metadata).await?;
    for (index, topic) in metadata.topics.iter().enumerate() {
        let name = name_of(topic);
        let settings =
            configs.iter().find(|(other, _)| *other == name).map(|(_, entries)| &entries[..]).unwrap_or_default();
        let own: Vec<&ConfigEntry> = settings.iter().filter(|entry| entry.source == ConfigSource::Topic).collect();
        let offset = |offsets: &crate::client::Offsets, partition| offsets.get(&(name.clone(), partition)).map(|o| o.0);
        let mut table = Table::new(&["PARTITION", "LEADER", "EPOCH", "REPLICAS", "IN SYNC", "START", "END", "RECORDS"]);
        let mut rows = Vec::new();
        for partition in &topic.partitions {
            let (start, end) = (offset(&starts, partition.partition), offset(&ends, partition.partition));
            let ids =
                |ids: &[glasslog_core::id::BrokerId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let number = |n: Option<i64>| n.map_or("-".to_owned(), |n| n.to_string());
            let records = start.zip(end).map(|(start, end)| end - start);
            rows.push(json!({
                "partition": partition.partition.0, "leader": partition.leader.map(|l| l.0), "leader_epoch": partition.leader_epoch.0,
                "replicas": partition.replicas.iter().map(|r| r.0).collect::<Vec<_>>(), "isr": partition.isr.iter().map(|r| r.0).collect::<Vec<_>>(),
                "start": start, "end": end,
            }));
            table.row([
                partition.partition.to_string(),
                partition.leader.map_or("none".to_owned(), |leader| leader.to_string()),
                partition.leader_epoch.to_string(),
                ids(&partition.replicas),
                ids(&partition.isr),
                number(start),
                number(end),
                number(records),
            ]);
        }
        if json {
            let configs: serde_json::Map<_, _> =
                settings.iter().map(|e| (e.name.to_string(), json!(e.value.as_deref()))).collect();
            print(&json!({"topic": name.as_str(), "id": topic.id.to_string(), "internal": topic.internal, "partitions": rows, "configs": configs}).to_string())?;
            continue;
        }
        if index > 0 {
            print("")?;
        }
        print(&format!("{name}  (id {})", topic.id))?;
        for entry in own {
            print(&format!("  {} = {}", entry.name, entry.value.as_deref().unwrap_or("")))?;
        }
        print(&table.render())?;
    }
    Ok(())
}

async fn configs(kafka: &mut Kafka, metadata: &ClusterMetadata) -> Result<Vec<(Text, Vec<ConfigEntry>)>> {
    let resources = metadata.topics.iter().map(|topic| (Resource::Topic(name_of(topic)), None)).collect();
    let request = DescribeConfigs { resources, synonyms: false, documentation: false };
    let Response::DescribeConfigs(described) = kafka.ask(Request::DescribeConfigs(request)).await? else {
        bail!("the broker answered something else than it was asked");
    };
    Ok(described
        .into_iter()
        .filter_map(|(resource, entries)| match (resource, entries) {
            (Resource::Topic(name), Ok(entries)) => Some((name, entries)),
            _ => None,
        })
        .collect())
}

async fn create(
    kafka: &mut Kafka,
    name: &str,
    partitions: Option<i32>,
    replicas: Option<i16>,
    set: &[String],
    if_not_exists: bool,
    json: bool,
) -> Result<()> {
    let configs = pairs(set)?.into_iter().map(|(name, value)| (name, Some(value))).collect();
    let topic =
        NewTopic { name: name.into(), partitions, replication_factor: replicas, assignment: Vec::new(), configs };
    let request = CreateTopics { topics: vec![topic], timeout: TIMEOUT, validate_only: false };
    let Response::CreateTopics(created) = kafka.ask(Request::CreateTopics(request)).await? else {
        bail!("the broker answered something else than it was asked");
    };
    for topic in created {
        match topic.result {
            Ok(info) if json => {
                print(&json!({"topic": name, "id": info.id.to_string(), "partitions": info.partitions}).to_string())?
            }
            // Older brokers do not say how many.
            Ok(info) if info.partitions > 0 => print(&format!("Made {name} with {} partitions.", info.partitions))?,
            Ok(_) => print(&format!("Made {name}."))?,
            Err(refusal) if refusal.code == ErrorCode::TopicAlreadyExists && if_not_exists => {
                if !json {
                    print(&format!("{name} exists already."))?;
                }
            }
            Err(refusal) => bail!("{name} was not made: {}", explained(&refusal)),
        }
    }
    Ok(())
}

async fn alter(
    kafka: &mut Kafka,
    name: &str,
    partitions: Option<i32>,
    set: &[String],
    unset: &[String],
    json: bool,
) -> Result<()> {
    if partitions.is_none() && set.is_empty() && unset.is_empty() {
        bail!("nothing to change: give --partitions N, --set NAME=VALUE or --unset NAME");
    }
    let mut done = Vec::new();
    if !set.is_empty() || !unset.is_empty() {
        let mut changes: Vec<_> =
            pairs(set)?.into_iter().map(|(name, value)| (name, ConfigOperation::Set, Some(value))).collect();
        changes.extend(unset.iter().map(|name| (name.as_str().into(), ConfigOperation::Delete, None)));
        let resource = AlterResource { resource: Resource::Topic(name.into()), replace_all: false, changes };
        let request = AlterConfigs { resources: vec![resource], validate_only: false };
        let Response::AlterConfigs(altered) = kafka.ask(Request::AlterConfigs(request)).await? else {
            bail!("the broker answered something else than it was asked");
        };
        for (_, result) in altered {
            result.map_err(|refusal| anyhow!("the settings of {name} were not changed: {}", explained(&refusal)))?;
        }
        done.push("settings changed".to_owned());
    }
    if let Some(count) = partitions {
        let topic = MorePartitions { name: name.into(), count, assignment: None };
        let request = CreatePartitions { topics: vec![topic], timeout: TIMEOUT, validate_only: false };
        let Response::CreatePartitions(grown) = kafka.ask(Request::CreatePartitions(request)).await? else {
            bail!("the broker answered something else than it was asked");
        };
        for (_, result) in grown {
            result.map_err(|refusal| anyhow!("{name} got no more partitions: {}", explained(&refusal)))?;
        }
        done.push(format!("{count} partitions now"));
    }
    if json {
        print(&json!({"topic": name, "done": done}).to_string())
    } else {
        print(&format!("{name}: {}.", done.join(", ")))
    }
}

async fn delete(kafka: &mut Kafka, names: &[String], json: bool) -> Result<()> {
    let topics = names.iter().map(|name| TopicRef::Name(name.as_str().into())).collect();
    let request = DeleteTopics { topics, timeout: TIMEOUT };
    let Response::DeleteTopics(deleted) = kafka.ask(Request::DeleteTopics(request)).await? else {
        bail!("the broker answered something else than it was asked");
    };
    let mut failed = None;
    for (name, _, result) in deleted {
        let name = name.unwrap_or_default();
        match result {
            Ok(()) if json => print(&json!({"topic": name.as_str(), "deleted": true}).to_string())?,
            Ok(()) => print(&format!("Deleted {name} and all its records."))?,
            Err(refusal) => failed = Some(anyhow!("{name} was not deleted: {}", explained(&refusal))),
        }
    }
    failed.map_or(Ok(()), Err)
}

fn pairs(set: &[String]) -> Result<Vec<(Text, Text)>> {
    set.iter()
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok((name.into(), value.into())),
            _ => bail!("--set {pair} is not NAME=VALUE, as in --set retention.ms=86400000"),
        })
        .collect()
}

/// A refusal, with what to do about it.
pub(super) fn explained(refusal: &Refusal) -> String {
    let hint = match refusal.code {
        ErrorCode::UnknownTopicOrPartition => "; `glasslog topics` shows which there are",
        ErrorCode::TopicAlreadyExists => "; --if-not-exists makes that no error",
        ErrorCode::InvalidReplicationFactor => "; a partition cannot have more copies than there are brokers",
        ErrorCode::MessageTooLarge => {
            "; the topic's max.message.bytes says how large a batch may be, and `glasslog topics alter` changes it"
        }
        ErrorCode::NonEmptyGroup => "; stop its members first",
        ErrorCode::GroupIdNotFound => "; `glasslog groups` shows which there are",
        _ => "",
    };
    super::table::printable(&format!("{refusal}{hint}"))
}
