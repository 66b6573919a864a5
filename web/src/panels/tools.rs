//! The sandbox's tools: send a record, add a topic, a producer, a consumer.

mod asked;
mod cables;
mod consumer;
mod producer;

use std::rc::Rc;

use glasslog_core::client::partitioner::KeyHash;
use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_levels::{BROKERS_MAX, Level};
use glasslog_sim::{Action, ActorId};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::drawer::{drawer, lasting};
use super::topic::{NewTopicWish, TopicForm};
use super::{submit, typed, use_start, verb};
use crate::lazy::part;
use crate::scene::Cluster;
use crate::source::world::bytes_of;
use asked::{group_of, is_by_hand, topic_of, values_of};
use consumer::NewConsumer;
use producer::NewProducer;

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

/// Numbers in words, as the tutorial's records have them.
const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// The value to offer after this one was sent: what a level sends next, else the next number. The same for what nobody can count.
#[inline(never)]
fn value_after(sent: &str, values: &[&str]) -> Option<String> {
    let after = |list: &[&str]| list.iter().skip_while(|value| **value != sent).nth(1).map(|value| (*value).to_owned());
    let number = || sent.parse().ok().and_then(|number: u32| number.checked_add(1)).map(|number| number.to_string());
    after(values).or_else(|| after(&NUMBERS)).or_else(number)
}

/// A form to send records with.
#[derive(Properties, PartialEq)]
struct SendProps {
    cluster: Rc<Cluster>,
    onact: Callback<Action>,
    /// The values to offer, one after the other.
    values: Vec<&'static str>,
    /// Whether it is told beforehand where a key leads: not where somebody is asked to bet on that.
    #[prop_or_default]
    tells: bool,
}

#[component]
fn Send(props: &SendProps) -> Html {
    let [producer, key, value, partition] = [use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref()];
    use_start(&value, props.values.first().copied().unwrap_or("one"));
    let producers = &props.cluster.producers;
    // where a key leads is told as it is typed
    let again = use_force_update();
    let oninput = Callback::from(move |_: InputEvent| again.force_update());
    let onsubmit = {
        let (onact, fields) = (props.onact.clone(), [&producer, &key, &value, &partition].map(NodeRef::clone));
        let values = props.values.clone();
        submit(move || {
            let [producer, key, value, partition] = fields.each_ref().map(typed);
            if let Ok(producer) = producer.parse() {
                let partition = partition.parse().ok().map(PartitionIndex);
                // sent once more it could not be told from this one
                if let (Some(next), Some(input)) = (value_after(&value, &values), fields[2].cast::<HtmlInputElement>())
                {
                    input.set_value(&next);
                }
                let value = Some(bytes::Bytes::from(value));
                onact.emit(Action::Send { producer: ActorId(producer), key: bytes_of(&key), value, partition });
            }
        })
    };
    let most =
        props.cluster.copies.iter().filter(|copy| !copy.view.internal).map(|copy| copy.view.partition.0 + 1).max();
    html! {
        <form class="send" {onsubmit} {oninput} aria-label="Send a record">
            <h2>{ "Send a record" }</h2>
            <div class="row">
                <label>{ "Key" }<input ref={&key} placeholder="none" autocomplete="off" spellcheck="false" /></label>
                <label class="wide">{ "Value" }<input ref={value} autocomplete="off" spellcheck="false" /></label>
            </div>
            <div class="row">
                <label class="wide">{ "By" }<select ref={&producer}>
                    { for producers.iter().enumerate().map(|(place, producer)| html! {
                        <option key={producer.id.to_string()} value={producer.id.to_string()} selected={place == 0}>{ format!("{} to {}", producer.label, producer.topic) }</option>
                    }) }
                </select></label>
                <label>{ "Partition" }<select ref={&partition}>
                    <option value="" selected=true>{ "auto" }</option>
                    { for (0..most.unwrap_or(0)).map(|index| html! { <option key={index} value={index.to_string()}>{ index }</option> }) }
                </select></label>
                <button class="primary" disabled={producers.is_empty()} title="N">{ "Send" }</button>
            </div>
            if props.tells && !typed(&key).is_empty() { { destination(&props.cluster, [&producer, &key, &partition]) } }
            if producers.is_empty() { <p class="muted">{ "Add a producer first." }</p> }
        </form>
    }
}

/// Where a record of this key would go, and why.
#[inline(never)]
fn destination(cluster: &Cluster, fields: [&NodeRef; 3]) -> Html {
    let [producer, key, partition] = fields.map(typed);
    let Some(bytes) = bytes_of(&key).filter(|_| partition.is_empty()) else { return Html::default() };
    let by = cluster.producers.iter().find(|one| one.id.to_string() == producer).or(cluster.producers.first());
    let Some(by) = by else { return Html::default() };
    let count = cluster.partitions(false).iter().filter(|(topic, _)| **topic == *by.topic).count();
    let chosen = by.keys_by.partition(&bytes, i32::try_from(count).unwrap_or(i32::MAX));
    let hash = match by.keys_by {
        KeyHash::Murmur2 => "murmur2",
        KeyHash::Crc32 => "crc32",
    };
    let told = format!("{key} goes to {}-{chosen}: {hash} of the key, modulo {count}.", by.topic);
    html! { <p class="muted destination" aria-live="polite">{ told }</p> }
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
    fn the_form_offers_what_a_level_is_about_and_nothing_twice() {
        let offered = |name: &str, count: usize| {
            let values = glasslog_levels::level(name).map(values_of).unwrap_or_default();
            let next = |value: &String| value_after(value, &values);
            std::iter::successors(values.first().map(|value| (*value).to_owned()), next).take(count).collect::<Vec<_>>()
        };
        assert_eq!(offered("1-2", 3), ["12", "10", "11"]);
        assert_eq!(offered("4-2", 3), ["seven", "eight", "nine"]);
        assert_eq!(offered("5-2", 4), ["three", "four", "five", "six"]);
        assert_eq!(value_after("kiwi", &["six"]), None, "what was typed stays");
    }
}
