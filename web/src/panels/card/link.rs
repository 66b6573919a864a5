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

/// A link that loses packets loses one of ten, or about one of three.
const LOSSES: [u8; 2] = [10, 30];

/// The same in both directions of a link.
fn both(one: Place, other: Place, act: impl Fn(End, End) -> Action) -> Vec<Action> {
    let (Some(one), Some(other)) = (end(one), end(other)) else {
        return Vec::new();
    };
    vec![act(one, other), act(other, one)]
}

/// Both directions of a link, set to one state.
pub(crate) fn set(one: Place, other: Place, link: LinkState) -> Vec<Action> {
    both(one, other, |from, to| Action::SetLink { from, to, link })
}

/// Both directions of a link lose so much.
fn lose(one: Place, other: Place, percent: u8) -> Vec<Action> {
    both(one, other, |from, to| Action::SetLoss { from, to, percent })
}

/// The card of a link.
pub(super) fn link(props: &Props, one: Place, other: Place) -> (String, Html) {
    let link = props.cluster.link(one, other).unwrap_or_else(|| Link::whole(one, other));
    let acts = |label: &str, title: &str, class: &'static str, actions: Vec<Action>| {
        props.onact.clone().map(|onact| {
            verb(label, title, class, move || actions.iter().for_each(|action| onact.emit(action.clone())))
        })
    };
    let sets = |label: &str, title: &str, class: &'static str, state: LinkState| {
        acts(label, title, class, set(one, other, state))
    };
    let is_worse = link.slow_ms > 0 || link.loss > 0;
    let state = match words::state(&link) {
        _ if link.cut => "cut: connections hang, and what is sent waits".to_owned(),
        state if is_worse => format!("whole, but {state}"),
        state => state,
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
                if link.cut || is_worse {
                    { sets("Mend", "as good as any", "primary", LinkState::default()) }
                }
                if !link.cut {
                    { sets("Cut", "nothing gets through, in either direction", "danger", LinkState { cut: true, extra: Duration::ZERO }) }
                }
                if link.slow_ms == 0 {
                    { sets("Slow", "everything takes 200 ms longer", "", LinkState { cut: false, extra: SLOW }) }
                }
                { for LOSSES.into_iter().filter(|loss| !link.cut && *loss != link.loss).filter_map(|loss| {
                    let title = format!("of a hundred packets {loss} are lost; TCP sends them again, 200 ms later at the least");
                    acts(&format!("Lose {loss}%"), &title, "", lose(one, other, loss))
                }) }
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
            <p class="muted">{ "The cluster's controllers. They keep its metadata: which brokers and topics there are, who leads, who is in sync. ZooKeeper did this once; KRaft does it today." }</p>
            <dl>
                { fact("Active one", if ensemble.has_controller { "there" } else { "none: nobody is elected until there is one" }) }
                { fact("Its epoch", ensemble.epoch.to_string()) }
                { fact("Changes so far", ensemble.changes.to_string()) }
            </dl>
            <p class="muted">{ "Only the active one decides, and what one of an older epoch decides no longer counts. More than half have to agree, such as 2 of 3; if they cannot, leaders lead on, but nobody is elected, and no ISR changes. Here they are drawn as one, which always agrees." }</p>
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
