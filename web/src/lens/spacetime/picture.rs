//! The diagram as SVG: lifelines down, messages across.

use yew::prelude::*;

use super::labels::width;
use super::layout::{Arrow, Diagram, Ending, HEAD, Lifeline, SCALE};
use crate::lens::draw::{self, Anchor, group, path, rect, text, upright};
use crate::scene::{FlightKind, Place, Rect};
use crate::store::Selected;
use crate::text::px;

/// The lower end of the lifelines.
fn bottom(diagram: &Diagram) -> f64 {
    diagram.height - 14.0
}

/// What lies behind the messages: scale, lifelines, the present.
pub(super) fn ground(diagram: &Diagram) -> Vec<Html> {
    let Diagram { width, ticks, .. } = diagram;
    let mut shapes = Vec::new();
    for (y, said) in ticks.iter().filter(|(y, _)| *y > HEAD + 4.0 && *y < bottom(diagram)) {
        shapes.push(path("grid", format!("M{} {}H{}", px(SCALE), px(*y), px(*width))));
        // the present has its own word there
        if diagram.now.is_none_or(|now| (now - y).abs() > 15.0) {
            shapes.push(text("moment", (SCALE - 8.0, y + 4.0), Anchor::End, said.clone()));
        }
    }
    if let Some(since) = diagram.since.filter(|since| *since > HEAD + 2.0) {
        shapes.push(rect("forgotten", Rect { x: SCALE, y: HEAD, width: width - SCALE, height: since - HEAD }, 0.0));
        if since > HEAD + 26.0 {
            let at = (SCALE + 10.0, since - 8.0);
            shapes.push(text("muted", at, Anchor::Start, "what flew before is not remembered".to_owned()));
        }
    }
    shapes.extend(diagram.lines.iter().flat_map(|line| lifeline(line, diagram)));
    if let Some(now) = diagram.now {
        shapes.push(path("present", format!("M{} {}H{}", px(SCALE - 6.0), px(now), px(*width))));
        shapes.push(text("present-word", (SCALE - 10.0, now + 4.0), Anchor::End, "now".to_owned()));
    }
    shapes
}

fn lifeline(line: &Lifeline, diagram: &Diagram) -> Vec<Html> {
    let (mut y, end) = (HEAD, diagram.now.unwrap_or(bottom(diagram)).max(HEAD));
    let mut shapes = Vec::new();
    for (from, upto, paused) in &line.gaps {
        if *from > y {
            shapes.push(upright("lifeline", line.x, y, *from));
        }
        if *paused {
            shapes.push(upright("lifeline paused", line.x, *from, *upto));
        } else {
            shapes.push(upright("lifeline dead", line.x, *from, *upto));
            if *from > HEAD {
                shapes.push(path("death", format!("M{} {}l9 9m0-9l-9 9", px(line.x - 4.5), px(from - 4.5))));
            }
        }
        y = *upto;
    }
    if end > y {
        shapes.push(upright("lifeline", line.x, y, end));
    }
    shapes
}

/// Around all messages: where the focus is seen.
pub(super) fn frame(diagram: &Diagram) -> Html {
    let (width, height) = (diagram.width - SCALE - 2.0, bottom(diagram) - HEAD + 6.0);
    rect("ground", Rect { x: SCALE, y: HEAD - 2.0, width, height }, 6.0)
}

/// The names above, each of which can be chosen.
pub(super) fn heads(diagram: &Diagram, selected: Option<&Selected>, onselect: &Callback<Selected>) -> Html {
    let pitch = diagram.lines.windows(2).map(|pair| pair[1].x - pair[0].x).next().unwrap_or(90.0);
    let heads = diagram.lines.iter().map(|line| {
        let what = match line.place {
            Place::Broker(id) => Selected::Broker(id),
            Place::Producer(id) => Selected::Producer(id),
            Place::Consumer(id) => Selected::Member(id),
            Place::Ensemble => Selected::Ensemble,
        };
        let chosen = (selected == Some(&what)).then_some("selected");
        let act = {
            let (onselect, what) = (onselect.clone(), what.clone());
            move || onselect.emit(what.clone())
        };
        let onclick = {
            let act = act.clone();
            Callback::from(move |_: MouseEvent| act())
        };
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                event.stop_propagation();
                act();
            }
        });
        let half = (pitch / 2.0 - 3.0).min(48.0);
        let place = Rect { x: line.x - half, y: 6.0, width: 2.0 * half, height: 26.0 };
        html! {
            <g key={format!("{:?}", line.place)} class={classes!("who", chosen)} role="button" tabindex="0" aria-label={line.label.clone()} {onclick} {onkeydown}>
                { rect("box", place, 7.0) }
                { text("name", (line.x, 24.0), Anchor::Middle, line.label.clone()) }
            </g>
        }
    });
    heads.collect()
}

