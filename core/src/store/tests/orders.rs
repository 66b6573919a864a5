//! Orders other than appending and reading.

use core::time::Duration;

use bytes::Bytes;

use super::*;
use crate::{
    record::{Codec, CodecError, Codecs},
    storage::{Retention, SeekTarget, SoughtRecord},
    store::name,
};

/// Forty batches of three records; the record at offset n has the time 1000 + 10 n.
fn forty(config: LogConfig) -> Rig {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(config);
    (0..40).for_each(|n| {
        rig.append(n * 3, 3);
    });
    rig.run();
    rig
}

fn sought(rig: &mut Rig, target: SeekTarget, upto: i64) -> Option<(i64, i64)> {
    match rig.ask(StorageOrder::Seek { target, upto: Offset(upto) }) {
        Ok(Outcome::Sought(found)) => found.map(|SoughtRecord { offset, timestamp, .. }| (offset.0, timestamp.0)),
        other => panic!("not sought: {other:?}"),
    }
}

fn at(time: i64) -> SeekTarget {
    SeekTarget::At(Timestamp(time))
}

fn trim(rig: &mut Rig, start: i64) {
    assert!(matches!(rig.ask(StorageOrder::Trim { start: Offset(start) }), Ok(Outcome::Done)));
}

#[test]
fn a_seek_finds_the_first_record_at_or_after_a_time() {
    for config in [small(), LogConfig::default()] {
        let mut rig = forty(config);
        for n in 0..120 {
            assert_eq!(sought(&mut rig, at(1000 + n * 10), 120), Some((n, 1000 + n * 10)));
            assert_eq!(sought(&mut rig, at(991 + n * 10), 120), Some((n, 1000 + n * 10)));
        }
        assert_eq!(sought(&mut rig, at(2191), 120), None);
        assert_eq!(sought(&mut rig, at(-5), 120), Some((0, 1000)));
        assert_eq!(sought(&mut rig, at(1200), 21), Some((20, 1200)));
        assert_eq!(sought(&mut rig, at(1210), 21), None, "nothing at or past the end counts");
        trim(&mut rig, 50);
        assert_eq!(sought(&mut rig, at(0), 120), Some((50, 1500)), "nothing before the log start counts");
    }
}

#[test]
fn the_largest_timestamp_is_found_wherever_it_lies() {
    for config in [small(), LogConfig::default()] {
        let mut rig = Rig::new(FlushMode::Group);
        rig.open_with(config);
        assert_eq!(sought(&mut rig, SeekTarget::MaxTimestamp, 0), None);
        for n in 0..30_i64 {
            let mut builder = BatchBuilder::new();
            for time in [100, if n == 11 { 900 } else { 200 + n }, 900 - i64::from(n != 11)] {
                builder.push(time, None, Some(b"v"), &[]).expect("it fits");
            }
            rig.give(StorageOrder::Append { batch: builder.checked().expect("sound").stamp(n * 3, 0) });
        }
        rig.run();
        assert_eq!(sought(&mut rig, SeekTarget::MaxTimestamp, 90), Some((34, 900)));
        assert_eq!(sought(&mut rig, SeekTarget::MaxTimestamp, 33), Some((2, 899)));
        trim(&mut rig, 60);
        assert_eq!(sought(&mut rig, SeekTarget::MaxTimestamp, 90), Some((62, 899)));
    }
}

/// "Compresses" by turning every bit round.
struct Upside;

impl Codecs for Upside {
    fn decompress(&self, _: Codec, bytes: &[u8], _: usize) -> Result<Bytes, CodecError> {
        Ok(bytes.iter().map(|byte| !byte).collect::<Vec<u8>>().into())
    }
}

