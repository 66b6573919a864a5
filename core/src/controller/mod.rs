//! The controller: the one machine that decides about metadata.
//!
//! It takes what brokers ask, one after the other, decides on the committed image, and proposes; it answers when its
//! proposal has its place in the order. At most one proposal is under way, so every decision sees all earlier ones;
//! a proposal overtaken by another controller's is decided anew.
//!
//! Who is alive it knows from heartbeats, which are not logged: a controller that is elected gives every broker a full
//! session. A broker that is silent for longer is fenced, and others lead what it led.
//!
//! The contract is the node's: one input to [`Controller::handle`], then drain [`Controller::poll`]; [`ControllerInput::Elapsed`]
//! no later than [`Controller::timeout`]. Deliberately absent: who orders the proposals, and who elects controllers (the host does both).

mod ask;
mod brokers;
mod decide;
pub mod image;
mod partition;

use crate::sorted::{SortedMap, SortedSet};
use alloc::{collections::VecDeque, sync::Arc, vec::Vec};

pub use ask::{AlterIsr, Answer, Ask, BrokerHeartbeat, IsrChange, Registration};

use crate::{
    config::Config,
    effect::Note,
    error::ErrorCode,
    id::{AskId, BrokerEpoch, BrokerId, ControllerEpoch, ProducerId},
    metadata::{Committed, MetadataRecord, Proposal},
    random::Random,
    time::Instant,
};
use image::Image;

/// Producer ids that a broker reserves at a time.
pub const PRODUCER_ID_BLOCK: i64 = 1000;
/// Asks that may wait for their turn.
const QUEUE: usize = 10_000;

/// All that can happen to a controller.
#[derive(Clone, Debug)]
pub enum ControllerInput {
    /// It is the controller now; all that was committed before has been given.
    Elected(ControllerEpoch),
    /// It is not any more: what it was asked is forgotten.
    Deposed,
    /// A broker asks.
    Asked {
        /// Who.
        from: BrokerId,
        /// Comes back with the answer.
        id: AskId,
        /// What.
        ask: Ask,
    },
    /// The host knows that this incarnation of a broker runs no more; nobody need wait for its session to end.
    Gone {
        /// Who.
        broker: BrokerId,
        /// Which incarnation.
        epoch: BrokerEpoch,
    },
    /// A proposal, this one's or another controller's, has its place in the order.
    Committed(Committed),
    /// The proposal of that number could not be written, and never will be: the disk of the metadata is full.
    Refused {
        /// [`Proposal::number`].
        number: u64,
    },
    /// The deadline that [`Controller::timeout`] named has come.
    Elapsed,
}

/// What the controller wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControllerEffect {
    /// Give this its place.
    Propose(Proposal),
    /// It has come true (or was refused).
    Answer {
        /// Whom to tell.
        to: BrokerId,
        /// Which ask.
        id: AskId,
        /// What.
        answer: Answer,
    },
    /// Something worth telling a person.
    Note(Note),
}

/// The controller of a cluster.
#[derive(Clone, Debug)]
pub struct Controller {
    config: Arc<Config>,
    /// Shared between copies until it changes.
    image: Arc<Image>,
    random: Random,
    /// While it is elected.
    office: Option<Office>,
    effects: VecDeque<ControllerEffect>,
}

/// What a controller knows and does while it is one.
#[derive(Clone, Debug)]
struct Office {
    epoch: ControllerEpoch,
    queue: VecDeque<Task>,
    in_flight: Option<InFlight>,
    proposals: u64,
    /// When each broker was last heard of.
    sessions: SortedMap<BrokerId, Session>,
    /// Incarnations that go, or are gone: whatever else is heard of them.
    leaving: SortedSet<(BrokerId, BrokerEpoch)>,
    rebalance_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Session {
    epoch: BrokerEpoch,
    heard: Instant,
}

/// Something to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Task {
    Asked((BrokerId, AskId), Ask),
    Fence(BrokerId, BrokerEpoch),
    Unfence(BrokerId, BrokerEpoch),
    TendLeaders,
}

#[derive(Clone, Debug)]
struct InFlight {
    number: u64,
    task: Task,
    answer: Option<Answer>,
}

