//! What can be wrong with bytes from a peer, and with a message that an older version cannot say.
//!
//! The reasons are values, not texts: a hostile peer must not make us allocate by being wrong.

use core::fmt;
use glasslog_core::error::ErrorCode;

/// Why bytes could not be read as the message that they claim to be. The connection that sent them is to be closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes end before the message does.
    Truncated,
    /// A length or a count below −1, or −1 where null is not allowed.
    NegativeLength,
    /// Null where this version of the message does not allow it.
    UnexpectedNull,
    /// A count that the remaining bytes cannot hold.
    CountBeyondBytes,
    /// More elements than a message, or one of its arrays, may have.
    TooManyElements,
    /// It would take more memory than its [`Budget`](crate::reader::Budget).
    TooMuchMemory,
    /// A variable-length integer of more than 32 bits.
    LongVarint,
    /// A string that is not UTF-8.
    NotUtf8,
    /// A tagged field whose content does not end where its size says.
    TagSize,
    /// An API key that this codec does not know.
    UnknownApi(i16),
    /// An API that is known, at a version that is not.
    UnsupportedVersion {
        /// The API's key.
        key: i16,
        /// The version that was asked for.
        version: i16,
    },
    /// An answer to another request than the one that was asked.
    WrongCorrelation {
        /// The correlation id of the request.
        expected: i32,
        /// The correlation id of the response.
        found: i32,
    },
    /// The answer to the request is too large to be written.
    Unanswerable,
    /// The server refused the request as a whole, and the core's response has no place for that.
    Refused {
        /// The API's key.
        key: i16,
        /// The protocol's error code.
        code: i16,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("the message ends too early"),
            Self::NegativeLength => f.write_str("a length is negative"),
            Self::UnexpectedNull => f.write_str("null where a value is required"),
            Self::CountBeyondBytes => f.write_str("a count is larger than the bytes that follow can hold"),
            Self::TooManyElements => f.write_str("the message has too many elements"),
            Self::TooMuchMemory => f.write_str("the message would take far more memory than its size justifies"),
            Self::LongVarint => f.write_str("a variable-length integer has more than 32 bits"),
            Self::NotUtf8 => f.write_str("a string is not UTF-8"),
            Self::TagSize => f.write_str("a tagged field does not end where its size says"),
            Self::UnknownApi(key) => write!(f, "API key {key} is unknown"),
            Self::UnsupportedVersion { key, version } => {
                write!(f, "API key {key} has no version {version} here")
            }
            Self::WrongCorrelation { expected, found } => {
                write!(f, "the answer is to request {found}, not to {expected}")
            }
            Self::Unanswerable => f.write_str("the answer would be too large"),
            Self::Refused { key, code } => {
                write!(f, "the server refused API key {key}: {}", ErrorCode::from_code(*code))
            }
        }
    }
}

impl core::error::Error for DecodeError {}

/// Why a message cannot be written at a version. A mistake of ours, or of what a user asked an old peer for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EncodeError {
    /// Null where this version of the message does not allow it.
    NullAtThisVersion,
    /// A string above 32,767 bytes at a version with two-byte lengths.
    LongString,
    /// A frame, or an array in it, of 2 GiB or more.
    TooLarge,
    /// Records inside a tagged field: no message has them.
    RecordsInTag,
    /// The request asks for something that this version has no words for.
    NotAtThisVersion {
        /// The API's key.
        key: i16,
        /// The version of the message.
        version: i16,
    },
    /// The response of one API, for a request of another: a mistake of ours.
    WrongResponse {
        /// The key of the request's API.
        key: i16,
    },
    /// The server does not speak this API at any version of ours.
    NotOffered {
        /// The API's key.
        key: i16,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NullAtThisVersion => f.write_str("this version of the message has no null here"),
            Self::LongString => f.write_str("a string is above 32,767 bytes"),
            Self::TooLarge => f.write_str("the message would be 2 GiB or more"),
            Self::RecordsInTag => f.write_str("records cannot be in a tagged field"),
            Self::NotAtThisVersion { key, version } => {
                write!(f, "version {version} of API key {key} cannot say what was asked")
            }
            Self::WrongResponse { key } => write!(f, "the response is not one to API key {key}"),
            Self::NotOffered { key } => {
                write!(f, "the server does not offer API key {key}, or only at versions unknown here")
            }
        }
    }
}

impl core::error::Error for EncodeError {}
