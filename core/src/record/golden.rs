//! The batches of real clients: we read what they meant, and write the same bytes for the same records.
//!
//! The files beside this one say how they were made.

use super::*;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;

const FILES: [(&str, &str); 4] = [
    ("kafka-python 2.0.2", include_str!("golden/kafka-python-2.0.2.txt")),
    ("kafka-python 3.0.12", include_str!("golden/kafka-python-3.0.12.txt")),
    ("librdkafka 2.16.0", include_str!("golden/librdkafka-2.16.0.txt")),
    ("Java 4.1.0", include_str!("golden/java-4.1.0.txt")),
];

#[derive(Default)]
struct Vector {
    name: String,
    codec: Codec,
    producer: (i64, i16, i32),
    records: Vec<Given>,
    /// The uncompressed records, where the generator could tell.
    plain: Option<Bytes>,
    bytes: Bytes,
}

#[derive(Debug, PartialEq)]
struct Given {
    timestamp: i64,
    key: Option<Bytes>,
    value: Option<Bytes>,
    headers: Vec<(Bytes, Option<Bytes>)>,
}

fn hex(text: &str) -> Bytes {
    let digit = |byte: u8| (byte as char).to_digit(16).expect("a hexadecimal digit") as u8;
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn nullable(text: &str) -> Option<Bytes> {
    match text {
        "null" => None,
        "empty" => Some(Bytes::new()),
        text => Some(hex(text)),
    }
}

fn given(words: &[&str]) -> Given {
    let header = |word: &&str| {
        let (name, value) = word.split_once('=').expect("name=value");
        (hex(name), nullable(value))
    };
    Given {
        timestamp: words[0].parse().expect("a time"),
        key: nullable(words[1]),
        value: nullable(words[2]),
        headers: words[3..].iter().map(header).collect(),
    }
}

fn vectors() -> Vec<Vector> {
    let mut all: Vec<Vector> = Vec::new();
    for (file, text) in FILES {
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let vector = all.last_mut();
            match (words[0], vector) {
                ("batch", _) => all.push(Vector { name: [file, words[1]].join(" "), ..Vector::default() }),
                ("codec", Some(vector)) => {
                    vector.codec = Codec::ALL.into_iter().find(|codec| codec.name() == words[1]).expect("a codec");
                }
                ("producer", Some(vector)) => {
                    let number = |at: usize| words[at].parse::<i64>().expect("a number");
                    vector.producer = (number(1), number(2) as i16, number(3) as i32);
                }
                ("record", Some(vector)) => vector.records.push(given(&words[1..])),
                ("plain", Some(vector)) => vector.plain = Some(hex(words[1])),
                ("bytes", Some(vector)) => vector.bytes = hex(words[1]),
                (other, _) => panic!("what is {other}?"),
            }
        }
    }
    assert!(all.len() >= 28, "the files are all there");
    all
}

/// Gives the plain records that the generator wrote beside the compressed ones.
struct Known(Option<Bytes>);

impl Codecs for Known {
    fn decompress(&self, codec: Codec, _: &[u8], _: usize) -> Result<Bytes, CodecError> {
        self.0.clone().ok_or(CodecError::Unsupported(codec))
    }
}

fn builder(vector: &Vector) -> BatchBuilder {
    let (id, epoch, sequence) = vector.producer;
    let mut builder = BatchBuilder::new().producer(id, epoch, sequence);
    for record in &vector.records {
        let headers: Vec<_> = record.headers.iter().map(|(name, value)| (&name[..], value.as_deref())).collect();
        builder.push(record.timestamp, record.key.as_deref(), record.value.as_deref(), &headers).expect("it fits");
    }
    builder
}

#[test]
fn the_batches_of_real_clients_are_accepted_and_understood() {
    for vector in vectors() {
        let batch = CheckedBatch::parse(vector.bytes.clone(), &Rules::CLIENT)
            .unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        let head = batch.head();
        assert_eq!(batch.codec(), vector.codec, "{}", vector.name);
        assert_eq!((head.producer_id, head.producer_epoch, head.base_sequence), vector.producer, "{}", vector.name);
        assert_eq!(head.count as usize, vector.records.len(), "{}", vector.name);
        let newest = vector.records.iter().map(|record| record.timestamp).max();
        assert_eq!(Some(batch.max_timestamp()), newest, "{}", vector.name);
        assert_eq!(batch.max_timestamp(), head.max_timestamp, "{}: nothing to put right", vector.name);
        if vector.codec != Codec::None && vector.plain.is_none() {
            continue; // nobody here can look inside
        }
        let records = batch.records(&Known(vector.plain), usize::MAX).unwrap();
        let read: Vec<Given> = records
            .map(|record| record.unwrap_or_else(|error| panic!("{}: {error}", vector.name)))
            .map(|record| Given {
                timestamp: record.timestamp,
                headers: record.headers.iter().map(|header| (header.key, header.value)).collect(),
                key: record.key,
                value: record.value,
            })
            .collect();
        assert_eq!(read, vector.records, "{}", vector.name);
    }
}

#[test]
fn the_same_records_give_the_same_bytes() {
    for vector in vectors() {
        // librdkafka says 0 where the others say −1; the leader overwrites it.
        let leader_epoch = Head::parse(&vector.bytes).unwrap().leader_epoch;
        let compressed = vector.bytes.slice(HEAD_BYTES..);
        let built = builder(&vector)
            .placed(0, leader_epoch)
            .build_compressed(vector.codec, |plain| {
                if let Some(expected) = &vector.plain {
                    assert_eq!(plain, expected, "{}", vector.name);
                }
                Ok::<_, CodecError>(compressed.to_vec())
            })
            .unwrap();
        assert_eq!(built, vector.bytes, "{}", vector.name);
    }
}

#[test]
fn stamping_a_real_batch_keeps_its_checksum_right() {
    for vector in vectors() {
        let batch = CheckedBatch::parse(vector.bytes, &Rules::CLIENT).unwrap();
        for stamped in [batch.stamp(1 << 40, 9), batch.stamp_at(1 << 40, 9, 1_800_000_000_000)] {
            let again = CheckedBatch::parse(stamped.to_bytes(), &Rules::LOG);
            assert_eq!(again.map(|batch| batch.head().base_offset), Ok(1 << 40), "{}", vector.name);
        }
    }
}
