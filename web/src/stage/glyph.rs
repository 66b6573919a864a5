//! The eight glyphs of keys, as SVG paths around the origin.

use yew::prelude::*;

use super::at;
use crate::scene::GLYPHS;

/// Path data, and whether it is a line rather than a filled shape.
pub(super) fn path(glyph: u8) -> (&'static str, bool) {
    match glyph % GLYPHS {
        0 => ("M0-4.6a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2z", false),
        1 => ("M0-5L5.2 4.2H-5.2z", false),
        2 => ("M-4.2-4.2h8.4v8.4h-8.4z", false),
        3 => ("M-1.6-5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z", false),
        4 => ("M0-5.2L4.6-2.6V2.6L0 5.2L-4.6 2.6V-2.6z", false),
        5 => ("M2.6-4.4a5 5 0 1 0 0 8.8a4.6 4.6 0 0 1 0-8.8z", false),
        6 => ("M-5 1.6q2.5-6.2 5-1.6t5-1.6", true),
        _ => ("M0-3.8a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6z", true),
    }
}

/// The glyphs' names, for those who hear the page.
#[must_use]
pub fn name(glyph: u8) -> &'static str {
    ["disc", "triangle", "square", "plus", "hexagon", "moon", "wave", "ring"][usize::from(glyph % GLYPHS)]
}

/// One glyph, in the colour of the text around it.
pub(crate) fn glyph(number: u8, x: f64, y: f64) -> Html {
    let (data, line) = path(number);
    let class = if line { "glyph line" } else { "glyph" };
    html! { <path {class} d={data} transform={at(x, y)} /> }
}
