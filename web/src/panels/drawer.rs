//! A drawer: a headline that unfolds what is drawn only then.

use web_sys::Element;
use yew::prelude::*;

use crate::lazy::{Part, lazily};

/// A drawer, and what comes into sight when it is opened.
pub(crate) fn drawer<P: 'static>(
    class: &'static str,
    title: &'static str,
    part: Part<fn(&P) -> Html>,
    props: P,
) -> Html {
    html! { <Drawer {class} {title}>{ lazily(title, part, props) }</Drawer> }
}

/// A drawer that goes on with what it is about when it is closed, once it has been opened.
pub(crate) fn lasting<P: 'static>(
    class: &'static str,
    title: &'static str,
    part: Part<fn(&P) -> Html>,
    props: P,
) -> Html {
    html! { <Drawer {class} {title} lasts=true>{ lazily(title, part, props) }</Drawer> }
}

#[derive(Properties, PartialEq)]
struct Props {
    class: &'static str,
    title: &'static str,
    #[prop_or_default]
    lasts: bool,
    children: Html,
}

#[component]
fn Drawer(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let (open, lasts) = (open.clone(), props.lasts);
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            let is_open = details.is_some_and(|details| details.has_attribute("open"));
            open.set(is_open || lasts && *open);
        })
    };
    html! {
        <details class={props.class} {ontoggle}>
            <summary>{ props.title }</summary>
            if *open { { props.children.clone() } }
        </details>
    }
}
