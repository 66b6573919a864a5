//! A link between two brokers, or between a broker and the ensemble: faint while it is whole.

use yew::prelude::*;

use super::{Props, at, pressable, words};
use crate::scene::Cable;
use crate::store::Selected;

/// One cable.
pub(super) fn cable(cable: &Cable, props: &Props) -> Html {
    let Cable { link, data, middle } = cable;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Link(link.one, link.other));
    let (class, state) = match (link.cut, link.slow_ms) {
        (true, _) => ("cut", "cut".to_owned()),
        (false, 0) => ("whole", "whole".to_owned()),
        (false, slow) => ("slow", format!("slower by {slow} ms")),
    };
    let spoken = format!("{}: {state}", words::link(link.one, link.other));
    html! {
        <g key={format!("{:?}{:?}", link.one, link.other)} class={classes!("cable", class, chosen)} role="button" tabindex="0"
            aria-label={spoken.clone()} {onclick} {onkeydown}>
            <path class="grip" d={data.clone()} />
            <path class="wire" d={data.clone()} />
            <g transform={at(middle.x, middle.y)}>
                if link.cut {
                    <circle class="ground" r="9" />
                    <path class="sign" d="M-4-4l8 8M4-4l-8 8" />
                    <text x="13" y="4">{ "cut" }</text>
                } else if link.slow_ms > 0 {
                    <circle class="ground" r="9" />
                    <path class="sign" d="M0-5V0l3.5 2.5" />
                    <text x="13" y="4">{ format!("+{} ms", link.slow_ms) }</text>
                }
            </g>
            <title>{ spoken }</title>
        </g>
    }
}
