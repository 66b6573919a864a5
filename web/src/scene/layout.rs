//! The stage as a whole: producers above, brokers as columns with a row per partition, groups below.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_core::name::Text;

use super::lane::{Lane, float};
use super::{BrokerState, Cluster, Copy, Flight, Group, Path, Place, Point, Producer};

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

/// How large records are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// With their values.
    Large,
    /// With offset and key glyph.
    Normal,
    /// Plain, the row's label beside the lane.
    Small,
}

/// The measures of one density, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Metrics {
    /// A cell's width.
    pub cell_width: f64,
    /// A cell's height.
    pub cell_height: f64,
    /// Between cells.
    pub gap: f64,
    /// The line above, with the row's label.
    pub label_height: f64,
    /// The column on the left, with the row's label.
    pub label_width: f64,
    /// The strip of ▼ and the flag.
    pub position_height: f64,
    /// The rail and the strip of ◆.
    pub commit_height: f64,
    /// Between rows.
    pub row_gap: f64,
    /// Between marks at the same offset.
    pub mark_step: f64,
}

impl Density {
    /// Its measures.
    #[must_use]
    pub const fn metrics(self) -> Metrics {
        match self {
            Density::Large => Metrics {
                cell_width: 48.0,
                cell_height: 38.0,
                gap: 3.0,
                label_height: 19.0,
                label_width: 0.0,
                position_height: 20.0,
                commit_height: 21.0,
                row_gap: 3.0,
                mark_step: 20.0,
            },
            Density::Normal => Metrics {
                cell_width: 28.0,
                cell_height: 28.0,
                gap: 2.0,
                label_height: 19.0,
                label_width: 0.0,
                position_height: 20.0,
                commit_height: 21.0,
                row_gap: 3.0,
                mark_step: 20.0,
            },
            Density::Small => Metrics {
                cell_width: 12.0,
                cell_height: 12.0,
                gap: 1.0,
                label_height: 0.0,
                label_width: 132.0,
                position_height: 8.0,
                commit_height: 10.0,
                row_gap: 0.0,
                mark_step: 9.0,
            },
        }
    }

    /// The height of a row, without the gap after it.
    #[must_use]
    pub fn row_height(self) -> f64 {
        let metrics = self.metrics();
        metrics.label_height + metrics.position_height + metrics.cell_height + metrics.commit_height
    }
}

/// How somebody looks at the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// The room there is, in pixels.
    pub width: f64,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
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
    /// The brokers.
    pub brokers: Vec<BrokerColumn>,
    /// The groups.
    pub groups: Vec<GroupCard>,
}

/// One producer.
#[derive(Clone, Debug, PartialEq)]
pub struct ProducerCard {
    /// Its place.
    pub rect: Rect,
    /// The producer.
    pub producer: Producer,
}

/// One broker with its copies.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokerColumn {
    /// Its number.
    pub id: BrokerId,
    /// Whether it runs.
    pub state: BrokerState,
    /// Whether it is the controller.
    pub controller: bool,
    /// Where it is reached.
    pub address: String,
    /// Its place.
    pub rect: Rect,
    /// Its copies.
    pub lanes: Vec<Rc<Lane>>,
    /// Dotted slots of partitions that it has no copy of.
    pub empty: Vec<Rect>,
}

/// One group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupCard {
    /// Its place.
    pub rect: Rect,
    /// Its name.
    pub name: Text,
    /// Its letter.
    pub letter: char,
    /// Its state and generation, in words.
    pub state: String,
    /// Whether it rebalances.
    pub unsettled: bool,
    /// How far it is behind, in records.
    pub lag: i64,
    /// Its members.
    pub members: Vec<MemberChip>,
}

/// One member of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberChip {
    /// Its place.
    pub rect: Rect,
    /// Its number in the source.
    pub id: u64,
    /// Its name on the stage.
    pub label: String,
    /// What it does.
    pub state: String,
    /// Whether it runs.
    pub alive: bool,
    /// Its share, in words.
    pub share: String,
    /// How many records it has processed.
    pub processed: Option<u64>,
}

const HEADER: f64 = 40.0;
const GAP: f64 = 20.0;
const COLUMN_WIDTH: (f64, f64) = (168.0, 980.0);

