//! Which thread does which file operation.
//!
//! Writes and changes of names are done at once, so that they stay in order and cost no wake-up. Syncs, and reads that the
//! page cache cannot serve, go to a few threads of their own; their ends come back by post.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use glasslog_core::{
    error::StorageFault,
    store::{FileAction, FileCompletion, FileOp},
};

use super::FileLayer;

/// Threads that wait for the disk, where there are many files. Files sync in parallel; more of them than this wait for each other.
pub const THREADS: usize = 4;

/// Executes file operations for one store.
pub struct Worker {
    layer: Arc<dyn FileLayer>,
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    something: Condvar,
    all_read: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<FileOp>,
    /// Reads taken or waiting: files are not cut while there are any.
    reads: usize,
    closed: bool,
}

impl Worker {
    /// Executes on `layer`; what does not end at once is given to `done` by one of so many other threads.
    pub fn start(
        layer: Arc<dyn FileLayer>,
        threads: usize,
        done: impl Fn(FileCompletion) + Send + Sync + 'static,
    ) -> Worker {
        let queue = Arc::new(Queue::default());
        let done = Arc::new(done);
        let threads = (0..threads)
            .map(|n| {
                let (queue, layer, done) = (Arc::clone(&queue), Arc::clone(&layer), Arc::clone(&done));
                thread::Builder::new()
                    .name(format!("disk-{n}"))
                    .spawn(move || {
                        while let Some(job) = queue.next() {
                            // Every operation ends, even one that found a bug: then nobody knows what it did.
                            let execute = AssertUnwindSafe(|| layer.execute(&job.action));
                            let result = catch_unwind(execute).unwrap_or(Err(StorageFault::Io));
                            queue.finished(&job.action);
                            done(FileCompletion { op: job.op, result });
                        }
                    })
                    .expect("the system can start a few threads")
            })
            .collect();
        Worker { layer, queue, threads }
    }

    /// Begins an operation; its end, if it has come at once.
    pub fn begin(&self, op: FileOp) -> Option<FileCompletion> {
        let result = match &op.action {
            FileAction::Sync { .. } | FileAction::SyncDir { .. } => {
                self.queue.push(op);
                return None;
            }
            FileAction::Read { .. } => match self.layer.read_cached(&op.action) {
                Some(result) => result,
                None => {
                    self.queue.push(op);
                    return None;
                }
            },
            FileAction::SetLength { .. } => {
                self.queue.wait_for_reads();
                self.layer.execute(&op.action)
            }
            action => self.layer.execute(action),
        };
        Some(FileCompletion { op: op.op, result })
    }

    /// Forgets what has not begun: as in a crash, nobody will hear of it.
    pub fn abandon(&self) {
        self.queue.abandon();
    }

    /// The layer underneath.
    #[must_use]
    pub fn layer(&self) -> &Arc<dyn FileLayer> {
        &self.layer
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.queue.close();
        for thread in self.threads.drain(..) {
            // One that panicked has said so already.
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn push(&self, job: FileOp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.reads += usize::from(is_read(&job.action));
        state.jobs.push_back(job);
        drop(state);
        self.something.notify_one();
    }

    fn next(&self) -> Option<FileOp> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.something.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn finished(&self, action: &FileAction) {
        if is_read(action) {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.reads -= 1;
            if state.reads == 0 {
                self.all_read.notify_all();
            }
        }
    }

    fn wait_for_reads(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.reads > 0 {
            state = self.all_read.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn abandon(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { jobs, reads, .. } = &mut *state;
        for job in jobs.drain(..) {
            *reads -= usize::from(is_read(&job.action));
        }
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.something.notify_all();
    }
}

fn is_read(action: &FileAction) -> bool {
    matches!(action, FileAction::Read { .. })
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::sync::mpsc;
    use std::time::Duration;

    use glasslog_core::store::{FileId, FileOutcome, OpId};

    use super::*;

    struct Layer;

    impl FileLayer for Layer {
        fn execute(&self, action: &FileAction) -> Result<FileOutcome, StorageFault> {
            match action {
                FileAction::Sync { file: FileId(1) } => panic!("planted: this is meant to happen"),
                FileAction::Read { .. } => {
                    thread::sleep(Duration::from_millis(100));
                    Ok(FileOutcome::Done)
                }
                _ => Ok(FileOutcome::Done),
            }
        }

        fn pin(&self, _: FileId) -> Option<Arc<File>> {
            None
        }
    }

    fn op(op: u64, action: FileAction) -> FileOp {
        FileOp { op: OpId(op), action }
    }

    #[test]
    fn every_operation_ends_once_even_one_that_panics() {
        let (sender, ends) = mpsc::channel();
        let worker = Worker::start(Arc::new(Layer), THREADS, move |end| sender.send(end).unwrap());
        let at_once = worker.begin(op(1, FileAction::Close { file: FileId(1) }));
        assert_eq!(at_once, Some(FileCompletion { op: OpId(1), result: Ok(FileOutcome::Done) }));
        for file in 1..=8 {
            assert_eq!(worker.begin(op(10 + file, FileAction::Sync { file: FileId(file) })), None);
        }
        let mut results: Vec<_> = (0..8).map(|_| ends.recv_timeout(Duration::from_secs(10)).unwrap()).collect();
        results.sort_by_key(|end| end.op);
        assert_eq!(results[0], FileCompletion { op: OpId(11), result: Err(StorageFault::Io) });
        assert!(results[1..].iter().all(|end| end.result.is_ok()));
        drop(worker);
        assert!(ends.recv().is_err(), "nothing ends twice");
    }

    #[test]
    fn what_has_not_begun_is_forgotten_when_abandoned() {
        let (sender, ends) = mpsc::channel();
        let worker = Worker::start(Arc::new(Layer), 1, move |end| sender.send(end).unwrap());
        let read = |number| op(number, FileAction::Read { file: FileId(2), position: 0, length: 1 });
        (1..=5).for_each(|number| assert_eq!(worker.begin(read(number)), None));
        worker.abandon();
        // Waits for no read that will never end.
        worker.begin(op(6, FileAction::SetLength { file: FileId(2), length: 0 })).unwrap();
        drop(worker);
        assert!(ends.iter().count() <= 1, "one had begun, at the most");
    }

    #[test]
    fn a_file_is_not_cut_under_a_read() {
        let (sender, ends) = mpsc::channel();
        let worker = Worker::start(Arc::new(Layer), THREADS, move |end| sender.send(end).unwrap());
        assert_eq!(worker.begin(op(1, FileAction::Read { file: FileId(2), position: 0, length: 1 })), None);
        worker.begin(op(2, FileAction::SetLength { file: FileId(2), length: 0 })).unwrap();
        assert_eq!(ends.recv_timeout(Duration::from_millis(90)).map(|end| end.op), Ok(OpId(1)), "it was done already");
    }
}
