//! Identifiers as types of their own, so that an offset, a count and a size never mix.

use core::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

id!(
    /// A broker's number, as clients and operators know it.
    BrokerId(i32)
);
id!(
    /// One incarnation of a broker; unique over the life of the cluster (KIP-380).
    BrokerEpoch(i64)
);
id!(
    /// The number of a partition within its topic, from 0.
    PartitionIndex(i32)
);
id!(
    /// A record's place in its partition, from 0.
    Offset(i64)
);
id!(
    /// Counts the leaderships of a partition (KIP-101). Starts at 0; every election adds one.
    LeaderEpoch(i32)
);
id!(
    /// Identifies an idempotent producer (KIP-98).
    ProducerId(i64)
);
id!(
    /// Counts the incarnations of one producer id; fences older ones.
    ProducerEpoch(i16)
);
id!(
    /// Counts the rebalances of a group. −1 where there has been none.
    Generation(i32)
);
id!(
    /// Counts the controllers of a cluster: each one that is elected has a larger one than all before it.
    ControllerEpoch(i64)
);
id!(
    /// Counts the changes of a partition's leader, ISR and ELR: a change decided on an older state is refused (KIP-497).
    PartitionEpoch(i32)
);
id!(
    /// One start of a broker's process, drawn at random: tells a request sent twice from another start.
    Incarnation(u64)
);
id!(
    /// A broker's data directory, drawn at random when it was made (KIP-858): another one has none of its records.
    DiskId(u64)
);
id!(
    /// Joins what a broker asks of the controller with the answer. Never used twice by a node.
    AskId(u64)
);
id!(
    /// Joins a storage effect with its completion. Never used twice by a node.
    Ticket(u64)
);
id!(
    /// A log on this broker: the copy of one partition. Dense and never used twice within a process.
    LogId(u32)
);
id!(
    /// One connection of a client, as its host numbers them. Never used twice by a host.
    ClientId(u64)
);
id!(
    /// One request on one connection, as its host numbers them.
    RequestId(u64)
);

impl Offset {
    /// The first offset of every log that has lost nothing.
    pub const ZERO: Offset = Offset(0);

    /// The offset `count` places on. Saturates at the protocol's largest.
    #[must_use]
    pub const fn plus(self, count: i64) -> Offset {
        Offset(self.0.saturating_add(count))
    }

    /// How many offsets lie between `earlier` and this one; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Offset) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl LeaderEpoch {
    /// The epoch after this one.
    #[must_use]
    pub const fn next(self) -> LeaderEpoch {
        LeaderEpoch(self.0 + 1)
    }
}

impl PartitionEpoch {
    /// The epoch after this one.
    #[must_use]
    pub const fn next(self) -> PartitionEpoch {
        PartitionEpoch(self.0 + 1)
    }
}

/// Identifies a topic over its whole life: a topic deleted and created anew gets another (KIP-516).
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TopicId(pub [u8; 16]);

impl TopicId {
    /// The id that stands for "no id" on the wire.
    pub const NONE: TopicId = TopicId([0; 16]);
}

impl fmt::Display for TopicId {
    /// Lower-case hexadecimal, 32 digits: safe as the name of a directory.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TopicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TopicId({self})")
    }
}
