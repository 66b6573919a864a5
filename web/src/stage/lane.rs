//! A lane: label, rail, records, and the marks on them.

use std::rc::Rc;

use glasslog_core::id::Offset;
use web_sys::Element;
use yew::prelude::*;

use super::cell::{OFFSET, fallen_cell, record_cell};
use super::label::label;
use super::marks::marks;
use super::{at, words};
use crate::focus;
use crate::scene::{BrickShape, Cell, Density, Lane};
use crate::store::Selected;
use crate::text::px;

/// A cell, in the words of style sheets.
pub(crate) const SOME_CELL: &str = "[data-offset]";

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) lane: Rc<Lane>,
    pub(super) selected: Option<Selected>,
    pub(super) onselect: Callback<Selected>,
}

/// One copy of a partition.
#[component]
pub(super) fn LaneView(props: &Props) -> Html {
    let lane = &props.lane;
    let this = Selected::Partition(lane.topic.clone(), lane.partition);
    let chosen = match &props.selected {
        Some(Selected::Record(topic, partition, offset)) if *topic == lane.topic && *partition == lane.partition => {
            Some(*offset)
        }
        _ => None,
    };
    let onrecord = {
        let (onselect, topic, partition) = (props.onselect.clone(), lane.topic.clone(), lane.partition);
        Callback::from(move |offset: i64| onselect.emit(Selected::Record(topic.clone(), partition, Offset(offset))))
    };
    let onclick = {
        let (onselect, onrecord, this) = (props.onselect.clone(), onrecord.clone(), this.clone());
        Callback::from(move |event: MouseEvent| {
            // one listener for all cells of the lane
            let pressed =
                event.target_dyn_into::<Element>().and_then(|element| element.closest(SOME_CELL).ok().flatten());
            match pressed.and_then(|cell| cell.get_attribute(OFFSET)?.parse().ok()) {
                Some(offset) => onrecord.emit(offset),
                None => onselect.emit(this.clone()),
            }
        })
    };
    let onkeydown = {
        let (onselect, onrecord, this, lane) = (props.onselect.clone(), onrecord.clone(), this.clone(), lane.clone());
        Callback::from(move |event: KeyboardEvent| {
            let (first, last) = (lane.cells.first(), lane.cells.last());
            let (Some(first), Some(last)) = (first.map(|c| c.offset.0), last.map(|c| c.offset.0)) else {
                if super::is_press(&event) {
                    onselect.emit(this.clone());
                    focus::enter_card();
                }
                return;
            };
            let go = |offset: i64| onrecord.emit(offset.clamp(first, last));
            match event.key().as_str() {
                "ArrowLeft" => go(chosen.map_or(last, |offset| offset.0 - 1)),
                "ArrowRight" => go(chosen.map_or(first, |offset| offset.0 + 1)),
                "Home" => go(first),
                "End" => go(last),
                _ if super::is_press(&event) => {
                    if chosen.is_none() {
                        onselect.emit(this.clone());
                    }
                    focus::enter_card();
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let [first, last] = [lane.cells.first(), lane.cells.last()].map(|cell| cell.map(|cell| cell.offset));
    let offset = |offset: Option<Offset>| offset.unwrap_or(Offset::ZERO).to_string();
    let class = classes!(
        "lane",
        format!("r{}", lane.epoch.0.rem_euclid(4)),
        lane.standing.class(),
        lane.density.is_plain().then_some("plain"),
        lane.density.is_flat().then_some("flat"),
        lane.alarm.map(|_| "alarmed"),
        (props.selected.as_ref() == Some(&this)).then_some("selected")
    );
    html! {
        // arrows go from record to record: who hears the page gets them through on a slider, and not on a button
        <g {class} role="slider" tabindex="0" aria-label={words::spoken(lane)} aria-valuemin={offset(first)} aria-valuemax={offset(last)}
            aria-valuenow={offset(chosen.or(last))} aria-valuetext={words::chosen(lane, chosen)} {onclick} {onkeydown}>
            { ground(lane) }
            { label(lane) }
            if !lane.bricks.is_empty() {
                <g>{ for lane.bricks.iter().map(|shape| brick(shape, lane.density)) }</g>
            }
            if lane.density == Density::Tiny {
                { bar(lane) }
            } else {
                <g>{ for lane.cells.iter().map(|cell| record_cell(cell, lane.density, chosen == Some(cell.offset))) }</g>
                <g>{ for lane.brackets.iter().map(|bracket| html! {
                    <path key={format!("batch{}", bracket.base)} class="batch"
                        d={format!("M{} {}v2.5H{}v-2.5", px(bracket.left), px(lane.slot.bottom() + 0.5), px(bracket.right))} />
                }) }</g>
                <g>{ for lane.fallen.iter().map(|fallen| fallen_cell(fallen, lane.density)) }</g>
                { marks(lane) }
            }
        </g>
    }
}

/// What a lane lies on: its slot with the border that says how the copy stands, and the rail of the epoch that its broker believes.
fn ground(lane: &Lane) -> Html {
    let (slot, row) = (lane.slot, lane.row);
    let flat = lane.density.is_flat();
    let (rail_y, rail_height) = if flat { (slot.bottom() + 1.0, "3") } else { (slot.bottom() + 4.0, "6") };
    let around = if flat { 0.0 } else { 1.5 };
    html! {
        <>
            <rect class="ground" x={px(row.x - 4.0)} y={px(row.y)} width={px(row.width + 8.0)} height={px(row.height)} rx="8" />
            <rect class="slot" x={px(slot.x - around)} y={px(slot.y - around)} width={px(slot.width + 2.0 * around)}
                height={px(slot.height + 2.0 * around)} rx="5" />
            if lane.density != Density::Tiny {
                <rect class="rail" x={px(slot.x)} y={px(rail_y)} width={px(slot.width)} height={rail_height} rx="3" />
            }
            if !lane.density.is_plain() {
                <text class="epoch" x={px(slot.right() - 5.0)} y={px(slot.bottom() - 6.0)} text-anchor="end">{ format!("e{}", lane.epoch) }</text>
            }
        </>
    }
}

fn brick(shape: &BrickShape, density: Density) -> Html {
    let BrickShape { brick, rect, held } = shape;
    let told = crate::text::count(brick.size * brick.count, "older record");
    html! {
        <g key={format!("brick{}", brick.size)} class={classes!("brick", (!held).then_some("missing"))}>
            <rect x={px(rect.x + 3.0)} y={px(rect.y)} width={px(rect.width - 3.0)} height={px(rect.height)} rx="3" />
            <rect x={px(rect.x)} y={px(rect.y + 3.0)} width={px(rect.width - 3.0)} height={px(rect.height - 3.0)} rx="3" />
            if !density.is_plain() {
                <text x={px(rect.x + (rect.width - 3.0) / 2.0)} y={px(rect.y + rect.height / 2.0 + 6.0)} text-anchor="middle">
                    { brick_text(brick.size, brick.count, density) }
                </text>
            }
            <title>{ if *held { told } else { format!("{told}, not here") } }</title>
        </g>
    }
}

/// So many rows that records are but a bar: one piece for each epoch, and what is not safe yet hatched.
fn bar(lane: &Lane) -> Html {
    let same = |a: &Cell, b: &Cell| (a.epoch, a.safe) == (b.epoch, b.safe);
    html! {
        <g>{ for lane.cells.chunk_by(same).filter_map(|run| Some((run.first()?, run.last()?))).map(|(first, last)| html! {
            <g key={first.offset.0.to_string()} class={classes!("cell", format!("e{}", first.epoch.0.rem_euclid(4)))} transform={at(first.rect.x, first.rect.y)}>
                <rect class="body" width={px(last.rect.right() - first.rect.x)} height={px(first.rect.height)} />
                if !first.safe {
                    <rect width={px(last.rect.right() - first.rect.x)} height={px(first.rect.height)} fill="url(#hatch)" />
                }
            </g>
        }) }</g>
    }
}

fn brick_text(size: i64, count: i64, density: Density) -> String {
    match size {
        // four characters fit
        100 if density == Density::Snug => (size * count).to_string(),
        1000 => format!("{count}k"),
        1 if count >= 1000 => format!("{}k", count / 1000),
        1 => format!("+{count}"),
        _ => format!("{count}×{size}"),
    }
}
