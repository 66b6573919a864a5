//! What a batch promises, on batches of our own making. The bytes of real clients are in `golden`.

use super::*;
use alloc::vec;
use alloc::vec::Vec;
use bytes::Bytes;
use proptest::prelude::*;

/// What a record is made of.
type Input = (i64, Option<Vec<u8>>, Option<Vec<u8>>, Vec<(Vec<u8>, Option<Vec<u8>>)>);

fn input() -> impl Strategy<Value = Input> {
    let headers = prop::collection::vec((prop::collection::vec(any::<u8>(), 0..6), any::<Option<Vec<u8>>>()), 0..4);
    (0..=i64::MAX / 2, any::<Option<Vec<u8>>>(), any::<Option<Vec<u8>>>(), headers)
}

fn inputs() -> impl Strategy<Value = Vec<Input>> {
    prop::collection::vec(input(), 1..8)
}

fn push(builder: &mut BatchBuilder, (timestamp, key, value, headers): &Input) {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_slice(), value.as_deref())).collect();
    builder.push(*timestamp, key.as_deref(), value.as_deref(), &headers).expect("it fits");
}

fn built(inputs: &[Input]) -> Bytes {
    let mut builder = BatchBuilder::new();
    inputs.iter().for_each(|input| push(&mut builder, input));
    builder.build()
}

fn three() -> Bytes {
    let mut builder = BatchBuilder::new().producer(7, 0, 100);
    for value in [b"one", b"two", b"six"] {
        builder.push(1_000, Some(b"key"), Some(value), &[]).expect("it fits");
    }
    builder.build()
}

fn client(bytes: impl Into<Bytes>) -> Result<CheckedBatch, BatchError> {
    CheckedBatch::parse(bytes.into(), &Rules::CLIENT)
}

/// The batch with a changed head, under a checksum that is right again.
fn with_head(bytes: &Bytes, change: impl FnOnce(&mut Head)) -> Vec<u8> {
    let mut head = Head::parse(bytes).expect("a batch");
    change(&mut head);
    head.seal(&bytes[HEAD_BYTES..]);
    let mut out = head.to_bytes().to_vec();
    out.extend_from_slice(&bytes[HEAD_BYTES..]);
    out
}

fn refused(change: impl FnOnce(&mut Head)) -> BatchError {
    client(with_head(&three(), change)).expect_err("it must be refused")
}

#[test]
fn a_client_gets_the_protocols_error_for_each_fault() {
    let code = |error: BatchError| error.code();
    assert_eq!(code(client(Bytes::new()).unwrap_err()), 87);
    assert_eq!(code(refused(|head| head.magic = 1)), 87);
    assert_eq!(code(refused(|head| head.base_offset = 1)), 87);
    assert_eq!(code(refused(|head| head.count = 2)), 87);
    assert_eq!(code(refused(|head| head.last_offset_delta = 3)), 87);
    assert_eq!(code(refused(|head| (head.count, head.last_offset_delta) = (0, -1))), 87);
    assert_eq!(code(refused(|head| (head.count, head.last_offset_delta) = (i32::MAX, i32::MAX - 1))), 87);
    assert_eq!(code(refused(|head| head.base_sequence = -1)), 87);
    assert_eq!(code(refused(|head| head.producer_epoch = -1)), 87);
    assert_eq!(code(refused(|head| head.attributes = head.attributes.with_control(true))), 87);
    assert_eq!(code(refused(|head| head.attributes = Attributes(1 << 6))), 87);
    assert_eq!(code(refused(|head| head.attributes = Attributes(5))), 76);
    assert_eq!(code(refused(|head| head.attributes = head.attributes.with_log_append_time(true))), 32);
    assert_eq!(code(refused(|head| head.length += 1)), 2);
    assert_eq!(code(refused(|head| head.length = -1)), 2);
    assert_eq!(code(refused(|head| head.length -= 1)), 87, "a byte that belongs to no batch");
}

#[test]
fn a_refusal_carries_the_code_and_the_words() {
    let refusal = crate::error::Refusal::from(refused(|head| head.attributes = head.attributes.with_control(true)));
    assert_eq!(refusal.code, crate::error::ErrorCode::InvalidRecord);
    assert!(refusal.message.is_some_and(|message| message.contains("control")));
}

