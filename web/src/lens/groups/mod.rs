//! The groups lens: who of a group reads what, how far behind it is, and how it came to share out like this.

use std::cell::RefCell;

use yew::prelude::*;

use super::Look;
use crate::dom;
use crate::panels::narration;
use crate::store::{Caption, Selected};
use crate::text;
use layout::Matrix;
use rate::Rates;

mod layout;
mod matrix;
mod rate;
mod story;
#[cfg(test)]
mod tests;

pub use story::is_about_groups;

/// All groups, one under the other.
#[component]
pub(super) fn GroupsLens(look: &Look) -> Html {
    let cluster = &look.cluster;
    let host = use_node_ref();
    let width = dom::use_width(&host);
    let rates = use_memo((), |()| RefCell::new(Rates::default()));
    let drawn = use_memo((cluster.clone(), width.max(320.0)), |(cluster, width)| {
        rates.borrow_mut().look(cluster);
        let rates = rates.borrow();
        let draw = |group| Matrix::of(cluster, group, *width, |member| rates.of(member));
        cluster.groups.iter().map(draw).collect::<Vec<_>>()
    });
    let told: Vec<Caption> = look.told.iter().cloned().collect();
    let groups = drawn.iter().zip(&cluster.groups).filter(|_| width > 0.0).map(|(drawn, group)| {
        html! {
            <section key={drawn.name.to_string()} class="group-matrix" aria-label={format!("Group {}", drawn.name)}>
                { head(drawn, look) }
                { matrix::matrix(drawn, look) }
                { tale(&story::last_rebalance(&told, group)) }
            </section>
        }
    });
    html! {
        <div class="stage groups-lens" ref={host}>
            if drawn.is_empty() { <p class="hint muted">{ "There is no group yet. A consumer that names one makes it." }</p> }
            { for groups }
        </div>
    }
}

/// The group, its state and what else is known of it.
fn head(matrix: &Matrix, look: &Look) -> Html {
    let what = Selected::Group(matrix.name.clone());
    let onclick = look.onselect.reform(move |_: MouseEvent| what.clone());
    let sign = if matrix.unsettled { "… " } else { "" };
    html! {
        <header>
            <h2><button type="button" class="link" {onclick}>{ format!("◆ {} {}", matrix.letter, text::cut(&matrix.name, 28)) }</button></h2>
            <span class={if matrix.unsettled { "waiting-text" } else { "state-word" }}>{ sign }{ &matrix.state }</span>
            { for matrix.facts.iter().map(|(name, value)| html! { <span><span class="muted">{ *name }{ " " }</span>{ value }</span> }) }
            <span class={if matrix.lag > 0 { "waiting-text" } else { "muted" }}>{ format!("lag {}", matrix.lag) }</span>
        </header>
    }
}

/// How it came to share out like this, newest first.
fn tale(sentences: &[Caption]) -> Html {
    html! {
        <div class="narration">
            <h3>{ "The last rebalance, newest first" }</h3>
            if sentences.is_empty() {
                <p class="muted">{ "Nothing has been told of it here: it was before you came." }</p>
            }
            <ol>{ for sentences.iter().map(narration::sentence) }</ol>
        </div>
    }
}
