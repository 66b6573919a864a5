//! For everybody: by keys alone, on a phone, without motion; and axe-core finds no barrier on any screen.

use glasslog_tests::browser::Browser;
use glasslog_tests::client::create_topic;
use glasslog_tests::server::Server;
use serde_json::{Value, json};

use super::{PATIENCE, built_page, lane};

/// Goes on by Tab until this has the focus; wherever it is on the way, it can be seen.
fn tab(page: &mut Browser, selector: &str, text: &str) {
    page.tell(json!({ "tab": selector, "text": text }));
}

/// The same backwards.
fn tab_back(page: &mut Browser, selector: &str) {
    page.tell(json!({ "tab": selector, "back": true }));
}

fn key(page: &mut Browser, name: &str) {
    page.tell(json!({ "key": name }));
}

fn focused(page: &mut Browser, selector: &str) {
    page.tell(json!({ "focused": selector }));
}

fn size(page: &mut Browser, width: u32) {
    page.tell(json!({ "size": { "width": width, "height": if width > 1000 { 800 } else { 844 } } }));
}

/// What axe-core has against the page as it is now.
pub(super) fn barriers(page: &mut Browser) -> Vec<Value> {
    page.tell(json!({ "axe": true })).as_array().cloned().unwrap_or_default()
}

/// Nothing, in the dark and in the light, at these widths.
fn expect_none(page: &mut Browser, screen: &str, widths: [(u32, &str); 2]) {
    for (width, theme) in widths {
        size(page, width);
        page.tell(json!({ "theme": theme }));
        let found = barriers(page);
        assert!(
            found.is_empty(),
            "{screen}, {width} pixels, {theme}: {}",
            serde_json::to_string_pretty(&found).unwrap()
        );
    }
    size(page, 1280);
}

const DARK_AND_PHONE: [(u32, &str); 2] = [(1280, "dark"), (390, "light")];
const LIGHT_AND_PHONE: [(u32, &str); 2] = [(1280, "light"), (390, "dark")];
const TABLET: [(u32, &str); 2] = [(390, "light"), (768, "dark")];

#[test]
fn the_sandbox_has_no_barriers() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    expect_none(&mut page, "sandbox", LIGHT_AND_PHONE);
    expect_none(&mut page, "sandbox", TABLET);

    page.press("Help");
    expect_none(&mut page, "help", LIGHT_AND_PHONE);
    key(&mut page, "Escape");

    page.press("Pause");
    for summary in ["The stage as a table", "+ Topic", "+ Producer", "+ Consumer", "+ Broker"] {
        page.tell(json!({ "click": format!("summary:has-text('{summary}')") }));
    }
    expect_none(&mut page, "paused, all forms open", LIGHT_AND_PHONE);
}

#[test]
fn the_cards_have_no_barriers() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    page.press("Pause");
    let cards = [
        (".broker:nth-child(1) .head .name", "Broker 1"),
        (".lane .epoch", "items-list-1"),
        (".lane .cell", "Record"),
        (".producer", "Producer"),
        (".member", "Member"),
        (".group .head", "items-group"),
        (".cable .knob", "Link between"),
    ];
    for (place, (selector, title)) in cards.into_iter().enumerate() {
        page.tell(json!({ "click": selector }));
        page.see_in(".card-panel h2", title, PATIENCE);
        let widths = if place % 2 == 0 { DARK_AND_PHONE } else { LIGHT_AND_PHONE };
        expect_none(&mut page, title, widths);
    }
}

#[test]
fn the_lenses_on_the_past_bytes_and_numbers_have_no_barriers() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    page.press("Pause");
    for (number, name) in [("4", "spacetime"), ("5", "bytes"), ("6", "metrics")] {
        key(&mut page, number);
        page.tell(json!({ "has": format!("#tab-{name}[aria-selected='true']") }));
        expect_none(&mut page, name, LIGHT_AND_PHONE);
        expect_none(&mut page, name, DARK_AND_PHONE);
        assert_eq!(page.tell(json!({ "overflow": true })), 0, "{name}");
    }
    page.expect_no_errors();
}

