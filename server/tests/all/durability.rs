//! What an acknowledgement promises, shown on a file layer in between: `kill -9` alone would not, for it keeps the page cache.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use glasslog::files::{FileLayers, RealFiles};
use glasslog_core::{error::ErrorCode, request::Acks, storage::FlushMode};
use tokio::time::timeout;

use crate::layers::{Gate, PowerLoss};
use crate::support::*;

const SOON: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledgement_leaves_before_the_sync_of_its_bytes() {
    for flush in [FlushMode::Group, FlushMode::Each] {
        let dir = tempfile::tempdir().unwrap();
        let gate = Gate::new(&broker_dir(dir.path()));
        let mut settings = settings(dir.path());
        settings.flush = flush;
        let server = start_with(&settings, for_broker(Arc::clone(&gate) as _)).await;
        let mut connection = connect(&server).await;
        create(&mut connection, "t", 1).await;
        gate.set(false);
        for (number, acks) in [Acks::Leader, Acks::All].into_iter().enumerate() {
            gate.set(false);
            connection.send(&produce("t", 0, acks, batch(&["a"]))).await.unwrap();
            assert!(
                timeout(SOON, connection.receive()).await.is_err(),
                "{flush:?} {acks:?}: acknowledged without a sync"
            );
            gate.set(true);
            let answer = produced(connection.receive().await.unwrap());
            assert_eq!(answer.result.unwrap().base_offset.0, number as i64);
        }
        server.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_flush_os_the_page_cache_is_enough() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::new(&broker_dir(dir.path()));
    let mut settings = settings(dir.path());
    settings.flush = FlushMode::Os;
    let server = start_with(&settings, for_broker(Arc::clone(&gate) as _)).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    gate.set(false);
    let request = produce("t", 0, Acks::All, batch(&["a"]));
    let answer =
        timeout(Duration::from_secs(10), connection.ask(&request)).await.expect("no sync is waited for").unwrap();
    assert!(produced(answer).result.is_ok());
    gate.set(true);
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sync_serves_all_who_wait_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::new(&broker_dir(dir.path()));
    let server = start_with(&settings(dir.path()), for_broker(Arc::clone(&gate) as _)).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    gate.set(false);
    let before = gate.syncs.load(Ordering::Relaxed);
    for _ in 0..50 {
        connection.send(&produce("t", 0, Acks::All, batch(&["a"]))).await.unwrap();
    }
    assert!(timeout(SOON, connection.receive()).await.is_err());
    gate.set(true);
    for offset in 0..50 {
        let answer = produced(connection.receive().await.unwrap());
        assert_eq!(answer.result.unwrap().base_offset.0, offset, "in the order of the requests");
    }
    let syncs = gate.syncs.load(Ordering::Relaxed) - before;
    assert!(syncs <= 10, "{syncs} syncs for 50 appends that waited together");
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sync_is_never_acknowledged_nor_tried_again() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::new(&broker_dir(dir.path()));
    let server = start_with(&settings(dir.path()), for_broker(Arc::clone(&gate) as _)).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 2).await;
    gate.fail_syncs.store(true, Ordering::Relaxed);
    let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["a"]))).await.unwrap();
    assert_eq!(produced(answer).result.unwrap_err().code, ErrorCode::KafkaStorageError);
    gate.fail_syncs.store(false, Ordering::Relaxed);
    let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["a"]))).await.unwrap();
    assert!(produced(answer).result.is_err(), "the log has halted: who knows what is on the disk");
    let answer = connection.ask(&produce("t", 1, Acks::All, batch(&["b"]))).await.unwrap();
    assert!(produced(answer).result.is_ok(), "other logs go on");
    // A failed disk does not close cleanly, and need not.
    let _ = server.stop().await;
}

/// Without fsync an acknowledged record is first synced when its log is closed. If that fails, the next start must be able to tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_whose_syncs_fail_is_not_taken_for_a_clean_one() {
    for fails in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let gate = Gate::new(&broker_dir(dir.path()));
        let mut settings = settings(dir.path());
        settings.flush = FlushMode::Os;
        let server = start_with(&settings, for_broker(Arc::clone(&gate) as _)).await;
        let mut connection = connect(&server).await;
        create(&mut connection, "t", 1).await;
        let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["a"]))).await.unwrap();
        assert!(produced(answer).result.is_ok());
        gate.fail_syncs.store(fails, Ordering::Relaxed);
        let _ = server.stop().await;
        let mark = std::fs::read_to_string(broker_dir(dir.path()).join("running.toml"));
        assert_eq!(mark.is_ok_and(|mark| mark.contains("unsynced = 1")), fails);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_writes_until_there_is_space_again() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::new(&broker_dir(dir.path()));
    let server = start_with(&settings(dir.path()), for_broker(Arc::clone(&gate) as _)).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "t", 1).await;
    let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["a"]))).await.unwrap();
    assert!(produced(answer).result.is_ok());
    gate.full.store(true, Ordering::Relaxed);
    let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["lost"]))).await.unwrap();
    assert!(produced(answer).result.is_err());
    assert_eq!(read_all(&mut connection, "t", 0).await, [(0, "a".to_owned())], "it can still be read");
    gate.full.store(false, Ordering::Relaxed);
    let mut accepted = false;
    for _ in 0..50 {
        let answer = connection.ask(&produce("t", 0, Acks::All, batch(&["b"]))).await.unwrap();
        accepted = produced(answer).result.is_ok();
        if accepted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(accepted, "there is space again");
    let records = read_all(&mut connection, "t", 0).await;
    assert_eq!(records, [(0, "a".to_owned()), (1, "b".to_owned())]);
    server.stop().await.unwrap();
}

