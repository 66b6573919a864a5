//! The stage as a whole: producers above, brokers as columns with a row per partition, groups below.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_core::name::Text;

use super::axis::{Axis, float};
use super::cables::{self, Cable};
use super::density::Density;
use super::lane::{Lane, RowOf};
use super::{Broker, Cluster, Copy, EnsembleCard, GroupCard, Point, ProducerCard, standing};

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Rect {
    /// Its right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// How somebody looks at the stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// The room there is, in pixels.
    pub width: f64,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// The partition that is shown in full, however many there are.
    pub chosen: Option<(Text, PartitionIndex)>,
}

/// All shapes of the stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// How wide it came out; more than the sight's width where it does not fit.
    pub width: f64,
    /// How high it came out.
    pub height: f64,
    /// The producers.
    pub producers: Vec<ProducerCard>,
    /// The ensemble.
    pub ensemble: Option<EnsembleCard>,
    /// The links, where they can be cut.
    pub cables: Vec<Cable>,
    /// The brokers.
    pub brokers: Vec<BrokerColumn>,
    /// The groups.
    pub groups: Vec<GroupCard>,
}

/// One broker with its copies.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokerColumn {
    /// The broker.
    pub broker: Broker,
    /// Its place.
    pub rect: Rect,
    /// Its copies.
    pub lanes: Vec<Rc<Lane>>,
    /// How many partitions it leads.
    pub leads: usize,
    /// Dotted slots of partitions that it has no copy of.
    pub empty: Vec<Rect>,
}

impl BrokerColumn {
    /// Its middle, from the left.
    #[must_use]
    pub fn middle(&self) -> f64 {
        self.rect.x + self.rect.width / 2.0
    }

    /// Where its cable to the ensemble begins.
    #[must_use]
    pub fn uplink(&self) -> Point {
        Point { x: self.rect.right() - self.rect.width * 0.16, y: self.rect.y }
    }
}

const HEADER: f64 = 40.0;
/// The least width of a column, on a phone and elsewhere; the most, with others beside it and alone.
const COLUMN_LEAST: (f64, f64) = (104.0, 156.0);
const COLUMN_MOST: (f64, f64) = (400.0, 980.0);

/// A row of the stage: the copies of one partition.
struct Row<'a> {
    topic: &'a Text,
    partition: PartitionIndex,
    copies: &'a [Copy],
    density: Density,
    y: f64,
}

impl Scene {
    /// Lays a cluster out.
    #[must_use]
    pub fn of(cluster: &Cluster, sight: &Sight) -> Scene {
        let narrow = sight.width < 520.0;
        let margin = if narrow { 8.0 } else { 20.0 };
        let gap = if narrow { 6.0 } else { 20.0 };
        let count = float(cluster.brokers.len().max(1) as i64);
        let room = (sight.width - 2.0 * margin - gap * (count - 1.0)) / count;
        let least = if narrow { COLUMN_LEAST.0 } else { COLUMN_LEAST.1 };
        let most = if cluster.brokers.len() > 1 { COLUMN_MOST.0 } else { COLUMN_MOST.1 };
        let column = room.clamp(least, most);
        let brokers_width = column * count + gap * (count - 1.0);
        let padding = match column {
            ..150.0 => 6.0,
            ..400.0 => 10.0,
            _ => 16.0,
        };

        let mut scene = Scene { width: sight.width.max(brokers_width + 2.0 * margin), ..Scene::default() };
        let above = scene.place_above(cluster, margin, narrow);
        let cables = if cluster.ensemble.is_some() { cables::strip(cluster.brokers.len()) } else { 0.0 };
        let brokers_top = above + if cluster.producers.is_empty() { 4.0_f64 } else { 32.0 }.max(cables + 8.0);
        let (rows, rows_height) = rows(cluster, sight, column);
        let height = (HEADER + rows_height + 6.0).max(140.0);
        let mut x = (scene.width - brokers_width) / 2.0;
        for broker in &cluster.brokers {
            let rect = Rect { x, y: brokers_top, width: column, height };
            let mut shape =
                BrokerColumn { broker: broker.clone(), rect, lanes: Vec::new(), leads: 0, empty: Vec::new() };
            shape.fill(cluster, &rows, padding);
            scene.brokers.push(shape);
            x += column + gap;
        }
        if cables > 0.0 {
            scene.cables =
                cables::cables(cluster, &scene.brokers, scene.ensemble.as_ref().map(|card| (card.rect, above)));
        }
        let bottom = scene.place_groups(cluster, brokers_top + height + 32.0, margin, narrow);
        scene.height = bottom + 8.0;
        scene
    }
}

/// The rows, each with its place below the header, and their height together.
fn rows<'a>(cluster: &'a Cluster, sight: &Sight, column: f64) -> (Vec<Row<'a>>, f64) {
    let same = |a: &Copy, b: &Copy| (&a.view.topic, a.view.partition) == (&b.view.topic, b.view.partition);
    let partitions = || {
        let all = cluster.copies.chunk_by(same).filter_map(|copies| Some((copies.first()?, copies)));
        all.filter(|(first, _)| sight.internal || !first.view.internal)
    };
    let density = Density::fitting(partitions().count(), column);
    let full = Density::fitting(8, column);
    let mut y = 0.0;
    let rows = partitions().map(|(first, copies)| {
        let (topic, partition) = (&first.view.topic, first.view.partition);
        let chosen = sight.chosen.as_ref().is_some_and(|(name, index)| name == topic && *index == partition);
        let density = if chosen && density == Density::Tiny { full } else { density };
        let row = Row { topic, partition, copies, density, y };
        y += density.row_height() + density.metrics().row_gap;
        row
    });
    let rows = rows.collect();
    (rows, y)
}

impl BrokerColumn {
    fn fill(&mut self, cluster: &Cluster, rows: &[Row<'_>], padding: f64) {
        for row in rows {
            let rect = Rect {
                x: self.rect.x + padding,
                y: self.rect.y + HEADER + row.y,
                width: self.rect.width - 2.0 * padding,
                height: row.density.row_height(),
            };
            let Some(copy) = row.copies.iter().find(|copy| copy.broker == self.broker.id) else {
                self.empty.push(rect);
                continue;
            };
            let leading = cluster.leading(row.topic, row.partition).unwrap_or(copy);
            let width = (rect.width - row.density.metrics().label_width).max(40.0);
            let axis = Axis::of(row.copies.iter(), width, row.density);
            let of = RowOf { leading, alarm: standing::alarm(cluster, leading), axis: &axis, density: row.density };
            self.leads += usize::from(leading.view.leader == Some(self.broker.id));
            self.lanes.push(Rc::new(Lane::of(cluster, copy, rect, &of)));
        }
    }

    /// The broker's number.
    #[must_use]
    pub fn id(&self) -> BrokerId {
        self.broker.id
    }
}
