//! The form for a producer.

use std::time::Duration;

use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_sim::Action;
use glasslog_sim::settings::{Keys, Partitioner, ProducerSettings};
use yew::prelude::*;

use super::super::{submit, typed};
use super::{Props, topics};

/// Adds a producer.
#[component]
pub(super) fn NewProducer(props: &Props) -> Html {
    let fields = use_memo((), |()| [(); 7].map(|()| NodeRef::default()));
    let [topic, rate, acks, keys, partitioner, linger, idempotent] = (*fields).clone();
    let onsubmit = {
        let (fields, onact) = (fields.clone(), props.onact.clone());
        submit(move || {
            let [topic, rate, acks, keys, partitioner, linger, idempotent] = fields.each_ref().map(typed);
            let acks = match acks.as_str() {
                "0" => Acks::None,
                "1" => Acks::Leader,
                _ => Acks::All,
            };
            let keys: Vec<Text> =
                keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Text::from).collect();
            let period: u64 = rate.parse().unwrap_or(1000);
            let settings = ProducerSettings {
                acks,
                // the broker recognises retries only of producers that wait for all replicas
                idempotent: acks == Acks::All && idempotent != "no",
                linger: Duration::from_millis(linger.parse().unwrap_or(0)),
                partitioner: match partitioner.as_str() {
                    "sticky" => Partitioner::KeyOrSticky,
                    "random" => Partitioner::Random,
                    _ => Partitioner::KeyOrRoundRobin,
                },
                period: (period > 0).then(|| Duration::from_millis(period)),
                keys: if keys.is_empty() { Keys::None } else { Keys::Cycle(keys) },
                ..ProducerSettings::to(topic.as_str())
            };
            onact.emit(Action::AddProducer { settings });
        })
    };
    html! {
        <form {onsubmit} aria-label="New producer">
            <div class="row">
                <label class="wide">{ "Topic" }<select ref={topic}>{ topics(&props.cluster) }</select></label>
                <label>{ "Rate" }<select ref={rate}>
                    <option value="0">{ "by hand" }</option>
                    <option value="5000">{ "every 5 s" }</option>
                    <option value="1000" selected=true>{ "every 1 s" }</option>
                    <option value="200">{ "5 a second" }</option>
                    <option value="50">{ "20 a second" }</option>
                </select></label>
                <label>{ "Acks" }<select ref={acks}><option value="all" selected=true>{ "all" }</option><option>{ "1" }</option><option>{ "0" }</option></select></label>
            </div>
            <div class="row">
                <label class="wide">{ "Keys, with commas" }<input ref={keys} placeholder="no key" autocomplete="off" spellcheck="false" /></label>
                <label>{ "Partition" }<select ref={partitioner}>
                    <option value="key" selected=true>{ "murmur2, else round robin" }</option>
                    <option value="sticky">{ "murmur2, else sticky" }</option>
                    <option value="random">{ "crc32, else random" }</option>
                </select></label>
                <button class="primary">{ "Add" }</button>
            </div>
            <details>
                <summary>{ "How it sends" }</summary>
                <div class="row">
                    <label class="wide" title="linger.ms: how long it waits for more records before it sends a batch">{ "Waits for more" }<select ref={linger}>
                        <option value="0" selected=true>{ "not at all" }</option>
                        <option value="50">{ "50 ms" }</option>
                        <option value="500">{ "500 ms" }</option>
                        <option value="2000">{ "2 s" }</option>
                    </select></label>
                    <label class="wide" title="enable.idempotence: whether the broker recognises a retry; with acks=all only">{ "Idempotent" }<select ref={idempotent}>
                        <option value="yes" selected=true>{ "with acks=all" }</option>
                        <option value="no">{ "no: a retry may be a duplicate" }</option>
                    </select></label>
                </div>
            </details>
        </form>
    }
}
