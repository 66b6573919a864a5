//! Messages in space and time, laid out: who exchanges them side by side, time running down. Pure.

use glasslog_core::time::Instant;

use super::choice::{is_about, label_of, places};
use super::labels::place_labels;
use crate::scene::{Cluster, FlightKind, Passed, Past, Place, Rect, float, whole};
use crate::store::Selected;

/// Left of the lifelines: the scale of time.
pub(super) const SCALE: f64 = 62.0;
/// Above: the names.
pub(super) const HEAD: f64 = 40.0;
/// Below: room for the present moment's word.
const FOOT: f64 = 26.0;
/// Right of the last lifeline.
const EDGE: f64 = 14.0;
/// Lifelines are no closer than this.
const PITCH: f64 = 46.0;
/// So long a while is looked at, in microseconds: from the finest to the widest.
pub(super) const SPANS: [u64; 9] =
    [50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000, 3_200_000, 6_400_000, 12_800_000];

/// How somebody looks at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gaze {
    /// The room there is, in pixels.
    pub(super) width: f64,
    /// So high.
    pub(super) height: f64,
    /// The present moment.
    pub(super) now: Instant,
    /// The last moment in sight; none to follow the present.
    pub(super) upto: Option<Instant>,
    /// Which of [`SPANS`] is in sight.
    pub(super) zoom: usize,
    /// Whether what always flies is drawn as well.
    pub(super) routine: bool,
    /// The message that is chosen.
    pub(super) chosen: Option<u64>,
}

/// Somebody who sends and is sent to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lifeline {
    /// Who.
    pub(super) place: Place,
    /// What is written above it.
    pub(super) label: String,
    /// From the left.
    pub(super) x: f64,
    /// Where it does not run, or stands still (then true): from, to.
    pub(super) gaps: Vec<(f64, f64, bool)>,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrow {
    /// Its number.
    pub(super) id: u64,
    /// What it is.
    pub(super) kind: FlightKind,
    /// Whether it always flies.
    pub(super) routine: bool,
    /// Where it left.
    pub(super) from: (f64, f64),
    /// Where it was first sent, if it was lost there: its sender had it until then, and sent it again.
    pub(super) first: Option<f64>,
    /// Where it has come to by now.
    pub(super) to: (f64, f64),
    /// Where it was stopped, if a cut link holds it: from there on it only waits.
    pub(super) stopped: Option<(f64, f64)>,
    /// How it ends there.
    pub(super) end: Ending,
    /// What is written on it.
    pub(super) word: String,
    /// Where that stands, if there is room for it: its middle.
    pub(super) label: Option<(f64, f64)>,
}

/// How a message ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It has arrived.
    Arrived,
    /// It is on its way.
    Flying,
    /// It stands before a link that is cut.
    Held,
    /// It was lost.
    Lost,
}

/// All that is in sight.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Diagram {
    /// As wide as it needs to be.
    pub(super) width: f64,
    /// So high.
    pub(super) height: f64,
    /// The first moment in sight.
    pub(super) from: Instant,
    /// The last.
    pub(super) upto: Instant,
    /// Moments on the scale.
    pub(super) ticks: Vec<(f64, String)>,
    /// Where the present is, if it is in sight.
    pub(super) now: Option<f64>,
    /// Where what is remembered begins, if that is in sight.
    pub(super) since: Option<f64>,
    /// The lifelines, from the left.
    pub(super) lines: Vec<Lifeline>,
    /// The messages in sight.
    pub(super) arrows: Vec<Arrow>,
    /// All messages that fit what is chosen, in sight or not, by departure.
    pub(super) all: Vec<u64>,
}

