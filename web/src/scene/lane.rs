//! One lane: a copy of a partition, its records as cells over a rail, and who reads where.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::{PartitionView, ReplicaRole};

use super::fold::{Brick, Fold, fold};
use super::layout::{Density, Rect};
use super::{Cluster, Content, Copy, Point};

/// Width of a brick, and the space after it.
const BRICK: (f64, f64) = (40.0, 4.0);

/// One lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// On which broker.
    pub broker: BrokerId,
    /// Of which topic.
    pub topic: Text,
    /// Which partition.
    pub partition: PartitionIndex,
    /// The whole row.
    pub row: Rect,
    /// Where the cells lie.
    pub slot: Rect,
    /// How large things are.
    pub density: Density,
    /// What this copy is.
    pub role: ReplicaRole,
    /// Who has copies, and whether they are in sync.
    pub chips: Vec<Chip>,
    /// The leader epoch that this broker believes.
    pub epoch: LeaderEpoch,
    /// Folded records.
    pub bricks: Vec<(Brick, Rect)>,
    /// Records.
    pub cells: Vec<Cell>,
    /// Which of them came together.
    pub brackets: Vec<BatchBracket>,
    /// Where the high watermark stands, between cells.
    pub high_watermark: (Offset, f64),
    /// Where the log ends.
    pub log_end: (Offset, f64),
    /// Where members read.
    pub positions: Vec<PositionMark>,
    /// Where groups would go on.
    pub commits: Vec<CommitMark>,
    /// How far commits are behind.
    pub lags: Vec<LagBracket>,
    /// The members that read this partition.
    pub readers: Vec<String>,
    /// Whether to say "safe < 12 (HW)" or just "HW 12".
    pub long_flag: bool,
}

/// A broker's number beside the row's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// The broker.
    pub broker: BrokerId,
    /// Whether it is in sync.
    pub in_sync: bool,
}

/// One record.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its offset.
    pub offset: Offset,
    /// Where.
    pub rect: Rect,
    /// The epoch stored in its batch.
    pub epoch: LeaderEpoch,
    /// Whether it is on disk, as the flush mode asks.
    pub durable: bool,
    /// Whether it lies before the high watermark.
    pub safe: bool,
    /// What is in it, once it has been read.
    pub content: Option<Rc<Content>>,
}

/// Records of one batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchBracket {
    /// The batch's first offset.
    pub base: Offset,
    /// From here…
    pub left: f64,
    /// … to here.
    pub right: f64,
}

/// ▼: a member reads here next.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionMark {
    /// The group's letter.
    pub letter: char,
    /// Which offset is next.
    pub offset: Offset,
    /// Its tip.
    pub at: Point,
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

/// From offsets to pixels, along one lane.
struct Ruler {
    start: Offset,
    first_cell: Offset,
    bricks: (f64, f64),
    cells_left: f64,
    pitch: f64,
    gap: f64,
}

impl Ruler {
    /// The boundary in front of an offset.
    fn before(&self, offset: Offset) -> f64 {
        if offset >= self.first_cell {
            return self.cells_left + self.pitch * float(offset.since(self.first_cell)) - self.gap / 2.0;
        }
        let folded = float(self.first_cell.since(self.start).max(1));
        let (left, right) = self.bricks;
        left + (right - left) * (float(offset.since(self.start)) / folded).clamp(0.0, 1.0)
    }
}

pub(super) fn float(count: i64) -> f64 {
    // offsets that are drawn one by one lie within a window; far ones need no more than 52 bits
    #[expect(clippy::cast_precision_loss, reason = "pixels need no more than 52 bits")]
    {
        count as f64
    }
}

impl Lane {
    /// Lays one copy out in its row.
    pub(super) fn of(cluster: &Cluster, copy: &Copy, row: Rect, density: Density) -> Lane {
        let view = &copy.view;
        let metrics = density.metrics();
        let slot = Rect {
            x: row.x + metrics.label_width,
            y: row.y + metrics.label_height + metrics.position_height,
            width: (row.width - metrics.label_width).max(40.0),
            height: metrics.cell_height,
        };
        let long_flag = density == Density::Large;
        let tail = if density == Density::Small {
            120.0
        } else if long_flag {
            112.0
        } else {
            64.0
        };
        let pitch = metrics.cell_width + metrics.gap;
        let count = view.log_end.since(view.log_start);
        let cells_in = |width: f64| whole((width / pitch).floor().max(0.0));
        let room = slot.width - tail;
        let beside = |bricks: usize| cells_in(room - (BRICK.0 + BRICK.1) * float(bricks as i64));
        let Fold { folded, bricks } = fold(count, cells_in(room), beside);
        let mut x = slot.x;
        let mut placed = Vec::new();
        for brick in bricks {
            placed.push((brick, Rect { x, y: slot.y, width: BRICK.0, height: slot.height }));
            x += BRICK.0 + BRICK.1;
        }
        let ruler = Ruler {
            start: view.log_start,
            first_cell: view.log_start.plus(folded),
            bricks: (slot.x, x),
            cells_left: x + metrics.gap / 2.0,
            pitch,
            gap: metrics.gap,
        };
        let mut lane = Lane {
            broker: copy.broker,
            topic: view.topic.clone(),
            partition: view.partition,
            row,
            slot,
            density,
            role: view.role,
            chips: view
                .replicas
                .iter()
                .map(|broker| Chip { broker: *broker, in_sync: view.isr.contains(broker) })
                .collect(),
            epoch: view.leader_epoch,
            bricks: placed,
            cells: Vec::new(),
            brackets: Vec::new(),
            high_watermark: (view.high_watermark, ruler.before(view.high_watermark)),
            log_end: (view.log_end, ruler.before(view.log_end)),
            positions: Vec::new(),
            commits: Vec::new(),
            lags: Vec::new(),
            readers: Vec::new(),
            long_flag,
        };
        lane.place_cells(cluster, view, &ruler);
        if view.leader.is_none_or(|leader| leader == copy.broker) {
            lane.place_groups(cluster, &ruler);
        }
        lane
    }