impl Scene {
    /// Lays a cluster out.
    #[must_use]
    pub fn of(cluster: &Cluster, sight: Sight) -> Scene {
        let narrow = sight.width < 520.0;
        let margin = if narrow { 8.0 } else { 20.0 };
        let mut rows: Vec<(Text, PartitionIndex)> = cluster
            .copies
            .iter()
            .filter(|copy| sight.internal || !copy.view.internal)
            .map(|copy| (copy.view.topic.clone(), copy.view.partition))
            .collect();
        rows.sort();
        rows.dedup();

        let count = float(cluster.brokers.len().max(1) as i64);
        let room = (sight.width - 2.0 * margin - GAP * (count - 1.0)) / count;
        let column = room.clamp(COLUMN_WIDTH.0, COLUMN_WIDTH.1);
        let brokers_width = column * count + GAP * (count - 1.0);
        let width = sight.width.max(brokers_width + 2.0 * margin);
        let padding = if narrow { 10.0 } else { 16.0 };
        let density = match rows.len() {
            0..=4 if column >= 540.0 => Density::Large,
            0..=8 => Density::Normal,
            _ => Density::Small,
        };

        let mut scene = Scene { width, ..Scene::default() };
        let producers_bottom = scene.place_producers(cluster, margin, narrow);
        let brokers_top = producers_bottom + if cluster.producers.is_empty() { 4.0 } else { 32.0 };
        let pitch = density.row_height() + density.metrics().row_gap;
        let brokers_height = (HEADER + pitch * float(rows.len() as i64) + 6.0).max(140.0);
        let mut x = (width - brokers_width) / 2.0;
        for broker in &cluster.brokers {
            let rect = Rect { x, y: brokers_top, width: column, height: brokers_height };
            let mut shape = BrokerColumn {
                id: broker.id,
                state: broker.state,
                controller: broker.controller,
                address: broker.address.clone(),
                rect,
                lanes: Vec::new(),
                empty: Vec::new(),
            };
            for (place, (topic, partition)) in rows.iter().enumerate() {
                let row = Rect {
                    x: x + padding,
                    y: brokers_top + HEADER + pitch * float(place as i64),
                    width: column - 2.0 * padding,
                    height: density.row_height(),
                };
                let here = |copy: &&Copy| {
                    copy.broker == broker.id && copy.view.topic == *topic && copy.view.partition == *partition
                };
                match cluster.copies.iter().find(here) {
                    Some(copy) => shape.lanes.push(Rc::new(Lane::of(cluster, copy, row, density))),
                    None => shape.empty.push(row),
                }
            }
            scene.brokers.push(shape);
            x += column + GAP;
        }
        let groups_top = brokers_top + brokers_height + 32.0;
        let bottom = scene.place_groups(cluster, groups_top, margin, narrow);
        scene.height = bottom + 8.0;
        scene
    }

    /// Returns the lower edge.
    fn place_producers(&mut self, cluster: &Cluster, margin: f64, narrow: bool) -> f64 {
        let gap = if narrow { 8.0 } else { 16.0 };
        let height = 56.0;
        let room = self.width - 2.0 * margin;
        let wanted = if narrow { (room - gap) / 2.0 } else { 276.0 };
        let per_row = (((room + gap) / (wanted + gap)).floor()).max(1.0);
        let mut top = margin.min(8.0);
        let mut rest = &cluster.producers[..];
        while !rest.is_empty() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of cards")]
            let (row, more) = rest.split_at(rest.len().min(per_row as usize));
            let width = wanted * float(row.len() as i64) + gap * float(row.len() as i64 - 1);
            let mut x = (self.width - width) / 2.0;
            for producer in row {
                let rect = Rect { x, y: top, width: wanted, height };
                self.producers.push(ProducerCard { rect, producer: producer.clone() });
                x += wanted + gap;
            }
            top += height + gap;
            rest = more;
        }
        if self.producers.is_empty() { top } else { top - gap }
    }

    /// Returns the lower edge.
    fn place_groups(&mut self, cluster: &Cluster, top: f64, margin: f64, narrow: bool) -> f64 {
        let (gap, inner, head, chip_height, chip_gap) = (16.0, 10.0, 32.0, 46.0, 8.0);
        let chip_width = if narrow { 150.0 } else { 176.0 };
        let room = self.width - 2.0 * margin;
        let (mut x, mut y, mut row_height) = (margin, top, 0.0_f64);
        let mut row_start = 0;
        for group in &cluster.groups {
            let most = ((room - 2.0 * inner + chip_gap) / (chip_width + chip_gap)).floor().max(1.0);
            let across = float(group.members.len().max(1) as i64).min(most);
            let down = (float(group.members.len() as i64) / across).ceil();
            let width = 2.0 * inner + across * (chip_width + chip_gap) - chip_gap;
            let width = width.max(if narrow { room } else { 380.0 });
            // the chips of a card that is wider than they need share its width
            let chip_width = (width - 2.0 * inner + chip_gap) / across - chip_gap;
            let height = head + down * (chip_height + chip_gap) + inner - chip_gap;
            let height = height.max(head + 20.0);
            if x > margin && x + width > margin + room {
                self.center_groups(row_start, x - gap);
                row_start = self.groups.len();
                (x, y, row_height) = (margin, y + row_height + gap, 0.0);
            }
            let rect = Rect { x, y, width, height };
            self.groups.push(group_card(
                cluster,
                group,
                rect,
                (inner, head, chip_width, chip_height, chip_gap),
                across,
            ));
            x += width + gap;
            row_height = row_height.max(height);
        }
        self.center_groups(row_start, x - gap);
        y + row_height
    }

    /// Moves a row of groups to the middle.
    fn center_groups(&mut self, from: usize, right: f64) {
        let Some(left) = self.groups.get(from).map(|group| group.rect.x) else {
            return;
        };
        let shift = (self.width - (right - left)) / 2.0 - left;
        for group in &mut self.groups[from..] {
            group.rect.x += shift;
            for member in &mut group.members {
                member.rect.x += shift;
            }
        }
    }

    /// The lane of a partition on a broker.
    #[must_use]
    pub fn lane(&self, broker: BrokerId, topic: &str, partition: PartitionIndex) -> Option<&Rc<Lane>> {
        let column = self.brokers.iter().find(|column| column.id == broker)?;
        column.lanes.iter().find(|lane| lane.topic == *topic && lane.partition == partition)
    }

    /// The way of a message; none if one of its ends is not on the stage.
    #[must_use]
    pub fn path(&self, flight: &Flight) -> Option<Path> {
        let from = self.end(flight.from, flight.to, flight)?;
        let to = self.end(flight.to, flight.from, flight)?;
        // requests bow to one side, replies to the other, so that they pass each other
        let left = match flight.to {
            Place::Broker(_) => 24.0,
            Place::Producer(_) | Place::Consumer(_) => -24.0,
        };
        Some(Path::bowed(from, to, left))
    }

    fn end(&self, place: Place, other: Place, flight: &Flight) -> Option<Point> {
        match place {
            Place::Producer(id) => {
                let card = self.producers.iter().find(|card| card.producer.id == id)?;
                Some(Point { x: card.rect.x + card.rect.width / 2.0, y: card.rect.bottom() })
            }
            Place::Consumer(id) => {
                let mut chips = self.groups.iter().flat_map(|group| &group.members);
                let chip = chips.find(|chip| chip.id == id)?;
                Some(Point { x: chip.rect.x + chip.rect.width / 2.0, y: chip.rect.y })
            }
            Place::Broker(id) => {
                let column = self.brokers.iter().find(|column| column.id == id)?;
                let about = flight.about.as_ref();
                if let Some(lane) = about.and_then(|(topic, partition)| self.lane(id, topic, *partition)) {
                    return Some(lane.mouth());
                }
                let above = matches!(other, Place::Producer(_));
                let y = if above { column.rect.y } else { column.rect.bottom() };
                Some(Point { x: column.rect.x + column.rect.width / 2.0, y })
            }
        }
    }
}

