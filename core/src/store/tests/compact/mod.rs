//! Compaction: what it keeps, what it drops, and what a crash makes of it.

mod crash;
mod keeps;

use alloc::string::String;

use super::*;
use crate::{
    limit,
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
fn check(history: &[StampedBatch], batches: &[Vec<u8>], tombstones_may_go: bool) -> SortedMap<i64, Plain> {
    judge(history, batches, tombstones_may_go).unwrap_or_else(|why| panic!("{why}"))
}

/// L8: whether what is stored of a history is what compaction may make of it. Gives what is stored.
fn judge(
    history: &[StampedBatch],
    batches: &[Vec<u8>],
    tombstones_may_go: bool,
) -> Result<SortedMap<i64, Plain>, String> {
    let original: SortedMap<i64, Plain> = history.iter().flat_map(|batch| records(&batch.to_bytes())).collect();
    let heads: Vec<Head> = batches.iter().map(|batch| Head::parse(batch).expect("a head")).collect();
    let ensure = |holds: bool, what: &dyn Fn() -> String| if holds { Ok(()) } else { Err(what()) };
    let mut kept = SortedMap::new();
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
    let mut last: SortedMap<&Option<Vec<u8>>, i64> = SortedMap::new();
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
    heads.iter().for_each(|head| note_batch(&mut epochs, &mut producers, head, Offset(i64::MAX)));
    let sent = history.iter().filter(|batch| batch.head().next_offset() <= end);
    sent.for_each(|batch| note_batch(&mut epochs_before, &mut producers_before, batch.head(), Offset(i64::MAX)));
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
fn has_no_duplicates(kept: &SortedMap<i64, Plain>, upto: i64) -> bool {
    let keys: Vec<_> = kept.range(..upto).map(|(_, record)| &record.0).collect();
    keys.iter().all(|key| keys.iter().filter(|other| other == &key).count() == 1)
}

fn active_base(rig: &Rig) -> i64 {
    let bases = rig.disk.paths().into_iter().filter(|path| path.ends_with(".log"));
    bases.filter_map(|path| path.split('/').nth(1)?.split('-').next()?.parse().ok()).max().unwrap_or(0)
}
