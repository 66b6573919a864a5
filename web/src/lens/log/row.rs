//! One copy of the log: its label, its records on the axis, and what its broker knows of them.

use std::rc::Rc;

use glasslog_core::id::Offset;
use web_sys::Element;
use yew::prelude::*;

use super::layout::{Row, Window};
use super::marks::Mark;
use crate::lens::draw::{Anchor, first, group, path, piece, pieces, rect, text, title, upright};
use crate::scene::{BatchBracket, Rect};
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
    let alarmed = if row.alarm.is_some() { " alarmed" } else { "" };
    let class = format!("lane log-row r{} {}{alarmed}", row.epoch.0.rem_euclid(4), row.standing.class());
    html! {
        <g {class} role="button" tabindex="0" aria-label={spoken(row, window)} {onclick} {onkeydown}>{ shapes(row, window, *selected) }</g>
    }
}

fn shapes(row: &Row, window: &Window, selected: Option<Offset>) -> Vec<Html> {
    let slot = row.slot;
    let around = |more: f64| Rect {
        x: slot.x - more,
        y: slot.y - more,
        width: slot.width + 2.0 * more,
        height: slot.height + 2.0 * more,
    };
    let whole = Rect { y: row.top, height: slot.bottom() + 12.0 - row.top, ..around(8.0) };
    let rail = Rect { y: slot.bottom() + 5.0, height: 5.0, ..slot };
    let mut shapes =
        vec![rect("ground", whole, 8.0), label(row), rect("slot", around(1.5), 5.0), rect("rail", rail, 2.5)];
    // what is not there keeps its place in the list: a neighbour that took it over would fly across the row
    shapes.push(gone(row).unwrap_or_default());
    let cells = row.cells.iter().map(|cell| record_cell(cell, row.density, selected == Some(cell.offset)));
    shapes.push(cells.collect());
    let bracket = |one: &BatchBracket| {
        path("batch", format!("M{} {}v3H{}v-3", px(one.left), px(slot.bottom() + 1.5), px(one.right)))
    };
    shapes.push(row.brackets.iter().map(bracket).collect());
    shapes.push(row.fallen.iter().map(|fallen| fallen_cell(fallen, row.density)).collect());
    shapes.push(end(row, window).unwrap_or_default());
    shapes.push(row.truth.and_then(|truth| ghost(row, truth)).unwrap_or_default());
    shapes.push(flag(row, window));
    shapes
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
    let (slot, y) = (row.slot, row.top + 14.0);
    let narrow = slot.width < 500.0;
    let Row { start, high_watermark, end, .. } = row;
    let numbers = if narrow {
        format!("HW {} · end {}", high_watermark.offset, end.offset)
    } else {
        let disk = if row.durable < end.offset { format!(" · on disk < {}", row.durable) } else { String::new() };
        format!("start {}{disk} · HW {} · end {}", start.offset, high_watermark.offset, end.offset)
    };
    let role = format!("{}{}", sign(row.standing), row.standing.word());
    let mut words = vec![
        first(format!("Broker {}", row.broker)),
        piece(&format!("role {}", row.standing.class()), role),
        piece("epoch", format!("e{}", row.epoch)),
    ];
    words.extend(row.alarm.as_ref().filter(|_| !narrow).map(|alarm| piece("alarm", format!("⚠ {alarm}"))));
    let label = pieces("title", (slot.x, y), Anchor::Start, words);
    [label, text("end", (slot.right(), y), Anchor::End, numbers)].into_iter().collect()
}

/// What lies before the start of this copy: other copies may have it.
fn gone(row: &Row) -> Option<Html> {
    let (slot, start) = (row.slot, row.start);
    let shown = start.x > slot.x && start.offset != row.end.offset;
    shown.then(|| {
        let middle = slot.y + slot.height / 2.0;
        let before = path("gone", format!("M{} {}H{}", px(slot.x + 6.0), px(middle), px(start.x - 8.0)));
        let edge = format!("M{} {}h-6V{}h6", px(start.x), px(slot.y - 3.0), px(slot.bottom() + 3.0));
        group("log-start", (0.0, 0.0), vec![before, path("", edge)])
    })
}

