//! The card of a record: what is in it, and whether it is safe.

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use yew::prelude::*;

use super::super::{fact, shown};
use super::{Props, choose, command};
use crate::commands;
use crate::scene::{Content, Twice, epoch_at};
use crate::source::words;
use crate::stage::glyph;
use crate::store::Selected;
use crate::text::{self, show, utc};

/// The card of a record.
pub(super) fn record(props: &Props, topic: &Text, partition: PartitionIndex, offset: Offset) -> (String, Html) {
    let title = format!("Record {offset}");
    let Some(copy) = props.cluster.leading(topic, partition) else {
        return (title, Html::default());
    };
    let view = &copy.view;
    let content = props.cluster.contents.at(view, offset);
    let step = |label: &str, hint: &str, to: Offset| {
        let there = view.log_start <= to && to < view.log_end;
        let onclick = {
            let what = Selected::Record(topic.clone(), partition, to);
            let onselect = props.onselect.clone();
            Callback::from(move |_: MouseEvent| {
                if there {
                    onselect.emit(what.clone());
                }
            })
        };
        html! { <button type="button" title={hint.to_owned()} aria-disabled={(!there).to_string()} {onclick}>{ label }</button> }
    };
    let safe = if offset < view.high_watermark {
        "yes: below the high watermark"
    } else if offset < view.durable {
        "not yet: on the leader's disk, but not all in sync have it"
    } else {
        "not yet: not on disk"
    };
    let body = html! {
        <>
            { content.map_or_else(|| html! { <p class="muted">{ "Not read yet." }</p> }, |content| contents(content)) }
            <dl>
                { fact("Partition", choose(props, format!("{topic}-{partition}"), Selected::Partition(topic.clone(), partition))) }
                { fact("Offset", offset.to_string()) }
                { props.cluster.twice(view, offset).map(|twice| also(props, twice, offset)) }
                { fact("Safe", safe) }
                { fact("On", holders(props, topic, partition, offset)) }
                if let Some(content) = content {
                    { fact("Timestamp", utc(content.timestamp)) }
                    { fact("Leader epoch", content.leader_epoch.to_string()) }
                    { fact("Batch", batch_of(content)) }
                }
                { for props.cluster.groups.iter().filter_map(|group| {
                    let commit = group.commit(topic, partition)?;
                    let words = if offset < commit { "has passed it" } else { "has not committed it" };
                    Some(fact(&format!("Group {}", group.letter), words))
                }) }
            </dl>
            <div class="verbs">
                { step("← previous", "the record before", Offset(offset.0 - 1)) }
                { step("next →", "the record after", offset.plus(1)) }
            </div>
            { command(props, commands::read(topic, partition.0, offset.0)) }
        </>
    };
    (title, body)
}

/// Where else the record stands: its producer has sent it again.
fn also(props: &Props, twice: &Twice, offset: Offset) -> Html {
    let place = |other: Offset| {
        let what = Selected::Record(twice.topic.clone(), twice.partition, other);
        html! { <>{ choose(props, format!("offset {other}"), what) }{ " " }</> }
    };
    fact(
        "Also at",
        html! { <>{ for twice.others(offset).map(place) }<span class="muted">{ "sent again by its producer" }</span></> },
    )
}

/// The brokers whose copies hold the record; at its place others may hold another one.
fn holders(props: &Props, topic: &Text, partition: PartitionIndex, offset: Offset) -> String {
    let Some(leading) = props.cluster.leading(topic, partition) else {
        return String::new();
    };
    let epoch = epoch_at(&leading.view, offset);
    let (mut same, mut others) = (Vec::new(), Vec::new());
    for copy in props.cluster.copies_of(topic, partition).filter(|copy| copy.view.log_end > offset) {
        if epoch_at(&copy.view, offset) == epoch { &mut same } else { &mut others }.push(copy.broker);
    }
    let other = match others.as_slice() {
        [] => String::new(),
        others => format!("; another record on {}", words::brokers(others)),
    };
    if same.is_empty() { format!("nobody{other}") } else { format!("broker {}{other}", words::brokers(&same)) }
}

fn batch_of(content: &Content) -> String {
    let (base, end) = content.batch;
    let bytes = content.batch_bytes;
    if end.since(base) > 1 {
        format!("offsets {base} to {}, {bytes} bytes", end.0 - 1)
    } else {
        format!("this record alone, {bytes} bytes")
    }
}

fn contents(content: &Content) -> Html {
    if let Some(why) = &content.unreadable {
        return html! { <p class="bad-text">{ format!("Not readable here: {why}") }</p> };
    }
    let mark = content.glyph.map(|number| html! {
        <svg class="key-glyph" width="16" height="16" viewBox="-8 -8 16 16" aria-label={glyph::name(number)} role="img">{ glyph::glyph(number, 0.0, 0.0) }</svg>
    });
    html! {
        <dl class="contents">
            <div class="fact"><dt>{ "Key" }</dt><dd>{ mark }{ shown(&show(content.key.as_deref())) }</dd></div>
            <div class="fact"><dt>{ "Value" }</dt><dd>{ shown(&show(content.value.as_deref())) }</dd></div>
            { for content.headers.iter().map(|(name, value)| html! {
                <div class="fact"><dt>{ format!("Header {}", text::cut(name, 30)) }</dt><dd>{ shown(&show(value.as_deref())) }</dd></div>
            }) }
        </dl>
    }
}
