//! `glasslog brokers`

use std::collections::BTreeMap;

use anyhow::Result;
use clap::{Args, Subcommand};
use glasslog_core::{
    id::BrokerId,
    response::{BrokerInfo, ClusterMetadata},
    watch::Control,
};
use serde_json::json;

use super::{Target, print, table::Table};
use crate::client::{Kafka, PageConnection};
use crate::cluster::join;

/// Brokers of any Kafka; those of a glasslog can be taken down, and started again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  glasslog brokers                  who is there, who leads how much
  glasslog brokers kill 2           broker 2 dies at once, as by kill -9: see who leads now
  glasslog brokers start 2          it comes back, follows, and leads again what is its own
  glasslog brokers stop 2           it hands over first

stop, kill and start work with a server that was started with --allow-control, at the address of its page.")]
pub struct BrokersArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    target: Target,
    /// The page of the server whose brokers are stopped, killed or started
    #[arg(long, global = true, value_name = "HOST:PORT", default_value = "localhost:8080")]
    http: String,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All brokers
    List,
    /// Let others take over, close the logs, stop
    Stop {
        /// Its number
        id: i32,
    },
    /// End it at once, with nothing handed over and nothing closed
    Kill {
        /// Its number
        id: i32,
    },
    /// Start it again, on the same directory
    Start {
        /// Its number
        id: i32,
    },
}

/// Does what was asked.
///
/// # Errors
/// The broker or the page cannot be reached, or the server refuses.
pub async fn run(args: BrokersArgs) -> Result<()> {
    let json = args.target.json;
    let (id, control, done) = match args.action.unwrap_or(Action::List) {
        Action::List => return list(&mut Kafka::connect(&args.target.server).await?, json).await,
        Action::Stop { id } => (id, Control::Stop, "has stopped"),
        Action::Kill { id } => (id, Control::Kill, "is dead"),
        Action::Start { id } => (id, Control::Start, "runs"),
    };
    PageConnection::open(&args.http).await?.control(BrokerId(id), control).await?;
    if json { print(&json!({"broker": id, "done": done}).to_string()) } else { print(&format!("Broker {id} {done}.")) }
}

/// What the cluster's metadata tells of one broker.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    /// Where it is. Unknown of one that is down.
    address: Option<String>,
    leaderships: usize,
    replicas: usize,
    in_sync: usize,
}

async fn list(kafka: &mut Kafka, json: bool) -> Result<()> {
    let metadata = kafka.metadata(None).await?;
    let mut table = Table::new(&["BROKER", "ADDRESS", "STATE", "LEADS", "COPIES", "IN SYNC"]);
    for (id, row) in rows(&metadata) {
        // Kafka tells only of brokers that take part.
        let state = if row.address.is_some() { "running" } else { "down" };
        if json {
            let line = json!({
                "broker": id.0, "address": row.address, "state": state, "controller": metadata.controller == Some(id),
                "leaderships": row.leaderships, "replicas": row.replicas, "in_sync": row.in_sync,
            });
            print(&line.to_string())?;
        }
        let count = |count: usize| count.to_string();
        table.row([
            id.to_string(),
            row.address.unwrap_or_else(|| "?".to_owned()),
            state.to_owned(),
            count(row.leaderships),
            count(row.replicas),
            count(row.in_sync),
        ]);
    }
    if json { Ok(()) } else { print(&table.render()) }
}

/// Every broker that is there, or should be: others know it for their partitions' copies.
fn rows(metadata: &ClusterMetadata) -> BTreeMap<BrokerId, Row> {
    let mut rows: BTreeMap<BrokerId, Row> = BTreeMap::new();
    for BrokerInfo { id, host, port, .. } in &metadata.brokers {
        rows.entry(*id).or_default().address = Some(join(host, *port));
    }
    for partition in metadata.topics.iter().flat_map(|topic| &topic.partitions) {
        for broker in &partition.replicas {
            rows.entry(*broker).or_default().replicas += 1;
        }
        for broker in &partition.isr {
            rows.entry(*broker).or_default().in_sync += 1;
        }
        if let Some(leader) = partition.leader {
            rows.entry(leader).or_default().leaderships += 1;
        }
    }
    rows
}
