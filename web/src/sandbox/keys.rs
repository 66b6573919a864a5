//! The sandbox's keys, and what the one does that everybody is invited to press.

use glasslog_core::id::BrokerId;
use glasslog_sim::Action;
use glasslog_sim::settings::{ConsumerSettings, ProducerSettings};
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::acts::Acts;
use crate::mode::{Mode, digit, turn_captions};
use crate::panels::playbar::Time;
use crate::panels::tools::next_broker;
use crate::scene::{BrokerState, Cluster};
use crate::store::{Selected, Store};
use crate::{dom, keys};

/// Single keys do what buttons do, except while somebody types.
#[hook]
pub(super) fn use_keys(store: &UseReducerHandle<Store>, acts: &Acts, mode: Mode) {
    let latest = use_mut_ref(|| (store.cluster.clone(), None));
    *latest.borrow_mut() = (store.cluster.clone(), store.selected.clone());
    let Acts { onact, ontime, onclose, onkept, .. } = acts.clone();
    use_effect_with(mode, move |mode| {
        let mode = *mode;
        let guard = dom::listen("keydown", move |event: KeyboardEvent| {
            // what has the focus may have taken it already
            let taken = event.default_prevented() || event.ctrl_key() || event.alt_key() || event.meta_key();
            let off = keys::is_single(&event.key()) && !keys::are_on();
            if taken || off || dom::is_typing(&event) || dom::first("dialog[open]").is_some() {
                return;
            }
            if mode == Mode::Present
                && let Some(digit) = digit(&event)
            {
                event.prevent_default();
                return onkept.emit((digit, event.shift_key()));
            }
            let (cluster, selected) = latest.borrow().clone();
            let topic = cluster.topics(false).first().cloned();
            match (event.key().as_str(), topic) {
                (" ", _) => ontime.emit(Time::Toggle),
                (".", _) => ontime.emit(Time::Step),
                ("]", _) => ontime.emit(Time::Faster),
                ("[", _) => ontime.emit(Time::Slower),
                ("ArrowLeft", _) => ontime.emit(Time::NextMark(false)),
                ("ArrowRight", _) => ontime.emit(Time::NextMark(true)),
                ("u" | "U", _) => ontime.emit(Time::Undo),
                ("r" | "R", _) => ontime.emit(Time::Redo),
                ("h" | "H", _) if mode == Mode::Present => turn_captions(),
                // what is open above all closes first
                ("Escape", _) if dom::first(":popover-open").is_some() => return,
                ("Escape", _) => onclose.emit(()),
                ("k" | "K", _) => plug(&cluster, selected.as_ref()).into_iter().for_each(|action| onact.emit(action)),
                ("b" | "B", _) => {
                    let next = next_broker(&cluster).map(|broker| Action::AddBroker { broker });
                    next.into_iter().for_each(|action| onact.emit(action));
                }
                ("p" | "P", Some(topic)) => onact.emit(Action::AddProducer { settings: ProducerSettings::to(topic) }),
                ("c" | "C", Some(topic)) => {
                    let group = cluster.groups.first().map_or_else(|| "items-group".into(), |group| group.name.clone());
                    onact.emit(Action::AddConsumer { settings: ConsumerSettings::of(group, topic) });
                }
                ("n" | "N", _) => {
                    if let Some(button) = dom::first("form.send button")
                        && let Ok(button) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(button)
                    {
                        button.click();
                    }
                }
                _ => return,
            }
            event.prevent_default();
        });
        move || drop(guard)
    });
}

/// What somebody who has only looked is invited to.
pub(super) fn invitation(cluster: &Cluster, onact: &Callback<Action>) -> Html {
    let Some(Action::CrashBroker { broker }) = plug(cluster, None) else { return Html::default() };
    let onclick = onact.reform(move |_: MouseEvent| Action::CrashBroker { broker });
    html! { <button type="button" class="primary invite" {onclick}>{ format!("Pull the plug of broker {broker}") }<kbd>{ "K" }</kbd></button> }
}

/// What K does: it kills the broker that is chosen, or else the leader of the first partition; and starts it again.
pub(super) fn plug(cluster: &Cluster, selected: Option<&Selected>) -> Option<Action> {
    let down = |id: BrokerId| cluster.broker(id).is_some_and(|broker| broker.state == BrokerState::Down);
    let chosen = match selected {
        Some(Selected::Broker(id)) => Some(*id),
        _ => cluster.brokers.iter().map(|broker| broker.id).find(|id| down(*id)),
    };
    let first = cluster.partitions(false).into_iter().next();
    let leader = first.and_then(|(topic, partition)| cluster.leading(&topic, partition)?.view.leader);
    let broker = chosen.or(leader).or(cluster.brokers.first().map(|broker| broker.id))?;
    Some(if down(broker) { Action::RestartBroker { broker } } else { Action::CrashBroker { broker } })
}
