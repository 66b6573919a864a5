//! Compaction: what it keeps, what it drops, and what a crash makes of it.

use alloc::string::String;

use super::*;
use crate::{
    log::{EpochCache, ProducerTable},
    random::Random,
    record::{Codec, CodecError, Codecs, NoCodecs, Records, is_filler},
    storage::{Compaction, Retention, SeekTarget},
    store::recover::note_batch,
};

/// A record as anybody reads it: key, value, time.
type Plain = (Option<Vec<u8>>, Option<Vec<u8>>, i64);

fn always() -> Compaction {
    Compaction {
        dirty_ratio_millionths: 0,
        lag_min_ms: 0,
        lag_max_ms: i64::MAX,
        delete_retention_ms: 1_000_000,
        producers_since: Timestamp(i64::MIN),
    }
}

fn compact(rig: &mut Rig, compaction: Compaction, now: i64, upto: i64) {
    let order = StorageOrder::Compact { compaction, now: Timestamp(now), upto: Offset(upto) };
    assert!(matches!(rig.ask(order), Ok(Outcome::Done)));
}

fn records(batch: &[u8]) -> Vec<(i64, Plain)> {
    let records = Records::of_batch(&batch.to_vec().into(), &NoCodecs, 1 << 20).expect("a batch");
    let plain = |bytes: Option<bytes::Bytes>| bytes.map(|bytes| bytes.to_vec());
    records.map(|r| r.expect("a record")).map(|r| (r.offset, (plain(r.key), plain(r.value), r.timestamp))).collect()
}

/// Batches of a few records: keys `k0` to `k<keys>`, one value in six missing, two producers, now and then a new epoch.
fn history(seed: u64, batches: usize, keys: u64) -> Vec<StampedBatch> {
    let mut random = Random::new(seed, "records");
    let (mut base, mut epoch, mut sequences) = (0, 0, [0, 0]);
    let mut made = Vec::new();
    for _ in 0..batches {
        let count = 1 + random.below(4) as i32;
        let who = random.below(3) as usize;
        let mut builder = BatchBuilder::new();
        if let Some(sequence) = sequences.get_mut(who) {
            builder.set_producer(who as i64, 0, *sequence);
            *sequence += count;
        }
        for _ in 0..count {
            let key = alloc::format!("k{}", random.below(keys));
            let value = alloc::format!("value {base} {}", random.below(1000));
            let value = (random.below(6) > 0).then_some(value.as_bytes());
            builder.push(1000 + base * 10, Some(key.as_bytes()), value, &[(b"h", None)]).expect("it fits");
        }
        epoch += i32::from(random.below(10) == 0);
        made.push(builder.checked().expect("sound").stamp(base, epoch));
        base += i64::from(count);
    }
    made
}

fn end_of(history: &[StampedBatch]) -> i64 {
    history.last().map_or(0, |batch| batch.head().next_offset())
}

fn append_all(rig: &mut Rig, history: &[StampedBatch]) {
    for batch in history {
        rig.give(StorageOrder::Append { batch: batch.clone() });
    }
    rig.run();
}

/// All batches from `from`, as bytes.
fn stored(rig: &mut Rig, from: i64, upto: i64) -> Vec<Vec<u8>> {
    let (mut from, mut found) = (from, Vec::new());
    while from < upto {
        let order = StorageOrder::Read { from: Offset(from), upto: Offset(upto), bytes_max: 300 };
        let bytes = match rig.ask(order) {
            Ok(Outcome::Read(bytes)) if !bytes.is_empty() => bytes,
            other => panic!("not read from {from} of {upto}: {other:?}"),
        };
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let head = Head::parse(rest).expect("a batch");
            head.verify(rest).expect("a sound batch");
            let (batch, more) = rest.split_at(head.size() as usize);
            from = head.next_offset();
            found.push(batch.to_vec());
            rest = more;
        }
    }
    found
}

/// As [`judge`], of a history that must fit.
fn check(history: &[StampedBatch], batches: &[Vec<u8>], tombstones_may_go: bool) -> BTreeMap<i64, Plain> {
    judge(history, batches, tombstones_may_go).unwrap_or_else(|why| panic!("{why}"))
}

