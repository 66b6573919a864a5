//! What a pass keeps, and what it drops.

use super::*;
use crate::id::ProducerId;

#[test]
fn the_last_record_of_each_key_stays_where_it_was() {
    for seed in 0..30 {
        let history = history(seed, 60, 5);
        let mut rig = Rig::new(FlushMode::Group);
        rig.open();
        append_all(&mut rig, &history);
        let end = end_of(&history);
        let active = active_base(&rig);
        compact(&mut rig, always(), 0, end);
        let batches = stored(&mut rig, 0, end);
        let kept = check(&history, &batches, false);
        assert!(has_no_duplicates(&kept, active), "seed {seed}");
        let (used, left) =
            (history.iter().map(StampedBatch::size).sum::<u64>(), batches.iter().map(Vec::len).sum::<usize>());
        assert!(left as u64 <= used * 2 / 3, "seed {seed}: {left} of {used} bytes are left");
        // The same after a restart, with and without what is derived.
        let mut again = rig.restarted(Disk::kill_process);
        let found = again.open();
        assert_eq!((found.end.0, found.damaged_at, found.torn_bytes), (end, None, 0));
        assert_eq!(stored(&mut again, 0, end), batches);
        let mut bare = rig.restarted(Disk::kill_process);
        bare.disk.paths().iter().filter(|path| !path.ends_with(".log")).for_each(|path| bare.disk.lose(path));
        let scanned = bare.open();
        assert_eq!((scanned.end, scanned.epochs), (found.end, found.epochs));
        assert_eq!(stored(&mut bare, 0, end), batches);
    }
}

#[test]
fn segments_that_are_read_in_many_pieces_and_batches_larger_than_a_piece_come_through_whole() {
    let size = limit::COMPACTION_READ_BYTES as usize;
    let mut rig = Rig::new(FlushMode::Group);
    rig.open_with(LogConfig { segment_bytes: size as u32 * 5, ..LogConfig::default() });
    let mut history = Vec::new();
    for n in 0..60_i64 {
        let mut builder = BatchBuilder::new();
        let key = alloc::format!("k{}", n % 40);
        let value = alloc::vec![n as u8; if n % 9 == 4 { size + 10_000 } else { 9_000 }];
        builder.push(1000 + n * 10, Some(key.as_bytes()), Some(&value), &[]).expect("it fits");
        history.push(builder.checked().expect("sound").stamp(n, 0));
    }
    append_all(&mut rig, &history);
    let (before, active) = (rig.disk.used(), active_base(&rig));
    assert!(active > 40, "a segment holds many pieces");
    compact(&mut rig, always(), 0, 60);
    let batches = stored(&mut rig, 0, 60);
    assert!(has_no_duplicates(&check(&history, &batches, false), active));
    assert!(rig.disk.used() < before, "something was compacted");
    assert_eq!(rig.restarted(Disk::kill_process).open().end, Offset(60));
}

#[test]
fn every_offset_can_be_read_from_and_found_by_time() {
    let history = history(3, 80, 4);
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    append_all(&mut rig, &history);
    let end = end_of(&history);
    compact(&mut rig, always(), 0, end);
    let kept = check(&history, &stored(&mut rig, 0, end), false);
    for from in 0..end {
        let bytes = rig.locate(&[(from, end, 1)], u32::MAX).remove(0).expect("bytes");
        let (base, next) = ranges(&bytes)[0];
        assert!(base <= from && from < next);
    }
    for time in (990..1000 + end * 10).step_by(7) {
        let sought = match rig.ask(StorageOrder::Seek { target: SeekTarget::At(Timestamp(time)), upto: Offset(end) }) {
            Ok(Outcome::Sought(found)) => found.map(|record| record.offset.0),
            other => panic!("not sought: {other:?}"),
        };
        let first = kept.iter().find(|(_, (_, _, at))| *at >= time).map(|(offset, _)| *offset);
        assert_eq!(sought, first, "the first record at or after {time}");
    }
    let last = kept.iter().rev().max_by_key(|(_, (_, _, time))| *time).map(|(offset, _)| *offset);
    match rig.ask(StorageOrder::Seek { target: SeekTarget::MaxTimestamp, upto: Offset(end) }) {
        Ok(Outcome::Sought(Some(found))) => {
            assert_eq!(kept[&found.offset.0].2, kept[&last.expect("records")].2);
        }
        other => panic!("not sought: {other:?}"),
    }
}

