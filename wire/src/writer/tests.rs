use super::*;
use crate::message::fetch::{FetchResponse, FetchableTopicResponse, PartitionData};
use crate::message::{Message, produce::ProduceRequest};

fn fetched(records: Records) -> FetchResponse {
    let partitions = vec![
        PartitionData { records: records.clone(), ..Default::default() },
        PartitionData { partition_index: 1, records, ..Default::default() },
    ];
    FetchResponse { responses: vec![FetchableTopicResponse { partitions, ..Default::default() }], ..Default::default() }
}

fn encoded(records: Records, version: i16) -> Frame {
    let mut writer = Writer::new();
    fetched(records).encode_body(&mut writer, version);
    writer.finish().unwrap()
}

#[test]
fn a_frame_with_holes_is_the_frame_with_the_records_in_them() {
    for version in 4..=18 {
        let records = Bytes::from(vec![7; 5000]);
        let whole = encoded(Records::Here(records.clone()), version);
        let holes = encoded(Records::Elsewhere { index: 3, length: 5000 }, version);
        assert_eq!(whole.length, holes.length);
        let filled = holes.chunks.iter().map(|chunk| match chunk {
            Chunk::Bytes(bytes) => bytes.clone(),
            Chunk::Hole { index: 3, length: 5000 } => records.clone(),
            Chunk::Hole { .. } => panic!("another hole than was asked for"),
        });
        let filled = filled.fold(Vec::new(), |all, bytes| [&all[..], &bytes[..]].concat());
        let hole = |chunk: &&Chunk| matches!(chunk, Chunk::Hole { .. });
        assert_eq!(holes.chunks.iter().filter(hole).count(), 2);
        assert_eq!(filled.len() as u64, holes.length);
        assert_eq!(filled[..4], (filled.len() as u32 - 4).to_be_bytes());
        assert_eq!(whole.into_bytes().unwrap(), filled);
    }
}

#[test]
fn large_records_are_not_copied() {
    let records = Bytes::from(vec![7; INLINE_MAX]);
    let frame = encoded(Records::Here(records.clone()), 12);
    let same = |chunk: &&Chunk| matches!(chunk, Chunk::Bytes(bytes) if bytes.as_ptr() == records.as_ptr());
    assert_eq!(frame.chunks.iter().filter(same).count(), 2);
}

#[test]
fn empty_records_leave_no_hole() {
    let frame = encoded(Records::Elsewhere { index: 0, length: 0 }, 12);
    assert_eq!(frame.into_bytes(), encoded(Records::Here(Bytes::new()), 12).into_bytes());
}

#[test]
fn what_a_version_cannot_say_is_a_failure() {
    let mut writer = Writer::new();
    writer.string(&"x".repeat(40_000));
    writer.i32(1);
    assert_eq!(writer.finish(), Err(EncodeError::LongString));

    let mut writer = Writer::new();
    ProduceRequest::default().encode_body(&mut writer, 2);
    assert_eq!(writer.finish(), Err(EncodeError::NotAtThisVersion { key: 0, version: 2 }));

    let mut writer = Writer::new();
    fetched(Records::Elsewhere { index: 0, length: u32::MAX }).encode_body(&mut writer, 12);
    assert_eq!(writer.finish(), Err(EncodeError::TooLarge));
}

#[test]
fn the_size_of_a_long_tagged_field_takes_two_bytes() {
    let mut writer = Writer::new();
    let tags = writer.begin_tags();
    writer.tag(tags, 1, |w| w.bytes(&[9; 200]));
    writer.tag(tags, 2, |w| w.i8(5));
    let bytes = writer.finish().unwrap().into_bytes().unwrap();
    assert_eq!(bytes[4..8], [2, 1, 0xcc, 0x01]);
    assert_eq!(bytes[bytes.len() - 3..], [2, 1, 5]);
}
