//! A producer as the page knows it: what it is told to send, what it sends by itself, and what became of it.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use glasslog_core::{id::PartitionIndex, time::Instant};

use super::{
    Actor, ActorId, Happening, Port, core_producer::CoreProducer, ledger::SentLedger, naive_producer::NaiveProducer,
};
use crate::{
    digest::Digest,
    settings::{Client, Keys, ProducerSettings, Sending},
    view::{ActorRole, ActorView, ProducerView},
};

/// A producer.
#[derive(Clone, Debug)]
pub(crate) struct ProducerActor {
    /// Shared between copies, as its client has them.
    settings: Arc<ProducerSettings>,
    ledger: SentLedger,
    client: ClientCode,
    /// When it sends its next own record.
    own_at: Option<Instant>,
    own_records: u64,
    /// It goes once all is settled.
    closing: bool,
}

#[derive(Clone, Debug)]
enum ClientCode {
    Core(Box<CoreProducer>),
    Naive(Box<NaiveProducer>),
}

impl ProducerActor {
    pub(crate) fn new(settings: ProducerSettings, sending: Option<Sending>, now: Instant, seed: u64) -> ProducerActor {
        let settings = Arc::new(settings);
        let client = match settings.client {
            Client::Core => {
                let usual = Sending::default();
                let sending = sending.as_ref().unwrap_or(&usual);
                ClientCode::Core(Box::new(CoreProducer::new(settings.clone(), sending, seed)))
            }
            Client::Naive => ClientCode::Naive(Box::new(NaiveProducer::new(ProducerSettings::clone(&settings)))),
        };
        let own_at = settings.period.map(|_| now);
        ProducerActor { settings, ledger: SentLedger::default(), client, own_at, own_records: 0, closing: false }
    }

    /// Sends a record.
    pub(crate) fn send(
        &mut self,
        port: &mut Port<'_>,
        key: Option<Bytes>,
        value: Option<Bytes>,
        partition: Option<PartitionIndex>,
    ) {
        let number = self.ledger.add(port.now.instant, key.clone(), value.clone(), partition);
        match &mut self.client {
            ClientCode::Core(core) => core.send(port, &mut self.ledger, number, key, value, partition),
            ClientCode::Naive(naive) => naive.send(number, key, value, partition),
        }
    }

    /// One record in so much time from now on.
    pub(crate) fn set_period(&mut self, now: Instant, period: Option<Duration>) {
        Arc::make_mut(&mut self.settings).period = period;
        self.own_at = period.map(|period| now + period);
    }

    /// It ends when everything it was told to send has met its fate.
    pub(crate) fn finish(&mut self) {
        self.closing = true;
        self.own_at = None;
    }

    pub(crate) fn is_idle(&self) -> bool {
        match &self.client {
            ClientCode::Core(core) => core.is_idle(),
            ClientCode::Naive(naive) => naive.is_idle(),
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.closing && self.is_idle()
    }

    /// How it sends again.
    fn sending(&self) -> Sending {
        match &self.client {
            ClientCode::Core(core) => core.sending(),
            ClientCode::Naive(_) => Sending::default(),
        }
    }

    /// The next record of its own, as the tutorial's producer sends them.
    fn own_record(&mut self, port: &mut Port<'_>) {
        let number = self.own_records;
        self.own_records += 1;
        let key = match &self.settings.keys {
            Keys::Cycle(keys) | Keys::CycleWithTombstones(keys) if !keys.is_empty() => {
                let key = &keys[(number % keys.len() as u64) as usize];
                Some(Bytes::copy_from_slice(key.as_bytes()))
            }
            _ => None,
        };
        let value = Bytes::from(format!("{{\"number\":{number}}}"));
        let deleted = matches!(self.settings.keys, Keys::CycleWithTombstones(_)) && number % TOMBSTONE_EVERY == 3;
        self.send(port, key, (!deleted).then_some(value), None);
    }
}

/// One in so many records is a tombstone, where keys are deleted at all; and no divisor of a usual number of keys.
const TOMBSTONE_EVERY: u64 = 7;

/// Records that may wait for their turn before a producer makes no more of its own.
const BACKLOG_MAX: u64 = 1000;

impl Actor for ProducerActor {
    fn handle(&mut self, port: &mut Port<'_>, happening: Happening) {
        if let (Some(at), Some(period)) = (self.own_at, self.settings.period)
            && at <= port.now.instant
        {
            let backlog = self.ledger.sent - self.ledger.acked - self.ledger.refused - self.ledger.unknown;
            if backlog < BACKLOG_MAX {
                self.own_record(port);
            }
            let more = self.settings.records_max.is_none_or(|max| self.own_records < max);
            self.own_at = more.then(|| port.now.instant + period.max(Duration::from_micros(1)));
        }
        match &mut self.client {
            ClientCode::Core(core) => core.handle(port, &mut self.ledger, happening),
            ClientCode::Naive(naive) => naive.handle(port, &mut self.ledger, happening),
        }
    }

    fn wake(&self) -> Option<Instant> {
        let client = match &self.client {
            ClientCode::Core(core) => core.wake(),
            ClientCode::Naive(naive) => naive.wake(),
        };
        [self.own_at, client].into_iter().flatten().min()
    }

    fn view(&self, id: ActorId) -> Option<ActorView> {
        let ledger = &self.ledger;
        let role = ActorRole::Producer(ProducerView {
            settings: ProducerSettings::clone(&self.settings),
            sending: self.sending(),
            records: ledger.records(),
            sent: ledger.sent,
            acked: ledger.acked,
            refused: ledger.refused,
            unknown: ledger.unknown,
            closing: self.closing,
        });
        Some(ActorView { id, name: self.settings.name.clone(), role })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.value(&(&self.settings, &self.ledger, self.own_at, self.own_records, self.closing));
        // What most producers do without leaves their digests as they were.
        let sending = self.sending();
        if sending != Sending::default() {
            digest.value(&sending);
        }
        match &self.client {
            ClientCode::Core(core) => core.digest(digest),
            ClientCode::Naive(naive) => naive.digest(digest),
        }
    }
}
