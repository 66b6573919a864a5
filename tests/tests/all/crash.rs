//! `kill -9` at any moment: what was acknowledged is there after the restart, once and in order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use glasslog_tests::client::{Client, SOON, create_topic, objects};
use glasslog_tests::lines::Process;
use glasslog_tests::random::Random;
use glasslog_tests::server::Server;
use serde_json::Value;

const KILLS: usize = 20;

fn number(line: &Value, name: &str) -> Option<i64> {
    line.get(name).and_then(Value::as_i64)
}

fn acknowledged(lines: &[String]) -> usize {
    lines.iter().filter(|line| line.contains("\"offset\"")).count()
}

/// One idempotent producer and one consumer that commits each record live through all the kills. Both reconnect by themselves.
#[test]
fn nothing_acknowledged_is_lost_over_twenty_kills() {
    let mut random = Random::new("nothing_acknowledged_is_lost_over_twenty_kills");
    let mut server = Server::start();
    create_topic(&server, "kept", 3);
    let mut producer = Process::start(Client::KafkaPython3.python(&server, "produce-on", "kept", &["--pace-ms", "1"]));
    let committer =
        Process::start(Client::KafkaPython3.python(&server, "commit-on", "kept", &["--group", "committers"]));
    committer
        .wait("a first commit", SOON, |lines| lines.iter().any(|line| line.contains("\"committed\"")).then_some(()));

    for kill in 1..=KILLS {
        let before = acknowledged(&producer.lines());
        producer.wait(&format!("an acknowledgement before kill {kill}"), SOON, |lines| {
            (acknowledged(lines) > before).then_some(())
        });
        std::thread::sleep(Duration::from_millis(random.within(0..400)));
        server.kill();
        server.restart();
    }

    producer.close_input();
    let produced = producer.succeed(Duration::from_secs(120));
    let committed_lines = committer.end(SOON).1;
    server.kill();
    server.restart();

    let failed: Vec<_> = objects(&produced).filter(|line| line.get("failed").is_some()).collect();
    assert_eq!(failed, Vec::<Value>::new(), "the producer was patient: nothing may fail for good");
    let sent = objects(&produced).find_map(|line| number(&line, "sent")).expect("the producer says how many");
    let read = Client::KafkaPython3.consume(&server, "kept", "checkers");
    let by_place: BTreeMap<(i64, i64), i64> =
        read.iter().map(|record| ((record.partition, record.offset), record.number)).collect();
    assert_eq!(by_place.len(), read.len(), "one record to an offset");
    for line in objects(&produced) {
        let (Some(offset), Some(partition)) = (number(&line, "offset"), number(&line, "partition")) else {
            continue;
        };
        assert_eq!(by_place.get(&(partition, offset)).copied(), number(&line, "number"), "at the acknowledged place");
    }
    let mut all: Vec<_> = read.iter().map(|record| record.number).collect();
    all.sort_unstable();
    let once: BTreeSet<_> = all.iter().copied().collect();
    assert_eq!(all.len(), once.len(), "no record twice");
    assert_eq!(all, (0..sent).collect::<Vec<_>>(), "every record is there");
    for partition in 0..3 {
        let of_this: Vec<_> = read.iter().filter(|record| record.partition == partition).collect();
        assert!(of_this.is_sorted_by_key(|record| record.number), "partition {partition} is in the order of sending");
    }
    println!("{sent} records over {KILLS} kills, {} acknowledged before the last", acknowledged(&produced));
    offsets_are_kept(&server, &committed_lines);
}

/// What a group has committed is at least what was acknowledged to it, and at most what it tried.
fn offsets_are_kept(server: &Server, lines: &[String]) {
    let last = |name: &str| {
        let mut last: BTreeMap<i64, i64> = BTreeMap::new();
        for line in objects(lines) {
            if let (Some(partition), Some(offset)) = (number(&line, "partition"), number(&line, name)) {
                let highest = last.entry(partition).or_default();
                *highest = offset.max(*highest);
            }
        }
        last
    };
    let (acknowledged, tried) = (last("committed"), last("trying"));
    assert!(!acknowledged.is_empty(), "something was committed");
    let asked = Client::KafkaPython3.python(server, "committed", "kept", &["--group", "committers"]);
    let answer = Process::start(asked).succeed(SOON);
    for (partition, offset) in acknowledged {
        let kept = objects(&answer)
            .find(|line| number(line, "partition") == Some(partition))
            .and_then(|line| number(&line, "committed"))
            .unwrap_or(-1);
        assert!(kept >= offset, "partition {partition}: {offset} was committed, {kept} is there");
        assert!(kept <= tried[&partition], "partition {partition}: {kept} was never asked for");
    }
}
