//! What stands on a lane besides records: the high watermark, the log's end, and the marks of groups.

use yew::prelude::*;

use super::at;
use crate::scene::Lane;
use crate::text::px;

/// All marks of a lane.
pub(super) fn marks(lane: &Lane) -> Html {
    let slot = lane.slot;
    let small = lane.density.is_plain();
    // at the very left a letter would leave the column
    let edge = |x: f64| x < slot.x + 8.0;
    let (_, hw) = lane.high_watermark;
    let (_, end) = lane.log_end;
    // clear of the words and chips above
    let top = slot.y - if small { 4.0 } else { 18.5 };
    let flag = lane.flag();
    // a flag that would leave the column flies to the left, past the letter of who reads there
    let flipped = hw + 13.0 + 7.3 * flag.chars().count() as f64 > lane.row.right() + 10.0;
    let lettered = lane.positions.iter().any(|mark| (mark.at.x - hw).abs() < 1.0);
    let text = match (flipped, lettered) {
        (false, _) => "13",
        (true, false) => "-13",
        (true, true) => "-21",
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
                    <text x={text} y={px(top + 9.0)} text-anchor={if flipped { "end" } else { "start" }}>{ flag }</text>
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
