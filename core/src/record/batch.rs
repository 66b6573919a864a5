//! Checked once, trusted after: the batches that the core takes in and gives out.

use super::codec::{Codec, Codecs};
use super::error::{BatchError, RecordFault};
use super::filter::{OpenBatch, filler, is_filler};
use super::head::{HEAD_BYTES, Head, LENGTH_BYTES, SIZE_MAX};
use super::read::{ReadError, Records};
use super::walk;
use alloc::vec::Vec;
use bytes::Bytes;

/// Who wrote a batch; it decides what the batch may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A producer: strict, starts at offset 0, no control records; uncompressed records are walked.
    Client,
    /// A coordinator of our own: as a client's, but control records are allowed.
    Broker,
    /// A log, ours or a leader's: any offset, stamped already, perhaps compacted; the checksum vouches for the inside.
    Log,
}

/// What a batch must satisfy beyond being one. Rules of a topic are methods of [`CheckedBatch`], for they are known later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Who wrote it.
    pub origin: Origin,
    /// The largest batch to look at, in bytes.
    pub size_max: u64,
    /// Whether zstd may be used: Produce before version 7 must not (KIP-110).
    pub zstd: bool,
}

impl Rules {
    /// For what a producer sends.
    pub const CLIENT: Self = Self { origin: Origin::Client, size_max: SIZE_MAX, zstd: true };
    /// For what a broker writes by itself.
    pub const BROKER: Self = Self { origin: Origin::Broker, size_max: SIZE_MAX, zstd: true };
    /// For what comes from a log.
    pub const LOG: Self = Self { origin: Origin::Log, size_max: SIZE_MAX, zstd: true };
}

/// What is known about the keys inside a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Every record has one.
    All,
    /// This record, counted from 0, is the first without.
    MissingAt(i32),
    /// Nobody has looked: the records are compressed, or come from a log.
    Unseen,
}

/// A record batch that was verified. There is no other way to one than [`CheckedBatch::parse`], and no `Deserialize`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedBatch {
    /// As it came, checksum and all.
    head: Head,
    /// Head and records.
    bytes: Bytes,
    /// The largest timestamp: that of the records where they were walked, else what the head says.
    max_timestamp: i64,
    keys: Keys,
}

impl CheckedBatch {
    /// Verifies that `bytes` are exactly one batch that the rules allow.
    ///
    /// # Errors
    /// The first thing found wrong; [`BatchError::code`] is what a client is told.
    pub fn parse(bytes: Bytes, rules: &Rules) -> Result<Self, BatchError> {
        if bytes.is_empty() {
            return Err(BatchError::Empty);
        }
        let head = Head::parse(&bytes)?;
        let (size, got) = (head.size(), bytes.len() as u64);
        if size > rules.size_max {
            return Err(BatchError::TooLarge { size, max: rules.size_max });
        }
        if got < size {
            return Err(BatchError::Truncated { needed: size, got });
        }
        if got > size {
            return Err(BatchError::MoreThanOne { bytes: got - size });
        }
        head.verify(&bytes)?;
        check_head(&head, rules)?;
        let mut batch = Self { head, max_timestamp: head.max_timestamp, keys: Keys::Unseen, bytes };
        if rules.origin != Origin::Log && batch.codec() == Codec::None {
            let found = walk::walk(&head, batch.body())?;
            batch.max_timestamp = found.max_timestamp;
            batch.keys = found.keyless.map_or(Keys::All, Keys::MissingAt);
        }
        Ok(batch)
    }

    /// Verifies the batches that stand one behind the other in `bytes`: a follower's fetch, a piece of a log.
    #[must_use]
    pub fn parse_many(bytes: Bytes, rules: Rules) -> Batches {
        Batches { rest: bytes, rules, failed: false }
    }

