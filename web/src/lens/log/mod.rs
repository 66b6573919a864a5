//! The log lens: one partition across the whole width, its copies one under the other on one axis of offsets.

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::Look;
use super::draw::{Anchor, group, picture, text, upright};
use crate::dom;
use crate::panels::{submit, typed};
use crate::scene::Cluster;
use crate::stage::hatches;
use crate::store::Selected;
use layout::{Gaze, LogScene, moved};
use readers::{Wanted, readers};
use row::RowView;

mod layout;
mod marks;
mod readers;
mod row;
mod strip;
mod window;

#[cfg(test)]
mod tests;

/// A partition by name.
type Place = (Text, PartitionIndex);

/// The partition that a choice is about, if it is about one.
fn place_of(selected: Option<&Selected>) -> Option<Place> {
    match selected {
        Some(Selected::Partition(topic, partition) | Selected::Record(topic, partition, _)) => {
            Some((topic.clone(), *partition))
        }
        _ => None,
    }
}

/// What somebody has set here.
#[derive(Clone, Default, PartialEq)]
struct Sight {
    /// The partition; none for the first one.
    place: Option<Place>,
    /// Where the window begins; none to follow the end.
    from: Option<Offset>,
    /// The reset that is being thought of.
    wanted: Wanted,
}

/// One partition in full. It is drawn anew only when what it looks at has changed, and each copy only when that copy has.
#[component]
pub(super) fn LogLens(look: &Look) -> Html {
    let Look { cluster, internal, selected, onselect, .. } = look;
    let [host, grip, field] = [use_node_ref(), use_node_ref(), use_node_ref()];
    let width = dom::use_width(&host);
    let sight = use_state_eq(|| Sight { place: place_of(selected.as_ref()), ..Sight::default() });
    let places = cluster.partitions(*internal);
    let place = sight.place.as_ref().filter(|place| places.contains(place)).or(places.first()).cloned();
    let gaze = Gaze { width: width.max(320.0), from: sight.from };
    let scene = place.as_ref().and_then(|(topic, partition)| LogScene::of(cluster, topic, *partition, gaze));
    {
        let (sight, window, place) = (sight.clone(), scene.as_ref().map(|scene| scene.window), place.clone());
        let offsets = scene.as_ref().map(|scene| scene.offsets.clone());
        use_effect_with(selected.clone(), move |selected| {
            // what is chosen elsewhere, in a card or by the arrow keys, comes into sight
            let of = place_of(selected.as_ref());
            let mut sees = (*sight).clone();
            let elsewhere = of.is_some() && of != place;
            if elsewhere {
                sees = Sight { place: of, ..Sight::default() };
            }
            if let (Some(Selected::Record(_, _, offset)), Some(window), Some(offsets)) = (selected, window, offsets)
                && !elsewhere
                && !(window.from..window.upto()).contains(offset)
            {
                sees.from = moved(&offsets, window.across, Offset(offset.0 - window.across / 2));
            }
            sight.set(sees);
        });
    }
    {
        let (onread, cluster) = (look.onread.clone(), cluster.clone());
        let window = scene.as_ref().map(|scene| (scene.window.from, scene.window.upto()));
        use_effect_with((place.clone(), window), move |(place, window)| {
            read_missing(&cluster, place.as_ref(), *window, onread.as_ref());
        });
    }
    let (Some(place), Some(scene)) = (place, scene.filter(|_| width > 0.0)) else {
        let empty = places.is_empty().then_some("There is no partition yet.");
        return html! { <div class="stage log" ref={host}><p class="hint muted">{ empty }</p></div> };
    };
    let (topic, partition) = place.clone();
    let onmove = {
        let (sight, offsets, across) = (sight.clone(), scene.offsets.clone(), scene.window.across);
        Callback::from(move |to: Offset| sight.set(Sight { from: moved(&offsets, across, to), ..(*sight).clone() }))
    };
    let onplace = {
        let (sight, places) = (sight.clone(), places.clone());
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let at = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            sight.set(Sight { place: at.and_then(|at| places.get(at).cloned()), ..Sight::default() });
        })
    };
    let name = format!("{topic}-{partition}");
    let recorded = match selected {
        Some(Selected::Record(of, index, offset)) if (of, *index) == (&topic, partition) => Some(*offset),
        _ => None,
    };
    let onrecord = onselect.reform(move |offset: i64| Selected::Record(topic.clone(), partition, Offset(offset)));
    let thought = sight.wanted.clone();
    let onwanted = Callback::from(move |wanted| sight.set(Sight { wanted, ..(*sight).clone() }));
    let label = format!("The log of {name}: offsets {} to {}", scene.offsets.start, scene.offsets.end.0 - 1);
    let rows = scene.rows.iter().map(|row| {
        let (key, row, onrecord) = (row.broker.0, row.clone(), onrecord.clone());
        html! { <RowView {key} {row} window={scene.window} selected={recorded} {onrecord} /> }
    });
    let strip = strip::strip(&scene, &grip, &onmove);
    let shapes = vec![hatches(), strip, axis(&scene), rows.collect()];
    html! {
        <div class="stage log" ref={host}>
            <div class="log-controls">
                <label>{ "Partition" }<select onchange={onplace}>
                    { for places.iter().map(|one| html! { <option selected={*one == place}>{ format!("{}-{}", one.0, one.1) }</option> }) }
                </select></label>
                { controls(&scene, &field, &onmove) }
            </div>
            { picture("group", label, (scene.width, scene.height), shapes) }
            { for scene.readers.iter().map(|group| readers(&scene, group, &place, look.onact.as_ref(), (&thought, &onwanted))) }
            if scene.readers.is_empty() { <p class="hint muted">{ "No group reads this partition." }</p> }
        </div>
    }
}

