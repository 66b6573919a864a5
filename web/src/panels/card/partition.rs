//! The card of a partition: who leads, who is in sync, who reads it, and its newest records.

use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::Action;
use yew::prelude::*;

use super::super::{behind, fact, verb};
use super::{Props, actor, choose, command, does};
use crate::commands;
use crate::scene::{Content, Standing};
use crate::source::words;
use crate::store::Selected;
use crate::text;

/// The card of a partition.
pub(super) fn partition(props: &Props, topic: &Text, partition: PartitionIndex) -> (String, Html) {
    let title = format!("{topic}-{partition}");
    let Some(copy) = props.cluster.leading(topic, partition) else {
        return (title, Html::default());
    };
    let view = &copy.view;
    let led = view.leader.is_some();
    let first = props.cluster.producers.iter().find(|producer| producer.topic == topic.as_str());
    let send = first.map(|producer| Action::Send {
        producer: actor(producer.id),
        key: None,
        value: Some(bytes::Bytes::from(format!("{{\"offset\":{}}}", view.log_end))),
        partition: Some(partition),
    });
    let body = html! {
        <>
            <dl>
                { fact("Leader", view.leader.map_or("⚠ none: offline".to_owned(), |leader| format!("broker {leader}, epoch {}", view.leader_epoch))) }
                { fact("Replicas", words::brokers(&view.replicas)) }
                { fact("In sync", format!("{}; at least {} for acks=all", words::brokers(&view.isr), view.min_isr)) }
                if !view.elr.is_empty() { { fact("May lead", format!("{} (ELR)", words::brokers(&view.elr))) } }
                { fact("Offsets", format!("{} to {}", view.log_start, view.log_end.0 - 1).replace("0 to -1", "none yet")) }
                { fact("High watermark", view.high_watermark.to_string()) }
                { fact("On disk below", view.durable.to_string()) }
                { fact("Log end", view.log_end.to_string()) }
                { fact("Size", format!("{} bytes", view.bytes)) }
            </dl>
            { copies(props, topic, partition) }
            { readers(props, topic, partition) }
            { browser(props, topic, partition) }
            <div class="verbs">
                { send.filter(|_| led).map(|send| does(props, "Send one here", "a record for just this partition", "", send)).unwrap_or_default() }
                if props.onact.is_some() {
                    { does(props, "Delete the topic", "with all its records", "danger", Action::DeleteTopic { name: topic.clone() }) }
                }
            </div>
            { command(props, commands::describe_topic(topic)) }
        </>
    };
    (title, body)
}

/// Every copy, as its broker knows it.
fn copies(props: &Props, topic: &Text, partition: PartitionIndex) -> Html {
    let Some(leading) = props.cluster.leading(topic, partition) else {
        return Html::default();
    };
    html! {
        <table>
            <thead><tr><th>{ "Copy on" }</th><th>{ "Role" }</th><th class="number">{ "HW" }</th><th class="number">{ "End" }</th><th class="number">{ "Epoch" }</th></tr></thead>
            <tbody>{ for props.cluster.copies_of(topic, partition).map(|copy| html! {
                <tr>
                    <td>{ choose(props, format!("broker {}", copy.broker), Selected::Broker(copy.broker)) }</td>
                    <td>{ Standing::of(props.cluster.broker(copy.broker), copy, leading).word() }</td>
                    <td class="number">{ copy.view.high_watermark.to_string() }</td>
                    <td class="number">{ copy.view.log_end.to_string() }</td>
                    <td class="number">{ copy.view.leader_epoch.to_string() }</td>
                </tr>
            }) }</tbody>
        </table>
    }
}

fn readers(props: &Props, topic: &Text, partition: PartitionIndex) -> Html {
    let rows: Vec<Html> = props
        .cluster
        .groups
        .iter()
        .filter_map(|group| {
            let reader = group.reader(topic, partition);
            let commit = group.commit(topic, partition);
            (reader.is_some() || commit.is_some()).then(|| {
                let lag = props.cluster.lag(group, topic, partition);
                html! {
                    <tr>
                        <td>{ choose(props, format!("{} {}", group.letter, text::cut(&group.name, 16)), Selected::Group(group.name.clone())) }</td>
                        <td>{ reader.map_or("–", |reader| reader.label.as_str()) }</td>
                        <td class="number">{ commit.map_or("–".to_owned(), |commit| commit.to_string()) }</td>
                        { behind(lag) }
                    </tr>
                }
            })
        })
        .collect();
    if rows.is_empty() {
        return html! { <p class="muted">{ "No group reads this partition." }</p> };
    }
    html! {
        <table>
            <thead><tr><th>{ "Group" }</th><th>{ "Reader" }</th><th class="number">{ "Commit" }</th><th class="number">{ "Lag" }</th></tr></thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// The newest records of a partition as a list, and a way to older ones.
fn browser(props: &Props, topic: &Text, partition: PartitionIndex) -> Html {
    let leading = props.cluster.leading(topic, partition);
    let known: Vec<(Offset, &Rc<Content>)> =
        leading.map(|copy| props.cluster.contents.of(&copy.view).rev()).into_iter().flatten().take(60).collect();
    let Some((oldest, _)) = known.last().copied() else {
        return Html::default();
    };
    let start = props.cluster.leading(topic, partition).map_or(Offset::ZERO, |copy| copy.view.log_start);
    let older = props.onread.clone().filter(|_| oldest > start && known.len() < 60).map(|onread| {
        let what = (topic.clone(), partition, Offset((oldest.0 - 24).max(start.0)));
        verb("Read older ones", "by a fetch, like any consumer", "quiet", move || onread.emit(what.clone()))
    });
    html! {
        <details class="browser" open={true}>
            <summary>{ "Records" }</summary>
            <div class="scroller" role="group" tabindex="0" aria-label="records"><table class="records">
                <thead><tr><th class="number">{ "Offset" }</th><th>{ "Key" }</th><th>{ "Value" }</th></tr></thead>
                <tbody>
                { for known.iter().map(|(offset, content)| {
                    let key = content.key.as_ref().map_or("–".to_owned(), |key| text::short(key, 12));
                    let value = match (&content.unreadable, &content.value) {
                        (Some(_), _) => "not readable here".to_owned(),
                        (None, None) => "null".to_owned(),
                        (None, Some(value)) => text::cut(&String::from_utf8_lossy(&value[..value.len().min(80)]), 28),
                    };
                    html! {
                        <tr key={offset.0.to_string()}>
                            <td class="number">{ choose(props, offset.to_string(), Selected::Record(topic.clone(), partition, *offset)) }</td>
                            <td>{ key }</td><td>{ value }</td>
                        </tr>
                    }
                }) }
                </tbody>
            </table></div>
            { older }
        </details>
    }
}