#[test]
fn a_sandbox_with_branches_has_no_barriers() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    key(&mut page, "k");
    page.see("leads items-list-0 now", std::time::Duration::from_secs(60));
    expect_none(&mut page, "a broker is down", LIGHT_AND_PHONE);
    key(&mut page, "u");
    page.see("acting here begins another branch", PATIENCE);
    expect_none(&mut page, "in the past", DARK_AND_PHONE);
    key(&mut page, "c");
    page.see_in(".bough.here", "Branch B", PATIENCE);
    expect_none(&mut page, "branches", LIGHT_AND_PHONE);
    page.expect_no_errors();
}

#[test]
fn the_course_and_live_without_a_server_have_no_barriers() {
    let mut page = Browser::open(&built_page());
    page.press("Learn");
    page.see("0 of", PATIENCE);
    expect_none(&mut page, "map", DARK_AND_PHONE);

    page.press("Level 4.2, In sync: not yet");
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    expect_none(&mut page, "level", TABLET);
    page.tell(json!({ "click": ".cable[aria-label^='Link between broker 1 and broker 3'] .knob" }));
    page.press("Cut");
    page.see("Time stands still: place a bet", PATIENCE);
    expect_none(&mut page, "bet", DARK_AND_PHONE);
    page.tell(json!({ "click": ".options button:first-child" }));
    page.tell(json!({ "has": ".options button.right", "within": 60_000 }));
    expect_none(&mut page, "bet that was lost", LIGHT_AND_PHONE);

    page.press("Live");
    page.see("No server answers here.", PATIENCE);
    expect_none(&mut page, "live without a server", DARK_AND_PHONE);
}

#[test]
fn live_has_no_barriers() {
    let server = Server::start_with(&["--allow-control"], &[]);
    create_topic(&server, "items-list", 2);
    let mut page = Browser::open(&format!("http://{}/#live", server.page()));
    page.see("items-list-0", PATIENCE);
    page.press("Send");
    page.see("Acknowledged", PATIENCE);
    expect_none(&mut page, "live", DARK_AND_PHONE);
    page.tell(json!({ "click": ".broker .head .name" }));
    page.see_in(".card-panel h2", "Broker 1", PATIENCE);
    expect_none(&mut page, "live, a broker", LIGHT_AND_PHONE);
    page.expect_no_errors();
}

/// Without any click: a broker is killed and started, a record sent and looked at, time moved, help read.
#[test]
fn the_sandbox_is_played_by_keys_alone() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    let broker = ".broker:nth-child(1) .head";
    tab(&mut page, broker, "");
    key(&mut page, "Enter");
    page.see_in(".card-panel", "Broker 1", PATIENCE);
    focused(&mut page, ".card-panel");
    tab(&mut page, ".card-panel button", "Kill");
    key(&mut page, "Enter");
    page.see_in(broker, "down", PATIENCE);
    focused(&mut page, ".card-panel");
    page.tell(json!({ "has": ".card-panel .verbs button:text-is('Start')" }));
    focused(&mut page, ".card-panel");
    key(&mut page, "k");
    page.see_in(broker, "serving", PATIENCE);
    focused(&mut page, ".card-panel");
    key(&mut page, "Escape");
    page.tell(json!({ "has": "body:not(:has(.card-panel))" }));
    focused(&mut page, broker);

    tab(&mut page, "form.send input", "");
    page.tell(json!({ "type": "bee" }));
    key(&mut page, "Tab");
    page.tell(json!({ "type": "honey" }));
    tab(&mut page, "form.send button", "Send");
    key(&mut page, "Enter");
    page.see_in(".echo", "bee|honey", PATIENCE);

    tab(&mut page, ".playbar .play", "");
    key(&mut page, "Enter");
    page.see_in(".playbar .play", "Play", PATIENCE);
    tab_back(&mut page, ".strip input");
    page.tell(json!({ "note": ".now" }));
    key(&mut page, "PageDown");
    page.change(".now", PATIENCE);
    page.see("acting here begins another branch", PATIENCE);
    key(&mut page, "End");
    page.tell(json!({ "has": ".playbar:not(:has(.past))" }));

    tab_back(&mut page, ".broker:nth-child(2) .lane");
    page.tell(json!({ "note": ".now" }));
    key(&mut page, "End");
    page.see_in(".card-panel h2", "Record", PATIENCE);
    page.tell(json!({ "note": ".card-panel h2" }));
    key(&mut page, "ArrowLeft");
    page.change(".card-panel h2", PATIENCE);
    page.tell(json!({ "same": ".now", "during": 200 }));
    focused(&mut page, ".lane");
    key(&mut page, "Enter");
    focused(&mut page, ".card-panel");
    key(&mut page, "Escape");
    focused(&mut page, ".lane");
    page.expect_no_errors();
}

