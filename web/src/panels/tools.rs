//! The sandbox's tools: send a record, add a topic, a producer, a consumer.

mod cables;
mod consumer;
mod producer;
mod send;

use std::rc::Rc;

use glasslog_core::id::BrokerId;
use glasslog_core::name::Text;
use glasslog_levels::{BROKERS_MAX, Command, Deed, Level};
use glasslog_sim::Action;
use yew::prelude::*;

use super::drawer::{drawer, lasting};
use super::topic::{NewTopicWish, TopicForm};
use super::verb;
use crate::lazy::part;
use crate::scene::Cluster;
use consumer::NewConsumer;
use producer::NewProducer;
use send::{Send, values_of};

/// A value as a form has it, and in words.
type Choice = (&'static str, &'static str);

/// The tools.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Something shall be done.
    pub onact: Callback<Action>,
    /// The group of the first consumer that a level asks for.
    #[prop_or_default]
    pub group: Option<Text>,
    /// The name of the topic that a level asks for.
    #[prop_or("orders")]
    pub topic: &'static str,
    /// Whether the producer that a level asks for sends by hand only.
    #[prop_or_default]
    pub by_hand: bool,
}

impl Props {
    fn of(cluster: &Rc<Cluster>, onact: &Callback<Action>) -> Props {
        Props { cluster: cluster.clone(), onact: onact.clone(), group: None, topic: "orders", by_hand: false }
    }
}

/// Whom a level asks for first: its group.
#[inline(never)]
fn group_of(level: &Level) -> Option<Text> {
    level.solution.iter().find_map(|command| match command {
        Command::Do(Deed::Plain(action)) => action.brings_consumer().map(|settings| settings.group.clone()),
        _ => None,
    })
}

