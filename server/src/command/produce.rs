//! `glasslog produce`

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, bail};
use bytes::Bytes;
use clap::Args;
use glasslog_core::{
    client::{
        CorrelationId, Disconnected, Outgoing, Target as To,
        partitioner::Partitioner,
        producer::{Compression, Config, Delivery, NewRecord, Outcome, Producer},
    },
    error::ErrorCode,
    id::PartitionIndex,
    name::is_topic_name,
    record::Codec,
    request::Acks,
    response::{BrokerInfo, Response},
    time::{Instant, Now},
};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};

use super::{Target, print, topics::explained};
use crate::client::{Machine, Pool};
use crate::codecs::AllCodecs;

/// So long no broker may be reachable before we give up.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends lines to a topic of any Kafka.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  echo hello | glasslog produce items-list
  glasslog produce items-list --key greeting --value hello
  glasslog produce items-list --key-separator :        lines like  key:value  (type, then Ctrl-D)
  seq 1000 | glasslog produce items-list --acks all --json")]
pub struct ProduceArgs {
    /// The topic; made by the broker if there is none and it does so
    topic: String,
    /// Text between key and value of a line; a line without it has no key
    #[arg(long, value_name = "TEXT")]
    key_separator: Option<String>,
    /// The key of every record
    #[arg(long, conflicts_with = "key_separator")]
    key: Option<String>,
    /// Send this one value, and read no lines
    #[arg(long)]
    value: Option<String>,
    /// A header of every record
    #[arg(long, value_name = "NAME=VALUE")]
    header: Vec<String>,
    /// The partition, for all records [default: by key, or round robin]
    #[arg(long)]
    partition: Option<i32>,
    /// When a record counts as written: all (replicas in sync), 1 (the leader), 0 (never asked)
    #[arg(long, default_value = "all", value_parser = ["all", "-1", "1", "0"])]
    acks: String,
    /// none, gzip, snappy, lz4 or zstd
    #[arg(long, default_value = "none", value_parser = ["none", "gzip", "snappy", "lz4", "zstd"])]
    compression: String,
    #[command(flatten)]
    target: Target,
}

impl Machine for Producer {
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
/// No broker can be reached, or a record was not written.
pub async fn run(args: ProduceArgs) -> Result<()> {
    if !is_topic_name(&args.topic) {
        bail!("\"{}\" is not a topic's name: 1 to 249 letters, digits, dots, dashes and underscores", args.topic);
    }
    let mut lines = Lines::new(&args)?;
    let mut pool = Pool::new(&args.target.server);
    let mut producer = Producer::new(config(&args), crate::random::number());
    let mut tally = Tally::default();
    let mut waiting = None;
    let mut more = true;
    while more || waiting.is_some() || !producer.is_idle() {
        if let Some(record) = waiting.take() {
            match producer.send(pool.clock.now(), NewRecord::clone(&record)) {
                Ok(_) => {}
                Err(_) => waiting = Some(record),
            }
        }
        if more && waiting.is_none() {
            tokio::select! {
                biased;
                line = lines.next() => match line? {
                    Some(record) => {
                        waiting = Some(record);
                        // Requests go out while lines keep coming.
                        if !lines.is_ready() {
                            step(&mut pool, &mut producer, Duration::ZERO).await?;
                        }
                    }
                    None => {
                        more = false;
                        producer.flush();
                    }
                },
                stepped = step(&mut pool, &mut producer, Duration::from_millis(200)) => stepped?,
            }
        } else {
            step(&mut pool, &mut producer, Duration::from_millis(200)).await?;
        }
        while let Some(delivery) = producer.poll_delivery() {
            tally.take(&delivery, args.target.json)?;
        }
    }
    tally.finish(&args)
}

async fn step(pool: &mut Pool, producer: &mut Producer, longest: Duration) -> Result<()> {
    Ok(pool.step(producer, longest, PATIENCE).await?)
}

fn config(args: &ProduceArgs) -> Config {
    fn pack(codec: Codec, bytes: &[u8]) -> Vec<u8> {
        AllCodecs.compress(codec, bytes).map(Vec::from).unwrap_or_default()
    }
    let compression = match args.compression.as_str() {
        "gzip" => Some(Compression { codec: Codec::Gzip, compress: |bytes| pack(Codec::Gzip, bytes) }),
        "snappy" => Some(Compression { codec: Codec::Snappy, compress: |bytes| pack(Codec::Snappy, bytes) }),
        "lz4" => Some(Compression { codec: Codec::Lz4, compress: |bytes| pack(Codec::Lz4, bytes) }),
        "zstd" => Some(Compression { codec: Codec::Zstd, compress: |bytes| pack(Codec::Zstd, bytes) }),
        _ => None,
    };
    let acks = match args.acks.as_str() {
        "0" => Acks::None,
        "1" => Acks::Leader,
        _ => Acks::All,
    };
    // As the tutorial tells it: records without a key go round.
    let partitioner = Partitioner::TUTORIAL;
    Config { acks, compression, partitioner, delivery_timeout: Duration::from_secs(30), ..Config::default() }
}

/// Where the records come from.
struct Lines<'a> {
    args: &'a ProduceArgs,
    headers: Vec<(Bytes, Option<Bytes>)>,
    input: BufReader<tokio::io::Stdin>,
    line: Vec<u8>,
    one: Option<&'a str>,
}

