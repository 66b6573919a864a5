//! Words on messages: as many as there is room for, the most telling first.

use super::layout::{Arrow, Ending};
use crate::scene::{FlightKind, Rect, float};

/// Of a line of words.
const HEIGHT: f64 = 17.0;
/// Of a letter, and of the sign before the words.
const LETTER: f64 = 7.1;
const SIGN: f64 = 24.0;
/// Between words beside each other: the line between them is to be seen.
const APART: f64 = 10.0;
/// With more messages than this in sight, words keep a greater distance.
const MANY: usize = 30;
/// Where words may stand on their message's line.
const STANDS: [f64; 5] = [0.5, 0.36, 0.64, 0.24, 0.76];

/// How much a message tells; what always flies has no words unless it is chosen.
fn rank(arrow: &Arrow, chosen: Option<u64>) -> Option<u8> {
    if chosen == Some(arrow.id) {
        return Some(0);
    }
    if matches!(arrow.end, Ending::Lost | Ending::Held) && arrow.kind != FlightKind::Connection {
        return Some(1);
    }
    (!arrow.routine).then_some(match arrow.kind {
        FlightKind::Error => 1,
        FlightKind::Produce | FlightKind::Ack => 2,
        FlightKind::Records | FlightKind::Group => 3,
        FlightKind::Commit | FlightKind::Control => 4,
        _ => 5,
    })
}

/// How wide a message's sign and words are.
#[must_use]
pub(super) fn width(word: &str) -> f64 {
    SIGN + LETTER * float(i64::try_from(word.chars().count()).unwrap_or(0))
}

/// Gives words a place wherever they cover no others.
pub(super) fn place_labels(arrows: &mut [Arrow], room: Rect, chosen: Option<u64>) {
    let clear = if arrows.iter().filter(|arrow| !arrow.routine).count() > MANY { 7.0 } else { 3.0 };
    let mut order: Vec<(u8, usize)> =
        arrows.iter().enumerate().filter_map(|(place, arrow)| Some((rank(arrow, chosen)?, place))).collect();
    order.sort_unstable();
    let mut taken: Vec<Rect> = Vec::new();
    for (_, place) in order {
        let arrow = &arrows[place];
        let (width, (left, top), (right, bottom)) = (width(&arrow.word), arrow.from, arrow.to);
        let half = width / 2.0;
        let stands = STANDS.into_iter().map(|part| {
            let x = (left + (right - left) * part).clamp(room.x + half, (room.right() - half).max(room.x + half));
            (x, top + (bottom - top) * part)
        });
        let free = |at: &(f64, f64)| {
            let (y, height) = (at.1 - HEIGHT / 2.0, HEIGHT);
            let inside = y >= room.y && y + height <= room.bottom();
            inside
                && taken.iter().all(|other| {
                    at.0 + half + APART <= other.x
                        || at.0 - half - APART >= other.right()
                        || y + height + clear <= other.y
                        || y - clear >= other.bottom()
                })
        };
        let found = stands.clone().find(free);
        if let Some((x, y)) = found {
            taken.push(Rect { x: x - half, y: y - HEIGHT / 2.0, width, height: HEIGHT });
            arrows[place].label = Some((x, y));
        }
    }
}
