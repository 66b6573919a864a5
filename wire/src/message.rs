//! Every message of the protocol that Glasslog speaks, as plain structures with bounded decoders and encoders.
//!
//! Made at build time from `schema/*.schema`, one module for each API. Field names are Apache Kafka's. A field that a version does not have is
//! read as its default and not written; that something then goes unsaid is for the mapping to notice. Unknown tags are skipped.

#![allow(missing_docs, clippy::large_enum_variant)]
// What is easiest to generate is not always what a person would write.
#![allow(
    clippy::bool_comparison,
    clippy::derivable_impls,
    clippy::field_reassign_with_default,
    clippy::partialeq_to_none
)]

use crate::error::{DecodeError, EncodeError};
use crate::reader::{NAMES_MAX, Reader};
use crate::writer::Writer;
use alloc::string::String;
use bytes::Bytes;

mod prelude {
    pub(crate) use super::{ApiKey, Element, Message, Records, Uuid};
    pub(crate) use crate::error::{DecodeError, EncodeError};
    pub(crate) use crate::reader::Reader;
    pub(crate) use crate::writer::Writer;
    pub(crate) use alloc::{string::String, vec::Vec};
    pub(crate) use bytes::Bytes;
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// A topic's identity since KIP-516: sixteen bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// No id.
    pub const NIL: Self = Self([0; 16]);
}

impl core::fmt::Debug for Uuid {
    /// In the usual groups of hexadecimal digits.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// The record batches of a partition, in a message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Records {
    /// No records field at all.
    #[default]
    Null,
    /// The bytes themselves: when decoded, a slice of the frame.
    Here(Bytes),
    /// Bytes that lie elsewhere, in a file: an encoder leaves a [`Hole`](crate::writer::Chunk::Hole) of this length. Never decoded.
    Elsewhere {
        /// The caller's number for them.
        index: u32,
        /// How many bytes.
        length: u32,
    },
}

/// What an array can hold.
pub trait Element: Sized {
    /// The fewest bytes that one takes on the wire, at any version.
    const SMALLEST: usize;
    /// The most that one array may have. What is not said here is bounded by the message as a whole.
    const MOST: u32 = u32::MAX;
    /// Reads one.
    fn decode(reader: &mut Reader, version: i16) -> Result<Self, DecodeError>;
    /// Writes one.
    fn encode(&self, writer: &mut Writer, version: i16);
}

/// A request or a response as a whole.
pub trait Message: Element + Default {
    /// The API that it belongs to.
    const KEY: ApiKey;
    /// Whether it is the API's request.
    const IS_REQUEST: bool;

    /// Reads what follows the header.
    fn decode_body(reader: &mut Reader, version: i16) -> Result<Self, DecodeError> {
        Self::KEY.check(version)?;
        reader.flexible = Self::KEY.is_flexible(version);
        Self::decode(reader, version)
    }

    /// Writes what follows the header. At a version outside [`ApiKey::versions`] the writer fails.
    fn encode_body(&self, writer: &mut Writer, version: i16) {
        if Self::KEY.check(version).is_err() {
            let key = Self::KEY as i16;
            return writer.fail(EncodeError::NotAtThisVersion { key, version });
        }
        writer.flexible = Self::KEY.is_flexible(version);
        self.encode(writer, version);
    }
}

impl ApiKey {
    /// Whether a version has compact lengths and tags.
    pub const fn is_flexible(self, version: i16) -> bool {
        matches!(self.flexible_from(), Some(from) if version >= from)
    }

    /// Whether the codec has a version.
    pub const fn check(self, version: i16) -> Result<(), DecodeError> {
        let (oldest, newest) = self.versions();
        if version < oldest || version > newest {
            return Err(DecodeError::UnsupportedVersion { key: self as i16, version });
        }
        Ok(())
    }
}

macro_rules! number_elements {
    ($($number:ident),*) => { $(
        impl Element for $number {
            const SMALLEST: usize = size_of::<Self>();
            fn decode(reader: &mut Reader, _: i16) -> Result<Self, DecodeError> {
                reader.$number()
            }
            fn encode(&self, writer: &mut Writer, _: i16) {
                writer.$number(*self);
            }
        }
    )* };
}

number_elements!(i8, i16, i32, i64);

impl Element for String {
    const SMALLEST: usize = 1;
    const MOST: u32 = NAMES_MAX;
    fn decode(reader: &mut Reader, _: i16) -> Result<Self, DecodeError> {
        reader.string()
    }
    fn encode(&self, writer: &mut Writer, _: i16) {
        writer.string(self);
    }
}

impl Element for Uuid {
    const SMALLEST: usize = 16;
    fn decode(reader: &mut Reader, _: i16) -> Result<Self, DecodeError> {
        reader.uuid()
    }
    fn encode(&self, writer: &mut Writer, _: i16) {
        writer.uuid(*self);
    }
}
