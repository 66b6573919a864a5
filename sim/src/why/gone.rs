//! Of records that were there, or were sent, and are not there; and of some that are there twice.

use glasslog_core::{
    effect::Note,
    id::{BrokerId, LeaderEpoch, Offset},
    name::Text,
    request::Acks,
    time::Instant,
};

use super::{Chain, Fact, Reason, scene::Scene};
use crate::{
    ActorId,
    action::Action,
    history::{Content, Seen},
    view::{End, Fate, FlightKind, PartitionName, ProcessState, RecordView, Tale, Told},
};

/// So many records before and after one are looked through for the same one.
const AROUND: i64 = 32;

/// A leadership, as it was told.
struct Leadership<'a> {
    broker: BrokerId,
    epoch: LeaderEpoch,
    end: Offset,
    told: &'a Told,
}

impl Scene<'_> {
    /// What clients saw, newest first; nothing where it was not kept.
    pub(super) fn seen(&self) -> impl Iterator<Item = &(Instant, Seen)> {
        self.line.world().seen().into_iter().flat_map(|kept| kept.iter().rev())
    }

    fn told(&self) -> &[Told] {
        self.line.events_since(0)
    }

    pub(super) fn gone(&self, partition: &PartitionName, offset: Offset) -> Chain {
        let Some((leader, copy)) = self.leading(partition) else { return Chain::new() };
        let (topic, index) = partition;
        if offset < copy.log_start {
            let expired = self.told().iter().find(|told| {
                matches!(&told.what, Tale::Broker(_, Note::RecordsExpired { topic: of, partition, start })
                    if (of, partition) == (topic, index) && *start > offset)
            });
            let fact = Fact::TooOld(partition.clone(), copy.log_start);
            return vec![Reason { fact, since: expired.map(|told| (told.at, told.step)) }];
        }
        if self.is_compacted(topic) {
            return Chain::new();
        }
        let here = self.line.world().read_copy(leader, topic, *index, offset, 1);
        let here = here.first().filter(|record| record.offset == offset).map(content);
        let made = self.last(|tale| matches!(tale, Tale::Acted(Action::DeleteTopic { name }) if name == topic));
        let since = made.map_or(Instant(0), |told| told.at);
        let acked = self.seen().find_map(|(at, seen)| match seen {
            Seen::Acked { partition: of, offset: o, content, acks, .. }
                if of == partition && *o == offset && *at > since && Some(*content) != here =>
            {
                Some((*at, *acks))
            }
            _ => None,
        });
        let cut = self.told().iter().rev().find_map(|told| match &told.what {
            Tale::Broker(broker, Note::Truncated { topic: of, partition, from, to })
                if (of, partition) == (topic, index)
                    && (*to..*from).contains(&offset)
                    && told.at > since
                    && acked.is_none_or(|(at, _)| told.at > at) =>
            {
                Some((*broker, *to, told))
            }
            _ => None,
        });
        let cut_at =
            cut.map(|(broker, to, told)| Reason { fact: Fact::CutOff(broker, to), since: Some((told.at, told.step)) });
        let Some((before, after)) = self.handed_over(
            partition,
            offset,
            acked.map(|(at, _)| at),
            cut.map(|(broker, _, told)| (broker, told.at)),
        ) else {
            return Chain::new();
        };
        let mut chain: Chain = cut_at.into_iter().collect();
        let fact = Fact::LedWithout(after.broker, after.epoch, after.end);
        chain.push(Reason { fact, since: Some((after.told.at, after.told.step)) });
        let fact = Fact::OnlyHad(before.broker, acked.map(|(_, acks)| acks));
        chain.push(Reason { fact, since: acked.map(|(at, _)| (at, after.told.step)) });
        chain.extend(self.fell(before.broker, after.told.step));
        chain
    }

    pub(super) fn is_compacted(&self, topic: &Text) -> bool {
        let settings = self.line.world().image().topic_named(topic).map(|(_, topic)| &topic.settings);
        settings.and_then(|all| all.get("cleanup.policy")).is_some_and(|policy| policy.contains("compact"))
    }

    /// The leadership in which a record was taken, and the next one, which began without it.
    fn handed_over(
        &self,
        (topic, index): &PartitionName,
        offset: Offset,
        acked: Option<Instant>,
        cut: Option<(BrokerId, Instant)>,
    ) -> Option<(Leadership<'_>, Leadership<'_>)> {
        let all = self.told().iter().filter_map(|told| match &told.what {
            Tale::Broker(broker, Note::LeadershipBegins { topic: of, partition, leader_epoch, end })
                if (of, partition) == (topic, index) =>
            {
                Some(Leadership { broker: *broker, epoch: *leader_epoch, end: *end, told })
            }
            _ => None,
        });
        let mut all: Vec<Leadership<'_>> = all.collect();
        all.sort_by_key(|leadership| leadership.epoch);
        // who was cut off had it; else whoever led when it was acknowledged, or before that: one that is cut off answers for a while
        let by = acked.or(cut.map(|(_, at)| at))?;
        let had = |place: &usize| {
            let (this, next) = (&all[*place], all.get(place + 1));
            let own = cut.is_none_or(|(broker, _)| broker == this.broker);
            own && this.told.at <= by
                && this.end <= offset
                && next.is_some_and(|next| next.end <= offset && next.broker != this.broker)
        };
        let place = (0..all.len()).rev().find(had)?;
        let mut from = all.into_iter().skip(place);
        Some((from.next()?, from.next()?))
    }

    /// What took a broker its leadership, before a step.
    fn fell(&self, broker: BrokerId, step: u64) -> Chain {
        let before = || self.told().iter().rev().filter(move |told| told.step <= step);
        let taken = before().find_map(|told| match &told.what {
            Tale::Controller(Note::BrokerFenced { broker: of }) if *of == broker => reason(told, Fact::Fenced(broker)),
            Tale::Process(of, ProcessState::Stopping) if *of == broker => reason(told, Fact::Stopped(broker)),
            _ => None,
        });
        let root = before().find_map(|told| match &told.what {
            Tale::Process(of, ProcessState::Down) if *of == broker => reason(told, Fact::Down(broker)),
            Tale::Acted(Action::PauseBroker { broker: of }) if *of == broker => reason(told, Fact::Paused(broker)),
            Tale::Acted(Action::SetLink { from, to, link })
                if link.cut && [*from, *to].contains(&End::Broker(broker)) =>
            {
                reason(told, Fact::Cut(*from, *to))
            }
            _ => None,
        });
        taken.into_iter().chain(root).collect()
    }

    pub(super) fn vanished(&self, producer: ActorId, number: u64) -> Chain {
        let Some(view) = self.sender(producer) else { return Chain::new() };
        let Some(record) = view.records.iter().find(|record| u64::from(record.number) == number) else {
            return Chain::new();
        };
        let Some(index) =
            record.partition.filter(|_| view.settings.acks == Acks::None && record.fate == Fate::Acked(None))
        else {
            return Chain::new();
        };
        let partition = (view.settings.topic.clone(), index);
        let Some((leader, copy)) = self.leading(&partition) else { return Chain::new() };
        let under_way = self.flights.iter().any(|flight| {
            flight.kind == FlightKind::Produce && flight.from == End::Actor(producer) && flight.lost_at.is_none()
        });
        let from = Offset((copy.log_end.0 - 2 * AROUND).max(0));
        let log = self.line.world().read_copy(leader, &partition.0, index, from, u32::MAX);
        let own = Content::of(record.key.as_deref(), record.value.as_deref());
        // what stands too far back is not looked for
        let old = log.first().is_some_and(|first| first.offset.0 > 0) && self.age(record.at) > 60_000_000;
        if under_way || old || self.is_compacted(&partition.0) || log.iter().any(|record| content(record) == own) {
            return Chain::new();
        }
        let mut chain = vec![Reason { fact: Fact::NobodyAsked(producer), since: Some((record.at, 0)) }];
        // what befell the way that it took: the nearest thing before it, or soon after
        let near = self.told().iter().rev().filter(|told| told.at.0 <= record.at.0 + 3_000_000);
        chain.extend(near.into_iter().find_map(|told| match &told.what {
            // a cut between brokers may have let another one lead
            Tale::Acted(Action::SetLink { from, to, link }) if link.cut => reason(told, Fact::Cut(*from, *to)),
            what => reason(told, lost_on_the_way(what, producer)?),
        }));
        chain
    }

    fn age(&self, at: Instant) -> u64 {
        self.line.now().0.saturating_sub(at.0)
    }

    pub(super) fn doubled(&self, partition: &PartitionName, offset: Offset) -> Chain {
        let Some((leader, _)) = self.leading(partition) else { return Chain::new() };
        let from = Offset((offset.0 - AROUND).max(0));
        let log =
            self.line.world().read_copy(leader, &partition.0, partition.1, from, 2 * AROUND.unsigned_abs() as u32);
        let Some(own) = log.iter().find(|record| record.offset == offset).map(content) else { return Chain::new() };
        let mut same = log.iter().filter(|record| content(record) == own).map(|record| record.offset);
        let (Some(first), Some(again)) = (same.next(), same.next_back()) else { return Chain::new() };
        // the same content may have been sent as often as it is there
        let mut sent = 0;
        let mut by = None;
        let mut acked = None;
        for (at, seen) in self.seen() {
            match seen {
                Seen::Sent { producer, partition: of, content, idempotent: false, .. }
                    if of == partition && *content == own =>
                {
                    sent += 1;
                    by = Some(*producer);
                }
                Seen::Acked { partition: of, content, .. } if of == partition && *content == own => acked = Some(*at),
                _ => {}
            }
        }
        let there = log.iter().filter(|record| content(record) == own).count();
        let Some(producer) = by.filter(|_| sent < there) else { return Chain::new() };
        let stands = Reason { fact: Fact::StandsTwice(first, again), since: acked.map(|at| (at, 0)) };
        let mut chain = vec![stands, Reason::now(Fact::SentAgain(producer))];
        // what took the answer: the first thing that may have, once it was sent
        let records = self.sender(producer).map(|view| &view.records[..]).unwrap_or_default();
        let is_own = |key: Option<&[u8]>, value: Option<&[u8]>| Content::of(key, value) == own;
        let sent = records.iter().find(|record| is_own(record.key.as_deref(), record.value.as_deref()));
        let sent_at = sent.map(|record| record.at);
        let since = self.told().iter().filter(|told| sent_at.is_some_and(|at| at <= told.at));
        let until = since.take_while(|told| acked.is_none_or(|acked| told.at <= acked));
        chain.extend(until.into_iter().find_map(|told| reason(told, lost_on_the_way(&told.what, producer)?)));
        chain
    }
}

fn reason(told: &Told, fact: Fact) -> Option<Reason> {
    Some(Reason { fact, since: Some((told.at, told.step)) })
}

/// What befalls that takes a producer's requests, or their answers.
fn lost_on_the_way(tale: &Tale, producer: ActorId) -> Option<Fact> {
    let own = End::Actor(producer);
    match tale {
        Tale::Process(broker, ProcessState::Down) => Some(Fact::Down(*broker)),
        Tale::Acted(Action::SetLink { from, to, link }) if link.cut && [*from, *to].contains(&own) => {
            Some(Fact::Cut(*from, *to))
        }
        Tale::Acted(Action::BreakConnections { one, other }) if *one == own => Some(Fact::Broke(own, Some(*other))),
        Tale::Acted(Action::BreakConnections { one, other }) if *other == own => Some(Fact::Broke(own, Some(*one))),
        Tale::Acted(Action::CutConnections { actor }) if *actor == producer => Some(Fact::Broke(own, None)),
        Tale::Acted(Action::LoseMessage { .. }) => Some(Fact::PacketLost),
        _ => None,
    }
}

pub(super) fn content(record: &RecordView) -> Content {
    Content::of(record.key.as_deref(), record.value.as_deref())
}
