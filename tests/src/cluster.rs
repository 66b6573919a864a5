//! A server with several brokers, and its tools: who leads, who is in sync, and brokers stopped, killed and started.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::{Server, binary};

/// What is known of one partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its number.
    pub index: i64,
    /// Who leads.
    pub leader: Option<i64>,
    /// The leadership's number.
    pub epoch: i64,
    /// Who has copies, the preferred leader first.
    pub replicas: Vec<i64>,
    /// Who is in sync.
    pub isr: Vec<i64>,
}

/// A server with so many brokers, whose brokers may be stopped and killed.
#[must_use]
pub fn start(brokers: u32) -> Server {
    Server::start_with(&["--brokers", &brokers.to_string(), "--allow-control"], &[])
}

/// Runs `glasslog` with these arguments.
///
/// # Panics
/// If it cannot be started.
pub fn glasslog(arguments: &[&str]) -> Output {
    Command::new(binary()).args(arguments).output().expect("the binary is there")
}

/// Makes a topic with three replicas.
///
/// # Panics
/// If it is refused.
pub fn create(server: &Server, topic: &str, partitions: u32, min_isr: u32) {
    let (partitions, min_isr) = (partitions.to_string(), format!("min.insync.replicas={min_isr}"));
    let arguments = ["topics", "--bootstrap", server.kafka(), "create", topic];
    let more = ["--partitions", &partitions, "--replicas", "3", "--set", &min_isr];
    let made = glasslog(&[&arguments[..], &more].concat());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// The partitions of a topic, if some broker answers at once.
#[must_use]
pub fn describe(server: &Server, topic: &str) -> Option<Vec<Partition>> {
    let said = glasslog(&["topics", "--bootstrap", &server.bootstrap(), "--json", "describe", topic]);
    let described: Value = serde_json::from_slice(&said.stdout).ok()?;
    let ids =
        |value: &Value| value.as_array().map(|ids| ids.iter().filter_map(Value::as_i64).collect()).unwrap_or_default();
    let partition = |value: &Value| {
        Some(Partition {
            index: value.get("partition")?.as_i64()?,
            leader: value.get("leader")?.as_i64(),
            epoch: value.get("leader_epoch")?.as_i64()?,
            replicas: ids(value.get("replicas")?),
            isr: ids(value.get("isr")?),
        })
    };
    described.get("partitions")?.as_array()?.iter().map(partition).collect()
}

/// Waits until the partitions are as they should be.
///
/// # Panics
/// After the deadline.
pub fn wait(
    server: &Server,
    topic: &str,
    what: &str,
    deadline: Duration,
    holds: impl Fn(&[Partition]) -> bool,
) -> Duration {
    let start = Instant::now();
    loop {
        let found = describe(server, topic);
        if found.as_deref().is_some_and(&holds) {
            return start.elapsed();
        }
        assert!(start.elapsed() < deadline, "waited {deadline:?} for {what}: {found:?}\n{}", server.said());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Stops, kills or starts a broker.
///
/// # Panics
/// If it is refused.
pub fn control(server: &Server, what: &str, broker: i64) {
    let done = glasslog(&["brokers", what, &broker.to_string(), "--http", server.page()]);
    assert!(done.status.success(), "{what} {broker}: {}\n{}", String::from_utf8_lossy(&done.stderr), server.said());
}
