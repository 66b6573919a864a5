//! Controls of a producer, a disk, a topic and of time: by their forms, as a person finds them.

use std::time::Duration;

use glasslog_tests::browser::Browser;
use serde_json::json;

use super::{PATIENCE, built_page, lane};

fn opened() -> Browser {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    page.press("Pause");
    page
}

fn click(page: &mut Browser, selector: &str) {
    page.tell(json!({ "click": selector }));
}

#[test]
fn a_producer_sends_again_as_its_form_says_and_a_key_tells_where_it_leads() {
    let mut page = opened();
    page.tell(json!({ "fill": "Key", "text": "kiwi" }));
    page.see_in(".destination", "kiwi goes to items-list-", PATIENCE);
    page.see_in(".destination", "murmur2 of the key, modulo 2.", PATIENCE);

    click(&mut page, "summary:has-text('+ Producer')");
    click(&mut page, "summary:has-text('How it sends, and sends again')");
    page.tell(json!({ "choose": "Sends again", "text": "0" }));
    page.tell(json!({ "choose": "Under way", "text": "1" }));
    page.tell(json!({ "choose": "Gives up after", "text": "1000 5000" }));
    click(&mut page, "form[aria-label='New producer'] button");
    page.see_in(".producer:nth-of-type(2)", "P2", PATIENCE);
    page.press("Play");
    click(&mut page, ".producer:nth-of-type(2)");
    for own in ["retries", "delivery.timeout.ms", "5000", "Answered", "at the most"] {
        page.see_in(".card-panel", own, PATIENCE);
    }
    page.see_in(".card-panel", "no: a retry may be a duplicate", PATIENCE);
    page.picture("producer-card");
    page.expect_no_errors();
}

#[test]
fn a_slow_disk_is_seen_undone_and_done_again() {
    let mut page = opened();
    click(&mut page, ".broker:nth-child(2) .head .name");
    page.press("Slow its disk");
    page.see_in(".card-panel", "40 times slower", PATIENCE);
    page.see("The disk of broker 2 becomes 40 times slower", PATIENCE);
    page.press("Undo");
    page.see_in(".card-panel", "Slow its disk", PATIENCE);
    page.press("Redo");
    page.see_in(".card-panel", "Disk as new", PATIENCE);
    page.expect_no_errors();
}

#[test]
fn one_goes_from_ack_to_ack_and_back() {
    let mut page = opened();
    page.tell(json!({ "choose": "jump to", "text": "ack" }));
    let now = |page: &mut Browser| page.tell(json!({ "texts": ".playbar .now" })).as_str().expect("text").to_owned();
    let began = now(&mut page);
    let mut moments = Vec::new();
    for _ in 0..2 {
        page.tell(json!({ "note": ".playbar .now" }));
        page.press("to the next ack");
        page.change(".playbar .now", PATIENCE);
        moments.push(now(&mut page));
    }
    assert!(began != moments[0] && moments[0] != moments[1], "{began}, {moments:?}");
    page.tell(json!({ "note": ".playbar .now" }));
    page.press("to the ack before");
    page.change(".playbar .now", PATIENCE);
    assert_eq!(now(&mut page), moments[0]);
    page.expect_no_errors();
}

#[test]
fn a_topic_is_made_that_keeps_its_records_for_a_minute() {
    let mut page = opened();
    click(&mut page, "summary:has-text('+ Topic')");
    page.tell(json!({ "choose": "Keeps records", "text": "60000" }));
    page.press("Create");
    page.see("--config retention.ms=60000", PATIENCE);
    page.press("Play");
    page.see("orders-0", PATIENCE);
    page.expect_no_errors();
}

#[test]
fn a_first_look_has_the_stage_and_all_tools_come_when_they_are_asked_for() {
    let mut page = Browser::open_as_stranger(&built_page());
    page.see("items-list-0", PATIENCE);
    for tools in [".side", ".lenses button", "form.send"] {
        assert_eq!(page.tell(json!({ "visible": tools })), 0, "{tools}");
    }
    page.picture("first-look");
    page.tell(json!({ "click": ".broker:nth-child(1) .head" }));
    page.see_in(".card-panel", "Broker 1", PATIENCE);
    assert_eq!(page.tell(json!({ "count": "form.send" })), 0, "what is pressed opens its card alone");
    page.press("All tools");
    page.tell(json!({ "has": "form.send", "within": PATIENCE.as_millis() as u64 }));
    page.press("Log");
    page.tell(json!({ "has": "#lens .log-row", "within": PATIENCE.as_millis() as u64 }));
    page.tell(json!({ "reload": true }));
    page.tell(json!({ "has": "form.send", "within": PATIENCE.as_millis() as u64 }));
    page.press("Cluster");
    page.press("All tools");
    page.tell(json!({ "reload": true }));
    page.see("items-list-0", PATIENCE);
    assert_eq!(page.tell(json!({ "count": "form.send" })), 0, "the choice is kept");
    page.tell(json!({ "key": "?" }));
    page.tell(json!({ "has": "dialog.help-body[open]", "within": PATIENCE.as_millis() as u64 }));
    page.expect_no_errors();
}

#[test]
fn a_message_is_caught_with_keys_and_goes_on() {
    let mut page = Browser::open(&built_page());
    page.see("items-list-0", PATIENCE);
    // at some moments nothing is on its way
    let caught = (0..50).any(|_| {
        page.tell(json!({ "key": "m" }));
        std::thread::sleep(Duration::from_millis(200));
        page.tell(json!({ "count": ".card-panel" })) == 1
    });
    assert!(caught, "there is always something on its way");
    page.see_in(".card-panel", "Hold", PATIENCE);
    page.tell(json!({ "key": "h" }));
    page.see_in(".prompt", "hold ", PATIENCE);
    page.tell(json!({ "has": ".flight .ring", "within": PATIENCE.as_millis() as u64 }));
    page.picture("caught");
    page.tell(json!({ "key": "h" }));
    page.see_in(".prompt", "deliver ", PATIENCE);
    page.expect_no_errors();
}
