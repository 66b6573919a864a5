//! The form for a producer: what it sends, how it waits, and how it sends again.

use std::time::Duration;

use glasslog_core::name::Text;
use glasslog_core::request::Acks;
use glasslog_sim::Action;
use glasslog_sim::settings::{Keys, Partitioner, ProducerSettings, Sending};
use yew::prelude::*;

use super::super::{submit, typed};
use super::{Choice, Props, choice, topics};

const RATES: &[Choice] =
    &[("1000", "every 1 s"), ("0", "by hand"), ("5000", "every 5 s"), ("200", "5 a second"), ("50", "20 a second")];
const RATES_IN_A_LEVEL: &[Choice] =
    &[("0", "by hand"), ("1000", "every 1 s"), ("5000", "every 5 s"), ("200", "5 a second"), ("50", "20 a second")];
const ACKS: &[Choice] = &[("all", "all"), ("1", "1"), ("0", "0")];
const PARTITIONERS: &[Choice] =
    &[("key", "murmur2, else round robin"), ("sticky", "murmur2, else sticky"), ("random", "crc32, else random")];
const LINGER: &[Choice] = &[("0", "not at all"), ("50", "50 ms"), ("500", "500 ms"), ("2000", "2 s")];
const IDEMPOTENT: &[Choice] = &[("yes", "with acks=all"), ("no", "no: a retry may be a duplicate")];
const RETRIES: &[Choice] =
    &[("", "while there is time"), ("3", "3 times"), ("1", "once"), ("0", "never, so not idempotent")];
const IN_FLIGHT: &[Choice] = &[("5", "5 requests"), ("1", "1 request"), ("20", "20, so not idempotent")];
/// How long for an answer, and in all.
const PATIENCE: &[Choice] = &[
    ("30000 120000", "30 s an answer, 2 min in all"),
    ("5000 20000", "5 s an answer, 20 s in all"),
    ("1000 5000", "1 s an answer, 5 s in all"),
];

/// What was chosen and typed, field by field.
#[derive(Clone, Default, PartialEq)]
struct Fields {
    topic: NodeRef,
    rate: NodeRef,
    acks: NodeRef,
    keys: NodeRef,
    partitioner: NodeRef,
    linger: NodeRef,
    idempotent: NodeRef,
    retries: NodeRef,
    in_flight: NodeRef,
    patience: NodeRef,
}

impl Fields {
    /// The producer that they describe: a plain one, unless it sends again in a way of its own.
    fn action(&self) -> Action {
        let acks = match typed(&self.acks).as_str() {
            "0" => Acks::None,
            "1" => Acks::Leader,
            _ => Acks::All,
        };
        let usual = Sending::default();
        let patience = typed(&self.patience);
        let mut times = patience.split(' ').filter_map(|millis| millis.parse().ok()).map(Duration::from_millis);
        let sending = Sending {
            retries: typed(&self.retries).parse().ok(),
            in_flight: typed(&self.in_flight).parse().unwrap_or(usual.in_flight),
            request_timeout: times.next().unwrap_or(usual.request_timeout),
            delivery_timeout: times.next().unwrap_or(usual.delivery_timeout),
        };
        let keys = typed(&self.keys);
        let keys: Vec<Text> = keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Text::from).collect();
        let period: u64 = typed(&self.rate).parse().unwrap_or(1000);
        let settings = ProducerSettings {
            acks,
            idempotent: sending.may_be_idempotent(acks) && typed(&self.idempotent) != "no",
            linger: Duration::from_millis(typed(&self.linger).parse().unwrap_or(0)),
            partitioner: match typed(&self.partitioner).as_str() {
                "sticky" => Partitioner::KeyOrSticky,
                "random" => Partitioner::Random,
                _ => Partitioner::KeyOrRoundRobin,
            },
            period: (period > 0).then(|| Duration::from_millis(period)),
            keys: if keys.is_empty() { Keys::None } else { Keys::Cycle(keys) },
            ..ProducerSettings::to(typed(&self.topic).as_str())
        };
        Action::producer(settings, sending)
    }
}

/// Adds a producer.
#[component]
pub(super) fn NewProducer(props: &Props) -> Html {
    let fields = (*use_memo((), |()| Fields::default())).clone();
    let onsubmit = {
        let (fields, onact) = (fields.clone(), props.onact.clone());
        submit(move || onact.emit(fields.action()))
    };
    html! {
        <form {onsubmit} aria-label="New producer">
            <div class="row">
                <label class="wide">{ "Topic" }<select ref={&fields.topic}>{ topics(&props.cluster) }</select></label>
                { choice("Rate", "How often it sends a record of its own", &fields.rate, if props.by_hand { RATES_IN_A_LEVEL } else { RATES }) }
            </div>
            <div class="row">
                { choice("Acks", "acks: when a record counts as delivered", &fields.acks, ACKS) }
                <label class="wide">{ "Keys, with commas" }<input ref={&fields.keys} placeholder="no key" autocomplete="off" spellcheck="false" /></label>
            </div>
            <div class="row">
                { choice("Partition", "How it chooses a partition: by the key's hash, or else in turn", &fields.partitioner, PARTITIONERS) }
                <button class="primary">{ "Add" }</button>
            </div>
            <details>
                <summary>{ "How it sends, and sends again" }</summary>
                <div class="row">
                    { choice("Waits for more", "linger.ms: how long it waits for more records before it sends a batch", &fields.linger, LINGER) }
                    { choice("Idempotent", "enable.idempotence: whether the broker recognises a retry; with acks=all only", &fields.idempotent, IDEMPOTENT) }
                </div>
                <div class="row">
                    { choice("Sends again", "retries: how often a batch is sent again at the most", &fields.retries, RETRIES) }
                    { choice("Under way", "max.in.flight.requests.per.connection: how many requests wait for an answer at once", &fields.in_flight, IN_FLIGHT) }
                </div>
                <div class="row">
                    { choice("Gives up after", "request.timeout.ms: an answer that takes longer counts as none; delivery.timeout.ms: so long after it was sent a record is given up", &fields.patience, PATIENCE) }
                </div>
            </details>
        </form>
    }
}
