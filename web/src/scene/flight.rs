//! The way of a message across the stage.

use super::Flight;
use crate::text::px;

/// A place on the stage, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A bowed way between two points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Path {
    from: Point,
    bend: Point,
    to: Point,
}

impl Path {
    /// From one point to another, its middle moved aside by so much.
    #[must_use]
    pub fn bowed(from: Point, to: Point, aside: Point) -> Path {
        let middle = Point { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 };
        // a quadratic curve passes half-way to its control point
        Path { from, bend: Point { x: middle.x + 2.0 * aside.x, y: middle.y + 2.0 * aside.y }, to }
    }

    /// The point after a part of the way, 0 to 1.
    #[must_use]
    pub fn at(&self, part: f64) -> Point {
        let part = part.clamp(0.0, 1.0);
        let (a, b, c) = ((1.0 - part) * (1.0 - part), 2.0 * part * (1.0 - part), part * part);
        Point {
            x: a * self.from.x + b * self.bend.x + c * self.to.x,
            y: a * self.from.y + b * self.bend.y + c * self.to.y,
        }
    }

    /// The way as SVG path data.
    #[must_use]
    pub fn data(&self) -> String {
        let Path { from, bend, to } = self;
        let pair = |point: &Point| format!("{} {}", px(point.x), px(point.y));
        format!("M{}Q{} {}", pair(from), pair(bend), pair(to))
    }
}

/// At most this many messages of a kind fly singly on one link; more become one stream.
const SINGLE: usize = 6;

/// Messages to draw, each with the number that it stands for: where more than six of a kind fly on a link, the first stands for all.
#[must_use]
pub fn streams(flights: &[Flight]) -> Vec<(&Flight, usize)> {
    let same = |a: &Flight, b: &Flight| (a.from, a.to, a.kind) == (b.from, b.to, b.kind);
    let mut out: Vec<(&Flight, usize)> = Vec::new();
    for flight in flights {
        let alike = flights.iter().filter(|other| same(flight, other)).count();
        if alike <= SINGLE {
            out.push((flight, 1));
        } else if !out.iter().any(|(other, _)| same(flight, other)) {
            out.push((flight, alike));
        }
    }
    out
}
