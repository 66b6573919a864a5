//! What a page sees: the brokers, and the views of those that it watches, no faster than eyes can see.

use std::collections::BTreeMap;
use std::time::Duration;

use glasslog_core::{
    id::BrokerId,
    view::Seq,
    watch::{DELTA_INTERVAL_MS, ToPage},
};
use tokio::sync::{mpsc, watch};

use super::lent::{Lender, Parcel};
use crate::cluster::Cluster;

/// What a page wants to see.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched {
    brokers: BTreeMap<BrokerId, Wish>,
    wishes: u64,
}

#[derive(Clone, Copy, Debug)]
struct Wish {
    /// Tells a wish from the one before it.
    number: u64,
    since: Seq,
}

impl Watched {
    /// From this change on.
    pub(super) fn add(&mut self, broker: BrokerId, since: Seq) {
        self.wishes += 1;
        self.brokers.insert(broker, Wish { number: self.wishes, since });
    }

    /// Nothing any more.
    pub(super) fn clear(&mut self) {
        self.brokers.clear();
    }
}

/// How far a page has seen one start of a broker.
struct Seen {
    number: u64,
    start: u32,
    upto: Seq,
    /// Whether anything was sent for this wish.
    sent: bool,
}

/// Sends views until the page is gone.
pub(super) async fn views(
    cluster: &Cluster,
    lender: &Lender,
    mut watching: watch::Receiver<Watched>,
    out: mpsc::Sender<Parcel>,
) {
    let mut all_seen: BTreeMap<BrokerId, Seen> = BTreeMap::new();
    loop {
        let watched = watching.borrow_and_update().clone();
        all_seen.retain(|broker, _| watched.brokers.contains_key(broker));
        for (broker, wish) in &watched.brokers {
            let Some((start, node)) = cluster.handle(*broker) else { continue };
            let fresh = |since| Seen { number: wish.number, start, upto: since, sent: false };
            let seen = all_seen.entry(*broker).or_insert_with(|| fresh(wish.since));
            if seen.number != wish.number {
                *seen = fresh(wish.since);
            } else if seen.start != start {
                // Sequence numbers of another start mean nothing: everything anew.
                *seen = fresh(Seq(0));
            }
            // Without memory the page sees it later.
            let Some(memory) = lender.for_view().await else { continue };
            let Some(delta) = node.look(seen.upto).await else { continue };
            if !seen.sent || delta.upto != seen.upto {
                (seen.upto, seen.sent) = (delta.upto, true);
                let message = ToPage::View { broker: *broker, delta };
                if out.send(Parcel { message, memory }).await.is_err() {
                    return;
                }
            }
        }
        let changed = if watched.brokers.is_empty() {
            watching.changed().await
        } else {
            let next = tokio::time::sleep(Duration::from_millis(DELTA_INTERVAL_MS));
            tokio::select! {
                changed = watching.changed() => changed,
                () = next => Ok(()),
            }
        };
        if changed.is_err() {
            return std::future::pending().await;
        }
    }
}

/// Tells of every change of the brokers themselves.
pub(super) async fn brokers(cluster: &Cluster, out: mpsc::Sender<Parcel>, mut greeted: watch::Receiver<bool>) {
    let mut states = cluster.states();
    if greeted.wait_for(|greeted| *greeted).await.is_err() {
        return std::future::pending().await;
    }
    while states.changed().await.is_ok() {
        let now = states.borrow_and_update().clone();
        if out.send(ToPage::Brokers(now).into()).await.is_err() {
            return;
        }
    }
    std::future::pending().await
}
