//! The form for a consumer: what it reads, how it works, and how it is a member of its group.

use std::time::Duration;

use glasslog_sim::Action;
use glasslog_sim::settings::{Assignor, CommitPolicy, ConsumerSettings, Membership, Reset};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::{submit, typed};
use super::{Choice, Props, choice, topics};

const COMMITS: &[Choice] = &[
    ("1000", "each second"),
    ("20000", "every 20 s"),
    ("each", "after each record"),
    ("before", "before its work"),
    ("never", "never"),
];
const RESETS: &[Choice] = &[("earliest", "earliest"), ("latest", "latest")];
const WORK: &[Choice] =
    &[("0", "none"), ("100", "100 ms"), ("400", "400 ms"), ("1000", "1 s"), ("5000", "5 s"), ("70000", "70 s")];
const ASSIGNORS: &[Choice] =
    &[("range", "range"), ("roundrobin", "round robin"), ("cooperative", "cooperative sticky")];
const RECORDS: &[Choice] = &[("1", "1"), ("10", "10"), ("50", "50"), ("500", "500")];
const INTERVALS: &[Choice] = &[("60000", "60 s"), ("10000", "10 s"), ("300000", "5 min")];
const SESSIONS: &[Choice] = &[("10000", "10 s"), ("6000", "6 s"), ("45000", "45 s")];

/// What was chosen and typed, field by field.
#[derive(Clone, Default, PartialEq)]
struct Fields {
    group: NodeRef,
    topic: NodeRef,
    commit: NodeRef,
    reset: NodeRef,
    work: NodeRef,
    assignor: NodeRef,
    instance: NodeRef,
    records: NodeRef,
    interval: NodeRef,
    session: NodeRef,
}

impl Fields {
    /// The consumer that they describe: a plain one, unless something of its membership is its own.
    fn action(&self) -> Action {
        let millis = |field: &NodeRef| Duration::from_millis(typed(field).parse().unwrap_or(0));
        let settings = ConsumerSettings {
            reset: if typed(&self.reset) == "latest" { Reset::Latest } else { Reset::Earliest },
            commit: match typed(&self.commit).as_str() {
                "each" => CommitPolicy::EachRecord,
                "before" => CommitPolicy::BeforeWork,
                "never" => CommitPolicy::Never,
                _ => CommitPolicy::Periodic(millis(&self.commit).max(Duration::from_secs(1))),
            },
            time_per_record: millis(&self.work),
            session_timeout: millis(&self.session).max(Duration::from_secs(1)),
            ..ConsumerSettings::of(typed(&self.group).trim(), typed(&self.topic).as_str())
        };
        let instance = typed(&self.instance);
        let membership = Membership {
            instance: (!instance.trim().is_empty()).then(|| instance.trim().into()),
            assignor: match typed(&self.assignor).as_str() {
                "roundrobin" => Assignor::RoundRobin,
                "cooperative" => Assignor::Cooperative,
                _ => Assignor::Range,
            },
            max_poll_interval: millis(&self.interval).max(Duration::from_secs(1)),
            poll_records: typed(&self.records).parse().unwrap_or(1),
            ..Membership::default()
        };
        Action::consumer(settings, membership)
    }
}

/// Adds a consumer.
#[component]
pub(super) fn NewConsumer(props: &Props) -> Html {
    let fields = (*use_memo((), |()| Fields::default())).clone();
    {
        let (field, group) = (fields.group.clone(), props.group.clone());
        use_effect_with((), move |()| {
            if let Some(input) = field.cast::<HtmlInputElement>() {
                input.set_value(group.as_deref().unwrap_or("items-group"));
            }
        });
    }
    let onsubmit = {
        let (fields, onact) = (fields.clone(), props.onact.clone());
        submit(move || onact.emit(fields.action()))
    };
    html! {
        <form {onsubmit} aria-label="New consumer">
            <div class="row">
                <label class="wide">{ "Group" }<input ref={&fields.group} required=true pattern=".*\\S.*" title="a name: more than blanks" autocomplete="off" spellcheck="false" /></label>
                <label class="wide">{ "Topic" }<select ref={&fields.topic}>{ topics(&props.cluster) }</select></label>
            </div>
            <div class="row">
                { choice("Commits", "When it saves its place", &fields.commit, COMMITS) }
                { choice("Works on each record", "How long it works on each", &fields.work, WORK) }
                <button class="primary">{ "Add" }</button>
            </div>
            <details>
                <summary>{ "As a member of its group" }</summary>
                <div class="row">
                    { choice("Shares", "partition.assignment.strategy: all members of a group must agree", &fields.assignor, ASSIGNORS) }
                    <label class="wide" title="group.instance.id: a name that outlives a restart, so that there is no rebalance">{ "Static name" }
                        <input ref={&fields.instance} placeholder="none" autocomplete="off" spellcheck="false" />
                    </label>
                </div>
                <div class="row">
                    { choice("Records a poll", "max.poll.records: it works on all of them before it polls again", &fields.records, RECORDS) }
                    { choice("Polls within", "max.poll.interval.ms: who does not is put out of the group", &fields.interval, INTERVALS) }
                </div>
                <div class="row">
                    { choice("Missed after", "session.timeout.ms: so long after a crash nobody reads its partitions", &fields.session, SESSIONS) }
                    { choice("Begins at", "auto.offset.reset: where a group begins that has no commit", &fields.reset, RESETS) }
                </div>
            </details>
        </form>
    }
}
