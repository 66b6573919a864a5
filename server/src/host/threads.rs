//! The threads of one broker, or of the controller: they end together.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc;

use super::End;
use crate::mailbox::Mailbox;

/// Several threads, and the mailboxes that they read.
pub(super) struct Threads {
    /// Whose they are, for their names.
    of: String,
    end: mpsc::UnboundedSender<End>,
    mailboxes: Arc<Mailboxes>,
    running: Vec<JoinHandle<()>>,
}

/// Ends every reader at once.
#[derive(Default)]
struct Mailboxes(Vec<Box<dyn Fn() + Send + Sync>>);

impl Mailboxes {
    fn abandon(&self) {
        self.0.iter().for_each(|abandon| abandon());
    }
}

impl Threads {
    /// No threads yet. Their first end is told to `end`.
    pub(super) fn new(of: String, end: mpsc::UnboundedSender<End>) -> Threads {
        Threads { of, end, mailboxes: Arc::default(), running: Vec::new() }
    }

    /// A mailbox that one of the threads reads.
    ///
    /// # Panics
    /// Threads run already.
    pub(super) fn own<M: Send + 'static>(&mut self, mailbox: &Arc<Mailbox<M>>) {
        let mailbox = Arc::clone(mailbox);
        let mailboxes = Arc::get_mut(&mut self.mailboxes).expect("mailboxes come before threads");
        mailboxes.0.push(Box::new(move || mailbox.abandon()));
    }

    /// Starts a thread. Its panic is the end of all: whatever it thought true is not, so they must not work on.
    pub(super) fn spawn(&mut self, name: &'static str, work: impl FnOnce() -> Option<End> + Send + 'static) {
        let (end, mailboxes, of) = (self.end.clone(), Arc::clone(&self.mailboxes), self.of.clone());
        let body = move || match catch_unwind(AssertUnwindSafe(work)) {
            Ok(None) => {}
            Ok(Some(ended)) => {
                let _ = end.send(ended);
            }
            Err(_) => {
                let why = format!(
                    "a check in the {name} of {of} failed (the message stands above), so it stops rather than serve wrong data; \
                     acknowledged records are safe on disk. Please report it"
                );
                let _ = end.send(End::Failed(why));
                mailboxes.abandon();
            }
        };
        let thread = thread::Builder::new().name(format!("{name} {}", self.of)).spawn(body);
        self.running.push(thread.expect("the system can start a thread"));
    }

    /// Ends all of them at once.
    pub(super) fn abandon(&self) {
        self.mailboxes.abandon();
    }

    /// Waits until they are gone.
    pub(super) async fn join(&mut self) {
        let running = std::mem::take(&mut self.running);
        let waiting = tokio::task::spawn_blocking(move || {
            // One that panicked has said so already.
            running.into_iter().for_each(|thread| drop(thread.join()));
        });
        let _ = waiting.await;
    }
}

/// Whoever forgets its threads ends them.
impl Drop for Threads {
    fn drop(&mut self) {
        self.abandon();
    }
}

impl fmt::Debug for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").field("of", &self.of).field("running", &self.running.len()).finish_non_exhaustive()
    }
}