/// L8: whether what is stored of a history is what compaction may make of it. Gives what is stored.
fn judge(
    history: &[StampedBatch],
    batches: &[Vec<u8>],
    tombstones_may_go: bool,
) -> Result<BTreeMap<i64, Plain>, String> {
    let original: BTreeMap<i64, Plain> = history.iter().flat_map(|batch| records(&batch.to_bytes())).collect();
    let heads: Vec<Head> = batches.iter().map(|batch| Head::parse(batch).expect("a head")).collect();
    let ensure = |holds: bool, what: &dyn Fn() -> String| if holds { Ok(()) } else { Err(what()) };
    let mut kept = BTreeMap::new();
    for pair in heads.windows(2) {
        ensure(pair[0].next_offset() == pair[1].base_offset, &|| {
            alloc::format!("a gap before {}", pair[1].base_offset)
        })?;
    }
    for (batch, head) in batches.iter().zip(&heads) {
        for offset in head.base_offset..head.next_offset() {
            let source = history.iter().find(|b| b.head().base_offset <= offset && offset < b.head().next_offset());
            let epoch = source.map(|b| b.head().leader_epoch);
            ensure(epoch == Some(head.leader_epoch), &|| alloc::format!("the epoch of {offset} was {epoch:?}"))?;
        }
        let bounds = (head.base_offset, head.next_offset());
        let whole = history.iter().any(|b| (b.head().base_offset, b.head().next_offset()) == bounds);
        ensure(whole || is_filler(head), &|| alloc::format!("nobody sent a batch with the bounds {bounds:?}"))?;
        kept.extend(records(batch));
    }
    for (offset, record) in &kept {
        ensure(original.get(offset) == Some(record), &|| alloc::format!("the record at {offset} was another"))?;
    }
    let (start, end) = (heads.first().map_or(0, |head| head.base_offset), heads.last().map_or(0, Head::next_offset));
    let mut last: BTreeMap<&Option<Vec<u8>>, i64> = BTreeMap::new();
    original.range(..end).for_each(|(offset, record)| {
        last.insert(&record.0, *offset);
    });
    for (key, offset) in last.into_iter().filter(|(_, offset)| *offset >= start) {
        let gone = !kept.contains_key(&offset);
        let may_go = original[&offset].1.is_none() && tombstones_may_go;
        ensure(!gone || may_go, &|| alloc::format!("the last record of {key:?} at {offset} is gone"))?;
        // Once a key's tombstone has gone, nothing older of it comes back.
        let older = kept.iter().any(|(other, record)| record.0 == *key && *other < offset);
        ensure(!(gone && older), &|| alloc::format!("{key:?} was deleted, and is back"))?;
    }
    let (mut epochs, mut producers) = (EpochCache::default(), ProducerTable::default());
    let (mut epochs_before, mut producers_before) = (EpochCache::default(), ProducerTable::default());
    heads.iter().for_each(|head| note_batch(&mut epochs, &mut producers, head));
    let sent = history.iter().filter(|batch| batch.head().next_offset() <= end);
    sent.for_each(|batch| note_batch(&mut epochs_before, &mut producers_before, batch.head()));
    if start == 0 {
        ensure(epochs == epochs_before, &|| alloc::format!("the epochs were {epochs_before:?} and are {epochs:?}"))?;
        // Times of a batch are those of the records that it still has.
        let sequences = |table: &ProducerTable| -> Vec<_> {
            let batches = |id| table.recent(id).into_iter().map(|b| (b.first_sequence, b.last_sequence, b.base_offset));
            table.iter().map(|(id, entry)| (id, entry.epoch, batches(id).collect::<Vec<_>>())).collect()
        };
        let same = sequences(&producers) == sequences(&producers_before);
        ensure(same, &|| "what producers sent last is forgotten".into())?;
    }
    Ok(kept)
}

