//! What has been read of the records.

use glasslog_core::sorted::SortedMap;
use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::{LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Timestamp;
use glasslog_core::view::PartitionView;

use super::epoch_at;

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

/// The records of one partition that have been read.
type Records = SortedMap<(Offset, LeaderEpoch), Rc<Content>>;

/// What has been read of the records, by partition, offset and epoch: copies may differ, but not within an epoch. Keys get
/// their glyphs in the order in which they appear.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    partitions: SortedMap<(Text, PartitionIndex), Records>,
    keys: Vec<Bytes>,
}

impl Contents {
    /// The record at that place, of that leader's epoch, if it has been read.
    #[must_use]
    pub fn get(
        &self,
        topic: &Text,
        partition: PartitionIndex,
        offset: Offset,
        epoch: LeaderEpoch,
    ) -> Option<&Rc<Content>> {
        self.partitions.get(&(topic.clone(), partition))?.get(&(offset, epoch))
    }

    /// The record at an offset of a copy.
    #[must_use]
    pub fn at(&self, view: &PartitionView, offset: Offset) -> Option<&Rc<Content>> {
        self.get(&view.topic, view.partition, offset, epoch_at(view, offset))
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
        records.insert((offset, content.leader_epoch), Rc::new(content));
        if records.len() > CONTENTS_PER_PARTITION {
            records.pop_first();
        }
    }

    /// The first offset of a copy at or past `from`, below `upto`, that has not been read.
    #[must_use]
    pub fn missing(&self, view: &PartitionView, from: Offset, upto: Offset) -> Option<Offset> {
        let records = self.partitions.get(&(view.topic.clone(), view.partition));
        let read = |offset: Offset| records.is_some_and(|r| r.contains_key(&(offset, epoch_at(view, offset))));
        (from.0..upto.0).map(Offset).find(|offset| !read(*offset))
    }

    /// The records of one copy, oldest first.
    pub fn of(&self, view: &PartitionView) -> impl DoubleEndedIterator<Item = (Offset, &Rc<Content>)> {
        let records = self.partitions.get(&(view.topic.clone(), view.partition)).into_iter().flatten();
        let here = |(offset, epoch): (Offset, LeaderEpoch)| offset < view.log_end && epoch == epoch_at(view, offset);
        records.filter(move |(place, _)| here(**place)).map(|((offset, _), content)| (*offset, content))
    }

    /// Forgets a topic: it is gone, or another one has its name.
    pub fn forget(&mut self, topic: &Text) {
        self.partitions.retain(|(name, _), _| name != topic);
    }
}