impl Diagram {
    /// Lays the past out.
    #[must_use]
    pub(super) fn of(past: &Past, cluster: &Cluster, selected: Option<&Selected>, gaze: Gaze) -> Diagram {
        let span = SPANS[gaze.zoom.min(SPANS.len() - 1)];
        let shown: Vec<&Passed> = shown(past, cluster, selected, gaze);
        // the present stands a little above the edge, for what is yet to come
        let upto = gaze.upto.unwrap_or(Instant(gaze.now.0 + span / 16)).0.max(span);
        let (from, upto) = (Instant(upto - span), Instant(upto));
        let height = gaze.height.max(160.0);
        let y = |at: Instant| {
            let part = float(i64::try_from(at.0).unwrap_or(0) - i64::try_from(from.0).unwrap_or(0));
            HEAD + (height - HEAD - FOOT) * part / float(i64::try_from(span).unwrap_or(1))
        };
        let places = places(&shown, cluster, selected);
        let count = float(i64::try_from(places.len().max(1)).unwrap_or(1));
        let pitch = ((gaze.width - SCALE - EDGE) / count).max(PITCH);
        let wide = pitch >= 84.0;
        let lines = places.into_iter().enumerate().map(|(number, place)| {
            let gaps = past.gaps.iter().filter(|gap| Place::Broker(gap.broker) == place);
            let gaps = gaps.filter(|gap| gap.from <= upto && gap.upto.unwrap_or(gaze.now) >= from);
            Lifeline {
                place,
                label: label_of(place, cluster, past, wide),
                x: SCALE + pitch * (float(i64::try_from(number).unwrap_or(0)) + 0.5),
                gaps: gaps
                    .map(|gap| {
                        let upto = gap.upto.unwrap_or(gaze.now);
                        (y(gap.from).max(HEAD), y(upto).min(height - FOOT), gap.paused)
                    })
                    .collect(),
            }
        });
        let lines: Vec<Lifeline> = lines.collect();
        let x = |place: Place| lines.iter().find(|line| line.place == place).map(|line| line.x);
        let mut arrows = Vec::new();
        for passed in &shown {
            let (Some(left), Some(right)) = (x(passed.from), x(passed.to)) else { continue };
            let (end, at) = ending(passed, past, gaze.now);
            if at < from || passed.departed > upto {
                continue;
            }
            let leaves = passed.leaves.min(at);
            let whole = passed.arrives.since(leaves).as_secs_f64();
            let gone = match end {
                Ending::Arrived => 1.0,
                // what a cut link holds stands in the middle, as on the stage
                Ending::Held => 0.5,
                _ if whole > 0.0 => (at.since(leaves).as_secs_f64() / whole).clamp(0.0, 1.0),
                _ => 1.0,
            };
            let to = left + (right - left) * gone;
            let stopped = (end == Ending::Held).then(|| (to, y(passed.arrives.min(gaze.now))));
            arrows.push(Arrow {
                id: passed.id,
                kind: passed.kind,
                routine: passed.routine,
                from: (left, y(leaves)),
                first: (leaves > passed.departed).then(|| y(passed.departed)),
                to: (to, y(at)),
                stopped,
                end,
                word: if leaves > passed.departed { format!("↻ {}", passed.word) } else { passed.word.clone() },
                label: None,
            });
        }
        let width = gaze.width.max(SCALE + pitch * count + EDGE);
        let room = Rect { x: SCALE, y: HEAD, width: width - SCALE, height: height - HEAD - FOOT };
        place_labels(&mut arrows, room, gaze.chosen);
        Diagram {
            width,
            height,
            from,
            upto,
            ticks: ticks(from, upto, span, room.height).into_iter().map(|(at, said)| (y(at), said)).collect(),
            now: (from..=upto).contains(&gaze.now).then(|| y(gaze.now)),
            since: (past.since > from).then(|| y(past.since.min(upto))),
            lines,
            arrows,
            all: shown.iter().map(|passed| passed.id).collect(),
        }
    }
}

/// The messages that fit what is chosen, up to the present.
fn shown<'a>(past: &'a Past, cluster: &Cluster, selected: Option<&Selected>, gaze: Gaze) -> Vec<&'a Passed> {
    let wanted = |passed: &Passed| {
        // clients try again and again to reach who is down: that says nothing new
        let fails = (past.lost(passed).is_some() || passed.held) && passed.kind != FlightKind::Connection;
        let calm = passed.routine && !gaze.routine && !fails;
        passed.departed <= gaze.now && (!calm || gaze.chosen == Some(passed.id))
    };
    let all = past.messages.iter().map(std::rc::Rc::as_ref).filter(|passed| wanted(passed));
    all.filter(|passed| selected.is_none_or(|selected| is_about(passed, past, cluster, selected))).collect()
}

/// How a message ends, and the moment that its line goes to.
fn ending(passed: &Passed, past: &Past, now: Instant) -> (Ending, Instant) {
    match past.lost(passed) {
        Some(at) if at <= now => (Ending::Lost, at),
        _ if passed.held => (Ending::Held, now),
        _ if passed.arrives <= now => (Ending::Arrived, passed.arrives),
        _ => (Ending::Flying, now),
    }
}

/// The finest zoom at which the newest messages are seen together, so many of them.
#[must_use]
pub(super) fn zoom_for(past: &Past, cluster: &Cluster, selected: Option<&Selected>, now: Instant) -> usize {
    const TOGETHER: usize = 5;
    let gaze = Gaze { width: 0.0, height: 0.0, now, upto: None, zoom: 0, routine: false, chosen: None };
    let shown = shown(past, cluster, selected, gaze);
    let Some(first) = shown.iter().rev().nth(TOGETHER - 1).or(shown.first()) else { return 3 };
    let micros = u64::try_from(now.since(first.departed).as_micros()).unwrap_or(u64::MAX);
    SPANS.iter().position(|span| *span >= micros + micros / 8).unwrap_or(SPANS.len() - 1).max(3)
}

/// Round moments, as many as there is room for.
fn ticks(from: Instant, upto: Instant, span: u64, room: f64) -> Vec<(Instant, String)> {
    let fit = u64::try_from(whole(room / 48.0)).unwrap_or(1).max(1);
    let steps = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
    let step = 1000 * steps.into_iter().find(|step| step * 1000 * fit >= span).unwrap_or(5_000);
    let first = from.0.div_ceil(step);
    let all = (first..).map(|number| Instant(number * step)).take_while(|at| *at <= upto);
    all.map(|at| (at, seconds(at))).collect()
}

/// A moment in seconds, to the millisecond.
#[must_use]
pub(super) fn seconds(at: Instant) -> String {
    format!("{}.{:03}", at.0 / 1_000_000, at.0 / 1000 % 1000)
}
