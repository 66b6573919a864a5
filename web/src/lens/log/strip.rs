//! The whole log as a strip, with the window on it: by pointer and by keyboard it is moved like a slider.

use std::ops::Range;

use glasslog_core::id::Offset;
use web_sys::Element;
use yew::prelude::*;

use super::layout::{Strip, Window};
use crate::scene::{float, whole};
use crate::text::px;

/// The strip.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) strip: Strip,
    pub(super) offsets: Range<Offset>,
    pub(super) window: Window,
    pub(super) onmove: Callback<Offset>,
}

#[component]
pub(super) fn StripView(props: &Props) -> Html {
    let Props { strip, offsets, window, .. } = props;
    let grip = use_node_ref();
    let (start, end, across) = (offsets.start, offsets.end, window.across);
    let drag = {
        let (grip, onmove) = (grip.clone(), props.onmove.clone());
        move |event: &PointerEvent| {
            let Some(grip) = grip.cast::<Element>() else { return };
            let rect = grip.get_bounding_client_rect();
            let part = (f64::from(event.client_x()) - rect.left()) / rect.width().max(1.0);
            // the middle of the window goes to where the pointer is
            let middle = whole(part.clamp(0.0, 1.0) * float(end.since(start)));
            onmove.emit(start.plus(middle - across / 2));
        }
    };
    let onpointerdown = {
        let (grip, drag) = (grip.clone(), drag.clone());
        Callback::from(move |event: PointerEvent| {
            grip.cast::<Element>().into_iter().for_each(|grip| {
                grip.set_pointer_capture(event.pointer_id()).ok();
            });
            drag(&event);
        })
    };
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            drag(&event);
        }
    });
    let onkeydown = {
        let (onmove, from) = (props.onmove.clone(), window.from);
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => from.0 - 1,
                "ArrowRight" | "ArrowUp" => from.0 + 1,
                "PageUp" => from.0 - across,
                "PageDown" => from.0 + across,
                "Home" => start.0,
                "End" => end.0,
                _ => return,
            };
            event.prevent_default();
            // the arrows go through time, too
            event.stop_propagation();
            onmove.emit(Offset(to));
        })
    };
    let (rect, frame) = (strip.rect, strip.window);
    let records = crate::text::count(end.since(start), "record");
    let last = (window.upto().0.min(end.0) - 1).max(window.from.0);
    let lens = format!(
        "M{} {}L{} 64H{}L{} {}z",
        px(frame.x),
        px(frame.bottom()),
        px(window.left),
        px(window.right),
        px(frame.right()),
        px(frame.bottom())
    );
    html! {
        <g class="strip-log" role="slider" tabindex="0" aria-label="Window on the log" aria-orientation="horizontal" aria-valuemin={start.to_string()}
            aria-valuemax={end.to_string()} aria-valuenow={window.from.to_string()} aria-valuetext={format!("offsets {} to {last}", window.from)}
            {onpointerdown} {onpointermove} {onkeydown}>
            <text class="count" x={px(rect.x)} y="14">{ start.to_string() }</text>
            <text class="count" x={px(rect.x + rect.width / 2.0)} y="14" text-anchor="middle">{ format!("the whole log: {records}") }</text>
            <text class="count" x={px(rect.right())} y="14" text-anchor="end">{ format!("end {end}") }</text>
            <path class="beam" d={lens} />
            <rect class="ground" x={px(rect.x)} y={px(rect.y)} width={px(rect.width)} height={px(rect.height)} rx="4" />
            { for strip.epochs.iter().map(|(epoch, from, upto)| html! {
                <g key={epoch.0.to_string()} class={format!("e{}", epoch.0.rem_euclid(4))}>
                    <rect class="piece" x={px(*from)} y={px(rect.y)} width={px(upto - from)} height={px(rect.height)} />
                    if upto - from > 34.0 { <text x={px(from + 6.0)} y={px(rect.y + 12.0)}>{ format!("e{epoch}") }</text> }
                </g>
            }) }
            if rect.right() - strip.unsafe_from > 0.5 {
                <rect x={px(strip.unsafe_from)} y={px(rect.y)} width={px(rect.right() - strip.unsafe_from)} height={px(rect.height)} fill="url(#hatch)" />
            }
            <rect class="frame" x={px(frame.x)} y={px(frame.y)} width={px(frame.width)} height={px(frame.height)} rx="5" />
            <rect ref={grip} class="grip" x={px(rect.x)} y={px(rect.y - 8.0)} width={px(rect.width)} height={px(rect.height + 16.0)} />
        </g>
    }
}
