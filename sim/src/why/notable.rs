//! What is worth a question when nobody has chosen what to ask about: what befell records, and which answer matters most.

use std::time::Duration;

use glasslog_core::{effect::Note, id::Offset, name::Text, sorted::SortedMap};

use super::{Fact, Question, gone::content, scene::Scene, seen::made_with};
use crate::{
    Timeline,
    history::{Content, Seen},
    view::{PartitionName, Tale, Told},
};

/// Of the newest records that were acknowledged so many are looked for.
const LOOKED_FOR: usize = 64;
/// So many of a kind are asked about.
const ASKED: usize = 4;
/// A group that shares out so often …
const OFTEN: usize = 4;
/// … within this time is not at rest.
const WITHIN: Duration = Duration::from_secs(120);

/// What may be asked about records that clients saw and that are not as they should be, up to the present moment of a timeline: those
/// that are gone, those that a group has processed twice, those that stand twice. The newest of each first. Some have no answer.
#[must_use]
pub fn notable(line: &mut Timeline) -> Vec<Question> {
    let scene = Scene::of(line);
    let (gone, doubled) = scene.misplaced();
    gone.into_iter().chain(scene.read_again()).chain(doubled).collect()
}

/// How much an answer matters beside others: what matters most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something stands in the way just now.
    Trouble,
    /// A record is lost.
    Loss,
    /// A group is never at rest.
    Unrest,
    /// A record was processed twice or never, or stands twice.
    Fate,
    /// Something that is so, and may surprise.
    Surprise,
    /// It takes its course: it is on its way, or at the end.
    Course,
}

/// How much the answer to a question matters.
#[must_use]
pub fn weight(question: &Question, chain: &[super::Reason]) -> Weight {
    let some = |is: fn(&Fact) -> bool| chain.iter().any(|reason| is(&reason.fact));
    match question {
        Question::Gone(..) if some(|fact| matches!(fact, Fact::TooOld(..))) => Weight::Surprise,
        Question::Gone(..) | Question::Vanished(..) => Weight::Loss,
        Question::Doubled(..) | Question::SeenTwice(..) | Question::SeenNever(..) => Weight::Fate,
        Question::Rebalanced(_) if some(|fact| matches!(fact, Fact::Again { .. })) => Weight::Unrest,
        Question::Rebalanced(_) => Weight::Surprise,
        Question::LeaderMoved(_) if !some(|fact| matches!(fact, Fact::NobodyMayLead { .. })) => Weight::Surprise,
        Question::Lags(_) => Weight::Surprise,
        _ if some(stands_in_the_way) => Weight::Trouble,
        _ if chain.iter().all(|reason| takes_its_course(&reason.fact)) => Weight::Course,
        _ => Weight::Surprise,
    }
}

fn stands_in_the_way(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::OnItsWay { held: true, .. }
            | Fact::AnswerOnItsWay { held: true, .. }
            | Fact::TooFewInSync { .. }
            | Fact::NoFetchFor(..)
            | Fact::TakenOffIsr(_)
            | Fact::Fenced(_)
            | Fact::CatchingUp { .. }
            | Fact::Down(_)
            | Fact::Starting(_)
            | Fact::Paused(_)
            | Fact::Cut(..)
            | Fact::Slow(..)
            | Fact::Lossy(..)
            | Fact::SlowDisk(..)
            | Fact::LogFailed(_)
            | Fact::NobodyMayLead { .. }
    )
}

fn takes_its_course(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::OnItsWay { .. }
            | Fact::AnswerOnItsWay { .. }
            | Fact::Unsafe { .. }
            | Fact::MemberBehind { .. }
            | Fact::NotOnDisk { .. }
            | Fact::AtHighWatermark(..)
            | Fact::NothingNew(_)
            | Fact::BeingRestarted(..)
    )
}

impl Scene<'_> {
    /// Of the newest records that were acknowledged: those whose place has another one or none, and those that may have been sent again.
    fn misplaced(&self) -> (Vec<Question>, Vec<Question>) {
        let (mut gone, mut doubled, mut met) = (Vec::new(), Vec::new(), Vec::new());
        let careless = self.seen().filter_map(|(_, seen)| match seen {
            Seen::Sent { content, idempotent: false, .. } => Some((*content, ())),
            _ => None,
        });
        let careless: SortedMap<Content, ()> = careless.collect();
        let acked = self.seen().filter_map(|(_, seen)| match seen {
            Seen::Acked { partition, offset, content, .. } => Some((partition, *offset, *content)),
            _ => None,
        });
        for (partition, offset, own) in acked.take(LOOKED_FOR) {
            if met.contains(&(partition, offset, own)) {
                continue;
            }
            met.push((partition, offset, own));
            let Some((leader, copy)) = self.leading(partition) else { continue };
            let here = self.line.world().read_copy(leader, &partition.0, partition.1, offset, 1);
            let is_here = here.first().is_some_and(|record| record.offset == offset && content(record) == own);
            let is_lost = !is_here && offset >= copy.log_start && !self.is_compacted(&partition.0);
            if is_lost && gone.len() < ASKED {
                gone.push(Question::Gone(partition.clone(), offset));
            } else if is_here && careless.contains_key(&own) && doubled.len() < ASKED {
                doubled.push(Question::Doubled(partition.clone(), offset));
            }
        }
        (gone, doubled)
    }

    /// For each group, the record that it processed once more last.
    fn read_again(&self) -> Vec<Question> {
        let mut reads: SortedMap<(Text, PartitionName, Offset), ()> = SortedMap::new();
        let mut again: SortedMap<Text, Question> = SortedMap::new();
        for (_, seen) in self.line.world().seen().into_iter().flat_map(|kept| kept.iter()) {
            let Seen::Read { consumer, partition, offset, .. } = seen else { continue };
            let Some(group) = made_with(self.line, *consumer).map(|settings| settings.group.clone()) else { continue };
            let read = (group.clone(), partition.clone(), *offset);
            if reads.insert(read, ()).is_some() {
                again.insert(group.clone(), Question::SeenTwice(group, partition.clone(), *offset));
            }
        }
        again.values().cloned().collect()
    }

    /// A group that shared out again and again up to now: how often, and the first of these times.
    pub(super) fn unrest(&self, group: &Text) -> Option<(usize, &Told)> {
        let (now, events) = (self.line.now(), self.line.events_since(0));
        let late = events.iter().rev().take_while(|told| now.since(told.at) <= WITHIN);
        let of_it = late
            .filter(|told| matches!(&told.what, Tale::Broker(_, Note::Rebalancing { group: of, .. }) if of == group));
        let all: Vec<&Told> = of_it.collect();
        let first = *all.last()?;
        (all.len() >= OFTEN).then_some((all.len(), first))
    }
}
