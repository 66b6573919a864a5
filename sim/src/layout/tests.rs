use bytes::Bytes;
use glasslog_core::random::Random;
use glasslog_core::record::{BatchBuilder, Records};

use super::*;

fn of_two() -> Bytes {
    let mut batch = BatchBuilder::new().producer(7, 1, 40).placed(100, 3);
    batch.push(1_000, Some(b"apple"), Some(b"{\"n\":1}"), &[(b"trace", Some(b"x")), (b"none", None)]).expect("room");
    batch.push(1_250, None, Some(b""), &[]).expect("room");
    batch.build()
}

fn value(layout: &Layout, name: &str) -> Vec<Value> {
    layout.fields.iter().filter(|field| field.name == name).map(|field| field.value).collect()
}

fn words<'a>(layout: &Layout, bytes: &'a [u8], name: &str) -> Vec<&'a [u8]> {
    layout.fields.iter().filter(|field| field.name == name).map(|field| &bytes[field.bytes.clone()]).collect()
}

/// The innermost fields, one after the other, are the batch: nothing is left out, nothing is told twice.
fn covers(layout: &Layout) {
    let mut at = 0;
    for field in layout.fields.iter().filter(|field| field.name != "record") {
        assert_eq!(field.bytes.start, at, "{}", field.name);
        at = field.bytes.end;
    }
    assert_eq!(at, layout.end);
}

#[test]
fn every_byte_of_a_batch_belongs_to_a_field_that_says_what_the_core_reads() {
    let batch = of_two();
    let layout = layout(&batch).expect("it is a batch");
    covers(&layout);
    assert_eq!((layout.end, layout.rest, layout.codec), (batch.len(), None, Some(Codec::None)));
    assert!(layout.crc_holds());
    assert_eq!(value(&layout, "base offset"), [Value::Number(100)]);
    assert_eq!(value(&layout, "partition leader epoch"), [Value::Number(3)]);
    assert_eq!(value(&layout, "producer id"), [Value::Number(7)]);
    assert_eq!(value(&layout, "base sequence"), [Value::Number(40)]);
    assert_eq!(value(&layout, "records count"), [Value::Number(2)]);
    assert_eq!(value(&layout, "timestamp delta"), [Value::After(0), Value::After(250)]);
    assert_eq!(value(&layout, "offset delta"), [Value::Number(0), Value::Number(1)]);
    assert_eq!(value(&layout, "key"), [Value::Bytes, Value::Null]);
    assert_eq!(words(&layout, &batch, "value"), [b"{\"n\":1}".as_slice(), b""]);
    assert_eq!(words(&layout, &batch, "header key"), [b"trace".as_slice(), b"none"]);
    assert_eq!(value(&layout, "header value"), [Value::Bytes, Value::Null]);
    assert_eq!(words(&layout, &batch, "record").concat(), batch[HEAD_BYTES..]);
}

#[test]
fn a_byte_leads_to_the_innermost_field_that_it_belongs_to() {
    let batch = of_two();
    let layout = layout(&batch).expect("it is a batch");
    let name = |byte: usize| layout.at(byte).map(|field| layout.fields[field].name);
    assert_eq!(
        [name(0), name(16), name(17), name(CRC_FROM)],
        ["base offset", "magic", "CRC-32C", "attributes"].map(Some)
    );
    let key = batch.windows(5).position(|five| five == b"apple").expect("its key");
    assert_eq!(name(key), Some("key"));
    assert_eq!(name(batch.len()), None);
}

#[test]
fn the_crc_covers_what_comes_after_it_and_neither_the_offset_nor_the_epoch() {
    let batch = of_two();
    for byte in 0..batch.len() {
        let mut spoiled = batch.to_vec();
        spoiled[byte] ^= 1;
        let Ok(layout) = layout(&spoiled) else { continue };
        let length_or_crc = (8..12).contains(&byte) || (16..CRC_FROM).contains(&byte);
        assert_eq!(layout.crc_holds(), byte < CRC_FROM && !length_or_crc, "byte {byte}");
    }
}

#[test]
fn what_is_compressed_stays_one_field() {
    let mut builder = BatchBuilder::new();
    builder.push(0, None, Some(b"value"), &[]).expect("room");
    let batch = builder.build_compressed(Codec::Lz4, |_| Ok::<_, ()>(vec![1, 2, 3])).expect("it never fails");
    let layout = layout(&batch).expect("it is a batch");
    covers(&layout);
    assert_eq!(layout.codec, Some(Codec::Lz4));
    assert_eq!(words(&layout, &batch, "records, compressed"), [[1, 2, 3]]);
    assert!(layout.crc_holds());
}

#[test]
fn a_batch_that_ends_early_is_told_of_as_far_as_it_goes() {
    let batch = of_two();
    for upto in 0..batch.len() {
        match layout(&batch[..upto]) {
            Err(_) => assert!(upto < HEAD_BYTES),
            Ok(layout) => {
                assert!(!layout.crc_holds());
                assert!(layout.rest.is_some());
            }
        }
    }
}

/// Whatever the bytes are: no panic, and no field outside of them.
#[test]
fn garbage_is_survived_and_no_field_lies_outside_the_bytes() {
    let mut random = Random::new(11, "layout");
    let good = of_two();
    for round in 0..20_000 {
        let mut bytes = good.to_vec();
        if round % 2 == 0 {
            // behind a head that makes sense anything may stand
            bytes.truncate(HEAD_BYTES);
            let more = random.below(80);
            bytes.extend((0..more).map(|_| random.below(256) as u8));
            let length = (bytes.len() - LENGTH_BYTES) as i32;
            bytes[8..12].copy_from_slice(&length.to_be_bytes());
        }
        for _ in 0..random.below(6) {
            let place = random.below(bytes.len() as u64) as usize;
            bytes[place] = random.below(256) as u8;
        }
        bytes.truncate(random.below(bytes.len() as u64 + 1).max(bytes.len() as u64 / 2) as usize);
        let Ok(layout) = layout(&bytes) else { continue };
        assert!(layout.end <= bytes.len());
        for field in &layout.fields {
            assert!(field.bytes.start <= field.bytes.end && field.bytes.end <= layout.end, "{field:?}");
        }
    }
}

/// As many records, with the same keys and values, as the core reads from the same bytes.
#[test]
fn random_batches_are_read_as_the_core_reads_them() {
    let mut random = Random::new(12, "layout");
    for _ in 0..500 {
        let mut builder = BatchBuilder::new().placed(random.below(1 << 40) as i64, 2);
        for _ in 0..=random.below(9) {
            let bytes = |random: &mut Random| -> Option<Vec<u8>> {
                let size = random.below(200);
                (random.below(4) > 0).then(|| (0..size).map(|_| random.below(256) as u8).collect())
            };
            let (key, value) = (bytes(&mut random), bytes(&mut random));
            builder.push(random.below(1 << 41) as i64, key.as_deref(), value.as_deref(), &[]).expect("room");
        }
        let batch = builder.build();
        let layout = layout(&batch).expect("it is a batch");
        covers(&layout);
        let records = Records::of_batch(&batch, &glasslog_core::record::NoCodecs, 1 << 20).expect("it can be read");
        let records: Vec<_> = records.map(|record| record.expect("it can be read")).collect();
        let there: Vec<_> = layout.fields.iter().filter(|field| field.name == "value").collect();
        assert_eq!(records.len(), there.len());
        for (record, field) in records.iter().zip(there) {
            let value = (field.value != Value::Null).then(|| &batch[field.bytes.clone()]);
            assert_eq!(record.value.as_deref(), value);
        }
    }
}
