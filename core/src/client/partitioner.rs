//! Which partition a record goes to.

use crate::sorted::SortedMap;
use alloc::vec::Vec;

use crate::{id::PartitionIndex, name::Text, random::Random};

/// How records are spread over partitions, when they do not name one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partitioner {
    /// With a key: by its hash.
    pub keyed: KeyHash,
    /// Without a key.
    pub keyless: Keyless,
}

/// How a key chooses its partition: always the same one, while their number stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyHash {
    /// As Kafka's own client, kafka-python and most others.
    Murmur2,
    /// As librdkafka (`consistent`), and all that is built on it.
    Crc32,
}

/// How records without a key are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyless {
    /// One after the other, as the tutorial tells it (Kafka's default before 2.4).
    RoundRobin,
    /// One partition until its batch is sent, then another: fewer and larger batches (KIP-480, Kafka's default since 2.4).
    Sticky,
    /// Any.
    Random,
}

impl Partitioner {
    /// Today's Kafka.
    pub const KAFKA: Self = Self { keyed: KeyHash::Murmur2, keyless: Keyless::Sticky };
    /// As the tutorial tells it.
    pub const TUTORIAL: Self = Self { keyed: KeyHash::Murmur2, keyless: Keyless::RoundRobin };
    /// librdkafka's default, `consistent_random`.
    pub const LIBRDKAFKA: Self = Self { keyed: KeyHash::Crc32, keyless: Keyless::Random };
}

impl KeyHash {
    /// The partition of `key` among `count`; 0 when there are none.
    #[must_use]
    pub fn partition(self, key: &[u8], count: i32) -> PartitionIndex {
        let count = u32::try_from(count).unwrap_or(0).max(1);
        let hash = match self {
            Self::Murmur2 => murmur2(key) & 0x7fff_ffff,
            Self::Crc32 => CRC32.checksum(key),
        };
        PartitionIndex((hash % count) as i32)
    }
}

static CRC32: crc::Crc<u32, crc::Table<1>> = crc::Crc::<u32, crc::Table<1>>::new(&crc::CRC_32_ISO_HDLC);

/// Kafka's murmur2: 32 bits, with its seed 0x9747b28c.
#[must_use]
pub fn murmur2(bytes: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    let mut hash = 0x9747_b28c ^ bytes.len() as u32;
    let (words, rest) = bytes.as_chunks::<4>();
    for word in words {
        let mut mixed = u32::from_le_bytes(*word).wrapping_mul(M);
        mixed ^= mixed >> 24;
        hash = hash.wrapping_mul(M) ^ mixed.wrapping_mul(M);
    }
    if !rest.is_empty() {
        for (place, byte) in rest.iter().enumerate() {
            hash ^= u32::from(*byte) << (8 * place);
        }
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ hash >> 15
}

/// What a partitioner remembers from record to record.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    partitioner: Partitioner,
    random: Random,
    /// Per topic: the next turn, or the partition that is stuck to.
    topics: SortedMap<Text, u32>,
}

impl Spread {
    pub(super) fn new(partitioner: Partitioner, seed: u64) -> Self {
        Self { partitioner, random: Random::new(seed, "partitioner"), topics: SortedMap::new() }
    }

    /// Another way from now on.
    pub(super) fn set(&mut self, partitioner: Partitioner) {
        self.partitioner = partitioner;
    }

    /// Chooses among `live` partitions for a record without a key, among all `count` for one with a key.
    pub(super) fn choose(
        &mut self,
        topic: &Text,
        key: Option<&[u8]>,
        live: &[PartitionIndex],
        count: i32,
    ) -> PartitionIndex {
        if let Some(key) = key {
            return self.partitioner.keyed.partition(key, count);
        }
        let all: Vec<_>;
        let choices = if live.is_empty() {
            all = (0..count).map(PartitionIndex).collect();
            &all
        } else {
            live
        };
        let among = choices.len().max(1) as u32;
        let place = match self.partitioner.keyless {
            Keyless::Random => self.random.below(u64::from(among)) as u32,
            Keyless::RoundRobin => {
                let random = &mut self.random;
                let turn = self.topics.entry(topic.clone()).or_insert_with(|| random.below(u64::from(among)) as u32);
                *turn = turn.wrapping_add(1);
                *turn % among
            }
            Keyless::Sticky => {
                let random = &mut self.random;
                *self.topics.entry(topic.clone()).or_insert_with(|| random.below(u64::from(among)) as u32) % among
            }
        };
        choices.get(place as usize).copied().unwrap_or_default()
    }

