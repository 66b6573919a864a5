//! The answers of one connection, in the order of its requests.
//!
//! What is ready is gathered and sent together. Records are sent from the file straight to the socket (`sendfile`), after the head
//! of their reply: their files are pinned and their lengths known before the first byte of it leaves.

use std::collections::VecDeque;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use glasslog_core::error::Blame;
use glasslog_wire::{
    error::EncodeError,
    message::{ApiKey, Records},
    server::{Header, encode},
    writer::{Chunk, Frame},
};
use rustix::io::Errno;
use thiserror::Error;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::connection::{Due, Shared, words};
use super::guard::{Guard, Limits};
use crate::host::{Answer, Piece, Pieces, Reply};
use crate::memory::Memory;
use crate::metrics::Metrics;

/// The most that one `sendfile` is asked for, so that one connection does not hold its thread for long.
const SEND_BYTES: usize = 1 << 20;

/// Why no more answers go out.
#[derive(Debug, Error)]
pub enum ReplyError {
    /// The node wants the connection closed.
    #[error("{}", words(.1, *.0))]
    Blamed(ApiKey, Blame),
    /// A response that its version cannot say.
    #[error("{0:?} has no words for its answer: {1}")]
    Encode(ApiKey, EncodeError),
    /// A pinned file is shorter than it was.
    #[error("the records to be sent are not in their file any more")]
    PinBroken,
    /// The budget for requests and answers is used up, and the answer is larger than was thought.
    #[error("the memory for requests is used up, and the answer to {0:?} is large: try again later")]
    Memory(ApiKey),
    /// The peer takes nothing, or next to nothing.
    #[error("the peer took its answers too slowly, with {} s to spare", .0.as_secs())]
    Slow(Duration),
    /// The connection broke.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl ReplyError {
    /// Whether the network is to blame, and nobody in particular.
    #[must_use]
    pub fn is_of_the_network(&self) -> bool {
        matches!(self, ReplyError::Io(_))
    }
}

