//! The cards around the brokers: producers and the ensemble above, groups below.

use glasslog_core::id::PartitionIndex;
use glasslog_core::name::Text;

use super::axis::float;
use super::{Cluster, Ensemble, Group, Producer, Rect, Scene};

/// One producer.
#[derive(Clone, Debug, PartialEq)]
pub struct ProducerCard {
    /// Its place.
    pub rect: Rect,
    /// The producer.
    pub producer: Producer,
}

impl ProducerCard {
    /// Whether it has one line only: it is one of many.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.rect.height < 40.0
    }
}

/// The ensemble.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleCard {
    /// Its place.
    pub rect: Rect,
    /// The ensemble.
    pub ensemble: Ensemble,
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
    /// How far it is behind, in records; `None` where it has not committed anything.
    pub lag: Option<i64>,
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

impl MemberChip {
    /// Whether it has one line only: it is one of many.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.rect.height < 40.0
    }
}

/// Height of the cards above the brokers.
const CARD: f64 = 56.0;
/// … of producers' where there are so many that each gets one line: when they would fill more rows than this otherwise.
const FLAT_CARD: f64 = 32.0;
const ROWS_MOST: f64 = 2.0;
/// Width of such a card, at the least.
const FLAT_WIDTH: f64 = 132.0;
/// Members of a group that get two lines each, at the most.
const TALL_MEMBERS: usize = 6;
/// Width of the ensemble's card beside the producers.
const ENSEMBLE: f64 = 196.0;

impl Scene {
    /// The ensemble's card to the right, producers in the middle of what is left. Returns the lower edge.
    pub(super) fn place_above(&mut self, cluster: &Cluster, margin: f64, narrow: bool) -> f64 {
        let gap = if narrow { 8.0 } else { 16.0 };
        let (mut sight, mut top) = (self.width, margin.min(8.0));
        if let Some(ensemble) = cluster.ensemble.filter(|_| !narrow) {
            let rect = Rect { x: self.width - margin - ENSEMBLE, y: top, width: ENSEMBLE, height: CARD };
            self.ensemble = Some(EnsembleCard { rect, ensemble });
            sight -= ENSEMBLE + gap;
        }
        let least = self.ensemble.as_ref().map_or(top, |card| card.rect.bottom());
        let room = sight - 2.0 * margin;
        let fitting = |width: f64, gap: f64| ((room + gap) / (width + gap)).floor().max(1.0);
        let whole = if narrow { (room - gap) / 2.0 } else { 276.0_f64.min(room) };
        let few = float(cluster.producers.len() as i64) <= ROWS_MOST * fitting(whole, gap);
        let (height, gap) = if few { (CARD, gap) } else { (FLAT_CARD, 8.0) };
        let per_row = fitting(if few { whole } else { FLAT_WIDTH.min(whole) }, gap);
        let wanted = if few { whole } else { (room + gap) / per_row - gap };
        let mut rest = &cluster.producers[..];
        while !rest.is_empty() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of cards")]
            let (row, more) = rest.split_at(rest.len().min(per_row as usize));
            let width = wanted * float(row.len() as i64) + gap * float(row.len() as i64 - 1);
            let mut x = (sight - width) / 2.0;
            for producer in row {
                let rect = Rect { x, y: top, width: wanted, height };
                self.producers.push(ProducerCard { rect, producer: producer.clone() });
                x += wanted + gap;
            }
            top += height + gap;
            rest = more;
        }
        let bottom = if self.producers.is_empty() { least } else { (top - gap).max(least) };
        let Some(ensemble) = cluster.ensemble.filter(|_| narrow) else { return bottom };
        let gap = 8.0;
        // no room beside the producers: below them, so that its cables pass nobody
        let rect = Rect { x: margin, y: bottom + gap, width: room, height: 34.0 };
        self.ensemble = Some(EnsembleCard { rect, ensemble });
        rect.bottom()
    }

    /// Returns the lower edge.
    pub(super) fn place_groups(&mut self, cluster: &Cluster, top: f64, margin: f64, narrow: bool) -> f64 {
        let (gap, inner, head, chip_gap) = (16.0, 10.0, 32.0, 8.0);
        let room = self.width - 2.0 * margin;
        let (mut x, mut y, mut row_height) = (margin, top, 0.0_f64);
        let mut row_start = 0;
        for group in &cluster.groups {
            let (chip_width, chip_height) = match (group.members.len() <= TALL_MEMBERS, narrow) {
                (true, true) => (150.0, 46.0),
                (true, false) => (176.0, 46.0),
                (false, _) => (150.0, 28.0),
            };
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
    topics.sort_unstable();
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
