//! The cards of a group and of its members.

use std::time::Duration;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::view::ConsumerView;
use glasslog_sim::{Action, ActorId};
use yew::prelude::*;

use super::super::{behind, fact, verb};
use super::{Props, actor, choose, command, does};
use crate::commands;
use crate::scene::{Cluster, Group};
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
                { props.consumer.as_ref().and_then(|full| in_order(full)).map(|values| fact("In this order", values)).unwrap_or_default() }
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

/// So many of the values that a consumer has processed are told.
const TOLD: usize = 12;

/// The values that a consumer has processed, in the order in which it did; the oldest are left out where there are many.
fn in_order(full: &ConsumerView) -> Option<String> {
    let skipped = full.processed.len().saturating_sub(TOLD);
    let value = |bytes: Option<&[u8]>| bytes.map_or_else(|| "null".to_owned(), |bytes| text::short(bytes, 12));
    let values: Vec<String> =
        full.processed.iter().skip(skipped).map(|record| value(record.value.as_deref())).collect();
    let more = full.processed_count > values.len() as u64;
    (!values.is_empty()).then(|| format!("{}{}", if more { "… " } else { "" }, values.join(", ")))
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
                if let Some(broker) = group.coordinator { { fact("Coordinator", choose(props, format!("broker {broker}"), Selected::Broker(broker))) } }
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
                { resets(props, group, &shares) }
                if !running.is_empty() {
                    { does(props, "Deploy", "its members are restarted one after the other, five seconds apart", "", restart(running)) }
                }
            </div>
            if !shares.is_empty() && !group.members.is_empty() && props.onact.is_some() {
                <p class="muted note">{ "To reset it, stop its members first." }</p>
            }
            { command(props, commands::describe_group(name)) }
        </>
    };
    (title, body)
}

/// Sends a group that has no members to the beginning of all that it reads, or to the end.
fn resets(props: &Props, group: &Group, shares: &[(Text, PartitionIndex)]) -> Html {
    let Some(onact) = props.onact.clone().filter(|_| group.members.is_empty() && !shares.is_empty()) else {
        return Html::default();
    };
    let reset = |label: &str, earliest: bool| {
        let (onact, actions) = (onact.clone(), reset_to(&props.cluster, group, shares, earliest));
        let command = commands::reset_whole_group_to(&group.name, earliest);
        verb(label, &command, "", move || actions.iter().for_each(|action| onact.emit(action.clone())))
    };
    html! { <>{ reset("Reset to earliest", true) }{ reset("Reset to latest", false) }</> }
}

/// A commit for each partition that has somebody who knows where it begins and ends.
fn reset_to(cluster: &Cluster, group: &Group, shares: &[(Text, PartitionIndex)], earliest: bool) -> Vec<Action> {
    let reset = |(topic, partition): &(Text, PartitionIndex)| {
        let view = &cluster.leading(topic, *partition)?.view;
        let offset = if earliest { view.log_start } else { view.high_watermark };
        let (group, topic) = (group.name.clone(), topic.clone());
        Some(Action::ResetCommit { group, topic, partition: *partition, offset })
    };
    shares.iter().filter_map(reset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::fixture;
    use glasslog_sim::view::ProcessedRecord;

    #[test]
    fn what_a_member_has_processed_is_told_in_its_order_and_the_oldest_is_left_out() {
        let mut tab = crate::source::world::Tab::new(1);
        let id = tab.cluster().groups[0].members[0].id;
        let mut full = tab.consumer(id).expect("it is there");
        let one = full.processed.pop().expect("it has read before one looks");
        let with = |values: &[&str]| {
            let record = |value: &&str| ProcessedRecord { value: Some(value.to_string().into()), ..one.clone() };
            values.iter().map(record).collect::<Vec<_>>()
        };
        (full.processed, full.processed_count) = (with(&["b", "a", "c"]), 3);
        assert_eq!(in_order(&full).as_deref(), Some("b, a, c"));
        (full.processed, full.processed_count) = (with(&["x"; TOLD + 1]), 13);
        assert_eq!(in_order(&full), Some(format!("… {}", ["x"; TOLD].join(", "))));
        (full.processed, full.processed_count) = (Vec::new(), 0);
        assert_eq!(in_order(&full), None);
    }

    #[test]
    fn a_group_is_reset_to_what_can_be_read_of_each_partition() {
        let cluster = fixture::cluster();
        let shares = cluster.partitions_of(&cluster.groups[0]);
        for earliest in [true, false] {
            let actions = reset_to(&cluster, &cluster.groups[0], &shares, earliest);
            assert_eq!(actions.len(), 3);
            for (action, (topic, partition)) in actions.iter().zip(&shares) {
                let view = &cluster.leading(topic, *partition).expect("it is led").view;
                let offset = if earliest { view.log_start } else { view.high_watermark };
                let (group, topic) = (cluster.groups[0].name.clone(), topic.clone());
                assert_eq!(*action, Action::ResetCommit { group, topic, partition: *partition, offset });
            }
        }
    }
}
