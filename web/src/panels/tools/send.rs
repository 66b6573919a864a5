//! The form to send records with: it offers a value, and after each record another one.

use std::rc::Rc;

use glasslog_core::client::partitioner::KeyHash;
use glasslog_core::id::PartitionIndex;
use glasslog_levels::{Command, Deed, Level};
use glasslog_sim::{Action, ActorId};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::{submit, typed, use_start};
use crate::scene::Cluster;
use crate::source::world::bytes_of;

/// What a level asks to be sent, one after the other.
#[inline(never)]
pub(super) fn values_of(level: &'static Level) -> Vec<&'static str> {
    let sent = level.solution.iter().filter_map(|command| match command {
        Command::Do(Deed::Send(_, _, value, _)) => Some(value.as_str()),
        _ => None,
    });
    sent.collect()
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
pub(super) struct SendProps {
    pub(super) cluster: Rc<Cluster>,
    pub(super) onact: Callback<Action>,
    /// The values to offer, one after the other.
    pub(super) values: Vec<&'static str>,
    /// Whether it is told beforehand where a key leads: not where somebody is asked to bet on that.
    #[prop_or_default]
    pub(super) tells: bool,
}

#[component]
pub(super) fn Send(props: &SendProps) -> Html {
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