/// Help opens, closes and gives the focus back; in it single keys are switched off, which is remembered.
#[test]
fn single_keys_can_be_switched_off() {
    let mut page = Browser::open(&built_page());
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    let broker = ".broker:nth-child(1) .head";
    let switch = |page: &mut Browser, to: &str| {
        tab(page, "button.help", "");
        key(page, "Enter");
        focused(page, "dialog[open]");
        tab(page, "dialog input[type=checkbox]", "");
        key(page, "Space");
        page.tell(json!({ "has": to }));
        key(page, "Escape");
        page.tell(json!({ "has": "body:not(:has(dialog[open]))" }));
        focused(page, "button.help");
    };
    switch(&mut page, "html[data-keys=off]");
    key(&mut page, "k");
    page.tell(json!({ "same": ".broker.down", "during": 300 }));
    page.tell(json!({ "reload": true }));
    page.see_in(broker, "serving", PATIENCE);
    key(&mut page, "k");
    page.tell(json!({ "same": ".broker.down", "during": 300 }));
    switch(&mut page, "html[data-keys=on]");
    key(&mut page, "k");
    page.see_in(broker, "down", PATIENCE);
    page.expect_no_errors();
}

#[test]
fn the_first_step_of_a_level_is_done_by_keys_alone() {
    let mut page = Browser::open(&built_page());
    tab(&mut page, ".screens a", "Learn");
    key(&mut page, "Enter");
    page.see("0 of", PATIENCE);
    tab(&mut page, ".chapter a", "Level 4.2");
    key(&mut page, "Enter");
    page.see_in(".goals .next", "that broker 3 has no copy of", PATIENCE);
    focused(&mut page, "h1");
    tab_back(&mut page, ".cable[aria-label^='Link between broker 1 and broker 3']");
    key(&mut page, "Enter");
    focused(&mut page, ".card-panel");
    tab(&mut page, ".card-panel button", "Cut");
    key(&mut page, "Enter");
    page.see("Time stands still: place a bet", PATIENCE);
    focused(&mut page, ".bet");
    tab(&mut page, ".options button", "");
    key(&mut page, "Enter");
    focused(&mut page, ".bet");
    page.tell(json!({ "has": ".options button.right", "within": 60_000 }));
    focused(&mut page, ".bet");
    page.expect_no_errors();
}

