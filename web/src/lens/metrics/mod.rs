//! The metrics lens: what would be watched in Kafka, over the last minutes, under Kafka's own names.

use std::rc::Rc;

use glasslog_core::time::Instant;
use web_sys::Element;
use yew::prelude::*;

use super::Look;
use super::draw::{Anchor, element, path, text, upright};
use crate::dom;
use crate::scene::{Cluster, float};
use crate::text::{cut, px, span};
use layout::{Board, Chart, Metric, Series, Whose};

mod layout;
#[cfg(test)]
mod tests;

/// A chart is no narrower than this.
const NARROW: f64 = 330.0;
/// Of a line's name, and of its value.
const NAME: f64 = 62.0;
const VALUE: f64 = 84.0;
/// Of a line, with the space after it.
const LINE: f64 = 34.0;

/// From moments to pixels.
#[derive(Clone, Copy)]
struct Scale {
    now: Instant,
    left: f64,
    width: f64,
    /// So much time is drawn, in seconds.
    span: f64,
}

impl Scale {
    fn x(self, at: Instant) -> f64 {
        self.left + self.width * (1.0 - self.now.since(at).as_secs_f64() / self.span).clamp(0.0, 1.0)
    }

    /// The moment at a part of the width.
    fn at(self, part: f64) -> Instant {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "microseconds of two minutes")]
        let back = ((1.0 - part.clamp(0.0, 1.0)) * self.span * 1e6) as u64;
        Instant(self.now.0.saturating_sub(back))
    }
}

/// A number as short as it can be read.
fn number(value: f64) -> String {
    if value >= 10_000.0 { format!("{}k", px(value / 1000.0)) } else { px(value) }
}

fn said(value: Option<f64>, metric: &Metric) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{}{}", number(value), metric.unit))
}

/// Whose line it is, in few letters.
fn name_of(whose: &Whose, cluster: &Cluster) -> String {
    match whose {
        Whose::Broker(id) => format!("broker {id}"),
        Whose::Group(name) => {
            let letter = cluster.group(name).map(|group| format!("{} ", group.letter)).unwrap_or_default();
            format!("{letter}{}", cut(name, 6))
        }
        Whose::Cluster => "cluster".to_owned(),
    }
}

/// All charts, over the same moments.
#[component]
pub(super) fn MetricsLens(look: &Look) -> Html {
    let host = use_node_ref();
    let width = dom::use_width(&host).max(320.0);
    let cursor = use_state_eq(|| None::<Instant>);
    let known = look.samples.clone().unwrap_or_default();
    let key = (known.len(), known.last().map(|sample| sample.at), look.now.0 / 250_000, look.internal);
    let board = {
        let (known, now, internal) = (known.clone(), look.now, look.internal);
        use_memo(key, move |_| Board::of(&known, now, internal))
    };
    if board.moments.is_empty() {
        return html! { <div class="stage metrics" ref={host}><p class="hint muted">{ "Nothing has been measured yet. Let time pass." }</p></div> };
    }
    let columns = ((width - 16.0) / (NARROW + 16.0)).floor().clamp(1.0, 4.0);
    let inner = ((width - 16.0) / columns - 16.0 - 26.0).floor();
    let known = board.moments.first().map_or(0.0, |first| look.now.since(*first).as_secs_f64());
    let seconds = [30, 60].into_iter().find(|span| f64::from(*span) >= known).unwrap_or(120);
    let scale = Scale { now: look.now, left: NAME, width: (inner - NAME - VALUE).max(60.0), span: f64::from(seconds) };
    let place = cursor.and_then(|at| board.nearest(at)).filter(|_| cursor.is_some_and(|at| at <= look.now));
    let shown = place.unwrap_or(board.moments.len() - 1);
    let onpoint = {
        let (cursor, board) = (cursor.setter(), board.clone());
        Callback::from(move |at: Option<Instant>| {
            cursor.set(at.and_then(|at| board.nearest(at)).and_then(|place| board.moments.get(place).copied()));
        })
    };
    let clear = onpoint.reform(|_: MouseEvent| None);
    let when = match place {
        Some(place) => {
            let at = board.moments[place];
            let back = u64::try_from(look.now.since(at).as_micros()).unwrap_or(0);
            format!("at {}, {} ago", span(at.0), span(back))
        }
        None => format!("now, at {}", span(look.now.0)),
    };
    let about = if look.onmoment.is_some() {
        "Point at a line for an earlier moment; press to go there."
    } else {
        "Point at a line for an earlier moment."
    };
    html! {
        <div class="stage metrics" ref={host} onmouseleave={clear}>
            <p class="metrics-head"><strong>{ when }</strong>
                <span class="muted">{ format!("The last {seconds} seconds, rates over ten. {about}") }</span></p>
            <div class="charts" style={format!("grid-template-columns:repeat({},1fr)", px(columns))}>
                { for board.charts.iter().filter(|chart| !chart.series.is_empty()).map(|chart| draw(chart, &board, look, scale, (place, shown), &onpoint)) }
            </div>
            <p class="hint muted">{ "Requests are timed as in Kafka, from their arrival to their answer's leaving; these are means. A fetch waits there for records, as long as its client lets it." }</p>
        </div>
    }
}

