//! How deep one looks. At first there are the stage, its caption and the play bar; what is pressed opens its card. All tools come when
//! they are asked for, and stay: it is remembered.

use yew::prelude::*;

use crate::dom;

/// Where the choice is remembered. The page's loader asks for it, too: all tools need more code than a first look.
pub const REMEMBERED: &str = "glasslog-depth";
const STUDY: &str = "study";

/// The button that brings all tools, and takes them away, as a selector: for keys.
pub const BUTTON: &str = "button.depth";

/// Whether all tools are asked for, and how to turn that round.
#[hook]
pub fn use_depth() -> (bool, Callback<()>) {
    let study = use_state_eq(is_deep);
    let turn = {
        let study = study.clone();
        Callback::from(move |()| {
            remember(!*study);
            study.set(!*study);
        })
    };
    (*study, turn)
}

/// Whether all tools were asked for, now or before.
#[must_use]
pub fn is_deep() -> bool {
    dom::recall(REMEMBERED).as_deref() == Some(STUDY)
}

/// Remembers whether all tools are asked for.
pub fn remember(study: bool) {
    dom::remember(REMEMBERED, if study { STUDY } else { "look" });
}

/// The button.
pub fn button(study: bool, onturn: &Callback<()>) -> Html {
    let onclick = onturn.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="depth" aria-pressed={study.to_string()} {onclick} title="lenses, forms, commands, promises, bug hunt">
            { "All tools" }
        </button>
    }
}
