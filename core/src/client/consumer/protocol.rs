//! The bytes that consumers of a group give each other through the coordinator: subscriptions and assignments.
//!
//! The embedded protocol `consumer`, version 1 written, 0 to 3 read (what later versions add is skipped). Bounded: what a
//! count promises is taken as it comes, never reserved.

use crate::sorted::SortedMap;
use alloc::{string::String, vec::Vec};

use bytes::Bytes;

use crate::{id::PartitionIndex, name::Text};

/// The protocol type of consumers.
pub const PROTOCOL_TYPE: &str = "consumer";
/// The version that is written.
const VERSION: i16 = 1;

/// Partitions by topic.
pub type Share = SortedMap<Text, Vec<PartitionIndex>>;

/// The topics that a member wants, as its metadata.
#[must_use]
pub fn encode_subscription<'a>(topics: impl ExactSizeIterator<Item = &'a Text>) -> Bytes {
    let mut out = VERSION.to_be_bytes().to_vec();
    put_i32(&mut out, topics.len());
    topics.for_each(|topic| put_string(&mut out, topic));
    out.extend((-1_i32).to_be_bytes()); // user data: none
    put_i32(&mut out, 0); // owned partitions: none, since all are given up before joining
    out.into()
}

/// The topics in a member's metadata; `None` if it is not of this protocol.
#[must_use]
pub fn decode_subscription(bytes: &[u8]) -> Option<Vec<Text>> {
    let mut from = Reader(bytes);
    from.version()?;
    let count = from.i32()?;
    (0..count).map(|_| from.string()).collect()
}

/// A member's share, as its assignment.
#[must_use]
pub fn encode_assignment(share: &Share) -> Bytes {
    let mut out = VERSION.to_be_bytes().to_vec();
    put_i32(&mut out, share.len());
    for (topic, partitions) in share {
        put_string(&mut out, topic);
        put_i32(&mut out, partitions.len());
        partitions.iter().for_each(|partition| out.extend(partition.0.to_be_bytes()));
    }
    out.extend((-1_i32).to_be_bytes()); // user data: none
    out.into()
}

/// A share; `None` if the bytes are not of this protocol. No bytes at all are an empty share.
#[must_use]
pub fn decode_assignment(bytes: &[u8]) -> Option<Share> {
    if bytes.is_empty() {
        return Some(Share::new());
    }
    let mut from = Reader(bytes);
    from.version()?;
    let mut share = Share::new();
    for _ in 0..from.i32()? {
        let topic = from.string()?;
        let partitions: &mut Vec<_> = share.entry(topic).or_default();
        for _ in 0..from.i32()? {
            partitions.push(PartitionIndex(from.i32()?));
        }
    }
    Some(share)
}

fn put_i32(out: &mut Vec<u8>, count: usize) {
    out.extend(i32::try_from(count).unwrap_or(i32::MAX).to_be_bytes());
}

fn put_string(out: &mut Vec<u8>, text: &str) {
    out.extend(i16::try_from(text.len()).unwrap_or(i16::MAX).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    fn i16(&mut self) -> Option<i16> {
        self.take(2)?.first_chunk().map(|bytes| i16::from_be_bytes(*bytes))
    }

    fn i32(&mut self) -> Option<i32> {
        self.take(4)?.first_chunk().map(|bytes| i32::from_be_bytes(*bytes))
    }

    fn string(&mut self) -> Option<Text> {
        let length = usize::try_from(self.i16()?).ok()?;
        Some(String::from_utf8_lossy(self.take(length)?).into_owned().into())
    }

    fn version(&mut self) -> Option<i16> {
        self.i16().filter(|version| *version >= 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    /// By Kafka's Java client 4.1.0 (`ConsumerProtocol`): topics `items` and `t`, versions 0 to 3, the later ones with an owned
    /// partition, a generation and a rack.
    const SUBSCRIPTIONS: [&[u8]; 4] = [
        b"\0\0\0\0\0\x02\0\x05items\0\x01t\xff\xff\xff\xff",
        b"\0\x01\0\0\0\x02\0\x05items\0\x01t\xff\xff\xff\xff\0\0\0\x01\0\x05items\0\0\0\x01\0\0\0\x01",
        b"\0\x02\0\0\0\x02\0\x05items\0\x01t\xff\xff\xff\xff\0\0\0\x01\0\x05items\0\0\0\x01\0\0\0\x01\0\0\0\x07",
        b"\0\x03\0\0\0\x02\0\x05items\0\x01t\xff\xff\xff\xff\0\0\0\x01\0\x05items\0\0\0\x01\0\0\0\x01\0\0\0\x07\0\x04rack",
    ];

    #[test]
    fn what_java_writes_is_read_and_what_we_write_is_the_same() {
        let topics = vec![Text::from("items"), Text::from("t")];
        for bytes in SUBSCRIPTIONS {
            assert_eq!(decode_subscription(bytes), Some(topics.clone()));
        }
        let plain = b"\0\x01\0\0\0\x02\0\x05items\0\x01t\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(encode_subscription(topics.iter()), &plain[..]);

        let share = Share::from([
            ("items".into(), vec![PartitionIndex(0), PartitionIndex(3)]),
            ("t".into(), vec![PartitionIndex(2)]),
        ]);
        let bytes =
            b"\0\x01\0\0\0\x02\0\x05items\0\0\0\x02\0\0\0\0\0\0\0\x03\0\x01t\0\0\0\x01\0\0\0\x02\xff\xff\xff\xff";
        assert_eq!(encode_assignment(&share), &bytes[..]);
        assert_eq!(decode_assignment(bytes), Some(share));
    }

    #[test]
    fn a_member_without_partitions_gets_an_empty_assignment_and_not_empty_bytes() {
        let bytes = encode_assignment(&Share::new());
        assert_eq!(bytes, &b"\0\x01\0\0\0\0\xff\xff\xff\xff"[..]);
        assert_eq!(decode_assignment(&bytes), Some(Share::new()));
    }

    #[test]
    fn counts_that_lie_cost_nothing() {
        assert_eq!(decode_subscription(b"\0\0\x7f\xff\xff\xff"), None);
        assert_eq!(decode_assignment(b"\0\0\x7f\xff\xff\xff\0\0\x7f\xff\xff\xff"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(share in prop::collection::btree_map("[a-z]{0,9}", prop::collection::vec(any::<i32>(), 0..5), 0..5)) {
            let share: Share = share.into_iter().map(|(topic, list)| (topic.into(), list.into_iter().map(PartitionIndex).collect())).collect();
            prop_assert_eq!(decode_assignment(&encode_assignment(&share)), Some(share.clone()));
            let topics: Vec<Text> = share.keys().cloned().collect();
            prop_assert_eq!(decode_subscription(&encode_subscription(topics.iter())), Some(topics));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = (decode_subscription(&bytes), decode_assignment(&bytes));
        }
    }
}
