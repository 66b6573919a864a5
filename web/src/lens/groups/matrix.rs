//! The matrix as SVG: members down, partitions across, lag below.

use std::rc::Rc;

use yew::prelude::*;

use super::layout::{Column, Matrix, Row, Share, letters, per_second};
use crate::stage::hatches;
use crate::store::Selected;
use crate::text::{self, px};

/// A group's matrix.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) matrix: Rc<Matrix>,
    pub(super) selected: Option<Selected>,
    pub(super) onselect: Callback<Selected>,
}

/// Each member is one stop of the tab key; the arrows go through its partitions.
#[component]
pub(super) fn MatrixView(props: &Props) -> Html {
    let matrix = &props.matrix;
    if matrix.columns.is_empty() && matrix.rows.is_empty() {
        return html! { <p class="muted">{ "It has no members, and has committed nothing." }</p> };
    }
    let (wide, high) = (px(matrix.width), px(matrix.height));
    html! {
        <div class="matrix-scroller">
            <svg class="still matrix" role="group" aria-label={format!("Group {}: members down, partitions across", matrix.name)} width={wide.clone()} height={high.clone()} viewBox={format!("0 0 {wide} {high}")}>
                { hatches() }
                <g aria-hidden="true">{ for matrix.columns.iter().map(heading) }</g>
                { for matrix.rows.iter().map(|row| member(props, row)) }
                { bars(matrix) }
            </svg>
        </div>
    }
}

fn heading(column: &Column) -> Html {
    let Column { topic, partition, x, width, .. } = column;
    html! {
        <>
            if column.first { <text class="muted" x={px(*x)} y="16">{ text::cut(topic, letters(*width).max(11)) }</text> }
            <text class="partition" x={px(x + width / 2.0)} y="37" text-anchor="middle">{ format!("-{partition}") }</text>
        </>
    }
}

/// What of a row is chosen: its member, or one of its partitions.
fn place_of(props: &Props, row: &Row) -> Option<usize> {
    let Some(Selected::Partition(topic, partition)) = &props.selected else { return None };
    row.shares.iter().position(|share| {
        let column = &props.matrix.columns[share.column];
        (&column.topic, column.partition) == (topic, *partition)
    })
}

fn member(props: &Props, row: &Row) -> Html {
    let matrix = &props.matrix;
    let this = row.id.map(Selected::Member);
    let partitions: Vec<Selected> = row
        .shares
        .iter()
        .map(|share| {
            let column = &matrix.columns[share.column];
            Selected::Partition(column.topic.clone(), column.partition)
        })
        .collect();
    let place = place_of(props, row);
    let onclick = this.clone().map(|this| props.onselect.reform(move |_: MouseEvent| this.clone()));
    let onkeydown = {
        let (onselect, this) = (props.onselect.clone(), this.clone());
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
    let chosen = (this.is_some() && props.selected == this).then_some("selected");
    let class = classes!("row-member", (!row.alive).then_some("dead"), row.id.is_none().then_some("unread"), chosen);
    let rect = row.rect;
    html! {
        <g key={row.id.map_or("nobody".to_owned(), |id| id.to_string())} {class} role="button" tabindex="0" aria-label={spoken(matrix, row)} {onclick} {onkeydown}>
            <rect class="box" x={px(rect.x)} y={px(rect.y)} width={px(rect.width)} height={px(rect.height)} rx="10" />
            { label(matrix, row) }
            { for row.shares.iter().map(|share| cell(props, row, share)) }
            if let Some(idle) = row.idle {
                <text class={if row.alive { "idle" } else { "muted" }} x={px(matrix.left + 4.0)} y={px(rect.y + 27.0)}>{ idle }</text>
            }
        </g>
    }
}

fn label(matrix: &Matrix, row: &Row) -> Html {
    let rect = row.rect;
    let rate = row.rate.map(per_second);
    let room = letters(matrix.left - rect.x - 16.0);
    html! {
        <>
            <text class="name" x={px(rect.x + 12.0)} y={px(rect.y + 19.0)}>{ &row.label }
                if let Some(rate) = rate { <tspan class="muted" dx="8">{ rate }</tspan> }
            </text>
            <text class={if row.id.is_none() { "idle" } else { "muted" }} x={px(rect.x + 12.0)} y={px(rect.y + 36.0)}>{ text::cut(&row.state, room) }</text>
        </>
    }
}

/// A partition in a member's hands: where it reads, what is committed, how far behind.
fn cell(props: &Props, row: &Row, share: &Share) -> Html {
    let Share { rect, next, commit, lag, .. } = share;
    let column = &props.matrix.columns[share.column];
    let what = Selected::Partition(column.topic.clone(), column.partition);
    let chosen = (props.selected.as_ref() == Some(&what)).then_some("selected");
    let onclick = {
        let onselect = props.onselect.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            onselect.emit(what.clone());
        })
    };
    let middle = px(rect.x + rect.width / 2.0);
    let where_to = match (next, commit) {
        (Some(next), Some(commit)) if rect.width >= 100.0 => format!("▼{next} ◆{commit}"),
        (None, Some(commit)) => format!("◆{commit}"),
        (Some(next), _) => format!("▼{next}"),
        (None, None) => "◆ none".to_owned(),
    };
    let behind = lag.unwrap_or(0) > 0;
    html! {
        <g key={format!("{}-{}", column.topic, column.partition)} class={classes!("share", behind.then_some("late"), chosen)} {onclick}>
            <rect x={px(rect.x + 1.0)} y={px(rect.y + 4.0)} width={px(rect.width - 2.0)} height={px(rect.height - 8.0)} rx="6" />
            if row.id.is_none() { <rect class="hatched" x={px(rect.x + 1.0)} y={px(rect.y + 4.0)} width={px(rect.width - 2.0)} height={px(rect.height - 8.0)} rx="6" fill="url(#hatch-card)" /> }
            <text class="lag-number" x={middle.clone()} y={px(rect.y + 20.0)} text-anchor="middle">
                { lag.map_or("–".to_owned(), |lag| if lag > 0 { format!("… lag {lag}") } else { "✓ lag 0".to_owned() }) }
            </text>
            <text class="count" x={middle} y={px(rect.y + 35.0)} text-anchor="middle">{ where_to }</text>
        </g>
    }
}

/// How far behind each partition is, as bars beside each other.
fn bars(matrix: &Matrix) -> Html {
    let Some(first) = matrix.columns.first() else { return Html::default() };
    let bottom = first.bar.bottom();
    let words: Vec<String> = matrix
        .columns
        .iter()
        .map(|column| format!("{}-{} {}", column.topic, column.partition, column.lag.unwrap_or(0)))
        .collect();
    html! {
        <g class="lag-bars" role="img" aria-label={format!("Lag in records: {}", words.join(", "))}>
            <text class="muted" x={px(matrix.rows.first().map_or(16.0, |row| row.rect.x) + 12.0)} y={px(bottom)}>{ "lag in records" }</text>
            { for matrix.columns.iter().map(|column| {
                let bar = column.bar;
                html! {
                    <g key={format!("{}-{}", column.topic, column.partition)}>
                        <path class="base" d={format!("M{} {}h{}", px(bar.x), px(bottom), px(bar.width))} />
                        <rect x={px(bar.x + bar.width / 2.0 - 14.0)} y={px(bar.y)} width="28" height={px(bar.height)} rx="2" />
                        <text class="count" x={px(bar.x + bar.width / 2.0)} y={px(bottom + 15.0)} text-anchor="middle">{ column.lag.map_or("–".to_owned(), |lag| lag.to_string()) }</text>
                    </g>
                }
            }) }
        </g>
    }
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
