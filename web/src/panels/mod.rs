//! What stands around the stage: tools, cards, narration, the play bar.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::dom;
use crate::text::{self, Shown};

pub mod card;
pub mod case;
pub mod compare;
pub(crate) mod drawer;
pub mod hunt;
pub mod lesson;
pub mod live;
pub mod narration;
pub mod palette;
pub(crate) mod passport;
pub mod playbar;
pub mod promises;
pub mod prompt;
pub mod share;
pub mod sheet;
pub(crate) mod sight;
pub mod table;
pub mod timeline;
pub mod tools;
pub mod topic;
pub mod why;
pub mod words;

/// What stands in a field of a form.
#[must_use]
pub(crate) fn typed(field: &NodeRef) -> String {
    let Some(node) = field.get() else {
        return String::new();
    };
    if let Some(input) = node.dyn_ref::<HtmlInputElement>() {
        return input.value();
    }
    if let Some(select) = node.dyn_ref::<HtmlSelectElement>() {
        return select.value();
    }
    node.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value).unwrap_or_default()
}

/// What stands in a field at first. Not as its `value` in `html!`: that would come back with every render, over what a person types.
#[hook]
pub(crate) fn use_start(field: &NodeRef, start: &'static str) {
    let field = field.clone();
    use_effect_with((), move |()| {
        if let Some(input) = field.cast::<HtmlInputElement>() {
            input.set_value(start);
        }
    });
}

/// A form that does something here instead of being sent somewhere.
pub(crate) fn submit(act: impl Fn() + 'static) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        act();
        fold(&event);
    })
}

/// In a level a form that was unfolded lies over the stage: once it has been sent it folds up, so that one sees what comes of it.
#[inline(never)]
fn fold(event: &SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(drawer) = form.and_then(|form| form.closest(".bench details").ok().flatten()) else { return };
    if let Ok(Some(headline)) = drawer.query_selector("summary") {
        dom::focus(&headline);
    }
    drawer.remove_attribute("open").ok();
}

/// A button that does one thing.
pub(crate) fn verb(label: &str, title: &str, class: &'static str, act: impl Fn() + 'static) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| act());
    html! { <button type="button" {class} title={title.to_owned()} {onclick}>{ label }</button> }
}

/// A button whose deed cannot be undone: it asks once more.
#[derive(Properties, PartialEq)]
pub(crate) struct SureProps {
    /// What stands on it.
    pub(crate) label: &'static str,
    /// What it does.
    pub(crate) title: &'static str,
    /// What stands on the second button.
    pub(crate) sure: String,
    /// Both were pressed.
    pub(crate) onsure: Callback<()>,
}

/// See [`SureProps`].
#[component]
pub(crate) fn Sure(props: &SureProps) -> Html {
    let asked = use_state_eq(|| false);
    let set = |to: bool| {
        let asked = asked.setter();
        Callback::from(move |_: MouseEvent| asked.set(to))
    };
    let onclick = {
        let (asked, onsure) = (asked.setter(), props.onsure.clone());
        Callback::from(move |_: MouseEvent| {
            asked.set(false);
            onsure.emit(());
        })
    };
    // the harmless button takes the first one's place, and its focus: whoever presses twice has done nothing
    html! {
        <>
            if *asked {
                <button type="button" class="quiet" onclick={set(false)}>{ "No" }</button>
                <button type="button" class="danger" title={props.title} {onclick}>{ &props.sure }</button>
            } else {
                <button type="button" class="danger" title={props.title} onclick={set(true)}>{ format!("{}…", props.label) }</button>
            }
        </>
    }
}

/// A text of more bytes may be higher than its place.
const SCROLLS: usize = 300;

/// A name and a value, as one row of a card.
pub(crate) fn fact(name: &str, value: impl Into<Html>) -> Html {
    html! { <div class="fact"><dt>{ name }</dt><dd>{ value.into() }</dd></div> }
}

/// A lag in a table; a dash where nothing is committed, as Kafka's own tool shows it.
pub(crate) fn behind(lag: Option<i64>) -> Html {
    html! {
        <td class="number">
            if let Some(lag) = lag { { lag } } else { <span aria-hidden="true">{ "–" }</span><span class="unseen">{ text::lag(None) }</span> }
        </td>
    }
}

/// Bytes that were made readable.
pub(crate) fn shown(bytes: &Shown) -> Html {
    match bytes {
        Shown::Null => html! { <em class="null">{ "null" }</em> },
        Shown::Text(text) if text.len() > SCROLLS => html! { <pre class="bytes" tabindex="0">{ text }</pre> },
        Shown::Text(text) => html! { <pre class="bytes">{ text }</pre> },
        // these may be scrolled, by keys as well
        Shown::Json(text) => html! { <pre class="bytes json" tabindex="0">{ text }</pre> },
        Shown::Hex(text) => html! { <pre class="bytes hex" tabindex="0">{ text }</pre> },
    }
}
