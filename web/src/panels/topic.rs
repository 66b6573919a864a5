//! The form for a new topic: the same in the tab and on a server.

use glasslog_core::name::{Text, is_topic_name};
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
}

impl NewTopicWish {
    /// Its settings of its own.
    #[must_use]
    pub fn configs(&self) -> Vec<(String, String)> {
        self.min_isr.map(|min| ("min.insync.replicas".to_owned(), min.to_string())).into_iter().collect()
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

/// Name, partitions, copies, and how many must be in sync.
#[component]
pub fn TopicForm(props: &Props) -> Html {
    let [name, partitions, factor, min_isr] = [use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref()];
    use_start(&name, props.start);
    use_start(&partitions, "2");
    let problem = use_state(|| None::<&'static str>);
    let onsubmit = {
        let fields = [&name, &partitions, &factor, &min_isr].map(NodeRef::clone);
        let (onnew, problem, taken) = (props.onnew.clone(), problem.setter(), props.taken.clone());
        submit(move || {
            let [name, partitions, factor, min_isr] = fields.each_ref().map(typed);
            let (factor, min_isr) = (factor.parse().ok(), min_isr.parse().ok());
            let refused = if !is_topic_name(&name) {
                Some("Letters, digits, dots, dashes, underscores; at most 249.")
            } else if taken.iter().any(|topic| *topic == *name) {
                Some("There is a topic of this name.")
            } else {
                onnew.emit(NewTopicWish { name, partitions: partitions.parse().unwrap_or(1), factor, min_isr });
                None
            };
            problem.set(refused);
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
                <label title="replication factor: on so many brokers">{ "Copies" }<select ref={factor}>{ for numbers(most.min(3)) }</select></label>
                <label title="min.insync.replicas: so many must be in sync, or acks=all is refused">{ "Min in sync" }<select ref={min_isr}>{ for numbers(most.min(2)) }</select></label>
                <button class="primary">{ "Create" }</button>
            </div>
            if let Some(problem) = *problem { <p class="bad-text" role="alert">{ problem }</p> }
        </form>
    }
}
