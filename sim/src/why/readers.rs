//! Of groups and their members: who gets nothing, and what made them share again.

use glasslog_core::{effect::Note, name::Text, time::Instant};

use super::{Chain, Fact, Reason, scene::Scene};
use crate::{
    ActorId,
    action::Action,
    actors::POLLED_TOO_LATE,
    history::Seen,
    view::{ActorRole, ConsumerState, ConsumerView, End, Tale, Told},
};

impl Scene<'_> {
    fn consumer(&self, id: ActorId) -> Option<&ConsumerView> {
        match &self.actors.iter().find(|actor| actor.id == id)?.role {
            ActorRole::Consumer(view) => Some(view),
            ActorRole::Producer(_) => None,
        }
    }

    pub(super) fn reads_nothing(&self, id: ActorId) -> Chain {
        let Some(view) = self.consumer(id) else { return Chain::new() };
        match view.state {
            ConsumerState::Stopped => return Chain::new(),
            ConsumerState::Away(back) => return vec![self.restarted(id, back)],
            ConsumerState::Joining | ConsumerState::Syncing => return self.shares(view),
            ConsumerState::Reading if view.assigned.is_empty() => return vec![self.no_share(view)],
            ConsumerState::Reading => {}
        }
        let mut chain = Chain::new();
        for assigned in &view.assigned {
            let Some((leader, copy)) = self.leading(&assigned.partition) else {
                return self.no_leader(&assigned.partition);
            };
            let Some(position) = assigned.position else { continue };
            if position < copy.high_watermark {
                // There is something to read: what keeps it from being fetched?
                return self.unheard(leader, End::Actor(id));
            }
            if position == copy.high_watermark && copy.high_watermark < copy.log_end {
                let own = Reason::now(Fact::AtHighWatermark(assigned.partition.clone(), position));
                return [own].into_iter().chain(self.stands(&assigned.partition)).collect();
            }
            let read = self.seen().find_map(|(at, seen)| match seen {
                Seen::Read { consumer, partition, .. } if *consumer == id && *partition == assigned.partition => {
                    Some(*at)
                }
                _ => None,
            });
            let fact = Fact::NothingNew(assigned.partition.clone());
            chain.push(Reason { fact, since: read.map(|at| (at, 0)) });
        }
        chain
    }

    fn no_share(&self, view: &ConsumerView) -> Reason {
        let of_group = |actor: &&crate::view::ActorView| {
            matches!(&actor.role, ActorRole::Consumer(other)
                if other.settings.group == view.settings.group && other.state != ConsumerState::Stopped)
        };
        let members = self.actors.iter().filter(of_group).count();
        let fact = Fact::NoShare { members, partitions: self.partitions_of(view) };
        let group = &view.settings.group;
        self.since(fact, |tale| matches!(tale, Tale::Broker(_, Note::Stable { group: of, .. }) if of == group))
    }

    fn restarted(&self, id: ActorId, back: Instant) -> Reason {
        self.since(
            Fact::BeingRestarted(id, back),
            |tale| matches!(tale, Tale::Acted(Action::RestartConsumers { consumers, .. }) if consumers.contains(&id)),
        )
    }

    /// So many partitions a member's topics have.
    pub(super) fn partitions_of(&self, view: &ConsumerView) -> usize {
        let image = self.line.world().image();
        let topics = view.settings.topics.iter().filter_map(|topic| image.topic_named(topic));
        topics.map(|(_, topic)| topic.partitions.len()).sum()
    }

    /// The group shares its partitions out, or the member has not come to its coordinator.
    fn shares(&self, view: &ConsumerView) -> Chain {
        let group = &view.settings.group;
        let begun = |tale: &Tale| matches!(tale, Tale::Broker(_, Note::Rebalancing { group: of, .. }) if of == group);
        [self.since(Fact::Rebalancing(group.clone()), begun)].into_iter().chain(self.rebalanced(group)).collect()
    }

    pub(super) fn rebalanced(&self, group: &Text) -> Chain {
        let Some(told) =
            self.last(|tale| matches!(tale, Tale::Broker(_, Note::Rebalancing { group: of, .. }) if of == group))
        else {
            return Chain::new();
        };
        let Tale::Broker(_, Note::Rebalancing { reason, .. }) = &told.what else { return Chain::new() };
        let since = Some((told.at, told.step));
        let mut chain = vec![Reason { fact: Fact::Because(reason.clone()), since }];
        // A member that was given up was given up in the same step.
        let events = self.line.events_since(0);
        chain.extend(events.iter().filter(|other| other.step == told.step).find_map(|other| match &other.what {
            Tale::Broker(_, Note::MemberExpired { group: of, member }) if of == group => {
                Some(Reason { fact: Fact::Expired(member.clone()), since })
            }
            _ => None,
        }));
        chain.extend(self.polled_too_late(group, told.at));
        chain.extend(self.unrest(group).map(|(times, first)| Reason {
            fact: Fact::Again { times, within: self.line.now().since(first.at) },
            since: Some((first.at, first.step)),
        }));
        chain
    }

    /// The member of a group that was put out of it last, before that time, because it had not polled for so long.
    fn polled_too_late(&self, group: &Text, before: Instant) -> Option<Reason> {
        let of_group = |id: ActorId| self.consumer(id).filter(|view| view.settings.group == *group);
        let late = |told: &&Told| matches!(&told.what, Tale::Client(id, words) if **words == *POLLED_TOO_LATE && of_group(*id).is_some());
        let told = self.line.events_since(0).iter().rev().filter(|told| told.at <= before).find(late)?;
        let Tale::Client(consumer, _) = told.what else { return None };
        let view = of_group(consumer)?;
        let (records, limit) = (view.membership.poll_records, view.membership.max_poll_interval);
        let fact = Fact::PolledTooLate { consumer, records, each: view.settings.time_per_record, limit };
        Some(Reason { fact, since: Some((told.at, told.step)) })
    }
}
