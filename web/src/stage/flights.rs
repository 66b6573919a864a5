//! Messages on their way: a pool of SVG elements that is moved frame by frame, without a re-render of anything else.
//!
//! A message's place is linear in the world's time. Who prefers reduced motion sees the way light up instead.

use std::cell::Cell;

use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;
use web_sys::Element;

use super::{at, glyph};
use crate::dom;
use crate::scene::{Doing, FALL, Flight, FlightKind, Scene, streams};
use crate::store::Selected;
use crate::text::px;

/// The most glyphs on one capsule.
const GLYPHS_SHOWN: usize = 5;

/// The layer of moving things.
#[derive(Debug, Default)]
pub struct Flights {
    /// With what it was drawn by.
    pool: SortedMap<u64, (Element, Drawn)>,
}

/// How many it stands for, what it does, whether nothing may move, whether it is chosen.
type Drawn = (usize, Doing, bool, bool);

thread_local! {
    /// The message that is chosen; 0 for none.
    static CHOSEN: Cell<u64> = const { Cell::new(0) };
}

/// This is chosen now: a message is marked, on the next frame.
pub fn choose(selected: Option<&Selected>) {
    CHOSEN.set(if let Some(Selected::Flight(id)) = selected { *id } else { 0 });
}

/// Where a message can be caught. A finger is no thinner.
const HIT: &str = "16";

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
            let held = flight.held || flight.caught.is_some();
            let arrived = flight.lost_at.is_none() && !held && now >= flight.arrives;
            let chosen = CHOSEN.get() == flight.id;
            if now < flight.departed || arrived || calm && flight.routine && !held && !chosen {
                continue;
            }
            let Some(path) = scene.path(flight) else {
                continue;
            };
            seen.push(flight.id);
            let (doing, part) = flight.doing(now);
            let drawn = (count, doing, still, chosen);
            if self.pool.get(&flight.id).is_some_and(|(_, before)| *before != drawn)
                && let Some((old, _)) = self.pool.remove(&flight.id)
            {
                old.remove();
            }
            let (element, _) = self.pool.entry(flight.id).or_insert_with(|| {
                let element =
                    if still { lit(&path.data(), doing) } else { shape(flight, count, doing, leftward(scene, flight)) };
                if chosen {
                    element.class_list().add_1("selected").ok();
                }
                layer.append_child(&element).ok();
                (element, drawn)
            });
            if !still {
                let fallen = match doing {
                    Doing::Falls(since) => 40.0 * (now.since(since).as_secs_f64() / FALL.as_secs_f64()).min(1.0),
                    _ => 0.0,
                };
                let point = path.at(part);
                dom::set(element, "transform", &at(point.x, point.y + fallen));
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

/// What the style sheet calls what a message does; nothing while it flies.
fn class_of(doing: Doing) -> &'static str {
    match doing {
        Doing::Falls(_) => "lost",
        Doing::Held | Doing::Caught | Doing::Waits => "held",
        Doing::Flies | Doing::FliesAgain => "",
    }
}

/// A way that lights up: at rest, too, one sees what a cut link holds back and what is lost.
fn lit(data: &str, doing: Doing) -> Element {
    let path = dom::svg("path");
    dom::set(&path, "d", data);
    dom::set(&path, "class", &format!("lit {}", class_of(doing)));
    path
}

/// Whether words stand to the left of a message: the ensemble is at the right edge, where they would be cut off.
fn leftward(scene: &Scene, flight: &Flight) -> bool {
    let beside = scene.ensemble.as_ref().is_some_and(|card| card.rect.x > scene.width / 2.0);
    flight.kind == FlightKind::Control && beside
}

fn shape(flight: &Flight, count: usize, doing: Doing, leftward: bool) -> Element {
    let group = dom::svg("g");
    // what falls is of no kind any more
    let kind = if matches!(doing, Doing::Falls(_)) { "" } else { flight.kind.class() };
    dom::set(&group, "class", &format!("flight {kind} {}", class_of(doing)));
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
    let mut label = if count > 1 { format!("×{count}") } else { flight.label.clone() };
    // above its shape, for that is smaller
    let hit = if doing == Doing::Caught { "hit ring" } else { "hit" };
    add("circle", &[("class", hit), ("r", HIT), ("fill", "none")]);
    dom::set(&group, "data-flight", &flight.id.to_string());
    if doing == Doing::Caught {
        label = "held".to_owned();
        label_x = label_x.max(21.0);
    }
    if matches!(doing, Doing::Waits | Doing::FliesAgain) {
        label = format!("↻ {label}");
    }
    if !label.is_empty() {
        let (x, anchor) = if leftward { (-label_x, "end") } else { (label_x, "start") };
        let text = add("text", &[("x", &px(x)), ("y", "4"), ("text-anchor", anchor)]);
        text.set_text_content(Some(&crate::text::cut(&label, 34)));
    }
    group
}
