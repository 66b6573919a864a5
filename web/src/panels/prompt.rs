//! A line to type commands into: what was typed before comes back with the arrow keys, and `help` opens all there are.

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::drawer::drawer;
use super::{submit, typed};
use crate::dom;
use crate::lazy::lazily;
use crate::learn;
use crate::sandbox::Line;
use crate::source::world::Said;

/// So many lines are remembered.
const REMEMBERED: usize = 100;

/// The line; the last thing that was done stands above it as a command.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What was done last.
    pub said: Option<Said>,
    /// A command was typed; who is told hears what is wrong with it.
    pub oncommand: Callback<Line>,
}

/// What was typed before, oldest first.
#[derive(Debug, Default)]
struct History {
    lines: Vec<String>,
    /// The line that one has gone back to; behind the last one where one has not.
    at: usize,
    /// What was being typed when one went back.
    draft: String,
}

impl History {
    /// A line was given.
    fn add(&mut self, line: &str) {
        if self.lines.last().is_none_or(|last| last != line) {
            self.lines.push(line.to_owned());
        }
        let more = self.lines.len().saturating_sub(REMEMBERED);
        self.lines.drain(..more);
        self.at = self.lines.len();
    }

    /// The line before, where there is one; what is being typed is kept.
    fn earlier(&mut self, typed: &str) -> Option<String> {
        let before = self.at.checked_sub(1)?;
        if self.at == self.lines.len() {
            typed.clone_into(&mut self.draft);
        }
        self.at = before;
        self.lines.get(before).cloned()
    }

    /// The line after; behind the last one, what was being typed.
    fn later(&mut self) -> Option<String> {
        if self.at >= self.lines.len() {
            return None;
        }
        self.at += 1;
        Some(self.lines.get(self.at).unwrap_or(&self.draft).clone())
    }
}

/// The line.
#[component]
pub fn Prompt(props: &Props) -> Html {
    let field = use_node_ref();
    let wrong = use_state_eq(|| None::<String>);
    let history = use_mut_ref(History::default);
    let onsubmit = {
        let (field, wrong, history) = (field.clone(), wrong.clone(), history.clone());
        let oncommand = props.oncommand.clone();
        submit(move || {
            let line = typed(&field);
            if line.trim().is_empty() {
                return;
            }
            history.borrow_mut().add(line.trim());
            let (field, wrong) = (field.clone(), wrong.clone());
            let told = Callback::from(move |what: Option<String>| {
                if what.is_none()
                    && let Some(input) = field.cast::<HtmlInputElement>()
                {
                    input.set_value("");
                }
                wrong.set(what);
            });
            if asks_for_help(&line) {
                open_help();
                return told.emit(None);
            }
            oncommand.emit((line, told));
        })
    };
    let onkeydown = {
        let field = field.clone();
        Callback::from(move |event: KeyboardEvent| recall(&event, &field, &mut history.borrow_mut()))
    };
    html! {
        <form class="panel prompt" {onsubmit} aria-label="Commands">
            <h2>{ "Or as a command" }</h2>
            { for props.said.clone().map(|said| lazily("The command", learn::said(), said)) }
            <div class="row">
                <input ref={field} aria-label="Command" title="↑ ↓ what was typed before; help: all commands" {onkeydown}
                    placeholder="kill B1, send six, help …" autocomplete="off" autocapitalize="off" spellcheck="false" />
                <button>{ "Do" }</button>
            </div>
            if let Some(wrong) = &*wrong { <p class="bad-text" role="alert">{ wrong }</p> }
            { drawer("", "All commands", learn::commands(), ()) }
        </form>
    }
}

/// Goes through what was typed before.
fn recall(event: &KeyboardEvent, field: &NodeRef, history: &mut History) {
    if event.is_composing() || event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return;
    }
    let Some(input) = field.cast::<HtmlInputElement>() else { return };
    let line = match event.key().as_str() {
        "ArrowUp" => history.earlier(&input.value()),
        "ArrowDown" => history.later(),
        _ => return,
    };
    // in a field of one line these keys would only move the caret
    event.prevent_default();
    if let Some(line) = line {
        input.set_value(&line);
        let end = u32::try_from(line.encode_utf16().count()).unwrap_or(0);
        input.set_selection_range(end, end).ok();
    }
}

fn asks_for_help(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    first == "?" || first.eq_ignore_ascii_case("help")
}

/// Opens the drawer of all commands, and goes there.
fn open_help() {
    if let Some(drawer) = dom::first(".prompt details") {
        dom::set(&drawer, "open", "");
    }
    if let Some(headline) = dom::first(".prompt summary") {
        dom::into_view(&headline);
        dom::focus(&headline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_bring_back_what_was_typed_and_at_last_what_was_being_typed() {
        let mut history = History::default();
        assert_eq!((history.earlier("half"), history.later()), (None, None));
        for line in ["kill B1", "kill B1", "start B1"] {
            history.add(line);
        }
        let said = |line: &str| Some(line.to_owned());
        assert_eq!(history.earlier("half"), said("start B1"));
        assert_eq!(history.earlier("start B1"), said("kill B1"), "twice the same line is one");
        assert_eq!(history.earlier("kill B1"), None);
        assert_eq!([history.later(), history.later(), history.later()], [said("start B1"), said("half"), None]);
        for number in 0..2 * REMEMBERED {
            history.add(&number.to_string());
        }
        assert_eq!(history.lines.len(), REMEMBERED);
        assert_eq!(history.earlier(""), said("199"));
    }

    #[test]
    fn who_asks_for_help_is_understood() {
        assert!(asks_for_help("help") && asks_for_help(" Help kill") && asks_for_help("?"));
        assert!(!asks_for_help("helpless") && !asks_for_help(""));
    }
}
