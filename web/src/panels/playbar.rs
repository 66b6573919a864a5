//! Play, pause, step, speed.

use glasslog_core::time::Instant;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::verb;
use crate::clock::{Awaited, RATES, Wait};
use crate::store::{Jump, Play};
use crate::text::span;

/// What can be done with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Pause, or go on.
    Toggle,
    /// It stands, or it passes, whatever it did before.
    Stand(bool),
    /// One event.
    Step,
    /// Faster.
    Faster,
    /// Slower.
    Slower,
    /// True time instead of story time, or back.
    Turn,
    /// To this moment, back or ahead.
    Seek(Instant),
    /// To the moment before, or after, of the kind that is chosen.
    NextMark(bool),
    /// This is the kind to jump to.
    Jump(Jump),
    /// To the moment before the last act.
    Undo,
    /// To the moment after the next act that lies ahead.
    Redo,
    /// Over to another branch.
    Branch(usize),
    /// Another world, from the beginning.
    Restart,
}

/// The play bar.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// How time passes.
    pub play: Play,
    /// Something shall be done with time.
    pub ontime: Callback<Time>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// Show or hide them.
    pub oninternal: Callback<bool>,
    /// Whether that is offered here: most levels have nothing to do with them.
    #[prop_or(true)]
    pub keeps: bool,
    /// What stands at the end of it.
    #[prop_or_default]
    pub children: Html,
}

/// The play bar.
#[component]
pub fn PlayBar(props: &Props) -> Html {
    let Play { paused, speed, rate, now, waited, end, can_undo, can_redo, jump } = props.play;
    let (_, _, before, after) = *JUMPS.iter().find(|(other, ..)| *other == jump).unwrap_or(&JUMPS[0]);
    let does = |time: Time| {
        let ontime = props.ontime.clone();
        move || ontime.emit(time)
    };
    let oninternal = {
        let (oninternal, internal) = (props.oninternal.clone(), props.internal);
        Callback::from(move |_: Event| oninternal.emit(!internal))
    };
    html! {
        <div class="playbar" role="toolbar" aria-label="Time">
            <button type="button" class="primary play" title="Space" onclick={props.ontime.reform(|_: MouseEvent| Time::Toggle)}>
                { if paused { icon("M3 1.5L13 8L3 14.5z") } else { icon("M3 2h3.4v12H3zM9.6 2H13v12H9.6z") } }
                <span class="word">{ if paused { "Play" } else { "Pause" } }</span>
            </button>
            <button type="button" class="step" title="one event ( . )" onclick={props.ontime.reform(|_: MouseEvent| Time::Step)}>
                { icon("M2 1.5L10 8L2 14.5zM11.5 2H14v12h-2.5z") }<span class="word">{ "Step" }</span>
            </button>
            <span class="jumps">
                <button type="button" title={before} aria-label={before} onclick={props.ontime.reform(|_: MouseEvent| Time::NextMark(false))}>
                    { icon("M2 2h2.5v12H2zM14 1.5v13L6 8z") }
                </button>
                { jumps(jump, &props.ontime) }
                <button type="button" title={after} aria-label={after} aria-disabled={(now >= end && !is_lived(jump)).to_string()} onclick={props.ontime.reform(|_: MouseEvent| Time::NextMark(true))}>
                    { icon("M11.5 2H14v12h-2.5zM2 1.5L10 8L2 14.5z") }
                </button>
                // not `disabled`: what has the focus would lose it
                <button type="button" title="to the moment before the last act ( U )" aria-disabled={(!can_undo).to_string()} onclick={props.ontime.reform(|_: MouseEvent| Time::Undo)}>
                    <span class="narrow" aria-hidden="true">{ "↶" }</span><span class="word">{ "Undo" }</span>
                </button>
                <button type="button" class="redo" title="to the moment after the next act ( R )" aria-disabled={(!can_redo).to_string()} onclick={props.ontime.reform(|_: MouseEvent| Time::Redo)}>
                    <span class="narrow" aria-hidden="true">{ "↷" }</span><span class="word">{ "Redo" }</span>
                </button>
            </span>
            <span class="speed">
                { verb("−", "slower ( [ )", "", does(Time::Slower)) }
                <output aria-label="speed">{ rate.map_or_else(|| format!("×{}", hundredths(speed)), constant) }</output>
                { verb("+", "faster ( ] )", "", does(Time::Faster)) }
            </span>
            <label class="check" title="one rate for all: nothing is slowed down for, and no wait made shorter">
                <input type="checkbox" checked={rate.is_some()} onchange={props.ontime.reform(|_: Event| Time::Turn)} />{ "true time" }
            </label>
            <output class="now" aria-label="time in the world">{ format!("t = {}", seconds(now.0)) }</output>
            if now < end {
                <span class="past" title={format!("of {}", seconds(end.0))}>{ "acting here begins another branch" }</span>
                <button type="button" class="quiet" onclick={props.ontime.reform(move |_: MouseEvent| Time::Seek(end))}>{ "Back to the end" }</button>
            }
            if let Some(waited) = waited {
                <span class="waited">{ icon("M1 2.5L8 8L1 13.5zM8 2.5L15 8L8 13.5z") }{ waits(waited) }</span>
            }
            <span class="spacer"></span>
            if props.keeps {
                <label class="check"><input type="checkbox" checked={props.internal} onchange={oninternal} />{ "internal topics" }</label>
            }
            { props.children.clone() }
            { verb("Start over", "a fresh world", "quiet restart", does(Time::Restart)) }
        </div>
    }
}

