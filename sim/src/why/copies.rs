//! Of logs and their copies: what waits, who is behind, who leads.

use glasslog_core::{
    controller::image::PartitionImage,
    effect::Note,
    id::BrokerId,
    request::Acks,
    settings::TopicSettings,
    time::Instant,
    view::{PartitionView, ReplicaRole},
};

use super::{Chain, Fact, Reason, scene::Scene};
use crate::{
    ActorId,
    view::{End, Fate, FlightKind, PartitionName, ProcessState, Tale},
};

impl Scene<'_> {
    pub(super) fn waits(&self, producer: ActorId, number: u64) -> Chain {
        let Some(view) = self.sender(producer) else { return Chain::new() };
        let Some(record) = view.records.iter().find(|record| u64::from(record.number) == number) else {
            return Chain::new();
        };
        if !matches!(record.fate, Fate::Waiting | Fate::Sent) {
            return Chain::new();
        }
        let Some(partition) = record.partition.map(|index| (view.settings.topic.clone(), index)) else {
            return Chain::new();
        };
        let Some((leader, copy)) = self.leading(&partition) else { return self.no_leader(&partition) };
        // The newest first: an earlier attempt may still stand before a cut.
        let own = |flight: &&crate::view::FlightView| {
            flight.kind == FlightKind::Produce
                && flight.lost_at.is_none()
                && [flight.from, flight.to].contains(&End::Actor(producer))
                && (flight.answer || flight.partitions.iter().any(|cargo| cargo.partition == partition))
        };
        let under_way = self.flights.iter().filter(own).max_by_key(|flight| flight.departed);
        let tried = record.tries > 1 || under_way.is_none_or(|flight| flight.answer);
        let held = under_way.is_some_and(|flight| flight.held);
        let asks_all = view.settings.acks == Acks::All && record.fate == Fate::Sent;
        if asks_all && tried && !held && self.is_small(copy) && self.is_heard(leader, End::Actor(producer)) {
            return self.refused(&partition);
        }
        let ends = under_way.map(|flight| (flight.answer, flight.from, flight.to, flight.departed));
        match ends {
            Some((false, _, End::Broker(to), left)) => {
                self.on_its_way((Fact::OnItsWay { to, held }, left), to, producer)
            }
            Some((true, End::Broker(from), _, left)) => {
                self.on_its_way((Fact::AnswerOnItsWay { from, held }, left), from, producer)
            }
            _ if copy.high_watermark < copy.log_end => self.stands(&partition),
            _ => self.unheard(leader, End::Actor(producer)),
        }
    }

    fn on_its_way(&self, (fact, left): (Fact, Instant), broker: BrokerId, producer: ActorId) -> Chain {
        let mut chain = vec![Reason { fact, since: Some((left, 0)) }];
        chain.extend(self.unheard(broker, End::Actor(producer)));
        chain
    }

    pub(super) fn stands(&self, partition: &PartitionName) -> Chain {
        let Some((leader, copy)) = self.leading(partition) else { return self.no_leader(partition) };
        if copy.high_watermark >= copy.log_end {
            return Chain::new();
        }
        let (high_watermark, end) = (copy.high_watermark, copy.log_end);
        let mut chain = vec![Reason::now(Fact::Unsafe { partition: partition.clone(), high_watermark, end })];
        if self.is_small(copy) {
            chain.extend(self.refused(partition));
        } else if copy.durable <= high_watermark {
            chain.push(Reason::now(Fact::NotOnDisk { broker: leader, durable: copy.durable }));
            chain.extend(self.disk(leader));
        } else {
            chain.extend(self.slowest(leader, copy));
        }
        chain
    }

    /// A broker runs, and nothing cuts it off from the other end.
    fn is_heard(&self, broker: BrokerId, by: End) -> bool {
        let silences =
            |fact: &Fact| matches!(fact, Fact::Down(_) | Fact::Starting(_) | Fact::Paused(_) | Fact::Cut(..));
        !self.unheard(broker, by).iter().any(|reason| silences(&reason.fact))
    }

    fn is_small(&self, copy: &PartitionView) -> bool {
        copy.isr.len() < usize::try_from(copy.min_isr).unwrap_or_default()
    }

    /// The member of the ISR that the high watermark waits for, and what keeps it.
    fn slowest(&self, leader: BrokerId, copy: &PartitionView) -> Chain {
        let followers = copy.followers.iter().filter(|follower| copy.isr.contains(&follower.broker));
        let behind = followers.filter(|follower| follower.end.is_none_or(|end| end <= copy.high_watermark));
        let Some(slowest) = behind.min_by_key(|follower| follower.end) else { return Chain::new() };
        let broker = slowest.broker;
        let since = slowest.caught_up_at.map(|at| (at.min(self.line.now()), 0));
        let mut chain = vec![Reason { fact: Fact::MemberBehind { broker, end: slowest.end }, since }];
        chain.extend(self.silent(broker, leader, copy));
        chain
    }

    /// A follower of which its leader has not heard for longer than a fetch waits, and why.
    fn silent(&self, broker: BrokerId, leader: BrokerId, copy: &PartitionView) -> Chain {
        let roots = self.unheard(broker, End::Broker(leader));
        let heard = copy.followers.iter().find(|follower| follower.broker == broker).and_then(|f| f.caught_up_at);
        // Clocks of brokers drift: told only where something is there that explains it.
        let silent = heard.filter(|_| !roots.is_empty()).map(|at| {
            let (at, now) = (at.min(self.line.now()), self.line.now());
            Reason { fact: Fact::NoFetchFor(broker, now.since(at)), since: Some((at, 0)) }
        });
        silent.into_iter().chain(roots).collect()
    }

    pub(super) fn not_in_sync(&self, partition: &PartitionName, broker: BrokerId) -> Chain {
        let Some(known) = self.partition(partition) else { return Chain::new() };
        if known.isr.contains(&broker) || !known.replicas.contains(&broker) {
            return Chain::new();
        }
        if known.failed.contains(&broker) {
            return vec![self.log_failed(partition, broker)];
        }
        if !self.line.world().image().is_alive(broker) {
            return self.fenced(broker);
        }
        let Some((leader, copy)) = self.leading(partition) else { return self.no_leader(partition) };
        let roots = self.silent(broker, leader, copy);
        if !roots.is_empty() {
            let taken = self.since(Fact::TakenOffIsr(broker), |tale| self.is_loss(tale, partition, broker));
            return [taken].into_iter().chain(roots).collect();
        }
        let end = self.copy(broker, partition).map(|own| own.log_end).unwrap_or_default();
        // A follower needs all below the high watermark, and what the leadership began with (KIP-966).
        let began = copy.epochs.last().filter(|(epoch, _)| *epoch == copy.leader_epoch).map(|(_, start)| *start);
        let needed = began.unwrap_or_default().max(copy.high_watermark);
        vec![self.since(Fact::CatchingUp { broker, end, needed }, |tale| {
            *tale == Tale::Controller(Note::BrokerUnfenced { broker }) || self.is_loss(tale, partition, broker)
        })]
    }

    fn is_loss(&self, tale: &Tale, (topic, index): &PartitionName, broker: BrokerId) -> bool {
        matches!(tale, Tale::Broker(_, Note::IsrChanged { topic: of, partition, from, to })
            if (of, partition) == (topic, index) && from.contains(&broker) && !to.contains(&broker))
    }

    pub(super) fn refused(&self, partition: &PartitionName) -> Chain {
        let Some((_, copy)) = self.leading(partition) else { return self.no_leader(partition) };
        if !self.is_small(copy) {
            return Chain::new();
        }
        let few = Fact::TooFewInSync { isr: copy.isr.clone(), min: copy.min_isr };
        let enough = |isr: &[BrokerId]| isr.len() >= usize::try_from(copy.min_isr).unwrap_or_default();
        let of_it = |topic: &_, index: &_| (topic, index) == (&partition.0, &partition.1);
        let mut chain = vec![self.since(few, |tale| match tale {
            Tale::Broker(_, Note::IsrChanged { topic, partition, from, to }) => {
                of_it(topic, partition) && enough(from) && !enough(to)
            }
            // a leadership may begin with too few
            Tale::Broker(_, Note::LeadershipBegins { topic, partition, leader_epoch, .. }) => {
                of_it(topic, partition) && *leader_epoch == copy.leader_epoch
            }
            _ => false,
        })];
        let missing = copy.replicas.iter().find(|replica| !copy.isr.contains(replica));
        chain.extend(missing.into_iter().flat_map(|broker| self.not_in_sync(partition, *broker)));
        chain
    }

    pub(super) fn no_leader(&self, partition: &PartitionName) -> Chain {
        let Some(known) = self.partition(partition) else { return Chain::new() };
        match known.leader {
            // Its own account comes a moment later than the metadata's.
            Some(leader) => match self.copy(leader, partition).map(|copy| copy.role) {
                Some(ReplicaRole::Leader | ReplicaRole::ReadOnly) => Chain::new(),
                _ => self.unheard(leader, End::Ensemble),
            },
            None => {
                let mut eligible: Vec<BrokerId> = known.isr.iter().chain(&known.elr).copied().collect();
                eligible.extend(known.last_leader.filter(|_| known.isr.is_empty() && known.elr.is_empty()));
                // who led last comes first
                eligible.sort_by_key(|broker| Some(*broker) != known.last_leader);
                let waited_for = eligible.clone();
                let lost = |tale: &Tale| matches!(tale, Tale::Controller(Note::BrokerFenced { broker }) if Some(*broker) == known.last_leader);
                let mut chain = vec![self.since(Fact::NobodyMayLead { eligible }, lost)];
                chain.extend((!self.is_unclean(partition)).then(|| Reason::now(Fact::UncleanOff)));
                chain.extend(waited_for.into_iter().flat_map(|broker| self.not_up(partition, known, broker)));
                chain
            }
        }
    }

    /// Rather a leader that lacks records than none: the settings of a topic say so.
    fn is_unclean(&self, (topic, _): &PartitionName) -> bool {
        let world = self.line.world();
        let defaults = world.scenario().topic_defaults.iter().map(|(name, value)| (name, value));
        let own = world.image().topic_named(topic).into_iter().flat_map(|(_, topic)| &topic.settings);
        TopicSettings::resolve(defaults.chain(own)).is_ok_and(|settings| settings.unclean_leader_election)
    }

    /// Why a broker that may lead does not.
    fn not_up(&self, partition: &PartitionName, known: &PartitionImage, broker: BrokerId) -> Chain {
        if known.failed.contains(&broker) {
            vec![self.log_failed(partition, broker)]
        } else if self.line.world().image().is_alive(broker) {
            self.unheard(broker, End::Ensemble)
        } else {
            self.fenced(broker)
        }
    }

    fn log_failed(&self, (topic, index): &PartitionName, broker: BrokerId) -> Reason {
        self.since(Fact::LogFailed(broker), |tale| {
            matches!(tale, Tale::Broker(of, Note::PartitionHalted { topic: name, partition, .. })
                if *of == broker && (name, partition) == (topic, index))
        })
    }

    pub(super) fn leader_moved(&self, partition: &PartitionName) -> Chain {
        let Some((leader, copy)) = self.leading(partition) else { return self.no_leader(partition) };
        let of_it = |topic: &_, index: &_| (topic, index) == (&partition.0, &partition.1);
        let Some(began) = self.last(|tale| {
            matches!(tale, Tale::Broker(of, Note::LeadershipBegins { topic, partition, .. })
                if *of == leader && of_it(topic, partition))
        }) else {
            return Chain::new();
        };
        let told = self.line.events_since(0).iter().filter(|told| told.step <= began.step);
        let before = told.rev().skip(1).find_map(|told| match &told.what {
            Tale::Broker(of, Note::LeadershipBegins { topic, partition, .. }) if of_it(topic, partition) => Some(*of),
            _ => None,
        });
        let Some(before) = before.filter(|before| *before != leader) else { return Chain::new() };
        let fact = Fact::Leads { broker: leader, epoch: copy.leader_epoch };
        let mut chain = vec![Reason { fact, since: Some((began.at, began.step)) }];
        let lost = self.line.events_since(0).iter().rev().filter(|told| told.step <= began.step).find_map(|told| {
            let fact = match &told.what {
                Tale::Controller(Note::BrokerFenced { broker }) if *broker == before => Fact::Fenced(before),
                Tale::Process(broker, ProcessState::Stopping) if *broker == before => Fact::Stopped(before),
                Tale::Controller(Note::BrokerUnfenced { broker }) if *broker == before => Fact::NotSo,
                _ => return None,
            };
            Some(Reason { fact, since: Some((told.at, told.step)) })
        });
        match lost {
            Some(Reason { fact: Fact::NotSo, .. }) | None if copy.replicas.first() == Some(&leader) => {
                let back = Tale::Controller(Note::BrokerUnfenced { broker: leader });
                chain.push(self.since(Fact::Preferred(leader), |tale| *tale == back));
            }
            Some(reason) if reason.fact != Fact::NotSo => {
                let fenced = reason.fact == Fact::Fenced(before);
                chain.push(reason);
                let still = fenced && !self.line.world().image().is_alive(before);
                chain.extend(self.unheard(before, End::Ensemble).into_iter().filter(|_| still));
            }
            _ => {}
        }
        chain
    }
}
