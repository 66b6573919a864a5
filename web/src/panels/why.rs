//! Why? The chains of causes of what is chosen; each link leads to its moment.

use yew::prelude::*;

use super::playbar::Time;
use crate::store::Answered;
use crate::text;

/// Chains that are shown at once.
const SHOWN: usize = 3;

/// What holds, and what each fact hangs on, down to what began it.
pub fn chains(answered: &[Answered], ontime: &Callback<Time>) -> Html {
    if answered.is_empty() {
        return Html::default();
    }
    html! {
        <section class="why" aria-label="Why?">
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
                </>
            }) }
        </section>
    }
}
