//! `glasslog groups`

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use glasslog_core::{
    error::ErrorCode,
    id::{Generation, Offset, PartitionIndex},
    name::Text,
    request::{
        CommitPartition, DeleteGroups, DescribeGroups, ListGroups, OffsetAt, OffsetCommit, OffsetFetch,
        OffsetFetchGroup, Request, TopicRef,
    },
    response::{BrokerInfo, FetchedOffset, GroupDescription, Response},
    time::Timestamp,
};
use serde_json::json;

use super::{Target, print, table::Table, topics::explained};
use crate::client::{Kafka, Offsets};

/// Consumer groups of any Kafka.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  glasslog groups                                      all groups
  glasslog groups describe items-group                 who reads what, and how far behind
  glasslog groups reset items-group --to-earliest      read everything again (stop its members first)
  glasslog groups delete items-group")]
pub struct GroupsArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All groups (what `glasslog groups` does by itself)
    List,
    /// Members, committed offsets and lag
    Describe {
        /// Which groups
        #[arg(required = true)]
        groups: Vec<String>,
    },
    /// Move a group's committed offsets; it must have no members
    Reset {
        /// Which group
        group: String,
        /// Only of these topics [default: all that it has read]
        #[arg(long)]
        topic: Vec<String>,
        #[command(flatten)]
        to: To,
    },
    /// Forget groups and their committed offsets; they must have no members
    Delete {
        /// Which groups
        #[arg(required = true)]
        groups: Vec<String>,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct To {
    /// To the first record that is kept
    #[arg(long)]
    to_earliest: bool,
    /// To the end: only what comes from now on
    #[arg(long)]
    to_latest: bool,
    /// To an offset, the same in every partition
    #[arg(long, value_name = "OFFSET")]
    to_offset: Option<i64>,
    /// To the first record at or after a time, in milliseconds since 1970
    #[arg(long, value_name = "MS")]
    to_time: Option<i64>,
}

/// Does what was asked.
///
/// # Errors
/// The broker cannot be reached, or refuses.
pub async fn run(args: GroupsArgs) -> Result<()> {
    let mut kafka = Kafka::connect(&args.target.server).await?;
    let json = args.target.json;
    match args.action.unwrap_or(Action::List) {
        Action::List => list(&mut kafka, json).await,
        Action::Describe { groups } => {
            for (index, group) in groups.iter().enumerate() {
                if index > 0 && !json {
                    print("")?;
                }
                describe(&mut kafka, &group.as_str().into(), json).await?;
            }
            Ok(())
        }
        Action::Reset { group, topic, to } => reset(&mut kafka, &group.as_str().into(), &topic, &to, json).await,
        Action::Delete { groups } => delete(&mut kafka, &groups, json).await,
    }
}

async fn list(kafka: &mut Kafka, json: bool) -> Result<()> {
    let brokers = kafka.metadata(Some(&[])).await?.brokers;
    let mut all = Vec::new();
    for broker in &brokers {
        if let Response::ListGroups(listed) =
            kafka.ask_broker(broker, Request::ListGroups(ListGroups::default())).await?
        {
            all.extend(listed.map_err(|code| anyhow!("broker {} does not list its groups: {code}", broker.id))?);
        }
    }
    all.sort_by(|a, b| a.group.cmp(&b.group));
    let mut table = Table::new(&["GROUP", "STATE", "TYPE"]);
    for group in all {
        if json {
            print(&json!({"group": group.group.as_str(), "state": group.state.as_str(), "protocol_type": group.protocol_type.as_str()}).to_string())?;
        } else {
            table.row([group.group.to_string(), group.state.to_string(), group.protocol_type.to_string()]);
        }
    }
    match (json, table.is_empty()) {
        (true, _) => Ok(()),
        (false, true) => print("There are no groups yet. A consumer with a group id makes one."),
        (false, false) => print(&table.render()),
    }
}

async fn description(kafka: &mut Kafka, at: &BrokerInfo, group: &Text) -> Result<GroupDescription> {
    let request = DescribeGroups { groups: vec![group.clone()] };
    match kafka.ask_broker(at, Request::DescribeGroups(request)).await? {
        Response::DescribeGroups(mut described) => match described.pop() {
            Some(description) if description.error == ErrorCode::None => Ok(description),
            Some(description) => bail!("group {group}: {}", explained(&description.error.into())),
            None => bail!("the broker said nothing of group {group}"),
        },
        _ => bail!("the broker answered something else than it was asked"),
    }
}

async fn commits(kafka: &mut Kafka, at: &BrokerInfo, group: &Text) -> Result<Vec<(Text, FetchedOffset)>> {
    let groups = vec![OffsetFetchGroup { group: group.clone(), partitions: None }];
    let request = OffsetFetch { groups, require_stable: false };
    let Response::OffsetFetch(mut fetched) = kafka.ask_broker(at, Request::OffsetFetch(request)).await? else {
        bail!("the broker answered something else than it was asked");
    };
    let Some(fetched) = fetched.pop() else { return Ok(Vec::new()) };
    if fetched.error.is_error() {
        bail!("group {group}: {}", explained(&fetched.error.into()));
    }
    let named = fetched.partitions.into_iter().filter(|one| one.offset.0 >= 0).filter_map(|one| match &one.topic {
        TopicRef::Name(name) => Some((name.clone(), one)),
        TopicRef::Id(_) => None,
    });
    Ok(named.collect())
}

/// Which member has which partitions, where the assignment is in the consumers' own format.
fn owners(description: &GroupDescription) -> BTreeMap<(Text, PartitionIndex), &Text> {
    let mut owners = BTreeMap::new();
    for member in &description.members {
        let Some(assignment) = super::consume::assignment(&member.assignment) else { continue };
        for (topic, partition) in assignment {
            owners.insert((topic, partition), &member.member);
        }
    }
    owners
}

async fn describe(kafka: &mut Kafka, group: &Text, json: bool) -> Result<()> {
    let at = kafka.coordinator(group).await?;
    let description = description(kafka, &at, group).await?;
    let commits = commits(kafka, &at, group).await?;
    if description.state.as_str() == "Dead" && commits.is_empty() {
        bail!("there is no group {group}; `glasslog groups` shows which there are");
    }
    let owners = owners(&description);
    let mut rows: BTreeMap<(Text, PartitionIndex), Option<Offset>> =
        owners.keys().map(|key| (key.clone(), None)).collect();
    rows.extend(commits.iter().map(|(topic, one)| ((topic.clone(), one.partition), Some(one.offset))));
    let wanted: Vec<_> = rows.keys().cloned().collect();
    let mut topics: Vec<Text> = wanted.iter().map(|(topic, _)| topic.clone()).collect();
    topics.dedup();
    let metadata = kafka.metadata(Some(&topics)).await?;
    let ends = kafka.offsets(&metadata, &wanted, OffsetAt::Latest).await?;
    let lag = |key: &(Text, PartitionIndex), commit: Option<Offset>| Some((ends.get(key)?.0 - commit?.0).max(0));
    if json {
        let partitions: Vec<_> = rows
            .iter()
            .map(|(key, commit)| {
                json!({"topic": key.0.as_str(), "partition": key.1.0, "committed": commit.map(|o| o.0), "end": ends.get(key).map(|o| o.0),
                       "lag": lag(key, *commit), "member": owners.get(key).map(|member| member.as_str())})
            })
            .collect();
        let members: Vec<_> = description
            .members
            .iter()
            .map(|m| json!({"member": m.member.as_str(), "client_id": m.client_id.as_str(), "host": m.client_host.as_str()}))
            .collect();
        return print(
            &json!({"group": group.as_str(), "state": description.state.as_str(), "protocol": description.protocol.as_str(), "coordinator": at.id.0,
                    "members": members, "partitions": partitions})
            .to_string(),
        );
    }
    print(&format!("{group}  {}, {} members, kept by broker {}", description.state, description.members.len(), at.id))?;
    let mut table = Table::new(&["TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER"]);
    let number = |n: Option<i64>| n.map_or("-".to_owned(), |n| n.to_string());
    for (key, commit) in &rows {
        table.row([
            key.0.to_string(),
            key.1.to_string(),
            number(commit.map(|o| o.0)),
            number(ends.get(key).map(|o| o.0)),
            number(lag(key, *commit)),
            owners.get(key).map_or("-".to_owned(), |member| member.to_string()),
        ]);
    }
    if table.is_empty() { print("It has committed nothing.") } else { print(&table.render()) }
}

async fn reset(kafka: &mut Kafka, group: &Text, topics: &[String], to: &To, json: bool) -> Result<()> {
    let at = kafka.coordinator(group).await?;
    let description = description(kafka, &at, group).await?;
    if !description.members.is_empty() {
        bail!(
            "group {group} has {} members; stop them first: they would commit over what is set here",
            description.members.len()
        );
    }
    let mut wanted: Vec<(Text, PartitionIndex)> = if topics.is_empty() {
        commits(kafka, &at, group).await?.into_iter().map(|(topic, one)| (topic, one.partition)).collect()
    } else {
        Vec::new()
    };
    if topics.is_empty() && wanted.is_empty() {
        bail!("group {group} has committed nothing yet; name a topic with --topic");
    }
    let mut names: Vec<Text> = wanted.iter().map(|(topic, _)| topic.clone()).collect();
    names.extend(topics.iter().map(|topic| Text::from(topic.as_str())));
    names.dedup();
    let metadata = kafka.metadata(Some(&names)).await?;
    for topic in &metadata.topics {
        let name = topic.name.clone().unwrap_or_default();
        if topic.error.is_error() {
            bail!("topic {name}: {}", explained(&topic.error.into()));
        }
        if !topics.is_empty() {
            wanted.extend(topic.partitions.iter().map(|partition| (name.clone(), partition.partition)));
        }
    }
    let latest = kafka.offsets(&metadata, &wanted, OffsetAt::Latest).await?;
    let offsets = match to {
        To { to_offset: Some(offset), .. } => {
            let earliest = kafka.offsets(&metadata, &wanted, OffsetAt::Earliest).await?;
            let within = |key: &(Text, PartitionIndex), end: &Offset| {
                Offset((*offset).clamp(earliest.get(key).map_or(0, |o| o.0), end.0))
            };
            latest.iter().map(|(key, end)| (key.clone(), within(key, end))).collect::<Offsets>()
        }
        To { to_time: Some(time), .. } => {
            let mut found = kafka.offsets(&metadata, &wanted, OffsetAt::Time(Timestamp(*time))).await?;
            for (key, offset) in &mut found {
                if offset.0 < 0 {
                    *offset = latest.get(key).copied().unwrap_or_default();
                }
            }
            found
        }
        To { to_earliest: true, .. } => kafka.offsets(&metadata, &wanted, OffsetAt::Earliest).await?,
        _ => latest,
    };
    let partitions = offsets
        .iter()
        .map(|((topic, partition), offset)| CommitPartition {
            topic: TopicRef::Name(topic.clone()),
            partition: *partition,
            offset: *offset,
            leader_epoch: None,
            metadata: Some("".into()),
        })
        .collect();
    let request = OffsetCommit {
        group: group.clone(),
        generation: Generation(-1),
        member: "".into(),
        instance: None,
        partitions,
    };
    let Response::OffsetCommit(committed) = kafka.ask_broker(&at, Request::OffsetCommit(request)).await? else {
        bail!("the broker answered something else than it was asked");
    };
    if let Some((_, partition, code)) = committed.iter().find(|(_, _, code)| code.is_error()) {
        bail!("partition {partition} was not reset: {}", explained(&(*code).into()));
    }
    let mut table = Table::new(&["TOPIC", "PARTITION", "COMMITTED"]);
    for ((topic, partition), offset) in &offsets {
        if json {
            print(&json!({"group": group.as_str(), "topic": topic.as_str(), "partition": partition.0, "committed": offset.0}).to_string())?;
        } else {
            table.row([topic.to_string(), partition.to_string(), offset.to_string()]);
        }
    }
    if json { Ok(()) } else { print(&table.render()) }
}

async fn delete(kafka: &mut Kafka, groups: &[String], json: bool) -> Result<()> {
    let mut failed = None;
    for group in groups {
        let group: Text = group.as_str().into();
        let at = kafka.coordinator(&group).await?;
        let request = DeleteGroups { groups: vec![group.clone()] };
        let Response::DeleteGroups(deleted) = kafka.ask_broker(&at, Request::DeleteGroups(request)).await? else {
            bail!("the broker answered something else than it was asked");
        };
        for (group, code) in deleted {
            match code {
                ErrorCode::None if json => print(&json!({"group": group.as_str(), "deleted": true}).to_string())?,
                ErrorCode::None => print(&format!("Deleted {group}."))?,
                code => failed = Some(anyhow!("{group} was not deleted: {}", explained(&code.into()))),
            }
        }
    }
    failed.map_or(Ok(()), Err)
}
