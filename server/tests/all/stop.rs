//! Stopping well, and starting again.

use std::time::{Duration, Instant};

use glasslog_core::request::Acks;

use crate::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_closes_the_logs_and_the_next_start_finds_everything() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let server = start(dir.path()).await;
        let mut connection = connect(&server).await;
        if round == 0 {
            create(&mut connection, "t", 1).await;
        }
        assert_eq!(read_all(&mut connection, "t", 0).await.len(), round);
        let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["one more"]))).await.unwrap();
        assert_eq!(produced(answer).result.unwrap().base_offset.0, round as i64);
        server.stop().await.unwrap();
        assert!(connection.ask(&produce("t", 0, Acks::All, batch(&["too late"]))).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_waits_holds_up_the_stop() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let mut waiting = connect(&server).await;
    create(&mut waiting, "t", 1).await;
    waiting.send(&fetch("t", 0, 0, Duration::from_secs(60))).await.unwrap();
    let _idle = connect(&server).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    server.stop().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_do_not_share_a_port() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path()).await;
    let other = tempfile::tempdir().unwrap();
    let mut settings = settings(other.path());
    settings.kafka = server.kafka.to_string();
    let data = glasslog::data_dir::DataDir::open(other.path()).unwrap();
    let files = glasslog::files::FileLayers::real();
    let error =
        glasslog::serve::Server::start(&settings, data, files, Default::default()).await.unwrap_err().to_string();
    assert!(
        error.contains(&server.kafka.to_string()) && error.contains("in use") && error.contains("--kafka"),
        "{error}"
    );
    server.stop().await.unwrap();
}