/// Where the log ends, and the place of the next record.
fn end(row: &Row, window: &Window) -> Option<Html> {
    let (slot, mark) = (row.slot, row.end);
    if mark.hidden {
        return None;
    }
    let room = slot.right() - mark.x;
    let mut shapes = vec![upright("", 0.0, -5.0, slot.height + 5.0)];
    if room >= window.pitch - 1.0 {
        let next = Rect { x: 3.0, y: 2.0, width: window.pitch - 6.0, height: slot.height - 4.0 };
        shapes.push(rect("next", next, 4.0));
    }
    // the line of what is safe in truth would go through these words, and the label has them too
    if room >= window.pitch + 56.0 && row.truth.is_none() {
        let at = (window.pitch + 2.0, slot.height / 2.0 + 4.0);
        shapes.push(text("end", at, Anchor::Start, format!("end {}", mark.offset)));
    }
    shapes.push(title(format!("the log ends here: the next record gets offset {}", mark.offset)));
    Some(group("log-end", (mark.x, slot.y), shapes))
}

/// What is safe in truth, and this broker has not heard of.
fn ghost(row: &Row, truth: Mark) -> Option<Html> {
    let slot = row.slot;
    let room = slot.right() - truth.x;
    let words = if room < 82.0 { format!("true {}", truth.offset) } else { format!("true HW {}", truth.offset) };
    let needed = 9.0 + 7.3 * words.len() as f64;
    let (x, anchor) = if needed > room { (-5.0, Anchor::End) } else { (5.0, Anchor::Start) };
    // to the left of the line may be the flag of what this broker knows
    let hindered = needed > room && truth.x - needed < row.high_watermark.x + 70.0;
    let said = format!("all before offset {} is safe; this broker does not know that yet", truth.offset);
    let shapes = vec![
        upright("", 0.0, slot.y - 16.0, slot.bottom() + 6.0),
        text("", (x, slot.y - 6.0), anchor, if hindered { String::new() } else { words }),
        title(said),
    ];
    (!truth.hidden).then(|| group("ghost", (truth.x, 0.0), shapes))
}

/// The high watermark as this broker knows it; an arrow where it is out of sight.
fn flag(row: &Row, window: &Window) -> Html {
    let (slot, mark) = (row.slot, row.high_watermark);
    let top = slot.y - 18.0;
    if mark.hidden && mark.offset < window.from {
        return text("end", (slot.x, top + 10.0), Anchor::Start, format!("◂ HW {}", mark.offset));
    }
    if mark.hidden {
        return text("end", (slot.right(), top + 10.0), Anchor::End, format!("HW {} ▸", mark.offset));
    }
    let words = format!("HW {}", mark.offset);
    let room = row.truth.filter(|truth| !truth.hidden && truth.x >= mark.x).map_or(slot.right(), |truth| truth.x);
    let flipped = mark.x + 15.0 + 7.3 * words.len() as f64 > room;
    let (pennant, x, anchor) = if flipped {
        ("h-9l3 4.5l-3 4.5h9z", -13.0, Anchor::End)
    } else {
        ("h9l-3 4.5l3 4.5h-9z", 13.0, Anchor::Start)
    };
    let shapes = vec![
        upright("", 0.0, top, slot.bottom() + 5.0),
        path("pennant", format!("M0 {}{pennant}", px(top))),
        text("", (x, top + 9.5), anchor, words),
    ];
    group("high-watermark", (mark.x, 0.0), shapes)
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
    words += &crate::stage::words::twice(&row.cells);
    words + &format!(" In sight: offsets {} to {}. Arrow keys choose a record.", window.from, window.upto().0 - 1)
}
