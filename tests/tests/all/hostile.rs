//! A hostile network: a handful of bytes must not end the process or take its memory, and the next client is served.

mod memory;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use glasslog_tests::random::Random;
use glasslog_tests::server::Server;

/// Memory that a server may take on for all the attacks of one test.
const GROWTH_MIB: u64 = 64;

const PRODUCE: i16 = 0;
const METADATA: i16 = 3;
const API_VERSIONS: i16 = 18;

/// A request's frame with a header of version 1, without a client id.
fn frame(key: i16, version: i16, body: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    frame.extend((10 + body.len() as i32).to_be_bytes());
    frame.extend(key.to_be_bytes());
    frame.extend(version.to_be_bytes());
    frame.extend(7_i32.to_be_bytes());
    frame.extend((-1_i16).to_be_bytes());
    frame.extend(body);
    frame
}

/// One answer, without its length; none if the connection is closed instead.
fn answer(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length).ok()?;
    let mut body = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// Reads until the other side closes.
fn expect_close(mut stream: TcpStream, what: &str) -> Vec<u8> {
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return all,
            Ok(count) => all.extend(&buffer[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("{what}: the connection is still open")
            }
            Err(_) => return all,
        }
    }
}

fn expect_served(server: &mut Server, what: &str, before_mib: u64) {
    assert!(server.process().running(), "{what}: the server has ended:\n{}", server.said());
    let mut stream = server.connect_kafka();
    stream.write_all(&frame(API_VERSIONS, 0, &[])).expect("the server reads");
    let body = answer(&mut stream).expect("the next client is served");
    assert_eq!(body[..6], [0, 0, 0, 7, 0, 0], "{what}: the next client gets its own answer");
    let mut page = server.connect_page();
    page.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("the server reads");
    let said = expect_close(page, what);
    assert!(said.starts_with(b"HTTP/1.1 200"), "{what}: {}", String::from_utf8_lossy(&said));
    let now_mib = server.resident_mib();
    assert!(now_mib < before_mib + GROWTH_MIB, "{what}: the server grew from {before_mib} to {now_mib} MiB");
    assert!(!server.said().contains("panicked"), "{what}: something panicked:\n{}", server.said());
}

#[test]
fn garbage_closes_its_connection_and_no_other() {
    let mut random = Random::new("garbage_closes_its_connection_and_no_other");
    let mut server = Server::start();
    let before = server.resident_mib();
    for round in 0..100 {
        let count = random.within(1..3000) as usize;
        let mut bytes = random.bytes(count);
        if round % 2 == 0 && count > 8 {
            // a right length and a known API, and nonsense inside
            bytes[..4].copy_from_slice(&(count as i32 - 4).to_be_bytes());
            bytes[4..8].copy_from_slice(&[0, random.within(0..70) as u8, 0, random.within(0..14) as u8]);
        }
        let mut stream = server.connect_kafka();
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(Shutdown::Write);
        expect_close(stream, "garbage");
    }
    expect_served(&mut server, "after garbage", before);
}

#[test]
fn impossible_lengths_are_refused_at_once() {
    let mut server = Server::start();
    let before = server.resident_mib();
    for length in [i32::MAX, i32::MIN, -1, 0, 3, 101 * 1024 * 1024] {
        let mut stream = server.connect_kafka();
        stream.write_all(&length.to_be_bytes()).expect("the server reads");
        if (0..10).contains(&length) {
            stream.write_all(&[0; 3][..length as usize]).expect("the server reads");
        }
        expect_close(stream, &format!("a length of {length}"));
    }
    expect_served(&mut server, "after impossible lengths", before);
}

#[test]
fn a_declared_length_reserves_nothing() {
    let mut server = Server::start();
    let before = server.resident_mib();
    let mut waiting = Vec::new();
    for _ in 0..50 {
        let mut stream = server.connect_kafka();
        stream.write_all(&(99 * 1024 * 1024_i32).to_be_bytes()).expect("the server reads");
        stream.write_all(&[0; 100]).expect("the server reads");
        waiting.push(stream);
    }
    expect_served(&mut server, "while fifty wait with long frames", before);
}

