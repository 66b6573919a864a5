//! One log across the whole width, laid out: its copies one under the other on one axis of offsets. Pure, like the stage's scene.

use std::ops::Range;

use glasslog_core::id::{BrokerId, LeaderEpoch, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::view::PartitionView;

use super::marks::{Mark, Readers};
use super::window::window;
pub(super) use super::window::{Window, moved};
use crate::scene::{
    BatchBracket, Cell, Cluster, Copy, Density, Fall, Fallen, Rect, Standing, epoch_at, float, partition_alarm,
};

/// Left and right of the log.
pub(super) const MARGIN: f64 = 16.0;
/// Below this width cells are small.
const WIDE: f64 = 560.0;
/// The strip with the whole log, and its height.
const STRIP_TOP: f64 = 20.0;
const STRIP: f64 = 16.0;
/// Where the numbers of the axis stand, and where the copies begin.
const AXIS: f64 = 62.0;
const ROWS_TOP: f64 = 68.0;
/// Above the cells of a copy: its label, and the flags.
const LABEL: f64 = 18.0;
const FLAGS: f64 = 20.0;
/// Below the cells of a copy: the rail, and the space to the next one.
const RAIL: f64 = 17.0;
/// What a digit on the axis needs.
const DIGIT: f64 = 7.6;

/// How somebody looks at a log.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Gaze {
    /// The room there is, in pixels.
    pub(super) width: f64,
    /// The first offset in the window; none to follow the end.
    pub(super) from: Option<Offset>,
}

/// The whole log as a strip, with the window on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strip {
    /// Where it lies.
    pub(super) rect: Rect,
    /// The epochs in the order in which they came, each with its place.
    pub(super) epochs: Vec<(LeaderEpoch, f64, f64)>,
    /// What is not safe yet begins here.
    pub(super) unsafe_from: f64,
    /// The window, as a piece of the strip.
    pub(super) window: Rect,
}

/// One copy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// On which broker.
    pub(super) broker: BrokerId,
    /// How it stands among the others.
    pub(super) standing: Standing,
    /// What is wrong with the partition, on the copy whose word counts.
    pub(super) alarm: Option<String>,
    /// The epoch that its broker believes.
    pub(super) epoch: LeaderEpoch,
    /// How large its cells are.
    pub(super) density: Density,
    /// Where its label begins.
    pub(super) top: f64,
    /// Where its cells lie.
    pub(super) slot: Rect,
    /// Its records in the window.
    pub(super) cells: Vec<Cell>,
    /// Those that came together.
    pub(super) brackets: Vec<BatchBracket>,
    /// Those that were cut off a moment ago.
    pub(super) fallen: Vec<Fallen>,
    /// Where the log starts.
    pub(super) start: Mark,
    /// What is safe, as its broker knows.
    pub(super) high_watermark: Mark,
    /// What is safe in truth, where this broker does not know it.
    pub(super) truth: Option<Mark>,
    /// All before this is on its disk.
    pub(super) durable: Offset,
    /// Where the log ends.
    pub(super) end: Mark,
}

/// A log with its copies, and who reads it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogScene {
    /// As wide as the room.
    pub(super) width: f64,
    /// Of strip, axis and copies together.
    pub(super) height: f64,
    /// Of all copies together: the first offset, and the one after the last.
    pub(super) offsets: Range<Offset>,
    /// What is in sight.
    pub(super) window: Window,
    /// Whether the window follows the end.
    pub(super) follows: bool,
    /// The whole log.
    pub(super) strip: Strip,
    /// Numbers of the axis, each over the middle of its record.
    pub(super) ticks: Vec<(Offset, f64)>,
    /// The copies, leader first.
    pub(super) rows: Vec<std::rc::Rc<Row>>,
    /// What is safe in truth.
    pub(super) truth: Mark,
    /// The groups, each with its marks.
    pub(super) readers: Vec<std::rc::Rc<Readers>>,
}

impl LogScene {
    /// Lays a partition's log out; none if there is no copy of it.
    #[must_use]
    pub(super) fn of(cluster: &Cluster, topic: &Text, partition: PartitionIndex, gaze: Gaze) -> Option<LogScene> {
        let leading = cluster.leading(topic, partition)?;
        let mut copies: Vec<&Copy> = cluster.copies_of(topic, partition).collect();
        copies.sort_by_key(|copy| (copy.broker != leading.broker, copy.broker));
        let offsets = all_offsets(&copies);
        let density = if gaze.width >= WIDE { Density::Large } else { Density::Normal };
        let (window, follows) = window(&offsets, gaze, density);
        let truth = window.mark(leading.view.high_watermark);
        let strip = strip(&leading.view, &offsets, &window);
        let mut top = ROWS_TOP;
        let mut rows = Vec::new();
        for copy in copies {
            let row = Row::of(cluster, copy, leading, (window, density), top);
            top = row.slot.bottom() + RAIL;
            rows.push(std::rc::Rc::new(row));
        }
        let readers = cluster.groups.iter().filter_map(|group| Readers::of(cluster, group, &leading.view, &window));
        Some(LogScene {
            width: gaze.width,
            height: top,
            window,
            follows,
            strip,
            ticks: ticks(&window),
            rows,
            truth,
            readers: readers.map(std::rc::Rc::new).collect(),
            offsets,
        })
    }
}

