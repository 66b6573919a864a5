//! What the stage shows, as a table: for those who would rather read than look.

use std::rc::Rc;

use yew::prelude::*;

use crate::lazy::part;
use crate::scene::{Cluster, Standing};
use crate::source::words;
use crate::stage::words as shapes;

/// The table.
#[derive(Clone, Debug, PartialEq)]
pub struct Props {
    /// What there is.
    pub cluster: Rc<Cluster>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
}

part! {
    /// Every copy of every partition, with its readers.
    pub fn table: fn(&Props) -> Html = rows, in look
}

fn rows(props: &Props) -> Html {
    let cluster = &props.cluster;
    let copies = cluster.copies.iter().filter(|copy| props.internal || !copy.view.internal);
    html! {
        <>
            <table>
                <thead><tr><th>{ "Broker" }</th><th>{ "State" }</th><th class="number">{ "Leads" }</th></tr></thead>
                <tbody>{ for cluster.brokers.iter().map(|broker| {
                    let leads = cluster.partitions(true).iter().filter(|(topic, partition)| {
                        cluster.leading(topic, *partition).is_some_and(|copy| copy.view.leader == Some(broker.id))
                    }).count();
                    html! {
                        <tr key={broker.id.0}><td>{ broker.id.to_string() }</td><td>{ broker.word() }</td><td class="number">{ leads.to_string() }</td></tr>
                    }
                }) }</tbody>
            </table>
            <div class="sideways" tabindex="0" role="region" aria-label="Copies of the partitions">
            <table>
                <thead><tr>
                    <th>{ "Partition" }</th><th>{ "On" }</th><th>{ "Role" }</th><th>{ "ISR" }</th><th class="number">{ "Epoch" }</th>
                    <th class="number">{ "From" }</th><th class="number">{ "HW" }</th><th class="number">{ "End" }</th><th>{ "Commits" }</th>
                </tr></thead>
                <tbody>{ for copies.map(|copy| {
                    let view = &copy.view;
                    let leading = cluster.leading(&view.topic, view.partition).unwrap_or(copy);
                    let leads = leading.broker == copy.broker;
                    let commits: Vec<String> = cluster
                        .groups
                        .iter()
                        .filter(|_| leads)
                        .filter_map(|group| Some(format!("{} {}", group.letter, group.commit(&view.topic, view.partition)?)))
                        .collect();
                    html! {
                        <tr key={format!("{}-{}-{}", view.topic, view.partition, copy.broker)}>
                            <td>{ format!("{}-{}", view.topic, view.partition) }</td>
                            <td>{ copy.broker.to_string() }</td>
                            <td>{ Standing::of(cluster.broker(copy.broker), copy, leading).word() }</td>
                            <td>{ if leads { words::brokers(&view.isr) } else { String::new() } }</td>
                            <td class="number">{ view.leader_epoch.to_string() }</td>
                            <td class="number">{ view.log_start.to_string() }</td>
                            <td class="number">{ view.high_watermark.to_string() }</td>
                            <td class="number">{ view.log_end.to_string() }</td>
                            <td>{ commits.join(", ") }</td>
                        </tr>
                    }
                }) }</tbody>
            </table>
            </div>
            if !cluster.twice.is_empty() {
                <ul>{ for cluster.twice.iter().map(|twice| {
                    html! { <li>{ format!("A record of {}-{} {}", twice.topic, twice.partition, twice.words()) }</li> }
                }) }</ul>
            }
            if !cluster.links.is_empty() {
                <ul>{ for cluster.links.iter().map(|link| {
                    html! { <li>{ format!("{}: {}", shapes::link(link.one, link.other), shapes::state(link)) }</li> }
                }) }</ul>
            }
        </>
    }
}