#[test]
fn a_transaction_needs_a_producer() {
    let mut builder = BatchBuilder::new().transactional(true);
    builder.push(0, None, None, &[]).unwrap();
    assert_eq!(client(builder.build()), Err(BatchError::Transactional));
}

#[test]
fn markers_are_written_by_brokers_only() {
    let marker = || {
        let mut builder = BatchBuilder::new().producer(7, 0, -1).transactional(true).control(true);
        builder.push(0, Some(&[0, 0, 0, 1]), Some(&[0; 6]), &[]).unwrap();
        builder
    };
    assert!(marker().checked().is_ok());
    assert_eq!(client(marker().build()), Err(BatchError::Control));
}

#[test]
fn zstd_waits_for_a_version_that_knows_it() {
    let mut builder = BatchBuilder::new();
    builder.push(0, None, Some(b"x"), &[]).unwrap();
    let zstd = builder.build_compressed(Codec::Zstd, |_| Ok::<_, ()>(vec![1, 2, 3])).unwrap();
    assert!(client(zstd.clone()).is_ok());
    let error = CheckedBatch::parse(zstd, &Rules { zstd: false, ..Rules::CLIENT }).unwrap_err();
    assert_eq!(error.code(), 76);
}

#[test]
fn size_limits_are_about_the_batch_as_sent() {
    let size = three().len() as u64;
    assert!(CheckedBatch::parse(three(), &Rules { size_max: size, ..Rules::CLIENT }).is_ok());
    let error = CheckedBatch::parse(three(), &Rules { size_max: size - 1, ..Rules::CLIENT }).unwrap_err();
    assert_eq!(error.code(), 10);
    let batch = client(three()).unwrap();
    assert!(batch.refuse_larger_than(size).is_ok());
    assert_eq!(batch.refuse_larger_than(size - 1).unwrap_err().code(), 10);
}

#[test]
fn a_keyless_record_is_found_and_named() {
    let mut builder = BatchBuilder::new();
    builder.push(0, Some(b""), None, &[]).unwrap();
    assert_eq!(client(builder.clone().build()).unwrap().keys(), Keys::All, "an empty key is a key");
    builder.push(0, None, Some(b"v"), &[]).unwrap();
    let error = client(builder.build()).unwrap().refuse_keyless().unwrap_err();
    assert_eq!((error.code(), error.record_index()), (87, Some(1)));
}

#[test]
fn a_record_from_the_far_future_is_refused_where_a_topic_says_so() {
    let batch = client(three()).unwrap();
    assert!(batch.refuse_later_than(1_000).is_ok());
    assert_eq!(batch.refuse_later_than(999).unwrap_err().code(), 32);
}

#[test]
fn stamping_shares_the_payload_and_leaves_the_checksum_right() {
    let bytes = three();
    let stamped = client(bytes.clone()).unwrap().stamp(5_000, 3);
    let (_, body) = stamped.parts();
    assert_eq!(body.as_ptr(), bytes[HEAD_BYTES..].as_ptr(), "the producer's own bytes");
    let head = stamped.head();
    assert_eq!((head.base_offset, head.last_offset(), head.next_offset(), head.leader_epoch), (5_000, 5_002, 5_003, 3));
    assert_eq!(stamped.to_bytes()[17..], bytes[17..], "nothing behind the magic byte changes");
    let again = CheckedBatch::parse(stamped.to_bytes(), &Rules::LOG).unwrap();
    assert_eq!(again.stamped(), stamped);
}

#[test]
fn log_append_time_is_everyones_time() {
    let stamped = client(three()).unwrap().stamp_at(10, 0, 77_000);
    CheckedBatch::parse(stamped.to_bytes(), &Rules::LOG).expect("the checksum follows");
    let times: Vec<_> = stamped.records(&NoCodecs, 0).unwrap().map(|record| record.unwrap().timestamp).collect();
    assert_eq!(times, [77_000; 3]);
}

#[test]
fn a_wrong_maximum_timestamp_is_put_right() {
    let batch = client(with_head(&three(), |head| head.max_timestamp = 9)).unwrap();
    assert_eq!(batch.max_timestamp(), 1_000);
    let stamped = batch.stamp(0, 0);
    assert_eq!(stamped.head().max_timestamp, 1_000);
    CheckedBatch::parse(stamped.to_bytes(), &Rules::LOG).expect("the checksum follows");
}

