//! The bytes that consumers of a group give each other through the coordinator: subscriptions and assignments.
//!
//! The embedded protocol `consumer`, 0 to 3 read (what later versions add is skipped); written is version 1 by those who give up
//! everything before they join, and version 2 by those who keep it (KIP-429, with the generation of KIP-792). Bounded: what a count
//! promises is taken as it comes, never reserved.

use crate::sorted::SortedMap;
use alloc::{string::String, vec::Vec};

use bytes::Bytes;

use crate::{
    id::{Generation, PartitionIndex},
    name::Text,
};

/// The protocol type of consumers.
pub const PROTOCOL_TYPE: &str = "consumer";
/// The version that is written where nothing is kept.
const VERSION: i16 = 1;
/// The first that says in which generation the kept partitions were given.
const VERSION_WITH_GENERATION: i16 = 2;

/// Partitions by topic.
pub type Share = SortedMap<Text, Vec<PartitionIndex>>;

/// What a member tells of itself when it joins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The topics that it wants.
    pub topics: Vec<Text>,
    /// The partitions that it still has (KIP-429); none of one that gives up everything before it joins.
    pub owned: Share,
    /// The generation that gave them to it, where it says so (KIP-792).
    pub generation: Option<Generation>,
}

/// What a member tells of itself, as its metadata.
#[must_use]
pub fn encode_subscription(subscription: &Subscription) -> Bytes {
    let version = if subscription.generation.is_some() { VERSION_WITH_GENERATION } else { VERSION };
    let mut out = version.to_be_bytes().to_vec();
    put_i32(&mut out, subscription.topics.len());
    subscription.topics.iter().for_each(|topic| put_string(&mut out, topic));
    out.extend((-1_i32).to_be_bytes()); // user data: none
    put_share(&mut out, &subscription.owned);
    if let Some(generation) = subscription.generation {
        out.extend(generation.0.to_be_bytes());
    }
    out.into()
}

/// What a member's metadata tells; `None` if it is not of this protocol.
#[must_use]
pub fn decode_subscription(bytes: &[u8]) -> Option<Subscription> {
    let mut from = Reader(bytes);
    let version = from.version()?;
    let count = from.i32()?;
    let topics = (0..count).map(|_| from.string()).collect::<Option<_>>()?;
    let mut told = Subscription { topics, ..Subscription::default() };
    if version >= VERSION {
        let user_data = from.i32()?;
        from.take(usize::try_from(user_data).unwrap_or(0))?; // −1: none
        told.owned = from.share()?;
    }
    if version >= VERSION_WITH_GENERATION {
        told.generation = Some(Generation(from.i32()?)).filter(|generation| generation.0 >= 0);
    }
    Some(told)
}

/// A member's share, as its assignment.
#[must_use]
pub fn encode_assignment(share: &Share) -> Bytes {
    let mut out = VERSION.to_be_bytes().to_vec();
    put_share(&mut out, share);
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
    from.share()
}

fn put_i32(out: &mut Vec<u8>, count: usize) {
    out.extend(i32::try_from(count).unwrap_or(i32::MAX).to_be_bytes());
}

fn put_string(out: &mut Vec<u8>, text: &str) {
    out.extend(i16::try_from(text.len()).unwrap_or(i16::MAX).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn put_share(out: &mut Vec<u8>, share: &Share) {
    put_i32(out, share.len());
    for (topic, partitions) in share {
        put_string(out, topic);
        put_i32(out, partitions.len());
        partitions.iter().for_each(|partition| out.extend(partition.0.to_be_bytes()));
    }
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

    fn share(&mut self) -> Option<Share> {
        let mut share = Share::new();
        for _ in 0..self.i32()? {
            let topic = self.string()?;
            let partitions: &mut Vec<_> = share.entry(topic).or_default();
            for _ in 0..self.i32()? {
                partitions.push(PartitionIndex(self.i32()?));
            }
        }
        Some(share)
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
        let owned = Share::from([("items".into(), vec![PartitionIndex(1)])]);
        let all = |generation| Subscription { topics: topics.clone(), owned: owned.clone(), generation };
        let wants = Subscription { topics: topics.clone(), ..Subscription::default() };
        let told = [wants.clone(), all(None), all(Some(Generation(7))), all(Some(Generation(7)))];
        for (bytes, told) in SUBSCRIPTIONS.into_iter().zip(told) {
            assert_eq!(decode_subscription(bytes), Some(told));
        }
        let plain = b"\0\x01\0\0\0\x02\0\x05items\0\x01t\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(encode_subscription(&wants), &plain[..]);
        assert_eq!(encode_subscription(&all(None)), SUBSCRIPTIONS[1]);
        assert_eq!(encode_subscription(&all(Some(Generation(7)))), SUBSCRIPTIONS[2]);

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
        assert_eq!(decode_subscription(b"\0\x02\0\0\0\0\x7f\xff\xff\xff"), None);
        assert_eq!(decode_assignment(b"\0\0\x7f\xff\xff\xff\0\0\x7f\xff\xff\xff"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(share in prop::collection::btree_map("[a-z]{0,9}", prop::collection::vec(any::<i32>(), 0..5), 0..5)) {
            let share: Share = share.into_iter().map(|(topic, list)| (topic.into(), list.into_iter().map(PartitionIndex).collect())).collect();
            prop_assert_eq!(decode_assignment(&encode_assignment(&share)), Some(share.clone()));
            let topics: Vec<Text> = share.keys().cloned().collect();
            for generation in [None, Some(Generation(3))] {
                let told = Subscription { topics: topics.clone(), owned: share.clone(), generation };
                prop_assert_eq!(decode_subscription(&encode_subscription(&told)), Some(told));
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = (decode_subscription(&bytes), decode_assignment(&bytes));
        }
    }
}
