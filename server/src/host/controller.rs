//! The controller's thread: the controller, and the journal that orders what it proposes. It outlives every broker.
//!
//! Brokers join it at each start, and are given all metadata that was committed, from the first on. What it says to one broker
//! goes in order: an answer comes after the metadata that made it true.

mod thread;

use std::collections::BTreeSet;
use std::sync::Arc;

use glasslog_core::{
    config::Config,
    controller::{Ask, Controller},
    id::{AskId, BrokerId},
    storage::Completion,
    store::StoreConfig,
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{Clock, End, Handle, store::StoreThread, threads::Threads};
use crate::files::FileLayer;
use crate::mailbox::Mailbox;
use thread::ControllerThread;

/// What is posted to the controller's thread.
#[derive(Debug)]
pub enum ToController {
    /// All brokers of the process's own start have joined: read the metadata.
    Begin,
    /// A broker starts.
    Join {
        /// Who.
        broker: BrokerId,
        /// Which start of it.
        start: u32,
        /// How to reach it.
        handle: Handle,
    },
    /// A broker's threads have ended.
    Gone {
        /// Who.
        broker: BrokerId,
        /// Which start of it.
        start: u32,
    },
    /// A broker asks.
    Asked {
        /// Who.
        from: BrokerId,
        /// Which start of it.
        start: u32,
        /// Comes back with the answer.
        id: AskId,
        /// What.
        ask: Ask,
    },
    /// The store of the metadata has done something.
    Storage(Completion),
    /// Somebody looks.
    Look(oneshot::Sender<ClusterLook>),
    /// Close the metadata log.
    Stop,
}

impl From<Completion> for ToController {
    fn from(completion: Completion) -> ToController {
        ToController::Storage(completion)
    }
}

/// The cluster, as the controller knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterLook {
    /// Brokers that may lead and follow.
    pub alive: BTreeSet<BrokerId>,
    /// All partitions.
    pub partitions: usize,
    /// Partitions that nobody leads.
    pub offline_partitions: usize,
}

/// The running controller: its threads, and how to reach them.
#[derive(Debug)]
pub struct ControllerHost {
    /// Where it is asked.
    pub mailbox: Arc<Mailbox<ToController>>,
    /// Brokers that may lead and follow.
    pub alive: watch::Receiver<BTreeSet<BrokerId>>,
    ended: mpsc::UnboundedReceiver<End>,
    threads: Threads,
}

impl ControllerHost {
    /// Starts its threads. `files` is the directory of the metadata. `restarts`: whether brokers may join after the begin.
    #[must_use]
    pub fn start(
        config: Config,
        store: StoreConfig,
        files: Arc<dyn FileLayer>,
        seed: u64,
        clock: Clock,
        restarts: bool,
    ) -> ControllerHost {
        let mailbox = Arc::new(Mailbox::default());
        let to_store = Arc::new(Mailbox::default());
        let (end, ended) = mpsc::unbounded_channel();
        let (alive, is_alive) = watch::channel(BTreeSet::new());
        let mut threads = Threads::new("controller".to_owned(), end);
        threads.own(&mailbox);
        threads.own(&to_store);
        // One log needs one thread that waits for the disk.
        let thread = StoreThread::new(store, files, 1, clock, &to_store, Arc::clone(&mailbox));
        threads.spawn("store", {
            let to_store = Arc::clone(&to_store);
            move || {
                thread.run(&to_store);
                None
            }
        });
        let thread = ControllerThread::new(Controller::new(config, seed), clock, &to_store, restarts, alive);
        threads.spawn("decider", {
            let mailbox = Arc::clone(&mailbox);
            move || {
                let end = thread.run(&mailbox);
                mailbox.abandon();
                to_store.close();
                Some(end)
            }
        });
        ControllerHost { mailbox, alive: is_alive, ended, threads }
    }

    /// Waits for the end.
    pub async fn ended(&mut self) -> End {
        self.ended.recv().await.unwrap_or_else(|| End::Failed("the controller's threads are gone".to_owned()))
    }

    /// Waits until all threads are gone.
    pub async fn gone(mut self) {
        self.threads.join().await;
    }
}
