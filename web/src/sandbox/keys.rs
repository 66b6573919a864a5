//! The sandbox's keys, and what the one does that everybody is invited to press.

use glasslog_core::id::{BrokerId, Offset};
use glasslog_levels::BROKERS_MAX;
use glasslog_sim::Action;
use glasslog_sim::settings::{ConsumerSettings, ProducerSettings};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::acts::Acts;
use super::hands;
use crate::depth::BUTTON;
use crate::lens::Lens;
use crate::mode::{Mode, digit, turn_captions};
use crate::panels::palette;
use crate::panels::playbar::Time;
use crate::panels::tools::next_broker;
use crate::scene::{BrokerState, Cluster};
use crate::store::{Selected, Store};
use crate::{dom, keys};

/// Single keys do what buttons do, except while somebody types. Ctrl-K opens the palette even then. `ways`: to a lens, and to the
/// palette.
#[hook]
pub(super) fn use_keys(
    store: &UseReducerHandle<Store>,
    acts: &Acts,
    ways: (&Callback<Lens>, &Callback<bool>),
    mode: Mode,
) {
    let (onlens, onask) = ways;
    let latest = use_mut_ref(|| (store.cluster.clone(), None, onlens.clone()));
    *latest.borrow_mut() = (store.cluster.clone(), store.selected.clone(), onlens.clone());
    let onask = onask.clone();
    let Acts { onact, ontime, onclose, onkept, onwhy, onselect, onrefused, .. } = acts.clone();
    use_effect_with(mode, move |mode| {
        let mode = *mode;
        let guard = dom::listen("keydown", move |event: KeyboardEvent| {
            if palette::is_asked_for(&event) && mode != Mode::Embed && dom::first("dialog[open]").is_none() {
                event.prevent_default();
                return onask.emit(true);
            }
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
            let (cluster, selected, onlens) = latest.borrow().clone();
            match event.key().as_str() {
                " " => ontime.emit(Time::Toggle),
                "." => ontime.emit(Time::Step),
                "]" => ontime.emit(Time::Faster),
                "[" => ontime.emit(Time::Slower),
                "ArrowLeft" => ontime.emit(Time::NextMark(false)),
                "ArrowRight" => ontime.emit(Time::NextMark(true)),
                "u" | "U" => ontime.emit(Time::Undo),
                "r" | "R" => ontime.emit(Time::Redo),
                "h" | "H" | "l" | "L" if matches!(selected, Some(Selected::Flight(_))) => {
                    let loses = event.key().eq_ignore_ascii_case("l");
                    hands::caught(&cluster, selected.as_ref(), loses).into_iter().for_each(|action| onact.emit(action));
                }
                "m" | "M" => hands::next(&cluster, selected.as_ref(), &onselect, &ontime),
                "h" | "H" if mode == Mode::Present => turn_captions(),
                // what is open above all closes first
                "Escape" if dom::first(":popover-open").is_some() => return,
                "Escape" => onclose.emit(()),
                "k" | "K" => plug(&cluster, selected.as_ref()).into_iter().for_each(|action| onact.emit(action)),
                "b" | "B" => add(&cluster, Kind::Broker, &onact, &onrefused),
                "p" | "P" => add(&cluster, Kind::Producer, &onact, &onrefused),
                "c" | "C" => add(&cluster, Kind::Consumer, &onact, &onrefused),
                "n" | "N" if dom::first(SEND).is_none() => dom::press(BUTTON),
                "n" | "N" => dom::press(SEND),
                "w" | "W" => onwhy.emit(selected),
                "t" | "T" => follow(&cluster, selected, &onselect, &onlens),
                _ => return,
            }
            event.prevent_default();
        });
        move || drop(guard)
    });
}

/// Where a record is sent from.
pub(crate) const SEND: &str = "form.send button";

/// What can be added with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Broker,
    Producer,
    Consumer,
}

/// Adds what there is a place for, or says why there is none.
#[inline(never)]
fn add(cluster: &Cluster, kind: Kind, onact: &Callback<Action>, onrefused: &Callback<String>) {
    match added(cluster, kind) {
        Some(action) => onact.emit(action),
        None => onrefused.emit(match kind {
            Kind::Broker => format!("There are {BROKERS_MAX} brokers already: more would not fit."),
            Kind::Producer | Kind::Consumer => "There is no topic yet: add one first.".to_owned(),
        }),
    }
}