#[test]
fn nothing_active_nothing_past_the_high_watermark_and_nothing_young_is_touched() {
    let history = history(5, 60, 3);
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    append_all(&mut rig, &history);
    let (end, names) = (end_of(&history), rig.disk.paths());
    compact(&mut rig, always(), 0, 3);
    assert_eq!(rig.disk.paths(), names, "the first segment does not end before the high watermark");
    let lag = Compaction { lag_min_ms: 1_000_000, ..always() };
    compact(&mut rig, lag, 1000, end);
    assert_eq!(rig.disk.paths(), names, "all records are younger than the lag");
    let half = Compaction { dirty_ratio_millionths: 500_000, ..always() };
    compact(&mut rig, half, 0, end);
    let (active, compacted) = (active_base(&rig), rig.disk.paths());
    assert_ne!(compacted, names);
    // All is clean but what was active, until that is most of it.
    append_all(&mut rig, &[super::batch(end, 15, 100), super::batch(end + 15, 15, 100)]);
    let before = rig.disk.paths();
    assert!(active_base(&rig) > active, "another segment has begun");
    let most = Compaction { dirty_ratio_millionths: 990_000, ..always() };
    compact(&mut rig, most, 0, end + 30);
    assert_eq!(rig.disk.paths(), before, "one small segment is not worth it");
    let late = Compaction { lag_max_ms: 10, ..most };
    compact(&mut rig, late, 1_000_000, end + 30);
    assert_ne!(rig.disk.paths(), before, "what has waited too long is");
    assert!(active_base(&rig) >= active);
}

#[test]
fn tombstones_stay_until_their_horizon_and_then_go_with_all_of_their_key() {
    let mut tombstones = 0;
    for seed in 50..60 {
        let history = history(seed, 60, 6);
        let mut rig = Rig::new(FlushMode::Group);
        rig.open();
        append_all(&mut rig, &history);
        let end = end_of(&history);
        let keeping = Compaction { delete_retention_ms: 500, ..always() };
        compact(&mut rig, keeping, 10_000, end);
        let count = |kept: &SortedMap<i64, Plain>| kept.values().filter(|(_, value, _)| value.is_none()).count();
        let first = count(&check(&history, &stored(&mut rig, 0, end), false));
        tombstones += first;
        // New records under keys of their own make the log dirty.
        let mut all = history.clone();
        let more = |rig: &mut Rig, all: &mut Vec<StampedBatch>, now: i64| {
            for _ in 0..8 {
                let base = end_of(all);
                let mut builder = BatchBuilder::new();
                let (key, value) = (alloc::format!("n{base}"), alloc::vec![7; 200]);
                builder.push(1000 + base * 10, Some(key.as_bytes()), Some(&value), &[]).expect("it fits");
                all.push(builder.checked().expect("sound").stamp(base, 100));
            }
            let new = all[all.len() - 8..].to_vec();
            append_all(rig, &new);
            compact(rig, keeping, now, end_of(all));
        };
        more(&mut rig, &mut all, 10_499);
        let upto = end_of(&all);
        check(&all, &stored(&mut rig, 0, upto), false);
        more(&mut rig, &mut all, 11_500);
        let upto = end_of(&all);
        let after = check(&all, &stored(&mut rig, 0, upto), true);
        assert_eq!(count(&after), 0, "seed {seed}: {first} tombstones outlived their horizon");
    }
    assert!(tombstones > 10, "only {tombstones} keys were deleted");
}

#[test]
fn a_pass_that_runs_out_of_memory_for_keys_is_followed_by_another() {
    let history = history(9, 200, 40);
    let mut rig = Rig::new(FlushMode::Group);
    rig.store = Store::new(StoreConfig { compaction_keys_bytes: 600, ..StoreConfig::default() });
    rig.open();
    append_all(&mut rig, &history);
    let (end, active) = (end_of(&history), active_base(&rig));
    let mut passes = 0;
    loop {
        let before = rig.disk.paths();
        compact(&mut rig, always(), 0, end);
        check(&history, &stored(&mut rig, 0, end), false);
        // What a pass has not looked at is looked at later, also after a restart.
        if passes == 2 {
            let disk = rig.restarted(Disk::kill_process).disk;
            rig = Rig::on(disk, FlushMode::Group);
            rig.store = Store::new(StoreConfig { compaction_keys_bytes: 600, ..StoreConfig::default() });
            rig.open();
        } else if rig.disk.paths() == before {
            break;
        }
        passes += 1;
        assert!(passes < 200, "no end of it");
    }
    assert!(passes > 3, "the bound was never felt");
    assert!(has_no_duplicates(&check(&history, &stored(&mut rig, 0, end), false), active));
}

#[test]
fn segments_that_shrink_are_joined_and_retention_goes_on_above_them() {
    let history = history(21, 120, 3);
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    append_all(&mut rig, &history);
    let end = end_of(&history);
    let logs = |rig: &Rig| rig.disk.paths().into_iter().filter(|path| path.ends_with(".log")).count();
    let before = logs(&rig);
    compact(&mut rig, always(), 0, end);
    append_all(&mut rig, &[super::batch(end, 20, 1000), super::batch(end + 20, 20, 1000)]);
    compact(&mut rig, always(), 0, end + 40);
    assert!(logs(&rig) <= before / 3 + 2, "{} of {before} segments are left", logs(&rig));
    // Only fillers are left of the first segments: age takes them along.
    let retention = Retention { age: Some(core::time::Duration::from_millis(1)), bytes: None };
    let order = StorageOrder::Expire { retention, now: Timestamp(1000 + (end + 41) * 10), upto: Offset(end + 40) };
    assert!(matches!(rig.ask(order), Ok(Outcome::Expired(start)) if start == Offset(end + 40)));
    assert!(matches!(rig.ask(StorageOrder::Trim { start: Offset(end + 3) }), Ok(Outcome::Done)));
    let mut again = rig.restarted(Disk::kill_process);
    assert_eq!(again.open().start, Offset(end + 3));
}

