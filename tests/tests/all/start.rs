//! Starting, stopping, and starting again: what a person gets wrong, what a disk gets wrong, and what must just work.

mod full;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use glasslog_tests::client::{Client, Send, objects};
use glasslog_tests::lines::Process;
use glasslog_tests::server::{Server, serve};
use rustix::process::Signal;

/// The server must refuse to start: a bad end, a reason, no panic.
fn refused(command: Command, reasons: &[&str]) -> String {
    let (status, lines) = Process::start(command).end(Duration::from_secs(15));
    let said = lines.join("\n");
    assert!(!status.success(), "it started, and ended well:\n{said}");
    assert!(!said.contains("panicked"), "{said}");
    for reason in reasons {
        assert!(said.contains(reason), "the message does not say `{reason}`:\n{said}");
    }
    said
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

#[test]
fn a_port_in_use_is_named() {
    let home = home();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    for flag in ["--kafka", "--http"] {
        refused(serve(&home.path().join("data"), &[flag, &address]), &[&address, "in use"]);
    }
}

#[test]
fn one_directory_has_one_server() {
    let mut server = Server::start();
    let data = server.data();
    refused(serve(&data, &[]), &[&data.display().to_string()]);
    assert!(server.process().running());
    server.kill();
    server.restart();
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let home = home();
    let file = home.path().join("file");
    fs::write(&file, "not a directory").expect("a file");
    refused(serve(&file, &[]), &[&file.display().to_string(), "is a file", "--data"]);
    let nowhere = Path::new("/proc/glasslog");
    refused(serve(nowhere, &[]), &["/proc/glasslog", "cannot be made", "--data"]);
}

/// A directory of three brokers with a topic, stopped; then spoilt.
fn spoilt(spoil: impl FnOnce(&Path)) -> (tempfile::TempDir, Command) {
    let home = home();
    let data = home.path().join("data");
    let mut command = serve(&data, &["--brokers", "3"]);
    command.env("KAFKA_CREATE_TOPICS", "here:3:1");
    let server = Process::start(command);
    server.wait("the server", glasslog_tests::server::READY, |lines| {
        lines.iter().any(|line| line.trim_start().starts_with("page ")).then_some(())
    });
    server.ask_to_end(Signal::INT);
    server.succeed(Duration::from_secs(15));
    spoil(&data);
    let command = serve(&data, &[]);
    (home, command)
}

#[test]
fn a_directory_that_is_not_as_it_was_is_refused_with_what_to_do() {
    let newer = |data: &Path| {
        let file = data.join("glasslog.toml");
        let text = fs::read_to_string(&file).expect("an identity");
        fs::write(&file, text.replace("format = 2", "format = 9")).expect("written");
    };
    let (_home, command) = spoilt(newer);
    refused(command, &["has format 9", "formats up to 2", "newer glasslog", "--data"]);
    let (_home, command) = spoilt(|data| fs::remove_dir_all(data.join("metadata")).expect("removed"));
    refused(command, &["holds no metadata log", "broker-", "Restore"]);
    let in_the_way = |data: &Path| {
        fs::remove_dir_all(data.join("broker-2")).expect("removed");
        fs::write(data.join("broker-2"), "").expect("written");
    };
    let (_home, command) = spoilt(in_the_way);
    refused(command, &["broker-2 is a file, and should be a directory", "move it away"]);
    let (_home, command) = spoilt(|data| fs::remove_file(data.join("glasslog.toml")).expect("removed"));
    refused(command, &["glasslog.toml", "missing, though", "from a copy", "--data"]);
}

#[test]
fn a_brokers_directory_that_is_gone_is_told() {
    let (_home, command) = spoilt(|data| fs::remove_dir_all(data.join("broker-2")).expect("removed"));
    let server = Process::start(command);
    let warned = |lines: &[String]| lines.iter().any(|line| line.contains("broker-2 is not there")).then_some(());
    server.wait("a warning", glasslog_tests::server::READY, warned);
}

#[test]
fn bad_topics_to_create_are_explained() {
    for (topics, reason) in [
        ("test-topic:x:1", "test-topic:x:1"),
        ("test-topic", "test-topic"),
        ("test-topic:0:1", "test-topic:0:1"),
        ("bad name!:1:1", "bad name!"),
        ("test-topic:5:10", "replica"),
        (":1:1", ":1:1"),
    ] {
        let home = home();
        let mut command = serve(&home.path().join("data"), &[]);
        command.env("KAFKA_CREATE_TOPICS", topics);
        refused(command, &[reason, "KAFKA_CREATE_TOPICS"]);
    }
}

#[test]
fn settings_that_no_topic_could_have_are_refused_at_once() {
    let home = home();
    let mut command = serve(&home.path().join("data"), &[]);
    command.env("KAFKA_LOG_SEGMENT_BYTES", "1");
    refused(command, &["KAFKA_LOG_SEGMENT_BYTES", "log.segment.bytes is \"1\"", "from 14"]);
    refused(serve(&home.path().join("data"), &["--log", "loud"]), &["loud", "off, error, warn, info, debug, trace"]);
}

#[test]
fn a_page_on_every_address_is_shown_where_it_can_be_opened() {
    let home = home();
    let server = Process::start(serve(&home.path().join("data"), &["--http", "0.0.0.0:0"]));
    let page = server.wait("the page", glasslog_tests::server::READY, |lines| {
        lines.iter().find_map(|line| line.trim_start().strip_prefix("page ").map(|page| page.trim().to_owned()))
    });
    assert!(page.starts_with("http://localhost:"), "{page}");
    server.wait("a word about it", glasslog_tests::server::READY, |lines| {
        lines.iter().any(|line| line.contains("every address of this machine")).then_some(())
    });
}

#[test]
fn the_tutorials_settings_work() {
    let server = Server::start_with(
        &[],
        &[("KAFKA_CREATE_TOPICS", "test-topic:5:1,other:2:1"), ("KAFKA_ADVERTISED_HOST_NAME", "localhost")],
    );
    let mut kcat = Command::new("kcat");
    kcat.args(["-b", server.kafka(), "-L", "-J"]);
    let said = Process::start(kcat).succeed(Duration::from_secs(20)).join("\n");
    let metadata: serde_json::Value = serde_json::from_str(&said).expect("kcat speaks JSON");
    let partitions = |name: &str| {
        let topics = metadata["topics"].as_array().expect("topics");
        topics
            .iter()
            .find(|topic| topic["topic"] == name)
            .map(|topic| topic["partitions"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(partitions("test-topic"), Some(5));
    assert_eq!(partitions("other"), Some(2));
    let broker = metadata["brokers"][0]["name"].as_str().expect("an address");
    assert!(broker.starts_with("localhost:"), "it advertises what it was told: {broker}");
}

#[test]
fn both_ways_to_ask_end_it_well_and_lose_nothing() {
    let mut server = Server::start();
    for (round, signal) in [Signal::INT, Signal::TERM].into_iter().enumerate() {
        let first = round as i64 * 100;
        Client::KafkaPython3.produce(&server, "kept", Send { first, count: 100, keys: 0 });
        server.stop_with(signal);
        server.restart();
        let read = Client::KafkaPython3.consume(&server, "kept", &format!("round-{round}"));
        let numbers: Vec<_> = read.iter().map(|record| record.number).collect();
        assert_eq!(numbers, (0..first + 100).collect::<Vec<_>>());
    }
}

#[test]
fn an_ephemeral_server_leaves_nothing() {
    let home = home();
    let mut command = serve(home.path(), &["--ephemeral"]);
    command.current_dir(home.path()).env("KAFKA_CREATE_TOPICS", "here:1:1");
    let server = Process::start(command);
    server.wait("the server", glasslog_tests::server::READY, |lines| {
        lines.iter().any(|line| line.trim_start().starts_with("page ")).then_some(())
    });
    server.ask_to_end(Signal::TERM);
    server.succeed(Duration::from_secs(15));
    let left = fs::read_dir(home.path()).expect("a directory").count();
    assert_eq!(left, 0, "nothing is written where it was started");
}

#[test]
fn an_impatient_end_of_an_ephemeral_server_leaves_nothing_either() {
    let home = home();
    // From one that is starting to one that serves.
    for wait_ms in [0, 5, 50, 150, 2000] {
        let mut command = serve(home.path(), &["--ephemeral"]);
        command.env("TMPDIR", home.path()).env("KAFKA_CREATE_TOPICS", "here:100:1");
        let mut server = Process::start(command);
        let left = || fs::read_dir(home.path()).expect("a directory").count();
        while left() == 0 {
            assert!(server.running(), "it has begun");
        }
        std::thread::sleep(Duration::from_millis(wait_ms));
        while server.running() {
            server.ask_to_end(Signal::INT);
            std::thread::sleep(Duration::from_millis(3));
        }
        assert_eq!(left(), 0, "after {wait_ms} ms");
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a directory").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The largest segment of the data directory that holds `marker`: the one that a test has just written to.
fn segment(data: &Path, marker: &[u8]) -> PathBuf {
    let mut found = Vec::new();
    files(data, &mut found);
    found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .find(|path| fs::read(path).is_ok_and(|bytes| bytes.windows(marker.len()).any(|window| window == marker)))
        .expect("a segment with the test's own records")
}

/// A server with fifty batches of one record each, killed.
fn killed_with_fifty_batches() -> (Server, PathBuf) {
    let mut server = Server::start();
    let arguments = ["--count", "50", "--pace-ms", "10"];
    let lines = Process::start(Client::KafkaPython2.python(&server, "produce", "kept", &arguments))
        .succeed(Duration::from_secs(60));
    assert_eq!(objects(&lines).filter(|line| line.get("offset").is_some()).count(), 50);
    server.kill();
    let segment = segment(&server.data(), b"\"number\": 49}");
    (server, segment)
}

#[test]
fn a_torn_tail_is_cut_at_the_last_whole_batch() {
    let (mut server, segment) = killed_with_fifty_batches();
    // half of a batch that was never acknowledged: the last one once more, under the next offset
    let mut bytes = fs::read(&segment).expect("the segment");
    let last = bytes.windows(8).rposition(|window| window == 49_i64.to_be_bytes()).expect("batch 49");
    let half = [&50_i64.to_be_bytes(), &bytes[last + 8..last + 40]].concat();
    bytes.extend(half);
    fs::write(&segment, &bytes).expect("the segment");

    server.restart();
    Client::KafkaPython2.produce(&server, "kept", Send { first: 50, count: 1, keys: 0 });

    let read = Client::KafkaPython2.consume(&server, "kept", "readers");
    let numbers: Vec<_> = read.iter().map(|record| record.number).collect();
    assert_eq!(numbers, (0..51).collect::<Vec<_>>(), "all that was acknowledged, and it goes on");
    assert!(read.is_sorted_by_key(|record| record.offset));
}

/// What was acknowledged was synced, so a file that ends before it is not torn by a crash: somebody or something has cut it.
#[test]
fn a_segment_that_lost_its_end_is_reported_not_forgotten() {
    let (mut server, segment) = killed_with_fifty_batches();
    let bytes = fs::read(&segment).expect("the segment");
    fs::write(&segment, &bytes[..bytes.len() - 3]).expect("the segment");

    server.restart();
    Client::KafkaPython2.produce(&server, "kept", Send { first: 100, count: 1, keys: 0 });

    let said = server.said();
    assert!(said.contains("kept-0") && said.contains("damaged"), "{said}");
    let reader = Client::KafkaPython2.python(&server, "listen", "kept", &["--group", "readers"]);
    let (_, lines) = Process::start(reader).end(Duration::from_secs(60));
    let numbers: Vec<_> = objects(&lines).filter_map(|line| line.get("number")?.as_i64()).collect();
    assert_eq!(numbers, (0..49).collect::<Vec<_>>(), "what is whole is served; it is not passed over in silence");
    fs::write(&segment, &bytes).expect("the segment");
    server.kill();
    server.restart();
    let read = Client::KafkaPython2.consume(&server, "kept", "menders");
    let numbers: Vec<_> = read.iter().map(|record| record.number).collect();
    assert_eq!(numbers, (0..50).chain([100]).collect::<Vec<_>>(), "restored, all is there");
}

#[test]
fn a_segment_damaged_in_the_middle_is_never_served_wrong_nor_cut() {
    let (mut server, segment) = killed_with_fifty_batches();
    let mut bytes = fs::read(&segment).expect("the segment");
    let marker = b"\"number\": 25}";
    let at = bytes.windows(marker.len()).position(|window| window == marker).expect("record 25");
    bytes[at + 11] ^= 1;
    fs::write(&segment, &bytes).expect("the segment");
    let length = bytes.len();

    // a server may refuse to start or refuse the range; it may not serve what was never sent, nor throw away what follows
    let started = Process::start(serve(&server.data(), &["--kafka", server.kafka(), "--http", server.page()]));
    let up = started.try_wait(Duration::from_secs(15), |lines| {
        lines.iter().any(|line| line.trim_start().starts_with("page ")).then_some(())
    });
    if up.is_some() {
        let mut reader = Client::KafkaPython2.python(&server, "listen", "kept", &["--group", "readers"]);
        reader.stderr(std::process::Stdio::null());
        let (_, lines) = Process::start(reader).end(Duration::from_secs(60));
        for record in objects(&lines) {
            if let (Some(number), Some(offset)) = (record.get("number"), record.get("offset")) {
                assert_eq!(number, offset, "served as it was sent");
            }
        }
    }
    let said = started.lines().join("\n");
    assert!(!said.contains("panicked"), "{said}");
    drop(started);
    let mut found = Vec::new();
    files(&server.data(), &mut found);
    assert!(
        found.iter().any(|path| fs::read(path).is_ok_and(|now| now.len() >= length && now[..length] == bytes[..])),
        "what follows the damage is still on the disk"
    );
    // mend it, and all is well again
    bytes[at + 11] ^= 1;
    fs::write(&segment, &bytes).expect("the segment");
    server.restart();
    let read = Client::KafkaPython2.consume(&server, "kept", "menders");
    assert_eq!(read.len(), 50);
}
