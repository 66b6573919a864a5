//! The card of a producer: what it sent last, and what became of it.

use std::time::Duration;

use glasslog_core::request::Acks;
use glasslog_sim::Action;
use glasslog_sim::view::{Fate as SendFate, ProducerView, SentRecord};
use yew::prelude::*;

use super::super::fact;
use super::{Props, actor, does};
use crate::source::words;
use crate::text;

/// The card of a producer.
pub(super) fn producer(props: &Props, id: u64) -> (String, Html) {
    let Some(producer) = props.cluster.producers.iter().find(|producer| producer.id == id) else {
        return ("Producer".to_owned(), Html::default());
    };
    let [sent, acked, failed] = producer.counts;
    let period = props.producer.as_ref().and_then(|producer| producer.settings.period);
    let rate = |period| Action::SetRate { producer: actor(id), period };
    let second = std::time::Duration::from_secs(1);
    let one = Action::Send {
        producer: actor(id),
        key: None,
        value: Some(bytes::Bytes::from(format!("{{\"number\":{sent}}}"))),
        partition: None,
    };
    let body = html! {
        <>
            <dl>
                { fact("Topic", producer.topic.clone()) }
                { fact("Settings", producer.settings.clone()) }
                if let Some(full) = &props.producer {
                    { fact("Partition", words::partitioner(full.settings.partitioner)) }
                    { fact("Idempotent", if full.settings.idempotent { "yes: a retry is recognised" } else { "no: a retry may be a duplicate" }) }
                    { for words::sender_properties(&full.settings, &full.sending).into_iter()
                        .filter(|(name, _)| *name != "enable.idempotence")
                        .map(|(name, value)| fact(name, html! { <code>{ value }</code> })) }
                    if let Some(told) = waits(full) { { fact("Answered", told) } }
                }
                { fact("Sent", format!("{sent}; acknowledged {acked}, failed {failed}")) }
            </dl>
            { props.onacks.clone().zip(props.producer.as_ref()).map(|(onacks, full)| choice_of_acks(id, full.settings.acks, &onacks)).unwrap_or_default() }
            { props.producer.as_ref().map(|full| sends(full)).unwrap_or_default() }
            <div class="verbs">
                { does(props, "Send one", "a record without a key, now", "primary", one) }
                if let Some(period) = period {
                    { does(props, "Faster", "twice as often", "", rate(Some((period / 2).max(second / 50)))) }
                    { does(props, "Slower", "half as often", "", rate(Some((period * 2).min(second * 60)))) }
                    { does(props, "Be still", "send only what it is told", "", rate(None)) }
                } else {
                    { does(props, "Send by itself", "a record a second", "", rate(Some(second))) }
                }
                { does(props, "Remove", "it goes", "danger", Action::RemoveProducer { producer: actor(id) }) }
            </div>
        </>
    };
    (format!("Producer {}", producer.label), body)
}

/// Which acknowledgement it waits for: the one that is chosen, and the others to choose.
fn choice_of_acks(id: u64, chosen: Acks, onacks: &Callback<(u64, Acks)>) -> Html {
    let choices = [
        (Acks::None, "0", "it waits for nothing: a lost record is lost in silence"),
        (Acks::Leader, "1", "the leader has it on its disk: lost, if the leader dies before others have it"),
        (Acks::All, "all", "all that are in sync have it"),
    ];
    let told = choices.iter().find(|(acks, ..)| *acks == chosen).map_or("", |(_, _, told)| told);
    html! {
        <div class="choice" role="group" aria-label="acks">
            <span class="muted">{ "acks" }</span>
            { for choices.iter().map(|(acks, label, told)| {
                let (onacks, acks) = (onacks.clone(), *acks);
                let onclick = Callback::from(move |_: MouseEvent| {
                    if acks != chosen {
                        onacks.emit((id, acks));
                    }
                });
                html! {
                    <button type="button" title={*told} aria-pressed={(acks == chosen).to_string()} {onclick}>{ *label }</button>
                }
            }) }
            <p class="muted">{ told }</p>
        </div>
    }
}

/// How long its last records waited for their acknowledgement; nothing where there was none to wait for.
fn waits(producer: &ProducerView) -> Option<String> {
    let mut waits: Vec<Duration> = producer.records.iter().filter_map(acknowledged_after).collect();
    waits.sort_unstable();
    let (middle, most) = (waits.get(waits.len() / 2)?, waits.last()?);
    Some(format!("after {}, and {} at the most", spelled(*middle), spelled(*most)))
}

fn spelled(time: Duration) -> String {
    text::span(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
}

/// From the moment at which it was sent to its acknowledgement, as its producer saw it.
fn acknowledged_after(record: &SentRecord) -> Option<Duration> {
    let SendFate::Acked(Some(_)) = record.fate else { return None };
    record.settled_after()
}

/// What a producer sent last, and what became of it.
fn sends(producer: &ProducerView) -> Html {
    html! {
        <div class="scroller" role="group" tabindex="0" aria-label="records"><table class="records">
            <thead><tr><th>{ "Key" }</th><th>{ "Value" }</th><th>{ "To" }</th><th class="number">{ "After" }</th><th>{ "Fate" }</th></tr></thead>
            <tbody>{ for producer.records.iter().rev().take(12).map(|record| {
                let (class, fate) = match record.fate {
                    SendFate::Waiting => ("muted", "waits".to_owned()),
                    SendFate::Sent if record.tries > 1 => ("waiting-text", format!("under way, try {}", record.tries)),
                    SendFate::Sent => ("waiting-text", "under way".to_owned()),
                    SendFate::Acked(Some(offset)) if record.tries > 1 => ("", format!("✓ offset {offset}, try {}", record.tries)),
                    SendFate::Acked(Some(offset)) => ("", format!("✓ offset {offset}")),
                    SendFate::Acked(None) => ("", "sent".to_owned()),
                    SendFate::Refused(code) => ("bad-text", code.name().to_owned()),
                    SendFate::Unknown => ("bad-text", "nobody knows".to_owned()),
                };
                html! {
                    <tr key={record.number.to_string()}>
                        <td>{ record.key.as_ref().map_or("–".to_owned(), |key| text::short(key, 8)) }</td>
                        <td>{ record.value.as_ref().map_or("null".to_owned(), |value| text::short(value, 10)) }</td>
                        <td>{ record.partition.map_or("?".to_owned(), |partition| partition.to_string()) }</td>
                        <td class="number">{ acknowledged_after(record).map_or_else(|| "–".to_owned(), spelled) }</td>
                        <td {class}>{ fate }</td>
                    </tr>
                }
            }) }</tbody>
        </table></div>
    }
}
