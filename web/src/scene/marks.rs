//! Who reads where: positions, commits and lag, on the lane that a partition is read from.

use super::axis::float;
use super::{Cluster, Density, Lane, Point};
use glasslog_core::id::Offset;

/// ▼: a member reads here next.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionMark {
    /// The group's letter.
    pub letter: char,
    /// Which offset is next.
    pub offset: Offset,
    /// Its tip.
    pub at: Point,
    /// So many others stand there already: its letter stands beside theirs.
    pub beside: usize,
}

/// ◆: a group would go on here.
#[derive(Clone, Debug, PartialEq)]
pub struct CommitMark {
    /// The group's letter.
    pub letter: char,
    /// The next offset to read.
    pub offset: Offset,
    /// Its middle.
    pub at: Point,
    /// So many others stand there already: its letter stands beside theirs.
    pub beside: usize,
}

/// From ◆ to the high watermark.
#[derive(Clone, Debug, PartialEq)]
pub struct LagBracket {
    /// The group's letter.
    pub letter: char,
    /// How many records.
    pub lag: i64,
    /// From here…
    pub left: f64,
    /// … to here.
    pub right: f64,
    /// At this height.
    pub y: f64,
}

/// Whether two marks lie over each other; those of offsets that are folded do so, too.
fn is_same(x: f64, other: f64) -> bool {
    (x - other).abs() < 6.0
}

impl Lane {
    /// Whether the groups' letters stand at their marks where cells are small: that is worth its room if there are several groups.
    #[must_use]
    pub fn has_room_for_letters(&self) -> bool {
        let mut letters =
            self.positions.iter().map(|mark| mark.letter).chain(self.commits.iter().map(|mark| mark.letter));
        let first = letters.next();
        !self.density.is_flat() && letters.any(|letter| Some(letter) != first)
    }

    /// `before` says where the boundary in front of an offset lies.
    pub(super) fn place_groups(&mut self, cluster: &Cluster, before: impl Fn(Offset) -> f64) {
        let under = if self.density.is_flat() { -3.0 } else { 8.0 };
        let (top, bottom) = (self.slot.y - 2.0, self.slot.bottom() + under);
        for group in &cluster.groups {
            for member in &group.members {
                let mut positions = member.positions.iter();
                if let Some((_, _, offset)) =
                    positions.find(|(topic, index, _)| *topic == self.topic && *index == self.partition)
                {
                    let at = Point { x: before(*offset), y: top };
                    let beside = self.positions.iter().filter(|mark| is_same(mark.at.x, at.x)).count();
                    self.positions.push(PositionMark { letter: group.letter, offset: *offset, at, beside });
                }
                if member.assignment.iter().any(|(topic, index)| *topic == self.topic && *index == self.partition) {
                    self.readers.push(member.label.clone());
                }
            }
            if let Some(offset) = group.commit(&self.topic, self.partition) {
                let x = before(offset);
                let beside = self.commits.iter().filter(|mark| is_same(mark.at.x, x)).count();
                let at = Point { x, y: bottom + 4.0 };
                self.commits.push(CommitMark { letter: group.letter, offset, at, beside });
                let lag = cluster.lag(group, &self.topic, self.partition).unwrap_or(0);
                let right = self.high_watermark.1;
                // what is not in the log any more has no length to show
                let shown = right - x.max(self.slot.x) > 8.0;
                // who stands at the same place is as far behind
                if lag > 0 && shown && beside == 0 && self.density != Density::Tiny {
                    let y = bottom + 4.0 + 6.0 * float(self.lags.len() as i64);
                    self.lags.push(LagBracket { letter: group.letter, lag, left: x, right, y });
                }
            }
        }
    }
}
