//! A directory that an earlier glasslog wrote (format 1: `tests/golden/format-1`, made with its `topics`, `produce` and `consume`).

use std::fs;
use std::path::Path;

use glasslog_core::request::Acks;

use crate::support::*;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_records_of_format_1_are_there_and_more_can_follow() {
    let dir = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/format-1"), dir.path());
    for round in 0..2 {
        let server = start(dir.path()).await;
        let mut connection = connect(&server).await;
        let first = read_all(&mut connection, "items", 0).await;
        let second = read_all(&mut connection, "items", 1).await;
        assert_eq!(first.len() + second.len(), 10 + round, "{first:?} {second:?}");
        assert!(first.iter().chain(&second).all(|(_, value)| value.starts_with('v')));
        let answer = connection.ask(&produce("items", 0, Acks::All, batch(&["v11"]))).await.unwrap();
        assert_eq!(produced(answer).result.unwrap().base_offset.0, first.len() as i64);
        create(&mut connection, &format!("new-{round}"), 1).await;
        server.stop().await.unwrap();
    }
}
