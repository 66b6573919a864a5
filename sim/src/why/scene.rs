//! What can be seen at one moment, gathered once for a question.

use glasslog_core::sorted::SortedMap;

use glasslog_core::{
    controller::image::PartitionImage,
    effect::Note,
    id::BrokerId,
    view::{Delta, PartitionView, Seq},
};

use super::{Chain, Fact, Reason};
use crate::{
    ActorId, Timeline,
    action::Action,
    view::{
        ActorRole, ActorView, BrokerStatus, End, FlightView, LinkView, PartitionName, ProcessState, ProducerView, Tale,
        Told,
    },
};

/// The moment.
pub(super) struct Scene<'a> {
    pub(super) line: &'a Timeline,
    pub(super) brokers: SortedMap<BrokerId, BrokerStatus>,
    pub(super) views: SortedMap<BrokerId, Delta>,
    pub(super) actors: Vec<ActorView>,
    pub(super) flights: Vec<FlightView>,
}

impl Scene<'_> {
    pub(super) fn of(line: &mut Timeline) -> Scene<'_> {
        let brokers: SortedMap<_, _> = line.world().brokers().into_iter().map(|status| (status.id, status)).collect();
        let running = brokers.values().filter(|status| status.state != ProcessState::Down).map(|status| status.id);
        let running: Vec<BrokerId> = running.collect();
        let views = running.into_iter().map(|broker| (broker, line.node_changes(broker, Seq(0)))).collect();
        let (actors, flights) = (line.world().actors(), line.world().flights());
        Scene { line, brokers, views, actors, flights }
    }

    /// What the metadata says of a partition.
    pub(super) fn partition(&self, (topic, index): &PartitionName) -> Option<&PartitionImage> {
        let image = self.line.world().image();
        let (id, _) = image.topic_named(topic)?;
        image.partition(id, *index)
    }

    /// A broker's copy, as it shows it.
    pub(super) fn copy(&self, broker: BrokerId, (topic, index): &PartitionName) -> Option<&PartitionView> {
        let views = &self.views.get(&broker)?.partitions;
        views.iter().find(|view| view.topic == *topic && view.partition == *index)
    }

    /// The leader's copy.
    pub(super) fn leading(&self, partition: &PartitionName) -> Option<(BrokerId, &PartitionView)> {
        let leader = self.partition(partition)?.leader?;
        Some((leader, self.copy(leader, partition)?))
    }

    /// A producer as it shows itself; none where nobody of that name produces.
    pub(super) fn sender(&self, producer: ActorId) -> Option<&ProducerView> {
        match &self.actors.iter().find(|actor| actor.id == producer)?.role {
            ActorRole::Producer(view) => Some(view),
            ActorRole::Consumer(_) => None,
        }
    }

    /// The last thing told up to now that `is` it.
    pub(super) fn last(&self, is: impl Fn(&Tale) -> bool) -> Option<&Told> {
        self.line.events_since(0).iter().rev().find(|told| is(&told.what))
    }

    /// A fact that began with the last such thing.
    pub(super) fn since(&self, fact: Fact, is: impl Fn(&Tale) -> bool) -> Reason {
        Reason { fact, since: self.last(is).map(|told| (told.at, told.step)) }
    }

    pub(super) fn is_state(&self, broker: BrokerId, state: ProcessState) -> bool {
        self.brokers.get(&broker).is_none_or(|status| status.state == state)
    }

    /// What keeps a broker from being heard at the other end: itself, or the way between them. Nothing where nothing is known.
    pub(super) fn unheard(&self, broker: BrokerId, by: End) -> Chain {
        let status = self.brokers.get(&broker);
        if self.is_state(broker, ProcessState::Down) {
            let down = |tale: &Tale| *tale == Tale::Process(broker, ProcessState::Down);
            return vec![self.since(Fact::Down(broker), down)];
        }
        if self.is_state(broker, ProcessState::Starting) {
            return vec![
                self.since(Fact::Starting(broker), |tale| *tale == Tale::Process(broker, ProcessState::Starting)),
            ];
        }
        if status.is_some_and(|status| status.paused) {
            let paused = |tale: &Tale| *tale == Tale::Acted(Action::PauseBroker { broker });
            return vec![self.since(Fact::Paused(broker), paused)];
        }
        let own = End::Broker(broker);
        let ways = [(own, by), (by, own)];
        let links = self.line.world().links();
        let worse = |is: fn(&LinkView) -> bool| {
            let link = links.iter().find(|link| ways.contains(&(link.from, link.to)) && is(link));
            link.map(|link| (link, (link.from, link.to)))
        };
        let set = |fact: Fact, way: (End, End)| {
            self.since(
                fact,
                |tale| matches!(tale, Tale::Acted(Action::SetLink { from, to, .. }) if (*from, *to) == way),
            )
        };
        if let Some((_, way)) = worse(|link| link.link.cut) {
            return vec![set(Fact::Cut(way.0, way.1), way)];
        }
        let slow = worse(|link| !link.link.extra.is_zero());
        let slow = slow.map(|(link, way)| set(Fact::Slow(way.0, way.1, link.link.extra), way));
        let lossy = worse(|link| link.loss > 0).map(|(link, way)| {
            self.since(
                Fact::Lossy(way.0, way.1, link.loss),
                |tale| matches!(tale, Tale::Acted(Action::SetLoss { from, to, .. }) if (*from, *to) == way),
            )
        });
        let chain: Chain = slow.into_iter().chain(lossy).collect();
        if chain.is_empty() { self.disk(broker) } else { chain }
    }

    /// A disk that takes its time.
    pub(super) fn disk(&self, broker: BrokerId) -> Chain {
        let slowness = self.line.world().disk_faults(broker).slowness;
        if slowness < 2 {
            return Chain::new();
        }
        let is = |tale: &Tale| matches!(tale, Tale::Acted(Action::SetDisk { broker: of, .. }) if *of == broker);
        vec![self.since(Fact::SlowDisk(broker, slowness), is)]
    }

    /// The controller takes a broker for dead: since when, and why.
    pub(super) fn fenced(&self, broker: BrokerId) -> Chain {
        let fenced = |tale: &Tale| *tale == Tale::Controller(Note::BrokerFenced { broker });
        let stopped = Tale::Process(broker, ProcessState::Stopping);
        let gone =
            |tale: &Tale| matches!(tale, Tale::Process(of, state) if *of == broker && *state != ProcessState::Down);
        let mut chain = match self.last(gone) {
            // it said that it goes: nobody had to miss it
            Some(told) if told.what == stopped => {
                vec![Reason { fact: Fact::Stopped(broker), since: Some((told.at, told.step)) }]
            }
            _ => vec![self.since(Fact::Fenced(broker), fenced)],
        };
        chain.extend(self.unheard(broker, End::Ensemble));
        chain
    }
}
