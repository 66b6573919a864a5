//! The still scene as SVG, re-rendered only when what it shows has changed; what moves lies on a layer of its own ([`flights`]).
//!
//! Every position is an SVG attribute, every colour a class: nothing here needs inline styles.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::mode::Mode;
use crate::scene::{Cluster, Scene, Sight};
use crate::store::Selected;
use crate::text::px;
use crate::{dom, focus};

mod broker;
mod cable;
mod cards;
mod cell;
pub mod flights;
pub mod glyph;
mod label;
mod lane;
mod marks;
pub(crate) mod words;

pub(crate) use cell::{OFFSET, fallen_cell, record_cell};
pub(crate) use label::sign;
pub(crate) use lane::SOME_CELL;

/// So many pixels of the room are left free below the stage.
const EDGE: i32 = 8;

/// What stage and flights share: the shapes as they were drawn last.
pub type Shapes = Rc<RefCell<Rc<Scene>>>;

/// The stage.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What to draw.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// Something was chosen.
    pub onselect: Callback<Selected>,
    /// Where the shapes are left for the flights.
    pub shapes: SharedShapes,
    /// The layer of the flights.
    pub layer: NodeRef,
    /// How much of the page is shown.
    #[prop_or_default]
    pub mode: Mode,
}

/// [`Shapes`] that compare by identity.
#[derive(Clone)]
pub struct SharedShapes(pub Shapes);

impl PartialEq for SharedShapes {
    fn eq(&self, other: &SharedShapes) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Draws a cluster into the room that there is.
#[component]
pub fn Stage(props: &Props) -> Html {
    let host = use_node_ref();
    let (width, room) = dom::use_room(&host);
    let chosen = match &props.selected {
        Some(Selected::Partition(topic, partition) | Selected::Record(topic, partition, _)) => {
            Some((topic.clone(), *partition))
        }
        _ => None,
    };
    let sight = Sight { width, internal: props.internal, chosen };
    let high = room - EDGE;
    let drawn = use_memo((props.cluster.clone(), sight, props.mode, high), |(cluster, sight, mode, high)| {
        fitting(cluster, sight, *mode, f64::from(*high))
    });
    let (scene, scale) = (drawn.0.clone(), drawn.1);
    *props.shapes.0.borrow_mut() = scene.clone();
    // whoever goes by keys need not go by every shape
    let skip = Callback::from(|_: MouseEvent| dom::first(".side").iter().for_each(dom::focus));
    let view_box = format!("0 0 {} {}", px(scene.width), px(scene.height));
    let (wide, high) = (px(scene.width * scale), px(scene.height * scale));
    html! {
        <div class="stage" ref={host}>
            <button type="button" class="unseen" onclick={skip}>{ "Skip the stage" }</button>
            if width > 0.0 {
                <svg class="still" role="group" aria-label="The cluster" width={wide.clone()} height={high.clone()} viewBox={view_box.clone()}>
                    { hatches() }
                    <g>{ for scene.producers.iter().map(|card| cards::producer(card, props)) }</g>
                    { for scene.ensemble.iter().map(|card| cards::ensemble(card, props)) }
                    <g>{ for scene.cables.iter().map(|cable| cable::cable(cable, props)) }</g>
                    <g>{ for scene.brokers.iter().map(|column| broker::broker(column, props)) }</g>
                    <g>{ for scene.groups.iter().map(|card| cards::group(card, props)) }</g>
                </svg>
                <svg class="flights" aria-hidden="true" ref={props.layer.clone()} width={wide} height={high} viewBox={view_box} />
            }
        </div>
    }
}

/// As large as the mode wants and the room is high.
fn fitting(cluster: &Cluster, sight: &Sight, mode: Mode, high: f64) -> (Rc<Scene>, f64) {
    let drawn = |scale: &f64| {
        let sight = Sight { width: (sight.width / scale).max(320.0), ..sight.clone() };
        (Rc::new(Scene::of(cluster, &sight)), *scale)
    };
    let (last, larger) = mode.scales().split_last().unwrap_or((&1.0, &[]));
    let fits = |(scene, scale): &(Rc<Scene>, f64)| scene.height * scale <= high;
    let fitting = larger.iter().map(drawn).find(fits).unwrap_or_else(|| drawn(last));
    if mode == Mode::Embed && high > 0.0 && hides_records(&fitting.0, high) {
        return (Rc::new(Scene::of(&bared(cluster), sight)), 1.0);
    }
    fitting
}

/// Whether not a single record is seen before somebody scrolls.
#[inline(never)]
fn hides_records(scene: &Scene, high: f64) -> bool {
    let lane = scene.brokers.iter().filter_map(|column| column.lanes.first()).next();
    lane.is_some_and(|lane| lane.slot.bottom() > high)
}

/// In a low frame in somebody's page: the records come first, and what stands above the brokers is left out.
#[inline(never)]
fn bared(cluster: &Cluster) -> Cluster {
    Cluster { producers: Vec::new(), ensemble: None, ..cluster.clone() }
}

/// The patterns of what is not safe, and of what is not there.
pub(crate) fn hatches() -> Html {
    html! {
        <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch-line" width="2" height="6" />
            </pattern>
            <pattern id="hatch-card" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="hatch-card-line" width="1.5" height="6" />
            </pattern>
        </defs>
    }
}

/// A shift to a place, as the value of `transform`.
fn at(x: f64, y: f64) -> String {
    format!("translate({} {})", px(x), px(y))
}

/// The part of a shape that has the focus and a name. What is written on the shape stands beside it, and is hidden from who hears the
/// page: the name says it in whole words.
fn face(spoken: String, shape: Html) -> Html {
    html! { <g role="button" tabindex="0" aria-label={spoken}>{ shape }</g> }
}

/// Something that can be chosen by pointer and by keyboard.
fn pressable(props: &Props, what: Selected) -> (Callback<MouseEvent>, Callback<KeyboardEvent>, Option<&'static str>) {
    let chosen = (props.selected.as_ref() == Some(&what)).then_some("selected");
    let onclick = {
        let (onselect, what) = (props.onselect.clone(), what.clone());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            onselect.emit(what.clone());
        })
    };
    let onselect = props.onselect.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if is_press(&event) {
            event.prevent_default();
            onselect.emit(what.clone());
            focus::enter_card();
        }
    });
    (onclick, onkeydown, chosen)
}

/// Whether a key presses what has the focus.
fn is_press(event: &KeyboardEvent) -> bool {
    let press = matches!(event.key().as_str(), "Enter" | " ");
    if press {
        // the space bar would pause, too
        event.stop_propagation();
    }
    press
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture;

    #[test]
    fn in_a_low_frame_the_records_come_first() {
        let cluster = fixture::three();
        let sight = Sight { width: 380.0, ..Sight::default() };
        let seen = |mode: Mode, high: f64| {
            let (scene, _) = fitting(&cluster, &sight, mode, high);
            (!scene.producers.is_empty(), !hides_records(&scene, high))
        };
        assert_eq!(seen(Mode::Embed, 190.0), (false, true));
        assert_eq!(seen(Mode::Embed, 500.0), (true, true), "there is room for all");
        assert_eq!(seen(Mode::Whole, 190.0), (true, false), "elsewhere one scrolls");
        assert!(seen(Mode::Embed, -8.0).0, "before the room is known");
    }
}
