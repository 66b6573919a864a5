//! The passport of a record: a row of stamps, each with the moment at which it was given.

use glasslog_core::time::Instant;
use yew::prelude::*;

use super::playbar::Time;
use crate::scene::{Cluster, Given, Known, Stamp};
use crate::store::Selected;

/// The stamps of the record that is chosen; nothing where something else is.
pub(crate) fn passport(cluster: &Cluster, selected: &Selected, known: &Known, ontime: Option<&Callback<Time>>) -> Html {
    let Selected::Record(topic, partition, offset) = selected else { return Html::default() };
    let stamps = cluster.passport(topic, *partition, *offset, known);
    html! { <ul class="passport" aria-label="Its way">{ for stamps.iter().map(|one| stamp(one, ontime)) }</ul> }
}

fn stamp(Stamp { word, given }: &Stamp, ontime: Option<&Callback<Time>>) -> Html {
    let (class, sign, told) = match given {
        Given::Yes(_) => ("given", "✓ ", ""),
        Given::NotYet => ("open", "○ ", " not yet"),
        Given::Never => ("never", "– ", ""),
    };
    let at = match given {
        Given::Yes(at) => *at,
        Given::NotYet | Given::Never => None,
    };
    html! {
        <li {class}>
            <span aria-hidden="true">{ sign }</span>{ word }
            if !told.is_empty() { <span class="unseen">{ told }</span> }
            if let Some((at, ontime)) = at.zip(ontime) {
                { " " }
                <button type="button" class="link" title="Go to this moment" onclick={ontime.reform(move |_: MouseEvent| Time::Seek(at))}>
                    { moment(at) }
                </button>
            }
        </li>
    }
}

/// A moment to the millisecond: stamps follow each other closely.
fn moment(at: Instant) -> String {
    format!("{}.{:03} s", at.0 / 1_000_000, at.0 / 1_000 % 1_000)
}
