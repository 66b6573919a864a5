//! One start of a broker, from its threads to their end: its listener opens when it serves, and closes with it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use glasslog_core::watch::BrokerState;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use super::{Broker, Shared};
use crate::host::{End, Host, ToController};
use crate::kafka::{connection, listener};

/// So long answers that were given get to leave.
const LAST_ANSWERS: Duration = Duration::from_millis(50);
/// The others know within this time that a broker is gone, or its clients are cut off all the same.
const OTHERS_KNOW_MAX: Duration = Duration::from_millis(100);
/// So long the other brokers take to hear what the controller has decided.
const OTHERS_HEAR: Duration = Duration::from_millis(5);
/// So long connections may take to close.
const CLOSING: Duration = Duration::from_secs(2);

/// One start of a broker.
pub(super) struct Life {
    pub(super) shared: Arc<Shared>,
    pub(super) index: usize,
    pub(super) start: u32,
    pub(super) host: Host,
    /// Whether its disk has lost nothing.
    pub(super) intact: bool,
    /// Ends it at once.
    pub(super) kill: Arc<Notify>,
}

impl Life {
    /// Sees to the broker until its threads are gone.
    pub(super) async fn run(mut self, listener: TcpListener) {
        let end = self.serve(listener).await;
        // The listener and its connections are gone: nobody takes this broker for one that serves.
        self.tell_gone();
        let shared = Arc::clone(&self.shared);
        let broker = &shared.brokers[self.index];
        self.host.gone().await;
        // Else the mark stays that says that it ran: what the disk may have lost is for the next start to tell (KIP-966).
        if end == End::Stopped
            && let Err(error) = broker.dir.end()
        {
            tracing::error!("{error}");
        }
        *broker.running() = None;
        shared.ended(self.index, end);
    }

    /// Serves clients until the broker ends.
    async fn serve(&mut self, listener: TcpListener) -> End {
        let (stop, stopping) = watch::channel(false);
        let opens = self.host.serving.clone();
        let mut serving = pin!(open(Arc::clone(&self.shared), self.index, self.intact, opens, listener, stopping));
        let end = tokio::select! {
            biased;
            () = self.kill.notified() => End::Killed,
            end = self.host.ended() => end,
            () = &mut serving => unreachable!("it serves until it is told to stop"),
        };
        if matches!(end, End::Stopped | End::Unsynced) {
            tokio::time::sleep(LAST_ANSWERS).await;
            stop.send_replace(true);
            let _ = timeout(CLOSING, serving).await;
        } else {
            self.host.kill();
            self.tell_gone();
            // Its clients hear nothing from now on, and are cut off once the others can tell them who leads.
            let _ = timeout(OTHERS_KNOW_MAX, self.others_know()).await;
        }
        end
    }

    /// The others and the controller need not wait for a heartbeat that does not come.
    fn tell_gone(&self) {
        let broker = self.shared.brokers[self.index].id();
        self.shared.peers.remove(broker);
        self.shared.controller.request(ToController::Gone { broker, start: self.start });
    }

    /// Waits until the other brokers know that this one is gone.
    async fn others_know(&self) {
        let broker = self.shared.brokers[self.index].id();
        let mut alive = self.shared.alive.clone();
        let _ = alive.wait_for(|alive| !alive.contains(&broker)).await;
        tokio::time::sleep(OTHERS_HEAR).await;
    }
}

/// Waits until the broker is in the cluster, and takes its clients' connections. Until then they wait at the socket.
async fn open(
    shared: Arc<Shared>,
    index: usize,
    intact: bool,
    mut serves: watch::Receiver<bool>,
    listener: TcpListener,
    stopping: watch::Receiver<bool>,
) {
    let broker: &Broker = &shared.brokers[index];
    let mut alive = shared.alive.clone();
    if serves.wait_for(|serves| *serves).await.is_err() {
        return std::future::pending().await;
    }
    // The controller has been told what the disk may lack.
    if !intact && let Err(error) = broker.dir.joined(shared.store.flush) {
        tracing::error!("{error}");
    }
    if alive.wait_for(|alive| alive.contains(&broker.id())).await.is_err() {
        return std::future::pending().await;
    }
    let Some(handle) = broker.running().as_ref().map(|running| running.handle.clone()) else {
        return std::future::pending().await;
    };
    let _ = shared.shift(index, &[BrokerState::Starting], BrokerState::Running);
    let (guard, metrics) = (Arc::clone(&broker.guard), Arc::clone(&broker.metrics));
    listener::listen(listener, connection::Shared { node: handle, guard, metrics }, stopping).await;
}

impl Shared {
    /// The threads of a broker are gone. One that nobody asked to go has failed; when it was the last, all is over.
    fn ended(&self, index: usize, end: End) {
        let id = self.brokers[index].id();
        let (mut asked, mut left) = (false, 0);
        self.states.send_modify(|states| {
            asked = states[index].state == BrokerState::Stopping;
            states[index].state = BrokerState::Down;
            left = states.iter().filter(|broker| broker.state != BrokerState::Down).count();
        });
        let why = match end {
            End::Stopped | End::Unsynced | End::Killed if asked => {
                tracing::info!("broker {id} is down");
                return;
            }
            End::Stopped | End::Unsynced => {
                format!("broker {id} has stopped by itself: another process has its place in the cluster")
            }
            End::Killed => format!("the threads of broker {id} are gone"),
            End::Failed(why) => why,
        };
        if self.brokers.len() > 1 {
            tracing::error!("broker {id} is down, the others go on: {why}");
        }
        if left == 0 {
            self.over.send_replace(Some(why));
        }
    }
}
