//! Why? The chains of causes of what is chosen; each link leads to its moment.

use yew::prelude::*;

use super::playbar::Time;
use crate::dom;
use crate::focus;
use crate::lazy::part;
use crate::scene::Cluster;
use crate::source::world::Tab;
use crate::store::{Answered, Selected};
use crate::text;

/// Chains that are shown at once.
const SHOWN: usize = 3;

part! {
    /// The first thing on the stage that there is something to wonder about.
    pub fn wondered: fn(&mut Tab, &Cluster) -> Option<Selected> = Tab::wondered, in look
}

/// Goes to the answers in the open card; where it has none, into the card.
#[inline(never)]
pub fn enter() {
    match dom::first(".card-panel .why") {
        Some(why) => {
            dom::into_view(&why);
            dom::focus(&why);
        }
        None => focus::enter_card(),
    }
}

/// What holds, and what each fact hangs on, down to what began it.
pub fn chains(answered: &[Answered], ontime: &Callback<Time>) -> Html {
    if answered.is_empty() {
        return Html::default();
    }
    html! {
        <section class="why" tabindex="-1" aria-label="Why?">
            { for answered.iter().take(SHOWN).map(|chain| html! {
                <>
                    <h3>{ &chain.question }</h3>
                    <ol>{ for chain.causes.iter().map(|(words, at)| html! {
                        <li>
                            { words }
                            if let Some(at) = *at {
                                { " " }
                                <button type="button" class="link" title="Go to this moment"
                                    onclick={ontime.reform(move |_: MouseEvent| Time::Seek(at))}>
                                    { format!("at {}", text::span(at.0)) }
                                </button>
                            }
                        </li>
                    }) }</ol>
                    if let Some(ends) = &chain.ends { <p>{ "It ends when " }{ ends }</p> }
                </>
            }) }
        </section>
    }
}
