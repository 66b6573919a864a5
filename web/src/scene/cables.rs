//! The links between brokers, and between each broker and the ensemble, as cables that can be cut.

use super::axis::float;
use super::{BrokerColumn, Cluster, Link, Place, Point, Rect};
use crate::text::px;

/// One cable.
#[derive(Clone, Debug, PartialEq)]
pub struct Cable {
    /// The link, with what is wrong with it.
    pub link: Link,
    /// Its line, as SVG path data.
    pub data: String,
    /// The part of the line where it can be taken: what it shares with others belongs to none. A straight one, or a curve by its ends
    /// and what pulls at them.
    pub grip: Vec<Point>,
    /// Where its sign stands.
    pub middle: Point,
}

/// The space above the columns that cables take.
pub(super) fn strip(brokers: usize) -> f64 {
    if brokers < 2 { 0.0 } else { 16.0 + 9.0 * float(brokers.min(5) as i64 - 1) }
}

/// The cables of a cluster: between all pairs of brokers, and up to the ensemble, whose card stands above the edge `above`.
pub(super) fn cables(cluster: &Cluster, columns: &[BrokerColumn], ensemble: Option<(Rect, f64)>) -> Vec<Cable> {
    let (mut cables, mut up_cables) = (Vec::new(), Vec::new());
    let link = |one, other| cluster.link(one, other).unwrap_or_else(|| Link::whole(one, other));
    for (number, column) in columns.iter().enumerate() {
        let here = Place::Broker(column.broker.id);
        for (further, other) in columns.iter().enumerate().skip(number + 1) {
            // from the right half of the one to the left half of the other, the longer the higher
            let (left, right) = (column.rect.x + column.rect.width * 0.6, other.rect.x + other.rect.width * 0.4);
            let (y, rise) = (column.rect.y, 4.0 + 12.0 * float((further - number).min(4) as i64));
            let high = y - rise * 4.0 / 3.0;
            let grip = [(left, y), (left, high), (right, high), (right, y)].map(|(x, y)| Point { x, y }).to_vec();
            let middle = Point { x: (left + right) / 2.0, y: y - rise };
            let link = link(here, Place::Broker(other.broker.id));
            cables.push(Cable { link, data: path(&grip), grip, middle });
        }
        if let Some((card, above)) = ensemble {
            // down from the card to one line for all, along it, and down to the broker
            let (up, from, line) = (column.uplink(), card.x + card.width * 0.5, above.max(card.bottom()) + 9.0);
            let round = (up.x - from).signum() * (up.x - from).abs().min(8.0);
            let data = format!(
                "M{from} {bottom}V{turn}Q{from} {line} {next} {line}H{before}Q{x} {line} {x} {below}V{y}",
                from = px(from),
                bottom = px(card.bottom()),
                turn = px(line - 8.0),
                line = px(line),
                next = px(from + round),
                before = px(up.x - round),
                x = px(up.x),
                below = px(line + 8.0),
                y = px(up.y),
            );
            let middle = Point { x: up.x, y: up.y - 9.0 };
            let grip = vec![Point { x: up.x, y: line }, up];
            up_cables.push(Cable { link: link(here, Place::Ensemble), data, grip, middle });
        }
    }
    // the others are drawn over them
    up_cables.append(&mut cables);
    up_cables
}

/// A straight way, or a curve, as SVG path data.
pub(crate) fn path(way: &[Point]) -> String {
    match way {
        [from, a, b, to] => format!(
            "M{} {}C{} {} {} {} {} {}",
            px(from.x),
            px(from.y),
            px(a.x),
            px(a.y),
            px(b.x),
            px(b.y),
            px(to.x),
            px(to.y)
        ),
        _ => {
            let points = way.iter().map(|point| format!("{} {}", px(point.x), px(point.y)));
            format!("M{}", points.collect::<Vec<_>>().join("L"))
        }
    }
}
