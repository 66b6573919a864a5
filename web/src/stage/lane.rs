//! A lane: label, rail, records, high watermark, and the marks of groups.

use std::rc::Rc;

use glasslog_core::id::Offset;
use web_sys::Element;
use yew::prelude::*;

use super::at;
use super::cell::{OFFSET, record_cell};
use crate::scene::{Density, Lane};
use crate::store::Selected;
use crate::text::px;

/// A cell, in the words of style sheets.
const SOME_CELL: &str = "[data-offset]";

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
                }
                return;
            };
            let go = |offset: i64| onrecord.emit(offset.clamp(first, last));
            match event.key().as_str() {
                "ArrowLeft" => go(chosen.map_or(last, |offset| offset.0 - 1)),
                "ArrowRight" => go(chosen.map_or(first, |offset| offset.0 + 1)),
                "Home" => go(first),
                "End" => go(last),
                _ if super::is_press(&event) => onselect.emit(this.clone()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let class = classes!(
        "lane",
        format!("r{}", lane.epoch.0.rem_euclid(4)),
        (lane.role_word() == "leader").then_some("leader"),
        (lane.density == Density::Small).then_some("small"),
        (props.selected.as_ref() == Some(&this)).then_some("selected")
    );
    let (slot, row) = (lane.slot, lane.row);
    let (rail_y, rail_height) =
        if lane.density == Density::Small { (slot.bottom() + 1.0, "3") } else { (slot.bottom() + 4.0, "6") };
    html! {
        <g {class} role="button" tabindex="0" aria-label={spoken(lane)} {onclick} {onkeydown}>
            <rect class="ground" x={px(row.x - 8.0)} y={px(row.y)} width={px(row.width + 16.0)} height={px(row.height)} rx="8" />
            <rect class="slot" x={px(slot.x)} y={px(slot.y)} width={px(slot.width)} height={px(slot.height)} rx="4" />
            <rect class="rail" x={px(slot.x)} y={px(rail_y)} width={px(slot.width)} height={rail_height} rx="3" />
            { label(lane) }
            if lane.density != Density::Small {
                <text class="epoch" x={px(slot.right() - 6.0)} y={px(slot.bottom() - 6.0)} text-anchor="end">{ format!("e{}", lane.epoch) }</text>
            }
            <g>{ for lane.bricks.iter().map(|(brick, rect)| html! {
                <g key={format!("brick{}", brick.size)} class="brick">
                    <rect x={px(rect.x + 3.0)} y={px(rect.y)} width={px(rect.width - 3.0)} height={px(rect.height)} rx="3" />
                    <rect x={px(rect.x)} y={px(rect.y + 3.0)} width={px(rect.width - 3.0)} height={px(rect.height - 3.0)} rx="3" />
                    if lane.density != Density::Small {
                        <text x={px(rect.x + (rect.width - 3.0) / 2.0)} y={px(rect.y + rect.height / 2.0 + 6.0)} text-anchor="middle">
                            { brick_text(brick.size, brick.count) }
                        </text>
                    }
                    <title>{ crate::text::count(brick.size * brick.count, "older record") }</title>
                </g>
            }) }</g>
            <g>{ for lane.cells.iter().map(|cell| record_cell(cell, lane.density, chosen == Some(cell.offset))) }</g>
            <g>{ for lane.brackets.iter().map(|bracket| html! {
                <path key={format!("batch{}", bracket.base)} class="batch"
                    d={format!("M{} {}v2.5H{}v-2.5", px(bracket.left), px(slot.bottom() + 0.5), px(bracket.right))} />
            }) }</g>
            { marks(lane) }
        </g>
    }
}

fn label(lane: &Lane) -> Html {
    let (row, slot) = (lane.row, lane.slot);
    let title = format!("{}-{}", lane.topic, lane.partition);
    if lane.density == Density::Small {
        let lag: i64 = lane.lags.iter().map(|lag| lag.lag).sum();
        return html! {
            <>
                <text class="title" x={px(row.x)} y={px(slot.y + 11.0)}>{ crate::text::cut(&title, 17) }</text>
                <text class="end" x={px(slot.right() - 4.0)} y={px(slot.y + 10.5)} text-anchor="end">
                    if lag > 0 { <tspan class="behind">{ format!("lag {lag}  ") }</tspan> }
                    { format!("end {}", lane.log_end.0) }
                </text>
            </>
        };
    }
    let y = row.y + 15.0;
    let room = if row.width < 400.0 { 16 } else { 40 };
    html! {
        <>
            <text class="title" x={px(row.x)} y={px(y)}>
                { crate::text::cut(&title, room) }
                <tspan class="role" dx="8">
                    { if lane.role_word() == "leader" { "★ leader" } else { lane.role_word() } }
                    { if lane.readers.is_empty() { String::new() } else { format!(" · read by {}", lane.readers.join(", ")) } }
                </tspan>
            </text>
            <g>{ for lane.chips.iter().rev().enumerate().map(|(place, chip)| {
                let x = row.right() - 18.0 - 22.0 * place as f64;
                html! {
                    <g key={chip.broker.0.to_string()} class={classes!("chip", (!chip.in_sync).then_some("behind"))} transform={at(x, row.y + 2.0)}>
                        <rect width="18" height="16" rx="4" />
                        <text x="9" y="12.5" text-anchor="middle">{ chip.broker.0 }</text>
                        <title>{ format!("broker {} has a copy {}", chip.broker, if chip.in_sync { "and is in sync" } else { "and is not in sync" }) }</title>
                    </g>
                }
            }) }</g>
        </>
    }
}

fn marks(lane: &Lane) -> Html {
    let slot = lane.slot;
    let small = lane.density == Density::Small;
    // at the very left a letter would leave the column
    let edge = |x: f64| x < slot.x + 8.0;
    let (_, hw) = lane.high_watermark;
    let (_, end) = lane.log_end;
    let top = slot.y - if small { 4.0 } else { 20.0 };
    html! {
        <>
            <g class="log-end" transform={at(end, slot.y)}>
                <path d={format!("M0-3V{}", px(slot.height + 3.0))} />
            </g>
            <g class="high-watermark" transform={at(hw, 0.0)}>
                <path d={format!("M0 {}V{}", px(top), px(slot.bottom() + 4.0))} />
                if !small {
                    <path class="pennant" d={format!("M0 {}h9l-3 4.5l3 4.5h-9z", px(top))} />
                    <text x="13" y={px(top + 9.0)}>{ lane.flag() }</text>
                }
            </g>
            <g>{ for lane.lags.iter().map(|lag| html! {
                <g key={format!("lag{}", lag.letter)} class="lag">
                    <path d={format!("M{} {}H{}", px(lag.left + 8.0), px(lag.y + 4.0), px(lag.right.max(lag.left + 8.0)))} />
                    if !small {
                        <text x={px((lag.left.max(slot.x) + lag.right) / 2.0 + 4.0)} y={px(lag.y + 8.0)} text-anchor="middle">{ lag.lag }</text>
                    }
                    <title>{ format!("group {} is {} behind", lag.letter, crate::text::count(lag.lag, "record")) }</title>
                </g>
            }) }</g>
            <g>{ for lane.positions.iter().enumerate().map(|(place, mark)| html! {
                <g key={format!("at{}{place}", mark.letter)} class="position" transform={at(mark.at.x, mark.at.y)}>
                    <path d="M0 0.5l-5.5-8h11z" />
                    if !small { <text x={if edge(mark.at.x) { "8" } else { "-8" }} y="0" text-anchor={if edge(mark.at.x) { "start" } else { "end" }}>{ mark.letter }</text> }
                    <title>{ format!("a member of group {} reads offset {} next", mark.letter, mark.offset) }</title>
                </g>
            }) }</g>
            <g>{ for lane.commits.iter().map(|mark| html! {
                <g key={format!("commit{}", mark.letter)} class="commit" transform={at(mark.at.x, mark.at.y)}>
                    <path d="M0-1l5 5l-5 5l-5-5z" />
                    if !small { <text x={if edge(mark.at.x) { "8" } else { "-8" }} y="8.5" text-anchor={if edge(mark.at.x) { "start" } else { "end" }}>{ mark.letter }</text> }
                    <title>{ format!("group {} has committed offset {}", mark.letter, mark.offset) }</title>
                </g>
            }) }</g>
        </>
    }
}

fn brick_text(size: i64, count: i64) -> String {
    match size {
        1000 => format!("{count}k"),
        1 => format!("+{count}"),
        _ => format!("{count}×{size}"),
    }
}

/// What a screen reader says.
fn spoken(lane: &Lane) -> String {
    let mut words = format!(
        "{} partition {}, {}, epoch {}. Offsets to {}, safe below {}.",
        lane.topic,
        lane.partition,
        lane.role_word(),
        lane.epoch,
        lane.log_end.0,
        lane.high_watermark.0
    );
    for commit in &lane.commits {
        words += &format!(" Group {} has committed {}.", commit.letter, commit.offset);
    }
    words + " Arrow keys choose a record."
}
