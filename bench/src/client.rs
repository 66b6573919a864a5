//! The load: one librdkafka producer or consumer, the same for everything that is measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use rdkafka::client::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseRecord, ProducerContext, ThreadedProducer};
use rdkafka::{Offset, TopicPartitionList};

/// The size of a record's value, in bytes.
pub(crate) const VALUE_BYTES: u64 = 1024;

/// How long a measurement may take before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long it took to get all records in, and to get them out.
#[derive(Clone, Copy)]
pub(crate) struct Throughput {
    pub(crate) produce: Duration,
    pub(crate) consume: Duration,
}

#[derive(Clone, Default)]
struct Deliveries {
    good: Arc<AtomicU64>,
    bad: Arc<AtomicU64>,
}

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let count = if result.is_ok() { &self.good } else { &self.bad };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

fn config(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("broker.address.family", "v4").set("reconnect.backoff.ms", "5");
    config
}

/// Sends so many records with acks=all and waits for every acknowledgement.
pub(crate) fn produce(bootstrap: &str, topic: &str, records: u64) -> Result<Duration> {
    let deliveries = Deliveries::default();
    let producer: ThreadedProducer<Deliveries> = config(bootstrap)
        .set("acks", "all")
        .set("linger.ms", if records == 1 { "0" } else { "5" })
        .set("queue.buffering.max.messages", "100000")
        .set("queue.buffering.max.kbytes", "262144")
        .create_with_context(deliveries.clone())?;
    let value = vec![b'x'; VALUE_BYTES as usize];
    let start = Instant::now();
    for _ in 0..records {
        let mut record: BaseRecord<'_, (), [u8], ()> = BaseRecord::to(topic).partition(0).payload(&value);
        loop {
            match producer.send(record) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                    record = back;
                    std::thread::sleep(Duration::from_micros(200));
                }
                Err((error, _)) => return Err(error.into()),
            }
        }
    }
    // Counted here, not flushed: a flush waits in steps of a tenth of a second.
    let end = Instant::now() + PATIENCE;
    while deliveries.good.load(Ordering::Relaxed) + deliveries.bad.load(Ordering::Relaxed) < records {
        ensure!(Instant::now() < end, "not everything was acknowledged in time");
        std::thread::sleep(Duration::from_micros(200));
    }
    let took = start.elapsed();
    ensure!(deliveries.bad.load(Ordering::Relaxed) == 0, "a record was refused");
    Ok(took)
}

/// Reads so many records from the start of the topic's first partition.
pub(crate) fn consume(bootstrap: &str, topic: &str, records: u64) -> Result<Duration> {
    let consumer: BaseConsumer = config(bootstrap)
        .set("group.id", "bench")
        .set("enable.auto.commit", "false")
        .set("fetch.message.max.bytes", "8388608")
        .set("queued.max.messages.kbytes", "131072")
        .create()?;
    let mut from = TopicPartitionList::new();
    from.add_partition_offset(topic, 0, Offset::Beginning)?;
    let start = Instant::now();
    consumer.assign(&from)?;
    let mut seen = 0;
    while seen < records {
        match consumer.poll(Duration::from_secs(10)) {
            Some(Ok(message)) => {
                ensure!(message.payload_len() as u64 == VALUE_BYTES, "a record came back changed");
                seen += 1;
            }
            Some(Err(error)) => return Err(error.into()),
            None => bail!("only {seen} of {records} records came back"),
        }
    }
    Ok(start.elapsed())
}
