//! Runs in a browser: `cargo test --target wasm32-unknown-unknown -p glasslog-web`, or `wasm-pack test --headless --chrome web`.
//!
//! The page is mounted as it is, and looked at and pressed as a person would.
#![cfg(target_arch = "wasm32")]

use glasslog_web::{app, depth, dom};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Lets the page go on for a while.
async fn wait(millis: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis).unwrap();
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}

/// Waits until something is so; panics if it never is.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        wait(50).await;
    }
    panic!("{what}: not within ten seconds. The page says: {}", all("body")[0].text_content().unwrap_or_default());
}

fn all(selector: &str) -> Vec<Element> {
    let found = dom::document().query_selector_all(selector).unwrap();
    (0..found.length()).map(|place| found.item(place).unwrap().unchecked_into()).collect()
}

fn first(selector: &str) -> Element {
    all(selector).into_iter().next().unwrap_or_else(|| panic!("{selector} is not on the page"))
}

fn press(selector: &str) {
    first(selector).unchecked_into::<HtmlElement>().click();
}

fn press_shape(selector: &str) {
    let event = web_sys::MouseEvent::new_with_mouse_event_init_dict("click", &{
        let init = web_sys::MouseEventInit::new();
        init.set_bubbles(true);
        init
    });
    first(selector).dispatch_event(&event.unwrap()).unwrap();
}

fn press_labelled(label: &str) {
    let button = all("button").into_iter().find(|button| button.text_content().unwrap_or_default().contains(label));
    button.unwrap_or_else(|| panic!("no button says {label}")).unchecked_into::<HtmlElement>().click();
}

fn text(selector: &str) -> String {
    first(selector).text_content().unwrap_or_default()
}

fn lanes() -> usize {
    all(".lane").len()
}

/// What the newest record of each lane says: its offset is among it. Older ones may be folded.
fn newest() -> Vec<String> {
    let newest = |lane: &Element| {
        lane.query_selector_all(".cell").ok().and_then(|cells| cells.item(cells.length().checked_sub(1)?))
    };
    all(".lane").iter().map(|lane| newest(lane).and_then(|cell| cell.text_content()).unwrap_or_default()).collect()
}

/// Mounts the page anew, on the sandbox.
async fn open() {
    dom::window().location().set_hash("#sandbox").unwrap();
    for old in all("#page") {
        old.remove();
    }
    let root = dom::document().create_element("div").unwrap();
    root.set_id("page");
    dom::document().body().unwrap().append_child(&root).unwrap();
    depth::remember(true);
    app::mount();
    until("lanes are drawn", || lanes() == 6).await;
}

#[wasm_bindgen_test]
async fn the_sandbox_lives_without_a_server() {
    open().await;
    assert!(text(".broker .head").contains("Broker 1"));
    assert!(!all(".cell").is_empty(), "records are there from the beginning");
    assert_eq!(all(".producer").len(), 1);
    assert_eq!(all(".member").len(), 2);
    until("a message flies", || !all(".flight").is_empty()).await;
    let before = newest();
    until("the producer's next record lands", || newest() != before).await;
    assert!(all(".high-watermark").len() >= 3);
    assert!(text(".caption").len() > 10, "something is told");
}

#[wasm_bindgen_test]
async fn a_record_that_is_sent_becomes_a_cell_and_its_card_shows_what_is_in_it() {
    open().await;
    let value: HtmlInputElement = first("form.send .wide input").unchecked_into();
    value.set_value("<b>hello</b>");
    let key: HtmlInputElement = first("form.send input").unchecked_into();
    key.set_value("somebody");
    let chooses: HtmlSelectElement = all("form.send select")[1].clone().unchecked_into();
    chooses.set_value("0");
    let before = newest();
    press("form.send button");
    until("the leader takes it", || newest() != before).await;
    assert!(text(".echo").contains("kafka-console-producer.sh"));
    // the producer's own records go to this partition, too
    until("it is read", || {
        press_shape(".lane.leader .cell:last-child");
        all(".card-panel").first().is_some_and(|card| card.text_content().unwrap_or_default().contains("<b>hello</b>"))
    })
    .await;
    until("the card opens", || !all(".card-panel").is_empty()).await;
    let card = text(".card-panel");
    assert!(card.contains("<b>hello</b>") && card.contains("somebody"), "{card}");
    assert!(all(".card-panel b").is_empty(), "what strangers sent is text, never markup");
}

