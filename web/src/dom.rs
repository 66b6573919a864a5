//! The little that the page needs of the browser beyond what Yew does.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, KeyboardEvent, ResizeObserver, ScrollIntoViewOptions, ScrollLogicalPosition, Window};
use yew::prelude::*;

/// The window.
///
/// # Panics
/// Outside a browser's window.
#[must_use]
pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
///
/// # Panics
/// Outside a browser's window.
#[must_use]
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Scrolls no further than it takes to see an element's beginning.
pub fn into_view(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Milliseconds since the page was opened.
#[must_use]
pub fn millis() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// A new SVG element.
///
/// # Panics
/// If `name` is no legal name.
#[must_use]
pub fn svg(name: &str) -> Element {
    document().create_element_ns(Some("http://www.w3.org/2000/svg"), name).expect("a legal name")
}

/// Sets an attribute.
pub fn set(element: &Element, name: &str, value: &str) {
    element.set_attribute(name, value).ok();
}

/// Whether a media query holds.
#[must_use]
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Something remembered in this browser; none where storage is off.
#[must_use]
pub fn recall(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

/// Remembers something in this browser, where it lets us.
pub fn remember(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.set_item(name, value).ok();
    }
}

/// Ends what it stands for when it is dropped.
pub struct Guard(Option<Box<dyn FnOnce()>>);

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guard")
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}

/// Tells the width of an element, now and whenever it changes.
#[must_use]
fn watch_width(node: &NodeRef, tell: impl Fn(f64) + 'static) -> Option<Guard> {
    let element = node.cast::<Element>()?;
    let observed = element.clone();
    tell(element.get_bounding_client_rect().width());
    let closure = Closure::<dyn Fn()>::new(move || tell(observed.get_bounding_client_rect().width()));
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    Some(Guard(Some(Box::new(move || {
        observer.disconnect();
        drop(closure);
    }))))
}

/// The width of an element; 0 until it is known.
#[hook]
pub fn use_width(node: &NodeRef) -> f64 {
    let width = use_state_eq(|| 0.0_f64);
    {
        let (node, width) = (node.clone(), width.setter());
        use_effect_with((), move |()| {
            let watch = watch_width(&node, move |new| width.set(new));
            move || drop(watch)
        });
    }
    *width
}

/// Calls `frame` before every repaint, with the milliseconds since the page was opened.
#[must_use]
pub fn each_frame(mut frame: impl FnMut(f64) + 'static) -> Guard {
    type Slot = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;
    let slot: Slot = Rc::default();
    let handle = Rc::new(RefCell::new(0));
    let request = |slot: &Slot| -> i32 {
        let slot = slot.borrow();
        slot.as_ref()
            .and_then(|closure| window().request_animation_frame(closure.as_ref().unchecked_ref()).ok())
            .unwrap_or(0)
    };
    let again = (Rc::downgrade(&slot), handle.clone());
    *slot.borrow_mut() = Some(Closure::new(move |now| {
        frame(now);
        if let Some(slot) = again.0.upgrade() {
            *again.1.borrow_mut() = request(&slot);
        }
    }));
    *handle.borrow_mut() = request(&slot);
    Guard(Some(Box::new(move || {
        window().cancel_animation_frame(*handle.borrow()).ok();
        drop(slot);
    })))
}

/// Calls `act` once, after so many milliseconds, unless the guard is dropped before.
#[must_use]
pub fn after(millis: i32, act: impl FnOnce() + 'static) -> Guard {
    let closure = Closure::once(act);
    let handle = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), millis)
        .unwrap_or(0);
    Guard(Some(Box::new(move || {
        window().clear_timeout_with_handle(handle);
        drop(closure);
    })))
}

/// Listens to an event of the window.
#[must_use]
pub fn listen<E: JsCast + 'static>(event: &'static str, heard: impl Fn(E) + 'static) -> Guard {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        if let Ok(event) = event.dyn_into() {
            heard(event);
        }
    });
    window().add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()).ok();
    Guard(Some(Box::new(move || {
        window().remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref()).ok();
        drop(closure);
    })))
}

/// Whether a key is meant for what has the focus: a field, or a button that the space bar presses.
#[must_use]
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        let name = element.tag_name().to_ascii_lowercase();
        // the space bar presses what has the focus
        let pressed = event.key() == " " && matches!(name.as_str(), "button" | "summary" | "a");
        // the handle on the time strip takes the arrows, and nothing else
        let handle = element.get_attribute("type").as_deref() == Some("range");
        let typed = matches!(name.as_str(), "input" | "select" | "textarea");
        pressed || typed && (!handle || event.key().starts_with("Arrow"))
    })
}
