//! The way of a message across the stage.

use std::time::Duration;

use glasslog_core::time::Instant;

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

/// What a message does at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doing {
    /// It flies.
    Flies,
    /// It was lost, and falls since then.
    Falls(Instant),
    /// It was lost, and stands where it came from until it is sent again.
    Waits,
    /// It flies, and was lost before.
    FliesAgain,
    /// It stands before a link that is cut.
    Held,
    /// It stands where somebody holds it.
    Caught,
}

/// A message that was lost falls for so long: a fraction of a second on the screen.
pub const FALL: Duration = Duration::from_millis(15);

/// A message that a cut link holds back stands here, as a part of its way.
const HELD_AT: f64 = 0.5;

impl Flight {
    /// What it does at a moment, and how much of its way lies behind it.
    ///
    /// Who sends again what was lost has it until it gets through. Only the first loss is shown as one.
    #[must_use]
    pub fn doing(&self, now: Instant) -> (Doing, f64) {
        if let Some(at) = self.lost_at {
            return (Doing::Falls(at), self.part(self.leaves, at));
        }
        match self.caught {
            // where it was then
            Some(at) => (Doing::Caught, self.travels(at).1),
            None if self.held => (Doing::Held, HELD_AT),
            None => self.travels(now),
        }
    }

    /// The same of one that nothing holds.
    fn travels(&self, now: Instant) -> (Doing, f64) {
        if now >= self.leaves {
            let doing = if self.resent { Doing::FliesAgain } else { Doing::Flies };
            return (doing, self.part(self.leaves, now));
        }
        let lost = self.departed + self.hop().min(self.leaves.since(self.departed)) / 2;
        if now < lost {
            (Doing::Flies, self.part(self.departed, now))
        } else if now.since(lost) < FALL {
            (Doing::Falls(lost), self.part(self.departed, lost))
        } else {
            (Doing::Waits, 0.0)
        }
    }

    fn hop(&self) -> Duration {
        self.arrives.since(self.leaves)
    }

    /// How much of its way it covers from one moment to another.
    fn part(&self, since: Instant, at: Instant) -> f64 {
        let hop = self.hop();
        if hop.is_zero() { 1.0 } else { (at.since(since).as_secs_f64() / hop.as_secs_f64()).min(1.0) }
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
