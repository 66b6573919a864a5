//! The lenses on space and time, on the bytes of a batch, and on numbers over time.

use std::time::Duration;

use glasslog_tests::browser::Browser;
use glasslog_tests::client::create_topic;
use glasslog_tests::server::Server;
use serde_json::json;

use super::{PATIENCE, built_page};

fn opened(lens: &str) -> Browser {
    let mut page = Browser::open(&format!("{}#sandbox?lens={lens}", built_page()));
    page.tell(json!({ "has": format!("#tab-{lens}[aria-selected='true']"), "within": PATIENCE.as_millis() as u64 }));
    page
}

fn key(page: &mut Browser, name: &str) {
    page.tell(json!({ "key": name }));
}

#[test]
fn messages_are_seen_in_space_and_time_chosen_by_keys_and_gone_to() {
    let mut page = opened("spacetime");
    page.see_in(".who", "Broker 1", PATIENCE);
    page.tell(json!({ "has": ".passage-line.produce", "within": 30_000 }));
    page.tell(json!({ "has": ".passage-line.ack", "within": 30_000 }));
    page.press("Pause");
    page.picture("lens-spacetime");

    page.tell(json!({ "tab": ".passages" }));
    for _ in 0..3 {
        key(&mut page, "ArrowUp");
    }
    page.tell(json!({ "has": ".passage-line.chosen" }));
    page.see_in(".passage", "Left", PATIENCE);
    key(&mut page, "Enter");
    page.tell(json!({ "focused": ".passage" }));
    page.tell(json!({ "note": ".now" }));
    page.press("Go to the moment it left");
    page.change(".now", PATIENCE);
    page.tell(json!({ "has": ".passage-line.chosen" }));

    // only what P1 sends and is sent
    page.tell(json!({ "evaluate": "document.querySelector('.who').dispatchEvent(new MouseEvent('click', { bubbles: true }))" }));
    page.see_in(".about", "P1", PATIENCE);
    page.press("Show all messages");
    page.press("The messages as a list");
    page.see_in(".passages-list", "to broker", PATIENCE);
    page.press("The messages as a list");

    // who dies leaves a gap, and loses what was on its way
    page.press("Back to the end");
    key(&mut page, "Escape");
    page.press("Play");
    key(&mut page, "k");
    page.tell(json!({ "has": ".lifeline.dead", "within": 30_000 }));
    page.picture("lens-spacetime-crash");
    page.expect_no_errors();
}

#[test]
fn a_batch_is_seen_byte_by_byte_beside_its_fields() {
    let mut page = opened("bytes");
    page.see_in(".batch-facts", "CRC-32C holds ✓", PATIENCE);
    page.see_in(".batch-copies", "the same bytes", PATIENCE);
    page.press("Pause");
    page.tell(json!({ "tab": ".fields" }));
    key(&mut page, "ArrowDown");
    page.see_in(".purpose", "batch length", PATIENCE);
    assert_eq!(page.tell(json!({ "texts": ".hex-line .pairs .run.lighted" })).as_str().expect("text").trim().len(), 11);
    // and the other way round
    page.tell(json!({ "evaluate": "document.querySelectorAll('.hex-line .pairs .run')[0].click()" }));
    page.see_in(".fields [aria-selected='true']", "base offset", PATIENCE);
    key(&mut page, "End");
    page.see_in(".fields [aria-selected='true']", "headers count", PATIENCE);
    page.picture("lens-bytes");
    page.tell(json!({ "note": ".hex-lines" }));
    page.press("The record before");
    page.change(".hex-lines", PATIENCE);
    page.expect_no_errors();
}

#[test]
fn numbers_are_seen_under_their_kafka_names_and_lead_to_their_moments() {
    let mut page = opened("metrics");
    page.see_in(".kafka", "kafka.server:type=BrokerTopicMetrics,name=MessagesInPerSec", PATIENCE);
    for _ in 0..3 {
        key(&mut page, "]");
    }
    page.see_in(".metrics-head", "now, at 2", Duration::from_secs(60));
    page.press("Pause");
    page.picture("lens-metrics");
    page.tell(json!({ "tab": ".chart-lines" }));
    for _ in 0..4 {
        key(&mut page, "ArrowLeft");
    }
    page.see_in(".metrics-head", "ago", PATIENCE);
    page.tell(json!({ "note": ".now" }));
    key(&mut page, "Enter");
    page.change(".now", PATIENCE);
    page.see("acting here begins another branch", PATIENCE);
    page.expect_no_errors();
}

#[test]
fn a_server_shows_bytes_and_numbers_and_says_why_no_messages() {
    let server = Server::start_with(&["--allow-control"], &[]);
    create_topic(&server, "items-list", 2);
    let mut page = Browser::open(&format!("http://{}/#live", server.page()));
    page.see("items-list-0", PATIENCE);
    page.press("Send");
    page.see("Acknowledged", PATIENCE);
    page.press("Bytes");
    page.see_in(".batch-facts", "CRC-32C holds ✓", PATIENCE);
    page.press("Metrics");
    page.see_in(".charts", "MessagesInPerSec", PATIENCE);
    page.press("Space-time");
    page.see("does not tell of each message", PATIENCE);
    page.picture("lens-spacetime-live");
    page.expect_no_errors();
}