fn group_card(
    cluster: &Cluster,
    group: &Group,
    rect: Rect,
    (inner, head, chip_width, chip_height, chip_gap): (f64, f64, f64, f64, f64),
    across: f64,
) -> GroupCard {
    let state = group.view.as_ref().map_or_else(
        || "not known to the broker yet".to_owned(),
        |view| {
            if view.members.is_empty() && view.generation.0 <= 0 {
                view.state.to_string()
            } else {
                format!("{} · generation {}", view.state, view.generation)
            }
        },
    );
    let unsettled = group.view.as_ref().is_some_and(|view| view.state.ends_with("Rebalance"));
    let mut members = Vec::new();
    for (place, member) in group.members.iter().enumerate() {
        let place = float(place as i64);
        let (row, column) = ((place / across).floor(), place % across);
        members.push(MemberChip {
            rect: Rect {
                x: rect.x + inner + column * (chip_width + chip_gap),
                y: rect.y + head + row * (chip_height + chip_gap),
                width: chip_width,
                height: chip_height,
            },
            id: member.id,
            label: member.label.clone(),
            state: member.state.clone(),
            alive: member.alive,
            share: share(&member.assignment),
            processed: member.processed,
        });
    }
    let lag = cluster.total_lag(group);
    GroupCard { rect, name: group.name.clone(), letter: group.letter, state, unsettled, lag, members }
}

/// A share in words: the partitions' numbers, and the topics' names if there are several.
fn share(assignment: &[(Text, PartitionIndex)]) -> String {
    let mut topics: Vec<&Text> = assignment.iter().map(|(topic, _)| topic).collect();
    topics.sort();
    topics.dedup();
    let numbers = |of: &Text| {
        let numbers: Vec<String> =
            assignment.iter().filter(|(topic, _)| topic == of).map(|(_, partition)| partition.to_string()).collect();
        numbers.join(", ")
    };
    match topics.as_slice() {
        [] => "no partition".to_owned(),
        [topic] if assignment.len() == 1 => format!("partition {}", numbers(topic)),
        [topic] => format!("partitions {}", numbers(topic)),
        several => {
            let parts: Vec<String> = several.iter().map(|topic| format!("{topic} {}", numbers(topic))).collect();
            parts.join(" · ")
        }
    }
}