/// Whether no key has two records below `upto`.
fn has_no_duplicates(kept: &BTreeMap<i64, Plain>, upto: i64) -> bool {
    let keys: Vec<_> = kept.range(..upto).map(|(_, record)| &record.0).collect();
    keys.iter().all(|key| keys.iter().filter(|other| other == &key).count() == 1)
}

fn active_base(rig: &Rig) -> i64 {
    let bases = rig.disk.paths().into_iter().filter(|path| path.ends_with(".log"));
    bases.filter_map(|path| path.split('/').nth(1)?.split('-').next()?.parse().ok()).max().unwrap_or(0)
}

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
        let count = |kept: &BTreeMap<i64, Plain>| kept.values().filter(|(_, value, _)| value.is_none()).count();
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
fn a_crash_at_any_step_of_a_swap_has_done_it_or_has_not() {
    for seed in 0..6 {
        let history = history(seed, 40, 4);
        let mut whole = Rig::new(FlushMode::Group);
        whole.open();
        append_all(&mut whole, &history);
        let end = end_of(&history);
        let order = || StorageOrder::Compact { compaction: always(), now: Timestamp(0), upto: Offset(end) };
        let mut done = whole.clone();
        done.ask(order()).expect("done");
        let steps = done.disk.ops - whole.disk.ops;
        assert!(steps > 15, "a pass of {steps} steps");
        for at in 0..=steps {
            let mut rig = whole.clone();
            rig.crash_at = Some(whole.disk.ops + at);
            rig.give(order());
            rig.run();
            for lost in 0..4 {
                let mut random = Random::new(seed * 1000 + at as u64 * 10 + lost, "power");
                let change =
                    |disk: &mut Disk| if lost == 0 { disk.kill_process() } else { disk.lose_power(&mut random) };
                let mut again = rig.restarted(change);
                let found = again.open();
                let told = alloc::format!("seed {seed}, crash at step {at} of {steps}, {lost}");
                assert_eq!((found.end.0, found.damaged_at), (end, None), "{told}");
                check(&history, &stored(&mut again, 0, end), false);
                let paths = again.disk.paths();
                assert!(!paths.iter().any(|path| path.ends_with(".new")), "{told}: {paths:?}");
                // The next pass does the rest; and nothing old comes back at the crash after it.
                again.ask(order()).expect("done");
                let batches = stored(&mut again, 0, end);
                check(&history, &batches, false);
                let mut random = Random::new(at as u64, "again");
                let mut third = again.restarted(|disk| disk.lose_power(&mut random));
                assert_eq!(third.open().damaged_at, None, "{told}");
                assert_eq!(stored(&mut third, 0, end), batches, "{told}");
            }
        }
    }
}

#[test]
fn when_any_step_fails_the_log_is_as_good_as_before() {
    for fault in [StorageFault::Full, StorageFault::Io] {
        let history = history(77, 40, 4);
        let mut whole = Rig::new(FlushMode::Group);
        whole.open();
        append_all(&mut whole, &history);
        let end = end_of(&history);
        let order = || StorageOrder::Compact { compaction: always(), now: Timestamp(0), upto: Offset(end) };
        let mut done = whole.clone();
        done.ask(order()).expect("done");
        for at in 0..done.disk.ops - whole.disk.ops {
            let mut rig = whole.clone();
            rig.disk.fail = Some((at, fault));
            rig.ask(order()).expect("the order ends at once");
            if fault == StorageFault::Full {
                check(&history, &stored(&mut rig, 0, end), false);
                let ticket = rig.give(StorageOrder::Append { batch: super::batch(end, 3, 1000) });
                rig.run();
                assert!(rig.has_acked(ticket), "{fault:?} at {at}: the log takes appends");
                let left = rig.disk.paths().into_iter().filter(|path| path.ends_with(".new")).count();
                assert!(left == 0, "{fault:?} at {at}: {left} files are left behind");
            }
            let mut random = Random::new(at as u64, "power");
            for lost in 0..2 {
                let change =
                    |disk: &mut Disk| if lost == 0 { disk.kill_process() } else { disk.lose_power(&mut random) };
                let mut again = rig.restarted(change);
                let found = again.open();
                assert_eq!(found.damaged_at, None, "{fault:?} at {at}");
                check(&history, &stored(&mut again, 0, end), false);
            }
        }
    }
}

