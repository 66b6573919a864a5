//! The palette: opened by Ctrl-K, it does what is named in it and takes commands; and the keys W and T.

use super::access::barriers;
use super::*;

fn key(page: &mut Browser, name: &str) {
    page.tell(json!({ "key": name }));
}

/// Opens it and types this into it.
fn ask(page: &mut Browser, text: &str) {
    key(page, "Control+k");
    page.tell(json!({ "has": "dialog.palette[open]", "within": PATIENCE.as_millis() as u64 }));
    page.tell(json!({ "focused": ".palette input" }));
    page.tell(json!({ "type": text }));
}

fn expect_closed(page: &mut Browser) {
    page.tell(json!({ "has": "body:not(:has(dialog[open]))" }));
}

const CHOSEN: &str = ".palette [aria-selected=true]";

#[test]
fn a_command_is_run_and_what_is_wrong_with_it_is_said() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    ask(&mut page, "kill B1");
    page.see_in(CHOSEN, "run: kill B1", PATIENCE);
    key(&mut page, "Enter");
    page.see_in(".broker:nth-child(1) .head", "down", PATIENCE);
    expect_closed(&mut page);

    ask(&mut page, "kill nobody");
    key(&mut page, "Enter");
    page.see_in(".palette [role=alert]", "nobody", PATIENCE);
    // it stays open, and a form is completed in it
    page.tell(json!({ "type": "sends a record" }));
    page.tell(json!({ "has": ".palette:not(:has([role=alert]))" }));
    page.see_in(CHOSEN, "send VALUE", PATIENCE);
    key(&mut page, "Enter");
    assert_eq!(page.tell(json!({ "value": "What to do" })), "send ");
    page.tell(json!({ "type": "start over" }));
    page.see_in(CHOSEN, "a fresh world", PATIENCE);
    key(&mut page, "Escape");
    expect_closed(&mut page);
    page.expect_no_errors();
}

#[test]
fn escape_closes_it_and_gives_the_focus_back_and_an_arrow_chooses() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    let play = ".playbar .play";
    page.tell(json!({ "tab": play, "text": "" }));
    ask(&mut page, "pause");
    key(&mut page, "Escape");
    expect_closed(&mut page);
    page.tell(json!({ "focused": play }));

    ask(&mut page, "broker 2");
    page.see_in(CHOSEN, "Go to broker 2", PATIENCE);
    key(&mut page, "ArrowDown");
    page.see_in(CHOSEN, "Kill broker 2", PATIENCE);
    key(&mut page, "ArrowUp");
    page.see_in(CHOSEN, "Go to broker 2", PATIENCE);
    key(&mut page, "Enter");
    page.see_in(".card-panel h2", "Broker 2", PATIENCE);
    page.tell(json!({ "focused": ".card-panel" }));
    page.expect_no_errors();
}

#[test]
fn the_palette_has_no_barriers() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    for (width, theme) in [(1280, "dark"), (390, "light")] {
        page.tell(json!({ "size": { "width": width, "height": 800 } }));
        page.tell(json!({ "theme": theme }));
        for text in ["b", "kill nobody", "nothing of that name"] {
            ask(&mut page, text);
            if text.starts_with("kill") {
                key(&mut page, "Enter");
                page.see_in(".palette [role=alert]", "nobody", PATIENCE);
            }
            assert_eq!(barriers(&mut page), Vec::<serde_json::Value>::new(), "{text:?}, {width} pixels, {theme}");
            page.picture(&format!("palette-{width}"));
            key(&mut page, "Control+k");
            expect_closed(&mut page);
        }
    }
    page.expect_no_errors();
}

#[test]
fn one_key_asks_why_and_one_follows_a_record() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    key(&mut page, "k");
    page.see("leads items-list-0 now", Duration::from_secs(60));
    key(&mut page, "w");
    page.see_in(".why", "Why", PATIENCE);
    page.tell(json!({ "focused": ".card-panel" }));
    key(&mut page, "Escape");
    page.tell(json!({ "has": "body:not(:has(.card-panel))" }));

    key(&mut page, "t");
    page.tell(json!({ "has": "#tab-spacetime[aria-selected='true']" }));
    page.see_in(".card-panel h2", "Record", PATIENCE);
    page.see_in(".spacetime .about", "for", PATIENCE);
    page.expect_no_errors();
}
