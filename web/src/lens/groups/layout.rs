//! A group as a matrix, laid out: a row for each member, a column for each partition, and how far behind each is. Pure.

use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;

use crate::scene::{Cluster, Group, Rect, float, whole};

/// Left and right of the matrix.
const MARGIN: f64 = 16.0;
/// Below this width everything is a little closer.
const WIDE: f64 = 560.0;
/// Above the rows: the topics' names, and the partitions' numbers.
const HEAD: f64 = 46.0;
/// Of a row, without the gap after it.
const ROW: f64 = 44.0;
const GAP: f64 = 6.0;
/// Of the bars below.
const BARS: f64 = 58.0;
/// The longest bar.
const BAR: f64 = 28.0;

/// A partition, as a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    /// Of which topic.
    pub(super) topic: Text,
    /// Which partition.
    pub(super) partition: PartitionIndex,
    /// Whether it is the first one of its topic, and so bears the topic's name.
    pub(super) first: bool,
    /// From the left.
    pub(super) x: f64,
    /// So wide.
    pub(super) width: f64,
    /// How far behind the group is, where it has committed anything.
    pub(super) lag: Option<i64>,
    /// Its bar.
    pub(super) bar: Rect,
}

/// A member's share of a partition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Share {
    /// Which column.
    pub(super) column: usize,
    /// Where.
    pub(super) rect: Rect,
    /// Where the member reads next, where that is known.
    pub(super) next: Option<Offset>,
    /// Where the group would go on.
    pub(super) commit: Option<Offset>,
    /// How far behind.
    pub(super) lag: Option<i64>,
}

