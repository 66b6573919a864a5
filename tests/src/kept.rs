//! What a producer and a committing consumer were promised, held against what is there afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::client::{Client, Record, SOON, objects};
use crate::lines::Process;
use crate::server::Server;

/// How many acknowledgements a producer has printed.
#[must_use]
pub fn acknowledged(lines: &[String]) -> usize {
    lines.iter().filter(|line| line.contains("\"offset\"")).count()
}

fn number(line: &Value, name: &str) -> Option<i64> {
    line.get(name).and_then(Value::as_i64)
}

/// A patient idempotent producer that sent `first`, `first + 1`, … and printed `produced`, among all records `read` of the topic: nothing
/// failed; each record is there once, the acknowledged ones at their places, and each partition is in the order of sending.
///
/// # Panics
/// If any of this does not hold.
#[must_use]
pub fn check_produced(produced: &[String], first: i64, read: &[Record]) -> usize {
    let (sent, own) = own(produced, first, read);
    let mut all: Vec<_> = own.iter().map(|record| record.number).collect();
    all.sort_unstable();
    let once: BTreeSet<_> = all.iter().copied().collect();
    assert_eq!(all.len(), once.len(), "no record twice");
    assert_eq!(all, (first..first + sent).collect::<Vec<_>>(), "every record is there");
    check_order(&own);
    acknowledged(produced)
}

/// As [`check_produced`], for a producer that is not idempotent: what it sends again after a failure may be there twice, but each
/// record's first copies are in the order of sending. Gives back how many were acknowledged, and how many are there too often.
///
/// # Panics
/// If any of this does not hold.
#[must_use]
pub fn check_produced_at_least_once(produced: &[String], first: i64, read: &[Record]) -> (usize, usize) {
    let (sent, own) = own(produced, first, read);
    let there: BTreeSet<_> = own.iter().map(|record| record.number).collect();
    assert_eq!(there, (first..first + sent).collect(), "every record is there");
    let mut seen = BTreeSet::new();
    let mut by_offset = own.clone();
    by_offset.sort_by_key(|record| (record.partition, record.offset));
    let first_copies: Vec<_> = by_offset.into_iter().filter(|record| seen.insert(record.number)).collect();
    check_order(&first_copies);
    (acknowledged(produced), own.len() - there.len())
}

/// How many a producer has sent, and what of it was read; nothing has failed, and what was acknowledged is at its place.
fn own<'a>(produced: &[String], first: i64, read: &'a [Record]) -> (i64, Vec<&'a Record>) {
    let failed: Vec<_> = objects(produced).filter(|line| line.get("failed").is_some()).collect();
    assert_eq!(failed, Vec::<Value>::new(), "the producer was patient: nothing may fail for good");
    let sent = objects(produced).find_map(|line| number(&line, "sent")).expect("the producer says how many");
    let own: Vec<&Record> = read.iter().filter(|record| (first..first + sent).contains(&record.number)).collect();
    let by_place: BTreeMap<(i64, i64), i64> =
        read.iter().map(|record| ((record.partition, record.offset), record.number)).collect();
    assert_eq!(by_place.len(), read.len(), "one record to an offset");
    for line in objects(produced) {
        let (Some(offset), Some(partition)) = (number(&line, "offset"), number(&line, "partition")) else {
            continue;
        };
        assert_eq!(by_place.get(&(partition, offset)).copied(), number(&line, "number"), "at the acknowledged place");
    }
    (sent, own)
}

fn check_order(own: &[&Record]) {
    let partitions: BTreeSet<i64> = own.iter().map(|record| record.partition).collect();
    for partition in partitions {
        let mut of_this: Vec<_> = own.iter().filter(|record| record.partition == partition).collect();
        of_this.sort_by_key(|record| record.offset);
        assert!(of_this.is_sorted_by_key(|record| record.number), "partition {partition} is in the order of sending");
    }
}

/// What a group has committed is at least what was acknowledged to it, and at most what it tried. `lines`: what its member printed.
///
/// # Panics
/// If this does not hold.
pub fn check_commits(server: &Server, topic: &str, group: &str, lines: &[String]) {
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
    let asked = Client::KafkaPython3.python(server, "committed", topic, &["--group", group]);
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

/// A member that reads and commits each record by itself, through kills and failovers, never goes back further than what it was
/// acknowledged: in particular never to the beginning.
///
/// # Panics
/// If it did.
pub fn check_never_went_back(lines: &[String]) {
    let mut committed: BTreeMap<i64, i64> = BTreeMap::new();
    for line in objects(lines) {
        let Some(partition) = number(&line, "partition") else { continue };
        if let Some(offset) = number(&line, "trying") {
            let kept = committed.get(&partition).copied().unwrap_or_default();
            assert!(offset > kept, "partition {partition}: read {offset} again, though {kept} was committed");
        }
        if let Some(offset) = number(&line, "committed") {
            committed.insert(partition, offset);
        }
    }
}