#[wasm_bindgen_test]
async fn a_killed_broker_keeps_its_copies_in_sight_and_others_lead() {
    open().await;
    press_shape(".broker .head");
    until("its card opens", || !all(".card-panel").is_empty()).await;
    press_labelled("Kill");
    until("it is down", || !all(".broker.down").is_empty()).await;
    assert_eq!(lanes(), 6, "its disk keeps its copies, in sight");
    assert!(!all(".broker.down .cell").is_empty());
    until("the others lead both partitions", || {
        all(".lane.leader .title").len() == 2 && all(".broker.down .leader").is_empty()
    })
    .await;
    press_labelled("Start");
    until("it serves again", || all(".broker.down, .broker.starting, .broker.fenced").is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_link_is_cut_and_mended_from_its_card() {
    open().await;
    press_shape(".cable .knob");
    until("its card opens", || !all(".card-panel").is_empty()).await;
    press_labelled("Cut");
    until("it is cut", || all(".cable.cut").len() == 1).await;
    assert!(text(".echo").contains("iptables"));
    press_labelled("Mend");
    until("it is whole", || all(".cable.cut").is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_topic_can_be_made_and_a_bad_name_is_refused_with_words() {
    open().await;
    all("summary")
        .into_iter()
        .find(|summary| summary.text_content().unwrap_or_default() == "+ Topic")
        .expect("it is there")
        .unchecked_into::<HtmlElement>()
        .click();
    until("the form comes", || !all("form[aria-label='New topic']").is_empty()).await;
    let name: HtmlInputElement = first("form[aria-label='New topic'] input").unchecked_into();
    name.set_value("not a name");
    press("form[aria-label='New topic'] button");
    until("the refusal is said", || !all("form[aria-label='New topic'] [role=alert]").is_empty()).await;
    name.set_value("orders");
    press("form[aria-label='New topic'] button");
    until("its two partitions are drawn, three copies of each", || lanes() == 12).await;
}

#[wasm_bindgen_test]
async fn time_stands_still_when_paused_and_goes_on_by_steps() {
    open().await;
    press_labelled("Pause");
    wait(150).await;
    let before = text(".now");
    wait(300).await;
    assert_eq!(text(".now"), before);
    press(".step");
    until("a step moves time", || text(".now") != before).await;
    let after = text(".now");
    wait(300).await;
    assert_eq!(text(".now"), after, "one step, not more");
}

#[wasm_bindgen_test]
async fn records_are_reached_by_keyboard() {
    open().await;
    until("a record lands", || !all(".lane .cell").is_empty()).await;
    let lane = first(".lane .cell").closest(".lane").unwrap().expect("cells lie in lanes");
    let key = |name: &str| {
        let init = web_sys::KeyboardEventInit::new();
        init.set_key(name);
        init.set_bubbles(true);
        let event = web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        lane.dispatch_event(&event).unwrap();
    };
    key("ArrowRight");
    // Each copy of it is marked: one on each broker that has it.
    until("a record is chosen", || (1..=3).contains(&all(".cell.selected").len())).await;
    key("Escape");
    until("the card closes", || all(".card-panel").is_empty()).await;
    assert!(lane.has_attribute("tabindex") && lane.has_attribute("aria-label"));
}

#[wasm_bindgen_test]
async fn live_without_a_server_says_so_and_shows_the_way_back() {
    open().await;
    dom::window().location().set_hash("#live").unwrap();
    until("it says that no server answers", || !all(".empty").is_empty()).await;
    assert!(first(".empty a").get_attribute("href").is_some_and(|href| href == "#sandbox"));
    dom::window().location().set_hash("#sandbox").unwrap();
    until("the sandbox is back", || lanes() == 6).await;
}
