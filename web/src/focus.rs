//! The focus of who uses keys is never lost: when what has it goes, something close to it takes it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{Element, Event};

use crate::dom;

/// The open card, in the words of style sheets.
const CARD: &str = ".card-panel";

/// The tab of the lens that is shown.
const LENS: &str = ".lenses [aria-selected=true]";

/// So many frames a focus that was lost is looked after.
const FRAMES: u32 = 30;

/// Who watches where the focus is, frame by frame.
#[derive(Debug, Default)]
struct Keeper {
    last: Option<Element>,
    in_card: bool,
    /// What on the stage had it last: it opened the card.
    opener: Option<Element>,
    /// Whether what had it went alone, and the screen that it stood in is still there.
    alone: bool,
    /// For so many frames more it is looked for who takes it: who has just got it may be drawn anew at once.
    looking: u32,
}

impl Keeper {
    /// A frame passes.
    fn frame(&mut self) {
        if self.note() {
            return;
        }
        if let Some(lost) = self.last.take_if(|last| !last.is_connected()) {
            self.alone = !is_inside(&lost, "main, .screen");
            self.looking = FRAMES;
        }
        if self.looking > 0 {
            self.looking -= 1;
            self.save();
        }
    }

    /// Sees who has the focus; whether anybody has.
    fn note(&mut self) -> bool {
        let Some(now) = dom::focused() else { return false };
        self.looking = 0;
        // a dialog gives it back by itself
        if self.last.as_ref() != Some(&now) && !is_inside(&now, "dialog") {
            AWAITED.set(false);
            self.in_card = is_inside(&now, CARD);
            if is_inside(&now, ".stage") {
                self.opener = Some(now.clone());
            }
            self.last = Some(now);
        }
        true
    }

    /// In a card that is still there, the card has it; of one that was closed, what opened it. What went with its lens leaves it to the
    /// tab of the next lens, and what went with a whole screen to the heading of the next one.
    #[inline(never)]
    fn save(&self) {
        let card = dom::first(CARD).filter(|_| self.in_card);
        let opener = self.opener.clone().filter(|opener| self.in_card && opener.is_connected());
        // in the large view there are no tabs in sight
        let tab = || dom::first(LENS).filter(|tab| self.alone && tab.client_width() > 0);
        if let Some(next) = card.or(opener).or_else(tab).or_else(|| dom::first("h1")) {
            if !next.has_attribute("tabindex") {
                dom::set(&next, "tabindex", "-1");
            }
            dom::focus(&next);
        }
    }
}

/// Keeps the focus until the guards are dropped: it looks when the focus moves, for that can be more than once a frame, and at each
/// frame, for what is taken out of the page says nothing.
#[must_use]
pub fn keep() -> (dom::Guard, dom::Guard) {
    let keeper = Rc::new(RefCell::new(Keeper::default()));
    let moves = {
        let keeper = keeper.clone();
        dom::listen("focusin", move |_: Event| {
            // when the keeper itself moves it, it sees that at the next frame
            if let Ok(mut keeper) = keeper.try_borrow_mut() {
                keeper.note();
            }
        })
    };
    (moves, dom::each_frame(move |_| keeper.borrow_mut().frame()))
}

fn is_inside(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

thread_local! {
    /// A card is on its way into which somebody wants to go.
    static AWAITED: Cell<bool> = const { Cell::new(false) };
}

/// Goes into the card that is being opened, as soon as it is there.
pub fn enter_card() {
    dom::soon(|| match dom::first(CARD) {
        Some(card) => dom::focus(&card),
        None => AWAITED.set(true),
    });
}

/// A card has come into sight: whoever waits for it goes in.
pub fn card_is_here(card: &Element) {
    if AWAITED.take() {
        dom::focus(card);
    }
}
