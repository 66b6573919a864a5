//! The lenses: ways to look at the same cluster. The stage shows all of it; the others show one log in full, and how groups share
//! out what they read.

use std::collections::VecDeque;
use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::Action;
use yew::prelude::*;

use crate::link::Link;
use crate::mode::Mode;
use crate::scene::Cluster;
use crate::stage::{SharedShapes, Stage};
use crate::store::{Caption, Change, Selected, Store};
use crate::{dom, keys, mode};

mod draw;
mod groups;
mod log;
mod tabs;

pub use groups::is_about_groups;

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
#[derive(Clone, PartialEq, Properties)]
pub struct Look {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// What was told of the groups, newest last.
    pub told: VecDeque<Caption>,
    /// Something was chosen.
    pub onselect: Callback<Selected>,
    /// Something shall be done; none where one can only look.
    pub onact: Option<Callback<Action>>,
    /// Records shall be read, from this offset on.
    pub onread: Option<Callback<(Text, PartitionIndex, Offset)>>,
}

/// The tabs, and the cluster through the lens that is chosen.
pub fn lenses(lens: Lens, onlens: &Callback<Lens>, look: Look, drawn: (SharedShapes, NodeRef, Mode)) -> Html {
    html! {
        <>
            { tabs::tabs(lens, onlens) }
            <div id="lens" role="tabpanel" aria-labelledby={tabs::id(lens)}>{ through(lens, look, drawn) }</div>
        </>
    }
}

/// The cluster through a lens. The stage leaves its shapes and its layer for the flights.
pub fn through(lens: Lens, look: Look, drawn: (SharedShapes, NodeRef, Mode)) -> Html {
    match lens {
        Lens::Cluster => {
            let Look { cluster, internal, selected, onselect, .. } = look;
            let (shapes, layer, mode) = drawn;
            html! { <Stage {cluster} {internal} {selected} {onselect} {shapes} {layer} {mode} /> }
        }
        Lens::Log => html! { <log::LogLens ..look /> },
        Lens::Groups => html! { <groups::GroupsLens ..look /> },
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
                let taken = event.ctrl_key() || event.alt_key() || event.meta_key() || dom::is_typing(&event);
                // in the large view digits go to moments
                let free = !taken && keys::are_on() && !mode::is_presented() && dom::first("dialog[open]").is_none();
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
