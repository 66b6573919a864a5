use std::fs;

use super::*;

#[test]
fn a_directory_remembers_who_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deep/data");
    let mut first = DataDir::open(&path).unwrap();
    let id = first.cluster_id.clone();
    assert_eq!((id.len(), first.brokers), (22, None));
    first.remember(2).unwrap();
    drop(first);
    let mut second = DataDir::open(&path).unwrap();
    assert_eq!((second.cluster_id.as_str(), second.brokers), (id.as_str(), Some(2)));
    second.remember(3).unwrap();
    drop(second);
    assert_eq!(DataDir::open(&path).unwrap().brokers, Some(3));
    let other = DataDir::temporary().unwrap();
    assert_ne!(other.cluster_id, id);
}

#[test]
fn a_second_server_is_told_which_directory_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let first = DataDir::open(dir.path()).unwrap();
    let error = DataDir::open(dir.path()).unwrap_err().to_string();
    assert!(error.contains(&dir.path().display().to_string()), "{error}");
    assert!(error.contains(&format!("process {}", std::process::id())) && error.contains("--data"), "{error}");
    drop(first);
    DataDir::open(dir.path()).unwrap();
}

#[test]
fn somebody_elses_directory_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("holiday.jpg"), "").unwrap();
    let error = DataDir::open(dir.path()).unwrap_err();
    assert!(matches!(&error, DataDirError::Foreign { found, .. } if found == "holiday.jpg"), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was written into it");
}

#[test]
fn a_newer_format_is_refused_with_words() {
    let dir = tempfile::tempdir().unwrap();
    DataDir::open(dir.path()).unwrap().remember(1).unwrap();
    let file = dir.path().join(IDENTITY);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("format = 2", "format = 3")).unwrap();
    let error = DataDir::open(dir.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Newer { found: 3, .. }), "{error}");
    assert!(error.to_string().contains("newer"), "{error}");
}

#[test]
fn a_damaged_identity_is_never_replaced() {
    for text in [
        "",
        "format = 0",
        "format = 1",
        "format = 1\ncluster-id = \"x\"",
        "format = 1\ncluster-id = \"x\"\nbroker-id = -1",
        "format = 2\ncluster-id = \"x\"",
        "format = 2\ncluster-id = \"x\"\nbrokers = 10",
        "\0",
    ] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(IDENTITY), text).unwrap();
        let error = DataDir::open(dir.path()).unwrap_err();
        assert!(matches!(error, DataDirError::Damaged { .. }), "{text:?}: {error}");
        assert_eq!(fs::read_to_string(dir.path().join(IDENTITY)).unwrap(), text);
    }
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    // Works for root as well: nobody makes directories there.
    let error = DataDir::open(Path::new("/proc/glasslog")).unwrap_err().to_string();
    assert!(error.contains("/proc/glasslog"), "{error}");
}

#[test]
fn a_temporary_directory_goes_with_its_server() {
    let mut dir = DataDir::temporary().unwrap();
    dir.remember(1).unwrap();
    let path = dir.path().to_owned();
    assert!(path.join(IDENTITY).exists());
    drop(dir);
    assert!(!path.exists());
}

/// A directory of format 1, with a topic's log, a deleted one, and the metadata.
fn format_1() -> (tempfile::TempDir, [String; 3]) {
    let dir = tempfile::tempdir().unwrap();
    let text = "format = 1\ncluster-id = \"old\"\nbroker-id = 1\n";
    fs::write(dir.path().join(IDENTITY), text).unwrap();
    let logs = [
        "0123456789abcdef0123456789abcdef-0",
        "fedcba9876543210fedcba9876543210-11.deleted",
        "00000000000000000000000000000001-0",
    ];
    for log in logs {
        fs::create_dir(dir.path().join(log)).unwrap();
        fs::write(dir.path().join(log).join("segment"), log).unwrap();
    }
    (dir, logs.map(str::to_owned))
}

fn check_upgraded(dir: &Path, logs: &[String; 3]) {
    let data = DataDir::open(dir).unwrap();
    assert_eq!((data.cluster_id.as_str(), data.brokers), ("old", Some(1)));
    let broker = data.broker(BrokerId(1)).unwrap();
    assert_eq!(broker.begin(glasslog_core::storage::FlushMode::Group).unwrap().id.0, 0, "the disk of old metadata");
    let [log, deleted, metadata] = logs;
    for (place, log) in [(broker.path(), log), (broker.path(), deleted), (&data.metadata().unwrap(), metadata)] {
        assert_eq!(fs::read_to_string(place.join(log).join("segment")).unwrap(), *log);
        assert!(!dir.join(log).exists());
    }
}

#[test]
fn format_1_is_converted_by_renames() {
    let (dir, logs) = format_1();
    check_upgraded(dir.path(), &logs);
    check_upgraded(dir.path(), &logs);
}

#[test]
fn a_conversion_cut_short_goes_on_at_the_next_start() {
    let (dir, logs) = format_1();
    BrokerDir::make(&RealOs, dir.path(), BrokerId(1), "old", glasslog_core::id::DiskId(0)).unwrap();
    fs::rename(dir.path().join(&logs[0]), dir.path().join("broker-1").join(&logs[0])).unwrap();
    check_upgraded(dir.path(), &logs);
}

#[test]
fn what_is_no_directory_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "text").unwrap();
    for path in [file.clone(), file.join("under")] {
        let error = DataDir::open(&path).unwrap_err().to_string();
        assert!(error.contains("is a file, or lies under one; name a directory with --data"), "{error}");
    }
    #[cfg(target_os = "linux")]
    {
        let error = DataDir::open(Path::new("/proc/glasslog")).unwrap_err().to_string();
        assert!(error.contains("cannot be made") && error.contains("--data"), "{error}");
    }
}
