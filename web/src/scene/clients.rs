//! Those who write and read: producers, groups, members.

use std::rc::Rc;

use glasslog_core::client::partitioner::KeyHash;
use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::GroupView;

/// A consumer group, as its coordinator and its members see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: Text,
    /// Its letter on the stage.
    pub letter: char,
    /// The broker that keeps it, where that is known.
    pub coordinator: Option<BrokerId>,
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
    /// How a key chooses its partition.
    pub keys_by: KeyHash,
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

    /// Whether a member reads a partition now, as far as that can be seen.
    ///
    /// In the tab members are seen themselves: one that runs reads what it has, until it gives it up or the group puts it out (so who
    /// works on a record while the others share out already reads on, and who may keep some of it reads that); one that is dead reads nothing, whether it was missed or not. Of a server only the coordinator's word is known: who has a
    /// partition reads it while the group is stable, even if it is dead and nobody has missed it yet.
    #[must_use]
    pub fn is_read(&self, topic: &str, partition: PartitionIndex) -> bool {
        let stable = self.view.as_ref().is_some_and(|view| view.state == *"Stable");
        let put_out = |member: &Member| {
            self.view.as_ref().is_some_and(|view| view.members.iter().all(|known| known.client_id != *member.client_id))
        };
        self.members.iter().filter(|member| member.alive && (member.processed.is_some() || stable)).any(|member| {
            let mut share = member.assignment.iter();
            share.any(|(name, index)| *name == *topic && *index == partition) && !put_out(member)
        })
    }
}

/// The letter of the n-th group: A to Z, then around again.
#[must_use]
pub fn letter(place: usize) -> char {
    char::from(b'A' + u8::try_from(place % 26).unwrap_or(0))
}
