//! Links: what is wrong with the way from one end to another, each direction by itself.
//!
//! A link that is cut holds what travels over connections, as TCP does until the way is whole again; the ensemble's own
//! messages over it are lost. A broker that cannot reach another one is a broker that waits. One that loses packets makes
//! some of them late (see [`loss`](crate::loss)).

use glasslog_core::sorted::{SortedMap, SortedSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    loss::LOSS_MAX,
    view::{End, LinkView},
};

/// The state of one direction between two ends. The default is a link as good as any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Nothing gets through.
    pub cut: bool,
    /// What gets through takes so much longer.
    pub extra: Duration,
}

/// All links that are not as good as any.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Links {
    worse: SortedMap<(End, End), Link>,
    /// Of a hundred packets. Not part of [`Link`]: that is kept in links to runs, by the places of its fields.
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    losses: SortedMap<(End, End), u8>,
}

impl Links {
    /// The state of the link from one end to another.
    pub(crate) fn get(&self, from: End, to: End) -> Link {
        self.worse.get(&(from, to)).copied().unwrap_or_default()
    }

    /// How many of a hundred packets it loses.
    pub(crate) fn loss(&self, from: End, to: End) -> u8 {
        self.losses.get(&(from, to)).copied().unwrap_or_default()
    }

    /// Changes how much it loses.
    pub(crate) fn lose(&mut self, from: End, to: End, percent: u8) {
        match percent.min(LOSS_MAX) {
            0 => self.losses.remove(&(from, to)),
            percent => self.losses.insert((from, to), percent),
        };
    }

    /// Changes a link. Says whether it was cut before and is not any more.
    pub(crate) fn set(&mut self, from: End, to: End, link: Link) -> bool {
        let before = self.get(from, to);
        if link == Link::default() {
            self.worse.remove(&(from, to));
            self.lose(from, to, 0);
        } else {
            self.worse.insert((from, to), link);
        }
        before.cut && !link.cut
    }

    /// Every link that is not as good as any, in order.
    pub(crate) fn views(&self) -> Vec<LinkView> {
        let ways: SortedSet<(End, End)> = self.worse.keys().chain(self.losses.keys()).copied().collect();
        let view = |(from, to): &(End, End)| LinkView {
            from: *from,
            to: *to,
            link: self.get(*from, *to),
            loss: self.loss(*from, *to),
        };
        ways.iter().map(view).collect()
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::BrokerId;

    use super::*;
    use crate::digest;

    #[test]
    fn a_cut_has_a_direction_and_ends_once() {
        let (one, two) = (End::Broker(BrokerId(1)), End::Broker(BrokerId(2)));
        let mut links = Links::default();
        assert!(!links.set(one, two, Link { cut: true, extra: Duration::ZERO }));
        assert!(links.get(one, two).cut && !links.get(two, one).cut);
        assert!(links.set(one, two, Link::default()));
        assert!(!links.set(one, two, Link::default()));
        assert!(links.views().is_empty());
    }

    #[test]
    fn what_is_lost_is_told_beside_the_rest_and_feeds_no_digest_where_it_is_nothing() {
        let (one, two) = (End::Broker(BrokerId(1)), End::Broker(BrokerId(2)));
        let mut links = Links::default();
        let whole = digest::of(&links);
        assert_eq!(whole, digest::of(&SortedMap::<(End, End), Link>::new()), "as before anything could be lost");
        links.lose(one, two, 30);
        assert_ne!(digest::of(&links), whole);
        let slow = Link { cut: false, extra: Duration::from_millis(5) };
        links.set(one, two, slow);
        links.lose(two, one, 10);
        let told = [(one, two, slow, 30), (two, one, Link::default(), 10)];
        assert_eq!(links.views(), told.map(|(from, to, link, loss)| LinkView { from, to, link, loss }));
        links.set(one, two, Link::default());
        links.lose(two, one, 0);
        assert!(links.views().is_empty());
        assert_eq!(digest::of(&links), whole);
    }
}
