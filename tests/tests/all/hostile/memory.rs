//! Memory: whoever asks much and reads nothing is lent of one budget, whether at Kafka's listener or at the page's.

use std::io::Write;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use glasslog_tests::server::Server;

use super::{answer, expect_served, upgrade};

/// What the process may take beside its budget: itself, its threads' arenas, and what the allocator keeps of freed memory.
const BESIDE_MIB: u64 = 160;
const BUDGET_MIB: u64 = 64;
/// So long an attack is given to have its effect.
const WORK: Duration = Duration::from_secs(3);

const DESCRIBE_GROUPS: i16 = 15;

/// A server with a budget that can be seen.
fn start() -> Server {
    let budget = (BUDGET_MIB << 20).to_string();
    Server::start_with(&[], &[("KAFKA_QUEUED_MAX_REQUEST_BYTES", &budget)])
}

fn expect_within_budget(server: &mut Server, what: &str) {
    sleep(WORK);
    let peak = server.peak_mib();
    assert!(peak < BUDGET_MIB + BESIDE_MIB, "{what}: the server took {peak} MiB, and may lend {BUDGET_MIB}");
    expect_served(server, what, peak);
}

fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Names that differ, all of one length; none at all of them for a length of 0.
fn name(number: usize, length: usize) -> impl Iterator<Item = u8> {
    (0..length as u32).map(move |place| b'a' + (number / 26_usize.pow(place) % 26) as u8)
}

/// DescribeGroups 5 of so many names.
fn describe_groups(count: usize, length: usize) -> Vec<u8> {
    let mut frame = vec![0; 4];
    frame.extend(DESCRIBE_GROUPS.to_be_bytes());
    frame.extend([0, 5, 0, 0, 0, 7, 0xff, 0xff, 0]);
    varint(count + 1, &mut frame);
    for number in 0..count {
        varint(length + 1, &mut frame);
        frame.extend(name(number, length));
    }
    frame.extend([0, 0]);
    let size = frame.len() as u32 - 4;
    frame[..4].copy_from_slice(&size.to_be_bytes());
    frame
}

/// Sends the same many times over some connections, and reads nothing. A server that has enough of it may close them.
fn flood(connections: &mut [TcpStream], times: usize, bytes: &[u8]) {
    for stream in connections.iter_mut() {
        // A server that does not read is as good as one that closes.
        stream.set_write_timeout(Some(Duration::from_millis(500))).expect("a socket");
    }
    for _ in 0..times {
        for stream in connections.iter_mut() {
            let _ = stream.write_all(bytes);
        }
    }
}

#[test]
fn a_million_names_are_too_many() {
    let mut server = start();
    let mut streams: Vec<_> = (0..8).map(|_| server.connect_kafka()).collect();
    flood(&mut streams, 4, &describe_groups(1_000_000, 0));
    expect_within_budget(&mut server, "frames of a million names");
}

#[test]
fn as_many_names_as_are_allowed_stay_within_the_budget() {
    let mut server = start();
    let frame = describe_groups(10_000, 8);
    let mut one = server.connect_kafka();
    one.write_all(&frame).expect("the server reads");
    assert!(answer(&mut one).expect("it is answered").len() > 10_000 * 8);
    let mut streams: Vec<_> = (0..32).map(|_| server.connect_kafka()).collect();
    flood(&mut streams, 30, &frame);
    expect_within_budget(&mut server, "answers that nobody reads");
}

#[test]
fn small_requests_with_large_answers_stay_within_the_budget() {
    let topics = (0..40).map(|number| format!("topic-{number}:50:1")).collect::<Vec<_>>().join(",");
    let mut server = Server::start_with(
        &[],
        &[("KAFKA_QUEUED_MAX_REQUEST_BYTES", &(BUDGET_MIB << 20).to_string()), ("KAFKA_CREATE_TOPICS", &topics)],
    );
    let mut streams: Vec<_> = (0..64).map(|_| server.connect_kafka()).collect();
    // All topics, in 13 bytes.
    flood(&mut streams, 64, &super::frame(super::METADATA, 1, &(-1_i32).to_be_bytes()));
    expect_within_budget(&mut server, "lists that nobody reads");
}

/// A masked WebSocket frame; the mask is 0.
fn masked(payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x82, 0xff];
    frame.extend((payload.len() as u64).to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// What a page says first.
fn hello(version: u8) -> Vec<u8> {
    masked(&[0, version])
}

/// A WebSocket that has said hello.
fn page(server: &Server) -> TcpStream {
    let origin = format!("http://{}", server.page());
    // The server's first answer is to the wrong version, and tells the right one: a frame's head, the variant, the version.
    let (mut stream, _) = upgrade(server, &origin);
    stream.write_all(&hello(0)).expect("the server reads");
    let said = super::expect_close(stream, "a hello of another version");
    let body = if said[1] < 126 { &said[2..] } else { &said[4..] };
    assert_eq!(body[0], 0, "hello: {said:?}");
    let (mut stream, _) = upgrade(server, &origin);
    stream.write_all(&hello(body[1])).expect("the server reads");
    stream
}

/// A page's request for the metadata of so many topics.
fn metadata(count: usize, length: usize) -> Vec<u8> {
    // Request, of broker 1, with number 7, Metadata, some topics.
    let mut payload = vec![3, 2, 7, 3, 1];
    varint(count, &mut payload);
    for number in 0..count {
        payload.push(0);
        varint(length, &mut payload);
        payload.extend(name(number, length));
    }
    payload.push(0);
    masked(&payload)
}

#[test]
fn a_page_is_answered() {
    let server = start();
    let mut stream = page(&server);
    stream.write_all(&metadata(1, 4)).expect("the server reads");
    let mut said = Vec::new();
    let named = |said: &[u8]| said.windows(4).any(|window| window == b"aaaa");
    let mut buffer = [0; 1024];
    while !named(&said) {
        let count = std::io::Read::read(&mut stream, &mut buffer).expect("the server answers");
        assert!(count > 0, "the server closed the connection after {said:?}");
        said.extend(&buffer[..count]);
    }
}

#[test]
fn pages_are_lent_of_the_same_budget() {
    for (what, count, length) in [("large requests of a page", 2_000_000, 0), ("as much as a page may ask", 40_000, 4)]
    {
        let mut server = start();
        let mut pages: Vec<_> = (0..4).map(|_| page(&server)).collect();
        flood(&mut pages, 30, &metadata(count, length));
        expect_within_budget(&mut server, what);
    }
}