/// What a log may hold, and which orders made it so: a truncation begins another line.
#[derive(Clone, Default)]
struct Line {
    cut: Option<Ticket>,
    batches: Vec<StampedBatch>,
    /// Appends, and where the log ends with each.
    appends: Vec<(Ticket, i64)>,
}

/// All orders mixed. Gives the lines, the newest last, and how far the log was trimmed at the most.
fn mixed(seed: u64, rig: &mut Rig) -> (Vec<Line>, i64) {
    let mut random = Random::new(seed, "mixed");
    rig.give(StorageOrder::Open { name: log_name(7), config: small() });
    rig.run();
    let append = |rig: &mut Rig, line: &mut Line, batch: StampedBatch| {
        let end = batch.head().next_offset();
        line.appends.push((rig.give(StorageOrder::Append { batch: batch.clone() }), end));
        line.batches.push(batch);
    };
    let mut lines = alloc::vec![Line::default()];
    history(seed, 25, 4).into_iter().for_each(|batch| append(rig, &mut lines[0], batch));
    rig.run();
    let (mut trimmed, mut compacted) = (0, 0);
    for round in 0..12 {
        let line = lines.last_mut().expect("a line");
        let end = end_of(&line.batches);
        match random.below(8) {
            0..=2 => {
                let epoch = line.batches.last().map_or(0, |batch| batch.head().leader_epoch);
                for _ in 0..1 + random.below(4) {
                    let base = end_of(&line.batches);
                    let mut builder = BatchBuilder::new();
                    for _ in 0..1 + random.below(6) {
                        let key = alloc::format!("k{}", random.below(4));
                        builder.push(1000 + base * 10, Some(key.as_bytes()), Some(b"again"), &[]).expect("it fits");
                    }
                    append(rig, line, builder.checked().expect("sound").stamp(base, epoch));
                }
            }
            3..=5 => {
                let now = Timestamp(10_000 + round * 400);
                let compaction = Compaction { delete_retention_ms: 300, ..always() };
                // What is below the high watermark is never cut.
                compacted = end;
                rig.give(StorageOrder::Compact { compaction, now, upto: Offset(end) });
            }
            6 => {
                trimmed = trimmed.max(random.below(end as u64 + 1) as i64);
                rig.give(StorageOrder::Trim { start: Offset(trimmed) });
            }
            _ => {
                let kept = |batch: &&StampedBatch| batch.head().next_offset() <= compacted.max(trimmed).max(end - 10);
                let batches: Vec<_> = line.batches.iter().filter(kept).cloned().collect();
                let to = end_of(&batches);
                if to >= compacted.max(trimmed) && to < end {
                    let appends = line.appends.iter().copied().filter(|(_, end)| *end <= to).collect();
                    let cut = Some(rig.give(StorageOrder::Truncate { to: Offset(to) }));
                    lines.push(Line { cut, batches, appends });
                }
            }
        }
        for _ in 0..random.below(9) {
            rig.step();
        }
        if random.below(3) == 0 {
            rig.run();
        }
    }
    rig.run();
    (lines, trimmed)
}

