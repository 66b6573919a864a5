//! Small files that are written whole and read whole, under a checksum: checkpoints and indexes.

use alloc::vec::Vec;

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use crate::record::crc::crc32c;

/// Magic and checksum.
const FRONT_BYTES: usize = 8;

/// `value` in a file of this kind; the last byte of `magic` counts the versions of what is inside.
pub(super) fn seal<T: Serialize>(magic: [u8; 4], value: &T) -> Bytes {
    let out = alloc::vec![0; FRONT_BYTES];
    // Writing to memory does not fail; if it did, the file would be taken for a broken one, which costs a scan.
    let mut out: Vec<u8> = postcard::to_extend(value, out).unwrap_or_default();
    if out.len() >= FRONT_BYTES {
        let crc = crc32c(&out[FRONT_BYTES..]);
        out[..4].copy_from_slice(&magic);
        out[4..FRONT_BYTES].copy_from_slice(&crc.to_be_bytes());
    }
    out.into()
}

/// What a file holds, if it is of this kind and whole.
pub(super) fn unseal<T: DeserializeOwned>(magic: [u8; 4], bytes: &[u8]) -> Option<T> {
    let (found, rest) = bytes.split_first_chunk::<4>()?;
    let (crc, body) = rest.split_first_chunk::<4>()?;
    if *found != magic || crc32c(body) != u32::from_be_bytes(*crc) {
        return None;
    }
    let (value, rest) = postcard::take_from_bytes(body).ok()?;
    rest.is_empty().then_some(value)
}
