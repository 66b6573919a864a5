//! One connection of a Kafka client: a task that reads and asks, and a task that answers in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use glasslog_core::{
    error::Blame,
    id::{ClientId, RequestId},
    record::CheckedBatch,
    request::Request,
};
use glasslog_wire::{
    error::DecodeError,
    message::ApiKey,
    reader::Budget,
    server::{Decoded, Header, Peer, decode_within},
    writer,
};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::frame::{BESIDE_BYTES, FrameError, FrameReader};
use super::guard::{Admission, Guard};
use super::reply::{self, Sender};
use crate::host::{Answer, Handle, PLAIN_BYTES_MAX};
use crate::memory::Memory;
use crate::metrics::Metrics;

/// How long answers are waited for after the last request.
const LAST_ANSWERS: Duration = Duration::from_secs(1);
/// What an answer has for each thing that a request names: an error at the least, in words.
const ANSWER_PER_ELEMENT: usize = 256;

/// What all connections share.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The node.
    pub node: Handle,
    /// The bounds.
    pub guard: Arc<Guard>,
    /// The counters.
    pub metrics: Arc<Metrics>,
}

/// An answer that is due, in the order of the requests.
#[derive(Debug)]
pub(super) enum Due {
    /// It is here already.
    Now(writer::Frame, Memory),
    /// The node will give it.
    Later {
        /// What to write it with.
        header: Header,
        /// Where it comes.
        answer: oneshot::Receiver<Answer>,
        /// Held until it has gone: the request's bytes may live as long, and the answer waits for its turn.
        memory: Memory,
    },
}

/// Serves a connection to its end.
pub async fn serve(stream: TcpStream, address: SocketAddr, shared: Shared, admission: Admission) {
    let _admission = admission;
    // Answers are written whole; waiting for more to send would only delay them.
    let _ = stream.set_nodelay(true);
    let stream = Arc::new(stream);
    let client = shared.node.new_client();
    let (sender, receiver) = mpsc::channel(shared.guard.limits.pipelined_max);
    let under_way = Arc::new(AtomicUsize::new(0));
    let writer = Sender::new(Arc::clone(&stream), &shared);
    // In a set, so that it ends with this task.
    let mut answering = JoinSet::new();
    answering.spawn(reply::answer_all(receiver, writer, Arc::clone(&under_way)));
    let reader = FrameReader::new(Arc::clone(&stream), Arc::clone(&shared.guard));
    let asking = Asking { client, address, shared: &shared, reader, next: 0, under_way, due: sender };
    let reason = tokio::select! {
        reason = asking.run() => {
            if !matches!(reason, Reason::Frame(FrameError::End)) {
                log(address, &reason, &shared);
            }
            // A client may shut its sending side and still want what is due; but most that end have gone.
            match timeout(LAST_ANSWERS, answering.join_next()).await {
                Ok(Some(Err(_))) => Some(Reason::Panic),
                _ => None,
            }
        }
        ended = answering.join_next() => match ended {
            Some(Ok(Err(error))) => Some(Reason::Reply(error)),
            Some(Err(_)) => Some(Reason::Panic),
            _ => None,
        },
    };
    if let Some(reason) = reason {
        log(address, &reason, &shared);
    }
    shared.node.gone(client);
}

/// Why a connection ends.
enum Reason {
    Frame(FrameError),
    Malformed(glasslog_wire::error::DecodeError),
    Reply(reply::ReplyError),
    /// The writing side has ended, and says why itself.
    Unanswerable,
    /// A bug of ours, already told by the panic itself.
    Panic,
}

fn log(address: SocketAddr, reason: &Reason, shared: &Shared) {
    match reason {
        Reason::Frame(error @ (FrameError::Idle(_) | FrameError::Io(_) | FrameError::Torn)) => {
            tracing::debug!("{address}: {error}");
            return;
        }
        Reason::Frame(error) => tracing::info!("closed {address}: {error}"),
        Reason::Malformed(error) => tracing::info!("closed {address}: {error}"),
        Reason::Reply(error) if error.is_of_the_network() => {
            tracing::debug!("{address}: {error}");
            return;
        }
        Reason::Reply(error) => tracing::info!("closed {address}: {error}"),
        Reason::Unanswerable => return,
        Reason::Panic => tracing::error!("closed {address} after a panic of this server; please report it"),
    }
    Metrics::add(&shared.metrics.connections_refused, 1);
}

struct Asking<'a> {
    client: ClientId,
    address: SocketAddr,
    shared: &'a Shared,
    reader: FrameReader,
    next: u64,
    under_way: Arc<AtomicUsize>,
    due: mpsc::Sender<Due>,
}

