//! One copy of the log: its label, its records on the axis, and what its broker knows of them.

use std::rc::Rc;

use glasslog_core::id::Offset;
use web_sys::Element;
use yew::prelude::*;

use super::layout::{Row, Window};
use super::marks::Mark;
use crate::stage::{OFFSET, SOME_CELL, fallen_cell, record_cell, sign};
use crate::text::px;

/// A row.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) row: Rc<Row>,
    pub(super) window: Window,
    /// The record that is chosen.
    pub(super) selected: Option<Offset>,
    /// A record was chosen.
    pub(super) onrecord: Callback<i64>,
}

/// One copy. One stop of the tab key: the arrows go from record to record, as on the stage.
#[component]
pub(super) fn RowView(props: &Props) -> Html {
    let Props { row, window, selected, onrecord } = props;
    let onclick = onrecord.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        let pressed = event.target_dyn_into::<Element>().and_then(|element| element.closest(SOME_CELL).ok().flatten());
        if let Some(offset) = pressed.and_then(|cell| cell.get_attribute(OFFSET)?.parse().ok()) {
            onclick.emit(offset);
        }
    });
    let onkeydown = {
        let (onrecord, row, selected) = (onrecord.clone(), row.clone(), *selected);
        Callback::from(move |event: KeyboardEvent| {
            if let Some(offset) = next(&row, selected, &event.key()) {
                event.prevent_default();
                // the arrows go through time, and the space bar pauses, too
                event.stop_propagation();
                onrecord.emit(offset);
            }
        })
    };
    let class = classes!(
        "lane",
        "log-row",
        format!("r{}", row.epoch.0.rem_euclid(4)),
        row.standing.class(),
        row.alarm.as_ref().map(|_| "alarmed")
    );
    let slot = row.slot;
    html! {
        <g {class} role="button" tabindex="0" aria-label={spoken(row, window)} {onclick} {onkeydown}>
            <rect class="ground" x={px(slot.x - 8.0)} y={px(row.top)} width={px(slot.width + 16.0)} height={px(slot.bottom() + 20.0 - row.top)} rx="8" />
            { label(row) }
            <rect class="slot" x={px(slot.x - 1.5)} y={px(slot.y - 1.5)} width={px(slot.width + 3.0)} height={px(slot.height + 3.0)} rx="5" />
            <rect class="rail" x={px(slot.x)} y={px(slot.bottom() + 5.0)} width={px(slot.width)} height="5" rx="2.5" />
            { gone(row) }
            <g>{ for row.cells.iter().map(|cell| record_cell(cell, row.density, *selected == Some(cell.offset))) }</g>
            <g>{ for row.brackets.iter().map(|bracket| html! {
                <path key={format!("batch{}", bracket.base)} class="batch"
                    d={format!("M{} {}v3H{}v-3", px(bracket.left), px(slot.bottom() + 1.5), px(bracket.right))} />
            }) }</g>
            <g>{ for row.fallen.iter().map(|fallen| fallen_cell(fallen, row.density)) }</g>
            { end(row, window) }
            { row.truth.map(|truth| ghost(row, truth)) }
            { flag(row, window) }
        </g>
    }
}

/// The record that a key goes to.
fn next(row: &Row, selected: Option<Offset>, key: &str) -> Option<i64> {
    let (start, last) = (row.start.offset.0, row.end.offset.0 - 1);
    let newest = row.cells.last()?.offset.0;
    let to = match key {
        "ArrowLeft" => selected.map_or(newest, |offset| offset.0 - 1),
        "ArrowRight" => selected.map_or(row.cells.first()?.offset.0, |offset| offset.0 + 1),
        "Home" => start,
        "End" => last,
        "Enter" | " " => selected.map_or(newest, |offset| offset.0),
        _ => return None,
    };
    Some(to.clamp(start, last))
}

/// Which copy this is, how it stands, and its numbers.
fn label(row: &Row) -> Html {
    let (slot, y) = (row.slot, px(row.top + 16.0));
    let narrow = slot.width < 500.0;
    let Row { start, high_watermark, end, .. } = row;
    let numbers = if narrow {
        format!("HW {} · end {}", high_watermark.offset, end.offset)
    } else {
        let disk = if row.durable < end.offset { format!(" · on disk < {}", row.durable) } else { String::new() };
        format!("start {}{disk} · HW {} · end {}", start.offset, high_watermark.offset, end.offset)
    };
    html! {
        <>
            <text class="title" x={px(slot.x)} y={y.clone()}>
                { format!("Broker {}", row.broker) }
                <tspan class={format!("role {}", row.standing.class())} dx="8">{ sign(row.standing) }{ row.standing.word() }</tspan>
                <tspan class="epoch" dx="8">{ format!("e{}", row.epoch) }</tspan>
                if let Some(alarm) = row.alarm.as_ref().filter(|_| !narrow) { <tspan class="alarm" dx="10">{ "⚠ " }{ alarm }</tspan> }
            </text>
            <text class="end" x={px(slot.right())} {y} text-anchor="end">{ numbers }</text>
        </>
    }
}

