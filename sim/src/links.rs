//! Links: what is wrong with the way from one end to another, each direction by itself.
//!
//! A link that is cut holds what travels over connections, as TCP does until the way is whole again; the ensemble's own
//! messages over it are lost. A broker that cannot reach another one is a broker that waits.

use glasslog_core::sorted::SortedMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::view::End;

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
}

impl Links {
    /// The state of the link from one end to another.
    pub(crate) fn get(&self, from: End, to: End) -> Link {
        self.worse.get(&(from, to)).copied().unwrap_or_default()
    }

    /// Changes a link. Says whether it was cut before and is not any more.
    pub(crate) fn set(&mut self, from: End, to: End, link: Link) -> bool {
        let before = self.get(from, to);
        if link == Link::default() {
            self.worse.remove(&(from, to));
        } else {
            self.worse.insert((from, to), link);
        }
        before.cut && !link.cut
    }

    /// Every link that is not as good as any, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (End, End, Link)> {
        self.worse.iter().map(|((from, to), link)| (*from, *to, *link))
    }
}

#[cfg(test)]
mod tests {
    use glasslog_core::id::BrokerId;

    use super::*;

    #[test]
    fn a_cut_has_a_direction_and_ends_once() {
        let (one, two) = (End::Broker(BrokerId(1)), End::Broker(BrokerId(2)));
        let mut links = Links::default();
        assert!(!links.set(one, two, Link { cut: true, extra: Duration::ZERO }));
        assert!(links.get(one, two).cut && !links.get(two, one).cut);
        assert!(links.set(one, two, Link::default()));
        assert!(!links.set(one, two, Link::default()));
        assert_eq!(links.iter().count(), 0);
    }
}