/// The offsets of all copies; an empty copy has no say in where the log starts.
fn all_offsets(copies: &[&Copy]) -> Range<Offset> {
    let end = copies.iter().map(|copy| copy.view.log_end).max().unwrap_or(Offset::ZERO);
    let held = copies.iter().filter(|copy| copy.view.log_start < copy.view.log_end);
    held.map(|copy| copy.view.log_start).min().unwrap_or(end)..end
}

fn strip(view: &PartitionView, offsets: &Range<Offset>, window: &Window) -> Strip {
    let rect = Rect { x: window.left, y: STRIP_TOP, width: window.right - window.left, height: STRIP };
    let all = float(offsets.end.since(offsets.start).max(1));
    let at = |offset: Offset| rect.x + rect.width * (float(offset.since(offsets.start)) / all).clamp(0.0, 1.0);
    let ends = view.epochs.iter().skip(1).map(|(_, start)| *start).chain([view.log_end]);
    let epochs = view.epochs.iter().zip(ends).filter(|(_, end)| *end > view.log_start);
    let epochs = epochs.map(|((epoch, start), end)| (*epoch, at((*start).max(view.log_start)), at(end)));
    let epochs = epochs.filter(|(_, from, upto)| upto > from).collect();
    let (from, upto) = (at(window.from), at(window.upto()));
    let window = Rect { x: from, y: rect.y - 4.0, width: (upto - from).max(8.0), height: rect.height + 8.0 };
    Strip { rect, epochs, unsafe_from: at(view.high_watermark), window }
}

/// As many numbers as there is room for, at round offsets.
fn ticks(window: &Window) -> Vec<(Offset, f64)> {
    let digits = window.upto().0.to_string().len();
    let needed = DIGIT * float(i64::try_from(digits).unwrap_or(1)) + 6.0;
    let every = [1, 2, 5, 10, 20].into_iter().find(|every| window.pitch * float(*every) >= needed).unwrap_or(50);
    let inside = (window.from.0..window.upto().0).filter(|offset| offset % every == 0).map(Offset);
    inside.map(|offset| (offset, window.mark(offset).x + window.pitch / 2.0)).collect()
}

/// Where the axis' numbers stand.
pub(super) const fn axis() -> f64 {
    AXIS
}

impl Row {
    fn of(cluster: &Cluster, copy: &Copy, leading: &Copy, (window, density): (Window, Density), top: f64) -> Row {
        let view = &copy.view;
        let metrics = density.metrics();
        let speaks = copy.broker == leading.broker;
        let truth = window.mark(leading.view.high_watermark);
        let slot = Rect {
            x: window.left,
            y: top + LABEL + FLAGS,
            width: window.right - window.left,
            height: metrics.cell_height,
        };
        let mut row = Row {
            broker: copy.broker,
            standing: Standing::of(cluster.broker(copy.broker), copy, leading),
            alarm: partition_alarm(cluster, leading).filter(|_| speaks).map(crate::scene::Alarm::words),
            epoch: view.leader_epoch,
            density,
            top,
            slot,
            cells: Vec::new(),
            brackets: Vec::new(),
            fallen: Vec::new(),
            start: window.mark(view.log_start),
            high_watermark: window.mark(view.high_watermark),
            truth: (truth.offset != view.high_watermark).then_some(truth),
            durable: view.durable,
            end: window.mark(view.log_end),
        };
        row.place_cells(cluster, view, &window);
        row.place_brackets(view, &window);
        let mine = |fall: &&Fall| {
            (fall.broker, &fall.topic, fall.partition) == (copy.broker, &view.topic, view.partition)
                && (window.from..window.upto()).contains(&fall.offset)
        };
        row.fallen = cluster.falls.iter().filter(mine).map(|fall| row.fallen(cluster, fall, &window)).collect();
        row
    }

    fn cell_rect(&self, window: &Window, offset: Offset) -> Rect {
        let metrics = self.density.metrics();
        Rect { x: window.mark(offset).x + metrics.gap / 2.0, width: window.pitch - metrics.gap, ..self.slot }
    }

    fn place_cells(&mut self, cluster: &Cluster, view: &PartitionView, window: &Window) {
        let inside = window.from.max(view.log_start).0..window.upto().min(view.log_end).0;
        for offset in inside.map(Offset) {
            self.cells.push(Cell {
                offset,
                rect: self.cell_rect(window, offset),
                epoch: epoch_at(view, offset),
                durable: offset < view.durable,
                safe: offset < view.high_watermark,
                content: cluster.contents.at(view, offset).cloned(),
                twice: cluster.twice(view, offset).cloned(),
            });
        }
    }

    fn place_brackets(&mut self, view: &PartitionView, window: &Window) {
        let gap = self.density.metrics().gap;
        for batch in view.tail.iter().filter(|batch| batch.end.since(batch.base) > 1) {
            let (first, end) = (batch.base.max(window.from), batch.end.min(window.upto()));
            if first < end {
                let (left, right) = (window.mark(first).x + 1.5 * gap, window.mark(end).x - 0.5 * gap);
                self.brackets.push(BatchBracket { base: batch.base, left, right });
            }
        }
    }

    fn fallen(&self, cluster: &Cluster, fall: &Fall, window: &Window) -> Fallen {
        let content = cluster.contents.get(&fall.topic, fall.partition, fall.offset, fall.epoch).cloned();
        let rect = self.cell_rect(window, fall.offset);
        let epoch = fall.epoch;
        let cell = Cell { offset: fall.offset, rect, epoch, durable: true, safe: false, content, twice: None };
        Fallen { id: fall.id, cell }
    }
}
