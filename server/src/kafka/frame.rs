//! Frames off a socket: four bytes of length, then the message.
//!
//! The length is what a peer says; memory follows what it sends. Small frames that came together are cut from one buffer.

use std::io;
use std::sync::Arc;

use bytes::{Buf, Bytes, BytesMut};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant, timeout_at};

use super::guard::Guard;
use crate::memory::Memory;

/// The size of the buffer that small frames are read into.
const BUFFER_BYTES: usize = 32 << 10;
/// A frame gets this much at once, and more as it comes. Batches of the usual size never move.
const FIRST_BYTES: usize = 1 << 20;
/// What a frame is lent beside its bytes: nearly always enough for what it is decoded to and for its answer.
pub const BESIDE_BYTES: usize = 8 << 10;

/// Why no more frames come.
#[derive(Debug, Error)]
pub enum FrameError {
    /// The peer is done.
    #[error("the peer closed the connection")]
    End,
    /// The peer went in the middle of a frame.
    #[error("the peer closed the connection in the middle of a frame")]
    Torn,
    /// The length is negative, or beyond the limit.
    #[error("a frame of {0} bytes is announced; 0 to {1} are allowed. Is this a Kafka client?")]
    Length(i32, usize),
    /// Nothing was asked for a long time.
    #[error("nothing was asked for {} s", .0.as_secs())]
    Idle(Duration),
    /// The peer sends too slowly.
    #[error("a frame came too slowly: {got} of {length} bytes")]
    Slow {
        /// Bytes that came.
        got: usize,
        /// Bytes announced.
        length: usize,
    },
    /// The budget for requests is used up.
    #[error("the memory for requests is used up: try again later")]
    Memory,
    /// The connection broke.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// A whole message.
#[derive(Debug)]
pub struct Frame {
    /// Without the length.
    pub bytes: Bytes,
    /// What it was lent, [`BESIDE_BYTES`] more than its bytes; keep it until the answer has gone.
    pub memory: Memory,
}

/// Cuts a stream of bytes into frames.
#[derive(Debug)]
pub struct FrameReader {
    stream: Arc<TcpStream>,
    guard: Arc<Guard>,
    buffer: BytesMut,
    first: bool,
}

impl FrameReader {
    /// Reads from `stream`, which nobody else reads.
    #[must_use]
    pub fn new(stream: Arc<TcpStream>, guard: Arc<Guard>) -> FrameReader {
        FrameReader { stream, guard, buffer: BytesMut::new(), first: true }
    }

    /// The next frame. `busy` says whether answers are under way: a peer that waits for one is not idle.
    ///
    /// # Errors
    /// No more frames will come; the connection is to be closed.
    pub async fn next(&mut self, busy: impl Fn() -> bool) -> Result<Frame, FrameError> {
        let limits = self.guard.limits.clone();
        let first = std::mem::take(&mut self.first);
        let mut begun = Instant::now();
        while self.buffer.len() < 4 {
            let wait = match (first, self.buffer.is_empty()) {
                (true, _) => limits.first_frame,
                (false, true) => limits.idle,
                (false, false) => limits.frame_grace,
            };
            match self.read(BUFFER_BYTES, begun + wait).await {
                Ok(0) if self.buffer.is_empty() => return Err(FrameError::End),
                Ok(0) => return Err(FrameError::Torn),
                Ok(_) => begun = if first { begun } else { Instant::now() },
                Err(ReadError::Deadline) if first || !self.buffer.is_empty() => {
                    return Err(FrameError::Slow { got: self.buffer.len(), length: 4 });
                }
                Err(ReadError::Deadline) if busy() => begun = Instant::now(),
                Err(ReadError::Deadline) => return Err(FrameError::Idle(limits.idle)),
                Err(ReadError::Io(error)) => return Err(error.into()),
            }
        }
        let announced = (&self.buffer[..4]).get_i32();
        let length = match usize::try_from(announced) {
            Ok(length) if length <= limits.frame_bytes_max => length,
            _ => return Err(FrameError::Length(announced, limits.frame_bytes_max)),
        };
        self.buffer.advance(4);
        self.body(length, begun, if first { limits.first_frame } else { limits.frame_grace }).await
    }

    async fn body(&mut self, length: usize, begun: Instant, grace: Duration) -> Result<Frame, FrameError> {
        let mut memory = Memory::default();
        let mut granted = 0;
        let per_second = self.guard.limits.bytes_per_second_min.max(1);
        while granted < length {
            let share = if granted == 0 { FIRST_BYTES } else { granted };
            let share = share.min(length - granted);
            granted += share;
            if !self.guard.pool.raise(&mut memory, granted + BESIDE_BYTES).await {
                return Err(FrameError::Memory);
            }
            while self.buffer.len() < granted {
                let got = self.buffer.len();
                let earned = Duration::from_secs((got / per_second) as u64);
                let room = (granted - got).max(if granted == length { BUFFER_BYTES } else { 0 });
                match self.read(room, begun + grace + earned).await {
                    Ok(0) => return Err(FrameError::Torn),
                    Ok(_) => {}
                    Err(ReadError::Deadline) => return Err(FrameError::Slow { got, length }),
                    Err(ReadError::Io(error)) => return Err(error.into()),
                }
            }
        }
        let bytes = self.buffer.split_to(length).freeze();
        if length > BUFFER_BYTES && self.buffer.is_empty() {
            // A large frame's memory goes with the frame, not with a connection that may idle for long.
            self.buffer = BytesMut::new();
        }
        Ok(Frame { bytes, memory })
    }

    /// Reads what is there into the buffer, which gets room for `room` bytes more if it is full.
    async fn read(&mut self, room: usize, deadline: Instant) -> Result<usize, ReadError> {
        if self.buffer.capacity() == self.buffer.len() || room > BUFFER_BYTES {
            self.buffer.reserve(room);
        }
        loop {
            match timeout_at(deadline, self.stream.readable()).await {
                Err(_) => return Err(ReadError::Deadline),
                Ok(ready) => ready.map_err(ReadError::Io)?,
            }
            match self.stream.try_read_buf(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                other => return other.map_err(ReadError::Io),
            }
        }
    }
}

enum ReadError {
    Deadline,
    Io(io::Error),
}

#[cfg(test)]
mod tests;
