//! Answers on one connection: their order, those that must not come, and what ends a connection.

use std::time::{Duration, Instant};

use glasslog::client::Connection;
use glasslog::codecs::AllCodecs;
use glasslog::data_dir::DataDir;
use glasslog::files::FileLayers;
use glasslog::kafka::guard::Limits;
use glasslog::serve::Server;
use glasslog_core::{
    error::ErrorCode,
    id::PartitionIndex,
    record::{BatchBuilder, Codec},
    request::{
        Acks, DeleteTopics, Isolation, ListOffsets, ListOffsetsPartition, MetadataRequest, OffsetAt, Request, TopicRef,
    },
    response::Response,
    time::Timestamp,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn records_come_back_as_they_were_sent_over_many_batches() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    let large = "x".repeat(300_000);
    for number in 0..40 {
        let value = format!("{number} {large}");
        let answer = connection.ask(&produce("t", 0, Acks::All, batch(&[&value, "small"]))).await.unwrap();
        assert_eq!(produced(answer).result.unwrap().base_offset.0, 2 * number);
    }
    let records = read_all(&mut connection, "t", 0).await;
    assert_eq!(records.len(), 80);
    for (at, (offset, value)) in records.iter().enumerate() {
        assert_eq!(*offset, at as i64);
        let expected = if at % 2 == 0 { format!("{} {large}", at / 2) } else { "small".to_owned() };
        assert!(*value == expected, "record {at}");
    }
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn later_requests_run_during_a_long_poll_and_are_answered_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 2).await;
    let began = Instant::now();
    connection.send(&fetch("t", 0, 0, Duration::from_secs(30))).await.unwrap();
    // This one wakes the poll before it, which it could not if it had to wait its turn.
    connection.send(&produce("t", 0, Acks::All, batch(&["wake"]))).await.unwrap();
    assert_eq!(
        fetched(connection.receive().await.unwrap()),
        [(0, "wake".to_owned())],
        "the first answer is the first's"
    );
    assert!(produced(connection.receive().await.unwrap()).result.is_ok());
    assert!(began.elapsed() < Duration::from_secs(20));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_acks_there_is_no_answer_and_an_error_closes() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    connection.send(&produce("t", 0, Acks::None, batch(&["quiet"]))).await.unwrap();
    let metadata = Request::Metadata(MetadataRequest { topics: Some(vec![]), auto_create: false });
    let answer = connection.ask(&metadata).await.unwrap();
    assert!(matches!(answer, Response::Metadata(_)), "the next answer is the next request's: {answer:?}");
    let answer = connection.ask(&fetch("t", 0, 0, Duration::from_secs(10))).await.unwrap();
    assert_eq!(fetched(answer), [(0, "quiet".to_owned())]);

    connection.send(&produce("none", 0, Acks::None, batch(&["nowhere"]))).await.unwrap();
    let end = tokio::time::timeout(Duration::from_secs(10), connection.ask(&metadata)).await;
    assert!(end.expect("it is closed at once").is_err(), "an error without an answer closes the connection");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_changed_on_its_way_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    let mut bytes = batch(&["hello"]).to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let answer = connection.ask(&produce("t", 0, Acks::All, bytes.into())).await.unwrap();
    assert_eq!(produced(answer).result.unwrap_err().code, ErrorCode::CorruptMessage);
    assert_eq!(read_all(&mut connection, "t", 0).await, []);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_closes_its_connection_only() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut good = connect(&server).await;
    let unknown_api = [0, 0, 0, 10, 0x7f, 0, 0, 0, 0, 0, 0, 1, 0xff, 0xff];
    let old_produce = [0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 1, 0xff, 0xff];
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 8], &unknown_api, &old_produce, &[0, 0, 0, 2, 0, 18]] {
        let mut stream = TcpStream::connect(server.kafka).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut rest = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
        assert!(end.is_ok() && rest.is_empty(), "{bytes:?}: {rest:?}");
    }
    create(&mut good, "t", 1).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_gets_what_was_promised_though_the_topic_is_deleted_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let (mut reader, mut other) = (connect(&server).await, connect(&server).await);
    create(&mut other, "t", 1).await;
    // More than the sockets' buffers hold.
    let value = "x".repeat(900_000);
    for _ in 0..16 {
        let answer = other.ask(&produce("t", 0, Acks::All, batch(&[&value]))).await.unwrap();
        assert!(produced(answer).result.is_ok());
    }
    let Request::Fetch(mut all) = fetch("t", 0, 0, Duration::ZERO) else { unreachable!() };
    (all.bytes_max, all.partitions[0].bytes_max) = (64 << 20, 64 << 20);
    reader.send(&Request::Fetch(all)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let topics = vec![TopicRef::Name("t".into())];
    let delete = Request::DeleteTopics(DeleteTopics { topics, timeout: Duration::from_secs(10) });
    assert!(matches!(other.ask(&delete).await.unwrap(), Response::DeleteTopics(d) if d[0].2.is_ok()));
    let removed = async {
        // What the broker is, and that it runs, remains.
        while std::fs::read_dir(broker_dir(dir.path())).unwrap().count() > 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), removed).await.expect("its files are removed");
    let records = fetched(reader.receive().await.unwrap());
    assert_eq!(records.len(), 16);
    assert!(records.iter().all(|(_, read)| *read == value));
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_connection_is_turned_away_when_there_are_enough() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits { connections_max: 2, ..Limits::default() };
    let data = DataDir::open(dir.path()).unwrap();
    let server = Server::start(&settings(dir.path()), data, FileLayers::real(), limits).await.unwrap();
    let (mut first, second) = (connect(&server).await, connect(&server).await);
    assert!(Connection::open(&server.kafka.to_string()).await.is_err());
    create(&mut first, "t", 1).await;
    drop(second);
    let again = async {
        while Connection::open(&server.kafka.to_string()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), again).await.expect("a place is free again");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_are_found_by_time_inside_compressed_batches() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 4).await;
    for (partition, codec) in [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd].into_iter().enumerate() {
        let mut builder = BatchBuilder::new();
        for number in 0..100 {
            builder.push(1_000 + number * 10, None, Some(b"some value, many times over"), &[]).unwrap();
        }
        let packed = builder.build_compressed(codec, |bytes| AllCodecs.compress(codec, bytes).map(Vec::from)).unwrap();
        let answer = connection.ask(&produce("t", partition as i32, Acks::All, packed)).await.unwrap();
        assert!(produced(answer).result.is_ok());
        let question = ListOffsetsPartition {
            topic: TopicRef::Name("t".into()),
            partition: PartitionIndex(partition as i32),
            current_leader_epoch: None,
            at: OffsetAt::Time(Timestamp(1_415)),
        };
        let request = ListOffsets { replica: None, isolation: Isolation::ReadUncommitted, partitions: vec![question] };
        match connection.ask(&Request::ListOffsets(request)).await.unwrap() {
            Response::ListOffsets(listed) => {
                let found = listed[0].result.unwrap();
                assert_eq!((found.offset.0, found.timestamp.0), (42, 1_420), "{codec}");
            }
            other => panic!("{other:?}"),
        }
    }
    server.stop().await.unwrap();
}