#[test]
fn a_log_gives_its_batches_one_by_one() {
    let mut log = Vec::new();
    for base in [0, 3, 6] {
        client(three()).unwrap().stamp(base, 1).write_to(&mut log);
    }
    let whole = Bytes::from(log.clone());
    let bases: Vec<_> =
        CheckedBatch::parse_many(whole, Rules::LOG).map(|batch| batch.unwrap().head().base_offset).collect();
    assert_eq!(bases, [0, 3, 6]);

    let size = three().len();
    let mut torn = CheckedBatch::parse_many(Bytes::from(log[..2 * size + 70].to_vec()), Rules::LOG);
    assert_eq!(torn.by_ref().filter(Result::is_ok).count(), 2, "a torn tail ends the walk without an error");
    assert_eq!(torn.rest().len(), 70);

    log[size + 80] ^= 1;
    let mut broken = CheckedBatch::parse_many(log.into(), Rules::LOG);
    assert!(broken.next().unwrap().is_ok());
    assert!(matches!(broken.next(), Some(Err(BatchError::Checksum { .. }))));
    assert!(broken.next().is_none());
    assert_eq!(broken.rest().len(), 2 * size);
}

#[test]
fn compaction_may_leave_gaps_and_empty_batches() {
    let gap = with_head(&three(), |head| (head.base_offset, head.last_offset_delta) = (40, 9));
    assert_eq!(CheckedBatch::parse(gap.into(), &Rules::LOG).unwrap().head().next_offset(), 50);
    let empty = with_head(&three().slice(..HEAD_BYTES), |head| (head.count, head.length) = (0, 49));
    assert_eq!(CheckedBatch::parse(empty.into(), &Rules::LOG).unwrap().records(&NoCodecs, 0).unwrap().count(), 0);
}

#[test]
fn offsets_that_overflow_are_refused_from_a_log() {
    let far = with_head(&three(), |head| head.base_offset = i64::MAX - 1);
    assert_eq!(CheckedBatch::parse(far.into(), &Rules::LOG), Err(BatchError::BaseOffset(i64::MAX - 1)));
}

#[test]
fn sequences_wrap_to_zero() {
    let head = Head::parse(&with_head(&three(), |head| head.base_sequence = i32::MAX - 1)).unwrap();
    assert_eq!(head.last_sequence(), 0);
    let head = Head::parse(&with_head(&three(), |head| head.base_sequence = i32::MAX - 5)).unwrap();
    assert_eq!(head.last_sequence(), i32::MAX - 3);
}

#[test]
fn without_a_codec_compressed_records_stay_shut() {
    let mut builder = BatchBuilder::new();
    builder.push(0, None, Some(b"x"), &[]).unwrap();
    let batch = client(builder.build_compressed(Codec::Lz4, |_| Ok::<_, ()>(vec![1, 2, 3])).unwrap()).unwrap();
    assert_eq!(batch.keys(), Keys::Unseen);
    assert!(batch.refuse_keyless().is_ok());
    let error = batch.records(&NoCodecs, 1_000).map(Iterator::count);
    assert_eq!(error, Err(ReadError::Codec(CodecError::Unsupported(Codec::Lz4))));
}

/// Turns the bits of what it is given: enough of a codec to see bytes go in and out.
struct Inverting;

fn inverted(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| !byte).collect()
}

impl Codecs for Inverting {
    fn decompress(&self, codec: Codec, bytes: &[u8], max: usize) -> Result<Bytes, CodecError> {
        if bytes.len() > max { Err(CodecError::TooLarge(codec)) } else { Ok(inverted(bytes).into()) }
    }
}

#[test]
fn a_hosts_codec_opens_what_a_hosts_codec_shut() {
    let mut builder = BatchBuilder::new();
    builder.push(5, None, Some(b"x"), &[]).unwrap();
    let bytes = builder.build_compressed(Codec::Gzip, |plain| Ok::<_, ()>(inverted(plain))).unwrap();
    let batch = client(bytes).unwrap();
    let values: Vec<_> = batch.records(&Inverting, 100).unwrap().map(|record| record.unwrap().value).collect();
    assert_eq!(values, [Some(Bytes::from_static(b"x"))]);
    assert_eq!(
        batch.records(&Inverting, 2).map(Iterator::count),
        Err(ReadError::Codec(CodecError::TooLarge(Codec::Gzip)))
    );
}