/// The stage above, the rest on a sheet that is drawn up; nothing lies over anything, and a thumb finds its way.
#[test]
fn on_a_phone_the_rest_is_a_sheet_below_the_stage() {
    let mut page = Browser::open(&built_page());
    page.tell(json!({ "size": { "width": 390, "height": 800 } }));
    page.see_in(&lane(1, 0), "★ leader", PATIENCE);
    assert_eq!(page.tell(json!({ "overflow": true })), 0);
    assert_eq!(page.tell(json!({ "small": ".dock button, .handle", "least": 44 })), json!([]), "thumbs");
    page.picture("phone-closed");
    page.press("Tools and details");
    page.tell(json!({ "has": ".handle[aria-expanded=true]" }));
    page.tell(json!({ "fill": "Value", "text": "from a phone" }));
    page.press("Send");
    page.see_in(".narration", "safe", PATIENCE);
    page.picture("phone-sheet");
    for pair in [[".room", ".sheet"], [".sheet", ".dock"], [".top", ".caption"], [".caption", ".room"]] {
        assert_eq!(page.tell(json!({ "overlap": pair })), 0, "{pair:?} lie over each other");
    }
    page.press("Tools and details");
    page.tell(json!({ "has": ".handle[aria-expanded=false]" }));

    // what is chosen on the stage is looked at on the sheet
    page.tell(json!({ "click": ".broker:nth-child(2) .head .name" }));
    page.tell(json!({ "has": ".handle[aria-expanded=true]" }));
    page.see_in(".card-panel", "Broker 2", PATIENCE);
    page.picture("phone-card");
    page.press("Learn");
    page.press("Level 4.2, In sync: not yet");
    page.see_in(".goals .next", "that broker 3 has no copy of", PATIENCE);
    assert_eq!(page.tell(json!({ "overflow": true })), 0);
    page.picture("phone-level");
    page.expect_no_errors();
}

#[test]
fn without_motion_a_way_lights_up_instead_of_a_flight() {
    let mut page = Browser::open(&built_page());
    page.tell(json!({ "has": ".flight", "within": 15_000 }));
    page.tell(json!({ "motion": "reduce" }));
    page.tell(json!({ "has": ".flights:has(path.lit):not(:has(.flight, text))", "within": 15_000 }));
    let moving = "[...document.getAnimations()].length";
    assert_eq!(page.tell(json!({ "evaluate": moving })), 0, "nothing else moves either");
    page.picture("still");
    page.tell(json!({ "motion": "no-preference" }));
    page.tell(json!({ "has": ".flight", "within": 15_000 }));
    page.expect_no_errors();
}

/// Who hears the page is told what happens, but not everything, and not faster than it can be said.
#[test]
fn what_is_said_comes_with_pauses() {
    let mut page = Browser::open(&built_page());
    page.change(".spoken", PATIENCE);
    let said = page.tell(json!({ "changes": ".spoken", "during": 6_000 }));
    assert!((1..=2).contains(&said.as_u64().unwrap_or_default()), "{said} sentences in six seconds");
    assert_eq!(page.tell(json!({ "count": "[aria-live] .caption, .caption[aria-live]" })), 0);
}

#[test]
fn what_is_chosen_in_the_settings_holds_at_once_and_at_the_next_visit_and_can_be_forgotten() {
    let chosen = "document.documentElement.dataset.theme + ' ' + document.documentElement.hasAttribute('data-still')";
    let mut page = Browser::open(&built_page());
    page.see("items-list-0", PATIENCE);
    page.tell(json!({ "click": "a.gear" }));
    page.see("What this browser remembers", PATIENCE);
    expect_none(&mut page, "settings", LIGHT_AND_PHONE);
    page.tell(json!({ "click": ".settings fieldset:nth-of-type(1) label:last-child input" }));
    page.tell(json!({ "click": "label:has-text('little motion') input" }));
    assert_eq!(page.tell(json!({ "evaluate": chosen })), "light true");
    page.tell(json!({ "click": "nav.screens a:has-text('Sandbox')" }));
    page.tell(json!({ "reload": true }));
    page.see("items-list-0", PATIENCE);
    assert_eq!(page.tell(json!({ "evaluate": chosen })), "light true");
    page.tell(json!({ "click": "a.gear" }));
    page.see("0 of 24 levels are reached.", PATIENCE);
    page.press("Forget all of it");
    assert_eq!(page.tell(json!({ "evaluate": chosen })), " false");
    page.expect_no_errors();
}
