//! How much of its last minute a group has left unread: a figure, a strip of that minute, and the same in words.

use std::rc::Rc;

use glasslog_core::time::Instant;
use yew::prelude::*;

use crate::lens::draw::{Anchor, block, html, path, picture, rect, text};
use crate::scene::{Group, OVER, Rect, Sample, Spell, Unread, float};
use crate::text::px;

/// Of the strip, and of the words below it.
const WIDTH: f64 = 240.0;
const STRIP: f64 = 18.0;
const BELOW: f64 = 16.0;
/// So many spells are told to who hears the page.
const TOLD: usize = 4;

/// A group's last minute. `jumps`: whether time may have passed that nobody has looked at; then members are seen themselves, too.
pub fn unread(group: &Group, known: &[Rc<Sample>], now: Instant, jumps: bool) -> Html {
    let Some(unread) = Unread::of(known, &group.name, now, jumps) else { return Html::default() };
    let figure = figure(&unread);
    let class = if unread.share > 0.0 { "waiting-text" } else { "muted" };
    let spoken = format!("Group {}. {figure} {}", group.name, spoken(&unread, now));
    let strip = picture("img", spoken, (WIDTH, STRIP + BELOW), strip(&unread, now));
    let why = if jumps { WHY } else { WHY_LIVE };
    block("div", "unread", vec![html("strong", class, figure), strip, html("p", "muted", why.to_owned())])
}

/// What counts.
const WHY: &str = "Time by partitions, looked at twice a second: nobody reads while the group shares out anew, while an owner is dead and not missed yet, or put out. Who works on a record of before goes on reading.";
const WHY_LIVE: &str = "Time by partitions, by the coordinator's word: nobody reads while the group shares out anew, or has no member. Who is dead and not missed yet counts as reading: no broker knows better.";

/// In a sentence.
fn figure(unread: &Unread) -> String {
    let seconds = unread.known.as_secs();
    let span = if seconds + 1 >= OVER.as_secs() { "minute".to_owned() } else { format!("{} s", seconds.max(1)) };
    match unread.share * 100.0 {
        percent if percent > 0.0 && percent < 1.0 => format!("Less than 1 % of the last {span} nobody read."),
        percent => format!("{} % of the last {span} nobody read.", px(percent.round())),
    }
}

/// When that was, newest first.
fn spoken(unread: &Unread, now: Instant) -> String {
    let told = unread.spells.iter().rev().filter(|spell| spell.unread > 0).take(TOLD).map(|spell| {
        let Spell { unread, partitions, .. } = spell;
        let from = now.since(spell.from).as_secs();
        match now.since(spell.upto).as_secs() {
            0 => format!("{unread} of {partitions} partitions since {from} s."),
            upto => format!("{unread} of {partitions} partitions from {from} s to {upto} s ago."),
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

/// The minute from left to right: as high as so many partitions were unread.
fn strip(unread: &Unread, now: Instant) -> Vec<Html> {
    let x = |at: Instant| WIDTH * (1.0 - now.since(at).as_secs_f64() / OVER.as_secs_f64()).clamp(0.0, 1.0);
    let mut shapes = vec![path("unknown", format!("M0 {}H{}", px(STRIP), px(WIDTH)))];
    for spell in &unread.spells {
        let (left, right) = (x(spell.from), x(spell.upto));
        shapes.push(rect("known", Rect { x: left, y: 0.0, width: right - left, height: STRIP }, 0.0));
        let count = |count: usize| float(i64::try_from(count).unwrap_or(1));
        let height = STRIP * count(spell.unread) / count(spell.partitions.max(1));
        if spell.unread > 0 {
            // a short one can be seen as well
            let width = (right - left).max(1.5);
            shapes.push(rect("gap", Rect { x: left, y: STRIP - height, width, height }, 0.0));
        }
    }
    shapes.push(text("muted", (0.0, STRIP + 13.0), Anchor::Start, format!("{} s ago", OVER.as_secs())));
    shapes.push(text("muted", (WIDTH, STRIP + 13.0), Anchor::End, "now".to_owned()));
    shapes
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn of(spells: &[(u64, u64, usize)]) -> Unread {
        let spell = |(from, upto, unread): &(u64, u64, usize)| Spell {
            from: Instant(from * 1_000_000),
            upto: Instant(upto * 1_000_000),
            unread: *unread,
            partitions: 2,
        };
        let spells: Vec<Spell> = spells.iter().map(spell).collect();
        let known: Duration = spells.iter().map(Spell::long).sum();
        let lost: f64 =
            spells.iter().map(|spell| spell.long().as_secs_f64() * if spell.unread > 0 { 1.0 } else { 0.0 }).sum();
        Unread { share: lost / known.as_secs_f64(), known, spells }
    }

    #[test]
    fn the_figure_says_of_how_much_time_it_is() {
        assert_eq!(figure(&of(&[(0, 60, 0)])), "0 % of the last minute nobody read.");
        assert_eq!(figure(&of(&[(30, 54, 0), (54, 60, 2)])), "20 % of the last 30 s nobody read.");
        let little = Unread { share: 0.004, ..of(&[(0, 60, 1)]) };
        assert_eq!(figure(&little), "Less than 1 % of the last minute nobody read.");
    }

    #[test]
    fn who_hears_the_page_is_told_when_it_was() {
        let unread = of(&[(0, 10, 0), (10, 13, 2), (13, 50, 0), (50, 60, 1)]);
        let words = "1 of 2 partitions since 10 s. 2 of 2 partitions from 50 s to 47 s ago.";
        assert_eq!(spoken(&unread, Instant(60_000_000)), words);
    }
}