impl Controller {
    /// A controller that knows nothing yet. Of the configuration it uses what concerns topics, sessions and rebalancing.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Controller {
        let random = Random::new(seed, "controller");
        Controller { config: Arc::new(config), image: Arc::default(), random, office: None, effects: VecDeque::new() }
    }

    /// The committed metadata, as this controller has it.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Something has happened.
    pub fn handle(&mut self, now: Instant, input: ControllerInput) {
        match input {
            ControllerInput::Elected(epoch) => self.handle_elected(now, epoch),
            ControllerInput::Deposed => self.office = None,
            ControllerInput::Asked { from, id, ask } => self.handle_ask(now, from, id, ask),
            ControllerInput::Gone { broker, epoch } => {
                if let Some(office) = &mut self.office {
                    office.leaving.insert((broker, epoch));
                    office.enqueue(Task::Fence(broker, epoch));
                }
            }
            ControllerInput::Committed(committed) => self.handle_committed(now, &committed),
            ControllerInput::Refused { number } => self.handle_refused(number),
            ControllerInput::Elapsed => {}
        }
        self.handle_time(now);
        self.advance();
    }

    /// What to do next.
    pub fn poll(&mut self) -> Option<ControllerEffect> {
        self.effects.pop_front()
    }

    /// When to call [`Controller::handle`] with [`ControllerInput::Elapsed`], at the latest.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        let office = self.office.as_ref()?;
        let sessions = office.sessions.values().map(|session| session.heard + self.config.replication.session_timeout);
        sessions.chain(office.rebalance_at).min()
    }

    fn handle_elected(&mut self, now: Instant, epoch: ControllerEpoch) {
        let session = |broker: &image::BrokerImage| (broker.info.id, Session { epoch: broker.epoch, heard: now });
        self.office = Some(Office {
            epoch,
            queue: VecDeque::new(),
            in_flight: None,
            proposals: 0,
            sessions: self.image.alive().map(session).collect(),
            leaving: SortedSet::new(),
            rebalance_at: self.config.replication.leader_rebalance.map(|every| now + every),
        });
    }

    fn handle_ask(&mut self, now: Instant, from: BrokerId, id: AskId, ask: Ask) {
        let Some(office) = &mut self.office else { return };
        let answer = match ask {
            Ask::Heartbeat(heartbeat) => Some(Answer::Heartbeat(office.heartbeat(&self.image, now, heartbeat))),
            Ask::Leave { broker, epoch } => {
                office.leaving.insert((broker, epoch));
                office.sessions.remove(&broker);
                office.queue.push_back(Task::Asked((from, id), ask));
                None
            }
            _ if office.queue.len() >= QUEUE => Some(Answer::Overloaded),
            ask => {
                office.queue.push_back(Task::Asked((from, id), ask));
                None
            }
        };
        if let Some(answer) = answer {
            self.effects.push_back(ControllerEffect::Answer { to: from, id, answer });
        }
    }

    fn handle_committed(&mut self, now: Instant, committed: &Committed) {
        let took_effect = Arc::make_mut(&mut self.image).apply(committed);
        if took_effect {
            committed.proposal.records.iter().for_each(|record| self.note(record));
        }
        let Some(office) = &mut self.office else { return };
        if took_effect {
            for record in &committed.proposal.records {
                office.learn(&self.image, now, record);
            }
        }
        let proposal = &committed.proposal;
        let ours = |f: &InFlight| proposal.controller == office.epoch && proposal.number == f.number;
        if office.in_flight.as_ref().is_some_and(ours)
            && let Some(done) = office.in_flight.take()
        {
            if !took_effect {
                office.queue.push_front(done.task);
            } else if let (Task::Asked((to, id), _), Some(answer)) = (done.task, done.answer) {
                self.effects.push_back(ControllerEffect::Answer { to, id, answer });
            }
        }
    }

    /// The proposal could not be written: who asked for it is told, and the next may try.
    #[inline(never)]
    fn handle_refused(&mut self, number: u64) {
        let Some(office) = &mut self.office else { return };
        if office.in_flight.as_ref().is_some_and(|f| f.number == number)
            && let Some(failed) = office.in_flight.take()
            && let (Task::Asked((to, id), _), Some(answer)) = (failed.task, failed.answer)
        {
            self.effects.push_back(ControllerEffect::Answer { to, id, answer: answer.refused() });
        }
    }

    fn handle_time(&mut self, now: Instant) {
        let Some(office) = &mut self.office else { return };
        let timeout = self.config.replication.session_timeout;
        let silent = office.sessions.iter().filter(|(_, session)| session.heard + timeout <= now);
        let silent: Vec<(BrokerId, BrokerEpoch)> = silent.map(|(broker, session)| (*broker, session.epoch)).collect();
        for (broker, epoch) in silent {
            office.sessions.remove(&broker);
            office.enqueue(Task::Fence(broker, epoch));
        }
        if office.rebalance_at.is_some_and(|at| at <= now) {
            office.rebalance_at = self.config.replication.leader_rebalance.map(|every| now + every);
            office.enqueue(Task::TendLeaders);
        }
    }

    /// Decides what can be decided: nothing while a proposal is under way.
    fn advance(&mut self) {
        while let Some(office) = &mut self.office
            && office.in_flight.is_none()
            && let Some(task) = office.queue.pop_front()
        {
            let (records, answer) = decide(&self.image, &self.config, &mut self.random, &task);
            if records.is_empty() {
                if let (Task::Asked((to, id), _), Some(answer)) = (task, answer) {
                    self.effects.push_back(ControllerEffect::Answer { to, id, answer });
                }
                continue;
            }
            office.proposals += 1;
            let (controller, number) = (office.epoch, office.proposals);
            let proposal = Proposal { controller, number, decided_on: self.image.offset, records };
            office.in_flight = Some(InFlight { number, task, answer });
            self.effects.push_back(ControllerEffect::Propose(proposal));
        }
    }

    fn note(&mut self, record: &MetadataRecord) {
        let note = match record {
            MetadataRecord::BrokerFenced { broker } => Note::BrokerFenced { broker: *broker },
            MetadataRecord::BrokerUnfenced { broker } => Note::BrokerUnfenced { broker: *broker },
            _ => return,
        };
        if self.office.is_some() {
            self.effects.push_back(ControllerEffect::Note(note));
        }
    }
}