impl Asking<'_> {
    async fn run(mut self) -> Reason {
        let peer = Peer { host: format!("/{}", self.address.ip()).into(), ..Peer::default() };
        loop {
            let under_way = Arc::clone(&self.under_way);
            let frame = match self.reader.next(|| under_way.load(Ordering::Relaxed) > 0).await {
                Ok(frame) => frame,
                Err(error) => return Reason::Frame(error),
            };
            let metrics = &self.shared.metrics;
            Metrics::add(&metrics.bytes_in, frame.bytes.len() as u64 + 4);
            let mut memory = frame.memory;
            let due = match self.decode(&frame.bytes, &peer, &mut memory).await {
                Ok(Decoded::Answer(answer)) => Due::Now(answer, memory),
                Ok(Decoded::Request(header, mut request)) => {
                    if !self.look(&mut request, &mut memory).await {
                        return Reason::Frame(FrameError::Memory);
                    }
                    metrics.request(header.key);
                    if let Request::Produce(produce) = &request {
                        let batches = produce.partitions.iter().filter_map(|p| p.batch.as_ref().ok());
                        Metrics::add(&metrics.messages_in, batches.map(|b| b.offsets().unsigned_abs()).sum());
                    }
                    // The request's own slices keep the frame as long as they need it.
                    drop(frame.bytes);
                    let answer = self.ask(request);
                    Due::Later { header, answer, memory }
                }
                Err(reason) => return reason,
            };
            self.under_way.fetch_add(1, Ordering::Relaxed);
            if self.due.send(due).await.is_err() {
                return Reason::Unanswerable;
            }
        }
    }

    /// Decodes a frame within the memory that it was lent. What does not fit in there is decoded once more with all that a frame
    /// of its size may become, once that is lent; so nothing is ever taken before it is, and what is usual costs nothing.
    async fn decode(&self, frame: &Bytes, peer: &Peer, memory: &mut Memory) -> Result<Decoded, Reason> {
        let (guard, length) = (&self.shared.guard, frame.len());
        let pool = &guard.pool;
        let most = Budget::of_request(length);
        let lent = most.within(BESIDE_BYTES / 2);
        let decoded = match decode_within(frame.clone(), peer, lent) {
            Err(DecodeError::TooMuchMemory) => {
                let most = most.within(pool.share());
                if !pool.raise(memory, length + most.memory).await {
                    return Err(Reason::Frame(FrameError::Memory));
                }
                decode_within(frame.clone(), peer, most)
            }
            decoded => decoded,
        };
        let decoded = decoded.map_err(Reason::Malformed)?;
        let (taken, answer) = match &decoded {
            Decoded::Answer(answer) => (0, answer.length as usize),
            Decoded::Request(Header { key, taken, .. }, _) => {
                let named = (taken.elements as usize).saturating_mul(ANSWER_PER_ELEMENT);
                let usual = guard.answers(*key, taken.elements > 0).expected();
                (taken.memory, named.max(usual).min(pool.share()))
            }
        };
        let needed = length + taken + answer;
        if !pool.raise(memory, needed.min(pool.bytes())).await {
            return Err(Reason::Frame(FrameError::Memory));
        }
        memory.lower(needed.max(length + BESIDE_BYTES));
        Ok(decoded)
    }

    /// Looks for keys in compressed batches that go to compacted topics, once what they may unpack to is lent. False when it
    /// did not come free.
    async fn look(&self, request: &mut Request<CheckedBatch>, memory: &mut Memory) -> bool {
        let compacted = self.shared.node.compacted();
        if !compacted.has_to_look(request) {
            return true;
        }
        let (pool, held) = (&self.shared.guard.pool, memory.size());
        let most = PLAIN_BYTES_MAX.min(pool.share());
        let lent = pool.raise(memory, held + most).await;
        if lent {
            compacted.look(request, most);
            memory.lower(held);
        }
        lent
    }

    fn ask(&mut self, request: Request<CheckedBatch>) -> oneshot::Receiver<Answer> {
        self.next += 1;
        self.shared.node.ask(self.client, RequestId(self.next), request)
    }
}

/// The words for a blame, for the log.
pub(super) fn words(blame: &Blame, key: ApiKey) -> String {
    match blame {
        Blame::Malformed(why) => format!("{key:?} is malformed: {why}"),
        Blame::Misbehaved(why) => format!("{key:?}: {why}"),
        Blame::OverLimit(why) => format!("{key:?} is over a limit: {why}"),
        Blame::Unauthenticated => format!("{key:?} without authentication"),
        Blame::Gone(why) => format!("{key:?} cannot be answered: {why}"),
    }
}
