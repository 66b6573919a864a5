//! A stroke across cables: which of them it goes through.

use super::{Cable, Point};

/// A curve is as good as so many straight pieces.
const PIECES: u32 = 16;

impl Cable {
    /// Whether a straight stroke goes through the part where it can be taken.
    #[must_use]
    pub fn is_crossed(&self, from: Point, to: Point) -> bool {
        self.line().windows(2).any(|piece| cross((piece[0], piece[1]), (from, to)))
    }

    /// That part, in straight pieces.
    fn line(&self) -> Vec<Point> {
        let [a, b, c, d] = self.grip[..] else { return self.grip.clone() };
        let at = |piece: u32| {
            let part = f64::from(piece) / f64::from(PIECES);
            let left = 1.0 - part;
            let weights = [left * left * left, 3.0 * left * left * part, 3.0 * left * part * part, part * part * part];
            let sum = |along: [f64; 4]| along.iter().zip(weights).map(|(along, weight)| along * weight).sum();
            Point { x: sum([a.x, b.x, c.x, d.x]), y: sum([a.y, b.y, c.y, d.y]) }
        };
        (0..=PIECES).map(at).collect()
    }
}

/// Whether two straight pieces go through each other.
fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side =
        |of: Point, from: Point, to: Point| (to.x - from.x) * (of.y - from.y) - (to.y - from.y) * (of.x - from.x);
    let apart = |one: f64, other: f64| (one > 0.0) != (other > 0.0);
    apart(side(a, c, d), side(b, c, d)) && apart(side(c, a, b), side(d, a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Place, Scene, Sight, fixture};

    #[test]
    fn a_stroke_cuts_what_it_goes_through_and_nothing_else() {
        let cluster = fixture::three();
        let scene = Scene::of(&cluster, &Sight { width: 1200.0, internal: false, chosen: None });
        assert!(!scene.cables.is_empty());
        for cable in &scene.cables {
            let line = cable.line();
            let (one, other) = (line[line.len() / 2 - 1], line[line.len() / 2]);
            let middle = Point { x: (one.x + other.x) / 2.0, y: (one.y + other.y) / 2.0 };
            // these go straight down, the others lie
            let across = if cable.link.other == Place::Ensemble { (5.0, 0.0) } else { (0.0, 5.0) };
            let from = Point { x: middle.x - across.0, y: middle.y - across.1 };
            let to = Point { x: middle.x + across.0, y: middle.y + across.1 };
            assert!(cable.is_crossed(from, to) && cable.is_crossed(to, from), "{cable:?}");
            assert!(!cable.is_crossed(Point { x: 0.0, y: 0.0 }, Point { x: 10.0, y: 4.0 }), "far away");
        }
    }
}