    /// The head, as it came.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The whole batch, as it came.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Bytes of the whole batch. Stamping does not change them.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.head.size()
    }

    /// How many offsets it takes.
    #[must_use]
    pub fn offsets(&self) -> i64 {
        self.head.offsets()
    }

    /// How the records are compressed.
    #[must_use]
    pub fn codec(&self) -> Codec {
        self.head.attributes.codec().unwrap_or_default()
    }

    /// The largest timestamp inside, in milliseconds, or −1. Where the records were walked it is theirs: a head that says otherwise
    /// is put right when the batch is stamped, as Kafka does.
    #[must_use]
    pub fn max_timestamp(&self) -> i64 {
        self.max_timestamp
    }

    /// What is known about keys.
    #[must_use]
    pub fn keys(&self) -> Keys {
        self.keys
    }

    /// Rule of a topic: `max.message.bytes`, of the batch as sent.
    ///
    /// # Errors
    /// [`BatchError::TooLarge`].
    pub fn refuse_larger_than(&self, max: u64) -> Result<(), BatchError> {
        let size = self.size();
        if size > max { Err(BatchError::TooLarge { size, max }) } else { Ok(()) }
    }

    /// Rule of a topic with CreateTime: nothing later than `latest` milliseconds (`message.timestamp.after.max.ms` from now).
    ///
    /// # Errors
    /// [`BatchError::Timestamp`].
    pub fn refuse_later_than(&self, latest: i64) -> Result<(), BatchError> {
        let timestamp = self.max_timestamp;
        if timestamp > latest { Err(BatchError::Timestamp { timestamp }) } else { Ok(()) }
    }

    /// Rule of a compacted topic: every record has a key. A batch that nobody looked into passes: [`CheckedBatch::look`].
    ///
    /// # Errors
    /// [`BatchError::Record`] for the first one without.
    pub fn refuse_keyless(&self) -> Result<(), BatchError> {
        match self.keys {
            Keys::MissingAt(index) => Err(BatchError::Record { index, fault: RecordFault::Keyless }),
            Keys::All | Keys::Unseen => Ok(()),
        }
    }

    /// Of a batch without records that compaction has put in the place of others: that for the offsets from `offset` on.
    /// `None` where nothing is to be cut off, and of any other batch.
    #[must_use]
    pub fn without_before(&self, offset: i64) -> Option<Self> {
        let head = &self.head;
        let within = head.base_offset < offset && offset < head.next_offset();
        let rest = filler(offset, head.last_offset(), head.leader_epoch, head.max_timestamp);
        let bytes = rest.filter(|_| within && is_filler(head))?;
        Self::parse(bytes, &Rules::LOG).ok()
    }

    /// The same batch after a look at its keys, however it is compressed: what a compacted topic asks for. `max` bounds
    /// what decompression may give, in bytes.
    ///
    /// # Errors
    /// It cannot be decompressed, or its records are not what its head promises.
    pub fn look(mut self, codecs: &dyn Codecs, max: usize) -> Result<Self, ReadError> {
        if self.keys == Keys::Unseen {
            let open = OpenBatch::open(&self.bytes, codecs, max)?;
            let keyless = open.records().position(|record| record.key.is_none());
            self.keys = keyless.map_or(Keys::All, |index| Keys::MissingAt(i32::try_from(index).unwrap_or(i32::MAX)));
        }
        Ok(self)
    }

    /// The records inside, as the producer numbered them. `max` bounds what decompression may give, in bytes.
    ///
    /// # Errors
    /// The codec is not available, or says that the bytes are broken.
    pub fn records(&self, codecs: &dyn Codecs, max: usize) -> Result<Records, ReadError> {
        Records::open(&self.head, self.records_bytes(), codecs, max)
    }

    /// Gives the batch its place in a log. The payload is not copied, nor read.
    #[must_use]
    pub fn stamp(&self, base_offset: i64, leader_epoch: i32) -> StampedBatch {
        self.stamp_with(base_offset, leader_epoch, self.head.attributes, self.max_timestamp)
    }

    /// As [`Self::stamp`], on a topic with LogAppendTime: all its records take the time `now`, in milliseconds.
    #[must_use]
    pub fn stamp_at(&self, base_offset: i64, leader_epoch: i32, now: i64) -> StampedBatch {
        self.stamp_with(base_offset, leader_epoch, self.head.attributes.with_log_append_time(true), now)
    }

    /// A batch that its leader has stamped, as it is.
    #[must_use]
    pub fn stamped(self) -> StampedBatch {
        StampedBatch { head: self.head, body: self.records_bytes() }
    }

    fn stamp_with(
        &self,
        base_offset: i64,
        leader_epoch: i32,
        attributes: super::Attributes,
        max_timestamp: i64,
    ) -> StampedBatch {
        let mut head = Head { base_offset, leader_epoch, attributes, max_timestamp, ..self.head };
        if (attributes, max_timestamp) != (self.head.attributes, self.head.max_timestamp) {
            head.carry_crc(&self.head);
        }
        StampedBatch { head, body: self.records_bytes() }
    }

    fn body(&self) -> &[u8] {
        self.bytes.get(HEAD_BYTES..).unwrap_or_default()
    }

    fn records_bytes(&self) -> Bytes {
        self.bytes.slice(HEAD_BYTES..)
    }
}

