//! A record that stands in a log more than once, because its producer sent it again.

use std::rc::Rc;

use glasslog_core::id::{LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::PartitionView;

use super::{Cell, Cluster, epoch_at};

/// A record that stands in a log more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// Of which topic.
    pub topic: Text,
    /// In which partition.
    pub partition: PartitionIndex,
    /// Where it stands in the leader's log, oldest first: what other copies have at these offsets in other epochs is not it.
    pub places: Vec<(Offset, LeaderEpoch)>,
}

impl Twice {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        let offsets: Vec<String> = self.places.iter().map(|(offset, _)| offset.to_string()).collect();
        let often = match offsets.len() {
            2 => "twice".to_owned(),
            many => format!("{many} times"),
        };
        match offsets.split_last() {
            Some((last, before)) => format!("stands {often}: offsets {} and {last}", before.join(", ")),
            None => String::new(),
        }
    }

    /// The sign on a cell.
    #[must_use]
    pub fn sign(&self) -> String {
        format!("×{}", self.places.len())
    }

    /// Where it stands besides an offset.
    pub fn others(&self, than: Offset) -> impl Iterator<Item = Offset> {
        self.places.iter().map(|(offset, _)| *offset).filter(move |offset| *offset != than)
    }
}

impl Cluster {
    /// Whether the record at an offset of a copy stands in its log more than once.
    #[must_use]
    pub fn twice(&self, view: &PartitionView, offset: Offset) -> Option<&Rc<Twice>> {
        let here = |twice: &&Rc<Twice>| twice.partition == view.partition && twice.topic == view.topic;
        self.twice.iter().filter(here).find(|twice| twice.places.contains(&(offset, epoch_at(view, offset))))
    }
}

/// What stands more than once among cells, each once.
#[must_use]
pub fn all_twice(cells: &[Cell]) -> Vec<&Twice> {
    let mut all: Vec<&Twice> = Vec::new();
    for twice in cells.iter().filter_map(|cell| cell.twice.as_deref()) {
        if !all.contains(&twice) {
            all.push(twice);
        }
    }
    all
}
