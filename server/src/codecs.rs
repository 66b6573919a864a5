//! The compression codecs of Kafka's record batches: gzip, snappy, lz4, zstd.
//!
//! Unpacking is a hostile affair: it streams, and stops as soon as more comes out than the caller allows, or than the bytes that
//! came in can honestly hold. Nothing is ever allocated because a header says so.

use std::io::{self, Read, Write};
use std::panic::catch_unwind;

use bytes::Bytes;
use glasslog_core::record::{Codec, CodecError, Codecs};

/// All codecs that Kafka has.
#[derive(Clone, Copy, Debug, Default)]
pub struct AllCodecs;

/// Beyond this many bytes out for one in, it is a bomb. The best that deflate can do is 1,032; zeros in zstd reach more, and are
/// allowed for by [`RATIO_GRACE`].
const RATIO_MAX: usize = 1_100;
/// So much may come out whatever went in.
const RATIO_GRACE: usize = 4 << 20;
/// The eight bytes and two version numbers that `snappy-java` puts in front of its blocks.
const XERIAL_MAGIC: [u8; 8] = [0x82, b'S', b'N', b'A', b'P', b'P', b'Y', 0];
const XERIAL_HEADER: usize = 16;
/// A block of `snappy-java` as it writes them.
const XERIAL_BLOCK: usize = 32 << 10;

impl Codecs for AllCodecs {
    fn decompress(&self, codec: Codec, bytes: &[u8], max: usize) -> Result<Bytes, CodecError> {
        let max = max.min(bytes.len().saturating_mul(RATIO_MAX).max(RATIO_GRACE));
        // A decoder that stumbles over hostile bytes must not take the thread with it that serves everybody.
        let unpacked = catch_unwind(|| unpack(codec, bytes, max));
        unpacked.unwrap_or(Err(CodecError::Corrupt(codec)))
    }

    fn compress(&self, codec: Codec, bytes: &[u8]) -> Result<Bytes, CodecError> {
        catch_unwind(|| AllCodecs::compress(*self, codec, bytes)).unwrap_or(Err(CodecError::TooLarge(codec)))
    }
}

fn unpack(codec: Codec, bytes: &[u8], max: usize) -> Result<Bytes, CodecError> {
    match codec {
        Codec::None if bytes.len() > max => Err(CodecError::TooLarge(codec)),
        Codec::None => Ok(Bytes::copy_from_slice(bytes)),
        Codec::Gzip => read_all(codec, flate2::read::MultiGzDecoder::new(bytes), max),
        Codec::Lz4 => read_all(codec, lz4_flex::frame::FrameDecoder::new(bytes), max),
        Codec::Zstd => zstd(bytes, max),
        Codec::Snappy => snappy(bytes, max),
    }
}

impl AllCodecs {
    /// Packs `bytes`, for a producer.
    ///
    /// # Errors
    /// [`CodecError::TooLarge`] when the codec cannot take so much at once.
    pub fn compress(self, codec: Codec, bytes: &[u8]) -> Result<Bytes, CodecError> {
        let failed = |_: io::Error| CodecError::TooLarge(codec);
        Ok(match codec {
            Codec::None => Bytes::copy_from_slice(bytes),
            Codec::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                out.write_all(bytes).and_then(|()| out.finish()).map_err(failed)?.into()
            }
            Codec::Lz4 => {
                // Kafka's readers want independent blocks.
                let info = lz4_flex::frame::FrameInfo::new().block_mode(lz4_flex::frame::BlockMode::Independent);
                let mut out = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
                out.write_all(bytes).map_err(failed)?;
                out.finish().map_err(|_| CodecError::TooLarge(codec))?.into()
            }
            Codec::Zstd => ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest).into(),
            Codec::Snappy => {
                let mut out = XERIAL_MAGIC.to_vec();
                out.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 1]);
                for block in bytes.chunks(XERIAL_BLOCK) {
                    let packed =
                        snap::raw::Encoder::new().compress_vec(block).map_err(|_| CodecError::TooLarge(codec))?;
                    out.extend_from_slice(&u32::try_from(packed.len()).unwrap_or(u32::MAX).to_be_bytes());
                    out.extend_from_slice(&packed);
                }
                out.into()
            }
        })
    }
}

fn read_all(codec: Codec, reader: impl Read, max: usize) -> Result<Bytes, CodecError> {
    let mut out = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    reader.take(limit).read_to_end(&mut out).map_err(|_| CodecError::Corrupt(codec))?;
    if out.len() > max { Err(CodecError::TooLarge(codec)) } else { Ok(out.into()) }
}

/// The window of a frame is memory that its header asks for: bound it by what the caller takes anyway (and Kafka's own 8 MiB).
fn zstd(bytes: &[u8], max: usize) -> Result<Bytes, CodecError> {
    const CORRUPT: CodecError = CodecError::Corrupt(Codec::Zstd);
    let mut rest = bytes;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let mut decoder = ruzstd::decoding::FrameDecoder::new();
        decoder.set_max_window_size(u64::try_from(max).unwrap_or(u64::MAX).max(8 << 20));
        let reader = ruzstd::decoding::StreamingDecoder::new_with_decoder(&mut rest, decoder).map_err(|_| CORRUPT)?;
        let left = u64::try_from(max - out.len()).unwrap_or(u64::MAX).saturating_add(1);
        reader.take(left).read_to_end(&mut out).map_err(|_| CORRUPT)?;
        if out.len() > max {
            return Err(CodecError::TooLarge(Codec::Zstd));
        }
    }
    Ok(out.into())
}