/// A message.
pub(super) fn arrow(arrow: &Arrow, chosen: bool, onchoose: &Callback<u64>) -> Html {
    let id = arrow.id;
    let onclick = onchoose.reform(move |_: MouseEvent| id);
    let ending = match arrow.end {
        Ending::Arrived => None,
        Ending::Flying => Some("flying"),
        Ending::Held => Some("held"),
        Ending::Lost => Some("lost"),
    };
    let routine = arrow.routine.then_some("routine");
    let class = classes!("passage-line", arrow.kind.class(), ending, routine, chosen.then_some("chosen"));
    let ((left, top), (right, low)) = (arrow.from, arrow.to);
    let (first, left, top) = (px(arrow.first.unwrap_or(top)), px(left), px(top));
    let way = match arrow.stopped {
        Some((x, y)) => format!("M{left} {first}V{top}L{} {}V{}", px(x), px(y), px(low)),
        None => format!("M{left} {first}V{top}L{} {}", px(right), px(low)),
    };
    html! {
        <g key={id.to_string()} {class} {onclick}>
            { path("hit", way.clone()) }
            { path("wire", way) }
            { tip(arrow) }
        </g>
    }
}

/// How it ends: a head, a cross, or nothing yet.
fn tip(arrow: &Arrow) -> Html {
    let ((left, top), (x, y)) = (arrow.from, arrow.to);
    match arrow.end {
        Ending::Arrived => {
            let (dx, dy) = (x - left, y - top);
            let length = dx.hypot(dy).max(1.0);
            let (dx, dy) = (dx / length * 8.0, dy / length * 8.0);
            let (wx, wy) = (-dy / 2.2, dx / 2.2);
            let corner = |x: f64, y: f64| format!("{} {}", px(x), px(y));
            let (tip, one) = (corner(x, y), corner(x - dx + wx, y - dy + wy));
            path("tip", format!("M{tip}L{one}L{}z", corner(x - dx - wx, y - dy - wy)))
        }
        Ending::Lost => path("cross", format!("M{} {}l10 10m0-10l-10 10", px(x - 5.0), px(y - 5.0))),
        Ending::Held => path("cross", format!("M{} {}h10", px(x - 5.0), px(y))),
        Ending::Flying => sign(arrow.kind, (x, y)),
    }
}

/// A message's words, with the sign that it has on the stage.
pub(super) fn label(arrow: &Arrow, chosen: bool) -> Html {
    let Some((x, y)) = arrow.label else { return Html::default() };
    let width = width(&arrow.word);
    let left = x - width / 2.0;
    let plate = Rect { x: left, y: y - 8.5, width, height: 17.0 };
    let error = if arrow.kind == FlightKind::Error || arrow.end == Ending::Lost { " bad" } else { "" };
    let shapes = vec![
        rect("plate", plate, 8.5),
        sign(arrow.kind, (left + 10.0, y)),
        text("word", (left + 20.0, y + 4.2), Anchor::Start, arrow.word.clone()),
    ];
    group(&format!("passage-label{}{error}", if chosen { " chosen" } else { "" }), (0.0, 0.0), shapes)
}

/// The sign of a kind of message, small.
fn sign(kind: FlightKind, at: (f64, f64)) -> Html {
    let (body, sign) = match kind {
        FlightKind::Produce | FlightKind::Records => ("M-4-3.5h8a3.5 3.5 0 0 1 0 7h-8a3.5 3.5 0 0 1 0-7z", ""),
        FlightKind::Ack => ("M0-5.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z", "M-2.6 0.2l1.9 1.9l3-3.9"),
        FlightKind::Fetch => ("M-5 3L0-2.5L5 3", ""),
        FlightKind::Group => ("M0-6L5.2-3V3L0 6L-5.2 3V-3z", ""),
        FlightKind::Commit => ("M0-5.5L5.5 0L0 5.5L-5.5 0z", ""),
        FlightKind::Metadata | FlightKind::Control => ("M-4.5-4.5h9v9h-9z", ""),
        FlightKind::Error => ("M0-6L6 5H-6z", "M0-2.4V1.4M0 3V3.4"),
        FlightKind::Heartbeat | FlightKind::Connection => ("M0-2.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z", ""),
    };
    let mut shapes = vec![path("body", body.to_owned())];
    if !sign.is_empty() {
        shapes.push(path("sign", sign.to_owned()));
    }
    draw::group(&format!("flight small {}", kind.class()), at, shapes)
}
