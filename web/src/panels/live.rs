//! What stands beside the stage of a live server: who it is, what may be done, its groups.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::watch::Control;
use yew::prelude::*;

use super::topic::{NewTopicWish, TopicForm};
use super::{behind, submit, typed, use_start, verb};
use crate::scene::Cluster;
use crate::store::Selected;
use crate::text;

/// What a person asks a server for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A record: topic, partition, key, value.
    Produce(Text, PartitionIndex, Option<String>, String),
    /// A topic.
    Topic(NewTopicWish),
    /// Something done to a broker.
    Control(BrokerId, Control),
}

/// The forms.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the server lets changes through.
    pub allowed: bool,
    /// Something is asked for.
    pub onwish: Callback<Wish>,
    /// Something is chosen.
    pub onselect: Callback<Selected>,
}

/// Produce, new topic, groups.
#[component]
pub fn LiveTools(props: &Props) -> Html {
    html! {
        <>
            <section class="panel tools" aria-label="Tools">
                if props.allowed {
                    <ProduceForm ..props.clone() />
                    <details><summary>{ "+ Topic" }</summary>
                        <TopicForm taken={props.cluster.topics(true)} brokers={props.cluster.brokers.len()} start="items-list"
                            onnew={props.onwish.reform(Wish::Topic)} />
                    </details>
                } else {
                    <h2>{ "Look, but do not touch" }</h2>
                    <p class="muted">{ "This server shows itself, and changes nothing for a page. To send records from here, and to stop and kill brokers, start it with" }</p>
                    <pre class="bytes">{ "glasslog serve --allow-control" }</pre>
                    <p class="muted">{ "Its Kafka port takes records from Kafka clients either way." }</p>
                }
            </section>
            { groups(props) }
        </>
    }
}

impl Clone for Props {
    fn clone(&self) -> Props {
        Props {
            cluster: self.cluster.clone(),
            allowed: self.allowed,
            onwish: self.onwish.clone(),
            onselect: self.onselect.clone(),
        }
    }
}

#[component]
fn ProduceForm(props: &Props) -> Html {
    let [place, key, value] = [use_node_ref(), use_node_ref(), use_node_ref()];
    use_start(&value, "{\"number\": 16}");
    let places = props.cluster.partitions(false);
    let onsubmit = {
        let (fields, onwish, places) =
            ([&place, &key, &value].map(NodeRef::clone), props.onwish.clone(), places.clone());
        submit(move || {
            let [place, key, value] = fields.each_ref().map(typed);
            let chosen = place.parse().ok().and_then(|place: usize| places.get(place));
            if let Some((topic, partition)) = chosen {
                let key = (!key.is_empty()).then_some(key);
                onwish.emit(Wish::Produce(topic.clone(), *partition, key, value));
            }
        })
    };
    html! {
        <form class="send" {onsubmit} aria-label="Send a record">
            <h2>{ "Send a record" }</h2>
            <div class="row">
                <label>{ "Key" }<input ref={key} placeholder="none" autocomplete="off" spellcheck="false" /></label>
                <label class="wide">{ "Value" }<input ref={value} autocomplete="off" spellcheck="false" /></label>
            </div>
            <div class="row">
                <label class="wide">{ "To" }<select ref={place}>
                    { for places.iter().enumerate().map(|(number, (topic, partition))| html! {
                        <option key={format!("{topic}-{partition}")} value={number.to_string()} selected={number == 0}>{ format!("{topic}-{partition}") }</option>
                    }) }
                </select></label>
                <button class="primary" disabled={places.is_empty()}>{ "Send" }</button>
            </div>
            if places.is_empty() { <p class="muted">{ "There is no topic yet." }</p> }
        </form>
    }
}

fn groups(props: &Props) -> Html {
    let cluster = &props.cluster;
    html! {
        <section class="panel" aria-label="Groups">
            <h2>{ "Groups" }</h2>
            if cluster.groups.is_empty() { <p class="muted">{ "No consumer group yet." }</p> }
            { for cluster.groups.iter().map(|group| {
                let onselect = props.onselect.clone();
                let what = Selected::Group(group.name.clone());
                let commits = group.view.iter().flat_map(|view| &view.commits);
                html! {
                    <details key={group.name.to_string()} open={true}>
                        <summary>{ format!("{} {} · {}", group.letter, text::cut(&group.name, 24), text::lag(cluster.total_lag(group))) }</summary>
                        <table>
                            <thead><tr><th>{ "Partition" }</th><th>{ "Reader" }</th><th class="number">{ "Commit" }</th><th class="number">{ "Lag" }</th></tr></thead>
                            <tbody>{ for commits.map(|commit| html! {
                                <tr>
                                    <td>{ format!("{}-{}", text::cut(&commit.topic, 18), commit.partition) }</td>
                                    <td>{ group.reader(&commit.topic, commit.partition).map_or("–", |member| member.label.as_str()) }</td>
                                    <td class="number">{ commit.offset.to_string() }</td>
                                    { behind(cluster.lag(group, &commit.topic, commit.partition)) }
                                </tr>
                            }) }</tbody>
                        </table>
                        { verb("More", "the group's card", "quiet", move || onselect.emit(what.clone())) }
                    </details>
                }
            }) }
        </section>
    }
}
