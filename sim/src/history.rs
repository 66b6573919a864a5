//! What clients saw: every send and its end, every record read, every commit and its return.
//!
//! Kept apart from what the brokers know, as the history of a run on real machines would be.

mod kept;

use glasslog_core::sorted::SortedMap;

use bytes::Bytes;
use glasslog_core::{
    error::ErrorCode,
    id::{ClientId, Offset, RequestId},
    name::Text,
    request::{Acks, Request, TopicRef},
    response::Response,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{actors::ActorId, view::PartitionName};

pub(crate) use kept::Kept;

/// One record as its client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Content(pub(crate) u128);

impl Content {
    /// Of a key and a value.
    pub(crate) fn of(key: Option<&[u8]>, value: Option<&[u8]>) -> Content {
        Content(crate::digest::of(&(key, value)))
    }
}

/// One thing that a client saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Seen {
    /// A producer began to send a record. Counted once, however often it tries.
    Sent {
        /// Who.
        producer: ActorId,
        /// Counts its records.
        number: u64,
        /// Where to.
        partition: PartitionName,
        /// The record.
        content: Content,
        /// Whether the broker recognises retries.
        idempotent: bool,
    },
    /// The record has its place.
    Acked {
        /// Whose.
        producer: ActorId,
        /// Which.
        number: u64,
        /// Where.
        partition: PartitionName,
        /// At which offset.
        offset: Offset,
        /// The record.
        content: Content,
        /// What that means.
        acks: Acks,
    },
    /// The record was refused for good.
    Refused {
        /// Whose.
        producer: ActorId,
        /// Which.
        number: u64,
        /// Where to.
        partition: PartitionName,
        /// Why.
        code: ErrorCode,
        /// The record.
        content: Content,
    },
    /// Nobody knows whether the record is in the log.
    Unknown {
        /// Whose.
        producer: ActorId,
        /// Which.
        number: u64,
    },
    /// A consumer was given a record.
    Read {
        /// Who.
        consumer: ActorId,
        /// Where.
        partition: PartitionName,
        /// At which offset.
        offset: Offset,
        /// The record.
        content: Content,
    },
    /// A commit was acknowledged.
    Committed {
        /// Whose.
        consumer: ActorId,
        /// Its group.
        group: Text,
        /// Of which partition.
        partition: PartitionName,
        /// The next offset to read.
        offset: Offset,
    },
    /// A commit was asked for; it may take effect even if no answer comes.
    CommitBegun {
        /// Its group.
        group: Text,
        /// Of which partition.
        partition: PartitionName,
        /// The next offset to read.
        offset: Offset,
    },
    /// A group's commit was asked for, when `asked` had been acknowledged at the most.
    CommitRead {
        /// The group.
        group: Text,
        /// Of which partition.
        partition: PartitionName,
        /// The answer; none for "no commit".
        offset: Option<Offset>,
        /// How many commits had been begun before the last one that was acknowledged, when the question left.
        acked: Option<u64>,
        /// Over which connection, and by which request.
        asked: (ClientId, RequestId),
    },
}

/// A question about commits.
#[derive(Clone, Debug)]
enum Question {
    /// These shall be remembered.
    Commit(Text, Vec<(PartitionName, Offset)>),
    /// What is remembered? With what had been acknowledged when the question left.
    Fetch(SortedMap<(Text, PartitionName), u64>),
}

/// How much clients saw, and what has not been checked yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    fresh: Vec<Seen>,
    /// Questions about commits that have not been answered.
    questions: SortedMap<(ClientId, RequestId), Question>,
    /// Commits begun so far, and which of them was acknowledged last.
    commits: SortedMap<(Text, PartitionName), (Vec<Offset>, Option<u64>)>,
    pub(crate) acked: u64,
    pub(crate) read: u64,
    /// What was seen, with its moment; only where somebody asked for it.
    kept: Option<Kept>,
}