#[test]
fn a_seek_looks_into_compressed_batches_as_far_as_the_host_can() {
    let mut builder = BatchBuilder::new();
    (0..5).for_each(|n| builder.push(100 + n, None, Some(b"v"), &[]).expect("it fits"));
    let compress = |body: &[u8]| Ok::<_, ()>(body.iter().map(|byte| !byte).collect());
    let bytes = builder.build_compressed(Codec::Lz4, compress).expect("bytes");
    let batch = crate::record::CheckedBatch::parse(bytes, &crate::record::Rules::BROKER).expect("sound").stamp(0, 0);
    for (codecs, offset) in [(&Upside as &'static (dyn Codecs + Send + Sync), 3), (&crate::record::NoCodecs, 0)] {
        let mut rig = Rig::new(FlushMode::Group);
        rig.store = Store::new(StoreConfig { codecs, ..StoreConfig::default() });
        rig.open();
        rig.give(StorageOrder::Append { batch: batch.clone() });
        rig.run();
        assert_eq!(sought(&mut rig, at(103), 5).map(|(offset, _)| offset), Some(offset));
    }
}

#[test]
fn retention_takes_whole_segments_and_the_trim_that_follows_lasts() {
    let mut rig = forty(small());
    let expired = |rig: &mut Rig, age: Option<u64>, bytes, now, upto| {
        let retention = Retention { age: age.map(Duration::from_millis), bytes };
        match rig.ask(StorageOrder::Expire { retention, now: Timestamp(now), upto: Offset(upto) }) {
            Ok(Outcome::Expired(start)) => start.0,
            other => panic!("not expired: {other:?}"),
        }
    };
    let starts: Vec<i64> = bases(&rig);
    assert!(starts.len() >= 4);
    assert_eq!(expired(&mut rig, None, None, i64::MAX, 120), 0);
    assert_eq!(expired(&mut rig, Some(0), None, 0, 120), 0, "a clock that went back expires nothing");
    // The last record before the third segment is 100 ms old when the clock says so.
    let now = 1000 + (starts[2] - 1) * 10 + 100;
    assert_eq!(expired(&mut rig, Some(100), None, now, 120), starts[1]);
    assert_eq!(expired(&mut rig, Some(100), None, now + 1, 120), starts[2]);
    assert_eq!(expired(&mut rig, Some(100), None, now + 1, starts[2] - 1), starts[1], "not past the high watermark");
    assert_eq!(expired(&mut rig, None, Some(0), 0, 120), *starts.last().expect("one"), "never the active one by size");
    assert_eq!(expired(&mut rig, Some(0), None, i64::MAX, 120), 120, "by age the active one too");
    assert_eq!(bases(&rig), starts, "asking changes nothing");

    trim(&mut rig, starts[2]);
    assert_eq!(bases(&rig), starts[2..]);
    assert_eq!(rig.locate(&[(0, 120, 99)], 99), [Err(StorageFault::Missing)]);
    trim(&mut rig, 120);
    assert_eq!(bases(&rig), [120]);
    let mut again = rig.restarted(Disk::kill_process);
    let found = again.open();
    assert_eq!((found.start, found.end, found.bytes, found.damaged_at), (Offset(120), Offset(120), 0, None));
    trim(&mut again, 500);
    let ticket = again.append(500, 1);
    again.run();
    assert!(again.has_acked(ticket), "a log that follows another one may begin anywhere");
    let found = again.restarted(Disk::kill_process).open();
    assert_eq!((found.start, found.end, found.damaged_at), (Offset(500), Offset(501), None));
}

/// Where the segments on the disk begin.
fn bases(rig: &Rig) -> Vec<i64> {
    let file = |path: &std::string::String| path.rsplit('/').next().and_then(name::SegmentName::parse);
    rig.disk.paths().iter().filter_map(file).map(|segment| segment.base.0).collect()
}

#[test]
fn a_span_that_is_held_outlives_truncation_and_trim() {
    let mut rig = forty(small());
    let spans = [Some(Span { log: LOG, from: Offset(0), upto: Offset(120), bytes_max: u32::MAX })];
    rig.handle(StoreInput::Locate { id: 1, spans: spans.into(), bytes_max: u32::MAX });
    rig.run();
    let held = rig.located.pop().expect("an answer").remove(0).expect("pieces");
    let pinned = rig.disk.pin(&held);
    let cut = rig.ask(StorageOrder::Truncate { to: Offset(30) });
    assert!(matches!(cut, Ok(Outcome::Opened(log)) if log.end == Offset(30)));
    (10..15).for_each(|n| {
        rig.give(StorageOrder::Append { batch: batch(n * 3, 3, 1) });
    });
    rig.run();
    trim(&mut rig, 20);
    let bytes: Vec<u8> = pinned.iter().flat_map(|piece| rig.disk.pinned(piece)).collect();
    assert_eq!(ranges(&bytes), (0..40).map(|n| (n * 3, n * 3 + 3)).collect::<Vec<_>>());
    let (heads, fault) = rig.read_all(20, 45);
    assert_eq!(fault, None);
    assert_eq!(heads.iter().map(|head| head.leader_epoch).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 1, 1, 1, 1]);
}

