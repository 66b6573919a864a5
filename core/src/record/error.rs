//! Why a batch is refused, and which of the protocol's error codes says so.

use crate::error::{ErrorCode, Refusal};
use core::fmt;

/// Why bytes are not an acceptable record batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// There is no batch at all.
    Empty,
    /// Fewer bytes than a batch of its own stated length has.
    Truncated {
        /// Bytes that the batch should have.
        needed: u64,
        /// Bytes that came.
        got: u64,
    },
    /// The stated length is smaller than a head, or negative.
    Length(i32),
    /// Bytes follow the batch; Produce takes one batch for a partition.
    MoreThanOne {
        /// How many bytes follow.
        bytes: u64,
    },
    /// Not format 2.
    Magic(i8),
    /// The bytes changed on their way, or on the disk.
    Checksum {
        /// What the batch says.
        stored: u32,
        /// What its bytes give.
        computed: u32,
    },
    /// Larger than the rules allow.
    TooLarge {
        /// Bytes of the batch.
        size: u64,
        /// Bytes allowed.
        max: u64,
    },
    /// A compression that nobody knows, or one that this version of the request must not use.
    Codec(u8),
    /// Attribute bits that a writer may not set.
    Attributes(i16),
    /// A client's batch starts at offset 0, a stored one nowhere below.
    BaseOffset(i64),
    /// The number of records and the offsets that they take disagree.
    Count {
        /// Records, as stated.
        count: i32,
        /// Offset of the last relative to the first, as stated.
        last_offset_delta: i32,
    },
    /// Only brokers write control batches.
    Control,
    /// An idempotent batch needs a producer id, an epoch and a sequence that are not negative.
    Producer {
        /// Producer id, −1 for none.
        id: i64,
        /// Producer epoch.
        epoch: i16,
        /// Sequence of the first record.
        sequence: i32,
    },
    /// A transactional batch without a producer id.
    Transactional,
    /// LogAppendTime is the broker's to set.
    TimestampType,
    /// A timestamp outside of what the rules allow.
    Timestamp {
        /// The timestamp, in milliseconds since 1970.
        timestamp: i64,
    },
    /// A record inside is broken.
    Record {
        /// Which record, from 0.
        index: i32,
        /// What is wrong with it.
        fault: RecordFault,
    },
    /// Bytes are left after the last record.
    Leftover {
        /// How many.
        bytes: u64,
    },
}

impl BatchError {
    /// The protocol's error code: 2 CORRUPT_MESSAGE, 10 MESSAGE_TOO_LARGE, 32 INVALID_TIMESTAMP,
    /// 76 UNSUPPORTED_COMPRESSION_TYPE or 87 INVALID_RECORD.
    #[must_use]
    pub fn code(&self) -> i16 {
        match self {
            Self::Truncated { .. } | Self::Length(_) | Self::Checksum { .. } => 2,
            Self::TooLarge { .. } => 10,
            Self::TimestampType | Self::Timestamp { .. } => 32,
            Self::Codec(_) => 76,
            Self::Empty
            | Self::MoreThanOne { .. }
            | Self::Magic(_)
            | Self::Attributes(_)
            | Self::BaseOffset(_)
            | Self::Count { .. }
            | Self::Control
            | Self::Producer { .. }
            | Self::Transactional
            | Self::Record { .. }
            | Self::Leftover { .. } => 87,
        }
    }

    /// The record to blame, counted from 0 inside its batch: Produce v8 and newer can report it (KIP-467).
    #[must_use]
    pub fn record_index(&self) -> Option<i32> {
        match self {
            Self::Record { index, .. } => Some(*index),
            _ => None,
        }
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "there is no record batch; send exactly one for each partition"),
            Self::Truncated { needed, got } => {
                write!(f, "the record batch is cut short: {got} of {needed} bytes")
            }
            Self::Length(length) => write!(f, "a record batch cannot be {length} bytes long after its length field"),
            Self::MoreThanOne { bytes } => {
                write!(f, "{bytes} bytes follow the record batch; send exactly one for each partition")
            }
            Self::Magic(magic) => {
                write!(f, "record format {magic} is not supported; use format 2 (clients since Kafka 0.11)")
            }
            Self::Checksum { stored, computed } => {
                write!(
                    f,
                    "the record batch's CRC-32C is {computed:#010x}, but it says {stored:#010x}: its bytes were damaged"
                )
            }
            Self::TooLarge { size, max } => {
                write!(f, "the record batch has {size} bytes, {max} are allowed (max.message.bytes)")
            }
            Self::Codec(id) => write!(f, "compression type {id} is not supported by this version of the request"),
            Self::Attributes(bits) => write!(f, "the record batch sets attributes that are the broker's: {bits:#06x}"),
            Self::BaseOffset(offset) => {
                write!(f, "the record batch starts at offset {offset}; a client's must start at 0")
            }
            Self::Count { count, last_offset_delta } => {
                write!(f, "the record batch says {count} records but its last offset delta is {last_offset_delta}")
            }
            Self::Control => write!(f, "clients may not write control batches"),
            Self::Producer { id, epoch, sequence } => {
                write!(f, "producer id {id}, epoch {epoch} and sequence {sequence} do not go together")
            }
            Self::Transactional => write!(f, "a transactional batch needs a producer id"),
            Self::TimestampType => write!(f, "LogAppendTime is set by the broker, not by a client"),
            Self::Timestamp { timestamp } => {
                write!(f, "timestamp {timestamp} is out of the allowed range")
            }
            Self::Record { index, fault } => write!(f, "record {index} of the batch: {fault}"),
            Self::Leftover { bytes } => write!(f, "{bytes} bytes are left after the last record of the batch"),
        }
    }
}

impl core::error::Error for BatchError {}

impl From<BatchError> for Refusal {
    fn from(error: BatchError) -> Self {
        Refusal::new(ErrorCode::from_code(error.code()), alloc::format!("{error}"))
    }
}

/// What is wrong with one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFault {
    /// Its length is negative or reaches beyond the batch.
    Length,
    /// A field inside reaches beyond the record, or is not a number.
    Field,
    /// Bytes are left between its last field and its end.
    Leftover,
    /// Its offset is not the next one.
    Offset,
    /// It has no key, and the topic is compacted.
    Keyless,
}

impl fmt::Display for RecordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "its length reaches beyond the batch",
            Self::Field => "a field reaches beyond the record",
            Self::Leftover => "it is longer than its fields",
            Self::Offset => "its offset is not the next one",
            Self::Keyless => "it has no key, which a compacted topic needs",
        })
    }
}
