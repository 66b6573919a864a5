//! How long nothing is acknowledged when the leader of a partition goes: killed, stopped, and when it takes its place back.
//!
//! A producer sends without a pause, acks=all, to one partition with three replicas: first a bare one that waits for nothing, which shows
//! the server's own part; then librdkafka, with its pauses (reconnecting, retrying, asking for metadata) set short.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rdkafka::client::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};

use crate::probe::Probe;
use crate::server::Server;

const TOPIC: &str = "failover";
/// How long acknowledgements are watched after each event.
const WATCHED: Duration = Duration::from_secs(4);
/// A returned leader gets its place back within this time.
const RETURN_MAX: Duration = Duration::from_secs(20);

/// The longest time without an acknowledgement, in each of the cases.
#[derive(Clone, Copy, Default)]
pub(crate) struct Gaps {
    /// With all brokers up.
    pub(crate) quiet: Duration,
    /// The leader's broker is killed.
    pub(crate) killed: Duration,
    /// It comes back, and leads again.
    pub(crate) returned: Duration,
    /// The leader's broker is stopped, and hands over.
    pub(crate) stopped: Duration,
}

/// When the last acknowledgement came, and the longest time between two.
#[derive(Clone)]
struct Watch {
    start: Instant,
    /// Microseconds since the start.
    last: Arc<AtomicU64>,
    longest: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
}

impl Watch {
    fn acknowledged(&self) {
        let now = self.start.elapsed().as_micros() as u64;
        let last = self.last.swap(now, Ordering::Relaxed);
        self.longest.fetch_max(now.saturating_sub(last), Ordering::Relaxed);
    }

    /// Begins anew, and gives the longest gap until now, one that still lasts included.
    fn take(&self) -> Duration {
        let now = self.start.elapsed().as_micros() as u64;
        let lasting = now.saturating_sub(self.last.load(Ordering::Relaxed));
        Duration::from_micros(self.longest.swap(0, Ordering::Relaxed).max(lasting))
    }
}

impl ClientContext for Watch {}

impl ProducerContext for Watch {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        match result {
            Ok(_) => self.acknowledged(),
            Err(_) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Measures all cases under one steady load, with each client.
pub(crate) fn measure(binary: &Path) -> Result<Vec<(&'static str, Gaps)>> {
    Ok(vec![("a bare client", bare(binary)?), ("librdkafka", librdkafka(binary)?)])
}

fn start(binary: &Path) -> Result<Server> {
    Server::start(binary, &["--brokers", "3", "--allow-control"], &format!("{TOPIC}:1:3"))
}

fn watch() -> Watch {
    Watch { start: Instant::now(), last: Arc::default(), longest: Arc::default(), refused: Arc::default() }
}

fn bare(binary: &Path) -> Result<Gaps> {
    let (server, watch, goes_on) = (start(binary)?, watch(), AtomicBool::new(true));
    let mut probe = Probe::new(server.kafka_all(), TOPIC);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while goes_on.load(Ordering::Relaxed) && probe.produce(|| goes_on.load(Ordering::Relaxed)).is_ok() {
                watch.acknowledged();
            }
        });
        let measured = cases(binary, &server, &watch);
        goes_on.store(false, Ordering::Relaxed);
        measured
    })
}

fn librdkafka(binary: &Path) -> Result<Gaps> {
    let (server, watch) = (start(binary)?, watch());
    let producer: ThreadedProducer<Watch> = ClientConfig::new()
        .set("bootstrap.servers", server.kafka_all())
        .set("broker.address.family", "v4")
        .set("acks", "all")
        .set("enable.idempotence", "true")
        .set("linger.ms", "1")
        // Connected to every broker from the start, as a client of a service would be by the time that it matters.
        .set("enable.sparse.connections", "false")
        .set("reconnect.backoff.ms", "5")
        .set("reconnect.backoff.max.ms", "20")
        .set("retry.backoff.ms", "5")
        .set("retry.backoff.max.ms", "20")
        .set("topic.metadata.refresh.fast.interval.ms", "5")
        .create_with_context(watch.clone())?;
    let goes_on = AtomicBool::new(true);
    let gaps = std::thread::scope(|scope| {
        scope.spawn(|| send_until(&producer, &goes_on));
        let measured = cases(binary, &server, &watch);
        goes_on.store(false, Ordering::Relaxed);
        measured
    })?;
    producer.flush(Duration::from_secs(30))?;
    let refused = watch.refused.load(Ordering::Relaxed);
    ensure!(refused == 0, "{refused} records were refused for good");
    Ok(gaps)
}

fn send_until(producer: &ThreadedProducer<Watch>, goes_on: &AtomicBool) {
    let value = [b'x'; 1024];
    while goes_on.load(Ordering::Relaxed) {
        let record: BaseRecord<'_, (), [u8], ()> = BaseRecord::to(TOPIC).partition(0).payload(&value);
        if let Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) = producer.send(record) {
            std::thread::sleep(Duration::from_millis(1));
        }
        // Ten thousand records a second at the most: a steady load, not a flood.
        std::thread::sleep(Duration::from_micros(100));
    }
}

fn cases(binary: &Path, server: &Server, watch: &Watch) -> Result<Gaps> {
    let mut gaps = Gaps::default();
    // It is asked for through a client of its own, so that the one that is measured learns nothing from it.
    let asker: BaseConsumer = ClientConfig::new().set("bootstrap.servers", server.kafka_all()).create()?;
    let preferred = leader(&asker)?;
    std::thread::sleep(Duration::from_secs(2));
    watch.take();
    std::thread::sleep(WATCHED);
    gaps.quiet = watch.take();

    control(binary, server, "kill", preferred)?;
    std::thread::sleep(WATCHED);
    gaps.killed = watch.take();
    ensure!(leader(&asker)? != preferred, "nobody has taken over from broker {preferred}");

    control(binary, server, "start", preferred)?;
    leads_again(&asker, preferred)?;
    std::thread::sleep(WATCHED);
    gaps.returned = watch.take();

    control(binary, server, "stop", preferred)?;
    std::thread::sleep(WATCHED);
    gaps.stopped = watch.take();
    ensure!(leader(&asker)? != preferred, "nobody has taken over from broker {preferred}");
    Ok(gaps)
}

fn leads_again(asker: &BaseConsumer, preferred: i32) -> Result<()> {
    let end = Instant::now() + RETURN_MAX;
    while leader(asker)? != preferred {
        ensure!(Instant::now() < end, "broker {preferred} does not lead again");
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Who leads, by the newest metadata.
fn leader(asker: &BaseConsumer) -> Result<i32> {
    let metadata = asker.fetch_metadata(Some(TOPIC), Duration::from_secs(10))?;
    let partition = metadata.topics().first().and_then(|topic| topic.partitions().first());
    Ok(partition.context("the topic has a partition")?.leader())
}

fn control(binary: &Path, server: &Server, what: &str, broker: i32) -> Result<()> {
    let broker = broker.to_string();
    let done = Command::new(binary).args(["brokers", what, &broker, "--http", server.page()]).output()?;
    ensure!(done.status.success(), "`glasslog brokers {what}`: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}
