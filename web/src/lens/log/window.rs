//! The piece of a log that is in sight, and how it moves.

use std::ops::Range;

use glasslog_core::id::Offset;

use super::layout::{Gaze, MARGIN};
use super::marks::Mark;
use crate::scene::{Density, float, whole};

/// From offsets to pixels, for what is in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    /// The first offset in sight.
    pub(super) from: Offset,
    /// So many records fit.
    pub(super) across: i64,
    /// Between two records.
    pub(super) pitch: f64,
    /// The left edge.
    pub(super) left: f64,
    /// The right edge.
    pub(super) right: f64,
}

impl Window {
    /// The boundary in front of an offset; at the edge for what is out of sight.
    #[must_use]
    pub(super) fn mark(&self, offset: Offset) -> Mark {
        let x = self.left + self.pitch * float(offset.since(self.from));
        Mark { offset, x: x.clamp(self.left, self.right), hidden: x < self.left - 0.1 || x > self.right + 0.1 }
    }

    /// The offset after the last one in sight.
    #[must_use]
    pub(super) fn upto(&self) -> Offset {
        self.from.plus(self.across)
    }
}

/// Where a window begins that is moved to an offset; none if it follows the end from there on.
pub(super) fn moved(offsets: &Range<Offset>, across: i64, to: Offset) -> Option<Offset> {
    (to < following(offsets, across)).then(|| to.max(offsets.start))
}

/// Where a window begins that follows the end: it moves on by a quarter at a time, so that records stand still in between, and
/// there is always room for the next one.
fn following(offsets: &Range<Offset>, across: i64) -> Offset {
    let over = offsets.end.since(offsets.start) + 1 - across;
    let step = (across / 4).max(1);
    offsets.start.plus((over.max(0) + step - 1) / step * step)
}

/// The window of a gaze, and whether it follows the end.
pub(super) fn window(offsets: &Range<Offset>, gaze: Gaze, density: Density) -> (Window, bool) {
    let metrics = density.metrics();
    let least = metrics.cell_width + metrics.gap;
    let (left, room) = (MARGIN, (gaze.width - 2.0 * MARGIN).max(least));
    let across = whole((room / least).floor()).max(1);
    // the whole width is used: room that is left at the right would look like the log's end
    let pitch = room / float(across);
    let last = following(offsets, across);
    let from = gaze.from.map_or(last, |from| from.max(offsets.start).min(last));
    (Window { from, across, pitch, left, right: left + room }, gaze.from.is_none())
}
