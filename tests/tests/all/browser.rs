//! The page, as a person sees it. Screenshots go to `target/screenshots/`.

use std::time::Duration;

use glasslog_tests::browser::Browser;
use glasslog_tests::client::{Client, SOON, Send, create_topic};
use glasslog_tests::lines::Process;
use glasslog_tests::root;
use glasslog_tests::server::Server;
use serde_json::json;

/// A browser on a busy machine may be this slow before something is wrong.
const PATIENCE: Duration = Duration::from_secs(15);

fn built_page() -> String {
    root().join("dist").display().to_string()
}

#[test]
fn the_sandbox_lives_without_a_server() {
    let mut page = Browser::open(&built_page());
    page.see("items-list-0", PATIENCE);
    page.see("Broker 1", PATIENCE);
    page.change(".cell", PATIENCE);
    page.see("A1", PATIENCE);

    page.press("Pause");
    page.tell(json!({ "same": ".now", "during": 500 }));
    page.tell(json!({ "note": ".now" }));
    page.press("Step");
    page.change(".now", PATIENCE);
    page.press("Play");

    page.tell(json!({ "fill": "Value", "text": "zebra" }));
    page.press("Send");
    page.see_in(".cell", "zebra", PATIENCE);
    page.picture("sandbox");
    page.expect_no_errors();
}

#[test]
fn in_the_sandbox_a_crash_loses_nothing_that_was_on_the_disk() {
    let mut page = Browser::open(&built_page());
    page.see("items-list-0", PATIENCE);
    page.tell(json!({ "fill": "Value", "text": "gnu" }));
    page.press("Send");
    page.see_in(".cell", "gnu", PATIENCE);
    page.tell(json!({ "click": ".now" }));
    page.tell(json!({ "key": "k" }));
    page.see("down", PATIENCE);
    page.picture("sandbox-crash");
    page.tell(json!({ "key": "k" }));
    page.see("serving", PATIENCE);
    page.see_in(".cell", "gnu", PATIENCE);
    page.expect_no_errors();
}

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
