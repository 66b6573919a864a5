//! Play, pause, step, speed.

use yew::prelude::*;

use super::verb;
use crate::store::Play;
use crate::text::span;

/// What can be done with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Pause, or go on.
    Toggle,
    /// One event.
    Step,
    /// Faster.
    Faster,
    /// Slower.
    Slower,
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
}

/// The play bar.
#[component]
pub fn PlayBar(props: &Props) -> Html {
    let Play { paused, speed, now, waited } = props.play;
    let does = |time: Time| {
        let ontime = props.ontime.clone();
        move || ontime.emit(time)
    };
    let oninternal = {
        let (oninternal, internal) = (props.oninternal.clone(), props.internal);
        Callback::from(move |_: Event| oninternal.emit(!internal))
    };
    html! {
        <footer class="playbar" role="toolbar" aria-label="Time">
            { verb(if paused { "▶ Play" } else { "⏸ Pause" }, "Space", "primary play", does(Time::Toggle)) }
            { verb("▶| Step", "one event ( . )", "step", does(Time::Step)) }
            <span class="speed">
                { verb("−", "slower ( [ )", "", does(Time::Slower)) }
                <output aria-label="speed">{ format!("×{speed}") }</output>
                { verb("+", "faster ( ] )", "", does(Time::Faster)) }
            </span>
            <output class="now" aria-label="time in the world">{ format!("t = {}", seconds(now.0)) }</output>
            if let Some(waited) = waited {
                <span class="waited">{ format!("⏩ {}: only timers run", span(waited)) }</span>
            }
            <span class="spacer"></span>
            <label class="check"><input type="checkbox" checked={props.internal} onchange={oninternal} />{ "internal topics" }</label>
            { verb("↺ Start over", "a fresh world", "quiet", does(Time::Restart)) }
        </footer>
    }
}

/// Seconds with milliseconds, at a fixed width behind the point.
fn seconds(micros: u64) -> String {
    format!("{}.{:03} s", micros / 1_000_000, micros / 1_000 % 1_000)
}
