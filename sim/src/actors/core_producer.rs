//! The core's producer machine as an actor: connections for its requests, fates for its deliveries.

use glasslog_core::sorted::SortedMap;
use std::sync::Arc;

use bytes::Bytes;
use glasslog_core::{
    client::{
        CorrelationId, Disconnected, Producer,
        producer::{Config, NewRecord, Outcome, RecordId},
    },
    id::{PartitionIndex, RequestId},
    request::{Acks, Request, TopicRef},
    time::Instant,
};

use super::{
    Happening, Port,
    ledger::SentLedger,
    lines::{Lines, line_to},
};
use crate::{
    digest::Digest,
    settings::{ProducerSettings, Sending},
    view::Fate,
};

/// The producer.
#[derive(Clone, Debug)]
pub(crate) struct CoreProducer {
    settings: Arc<ProducerSettings>,
    machine: Producer,
    lines: Lines,
    numbers: SortedMap<RecordId, u64>,
    calls: u64,
}

impl CoreProducer {
    pub(crate) fn new(settings: Arc<ProducerSettings>, sending: &Sending, seed: u64) -> CoreProducer {
        let usual = Config::default();
        let config = Config {
            retries: sending.retries.unwrap_or(usual.retries),
            in_flight_max: sending.in_flight,
            request_timeout: sending.request_timeout,
            delivery_timeout: sending.delivery_timeout,
            acks: settings.acks,
            idempotent: settings.idempotent && settings.acks == Acks::All,
            partitioner: settings.partitioner.into(),
            linger: settings.linger,
            // Topics are made by users, with as many partitions as they say.
            auto_create: false,
            ..usual
        };
        let machine = Producer::new(config, seed);
        CoreProducer { settings, machine, lines: Lines::default(), numbers: SortedMap::new(), calls: 0 }
    }

    /// How it sends again.
    pub(crate) fn sending(&self) -> Sending {
        let Config { retries, in_flight_max, request_timeout, delivery_timeout, .. } = *self.machine.config();
        let retries = (retries != Config::default().retries).then_some(retries);
        Sending { retries, in_flight: in_flight_max, request_timeout, delivery_timeout }
    }

    /// Whether the broker recognises its retries.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.machine.config().idempotent
    }

    pub(crate) fn send(
        &mut self,
        port: &mut Port<'_>,
        ledger: &mut SentLedger,
        number: u64,
        key: Option<Bytes>,
        value: Option<Bytes>,
        partition: Option<PartitionIndex>,
    ) {
        let topic = self.settings.topic.clone();
        let record = NewRecord { topic, partition, key, value, headers: Vec::new(), timestamp: None };
        match self.machine.send(port.now, record) {
            Ok(id) => {
                self.numbers.insert(id, number);
            }
            Err(_) => {
                let about = (&self.settings.topic, self.is_idempotent(), self.settings.acks);
                ledger.settle(
                    port,
                    about,
                    number,
                    None,
                    Fate::Refused(glasslog_core::error::ErrorCode::MessageTooLarge),
                );
            }
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.machine.is_idle()
    }

    pub(crate) fn handle(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger, happening: Happening) {
        self.calls += 1;
        if matches!(happening, Happening::Woken) {
            self.machine.handle_timeout(port.now);
        }
        for (id, answer) in self.lines.handle(port, happening) {
            self.machine.handle_response(port.now, CorrelationId(id.0), answer.ok_or(Disconnected));
        }
        self.drain(port, ledger);
    }

    /// Sends what the machine wants sent, and tells the ledger what became of records.
    pub(crate) fn drain(&mut self, port: &mut Port<'_>, ledger: &mut SentLedger) {
        while let Some(outgoing) = self.machine.poll_request(port.now) {
            if let Request::Produce(produce) = &outgoing.request {
                for partition in &produce.partitions {
                    let TopicRef::Name(_) = &partition.topic else { continue };
                    let records = partition.batch.iter().flat_map(crate::flights::decode);
                    records.for_each(|r| ledger.left(r.key.as_deref(), r.value.as_deref(), partition.partition));
                }
            }
            let answered = outgoing.expects_answer();
            let id = RequestId(outgoing.correlation.0);
            self.lines.send(port, line_to(outgoing.target), id, outgoing.request, answered);
        }
        while let Some(delivery) = self.machine.poll_delivery() {
            let Some(number) = self.numbers.remove(&delivery.record) else { continue };
            let fate = match delivery.outcome {
                Outcome::Acked { offset, .. } => Fate::Acked(offset),
                Outcome::Failed(code) => Fate::Refused(code),
                Outcome::Unknown => Fate::Unknown,
            };
            let about = (&self.settings.topic, self.machine.config().idempotent, self.settings.acks);
            ledger.settle(port, about, number, delivery.partition, fate);
        }
    }

    pub(crate) fn wake(&self) -> Option<Instant> {
        [self.machine.timeout(), self.lines.wake()].into_iter().flatten().min()
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        self.lines.digest(digest);
        digest.value(&(self.calls, self.machine.timeout(), self.machine.buffered_bytes(), self.machine.identity()));
    }
}
