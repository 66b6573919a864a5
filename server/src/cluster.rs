//! The brokers of this process: who runs, who starts, who is taken down, and what the end of one means for the others.
//!
//! Each broker is a [`Host`] over a directory and a listener of its own; all share one controller, which outlives them. A broker
//! that fails takes nobody with it: its threads end, its socket closes, the controller is told, and the others go on. Deliberately
//! absent: what a broker or the controller decides.

mod broker;
mod control;
mod life;

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use glasslog_core::{
    config::Config,
    id::BrokerId,
    store::StoreConfig,
    watch::{BrokerState, ServerBroker},
};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

pub use broker::{Broker, join};

use crate::files::FileLayers;
use crate::host::{Clock, ClusterLook, ControllerHost, Handle, Host, Links, Peers, ToController};
use crate::mailbox::Mailbox;
use crate::random;
use broker::Running;
use life::Life;

/// The cluster of this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cluster(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    brokers: Vec<Broker>,
    controller: Arc<Mailbox<ToController>>,
    /// Brokers that the controller lets lead and follow.
    alive: watch::Receiver<BTreeSet<BrokerId>>,
    peers: Peers,
    store: StoreConfig,
    files: FileLayers,
    clock: Clock,
    /// In the order of `brokers`.
    states: watch::Sender<Vec<ServerBroker>>,
    /// Why there is nothing left to serve with.
    over: watch::Sender<Option<String>>,
}

impl Cluster {
    /// Starts all brokers, each on its listener. [`Cluster::whole`] waits until they serve.
    ///
    /// # Errors
    /// A directory cannot be written.
    pub fn start(
        brokers: Vec<(Broker, TcpListener)>,
        store: StoreConfig,
        files: FileLayers,
        controller: &ControllerHost,
        clock: Clock,
    ) -> Result<Cluster> {
        let (brokers, listeners): (Vec<_>, Vec<_>) = brokers.into_iter().unzip();
        let down = |broker: &Broker| ServerBroker {
            id: broker.id(),
            bootstrap: broker.advertised().as_str().into(),
            state: BrokerState::Down,
            starts: 0,
        };
        let shared = Arc::new(Shared {
            controller: Arc::clone(&controller.mailbox),
            alive: controller.alive.clone(),
            peers: Peers::default(),
            store,
            files,
            clock,
            states: watch::Sender::new(brokers.iter().map(down).collect()),
            over: watch::Sender::new(None),
            brokers,
        });
        for (index, listener) in listeners.into_iter().enumerate() {
            let start = shared.shift(index, &[BrokerState::Down], BrokerState::Starting).unwrap_or_default();
            shared.begin(index, start, listener)?;
        }
        shared.controller.request(ToController::Begin);
        Ok(Cluster(shared))
    }

    /// The brokers and their states, as they change.
    #[must_use]
    pub fn states(&self) -> watch::Receiver<Vec<ServerBroker>> {
        self.0.states.subscribe()
    }

    /// The brokers, by number.
    #[must_use]
    pub fn brokers(&self) -> &[Broker] {
        &self.0.brokers
    }

    /// Reaches a broker that runs; with the number of its start.
    #[must_use]
    pub fn handle(&self, broker: BrokerId) -> Option<(u32, Handle)> {
        let broker = self.0.brokers.iter().find(|other| other.id() == broker)?;
        broker.running().as_ref().map(|running| (running.start, running.handle.clone()))
    }

    /// Waits until every broker is in the cluster and serves, but for those that have failed.
    ///
    /// # Errors
    /// None is left.
    pub async fn whole(&self) -> Result<(), String> {
        let mut states = self.states();
        let up = states.wait_for(|all| all.iter().all(|broker| broker.state != BrokerState::Starting));
        tokio::select! {
            why = self.over() => Err(why),
            _ = up => Ok(()),
        }
    }

    /// Waits until there is nothing left to serve with; says why.
    pub async fn over(&self) -> String {
        let mut over = self.0.over.subscribe();
        let why = over.wait_for(Option::is_some).await.ok().and_then(|why| why.clone());
        why.unwrap_or_else(|| "the brokers are gone".to_owned())
    }

    /// What the controller knows; `None` when it does not answer.
    pub async fn look(&self) -> Option<ClusterLook> {
        let (answer, receiver) = oneshot::channel();
        self.0.controller.request(ToController::Look(answer));
        receiver.await.ok()
    }