/// Several producers write; in the middle of it the power goes. What was acknowledged before must be there after.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_the_loss_of_all_unsynced_bytes() {
    const PARTITIONS: i32 = 3;
    for round in 0..3_u64 {
        let dir = tempfile::tempdir().unwrap();
        let names = ["metadata", "broker-1"];
        let [metadata, broker] = names.map(|name| PowerLoss::new(&dir.path().join(name)));
        let files = {
            let [metadata, broker] = [&metadata, &broker].map(Arc::clone);
            FileLayers::new(move |dir| if dir.ends_with("metadata") { metadata.clone() } else { broker.clone() })
        };
        let server = start_with(&settings(dir.path()), files).await;
        let mut connection = connect(&server).await;
        create(&mut connection, "t", PARTITIONS).await;

        let acked: Arc<Mutex<BTreeMap<(i32, i64), String>>> = Arc::default();
        let mut producers = tokio::task::JoinSet::new();
        for partition in 0..PARTITIONS {
            let acked = Arc::clone(&acked);
            let mut connection = connect(&server).await;
            producers.spawn(async move {
                for number in 0.. {
                    let value = format!("{partition}/{number}");
                    let request = produce("t", partition, Acks::All, batch(&[&value]));
                    let Ok(answer) = connection.ask(&request).await else { return };
                    let offset = produced(answer).result.unwrap().base_offset.0;
                    acked.lock().unwrap().insert((partition, offset), value);
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(200 + 70 * round)).await;
        // First what was promised, then the power: what is acknowledged in between may be there as well.
        let promised = acked.lock().unwrap().clone();
        let after = tempfile::tempdir().unwrap();
        for (name, layer) in names.into_iter().zip([&metadata, &broker]) {
            std::fs::create_dir(after.path().join(name)).unwrap();
            layer.survivors(&after.path().join(name));
        }
        producers.shutdown().await;
        server.stop().await.unwrap();
        assert!(promised.len() > 20, "only {} acknowledgements in time", promised.len());

        for file in ["glasslog.toml", "broker-1/broker.toml"] {
            std::fs::copy(dir.path().join(file), after.path().join(file)).unwrap();
        }
        let server = start(after.path()).await;
        let mut connection = connect(&server).await;
        for partition in 0..PARTITIONS {
            let records = read_all(&mut connection, "t", partition).await;
            assert!(records.iter().enumerate().all(|(at, (offset, _))| *offset == at as i64), "no gap, no duplicate");
            let found: BTreeMap<_, _> =
                records.into_iter().map(|(offset, value)| ((partition, offset), value)).collect();
            for (place, value) in promised.iter().filter(|((p, _), _)| *p == partition) {
                assert_eq!(found.get(place), Some(value), "round {round}: acknowledged at {place:?}, and lost");
            }
        }
        server.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_metadata_refuses_changes_until_there_is_space_again() {
    let dir = tempfile::tempdir().unwrap();
    let gate = Gate::new(&dir.path().join("metadata"));
    let files = {
        let gate = Arc::clone(&gate);
        FileLayers::new(move |dir| if dir.ends_with("metadata") { gate.clone() } else { Arc::new(RealFiles::new(dir)) })
    };
    let server = start_with(&settings(dir.path()), files).await;
    let mut connection = connect(&server).await;
    create(&mut connection, "before", 1).await;
    gate.full.store(true, Ordering::Relaxed);
    let refused = try_to_create(&mut connection, "meanwhile", 1).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::KafkaStorageError);
    assert!(refused.message.unwrap().contains("free some space"));
    let answer = connection.ask(&produce("before", 0, Acks::All, batch(&["a"]))).await.unwrap();
    assert!(produced(answer).result.is_ok(), "the broker's own disk has space");
    gate.full.store(false, Ordering::Relaxed);
    create(&mut connection, "after", 1).await;
    server.stop().await.unwrap();
    let server = start(dir.path()).await;
    let mut connection = connect(&server).await;
    assert_eq!(read_all(&mut connection, "after", 0).await, []);
    create(&mut connection, "meanwhile", 1).await;
    server.stop().await.unwrap();
}