/// Asks for what is in sight and has not been read yet.
fn read_missing(
    cluster: &Cluster,
    place: Option<&Place>,
    window: Option<(Offset, Offset)>,
    onread: Option<&Callback<(Text, PartitionIndex, Offset)>>,
) {
    let (Some((topic, partition)), Some((from, upto)), Some(onread)) = (place, window, onread) else { return };
    let Some(copy) = cluster.leading(topic, *partition) else { return };
    let (first, end) = (from.max(copy.view.log_start), upto.min(copy.view.log_end));
    if let Some(missing) = cluster.contents.missing(&copy.view, first, end) {
        onread.emit((topic.clone(), *partition, missing));
    }
}

/// Which piece of the log.
fn controls(scene: &LogScene, field: &NodeRef, onmove: &Callback<Offset>) -> Html {
    let go = {
        let (field, onmove) = (field.clone(), onmove.clone());
        submit(move || {
            if let Ok(offset) = typed(&field).trim().parse() {
                onmove.emit(Offset(offset));
            }
        })
    };
    let window = scene.window;
    let half = (window.across / 2).max(1);
    let step = |label: &str, title: &str, to: Offset, there: bool| {
        let onmove = onmove.clone();
        html! { <button type="button" aria-label={title.to_owned()} title={title.to_owned()} disabled={!there} onclick={move |_: MouseEvent| onmove.emit(to)}>{ label }</button> }
    };
    let older = window.from > scene.offsets.start;
    html! {
        <>
            <form onsubmit={go} aria-label="Move the window">
                <label>{ "Go to offset" }<input ref={field} type="number" inputmode="numeric" min={scene.offsets.start.to_string()}
                    max={scene.offsets.end.to_string()} placeholder={window.from.to_string()} required=true /></label>
                <button>{ "Go" }</button>
            </form>
            <span class="steps">
                { step("‹", "Older records", Offset(window.from.0 - half), older) }
                { step("›", "Newer records", window.from.plus(half), !scene.follows) }
                { step("⇥", "Follow the end", scene.offsets.end, !scene.follows) }
                <span class="muted">{ if scene.follows { "follows the end" } else { "stands still" } }</span>
            </span>
        </>
    }
}

/// The numbers of the offsets in sight, each over its record.
fn axis(scene: &LogScene) -> Html {
    let y = layout::axis();
    let lines = scene.ticks.iter().map(|(_, x)| upright("grid", *x, y + 5.0, scene.height - 8.0));
    let numbers = scene.ticks.iter().map(|(offset, x)| text("", (*x, y), Anchor::Middle, offset.to_string()));
    group("axis", (0.0, 0.0), lines.chain(numbers).collect())
}
