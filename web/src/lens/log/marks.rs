//! Who reads a log, and where: the marks of each group on the log's axis, and where they would stand after a reset.

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::PartitionView;

use super::layout::Window;
use crate::commands;
use crate::scene::{Cluster, Group};
use crate::text;

/// An offset on the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    /// The boundary in front of it is meant.
    pub(super) offset: Offset,
    /// Where; at the edge if it is out of sight.
    pub(super) x: f64,
    /// Whether it is out of sight.
    pub(super) hidden: bool,
}

/// A group on one log.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Readers {
    /// Its name.
    pub(super) group: Text,
    /// Its letter.
    pub(super) letter: char,
    /// So many members it has.
    pub(super) members: usize,
    /// ▼: the member that reads here, and where it goes on.
    pub(super) positions: Vec<(String, Mark)>,
    /// ◆: where the group would go on.
    pub(super) commit: Option<Mark>,
    /// How many records ◆ is behind.
    pub(super) lag: Option<i64>,
    /// From ◆ to what is safe.
    pub(super) behind: Option<(f64, f64)>,
    /// The offsets that a group can be set to.
    pub(super) bounds: (Offset, Offset),
    /// Behind the last record that it may read.
    pub(super) safe: Offset,
}

/// What a reset would do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Preview {
    /// Where ◆ would stand.
    pub(super) to: Mark,
    /// From where to where it would move.
    pub(super) way: (f64, f64),
    /// So many records would be skipped; fewer than none: read again.
    pub(super) skipped: i64,
}

impl Readers {
    /// A group's marks on a log; none if it has nothing to do with it.
    pub(super) fn of(cluster: &Cluster, group: &Group, view: &PartitionView, window: &Window) -> Option<Readers> {
        let here = |topic: &Text, partition| *topic == view.topic && partition == view.partition;
        let commit = group.commit(&view.topic, view.partition).map(|offset| window.mark(offset));
        let reads = group.reader(&view.topic, view.partition).is_some();
        if commit.is_none() && !reads {
            return None;
        }
        let mut positions = Vec::new();
        for member in &group.members {
            let at = member.positions.iter().find(|(topic, partition, _)| here(topic, *partition));
            positions.extend(at.map(|(_, _, offset)| (member.label.clone(), window.mark(*offset))));
        }
        let lag = cluster.lag(group, &view.topic, view.partition);
        let truth = window.mark(view.high_watermark);
        let behind = commit.filter(|_| lag.is_some_and(|lag| lag > 0)).map(|commit| (commit.x, truth.x));
        let (letter, members) = (group.letter, group.members.len());
        let (bounds, safe) = ((view.log_start, view.log_end), view.high_watermark);
        Some(Readers { group: group.name.clone(), letter, members, positions, commit, lag, behind, bounds, safe })
    }

    /// What it would do to set the group to an offset.
    #[must_use]
    pub(super) fn preview(&self, to: Offset, window: &Window) -> Preview {
        let to = window.mark(to);
        let from = self.commit.unwrap_or(to);
        let way = if from.x < to.x { (from.x, to.x) } else { (to.x, from.x) };
        Preview { to, way, skipped: to.offset.since(from.offset) }
    }

    /// The same with Kafka's own tool.
    #[must_use]
    pub(super) fn command(&self, (topic, partition): &(Text, PartitionIndex), to: Offset) -> String {
        let (group, partition) = (&self.group, partition.0);
        if to == self.bounds.0 || to == self.safe {
            return commands::reset_group_to(group, topic, partition, to == self.bounds.0);
        }
        commands::reset_group(group, topic, partition, to.0)
    }

    /// For who hears the page.
    #[must_use]
    pub(super) fn spoken(&self) -> String {
        let mut words = format!("Group {} {}:", self.letter, self.group);
        for (member, mark) in &self.positions {
            words += &format!(" {member} reads {} next,", mark.offset);
        }
        match (self.commit, self.lag) {
            (Some(commit), Some(lag)) => words + &format!(" has committed {}, {}.", commit.offset, behind(lag)),
            _ => words + " has committed nothing yet.",
        }
    }
}

/// How far behind, in words.
fn behind(lag: i64) -> String {
    if lag == 0 { "nothing behind".to_owned() } else { format!("{} behind", text::count(lag, "record")) }
}

impl Preview {
    /// In words.
    #[must_use]
    pub(super) fn words(&self) -> String {
        let at = self.to.offset;
        match self.skipped {
            0 => format!("◆ would stay at {at}."),
            skipped if skipped > 0 => format!("◆ would stand at {at}: {} skipped.", text::count(skipped, "record")),
            again => format!("◆ would stand at {at}: {} read again.", text::count(-again, "record")),
        }
    }
}
