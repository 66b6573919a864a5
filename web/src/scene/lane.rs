//! One lane: a copy of a partition, its records as cells over a rail, and who reads where.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::PartitionView;

use super::axis::Axis;
use super::fold::Brick;
use super::marks::{CommitMark, LagBracket, PositionMark};
use super::standing::{Alarm, Standing, epoch_at};
use super::{Broker, Cluster, Content, Copy, Density, Point, Rect, Twice};

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
    /// How this copy stands among the others.
    pub standing: Standing,
    /// What is wrong with the partition, where this is the copy to say so.
    pub alarm: Option<Alarm>,
    /// Who has copies, and whether they are in sync, where this is the copy to say so.
    pub chips: Vec<Chip>,
    /// The leader epoch that this broker believes.
    pub epoch: LeaderEpoch,
    /// Folded records.
    pub bricks: Vec<BrickShape>,
    /// Records.
    pub cells: Vec<Cell>,
    /// Which of them came together.
    pub brackets: Vec<BatchBracket>,
    /// Records that were cut off a moment ago.
    pub fallen: Vec<Fallen>,
    /// Where the high watermark stands that this broker knows, between cells.
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
}

/// A broker's number beside the row's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// The broker.
    pub broker: BrokerId,
    /// Whether it is in sync.
    pub membership: Membership,
}

/// Whether a replica is in sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// It is.
    InSync,
    /// It is not, and has all that was acknowledged: it may lead (KIP-966).
    Eligible,
    /// It is not.
    Out,
}

impl Membership {
    fn of(view: &PartitionView, broker: BrokerId) -> Membership {
        match broker {
            _ if view.isr.contains(&broker) => Membership::InSync,
            _ if view.elr.contains(&broker) => Membership::Eligible,
            _ => Membership::Out,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Membership::InSync => "in sync (ISR)",
            Membership::Eligible => "not in sync, but has all that was acknowledged and may lead (ELR)",
            Membership::Out => "not in sync",
        }
    }
}

/// Folded records, as one brick.
#[derive(Clone, Debug, PartialEq)]
pub struct BrickShape {
    /// What it is.
    pub brick: Brick,
    /// Where.
    pub rect: Rect,
    /// Whether this copy holds any of these records.
    pub held: bool,
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
    /// Whether it lies before the high watermark that this broker knows.
    pub safe: bool,
    /// What is in it, once it has been read.
    pub content: Option<Rc<Content>>,
    /// Where else it stands, if it stands in its log more than once.
    pub twice: Option<Rc<Twice>>,
}

/// A record that was cut off.
#[derive(Clone, Debug, PartialEq)]
pub struct Fallen {
    /// Names it.
    pub id: u64,
    /// What it was, and where.
    pub cell: Cell,
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

/// What the copies of a partition have in common.
pub(super) struct RowOf<'a> {
    /// The copy whose word counts.
    pub(super) leading: &'a Copy,
    pub(super) alarm: Option<Alarm>,
    pub(super) axis: &'a Axis,
    pub(super) density: Density,
}

impl Lane {
    /// Lays one copy out in its row.
    pub(super) fn of(cluster: &Cluster, copy: &Copy, row: Rect, of: &RowOf<'_>) -> Lane {
        let (view, density) = (&copy.view, of.density);
        let metrics = density.metrics();
        let slot = Rect {
            x: row.x + metrics.label_width,
            y: row.y + metrics.label_height + metrics.position_height,
            width: (row.width - metrics.label_width).max(40.0),
            height: metrics.cell_height,
        };
        let broker = cluster.broker(copy.broker);
        let standing = Standing::of(broker, copy, of.leading);
        let leads = of.leading.broker == copy.broker && of.leading.view.leader == Some(copy.broker);
        let awake = broker.is_some_and(Broker::is_awake);
        // the leader speaks for the partition; where there is none, whoever is there
        let speaks = if matches!(of.alarm, None | Some(Alarm::TooFew(..))) { leads } else { awake };
        let before = |offset: Offset| slot.x + of.axis.before(offset);
        let mut lane = Lane {
            broker: copy.broker,
            topic: view.topic.clone(),
            partition: view.partition,
            row,
            slot,
            density,
            standing,
            alarm: of.alarm.filter(|_| speaks),
            chips: Vec::new(),
            epoch: view.leader_epoch,
            bricks: Vec::new(),
            cells: Vec::new(),
            brackets: Vec::new(),
            fallen: Vec::new(),
            high_watermark: (view.high_watermark, before(view.high_watermark)),
            log_end: (view.log_end, before(view.log_end)),
            positions: Vec::new(),
            commits: Vec::new(),
            lags: Vec::new(),
            readers: Vec::new(),
        };
        // while nobody has noticed that the leader is off, what it last said of the ISR is no news
        if speaks && !matches!(of.alarm, Some(Alarm::LeaderOff(_))) {
            let chip =
                |broker: &BrokerId| Chip { broker: *broker, membership: Membership::of(&of.leading.view, *broker) };
            lane.chips = of.leading.view.replicas.iter().map(chip).collect();
        }
        lane.place_bricks(view, of.axis);
        lane.place_cells(cluster, view, of.axis);
        lane.place_fallen(cluster, of.axis);
        if of.leading.broker == copy.broker {
            lane.place_groups(cluster, before);
        }
        lane
    }

