//! `glasslog consume`

use std::time::{Duration, Instant as SystemInstant};

use anyhow::{Result, bail};
use bytes::Bytes;
use clap::Args;
use glasslog_core::{
    client::{
        CorrelationId, Disconnected, Outgoing, Target as To, TopicPartition,
        consumer::{Commit, Config, ConsumedRecord, Consumer, Event, Reset, protocol},
    },
    id::PartitionIndex,
    name::Text,
    response::{BrokerInfo, Response},
    time::{Instant, Now},
};
use serde_json::{Map, Value, json};

use super::{Target, json_bytes, print, table::printable, topics::explained};
use crate::client::{Kafka, Machine, Pool};
use crate::codecs::AllCodecs;

/// So long no broker may be reachable before we give up.
const PATIENCE: Duration = Duration::from_secs(10);
/// A group is left in this time, or not at all.
const CLOSE: Duration = Duration::from_secs(5);

/// Reads records from topics of any Kafka.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  glasslog consume items-list --from-beginning         everything, then what comes (Ctrl-C ends it)
  glasslog consume items-list --from-beginning --max 10
  glasslog consume items-list --group items-group      go on where the group was, and share with its other members
  glasslog consume items-list --json --timeout 1000    end after a silent second")]
pub struct ConsumeArgs {
    /// Which topics
    #[arg(required = true)]
    topics: Vec<String>,
    /// Read as a member of this consumer group, and commit what was read
    #[arg(long, short)]
    group: Option<String>,
    /// Where nothing is committed, begin at the first record instead of the end
    #[arg(long)]
    from_beginning: bool,
    /// End after so many records
    #[arg(long, short = 'n', value_name = "N")]
    max: Option<u64>,
    /// End after so many milliseconds without a record
    #[arg(long, value_name = "MS")]
    timeout: Option<u64>,
    /// Only this partition (without a group)
    #[arg(long, conflicts_with = "group")]
    partition: Option<i32>,
    /// Show keys, partitions and offsets, too
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    target: Target,
}

impl Machine for Consumer {
    fn poll_request(&mut self, now: Now) -> Option<Outgoing> {
        self.poll_request(now)
    }

    fn handle_response(&mut self, now: Now, id: CorrelationId, answer: Result<Response<Bytes>, Disconnected>) {
        self.handle_response(now, id, answer);
    }

    fn handle_timeout(&mut self, now: Now) {
        self.handle_timeout(now);
    }

    fn timeout(&self) -> Option<Instant> {
        self.timeout()
    }

    fn broker(&self, target: To) -> Option<&BrokerInfo> {
        match target {
            To::Bootstrap => None,
            To::Broker(id) => self.broker(id),
        }
    }
}

/// Does what was asked.
///
/// # Errors
/// No broker can be reached, there is no such topic, or the group refuses.
pub async fn run(args: ConsumeArgs) -> Result<()> {
    let partitions = partitions(&args).await?;
    let config = Config {
        group: args.group.as_deref().map(Text::from),
        reset: if args.from_beginning { Reset::Earliest } else { Reset::Latest },
        commit: if args.group.is_some() { Commit::Interval(Duration::from_secs(1)) } else { Commit::Manual },
        auto_create: false,
        ..Config::default()
    };
    let mut pool = Pool::new(&args.target.server);
    let mut consumer = Consumer::new(config, crate::random::number());
    let now = pool.clock.now();
    if args.group.is_some() {
        consumer.subscribe(now, args.topics.iter().map(|topic| topic.as_str().into()));
    } else {
        consumer.assign(now, partitions);
    }
    let ended = read(&args, &mut pool, &mut consumer).await;
    // Whatever ended it, the group shall know how far we came.
    if args.group.is_some() {
        consumer.close(pool.clock.now());
        let until = SystemInstant::now() + CLOSE;
        while !consumer.is_closed() && SystemInstant::now() < until {
            if pool.step(&mut consumer, Duration::from_millis(100), CLOSE).await.is_err() {
                break;
            }
        }
    }
    ended
}

