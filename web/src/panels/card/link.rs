//! The cards of a link and of the ensemble.

use std::time::Duration;

use glasslog_sim::view::End;
use glasslog_sim::{Action, Link as LinkState};
use yew::prelude::*;

use super::super::{fact, verb};
use super::{Props, choose, does};
use crate::scene::{Link, Place};
use crate::stage::words;
use crate::store::Selected;

/// How much longer things take over a link that is slow.
const SLOW: Duration = Duration::from_millis(200);

fn end(place: Place) -> Option<End> {
    match place {
        Place::Broker(id) => Some(End::Broker(id)),
        Place::Ensemble => Some(End::Ensemble),
        Place::Producer(_) | Place::Consumer(_) => None,
    }
}

/// Both directions of a link, set to one state.
pub(crate) fn set(one: Place, other: Place, link: LinkState) -> Vec<Action> {
    let (Some(one), Some(other)) = (end(one), end(other)) else {
        return Vec::new();
    };
    [(one, other), (other, one)].map(|(from, to)| Action::SetLink { from, to, link }).to_vec()
}

/// The card of a link.
pub(super) fn link(props: &Props, one: Place, other: Place) -> (String, Html) {
    let link = props.cluster.link(one, other).unwrap_or_else(|| Link::whole(one, other));
    let sets = |label: &str, title: &str, class: &'static str, state: LinkState| {
        props.onact.clone().map(|onact| {
            verb(label, title, class, move || set(one, other, state).into_iter().for_each(|action| onact.emit(action)))
        })
    };
    let state = match (link.cut, link.slow_ms) {
        (true, _) => "cut: connections hang, and what is sent waits".to_owned(),
        (false, 0) => "whole".to_owned(),
        (false, slow) => format!("whole, but {slow} ms slower"),
    };
    let body = html! {
        <>
            <dl>
                { fact("State", state) }
                { for [one, other].into_iter().map(|place| match place {
                    Place::Broker(id) => fact("End", choose(props, format!("broker {id}"), Selected::Broker(id))),
                    _ => fact("End", choose(props, "the ensemble".to_owned(), Selected::Ensemble)),
                }) }
            </dl>
            <div class="verbs">
                if link.cut || link.slow_ms > 0 {
                    { sets("Mend", "as good as any", "primary", LinkState::default()) }
                }
                if !link.cut {
                    { sets("Cut", "nothing gets through, in either direction", "danger", LinkState { cut: true, extra: Duration::ZERO }) }
                }
                if link.slow_ms == 0 {
                    { sets("Slow", "everything takes 200 ms longer", "", LinkState { cut: false, extra: SLOW }) }
                }
            </div>
        </>
    };
    (words::link(one, other), body)
}

/// The card of the ensemble.
pub(super) fn ensemble(props: &Props) -> (String, Html) {
    let Some(ensemble) = props.cluster.ensemble else {
        return ("Ensemble".to_owned(), Html::default());
    };
    let body = html! {
        <>
            <p class="muted">{ "It keeps the cluster's metadata: which brokers there are, which topics, who leads, who is in sync. One of it is the controller, and decides. ZooKeeper did this once; KRaft does it today." }</p>
            <dl>
                { fact("Controller", if ensemble.has_controller { "there" } else { "none: nobody is elected until there is one" }) }
                { fact("Controller epoch", ensemble.epoch.to_string()) }
                { fact("Changes so far", ensemble.changes.to_string()) }
            </dl>
            <div class="verbs">
                if ensemble.has_controller {
                    { does(props, "Depose the controller", "there is none until you ask for another", "danger", Action::DeposeController) }
                }
                { does(props, "Elect another", "a new controller begins with all that was ordered", "", Action::ElectController) }
            </div>
        </>
    };
    ("Ensemble".to_owned(), body)
}