fn snappy(bytes: &[u8], max: usize) -> Result<Bytes, CodecError> {
    let Some(rest) = bytes.strip_prefix(&XERIAL_MAGIC) else {
        let mut out = Vec::new();
        snappy_block(bytes, max, &mut out)?;
        return Ok(out.into());
    };
    let mut rest = rest.get(XERIAL_HEADER - XERIAL_MAGIC.len()..).ok_or(CodecError::Corrupt(Codec::Snappy))?;
    let mut out = Vec::new();
    while let Some((size, after)) = rest.split_first_chunk::<4>() {
        let size = usize::try_from(u32::from_be_bytes(*size)).unwrap_or(usize::MAX);
        let block = after.get(..size).ok_or(CodecError::Corrupt(Codec::Snappy))?;
        snappy_block(block, max - out.len(), &mut out)?;
        rest = &after[size..];
    }
    if rest.is_empty() { Ok(out.into()) } else { Err(CodecError::Corrupt(Codec::Snappy)) }
}

/// Snappy says first how much will come out. At its very best, three bytes make 64.
fn snappy_block(block: &[u8], max: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
    const CORRUPT: CodecError = CodecError::Corrupt(Codec::Snappy);
    let size = snap::raw::decompress_len(block).map_err(|_| CORRUPT)?;
    if size > max {
        return Err(CodecError::TooLarge(Codec::Snappy));
    }
    if size > block.len().saturating_mul(22).saturating_add(64) {
        return Err(CORRUPT);
    }
    let from = out.len();
    out.resize(from + size, 0);
    let got = snap::raw::Decoder::new().decompress(block, &mut out[from..]).map_err(|_| CORRUPT)?;
    if got == size { Ok(()) } else { Err(CORRUPT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKED: [Codec; 4] = [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd];

    fn sample() -> Vec<u8> {
        (0..200_000_u32).flat_map(|n| (n / 7).to_le_bytes()).collect()
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        for codec in Codec::ALL {
            for sample in [Vec::new(), b"hello".to_vec(), sample()] {
                let packed = AllCodecs.compress(codec, &sample).unwrap();
                let back = AllCodecs.decompress(codec, &packed, 1 << 20).unwrap();
                assert_eq!(back, sample, "{codec}, {} bytes", sample.len());
            }
        }
    }

    #[test]
    fn bare_snappy_is_understood_as_well() {
        let packed = snap::raw::Encoder::new().compress_vec(&sample()).unwrap();
        assert_eq!(AllCodecs.decompress(Codec::Snappy, &packed, 1 << 20).unwrap(), sample());
    }

    #[test]
    fn nothing_beyond_the_limit_comes_out() {
        for codec in PACKED {
            let packed = AllCodecs.compress(codec, &sample()).unwrap();
            assert_eq!(AllCodecs.decompress(codec, &packed, 1000), Err(CodecError::TooLarge(codec)));
        }
    }

    #[test]
    fn a_bomb_is_stopped_by_its_ratio() {
        let zeros = vec![0; 16 << 20];
        let packed = AllCodecs.compress(Codec::Zstd, &zeros).unwrap();
        assert!(packed.len() * RATIO_MAX < zeros.len(), "it is a bomb: {} bytes", packed.len());
        assert_eq!(AllCodecs.decompress(Codec::Zstd, &packed, usize::MAX), Err(CodecError::TooLarge(Codec::Zstd)));
    }

    #[test]
    fn garbage_and_torn_bytes_are_errors() {
        for codec in PACKED {
            assert!(AllCodecs.decompress(codec, &[0xff; 100], 1 << 20).is_err(), "{codec}");
            let packed = AllCodecs.compress(codec, &sample()).unwrap();
            assert!(AllCodecs.decompress(codec, &packed[..packed.len() / 2], 1 << 20).is_err(), "{codec}");
        }
    }

    #[test]
    fn spoilt_bytes_never_give_more_than_allowed_nor_panic() {
        let sample: Vec<u8> = (0..5_000_u32).flat_map(|n| (n / 3).to_le_bytes()).collect();
        for codec in PACKED {
            let packed = AllCodecs.compress(codec, &sample).unwrap();
            for round in 0..400_usize {
                let mut spoilt = packed.to_vec();
                // Spread over the bytes, the first of them most: that is where the sizes are.
                let at = if round < 200 { round % spoilt.len() } else { round * 7919 % spoilt.len() };
                spoilt[at] ^= 1 << (round % 8);
                if let Ok(bytes) = unpack(codec, &spoilt, 1 << 20) {
                    assert!(bytes.len() <= 1 << 20);
                }
            }
        }
    }

    #[test]
    fn a_declared_size_reserves_nothing() {
        // Four gigabytes, it says, in five bytes and one more.
        let lie = [0xff, 0xff, 0xff, 0xff, 0x0f, 0];
        assert_eq!(AllCodecs.decompress(Codec::Snappy, &lie, usize::MAX), Err(CodecError::TooLarge(Codec::Snappy)));
    }
}
