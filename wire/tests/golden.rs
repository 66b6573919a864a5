//! Requests that real clients sent, byte by byte: each is read to its last byte, and written again as it was.

use bytes::Bytes;
use glasslog_wire::{
    header::RequestHeader,
    message::{ApiKey, Request},
    reader::Reader,
    server::{self, Decoded, Peer},
    writer::Writer,
};
use std::collections::BTreeSet;

const RECORDED: &str = include_str!("golden/requests.txt");

struct Frame {
    name: String,
    key: ApiKey,
    version: i16,
    bytes: Bytes,
}

fn frames() -> Vec<Frame> {
    let lines = RECORDED.lines().filter(|line| !line.starts_with('#'));
    let frame = |line: &str| {
        let words: Vec<_> = line.split(' ').collect();
        let [client, key, version, hex] = words[..] else { panic!("not four words: {line}") };
        let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        Frame {
            name: format!("{client} {key} {version}"),
            key: ApiKey::from_code(key.parse().unwrap()).unwrap(),
            version: version.parse().unwrap(),
            bytes: hex.as_bytes().chunks(2).map(byte).collect(),
        }
    };
    lines.map(frame).collect()
}

#[test]
fn what_clients_send_is_read_to_the_last_byte_and_written_as_it_was() {
    for Frame { name, key, version, bytes } in frames() {
        let mut reader = Reader::new(bytes.clone());
        let header = RequestHeader::decode(&mut reader).unwrap();
        assert_eq!((header.key, header.version), (key, version), "{name}");
        if key == ApiKey::ApiVersions && key.check(version).is_err() {
            // A client newer than we are: it is told the way out, and asks again.
            continue;
        }
        let request = Request::decode(key, &mut reader, version).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(reader.remaining(), 0, "{name}");

        let mut writer = Writer::new();
        header.encode(&mut writer);
        request.encode(&mut writer, version);
        let again = writer.finish().unwrap().into_bytes().unwrap();
        assert_eq!(again.slice(4..), bytes, "{name}");
    }
}

#[test]
fn a_server_takes_what_clients_send_without_a_refusal() {
    for Frame { name, key, bytes, .. } in frames() {
        match server::decode(bytes, &Peer::default()).unwrap() {
            Decoded::Answer(_) => assert_eq!(key, ApiKey::ApiVersions, "{name}"),
            Decoded::Request(header, request) => {
                assert_eq!(header.key, key, "{name}");
                if let glasslog_core::request::Request::Produce(produce) = request {
                    assert!(produce.partitions.iter().all(|partition| partition.batch.is_ok()), "{name}");
                }
            }
        }
    }
}

#[test]
fn the_recording_covers_every_client_and_most_apis() {
    let frames = frames();
    let clients: BTreeSet<_> = frames.iter().filter_map(|frame| frame.name.split(' ').next()).collect();
    let apis: BTreeSet<_> = frames.iter().map(|frame| frame.key).collect();
    assert_eq!(clients.len(), 8, "{clients:?}");
    assert!(apis.len() >= 20, "{apis:?}");
}