/// All partitions of the topics, which must exist.
async fn partitions(args: &ConsumeArgs) -> Result<Vec<TopicPartition>> {
    let names: Vec<Text> = args.topics.iter().map(|topic| topic.as_str().into()).collect();
    let metadata = Kafka::connect(&args.target.server).await?.metadata(Some(&names)).await?;
    let mut partitions = Vec::new();
    for topic in metadata.topics {
        let name = topic.name.unwrap_or_default();
        if topic.error.is_error() {
            bail!("topic {name}: {}", explained(&topic.error.into()));
        }
        partitions
            .extend(topic.partitions.iter().map(|p| TopicPartition { topic: name.clone(), partition: p.partition }));
    }
    if let Some(partition) = args.partition {
        partitions.retain(|place| place.partition == PartitionIndex(partition));
        if partitions.is_empty() {
            bail!("there is no partition {partition}; `glasslog topics describe` shows which there are");
        }
    }
    Ok(partitions)
}

async fn read(args: &ConsumeArgs, pool: &mut Pool, consumer: &mut Consumer) -> Result<()> {
    let silence = args.timeout.map(Duration::from_millis);
    let mut last = SystemInstant::now();
    let mut settled = false;
    let mut read = 0;
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    while args.max.is_none_or(|max| read < max) {
        while let Some(event) = consumer.poll_event() {
            told(&event)?;
        }
        if let Some(record) = consumer.poll_record(pool.clock.now(), &AllCodecs) {
            show(args, &record)?;
            read += 1;
            last = SystemInstant::now();
            continue;
        }
        // Joining a group is not silence.
        if !settled && consumer.is_settled() {
            (settled, last) = (true, SystemInstant::now());
        }
        let left = silence.map_or(Duration::from_secs(1), |silence| silence.saturating_sub(last.elapsed()));
        if settled && silence.is_some() && left.is_zero() {
            break;
        }
        let longest = if settled { left } else { Duration::from_millis(100) };
        tokio::select! {
            stepped = pool.step(consumer, longest.min(Duration::from_secs(1)), PATIENCE) => stepped?,
            _ = &mut interrupt => break,
        }
    }
    Ok(())
}

fn told(event: &Event) -> Result<()> {
    match event {
        Event::GroupFailed(code) => bail!("the group does not take this consumer: {}", explained(&(*code).into())),
        Event::PartitionFailed(place, code) => {
            eprintln!("{}-{} cannot be read: {}", printable(&place.topic), place.partition, explained(&(*code).into()));
        }
        Event::Unreadable(place, next, error) => {
            eprintln!(
                "{}-{}: a batch before offset {next} cannot be read: {error}",
                printable(&place.topic),
                place.partition
            );
        }
        Event::GroupStuck(code) => eprintln!(
            "the group gets nowhere: {}; trying again. If this goes on, the broker's log says why (a full disk?)",
            explained(&(*code).into())
        ),
        Event::CommitFailed(code) => eprintln!("a commit did not count: {}", explained(&(*code).into())),
        _ => {}
    }
    Ok(())
}

fn show(args: &ConsumeArgs, consumed: &ConsumedRecord) -> Result<()> {
    let ConsumedRecord { from, record } = consumed;
    if args.target.json {
        let headers: Vec<Value> = record.headers.iter().map(|header| json_bytes::header(&header)).collect();
        let mut object = Map::new();
        object.insert("topic".into(), from.topic.as_str().into());
        object.insert("partition".into(), from.partition.0.into());
        object.insert("offset".into(), json!(record.offset));
        object.insert("timestamp".into(), json!(record.timestamp));
        json_bytes::put(&mut object, "key", record.key.as_deref());
        json_bytes::put(&mut object, "value", record.value.as_deref());
        object.insert("headers".into(), headers.into());
        return print(&Value::from(object).to_string());
    }
    let text = |bytes: &Option<Bytes>| bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let value = text(&record.value).unwrap_or_else(|| "(null)".to_owned());
    if args.verbose {
        let key = text(&record.key).map_or_else(|| "-".to_owned(), |key| printable(&key));
        return print(&format!("{}-{} @{}  {key}  {}", from.topic, from.partition, record.offset, printable(&value)));
    }
    print(&value)
}

/// A member's share, where it is in the consumers' own format.
pub(super) fn assignment(bytes: &[u8]) -> Option<Vec<(Text, PartitionIndex)>> {
    let share = protocol::decode_assignment(bytes)?;
    let all = share
        .into_iter()
        .flat_map(|(topic, partitions)| partitions.into_iter().map(move |partition| (topic.clone(), partition)));
    Some(all.collect())
}