#[test]
fn appends_trims_truncations_and_passes_get_along_and_survive_crashes() {
    let (mut cuts, mut passes) = (0, 0);
    for seed in 200..215 {
        let mut whole = Rig::new(FlushMode::Group);
        cuts += mixed(seed, &mut whole).0.len() - 1;
        passes += whole.disk.paths().iter().filter(|path| path.contains("-compact-")).count();
        for at in (0..=whole.disk.ops).step_by(3) {
            let mut rig = Rig::new(FlushMode::Group);
            rig.crash_at = Some(at);
            let (lines, trimmed) = mixed(seed, &mut rig);
            let mut random = Random::new(seed * 7919 + at as u64, "power");
            for power in [false, true] {
                let change = |disk: &mut Disk| if power { disk.lose_power(&mut random) } else { disk.kill_process() };
                let mut again = rig.restarted(change);
                let found = again.open();
                let told = alloc::format!("seed {seed}, crash at {at} of {}, power {power}", whole.disk.ops);
                assert_eq!(found.damaged_at, None, "{told}");
                let (start, end) = (found.start.0, found.end.0);
                assert!(start <= trimmed, "{told}");
                let batches = stored(&mut again, start, end);
                // A truncation that never ended has happened or has not.
                let done =
                    lines.iter().rposition(|line| line.cut.is_some_and(|cut| rig.has_acked(cut) || is_cut(&rig, cut)));
                let judged: Vec<_> = lines[done.unwrap_or(0)..]
                    .iter()
                    .map(|line| {
                        let acked =
                            line.appends.iter().filter(|(ticket, _)| rig.has_acked(*ticket)).map(|(_, end)| *end).max();
                        let all = end >= acked.unwrap_or(0) || lines.last().is_some_and(|last| last.cut != line.cut);
                        let kept = judge(&line.batches, &batches, true);
                        kept.and_then(|_| {
                            if all { Ok(()) } else { Err(alloc::format!("it ends at {end}, before {acked:?}")) }
                        })
                    })
                    .collect();
                assert!(judged.iter().any(Result::is_ok), "{told}: {start} to {end}: {judged:?}");
            }
        }
    }
    assert!(cuts > 5 && passes > 15, "{cuts} truncations, {passes} compacted segments");
}

/// Whether a truncation ended with a log opened anew.
fn is_cut(rig: &Rig, ticket: Ticket) -> bool {
    matches!(rig.ended.get(&ticket), Some(Ok(Outcome::Opened(_))))
}

#[test]
fn readers_that_hold_pieces_go_on_reading_the_old_files() {
    let history = history(11, 60, 4);
    let mut rig = Rig::new(FlushMode::Group);
    rig.open();
    append_all(&mut rig, &history);
    let end = end_of(&history);
    let spans = [Some(Span { log: LOG, from: Offset(0), upto: Offset(end), bytes_max: u32::MAX })];
    rig.handle(StoreInput::Locate { id: 1, spans: spans.into(), bytes_max: u32::MAX });
    rig.run();
    let held = rig.located.pop().expect("an answer").remove(0).expect("pieces");
    let pinned = rig.disk.pin(&held);
    compact(&mut rig, always(), 0, end);
    let bytes: Vec<u8> = pinned.iter().flat_map(|piece| rig.disk.pinned(piece)).collect();
    let whole: Vec<(i64, i64)> = history.iter().map(|b| (b.head().base_offset, b.head().next_offset())).collect();
    assert_eq!(ranges(&bytes), whole);
    // Questions that are asked while a pass is under way are answered with what is there.
    let mut rig = rig.restarted(Disk::kill_process);
    rig.open();
    append_all(&mut rig, &[super::batch(end, 40, 1000), super::batch(end + 40, 40, 1000)]);
    let order = StorageOrder::Compact { compaction: always(), now: Timestamp(0), upto: Offset(end + 80) };
    rig.give(order);
    let mut asked = 0;
    while !rig.pending.is_empty() {
        let spans = [(asked * 3) % end, 0, end - 1]
            .map(|from| Some(Span { log: LOG, from: Offset(from), upto: Offset(end + 80), bytes_max: 400 }));
        rig.handle(StoreInput::Locate { id: 100 + asked as u64, spans: spans.into(), bytes_max: u32::MAX });
        asked += 1;
        (0..3).for_each(|_| {
            rig.step();
        });
        for spans in core::mem::take(&mut rig.located) {
            for pieces in spans.into_iter().map(|span| span.expect("pieces")) {
                let bytes: Vec<u8> = pieces.iter().flat_map(|p| rig.disk.slice(p.file, p.position, p.length)).collect();
                assert!(!ranges(&bytes).is_empty());
            }
        }
        assert!(asked < 10_000, "a pass ends");
    }
    assert!(asked > 5, "only {asked} questions came between");
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
