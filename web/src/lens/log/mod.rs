//! The log lens: one partition across the whole width, its copies one under the other on one axis of offsets.

use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::Action;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::Look;
use crate::panels::{submit, typed, verb};
use crate::scene::Cluster;
use crate::stage::hatches;
use crate::store::Selected;
use crate::text::px;
use layout::{Gaze, LogScene};
use readers::ReadersView;
use row::RowView;

mod layout;
mod marks;
mod readers;
mod row;
mod strip;
#[cfg(test)]
mod tests;

/// A partition by name.
type Place = (Text, PartitionIndex);

/// The log lens.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// What is looked at.
    pub(super) look: Look,
    /// The room there is, in pixels.
    pub(super) width: f64,
}

/// The partition that a choice is about, if it is about one.
fn place_of(selected: Option<&Selected>) -> Option<Place> {
    match selected {
        Some(Selected::Partition(topic, partition) | Selected::Record(topic, partition, _)) => {
            Some((topic.clone(), *partition))
        }
        _ => None,
    }
}

/// One partition in full.
#[component]
pub(super) fn LogLens(props: &Props) -> Html {
    let Look { cluster, internal, selected, onselect, .. } = &props.look;
    let chosen = use_state_eq(|| place_of(selected.as_ref()));
    let from = use_state_eq(|| None::<Offset>);
    let places = cluster.partitions(*internal);
    let place = chosen.as_ref().filter(|place| places.contains(place)).or(places.first()).cloned();
    let gaze = Gaze { width: props.width, from: *from };
    let scene = use_memo((cluster.clone(), place.clone(), gaze), |(cluster, place, gaze)| {
        place.as_ref().and_then(|(topic, partition)| LogScene::of(cluster, topic, *partition, *gaze))
    });
    {
        // what is chosen elsewhere (in the card, by the arrow keys) comes into sight
        let (chosen, from, scene, place) = (chosen.setter(), from.setter(), scene.clone(), place.clone());
        use_effect_with(selected.clone(), move |selected| {
            let of = place_of(selected.as_ref());
            let moved = of.is_some() && of != place;
            if moved {
                chosen.set(of);
            }
            if let (Some(Selected::Record(_, _, offset)), Some(scene)) = (selected, &*scene) {
                let sight = scene.window.from..scene.window.upto();
                if moved || !sight.contains(offset) {
                    from.set(scene.moved(Offset(offset.0 - scene.window.across / 2)));
                }
            }
        });
    }
    {
        let (onread, cluster, place) = (props.look.onread.clone(), cluster.clone(), place.clone());
        let sight = scene.as_ref().as_ref().map(|scene| (scene.window.from, scene.window.upto()));
        use_effect_with((place, sight), move |(place, sight)| read_missing(&cluster, place, *sight, &onread));
    }
    let (Some((topic, partition)), Some(scene)) = (place.clone(), (*scene).clone()) else {
        return html! { <p class="hint muted">{ "There is no partition yet." }</p> };
    };
    let onmove = {
        let (from, scene) = (from.setter(), scene.clone());
        Callback::from(move |to: Offset| from.set(scene.moved(to)))
    };
    let onplace = {
        let (chosen, from, places) = (chosen.setter(), from.setter(), places.clone());
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let at = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            chosen.set(at.and_then(|at| places.get(at).cloned()));
            from.set(None);
        })
    };
    let onfollow = {
        let from = from.setter();
        Callback::from(move |()| from.set(None))
    };
    let name = format!("{topic}-{partition}");
    let recorded = match selected {
        Some(Selected::Record(of, index, offset)) if (of, *index) == (&topic, partition) => Some(*offset),
        _ => None,
    };
    let onrecord = onselect.reform(move |offset: i64| Selected::Record(topic.clone(), partition, Offset(offset)));
    let (wide, high) = (px(scene.width), px(scene.height));
    let label = format!("The log of {name}: offsets {} to {}", scene.offsets.start, scene.offsets.end.0 - 1);
    html! {
        <div class="stage log">
            <Controls scene={Rc::new(scene.clone())} places={places.iter().map(|(topic, partition)| format!("{topic}-{partition}")).collect::<Vec<_>>()}
                {name} {onplace} onmove={onmove.clone()} {onfollow} />
            <svg class="still" role="group" aria-label={label} width={wide.clone()} height={high.clone()} viewBox={format!("0 0 {wide} {high}")}>
                { hatches() }
                <strip::StripView strip={scene.strip.clone()} offsets={scene.offsets.clone()} window={scene.window} {onmove} />
                { axis(&scene) }
                { for scene.rows.iter().map(|row| html! {
                    <RowView key={row.broker.0} row={row.clone()} window={scene.window} selected={recorded} onrecord={onrecord.clone()} />
                }) }
            </svg>
            { readers(&scene, place, &props.look.onact) }
        </div>
    }
}