    fn place_cells(&mut self, cluster: &Cluster, view: &PartitionView, ruler: &Ruler) {
        let metrics = self.density.metrics();
        for offset in (ruler.first_cell.0..view.log_end.0).map(Offset) {
            let rect = Rect { x: ruler.before(offset) + metrics.gap / 2.0, width: metrics.cell_width, ..self.slot };
            self.cells.push(Cell {
                offset,
                rect,
                epoch: epoch_at(view, offset),
                durable: offset < view.durable,
                safe: offset < view.high_watermark,
                content: cluster.contents.get(&view.topic, view.partition, offset).cloned(),
            });
        }
        for batch in &view.tail {
            let first = batch.base.max(ruler.first_cell);
            if batch.end.since(batch.base) > 1 && batch.end.since(first) > 0 {
                let (left, right) = (ruler.before(first) + metrics.gap, ruler.before(batch.end) - metrics.gap);
                self.brackets.push(BatchBracket { base: batch.base, left, right });
            }
        }
    }

    fn place_groups(&mut self, cluster: &Cluster, ruler: &Ruler) {
        let under = if self.density == Density::Small { -3.0 } else { 8.0 };
        let (top, bottom) = (self.slot.y - 2.0, self.slot.bottom() + under);
        let step = self.density.metrics().mark_step;
        for group in &cluster.groups {
            for member in &group.members {
                let mut positions = member.positions.iter();
                if let Some((_, _, offset)) =
                    positions.find(|(topic, index, _)| *topic == self.topic && *index == self.partition)
                {
                    let beside = self.positions.iter().filter(|mark| mark.offset == *offset).count();
                    let at = Point { x: ruler.before(*offset) - step * float(beside as i64), y: top };
                    self.positions.push(PositionMark { letter: group.letter, offset: *offset, at });
                }
                if member.assignment.iter().any(|(topic, index)| *topic == self.topic && *index == self.partition) {
                    self.readers.push(member.label.clone());
                }
            }
            if let Some(offset) = group.commit(&self.topic, self.partition) {
                let beside = self.commits.iter().filter(|mark| mark.offset == offset).count();
                let x = ruler.before(offset);
                let at = Point { x: x - step * float(beside as i64), y: bottom + 4.0 };
                self.commits.push(CommitMark { letter: group.letter, offset, at });
                let lag = cluster.lag(group, &self.topic, self.partition).unwrap_or(0);
                if lag > 0 {
                    let right = self.high_watermark.1;
                    let y = bottom + 4.0 + 6.0 * float(self.lags.len() as i64);
                    self.lags.push(LagBracket { letter: group.letter, lag, left: x, right, y });
                }
            }
        }
    }

    /// Where the next record will land.
    #[must_use]
    pub fn mouth(&self) -> Point {
        Point { x: self.log_end.1 + self.density.metrics().cell_width / 2.0, y: self.slot.y + self.slot.height / 2.0 }
    }

    /// What this copy is, in a word.
    #[must_use]
    pub fn role_word(&self) -> &'static str {
        role_word(self.role)
    }

    /// What the flag at the high watermark says.
    #[must_use]
    pub fn flag(&self) -> String {
        let offset = self.high_watermark.0;
        if self.long_flag { format!("safe < {offset} (HW)") } else { format!("HW {offset}") }
    }
}

/// What a copy is, in a word.
#[must_use]
pub(crate) fn role_word(role: ReplicaRole) -> &'static str {
    match role {
        ReplicaRole::Opening => "opening",
        ReplicaRole::Leader => "leader",
        ReplicaRole::Follower => "follower",
        ReplicaRole::ReadOnly => "read-only: disk full",
        ReplicaRole::Halted => "halted: disk failed",
    }
}

/// The epoch of the batch that holds an offset, as the view tells it.
fn epoch_at(view: &PartitionView, offset: Offset) -> LeaderEpoch {
    let batch = view.tail.iter().rev().find(|batch| batch.base <= offset && offset < batch.end);
    let begun = view.epochs.iter().rev().find(|(_, start)| *start <= offset);
    batch.map(|batch| batch.leader_epoch).or(begun.map(|(epoch, _)| *epoch)).unwrap_or(view.leader_epoch)
}

fn whole(pixels: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a handful of cells")]
    {
        pixels as i64
    }
}