#[test]
fn declared_counts_reserve_nothing() {
    let most = i32::MAX.to_be_bytes();
    let compact_most = [0xff, 0xff, 0xff, 0xff, 0x0f];
    let mut produce = vec![0xff, 0xff, 0, 1, 0, 0, 0, 0];
    produce.extend(most);
    let mut fetch = vec![0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
    fetch.extend(most);
    let mut join = vec![0, 1, b'g', 0, 0, 0x17, 0x70, 0, 0, 0, 8];
    join.extend(b"consumer");
    join.extend(most);
    let mut offsets = vec![0, 1, b'g'];
    offsets.extend(most);
    let tags = [&[0][..], &compact_most].concat();
    let bodies: [(i16, i16, &[u8]); 9] = [
        (METADATA, 1, &most),
        (METADATA, 12, &[&[0][..], &compact_most].concat()),
        (METADATA, 12, &compact_most),
        (PRODUCE, 3, &produce),
        (1, 4, &fetch),
        (9, 2, &offsets),
        (11, 0, &join),
        (19, 2, &most),
        (API_VERSIONS, 3, &tags),
    ];
    let mut server = Server::start();
    let before = server.resident_mib();
    for (key, version, body) in bodies {
        for _ in 0..20 {
            let mut stream = server.connect_kafka();
            stream.write_all(&frame(key, version, body)).expect("the server reads");
            let _ = stream.shutdown(Shutdown::Write);
            expect_close(stream, &format!("API {key} version {version} with a huge count"));
        }
        expect_served(&mut server, &format!("after huge counts in API {key} version {version}"), before);
    }
}

#[test]
fn what_is_not_spoken_here_is_said_or_closed() {
    let mut server = Server::start();
    let before = server.resident_mib();
    for (key, version) in [(999, 0), (-1, 0), (METADATA, 99), (71, 0)] {
        let mut stream = server.connect_kafka();
        stream.write_all(&frame(key, version, &[0; 8])).expect("the server reads");
        expect_close(stream, &format!("API {key} version {version}"));
    }
    // KIP-511: an unknown version of ApiVersions gets an answer of version 0 that says what can be asked
    let mut stream = server.connect_kafka();
    stream.write_all(&frame(API_VERSIONS, 99, &[0])).expect("the server reads");
    let body = answer(&mut stream).expect("an answer");
    assert_eq!(body[4..6], [0, 35], "UNSUPPORTED_VERSION");
    assert_eq!(body[10..12], [0, 18], "it lists ApiVersions itself");
    expect_served(&mut server, "after unknown requests", before);
}

/// A batch of one record, format 2.
fn batch(value: &[u8]) -> Vec<u8> {
    let mut record = vec![0, 0, 0, 1, (value.len() * 2) as u8];
    record.extend(value);
    record.push(0);
    let mut batch = vec![0; 61];
    batch[8..12].copy_from_slice(&(49 + 1 + record.len() as i32).to_be_bytes());
    batch[16] = 2;
    batch[43..57].fill(0xff);
    batch[57..61].copy_from_slice(&1_i32.to_be_bytes());
    batch.push((record.len() * 2) as u8);
    batch.extend(record);
    checksum(&mut batch);
    batch
}

/// Writes the CRC-32C, bit by bit: slow, and nothing of the broker's own.
fn checksum(batch: &mut [u8]) {
    let mut crc = !0_u32;
    for &byte in &batch[21..] {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0x82f6_3b78 } else { crc >> 1 };
        }
    }
    batch[17..21].copy_from_slice(&(!crc).to_be_bytes());
}

#[test]
fn bad_records_and_names_get_the_protocols_errors() {
    let mut server = Server::start_with(&[], &[("KAFKA_CREATE_TOPICS", "here:1:1")]);
    let before = server.resident_mib();
    let produce = |topic: &[u8], records: &[u8]| {
        let mut body = vec![0xff, 0xff, 0xff, 0xff, 0, 0, 3, 0xe8, 0, 0, 0, 1];
        body.extend((topic.len() as i16).to_be_bytes());
        body.extend(topic);
        body.extend([0, 0, 0, 1, 0, 0, 0, 0]);
        body.extend((records.len() as i32).to_be_bytes());
        body.extend(records);
        let mut stream = server.connect_kafka();
        stream.write_all(&frame(PRODUCE, 3, &body)).expect("the server reads");
        let answer = answer(&mut stream).expect("an answer");
        // correlation id, topics, name, partitions, index, error
        let at = 4 + 4 + 2 + topic.len() + 4 + 4;
        i16::from_be_bytes([answer[at], answer[at + 1]])
    };
    let batch = batch(b"hello");
    assert_eq!(produce(b"here", &batch), 0, "a good one");
    assert_eq!(produce(b"nowhere", &batch), 3, "a topic that nobody has made");
    let mut changed = batch.clone();
    *changed.last_mut().expect("it has bytes") ^= 1;
    assert_eq!(produce(b"here", &changed), 2, "a bad checksum");
    let mut old = batch.clone();
    old[16] = 1;
    assert!([2, 43, 87].contains(&produce(b"here", &old)), "an old format");
    assert_ne!(produce(b"here", &[7; 200]), 0, "nonsense");
    assert_ne!(produce(b"here", &batch[..batch.len() - 1]), 0, "a torn batch");
    let mut claims_more = batch.clone();
    claims_more[57..61].copy_from_slice(&i32::MAX.to_be_bytes());
    checksum(&mut claims_more);
    assert_eq!(produce(b"here", &claims_more), 87, "a count of records that are not there");
    let mut body = vec![0, 0, 0, 1, 0, 9];
    body.extend(b"bad name!");
    body.push(1);
    let mut stream = server.connect_kafka();
    stream.write_all(&frame(METADATA, 4, &body)).expect("the server reads");
    let answer = answer(&mut stream).expect("an answer");
    let name_at = answer.windows(9).position(|window| window == b"bad name!").expect("the topic is named");
    assert_eq!(answer[name_at - 4..name_at - 2], [0, 17], "INVALID_TOPIC_EXCEPTION");
    expect_served(&mut server, "after bad records and names", before);
}

