//! The threads that own the machines. A broker has three: one has its node, one its store, one reads what its followers'
//! fetches brought; the controller has two, for itself and for the store of the metadata. Everybody else posts to them.
//!
//! Nobody waits for a thread here but connection tasks for their own answers; the threads wait for nothing but mail and deadlines.
//! Deliberately absent: any decision. Inputs go in as they come, effects are done as they are told. When brokers start, and
//! what becomes of those that fail, is [`crate::cluster`]'s.

mod answer;
mod clock;
mod compacted;
mod controller;
mod fetched;
mod handle;
mod node;
mod notes;
mod peer;
mod store;
mod threads;

use std::sync::Arc;

use glasslog_core::{
    config::Config,
    controller::Answer as ControllerAnswer,
    error::Blame,
    id::{AskId, BrokerId, ClientId, RequestId},
    metadata::Committed,
    node::Node,
    record::CheckedBatch,
    request::Request,
    response::Response,
    storage::Completion,
    store::StoreConfig,
    view::{Delta, Seq},
};
use tokio::sync::{mpsc, oneshot, watch};

pub use answer::{Answer, Piece, Pieces, Reply, Waiter};
pub use clock::Clock;
pub use compacted::{Compacted, PLAIN_BYTES_MAX};
pub use controller::{ClusterLook, ControllerHost, ToController};
pub use handle::Handle;
pub use node::End;
pub use peer::Peers;
pub use store::ToStore;

use crate::files::{self, FileLayer};
use crate::mailbox::Mailbox;
use crate::metrics::Metrics;
use threads::Threads;

/// What is posted to a node's thread.
#[derive(Debug)]
pub enum ToNode {
    /// Somebody asks.
    Ask {
        /// Who.
        client: ClientId,
        /// Which of its requests.
        id: RequestId,
        /// Which broker it is, if it is one.
        peer: Option<BrokerId>,
        /// What.
        request: Request<CheckedBatch>,
        /// Whom to tell.
        answer: Waiter,
    },
    /// A client's connection is gone.
    Gone {
        /// Whose.
        client: ClientId,
    },
    /// The store has done something.
    Storage(Completion),
    /// Metadata has its place in the order.
    Committed(Committed),
    /// All metadata that was committed before has been given.
    Start,
    /// The controller has answered.
    Answered {
        /// Which ask.
        id: AskId,
        /// What.
        answer: ControllerAnswer,
    },
    /// Another broker has answered, or never will.
    Response {
        /// Which broker.
        from: BrokerId,
        /// Which request.
        id: RequestId,
        /// What.
        response: Result<Response<Vec<CheckedBatch>>, Blame>,
    },
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

impl From<Completion> for ToNode {
    fn from(completion: Completion) -> ToNode {
        ToNode::Storage(completion)
    }
}

/// Whom a broker's threads reach.
#[derive(Clone, Debug)]
pub struct Links {
    /// The controller.
    pub controller: Arc<Mailbox<ToController>>,
    /// The other brokers.
    pub peers: Peers,
    /// Where events are counted.
    pub metrics: Arc<Metrics>,
    /// The time that all threads of this process agree on.
    pub clock: Clock,
}

/// A running broker: its threads, and how to reach them.
#[derive(Debug)]
pub struct Host {
    /// For whoever asks.
    pub handle: Handle,
    /// Turns true when the broker serves, and false when it stops.
    pub serving: watch::Receiver<bool>,
    ended: mpsc::UnboundedReceiver<End>,
    threads: Threads,
}

impl Host {
    /// Starts all threads. `files` is the broker's directory; `start` counts the starts of this broker in this process.
    #[must_use]
    pub fn start(
        config: Config,
        start: u32,
        store: StoreConfig,
        files: Arc<dyn FileLayer>,
        seed: u64,
        links: &Links,
    ) -> Host {
        let id = config.broker.id;
        let to_node = Arc::new(Mailbox::default());
        let to_store = Arc::new(Mailbox::default());
        let to_reader = Arc::new(Mailbox::default());
        let (serving, is_serving) = watch::channel(false);
        let (end, ended) = mpsc::unbounded_channel();
        let mut threads = Threads::new(format!("broker {id}"), end);
        threads.own(&to_node);
        threads.own(&to_store);
        threads.own(&to_reader);

        let thread =
            store::StoreThread::new(store, files, files::THREADS, links.clock, &to_store, Arc::clone(&to_node));
        threads.spawn("store", {
            let to_store = Arc::clone(&to_store);
            move || {
                thread.run(&to_store);
                None
            }
        });
        threads.spawn("reader", {
            let to_reader = Arc::clone(&to_reader);
            move || {
                fetched::run(&to_reader);
                None
            }
        });
        let asker = Arc::new(peer::Asker { node: Arc::clone(&to_node), reader: Arc::clone(&to_reader) });
        let handle = Handle::new(Arc::clone(&to_node));
        let thread = node::NodeThread::new(Node::new(config, seed), (id, start), links, &to_store, serving, asker)
            .telling(handle.compacted());
        threads.spawn("node", move || {
            let end = thread.run(&to_node);
            // Whoever asks from now on learns at once that nobody is there.
            to_node.abandon();
            to_reader.close();
            // The store still does what it was told.
            to_store.close();
            Some(end)
        });
        Host { handle, serving: is_serving, ended, threads }
    }

    /// Waits for the end.
    pub async fn ended(&mut self) -> End {
        self.ended.recv().await.unwrap_or_else(|| End::Failed("the broker's threads are gone".to_owned()))
    }

    /// Ends all threads at once, with nothing handed over and nothing closed.
    pub fn kill(&self) {
        self.threads.abandon();
    }

    /// Waits until all threads are gone: then nobody else has the broker's files.
    pub async fn gone(mut self) {
        self.threads.join().await;
    }
}
