//! The command line's tools, as processes, against a server of ours.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use glasslog::files::FileLayers;
use glasslog::serve::Server;
use serde_json::Value;

use crate::support::*;

/// Runs `glasslog` with these arguments and this standard input; its runtime is not ours to block.
async fn glasslog(server: &str, arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_glasslog"));
    command.args(arguments).args(["--server", server]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.as_ref().to_owned();
    let run = move || {
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(&input).unwrap();
        process.wait_with_output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn ok(server: &Server, arguments: &[&str], input: &str) -> String {
    let output = glasslog(&server.kafka.to_string(), arguments, input).await;
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

async fn json(server: &Server, arguments: &[&str], input: &str) -> Vec<Value> {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    let said = ok(server, &arguments, input).await;
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn refused(server: &str, arguments: &[&str], parts: &[&str]) {
    let output = glasslog(server, arguments, "").await;
    let said = text(&output.stderr);
    assert!(!output.status.success(), "{arguments:?} went well");
    for part in parts {
        assert!(said.contains(part), "\"{part}\" is not in: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_are_made_shown_changed_and_deleted() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let address = server.kafka.to_string();
    assert!(ok(&server, &["topics"], "").await.contains("no topics yet"));
    ok(&server, &["topics", "create", "items-list", "--partitions", "3", "--set", "retention.ms=3600000"], "").await;
    refused(&address, &["topics", "create", "items-list"], &["items-list", "exists", "--if-not-exists"]).await;
    ok(&server, &["topics", "create", "items-list", "--if-not-exists"], "").await;
    ok(&server, &["topics", "alter", "items-list", "--partitions", "5"], "").await;
    let described = json(&server, &["topics", "describe", "items-list"], "").await;
    assert_eq!(described[0]["partitions"].as_array().unwrap().len(), 5);
    assert_eq!(described[0]["configs"]["retention.ms"], "3600000");
    let shown = ok(&server, &["topics", "describe", "items-list"], "").await;
    assert!(shown.contains("retention.ms = 3600000") && shown.contains("PARTITION"), "{shown}");
    refused(&address, &["topics", "create", "b", "--set", "colour=blue"], &["colour"]).await;
    refused(&address, &["topics", "create", "b", "--replicas", "2"], &["InvalidReplicationFactor"]).await;
    ok(&server, &["topics", "delete", "items-list"], "").await;
    refused(&address, &["topics", "describe", "items-list"], &["items-list", "UnknownTopicOrPartition"]).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_go_in_and_come_out_with_keys_together() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    ok(&server, &["topics", "create", "t", "--partitions", "4"], "").await;
    let lines: String = (0..100).map(|n| format!("key{}:value {n}\n", n % 7)).collect();
    for compression in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let arguments = ["produce", "t", "--key-separator", ":", "--compression", compression];
        let acknowledged = json(&server, &arguments, &lines).await;
        assert_eq!(acknowledged.len(), 100);
        assert!(acknowledged.iter().all(|record| record["offset"].is_i64()), "{compression}");
    }
    let records = json(&server, &["consume", "t", "--from-beginning", "--max", "500"], "").await;
    assert_eq!(records.len(), 500);
    for key in 0..7 {
        let key = format!("key{key}");
        let mut places: Vec<_> =
            records.iter().filter(|r| r["key"] == key.as_str()).map(|r| r["partition"].as_i64()).collect();
        places.dedup();
        assert_eq!(places.len(), 1, "{key} is in one partition");
    }
    let shown = ok(&server, &["produce", "t", "--value", "one"], "").await;
    assert_eq!(shown, "");
    refused(&server.kafka.to_string(), &["consume", "none"], &["none", "glasslog topics"]).await;
    refused(&server.kafka.to_string(), &["produce", "no/name", "--value", "x"], &["no/name", "not a topic's name"])
        .await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_goes_on_where_it_was_and_can_be_moved() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    ok(&server, &["produce", "t"], "a\nb\nc\n").await;
    let consume = ["consume", "t", "--group", "g", "--from-beginning", "--timeout", "300"];
    assert_eq!(ok(&server, &consume, "").await, "a\nb\nc\n");
    ok(&server, &["produce", "t"], "d\n").await;
    let group = &json(&server, &["groups", "describe", "g"], "").await[0];
    assert_eq!((&group["state"], &group["partitions"][0]["lag"]), (&Value::from("Empty"), &Value::from(1)));
    assert_eq!(ok(&server, &consume, "").await, "d\n", "it goes on");
    ok(&server, &["groups", "reset", "g", "--to-offset", "2"], "").await;
    assert_eq!(ok(&server, &consume, "").await, "c\nd\n", "it was moved");
    assert!(ok(&server, &["groups"], "").await.contains('g'));
    ok(&server, &["groups", "delete", "g"], "").await;
    refused(&server.kafka.to_string(), &["groups", "describe", "g"], &["group g", "`glasslog groups`"]).await;
    let topics = json(&server, &["topics"], "").await;
    assert!(topics.iter().all(|topic| topic["internal"] == false), "{topics:?}");
    let topics = json(&server, &["topics", "--internal"], "").await;
    assert!(topics.iter().any(|topic| topic["topic"] == "__consumer_offsets"), "{topics:?}");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn brokers_are_listed_killed_and_started() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = settings(dir.path());
    (settings.brokers, settings.allow_control) = (Some(2), true);
    let server = start_with(&settings, FileLayers::real()).await;
    ok(&server, &["topics", "create", "t", "--partitions", "2", "--replicas", "2"], "").await;
    let page = server.http.to_string();
    let control = |what: &'static str| {
        let page = page.clone();
        async move {
            let output = glasslog("unused:1", &["brokers", what, "2", "--http", &page], "").await;
            (output.status.success(), text(&output.stdout) + &text(&output.stderr))
        }
    };
    let listed = json(&server, &["brokers"], "").await;
    assert_eq!(listed.len(), 2);
    let second = server.cluster.brokers()[1].advertised();
    assert_eq!((&listed[1]["address"], &listed[1]["state"]), (&Value::from(second), &Value::from("running")));
    assert_eq!((&listed[1]["leaderships"], &listed[1]["in_sync"]), (&Value::from(1), &Value::from(2)));

    assert_eq!(control("kill").await, (true, "Broker 2 is dead.\n".to_owned()));
    let began = std::time::Instant::now();
    let listed = loop {
        let listed = json(&server, &["brokers"], "").await;
        if listed[1]["state"] == "down" {
            break listed;
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{listed:?}");
    };
    assert_eq!((&listed[0]["leaderships"], &listed[1]["in_sync"]), (&Value::from(2), &Value::from(0)));
    let shown = ok(&server, &["brokers", "list"], "").await;
    assert!(shown.contains("down") && shown.contains("LEADS"), "{shown}");
    let (well, said) = control("stop").await;
    assert!(!well && said.contains("broker 2 is down already"), "{said}");
    // Of several addresses, one that answers is enough.
    let both = format!("{},{}", server.cluster.brokers()[1].advertised(), server.kafka);
    assert!(glasslog(&both, &["topics"], "").await.status.success());
    assert_eq!(control("start").await, (true, "Broker 2 runs.\n".to_owned()));
    refused(&server.kafka.to_string(), &["brokers", "kill", "2", "--http", &server.kafka.to_string()], &["--http"])
        .await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_reached_is_named_with_what_to_do() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    for arguments in [&["topics"][..], &["groups"], &["brokers"], &["consume", "t"], &["produce", "t", "--value", "x"]]
    {
        refused(&free, arguments, &[&free, "glasslog serve", "--server"]).await;
    }
    refused("localhost", &["topics"], &["localhost", "HOST:PORT"]).await;
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    refused(&server.http.to_string(), &["topics"], &["Kafka"]).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_shown_as_what_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let address = server.kafka.to_string();
    ok(&server, &["topics", "create", "t"], "").await;
    let output = glasslog(&address, &["produce", "t", "--key-separator", ":"], b"k:text\nk:\xff\x00\n").await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let records = json(&server, &["consume", "t", "--from-beginning", "--max", "2"], "").await;
    assert_eq!((&records[0]["key"], &records[0]["value"]), (&"k".into(), &"text".into()));
    assert_eq!(records[1]["value_base64"], "/wA=");
    assert!(records[1].get("value").is_none(), "{}", records[1]);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_too_large_says_which_setting_bounds_it() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    ok(&server, &["topics", "create", "t", "--set", "max.message.bytes=1000"], "").await;
    let large = "x".repeat(2000);
    let parts = ["MessageTooLarge", "max.message.bytes", "glasslog topics alter"];
    refused(&server.kafka.to_string(), &["produce", "t", "--value", &large], &parts).await;
    server.stop().await.unwrap();
}
