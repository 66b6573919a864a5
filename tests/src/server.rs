//! `glasslog serve` as a process: on ports of its own, in a directory of its own.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;
use tempfile::TempDir;

use crate::lines::Process;

/// How long a server may take to be ready, on a slow machine with other work.
pub const READY: Duration = Duration::from_secs(20);

/// The binary under test.
#[must_use]
pub fn binary() -> PathBuf {
    std::env::var_os("GLASSLOG_BIN").map_or_else(
        || {
            // target/debug/deps/all-0123 → target/debug/glasslog
            let own = std::env::current_exe().expect("this test is a file");
            own.ancestors().nth(2).expect("cargo's layout").join("glasslog")
        },
        PathBuf::from,
    )
}

/// `glasslog serve` with these arguments, not yet started. What they leave open: any free port, and `data` as the directory.
#[must_use]
pub fn serve(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.arg("serve").args(arguments);
    for flag in ["--kafka", "--http"] {
        if !arguments.contains(&flag) {
            command.args([flag, "127.0.0.1:0"]);
        }
    }
    if !arguments.contains(&"--ephemeral") {
        command.arg("--data").arg(data);
    }
    // the tests must not depend on how the machine was set up
    for (name, _) in std::env::vars() {
        if name.starts_with("KAFKA_") || name.starts_with("GLASSLOG_") {
            command.env_remove(name);
        }
    }
    command
}

/// A server, its directory, and how it was started.
#[derive(Debug)]
pub struct Server {
    process: Option<Process>,
    home: Option<TempDir>,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    kafka: String,
    /// All brokers' addresses, as clients take them.
    bootstrap: String,
    page: String,
    outside: Option<u32>,
}

