//! A group on the log's axis: ▼ and ◆, how far behind; and a form that sets it to another offset, with what that would do.

use std::rc::Rc;

use glasslog_core::id::{Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_sim::Action;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::layout::LogScene;
use super::marks::{Preview, Readers};
use crate::lens::draw::{self, Anchor, block, first, group, html, path, picture, rect, upright};
use crate::panels::submit;
use crate::scene::Rect;
use crate::text::{self, px};

/// The height of a group's track, and where its line runs.
const HEIGHT: f64 = 48.0;
const LINE: f64 = 21.0;

/// What is asked for: a group, and the offset it shall go on at.
pub(super) type Wanted = Option<(Text, Offset)>;

/// One group; `onact` is none where one can only look.
pub(super) fn readers(
    scene: &LogScene,
    readers: &Rc<Readers>,
    place: &(Text, PartitionIndex),
    onact: Option<&Callback<Action>>,
    (wanted, onwanted): (&Wanted, &Callback<Wanted>),
) -> Html {
    let mine = wanted.as_ref().filter(|(group, _)| *group == readers.group).map(|(_, to)| *to);
    let preview = mine.map(|to| readers.preview(to, &scene.window));
    let who: Vec<&str> = readers.positions.iter().map(|(label, _)| label.as_str()).collect();
    let read_by = if who.is_empty() { String::new() } else { format!("read by {}", who.join(", ")) };
    let lag = text::lag(readers.lag);
    let late = readers.lag.is_some_and(|lag| lag > 0);
    let mut shapes = track(scene, readers);
    shapes.extend(preview.iter().map(ghost));
    let name = format!("◆ {} {}", readers.letter, text::cut(&readers.group, 24));
    let mut head = vec![
        html("h2", "", name),
        html("span", if late { "waiting-text" } else { "muted" }, lag),
        html("span", "muted spacer", read_by),
    ];
    head.extend(onact.map(|onact| reset(readers, place, onact, (mine, onwanted))));
    let mut parts = vec![block("div", "log-group-head", head)];
    parts.extend(preview.map(|preview| consequences(readers, &preview, readers.command(place, preview.to.offset))));
    parts.push(picture("img", readers.spoken(), (scene.width, HEIGHT), shapes));
    block("section", "log-group", parts)
}

/// The form, which shows what it would do while one types.
fn reset(
    readers: &Rc<Readers>,
    (topic, partition): &(Text, PartitionIndex),
    onact: &Callback<Action>,
    (mine, onwanted): (Option<Offset>, &Callback<Wanted>),
) -> Html {
    let (first, last) = readers.bounds;
    let oninput = {
        let (onwanted, group) = (onwanted.clone(), readers.group.clone());
        Callback::from(move |event: InputEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let to = typed.trim().parse().ok().map(|to: i64| Offset(to.clamp(first.0, last.0)));
            onwanted.emit(to.map(|to| (group.clone(), to)));
        })
    };
    let onsubmit = {
        let (onact, onwanted, group) = (onact.clone(), onwanted.clone(), readers.group.clone());
        let (topic, partition) = (topic.clone(), *partition);
        submit(move || {
            if let Some(offset) = mine {
                let (group, topic) = (group.clone(), topic.clone());
                onact.emit(Action::ResetCommit { group, topic, partition, offset });
                onwanted.emit(None);
            }
        })
    };
    let value = mine.map(|offset| offset.to_string()).unwrap_or_default();
    let end = |label: &str, title: &str, to: Offset| {
        let wanted = Some((readers.group.clone(), to));
        let onclick = onwanted.reform(move |_: MouseEvent| wanted.clone());
        html! { <button type="button" title={title.to_owned()} {onclick}>{ label }</button> }
    };
    html! {
        <form {onsubmit} aria-label={format!("Reset group {}", readers.group)}>
            <label>{ "Reset to offset" }<input type="number" inputmode="numeric" min={first.to_string()} max={last.to_string()} required=true {value} {oninput} /></label>
            { end("earliest", "the first record that is there", first) }
            { end("latest", "behind the last safe record", readers.safe) }
            <button class="primary" disabled={mine.is_none()}>{ "Reset" }</button>
        </form>
    }
}

/// What a reset would do, and who is in its way.
fn consequences(readers: &Readers, preview: &Preview, command: String) -> Html {
    let members = i64::try_from(readers.members).unwrap_or(0);
    let mut words = vec![first(preview.words())];
    if members > 0 {
        let members = text::count(members, "member");
        words.push(html(
            "span",
            "bad-text",
            format!(" ⚠ It has {members}: its coordinator refuses until all have left."),
        ));
    }
    html! {
        <div class="consequences" aria-live="polite">
            { block("p", "", words) }
            <details class="command"><summary>{ "As a command" }</summary><code>{ command }</code></details>
        </div>
    }
}

fn diamond(class: &str, x: f64, inside: Vec<Html>) -> Html {
    let sign = path("", "M0-1l6 6l-6 6l-6-6z".to_owned());
    group(class, (x, LINE), [sign].into_iter().chain(inside).collect())
}

fn track(scene: &LogScene, readers: &Readers) -> Vec<Html> {
    let (window, truth) = (&scene.window, scene.truth);
    // at the very left a name would leave the track
    let beside =
        |x: f64, apart: f64| if x < window.left + 40.0 { (apart, Anchor::Start) } else { (-apart, Anchor::End) };
    let line = path("track", format!("M{} {LINE}H{}", px(window.left), px(window.right)));
    let safe = (!truth.hidden).then(|| upright("truth", truth.x, 2.0, HEIGHT - 4.0));
    let lag = readers.behind.zip(readers.lag).map(|((from, upto), lag)| {
        let bracket = path("", format!("M{} {}v7H{}v-7", px(from), px(LINE + 7.0), px(upto)));
        let number = draw::text("", ((from + upto) / 2.0, LINE + 18.5), Anchor::Middle, lag.to_string());
        group("lag", (0.0, 0.0), vec![bracket, number])
    });
    let positions = readers.positions.iter().enumerate().map(|(place, (label, mark))| {
        // several at the same place stand beside each other
        let same = readers.positions[..place].iter().filter(|(_, other)| (other.x - mark.x).abs() < 1.0).count();
        let (x, anchor) = beside(mark.x, 9.0);
        let inside = vec![path("", "M0-3l-5.5-9h11z".to_owned()), draw::text("", (x, -4.0), anchor, label.clone())];
        group("position", (mark.x - 22.0 * same as f64, LINE), inside)
    });
    let commit = readers.commit.map(|commit| {
        let letter = readers.letter;
        let said = if commit.hidden { format!("{letter} at {}", commit.offset) } else { letter.to_string() };
        let (x, anchor) = beside(commit.x, 10.0);
        diamond("commit", commit.x, vec![draw::text("", (x, 14.0), anchor, said)])
    });
    // what is not there keeps its place in the list, so that nothing takes over its neighbour's way
    vec![line, safe.unwrap_or_default(), lag.unwrap_or_default(), positions.collect(), commit.unwrap_or_default()]
}

/// Where ◆ would stand, and what lies in between.
fn ghost(preview: &Preview) -> Html {
    let (from, upto) = preview.way;
    let way = rect("", Rect { x: from, y: LINE - 3.0, width: upto - from, height: 6.0 }, 0.0);
    let class = if preview.skipped > 0 { "preview skips" } else { "preview" };
    group(class, (0.0, 0.0), vec![way, diamond("", preview.to.x, Vec::new())])
}