impl History {
    /// A client asks: commits begin, and commits are asked for.
    pub(crate) fn asked(&mut self, client: ClientId, id: RequestId, request: &Request<Bytes>) {
        match request {
            Request::OffsetCommit(commit) => {
                let mut offsets = Vec::new();
                for partition in &commit.partitions {
                    let TopicRef::Name(topic) = &partition.topic else { continue };
                    let (group, partition, offset) =
                        (commit.group.clone(), (topic.clone(), partition.partition), partition.offset);
                    offsets.push((partition.clone(), offset));
                    self.add(Seen::CommitBegun { group, partition, offset });
                }
                self.questions.insert((client, id), Question::Commit(commit.group.clone(), offsets));
            }
            Request::OffsetFetch(_) => {
                let acked = self.commits.iter().filter_map(|(key, (_, acked))| Some((key.clone(), (*acked)?)));
                let acked = acked.collect();
                self.questions.insert((client, id), Question::Fetch(acked));
            }
            _ => {}
        }
    }

    /// A client is answered.
    pub(crate) fn answered(&mut self, consumer: ActorId, client: ClientId, id: RequestId, response: &Response<Bytes>) {
        match (self.questions.remove(&(client, id)), response) {
            (Some(Question::Commit(group, offsets)), Response::OffsetCommit(fates)) => {
                for (topic, partition, code) in fates {
                    let TopicRef::Name(topic) = topic else { continue };
                    let partition = (topic.clone(), *partition);
                    let offset = offsets.iter().find(|(other, _)| *other == partition);
                    if let (Some((_, offset)), ErrorCode::None) = (offset, code) {
                        let (group, offset) = (group.clone(), *offset);
                        self.add(Seen::Committed { consumer, group, partition, offset });
                    }
                }
            }
            (Some(Question::Fetch(acked)), Response::OffsetFetch(groups)) => {
                for group in groups.iter().filter(|group| !group.error.is_error()) {
                    for commit in group.partitions.iter().filter(|commit| !commit.error.is_error()) {
                        let TopicRef::Name(topic) = &commit.topic else { continue };
                        let (group, partition) = (group.group.clone(), (topic.clone(), commit.partition));
                        let acked = acked.get(&(group.clone(), partition.clone())).copied();
                        let offset = (commit.offset.0 >= 0).then_some(commit.offset);
                        self.add(Seen::CommitRead { group, partition, offset, acked, asked: (client, id) });
                    }
                }
            }
            _ => {}
        }
    }

    /// A client saw something.
    pub(crate) fn add(&mut self, seen: Seen) {
        match &seen {
            Seen::Acked { .. } => self.acked += 1,
            Seen::Read { .. } => self.read += 1,
            Seen::CommitBegun { group, partition, offset } => {
                self.commits.entry((group.clone(), partition.clone())).or_default().0.push(*offset);
            }
            Seen::Committed { group, partition, offset, .. } => {
                let (begun, acked) = self.commits.entry((group.clone(), partition.clone())).or_default();
                let from = acked.unwrap_or(0);
                let later = begun.iter().enumerate().skip(from as usize).find(|(_, other)| *other == offset);
                *acked = later.map(|(index, _)| index as u64).or(*acked);
            }
            _ => {}
        }
        self.fresh.push(seen);
    }

    /// A topic is deleted: its commits may go.
    pub(crate) fn forget_topic(&mut self, topic: &Text) {
        self.commits.retain(|(_, (other, _)), _| other != topic);
    }

    /// What has been added since the last time, up to now.
    pub(crate) fn take_fresh(&mut self, now: Instant) -> Vec<Seen> {
        let fresh = std::mem::take(&mut self.fresh);
        if let Some(kept) = &mut self.kept {
            fresh.iter().for_each(|seen| kept.add(now, seen));
        }
        fresh
    }

    /// From now on what is seen is kept.
    pub(crate) fn keep(&mut self) {
        self.kept.get_or_insert_default();
    }

    /// What was kept since this was asked the last time.
    pub(crate) fn drain_kept(&mut self) -> Vec<(Instant, Seen)> {
        let drained = self.kept.as_mut().map(std::mem::take).unwrap_or_default();
        drained.iter().cloned().collect()
    }

    /// What was kept.
    pub(crate) fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }
}