/// "Compresses" by turning every bit round.
struct Upside;

impl Codecs for Upside {
    fn decompress(&self, _: Codec, bytes: &[u8], _: usize) -> Result<bytes::Bytes, CodecError> {
        Ok(bytes.iter().map(|byte| !byte).collect::<Vec<u8>>().into())
    }

    fn compress(&self, _: Codec, bytes: &[u8]) -> Result<bytes::Bytes, CodecError> {
        self.decompress(Codec::None, bytes, 0)
    }
}

#[test]
fn compressed_batches_are_compacted_where_the_host_can_and_left_alone_where_it_cannot() {
    let make = |base: i64| {
        let mut builder = BatchBuilder::new();
        for n in 0..10 {
            let key = if n == 3 { String::from("own") + &alloc::format!("{base}") } else { "same".into() };
            builder.push(base + n, Some(key.as_bytes()), Some(&[b'v'; 40]), &[]).expect("it fits");
        }
        let bytes = builder
            .build_compressed(Codec::Lz4, |body| Upside.compress(Codec::Lz4, body).map(|b| b.to_vec()))
            .expect("bytes");
        crate::record::CheckedBatch::parse(bytes, &crate::record::Rules::BROKER).expect("sound").stamp(base, 0)
    };
    let history: Vec<_> = (0..12).map(|n| make(n * 10)).collect();
    for (codecs, can) in [(&Upside as &'static (dyn Codecs + Send + Sync), true), (&NoCodecs, false)] {
        let mut rig = Rig::new(FlushMode::Group);
        rig.store = Store::new(StoreConfig { codecs, ..StoreConfig::default() });
        rig.open();
        append_all(&mut rig, &history);
        compact(&mut rig, always(), 0, 120);
        let batches = stored(&mut rig, 0, 120);
        let count = |batch: &Vec<u8>| Head::parse(batch).expect("a head").count;
        let (first, last) = (Head::parse(&batches[0]).expect("a head"), batches.last().expect("one"));
        assert_eq!(count(last), 10, "the active segment is not touched");
        assert_eq!(first.count, if can { 1 } else { 10 });
        assert_eq!(first.attributes.codec(), Some(Codec::Lz4));
        if can {
            let records: Vec<_> =
                Records::of_batch(&batches[0].clone().into(), &Upside, 1 << 20).expect("open").flatten().collect();
            assert_eq!(records[0].key.as_deref(), Some(&b"own0"[..]));
            assert_eq!((records[0].offset, records[0].timestamp), (3, 3));
        }
    }
}

#[test]
fn damage_stops_a_pass_and_is_never_copied() {
    let history = history(31, 60, 4);
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    append_all(&mut rig, &history);
    let end = end_of(&history);
    let mut logs: Vec<_> = rig.disk.paths().into_iter().filter(|path| path.ends_with(".log")).collect();
    logs.sort();
    assert!(logs.len() > 4);
    // A bit rots in the third segment, after the log was opened.
    let spoilt = logs[2].clone();
    rig.disk.bytes(&spoilt)[1024 + 70] ^= 1;
    compact(&mut rig, always(), 0, end);
    assert!(rig.disk.paths().contains(&spoilt), "what is damaged stays as it is");
    assert!(!rig.disk.paths().contains(&logs[0]), "what comes before it is compacted");
    let paths = rig.disk.paths();
    compact(&mut rig, always(), 0, end);
    assert_eq!(rig.disk.paths(), paths, "and nobody tries again and again");
}

/// Found by the simulated world (seed 1002700): a pass kept each producer's last batches only, and these lay past the high watermark,
/// where a new leader cut them.
#[test]
fn what_a_producer_sent_last_is_known_though_the_end_of_the_log_is_cut() {
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    let mut sequences = [0; 2];
    let sent = (0..60).map(|offset| {
        let who = usize::from((20..54).contains(&offset));
        let mut builder = BatchBuilder::new();
        builder.set_producer(who as i64, 0, sequences[who]);
        sequences[who] += 1;
        builder.push(1000, Some(b"the only key"), Some(&[7; 40]), &[]).expect("it fits");
        builder.checked().expect("sound").stamp(offset, 0)
    });
    let sent: Vec<StampedBatch> = sent.collect();
    append_all(&mut rig, &sent);
    let high_watermark = 50;
    compact(&mut rig, always(), 5000, high_watermark);
    let order = StorageOrder::Truncate { to: Offset(high_watermark) };
    let Ok(Outcome::Opened(recovered)) = rig.ask(order) else { panic!("it is cut") };
    let known: Vec<i32> =
        recovered.producers.recent(ProducerId(0)).into_iter().map(|batch| batch.last_sequence).collect();
    assert_eq!(known.last(), Some(&19), "{known:?}");
}