/// All that the head alone can tell.
fn check_head(head: &Head, rules: &Rules) -> Result<(), BatchError> {
    let attributes = head.attributes;
    match attributes.codec() {
        None => return Err(BatchError::Codec(attributes.codec_id())),
        Some(Codec::Zstd) if !rules.zstd => return Err(BatchError::Codec(attributes.codec_id())),
        Some(_) => {}
    }
    let count = BatchError::Count { count: head.count, last_offset_delta: head.last_offset_delta };
    if rules.origin == Origin::Log {
        if head.base_offset < 0 || head.base_offset.checked_add(head.offsets()).is_none() {
            return Err(BatchError::BaseOffset(head.base_offset));
        }
        // Compaction takes records out and leaves the offsets: even all of them (an empty batch keeps a producer's sequence).
        if head.last_offset_delta < 0 || head.count < 0 || i64::from(head.count) > head.offsets() {
            return Err(count);
        }
        return Ok(());
    }
    if head.base_offset != 0 {
        return Err(BatchError::BaseOffset(head.base_offset));
    }
    if head.count < 1 || i64::from(head.count) != head.offsets() {
        return Err(count);
    }
    if attributes.is_control() && rules.origin == Origin::Client {
        return Err(BatchError::Control);
    }
    if attributes.reserved() != 0 {
        return Err(BatchError::Attributes(attributes.0));
    }
    if attributes.is_log_append_time() {
        return Err(BatchError::TimestampType);
    }
    check_producer(head, rules.origin)
}

fn check_producer(head: &Head, origin: Origin) -> Result<(), BatchError> {
    let Head { producer_id: id, producer_epoch: epoch, base_sequence: sequence, .. } = *head;
    if !head.is_idempotent() {
        return if head.attributes.is_transactional() { Err(BatchError::Transactional) } else { Ok(()) };
    }
    // A coordinator's marker carries the producer's id, but no sequence: it is not one of the producer's batches.
    let marker = origin == Origin::Broker && head.attributes.is_control();
    if epoch < 0 || (sequence < 0 && !marker) { Err(BatchError::Producer { id, epoch, sequence }) } else { Ok(()) }
}

/// Batch after batch of a longer text. Ends at the first that is broken, or where the bytes end.
#[derive(Clone, Debug)]
pub struct Batches {
    rest: Bytes,
    rules: Rules,
    failed: bool,
}

impl Batches {
    /// The bytes that were not given out: nothing, a batch cut short at the end (replies with a limit may end so),
    /// or the broken batch and all behind it.
    #[must_use]
    pub fn rest(&self) -> &Bytes {
        &self.rest
    }
}

impl Iterator for Batches {
    type Item = Result<CheckedBatch, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.rest.len() < HEAD_BYTES {
            return None;
        }
        let size = match Head::parse(&self.rest) {
            Ok(head) => usize::try_from(head.size()).ok(),
            Err(error) => {
                self.failed = true;
                return Some(Err(error));
            }
        };
        let size = size.filter(|size| *size <= self.rest.len())?;
        let batch = CheckedBatch::parse(self.rest.slice(..size), &self.rules);
        if batch.is_ok() {
            self.rest = self.rest.slice(size..);
        }
        self.failed = batch.is_err();
        Some(batch)
    }
}

/// A batch with its place in a log: a fresh head, and the producer's own bytes behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampedBatch {
    head: Head,
    body: Bytes,
}

impl StampedBatch {
    /// The head: offsets, epoch, timestamps, producer.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Bytes of the whole batch.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.head.size()
    }

    /// What to write, one behind the other.
    #[must_use]
    pub fn parts(&self) -> ([u8; HEAD_BYTES], &Bytes) {
        (self.head.to_bytes(), &self.body)
    }

    /// Appends both parts to `out`: a copy, for logs in memory.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head.to_bytes());
        out.extend_from_slice(&self.body);
    }

    /// Both parts in one piece: a copy, for logs in memory.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        let mut out = Vec::with_capacity(HEAD_BYTES + self.body.len());
        self.write_to(&mut out);
        out.into()
    }

    /// The records inside. `max` bounds what decompression may give, in bytes.
    ///
    /// # Errors
    /// The codec is not available, or says that the bytes are broken.
    pub fn records(&self, codecs: &dyn Codecs, max: usize) -> Result<Records, ReadError> {
        Records::open(&self.head, self.body.clone(), codecs, max)
    }
}

const _: () = assert!(LENGTH_BYTES < HEAD_BYTES);
