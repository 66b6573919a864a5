//! The threads that own the machines: one has the node, one has the store. Everybody else posts to them.
//!
//! Nobody waits for a thread here but connection tasks for their own answers; the threads wait for nothing but mail and deadlines.
//! Deliberately absent: any decision. Inputs go in as they come, effects are done as they are told.

mod answer;
mod clock;
mod handle;
mod node;
mod notes;
mod store;

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use glasslog_core::{
    config::Config,
    id::{ClientId, RequestId},
    journal::Journal,
    node::Node,
    record::CheckedBatch,
    request::Request,
    storage::Completion,
    store::{Store, StoreConfig},
    view::{Delta, Seq},
};
use tokio::sync::{mpsc, oneshot, watch};

pub use answer::{Answer, Piece, Pieces, Reply};
pub use clock::Clock;
pub use handle::Handle;
pub use node::End;
pub use store::ToStore;

use crate::files::{FileLayer, Worker};
use crate::mailbox::Mailbox;

/// What is posted to the node's thread.
#[derive(Debug)]
pub enum ToNode {
    /// A client asks.
    Ask {
        /// Who.
        client: ClientId,
        /// Which of its requests.
        id: RequestId,
        /// What.
        request: Request<CheckedBatch>,
        /// Whom to tell.
        answer: oneshot::Sender<Answer>,
    },
    /// A client's connection is gone.
    Gone {
        /// Whose.
        client: ClientId,
    },
    /// The store has done something.
    Storage(Completion),
    /// Somebody looks.
    Look {
        /// What they have seen.
        since: Seq,
        /// Whom to show.
        answer: oneshot::Sender<Delta>,
    },
    /// Finish.
    Stop,
}

/// A running broker: its two threads, and how to reach them.
#[derive(Debug)]
pub struct Host {
    /// For whoever asks.
    pub handle: Handle,
    /// Turns true when the broker serves, and false when it stops.
    pub serving: watch::Receiver<bool>,
    ended: mpsc::UnboundedReceiver<End>,
}

impl Host {
    /// Starts both threads. `files` is the data directory.
    #[must_use]
    pub fn start(config: Config, store: StoreConfig, files: Arc<dyn FileLayer>, seed: u64) -> Host {
        let clock = Clock::default();
        let to_node = Arc::new(Mailbox::default());
        let to_store = Arc::new(Mailbox::default());
        let (serving, is_serving) = watch::channel(false);
        let (end, ended) = mpsc::unbounded_channel();

        let thread = store::StoreThread::new(
            Store::new(store),
            Worker::start(files, {
                let to_store = Arc::clone(&to_store);
                move |completion| {
                    to_store.complete(ToStore::File(completion));
                }
            }),
            clock,
            Arc::clone(&to_node),
        );
        spawn("store", end.clone(), {
            let to_store = Arc::clone(&to_store);
            move || {
                thread.run(&to_store);
                None
            }
        });

        let thread = node::NodeThread {
            node: Node::new(config, seed),
            journal: Journal::new(),
            clock,
            store: Arc::clone(&to_store),
            serving,
            waiting: BTreeMap::new(),
            for_store: Vec::new(),
            follows: VecDeque::new(),
            end: None,
        };
        spawn("node", end, {
            let to_node = Arc::clone(&to_node);
            move || {
                let end = thread.run(&to_node);
                to_node.close();
                to_store.close();
                Some(end)
            }
        });
        Host { handle: Handle::new(to_node), serving: is_serving, ended }
    }

    /// Waits for the end.
    pub async fn ended(&mut self) -> End {
        self.ended.recv().await.unwrap_or_else(|| End::Failed("the broker's threads are gone".to_owned()))
    }
}

/// Starts a thread whose panic is the end of the broker: whatever it thought true is not, so it must not serve on.
fn spawn(name: &'static str, end: mpsc::UnboundedSender<End>, work: impl FnOnce() -> Option<End> + Send + 'static) {
    let body = move || {
        let ended = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
            Some(End::Failed(format!(
                "a check in the {name} failed (the message stands above), so this broker stops rather than serve wrong data; \
                 acknowledged records are safe on disk. Please report it"
            )))
        });
        if let Some(ended) = ended {
            let _ = end.send(ended);
        }
    };
    thread::Builder::new().name(name.to_owned()).spawn(body).expect("the system can start a thread");
}
