//! A server on free ports, and short ways to ask it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use glasslog::cli::ServeArgs;
use glasslog::client::Connection;
use glasslog::config::Settings;
use glasslog::data_dir::DataDir;
use glasslog::files::{FileLayer, FileLayers, RealFiles};
use glasslog::kafka::guard::Limits;
use glasslog::serve::Server;
use glasslog_core::{
    error::Refusal,
    id::{Offset, PartitionIndex},
    record::{BatchBuilder, NoCodecs, Records, Rules},
    request::{
        Acks, CreateTopics, Fetch, FetchPartition, Isolation, NewTopic, Produce, ProducePartition, Request, TopicRef,
    },
    response::{ProducedPartition, Response},
};

pub(crate) fn settings(data: &Path) -> Settings {
    let args = ServeArgs {
        data: Some(data.to_owned()),
        kafka: Some("127.0.0.1:0".into()),
        http: Some("127.0.0.1:0".into()),
        ..ServeArgs::default()
    };
    Settings::load(&args, []).unwrap()
}

pub(crate) async fn start(data: &Path) -> Server {
    start_with(&settings(data), FileLayers::real()).await
}

pub(crate) async fn start_with(settings: &Settings, files: FileLayers) -> Server {
    let data = DataDir::open(&settings.data).unwrap();
    Server::start(settings, data, files, Limits::default()).await.unwrap()
}

/// Where the first broker keeps its logs.
pub(crate) fn broker_dir(data: &Path) -> PathBuf {
    data.join("broker-1")
}

/// This layer for the first broker's directory, real files for the metadata.
pub(crate) fn for_broker(layer: Arc<dyn FileLayer>) -> FileLayers {
    FileLayers::new(
        move |dir| if dir.ends_with("broker-1") { Arc::clone(&layer) } else { Arc::new(RealFiles::new(dir)) },
    )
}

pub(crate) async fn connect(server: &Server) -> Connection {
    Connection::open(&server.kafka.to_string()).await.unwrap()
}

pub(crate) async fn create(connection: &mut Connection, name: &str, partitions: i32) {
    create_replicated(connection, name, partitions, 1).await;
}

pub(crate) async fn create_replicated(connection: &mut Connection, name: &str, partitions: i32, replicas: i16) {
    let created = try_to_create_replicated(connection, name, partitions, replicas).await;
    assert!(created.is_ok(), "{created:?}");
}

pub(crate) async fn try_to_create(connection: &mut Connection, name: &str, partitions: i32) -> Result<(), Refusal> {
    try_to_create_replicated(connection, name, partitions, 1).await
}

async fn try_to_create_replicated(
    connection: &mut Connection,
    name: &str,
    partitions: i32,
    replicas: i16,
) -> Result<(), Refusal> {
    let topic = NewTopic {
        name: name.into(),
        partitions: Some(partitions),
        replication_factor: Some(replicas),
        assignment: vec![],
        configs: vec![],
    };
    let request = CreateTopics { topics: vec![topic], timeout: Duration::from_secs(10), validate_only: false };
    match connection.ask(&Request::CreateTopics(request)).await.unwrap() {
        Response::CreateTopics(mut created) => created.remove(0).result.map(|_| ()),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn batch(values: &[&str]) -> Bytes {
    let mut builder = BatchBuilder::new();
    for value in values {
        builder.push(1_700_000_000_000, None, Some(value.as_bytes()), &[]).unwrap();
    }
    builder.checked().unwrap().bytes().clone()
}

pub(crate) fn produce(topic: &str, partition: i32, acks: Acks, batch: Bytes) -> Request<Bytes> {
    Request::Produce(Produce {
        acks,
        timeout: Duration::from_secs(10),
        transactional_id: None,
        partitions: vec![ProducePartition {
            topic: TopicRef::Name(topic.into()),
            partition: PartitionIndex(partition),
            batch: Ok(batch),
        }],
    })
}

pub(crate) fn produced(response: Response<Bytes>) -> ProducedPartition {
    match response {
        Response::Produce(mut partitions) => partitions.pop().unwrap(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn fetch(topic: &str, partition: i32, offset: i64, max_wait: Duration) -> Request<Bytes> {
    Request::Fetch(Fetch {
        replica: None,
        max_wait,
        bytes_min: 1,
        bytes_max: 8 << 20,
        isolation: Isolation::ReadUncommitted,
        session_id: 0,
        session_epoch: -1,
        partitions: vec![FetchPartition {
            topic: TopicRef::Name(topic.into()),
            partition: PartitionIndex(partition),
            current_leader_epoch: None,
            offset: Offset(offset),
            last_fetched_epoch: None,
            log_start: None,
            bytes_max: 8 << 20,
        }],
        forgotten: vec![],
        rack: None,
    })
}

/// All records from an offset on, with their offsets.
pub(crate) async fn read_all(connection: &mut Connection, topic: &str, partition: i32) -> Vec<(i64, String)> {
    let mut records = Vec::new();
    let began = std::time::Instant::now();
    loop {
        let next = records.last().map_or(0, |(offset, _): &(i64, String)| offset + 1);
        let response = connection.ask(&fetch(topic, partition, next, Duration::ZERO)).await.unwrap();
        // After a start, each partition serves as soon as its log is open.
        if matches!(&response, Response::Fetch(f) if f.partitions[0].error.is_retriable()) {
            assert!(began.elapsed() < Duration::from_secs(10), "it does not get better: {response:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        }
        let fetched = fetched(response);
        if fetched.is_empty() {
            return records;
        }
        records.extend(fetched.into_iter().filter(|(offset, _)| *offset >= next));
    }
}

pub(crate) fn fetched(response: Response<Bytes>) -> Vec<(i64, String)> {
    let Response::Fetch(mut fetched) = response else { panic!("{response:?}") };
    let partition = fetched.partitions.pop().unwrap();
    assert!(!partition.error.is_error(), "{partition:?}");
    let bytes = partition.records.unwrap_or_default();
    let batches = glasslog_core::record::CheckedBatch::parse_many(bytes, Rules::LOG);
    let text = |bytes: Option<Bytes>| String::from_utf8(bytes.unwrap().to_vec()).unwrap();
    batches
        .flat_map(|batch| Records::of_batch(batch.unwrap().bytes(), &NoCodecs, 1 << 20).unwrap())
        .map(|record| record.map(|record| (record.offset, text(record.value))).unwrap())
        .collect()
}
