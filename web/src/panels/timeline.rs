//! The way through time: a strip with all that is worth finding again, and a handle on it that goes both ways.

use glasslog_core::time::Instant;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::playbar::Time;
use super::share::file_address;
use super::verb;
use crate::mode::Kept;
use crate::store::{Course, Mark, MarkKind, Play};
use crate::text::branch;

/// The strip is this many marks wide: of marks that fall together the gravest is drawn.
const PLACES: u64 = 400;

/// The handle goes by so many milliseconds.
const STEP_MS: u64 = 10;

/// The strip.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// How time passes.
    pub play: Play,
    /// What lies on the way.
    pub course: std::rc::Rc<Course>,
    /// Moments that were kept.
    #[prop_or_default]
    pub kept: Kept,
    /// Where two branches that are compared first differ.
    #[prop_or_default]
    pub apart: Option<Instant>,
    /// Something shall be done with time.
    pub ontime: Callback<Time>,
}

/// The strip.
#[component]
pub fn TimeStrip(props: &Props) -> Html {
    let Play { now, end, .. } = props.play;
    let (millis, last) = (now.0 / 1000, end.0.div_ceil(1000).max(1));
    let oninput = {
        let ontime = props.ontime.clone();
        Callback::from(move |event: InputEvent| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(millis) = input.and_then(|input| input.value().parse::<u64>().ok()) {
                // the last step is a short one
                let at = if millis + STEP_MS > last { end } else { Instant(millis * 1000) };
                ontime.emit(Time::Seek(at));
            }
        })
    };
    html! {
        <div class="strip">
            { gaps(&props.course.waits, end) }
            <svg class="marks" viewBox={format!("0 0 {PLACES} 10")} preserveAspectRatio="none" aria-hidden="true">
                <rect class="known" x="0" y="4" width={PLACES.to_string()} height="2" />
                <rect class="seen" x="0" y="4" width={(millis * PLACES / last).to_string()} height="2" />
                { for places(&props.course, end).into_iter().map(|(place, kind)| html! {
                    <rect key={place.to_string()} class={class(kind)} x={place.to_string()} y={if kind == MarkKind::Act { "1" } else { "0" }} width="1" height={if kind == MarkKind::Act { "8" } else { "10" }} />
                }) }
                { for props.kept.iter().map(|(digit, at)| html! {
                    <rect key={format!("kept {digit}")} class="kept" x={place(at, end).to_string()} y="0" width="1" height="10" />
                }) }
                if let Some(left_at) = props.course.boughs.iter().find(|bough| bough.id == props.course.here).and_then(|bough| bough.left_at) {
                    <rect class="fork" x={place(left_at, end).to_string()} y="0" width="1" height="10" />
                }
                if let Some(at) = props.apart {
                    <path class="apart" d={format!("M{0} 0h3l-1.5 4zM{0} 10h3l-1.5 -4z", place(at, end).saturating_sub(1))} />
                }
            </svg>
            <input type="range" min="0" max={last.to_string()} step={STEP_MS.to_string()} value={millis.to_string()} {oninput}
                aria-label="moment" aria-valuetext={format!("{} of {} seconds", tenths(millis), tenths(last))} />
        </div>
    }
}

/// The courses that were taken, once there are two of them.
pub fn branches(course: &Course, ontime: &Callback<Time>, compares: bool, oncompare: &Callback<()>) -> Html {
    if course.boughs.len() < 2 {
        return html! {};
    }
    html! {
        <div class="branches" role="group" aria-label="Branches">
            { for course.boughs.iter().map(|bough| {
                let here = bough.id == course.here;
                let title = match bough.left_at {
                    Some(at) => format!("left at {} s, known up to {} s", tenths(at.0 / 1000), tenths(bough.end.0 / 1000)),
                    None => format!("the first one, known up to {} s", tenths(bough.end.0 / 1000)),
                };
                let (id, ontime) = (bough.id, ontime.clone());
                html! {
                    <button key={id.to_string()} type="button" class={classes!("bough", here.then_some("here"))} aria-pressed={here.to_string()} {title}
                        onclick={move |_: MouseEvent| ontime.emit(Time::Branch(id))}>{ format!("Branch {}", branch(id)) }</button>
                }
            }) }
            <button type="button" class="bough compare" aria-pressed={compares.to_string()} title="both branches side by side ( V )"
                onclick={oncompare.reform(|_: MouseEvent| ())}>{ "Compare" }</button>
            if let Some(at) = course.difference.filter(|_| !compares) {
                { verb(&format!("they first differ at {} s", tenths(at.0 / 1000)), "go there", "quiet", {
                    let ontime = ontime.clone();
                    move || ontime.emit(Time::Seek(at))
                }) }
            }
            { saved(course) }
        </div>
    }
}

