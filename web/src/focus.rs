//! The focus of who uses keys is never lost: when what has it goes, something close to it takes it.

use web_sys::Element;

use crate::dom;

/// The open card, in the words of style sheets.
const CARD: &str = ".card-panel";

/// Who watches where the focus is, frame by frame.
#[derive(Debug, Default)]
pub struct Keeper {
    last: Option<Element>,
    in_card: bool,
    /// What on the stage had it last: it opened the card.
    opener: Option<Element>,
}

impl Keeper {
    /// A frame passes.
    pub fn frame(&mut self) {
        let Some(now) = dom::focused() else {
            if self.last.take_if(|last| !last.is_connected()).is_some() {
                self.save();
            }
            return;
        };
        if self.last.as_ref() == Some(&now) {
            return;
        }
        self.in_card = is_inside(&now, CARD);
        if is_inside(&now, ".stage") {
            self.opener = Some(now.clone());
        }
        self.last = Some(now);
    }

    /// In a card that is still there, the card has it; of one that was closed, what opened it. What went with a whole screen leaves it to
    /// the heading of the next one.
    fn save(&self) {
        let card = dom::first(CARD).filter(|_| self.in_card);
        let opener = self.opener.clone().filter(|opener| self.in_card && opener.is_connected());
        if let Some(next) = card.or(opener).or_else(|| dom::first("h1")) {
            if !next.has_attribute("tabindex") {
                dom::set(&next, "tabindex", "-1");
            }
            dom::focus(&next);
        }
    }
}

fn is_inside(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

/// Goes into the card that is being opened.
pub fn enter_card() {
    dom::soon(|| {
        if let Some(card) = dom::first(CARD) {
            dom::focus(&card);
        }
    });
}
