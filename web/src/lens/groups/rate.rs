//! How fast members read: by how many records they had processed at earlier moments.

use std::collections::VecDeque;
use std::time::Duration;

use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;

use crate::scene::Cluster;

/// What is older says nothing of how it goes now.
const SPAN: Duration = Duration::from_secs(10);
/// What was seen for less time says nothing yet.
const LEAST: Duration = Duration::from_secs(1);

/// What was seen of each member.
#[derive(Debug, Default)]
pub(super) struct Rates {
    seen: SortedMap<u64, VecDeque<(Instant, u64)>>,
}

impl Rates {
    /// Looks at all members. Who goes back in time begins anew.
    pub(super) fn look(&mut self, cluster: &Cluster) {
        for member in cluster.groups.iter().flat_map(|group| &group.members) {
            let Some(processed) = member.processed else { continue };
            let seen = self.seen.entry(member.id).or_default();
            if seen.back() == Some(&(cluster.now, processed)) {
                continue;
            }
            if seen.back().is_some_and(|(at, count)| *at > cluster.now || *count > processed) {
                seen.clear();
            }
            seen.push_back((cluster.now, processed));
            while seen.len() > 2 && seen.get(1).is_some_and(|(at, _)| cluster.now.since(*at) > SPAN) {
                seen.pop_front();
            }
        }
    }

    /// How many records a member reads in ten seconds.
    #[must_use]
    pub(super) fn of(&self, member: u64) -> Option<u64> {
        let seen = self.seen.get(&member)?;
        let ((began, before), (now, processed)) = (seen.front()?, seen.back()?);
        let span = now.since(*began);
        let micros = u64::try_from(span.as_micros()).ok().filter(|_| span >= LEAST)?;
        Some((processed - before) * 10_000_000 / micros)
    }
}