/// The topic that a level asks for.
#[inline(never)]
fn topic_of(level: &'static Level) -> &'static str {
    let made = level.solution.iter().find_map(|command| match command {
        Command::Do(Deed::Plain(Action::CreateTopic { name, .. })) => Some(name.as_str()),
        _ => None,
    });
    made.unwrap_or("orders")
}

/// Whether a level asks for a producer that sends nothing by itself.
#[inline(never)]
fn is_by_hand(level: &Level) -> bool {
    level.solution.iter().any(|command| match command {
        Command::Do(Deed::Plain(action)) => action.brings_producer().is_some_and(|settings| settings.period.is_none()),
        _ => false,
    })
}

part! {
    /// The form for a topic.
    fn new_topic: fn(&Props) -> Html = |props: &Props| html! { <NewTopic ..props.clone() /> }, in act
}

part! {
    /// The form for a producer.
    fn new_producer: fn(&Props) -> Html = |props: &Props| html! { <NewProducer ..props.clone() /> }, in act
}

part! {
    /// The form for a consumer.
    fn new_consumer: fn(&Props) -> Html = |props: &Props| html! { <NewConsumer ..props.clone() /> }, in act
}

/// Everything that can be sent or added.
pub fn tools(cluster: &Rc<Cluster>, onact: &Callback<Action>) -> Html {
    html! {
        <section class="panel tools" aria-label="Tools">
            <Send cluster={cluster.clone()} onact={onact.clone()} values={vec!["{\"number\": 16}"]} tells=true />
            { drawer("", "+ Topic", new_topic(), Props::of(cluster, onact)) }
            { drawer("", "+ Producer", new_producer(), Props::of(cluster, onact)) }
            { drawer("", "+ Consumer", new_consumer(), Props::of(cluster, onact)) }
            <details>
                <summary>{ "+ Broker" }</summary>
                <p class="muted">{ "An empty machine joins. It gets copies of topics that are made from now on." }</p>
                <div class="verbs">{ add_broker(cluster, onact) }</div>
            </details>
        </section>
    }
}

/// Those tools that a level needs: what it has not taught yet would only be in the way.
pub fn tools_of(level: &'static Level, cluster: &Rc<Cluster>, onact: &Callback<Action>) -> Html {
    let has = |tool: &str| level.tools.iter().any(|known| known == tool);
    let (cluster, onact) = (cluster.clone(), onact.clone());
    html! {
        <section class="panel tools" aria-label="Tools">
            if has("send") { <Send cluster={cluster.clone()} onact={onact.clone()} values={values_of(level)} /> }
            if has("topic") { { lasting("", "+ Topic", new_topic(), Props { topic: topic_of(level), ..Props::of(&cluster, &onact) }) } }
            if has("partitions") {
                <div class="verbs">{ for cluster.topics(false).into_iter().map(|name| add_partition(name, &cluster, &onact)) }</div>
            }
            if has("cut") { { cables::buttons(&cluster, &onact) } }
            if has("break") { { cables::breaks(&cluster, &onact) } }
            if has("producer") { { lasting("", "+ Producer", new_producer(), Props { by_hand: is_by_hand(level), ..Props::of(&cluster, &onact) }) } }
            if has("consumer") { { lasting("", "+ Consumer", new_consumer(), Props { group: group_of(level), ..Props::of(&cluster, &onact) }) } }
        </section>
    }
}

/// The next broker's number.
pub(crate) fn next_broker(cluster: &Cluster) -> Option<BrokerId> {
    let last = cluster.brokers.iter().map(|broker| broker.id.0).max().unwrap_or(0);
    (cluster.brokers.len() < BROKERS_MAX).then_some(BrokerId(last + 1))
}

fn add_broker(cluster: &Cluster, onact: &Callback<Action>) -> Html {
    match next_broker(cluster) {
        Some(broker) => {
            let onact = onact.clone();
            verb(&format!("Add broker {broker}"), "B", "primary", move || onact.emit(Action::AddBroker { broker }))
        }
        None => html! { <p class="muted">{ format!("There are {BROKERS_MAX} already: more would not fit.") }</p> },
    }
}

fn add_partition(name: Text, cluster: &Cluster, onact: &Callback<Action>) -> Html {
    let have = cluster.partitions(false).into_iter().filter(|(topic, _)| *topic == name).count();
    let count = i32::try_from(have + 1).unwrap_or(1);
    let onact = onact.clone();
    verb(
        &format!("+ Partition: {name} has {have}, and gets one more"),
        "what is there stays where it is",
        "",
        move || {
            onact.emit(Action::AddPartitions { name: name.clone(), count });
        },
    )
}

#[component]
fn NewTopic(props: &Props) -> Html {
    let taken: Vec<Text> = props.cluster.topics(true);
    let onnew = {
        let onact = props.onact.clone();
        Callback::from(move |topic: NewTopicWish| {
            let configs = topic.configs().into_iter().map(|(key, value)| (key.into(), value.into())).collect();
            let NewTopicWish { name, partitions, factor, .. } = topic;
            onact.emit(Action::CreateTopic { name: name.into(), partitions, factor, configs });
        })
    };
    html! { <TopicForm {taken} brokers={props.cluster.brokers.len()} start={props.topic} {onnew} /> }
}

fn topics(cluster: &Cluster) -> Html {
    html! {
        { for cluster.topics(false).iter().enumerate().map(|(place, topic)| html! {
            <option key={topic.to_string()} value={topic.to_string()} selected={place == 0}>{ topic.as_str() }</option>
        }) }
    }
}

/// A field with these choices, the first one chosen.
fn choice(label: &'static str, title: &'static str, field: &NodeRef, choices: &[Choice]) -> Html {
    html! {
        <label class="wide" {title}>{ label }<select ref={field}>
            { for choices.iter().enumerate().map(|(place, (value, words))| html! {
                <option key={*value} value={*value} selected={place == 0}>{ *words }</option>
            }) }
        </select></label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_begins_with_the_group_that_a_level_asks_for() {
        let group = |name: &str| glasslog_levels::level(name).and_then(group_of);
        for (name, expected) in [("1-1", "reports"), ("1-3", "items-group"), ("5-3", "reports"), ("6-1", "items-group")]
        {
            assert_eq!(group(name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(group("4-2"), None);
    }
}