/// What lies before the start of this copy: other copies may have it.
fn gone(row: &Row) -> Html {
    let (slot, start) = (row.slot, row.start);
    if start.x <= slot.x || start.offset == row.end.offset {
        return Html::default();
    }
    html! {
        <g class="log-start">
            <path class="gone" d={format!("M{} {}H{}", px(slot.x + 6.0), px(slot.y + slot.height / 2.0), px(start.x - 8.0))} />
            <path d={format!("M{} {}h-6V{}h6", px(start.x), px(slot.y - 3.0), px(slot.bottom() + 3.0))} />
        </g>
    }
}

/// Where the log ends, and the place of the next record.
fn end(row: &Row, window: &Window) -> Html {
    let (slot, mark) = (row.slot, row.end);
    if mark.hidden {
        return Html::default();
    }
    let room = slot.right() - mark.x;
    html! {
        <g class="log-end" transform={format!("translate({} {})", px(mark.x), px(slot.y))}>
            if room >= window.pitch - 1.0 {
                <rect class="next" x="3" y="2" width={px(window.pitch - 6.0)} height={px(slot.height - 4.0)} rx="4" />
            }
            <path d={format!("M0-5V{}", px(slot.height + 5.0))} />
            if room >= window.pitch + 56.0 {
                <text class="end" x={px(window.pitch + 2.0)} y={px(slot.height / 2.0 + 4.0)}>{ format!("end {}", mark.offset) }</text>
            }
            <title>{ format!("the log ends here: the next record gets offset {}", mark.offset) }</title>
        </g>
    }
}

/// What is safe in truth, and this broker has not heard of.
fn ghost(row: &Row, truth: Mark) -> Html {
    if truth.hidden {
        return Html::default();
    }
    let (slot, flipped) = (row.slot, truth.x + 76.0 > row.slot.right());
    html! {
        <g class="ghost" transform={format!("translate({} 0)", px(truth.x))}>
            <path d={format!("M0 {}V{}", px(slot.y - 16.0), px(slot.bottom() + 6.0))} />
            <text x={if flipped { "-5" } else { "5" }} y={px(slot.y - 6.0)} text-anchor={if flipped { "end" } else { "start" }}>{ format!("true HW {}", truth.offset) }</text>
            <title>{ format!("all before offset {} is safe; this broker does not know that yet", truth.offset) }</title>
        </g>
    }
}

/// The high watermark as this broker knows it; an arrow where it is out of sight.
fn flag(row: &Row, window: &Window) -> Html {
    let (slot, mark) = (row.slot, row.high_watermark);
    let top = slot.y - 18.0;
    if mark.hidden {
        let older = mark.offset < window.from;
        let (x, anchor) = if older { (slot.x, "start") } else { (slot.right(), "end") };
        let words = if older { format!("◂ HW {}", mark.offset) } else { format!("HW {} ▸", mark.offset) };
        return html! { <text class="end" x={px(x)} y={px(top + 10.0)} text-anchor={anchor}>{ words }</text> };
    }
    let words = format!("HW {}", mark.offset);
    let room = row.truth.filter(|truth| !truth.hidden && truth.x >= mark.x).map_or(slot.right(), |truth| truth.x);
    let flipped = mark.x + 15.0 + 7.3 * words.len() as f64 > room;
    html! {
        <g class="high-watermark" transform={format!("translate({} 0)", px(mark.x))}>
            <path d={format!("M0 {}V{}", px(top), px(slot.bottom() + 5.0))} />
            <path class="pennant" d={format!("M0 {}{}", px(top), if flipped { "h-9l3 4.5l-3 4.5h9z" } else { "h9l-3 4.5l3 4.5h-9z" })} />
            <text x={if flipped { "-13" } else { "13" }} y={px(top + 9.5)} text-anchor={if flipped { "end" } else { "start" }}>{ words }</text>
        </g>
    }
}

/// For who hears the page.
fn spoken(row: &Row, window: &Window) -> String {
    let mut words = format!(
        "Broker {}: {}, epoch {}. Starts at {}, safe below {}, on disk below {}, ends at {}.",
        row.broker,
        row.standing.word(),
        row.epoch,
        row.start.offset,
        row.high_watermark.offset,
        row.durable,
        row.end.offset
    );
    if let Some(truth) = row.truth {
        words += &format!(" The true high watermark is {}.", truth.offset);
    }
    if let Some(alarm) = &row.alarm {
        words += &format!(" Warning: {alarm}.");
    }
    words + &format!(" In sight: offsets {} to {}. Arrow keys choose a record.", window.from, window.upto().0 - 1)
}
