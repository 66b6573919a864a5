//! The little that the page needs of the browser beyond what Yew does.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, HtmlElement, KeyboardEvent, MediaQueryList, PointerEvent, ResizeObserver, ScrollIntoViewOptions,
    ScrollLogicalPosition, Window,
};
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

/// What has the focus; none if nothing has.
#[must_use]
pub fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}

/// Gives an element the focus, and scrolls no further than it takes to see it.
pub fn focus(element: &Element) {
    // shapes can have the focus as well: what is called has the same name there
    element.unchecked_ref::<HtmlElement>().focus().ok();
}

/// The first element that a selector chooses.
#[must_use]
pub fn first(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// Presses the first button that a selector chooses, if there is one.
#[inline(never)]
pub fn press(selector: &str) {
    if let Some(button) = first(selector) {
        button.unchecked_ref::<HtmlElement>().click();
    }
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
    media_list(query).is_some_and(|list| list.matches())
}

/// A media query that can be asked again and again.
#[must_use]
pub fn media_list(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok().flatten()
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

/// Forgets what this browser remembers under that name.
#[inline(never)]
pub fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        storage.remove_item(name).ok();
    }
}

/// The page's address, without what stands after `?` and `#`.
#[must_use]
pub fn here() -> String {
    let location = window().location();
    format!("{}{}", location.origin().unwrap_or_default(), location.pathname().unwrap_or_default())
}

/// Whether the page's address has this word after its `?`.
#[must_use]
pub fn asked_for(word: &str) -> bool {
    let search = window().location().search().unwrap_or_default();
    search.trim_start_matches('?').split('&').any(|part| part == word)
}

/// Copies a text, if the browser lets us; tells whether it did.
pub fn copy(text: &str, done: impl Fn(bool) + 'static) {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into()).unwrap_or_default();
    // pages that did not come over a safe connection have none
    if clipboard.is_undefined() {
        return done(false);
    }
    let writing = clipboard.unchecked_into::<web_sys::Clipboard>().write_text(text);
    settle(&writing, move |written| done(written.is_some()));
}

/// Reads a file as text; none where it cannot be read.
pub fn read(file: &web_sys::File, done: impl Fn(Option<String>) + 'static) {
    settle(&file.text(), move |text| done(text.and_then(|text| text.as_string())));
}

/// Tells what becomes of a promise; none where it is broken.
fn settle(promise: &js_sys::Promise, done: impl Fn(Option<JsValue>) + 'static) {
    let done = Rc::new(done);
    let kept = {
        let done = done.clone();
        Closure::once_into_js(move |value: JsValue| done(Some(value)))
    };
    let broken = Closure::once_into_js(move |_: JsValue| done(None));
    let then: js_sys::Function = js_sys::Reflect::get(promise, &"then".into()).unwrap_or_default().unchecked_into();
    then.call2(promise, &kept, &broken).ok();
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

/// Tells the width of an element and the height of the room that it stands in, now and whenever one of them changes. Asked for at
/// any other time, either would make the browser lay out the page first.
#[must_use]
fn watch_room(node: &NodeRef, tell: impl Fn((f64, i32)) + 'static) -> Option<Guard> {
    let element = node.cast::<Element>()?;
    let room = element.closest(".room").ok().flatten();
    let measure = {
        let (element, room) = (element.clone(), room.clone());
        move || tell((element.get_bounding_client_rect().width(), room.as_ref().map_or(0, Element::client_height)))
    };
    measure();
    let closure = Closure::<dyn Fn()>::new(measure);
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    room.iter().for_each(|room| observer.observe(room));
    Some(Guard(Some(Box::new(move || {
        observer.disconnect();
        drop(closure);
    }))))
}

/// The width of an element and the height of the room that it stands in; 0 until they are known.
#[hook]
pub fn use_room(node: &NodeRef) -> (f64, i32) {
    let room = use_state_eq(|| (0.0_f64, 0));
    {
        let (node, room) = (node.clone(), room.setter());
        use_effect_with((), move |()| {
            let watch = watch_room(&node, move |new| room.set(new));
            move || drop(watch)
        });
    }
    *room
}

/// The width of an element; 0 until it is known.
#[hook]
pub fn use_width(node: &NodeRef) -> f64 {
    use_room(node).0
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

/// Calls `act` every so many milliseconds, until the guard is dropped.
#[must_use]
pub fn every(millis: i32, act: impl Fn() + 'static) -> Guard {
    let closure = Closure::<dyn Fn()>::new(act);
    let handle = window()
        .set_interval_with_callback_and_timeout_and_arguments_0(closure.as_ref().unchecked_ref(), millis)
        .unwrap_or(0);
    Guard(Some(Box::new(move || {
        window().clear_interval_with_handle(handle);
        drop(closure);
    })))
}

/// Calls `act` once, when all that is being drawn is there.
pub fn soon(act: impl FnOnce() + 'static) {
    let act = Closure::once_into_js(act);
    window().set_timeout_with_callback(act.unchecked_ref()).ok();
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

/// What is done when a pointer does something, with what it works on.
pub type OnPointer<T> = fn(&T, &PointerEvent);

/// Listens to pointers that go down, move, go up, and are taken away.
#[must_use]
pub fn listen_to_pointers<T: Clone + 'static>(with: &T, acts: [OnPointer<T>; 4]) -> [Guard; 4] {
    let events = ["pointerdown", "pointermove", "pointerup", "pointercancel"];
    std::array::from_fn(|place| {
        let (with, act) = (with.clone(), acts[place]);
        listen(events[place], move |event: PointerEvent| act(&with, &event))
    })
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
