//! Real clients, each through the same few verbs.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::lines::Process;
use crate::root;
use crate::server::Server;

/// How long a client may take for a thousand records, on a slow machine with other work.
pub const SOON: Duration = Duration::from_secs(60);

/// Which client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// kafka-python 3.0.12: idempotent by default.
    KafkaPython3,
    /// kafka-python 2.0.2: what many still have.
    KafkaPython2,
    /// confluent-kafka 2.16: librdkafka.
    Confluent,
    /// kcat: librdkafka, an old one on Debian.
    Kcat,
}

/// A record as a client saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its partition.
    pub partition: i64,
    /// Its offset.
    pub offset: i64,
    /// Its key; absent is not empty.
    pub key: Option<String>,
    /// The number inside its value.
    pub number: i64,
}

/// What to send.
#[derive(Clone, Copy, Debug)]
pub struct Send {
    /// The first number.
    pub first: i64,
    /// How many, counting up.
    pub count: i64,
    /// How many different keys; 0: no keys.
    pub keys: i64,
}

impl Client {
    /// Sends and waits until every record is acknowledged.
    ///
    /// # Panics
    /// If one is not.
    pub fn produce(self, server: &Server, topic: &str, send: Send) {
        let Send { first, count, keys } = send;
        if self == Self::Kcat {
            let mut kcat =
                self.kcat(server, &["-P", "-t", topic, "-X", "sticky.partitioning.linger.ms=0", "-X", "acks=all"]);
            if keys > 0 {
                kcat.args(["-K", "|"]);
            }
            let mut process = Process::start(kcat);
            let lines: String = (first..first + count)
                .map(|number| match keys {
                    0 => format!("{{\"number\": {number}}}\n"),
                    _ => format!("k{}|{{\"number\": {number}}}\n", number % keys),
                })
                .collect();
            process.write(lines.as_bytes());
            process.succeed(SOON);
            return;
        }
        let numbers = [("--first", first), ("--count", count), ("--keys", keys)];
        let arguments: Vec<String> =
            numbers.iter().flat_map(|(name, value)| [(*name).to_owned(), value.to_string()]).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let lines = Process::start(self.python(server, "produce", topic, &arguments)).succeed(SOON);
        let acknowledged = objects(&lines).filter(|line| line.get("offset").is_some()).count();
        assert_eq!(acknowledged as i64, count, "{self:?} has not got every acknowledgement:\n{}", lines.join("\n"));
    }

    /// A member of a group that reads until nothing more comes for a second, then commits and leaves. Gives back what it read.
    #[must_use]
    pub fn consume(self, server: &Server, topic: &str, group: &str) -> Vec<Record> {
        let command = match self {
            Self::Kcat => self.kcat_member(server, topic, group, &["-e"]),
            _ => self.python(server, "consume", topic, &["--group", group]),
        };
        records(&Process::start(command).succeed(SOON))
    }

    /// A member of a group that stays until it is dropped.
    #[must_use]
    pub fn member(self, server: &Server, topic: &str, group: &str) -> Member {
        let command = match self {
            Self::Kcat => self.kcat_member(server, topic, group, &[]),
            _ => self.python(server, "member", topic, &["--group", group]),
        };
        Member { process: Process::start(command) }
    }

    /// A command of the Python script of this client, not yet started.
    ///
    /// # Panics
    /// For kcat, which has none.
    #[must_use]
    pub fn python(self, server: &Server, command: &str, topic: &str, arguments: &[&str]) -> Command {
        let (environment, script) = match self {
            Self::KafkaPython3 => ("kafka-python-3", "kafka_python.py"),
            Self::KafkaPython2 => ("kafka-python-2", "kafka_python.py"),
            Self::Confluent => ("confluent-kafka", "confluent.py"),
            Self::Kcat => panic!("kcat is not written in Python"),
        };
        let mut python = Command::new(tool(environment).join("bin/python"));
        python.arg("-u").arg(root().join("tests/clients").join(script));
        python.args([command, topic, "--bootstrap", server.kafka()]).args(arguments);
        python
    }