impl Office {
    /// A decision of the controller's own, unless it waits already.
    fn enqueue(&mut self, task: Task) {
        let under_way = self.in_flight.as_ref().is_some_and(|f| f.task == task);
        if !under_way && !self.queue.contains(&task) {
            self.queue.push_back(task);
        }
    }

    fn heartbeat(&mut self, image: &Image, now: Instant, heartbeat: BrokerHeartbeat) -> Result<(), ErrorCode> {
        let BrokerHeartbeat { broker, epoch, metadata } = heartbeat;
        let known = image.brokers.get(&broker).filter(|known| known.epoch == epoch);
        let known = known.ok_or(ErrorCode::StaleBrokerEpoch)?;
        if self.leaving.contains(&(broker, epoch)) {
            return Ok(());
        }
        self.sessions.insert(broker, Session { epoch, heard: now });
        if known.fenced && metadata.0 > epoch.0 {
            self.enqueue(Task::Unfence(broker, epoch));
        }
        Ok(())
    }

    /// Something has become true.
    fn learn(&mut self, image: &Image, now: Instant, record: &MetadataRecord) {
        match record {
            MetadataRecord::BrokerRegistered { broker, .. } => {
                if let Some(registered) = image.brokers.get(&broker.id) {
                    self.sessions.insert(broker.id, Session { epoch: registered.epoch, heard: now });
                    self.leaving.retain(|(other, _)| *other != broker.id);
                }
            }
            MetadataRecord::BrokerFenced { broker } => {
                self.sessions.remove(broker);
            }
            _ => {}
        }
    }
}

/// The records that make it so, and what to answer then. Without records nothing need be written down first.
fn decide(image: &Image, config: &Config, random: &mut Random, task: &Task) -> (Vec<MetadataRecord>, Option<Answer>) {
    let is =
        |broker: BrokerId, epoch: BrokerEpoch| image.brokers.get(&broker).is_some_and(|known| known.epoch == epoch);
    let ask = match task {
        Task::Asked(_, ask) => ask,
        Task::Fence(broker, epoch) if is(*broker, *epoch) => return (brokers::fencing(image, config, *broker), None),
        Task::Unfence(broker, epoch) if is(*broker, *epoch) => {
            return (brokers::unfencing(image, config, *broker), None);
        }
        Task::Fence(..) | Task::Unfence(..) => return (Vec::new(), None),
        Task::TendLeaders => return (brokers::tending(image, config), None),
    };
    let (records, answer) = match ask {
        Ask::Register(asked) => {
            let known = image.brokers.get(&asked.broker.id).is_some_and(|known| known.incarnation == asked.incarnation);
            let records = if known { Vec::new() } else { brokers::registration(image, config, asked) };
            (records, Answer::Registered(Ok(())))
        }
        // Heartbeats are answered at once.
        Ask::Heartbeat(_) => (Vec::new(), Answer::Heartbeat(Ok(()))),
        Ask::Leave { broker, epoch } => {
            let records = if is(*broker, *epoch) { brokers::fencing(image, config, *broker) } else { Vec::new() };
            (records, Answer::Left)
        }
        Ask::AlterIsr(asked) => {
            let (records, altered) = brokers::isrs(image, config, asked);
            (records, Answer::AlterIsr(altered))
        }
        Ask::LogsFailed { broker, epoch, partitions } => {
            let failed = || brokers::failed_logs(image, config, *broker, partitions);
            (if is(*broker, *epoch) { failed() } else { Vec::new() }, Answer::LogsFailed)
        }
        Ask::CreateTopics(request) => {
            let (records, created) = decide::topics(image, config, request, random);
            (records, Answer::CreateTopics(created))
        }
        Ask::DeleteTopics(request) => {
            let (records, deleted) = decide::deletions(image, request);
            (records, Answer::DeleteTopics(deleted))
        }
        Ask::CreatePartitions(request) => {
            let (records, grown) = decide::more_partitions(image, request);
            (records, Answer::CreatePartitions(grown))
        }
        Ask::AlterConfigs(request) => {
            let (records, altered) = decide::settings(image, config, request);
            (records, Answer::AlterConfigs(altered))
        }
        Ask::ReserveProducerIds => {
            let first = image.next_producer_id;
            let next = ProducerId(first.0 + PRODUCER_ID_BLOCK);
            (alloc::vec![MetadataRecord::ProducerIdsReserved { next }], Answer::ProducerIds(Ok(first)))
        }
    };
    (records, Some(answer))
}
