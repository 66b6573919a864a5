//! What the stage shows, as a table: for those who would rather read than look.

use std::rc::Rc;

use yew::prelude::*;

use crate::scene::{Cluster, role_word};

/// The table.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
}

/// Every copy of every partition, with its readers.
#[component]
pub fn Table(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<web_sys::Element>();
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    html! {
        <details class="panel table" {ontoggle}>
            <summary>{ "The stage as a table" }</summary>
            if *open { { rows(props) } }
        </details>
    }
}

fn rows(props: &Props) -> Html {
    let cluster = &props.cluster;
    let copies = cluster.copies.iter().filter(|copy| props.internal || !copy.view.internal);
    html! {
        <table>
            <thead><tr>
                <th>{ "Partition" }</th><th>{ "On" }</th><th>{ "Role" }</th>
                <th class="number">{ "From" }</th><th class="number">{ "HW" }</th><th class="number">{ "End" }</th><th>{ "Commits" }</th>
            </tr></thead>
            <tbody>{ for copies.map(|copy| {
                let view = &copy.view;
                let commits: Vec<String> = cluster
                    .groups
                    .iter()
                    .filter_map(|group| Some(format!("{} {}", group.letter, group.commit(&view.topic, view.partition)?)))
                    .collect();
                html! {
                    <tr key={format!("{}-{}-{}", view.topic, view.partition, copy.broker)}>
                        <td>{ format!("{}-{}", view.topic, view.partition) }</td>
                        <td>{ copy.broker.to_string() }</td>
                        <td>{ role_word(view.role) }</td>
                        <td class="number">{ view.log_start.to_string() }</td>
                        <td class="number">{ view.high_watermark.to_string() }</td>
                        <td class="number">{ view.log_end.to_string() }</td>
                        <td>{ commits.join(", ") }</td>
                    </tr>
                }
            }) }</tbody>
        </table>
    }
}
