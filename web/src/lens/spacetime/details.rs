//! What is to be said of one message, and of all of them as a list.

use glasslog_core::time::Instant;
use yew::prelude::*;

use super::choice::label_of;
use super::layout::seconds;
use crate::lens::Look;
use crate::panels::fact;
use crate::scene::{Passed, Past, Place};
use crate::text;

/// Messages in the list, at the most: the newest.
const LISTED: usize = 60;

/// Somebody in the middle of a sentence.
fn who(place: Place, look: &Look, past: &Past) -> String {
    match place {
        Place::Broker(id) => format!("broker {id}"),
        Place::Ensemble => "the ensemble".to_owned(),
        _ => label_of(place, &look.cluster, past, true),
    }
}

fn way(passed: &Passed, look: &Look, past: &Past) -> String {
    format!("{} → {}", who(passed.from, look, past), who(passed.to, look, past))
}

fn fate(passed: &Passed, past: &Past, now: Instant) -> String {
    match past.lost(passed) {
        Some(at) if at <= now => format!("lost at {} s", seconds(at)),
        _ if passed.held => "held on its way".to_owned(),
        _ if passed.arrives <= now => {
            let took = u64::try_from(passed.arrives.since(passed.departed).as_micros()).unwrap_or(0);
            format!("at {} s, after {}", seconds(passed.arrives), text::span(took))
        }
        _ => "on its way".to_owned(),
    }
}

/// How often it was lost before it got through, and until when it was sent again and again.
fn lost_before(passed: &Passed) -> String {
    let waited = u64::try_from(passed.leaves.since(passed.departed).as_micros()).unwrap_or(0);
    format!("{}; sent for the last time after {}", text::count(i64::from(passed.resent), "time"), text::span(waited))
}

/// A message in a sentence.
pub(super) fn spoken(passed: &Passed, look: &Look, past: &Past) -> String {
    let (from, to) = (who(passed.from, look, past), who(passed.to, look, past));
    let fate = match past.lost(passed) {
        Some(at) if at <= look.now => ", lost".to_owned(),
        _ => String::new(),
    };
    format!("{} from {from} to {to}, left at {} s{fate}", passed.word, seconds(passed.departed))
}

/// The chosen message.
pub(super) fn details(passed: &Passed, look: &Look, past: &Past, onchoose: &Callback<u64>) -> Html {
    let go = |label: &str, at: Instant| {
        let onmoment = look.onmoment.clone();
        let onclick = Callback::from(move |_: MouseEvent| onmoment.iter().for_each(|onmoment| onmoment.emit(at)));
        html! { <button type="button" {onclick}>{ label.to_owned() }</button> }
    };
    let lost = past.lost(passed);
    let arrived = lost.is_none() && !passed.held && passed.arrives <= look.now;
    let arrival = match lost {
        Some(at) if at <= look.now => "Never arrived",
        _ if arrived => "Arrived",
        _ => "Arrives",
    };
    let counterpart = passed.counterpart(past).map(|other| {
        let id = other.id;
        let onclick = onchoose.reform(move |_: MouseEvent| id);
        let what = if passed.answer { "It answers" } else { "Its answer" };
        fact(what, html! { <button type="button" class="link" {onclick}>{ format!("{}, {}", other.word, way(other, look, past)) }</button> })
    });
    let cargo = passed
        .cargo
        .iter()
        .filter(|cargo| look.internal || !glasslog_core::name::is_internal_topic(&cargo.partition.0));
    let cargo: Vec<String> = cargo
        .map(|cargo| {
            let (topic, partition) = &cargo.partition;
            let mut words = format!("{topic}-{partition}");
            if cargo.records > 0 {
                words += &format!(": {}", text::count(i64::from(cargo.records), "record"));
            }
            if let Some(from) = cargo.from {
                words += &format!(" from offset {from}");
            }
            if let Some(mark) = cargo.high_watermark {
                words += &format!(", high watermark {mark}");
            }
            words
        })
        .collect();
    html! {
        <section class="passage" aria-label="The chosen message">
            <h2>{ format!("{}: {}", passed.word, way(passed, look, past)) }</h2>
            <dl>
                if !passed.api.is_empty() { { fact("Request", if passed.answer { format!("answer to {}", passed.api) } else { passed.api.to_owned() }) } }
                { for (!cargo.is_empty()).then(|| fact("About", cargo.join("; "))) }
                { fact("Left", format!("at {} s", seconds(passed.departed))) }
                { for (passed.resent > 0).then(|| fact("Lost on its way", lost_before(passed))) }
                { fact(arrival, fate(passed, past, look.now)) }
                { for counterpart }
            </dl>
            if look.onmoment.is_some() {
                <div class="verbs">
                    { go("Go to the moment it left", passed.departed) }
                    if arrived { { go("… it arrived", passed.arrives) } }
                    { for lost.map(|at| go("… it was lost", at)) }
                </div>
            }
        </section>
    }
}

/// The newest messages as a list, for those who read or hear them.
pub(super) fn list(all: &[u64], look: &Look, past: &Past, chosen: Option<u64>, onchoose: &Callback<u64>) -> Html {
    let newest = all.iter().rev().take(LISTED).filter_map(|id| past.messages.iter().rfind(|passed| passed.id == *id));
    html! {
        <ol class="passages-list" reversed=true>
            { for newest.map(|passed| {
                let id = passed.id;
                let onclick = onchoose.reform(move |_: MouseEvent| id);
                html! { <li key={id.to_string()}><button type="button" class="link" aria-pressed={(chosen == Some(id)).to_string()} {onclick}>{ spoken(passed, look, past) }</button></li> }
            }) }
        </ol>
    }
}
