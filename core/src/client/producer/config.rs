//! What a producer can be told to be, by Kafka's own names.

use alloc::vec::Vec;
use core::time::Duration;

use crate::{
    client::{Backoff, partitioner::Partitioner},
    limit,
    record::Codec,
    request::Acks,
};

/// Requests of an idempotent producer that may be under way to one broker: it knows so many batches again (KIP-98).
pub const IN_FLIGHT_MAX: u32 = limit::PRODUCER_BATCHES as u32;

/// What a producer can be told to be. The defaults are Kafka's.
#[derive(Clone, Debug)]
pub struct Config {
    /// When a record counts as delivered (`acks`).
    pub acks: Acks,
    /// Whether retries are recognised by their sequence (`enable.idempotence`, KIP-98). Needs [`Acks::All`]; otherwise it is off.
    pub idempotent: bool,
    /// How partitions are chosen.
    pub partitioner: Partitioner,
    /// How long a batch waits for more records (`linger.ms`).
    pub linger: Duration,
    /// A batch of so many bytes does not wait (`batch.size`). A single larger record is a batch of its own.
    pub batch_bytes: u32,
    /// The largest record, in bytes of its batch (`max.request.size`); also the most in one request.
    pub request_bytes_max: u32,
    /// Records that wait or are under way, in bytes (`buffer.memory`).
    pub buffer_bytes_max: u64,
    /// Requests under way to one broker (`max.in.flight.requests.per.connection`); with idempotence [`IN_FLIGHT_MAX`] at the most.
    pub in_flight_max: u32,
    /// So often a batch is sent again at the most (`retries`). Kafka's own is as good as any number: the time ends it before.
    pub retries: u32,
    /// From [`super::Producer::send`] to the delivery, at the longest (`delivery.timeout.ms`).
    pub delivery_timeout: Duration,
    /// How long an answer may take (`request.timeout.ms`).
    pub request_timeout: Duration,
    /// Between tries.
    pub retry_backoff: Backoff,
    /// After so long, ask anew who leads (`metadata.max.age.ms`).
    pub metadata_max_age: Duration,
    /// Whether a missing topic may be created by asking for it.
    pub auto_create: bool,
    /// How batches are compressed.
    pub compression: Option<Compression>,
}

/// A codec that the host brings.
#[derive(Clone, Copy, Debug)]
pub struct Compression {
    /// Its name.
    pub codec: Codec,
    /// What it does.
    pub compress: fn(&[u8]) -> Vec<u8>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            acks: Acks::All,
            idempotent: true,
            partitioner: Partitioner::KAFKA,
            linger: Duration::from_millis(5),
            batch_bytes: 16_384,
            request_bytes_max: 1 << 20,
            buffer_bytes_max: 32 << 20,
            in_flight_max: 5,
            retries: i32::MAX.unsigned_abs(),
            delivery_timeout: Duration::from_secs(120),
            request_timeout: Duration::from_secs(30),
            retry_backoff: Backoff::default(),
            metadata_max_age: Duration::from_secs(300),
            auto_create: true,
            compression: None,
        }
    }
}
