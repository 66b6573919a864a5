//! What stands on a lane besides records: the high watermark, the log's end, and the marks of groups.

use yew::prelude::*;

use super::at;
use crate::scene::Lane;
use crate::text::px;

/// What a letter beside a mark takes.
const LETTER: f64 = 11.0;

/// All marks of a lane.
pub(super) fn marks(lane: &Lane) -> Html {
    let slot = lane.slot;
    let small = lane.density.is_plain();
    let (_, hw) = lane.high_watermark;
    let (_, end) = lane.log_end;
    // clear of the words and chips above
    let top = slot.y - if small { 4.0 } else { 18.5 };
    let flag = lane.flag();
    // a flag that would leave the column flies to the left, past the letter of who reads there
    let flipped = hw + 13.0 + 7.3 * flag.chars().count() as f64 > lane.row.right() + 10.0;
    let letters = lane.positions.iter().filter(|mark| (mark.at.x - hw).abs() < 1.0).count();
    let text = match (flipped, letters) {
        (false, _) => 13.0,
        (true, 0) => -13.0,
        (true, count) => -10.0 - LETTER * count as f64,
    };
    let named = !small || lane.has_room_for_letters();
    // at the very left a letter would leave the column
    let letter = |of: char, x: f64, y: &'static str, beside: usize| {
        if named { letter(of, y, x < slot.x + 8.0, beside) } else { Html::default() }
    };
    html! {
        <>
            <g class="log-end" transform={at(end, slot.y)}>
                <path d={format!("M0-3V{}", px(slot.height + 3.0))} />
            </g>
            <g class="high-watermark" transform={at(hw, 0.0)}>
                <path d={format!("M0 {}V{}", px(top), px(slot.bottom() + 4.0))} />
                if !small {
                    <path class="pennant" d={format!("M0 {}{}", px(top), if flipped { "h-9l3 4.5l-3 4.5h9z" } else { "h9l-3 4.5l3 4.5h-9z" })} />
                    <text x={px(text)} y={px(top + 9.0)} text-anchor={if flipped { "end" } else { "start" }}>{ flag }</text>
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
                    { letter(mark.letter, mark.at.x, "0", mark.beside) }
                    <title>{ format!("a member of group {} reads offset {} next", mark.letter, mark.offset) }</title>
                </g>
            }) }</g>
            <g>{ for lane.commits.iter().map(|mark| html! {
                <g key={format!("commit{}", mark.letter)} class="commit" transform={at(mark.at.x, mark.at.y)}>
                    <path d="M0-1l5 5l-5 5l-5-5z" />
                    { letter(mark.letter, mark.at.x, "8.5", mark.beside) }
                    <title>{ format!("group {} has committed offset {}", mark.letter, mark.offset) }</title>
                </g>
            }) }</g>
        </>
    }
}

/// A group's letter beside its mark, and beside those that stand there already.
#[inline(never)]
fn letter(letter: char, y: &'static str, right: bool, beside: usize) -> Html {
    let apart = 8.0 + LETTER * beside as f64;
    let (x, anchor) = if right { (apart, "start") } else { (-apart, "end") };
    html! { <text x={px(x)} {y} text-anchor={anchor}>{ letter }</text> }
}
