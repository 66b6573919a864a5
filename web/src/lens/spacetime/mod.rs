//! The space-time lens: who exchanges messages side by side, time running down, messages as slanted lines.

use glasslog_core::time::Instant;
use yew::prelude::*;

use super::{Look, draw};
use crate::dom;
use crate::scene::Past;
use crate::stage::hatches;
use layout::{Diagram, Gaze, SPANS};

mod choice;
mod details;
mod labels;
mod layout;
mod picture;
#[cfg(test)]
mod tests;

/// What somebody has set here.
#[derive(Clone, Copy, PartialEq)]
struct Sight {
    upto: Option<Instant>,
    zoom: usize,
    routine: bool,
    chosen: Option<u64>,
    listed: bool,
}

impl Sight {
    /// The window so many parts of itself earlier or later; at the present it follows that.
    fn moved(self, diagram: &Diagram, quarters: i64, now: Instant) -> Sight {
        let step = i64::try_from(SPANS[self.zoom] / 4).unwrap_or(1) * quarters;
        let upto = Instant(diagram.upto.0.saturating_add_signed(step));
        Sight { upto: (upto < now).then_some(upto), ..self }
    }

    /// With a message in sight.
    fn choosing(self, id: Option<u64>, past: &Past, diagram: &Diagram) -> Sight {
        let passed = past.messages.iter().find(|passed| Some(passed.id) == id);
        let outside = passed.filter(|passed| passed.departed < diagram.from || passed.departed > diagram.upto);
        let upto = outside.map_or(self.upto, |passed| Some(Instant(passed.departed.0 + SPANS[self.zoom] / 2)));
        Sight { chosen: id, upto, ..self }
    }
}

/// What there is to be said where nothing is told of messages.
fn nothing_told() -> Html {
    html! {
        <div class="empty hint">
            <p>{ "Here every message between clients, brokers and the controller would be a line: sent at one end, received a little later at the other." }</p>
            <p>{ "A server that works for others does not tell of each message. In the sandbox, the same broker does: " }<a href="#sandbox?lens=spacetime">{ "look there." }</a></p>
        </div>
    }
}

/// Messages in space and time.
#[component]
pub(super) fn SpaceTimeLens(look: &Look) -> Html {
    let host = use_node_ref();
    let width = dom::use_width(&host);
    let best =
        || look.past.as_ref().map_or(3, |past| layout::zoom_for(past, &look.cluster, look.selected.as_ref(), look.now));
    let sight = use_state_eq(|| Sight { upto: None, zoom: best(), routine: false, chosen: None, listed: false });
    {
        // what is chosen elsewhere is seen as a whole
        let (sight, zoom, first) = (sight.clone(), best(), use_mut_ref(|| true));
        use_effect_with(look.selected.clone(), move |_| {
            if !first.replace(false) {
                sight.set(Sight { zoom, upto: None, ..*sight });
            }
        });
    }
    let Some(past) = look.past.clone() else {
        return html! { <div class="stage spacetime" ref={host}>{ nothing_told() }</div> };
    };
    let inner = dom::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(720.0);
    let height = (inner - if width < 560.0 { 420.0 } else { 330.0 }).max(300.0);
    let Sight { upto, zoom, routine, chosen, listed } = *sight;
    let gaze = Gaze { width: width.max(300.0), height, now: look.now, upto, zoom, routine, chosen };
    let diagram = Diagram::of(&past, &look.cluster, look.selected.as_ref(), gaze);
    let set = |to: Sight| {
        let sight = sight.clone();
        Callback::from(move |_: MouseEvent| sight.set(to))
    };
    let onchoose = {
        let (sight, past, diagram) = (sight.clone(), past.clone(), diagram.clone());
        Callback::from(move |id: u64| {
            let id = (sight.chosen != Some(id)).then_some(id);
            sight.set(sight.choosing(id, &past, &diagram));
        })
    };
    let button = |label: &str, title: &str, there: bool, to: Sight| {
        html! { <button type="button" aria-label={title.to_owned()} title={title.to_owned()} disabled={!there} onclick={set(to)}>{ label.to_owned() }</button> }
    };
    let span = crate::text::span(SPANS[zoom]);
    let earlier = diagram.from > past.since;
    let controls = html! {
        <div class="log-controls">
            { about(look) }
            <span class="steps zooms">
                { button("−", "See more time", zoom + 1 < SPANS.len(), Sight { zoom: zoom + 1, ..*sight }) }
                <span class="muted">{ span }</span>
                { button("+", "See less time", zoom > 0, Sight { zoom: zoom.saturating_sub(1), ..*sight }) }
            </span>
            <label class="check"><input type="checkbox" checked={routine} onchange={{
                let sight = sight.clone();
                Callback::from(move |_: Event| sight.set(Sight { routine: !routine, ..*sight }))
            }} />{ "heartbeats and empty fetches" }</label>
            <span class="steps">
                { button("▲", "Earlier", earlier, sight.moved(&diagram, -2, look.now)) }
                { button("▼", "Later", upto.is_some(), sight.moved(&diagram, 2, look.now)) }
                { button("⤓", "Follow the present", upto.is_some(), Sight { upto: None, ..*sight }) }
            </span>
        </div>
    };
    let found = past.messages.iter().find(|passed| Some(passed.id) == chosen);
    let messages = messages(look, &past, &diagram, &sight, &onchoose);
    // each in a place of its own, and below what comes and goes: what has the focus must stay the element that it is
    let ground = draw::group("", (0.0, 0.0), picture::ground(&diagram));
    let heads = picture::heads(&diagram, look.selected.as_ref(), &look.onselect);
    let shapes = vec![hatches(), ground, messages, draw::group("", (0.0, 0.0), vec![heads])];
    let label = "Messages in space and time: who sends and is sent to side by side, time running down".to_owned();
    html! {
        <div class="stage spacetime" ref={host}>
            { controls }
            <div class="matrix-scroller">{ draw::picture("group", label, (diagram.width, diagram.height), shapes) }</div>
            <div class="below">
                if diagram.all.is_empty() { <p class="hint muted">{ if look.selected.is_some() { "Nothing has flown for what is chosen, as far as is remembered." } else { "Nothing has flown yet." } }</p> }
                { found.map(|passed| details::details(passed, look, &past, &onchoose)).unwrap_or_default() }
                if found.is_none() && !diagram.all.is_empty() { <p class="hint muted">{ "Choose a message to see what it says, and to go to its moment." }</p> }
                <p class="hint"><button type="button" class="quiet" aria-expanded={listed.to_string()} onclick={set(Sight { listed: !listed, ..*sight })}>{ "The messages as a list" }</button></p>
                if listed { { details::list(&diagram.all, look, &past, chosen, &onchoose) } }
            </div>
        </div>
    }
}

