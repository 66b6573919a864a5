//! `glasslog serve` as a process, in a fresh directory.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// A running server; it ends and its directory goes when this is dropped.
pub(crate) struct Server {
    child: Child,
    kafka: String,
    page: String,
    _home: TempDir,
}

impl Server {
    /// Starts it with these topics, and waits until it says where it listens.
    pub(crate) fn start(binary: &Path, arguments: &[&str], topics: &str) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let mut child = Command::new(binary)
            .args(["serve", "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data"])
            .arg(home.path().join("data"))
            .args(arguments)
            // a client that meets an unknown topic waits before it asks again: that pause is not the server's
            .env("KAFKA_CREATE_TOPICS", topics)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}: run `cargo xtask build` first", binary.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("piped")?).lines();
        let (mut kafka, mut page) = (None, None);
        for line in lines.by_ref().map_while(Result::ok) {
            let mut words = line.split_whitespace().map(str::to_owned);
            match (words.next().as_deref(), words.next()) {
                (Some("kafka"), address) => kafka = address,
                (Some("page"), address) => page = address,
                _ => {}
            }
            if kafka.is_some() && page.is_some() {
                break;
            }
        }
        // it must be able to go on printing
        std::thread::spawn(move || lines.for_each(drop));
        let mut server = Self { child, kafka: String::new(), page: String::new(), _home: home };
        server.kafka = kafka.context("the server ended before it said where it listens")?;
        let page = page.context("the server ended before it said where its page is")?;
        server.page = page.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok(server)
    }

    /// Where Kafka clients connect: to the first broker.
    pub(crate) fn kafka(&self) -> &str {
        self.kafka.split(',').next().unwrap_or_default()
    }

    /// The addresses of all brokers, with commas in between.
    pub(crate) fn kafka_all(&self) -> &str {
        &self.kafka
    }

    /// Where its page is, as `host:port`.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    /// The memory that it holds, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("Linux tells the resident memory")?;
        Ok(line.split_whitespace().nth(1).context("a number")?.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
