//! Messages on their way: a pool of SVG elements that is moved frame by frame, without a re-render of anything else.
//!
//! A message's place is linear in the world's time. Who prefers reduced motion sees the way light up instead.

use glasslog_core::sorted::SortedMap;

use glasslog_core::time::Instant;
use web_sys::Element;

use super::{at, glyph};
use crate::dom;
use crate::scene::{Flight, FlightKind, Scene, streams};
use crate::text::px;

/// The most glyphs on one capsule.
const GLYPHS_SHOWN: usize = 5;

/// A lost message falls for so long, in the world's seconds: a fraction of a second on the screen.
const FALL_SECONDS: f64 = 0.015;

/// A message that a cut link holds back stands here, as a part of its way.
const HELD_AT: f64 = 0.5;

/// The layer of moving things.
#[derive(Debug, Default)]
pub struct Flights {
    /// With what it was drawn by: how many it stands for, whether it is held, whether nothing may move.
    pool: SortedMap<u64, (Element, (usize, bool, bool))>,
}

impl Flights {
    /// Moves everything to where it is at `now`, brings in what is new and takes out what has arrived.
    ///
    /// `calm`: time is being shortened because nothing happens; what always flies would only flicker, and is left out.
    pub fn draw(
        &mut self,
        layer: &Element,
        scene: &Scene,
        flights: &[Flight],
        now: Instant,
        (still, calm): (bool, bool),
    ) {
        let mut seen = Vec::with_capacity(flights.len());
        for (flight, count) in streams(flights) {
            let arrived = flight.lost_at.is_none() && !flight.held && now >= flight.arrives;
            if now < flight.departed || arrived || calm && flight.routine && !flight.held {
                continue;
            }
            let Some(path) = scene.path(flight) else {
                continue;
            };
            seen.push(flight.id);
            if self.pool.get(&flight.id).is_some_and(|(_, drawn)| *drawn != (count, flight.held, still))
                && let Some((old, _)) = self.pool.remove(&flight.id)
            {
                old.remove();
            }
            let (element, _) = self.pool.entry(flight.id).or_insert_with(|| {
                let element = if still { lit(&path.data()) } else { shape(flight, count, leftward(scene, flight)) };
                layer.append_child(&element).ok();
                (element, (count, flight.held, still))
            });
            if still {
                dom::set(element, "class", lit_class(flight));
            } else if let Some(lost_at) = flight.lost_at {
                dom::set(element, "class", "flight lost");
                let fallen = 40.0 * (now.since(lost_at).as_secs_f64() / FALL_SECONDS).min(1.0);
                let point = path.at(part(flight, lost_at));
                dom::set(element, "transform", &at(point.x, point.y + fallen));
            } else if flight.held {
                let point = path.at(HELD_AT);
                dom::set(element, "transform", &at(point.x, point.y));
            } else {
                let point = path.at(part(flight, now));
                dom::set(element, "transform", &at(point.x, point.y));
            }
        }
        self.pool.retain(|id, (element, _)| {
            let stays = seen.contains(id) && element.is_connected();
            if !stays {
                element.remove();
            }
            stays
        });
    }

    /// How many messages are drawn.
    #[must_use]
    pub fn count(&self) -> usize {
        self.pool.len()
    }
}

/// How much of its way a message has gone.
fn part(flight: &Flight, now: Instant) -> f64 {
    let whole = flight.arrives.since(flight.departed).as_secs_f64();
    if whole > 0.0 { now.since(flight.departed).as_secs_f64() / whole } else { 1.0 }
}

/// How a way lights up: at rest, too, one sees what a cut link holds back and what is lost.
fn lit_class(flight: &Flight) -> &'static str {
    match (flight.lost_at, flight.held) {
        (Some(_), _) => "lit lost",
        (None, true) => "lit held",
        (None, false) => "lit",
    }
}

fn lit(data: &str) -> Element {
    let path = dom::svg("path");
    dom::set(&path, "d", data);
    path
}

