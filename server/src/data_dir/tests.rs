use super::*;

#[test]
fn a_directory_remembers_who_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deep/data");
    let first = DataDir::open(&path).unwrap();
    let id = first.cluster_id.clone();
    assert_eq!(id.len(), 22);
    drop(first);
    let second = DataDir::open(&path).unwrap();
    assert_eq!((second.cluster_id.as_str(), second.broker), (id.as_str(), BrokerId(1)));
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
    drop(DataDir::open(dir.path()).unwrap());
    let file = dir.path().join(IDENTITY);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("format = 1", "format = 2")).unwrap();
    let error = DataDir::open(dir.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Newer { found: 2, .. }), "{error}");
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
    let dir = DataDir::temporary().unwrap();
    let path = dir.path().to_owned();
    assert!(path.join(IDENTITY).exists());
    drop(dir);
    assert!(!path.exists());
}
