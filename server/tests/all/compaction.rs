//! Compacted topics over real sockets, on real files.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use glasslog::cli::ServeArgs;
use glasslog::client::Connection;
use glasslog::codecs::AllCodecs;
use glasslog::config::Settings;
use glasslog::files::FileLayers;
use glasslog_core::{
    error::ErrorCode,
    record::{BatchBuilder, CheckedBatch, Codec, Records, Rules},
    request::{Acks, CreateTopics, NewTopic, Request},
    response::Response,
};

use crate::support::*;

/// A server that looks often for what can be compacted.
fn eager(data: &std::path::Path) -> Settings {
    let args = ServeArgs {
        data: Some(data.to_owned()),
        kafka: Some("127.0.0.1:0".into()),
        http: Some("127.0.0.1:0".into()),
        ..ServeArgs::default()
    };
    Settings::load(&args, [("KAFKA_LOG_CLEANER_BACKOFF_MS".to_owned(), "100".to_owned())]).unwrap()
}

async fn create_compacted(connection: &mut Connection, name: &str) {
    let configs = [("cleanup.policy", "compact"), ("segment.bytes", "4096"), ("min.cleanable.dirty.ratio", "0.01")];
    let topic = NewTopic {
        name: name.into(),
        partitions: Some(1),
        replication_factor: Some(1),
        assignment: vec![],
        configs: configs.map(|(name, value)| (name.into(), Some(value.into()))).to_vec(),
    };
    let request = CreateTopics { topics: vec![topic], timeout: Duration::from_secs(10), validate_only: false };
    match connection.ask(&Request::CreateTopics(request)).await.unwrap() {
        Response::CreateTopics(mut created) => assert!(created.remove(0).result.is_ok()),
        other => panic!("{other:?}"),
    }
}

fn keyed(records: &[(Option<&str>, &str)], codec: Codec) -> bytes::Bytes {
    let mut builder = BatchBuilder::new();
    for (key, value) in records {
        builder.push(1_700_000_000_000, key.map(str::as_bytes), Some(value.as_bytes()), &[]).unwrap();
    }
    builder.build_compressed(codec, |body| AllCodecs.compress(codec, body).map(|bytes| bytes.to_vec())).unwrap()
}

/// All records, from the log start on: batch after batch, whether there are records in it or not.
async fn everything(connection: &mut Connection, topic: &str) -> BTreeMap<i64, (String, String)> {
    let (mut next, mut found) = (0, BTreeMap::new());
    loop {
        let answer = connection.ask(&fetch(topic, 0, next, Duration::ZERO)).await.unwrap();
        let Response::Fetch(mut fetched) = answer else { panic!("{answer:?}") };
        let partition = fetched.partitions.remove(0);
        if partition.error.is_retriable() {
            // After a start, each partition serves as soon as its log is open.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        }
        let bytes = partition.records.unwrap_or_default();
        assert!(!partition.error.is_error(), "{:?}", partition.error);
        if bytes.is_empty() {
            return found;
        }
        for batch in CheckedBatch::parse_many(bytes, Rules::LOG).map(Result::unwrap) {
            next = batch.head().next_offset();
            let text = |bytes: Option<bytes::Bytes>| String::from_utf8(bytes.unwrap().to_vec()).unwrap();
            for record in Records::of_batch(batch.bytes(), &AllCodecs, 1 << 20).unwrap().map(Result::unwrap) {
                found.insert(record.offset, (text(record.key), text(record.value)));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compacted_topic_keeps_the_last_record_of_each_key_at_its_offset_also_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let server = start_with(&eager(dir.path()), FileLayers::real()).await;
    let mut connection = connect(&server).await;
    create_compacted(&mut connection, "latest").await;
    let filling = "x".repeat(200);
    let mut last: BTreeMap<String, (i64, String)> = BTreeMap::new();
    for number in 0..120_i64 {
        let (key, value) = (format!("key {}", number % 7), format!("{number} {filling}"));
        let codec = Codec::ALL[(number % 5) as usize];
        let batch = keyed(&[(Some(&key), &value), (Some("other"), &value)], codec);
        let answer = produced(connection.ask(&produce("latest", 0, Acks::All, batch)).await.unwrap());
        let base = answer.result.unwrap().base_offset.0;
        last.insert(key, (base, value.clone()));
        last.insert("other".into(), (base + 1, value));
    }
    let began = Instant::now();
    let kept = loop {
        let kept = everything(&mut connection, "latest").await;
        // What is active is never compacted: a segment of 4 KiB holds a few records.
        if kept.len() < 60 {
            break kept;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{} records are left after a while", kept.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let holds_the_last = |kept: &BTreeMap<i64, (String, String)>| {
        last.iter().all(|(key, (offset, value))| kept.get(offset) == Some(&(key.clone(), value.clone())))
    };
    assert!(holds_the_last(&kept), "{:?}", kept.keys().collect::<Vec<_>>());
    server.stop().await.unwrap();

    let server = start_with(&eager(dir.path()), FileLayers::real()).await;
    let mut connection = connect(&server).await;
    let again = everything(&mut connection, "latest").await;
    assert!(holds_the_last(&again), "{:?}", again.keys().collect::<Vec<_>>());
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn records_without_a_key_are_refused_there_however_they_are_compressed() {
    let dir = tempfile::tempdir().unwrap();
    let server = start_with(&eager(dir.path()), FileLayers::real()).await;
    let mut connection = connect(&server).await;
    create_compacted(&mut connection, "latest").await;
    create(&mut connection, "all", 1).await;
    for codec in Codec::ALL {
        let batch = keyed(&[(Some("a"), "1"), (None, "2")], codec);
        let answer = produced(connection.ask(&produce("latest", 0, Acks::All, batch.clone())).await.unwrap());
        assert_eq!(answer.result.unwrap_err().code, ErrorCode::InvalidRecord, "{codec}");
        let answer = produced(connection.ask(&produce("all", 0, Acks::All, batch)).await.unwrap());
        assert!(answer.result.is_ok(), "{codec}");
    }
    assert_eq!(everything(&mut connection, "latest").await.len(), 0);
    server.stop().await.unwrap();
}
