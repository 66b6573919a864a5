//! The names of the compression codecs, and the door through which a host offers them.
//!
//! No codec is implemented here: the core carries compressed batches shut, and whoever must look inside brings a [`Codecs`].

use bytes::Bytes;
use core::fmt;

/// How the records of a batch are compressed: bits 0–2 of its attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Codec {
    /// Not at all.
    #[default]
    None,
    /// RFC 1952.
    Gzip,
    /// Snappy, in the framing of `snappy-java` or bare.
    Snappy,
    /// The LZ4 frame format.
    Lz4,
    /// Zstandard (KIP-110).
    Zstd,
}

impl Codec {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::None, Self::Gzip, Self::Snappy, Self::Lz4, Self::Zstd];

    /// The codec with this number in the protocol.
    #[must_use]
    pub fn from_id(id: u8) -> Option<Self> {
        Self::ALL.get(usize::from(id)).copied()
    }

    /// Its number in the protocol.
    #[must_use]
    pub fn id(self) -> u8 {
        self as u8
    }

    /// Its name in Kafka's configuration: `none`, `gzip`, `snappy`, `lz4`, `zstd`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Snappy => "snappy",
            Self::Lz4 => "lz4",
            Self::Zstd => "zstd",
        }
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a host that can decompress offers to readers.
pub trait Codecs {
    /// The decompressed form of `bytes`, of at most `max` bytes.
    ///
    /// # Errors
    /// [`CodecError`]; an output beyond `max` is one, and must be noticed before it is held in memory.
    fn decompress(&self, codec: Codec, bytes: &[u8], max: usize) -> Result<Bytes, CodecError>;

    /// The compressed form of `bytes`, for batches that are written anew. A host that only reads has none.
    ///
    /// # Errors
    /// [`CodecError`]: then the records stay as they are.
    fn compress(&self, codec: Codec, bytes: &[u8]) -> Result<Bytes, CodecError> {
        let _ = bytes;
        Err(CodecError::Unsupported(codec))
    }
}

/// A host without codecs: refuses every compressed batch.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCodecs;

impl Codecs for NoCodecs {
    fn decompress(&self, codec: Codec, _: &[u8], _: usize) -> Result<Bytes, CodecError> {
        Err(CodecError::Unsupported(codec))
    }
}

/// Why compressed records stay shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodecError {
    /// This host does not have the codec.
    Unsupported(Codec),
    /// The bytes are not what the codec makes.
    Corrupt(Codec),
    /// More comes out than the caller allowed.
    TooLarge(Codec),
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(codec) => {
                write!(f, "{codec} is not available here; produce without compression to read it here")
            }
            Self::Corrupt(codec) => write!(f, "the compressed records are not valid {codec}"),
            Self::TooLarge(codec) => write!(f, "the {codec} records unpack to more than the limit"),
        }
    }
}

impl core::error::Error for CodecError {}
