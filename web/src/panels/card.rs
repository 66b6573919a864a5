//! The card of what is chosen: facts, and at most five verbs.

use std::rc::Rc;

use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::view::{Fate as SendFate, ProducerView};
use glasslog_sim::{Action, ActorId};
use yew::prelude::*;

use super::{fact, shown, verb};
use crate::commands;
use crate::scene::{BrokerState, Cluster, Content, Group};
use crate::source::words;
use crate::stage::glyph;
use crate::store::Selected;
use crate::text::{self, show, utc};

/// A card.
#[derive(Properties, PartialEq)]
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
    /// The producer that is chosen, in full, where that is known.
    #[prop_or_default]
    pub producer: Option<Rc<ProducerView>>,
    /// Where Kafka's tools reach the server; one's own machine if not said.
    #[prop_or_default]
    pub server: Option<String>,
    /// Records of a partition that are not known shall be read, from this offset on.
    #[prop_or_default]
    pub onread: Option<Callback<(Text, PartitionIndex, Offset)>>,
}

/// The card of what is chosen.
#[component]
pub fn Card(props: &Props) -> Html {
    let (title, body) = match &props.selected {
        Selected::Record(topic, partition, offset) => record(props, topic, *partition, *offset),
        Selected::Partition(topic, partition) => partition_card(props, topic, *partition),
        Selected::Broker(id) => broker(props, *id),
        Selected::Producer(id) => producer(props, *id),
        Selected::Member(id) => member(props, *id),
        Selected::Group(name) => group(props, name),
    };
    let onclose = props.onclose.reform(|_: MouseEvent| ());
    html! {
        <section class="panel card-panel" aria-label={title.clone()}>
            <header><h2>{ title }</h2><button type="button" class="quiet" title="Close (Esc)" aria-label="Close" onclick={onclose}>{ "✕" }</button></header>
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

fn record(props: &Props, topic: &Text, partition: PartitionIndex, offset: Offset) -> (String, Html) {
    let title = format!("Record {offset}");
    let Some(copy) = props.cluster.leading(topic, partition) else {
        return (title, Html::default());
    };
    let view = &copy.view;
    let content = props.cluster.contents.get(topic, partition, offset);
    let step = |label: &str, hint: &str, to: Offset| {
        let there = view.log_start <= to && to < view.log_end;
        let onclick = {
            let what = Selected::Record(topic.clone(), partition, to);
            props.onselect.reform(move |_: MouseEvent| what.clone())
        };
        html! { <button type="button" title={hint.to_owned()} disabled={!there} {onclick}>{ label }</button> }
    };
    let safe = if offset < view.high_watermark {
        "yes: below the high watermark"
    } else if offset < view.durable {
        "not yet: on disk, but above the high watermark"
    } else {
        "not yet: not on disk"
    };
    let body = html! {
        <>
            { content.map_or_else(|| html! { <p class="muted">{ "Not read yet." }</p> }, |content| contents(content)) }
            <dl>
                { fact("Partition", choose(props, format!("{topic}-{partition}"), Selected::Partition(topic.clone(), partition))) }
                { fact("Offset", offset.to_string()) }
                { fact("Safe", safe) }
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

fn partition_card(props: &Props, topic: &Text, partition: PartitionIndex) -> (String, Html) {
    let title = format!("{topic}-{partition}");
    let Some(copy) = props.cluster.leading(topic, partition) else {
        return (title, Html::default());
    };
    let view = &copy.view;
    let list = |brokers: &[BrokerId]| brokers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
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
                { fact("Leader", view.leader.map_or("none".to_owned(), |leader| format!("broker {leader}, epoch {}", view.leader_epoch))) }
                { fact("Replicas", format!("{}; in sync: {}", list(&view.replicas), list(&view.isr))) }
                { fact("Offsets", format!("{} to {}", view.log_start, view.log_end.0 - 1).replace("0 to -1", "none yet")) }
                { fact("High watermark", view.high_watermark.to_string()) }
                { fact("On disk below", view.durable.to_string()) }
                { fact("Log end", view.log_end.to_string()) }
                { fact("Size", format!("{} bytes", view.bytes)) }
            </dl>
            { readers(props, topic, partition) }
            { browser(props, topic, partition) }
            <div class="verbs">
                { send.map(|send| does(props, "Send one here", "a record for just this partition", "", send)).unwrap_or_default() }
                if props.onact.is_some() {
                    { does(props, "Delete the topic", "with all its records", "danger", Action::DeleteTopic { name: topic.clone() }) }
                }
            </div>
            { command(props, commands::describe_topic(topic)) }
        </>
    };
    (title, body)
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
                        <td class="number">{ lag.map_or("–".to_owned(), |lag| lag.to_string()) }</td>
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
    let known: Vec<(Offset, &Rc<Content>)> = props.cluster.contents.of(topic, partition).rev().take(60).collect();
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
            <div class="scroller"><table class="records">
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

fn broker(props: &Props, id: BrokerId) -> (String, Html) {
    let title = format!("Broker {id}");
    let Some(broker) = props.cluster.brokers.iter().find(|broker| broker.id == id) else {
        return (title, Html::default());
    };
    let copies: Vec<_> = props.cluster.copies.iter().filter(|copy| copy.broker == id).collect();
    let leads = copies.iter().filter(|copy| copy.view.leader == Some(id)).count();
    let size: u64 = copies.iter().map(|copy| copy.view.bytes).sum();
    let state = match broker.state {
        BrokerState::Starting => "starting: it reads its disk",
        BrokerState::Serving => "serving",
        BrokerState::Stopping => "stopping: it syncs and closes its logs",
        BrokerState::Down => "down; its disk keeps the records",
    };
    let down = broker.state == BrokerState::Down;
    let body = html! {
        <>
            <dl>
                { fact("State", state) }
                if !broker.address.is_empty() { { fact("Address", broker.address.clone()) } }
                { fact("Controller", if broker.controller { "yes" } else { "no" }) }
                { fact("Leads", format!("{leads} of its {} partitions", copies.len())) }
                { fact("In its logs", format!("{size} bytes")) }
            </dl>
            <div class="verbs">
                if down {
                    { does(props, "Start", "on the disk as it is (K)", "primary", Action::RestartBroker { broker: id }) }
                } else {
                    { does(props, "Crash", "kill -9: its process dies, its disk survives (K)", "danger", Action::CrashBroker { broker: id }) }
                    { does(props, "Stop", "it syncs, closes its logs, and ends", "", Action::StopBroker { broker: id }) }
                }
            </div>
        </>
    };
    (title, body)
}

fn producer(props: &Props, id: u64) -> (String, Html) {
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
                }
                { fact("Sent", format!("{sent}; acknowledged {acked}, failed {failed}")) }
            </dl>
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

/// What a producer sent last, and what became of it.
fn sends(producer: &ProducerView) -> Html {
    html! {
        <div class="scroller"><table class="records">
            <thead><tr><th>{ "Key" }</th><th>{ "Value" }</th><th>{ "To" }</th><th>{ "Fate" }</th></tr></thead>
            <tbody>{ for producer.records.iter().rev().take(12).map(|record| {
                let (class, fate) = match record.fate {
                    SendFate::Waiting => ("muted", "waits".to_owned()),
                    SendFate::Sent => ("waiting-text", "under way".to_owned()),
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
                        <td {class}>{ fate }</td>
                    </tr>
                }
            }) }</tbody>
        </table></div>
    }
}

fn member(props: &Props, id: u64) -> (String, Html) {
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
                    { does(props, "Leave", "it says goodbye: the others take over at once", "", Action::RemoveConsumer { consumer: actor(id) }) }
                    { does(props, "Crash", "it dies without a word: its group waits for its session to time out", "danger", Action::CrashConsumer { consumer: actor(id) }) }
                }
            </div>
        </>
    };
    (format!("Member {}", member.label), body)
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
            <td class="number">{ lag.map_or_else(dash, |lag| lag.to_string()) }</td>
        </tr>
    }
}

fn group(props: &Props, name: &Text) -> (String, Html) {
    let title = format!("Group {}", text::cut(name, 24));
    let Some(group) = props.cluster.group(name) else {
        return (title, Html::default());
    };
    let mut shares: Vec<(Text, PartitionIndex)> =
        group.members.iter().flat_map(|member| member.assignment.iter().cloned()).collect();
    shares.extend(
        group.view.iter().flat_map(|view| &view.commits).map(|commit| (commit.topic.clone(), commit.partition)),
    );
    shares.sort();
    shares.dedup();
    let topic = shares.first().map(|(topic, _)| topic.clone());
    let another = topic.or_else(|| props.cluster.topics(false).first().cloned()).map(|topic| Action::AddConsumer {
        settings: glasslog_sim::settings::ConsumerSettings::of(name.clone(), topic),
    });
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
                { fact("Lag", text::count(props.cluster.total_lag(group), "record")) }
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
                            <td class="number">{ props.cluster.lag(group, topic, *partition).map_or("–".to_owned(), |lag| lag.to_string()) }</td>
                        </tr>
                    }
                }) }</tbody>
            </table>
            <div class="verbs">
                { another.map(|another| does(props, "Add a member", "it joins, and the group shares out anew", "primary", another)).unwrap_or_default() }
            </div>
            { command(props, commands::describe_group(name)) }
        </>
    };
    (title, body)
}
