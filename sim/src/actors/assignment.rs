//! The consumers' own formats of subscription and assignment, hand-written for the naive clients (version 0) and for the checks.

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

/// The partitions that a subscription says its member still has; none where it says nothing of them.
pub(crate) fn read_owned(mut bytes: Bytes) -> Vec<(Text, PartitionIndex)> {
    let owned = skip_wishes(&mut bytes).and_then(|()| read_share(&mut bytes)).unwrap_or_default();
    owned
        .into_iter()
        .flat_map(|(topic, all)| all.into_iter().map(move |partition| (topic.clone(), partition)))
        .collect()
}

fn skip_wishes(bytes: &mut Bytes) -> Option<()> {
    if bytes.try_get_i16().ok()? < 1 {
        return None;
    }
    for _ in 0..bytes.try_get_i32().ok()? {
        let length = usize::try_from(bytes.try_get_i16().ok()?).ok()?;
        skip(bytes, length)?;
    }
    let user_data = bytes.try_get_i32().ok()?;
    skip(bytes, usize::try_from(user_data).unwrap_or(0))
}

fn skip(bytes: &mut Bytes, count: usize) -> Option<()> {
    (bytes.len() >= count).then(|| bytes.advance(count))
}

fn read(bytes: &mut Bytes) -> Option<SortedMap<Text, Vec<PartitionIndex>>> {
    bytes.try_get_i16().ok()?;
    read_share(bytes)
}

fn read_share(bytes: &mut Bytes) -> Option<SortedMap<Text, Vec<PartitionIndex>>> {
    let mut share = SortedMap::new();
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
    fn what_a_member_still_has_is_read_from_its_wishes() {
        let wishes = b"\0\x02\0\0\0\x01\0\x01t\xff\xff\xff\xff\0\0\0\x01\0\x01t\0\0\0\x02\0\0\0\0\0\0\0\x02\0\0\0\x07";
        let owned = [0, 2].map(|partition| (Text::from("t"), PartitionIndex(partition)));
        assert_eq!(read_owned(Bytes::from_static(wishes)), owned);
        assert_eq!(read_owned(subscription(&["t".into()])), []);
    }

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