#[test]
fn a_count_without_records_behind_it_costs_nothing() {
    // 2^31-1 records claimed in 61 bytes.
    let bomb = with_head(&three().slice(..HEAD_BYTES), |head| {
        (head.count, head.last_offset_delta, head.length) = (i32::MAX, i32::MAX - 1, 49);
    });
    assert!(matches!(client(bomb.clone()), Err(BatchError::Record { index: 0, fault: RecordFault::Length })));
    let log = CheckedBatch::parse(bomb.into(), &Rules::LOG).unwrap();
    assert_eq!(log.records(&NoCodecs, 0).unwrap().count(), 1, "one error, then the end");
}

proptest! {
    #[test]
    fn what_is_built_is_read(inputs in inputs()) {
        let bytes = built(&inputs);
        let batch = client(bytes).unwrap();
        prop_assert_eq!(batch.max_timestamp(), batch.head().max_timestamp);
        prop_assert_eq!(Head::parse(&batch.head().to_bytes()), Ok(*batch.head()));
        let mut again = BatchBuilder::new();
        for (index, record) in batch.records(&NoCodecs, 0).unwrap().enumerate() {
            let record = record.unwrap();
            prop_assert_eq!(record.offset, index as i64);
            let headers = record.headers.iter().map(|header| (header.key.to_vec(), header.value.map(Into::into))).collect();
            let read = (record.timestamp, record.key.map(Into::into), record.value.map(Into::into), headers);
            prop_assert_eq!(&read, &inputs[index]);
            push(&mut again, &read);
        }
        prop_assert_eq!(again.count(), batch.head().count);
        prop_assert_eq!(&again.build(), batch.bytes());
    }

    #[test]
    fn every_flipped_bit_under_the_checksum_is_refused(inputs in inputs(), place: prop::sample::Index) {
        let mut bytes = built(&inputs).to_vec();
        let bit = (CHECKED_AT_BITS..bytes.len() * 8).nth(place.index(bytes.len() * 8 - CHECKED_AT_BITS)).unwrap();
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(client(bytes).unwrap_err().code(), 2);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(inputs in inputs(), places: Vec<(prop::sample::Index, u8)>, cut: prop::sample::Index) {
        let mut bytes = built(&inputs).to_vec();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        let bytes = Bytes::from(bytes);
        for rules in [Rules::CLIENT, Rules::BROKER, Rules::LOG] {
            let _ = CheckedBatch::parse(bytes.clone(), &rules);
            let _ = CheckedBatch::parse_many(bytes.clone(), rules).count();
        }
        // Past the checksum too: records as garbage, under a head that lies.
        if let Ok(records) = Records::of_batch(&bytes, &Inverting, 10_000) {
            for record in records.flatten() {
                prop_assert!(record.headers.iter().count() <= bytes.len());
            }
        }
        if bytes.len() >= HEAD_BYTES && Head::parse(&bytes).is_ok() {
            let sealed = with_head(&bytes, |head| head.length = (bytes.len() - LENGTH_BYTES) as i32);
            let _ = client(sealed.clone()).map(|batch| batch.stamp(1, 1).records(&NoCodecs, 0).map(Iterator::count));
            let _ = CheckedBatch::parse(sealed.into(), &Rules::LOG).map(|batch| batch.stamp_at(1, 1, 1));
        }
    }

    #[test]
    fn the_announced_size_is_enough(input in input(), before in inputs()) {
        let mut builder = BatchBuilder::new();
        before.iter().for_each(|input| push(&mut builder, input));
        let size = builder.size();
        push(&mut builder, &input);
        let (_, key, value, headers) = &input;
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_slice(), value.as_deref())).collect();
        prop_assert!(builder.size() - size <= BatchBuilder::size_of_record(key.as_deref(), value.as_deref(), &headers));
    }
}

#[test]
fn a_batch_can_move_to_a_new_epoch() {
    let moved = client(with_producer(&three(), 7, 1, 0).unwrap()).expect("the checksum follows");
    assert_eq!((moved.head().producer_epoch, moved.head().base_sequence), (1, 0));
    assert_eq!(moved.bytes()[HEAD_BYTES..], three()[HEAD_BYTES..]);
}

/// The attributes are the first checksummed bytes.
const CHECKED_AT_BITS: usize = 21 * 8;
