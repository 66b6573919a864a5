//! What comes back to whoever asked.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use glasslog_core::{error::Blame, response::Response};
use tokio::sync::oneshot;

use super::peer::PeerReply;

/// The end of a request.
#[derive(Debug)]
pub enum Answer {
    /// Its response.
    Reply(Box<Reply>),
    /// There is none, and all is well (acks=0).
    Nothing,
    /// The connection is to be closed.
    Close(Blame),
}

/// Whoever waits for an answer. One that goes without an answer tells that there will be none.
#[derive(Debug)]
pub enum Waiter {
    /// A task.
    Task(oneshot::Sender<Answer>),
    /// Another broker.
    Peer(PeerReply),
}

impl Waiter {
    /// Here it is.
    pub fn answer(self, answer: Answer) {
        match self {
            // Nobody waits any more when its connection is gone.
            Waiter::Task(task) => drop(task.send(answer)),
            Waiter::Peer(peer) => peer.answer(answer),
        }
    }
}

/// A response whose records still lie in files.
pub type Reply = Response<Pieces>;

/// Records, as pieces of files that are kept open for them: what they hold is decided, and stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Pieces(pub Vec<Piece>);

/// One piece of one file.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The file, whatever has become of its name.
    pub file: Arc<File>,
    /// Where the piece begins.
    pub position: u64,
    /// How many bytes it has.
    pub length: u32,
}

impl Pieces {
    /// The bytes of all of them.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.0.iter().map(|piece| u64::from(piece.length)).sum()
    }

    /// Reads them into memory; waits for the disk.
    ///
    /// # Errors
    /// The disk failed, or a file is shorter than it was: the pin was not honoured.
    pub fn read(&self) -> io::Result<Bytes> {
        let mut all = BytesMut::zeroed(usize::try_from(self.length()).unwrap_or(usize::MAX));
        let mut rest = &mut all[..];
        for piece in &self.0 {
            let (here, after) = rest.split_at_mut(piece.length as usize);
            piece.file.read_exact_at(here, piece.position)?;
            rest = after;
        }
        Ok(all.freeze())
    }
}
