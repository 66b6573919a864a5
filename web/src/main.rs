//! The page: the playground in a tab, and the eyes of a live server.

use yew::prelude::*;

#[component]
fn Page() -> Html {
    html! { <main><h1>{ "Glasslog" }</h1></main> }
}

fn main() {
    yew::Renderer::<Page>::new().render();
}
