//! Two branches side by side: the other one's stage, which one can only look at, and in words where the two differ.

use std::cell::RefCell;
use std::rc::Rc;

use glasslog_core::time::Instant;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::playbar::Time;
use crate::lazy::part;
use crate::lens::{Lens, Look, through};
use crate::mode::Mode;
use crate::motion::Stillness;
use crate::sandbox::Holder;
use crate::scene::{Cluster, Scene};
use crate::source::world::Tab;
use crate::stage::SharedShapes;
use crate::stage::flights::Flights;
use crate::store::{Course, Differs};
use crate::text::{branch, span};
use crate::{dom, keys};

/// The stage follows its world at most so often, in milliseconds.
const SHOW_MS: f64 = 50.0;

part! {
    /// The words between, the names, and the other branch's stage: all of them parts of the room's grid.
    pub fn compare: fn(&Props) -> Html = draw, in look
}

part! {
    /// Where the branch that is shown and another one part, and in what they differ first.
    pub fn differs: fn(&mut Tab, usize) -> Option<Differs> = Tab::differs, in look
}

fn draw(props: &Props) -> Html {
    html! { <Compare ..props.clone() /> }
}

/// What the second stage needs.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The world whose other branch is shown.
    pub tab: Holder,
    /// How time went.
    pub course: Rc<Course>,
    /// Which branch.
    pub other: usize,
    /// How one looks at both.
    pub lens: Lens,
    /// What is looked at here: what is chosen there is chosen here.
    pub look: Look,
    /// How much of the page is shown.
    pub mode: Mode,
    /// Where the two differ.
    pub differs: Option<Differs>,
    /// Something shall be done with time.
    pub ontime: Callback<Time>,
    /// Enough of it.
    pub onclose: Callback<()>,
}

/// Whether two branches are compared; the other one, if there is one; and how to begin and end it: by a button, or the key V.
#[hook]
pub fn use_compare(course: &Course) -> (Option<usize>, Callback<()>) {
    let compares = use_state_eq(|| false);
    let other = course.other();
    let turn = {
        let (compares, there) = (compares.clone(), other.is_some());
        Callback::from(move |()| {
            if *compares || !there {
                return compares.set(false);
            }
            // who compares may have to be loaded first; where that fails, it is said in the place of the other stage
            let compares = compares.setter();
            differs().fetch(Callback::from(move |_| compares.set(true)));
        })
    };
    {
        let latest = use_mut_ref(|| turn.clone());
        *latest.borrow_mut() = turn.clone();
        use_effect_with((), move |()| {
            let guard = dom::listen("keydown", move |event: KeyboardEvent| {
                let taken = event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key();
                let free = !taken && keys::are_on() && !dom::is_typing(&event) && dom::first("dialog[open]").is_none();
                if free && matches!(event.key().as_str(), "v" | "V") {
                    event.prevent_default();
                    let turn = latest.borrow().clone();
                    turn.emit(());
                }
            });
            move || drop(guard)
        });
    }
    (other.filter(|_| *compares), turn)
}

#[component]
fn Compare(props: &Props) -> Html {
    let cluster = use_state_eq(|| Rc::new(Cluster::default()));
    let shapes = use_memo((), |()| RefCell::new(Rc::new(Scene::default())));
    let layer = use_node_ref();
    {
        let (tab, cluster, shapes, layer) = (props.tab.clone(), cluster.setter(), shapes.clone(), layer.clone());
        // acting here, or going over, makes another pair of them
        use_effect_with((props.other, props.course.here), move |(other, _)| {
            let frames = follow(tab, *other, cluster, shapes, layer);
            move || drop(frames)
        });
    }
    let look = Look { cluster: (*cluster).clone(), onact: None, onread: None, ..props.look.clone() };
    // what was written down is about the branch that is shown
    let lens = if matches!(props.lens, Lens::Log | Lens::Groups) { props.lens } else { Lens::Cluster };
    html! {
        <>
            { words(props) }
            <h2 class="bough-name one">{ format!("Branch {}", branch(props.course.here)) }</h2>
            <h2 class="bough-name other">{ format!("Branch {}", branch(props.other)) }<span class="muted">{ " only to look at" }</span></h2>
            <div class="beside" role="region" aria-label={format!("Branch {}, only to look at", branch(props.other))}>
                if !cluster.brokers.is_empty() { { through(lens, look, (SharedShapes(shapes), layer, props.mode)) } }
            </div>
        </>
    }
}

fn words(props: &Props) -> Html {
    let go = |at: Instant, label: String| {
        let onclick = props.ontime.reform(move |_: MouseEvent| Time::Seek(at));
        html! { <button type="button" title="Go to this moment" {onclick}>{ label }</button> }
    };
    html! {
        <section class="differs" aria-label="How the branches differ">
            <p role="status">
                <b>{ format!("Branch {} beside branch {}. ", branch(props.course.here), branch(props.other)) }</b>
                if let Some(differs) = &props.differs {
                    { &differs.parting }
                    { match &differs.apart {
                        Some((at, words)) => html! { <b>{ format!(" First difference, at {}: {words}", span(at.0)) }</b> },
                        None => html! { <b>{ " So far no record, leader, high watermark or commit differs." }</b> },
                    } }
                } else { { same(&props.course) } }
            </p>
            <div class="verbs">
                if let Some(differs) = &props.differs {
                    { go(differs.parted, "Go to the parting".to_owned()) }
                    if let Some((at, _)) = &differs.apart { { go(*at, "Go to the difference".to_owned()) } }
                }
                <button type="button" class="quiet" title="one stage again ( V )" onclick={props.onclose.reform(|_: MouseEvent| ())}>{ "One branch" }</button>
            </div>
        </section>
    }
}

/// Nothing was done on only one of them; still one has left the other.
fn same(course: &Course) -> String {
    match course.boughs.iter().find_map(|bough| bough.left_at) {
        Some(at) => format!("They part at {}; on both the same was done.", span(at.0)),
        None => "On both the same was done.".to_owned(),
    }
}

/// Keeps a branch at the same moment as the world beside it, and draws what flies there.
fn follow(
    tab: Holder,
    other: usize,
    cluster: UseStateSetter<Rc<Cluster>>,
    shapes: Rc<RefCell<Rc<Scene>>>,
    layer: NodeRef,
) -> dom::Guard {
    let mut there = tab.0.borrow().beside(other);
    let mut flights = Flights::default();
    let (mut last, mut shown_at) = (None, f64::MIN);
    let stillness = Stillness::default();
    dom::each_frame(move |now| {
        let elapsed = last.replace(now).map_or(0.0, |last| now - last);
        let Ok((at, calm)) = tab.0.try_borrow().map(|tab| (tab.clock.now(), tab.is_calm())) else { return };
        there.follow(at, elapsed);
        if now - shown_at >= SHOW_MS && there.take_changed() {
            shown_at = now;
            cluster.set(Rc::new(there.cluster()));
        }
        if let Some(layer) = layer.cast::<Element>() {
            let scene = shapes.borrow().clone();
            let still = stillness.is_wanted();
            flights.draw(&layer, &scene, there.flights(), at, (still, calm));
        }
    })
}
