//! The 61 bytes in front of a batch's records.
//!
//! A [`Head`] is a view, not a promise: reading one checks nothing but that there are 61 bytes, of format 2, whose length
//! makes sense. [`Head::verify`] checks the checksum.

use super::codec::Codec;
use super::crc;
use super::error::BatchError;

/// Bytes of a head: all that stands before the first record.
pub const HEAD_BYTES: usize = 61;
/// Bytes up to and including the length field: what the length does not count.
pub const LENGTH_BYTES: usize = 12;
/// Where the checksummed part starts: at the attributes.
const CHECKED_AT: usize = 21;
/// The largest batch that a length field can state, in bytes.
pub const SIZE_MAX: u64 = LENGTH_BYTES as u64 + i32::MAX as u64;
/// "None" for producer ids, epochs, sequences, leader epochs and timestamps alike.
pub const NONE: i8 = -1;

/// The fields of a batch's head, in the order of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Offset of the first record.
    pub base_offset: i64,
    /// Bytes that follow this field.
    pub length: i32,
    /// Epoch of the leader that appended it; −1 from a producer.
    pub leader_epoch: i32,
    /// Always 2.
    pub magic: i8,
    /// CRC-32C of everything after this field.
    pub crc: u32,
    /// Codec and flags.
    pub attributes: Attributes,
    /// Offset of the last record relative to the first; kept by compaction.
    pub last_offset_delta: i32,
    /// Timestamp to which the records' are relative, in milliseconds.
    pub base_timestamp: i64,
    /// The largest timestamp inside, in milliseconds; with LogAppendTime that of all the records.
    pub max_timestamp: i64,
    /// Id of the producer, −1 for none.
    pub producer_id: i64,
    /// Epoch of the producer, −1 for none.
    pub producer_epoch: i16,
    /// Sequence of the first record, −1 for none.
    pub base_sequence: i32,
    /// Number of records.
    pub count: i32,
}

impl Head {
    /// Reads the head of the batch at the front of `bytes`.
    ///
    /// # Errors
    /// Fewer than 61 bytes, another format, or a length that no batch has. The checksum is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, BatchError> {
        let Some(head) = bytes.first_chunk::<HEAD_BYTES>() else {
            return Err(BatchError::Truncated { needed: HEAD_BYTES as u64, got: bytes.len() as u64 });
        };
        let head = Self {
            base_offset: i64::from_be_bytes(field(head, 0)),
            length: i32::from_be_bytes(field(head, 8)),
            leader_epoch: i32::from_be_bytes(field(head, 12)),
            magic: i8::from_be_bytes(field(head, 16)),
            crc: u32::from_be_bytes(field(head, 17)),
            attributes: Attributes(i16::from_be_bytes(field(head, 21))),
            last_offset_delta: i32::from_be_bytes(field(head, 23)),
            base_timestamp: i64::from_be_bytes(field(head, 27)),
            max_timestamp: i64::from_be_bytes(field(head, 35)),
            producer_id: i64::from_be_bytes(field(head, 43)),
            producer_epoch: i16::from_be_bytes(field(head, 51)),
            base_sequence: i32::from_be_bytes(field(head, 53)),
            count: i32::from_be_bytes(field(head, 57)),
        };
        if head.magic != 2 {
            return Err(BatchError::Magic(head.magic));
        }
        if head.length < (HEAD_BYTES - LENGTH_BYTES) as i32 {
            return Err(BatchError::Length(head.length));
        }
        Ok(head)
    }

    /// The same 61 bytes again.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; HEAD_BYTES] {
        let mut out = [0; HEAD_BYTES];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        put(&self.base_offset.to_be_bytes());
        put(&self.length.to_be_bytes());
        put(&self.leader_epoch.to_be_bytes());
        put(&self.magic.to_be_bytes());
        put(&self.crc.to_be_bytes());
        put(&self.attributes.0.to_be_bytes());
        put(&self.last_offset_delta.to_be_bytes());
        put(&self.base_timestamp.to_be_bytes());
        put(&self.max_timestamp.to_be_bytes());
        put(&self.producer_id.to_be_bytes());
        put(&self.producer_epoch.to_be_bytes());
        put(&self.base_sequence.to_be_bytes());
        put(&self.count.to_be_bytes());
        out
    }

    /// Bytes of the whole batch, head included, as its length states.
    #[must_use]
    pub fn size(&self) -> u64 {
        LENGTH_BYTES as u64 + u64::try_from(self.length).unwrap_or(0)
    }

    /// Bytes of the records behind the head.
    #[must_use]
    pub fn body_size(&self) -> u64 {
        self.size().saturating_sub(HEAD_BYTES as u64)
    }

    /// Offset of the last record.
    #[must_use]
    pub fn last_offset(&self) -> i64 {
        self.base_offset.saturating_add(i64::from(self.last_offset_delta))
    }

    /// The offset that comes after this batch.
    #[must_use]
    pub fn next_offset(&self) -> i64 {
        self.last_offset().saturating_add(1)
    }

    /// How many offsets it takes: more than `count` once it was compacted.
    #[must_use]
    pub fn offsets(&self) -> i64 {
        i64::from(self.last_offset_delta) + 1
    }

    /// Whether a producer id says that its sequences count.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.producer_id > i64::from(NONE)
    }

    /// Sequence of the last record; sequences go from 2³¹−1 back to 0. −1 without sequences.
    #[must_use]
    pub fn last_sequence(&self) -> i32 {
        if self.base_sequence < 0 {
            return self.base_sequence;
        }
        (self.base_sequence.wrapping_add(self.last_offset_delta)) & i32::MAX
    }

    /// The timestamp of a record `delta` milliseconds after the base: with LogAppendTime the batch's own.
    #[must_use]
    pub fn timestamp_of(&self, delta: i64) -> i64 {
        if self.attributes.is_log_append_time() { self.max_timestamp } else { self.base_timestamp.wrapping_add(delta) }
    }

    /// Compares the checksum with the bytes of the whole `batch`, head included.
    ///
    /// # Errors
    /// Too few bytes, or another checksum.
    pub fn verify(&self, batch: &[u8]) -> Result<(), BatchError> {
        let truncated = BatchError::Truncated { needed: self.size(), got: batch.len() as u64 };
        let size = usize::try_from(self.size()).map_err(|_| truncated.clone())?;
        let checked = batch.get(CHECKED_AT..size).ok_or(truncated)?;
        let computed = crc::crc32c(checked);
        if computed == self.crc { Ok(()) } else { Err(BatchError::Checksum { stored: self.crc, computed }) }
    }

    /// Brings the checksum up to date after `old`'s checksummed fields became this head's, without reading the records.
    pub(super) fn carry_crc(&mut self, old: &Self) {
        self.crc = crc::replace_prefix(
            old.crc,
            &old.to_bytes()[CHECKED_AT..],
            &self.to_bytes()[CHECKED_AT..],
            self.body_size(),
        );
    }

    /// Computes the checksum over this head's own fields and `body`.
    pub(super) fn seal(&mut self, body: &[u8]) {
        self.crc = crc::append(crc::crc32c(&self.to_bytes()[CHECKED_AT..]), body);
    }
}