/// Sends answers as they become due, to the last.
pub(super) async fn answer_all(
    mut due: mpsc::Receiver<Due>,
    mut sender: Sender,
    under_way: Arc<AtomicUsize>,
) -> Result<(), ReplyError> {
    loop {
        let next = match due.try_recv() {
            Ok(next) => next,
            Err(_) => {
                sender.flush(false).await?;
                let Some(next) = due.recv().await else { return Ok(()) };
                next
            }
        };
        match next {
            Due::Now(frame, memory) => {
                sender.send(frame, Vec::new()).await?;
                drop(memory);
            }
            Due::Later { header, mut answer, mut memory } => {
                let answer = match ready(&mut answer) {
                    Poll::Ready(Some(answer)) => Some(answer),
                    Poll::Ready(None) => {
                        sender.flush(false).await?;
                        None
                    }
                    Poll::Pending => {
                        sender.flush(false).await?;
                        answer.await.ok()
                    }
                };
                let Some(answer) = answer else {
                    // The node is gone. When the other brokers know, the listener closes all connections: a client that is
                    // cut off before asks them for the new leader at once, is told the old one, and takes its time.
                    return std::future::pending().await;
                };
                let sent = sender.answer(&header, answer, &mut memory).await;
                if sent.is_err() {
                    sender.metrics.error(header.key);
                    sender.flush(false).await?;
                }
                sent?;
                drop(memory);
            }
        }
        under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

/// An answer that is there, or `None` where there will be none; a receiver that has said so must not be asked again.
fn ready<T>(answer: &mut oneshot::Receiver<T>) -> Poll<Option<T>> {
    match answer.try_recv() {
        Ok(answer) => Poll::Ready(Some(answer)),
        Err(TryRecvError::Closed) => Poll::Ready(None),
        Err(TryRecvError::Empty) => Poll::Pending,
    }
}

/// Writes to one socket.
#[derive(Debug)]
pub(super) struct Sender {
    stream: Arc<TcpStream>,
    metrics: Arc<Metrics>,
    guard: Arc<Guard>,
    gathered: VecDeque<Bytes>,
    small: BytesMut,
    size: usize,
    /// When the peer is given up; each byte that it takes puts that off.
    patience: Instant,
    /// Without `sendfile`, which this system or the file's does not have.
    by_hand: bool,
}

impl Sender {
    pub(super) fn new(stream: Arc<TcpStream>, shared: &Shared) -> Sender {
        Sender {
            stream,
            metrics: Arc::clone(&shared.metrics),
            guard: Arc::clone(&shared.guard),
            gathered: VecDeque::new(),
            small: BytesMut::new(),
            size: 0,
            patience: Instant::now(),
            by_hand: false,
        }
    }

    async fn answer(&mut self, header: &Header, answer: Answer, memory: &mut Memory) -> Result<(), ReplyError> {
        match answer {
            Answer::Nothing => Ok(()),
            Answer::Close(blame) => Err(ReplyError::Blamed(header.key, blame)),
            Answer::Reply(reply) => {
                let (frame, pieces) = encoded(header, *reply)?;
                let size = self.guard.answers(header.key, header.taken.elements > 0).learn(in_memory(&frame));
                // It is there already: waiting for others would not make it smaller.
                if !self.guard.pool.try_raise(memory, size) {
                    return Err(ReplyError::Memory(header.key));
                }
                self.send(frame, pieces).await
            }
        }
    }

    /// Sends a frame whose holes are filled by `pieces`, in order.
    async fn send(&mut self, frame: Frame, pieces: Vec<Pieces>) -> Result<(), ReplyError> {
        Metrics::add(&self.metrics.bytes_out, frame.length);
        if !pieces.is_empty() {
            Metrics::add(&self.metrics.records_out, pieces.iter().map(Pieces::length).sum());
        }
        for chunk in frame.chunks {
            match chunk {
                Chunk::Bytes(bytes) => self.gather(bytes),
                Chunk::Hole { index, .. } => {
                    self.flush(true).await?;
                    for piece in pieces.get(index as usize).map(|pieces| &pieces.0[..]).unwrap_or_default() {
                        self.send_file(piece).await?;
                    }
                }
            }
        }
        if self.size > self.guard.limits.write_buffer_bytes { self.flush(false).await } else { Ok(()) }
    }

    fn gather(&mut self, bytes: Bytes) {
        self.size += bytes.len();
        if bytes.len() < 1024 {
            self.small.extend_from_slice(&bytes);
        } else {
            self.close_small();
            self.gathered.push_back(bytes);
        }
    }

    fn close_small(&mut self) {
        if !self.small.is_empty() {
            self.gathered.push_back(self.small.split().freeze());
        }
    }

    /// Sends what was gathered; `more` follows at once.
    async fn flush(&mut self, more: bool) -> Result<(), ReplyError> {
        self.close_small();
        self.expect_progress();
        self.size = 0;
        while let Some(mut bytes) = self.gathered.pop_front() {
            let more = more || !self.gathered.is_empty();
            while !bytes.is_empty() {
                let sent = self.when_writable(|stream| Ok(send(stream, &bytes, more)?)).await?;
                self.took(sent);
                bytes.advance(sent);
            }
        }
        Ok(())
    }

    async fn send_file(&mut self, piece: &Piece) -> Result<(), ReplyError> {
        let (mut position, mut left) = (piece.position, piece.length as usize);
        self.expect_progress();
        while left > 0 {
            let wanted = left.min(SEND_BYTES);
            let sent = if self.by_hand {
                copy_part(&self.stream, piece, position, wanted)
            } else {
                let send = |stream: &TcpStream| Ok(send_part(stream, piece, position, wanted)?);
                match self.when_writable(send).await {
                    Err(ReplyError::Io(error)) if is_unsupported(&error) => {
                        self.by_hand = true;
                        continue;
                    }
                    sent => sent,
                }
            };
            let sent = match (sent, self.by_hand) {
                (Err(ReplyError::Io(error)), true) if error.kind() == io::ErrorKind::WouldBlock => {
                    let writable = timeout_at(self.patience, self.stream.writable());
                    writable.await.map_err(|_| ReplyError::Slow(self.guard.limits.write))??;
                    continue;
                }
                (sent, _) => sent?,
            };
            if sent == 0 {
                return Err(ReplyError::PinBroken);
            }
            self.took(sent);
            position += sent as u64;
            left -= sent;
        }
        Ok(())
    }

    /// From now on the peer has its time to take something.
    fn expect_progress(&mut self) {
        self.patience = Instant::now() + self.guard.limits.write;
    }

    /// The peer took so much. A byte now and then is not enough to keep an answer's memory for ever.
    fn took(&mut self, bytes: usize) {
        let Limits { bytes_per_second_min, write, .. } = self.guard.limits;
        let earned = Duration::from_secs_f64(bytes as f64 / bytes_per_second_min.max(1) as f64);
        // No more than whoever has just begun has: what lies in the system's buffers has been taken by nobody yet.
        self.patience = (self.patience + earned).min(Instant::now() + write);
    }

    async fn when_writable(&self, send: impl FnMut(&TcpStream) -> io::Result<usize>) -> Result<usize, ReplyError> {
        let mut send = send;
        let stream = &*self.stream;
        let sent = stream.async_io(Interest::WRITABLE, || send(stream));
        Ok(timeout_at(self.patience, sent).await.map_err(|_| ReplyError::Slow(self.guard.limits.write))??)
    }
}

/// The frame of a reply, and the records for its holes.
fn encoded(header: &Header, reply: Reply) -> Result<(Frame, Vec<Pieces>), ReplyError> {
    let mut all = Vec::new();
    let response = reply.map_records(|pieces| {
        let length = u32::try_from(pieces.length()).ok()?;
        if length == 0 {
            return None;
        }
        let index = u32::try_from(all.len()).ok()?;
        all.push(pieces);
        Some(Records::Elsewhere { index, length })
    });
    let frame = encode(header, response).map_err(|error| ReplyError::Encode(header.key, error))?;
    Ok((frame, all))
}

/// The bytes of a frame without those that lie in files.
fn in_memory(frame: &Frame) -> usize {
    let sizes = frame.chunks.iter().map(|chunk| match chunk {
        Chunk::Bytes(bytes) => bytes.len(),
        Chunk::Hole { .. } => 0,
    });
    sizes.sum()
}

fn send(stream: &TcpStream, bytes: &[u8], more: bool) -> Result<usize, Errno> {
    use rustix::net::SendFlags;
    #[cfg(target_os = "linux")]
    let flags = if more { SendFlags::MORE | SendFlags::NOSIGNAL } else { SendFlags::NOSIGNAL };
    #[cfg(not(target_os = "linux"))]
    let flags = {
        let _ = more;
        SendFlags::empty()
    };
    rustix::net::send(stream, bytes, flags)
}

#[cfg(target_os = "linux")]
fn send_part(stream: &TcpStream, piece: &Piece, position: u64, length: usize) -> Result<usize, Errno> {
    let mut offset = position;
    rustix::fs::sendfile(stream, &piece.file, Some(&mut offset), length)
}

#[cfg(not(target_os = "linux"))]
fn send_part(_: &TcpStream, _: &Piece, _: u64, _: usize) -> Result<usize, Errno> {
    Err(Errno::NOSYS)
}

/// For systems and file systems without `sendfile`: through a buffer.
fn copy_part(stream: &TcpStream, piece: &Piece, position: u64, length: usize) -> Result<usize, ReplyError> {
    let mut buffer = vec![0; length.min(256 << 10)];
    let got = piece.file.read_at(&mut buffer, position)?;
    if got == 0 {
        return Ok(0);
    }
    Ok(stream.try_write(&buffer[..got])?)
}

fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.raw_os_error().map(Errno::from_raw_os_error), Some(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::*;

    async fn pair(by_hand: bool) -> (Sender, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let limits = Limits { write: Duration::from_millis(200), write_buffer_bytes: 1000, ..Limits::default() };
        let sender = Sender {
            stream: Arc::new(stream),
            metrics: Arc::default(),
            guard: Guard::new(limits),
            gathered: VecDeque::new(),
            small: BytesMut::new(),
            size: 0,
            patience: Instant::now(),
            by_hand,
        };
        (sender, peer)
    }

    fn file(bytes: &[u8]) -> Arc<File> {
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(bytes, 0).unwrap();
        Arc::new(file)
    }

    fn frame() -> Frame {
        let bytes = |text: &'static str| Chunk::Bytes(Bytes::from_static(text.as_bytes()));
        let hole = |index| Chunk::Hole { index, length: 0 };
        Frame { chunks: vec![bytes("head "), hole(0), bytes(" middle "), hole(1), bytes(" end")], length: 0 }
    }

    #[tokio::test]
    async fn holes_are_filled_in_order_with_and_without_sendfile() {
        let large: Vec<u8> = (0..3_000_000_u32).map(|n| n as u8).collect();
        let (one, other) = (file(b"--one--"), file(&large));
        let piece = |file: &Arc<File>, position, length| Piece { file: Arc::clone(file), position, length };
        for by_hand in [false, true] {
            let (mut sender, mut peer) = pair(by_hand).await;
            let pieces =
                vec![Pieces(vec![piece(&one, 2, 3)]), Pieces(vec![piece(&other, 5, 2_999_995), piece(&one, 0, 2)])];
            let sent = tokio::spawn(async move {
                sender.send(frame(), pieces).await.unwrap();
                sender.flush(false).await.unwrap();
            });
            let mut got = Vec::new();
            peer.read_to_end(&mut got).await.unwrap();
            sent.await.unwrap();
            let expected = [&b"head one middle "[..], &large[5..], b"-- end"].concat();
            assert!(got == expected, "by hand: {by_hand}, {} bytes", got.len());
        }
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_ends_the_connection() {
        for by_hand in [false, true] {
            let (mut sender, _peer) = pair(by_hand).await;
            let short = Piece { file: file(b"short"), position: 0, length: 6 };
            let sent = sender.send(frame(), vec![Pieces(vec![short])]).await;
            assert!(matches!(sent, Err(ReplyError::PinBroken)), "{sent:?}");
        }
    }

    #[tokio::test]
    async fn a_peer_that_takes_nothing_is_given_up() {
        for by_hand in [false, true] {
            let (mut sender, _peer) = pair(by_hand).await;
            let large = Piece { file: file(&vec![0; 30 << 20]), position: 0, length: 30 << 20 };
            let sent = sender.send(frame(), vec![Pieces(vec![large])]).await;
            assert!(matches!(sent, Err(ReplyError::Slow(_))), "{sent:?}");
        }
    }

    #[tokio::test]
    async fn a_peer_that_takes_a_byte_now_and_then_is_given_up() {
        let (mut sender, mut peer) = pair(false).await;
        let trickle = tokio::spawn(async move {
            let mut byte = [0];
            while peer.read_exact(&mut byte).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        sender.gather(Bytes::from(vec![0; 30 << 20]));
        let sent = tokio::time::timeout(Duration::from_secs(60), sender.flush(false)).await;
        assert!(matches!(sent, Ok(Err(ReplyError::Slow(_)))), "{sent:?}");
        trickle.abort();
    }

    /// It was asked once more, and a connection whose broker had died broke at once instead of when the others knew.
    #[tokio::test]
    async fn an_answer_that_will_never_come_is_known_as_such_before_it_is_waited_for() {
        let (sender, mut receiver) = oneshot::channel::<u8>();
        assert_eq!(ready(&mut receiver), Poll::Pending);
        drop(sender);
        assert_eq!(ready(&mut receiver), Poll::Ready(None));
        let (sender, mut receiver) = oneshot::channel();
        sender.send(1).unwrap();
        assert_eq!(ready(&mut receiver), Poll::Ready(Some(1)));
    }
}
