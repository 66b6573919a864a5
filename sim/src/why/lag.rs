//! Of groups that fall behind: what comes, what is read, and how fast its members work.

use std::time::Duration;

use glasslog_core::{name::Text, time::Instant};

use super::{Chain, Fact, Reason, scene::Scene};
use crate::{
    ActorId,
    history::Seen,
    view::{ActorRole, ConsumerState, ConsumerView},
};

/// What came and what was read is counted over this time.
const COUNTED: Duration = Duration::from_secs(30);
/// Fewer that are behind the commit are what lies between two commits.
const MANY: u64 = 10;

impl Scene<'_> {
    fn members(&self, group: &Text) -> Vec<(ActorId, &ConsumerView)> {
        let all = self.actors.iter().filter_map(|actor| match &actor.role {
            ActorRole::Consumer(view) if view.settings.group == *group => Some((actor.id, view)),
            _ => None,
        });
        all.filter(|(_, view)| view.state != ConsumerState::Stopped).collect()
    }

    pub(super) fn lags(&self, group: &Text) -> Chain {
        // a group that is not at rest lags because of that
        if self.unrest(group).is_some() {
            return Chain::new();
        }
        let members = self.members(group);
        let shares = members.iter().flat_map(|(_, view)| &view.assigned);
        let behind = shares.filter_map(|share| {
            let (_, copy) = self.leading(&share.partition)?;
            let done = share.committed.or(share.position)?;
            u64::try_from(copy.high_watermark.0 - done.0).ok()
        });
        let behind: u64 = behind.sum();
        let topics: Vec<&Text> = members.iter().flat_map(|(_, view)| &view.settings.topics).collect();
        let now = self.line.now();
        let within = COUNTED.min(now.since(Instant(0)));
        let since = Instant(now.0.saturating_sub(COUNTED.as_micros().try_into().unwrap_or(u64::MAX)));
        let (mut came, mut read) = (0, 0);
        for (_, seen) in self.seen().take_while(|(at, _)| *at >= since) {
            match seen {
                Seen::Acked { partition, .. } if topics.contains(&&partition.0) => came += 1,
                Seen::Read { consumer, .. } if members.iter().any(|(id, _)| id == consumer) => read += 1,
                _ => {}
            }
        }
        if behind < MANY || came <= read {
            return Chain::new();
        }
        let fact = Fact::FallsBehind { group: group.clone(), behind, came, read, within };
        let mut chain = vec![Reason { fact, since: Some((since, 0)) }];
        let at_work = members.iter().filter(|(_, view)| !view.assigned.is_empty());
        let slowest = at_work.max_by_key(|(_, view)| view.settings.time_per_record);
        if let Some((consumer, view)) = slowest.filter(|(_, view)| !view.settings.time_per_record.is_zero()) {
            let (consumer, each) = (*consumer, view.settings.time_per_record);
            let made = self.line.world().actions().iter().filter(|act| act.actors + 1 == consumer.0);
            let came = made.filter(|act| act.action.brings_consumer().is_some()).map(|act| (act.at, 0));
            chain.push(Reason { fact: Fact::WorksFor(consumer, each), since: came.last() });
        }
        if let Some((_, view)) = members.first() {
            chain.push(Reason::now(Fact::MayRead { members: members.len(), partitions: self.partitions_of(view) }));
        }
        chain
    }
}
