//! What must stay fast: `cargo xtask bench`.
//!
//! One librdkafka client, one run: the server and, beside it, a bare sink that only frames, appends to a file and answers. The sink is what
//! this machine and this client allow at most, so that a ratio means something on any machine. Figures that matter are ratios to it.
//! Deliberately absent: anything of the server's own code. It is started as a process, as a user starts it.

mod client;
mod failover;
mod probe;
mod report;
mod server;
mod sink;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Parser;

use client::Throughput;
use report::Report;
use server::Server;

/// Made at the start: a client that meets an unknown topic waits before it asks again, and that pause is not the server's.
const TOPICS: &str = "first:1:1,bench:1:1";

#[derive(Parser)]
struct Options {
    /// The server's binary.
    #[arg(long, default_value = "target/release/glasslog")]
    server: PathBuf,
    /// How many records of 1 KiB to produce and to consume.
    #[arg(long, default_value_t = 300_000)]
    records: u64,
    /// How many starts to measure.
    #[arg(long, default_value_t = 5)]
    starts: u32,
    /// How many times each throughput is measured; the best counts.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Also write the figures here, as JSON.
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
    /// A few records, to see that it works: the figures mean little.
    #[arg(long)]
    quick: bool,
    /// Measure only what a leader's going costs.
    #[arg(long)]
    failover_only: bool,
    /// Measure only the sink: what this machine and this client allow.
    #[arg(long)]
    sink_only: bool,
}

fn main() -> Result<()> {
    let mut options = Options::parse();
    if options.quick {
        (options.records, options.starts, options.rounds) = (5_000, 1, 1);
    }
    let mut report = Report::new(options.records);
    if options.sink_only {
        let folder = tempfile::tempdir()?;
        report.add("bare sink", throughput(&sink::start(folder.path())?, options.records)?);
        print!("{}", report.table());
        return Ok(());
    }

    if !options.quick {
        eprintln!("a leader is killed, comes back, is stopped …");
        report.gaps = failover::measure(&options.server)?;
    }
    if options.failover_only {
        print!("{}", report.table());
        return Ok(());
    }

    eprintln!("start to first acknowledged record …");
    let mut starts = Vec::new();
    for _ in 0..options.starts {
        starts.push(first_acknowledgement(&options)?);
    }
    starts.sort_unstable();
    report.start = starts[starts.len() / 2];

    eprintln!("idle memory …");
    report.idle_memory_kib = idle_memory(&options)?;

    for round in 1..=options.rounds {
        eprintln!("round {round} of {}: sink …", options.rounds);
        let folder = tempfile::tempdir()?;
        let sink = sink::start(folder.path())?;
        report.add("bare sink", throughput(&sink, options.records)?);
        drop(folder);
        for flush in ["os", "group"] {
            eprintln!("round {round} of {}: glasslog --flush {flush} …", options.rounds);
            let server = Server::start(&options.server, &["--flush", flush], TOPICS)?;
            report.add(&format!("glasslog --flush {flush}"), throughput(server.kafka(), options.records)?);
            report.loaded_memory_kib = report.loaded_memory_kib.max(server.resident_kib()?);
        }
    }

    print!("{}", report.table());
    std::fs::write(&options.json, report.json()).with_context(|| options.json.display().to_string())?;
    println!("\nfigures as JSON: {}", options.json.display());
    Ok(())
}

/// From the start of the process, in an empty directory, to the acknowledgement of one record with acks=all.
fn first_acknowledgement(options: &Options) -> Result<Duration> {
    let start = Instant::now();
    let server = Server::start(&options.server, &[], TOPICS)?;
    let ready = start.elapsed();
    // the client's own end, which takes it a tenth of a second, does not count
    Ok(ready + client::produce(server.kafka(), "first", 1)?)
}

/// What the process holds when it has served one record and then nothing for a while.
fn idle_memory(options: &Options) -> Result<u64> {
    let server = Server::start(&options.server, &[], TOPICS)?;
    client::produce(server.kafka(), "first", 1)?;
    std::thread::sleep(Duration::from_secs(2));
    server.resident_kib()
}

fn throughput(bootstrap: &str, records: u64) -> Result<Throughput> {
    // the topic, the connection and the code paths are warm before the clock starts
    client::produce(bootstrap, "bench", 1)?;
    let produce = client::produce(bootstrap, "bench", records)?;
    let consume = client::consume(bootstrap, "bench", records)?;
    Ok(Throughput { produce, consume })
}
