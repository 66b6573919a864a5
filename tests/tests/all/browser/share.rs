//! A moment that goes to somebody else: as a link, as a file, in another page, before a room.

use super::*;

/// The number that stands for all of the world, from the window that shares it.
pub(super) fn shared_digest(page: &mut Browser) -> String {
    page.press("Share");
    page.tell(json!({ "has": "dialog.share[open] .digest", "within": PATIENCE.as_millis() as u64 }));
    page.tell(json!({ "texts": ".digest" })).as_str().expect("a text").to_owned()
}

#[test]
fn a_shared_moment_is_the_same_world_in_another_browser_by_link_and_by_file() {
    let mut page = Browser::open(&built_page());
    page.see("Broker 1", PATIENCE);
    page.tell(json!({ "key": "k" }));
    page.see("Broker 1 is down", PATIENCE);
    page.press("Pause");
    let digest = shared_digest(&mut page);
    assert_eq!(digest.len(), 32, "{digest}");
    let link = page.tell(json!({ "value": "Link" })).as_str().expect("a link").to_owned();
    assert!(link.len() < 2048 && link.contains("#sandbox?run="), "{link}");
    let hash = link.split_once('#').expect("a hash").1;
    page.press("Copy the link");
    page.tell(json!({ "has": ".said:not(:empty)" }));
    let file = page.tell(json!({ "save": "Save as a file" })).as_str().expect("a file").to_owned();
    page.picture("share");

    // another browser, which has never seen the page
    let mut other = Browser::open(&format!("{}#{hash}", built_page()));
    other.see("down", PATIENCE);
    assert_eq!(shared_digest(&mut other), digest);
    other.press("Close");
    other.press("Start over");
    assert_ne!(shared_digest(&mut other), digest);
    other.tell(json!({ "choose_file": "dialog input[type=file]", "file": "run.glasslog", "text": "something else" }));
    other.see("This file holds no run", PATIENCE);
    other.tell(json!({ "choose_file": "dialog input[type=file]", "file": "run.glasslog", "text": file }));
    other.see("A run that somebody has sent", PATIENCE);
    assert_eq!(shared_digest(&mut other), digest);
    page.expect_no_errors();
    other.expect_no_errors();
}

#[test]
fn the_stage_can_stand_in_another_page_and_be_shown_to_a_room() {
    let mut page = Browser::open(&format!("{}?embed", built_page()));
    page.see("items-list-0", PATIENCE);
    page.see("Open in Glasslog", PATIENCE);
    assert_eq!(page.tell(json!({ "visible": "header.top, .side" })), 0);
    page.press("Pause");
    page.picture("embed");

    let mut page = Browser::open(&built_page());
    page.tell(json!({ "size": { "width": 1920, "height": 1080 } }));
    page.see("items-list-0", PATIENCE);
    page.tell(json!({ "key": "f" }));
    page.tell(json!({ "has": "[data-mode=present] .lane" }));
    assert_eq!(page.tell(json!({ "visible": "header.top, .side" })), 0);
    let small = page.tell(json!({ "smallest": ".stage text" })).as_f64().expect("pixels");
    assert!(small >= 18.0, "the smallest words of the stage are {small} pixels high");
    // the first mark on the way, then a moment that was kept
    page.press("Pause");
    page.tell(json!({ "note": ".now" }));
    page.tell(json!({ "key": "1" }));
    page.change(".now", PATIENCE);
    page.tell(json!({ "key": "Shift+Digit2" }));
    page.tell(json!({ "has": ".marks .kept" }));
    page.tell(json!({ "key": "h" }));
    assert_eq!(page.tell(json!({ "visible": ".caption" })), 0);
    page.picture("present");
    page.tell(json!({ "key": "Escape" }));
    page.tell(json!({ "has": "[data-mode=whole] header.top" }));
    page.expect_no_errors();
}