/// Asks for what is in sight and has not been read yet.
fn read_missing(
    cluster: &Cluster,
    place: &Option<Place>,
    sight: Option<(Offset, Offset)>,
    onread: &Option<Callback<(Text, PartitionIndex, Offset)>>,
) {
    let (Some((topic, partition)), Some((from, upto)), Some(onread)) = (place, sight, onread) else { return };
    let Some(copy) = cluster.leading(topic, *partition) else { return };
    let (first, end) = (from.max(copy.view.log_start), upto.min(copy.view.log_end));
    if let Some(missing) = cluster.contents.missing(&copy.view, first, end) {
        onread.emit((topic.clone(), *partition, missing));
    }
}

#[derive(Properties, PartialEq)]
struct ControlProps {
    scene: Rc<LogScene>,
    places: Vec<String>,
    name: String,
    onplace: Callback<Event>,
    onmove: Callback<Offset>,
    onfollow: Callback<()>,
}

/// Which log, and which piece of it.
#[component]
fn Controls(props: &ControlProps) -> Html {
    let field = use_node_ref();
    let ControlProps { scene, places, name, onplace, .. } = props;
    let go = {
        let (field, onmove) = (field.clone(), props.onmove.clone());
        submit(move || {
            if let Ok(offset) = typed(&field).trim().parse() {
                onmove.emit(Offset(offset));
                field.cast::<HtmlInputElement>().into_iter().for_each(|field| field.set_value(""));
            }
        })
    };
    let window = scene.window;
    let step = |label: &str, title: &str, by: i64, there: bool| {
        let (onmove, to) = (props.onmove.clone(), Offset(window.from.0 + by));
        html! { <button type="button" aria-label={title.to_owned()} title={title.to_owned()} disabled={!there} onclick={move |_: MouseEvent| onmove.emit(to)}>{ label }</button> }
    };
    let older = window.from > scene.offsets.start;
    let follow = props.onfollow.clone();
    html! {
        <div class="log-controls">
            <label>{ "Partition" }<select onchange={onplace}>
                { for places.iter().map(|place| html! { <option value={place.clone()} selected={place == name}>{ place }</option> }) }
            </select></label>
            <form onsubmit={go} aria-label="Move the window">
                <label>{ "Go to offset" }<input ref={field} type="number" inputmode="numeric" min={scene.offsets.start.to_string()}
                    max={(scene.offsets.end.0 - 1).max(0).to_string()} placeholder={window.from.to_string()} required=true /></label>
                <button>{ "Go" }</button>
            </form>
            <span class="steps">
                { step("‹", "Older records", -(window.across / 2).max(1), older) }
                { step("›", "Newer records", (window.across / 2).max(1), !scene.follows) }
                if scene.follows {
                    <span class="muted">{ "follows the end" }</span>
                } else {
                    { verb("Follow the end ⇥", "the window goes along with what is written", "", move || follow.emit(())) }
                }
            </span>
        </div>
    }
}

/// The numbers of the offsets in sight, each over its record.
fn axis(scene: &LogScene) -> Html {
    let y = layout::axis();
    html! {
        <g class="axis" aria-hidden="true">
            { for scene.ticks.iter().map(|(offset, x)| html! {
                <text key={offset.0.to_string()} x={px(*x)} y={px(y)} text-anchor="middle">{ offset.to_string() }</text>
            }) }
            { for scene.ticks.iter().map(|(offset, x)| html! {
                <path key={format!("line{offset}")} class="grid" d={format!("M{} {}V{}", px(*x), px(y + 5.0), px(scene.height - 8.0))} />
            }) }
        </g>
    }
}

fn readers(scene: &LogScene, place: Option<Place>, onact: &Option<Callback<Action>>) -> Html {
    let Some((topic, partition)) = place else { return Html::default() };
    if scene.readers.is_empty() {
        return html! { <p class="hint muted">{ "No group reads this partition." }</p> };
    }
    let each = scene.readers.iter().map(|readers| {
        html! {
            <ReadersView key={readers.group.to_string()} readers={readers.clone()} window={scene.window} truth={scene.truth} width={scene.width}
                topic={topic.clone()} {partition} onact={onact.clone()} />
        }
    });
    each.collect()
}