    fn kcat(self, server: &Server, arguments: &[&str]) -> Command {
        let mut kcat = Command::new("kcat");
        kcat.args(["-b", server.kafka(), "-X", "topic.metadata.refresh.interval.ms=1000"]).args(arguments);
        kcat
    }

    fn kcat_member(self, server: &Server, topic: &str, group: &str, arguments: &[&str]) -> Command {
        let format = r#"{"partition":%p,"offset":%o,"key_length":%K,"key":"%k","value":%s}"#.to_owned() + "\n";
        let settings = [
            "auto.offset.reset=earliest",
            "session.timeout.ms=6000",
            "heartbeat.interval.ms=500",
            "auto.commit.interval.ms=500",
        ];
        let mut kcat = self.kcat(server, &["-G", group, "-u", "-f", &format]);
        for setting in settings {
            kcat.args(["-X", setting]);
        }
        kcat.args(arguments).arg(topic);
        kcat
    }
}

/// Makes a topic with so many partitions, through an administrator's client, and waits until it is known.
///
/// # Panics
/// If the server refuses.
pub fn create_topic(server: &Server, topic: &str, partitions: u32) {
    let mut python = Command::new(tool("kafka-python-3").join("bin/python"));
    python.arg("-u").arg(root().join("tests/clients/create_topic.py"));
    python.args([server.kafka(), topic, &partitions.to_string()]);
    Process::start(python).succeed(SOON);
}

/// A consumer that goes on.
#[derive(Debug)]
pub struct Member {
    process: Process,
}

impl Member {
    /// The partitions that it was given last.
    #[must_use]
    pub fn partitions(&self) -> Vec<i64> {
        partitions(&self.process.lines()).unwrap_or_default()
    }

    /// What it has read.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        records(&self.process.lines())
    }

    /// Waits until it has been given so many partitions.
    ///
    /// # Panics
    /// After the deadline.
    pub fn wait_for_partitions(&self, count: usize, deadline: Duration) {
        let what = format!("{count} partitions");
        self.process.wait(&what, deadline, |lines| (partitions(lines)?.len() == count).then_some(()));
    }

    /// `kill -9`: it does not leave its group, it is gone.
    pub fn crash(&mut self) {
        self.process.kill();
    }
}

/// The last assignment in what a member said.
fn partitions(lines: &[String]) -> Option<Vec<i64>> {
    lines.iter().rev().find_map(|line| {
        if let Some((_, assigned)) = line.split_once("): assigned: ") {
            // kcat: `assigned: topic [0], topic [1]`
            return Some(assigned.split('[').skip(1).filter_map(|rest| rest.split(']').next()?.parse().ok()).collect());
        }
        if line.contains("): revoked: ") {
            return Some(Vec::new());
        }
        let object: Value = serde_json::from_str(line).ok()?;
        Some(object.get("assigned")?.as_array()?.iter().filter_map(Value::as_i64).collect())
    })
}

/// The JSON objects among what a client said.
pub fn objects(lines: &[String]) -> impl Iterator<Item = Value> {
    lines.iter().filter_map(|line| serde_json::from_str(line).ok())
}

fn records(lines: &[String]) -> Vec<Record> {
    objects(lines)
        .filter_map(|line| {
            let key = match line.get("key_length").and_then(Value::as_i64) {
                Some(-1) => None,
                _ => line.get("key")?.as_str().map(str::to_owned),
            };
            let number = line.get("number").or_else(|| line.get("value")?.get("number"))?.as_i64()?;
            Some(Record {
                partition: line.get("partition")?.as_i64()?,
                offset: line.get("offset")?.as_i64()?,
                key,
                number,
            })
        })
        .collect()
}

/// Where `cargo xtask` has installed a tool.
#[must_use]
pub fn tool(name: &str) -> PathBuf {
    root().join("target/tools").join(name)
}
