//! One axis of offsets for all copies of a partition: the same offset lies at the same place in every column.

use glasslog_core::id::Offset;

use super::Copy;
use super::density::{Density, Metrics};
use super::fold::{Brick, Fold, fold};

/// A brick on the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Folded {
    /// What it is.
    pub(super) brick: Brick,
    /// The offsets that it stands for: from…
    pub(super) from: Offset,
    /// … up to.
    pub(super) upto: Offset,
    /// From the left edge of the lane.
    pub(super) x: f64,
    pub(super) width: f64,
}

/// From offsets to pixels, counted from the left edge of a lane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    start: Offset,
    /// The first offset that has a cell of its own.
    pub(super) first_cell: Offset,
    pub(super) bricks: Vec<Folded>,
    bricks_end: f64,
    metrics: Metrics,
}

impl Axis {
    /// The axis of these copies, in lanes of this width.
    pub(super) fn of<'a>(copies: impl Iterator<Item = &'a Copy> + Clone, width: f64, density: Density) -> Axis {
        let metrics = density.metrics();
        // an empty copy has no say in where the log starts
        let held = copies.clone().filter(|copy| copy.view.log_start < copy.view.log_end);
        let end = copies.clone().map(|copy| copy.view.log_end).max().unwrap_or(Offset::ZERO);
        let start = held.map(|copy| copy.view.log_start).min().unwrap_or(end);
        let pitch = metrics.cell_width + metrics.gap;
        let cells_in = |width: f64| whole((width / pitch).floor().max(0.0));
        let room = width - metrics.tail;
        let one = metrics.brick_width + metrics.brick_gap;
        let beside = |bricks: usize| cells_in(room - one * float(bricks as i64));
        let Fold { folded, bricks } = fold(end.since(start), cells_in(room), density.bricks_max(), beside);
        let (mut x, mut from) = (0.0, start);
        let bricks = bricks.into_iter().map(|brick| {
            let upto = from.plus(brick.size * brick.count);
            let folded = Folded { brick, from, upto, x, width: metrics.brick_width };
            (x, from) = (x + one, upto);
            folded
        });
        let bricks = bricks.collect();
        Axis { start, first_cell: start.plus(folded), bricks, bricks_end: x, metrics }
    }

    /// The boundary in front of an offset.
    pub(super) fn before(&self, offset: Offset) -> f64 {
        let Metrics { cell_width, gap, .. } = self.metrics;
        if offset >= self.first_cell {
            return self.bricks_end + (cell_width + gap) * float(offset.since(self.first_cell));
        }
        let folded = float(self.first_cell.since(self.start).max(1));
        self.bricks_end * (float(offset.since(self.start)) / folded).clamp(0.0, 1.0)
    }
}

pub(crate) fn float(count: i64) -> f64 {
    // offsets that are drawn one by one lie within a window; far ones need no more than 52 bits
    #[expect(clippy::cast_precision_loss, reason = "pixels need no more than 52 bits")]
    {
        count as f64
    }
}

pub(crate) fn whole(pixels: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a handful of cells, or an offset within a log")]
    {
        pixels as i64
    }
}