/// A member, as a row; or the partitions that nobody reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// The member's number in the source; none for nobody.
    pub(super) id: Option<u64>,
    /// What it is called.
    pub(super) label: String,
    /// What it does.
    pub(super) state: String,
    /// Whether it runs.
    pub(super) alive: bool,
    /// How many records it reads in ten seconds, where that is known.
    pub(super) rate: Option<u64>,
    /// The whole row.
    pub(super) rect: Rect,
    /// Its shares.
    pub(super) shares: Vec<Share>,
    /// Why it has none, if it has none.
    pub(super) idle: Option<&'static str>,
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matrix {
    /// Its name.
    pub(super) name: Text,
    /// Its letter.
    pub(super) letter: char,
    /// Its state, by Kafka's name.
    pub(super) state: String,
    /// Whether it shares out anew.
    pub(super) unsettled: bool,
    /// Facts about it, by name.
    pub(super) facts: Vec<(&'static str, String)>,
    /// How far it is behind in all; `None` where it has not committed anything.
    pub(super) lag: Option<i64>,
    /// As wide as it needs to be.
    pub(super) width: f64,
    /// As high.
    pub(super) height: f64,
    /// Where the cells begin.
    pub(super) left: f64,
    /// The partitions.
    pub(super) columns: Vec<Column>,
    /// The members.
    pub(super) rows: Vec<Row>,
}

impl Matrix {
    /// Lays a group out. `rate` says how many records a member reads in ten seconds, where that is known.
    #[must_use]
    pub(super) fn of(cluster: &Cluster, group: &Group, width: f64, rate: impl Fn(u64) -> Option<u64>) -> Matrix {
        let wide = width >= WIDE;
        let left = MARGIN + if wide { 190.0 } else { 112.0 };
        let places = cluster.partitions_of(group);
        let count = float(i64::try_from(places.len().max(1)).unwrap_or(1));
        let (least, most) = if wide { (76.0, 320.0) } else { (62.0, 140.0) };
        let pitch = ((width - left - MARGIN) / count).clamp(least, most);
        let mut matrix = Matrix {
            name: group.name.clone(),
            letter: group.letter,
            state: group.view.as_ref().map_or_else(|| "not known to a broker yet".to_owned(), |v| v.state.to_string()),
            unsettled: group.view.as_ref().is_some_and(|view| view.state.ends_with("Rebalance")),
            facts: facts(group),
            lag: cluster.total_lag(group),
            width: width.max(left + pitch * count + MARGIN),
            height: 0.0,
            left,
            columns: Vec::new(),
            rows: Vec::new(),
        };
        for (topic, partition) in places {
            let first = matrix.columns.last().is_none_or(|column| column.topic != topic);
            let x = left + pitch * float(i64::try_from(matrix.columns.len()).unwrap_or(0));
            let lag = cluster.lag(group, &topic, partition);
            matrix.columns.push(Column { topic, partition, first, x, width: pitch - GAP, lag, bar: Rect::default() });
        }
        matrix.place_members(group, &rate);
        matrix.place_unread(group);
        let bottom = matrix.rows.last().map_or(HEAD, |row| row.rect.bottom() + GAP);
        matrix.place_bars(bottom);
        matrix.height = bottom + BARS;
        matrix
    }

    fn next_row(&self) -> Rect {
        let y = self.rows.last().map_or(HEAD, |row| row.rect.bottom() + GAP);
        // it ends with the last column, and has room for a word on who has none
        let ends = self.columns.last().map(|last| (last.x + last.width + 4.0).max(self.left + 260.0));
        let right = ends.unwrap_or(f64::MAX).min(self.width - MARGIN);
        Rect { x: MARGIN, y, width: right - MARGIN, height: ROW }
    }

    fn share(&self, group: &Group, column: usize, row: Rect, next: Option<Offset>) -> Share {
        let of = &self.columns[column];
        let rect = Rect { x: of.x, width: of.width, ..row };
        Share { column, rect, next, commit: group.commit(&of.topic, of.partition), lag: of.lag }
    }

    fn place_members(&mut self, group: &Group, rate: &impl Fn(u64) -> Option<u64>) {
        for member in &group.members {
            let rect = self.next_row();
            let owns = |column: &Column| {
                member.assignment.iter().any(|(topic, index)| (topic, *index) == (&column.topic, column.partition))
            };
            let next = |column: &Column| {
                let mut all = member.positions.iter();
                let here = all.find(|(topic, index, _)| (topic, *index) == (&column.topic, column.partition));
                here.map(|(_, _, offset)| *offset)
            };
            let owned = self.columns.iter().enumerate().filter(|(_, column)| owns(column));
            let shares: Vec<Share> =
                owned.map(|(place, column)| self.share(group, place, rect, next(column))).collect();
            let idle = shares.is_empty().then(|| why_idle(self, group, member.alive));
            self.rows.push(Row {
                id: Some(member.id),
                label: member.label.clone(),
                state: member.state.clone(),
                alive: member.alive,
                rate: rate(member.id),
                rect,
                shares,
                idle,
            });
        }
    }

    /// Partitions that nobody reads stand in a row of their own.
    fn place_unread(&mut self, group: &Group) {
        let rect = self.next_row();
        let unread = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| group.reader(&column.topic, column.partition).is_none());
        let shares: Vec<Share> = unread.map(|(place, _)| self.share(group, place, rect, None)).collect();
        if !shares.is_empty() {
            let (label, state) = ("nobody".to_owned(), "reads these".to_owned());
            self.rows.push(Row { id: None, label, state, alive: true, rate: None, rect, shares, idle: None });
        }
    }

    fn place_bars(&mut self, top: f64) {
        let most = self.columns.iter().filter_map(|column| column.lag).max().unwrap_or(0).max(8);
        for column in &mut self.columns {
            let height = BAR * float(column.lag.unwrap_or(0)) / float(most);
            column.bar = Rect { x: column.x, y: top + 8.0 + BAR - height, width: column.width, height };
        }
    }
}

/// Why a member has no partition, as far as that can be seen.
fn why_idle(matrix: &Matrix, group: &Group, alive: bool) -> &'static str {
    let taken = matrix.columns.iter().all(|column| group.reader(&column.topic, column.partition).is_some());
    // only the coordinator knows who is a member already
    let members = group.view.as_ref().map_or(0, |view| view.members.len());
    match (alive, taken && members > matrix.columns.len()) {
        (false, _) => "no partition any more",
        (true, _) if matrix.unsettled => "waits for its share",
        (true, true) => "idle: more members than partitions",
        (true, false) => "no partition yet",
    }
}

fn facts(group: &Group) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let broker = |id: BrokerId| format!("broker {id}");
    if let Some(view) = &group.view {
        facts.push(("generation", view.generation.to_string()));
        if !view.protocol.is_empty() {
            facts.push(("assignor", view.protocol.to_string()));
        }
    }
    facts.extend(group.coordinator.map(|id| ("coordinator", broker(id))));
    facts
}

/// A member's rate in words: what it reads in ten seconds, told as so many in one.
#[must_use]
pub(super) fn per_second(in_ten: u64) -> String {
    match in_ten {
        0 => "0/s".to_owned(),
        100.. => format!("{}/s", in_ten / 10),
        _ => format!("{}.{}/s", in_ten / 10, in_ten % 10),
    }
}

/// So many characters of 7 pixels fit.
#[must_use]
pub(super) fn letters(width: f64) -> usize {
    usize::try_from(whole(width / 7.0)).unwrap_or(0)
}