/// Of whom these messages are, and how to see all.
fn about(look: &Look) -> Html {
    let Some(selected) = look.selected.clone() else { return html! { <span class="muted">{ "all messages" }</span> } };
    let name = choice::name_of(&selected, &look.cluster);
    let onclick = look.onselect.reform(move |_: MouseEvent| selected.clone());
    html! {
        <span class="about">{ "for " }<strong>{ name }</strong>
            <button type="button" aria-label="Show all messages" title="Show all messages" {onclick}>{ "✕" }</button></span>
    }
}

/// All messages in sight: one stop of the tab key, the arrows go from one to the next.
fn messages(
    look: &Look,
    past: &Past,
    diagram: &Diagram,
    sight: &UseStateHandle<Sight>,
    onchoose: &Callback<u64>,
) -> Html {
    let chosen = sight.chosen;
    let place = chosen.and_then(|id| diagram.all.iter().position(|other| *other == id));
    let onkeydown = {
        let (sight, past, diagram, now) = (sight.clone(), past.clone(), diagram.clone(), look.now);
        Callback::from(move |event: KeyboardEvent| {
            let last = diagram.all.len().checked_sub(1);
            let (sees, zoom) = (*sight, sight.zoom);
            let to = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => place.map_or(last, |place| last.map(|last| (place + 1).min(last))),
                "ArrowUp" | "ArrowLeft" => place.map_or(last, |place| Some(place.saturating_sub(1))),
                "Home" => last.map(|_| 0),
                "End" => last,
                _ => None,
            };
            match (to, event.key().as_str()) {
                (Some(to), _) => sight.set(sees.choosing(diagram.all.get(to).copied(), &past, &diagram)),
                (_, "PageUp") => sight.set(sees.moved(&diagram, -2, now)),
                (_, "PageDown") => sight.set(sees.moved(&diagram, 2, now)),
                (_, "+") => sight.set(Sight { zoom: zoom.saturating_sub(1), ..sees }),
                (_, "-") => sight.set(Sight { zoom: (zoom + 1).min(SPANS.len() - 1), ..sees }),
                (_, "Enter") => dom::first(".passage button").iter().for_each(dom::focus),
                _ => return,
            }
            event.prevent_default();
            // the arrows go through time, too
            event.stop_propagation();
        })
    };
    let found = past.messages.iter().find(|passed| Some(passed.id) == chosen);
    let said = found.map_or_else(
        || format!("{} messages, none chosen. Arrow keys choose one.", diagram.all.len()),
        |passed| details::spoken(passed, look, past),
    );
    let is = |id: u64| chosen == Some(id);
    html! {
        <g class="passages" role="slider" tabindex="0" aria-label="Messages" aria-orientation="vertical" aria-valuemin="0" aria-valuemax={diagram.all.len().to_string()}
            aria-valuenow={place.map_or(0, |place| place + 1).to_string()} aria-valuetext={said} {onkeydown}>
            { picture::frame(diagram) }
            <g>{ for diagram.arrows.iter().map(|arrow| picture::arrow(arrow, is(arrow.id), onchoose)) }</g>
            <g>{ for diagram.arrows.iter().map(|arrow| html! { <g key={arrow.id.to_string()}>{ picture::label(arrow, is(arrow.id)) }</g> }) }</g>
        </g>
    }
}
