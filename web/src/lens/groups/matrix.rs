//! The matrix as SVG: members down, partitions across, lag below.

use yew::prelude::*;

use super::layout::{Column, Matrix, Row, Share, letters, per_second};
use crate::lens::Look;
use crate::lens::draw::{self, Anchor, first, group, path, picture, piece, pieces, rect};
use crate::scene::Rect;
use crate::stage::hatches;
use crate::store::Selected;
use crate::text::{self, px};

/// Each member is one stop of the tab key; the arrows go through its partitions.
pub(super) fn matrix(matrix: &Matrix, look: &Look) -> Html {
    if matrix.columns.is_empty() && matrix.rows.is_empty() {
        return html! { <p class="hint muted">{ "It has no members, and has committed nothing." }</p> };
    }
    let label = format!("Group {}: members down, partitions across", matrix.name);
    let mut shapes = vec![hatches()];
    shapes.extend(matrix.columns.iter().map(heading));
    shapes.push(matrix.rows.iter().map(|row| member(matrix, look, row)).collect());
    shapes.extend(bars(matrix));
    html! { <div class="matrix-scroller">{ picture("group", label, (matrix.width, matrix.height), shapes) }</div> }
}

fn heading(column: &Column) -> Html {
    let Column { topic, partition, x, width, .. } = column;
    let number = draw::text("partition", (x + width / 2.0, 37.0), Anchor::Middle, format!("-{partition}"));
    let name =
        column.first.then(|| draw::text("muted", (*x, 16.0), Anchor::Start, text::cut(topic, letters(*width).max(11))));
    name.into_iter().chain([number]).collect()
}

/// What of a row is chosen: its member, or one of its partitions.
fn place_of(matrix: &Matrix, look: &Look, row: &Row) -> Option<usize> {
    let Some(Selected::Partition(topic, partition)) = &look.selected else { return None };
    row.shares.iter().position(|share| {
        let column = &matrix.columns[share.column];
        (&column.topic, column.partition) == (topic, *partition)
    })
}

fn member(matrix: &Matrix, look: &Look, row: &Row) -> Html {
    let this = row.id.map(Selected::Member);
    let partitions: Vec<Selected> = row
        .shares
        .iter()
        .map(|share| {
            let column = &matrix.columns[share.column];
            Selected::Partition(column.topic.clone(), column.partition)
        })
        .collect();
    let place = place_of(matrix, look, row);
    let onclick = this.clone().map(|this| look.onselect.reform(move |_: MouseEvent| this.clone()));
    let onkeydown = {
        let (onselect, this) = (look.onselect.clone(), this.clone());
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowRight" => partitions.get(place.map_or(0, |place| place + 1)).cloned(),
                "ArrowLeft" => {
                    place.and_then(|place| place.checked_sub(1)).and_then(|place| partitions.get(place)).cloned()
                }
                "Enter" | " " => this.clone(),
                _ => return,
            };
            event.prevent_default();
            // the arrows go through time, and the space bar pauses, too
            event.stop_propagation();
            to.into_iter().for_each(|to| onselect.emit(to));
        })
    };
    let chosen = (this.is_some() && look.selected == this).then_some("selected");
    let class = classes!("row-member", (!row.alive).then_some("dead"), row.id.is_none().then_some("unread"), chosen);
    let mut shapes = vec![rect("box", row.rect, 10.0)];
    shapes.extend(label(matrix, row));
    shapes.push(row.shares.iter().map(|share| cell(matrix, look, row, share)).collect());
    if let Some(idle) = row.idle {
        let at = (matrix.left + 4.0, row.rect.y + 27.0);
        shapes.push(draw::text(if row.alive { "idle" } else { "muted" }, at, Anchor::Start, idle.to_owned()));
    }
    html! {
        <g key={row.id.unwrap_or(u64::MAX).to_string()} {class} role="button" tabindex="0" aria-label={spoken(matrix, row)} {onclick} {onkeydown}>{ shapes }</g>
    }
}

