//! What is drawn, and where: a [`Cluster`] goes in, shapes come out.
//!
//! Pure arithmetic, tested natively. Deliberately absent: the DOM, colours (they are classes in the style sheet) and any rule of
//! Kafka: every offset, epoch, role and assignment comes ready from a node's view or from the world's actors.

use std::collections::BTreeMap;
use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::{Instant, Timestamp};
use glasslog_core::view::{GroupView, PartitionView};

mod flight;
mod fold;
mod lane;
mod layout;

pub use flight::{Path, Point, streams};
pub use fold::{Brick, Fold, fold};
pub(crate) use lane::role_word;
pub use lane::{BatchBracket, Cell, Chip, CommitMark, LagBracket, Lane, PositionMark};
pub use layout::{BrokerColumn, Density, GroupCard, MemberChip, ProducerCard, Rect, Scene, Sight};

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

/// All that the stage shows at one moment. A source composes it: the world in the tab, or a server's stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cluster {
    /// The moment, on the source's clock.
    pub now: Instant,
    /// The brokers, by number.
    pub brokers: Vec<Broker>,
    /// Every copy of every partition, by topic, partition, broker.
    pub copies: Vec<Copy>,
    /// The groups, by letter.
    pub groups: Vec<Group>,
    /// The producers, in the order in which they came.
    pub producers: Vec<Producer>,
    /// Messages on their way.
    pub flights: Vec<Flight>,
    /// What has been read of the records so far.
    pub contents: Rc<Contents>,
}

/// A broker as an onlooker sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// Its number.
    pub id: BrokerId,
    /// Where it is reached; empty for a broker in the tab.
    pub address: String,
    /// Whether it runs.
    pub state: BrokerState,
    /// Whether it is the controller.
    pub controller: bool,
}

/// Whether a broker runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerState {
    /// It reads its disk.
    Starting,
    /// It serves.
    Serving,
    /// It finishes what is under way.
    Stopping,
    /// It is off; its disk is not.
    Down,
}

/// One copy of one partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// On which broker.
    pub broker: BrokerId,
    /// What that broker knows of it; of a broker that is down, what it knew last.
    pub view: Rc<PartitionView>,
}

/// A consumer group, as its coordinator and its members see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: Text,
    /// Its letter on the stage.
    pub letter: char,
    /// What the coordinator knows; none before there is one.
    pub view: Option<Rc<GroupView>>,
    /// Its members: those that the coordinator knows, and those that would like to be.
    pub members: Vec<Member>,
}

/// One consumer.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its number in the source.
    pub id: u64,
    /// Its name on the stage: the group's letter and a number.
    pub label: String,
    /// What it calls itself.
    pub client_id: String,
    /// What it does, in a word or two.
    pub state: String,
    /// Whether it runs.
    pub alive: bool,
    /// Its share.
    pub assignment: Vec<(Text, PartitionIndex)>,
    /// Where it reads next, where that is known.
    pub positions: Vec<(Text, PartitionIndex, Offset)>,
    /// How many records it has processed, where that is known.
    pub processed: Option<u64>,
}

/// One producer.
#[derive(Clone, Debug, PartialEq)]
pub struct Producer {
    /// Its number in the source.
    pub id: u64,
    /// Its name on the stage.
    pub label: String,
    /// The topic that it writes to.
    pub topic: String,
    /// Its settings in a few words.
    pub settings: String,
    /// Whether it sends by itself.
    pub sending: bool,
    /// Records sent, acknowledged, refused or given up.
    pub counts: [u64; 3],
    /// The fates of its last sends, oldest first.
    pub fates: Vec<Fate>,
}

/// What became of a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No answer yet.
    Waiting,
    /// Acknowledged.
    Acked,
    /// Sent without wanting an answer.
    Unasked,
    /// Refused, or given up.
    Failed,
}

/// Who or what a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A broker.
    Broker(BrokerId),
    /// A producer, by its number in the source.
    Producer(u64),
    /// A consumer, by its number in the source.
    Consumer(u64),
}

/// What a message is, as far as its shape is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlightKind {
    /// Records to a leader: a capsule.
    Produce,
    /// The acknowledgement: a ring.
    Ack,
    /// "Records from here on, please": a chevron.
    Fetch,
    /// Records to a reader: a capsule; empty, a hollow one.
    Records,
    /// Joining, or being given a share: a hexagon.
    Group,
    /// A commit, or its answer: a diamond.
    Commit,
    /// Anything about topics and brokers: a square.
    Metadata,
    /// A refusal: a warning sign.
    Error,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Flight {
    /// Never used twice by a source.
    pub id: u64,
    /// From whom.
    pub from: Place,
    /// To whom.
    pub to: Place,
    /// What it is.
    pub kind: FlightKind,
    /// A word on it, or two.
    pub label: String,
    /// The partition that it concerns, if it is just one.
    pub about: Option<(Text, PartitionIndex)>,
    /// Key glyphs of the records that it carries, the first few.
    pub glyphs: Vec<Option<u8>>,
    /// When it left.
    pub departed: Instant,
    /// When it will be there.
    pub arrives: Instant,
    /// When it was lost on the way, if it was.
    pub lost_at: Option<Instant>,
}

/// A record that has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value; none is a tombstone.
    pub value: Option<Bytes>,
    /// Its headers.
    pub headers: Vec<(String, Option<Bytes>)>,
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// The epoch of the leader that took it.
    pub leader_epoch: LeaderEpoch,
    /// Its batch: the first offset and the one after the last.
    pub batch: (Offset, Offset),
    /// The size of that batch.
    pub batch_bytes: u32,
    /// Why it cannot be read here, if it cannot.
    pub unreadable: Option<String>,
    /// The glyph of its key.
    pub glyph: Option<u8>,
}

