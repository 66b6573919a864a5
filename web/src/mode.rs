//! How much of the page is shown: all of it, a frame in somebody else's page, or what a room has to see.

use glasslog_core::time::Instant;
use web_sys::{Event, KeyboardEvent};
use yew::prelude::*;

use crate::{dom, keys};

/// How much of the page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// All.
    #[default]
    Whole,
    /// `?embed`: stage, caption and play bar, inside another page.
    Embed,
    /// The same for a room, large.
    Present,
}

/// The mode, and how to come into [`Mode::Present`] and out of it.
#[hook]
pub fn use_mode() -> (Mode, Callback<()>) {
    let mode = use_state(|| if dom::asked_for("embed") { Mode::Embed } else { Mode::Whole });
    use_effect_with(*mode, |mode| {
        if let Some(root) = dom::document().document_element() {
            dom::set(&root, "data-mode", mode.name());
        }
    });
    let turn = {
        let mode = mode.clone();
        Callback::from(move |()| match *mode {
            Mode::Whole => mode.set(Mode::Present),
            Mode::Present => mode.set(Mode::Whole),
            Mode::Embed => {}
        })
    };
    (*mode, turn)
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Mode::Whole => "whole",
            Mode::Embed => "embed",
            Mode::Present => "present",
        }
    }

    /// So many times as large as usual the stage may be drawn, the largest first: at 2 its smallest words are 24 pixels high.
    #[must_use]
    pub fn scales(self) -> &'static [f64] {
        match self {
            Mode::Present => &[2.0, 1.75, 1.5, 1.25, 1.0],
            Mode::Whole | Mode::Embed => &[1.0],
        }
    }
}

/// Moments that a digit goes to: those that were kept, or else the marks on the way, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept([Option<Instant>; 9]);

impl Kept {
    /// Keeps a moment under a digit, 1 to 9.
    #[must_use]
    pub fn with(mut self, digit: usize, at: Instant) -> Kept {
        if let Some(place) = digit.checked_sub(1).and_then(|index| self.0.get_mut(index)) {
            *place = Some(at);
        }
        self
    }

    /// Where a digit goes to.
    #[must_use]
    pub fn at(&self, digit: usize, marks: impl Iterator<Item = Instant>) -> Option<Instant> {
        let index = digit.checked_sub(1)?;
        if self.0.iter().all(Option::is_none) {
            marks.into_iter().nth(index)
        } else {
            self.0.get(index).copied().flatten()
        }
    }

    /// What was kept, with its digit.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Instant)> + '_ {
        self.0.iter().enumerate().filter_map(|(index, at)| Some((index + 1, (*at)?)))
    }
}

/// The digit key that was pressed, whatever Shift makes of it.
#[must_use]
pub fn digit(event: &KeyboardEvent) -> Option<usize> {
    event.code().strip_prefix("Digit").and_then(|digit| digit.parse().ok()).filter(|digit| (1..=9).contains(digit))
}

/// Whether the page is shown to a room.
#[must_use]
pub fn is_presented() -> bool {
    let root = dom::document().document_element();
    root.and_then(|root| root.get_attribute("data-mode")).as_deref() == Some(Mode::Present.name())
}

/// Leaves the large view when Esc is pressed, and comes into it with F.
#[hook]
pub fn use_mode_keys(mode: Mode, turn: &Callback<()>) {
    let turn = turn.clone();
    use_effect_with(mode, move |mode| {
        let mode = *mode;
        let guard = dom::listen("keydown", move |event: KeyboardEvent| {
            let plain =
                keys::are_on() && !event.ctrl_key() && !event.alt_key() && !event.meta_key() && !dom::is_typing(&event);
            let leaves = mode == Mode::Present && event.key() == "Escape";
            if leaves || mode != Mode::Embed && plain && matches!(event.key().as_str(), "f" | "F") {
                event.prevent_default();
                turn.emit(());
            }
        });
        move || drop(guard)
    });
}

/// The words that a room need not read any more: H hides the captions, and shows them again.
pub fn turn_captions() {
    if let Some(root) = dom::document().document_element() {
        let shown = root.get_attribute("data-captions").as_deref() != Some("off");
        dom::set(&root, "data-captions", if shown { "off" } else { "on" });
    }
    // the stage has another height now
    if let Ok(event) = Event::new("resize") {
        dom::window().dispatch_event(&event).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_goes_to_what_was_kept_and_else_to_the_marks() {
        let marks = || [Instant(5), Instant(9)].into_iter();
        let kept = Kept::default();
        assert_eq!([0, 1, 2, 3].map(|digit| kept.at(digit, marks())), [None, Some(Instant(5)), Some(Instant(9)), None]);
        let kept = kept.with(2, Instant(7)).with(0, Instant(1)).with(10, Instant(1));
        assert_eq!([1, 2, 3].map(|digit| kept.at(digit, marks())), [None, Some(Instant(7)), None]);
        assert_eq!(kept.iter().collect::<Vec<_>>(), [(2, Instant(7))]);
    }
}
