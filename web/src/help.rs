//! Help: how to read the stage, the keys, and a switch for the single ones.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};
use yew::prelude::*;

use crate::lazy::{lazily, part};
use crate::{dom, keys};

part! {
    /// What it says.
    fn body: fn(&()) -> Html = |()| said(), in learn
}

/// The button, and the dialog that it opens: by the key of its sign, too. The browser keeps the focus inside, closes it at Escape,
/// and gives the focus back. What it says is loaded when it is asked for.
#[hook]
pub fn use_help() -> Html {
    let asked = use_state_eq(|| false);
    let onopen = {
        let asked = asked.setter();
        Callback::from(move |()| {
            asked.set(true);
            open();
        })
    };
    {
        let onopen = onopen.clone();
        use_effect_with((), move |()| {
            let guard = dom::listen("keydown", move |event: KeyboardEvent| {
                let free = keys::are_on() && !dom::is_typing(&event) && dom::first("dialog[open]").is_none();
                if event.key() == "?" && free {
                    event.prevent_default();
                    onopen.emit(());
                }
            });
            move || drop(guard)
        });
    }
    html! {
        <>
            <button type="button" class="help" aria-label="Help" aria-haspopup="dialog" title="How to read this" onclick={onopen.reform(|_: MouseEvent| ())}>{ "?" }</button>
            <dialog class="help-body" aria-label="Help" closedby="any">
                if *asked { { lazily("The help", body(), ()) } }
            </dialog>
        </>
    }
}

fn said() -> Html {
    let onclose = Callback::from(|_: MouseEvent| {
        if let Some(dialog) = dialog() {
            dialog.close();
        }
    });
    let onsettings = onclose.reform(|event: MouseEvent| {
        dom::window().location().set_hash("#settings").ok();
        event
    });
    let onsingle = Callback::from(|_: Event| keys::switch(!keys::are_on()));
    html! {
        <>
            <div class="help-head">
                <h2>{ "How to read the stage" }</h2>
                <button type="button" class="quiet" title="Close (Esc)" aria-label="Close help" onclick={onclose}>{ "✕" }</button>
            </div>
            { list(&SIGNS, |sign| html! { sign }) }
            <h2>{ "Keys" }</h2>
            <label class="check"><input type="checkbox" checked={keys::are_on()} onchange={onsingle} />{ "single keys: letters and signs" }</label>
            <p><button type="button" class="link" onclick={onsettings}>{ "Settings" }</button></p>
            { list(&KEYS, |key| html! { <kbd>{ key }</kbd> }) }
        </>
    }
}

fn open() {
    if let Some(dialog) = dialog() {
        dialog.show_modal().ok();
    }
}

fn dialog() -> Option<HtmlDialogElement> {
    dom::first("dialog.help-body")?.dyn_into().ok()
}

fn list(entries: &[(&'static str, &'static str)], shown: fn(&'static str) -> Html) -> Html {
    html! {
        <dl>{ for entries.iter().map(|(name, words)| html! { <div class="fact"><dt>{ shown(name) }</dt><dd>{ *words }</dd></div> }) }</dl>
    }
}

/// What stands on the stage.
const SIGNS: [(&str, &str); 11] = [
    ("▇", "a record: its colour is the epoch of the leader that took it, its sign the key, its number the offset"),
    (
        "▨",
        "hatched: not safe yet, readers do not get it; without a lower edge: not on disk yet; on the strip of time: a wait, made short",
    ),
    ("×2", "double outline: a duplicate. The record stands twice in the log, for its producer has sent it again"),
    ("⚑", "the high watermark: everything before it is safe"),
    ("★", "the leader: it takes the records, the others fetch them from it. Its frame is thick; dashed: not in sync"),
    (
        "1 2 3",
        "beside the leader: who has copies. Full: in sync (ISR); dotted: may lead though not in sync (ELR); empty: neither",
    ),
    ("e3", "the epoch that this broker believes: it grows with every new leader"),
    ("▼ ◆", "where a member reads next; where its group would go on (its commit). The letter is the group's"),
    (
        "╌ ↻",
        "a link between brokers: a line drawn across it cuts it; press it to cut it, to slow it down, or to let it lose packets. What is lost is sent again (↻), later",
    ),
    (
        "◯",
        "a message on its way can be caught: press it to see what it is, keep it pressed to hold it, let go and it goes on, flick it away and it is lost",
    ),
    ("100", "bricks: older records, folded ten, a hundred, a thousand at a time"),
];

/// What keys do.
const KEYS: [(&str, &str); 21] = [
    ("?", "this help"),
    ("Ctrl-K", "all that can be done here, by its name; ⌘K on a Mac"),
    ("1 to 6", "the lenses: all of the cluster; one log; groups; messages in space and time; bytes; metrics"),
    ("↑ ↓ + −", "in space-time: from message to message, less time, more; Enter goes to what the message says"),
    ("Space", "pause, go on"),
    (".", "one event"),
    ("[ ]", "slower, faster"),
    ("← →", "to the mark before, to the next one; or to what is chosen between them: a record, an ack, an election …"),
    ("U", "undo: to the moment before the last act"),
    ("R", "redo: to the moment after the next one"),
    ("V", "two branches side by side, once there are two"),
    ("N", "send the record in the form"),
    ("F", "the large view, for a room; there 1 to 9 go to moments kept with Shift, H hides the captions"),
    ("B P C", "another broker, producer, consumer"),
    ("K", "kill the chosen broker, or the first leader; start it again"),
    ("W", "why? Of what is chosen, or of the first thing that stands still"),
    ("M", "the next message on its way, while time stands; H holds it, or lets it go on, L loses it"),
    ("T", "the way of the chosen record, or of the newest one, in space and time"),
    ("← →", "on a lane: from record to record; Enter goes to its card"),
    ("Enter", "open the card of what has the focus, and go there"),
    ("Esc", "close the card, and go back"),
];