/// Branches that made room, as files.
#[inline(never)]
fn saved(course: &Course) -> Html {
    let (Some(last), names) = (course.shed.last(), course.shed.iter()) else { return Html::default() };
    html! {
        <>
            <span class="muted" role="status">{ format!("Two branches are kept: branch {} made room.", branch(last.id)) }</span>
            { for names.map(|shed| {
                let name = branch(shed.id);
                let file = format!("branch-{name}.glasslog");
                html! { <a key={name.clone()} class="button" download={file} href={file_address(&shed.file)}>{ format!("Save branch {name}") }</a> }
            }) }
        </>
    }
}

/// Waits that were made short, as hatched gaps.
#[inline(never)]
fn gaps(waits: &[(Instant, Instant)], end: Instant) -> Html {
    if waits.is_empty() {
        return Html::default();
    }
    html! {
        <div class="gaps" aria-hidden="true">
            { for spans(waits, end).into_iter().map(|(from, to)| {
                let percent = |place: u64| format!("{}.{}", place / 4, place % 4 * 25);
                html! { <i key={from.to_string()} style={format!("left:{}%;width:{}%", percent(from), percent(to - from))}></i> }
            }) }
        </div>
    }
}

/// The waits by place, from the first one to the one after the last; those that touch are one.
fn spans(waits: &[(Instant, Instant)], end: Instant) -> Vec<(u64, u64)> {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for (from, to) in waits.iter().filter(|(from, _)| *from < end) {
        let (from, to) = (place(*from, end), place(*to, end) + 1);
        match spans.last_mut() {
            Some((_, last)) if *last >= from => *last = to.max(*last),
            _ => spans.push((from, to)),
        }
    }
    spans
}

fn place(at: Instant, end: Instant) -> u64 {
    (at.0 * PLACES / end.0.max(1)).min(PLACES - 1)
}

/// The marks by place, the gravest of each.
fn places(course: &Course, end: Instant) -> Vec<(u64, MarkKind)> {
    let mut places: Vec<(u64, MarkKind)> = Vec::new();
    for Mark { at, kind } in &course.marks {
        let place = place(*at, end);
        match places.last_mut() {
            Some((last, known)) if *last == place => *known = (*known).max(*kind),
            _ => places.push((place, *kind)),
        }
    }
    places
}

fn class(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Act => "act",
        MarkKind::Rebalance => "rebalance",
        MarkKind::Election => "election",
        MarkKind::Death => "death",
    }
}

fn tenths(millis: u64) -> String {
    format!("{}.{}", millis / 1000, millis / 100 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_marks_that_fall_together_the_gravest_is_drawn() {
        let mark = |seconds: u64, kind| Mark { at: Instant(seconds * 1_000_000), kind };
        let marks = vec![
            mark(1, MarkKind::Act),
            mark(1, MarkKind::Death),
            mark(1, MarkKind::Election),
            mark(200, MarkKind::Act),
        ];
        let course = Course { marks, ..Course::default() };
        assert_eq!(places(&course, Instant(400_000_000)), [(1, MarkKind::Death), (200, MarkKind::Act)]);
    }

    #[test]
    fn waits_that_touch_are_one_gap_and_none_ends_past_the_strip() {
        let waits = [(1, 9), (10, 20), (100, 109), (390, 500), (600, 700)]
            .map(|wait: (u64, u64)| (Instant(wait.0 * 1_000_000), Instant(wait.1 * 1_000_000)));
        assert_eq!(spans(&waits, Instant(400_000_000)), [(1, 21), (100, 110), (390, 400)]);
    }
}
