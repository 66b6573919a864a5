//! A store's thread: the only writer of its directory.
//!
//! It takes orders in batches, does short file operations itself, and lets a group's fsync begin only when nothing else waits.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use glasslog_core::{
    error::{ErrorCode, StorageFault},
    id::Offset,
    response::{Response, Span},
    storage::{Completion, StorageEffect},
    store::{FileCompletion, FileSlice, Store, StoreConfig, StoreInput, StoreOutput},
};

use super::{Answer, Clock, Piece, Pieces, Waiter};
use crate::files::{FileLayer, Worker};
use crate::mailbox::{Mailbox, Woken};

/// What is posted to the store's thread.
#[derive(Debug)]
pub enum ToStore {
    /// Its owner, a node or the controller, orders something.
    Order(StorageEffect),
    /// The node has answered, with records that lie here.
    Locate {
        /// The answer, but for the records.
        response: Box<Response<Span>>,
        /// Who waits for it.
        answer: Waiter,
    },
    /// A file operation has ended.
    File(FileCompletion),
}

/// What the thread owns. Completions are posted to its owner as `M`.
pub(super) struct StoreThread<M> {
    store: Store,
    worker: Worker,
    clock: Clock,
    owner: Arc<Mailbox<M>>,
    /// Completions of this round, posted together.
    for_owner: Vec<M>,
    /// Ends of operations that were done at once.
    ended: VecDeque<FileCompletion>,
    locating: HashMap<u64, (Box<Response<Span>>, Waiter)>,
    next_question: u64,
}

impl<M: From<Completion>> StoreThread<M> {
    /// A store over `files`, with so many threads that wait for the disk. It will read `mailbox`, and tell `owner`.
    pub(super) fn new(
        store: StoreConfig,
        files: Arc<dyn FileLayer>,
        threads: usize,
        clock: Clock,
        mailbox: &Arc<Mailbox<ToStore>>,
        owner: Arc<Mailbox<M>>,
    ) -> StoreThread<M> {
        let done = Arc::clone(mailbox);
        StoreThread {
            store: Store::new(store),
            worker: Worker::start(files, threads, move |completion| {
                done.complete(ToStore::File(completion));
            }),
            clock,
            owner,
            for_owner: Vec::new(),
            ended: VecDeque::new(),
            locating: HashMap::new(),
            next_question: 0,
        }
    }

    /// Works until the mailbox is closed and empty.
    pub(super) fn run(mut self, mailbox: &Mailbox<ToStore>) {
        let mut mail = Vec::new();
        loop {
            let deadline = self.store.timeout().and_then(|at| self.clock.deadline(at));
            match mailbox.take(&mut mail, deadline) {
                Woken::Closed => {
                    if mailbox.is_abandoned() {
                        self.worker.abandon();
                    }
                    return;
                }
                Woken::Deadline => self.handle(StoreInput::Elapsed),
                Woken::Mail => {}
            }
            loop {
                for mail in mail.drain(..) {
                    let input = self.input(mail);
                    self.handle(input);
                }
                // Whatever came meanwhile may share the fsync that begins now.
                if mailbox.take_now(&mut mail) {
                    continue;
                }
                self.handle(StoreInput::Idle);
                break;
            }
            self.owner.complete_all(&mut self.for_owner);
        }
    }

    fn input(&mut self, mail: ToStore) -> StoreInput {
        match mail {
            ToStore::Order(order) => StoreInput::Order(order),
            ToStore::File(completion) => StoreInput::File(completion),
            ToStore::Locate { response, answer } => {
                let (spans, bytes_max) = match &*response {
                    Response::Fetch(fetched) => {
                        (fetched.partitions.iter().map(|p| p.records).collect(), fetched.bytes_max)
                    }
                    _ => (Vec::new(), 0),
                };
                self.next_question += 1;
                self.locating.insert(self.next_question, (response, answer));
                StoreInput::Locate { id: self.next_question, spans, bytes_max }
            }
        }
    }

    fn handle(&mut self, input: StoreInput) {
        let now = self.clock.now();
        self.store.handle(now, input);
        self.drain();
        while let Some(ended) = self.ended.pop_front() {
            self.store.handle(now, StoreInput::File(ended));
            self.drain();
        }
    }

    fn drain(&mut self) {
        while let Some(output) = self.store.poll() {
            match output {
                StoreOutput::File(op) => self.ended.extend(self.worker.begin(op)),
                StoreOutput::Complete(completion) => self.for_owner.push(completion.into()),
                StoreOutput::Located { id, spans } => {
                    if let Some((response, answer)) = self.locating.remove(&id) {
                        let reply = self.pinned(*response, spans);
                        answer.answer(reply);
                    }
                }
            }
        }
    }

    /// The answer with every file kept open; or none that could be kept.
    fn pinned(&self, response: Response<Span>, spans: Vec<Result<Vec<FileSlice>, StorageFault>>) -> Answer {
        let Response::Fetch(fetched) = response else {
            return Answer::Reply(Box::new(response.map_records(|_| None)));
        };
        let mut faults = Vec::with_capacity(spans.len());
        let mut pieces = Vec::with_capacity(spans.len());
        for span in spans {
            let slices = span.as_deref().unwrap_or_default();
            let pinned: Option<Vec<Piece>> = slices
                .iter()
                .map(|slice| {
                    let file = self.worker.layer().pin(slice.file)?;
                    Some(Piece { file, position: slice.position, length: slice.length })
                })
                .collect();
            let Some(pinned) = pinned else {
                let why = "the records to be sent are gone";
                return Answer::Close(glasslog_core::error::Blame::Gone(why.into()));
            };
            pieces.push(Pieces(pinned));
            faults.push(span.err());
        }
        let mut fetched = fetched;
        for (partition, fault) in fetched.partitions.iter_mut().zip(&faults) {
            if let Some(fault) = fault {
                partition.error = code(*fault);
                partition.records = None;
                (partition.high_watermark, partition.last_stable_offset) = (Offset(-1), Offset(-1));
            }
        }
        let mut located = Vec::with_capacity(pieces.len());
        for (partition, pieces) in fetched.partitions.iter().zip(pieces) {
            if partition.records.is_some() {
                located.push(pieces);
            }
        }
        let mut located = located.into_iter();
        Answer::Reply(Box::new(Response::Fetch(fetched).map_records(|_| located.next())))
    }
}

/// What a reader is told of a fault. Missing records were there a moment ago: the reader learns by its next fetch where the log begins now.
fn code(fault: StorageFault) -> ErrorCode {
    match fault {
        StorageFault::Corrupt => ErrorCode::CorruptMessage,
        StorageFault::Missing => ErrorCode::OffsetOutOfRange,
        StorageFault::Full | StorageFault::Io => ErrorCode::KafkaStorageError,
    }
}
