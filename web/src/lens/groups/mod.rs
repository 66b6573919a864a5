//! The groups lens: who of a group reads what, how far behind it is, and how it came to share out like this.

use yew::prelude::*;

use super::Look;
use super::draw::{block, html};
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
mod unread;

pub use story::is_about_groups;
pub use unread::unread;

/// All groups, one under the other.
#[component]
pub(super) fn GroupsLens(look: &Look) -> Html {
    let cluster = &look.cluster;
    let host = use_node_ref();
    let width = dom::use_width(&host);
    let rates = use_mut_ref(Rates::default);
    rates.borrow_mut().look(cluster);
    let told: Vec<Caption> = look.told.iter().cloned().collect();
    let groups = cluster.groups.iter().filter(|_| width > 0.0).map(|group| {
        let rates = rates.borrow();
        let drawn = Matrix::of(cluster, group, width.max(320.0), |member| rates.of(member));
        let tale = tale(&story::last_rebalance(&told, group));
        let known = look.samples.as_deref().map(Vec::as_slice).unwrap_or_default();
        let unread = unread(group, known, look.now, look.onmoment.is_some());
        block("section", "group-matrix", vec![head(&drawn, look), matrix::matrix(&drawn, look), unread, tale])
    });
    html! {
        <div class="stage groups-lens" ref={host}>
            if cluster.groups.is_empty() { <p class="hint muted">{ "There is no group yet. A consumer that names one makes it." }</p> }
            { for groups }
        </div>
    }
}

/// The group, its state and what else is known of it.
fn head(matrix: &Matrix, look: &Look) -> Html {
    let what = Selected::Group(matrix.name.clone());
    let onclick = look.onselect.reform(move |_: MouseEvent| what.clone());
    let sign = if matrix.unsettled { "… " } else { "" };
    let name = format!("◆ {} {}", matrix.letter, text::cut(&matrix.name, 28));
    let mut facts = vec![html! { <h2><button type="button" class="link" {onclick}>{ name }</button></h2> }];
    facts.push(html("span", if matrix.unsettled { "waiting-text" } else { "" }, format!("{sign}{}", matrix.state)));
    facts.extend(matrix.facts.iter().map(|(name, value)| html("span", "muted", format!("{name} {value}"))));
    facts.push(html("span", if matrix.lag > Some(0) { "waiting-text" } else { "muted" }, text::lag(matrix.lag)));
    block("header", "", facts)
}

/// How it came to share out like this, newest first.
fn tale(sentences: &[Caption]) -> Html {
    let mut parts = vec![html("h3", "", "The last rebalance, newest first".to_owned())];
    if sentences.is_empty() {
        parts.push(html("p", "muted", "Nothing has been told of it here: it was before you came.".to_owned()));
    }
    parts.push(block("ol", "", sentences.iter().map(narration::sentence).collect()));
    block("div", "narration", parts)
}
