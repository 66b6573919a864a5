//! A record on its lane.

use yew::prelude::*;

use super::glyph::Glyph;
use crate::scene::{Cell, Density};
use crate::text;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) cell: Cell,
    pub(super) density: Density,
    pub(super) selected: bool,
    pub(super) onselect: Callback<i64>,
}

/// One record: the colour is its epoch's, hatched until it is safe, without a lower edge until it is on disk.
#[component]
pub(super) fn RecordCell(props: &Props) -> Html {
    let Cell { offset, rect, epoch, durable, safe, content } = &props.cell;
    let (width, height) = (rect.width, rect.height);
    let radius = if props.density == Density::Small { 2.0 } else { 4.0 };
    let onclick = {
        let (onselect, offset) = (props.onselect.clone(), offset.0);
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            onselect.emit(offset);
        })
    };
    let class = classes!(
        "cell",
        format!("e{}", epoch.0.rem_euclid(4)),
        (!safe).then_some("unsafe"),
        (!durable).then_some("wet"),
        props.selected.then_some("selected")
    );
    let edge = if *durable {
        format!(
            "M0 {radius}Q0 0 {radius} 0H{}Q{width} 0 {width} {radius}V{}Q{width} {height} {} {height}H{radius}Q0 {height} 0 {}z",
            width - radius,
            height - radius,
            width - radius,
            height - radius
        )
    } else {
        format!("M0 {height}V{radius}Q0 0 {radius} 0H{}Q{width} 0 {width} {radius}V{height}", width - radius)
    };
    let glyph = content.as_ref().and_then(|content| content.glyph);
    html! {
        <g {class} transform={format!("translate({:.1} {:.1})", rect.x, rect.y)} {onclick}>
            <g class="landing">
                <rect class="body" width={width.to_string()} height={height.to_string()} rx={radius.to_string()} />
                if !safe {
                    <rect class="hatch" width={width.to_string()} height={height.to_string()} rx={radius.to_string()} fill="url(#hatch)" />
                }
                <path class="edge" d={edge} />
                { match props.density {
                    Density::Large => large(props, glyph),
                    Density::Normal => html! {
                        <>
                            if let Some(glyph) = glyph { <Glyph {glyph} x={width / 2.0} y=8.5 /> }
                            <text class="offset" x={(width / 2.0).to_string()} y={(height - 3.5).to_string()} text-anchor="middle">
                                { few_digits(offset.0, 3) }
                            </text>
                        </>
                    },
                    Density::Small => Html::default(),
                } }
            </g>
        </g>
    }
}

fn large(props: &Props, glyph: Option<u8>) -> Html {
    let Cell { offset, rect, content, .. } = &props.cell;
    let value = content.as_ref().map(|content| match &content.value {
        Some(value) => text::short(value, 5),
        None => "null".to_owned(),
    });
    html! {
        <>
            if let Some(value) = value {
                <text class="value" x={(rect.width / 2.0).to_string()} y="15" text-anchor="middle">{ value }</text>
            }
            if let Some(glyph) = glyph { <Glyph {glyph} x=10.5 y=28.5 /> }
            <text class="offset" x={(rect.width - 6.0).to_string()} y="33" text-anchor="end">{ few_digits(offset.0, 3) }</text>
        </>
    }
}

/// The last digits of a number that would not fit.
fn few_digits(number: i64, most: usize) -> String {
    let digits = number.to_string();
    if digits.len() <= most + 1 { digits } else { format!("…{}", &digits[digits.len() - most..]) }
}
