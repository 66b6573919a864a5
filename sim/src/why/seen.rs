//! Of records that a group has processed twice, or passed over.

use glasslog_core::{effect::Note, id::Offset, name::Text, time::Instant};

use super::{Chain, Fact, Reason, scene::Scene};
use crate::{
    ActorId, Timeline,
    action::Action,
    history::Seen,
    settings::{CommitPolicy, ConsumerSettings, Reset},
    view::{PartitionName, Tale, Told},
};

/// What a consumer was made with, whether it is still there or not.
pub(super) fn made_with(line: &Timeline, consumer: ActorId) -> Option<&ConsumerSettings> {
    let made = line.world().actions().iter().filter(|act| act.actors + 1 == consumer.0);
    made.filter_map(|act| act.action.brings_consumer()).next()
}

impl Scene<'_> {
    fn made_with(&self, consumer: ActorId) -> Option<&ConsumerSettings> {
        made_with(self.line, consumer)
    }

    fn is_of(&self, consumer: ActorId, group: &Text) -> bool {
        self.made_with(consumer).is_some_and(|settings| settings.group == *group)
    }

    /// Who of a group has processed a record, and when, oldest first.
    fn reads(&self, group: &Text, partition: &PartitionName, offset: Offset) -> Vec<(Instant, ActorId)> {
        let mut reads: Vec<_> = self
            .seen()
            .filter_map(|(at, seen)| match seen {
                Seen::Read { consumer, partition: of, offset: o, .. }
                    if of == partition && *o == offset && self.is_of(*consumer, group) =>
                {
                    Some((*at, *consumer))
                }
                _ => None,
            })
            .collect();
        reads.reverse();
        reads
    }

    /// A group's commits of a partition, oldest first; with who made them.
    fn commits(&self, group: &Text, partition: &PartitionName) -> Vec<(Instant, ActorId, Offset)> {
        let mut commits: Vec<_> = self
            .seen()
            .filter_map(|(at, seen)| match seen {
                Seen::Committed { consumer, group: g, partition: of, offset } if g == group && of == partition => {
                    Some((*at, *consumer, *offset))
                }
                _ => None,
            })
            .collect();
        commits.reverse();
        commits
    }

    /// The last thing of some kind that was told after one moment and no later than another.
    fn between(&self, from: Instant, to: Instant, fact: impl Fn(&Tale) -> Option<Fact>) -> Option<Reason> {
        let told = self.line.events_since(0).iter().rev().filter(|told| from <= told.at && told.at <= to);
        told.into_iter()
            .find_map(|told: &Told| Some(Reason { fact: fact(&told.what)?, since: Some((told.at, told.step)) }))
    }

    fn reset(&self, group: &Text, partition: &PartitionName, from: Instant, to: Instant) -> Option<Reason> {
        self.between(from, to, |tale| match tale {
            Tale::Acted(Action::ResetCommit { group: g, topic, partition: index, offset })
                if g == group && (topic, index) == (&partition.0, &partition.1) =>
            {
                Some(Fact::ResetTo(group.clone(), *offset))
            }
            _ => None,
        })
    }

    fn died(&self, consumer: ActorId, from: Instant, to: Instant) -> Option<Reason> {
        let died = |tale: &Tale| *tale == Tale::Acted(Action::CrashConsumer { consumer });
        self.between(from, to, |tale| died(tale).then_some(Fact::Died(consumer)))
    }

    pub(super) fn seen_twice(&self, group: &Text, partition: &PartitionName, offset: Offset) -> Chain {
        let reads = self.reads(group, partition, offset);
        let Some([(first, one), (again, other)]) = reads.last_chunk::<2>().copied() else { return Chain::new() };
        let told = |at: Instant, fact: Fact| Reason { fact, since: Some((at, 0)) };
        let mut chain = vec![told(again, Fact::ProcessedAgain(other))];
        let before = self.commits(group, partition).into_iter().rev().find(|(at, ..)| *at <= again && *at >= first);
        // what was committed before the first time tells as much: nothing was committed in between
        let before = before.or_else(|| self.commits(group, partition).into_iter().rev().find(|(at, ..)| *at <= first));
        let reset = self.reset(group, partition, first, again);
        if reset.is_none() {
            let stood = before.map(|(_, _, offset)| offset);
            let since = before.map(|(at, ..)| (at, 0));
            if stood.is_none_or(|stood| stood <= offset) {
                chain.push(Reason { fact: Fact::CommitStood(group.clone(), stood), since });
            }
        }
        chain.push(told(first, Fact::ProcessedBy(one)));
        let shared = || {
            self.between(first, again, |tale| match tale {
                Tale::Broker(_, Note::Rebalancing { group: of, reason, .. }) if of == group => {
                    Some(Fact::Because(reason.clone()))
                }
                _ => None,
            })
        };
        chain.extend(reset.or_else(|| self.died(one, first, again)).or_else(shared));
        chain
    }

    pub(super) fn seen_never(&self, group: &Text, partition: &PartitionName, offset: Offset) -> Chain {
        let kept = self.line.world().seen();
        let knows = kept.is_some_and(|kept| !kept.has_forgotten());
        if !knows || !self.reads(group, partition, offset).is_empty() {
            return Chain::new();
        }
        let later = self.seen().filter_map(|(at, seen)| match seen {
            Seen::Read { consumer, partition: of, offset: o, .. }
                if of == partition && *o > offset && self.is_of(*consumer, group) =>
            {
                Some((*at, *consumer))
            }
            _ => None,
        });
        let first_later = later.min_by_key(|(at, _)| *at);
        let passed = self.commits(group, partition).into_iter().find(|(_, _, commit)| *commit > offset);
        let reset = self
            .reset(group, partition, Instant(0), self.line.now())
            .filter(|reason| matches!(&reason.fact, Fact::ResetTo(_, to) if *to > offset));
        let mut chain = Chain::new();
        match (passed, first_later) {
            (Some((at, by, commit)), later) => {
                let gone = self.died(by, at, self.line.now());
                // it may be at work on it just now
                if later.is_none() && gone.is_none() && reset.is_none() {
                    return Chain::new();
                }
                let since = Some((at, 0));
                chain.push(Reason { fact: Fact::CommitPassed(group.clone(), commit), since });
                let first = self.made_with(by).is_some_and(|settings| settings.commit == CommitPolicy::BeforeWork);
                chain.extend(first.then(|| Reason::now(Fact::CommitsFirst(by))));
                chain.extend(gone.filter(|_| first));
                if chain.len() == 1 {
                    chain.extend(reset);
                    chain.extend(later.filter(|_| chain.len() == 1).and_then(|(at, by)| self.began_at_end(at, by)));
                }
            }
            (None, Some((at, by))) => chain.extend(reset.or_else(|| self.began_at_end(at, by))),
            (None, None) => {}
        }
        chain
    }

    fn began_at_end(&self, at: Instant, consumer: ActorId) -> Option<Reason> {
        let latest = self.made_with(consumer)?.reset == Reset::Latest;
        latest.then_some(Reason { fact: Fact::BeganAtEnd(consumer), since: Some((at, 0)) })
    }
}
