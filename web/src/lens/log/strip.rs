//! The whole log as a strip, with the window on it: by pointer and by keyboard it is moved like a slider.

use glasslog_core::id::Offset;
use web_sys::Element;
use yew::prelude::*;

use super::layout::{LogScene, axis};
use crate::lens::draw::{Anchor, group, path, rect, text};
use crate::scene::{Rect, float, whole};
use crate::text::px;

/// The strip; `grip` is what the pointer takes hold of.
pub(super) fn strip(scene: &LogScene, grip: &NodeRef, onmove: &Callback<Offset>) -> Html {
    let (start, end, across) = (scene.offsets.start, scene.offsets.end, scene.window.across);
    let window = &scene.window;
    let drag = {
        let (grip, onmove) = (grip.clone(), onmove.clone());
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
        let (onmove, from) = (onmove.clone(), window.from);
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
    let last = (window.upto().0.min(end.0) - 1).max(window.from.0);
    let Rect { x, y, width, height } = scene.strip.rect;
    html! {
        <g class="strip-log" role="slider" tabindex="0" aria-label="Window on the log" aria-orientation="horizontal" aria-valuemin={start.to_string()}
            aria-valuemax={end.to_string()} aria-valuenow={window.from.to_string()} aria-valuetext={format!("offsets {} to {last}", window.from)}
            {onpointerdown} {onpointermove} {onkeydown}>
            { shapes(scene) }
            <rect ref={grip} class="grip" x={px(x)} y={px(y - 8.0)} width={px(width)} height={px(height + 16.0)} />
        </g>
    }
}

fn shapes(scene: &LogScene) -> Vec<Html> {
    let LogScene { strip, window, offsets, .. } = scene;
    let (slot, frame) = (strip.rect, strip.window);
    let (start, end) = (offsets.start, offsets.end);
    let records = format!("the whole log: {}", crate::text::count(end.since(start), "record"));
    // from the window on the strip down to the axis that it is seen on
    let beam = format!(
        "M{} {}L{} {}H{}L{} {}z",
        px(frame.x),
        px(frame.bottom()),
        px(window.left),
        px(axis() - 13.0),
        px(window.right),
        px(frame.right()),
        px(frame.bottom())
    );
    let mut shapes = vec![
        text("count", (slot.x, 11.0), Anchor::Start, start.to_string()),
        text("count", (slot.x + slot.width / 2.0, 11.0), Anchor::Middle, records),
        text("count", (slot.right(), 11.0), Anchor::End, format!("end {end}")),
        path("beam", beam),
        rect("ground", slot, 4.0),
    ];
    for (epoch, from, upto) in &strip.epochs {
        let mut inside = vec![rect("piece", Rect { x: *from, width: upto - from, ..slot }, 0.0)];
        if upto - from > 34.0 {
            inside.push(text("", (from + 6.0, slot.y + 12.0), Anchor::Start, format!("e{epoch}")));
        }
        shapes.push(group(&format!("e{}", epoch.0.rem_euclid(4)), (0.0, 0.0), inside));
    }
    let waits = slot.right() - strip.unsafe_from;
    if waits > 0.5 {
        shapes.push(rect("unsafe", Rect { x: strip.unsafe_from, width: waits, ..slot }, 0.0));
    }
    shapes.push(rect("frame", frame, 5.0));
    shapes
}