impl<'a> Lines<'a> {
    fn new(args: &'a ProduceArgs) -> Result<Lines<'a>> {
        let mut headers = Vec::new();
        for header in &args.header {
            let Some((name, value)) = header.split_once('=') else {
                bail!("--header {header} is not NAME=VALUE");
            };
            headers.push((Bytes::copy_from_slice(name.as_bytes()), Some(Bytes::copy_from_slice(value.as_bytes()))));
        }
        let input = BufReader::with_capacity(256 << 10, tokio::io::stdin());
        Ok(Lines { args, headers, input, line: Vec::new(), one: args.value.as_deref() })
    }

    /// Whether a whole line is there already.
    fn is_ready(&self) -> bool {
        self.input.buffer().contains(&b'\n')
    }

    /// The next record. Nothing is lost when this is given up and called again.
    async fn next(&mut self) -> Result<Option<NewRecord>> {
        if self.args.value.is_some() {
            return Ok(self.one.take().map(|value| self.record(value.as_bytes())));
        }
        let got = self.input.read_until(b'\n', &mut self.line).await?;
        if got == 0 && self.line.is_empty() {
            return Ok(None);
        }
        let mut line = std::mem::take(&mut self.line);
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        Ok(Some(self.record(&line)))
    }

    fn record(&self, line: &[u8]) -> NewRecord {
        let split =
            self.args.key_separator.as_deref().filter(|separator| !separator.is_empty()).and_then(|separator| {
                let at = line.windows(separator.len()).position(|window| window == separator.as_bytes())?;
                Some((&line[..at], &line[at + separator.len()..]))
            });
        let (key, value) = match split {
            Some((key, value)) => (Some(key), value),
            None => (self.args.key.as_deref().map(str::as_bytes), line),
        };
        NewRecord {
            topic: self.args.topic.as_str().into(),
            partition: self.args.partition.map(PartitionIndex),
            key: key.map(Bytes::copy_from_slice),
            value: Some(Bytes::copy_from_slice(value)),
            headers: self.headers.clone(),
            timestamp: None,
        }
    }
}

/// What became of the records.
#[derive(Default)]
struct Tally {
    written: BTreeMap<PartitionIndex, u64>,
    failed: u64,
    unknown: u64,
    error: Option<ErrorCode>,
    /// Why the broker refused what was tried until the time was up.
    refused: Option<ErrorCode>,
}

impl Tally {
    fn take(&mut self, delivery: &Delivery, json: bool) -> Result<()> {
        let partition = delivery.partition.map(|partition| partition.0);
        if !matches!(delivery.outcome, Outcome::Acked { .. }) {
            self.refused = delivery.refused.or(self.refused);
        }
        let told = match delivery.outcome {
            Outcome::Acked { offset, .. } => {
                *self.written.entry(delivery.partition.unwrap_or_default()).or_default() += 1;
                json!({"record": delivery.record.0, "partition": partition, "offset": offset.map(|offset| offset.0)})
            }
            Outcome::Failed(code) => {
                self.failed += 1;
                self.error.get_or_insert(code);
                json!({"record": delivery.record.0, "partition": partition, "error": code.name()})
            }
            Outcome::Unknown => {
                self.unknown += 1;
                json!({"record": delivery.record.0, "partition": partition, "error": "Unknown"})
            }
        };
        if json { print(&told.to_string()) } else { Ok(()) }
    }

    /// What the broker said last, unless that has been told.
    fn last_answer(&self, told: ErrorCode) -> String {
        match self.refused {
            Some(code) if code != told => format!("; the broker's last answer was {}", explained(&code.into())),
            _ => String::new(),
        }
    }

    fn finish(&self, args: &ProduceArgs) -> Result<()> {
        let written: u64 = self.written.values().sum();
        if !args.target.json {
            let partitions: Vec<_> =
                self.written.iter().map(|(partition, count)| format!("{count} in partition {partition}")).collect();
            match &partitions[..] {
                [] => eprintln!("0 records to {}", args.topic),
                partitions => eprintln!("{written} records to {}: {}", args.topic, partitions.join(", ")),
            }
        }
        if self.failed > 0 {
            let code = self.error.unwrap_or(ErrorCode::UnknownServerError);
            bail!("{} records were not written: {}{}", self.failed, explained(&code.into()), self.last_answer(code));
        }
        if self.unknown > 0 {
            bail!(
                "{} records were sent, but never acknowledged: they may be there or not{}",
                self.unknown,
                self.last_answer(ErrorCode::None)
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_brokers_last_answer_is_told_unless_it_is_what_was_told() {
        let tally = Tally { refused: Some(ErrorCode::NotEnoughReplicas), ..Tally::default() };
        assert!(tally.last_answer(ErrorCode::RequestTimedOut).contains("NotEnoughReplicas"));
        assert_eq!(tally.last_answer(ErrorCode::NotEnoughReplicas), "");
        assert_eq!(Tally::default().last_answer(ErrorCode::RequestTimedOut), "");
    }
}
