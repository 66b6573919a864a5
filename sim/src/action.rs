//! What a user can do to a world. Actions are recorded at step numbers: with scenario and seed they are the run.

use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    id::{BrokerId, Offset, PartitionIndex},
    name::Text,
};
use serde::{Deserialize, Serialize};

use crate::{
    actors::ActorId,
    disk::{DiskFaults, Survival},
    links::Link,
    net::{Delays, FlightId},
    settings::{ConsumerSettings, Membership, ProducerSettings, Sending},
    view::End,
};

/// One thing that a user does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// A topic, please.
    CreateTopic {
        /// Its name.
        name: Text,
        /// How many partitions.
        partitions: i32,
        /// Copies of each partition; none for the cluster's default.
        factor: Option<i16>,
        /// Settings of its own.
        configs: Vec<(Text, Text)>,
    },
    /// A topic gets more partitions.
    AddPartitions {
        /// Its name.
        name: Text,
        /// How many it shall have.
        count: i32,
    },
    /// A topic shall go, with its records.
    DeleteTopic {
        /// Its name.
        name: Text,
    },
    /// Another producer.
    AddProducer {
        /// How it behaves.
        settings: ProducerSettings,
    },
    /// A producer goes.
    RemoveProducer {
        /// Which.
        producer: ActorId,
    },
    /// Another consumer.
    AddConsumer {
        /// How it behaves.
        settings: ConsumerSettings,
    },
    /// A consumer leaves its group and goes.
    RemoveConsumer {
        /// Which.
        consumer: ActorId,
    },
    /// A consumer dies without a word: its group finds out by its silence.
    CrashConsumer {
        /// Which.
        consumer: ActorId,
    },
    /// A producer sends a record.
    Send {
        /// Which producer.
        producer: ActorId,
        /// The record's key.
        key: Option<Bytes>,
        /// The record's value; null is a tombstone.
        value: Option<Bytes>,
        /// Where to; the producer's partitioner chooses otherwise.
        partition: Option<PartitionIndex>,
    },
    /// A producer sends a record of its own in so much time from now on; none to stop.
    SetRate {
        /// Which producer.
        producer: ActorId,
        /// Time between two records.
        period: Option<Duration>,
    },
    /// Another broker joins, with an empty disk; nothing if there is one of this number.
    AddBroker {
        /// Its number.
        broker: BrokerId,
    },
    /// A broker's process dies; its disk and the disk's cache survive.
    CrashBroker {
        /// Which.
        broker: BrokerId,
    },
    /// A broker finishes its work, closes its logs and ends.
    StopBroker {
        /// Which.
        broker: BrokerId,
    },
    /// A broker's process starts again, on the disk as it is.
    RestartBroker {
        /// Which.
        broker: BrokerId,
    },
    /// A broker's machine loses its power: what was not synced may be gone.
    PowerLoss {
        /// Which broker.
        broker: BrokerId,
        /// What of the unsynced survives.
        survival: Survival,
    },
    /// A broker's process stands still; whatever happens to it waits.
    PauseBroker {
        /// Which.
        broker: BrokerId,
    },
    /// A broker's process goes on, as if no time had passed for it.
    WakeBroker {
        /// Which.
        broker: BrokerId,
    },
    /// A broker's disk is replaced by an empty one. Its process, if it runs, dies.
    WipeDisk {
        /// Whose.
        broker: BrokerId,
    },
    /// A link is in this state from now on, in this direction; [`Link::default`] heals it, and it loses nothing any more.
    SetLink {
        /// From where.
        from: End,
        /// To where.
        to: End,
        /// How it is.
        link: Link,
    },
    /// Every connection between two ends breaks; what is in flight on it is lost.
    BreakConnections {
        /// One end.
        one: End,
        /// The other.
        other: End,
    },
    /// The ensemble elects another controller, at once.
    ElectController,
    /// The ensemble's controller goes; there is none until one is elected.
    DeposeController,
    /// Something is wrong with a disk from now on.
    SetDisk {
        /// Whose.
        broker: BrokerId,
        /// What.
        faults: DiskFaults,
    },
    /// A bit of a file changes by itself. Which file and which bit, the number says.
    RotBit {
        /// On whose disk.
        broker: BrokerId,
        /// Chooses the bit.
        choice: u64,
    },
    /// A wall clock is set ahead or back.
    JumpClock {
        /// Whose.
        broker: BrokerId,
        /// By so many milliseconds.
        millis: i64,
    },
    /// Messages take so long from now on.
    SetDelays {
        /// How long.
        delays: Delays,
    },
    /// An actor's connections break; what is in flight on them is lost.
    CutConnections {
        /// Whose.
        actor: ActorId,
    },
    /// Nothing arrives on an actor's connections for so long.
    StallConnections {
        /// Whose.
        actor: ActorId,
        /// How long.
        span: Duration,
    },
    /// Somebody outside a group asks again and again how far it has read, wherever the group is kept.
    WatchCommits {
        /// The group.
        group: Text,
        /// Of these topics.
        topics: Vec<Text>,
    },
    /// Somebody outside a group says where it shall go on, as `kafka-consumer-groups.sh --reset-offsets` does.
    ResetCommit {
        /// The group.
        group: Text,
        /// The topic.
        topic: Text,
        /// The partition.
        partition: PartitionIndex,
        /// The next offset to read.
        offset: Offset,
    },
    /// Another consumer, which is a member of its group in a way of its own.
    AddMember {
        /// How it behaves.
        settings: ConsumerSettings,
        /// How it is a member.
        membership: Membership,
    },
    /// Consumers' processes are stopped in good order and started again, one after the other, as by a rolling deployment.
    RestartConsumers {
        /// Which, in this order.
        consumers: Vec<ActorId>,
        /// So long each of them is away.
        away: Duration,
        /// So long after one is stopped the next one is.
        apart: Duration,
    },
    /// A link loses so many of a hundred packets from now on, in this direction, besides whatever [`Action::SetLink`] has made
    /// of it; 0 for none. What is lost is sent again, and comes later.
    SetLoss {
        /// From where.
        from: End,
        /// To where.
        to: End,
        /// Of a hundred; [`LOSS_MAX`](crate::LOSS_MAX) at the most.
        percent: u8,
    },
    /// Another producer, which sends again in a way of its own.
    AddSender {
        /// How it behaves.
        settings: ProducerSettings,
        /// How it sends again.
        sending: Sending,
    },
    /// A message stays where it is on its way, until it is delivered or lost. What follows it on the same connection, in the
    /// same direction, does not overtake it: it is TCP. Who waits for it may give up and close the connection; then it is gone.
    /// Nothing if it is not under way any more.
    HoldMessage {
        /// Which.
        flight: FlightId,
    },
    /// A message that is held goes on from where it stands, and what waits behind it follows. Nothing if it is not held.
    DeliverMessage {
        /// Which.
        flight: FlightId,
    },
    /// The packet of a message is lost, whether it is held or flies. Nothing is lost for good: it is TCP, so who sent it
    /// hears nothing of it and sends it again when its timeout is over, as on a link that loses packets, and what is behind
    /// it waits. Nothing if it is not under way any more.
    LoseMessage {
        /// Which.
        flight: FlightId,
    },
}

impl Action {
    /// What brings a producer: one that sends as most do has no words for that in links and files.
    #[must_use]
    pub fn producer(settings: ProducerSettings, sending: Sending) -> Action {
        if sending == Sending::default() {
            Action::AddProducer { settings }
        } else {
            Action::AddSender { settings, sending }
        }
    }

    /// What brings a consumer: one that is a member as most are has no words for that in links and files.
    #[must_use]
    pub fn consumer(settings: ConsumerSettings, membership: Membership) -> Action {
        if membership == Membership::default() {
            Action::AddConsumer { settings }
        } else {
            Action::AddMember { settings, membership }
        }
    }

    /// The settings of the producer that this brings, if it brings one.
    #[must_use]
    pub fn brings_producer(&self) -> Option<&ProducerSettings> {
        match self {
            Action::AddProducer { settings } | Action::AddSender { settings, .. } => Some(settings),
            _ => None,
        }
    }

    /// The settings of the consumer that this brings, if it brings one.
    #[must_use]
    pub fn brings_consumer(&self) -> Option<&ConsumerSettings> {
        match self {
            Action::AddConsumer { settings } | Action::AddMember { settings, .. } => Some(settings),
            _ => None,
        }
    }
}