    fn place_bricks(&mut self, view: &PartitionView, axis: &Axis) {
        let Rect { x, y, height, .. } = self.slot;
        let shape = |folded: &super::axis::Folded| BrickShape {
            brick: folded.brick,
            rect: Rect { x: x + folded.x, y, width: folded.width, height },
            held: view.log_start < folded.upto && folded.from < view.log_end,
        };
        self.bricks = axis.bricks.iter().map(shape).collect();
    }

    fn cell_rect(&self, axis: &Axis, offset: Offset) -> Rect {
        let metrics = self.density.metrics();
        let x = self.slot.x + axis.before(offset) + metrics.gap / 2.0;
        Rect { x, width: metrics.cell_width, ..self.slot }
    }

    fn place_cells(&mut self, cluster: &Cluster, view: &PartitionView, axis: &Axis) {
        let first = axis.first_cell.max(view.log_start);
        for offset in (first.0..view.log_end.0).map(Offset) {
            self.cells.push(Cell {
                offset,
                rect: self.cell_rect(axis, offset),
                epoch: epoch_at(view, offset),
                durable: offset < view.durable,
                safe: offset < view.high_watermark,
                content: cluster.contents.at(view, offset).cloned(),
                twice: cluster.twice(view, offset).cloned(),
            });
        }
        let gap = self.density.metrics().gap;
        for batch in &view.tail {
            let first = batch.base.max(first);
            if batch.end.since(batch.base) > 1 && batch.end.since(first) > 0 {
                let before = |offset: Offset| self.slot.x + axis.before(offset);
                let (left, right) = (before(first) + 1.5 * gap, before(batch.end) - 0.5 * gap);
                self.brackets.push(BatchBracket { base: batch.base, left, right });
            }
        }
    }

    fn place_fallen(&mut self, cluster: &Cluster, axis: &Axis) {
        let mine = |fall: &&super::Fall| {
            fall.broker == self.broker && fall.topic == self.topic && fall.partition == self.partition
        };
        let falls = cluster.falls.iter().filter(mine).filter(|fall| fall.offset >= axis.first_cell);
        let fallen = falls.map(|fall| {
            let content = cluster.contents.get(&fall.topic, fall.partition, fall.offset, fall.epoch).cloned();
            let rect = self.cell_rect(axis, fall.offset);
            let epoch = fall.epoch;
            let cell = Cell { offset: fall.offset, rect, epoch, durable: true, safe: false, content, twice: None };
            Fallen { id: fall.id, cell }
        });
        self.fallen = fallen.collect();
    }

    /// Where the next record will land.
    #[must_use]
    pub fn mouth(&self) -> Point {
        let x = self.log_end.1 + self.density.metrics().cell_width / 2.0;
        Point { x: x.clamp(self.slot.x, self.slot.right()), y: self.slot.y + self.slot.height / 2.0 }
    }

    /// What the flag at the high watermark says.
    #[must_use]
    pub fn flag(&self) -> String {
        let offset = self.high_watermark.0;
        match self.density {
            Density::Large | Density::Normal => format!("safe < {offset} (HW)"),
            _ => format!("HW {offset}"),
        }
    }
}
