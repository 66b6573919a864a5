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

#[derive(Properties, PartialEq)]
struct Props {
    class: &'static str,
    title: &'static str,
    children: Html,
}

#[component]
fn Drawer(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.setter();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<Element>();
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    html! {
        <details class={props.class} {ontoggle}>
            <summary>{ props.title }</summary>
            if *open { { props.children.clone() } }
        </details>
    }
}