/// Whether words stand to the left of a message: the ensemble is at the right edge, where they would be cut off.
fn leftward(scene: &Scene, flight: &Flight) -> bool {
    let beside = scene.ensemble.as_ref().is_some_and(|card| card.rect.x > scene.width / 2.0);
    flight.kind == FlightKind::Control && beside
}

fn shape(flight: &Flight, count: usize, leftward: bool) -> Element {
    let group = dom::svg("g");
    let held = if flight.held { " held" } else { "" };
    dom::set(&group, "class", &format!("flight {}{held}", flight.kind.class()));
    let add = |name: &str, attributes: &[(&str, &str)]| {
        let element = dom::svg(name);
        for (attribute, value) in attributes {
            dom::set(&element, attribute, value);
        }
        group.append_child(&element).ok();
        element
    };
    let mut label_x = 14.0;
    match flight.kind {
        FlightKind::Produce | FlightKind::Records => {
            let shown = flight.glyphs.len().min(GLYPHS_SHOWN);
            let width = 14.0 + 16.0 * shown.max(1) as f64;
            let left = -width / 2.0;
            let hollow = if flight.glyphs.is_empty() { "body hollow" } else { "body" };
            let (x, width_text) = (px(left), px(width));
            add(
                "rect",
                &[("class", hollow), ("x", &x), ("y", "-11"), ("width", &width_text), ("height", "22"), ("rx", "11")],
            );
            for (number, key) in flight.glyphs.iter().take(GLYPHS_SHOWN).enumerate() {
                let x = left + 15.0 + 16.0 * number as f64;
                let place = at(x, 0.0);
                match key {
                    Some(key) => {
                        let (data, line) = glyph::path(*key);
                        let class = if line { "glyph line" } else { "glyph" };
                        add("path", &[("class", class), ("d", data), ("transform", &place)]);
                    }
                    None => {
                        add(
                            "rect",
                            &[
                                ("class", "plain"),
                                ("x", "-4"),
                                ("y", "-4"),
                                ("width", "8"),
                                ("height", "8"),
                                ("rx", "2"),
                                ("transform", &place),
                            ],
                        );
                    }
                }
            }
            label_x = width / 2.0 + 5.0;
        }
        FlightKind::Ack => {
            add("circle", &[("class", "body"), ("r", "10")]);
            add("path", &[("class", "sign"), ("d", "M-4.5 0l3.5 3.5l5.5-7")]);
        }
        FlightKind::Fetch => {
            add("path", &[("class", "body"), ("d", "M-9 5L0-4L9 5")]);
        }
        FlightKind::Group => {
            add("path", &[("class", "body"), ("d", "M0-10L8.7-5V5L0 10L-8.7 5V-5z")]);
        }
        FlightKind::Commit => {
            add("path", &[("class", "body"), ("d", "M0-8L8 0L0 8L-8 0z")]);
        }
        FlightKind::Metadata | FlightKind::Control => {
            add("rect", &[("class", "body"), ("x", "-7"), ("y", "-7"), ("width", "14"), ("height", "14"), ("rx", "2")]);
        }
        FlightKind::Heartbeat | FlightKind::Connection => {
            add("circle", &[("class", "body"), ("r", "3")]);
        }
        FlightKind::Error => {
            add("path", &[("class", "body"), ("d", "M0-10L10 8H-10z")]);
            add("path", &[("class", "sign"), ("d", "M0-4V2M0 5V5.6")]);
        }
    }
    let label = if count > 1 { format!("×{count}") } else { flight.label.clone() };
    if !label.is_empty() {
        let (x, anchor) = if leftward { (-label_x, "end") } else { (label_x, "start") };
        let text = add("text", &[("x", &px(x)), ("y", "4"), ("text-anchor", anchor)]);
        text.set_text_content(Some(&crate::text::cut(&label, 34)));
    }
    group
}
