//! A server seen in the page: what clients send, brokers that die, and what only looking allows.

use glasslog_tests::client::{Client, SOON, Send, create_topic};
use glasslog_tests::cluster;
use glasslog_tests::lines::Process;
use glasslog_tests::server::Server;

use super::*;

#[test]
fn live_shows_what_kafka_python_sent() {
    let server = Server::start_with(&["--allow-control"], &[]);
    create_topic(&server, "items-list", 2);
    let mut page = Browser::open(&format!("http://{}/", server.page()));
    page.see("items-list-0", PATIENCE);

    let arguments = ["--count", "1", "--first", "4711", "--keys", "1"];
    let producer = Process::start(Client::KafkaPython3.python(&server, "produce", "items-list", &arguments));
    producer.wait("the acknowledgement", SOON, |lines| lines.iter().any(|line| line.contains("offset")).then_some(()));
    let took = page.see_in(".cell", "4711", Duration::from_secs(1));
    println!("a record was on the page {took:?} after its acknowledgement");
    producer.succeed(SOON);

    page.tell(json!({ "click": ".cell" }));
    page.see_in(".card-panel", "\"number\": 4711", PATIENCE);
    for fact in ["Key", "k0", "Offset", "Timestamp"] {
        page.see_in(".card-panel", fact, PATIENCE);
    }
    page.picture("live-record");

    Client::KafkaPython3.produce(&server, "items-list", Send { first: 0, count: 300, keys: 10 });
    let read = Client::KafkaPython3.consume(&server, "items-list", "items-group");
    assert_eq!(read.len(), 301);
    page.see("items-group", PATIENCE);
    page.see("lag 0", PATIENCE);
    page.picture("live");
    page.expect_no_errors();
}

/// Chaos on the real thing: a broker of a server is killed from the page, others lead, it comes back and leads again.
#[test]
fn live_a_broker_is_killed_by_a_click_and_leads_again() {
    let server = cluster::start(3);
    let mut page = Browser::open(&format!("http://{}/#live", server.page()));
    page.see("Broker 3", PATIENCE);
    page.tell(json!({ "click": "summary:has-text('+ Topic')" }));
    page.press("Create");
    page.see_in(".lane.leader", "items-list-0", PATIENCE);
    page.tell(json!({ "fill": "Value", "text": "kept" }));
    page.press("Send");
    page.see("Acknowledged: your record is in items-list-0 at offset 0.", PATIENCE);

    page.tell(json!({ "click": ".broker:has(.lane.leader[aria-label^='items-list partition 0 ']) .head" }));
    page.press("Kill…");
    page.tell(json!({ "click": "button:has-text('Yes, kill broker')" }));
    page.see_in(".broker.down", "off", PATIENCE);
    page.tell(json!({ "has": ".lane.leader[aria-label^='items-list partition 0 ']", "within": 15_000 }));
    page.picture("live-failover");
    page.press("Start");
    page.tell(json!({ "has": ".stage:not(:has(.broker.down, .lane.behind))", "within": 15_000 }));
    page.see("is in sync again in items-list-0", PATIENCE);
    page.expect_no_errors();
}

#[test]
fn without_control_the_page_only_looks() {
    let server = Server::start();
    create_topic(&server, "items-list", 1);
    let mut page = Browser::open(&format!("http://{}/#live", server.page()));
    page.see("items-list-0", PATIENCE);
    page.see("--allow-control", PATIENCE);
    assert_eq!(page.tell(json!({ "count": "form.send" })), json!(0), "nothing to send with");
    page.picture("live-look-only");
    page.expect_no_errors();
}

#[test]
fn a_record_goes_from_the_pages_form_to_a_kafka_client() {
    let server = Server::start_with(&["--allow-control"], &[]);
    create_topic(&server, "items-list", 1);
    let mut page = Browser::open(&format!("http://{}/#live", server.page()));
    page.see("items-list-0", PATIENCE);
    page.tell(json!({ "fill": "Value", "text": "{\"number\": 99}" }));
    page.tell(json!({ "fill": "Key", "text": "from-the-page" }));
    page.press("Send");
    page.see_in(".cell", "99", PATIENCE);
    let read = Client::KafkaPython3.consume(&server, "items-list", "readers");
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].key.as_deref(), read[0].number), (Some("from-the-page"), 99));
    page.expect_no_errors();
}