/// A chart: one stop of the tab key, the arrows go from moment to moment.
fn draw(
    chart: &Chart,
    board: &Rc<Board>,
    look: &Look,
    scale: Scale,
    (place, shown): (Option<usize>, usize),
    onpoint: &Callback<Option<Instant>>,
) -> Html {
    let metric = chart.metric;
    let last = board.moments.len() - 1;
    let go = {
        let onmoment = look.onmoment.clone();
        move |at: Option<Instant>| at.zip(onmoment.as_ref()).iter().for_each(|(at, onmoment)| onmoment.emit(*at))
    };
    // the picture is as wide as its place, so a part of it is a part of that
    let pointed = move |event: &PointerEvent| {
        let target = event.current_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok());
        target.map(|target| {
            let rect = target.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - rect.left();
            scale.at((x - scale.left) / scale.width)
        })
    };
    let onpointermove = {
        let onpoint = onpoint.clone();
        Callback::from(move |event: PointerEvent| onpoint.emit(pointed(&event)))
    };
    let onclick = {
        let (go, at) = (go.clone(), board.moments.get(shown).copied().filter(|_| place.is_some()));
        Callback::from(move |_: MouseEvent| go(at))
    };
    let onkeydown = {
        let (onpoint, board) = (onpoint.clone(), board.clone());
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => shown.saturating_sub(usize::from(place.is_some())),
                "ArrowRight" | "ArrowUp" => (shown + 1).min(last),
                "PageUp" => shown.saturating_sub(20),
                "PageDown" => (shown + 20).min(last),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    event.prevent_default();
                    event.stop_propagation();
                    return go(board.moments.get(shown).copied().filter(|_| place.is_some()));
                }
                _ => return,
            };
            event.prevent_default();
            // the arrows go through time, too
            event.stop_propagation();
            onpoint.emit(board.moments.get(to).copied());
        })
    };
    let values: Vec<String> = chart
        .series
        .iter()
        .map(|series| format!("{} {}", name_of(&series.whose, &look.cluster), said(series.values[shown], &metric)))
        .collect();
    let spoken = format!("{}, at {}", values.join(", "), span(board.moments[shown].0));
    let (width, height) =
        (scale.left + scale.width + VALUE, LINE * float(i64::try_from(chart.series.len()).unwrap_or(1)));
    let mut shapes: Vec<Html> = Vec::new();
    for (number, series) in (0..).zip(&chart.series) {
        shapes.extend(line(series, chart, board, look, scale, (LINE * float(number), shown)));
    }
    if let Some(at) = place.and_then(|place| board.moments.get(place)) {
        shapes.push(upright("pointer", scale.x(*at), 0.0, height));
    }
    html! {
        <section class="chart" key={metric.kafka}>
            <h2>{ metric.word }</h2>
            <p class="kafka">{ for metric.kafka.split_inclusive([',', ':', '=']).map(|part| html! { <>{ part }<wbr /></> }) }</p>
            <div class="chart-lines" role="slider" tabindex="0" aria-label={metric.word} aria-valuemin="0" aria-valuemax={last.to_string()}
                aria-valuenow={shown.to_string()} aria-valuetext={spoken} {onpointermove} {onclick} {onkeydown}>
                { hidden((width, height), shapes) }
            </div>
        </section>
    }
}

/// A picture for eyes only: what it shows is told beside it.
fn hidden((width, height): (f64, f64), inside: Vec<Html>) -> Html {
    let (width, height) = (px(width), px(height));
    let values = vec!["true".to_owned(), format!("0 0 {width} {height}"), width, height];
    element("svg", &["aria-hidden", "viewBox", "width", "height"], values, inside)
}

/// One line: its name, its way, its value.
fn line(
    series: &Series,
    chart: &Chart,
    board: &Board,
    look: &Look,
    scale: Scale,
    (top, shown): (f64, usize),
) -> Vec<Html> {
    let (high, low) = (top + 5.0, top + LINE - 6.0);
    let y = |value: f64| low - (low - high) * value / chart.most;
    let (mut way, mut area) = (String::new(), String::new());
    let mut open: Option<f64> = None;
    let close = |area: &mut String, x: f64| *area += &format!("H{}V{}z", px(x), px(low));
    for (at, value) in board.moments.iter().zip(&series.values) {
        let x = scale.x(*at);
        match (value, open) {
            (Some(value), None) => {
                way += &format!("M{} {}", px(x), px(y(*value)));
                area += &format!("M{} {}V{}", px(x), px(low), px(y(*value)));
                open = Some(x);
            }
            // it stays as it was until something else is known
            (Some(value), Some(_)) => {
                let piece = format!("H{}V{}", px(x), px(y(*value)));
                way += &piece;
                area += &piece;
            }
            (None, Some(_)) => {
                way += &format!("H{}", px(x));
                close(&mut area, x);
                open = None;
            }
            (None, None) => {}
        }
    }
    if open.is_some() {
        let end = scale.left + scale.width;
        way += &format!("H{}", px(end));
        close(&mut area, end);
    }
    let value = series.values[shown];
    let mut shapes = vec![
        text("muted", (0.0, top + 21.0), Anchor::Start, name_of(&series.whose, &look.cluster)),
        path("base", format!("M{} {}H{}", px(scale.left), px(low), px(scale.left + scale.width))),
        path("area", area),
        path("way", way),
    ];
    if let Some(value) = value {
        let values = vec!["point".to_owned(), px(scale.x(board.moments[shown])), px(y(value)), "3.2".to_owned()];
        shapes.push(element("circle", &["class", "cx", "cy", "r"], values, Vec::new()));
    }
    let class = if value.is_none() { "value muted" } else { "value" };
    shapes.push(text(
        class,
        (scale.left + scale.width + VALUE - 2.0, top + 21.5),
        Anchor::End,
        said(value, &chart.metric),
    ));
    shapes
}