impl Server {
    /// Starts a server in a fresh directory.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[], &[])
    }

    /// Starts a server in a fresh directory, with more arguments and variables.
    ///
    /// # Panics
    /// If it is not ready in time.
    #[must_use]
    pub fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut server = Self {
            process: None,
            home: Some(tempfile::tempdir().expect("a temporary directory")),
            arguments: arguments.iter().map(|&text| text.to_owned()).collect(),
            environment: environment.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            kafka: "127.0.0.1:0".to_owned(),
            bootstrap: String::new(),
            page: "127.0.0.1:0".to_owned(),
            outside: None,
        };
        server.restart();
        server
    }

    /// A server for the stories of the clients: one of our own, or the one that `GLASSLOG_TESTS_BOOTSTRAP` names.
    #[must_use]
    pub fn for_clients() -> Self {
        let Ok(kafka) = std::env::var("GLASSLOG_TESTS_BOOTSTRAP") else {
            return Self::start();
        };
        let process = None;
        let (arguments, environment) = (Vec::new(), Vec::new());
        let run = crate::random::Random::new("names of this run").draw() as u32;
        let (bootstrap, page) = (kafka.clone(), String::new());
        Self { process, home: None, arguments, environment, kafka, bootstrap, page, outside: Some(run) }
    }

    /// A topic's or a group's name: as it is on a server of our own, with a suffix on one that others have used before.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        self.outside.map_or_else(|| name.to_owned(), |run| format!("{name}-{run}"))
    }

    /// Starts it again, in the same directory and at the same addresses.
    ///
    /// # Panics
    /// If it is not ready in time.
    pub fn restart(&mut self) {
        let process = self.begin();
        let (kafka, page) = process.wait("the server's addresses", READY, addresses);
        // The first one's is what the next start is given; the others follow it.
        self.kafka = kafka.split(',').next().unwrap_or_default().to_owned();
        (self.bootstrap, self.page) = (kafka, page);
        self.process = Some(process);
    }

    fn begin(&mut self) -> Process {
        self.process = None;
        let mut arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        arguments.extend(["--kafka", &self.kafka, "--http", &self.page]);
        let mut command = serve(&self.data(), &arguments);
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        Process::start(command)
    }

    /// Starts it again, and kills it after this time, whatever it is at: mostly recovering its logs.
    pub fn restart_and_kill(&mut self, after: Duration) {
        let mut process = self.begin();
        std::thread::sleep(after);
        process.kill();
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process().kill();
    }

    /// Ctrl-C; waits for the end, which must be a good one. Gives back all that the server said.
    ///
    /// # Panics
    /// If the server does not end in time, or badly.
    pub fn stop(&mut self) -> Vec<String> {
        self.stop_with(Signal::INT)
    }

    /// Like [`Self::stop`], with a signal of one's choice.
    ///
    /// # Panics
    /// If the server does not end in time, or badly.
    pub fn stop_with(&mut self, signal: Signal) -> Vec<String> {
        let process = self.process.take().expect("the server runs");
        process.ask_to_end(signal);
        process.succeed(Duration::from_secs(15))
    }

    /// The process.
    ///
    /// # Panics
    /// If it was never started.
    pub fn process(&mut self) -> &mut Process {
        self.process.as_mut().expect("the server was started")
    }

    /// What it has said since its last start.
    #[must_use]
    pub fn said(&self) -> String {
        self.process.as_ref().map(|process| process.lines().join("\n")).unwrap_or_default()
    }

    /// The data directory. It does not exist before the first start.
    ///
    /// # Panics
    /// If this is somebody else's server.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.home.as_ref().expect("a server of our own").path().join("data")
    }

    /// The addresses of all brokers, with commas in between.
    #[must_use]
    pub fn bootstrap(&self) -> String {
        self.bootstrap.clone()
    }

    /// The address of the first broker, `host:port`.
    #[must_use]
    pub fn kafka(&self) -> &str {
        &self.kafka
    }

    /// The address of the page, `host:port`.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// A connection to the Kafka listener whose reads and writes have a deadline.
    ///
    /// # Panics
    /// If it is refused.
    #[must_use]
    pub fn connect_kafka(&self) -> TcpStream {
        connect(&self.kafka)
    }

    /// A connection to the listener of the page whose reads and writes have a deadline.
    ///
    /// # Panics
    /// If it is refused.
    #[must_use]
    pub fn connect_page(&self) -> TcpStream {
        connect(&self.page)
    }

    /// The memory that the process holds, in MiB.
    ///
    /// # Panics
    /// If it does not run.
    #[must_use]
    pub fn resident_mib(&self) -> u64 {
        self.memory_mib("VmRSS:")
    }

    /// The most memory that it has taken so far, in MiB.
    ///
    /// # Panics
    /// If it does not run.
    #[must_use]
    pub fn peak_mib(&self) -> u64 {
        self.memory_mib("VmHWM:")
    }

    fn memory_mib(&self, what: &str) -> u64 {
        let id = self.process.as_ref().expect("the server runs").id();
        let status = fs::read_to_string(format!("/proc/{id}/status")).expect("the server runs");
        let line = status.lines().find(|line| line.starts_with(what)).expect("Linux tells it");
        let kib: u64 = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number");
        kib / 1024
    }
}

/// What a server said belongs to the story of a test that fails.
impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() && self.process.is_some() {
            println!("the server at {} said:\n{}", self.kafka, self.said());
        }
    }
}

fn connect(address: &str) -> TcpStream {
    let address: SocketAddr = address.parse().expect("an address");
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).expect("the server accepts");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
    stream.set_write_timeout(Some(Duration::from_secs(10))).expect("a socket");
    stream
}

/// The two addresses that a server prints when it is ready.
fn addresses(lines: &[String]) -> Option<(String, String)> {
    let after = |word: &str| {
        lines.iter().find_map(|line| {
            let (first, rest) = line.trim_start().split_once(char::is_whitespace)?;
            (first == word).then(|| rest.split_whitespace().next().unwrap_or_default().to_owned())
        })
    };
    let page = after("page")?;
    Some((after("kafka")?, page.trim_start_matches("http://").trim_end_matches('/').to_owned()))
}
