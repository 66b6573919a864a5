//! The form for a new topic: the same in the tab and on a server.

use glasslog_core::name::{Text, is_topic_name};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{submit, typed, use_start};

/// A topic that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTopicWish {
    /// Its name.
    pub name: String,
    /// How many partitions.
    pub partitions: i32,
    /// Copies of each; none for the cluster's default.
    pub factor: Option<i16>,
    /// How many must be in sync for acks=all; none for the default.
    pub min_isr: Option<i16>,
    /// What becomes of its old records.
    pub cleanup: Cleanup,
}

/// What becomes of a topic's old records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cleanup {
    /// They are kept as the cluster's default has it.
    #[default]
    Usual,
    /// They are deleted after so many milliseconds.
    After(u64),
    /// The last one of each key is kept.
    Compact,
}

impl Cleanup {
    /// The settings for it. Old records go with whole segments, so that those that are kept briefly have short ones.
    fn configs(self) -> Vec<(&'static str, String)> {
        match self {
            Cleanup::Usual => Vec::new(),
            Cleanup::After(millis) => {
                vec![("retention.ms", millis.to_string()), ("segment.ms", (millis / 4).to_string())]
            }
            Cleanup::Compact => vec![("cleanup.policy", "compact".to_owned()), ("segment.ms", "10000".to_owned())],
        }
    }
}

/// The choices, as a form has them, and in words.
const CLEANUPS: [(&str, Cleanup, &str); 5] = [
    ("usual", Cleanup::Usual, "as the cluster's default"),
    ("60000", Cleanup::After(60_000), "for a minute"),
    ("600000", Cleanup::After(600_000), "for 10 minutes"),
    ("604800000", Cleanup::After(604_800_000), "for a week"),
    ("compact", Cleanup::Compact, "the last of each key"),
];

impl NewTopicWish {
    /// Its settings of its own.
    #[must_use]
    pub fn configs(&self) -> Vec<(String, String)> {
        let min_isr = self.min_isr.map(|min| ("min.insync.replicas", min.to_string()));
        min_isr.into_iter().chain(self.cleanup.configs()).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The form.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Names that are taken.
    pub taken: Vec<Text>,
    /// How many brokers there are: the most copies.
    pub brokers: usize,
    /// The name that stands there at first.
    pub start: &'static str,
    /// A topic is wanted.
    pub onnew: Callback<NewTopicWish>,
}

/// How many must be in sync, of so many copies, for one of them to be missed by nobody.
fn min_in_sync(copies: i16) -> i16 {
    (copies - 1).max(1)
}

/// Name, partitions, copies, and how many must be in sync.
#[component]
pub fn TopicForm(props: &Props) -> Html {
    let fields = use_memo((), |()| [(); 5].map(|()| NodeRef::default()));
    let [name, partitions, factor, min_isr, cleanup] = (*fields).clone();
    use_start(&name, props.start);
    use_start(&partitions, "2");
    let problem = use_state(|| None::<&'static str>);
    let onsubmit = {
        let fields = fields.clone();
        let (onnew, problem, taken) = (props.onnew.clone(), problem.setter(), props.taken.clone());
        submit(move || {
            let [name, partitions, factor, min_isr, cleanup] = fields.each_ref().map(typed);
            let chosen = CLEANUPS.iter().find(|(value, ..)| *value == cleanup);
            let cleanup = chosen.map_or(Cleanup::Usual, |(_, cleanup, _)| *cleanup);
            let (factor, min_isr) = (factor.parse().ok(), min_isr.parse().ok());
            let refused = if !is_topic_name(&name) {
                Some("Letters, digits, dots, dashes, underscores; at most 249.")
            } else if taken.iter().any(|topic| *topic == *name) {
                Some("There is a topic of this name.")
            } else {
                let partitions = partitions.parse().unwrap_or(1);
                onnew.emit(NewTopicWish { name, partitions, factor, min_isr, cleanup });
                None
            };
            problem.set(refused);
        })
    };
    // fewer copies: one of them may be missing all the same
    let onchange = {
        let fields = fields.clone();
        Callback::from(move |_: Event| {
            let copies: i16 = typed(&fields[2]).parse().unwrap_or(1);
            if let Some(select) = fields[3].cast::<HtmlSelectElement>() {
                select.set_value(&min_in_sync(copies).to_string());
            }
        })
    };
    let most = i16::try_from(props.brokers.max(1)).unwrap_or(1);
    let numbers = |chosen: i16| {
        (1..=most).map(move |number| html! { <option key={number} value={number.to_string()} selected={number == chosen}>{ number }</option> })
    };
    html! {
        <form {onsubmit} aria-label="New topic">
            <div class="row">
                <label class="wide">{ "Name" }<input ref={name} required=true autocomplete="off" spellcheck="false" /></label>
                <label>{ "Partitions" }<input ref={partitions} type="number" min="1" max="100" /></label>
            </div>
            <div class="row">
                <label title="replication factor: on so many brokers">{ "Copies" }<select ref={factor} {onchange}>{ for numbers(most.min(3)) }</select></label>
                <label title="min.insync.replicas: so many must be in sync, or acks=all is refused">{ "Min in sync" }<select ref={min_isr}>{ for numbers(min_in_sync(most.min(3))) }</select></label>
            </div>
            <div class="row">
                <label class="wide" title="retention.ms: old records go, read or not; or cleanup.policy=compact">{ "Keeps records" }<select ref={cleanup}>
                    { for CLEANUPS.iter().map(|(value, cleanup, words)| html! {
                        <option key={*value} value={*value} selected={*cleanup == Cleanup::Usual}>{ *words }</option>
                    }) }
                </select></label>
                <button class="primary">{ "Create" }</button>
            </div>
            if let Some(problem) = *problem { <p class="bad-text" role="alert">{ problem }</p> }
        </form>
    }
}
