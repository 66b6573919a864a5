//! The log's own formats.

use alloc::{vec, vec::Vec};

use bytes::Bytes;

use super::super::{
    codec::Malformed,
    records::{Committed, LogRecord, StoredGroup, StoredMember},
};
use crate::{
    id::{Generation, LeaderEpoch, Offset, PartitionIndex},
    random::Random,
    time::Timestamp,
};

fn commit(metadata: Option<&str>) -> LogRecord {
    let value = Committed {
        offset: Offset(0x0102),
        leader_epoch: Some(LeaderEpoch(5)),
        metadata: metadata.map(Into::into),
        at: Timestamp(0x0304),
    };
    LogRecord::Commit { group: "g".into(), topic: "top".into(), partition: PartitionIndex(3), value: Some(value) }
}

fn group() -> LogRecord {
    let member = StoredMember {
        member: "m".into(),
        instance: Some("i".into()),
        client_id: "c".into(),
        client_host: "/h".into(),
        rebalance_timeout_ms: 300_000,
        session_timeout_ms: 10_000,
        subscription: Bytes::from_static(b"sub"),
        assignment: Bytes::from_static(b"ass"),
    };
    let value = StoredGroup {
        protocol_type: Some("consumer".into()),
        generation: Generation(9),
        protocol: Some("range".into()),
        leader: Some("m".into()),
        since: Timestamp(77),
        members: vec![member],
    };
    LogRecord::Group { group: "g".into(), value: Some(value) }
}

fn decode(record: &LogRecord) -> Option<LogRecord> {
    let (key, value) = record.encode();
    LogRecord::decode(Some(key), value).unwrap()
}

#[test]
fn commits_lie_in_the_log_as_kafka_writes_them() {
    let (key, value) = commit(Some("hi")).encode();
    assert_eq!(&key[..], b"\0\x01\0\x01g\0\x03top\0\0\0\x03");
    assert_eq!(&value.unwrap()[..], b"\0\x03\0\0\0\0\0\0\x01\x02\0\0\0\x05\0\x02hi\0\0\0\0\0\0\x03\x04");
    let (key, value) = group().encode();
    assert_eq!(&key[..], b"\0\x02\0\x01g");
    let expected =
        b"\0\x03\0\x08consumer\0\0\0\x09\0\x05range\0\x01m\0\0\0\0\0\0\0\x4d\0\0\0\x01\0\x01m\0\x01i\0\x01c\0\x02/h\
        \0\x04\x93\xe0\0\0\x27\x10\0\0\0\x03sub\0\0\0\x03ass";
    assert_eq!(&value.unwrap()[..], &expected[..]);
}

#[test]
fn what_was_written_is_read() {
    let bare = StoredGroup {
        protocol_type: None,
        generation: Generation(1),
        protocol: None,
        leader: None,
        since: Timestamp(-1),
        members: vec![],
    };
    for record in [
        commit(None),
        commit(Some("")),
        commit(Some("x")),
        group(),
        LogRecord::Group { group: "g".into(), value: Some(bare) },
        LogRecord::Group { group: "g".into(), value: None },
        LogRecord::Commit { group: "g".into(), topic: "t".into(), partition: PartitionIndex(0), value: None },
    ] {
        assert_eq!(decode(&record), Some(record));
    }
}

#[test]
fn older_and_newer_values_of_kafka_are_read() {
    let key = commit(None).encode().0;
    let read = |value: &'static [u8]| match LogRecord::decode(Some(key.clone()), Some(Bytes::from_static(value))) {
        Ok(Some(LogRecord::Commit { value: Some(value), .. })) => {
            (value.offset.0, value.leader_epoch.map(|e| e.0), value.metadata.as_deref().map(Into::into), value.at.0)
        }
        other => panic!("{other:?}"),
    };
    let told: Option<alloc::string::String> = Some("m".into());
    // Version 1 carries an expiry time, which is not used any more.
    assert_eq!(
        read(b"\0\x01\0\0\0\0\0\0\0\x07\0\x01m\0\0\0\0\0\0\0\x08\0\0\0\0\0\0\0\x09"),
        (7, None, told.clone(), 8)
    );
    // Version 4 is flexible; this one has a tagged field that is not ours.
    assert_eq!(read(b"\0\x04\0\0\0\0\0\0\0\x07\0\0\0\x02\x02m\0\0\0\0\0\0\0\x08\x01\0\x02ab"), (7, Some(2), told, 8));
}

#[test]
fn other_kinds_of_records_are_skipped() {
    for key in [&b"\0\x03\0\x01g"[..], b"\0\x63", b"\xff\xff"] {
        assert_eq!(LogRecord::decode(Some(Bytes::copy_from_slice(key)), Some(Bytes::from_static(b"?"))), Ok(None));
    }
    assert_eq!(LogRecord::decode(None, None), Ok(None));
}

#[test]
fn broken_records_are_errors_and_never_a_panic() {
    let mut random = Random::new(3, "broken");
    for record in [commit(None), commit(Some("hi")), group()] {
        let (key, value) = record.encode();
        let value = value.unwrap();
        for end in 0..value.len() {
            let cut = LogRecord::decode(Some(key.clone()), Some(value.slice(..end)));
            assert_eq!(cut, Err(Malformed), "cut at {end}");
        }
        for _ in 0..2000 {
            let mut bytes: Vec<u8> = value.to_vec();
            let at = random.below(bytes.len() as u64) as usize;
            bytes[at] = random.next_u64() as u8;
            let _ = LogRecord::decode(Some(key.clone()), Some(bytes.into()));
        }
    }
    // A count that the bytes cannot hold reserves nothing.
    let huge = b"\0\x03\0\0\0\0\0\x01\xff\xff\xff\xff\0\0\0\0\0\0\0\0\x7f\xff\xff\xff";
    let key = group().encode().0;
    assert_eq!(LogRecord::decode(Some(key), Some(Bytes::from_static(huge))), Err(Malformed));
}
