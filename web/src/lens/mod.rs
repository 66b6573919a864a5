//! The lenses: ways to look at the same cluster. The stage shows all of it; the others show one log in full, how groups share
//! out what they read, messages in space and time, the bytes of a batch, and numbers over time.

use std::collections::VecDeque;
use std::rc::Rc;

use bytes::Bytes;
use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use glasslog_sim::Action;
use yew::prelude::*;

use crate::lazy::{lazily, part};
use crate::link::Link;
use crate::mode::Mode;
use crate::scene::{Cluster, Past, Sample};
use crate::stage::{SharedShapes, Stage};
use crate::store::{Caption, Change, Selected, Store};
use crate::{dom, keys, mode};

mod batch;
mod draw;
mod groups;
mod log;
mod metrics;
mod spacetime;
mod tabs;

pub use groups::{is_about_groups, unread};

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
    /// Messages, between those who exchange them, as time runs down.
    SpaceTime,
    /// A batch, byte by byte.
    Bytes,
    /// Numbers over time.
    Metrics,
}

impl Lens {
    /// All of them, in the order of their tabs and keys.
    pub const ALL: [Lens; 6] = [Lens::Cluster, Lens::Log, Lens::Groups, Lens::SpaceTime, Lens::Bytes, Lens::Metrics];

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Lens::Cluster => "cluster",
            Lens::Log => "log",
            Lens::Groups => "groups",
            Lens::SpaceTime => "spacetime",
            Lens::Bytes => "bytes",
            Lens::Metrics => "metrics",
        }
    }

    /// Its word on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        tabs::face(self).0
    }

    /// The lens of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Lens> {
        Lens::ALL.into_iter().find(|lens| lens.name() == name)
    }
}

/// A record on a broker's disk.
pub type Stored = (BrokerId, Text, PartitionIndex, Offset);

/// What is looked at, whatever the lens, and what can be done with it.
#[derive(Clone, PartialEq, Properties)]
pub struct Look {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// The present moment, on the source's clock.
    pub now: Instant,
    /// What has flown; none where the source does not tell of messages.
    pub past: Option<Rc<Past>>,
    /// What was measured, by time; none unless it is looked at.
    pub samples: Option<Rc<Vec<Rc<Sample>>>>,
    /// What was told of the groups, newest last.
    pub told: VecDeque<Caption>,
    /// Something was chosen.
    pub onselect: Callback<Selected>,
    /// Something shall be done; none where one can only look.
    pub onact: Option<Callback<Action>>,
    /// The batch that holds a record, as a broker has it.
    pub onstored: Option<Callback<Stored, Option<Bytes>>>,
    /// Another moment shall become the present; none where time goes only its own way.
    pub onmoment: Option<Callback<Instant>>,
    /// Records shall be read, from this offset on.
    pub onread: Option<Callback<(Text, PartitionIndex, Offset)>>,
}

part! {
    /// One log.
    fn draw_log: fn(&Look) -> Html = |look: &Look| html! { <log::LogLens ..look.clone() /> }, in look
}

part! {
    /// The groups.
    fn draw_groups: fn(&Look) -> Html = |look: &Look| html! { <groups::GroupsLens ..look.clone() /> }, in look
}

part! {
    /// Who exchanges messages, with time running down.
    fn draw_spacetime: fn(&Look) -> Html = |look: &Look| html! { <spacetime::SpaceTimeLens ..look.clone() /> }, in look
}

part! {
    /// One batch as it is stored.
    fn draw_bytes: fn(&Look) -> Html = |look: &Look| html! { <batch::BytesLens ..look.clone() /> }, in look
}

part! {
    /// What is counted.
    fn draw_metrics: fn(&Look) -> Html = |look: &Look| html! { <metrics::MetricsLens ..look.clone() /> }, in look
}

/// The tabs, with how the cluster is if that is asked for, and the cluster through the lens that is chosen. The stage leaves its shapes and its layer for the flights.
pub fn lenses(
    lens: Lens,
    onlens: &Callback<Lens>,
    look: Look,
    drawn: (SharedShapes, NodeRef, Mode),
    health: bool,
) -> Html {
    html! {
        <>
            <div class="lens-row">
                { tabs::tabs(lens, onlens) }
                if health { { tabs::health(&look.cluster, look.internal) } }
            </div>
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
        Lens::Log => lazily("The log", draw_log(), look),
        Lens::Groups => lazily("The groups", draw_groups(), look),
        Lens::SpaceTime => lazily("Space and time", draw_spacetime(), look),
        Lens::Bytes => lazily("The bytes", draw_bytes(), look),
        Lens::Metrics => lazily("The metrics", draw_metrics(), look),
    }
}

/// The choice of a lens: by the address (`None` where a screen has none for it), by tabs, by the number keys.
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