fn label(matrix: &Matrix, row: &Row) -> [Html; 2] {
    let Rect { x, y, .. } = row.rect;
    let mut name = vec![first(row.label.clone())];
    name.extend(row.rate.map(|rate| piece("muted", per_second(rate))));
    let state = text::cut(&row.state, letters(matrix.left - x - 16.0));
    let class = if row.id.is_none() { "idle" } else { "muted" };
    [
        pieces("name", (x + 12.0, y + 19.0), Anchor::Start, name),
        draw::text(class, (x + 12.0, y + 36.0), Anchor::Start, state),
    ]
}

/// A partition in a member's hands: where it reads, what is committed, how far behind.
fn cell(matrix: &Matrix, look: &Look, row: &Row, share: &Share) -> Html {
    let Share { rect: place, next, commit, lag, .. } = share;
    let column = &matrix.columns[share.column];
    let what = Selected::Partition(column.topic.clone(), column.partition);
    let chosen = if look.selected.as_ref() == Some(&what) { " selected" } else { "" };
    let onclick = {
        let onselect = look.onselect.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            onselect.emit(what.clone());
        })
    };
    let middle = place.x + place.width / 2.0;
    let where_to = match (next, commit) {
        (Some(next), Some(commit)) if place.width >= 100.0 => format!("▼{next} ◆{commit}"),
        (None, Some(commit)) => format!("◆{commit}"),
        (Some(next), _) => format!("▼{next}"),
        (None, None) => "◆ none".to_owned(),
    };
    let (late, behind) = match lag {
        Some(0) => ("", "✓ lag 0".to_owned()),
        Some(lag) => (" late", format!("… lag {lag}")),
        None => ("", "–".to_owned()),
    };
    let inner = Rect { x: place.x + 1.0, y: place.y + 4.0, width: place.width - 2.0, height: place.height - 8.0 };
    let mut shapes = vec![rect("", inner, 6.0)];
    if row.id.is_none() {
        shapes.push(rect("hatched", inner, 6.0));
    }
    shapes.push(draw::text("lag-number", (middle, place.y + 20.0), Anchor::Middle, behind));
    shapes.push(draw::text("count", (middle, place.y + 35.0), Anchor::Middle, where_to));
    html! { <g key={share.column.to_string()} class={format!("share{late}{chosen}")} {onclick}>{ shapes }</g> }
}

/// How far behind each partition is, as bars beside each other.
fn bars(matrix: &Matrix) -> Option<Html> {
    let bottom = matrix.columns.first()?.bar.bottom();
    let mut shapes = vec![draw::text("muted", (28.0, bottom), Anchor::Start, "lag in records".to_owned())];
    for column in &matrix.columns {
        let (bar, middle) = (column.bar, column.bar.x + column.bar.width / 2.0);
        let lag = column.lag.map_or("–".to_owned(), |lag| lag.to_string());
        shapes.push(path("base", format!("M{} {}h{}", px(bar.x), px(bottom), px(bar.width))));
        shapes.push(rect("", Rect { x: middle - 14.0, width: 28.0, ..bar }, 2.0));
        shapes.push(draw::text("count", (middle, bottom + 15.0), Anchor::Middle, lag));
    }
    Some(group("lag-bars", (0.0, 0.0), shapes))
}

/// For who hears the page.
fn spoken(matrix: &Matrix, row: &Row) -> String {
    let shares = row.shares.iter().map(|share| {
        let column = &matrix.columns[share.column];
        let lag = share.lag.map_or("nothing committed".to_owned(), |lag| format!("lag {lag}"));
        format!("{} partition {}, {lag}", column.topic, column.partition)
    });
    let shares: Vec<String> = shares.collect();
    let rate = row
        .rate
        .map(|rate| format!(", {} read", per_second(rate).replace("/s", " records a second")))
        .unwrap_or_default();
    let who =
        if row.id.is_none() { "Nobody reads".to_owned() } else { format!("Member {}, {}{rate}", row.label, row.state) };
    match row.idle {
        Some(idle) => format!("{who}: {idle}."),
        None => format!("{who}: {}. Arrow keys choose a partition.", shares.join("; ")),
    }
}
