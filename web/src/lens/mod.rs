//! The lenses: ways to look at the same cluster. The stage shows all of it; the others show one log in full, and how groups share
//! out what they read.

use std::collections::VecDeque;
use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::Action;
use yew::prelude::*;

use crate::dom;
use crate::link::Link;
use crate::scene::Cluster;
use crate::stage::{SharedShapes, Stage};
use crate::store::{Caption, Change, Selected, Store};

mod groups;
mod log;
mod tabs;

pub use groups::is_about_groups;
use tabs::Tabs;

/// A way to look at a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lens {
    /// Everything, broker by broker.
    #[default]
    Cluster,
    /// One log, across the whole width.
    Log,
    /// The groups, and how each shares out its partitions.
    Groups,
}

impl Lens {
    /// All of them, in the order of their tabs and keys.
    pub const ALL: [Lens; 3] = [Lens::Cluster, Lens::Log, Lens::Groups];

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Lens::Cluster => "cluster",
            Lens::Log => "log",
            Lens::Groups => "groups",
        }
    }

    /// The lens of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Lens> {
        Lens::ALL.into_iter().find(|lens| lens.name() == name)
    }
}

/// What is looked at, whatever the lens, and what can be done with it.
#[derive(Clone, PartialEq)]
pub struct Look {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// Something was chosen.
    pub onselect: Callback<Selected>,
    /// Something shall be done; none where one can only look.
    pub onact: Option<Callback<Action>>,
    /// Records shall be read, from this offset on.
    pub onread: Option<Callback<(Text, PartitionIndex, Offset)>>,
}

/// The tabs, and what the chosen one shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lens that is chosen.
    pub lens: Lens,
    /// Another one was chosen.
    pub onlens: Callback<Lens>,
    /// What is looked at.
    pub look: Look,
    /// What was told of the groups, newest last.
    pub told: VecDeque<Caption>,
    /// Where the stage leaves its shapes for the flights.
    pub shapes: SharedShapes,
    /// The layer of the flights.
    pub layer: NodeRef,
}

/// The cluster, through the chosen lens.
#[component]
pub fn Lenses(props: &Props) -> Html {
    let Look { cluster, internal, selected, onselect, .. } = &props.look;
    html! {
        <>
            <Tabs lens={props.lens} onlens={props.onlens.clone()} />
            <div id="lens" role="tabpanel" aria-labelledby={tabs::id(props.lens)}>
                if props.lens == Lens::Cluster {
                    <Stage cluster={cluster.clone()} internal={*internal} selected={selected.clone()} onselect={onselect.clone()}
                        shapes={props.shapes.clone()} layer={props.layer.clone()} />
                } else {
                    <Measured lens={props.lens} look={props.look.clone()} told={props.told.clone()} />
                }
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct MeasuredProps {
    lens: Lens,
    look: Look,
    told: VecDeque<Caption>,
}

/// A lens that fills the room there is.
#[component]
fn Measured(props: &MeasuredProps) -> Html {
    let host = use_node_ref();
    let width = use_state_eq(|| 0.0_f64);
    {
        let (host, width) = (host.clone(), width.setter());
        use_effect_with((), move |()| {
            let watch = dom::watch_width(&host, move |new| width.set(new));
            move || drop(watch)
        });
    }
    let (look, wide) = (props.look.clone(), width.max(320.0));
    html! {
        <div class="measured" ref={host}>
            { match props.lens {
                _ if *width <= 0.0 => Html::default(),
                Lens::Groups => html! { <groups::GroupsLens {look} width={wide} told={props.told.clone()} /> },
                _ => html! { <log::LogLens {look} width={wide} /> },
            } }
        </div>
    }
}

/// The choice of a lens: by the address (`None` where a screen has none for it), by tabs, by the keys 1, 2, 3.
#[hook]
pub fn use_lens(store: &UseReducerHandle<Store>, linked: Option<Lens>) -> Callback<Lens> {
    {
        let dispatch = store.dispatcher();
        use_effect_with(linked, move |linked| {
            linked.iter().for_each(|lens| dispatch.dispatch(Change::Lens(*lens)));
        });
    }
    let onlens = {
        let (dispatch, linked) = (store.dispatcher(), linked.is_some());
        Callback::from(move |lens: Lens| {
            dispatch.dispatch(Change::Lens(lens));
            if linked {
                let location = dom::window().location();
                let here = Link::read(&location.hash().unwrap_or_default()).unwrap_or_default();
                location.set_hash(&Link { lens, ..here }.write()).ok();
            }
        })
    };
    {
        let onlens = onlens.clone();
        use_effect_with((), move |()| {
            let guard = dom::listen("keydown", move |event: KeyboardEvent| {
                let free = !(event.ctrl_key() || event.alt_key() || event.meta_key() || dom::is_typing(&event));
                let number = event.key().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                if let Some(lens) = number.and_then(|place| Lens::ALL.get(place)).filter(|_| free) {
                    onlens.emit(*lens);
                }
            });
            move || drop(guard)
        });
    }
    onlens
}