    /// A batch of this partition was closed: the sticky partitioner goes on to another one, if it stuck there.
    pub(super) fn closed(&mut self, topic: &Text, partition: PartitionIndex, live: &[PartitionIndex]) {
        let among = live.len() as u32;
        if self.partitioner.keyless == Keyless::Sticky
            && among > 1
            && let Some(stuck) = self.topics.get_mut(topic)
            && live.get((*stuck % among) as usize) == Some(&partition)
        {
            let step = 1 + self.random.below(u64::from(among) - 1) as u32;
            *stuck = (*stuck % among + step) % among;
        }
    }

    /// Whether records without a key stay together until their batch is closed.
    pub(super) fn sticks(&self) -> bool {
        self.partitioner.keyless == Keyless::Sticky
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn murmur2_gives_kafkas_own_numbers() {
        // From Kafka's UtilsTest.
        let golden: [(&[u8], i32); 7] = [
            (b"21", -973_932_308),
            (b"foobar", -790_332_482),
            (b"a-little-bit-long-string", -985_981_536),
            (b"a-little-bit-longer-string", -1_486_304_829),
            (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            (b"abc", 479_470_107),
            (b"", 275_646_681),
        ];
        for (key, hash) in golden {
            assert_eq!(murmur2(key) as i32, hash, "{key:?}");
        }
    }

    #[test]
    fn keys_land_where_real_clients_put_them() {
        // kafka-python 3.0.12's murmur2 and zlib's crc32, each over 12 partitions (librdkafka uses the same CRC).
        for (key, murmur, crc) in KEYS {
            assert_eq!(KeyHash::Murmur2.partition(key.as_bytes(), 12).0, murmur, "{key}");
            assert_eq!(KeyHash::Crc32.partition(key.as_bytes(), 12).0, crc, "{key}");
        }
    }

    const KEYS: [(&str, i32, i32); 7] = [
        ("a", 4, 3),
        ("key-1", 0, 2),
        ("user-42", 4, 7),
        ("", 9, 0),
        ("äöü", 8, 11),
        ("items", 1, 1),
        ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 11, 9),
    ];

    fn spread(keyless: Keyless) -> Spread {
        Spread::new(Partitioner { keyed: KeyHash::Murmur2, keyless }, 7)
    }

    fn live(count: i32) -> Vec<PartitionIndex> {
        (0..count).map(PartitionIndex).collect()
    }

    #[test]
    fn round_robin_visits_each_partition_once_a_turn() {
        let (mut spread, topic) = (spread(Keyless::RoundRobin), Text::from("t"));
        let mut turn: Vec<_> = (0..5).map(|_| spread.choose(&topic, None, &live(5), 5)).collect();
        turn.sort();
        assert_eq!(turn, live(5));
    }

    #[test]
    fn keyless_records_avoid_partitions_without_a_leader_and_keyed_ones_do_not() {
        let (mut spread, topic) = (spread(Keyless::RoundRobin), Text::from("t"));
        let up = [PartitionIndex(1), PartitionIndex(4)];
        assert!((0..20).all(|_| up.contains(&spread.choose(&topic, None, &up, 5))));
        let home = KeyHash::Murmur2.partition(b"21", 5);
        assert_eq!(spread.choose(&topic, Some(b"21"), &up, 5), home);
    }

    #[test]
    fn sticky_stays_until_the_batch_is_closed() {
        let (mut spread, topic) = (spread(Keyless::Sticky), Text::from("t"));
        let first = spread.choose(&topic, None, &live(5), 5);
        assert!((0..20).all(|_| spread.choose(&topic, None, &live(5), 5) == first));
        for _ in 0..50 {
            let before = spread.choose(&topic, None, &live(5), 5);
            spread.closed(&topic, PartitionIndex((before.0 + 1) % 5), &live(5));
            assert_eq!(spread.choose(&topic, None, &live(5), 5), before, "another partition's batch");
            spread.closed(&topic, before, &live(5));
            assert_ne!(spread.choose(&topic, None, &live(5), 5), before);
        }
    }

    #[test]
    fn a_topic_without_partitions_does_not_panic() {
        let (mut spread, topic) = (spread(Keyless::Random), Text::from("t"));
        assert_eq!(spread.choose(&topic, None, &[], 0), PartitionIndex(0));
        assert_eq!(spread.choose(&topic, Some(b"k"), &[], 0), PartitionIndex(0));
    }
}