/// How many glyphs there are for keys.
pub const GLYPHS: u8 = 8;
/// How many records of a partition are kept here; what is older can be read again.
const CONTENTS_PER_PARTITION: usize = 256;

/// What has been read of the records, by partition and offset. Keys get their glyphs in the order in which they appear.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    partitions: BTreeMap<(Text, PartitionIndex), BTreeMap<Offset, Rc<Content>>>,
    keys: Vec<Bytes>,
}

impl Contents {
    /// The record at that place, if it has been read.
    #[must_use]
    pub fn get(&self, topic: &Text, partition: PartitionIndex, offset: Offset) -> Option<&Rc<Content>> {
        self.partitions.get(&(topic.clone(), partition))?.get(&offset)
    }

    /// The glyph of a key: its number in the order of appearance, and from the ninth on around again.
    pub fn glyph(&mut self, key: &Bytes) -> u8 {
        let place = self.keys.iter().position(|known| known == key).unwrap_or_else(|| {
            // beyond a few hundred keys a glyph says little; the list must not grow with the log
            if self.keys.len() >= 256 {
                self.keys.remove(usize::from(GLYPHS));
            }
            self.keys.push(key.clone());
            self.keys.len() - 1
        });
        u8::try_from(place % usize::from(GLYPHS)).unwrap_or(0)
    }

    /// Remembers a record that has been read.
    pub fn put(&mut self, topic: &Text, partition: PartitionIndex, offset: Offset, mut content: Content) {
        content.glyph = content.key.as_ref().map(|key| self.glyph(key));
        let records = self.partitions.entry((topic.clone(), partition)).or_default();
        records.insert(offset, Rc::new(content));
        if records.len() > CONTENTS_PER_PARTITION {
            records.pop_first();
        }
    }

    /// The first offset at or past `from`, below `upto`, that has not been read.
    #[must_use]
    pub fn missing(&self, topic: &Text, partition: PartitionIndex, from: Offset, upto: Offset) -> Option<Offset> {
        let records = self.partitions.get(&(topic.clone(), partition));
        (from.0..upto.0).map(Offset).find(|offset| !records.is_some_and(|records| records.contains_key(offset)))
    }

    /// The records of one partition, oldest first.
    pub fn of(
        &self,
        topic: &Text,
        partition: PartitionIndex,
    ) -> impl DoubleEndedIterator<Item = (Offset, &Rc<Content>)> {
        self.partitions
            .get(&(topic.clone(), partition))
            .into_iter()
            .flat_map(|records| records.iter().map(|(offset, content)| (*offset, content)))
    }

    /// Forgets a partition from an offset on: it was truncated, or the topic is another one now.
    pub fn forget(&mut self, topic: &Text, partition: PartitionIndex, from: Offset) {
        if let Some(records) = self.partitions.get_mut(&(topic.clone(), partition)) {
            records.split_off(&from);
        }
    }
}

impl Cluster {
    /// The copy that leads a partition; where nobody leads, the first copy.
    #[must_use]
    pub fn leading(&self, topic: &str, partition: PartitionIndex) -> Option<&Copy> {
        let mut copies =
            self.copies.iter().filter(|copy| copy.view.topic == *topic && copy.view.partition == partition);
        let first = copies.clone().next();
        copies.find(|copy| copy.view.leader == Some(copy.broker)).or(first)
    }

    /// The topics' names, without the brokers' own unless asked for.
    #[must_use]
    pub fn topics(&self, internal: bool) -> Vec<Text> {
        let mut topics: Vec<Text> = self
            .copies
            .iter()
            .filter(|copy| internal || !copy.view.internal)
            .map(|copy| copy.view.topic.clone())
            .collect();
        topics.sort();
        topics.dedup();
        topics
    }

    /// A group by name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == *name)
    }

    /// Records that a group has not committed yet, up to what it may read: of one partition. `None` where it has no commit.
    #[must_use]
    pub fn lag(&self, group: &Group, topic: &str, partition: PartitionIndex) -> Option<i64> {
        let commit = group.commit(topic, partition)?;
        let copy = self.leading(topic, partition)?;
        Some(copy.view.high_watermark.since(commit).max(0))
    }

    /// [`Cluster::lag`] summed over all partitions that the group has a commit for.
    #[must_use]
    pub fn total_lag(&self, group: &Group) -> i64 {
        let commits = group.view.iter().flat_map(|view| &view.commits);
        commits.filter_map(|commit| self.lag(group, &commit.topic, commit.partition)).sum()
    }
}

impl Group {
    /// Where the group would go on in a partition.
    #[must_use]
    pub fn commit(&self, topic: &str, partition: PartitionIndex) -> Option<Offset> {
        let commits = &self.view.as_ref()?.commits;
        commits
            .iter()
            .find(|commit| commit.topic == *topic && commit.partition == partition)
            .map(|commit| commit.offset)
    }

    /// The member that reads a partition.
    #[must_use]
    pub fn reader(&self, topic: &str, partition: PartitionIndex) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.assignment.iter().any(|(name, index)| *name == *topic && *index == partition))
    }
}

/// The letter of the n-th group: A to Z, then around again.
#[must_use]
pub fn letter(place: usize) -> char {
    char::from(b'A' + u8::try_from(place % 26).unwrap_or(0))
}
