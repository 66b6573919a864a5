//! What is written over (or beside) a lane: which partition, how this copy stands, who is in sync.

use yew::prelude::*;

use super::at;
use crate::scene::{Chip, Density, Lane, Membership, Standing};
use crate::text::{self, px};

/// A sign for how a copy stands; pictures say it beside the word.
pub(crate) fn sign(standing: Standing) -> &'static str {
    match standing {
        Standing::Leader | Standing::Deposed => "★ ",
        Standing::Off => "× ",
        Standing::Halted | Standing::ReadOnly => "⚠ ",
        Standing::InSync | Standing::Behind(_) | Standing::Opening => "",
    }
}

/// The label of a lane.
pub(super) fn label(lane: &Lane) -> Html {
    if lane.density.is_flat() { beside(lane) } else { above(lane) }
}

/// The partition's name in so many letters: its number is never cut.
fn name(lane: &Lane, letters: usize) -> String {
    let number = format!("-{}", lane.partition);
    text::cut(&lane.topic, letters.saturating_sub(number.len())) + &number
}

/// How the copy stands; where there is no room for both, what is wrong takes the word's place.
fn standing(lane: &Lane, narrow: bool) -> Html {
    let class = format!("role {}", lane.standing.class());
    match lane.alarm.filter(|_| narrow) {
        Some(alarm) => html! {
            <>
                <tspan {class} dx="7">{ sign(lane.standing) }</tspan>
                <tspan class="alarm" dx={if sign(lane.standing).is_empty() { "7" } else { "2" }}>{ "⚠ " }{ alarm.short() }</tspan>
            </>
        },
        None => html! { <tspan {class} dx="7">{ sign(lane.standing) }{ lane.standing.word() }</tspan> },
    }
}

fn above(lane: &Lane) -> Html {
    let row = lane.row;
    let y = px(row.y + 15.0);
    if lane.density == Density::Slim {
        return slim(lane);
    }
    let narrow = row.width < 330.0;
    let letters = if narrow { 13 } else { 34 };
    // a chip's width, and the space after it
    let (wide, after) = if row.width < 240.0 { (14.0, 2.0) } else { (18.0, 4.0) };
    let chips = (wide + after) * lane.chips.len() as f64;
    html! {
        <>
            <text class="title" x={px(row.x)} y={y.clone()}>
                { name(lane, letters) }
                if row.width < 240.0 && lane.standing == Standing::Leader && lane.alarm.is_none() {
                    // the chips need the word's room
                    <tspan class="role leader" dx="7">{ sign(lane.standing) }</tspan>
                } else {
                    { standing(lane, narrow) }
                }
                if !narrow && !lane.readers.is_empty() { <tspan class="role" dx="7">{ format!("· read by {}", lane.readers.join(", ")) }</tspan> }
            </text>
            if let Some(alarm) = lane.alarm.filter(|_| !narrow) {
                <text class="alarm" x={px(row.right() - chips - 4.0)} {y} text-anchor="end">{ "⚠ " }{ alarm.words() }</text>
            }
            <g>{ for lane.chips.iter().rev().enumerate().map(|(place, one)| chip(one, row.right() - wide - (wide + after) * place as f64, row.y + 2.0, wide)) }</g>
        </>
    }
}

/// In a column as narrow as a third of a phone: the name, and below it a word.
fn slim(lane: &Lane) -> Html {
    let row = lane.row;
    let word = match lane.alarm {
        Some(alarm) => html! { <tspan class="alarm">{ "⚠ " }{ alarm.short() }</tspan> },
        None => html! {
            <tspan class={format!("role {}", lane.standing.class())}>{ sign(lane.standing) }{ lane.standing.word() }</tspan>
        },
    };
    html! {
        <>
            <text class="title" x={px(row.x)} y={px(row.y + 14.0)}>{ name(lane, 13) }</text>
            <text class="word" x={px(row.x)} y={px(row.y + 29.0)}>{ word }</text>
        </>
    }
}

fn chip(chip: &Chip, x: f64, y: f64, wide: f64) -> Html {
    let class = match chip.membership {
        Membership::InSync => "in-sync",
        Membership::Eligible => "eligible",
        Membership::Out => "behind",
    };
    html! {
        <g key={chip.broker.0.to_string()} class={classes!("chip", class)} transform={at(x, y)}>
            <rect width={px(wide)} height="16" rx="4" />
            <text x={px(wide / 2.0)} y="12.5" text-anchor="middle">{ chip.broker.0 }</text>
            <title>{ format!("broker {}: {}", chip.broker, chip.membership.words()) }</title>
        </g>
    }
}

/// Rows so many that the label stands beside the lane.
fn beside(lane: &Lane) -> Html {
    let (row, slot) = (lane.row, lane.slot);
    let lag: i64 = lane.lags.iter().map(|lag| lag.lag).sum();
    let tiny = lane.density == Density::Tiny;
    let sign = match (lane.alarm, lane.standing) {
        (Some(_), _) => "⚠",
        (None, Standing::Leader) => "★",
        (None, Standing::InSync) => "·",
        (None, Standing::Deposed) => "☆",
        (None, Standing::Behind(_) | Standing::Opening) => "…",
        (None, _) => "×",
    };
    let end = match lane.standing {
        Standing::Behind(records) if records > 0 => format!("−{records}"),
        _ => format!("end {}", lane.log_end.0),
    };
    let class = format!("sign {}", if lane.alarm.is_some() { "alarm" } else { lane.standing.class() });
    html! {
        <>
            <text class="title" x={px(row.x)} y={px(slot.y + 10.5)}>{ name(lane, 12) }</text>
            <text {class} x={px(slot.x - 11.0)} y={px(slot.y + 10.5)} text-anchor="middle">{ sign }</text>
            if !tiny {
                <text class="end" x={px(slot.right() - 4.0)} y={px(slot.y + 10.5)} text-anchor="end">
                    if lag > 0 && slot.width > 150.0 { <tspan class="behind">{ format!("lag {lag}  ") }</tspan> }
                    { end }
                </text>
            }
        </>
    }
}
