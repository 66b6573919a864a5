use tokio::{io::AsyncWriteExt, net::TcpListener};

use super::*;
use crate::kafka::guard::Limits;

async fn pair(limits: Limits) -> (TcpStream, FrameReader) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    (peer, FrameReader::new(Arc::new(stream), Guard::new(limits)))
}

fn short() -> Limits {
    let millis = Duration::from_millis;
    Limits {
        frame_bytes_max: 8 << 20,
        first_frame: millis(80),
        frame_grace: millis(80),
        idle: millis(80),
        memory_wait: millis(20),
        ..Limits::default()
    }
}

#[tokio::test]
async fn frames_come_as_they_were_sent_small_or_large() {
    let (mut peer, mut reader) = pair(Limits::default()).await;
    let large = vec![7; 3 << 20];
    let sent = tokio::spawn(async move {
        peer.write_all(&[0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0, 0, 0]).await.unwrap();
        peer.write_all(&[0, 1, b'c']).await.unwrap();
        peer.write_all(&(large.len() as u32).to_be_bytes()).await.unwrap();
        peer.write_all(&large).await.unwrap();
    });
    for expected in ["ab", "", "c"] {
        assert_eq!(reader.next(|| false).await.unwrap().bytes, expected);
    }
    assert_eq!(reader.next(|| false).await.unwrap().bytes, vec![7; 3 << 20]);
    sent.await.unwrap();
    assert!(matches!(reader.next(|| false).await, Err(FrameError::End)));
}

#[tokio::test]
async fn a_length_beyond_the_limit_or_below_zero_is_refused_at_once() {
    for length in [[0x7f, 0xff, 0xff, 0xff], [0xff; 4], (8_u32 << 20 | 1).to_be_bytes(), *b"GET "] {
        let (mut peer, mut reader) = pair(short()).await;
        peer.write_all(&length).await.unwrap();
        assert!(matches!(reader.next(|| false).await, Err(FrameError::Length(..))));
    }
}

#[tokio::test]
async fn memory_follows_what_comes_not_what_is_announced() {
    let (mut peer, mut reader) = pair(Limits { first_frame: Duration::from_millis(80), ..Limits::default() }).await;
    peer.write_all(&(100_u32 << 20).to_be_bytes()).await.unwrap();
    peer.write_all(&[0; 1000]).await.unwrap();
    assert!(matches!(reader.next(|| false).await, Err(FrameError::Slow { got: 1000, .. })));
    assert!(reader.buffer.capacity() <= 2 * FIRST_BYTES, "{} bytes were reserved", reader.buffer.capacity());
}

#[tokio::test]
async fn silence_slowness_and_torn_frames_end_a_connection() {
    let (_peer, mut reader) = pair(short()).await;
    assert!(matches!(reader.next(|| false).await, Err(FrameError::Slow { got: 0, .. })), "no first frame");

    let (mut peer, mut reader) = pair(short()).await;
    peer.write_all(&[0, 0, 0, 0]).await.unwrap();
    reader.next(|| false).await.unwrap();
    assert!(matches!(reader.next(|| false).await, Err(FrameError::Idle(_))));

    let (mut peer, mut reader) = pair(short()).await;
    peer.write_all(&[0, 0, 0, 9, 1]).await.unwrap();
    drop(peer);
    assert!(matches!(reader.next(|| false).await, Err(FrameError::Torn)));
}

#[tokio::test]
async fn a_peer_that_waits_for_an_answer_is_not_idle() {
    let (mut peer, mut reader) = pair(short()).await;
    peer.write_all(&[0, 0, 0, 0]).await.unwrap();
    reader.next(|| false).await.unwrap();
    let waiting = tokio::spawn(async move { reader.next(|| true).await.map(|frame| frame.bytes) });
    tokio::time::sleep(Duration::from_millis(250)).await;
    peer.write_all(&[0, 0, 0, 1, b'x']).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), "x");
}

#[tokio::test]
async fn the_newest_frame_goes_when_memory_is_used_up() {
    let (mut peer, mut reader) = pair(Limits { memory_bytes_max: 1000 + BESIDE_BYTES, ..short() }).await;
    peer.write_all(&[0, 0, 3, 232]).await.unwrap();
    peer.write_all(&[0; 1000]).await.unwrap();
    let held = reader.next(|| false).await.unwrap();
    peer.write_all(&[0, 0, 0, 1, 0]).await.unwrap();
    assert!(matches!(reader.next(|| false).await, Err(FrameError::Memory)));
    drop(held);
}

#[tokio::test]
async fn an_idle_connection_keeps_no_memory_of_a_large_frame() {
    let (mut peer, mut reader) = pair(Limits::default()).await;
    let sent = tokio::spawn(async move {
        peer.write_all(&(3_u32 << 20).to_be_bytes()).await.unwrap();
        peer.write_all(&vec![7; 3 << 20]).await.unwrap();
        peer
    });
    assert_eq!(reader.next(|| false).await.unwrap().bytes.len(), 3 << 20);
    assert!(reader.buffer.capacity() <= BUFFER_BYTES, "{} bytes are kept", reader.buffer.capacity());
    drop(sent.await.unwrap());
}