    /// Lets all brokers close their logs, and waits for it.
    pub async fn stop(&self) {
        for index in 0..self.0.brokers.len() {
            // One that is on its way down, or there, need not be asked.
            let _ = self.0.ask_to_stop(index);
        }
        self.gone().await;
    }

    /// Waits until no broker has threads any more.
    pub async fn gone(&self) {
        let _ = self.states().wait_for(|all| all.iter().all(|broker| broker.state == BrokerState::Down)).await;
    }

    /// Ends what still runs, with nothing closed.
    pub fn kill_all(&self) {
        for index in 0..self.0.brokers.len() {
            // One without threads is none the worse for it.
            let _ = self.0.kill(index);
        }
    }
}

impl Shared {
    /// Starts the threads of a broker that is `Starting`, and the task that sees to them.
    fn begin(self: &Arc<Self>, index: usize, start: u32, listener: TcpListener) -> Result<()> {
        let broker = &self.brokers[index];
        let id = broker.id();
        let disk = broker.dir.begin(self.store.flush)?;
        if !disk.intact {
            tracing::warn!(
                "broker {id} was not stopped well before the machine was started anew, and ran without fsync: it may have lost \
                 acknowledged records, and takes what others have before it leads again"
            );
        }
        let config = Config { disk, ..broker.config.clone() };
        let links = Links {
            controller: Arc::clone(&self.controller),
            peers: self.peers.clone(),
            metrics: Arc::clone(&broker.metrics),
            clock: self.clock,
        };
        let files = self.files.of(broker.dir.path());
        let host = Host::start(config, start, self.store, files, random::number(), &links);
        let handle = host.handle.clone();
        self.peers.add(id, handle.clone());
        self.controller.request(ToController::Join { broker: id, start, handle: handle.clone() });
        let kill = Arc::default();
        let running = Running { start, handle, kill: Arc::clone(&kill) };
        *broker.running() = Some(running);
        if self.states.borrow()[index].state != BrokerState::Starting {
            // It was told to go before there was anybody to tell.
            host.handle.stop();
        }
        let life = Life { shared: Arc::clone(self), index, start, host, intact: disk.intact, kill };
        tokio::spawn(life.run(listener));
        Ok(())
    }

    /// Starts a broker anew that is `Starting`.
    async fn begin_again(self: &Arc<Self>, index: usize, start: u32) -> Result<()> {
        let broker = &self.brokers[index];
        let listener = TcpListener::bind(broker.listen)
            .await
            .with_context(|| format!("{} cannot be listened on any more; is another program there?", broker.listen))?;
        self.begin(index, start, listener)
    }

    /// Changes the state of a broker, if it is one of `from`; gives the number of its start. Otherwise its state as it is.
    fn shift(&self, index: usize, from: &[BrokerState], to: BrokerState) -> Result<u32, BrokerState> {
        let mut result = Err(BrokerState::Down);
        self.states.send_if_modified(|states| {
            let Some(broker) = states.get_mut(index) else { return false };
            if !from.contains(&broker.state) {
                result = Err(broker.state);
                return false;
            }
            broker.state = to;
            broker.starts += u32::from(to == BrokerState::Starting);
            result = Ok(broker.starts);
            true
        });
        result
    }

    /// Asks a broker to hand over and to stop; gives the number of its start. One that cannot be asked: its state.
    fn ask_to_stop(&self, index: usize) -> Result<u32, BrokerState> {
        let start = self.shift(index, &[BrokerState::Starting, BrokerState::Running], BrokerState::Stopping)?;
        if let Some(running) = self.brokers[index].running().as_ref() {
            running.handle.stop();
        }
        Ok(start)
    }

    /// Ends a broker at once; gives the number of its start. One that has no threads: its state.
    fn kill(&self, index: usize) -> Result<u32, BrokerState> {
        // Also one that is slow to stop.
        let up = [BrokerState::Starting, BrokerState::Running, BrokerState::Stopping];
        let start = self.shift(index, &up, BrokerState::Stopping)?;
        if let Some(running) = self.brokers[index].running().as_ref() {
            running.kill.notify_one();
        }
        Ok(start)
    }
}

impl Broker {
    /// The threads that run for it now.
    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
