//! The batches of one partition: waiting, in flight, and in which order they may go.

use crate::sorted::SortedMap;
use alloc::{collections::VecDeque, vec::Vec};

use core::convert::Infallible;

use bytes::Bytes;

use crate::{
    error::ErrorCode,
    id::{ProducerEpoch, ProducerId},
    limit,
    record::{BatchBuilder, BuildError, Codec, with_producer},
    time::Instant,
};

use super::{Config, NewRecord, Outcome, RecordId};

/// Records that travel together.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// Its place among the batches of its partition.
    pub(super) ordinal: u64,
    pub(super) records: Vec<RecordId>,
    /// What its records are charged for.
    pub(super) charged: u64,
    content: Content,
    opened: Instant,
    deadline: Instant,
    /// Not to be sent before this: it was refused, and waits.
    pub(super) not_before: Instant,
    pub(super) failures: u32,
    /// The sequence of its first record; kept from try to try.
    pub(super) sequence: Option<i32>,
    /// Some try of it was never answered, or with an error that does not rule out that it was written.
    pub(super) maybe_written: bool,
    /// It is not in the log of who led when it was tried the last time, and may be in another's: should that one lead, it is there.
    pub(super) maybe_elsewhere: bool,
    /// Why the broker refused it the last time.
    pub(super) refused: Option<ErrorCode>,
}

#[derive(Clone, Debug)]
enum Content {
    Open(BatchBuilder),
    Built(Bytes),
}

impl Batch {
    fn size(&self) -> u64 {
        match &self.content {
            Content::Open(builder) => builder.size(),
            Content::Built(bytes) => bytes.len() as u64,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.content, Content::Open(_))
    }

    fn is_retry(&self) -> bool {
        self.failures > 0
    }

    /// What is told of its records when it is not tried again because of this.
    pub(super) fn given_up(&self, code: ErrorCode) -> Outcome {
        if self.maybe_written || self.maybe_elsewhere { Outcome::Unknown } else { Outcome::Failed(code) }
    }
}

/// A producer's identity.
pub(super) type Identity = (ProducerId, ProducerEpoch);

/// The batches of one partition.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    /// In order; only the last may be open.
    waiting: VecDeque<Batch>,
    /// By ordinal.
    flying: SortedMap<u64, Batch>,
    next_ordinal: u64,
    /// Whose sequences are counted.
    identity: Option<Identity>,
    next_sequence: i32,
    /// The broker knows this identity: it would notice a gap.
    known: bool,
    /// The sequence was broken: count anew with the next identity.
    pub(super) broken: bool,
}

impl Queue {
    /// Whether a record of so many bytes closes the open batch and opens another.
    pub(super) fn overflows(&self, size: u64, config: &Config) -> bool {
        self.waiting.back().is_some_and(|last| last.is_open() && last.size() + size > u64::from(config.batch_bytes))
    }

    /// Adds a record.
    pub(super) fn push(
        &mut self,
        id: RecordId,
        record: &NewRecord,
        timestamp: i64,
        now: Instant,
        deadline: Instant,
        config: &Config,
    ) -> Result<(), BuildError> {
        let headers: Vec<_> = record.headers.iter().map(|(name, value)| (&name[..], value.as_deref())).collect();
        let (key, value) = (record.key.as_deref(), record.value.as_deref());
        let size = BatchBuilder::size_of_record(key, value, &headers);
        if !self.waiting.back().is_some_and(Batch::is_open) || self.overflows(size, config) {
            let builder = BatchBuilder::new();
            if builder.size() + size > u64::from(config.request_bytes_max) {
                return Err(BuildError::Full);
            }
            self.next_ordinal += 1;
            self.waiting.push_back(Batch {
                ordinal: self.next_ordinal,
                records: Vec::new(),
                charged: 0,
                content: Content::Open(builder),
                opened: now,
                deadline,
                not_before: Instant(0),
                failures: 0,
                sequence: None,
                maybe_written: false,
                maybe_elsewhere: false,
                refused: None,
            });
        }
        if let Some(Batch { content: Content::Open(builder), records, charged, .. }) = self.waiting.back_mut() {
            builder.push(timestamp, key, value, &headers)?;
            records.push(id);
            *charged += size;
        }
        Ok(())
    }

    /// Records that wait, batches under way.
    pub(super) fn backlog(&self) -> (u64, u64) {
        let waiting: usize = self.waiting.iter().map(|batch| batch.records.len()).sum();
        (waiting as u64, self.flying.len() as u64)
    }

