//! The row of tabs above the stage.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::Lens;
use crate::dom;
use crate::scene::{Cluster, Health};

/// The id of a lens' tab.
pub(super) fn id(lens: Lens) -> String {
    format!("tab-{}", lens.name())
}

/// Its word and its icon, of 16 × 16 pixels.
pub(super) fn face(lens: Lens) -> (&'static str, &'static str) {
    match lens {
        Lens::Cluster => ("Cluster", "M1 2h4v12h-4zM6 2h4v12h-4zM11 2h4v12h-4z"),
        Lens::Log => ("Log", "M0 5h3v6h-3zM4.3 5h3v6h-3zM8.6 5h3v6h-3zM13 2h1.6v12h-1.6z"),
        Lens::Groups => ("Groups", "M1 1h6v4h-6zM9 6h6v4h-6zM1 11h6v4h-6z"),
        Lens::SpaceTime => ("Space-time", "M1 1h2v14h-2zM13 1h2v14h-2zM3 3L13 7v2L3 5zM13 10v2L3 15v-2z"),
        Lens::Bytes => ("Bytes", "M1 2h4v5h-4zM6 2h4v5h-4zM11 2h4v5h-4zM1 9h4v5h-4zM6 9h9v5h-9z"),
        Lens::Metrics => ("Metrics", "M1 13h14v2h-14zM1 9h3v3h-3zM5 6h3v6h-3zM9 8h3v4h-3zM12.5 2h2.5v10h-2.5z"),
    }
}

/// One stop of the tab key; the arrows go from tab to tab.
pub(super) fn tabs(chosen: Lens, onlens: &Callback<Lens>) -> Html {
    let onkeydown = {
        let (onlens, here) = (onlens.clone(), chosen);
        Callback::from(move |event: KeyboardEvent| {
            let (place, all) = (here as usize, Lens::ALL.len());
            let to = match event.key().as_str() {
                "ArrowLeft" => (place + all - 1) % all,
                "ArrowRight" => (place + 1) % all,
                "Home" => 0,
                "End" => all - 1,
                _ => return,
            };
            event.prevent_default();
            // the arrows go through time, too
            event.stop_propagation();
            onlens.emit(Lens::ALL[to]);
            if let Some(tab) = dom::document().get_element_by_id(&id(Lens::ALL[to]))
                && let Ok(tab) = wasm_bindgen::JsCast::dyn_into::<HtmlElement>(tab)
            {
                tab.focus().ok();
            }
        })
    };
    html! {
        <div class="lenses" role="tablist" aria-label="Lens" {onkeydown}>
            { for Lens::ALL.into_iter().map(|lens| {
                let chosen = lens == chosen;
                let onclick = onlens.reform(move |_: MouseEvent| lens);
                let (word, icon) = face(lens);
                html! {
                    <button type="button" role="tab" id={id(lens)} aria-selected={chosen.to_string()} aria-controls="lens" tabindex={if chosen { "0" } else { "-1" }}
                        title={format!("key {}", lens as usize + 1)} {onclick}>
                        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d={icon} /></svg>{ word }
                    </button>
                }
            }) }
        </div>
    }
}

/// How the cluster is, in a word or two; what is gravest first.
#[inline(never)]
pub(super) fn health(cluster: &Cluster, internal: bool) -> Html {
    let health = Health::of(cluster, internal);
    let words = health.words();
    let class = match words.is_empty() {
        true => "",
        false if health.is_bad() => "bad",
        false => "waiting",
    };
    let (mark, words) = if words.is_empty() { ("✓", "healthy".to_owned()) } else { ("⚠", words.join(" · ")) };
    html! {
        <p class={classes!("health", class)} title="every partition has a leader, and all of its copies are in sync; or what is amiss. Why? (W) tells the causes">
            <span aria-hidden="true">{ mark }{ " " }</span>{ words }
        </p>
    }
}