#[test]
fn a_gap_that_a_leaders_compaction_left_is_no_damage() {
    let mut rig = forty(small());
    let ticket = rig.append(200, 3);
    rig.run();
    assert!(rig.has_acked(ticket));
    assert_eq!(ranges(rig.locate(&[(150, 203, 99)], 999)[0].as_ref().expect("bytes")), [(200, 203)]);
    let mut again = rig.restarted(Disk::kill_process);
    let found = again.open();
    assert_eq!((found.end, found.damaged_at), (Offset(203), None));
    assert_eq!(again.read_all(0, 203).0.len(), 41);
}

#[test]
fn segments_roll_by_record_time_and_settings_hold_from_the_next_append_on() {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(LogConfig { segment_ms: 100, ..LogConfig::default() });
    // The record at offset n has the time 1000 + 10 n, and a segment's first batch is no older than its first record.
    (0..30).for_each(|n| {
        rig.append(n, 1);
    });
    rig.run();
    assert_eq!(bases(&rig), [0, 11, 22]);
    let config = LogConfig { segment_bytes: 1, ..LogConfig::default() };
    assert!(matches!(rig.ask(StorageOrder::Configure { config }), Ok(Outcome::Done)));
    (30..33).for_each(|n| {
        rig.append(n, 1);
    });
    rig.run();
    assert_eq!(bases(&rig), [0, 11, 22, 30, 31, 32], "a segment holds a batch at least");
}

#[test]
fn a_closed_log_is_clean_and_takes_no_orders() {
    let mut rig = forty(LogConfig::default());
    rig.append(120, 1);
    assert!(matches!(rig.ask(StorageOrder::Close), Ok(Outcome::Done)));
    assert!(matches!(rig.ask(StorageOrder::Trim { start: Offset(1) }), Err(StorageFault::Missing)));
    let mut again = rig.restarted(Disk::kill_process);
    let before = again.disk.syncs;
    let found = again.open();
    assert_eq!((found.end, found.torn_bytes), (Offset(121), 0));
    assert_eq!(again.disk.syncs, before + 1, "a clean log is synced once when it is opened, and nothing is rewritten");
}

#[test]
fn a_deleted_log_is_gone_even_when_the_machine_stops_halfway() {
    let whole = forty(small());
    let mut done = whole.clone();
    assert!(matches!(done.ask(StorageOrder::Delete), Ok(Outcome::Done)));
    assert!(done.disk.paths().is_empty() && done.disk.dirs().is_empty(), "{:?}", done.disk.paths());
    for at in 0..done.disk.ops - whole.disk.ops {
        let mut rig = whole.clone();
        rig.crash_at = Some(whole.disk.ops + at);
        let ticket = rig.give(StorageOrder::Delete);
        rig.run();
        let mut again = rig.restarted(Disk::kill_process);
        let found = again.open();
        if rig.has_acked(ticket) {
            assert_eq!(found, RecoveredLog::default(), "crash at {at}");
        } else {
            assert!(found == RecoveredLog::default() || (found.end == Offset(120) && found.damaged_at.is_none()));
        }
        let dirs = again.disk.dirs();
        assert_eq!(dirs.len(), 1, "what was left of it is swept: {dirs:?}");
    }
}