/// What B, P and C do; nothing where it has no place.
#[inline(never)]
pub(crate) fn added(cluster: &Cluster, kind: Kind) -> Option<Action> {
    if kind == Kind::Broker {
        return next_broker(cluster).map(|broker| Action::AddBroker { broker });
    }
    let topic = cluster.topics(false).first().cloned()?;
    if kind == Kind::Producer {
        return Some(Action::AddProducer { settings: ProducerSettings::to(topic) });
    }
    let group = cluster.groups.first().map_or_else(|| "items-group".into(), |group| group.name.clone());
    Some(Action::AddConsumer { settings: ConsumerSettings::of(group, topic) })
}

/// What T does: the way of what is chosen, in space and time; of a partition, the way of its newest record.
#[inline(never)]
pub(super) fn follow(
    cluster: &Cluster,
    selected: Option<Selected>,
    onselect: &Callback<Selected>,
    onlens: &Callback<Lens>,
) {
    let record = followed(cluster, selected.as_ref()).filter(|record| selected.as_ref() != Some(record));
    record.into_iter().for_each(|record| onselect.emit(record));
    onlens.emit(Lens::SpaceTime);
}

/// The record whose way is to be seen: the one that is chosen, or the newest of the partition that is chosen, or else of the first one.
fn followed(cluster: &Cluster, selected: Option<&Selected>) -> Option<Selected> {
    let (topic, partition) = match selected {
        Some(Selected::Partition(topic, partition)) => (topic.clone(), *partition),
        None => cluster.partitions(false).into_iter().next()?,
        Some(other) => return Some(other.clone()),
    };
    let view = &cluster.leading(&topic, partition)?.view;
    let newest = Offset(view.log_end.0 - 1);
    (newest >= view.log_start).then_some(Selected::Record(topic, partition, newest))
}

/// What somebody who has only looked is invited to.
pub(super) fn invitation(cluster: &Cluster, onact: &Callback<Action>) -> Html {
    let Some(Action::CrashBroker { broker }) = plug(cluster, None) else { return Html::default() };
    let onclick = onact.reform(move |_: MouseEvent| Action::CrashBroker { broker });
    html! { <button type="button" class="primary invite" {onclick}>{ format!("Pull the plug of broker {broker}") }<kbd>{ "K" }</kbd></button> }
}

/// What K does: it kills the broker that is chosen, or else the leader of the first partition; and starts it again.
pub(crate) fn plug(cluster: &Cluster, selected: Option<&Selected>) -> Option<Action> {
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use glasslog_core::id::PartitionIndex;

    use super::*;
    use crate::scene::fixture;

    #[test]
    fn a_key_that_adds_nothing_says_why() {
        let heard = Rc::new(RefCell::new((0, Vec::new())));
        let (onact, onrefused) = {
            let (acts, whys) = (heard.clone(), heard.clone());
            let onact = Callback::from(move |_: Action| acts.borrow_mut().0 += 1);
            (onact, Callback::from(move |why: String| whys.borrow_mut().1.push(why)))
        };
        let mut cluster = fixture::cluster();
        add(&cluster, Kind::Broker, &onact, &onrefused);
        let first = cluster.brokers[0].clone();
        cluster.brokers = (1..=6).map(|id| crate::scene::Broker { id: BrokerId(id), ..first.clone() }).collect();
        add(&cluster, Kind::Broker, &onact, &onrefused);
        add(&Cluster::default(), Kind::Producer, &onact, &onrefused);
        let whys = ["There are 6 brokers already: more would not fit.", "There is no topic yet: add one first."];
        assert_eq!(*heard.borrow(), (1, whys.map(str::to_owned).to_vec()));
        let mut tab = crate::source::world::Tab::new(1);
        tab.take_captions();
        tab.take_changed();
        tab.tell("No.");
        assert!(tab.take_changed() && tab.take_captions().len() == 1, "it is told while time stands, too");
    }

    #[test]
    fn the_chosen_record_is_followed_or_else_the_newest_one() {
        let cluster = fixture::cluster();
        let record =
            |partition, offset| Some(Selected::Record("items-list".into(), PartitionIndex(partition), Offset(offset)));
        assert_eq!(followed(&cluster, None), record(0, 11));
        let partition = Selected::Partition("items-list".into(), PartitionIndex(1));
        assert_eq!(followed(&cluster, Some(&partition)), record(1, 6));
        assert_eq!(followed(&cluster, record(2, 3).as_ref()), record(2, 3));
        assert_eq!(followed(&Cluster::default(), None), None);
    }
}
