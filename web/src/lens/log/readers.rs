//! A group on the log's axis: ▼ and ◆, how far behind; and a form that sets it to another offset, with what that would do.

use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::Action;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::layout::Window;
use super::marks::{Mark, Preview, Readers};
use crate::panels::submit;
use crate::text::{self, px};

/// The height of a group's track, and where its line runs.
const HEIGHT: f64 = 48.0;
const LINE: f64 = 21.0;

/// A group's row.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) readers: Rc<Readers>,
    pub(super) window: Window,
    /// What is safe in truth.
    pub(super) truth: Mark,
    pub(super) width: f64,
    pub(super) topic: Text,
    pub(super) partition: PartitionIndex,
    /// What can be done; nothing where one can only look.
    pub(super) onact: Option<Callback<Action>>,
}

#[component]
pub(super) fn ReadersView(props: &Props) -> Html {
    let Props { readers, window, .. } = props;
    let wanted = use_state_eq(|| None::<Offset>);
    let preview = wanted.map(|to| readers.preview(to, window));
    let who: Vec<&str> = readers.positions.iter().map(|(label, _)| label.as_str()).collect();
    let lag = readers.lag.unwrap_or(0);
    html! {
        <section class="log-group" aria-label={format!("Group {}", readers.group)}>
            <div class="log-group-head">
                <h3>{ format!("◆ {} ", readers.letter) }<span class="muted">{ text::cut(&readers.group, 24) }</span></h3>
                <span class={if lag > 0 { "waiting-text" } else { "muted" }}>{ format!("lag {lag}") }</span>
                if !who.is_empty() { <span class="muted">{ format!("read by {}", who.join(", ")) }</span> }
                <span class="spacer"></span>
                if let Some(onact) = &props.onact {
                    { reset(props, onact, &wanted) }
                }
            </div>
            if let Some(preview) = &preview { { consequences(readers, preview) } }
            <svg class="still" role="img" aria-label={readers.spoken()} width={px(props.width)} height={px(HEIGHT)} viewBox={format!("0 0 {} {HEIGHT}", px(props.width))}>
                { track(props) }
                { preview.map(|preview| ghost(&preview)) }
            </svg>
        </section>
    }
}

/// The form, which shows what it would do while one types.
fn reset(props: &Props, onact: &Callback<Action>, wanted: &UseStateHandle<Option<Offset>>) -> Html {
    let Props { readers, topic, partition, .. } = props;
    let (first, last) = readers.bounds;
    let oninput = {
        let wanted = wanted.setter();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            wanted.set(typed.trim().parse().ok().map(|to: i64| Offset(to.clamp(first.0, last.0))));
        })
    };
    let onsubmit = {
        let (onact, wanted, readers) = (onact.clone(), wanted.clone(), readers.clone());
        let (topic, partition) = (topic.clone(), *partition);
        submit(move || {
            if let Some(offset) = *wanted {
                let (group, topic) = (readers.group.clone(), topic.clone());
                onact.emit(Action::ResetCommit { group, topic, partition, offset });
                wanted.set(None);
            }
        })
    };
    let value = wanted.map(|offset| offset.to_string()).unwrap_or_default();
    html! {
        <form {onsubmit} aria-label={format!("Reset group {}", readers.group)}>
            <label>{ "Reset to offset" }<input type="number" inputmode="numeric" min={first.to_string()} max={last.to_string()} required=true {value} {oninput} /></label>
            <button disabled={wanted.is_none()}>{ "Reset" }</button>
        </form>
    }
}

/// What a reset would do, and who is in its way.
fn consequences(readers: &Readers, preview: &Preview) -> Html {
    let members = i64::try_from(readers.members).unwrap_or(0);
    html! {
        <p class="consequences" role="status">
            { preview.words() }
            if members > 0 {
                <span class="bad-text">{ format!(" ⚠ It has {}: its coordinator refuses until all have left.", text::count(members, "member")) }</span>
            }
        </p>
    }
}

fn at(x: f64) -> String {
    format!("translate({} {LINE})", px(x))
}

fn track(props: &Props) -> Html {
    let Props { readers, window, truth, .. } = props;
    // several at the same place stand beside each other
    let beside = |place: usize| {
        let x = readers.positions[place].1.x;
        readers.positions[..place].iter().filter(|(_, mark)| (mark.x - x).abs() < 1.0).count() as f64 * 22.0
    };
    html! {
        <g aria-hidden="true">
            <path class="track" d={format!("M{} {LINE}H{}", px(window.left), px(window.right))} />
            if !truth.hidden { <path class="truth" d={format!("M{} 2V{}", px(truth.x), px(HEIGHT - 4.0))} /> }
            if let (Some((from, upto)), Some(lag)) = (readers.behind, readers.lag) {
                <g class="lag">
                    <path d={format!("M{} {}v7H{}v-7", px(from), px(LINE + 7.0), px(upto))} />
                    <text x={px((from + upto) / 2.0)} y={px(LINE + 18.5)} text-anchor="middle">{ lag }</text>
                </g>
            }
            { for readers.positions.iter().enumerate().map(|(place, (label, mark))| html! {
                <g key={label.clone()} class="position" transform={at(mark.x - beside(place))}>
                    <path d="M0-3l-5.5-9h11z" />
                    <text x={if mark.x < window.left + 30.0 { "9" } else { "-9" }} y="-4" text-anchor={if mark.x < window.left + 30.0 { "start" } else { "end" }}>{ label }</text>
                </g>
            }) }
            { readers.commit.map(|commit| html! {
                <g class="commit" transform={at(commit.x)}>
                    <path d="M0-1l6 6l-6 6l-6-6z" />
                    <text x={if commit.x < window.left + 40.0 { "11" } else { "-10" }} y="14" text-anchor={if commit.x < window.left + 40.0 { "start" } else { "end" }}>
                        { if commit.hidden { format!("{} at {}", readers.letter, commit.offset) } else { readers.letter.to_string() } }
                    </text>
                </g>
            }) }
        </g>
    }
}

/// Where ◆ would stand, and what lies in between.
fn ghost(preview: &Preview) -> Html {
    let (from, upto) = preview.way;
    let class = if preview.skipped > 0 { "preview skips" } else { "preview" };
    html! {
        <g {class} aria-hidden="true">
            <rect x={px(from)} y={px(LINE - 3.0)} width={px(upto - from)} height="6" />
            <path transform={at(preview.to.x)} d="M0-1l6 6l-6 6l-6-6z" />
        </g>
    }
}
