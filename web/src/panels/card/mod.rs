//! The card of what is chosen: facts, and at most five verbs.

mod broker;
pub(super) mod flight;
mod group;
mod link;
mod partition;
mod producer;
mod record;

pub(crate) use link::set as set_link;

use std::rc::Rc;

use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_core::watch::Control;
use glasslog_sim::view::{ConsumerView, ProducerView};
use glasslog_sim::{Action, ActorId};
use web_sys::Element;
use yew::prelude::*;

use super::passport::passport;
use super::playbar::Time;
use super::{verb, why};
use crate::commands;
use crate::dom;
use crate::focus;
use crate::lazy::part;
use crate::sandbox::Holder;
use crate::scene::{Cluster, Known};
use crate::store::Selected;

/// A card.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is known.
    pub cluster: Rc<Cluster>,
    /// What is chosen.
    pub selected: Selected,
    /// Something else is chosen.
    pub onselect: Callback<Selected>,
    /// The card is closed.
    pub onclose: Callback<()>,
    /// What can be done; nothing where one can only look.
    #[prop_or_default]
    pub onact: Option<Callback<Action>>,
    /// A producer shall wait for other acknowledgements.
    #[prop_or_default]
    pub onacks: Option<Callback<(u64, Acks)>>,
    /// On a server: something shall be done to a broker, where the server allows that.
    #[prop_or_default]
    pub oncontrol: Option<Callback<(BrokerId, Control)>>,
    /// The producer that is chosen, in full, where that is known.
    #[prop_or_default]
    pub producer: Option<Rc<ProducerView>>,
    /// The consumer that is chosen, in full, where that is known.
    #[prop_or_default]
    pub consumer: Option<Rc<ConsumerView>>,
    /// Where Kafka's tools reach the server; one's own machine if not said.
    #[prop_or_default]
    pub server: Option<String>,
    /// Records of a partition that are not known shall be read, from this offset on.
    #[prop_or_default]
    pub onread: Option<Callback<(Text, PartitionIndex, Offset)>>,
    /// Why it is so: chains of causes, if there is something to explain; and a record's stamps.
    #[prop_or_default]
    pub why: Html,
}

impl Props {
    /// A card with nothing to press.
    #[must_use]
    pub fn of(
        cluster: &Rc<Cluster>,
        selected: Selected,
        onselect: &Callback<Selected>,
        onclose: &Callback<()>,
    ) -> Props {
        Props {
            cluster: cluster.clone(),
            selected,
            onselect: onselect.clone(),
            onclose: onclose.clone(),
            onact: None,
            onacks: None,
            oncontrol: None,
            producer: None,
            consumer: None,
            server: None,
            onread: None,
            why: Html::default(),
        }
    }
}

part! {
    /// The card in a world that can be asked why.
    pub fn asked: fn(&(Props, Holder, Callback<Time>)) -> Html = draw, in look
}

fn draw((props, tab, ontime): &(Props, Holder, Callback<Time>)) -> Html {
    let answered = tab.0.borrow_mut().why(&props.cluster, &props.selected);
    let known = match &props.selected {
        Selected::Record(topic, partition, offset) => {
            tab.0.borrow_mut().known(&props.cluster, topic, *partition, *offset)
        }
        _ => Known::default(),
    };
    let stamps = passport(&props.cluster, &props.selected, &known, Some(ontime));
    let why = html! { <>{ why::chains(&answered, ontime) }{ stamps }</> };
    let consumer = match &props.selected {
        Selected::Member(id) => tab.0.borrow().consumer(*id).map(Rc::new),
        _ => None,
    };
    html! { <Card ..Props { why, consumer, ..props.clone() } /> }
}

/// The card of what is chosen.
#[component]
pub fn Card(props: &Props) -> Html {
    let (title, body) = match &props.selected {
        Selected::Record(topic, partition, offset) => record::record(props, topic, *partition, *offset),
        Selected::Partition(topic, partition) => partition::partition(props, topic, *partition),
        Selected::Broker(id) => broker::broker(props, *id),
        Selected::Producer(id) => producer::producer(props, *id),
        Selected::Member(id) => group::member(props, *id),
        Selected::Group(name) => group::group(props, name),
        Selected::Link(one, other) => link::link(props, *one, *other),
        Selected::Ensemble => link::ensemble(props),
        Selected::Flight(id) => flight::flight(props, *id),
    };
    let onclose = props.onclose.reform(|_: MouseEvent| ());
    let card = use_node_ref();
    {
        let card = card.clone();
        // behind a long form, a card that nobody sees looks like a press that did nothing; and a sheet that comes up for it on a phone
        // must not lie on what was pressed
        use_effect_with(props.selected.clone(), move |_| {
            if let Some(chosen) = dom::first(".stage .selected") {
                dom::into_view(&chosen);
            }
            if let Some(card) = card.cast::<Element>() {
                dom::into_view(&card);
                focus::card_is_here(&card);
            }
        });
    }
    html! {
        <section ref={card} tabindex="-1" class="panel card-panel" aria-label={title.clone()}>
            <header><h2>{ title }</h2><button type="button" class="quiet" title="Close (Esc)" aria-label="Close" onclick={onclose}>{ "✕" }</button></header>
            { props.why.clone() }
            { body }
        </section>
    }
}

/// A button that does an action.
fn does(props: &Props, label: &str, title: &str, class: &'static str, action: Action) -> Html {
    let Some(onact) = props.onact.clone() else {
        return Html::default();
    };
    verb(label, title, class, move || onact.emit(action.clone()))
}

fn choose(props: &Props, label: String, what: Selected) -> Html {
    let onclick = props.onselect.reform(move |_: MouseEvent| what.clone());
    html! { <button type="button" class="link" {onclick}>{ label }</button> }
}

fn actor(id: u64) -> ActorId {
    ActorId(u32::try_from(id).unwrap_or(u32::MAX))
}

/// The command, with the server's own address in it.
fn command(props: &Props, text: String) -> Html {
    let text = match &props.server {
        Some(server) => text.replace(commands::LOCAL, server),
        None => text,
    };
    html! { <details class="command"><summary>{ "As a command" }</summary><code>{ text }</code></details> }
}
