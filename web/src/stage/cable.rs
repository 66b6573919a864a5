//! A link between two brokers, or between a broker and the ensemble: faint while it is whole.

use yew::prelude::*;

use super::{Props, at, pressable, words};
use crate::scene::{Cable, Link, path};
use crate::store::Selected;

/// One cable.
pub(super) fn cable(cable: &Cable, props: &Props) -> Html {
    let Cable { link, data, grip, middle } = cable;
    let (onclick, onkeydown, chosen) = pressable(props, Selected::Link(link.one, link.other));
    let class = match (link.cut, link.slow_ms, link.loss) {
        (true, ..) => "cut",
        (false, 0, 0) => "whole",
        (false, _, 0) => "slow",
        (false, ..) => "lossy",
    };
    let spoken = format!("{}: {}", words::link(link.one, link.other), words::state(link));
    html! {
        <g key={format!("{:?}{:?}", link.one, link.other)} class={classes!("cable", class, chosen)} role="button" tabindex="0"
            aria-label={spoken.clone()} {onclick} {onkeydown}>
            <path class="grip" d={path(grip)} />
            <path class="wire" d={data.clone()} />
            <g transform={at(middle.x, middle.y)}>
                <circle class="knob" r="12" />
                if class != "whole" {
                    { trouble(link) }
                } else {
                    <circle class="dot" r="3.5" />
                }
            </g>
            <title>{ spoken }</title>
        </g>
    }
}

/// The sign on a link that is not whole, and what it says.
#[inline(never)]
fn trouble(link: &Link) -> Html {
    let (sign, words) = if link.cut {
        ("M-4-4l8 8M4-4l-8 8", "cut".to_owned())
    } else if link.loss > 0 {
        // one of three falls out of the row
        ("M-5-2h.1M5-2h.1M0 4h.1", lossy(link))
    } else {
        ("M0-5V0l3.5 2.5", format!("+{} ms", link.slow_ms))
    };
    html! {
        <>
            <circle class="ground" r="9" />
            <path class="sign" d={sign} />
            <text x="13" y="4">{ words }</text>
        </>
    }
}

/// What is written beside a link that loses packets.
fn lossy(link: &Link) -> String {
    let slow = if link.slow_ms > 0 { format!("+{} ms, ", link.slow_ms) } else { String::new() };
    format!("{slow}{}% lost", link.loss)
}
