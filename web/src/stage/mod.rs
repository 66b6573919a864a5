//! The still scene as SVG, re-rendered only when what it shows has changed; what moves lies on a layer of its own ([`flights`]).
//!
//! Every position is an SVG attribute, every colour a class: nothing here needs inline styles.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::dom;
use crate::scene::{Cluster, Scene, Sight};
use crate::store::Selected;
use crate::text::px;

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
    let width = dom::use_width(&host);
    let chosen = match &props.selected {
        Some(Selected::Partition(topic, partition) | Selected::Record(topic, partition, _)) => {
            Some((topic.clone(), *partition))
        }
        _ => None,
    };
    let sight = Sight { width: width.max(320.0), internal: props.internal, chosen };
    let scene = use_memo((props.cluster.clone(), sight), |(cluster, sight)| Scene::of(cluster, sight));
    *props.shapes.0.borrow_mut() = scene.clone();
    let view_box = format!("0 0 {} {}", px(scene.width), px(scene.height));
    let (wide, high) = (px(scene.width), px(scene.height));
    html! {
        <div class="stage" ref={host}>
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
