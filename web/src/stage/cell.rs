//! A record on its lane.

use yew::prelude::*;

use super::at;
use super::glyph::glyph;
use crate::scene::{Cell, Density, Fallen, Twice};
use crate::text::{self, px};

/// Where a cell says which record it is, for the lane that is pressed.
pub(crate) const OFFSET: &str = "data-offset";

/// One record: the colour is its epoch's, hatched until it is safe, without a lower edge until it is on disk.
///
/// A function, no component: there are many of them, and a lane draws its own anew only when something in it has changed.
pub(crate) fn record_cell(cell: &Cell, density: Density, selected: bool) -> Html {
    let Cell { offset, rect, epoch, durable, safe, .. } = cell;
    let class = classes!(
        "cell",
        format!("e{}", epoch.0.rem_euclid(4)),
        (!safe).then_some("unsafe"),
        (!durable).then_some("wet"),
        selected.then_some("selected")
    );
    html! {
        // a record of another epoch at the same offset is another record: it lands anew
        <g key={format!("{offset}e{epoch}")} {class} transform={at(rect.x, rect.y)} data-offset={offset.0.to_string()}>
            <g class="landing">{ inside(cell, density) }</g>
        </g>
    }
}

/// A record that its leader does not have: it shows for a moment what is lost, then it falls.
pub(crate) fn fallen_cell(fallen: &Fallen, density: Density) -> Html {
    let Cell { offset, rect, epoch, .. } = &fallen.cell;
    html! {
        <g key={format!("fallen{}", fallen.id)} class={format!("cell unsafe fallen e{}", epoch.0.rem_euclid(4))} transform={at(rect.x, rect.y)}>
            <g class="falling">
                { inside(&fallen.cell, density) }
                <path class="strike" d={format!("M2 2L{} {}", px(rect.width - 2.0), px(rect.height - 2.0))} />
                <title>{ format!("the record at offset {offset} of epoch {epoch} was cut off: the leader does not have it") }</title>
            </g>
        </g>
    }
}

fn inside(cell: &Cell, density: Density) -> Html {
    let Cell { offset, rect, durable, safe, content, .. } = cell;
    let radius = if density.is_plain() { "2" } else { "4" };
    let (width, height) = (px(rect.width), px(rect.height));
    let glyph_of = content.as_ref().and_then(|content| content.glyph);
    let digits = if density == Density::Snug { 2 } else { 3 };
    html! {
        <>
            <rect class="body" width={width.clone()} height={height.clone()} rx={radius} />
            if !safe {
                <rect class="hatch" width={width.clone()} height={height.clone()} rx={radius} fill="url(#hatch)" />
            }
            if *durable {
                <rect class="edge" {width} {height} rx={radius} />
            } else {
                <path class="edge" d={format!("M0 {height}V{radius}Q0 0 {radius} 0H{}Q{width} 0 {width} {radius}V{height}", px(rect.width - 4.0))} />
            }
            { match density {
                Density::Large => large(cell, glyph_of),
                Density::Normal | Density::Snug => html! {
                    <>
                        { match (glyph_of, &cell.twice) {
                            // the sign of a duplicate needs the value's room, and half of the key's
                            (Some(number), Some(_)) if density == Density::Normal => small(number),
                            (_, Some(_)) => Html::default(),
                            (Some(number), None) => glyph(number, rect.width / 2.0, 8.5),
                            // a value there would look like a fraction's upper half
                            (None, None) => Html::default(),
                        } }
                        <text class="offset" x={px(rect.width / 2.0)} y={px(rect.height - 3.5)} text-anchor="middle">
                            { few_digits(offset.0, digits) }
                        </text>
                    </>
                },
                Density::Slim | Density::Small | Density::Tiny => Html::default(),
            } }
            { cell.twice.as_ref().map(|twice| duplicate(twice, cell, density)) }
        </>
    }
}

/// Of a record that stands more than once: a second outline inside of the first, and how often.
#[inline(never)]
fn duplicate(twice: &Twice, cell: &Cell, density: Density) -> Html {
    let rect = cell.rect;
    let keyed = cell.content.as_ref().is_some_and(|content| content.glyph.is_some());
    let (x, y, anchor) = match density {
        Density::Large if keyed => (rect.width - 5.0, "15", "end"),
        // where a key's glyph would be: the value has its line alone
        Density::Large => (6.0, "33", "start"),
        Density::Normal if keyed => (rect.width - 3.5, "13", "end"),
        _ => (rect.width / 2.0, "13", "middle"),
    };
    html! {
        <>
            <rect class="second" x="2.5" y="2.5" width={px(rect.width - 5.0)} height={px(rect.height - 5.0)} rx="2" />
            if !density.is_plain() {
                <text class="times" x={px(x)} {y} text-anchor={anchor}>{ twice.sign() }</text>
            }
            <title>{ twice.words() }</title>
        </>
    }
}

/// A key's glyph that leaves half of its line to another sign.
#[inline(never)]
fn small(number: u8) -> Html {
    html! { <g transform="scale(0.8)">{ glyph(number, 9.0, 11.0) }</g> }
}

fn large(cell: &Cell, glyph_of: Option<u8>) -> Html {
    let Cell { offset, rect, content, .. } = cell;
    // the sign of a duplicate takes the glyph's place, or else stands to the right of the value
    let (twice, keyed) = (cell.twice.is_some(), glyph_of.is_some());
    let beside = twice && keyed;
    let value = content.as_ref().map(|content| match (&content.value, &content.unreadable) {
        (Some(value), _) => text::short(value, if beside { 3 } else { 5 }),
        (None, Some(_)) => "?".to_owned(),
        (None, None) => "null".to_owned(),
    });
    let middle = if beside { rect.width / 2.0 - 7.5 } else { rect.width / 2.0 };
    html! {
        <>
            if let Some(value) = value {
                <text class="value" x={px(middle)} y="15" text-anchor="middle">{ value }</text>
            }
            { glyph_of.map(|number| glyph(number, 10.5, 28.5)) }
            <text class="offset" x={px(rect.width - 6.0)} y="33" text-anchor="end">{ few_digits(offset.0, if twice && !keyed { 2 } else { 3 }) }</text>
        </>
    }
}

/// The last digits of a number that would not fit.
fn few_digits(number: i64, most: usize) -> String {
    let digits = number.to_string();
    if digits.len() <= most + 1 { digits } else { format!("…{}", &digits[digits.len() - most..]) }
}