/// `N` bytes of the head from `at`, a place known while compiling.
fn field<const N: usize>(head: &[u8; HEAD_BYTES], at: usize) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&head[at..at + N]);
    out
}

/// The attribute bits of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes(pub i16);

impl Attributes {
    const CODEC: i16 = 0b111;
    const LOG_APPEND_TIME: i16 = 1 << 3;
    const TRANSACTIONAL: i16 = 1 << 4;
    const CONTROL: i16 = 1 << 5;
    const DELETE_HORIZON: i16 = 1 << 6;

    /// The codec's number: bits 0–2.
    #[must_use]
    pub fn codec_id(self) -> u8 {
        (self.0 & Self::CODEC) as u8
    }

    /// The codec, if it is a known one.
    #[must_use]
    pub fn codec(self) -> Option<Codec> {
        Codec::from_id(self.codec_id())
    }

    /// Whether the broker's clock stamped it (bit 3): `max_timestamp` is then that of every record.
    #[must_use]
    pub fn is_log_append_time(self) -> bool {
        self.0 & Self::LOG_APPEND_TIME != 0
    }

    /// Whether it belongs to a transaction (bit 4).
    #[must_use]
    pub fn is_transactional(self) -> bool {
        self.0 & Self::TRANSACTIONAL != 0
    }

    /// Whether it holds a control record, which consumers never see (bit 5).
    #[must_use]
    pub fn is_control(self) -> bool {
        self.0 & Self::CONTROL != 0
    }

    /// Whether `base_timestamp` is the time at which its tombstones may go (bit 6, set by compaction, KIP-534).
    #[must_use]
    pub fn has_delete_horizon(self) -> bool {
        self.0 & Self::DELETE_HORIZON != 0
    }

    /// Bits that no producer may set: the delete horizon and all that has no meaning.
    #[must_use]
    pub fn reserved(self) -> i16 {
        self.0 & !(Self::CODEC | Self::LOG_APPEND_TIME | Self::TRANSACTIONAL | Self::CONTROL)
    }

    /// With this codec.
    #[must_use]
    pub fn with_codec(self, codec: Codec) -> Self {
        Self(self.0 & !Self::CODEC | i16::from(codec.id()))
    }

    /// With or without the mark of LogAppendTime.
    #[must_use]
    pub fn with_log_append_time(self, on: bool) -> Self {
        self.with(Self::LOG_APPEND_TIME, on)
    }

    /// With or without the mark of a transaction.
    #[must_use]
    pub fn with_transactional(self, on: bool) -> Self {
        self.with(Self::TRANSACTIONAL, on)
    }

    /// With or without the mark of a control batch.
    #[must_use]
    pub fn with_control(self, on: bool) -> Self {
        self.with(Self::CONTROL, on)
    }

    /// With or without the mark of a delete horizon.
    #[must_use]
    pub fn with_delete_horizon(self, on: bool) -> Self {
        self.with(Self::DELETE_HORIZON, on)
    }

    fn with(self, bit: i16, on: bool) -> Self {
        Self(if on { self.0 | bit } else { self.0 & !bit })
    }
}
