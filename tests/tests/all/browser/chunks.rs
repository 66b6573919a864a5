//! What a first visit loads, and what is loaded only when it is asked for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use glasslog_tests::browser::Browser;
use glasslog_tests::root;
use glasslog_tests::server::Server;
use serde_json::json;

use super::{PATIENCE, built_page};

/// The names and sizes, as they were sent, of all that the page has loaded.
fn loaded(page: &mut Browser) -> Vec<(String, u64)> {
    let entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .map((entry) => [new URL(entry.name).pathname.split('/').pop(), entry.encodedBodySize])";
    let answer = page.tell(json!({ "evaluate": entries }));
    serde_json::from_value(answer).expect("names and sizes")
}

fn has_chunk(loaded: &[(String, u64)], name: &str) -> bool {
    loaded.iter().any(|(loaded, _)| loaded.starts_with(name))
}

#[test]
fn a_first_visit_costs_what_it_may_and_asks_for_nothing_before_it_is_needed() {
    let budget: u64 = include_str!("../../../../web/first-visit-budget.txt").trim().parse().expect("a number");
    let server = Server::start();
    let visit = || {
        let mut page = Browser::open_as_stranger(&format!("http://{}/#sandbox", server.page()));
        page.see("items-list-0", PATIENCE);
        page.change(".cell", PATIENCE);
        let first = loaded(&mut page);
        (page, first)
    };
    // Seldom something comes up in the first seconds that does not come up in others, and the rest is fetched for it.
    let whole = |first: &[(String, u64)]| has_chunk(first, "rest-");
    let mut visits = (0..3).map(|_| visit());
    let (mut page, first) = visits.find(|(_, first)| !whole(first)).expect("a visit that needs no more than it should");
    let cost: u64 = first.iter().map(|(_, size)| size).sum();
    assert!(has_chunk(&first, "glasslog_bg.wasm") && has_chunk(&first, "style.css"), "{first:?}");
    assert!(cost > budget / 2 && cost <= budget, "{cost} bytes, and {budget} are allowed: {first:?}");
    for later in ["split_", "chunk_", "witness", "rest-"] {
        assert!(!has_chunk(&first, later), "loaded before anybody asked for it: {first:?}");
    }
    page.tell(json!({ "click": ".broker:nth-child(1) .head" }));
    page.see_in(".card-panel", "Broker 1", PATIENCE);
    assert!(has_chunk(&loaded(&mut page), "split_look"), "the card comes when something is chosen");
    assert!(!has_chunk(&loaded(&mut page), "split_learn"), "and the course does not come with it");
    page.expect_no_errors();
}

#[test]
fn what_cannot_be_loaded_is_said_and_can_be_tried_again() {
    let mut page = Browser::open(&built_page());
    page.see("items-list-0", PATIENCE);
    page.tell(json!({ "refuse": "**/split_look-*.wasm" }));
    page.press("Log");
    page.see_in("#lens", "The log could not be loaded.", PATIENCE);
    page.picture("chunk-failed");
    page.press("Cluster");
    page.see_in("#lens", "Broker 1", PATIENCE);
    page.press("Log");
    page.see_in("#lens", "The log could not be loaded.", PATIENCE);
    page.tell(json!({ "refuse": "**/split_look-*.wasm", "no_more": true }));
    page.press("Try again");
    page.tell(json!({ "has": "#lens .log-row", "within": PATIENCE.as_millis() as u64 }));
    // once here it stays
    page.press("Cluster");
    page.tell(json!({ "refuse": "**/*.wasm" }));
    page.press("Log");
    page.tell(json!({ "has": "#lens .log-row", "within": PATIENCE.as_millis() as u64 }));
}

/// Whoever is sent straight to a screen gets it, with its chunks.
#[test]
fn every_screen_can_be_opened_by_its_address() {
    for (address, seen) in [
        ("#learn", "Learn Kafka on a cluster"),
        ("#learn/4-2", "Who keeps that list"),
        ("#sandbox?lens=log", "Log"),
        ("#sandbox?lens=groups", "items-group"),
        ("#sandbox?seed=7", "items-list-0"),
        ("#live", "No server answers here"),
        ("?embed#sandbox", "Open in Glasslog"),
    ] {
        let mut page = Browser::open(&format!("{}{address}", built_page()));
        page.see(seen, PATIENCE);
        page.expect_no_errors();
    }
    assert!(root().join("dist/chunks.js").exists());
}

#[test]
fn a_page_whose_rest_does_not_come_says_so_and_what_to_do() {
    // As above: a visit in which the rest has come already cannot show what is said when it does not.
    let mut page = (0..3)
        .find_map(|_| {
            let mut page = Browser::open_as_stranger(&built_page());
            page.see("items-list-0", PATIENCE);
            page.tell(json!({ "refuse": "**/rest-*.wasm" }));
            (!has_chunk(&loaded(&mut page), "rest-")).then_some(page)
        })
        .expect("a visit that needs no more than it should");
    page.tell(json!({ "key": "k" }));
    page.see_in("[role=alert]", "could not be loaded", PATIENCE);
    page.tell(json!({ "refuse": "**/rest-*.wasm", "no_more": true }));
    page.tell(json!({ "reload": true }));
    page.see("items-list-0", PATIENCE);
    page.tell(json!({ "key": "k" }));
    page.see_in(".broker:nth-child(1) .head", "down", PATIENCE);
}

/// For `cargo xtask count`: what the page that counts has counted while nobody touched it, as places in the count.
#[test]
#[ignore = "a tool, not a check"]
fn count() {
    let folder = PathBuf::from(std::env::var_os("GLASSLOG_COUNT").expect("cargo xtask count sets it"));
    let counts = folder.join("page").display().to_string();
    let server = Server::start();
    let beside_a_server = format!("http://{}/#sandbox", server.page());
    let mut ran = BTreeSet::new();
    let visits = [
        (&counts, 1280, 720, "dark", 10_000),
        (&counts, 390, 844, "light", 3_000),
        (&counts, 1600, 1000, "dark", 3_000),
        (&beside_a_server, 1280, 720, "light", 6_000),
        (&beside_a_server, 1440, 900, "dark", 3_000),
    ];
    // what grows, grows now here and now there: often enough to have seen it
    let visits = (0..4).flat_map(|_| visits);
    for (place, width, height, theme, stay) in visits {
        let mut page = Browser::open_as_stranger(place);
        page.tell(json!({ "files": counts }));
        page.tell(json!({ "size": { "width": width, "height": height } }));
        page.tell(json!({ "theme": theme }));
        page.tell(json!({ "reload": true }));
        page.see("items-list-0", PATIENCE);
        std::thread::sleep(Duration::from_millis(stay));
        let places = "ran().flatMap((ran, place) => ran ? [place] : [])";
        let places: Vec<usize> = serde_json::from_value(page.tell(json!({ "evaluate": places }))).expect("places");
        assert!(places.len() > 1000, "hardly anything ran: {}", places.len());
        ran.extend(places);
    }
    let lines: String = ran.iter().map(|place| format!("{place}\n")).collect();
    std::fs::write(folder.join("ran.txt"), lines).expect("a file");
}