#[test]
fn logs_do_not_wait_for_each_other() {
    let mut rig = Rig::new(FlushMode::Group);
    let other = LogId(2);
    rig.give(StorageOrder::Open { name: log_name(7), config: small() });
    rig.give_to(other, StorageOrder::Open { name: log_name(8), config: small() });
    rig.run();
    (0..9).for_each(|n| {
        rig.append(n, 1);
        rig.give_to(other, StorageOrder::Append { batch: batch(n, 1, 0) });
    });
    let unknown = rig.give_to(LogId(3), StorageOrder::Close);
    rig.run();
    assert!(matches!(rig.ended.remove(&unknown), Some(Err(StorageFault::Missing))));
    assert!(rig.ended.values().all(Result::is_ok));
    // One log's disk fails: the other goes on.
    rig.disk.fail = Some((0, StorageFault::Io));
    let failed = rig.append(9, 1);
    rig.run();
    assert!(matches!(rig.ended.get(&failed), Some(Err(StorageFault::Io))));
    let fine = rig.give_to(other, StorageOrder::Append { batch: batch(9, 1, 0) });
    let later = rig.append(9, 1);
    rig.run();
    assert!(rig.has_acked(fine) && matches!(rig.ended.get(&later), Some(Err(StorageFault::Io))));
}

#[test]
fn a_full_disk_refuses_what_does_not_fit_and_goes_on_when_there_is_room() {
    let mut rig = forty(LogConfig::default());
    rig.disk.capacity = Some(rig.disk.used() + 150);
    let tickets: Vec<_> = (40..46).map(|n| rig.append(n * 3, 3)).collect();
    rig.run();
    let full = |rig: &Rig, ticket: &Ticket| matches!(rig.ended.get(ticket), Some(Err(StorageFault::Full)));
    assert!(tickets.iter().all(|ticket| full(&rig, ticket)), "{:?}", rig.ended);
    // What was meant to follow on it fails as well, until somebody asks for the log end again.
    let late = rig.append(130, 1);
    rig.run();
    assert!(full(&rig, &late));
    let one = rig.append(120, 1);
    rig.run();
    assert!(rig.has_acked(one), "there is room for a small one");
    rig.disk.capacity = None;
    let more = rig.append(121, 30);
    rig.run();
    assert!(rig.has_acked(more));
    assert_eq!(rig.read_all(0, 151).0.len(), 42);
    let found = rig.restarted(Disk::kill_process).open();
    assert_eq!((found.end, found.torn_bytes), (Offset(151), 0));
}

/// As a partition's memory does: a copy that lies wholly before its leader's begins anew with it.
#[test]
fn a_log_that_begins_past_its_end_knows_the_producers_of_before_no_more() {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    rig.give(StorageOrder::Append { batch: stamped(BatchBuilder::new().producer(5, 0, 0), 0, 3, 0) });
    rig.run();
    assert_eq!(rig.restarted(Disk::kill_process).open().producers.len(), 1);
    trim(&mut rig, 30);
    let found = rig.restarted(Disk::kill_process).open();
    assert_eq!((found.start, found.end, found.producers.len()), (Offset(30), Offset(30), 0));
}

#[test]
fn a_checkpoint_that_found_no_room_fails_no_order_that_comes_when_there_is_some() {
    let trim = StorageOrder::Trim { start: Offset(30) };
    for order in [StorageOrder::Close, trim] {
        let mut rig = forty(LogConfig::default());
        rig.disk.capacity = Some(rig.disk.used());
        rig.now.instant = Instant(rig.now.instant.0 + 11_000_000);
        rig.handle(StoreInput::Elapsed);
        rig.run();
        assert!(!rig.disk.paths().iter().any(|path| path.ends_with("checkpoint")), "there was no room for it");
        // As long as there is none, whoever orders it hears of it.
        let mut full = rig.clone();
        assert!(matches!(full.ask(order.clone()), Err(StorageFault::Full)));
        rig.disk.capacity = None;
        assert!(matches!(rig.ask(order), Ok(Outcome::Done)));
    }
}

#[test]
fn a_checkpoint_that_cannot_be_read_is_not_taken_for_none() {
    let mut rig = forty(LogConfig::default());
    trim(&mut rig, 30);
    for fault in [StorageFault::Io, StorageFault::Full] {
        // After the listing it is opened, then read.
        for at in [1, 2] {
            let mut again = rig.restarted(Disk::kill_process);
            again.disk.fail = Some((at, fault));
            let opened = again.ask(StorageOrder::Open { name: log_name(7), config: LogConfig::default() });
            assert!(matches!(opened, Err(found) if found == fault), "the log start is only there: {opened:?}");
            assert_eq!(again.restarted(Disk::kill_process).open().start, Offset(30));
        }
    }
}
