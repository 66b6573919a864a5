//! Whether single keys do something. Who speaks to the page, or presses keys by mistake, switches them off; it is remembered.

use crate::dom;

/// Where the choice is remembered.
pub const REMEMBERED: &str = "glasslog-keys";
/// Where it stands while the page is open, on the root element: storage may be off.
const SWITCH: &str = "data-keys";

/// Whether letters and signs do something.
#[must_use]
pub fn are_on() -> bool {
    let here = dom::document().document_element().and_then(|root| root.get_attribute(SWITCH));
    here.or_else(|| dom::recall(REMEMBERED)).as_deref() != Some("off")
}

/// Switches them on or off.
pub fn switch(on: bool) {
    let word = if on { "on" } else { "off" };
    if let Some(root) = dom::document().document_element() {
        dom::set(&root, SWITCH, word);
    }
    dom::remember(REMEMBERED, word);
}

/// Whether a key is a letter or a sign, and no key with a name; the space bar counts as one with a name.
#[must_use]
pub fn is_single(key: &str) -> bool {
    key.chars().count() == 1 && key != " "
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_signs_are_single_and_keys_with_names_are_not() {
        assert!(["k", "K", ".", "[", "ö"].into_iter().all(is_single));
        assert!(![" ", "Escape", "ArrowLeft", "Tab"].into_iter().any(is_single));
    }
}