/// All that one can jump to: its name, and what the buttons before and behind it do then.
const JUMPS: [(Jump, &str, &str, &str); 7] = [
    (Jump::Any, "mark", "to the mark before", "to the next mark"),
    (Jump::Record, "record", "to the record before", "to the next record"),
    (Jump::Ack, "ack", "to the ack before", "to the next ack"),
    (Jump::Election, "election", "to the election before", "to the next election"),
    (Jump::Rebalance, "rebalance", "to the rebalance before", "to the next rebalance"),
    (Jump::Failure, "failure", "to the failure before", "to the next failure"),
    (Jump::Act, "act", "to the act before", "to the next act"),
];

/// Whether such a moment can be found past the last one that is known.
fn is_lived(jump: Jump) -> bool {
    matches!(jump, Jump::Record | Jump::Ack)
}

/// What the jumps lead to.
fn jumps(chosen: Jump, ontime: &Callback<Time>) -> Html {
    let onchange = ontime.reform(|event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default();
        let jump = JUMPS.iter().find(|(_, word, ..)| *word == value).map(|(jump, ..)| *jump);
        Time::Jump(jump.unwrap_or_default())
    });
    html! {
        <select class="jump" aria-label="jump to" title="what ← and → jump to" {onchange}>
            { for JUMPS.iter().map(|(jump, word, ..)| html! { <option key={*word} value={*word} selected={*jump == chosen}>{ *word }</option> }) }
        </select>
    }
}

fn icon(data: &'static str) -> Html {
    html! { <svg class="icon" width="12" height="12" viewBox="0 0 16 16" aria-hidden="true"><path d={data} /></svg> }
}

/// A speed: ×0.25, ×16.
fn hundredths(speed: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a small factor")]
    let hundredths = (speed * 100.0).round() as i64;
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest => format!("{}.{rest}", hundredths / 100).trim_end_matches('0').to_owned(),
    }
}

/// How long is waited, and what for.
#[inline(never)]
fn waits(wait: Wait) -> String {
    let what = match wait.what {
        None => "only timers run",
        Some(Awaited::Timer) => "a timer",
        Some(Awaited::BrokerSession) => "broker session timeout",
        Some(Awaited::ReplicaLag) => "replica lag",
        Some(Awaited::MemberSession) => "a member's session timeout",
        Some(Awaited::Heartbeat) => "a member's heartbeat",
        Some(Awaited::Rebalance) => "rebalance",
        Some(Awaited::Leaders) => "leader rebalance",
        Some(Awaited::Record) => "a producer's next record",
        Some(Awaited::Linger) => "linger",
        Some(Awaited::Retry) => "a retry",
        Some(Awaited::Commit) => "a consumer's next commit",
        Some(Awaited::Fetch) => "the next fetch",
        Some(Awaited::Start) => "a broker's start",
        Some(Awaited::Retention) => "retention",
    };
    format!("{}: {what}", span(wait.micros))
}

/// A rate of true time: 1:30, 10:1.
#[inline(never)]
fn constant(rate: usize) -> String {
    RATES.get(rate).map(|(world, screen)| format!("{world}:{screen}")).unwrap_or_default()
}

/// Seconds with milliseconds, at a fixed width behind the point.
fn seconds(micros: u64) -> String {
    format!("{}.{:03} s", micros / 1_000_000, micros / 1_000 % 1_000)
}
