//! Whether things may move: as the system asks, or less, if somebody has chosen that here.

use web_sys::MediaQueryList;

use crate::dom;

/// Where the choice is remembered.
pub const REMEMBERED: &str = "glasslog-motion";
const LESS: &str = "less";
/// Where it stands while the page is open, on the root element.
const SWITCH: &str = "data-still";

/// Who knows whether things shall stand still.
#[derive(Debug)]
pub struct Stillness(Option<MediaQueryList>);

impl Default for Stillness {
    fn default() -> Stillness {
        if is_less() {
            switch(true);
        }
        Stillness(dom::media_list("(prefers-reduced-motion: reduce)"))
    }
}

impl Stillness {
    /// Whether they shall, now.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        let chosen = dom::document().document_element().is_some_and(|root| root.has_attribute(SWITCH));
        chosen || self.0.as_ref().is_some_and(MediaQueryList::matches)
    }
}

/// Whether somebody has chosen here that less shall move.
#[must_use]
pub fn is_less() -> bool {
    dom::recall(REMEMBERED).as_deref() == Some(LESS)
}

/// Chooses that less shall move, or that the system decides.
#[inline(never)]
pub fn switch(less: bool) {
    dom::remember(REMEMBERED, if less { LESS } else { "system" });
    if let Some(root) = dom::document().document_element() {
        if less {
            dom::set(&root, SWITCH, "");
        } else {
            root.remove_attribute(SWITCH).ok();
        }
    }
}