#[test]
fn a_crowd_of_silent_connections_leaves_room_for_the_next() {
    let mut server = Server::start();
    let before = server.resident_mib();
    let crowd: Vec<_> = (0..300).map(|_| (server.connect_kafka(), server.connect_page())).collect();
    drop(crowd);
    // It takes the server a moment to notice that three hundred have gone.
    let end = Instant::now() + Duration::from_secs(10);
    while !http(&server, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .starts_with("HTTP/1.1 200")
    {
        assert!(Instant::now() < end, "no room is left after a crowd has gone");
        std::thread::sleep(Duration::from_millis(100));
    }
    expect_served(&mut server, "after a crowd", before);
}

fn http(server: &Server, request: &[u8]) -> String {
    let mut stream = server.connect_page();
    let _ = stream.write_all(request);
    let _ = stream.shutdown(Shutdown::Write);
    String::from_utf8_lossy(&expect_close(stream, "http")).into_owned()
}

#[test]
fn the_pages_listener_takes_no_nonsense() {
    let mut random = Random::new("the_pages_listener_takes_no_nonsense");
    let mut server = Server::start();
    let before = server.resident_mib();
    for _ in 0..50 {
        let count = random.within(1..3000) as usize;
        http(&server, &random.bytes(count));
    }
    let mut long = b"GET / HTTP/1.1\r\nHost: ".to_vec();
    long.resize(4 << 20, b'a');
    assert!(!http(&server, &long).starts_with("HTTP/1.1 200"), "a header without end");
    for path in ["/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/..\\..\\etc\\passwd"] {
        let said =
            http(&server, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes());
        assert!(!said.contains("root:") && !said.starts_with("HTTP/1.1 5"), "{path}: {said}");
    }
    http(&server, b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\nx");
    expect_served(&mut server, "after nonsense on the page's listener", before);
}

fn upgrade(server: &Server, origin: &str) -> (TcpStream, String) {
    let mut stream = server.connect_page();
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        host = server.page()
    );
    stream.write_all(request.as_bytes()).expect("the server reads");
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    (stream, String::from_utf8_lossy(&head).into_owned())
}

#[test]
fn a_websocket_is_for_the_servers_own_page() {
    let server = Server::start();
    let (_, own) = upgrade(&server, &format!("http://{}", server.page()));
    assert!(own.starts_with("HTTP/1.1 101"), "{own}");
    let (_, foreign) = upgrade(&server, "http://elsewhere.example");
    assert!(foreign.starts_with("HTTP/1.1 403"), "{foreign}");
}

#[test]
fn hostile_websocket_frames_close_their_connection() {
    let mut random = Random::new("hostile_websocket_frames_close_their_connection");
    let mut server = Server::start();
    let before = server.resident_mib();
    let origin = format!("http://{}", server.page());
    let mut huge = vec![0x82, 0xff];
    huge.extend((1_u64 << 62).to_be_bytes());
    huge.extend([1, 2, 3, 4]);
    let mut garbage = vec![0x82, 0x80 | 100, 0, 0, 0, 0];
    garbage.extend(random.bytes(100));
    for bytes in [huge, garbage, vec![0x82, 5, 1, 2, 3, 4, 5], vec![0xff; 64], random.bytes(500)] {
        for _ in 0..10 {
            let (mut stream, head) = upgrade(&server, &origin);
            assert!(head.starts_with("HTTP/1.1 101"), "{head}");
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Write);
            expect_close(stream, "a hostile frame");
        }
    }
    expect_served(&mut server, "after hostile frames", before);
}