    pub(super) fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.flying.is_empty()
    }

    /// Whether a batch may go now, the first or the one whose turn it is. `identity` is the producer's, on an idempotent one.
    pub(super) fn is_ready(
        &self,
        now: Instant,
        flush_before: u64,
        identity: Option<Identity>,
        config: &Config,
    ) -> bool {
        let Some(first) = self.waiting.get(self.turn()) else { return false };
        let full = self.waiting.len() > 1 || first.size() >= u64::from(config.batch_bytes);
        let flushed = first.records.first().is_some_and(|record| record.0 < flush_before);
        let ripe = !first.is_open() || full || flushed || first.opened + config.linger <= now;
        ripe && first.not_before <= now && (!config.idempotent || self.keeps_order(first, identity))
    }

    /// With sequences: nothing may go that could arrive before what must come first.
    fn keeps_order(&self, first: &Batch, identity: Option<Identity>) -> bool {
        if self.broken && self.is_in_doubt() {
            return self.flying.is_empty(); // the old identity is still needed, see `turn`
        }
        if identity.is_none() || (self.broken && self.identity == identity) {
            return false; // a new identity is on its way
        }
        // A broker knows the last five batches again, and no more: while an old one is without an answer (its leader may have
        // been replaced since), no sixth may follow it.
        let oldest = self.flying.keys().next().copied().unwrap_or(first.ordinal);
        if first.ordinal.saturating_sub(oldest) >= limit::PRODUCER_BATCHES as u64 {
            return false;
        }
        let anew = self.broken || self.identity != identity && first.sequence.is_none();
        // A retry goes alone; so does the first batch of an identity, for until the broker has state any sequence is taken.
        self.flying.is_empty() || (!anew && self.known && !first.is_retry())
    }

    /// Whose turn it is among those that wait: the first one's. Once the sequence is broken, the first one's whose fate is open;
    /// by its old sequence the broker tells whether it is written, and takes nothing new.
    fn turn(&self) -> usize {
        let open = self.waiting.iter().position(|batch| self.broken && batch.maybe_written);
        open.unwrap_or_default()
    }

    /// Takes the batch whose turn it is, as bytes to send. Ask [`Self::is_ready`] before.
    pub(super) fn take(&mut self, identity: Option<Identity>, config: &Config) -> Option<(u64, Bytes)> {
        if config.idempotent {
            self.adopt(identity?);
        }
        let mut batch = self.waiting.remove(self.turn())?;
        let stamp = if config.idempotent { self.identity } else { None };
        let bytes = match batch.content {
            Content::Built(bytes) => bytes,
            Content::Open(mut builder) => {
                if let Some((id, epoch)) = stamp {
                    builder.set_producer(id.0, epoch.0, self.next_sequence);
                    batch.sequence = Some(self.next_sequence);
                    self.next_sequence = sequence_after(self.next_sequence, builder.count());
                }
                build(builder, config)
            }
        };
        batch.content = Content::Built(bytes.clone());
        let ordinal = batch.ordinal;
        self.flying.insert(ordinal, batch);
        Some((ordinal, bytes))
    }

    /// Whether a batch that waits may be in the log: only by its old sequence would the broker recognise it.
    fn is_in_doubt(&self) -> bool {
        self.waiting.iter().any(|batch| batch.maybe_written)
    }

    /// Takes the batches out that wait and may be in the log.
    pub(super) fn take_doubtful(&mut self) -> VecDeque<Batch> {
        let (doubtful, rest) = self.waiting.drain(..).partition(|batch| batch.maybe_written);
        self.waiting = rest;
        doubtful
    }

    /// Goes over to this identity, when nothing of the old one is left, or its sequence is broken and nothing in doubt.
    fn adopt(&mut self, identity: Identity) {
        let pending = !self.flying.is_empty() || self.waiting.iter().any(|batch| batch.sequence.is_some());
        if self.identity == Some(identity) || (pending && !self.broken) || self.is_in_doubt() {
            return;
        }
        self.identity = Some(identity);
        (self.known, self.broken, self.next_sequence) = (false, false, 0);
        let (id, epoch) = identity;
        for batch in &mut self.waiting {
            let Content::Built(bytes) = &mut batch.content else { continue };
            if let Ok(moved) = with_producer(bytes, id.0, epoch.0, self.next_sequence) {
                *bytes = moved;
            }
            batch.sequence = Some(self.next_sequence);
            self.next_sequence = sequence_after(self.next_sequence, batch.records.len() as i32);
        }
    }

    /// Takes a batch out of the air, for good or to put it back with [`Self::again`].
    pub(super) fn landed(&mut self, ordinal: u64, acked: bool) -> Option<Batch> {
        let batch = self.flying.remove(&ordinal)?;
        self.known |= acked;
        Some(batch)
    }

    /// Puts a batch back in its place.
    pub(super) fn again(&mut self, batch: Batch) {
        let place = self.waiting.partition_point(|other| other.ordinal < batch.ordinal);
        self.waiting.insert(place, batch);
    }

    /// Whether nothing that came before this batch is still open: an error of its sequence is then its own.
    pub(super) fn is_first(&self, batch: &Batch) -> bool {
        let before = |other: &Batch| other.ordinal < batch.ordinal;
        !self.flying.values().any(before) && !self.waiting.front().is_some_and(before)
    }

    /// Gives up what waits beyond its time.
    pub(super) fn expire(&mut self, now: Instant, mut each: impl FnMut(Batch)) {
        while self.waiting.front().is_some_and(|batch| batch.deadline <= now) {
            let Some(batch) = self.waiting.pop_front() else { break };
            self.broken |= batch.sequence.is_some();
            each(batch);
        }
    }

    /// Gives up everything that waits.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Batch> + '_ {
        self.broken |= self.waiting.iter().any(|batch| batch.sequence.is_some());
        self.waiting.drain(..)
    }

    /// The next moment at which time alone changes something.
    pub(super) fn timeout(&self, config: &Config, now: Instant) -> Option<Instant> {
        let (next, first) = (self.waiting.get(self.turn())?, self.waiting.front()?);
        let times = [next.not_before, next.opened + config.linger, first.deadline];
        times.into_iter().filter(|at| *at > now).min()
    }
}

fn build(builder: BatchBuilder, config: &Config) -> Bytes {
    match config.compression {
        Some(compression) if compression.codec != Codec::None => {
            let built =
                builder.build_compressed(compression.codec, |bytes| Ok::<_, Infallible>((compression.compress)(bytes)));
            match built {
                Ok(bytes) => bytes,
                Err(never) => match never {},
            }
        }
        _ => builder.build(),
    }
}

/// The sequence that comes `count` later; 0 follows 2³¹−1.
fn sequence_after(sequence: i32, count: i32) -> i32 {
    sequence.wrapping_add(count) & i32::MAX
}
