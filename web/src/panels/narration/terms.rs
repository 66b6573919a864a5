//! Sentences whose words can be pressed. It comes when somebody may press one.

use std::cell::RefCell;
use std::collections::VecDeque;

use yew::prelude::*;

use super::super::words::{Place, meanings_told, prose_in};
use super::{Sentence, line};
use crate::dom;
use crate::store::Caption;

/// A word of the sentence of the moment that somebody is about to press.
const AIMED_AT: &str = ".caption .word:is(:hover, :active, :focus-visible)";

thread_local! {
    /// The sentence that is shown.
    static SHOWN: RefCell<Option<Caption>> = const { RefCell::new(None) };
}

/// Sentences pass by quickly: while somebody aims at a word, theirs stays. What was opened stays in any case, until it is closed.
fn held(captions: &VecDeque<Caption>, is_aimed_at: bool) -> Option<Caption> {
    SHOWN.with_borrow_mut(|shown| {
        let newest = captions.back();
        if !(is_aimed_at && shown.is_some() && newest.is_some()) {
            *shown = newest.cloned();
        }
        shown.clone()
    })
}

/// A sentence with its words marked.
pub(super) fn explained(sentence: Sentence<'_>) -> Html {
    match sentence {
        Sentence::Before(text) => prose_in(Place::Before, text, &mut Vec::new()),
        Sentence::Now(captions) if dom::first("[data-mode=whole]").is_none() => {
            line(captions.back().map(|caption| (caption, html! { { &caption.text } })))
        }
        Sentence::Now(captions) => {
            let shown = held(captions, dom::first(AIMED_AT).is_some());
            let said = shown.as_ref().map(|shown| (shown, prose_in(Place::Now, &shown.text, &mut Vec::new())));
            html! { <>{ line(said) }{ meanings_told() }</> }
        }
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::time::Instant;

    use super::*;
    use crate::store::Tone;

    #[test]
    fn a_sentence_stays_while_somebody_aims_at_one_of_its_words() {
        let mut captions = VecDeque::new();
        let mut said = |text: &str, aimed: bool| {
            captions.push_back(Caption { at: Instant(0), tone: Tone::Plain, text: text.to_owned() });
            held(&captions, aimed).map(|shown| shown.text)
        };
        assert_eq!(said("one", true).as_deref(), Some("one"), "there was none before");
        assert_eq!(said("two", false).as_deref(), Some("two"));
        assert_eq!(said("three", true).as_deref(), Some("two"), "held");
        assert_eq!(said("four", false).as_deref(), Some("four"), "and let go");
        assert_eq!(held(&VecDeque::new(), true), None, "of another world nothing is left");
    }
}
