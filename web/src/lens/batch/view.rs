//! Bytes and fields side by side: what is pointed at on one side lights up on the other.

use glasslog_sim::layout::{CRC_FROM, Layout};
use yew::prelude::*;

use super::layout::{Line, inside, lines};
use super::words;
use crate::dom;
use crate::lens::draw::{block, html};

/// The bytes.
pub(super) fn hex(batch: &Layout, bytes: &[u8], across: usize, lit: usize, onlit: &Callback<usize>) -> Html {
    let (all, left_out) = lines(batch, across);
    let lit = inside(batch, lit);
    let drawn = all.iter().map(|line| hex_line(line, bytes, across, &lit, onlit));
    html! {
        <div class="hex-view" role="group" aria-label={format!("The bytes, {across} on a line")}>
            <p class="muted legend">{ "framed: what the CRC covers. Base offset, length, leader epoch, magic and the CRC itself lie outside." }</p>
            <div class="hex-lines" tabindex="0" role="group" aria-label="Bytes in hexadecimal">{ for drawn }</div>
            if left_out > 0 { <p class="muted">{ format!("… and {left_out} more bytes") }</p> }
        </div>
    }
}

fn hex_line(line: &Line, bytes: &[u8], across: usize, lit: &std::ops::Range<usize>, onlit: &Callback<usize>) -> Html {
    let runs = |as_text: bool| {
        let all = line.runs.iter().map(|run| {
            let own = bytes.get(run.bytes.clone()).unwrap_or_default();
            let is_lit = run.field.is_some_and(|field| lit.contains(&field));
            let ends =
                [(run.bytes.start == CRC_FROM).then_some("opens"), (run.bytes.end == bytes.len()).then_some("closes")];
            let class = classes!(
                "run",
                run.shade.then_some("shade"),
                (run.covered && !as_text).then_some("covered"),
                is_lit.then_some("lighted"),
                (!as_text).then_some(ends.to_vec())
            );
            let field = run.field.unwrap_or(0);
            let over = onlit.reform(move |_: MouseEvent| field);
            let said: String = if as_text {
                own.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '·' }).collect()
            } else {
                own.iter().map(|byte| format!("{byte:02x} ")).collect()
            };
            html! { <span {class} onmouseover={over.clone()} onclick={over}>{ said }</span> }
        });
        all.collect::<Html>()
    };
    let filled: usize = line.runs.iter().map(|run| run.bytes.len()).sum();
    let rest = "   ".repeat(across - filled);
    html! {
        <div class="hex-line">
            <span class="at">{ format!("{:04x}", line.at) }</span>
            <span class="pairs">{ runs(false) }{ rest }</span>
            <span class="letters">{ runs(true) }</span>
        </div>
    }
}

/// The fields: one stop of the tab key, the arrows go from one to the next.
pub(super) fn tree(
    batch: &Layout,
    bytes: &[u8],
    lit: usize,
    here: Option<&std::ops::Range<usize>>,
    onlit: &Callback<usize>,
) -> Html {
    let last = batch.fields.len() - 1;
    let onkeydown = {
        let onlit = onlit.clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => (lit + 1).min(last),
                "ArrowUp" | "ArrowLeft" => lit.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            // the arrows go through time, too
            event.stop_propagation();
            onlit.emit(to);
            if let Some(option) = dom::first(&format!("#field-{to}")) {
                dom::into_view(&option);
            }
        })
    };
    let within = inside(batch, lit);
    let covered = |field: usize| batch.fields[field].bytes.start >= CRC_FROM;
    let rows = batch.fields.iter().enumerate().map(|(number, field)| {
        let class = classes!(
            format!("depth-{}", field.depth),
            covered(number).then_some("covered"),
            (covered(number) && !covered(number - 1)).then_some("opens"),
            (number == last).then_some("closes"),
            within.contains(&number).then_some("lighted"),
            here.is_some_and(|here| here.contains(&number)).then_some("here"),
            (field.name == "record").then_some("record")
        );
        let over = onlit.reform(move |_: MouseEvent| number);
        let place = match field.bytes.len() {
            0 => "–".to_owned(),
            1 => field.bytes.start.to_string(),
            _ => format!("{}–{}", field.bytes.start, field.bytes.end - 1),
        };
        html! {
            <li id={format!("field-{number}")} {class} role="option" aria-selected={(number == lit).to_string()} onmouseover={over.clone()} onclick={over}>
                <span class="field">{ field.name }</span>
                <span class="said">{ words::value(field, bytes) }</span>
                <span class="place">{ place }</span>
            </li>
        }
    });
    let rest = batch.rest.map(|rest| html("p", "bad-text", rest.to_owned()));
    let list = html! {
        <ul class="fields" role="listbox" tabindex="0" aria-label="Fields of the batch" aria-activedescendant={format!("field-{lit}")} {onkeydown}>{ for rows }</ul>
    };
    block("div", "fields-view", [Some(list), rest].into_iter().flatten().collect())
}
