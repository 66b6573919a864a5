//! The cards of a group and of its members.

use std::time::Duration;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::view::ConsumerView;
use glasslog_sim::{Action, ActorId};
use yew::prelude::*;

use super::super::{behind, fact};
use super::{Props, actor, choose, command, does};
use crate::commands;
use crate::scene::Group;
use crate::source::words;
use crate::store::Selected;
use crate::text;

/// The card of a member of a group.
pub(super) fn member(props: &Props, id: u64) -> (String, Html) {
    let found = props
        .cluster
        .groups
        .iter()
        .find_map(|group| group.members.iter().find(|member| member.id == id).map(|member| (group, member)));
    let Some((group, member)) = found else {
        return ("Member".to_owned(), Html::default());
    };
    let body = html! {
        <>
            <dl>
                { fact("Group", choose(props, group.name.to_string(), Selected::Group(group.name.clone()))) }
                { fact("Client", member.client_id.clone()) }
                if member.processed.is_some() { { fact("State", member.state.clone()) } }
                { props.consumer.as_ref().map(|full| own_settings(full)).unwrap_or_default() }
                if let Some(count) = member.processed { { fact("Processed", text::count(i64::try_from(count).unwrap_or(i64::MAX), "record")) } }
            </dl>
            <table>
                <thead><tr><th>{ "Reads" }</th><th class="number">{ "Next" }</th><th class="number">{ "Commit" }</th><th class="number">{ "Lag" }</th></tr></thead>
                <tbody>{ for member.assignment.iter().map(|(topic, partition)| {
                    let next = member.positions.iter().find(|(name, index, _)| name == topic && index == partition);
                    share_row(props, group, topic, *partition, next.map(|(_, _, offset)| *offset))
                }) }</tbody>
            </table>
            if member.assignment.is_empty() { <p class="muted">{ "It has no partition: there are no more than members." }</p> }
            <div class="verbs">
                if member.alive {
                    { does(props, "Restart", "it leaves in good order, and is back in two seconds", "", restart(vec![actor(id)])) }
                    { does(props, "Leave", "it says goodbye: the others take over at once", "", Action::RemoveConsumer { consumer: actor(id) }) }
                    { does(props, "Crash", "it dies without a word: its group waits for its session to time out", "danger", Action::CrashConsumer { consumer: actor(id) }) }
                }
            </div>
        </>
    };
    (format!("Member {}", member.label), body)
}

/// What a consumer sets otherwise than most, under Kafka's names; and how it works.
fn own_settings(full: &ConsumerView) -> Html {
    let work = full.settings.time_per_record;
    html! {
        <>
            if !work.is_zero() { { fact("Works", format!("{} on each record", words::whole_span(work))) } }
            { for words::member_properties(&full.membership).into_iter().map(|(name, value)| {
                let class = "org.apache.kafka.clients.consumer.";
                let value = value.strip_prefix(class).unwrap_or(&value).to_owned();
                fact(name, html! { <code>{ value }</code> })
            }) }
        </>
    }
}

/// Members are stopped in good order and started again, one after the other.
fn restart(consumers: Vec<ActorId>) -> Action {
    Action::RestartConsumers { consumers, away: Duration::from_secs(2), apart: Duration::from_secs(5) }
}

fn share_row(props: &Props, group: &Group, topic: &Text, partition: PartitionIndex, next: Option<Offset>) -> Html {
    let dash = || "–".to_owned();
    let commit = group.commit(topic, partition);
    let lag = props.cluster.lag(group, topic, partition);
    html! {
        <tr>
            <td>{ choose(props, format!("{topic}-{partition}"), Selected::Partition(topic.clone(), partition)) }</td>
            <td class="number">{ next.map_or_else(dash, |offset| offset.to_string()) }</td>
            <td class="number">{ commit.map_or_else(dash, |offset| offset.to_string()) }</td>
            { behind(lag) }
        </tr>
    }
}

/// The card of a group.
pub(super) fn group(props: &Props, name: &Text) -> (String, Html) {
    let title = format!("Group {}", text::cut(name, 24));
    let Some(group) = props.cluster.group(name) else {
        return (title, Html::default());
    };
    let mut shares: Vec<(Text, PartitionIndex)> =
        group.members.iter().flat_map(|member| member.assignment.iter().cloned()).collect();
    shares.extend(
        group.view.iter().flat_map(|view| &view.commits).map(|commit| (commit.topic.clone(), commit.partition)),
    );
    shares.sort_unstable();
    shares.dedup();
    let topic = shares.first().map(|(topic, _)| topic.clone());
    let another = topic.or_else(|| props.cluster.topics(false).first().cloned()).map(|topic| Action::AddConsumer {
        settings: glasslog_sim::settings::ConsumerSettings::of(name.clone(), topic),
    });
    let running: Vec<ActorId> =
        group.members.iter().filter(|member| member.alive).map(|member| actor(member.id)).collect();
    let body = html! {
        <>
            <dl>
                { fact("Letter", group.letter.to_string()) }
                if let Some(view) = &group.view {
                    { fact("State", view.state.to_string()) }
                    { fact("Generation", view.generation.to_string()) }
                    { fact("Protocol", if view.protocol.is_empty() { "none yet".to_owned() } else { view.protocol.to_string() }) }
                }
                { fact("Members", group.members.len().to_string()) }
                { fact("Lag", props.cluster.total_lag(group).map_or_else(|| text::lag(None), |lag| text::count(lag, "record"))) }
            </dl>
            <table>
                <thead><tr><th>{ "Partition" }</th><th>{ "Reader" }</th><th class="number">{ "Commit" }</th><th class="number">{ "Lag" }</th></tr></thead>
                <tbody>{ for shares.iter().map(|(topic, partition)| {
                    let reader = group.reader(topic, *partition).map_or("–".to_owned(), |reader| reader.label.clone());
                    html! {
                        <tr>
                            <td>{ choose(props, format!("{topic}-{partition}"), Selected::Partition(topic.clone(), *partition)) }</td>
                            <td>{ reader }</td>
                            <td class="number">{ group.commit(topic, *partition).map_or("–".to_owned(), |commit| commit.to_string()) }</td>
                            { behind(props.cluster.lag(group, topic, *partition)) }
                        </tr>
                    }
                }) }</tbody>
            </table>
            <div class="verbs">
                { another.map(|another| does(props, "Add a member", "it joins, and the group shares out anew", "primary", another)).unwrap_or_default() }
                if !running.is_empty() {
                    { does(props, "Deploy", "its members are restarted one after the other, five seconds apart", "", restart(running)) }
                }
            </div>
            { command(props, commands::describe_group(name)) }
        </>
    };
    (title, body)
}
