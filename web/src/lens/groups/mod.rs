//! The groups lens: who of a group reads what, how far behind it is, and how it came to share out like this.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use yew::prelude::*;

use super::Look;
use crate::panels::narration;
use crate::store::{Caption, Selected};
use crate::text;
use layout::Matrix;
use matrix::MatrixView;
use rate::Rates;

mod layout;
mod matrix;
mod rate;
mod story;
#[cfg(test)]
mod tests;

pub use story::is_about_groups;

/// The groups lens.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// What is looked at.
    pub(super) look: Look,
    /// The room there is, in pixels.
    pub(super) width: f64,
    /// What was told of groups, newest last.
    pub(super) told: VecDeque<Caption>,
}

/// All groups, one under the other.
#[component]
pub(super) fn GroupsLens(props: &Props) -> Html {
    let cluster = &props.look.cluster;
    let rates = use_memo((), |()| RefCell::new(Rates::default()));
    let drawn = use_memo((cluster.clone(), props.width), |(cluster, width)| {
        rates.borrow_mut().look(cluster);
        let rates = rates.borrow();
        let draw = |group| Rc::new(Matrix::of(cluster, group, *width, |member| rates.of(member)));
        cluster.groups.iter().map(draw).collect::<Vec<_>>()
    });
    if drawn.is_empty() {
        return html! { <p class="hint muted">{ "There is no group yet. A consumer that names one makes it." }</p> };
    }
    let told: Vec<Caption> = props.told.iter().cloned().collect();
    html! {
        <div class="stage groups-lens">
            { for drawn.iter().zip(&cluster.groups).map(|(matrix, group)| html! {
                <section key={matrix.name.to_string()} class={classes!("group-matrix", matrix.unsettled.then_some("unsettled"))} aria-label={format!("Group {}", matrix.name)}>
                    { head(matrix, &props.look) }
                    <MatrixView matrix={matrix.clone()} selected={props.look.selected.clone()} onselect={props.look.onselect.clone()} />
                    { tale(&story::last_rebalance(&told, group)) }
                </section>
            }) }
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
