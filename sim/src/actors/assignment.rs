//! The consumers' own formats of subscription and assignment, hand-written for the naive clients (version 0).

use glasslog_core::sorted::SortedMap;

use bytes::{Buf, BufMut, Bytes};
use glasslog_core::{id::PartitionIndex, name::Text};

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.put_i16(text.len() as i16);
    out.put_slice(text.as_bytes());
}

/// A subscription to some topics.
pub(crate) fn subscription(topics: &[Text]) -> Bytes {
    let mut out = Vec::new();
    out.put_i16(0);
    out.put_i32(topics.len() as i32);
    topics.iter().for_each(|topic| put_text(&mut out, topic));
    out.put_i32(-1);
    out.into()
}

/// A share.
pub(crate) fn assignment(share: &SortedMap<Text, Vec<PartitionIndex>>) -> Bytes {
    let mut out = Vec::new();
    out.put_i16(0);
    out.put_i32(share.len() as i32);
    for (topic, partitions) in share {
        put_text(&mut out, topic);
        out.put_i32(partitions.len() as i32);
        partitions.iter().for_each(|partition| out.put_i32(partition.0));
    }
    out.put_i32(-1);
    out.into()
}

/// Reads a share; empty where the bytes are none.
pub(crate) fn read_assignment(mut bytes: Bytes) -> SortedMap<Text, Vec<PartitionIndex>> {
    read(&mut bytes).unwrap_or_default()
}

fn read(bytes: &mut Bytes) -> Option<SortedMap<Text, Vec<PartitionIndex>>> {
    let mut share = SortedMap::new();
    bytes.try_get_i16().ok()?;
    for _ in 0..bytes.try_get_i32().ok()? {
        let length = usize::try_from(bytes.try_get_i16().ok()?).ok()?;
        if bytes.len() < length {
            return None;
        }
        let topic = Text::from(std::str::from_utf8(&bytes.split_to(length)).ok()?);
        let count = bytes.try_get_i32().ok()?;
        let mut partitions = Vec::new();
        for _ in 0..count {
            partitions.push(PartitionIndex(bytes.try_get_i32().ok()?));
        }
        share.insert(topic, partitions);
    }
    Some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_comes_back_as_it_went() {
        let share = SortedMap::from([
            (Text::from("a"), vec![PartitionIndex(0), PartitionIndex(2)]),
            (Text::from("items-list"), vec![]),
        ]);
        assert_eq!(read_assignment(assignment(&share)), share);
        assert_eq!(read_assignment(Bytes::from_static(b"\0\0\0\0\0\x05")), SortedMap::new());
        assert_eq!(&subscription(&["t".into()])[..], b"\0\0\0\0\0\x01\0\x01t\xff\xff\xff\xff");
    }
}
