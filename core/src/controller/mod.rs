//! The controller: the one machine that decides about metadata.
//!
//! It takes what is asked, one after the other, decides on the committed image, and proposes; it answers when its
//! proposal has its place in the order. At most one proposal is under way, so every decision sees all earlier ones;
//! a proposal overtaken by another controller's is decided anew.
//!
//! Deliberately absent: who orders the proposals (the host does), and applying them ([`image`]).

mod decide;
pub mod image;

use alloc::{collections::VecDeque, vec::Vec};

use crate::{
    config::Config,
    error::{ErrorCode, Refusal},
    id::{BrokerEpoch, BrokerId, ClientId, ProducerId, RequestId, TopicId},
    metadata::{Committed, MetadataRecord, Proposal},
    name::Text,
    random::Random,
    request::{AlterConfigs, CreatePartitions, CreateTopics, DeleteTopics, Resource},
    response::{BrokerInfo, CreatedTopic},
};
use image::Image;

/// Producer ids that a broker reserves at a time.
pub const PRODUCER_ID_BLOCK: i64 = 1000;
/// Asks that may wait for their turn.
const QUEUE: usize = 10_000;

/// Who is to be answered; `None` for the broker itself.
pub type Asker = Option<(ClientId, RequestId)>;

/// What may be asked of the controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// This broker came up.
    Register(BrokerInfo),
    /// New topics.
    CreateTopics(CreateTopics),
    /// Topics to delete.
    DeleteTopics(DeleteTopics),
    /// More partitions.
    CreatePartitions(CreatePartitions),
    /// Settings to change.
    AlterConfigs(AlterConfigs),
    /// A block of producer ids.
    ReserveProducerIds,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Registered.
    Registered,
    /// Per topic.
    CreateTopics(Vec<CreatedTopic>),
    /// Per topic.
    DeleteTopics(Vec<(Option<Text>, TopicId, Result<(), Refusal>)>),
    /// Per topic.
    CreatePartitions(Vec<(Text, Result<(), Refusal>)>),
    /// Per resource.
    AlterConfigs(Vec<(Resource, Result<(), Refusal>)>),
    /// The first id of the block, if there was space to write it down.
    ProducerIds(Result<ProducerId, Refusal>),
}

impl Answer {
    /// The same answer when nothing of it came true, for want of space.
    fn refused(self) -> Answer {
        let full = || Refusal::new(ErrorCode::KafkaStorageError, "the broker's disk is full: free some space");
        match self {
            Answer::Registered => Answer::Registered,
            Answer::CreateTopics(mut items) => {
                items.iter_mut().filter(|t| t.result.is_ok()).for_each(|t| t.result = Err(full()));
                Answer::CreateTopics(items)
            }
            Answer::DeleteTopics(mut items) => {
                items.iter_mut().filter(|t| t.2.is_ok()).for_each(|t| t.2 = Err(full()));
                Answer::DeleteTopics(items)
            }
            Answer::CreatePartitions(mut items) => {
                items.iter_mut().filter(|t| t.1.is_ok()).for_each(|t| t.1 = Err(full()));
                Answer::CreatePartitions(items)
            }
            Answer::AlterConfigs(mut items) => {
                items.iter_mut().filter(|t| t.1.is_ok()).for_each(|t| t.1 = Err(full()));
                Answer::AlterConfigs(items)
            }
            Answer::ProducerIds(_) => Answer::ProducerIds(Err(full())),
        }
    }
}

/// What the controller wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControllerEffect {
    /// Give this its place.
    Propose(Proposal),
    /// It has come true (or was refused).
    Answer(Asker, Answer),
    /// Too many asks at a time.
    Overloaded(Asker),
}

/// The controller of a cluster.
#[derive(Clone, Debug)]
pub struct Controller {
    me: BrokerId,
    epoch: BrokerEpoch,
    random: Random,
    queue: VecDeque<(Asker, Ask)>,
    in_flight: Option<InFlight>,
    proposals: u64,
    effects: VecDeque<ControllerEffect>,
}

#[derive(Clone, Debug)]
struct InFlight {
    number: u64,
    asker: Asker,
    ask: Ask,
    answer: Answer,
}

impl Controller {
    /// A controller on broker `me`.
    #[must_use]
    pub fn new(me: BrokerId, random: Random) -> Controller {
        let (queue, effects) = (VecDeque::new(), VecDeque::new());
        Controller { me, epoch: BrokerEpoch(-1), random, queue, in_flight: None, proposals: 0, effects }
    }

    /// Somebody asks.
    pub fn handle_ask(&mut self, image: &Image, config: &Config, asker: Asker, ask: Ask) {
        if self.queue.len() >= QUEUE {
            self.effects.push_back(ControllerEffect::Overloaded(asker));
            return;
        }
        self.queue.push_back((asker, ask));
        self.advance(image, config);
    }

    /// A proposal has its place; `image` holds it already, if it took effect.
    pub fn handle_committed(&mut self, image: &Image, config: &Config, committed: &Committed, took_effect: bool) {
        let ours = |f: &InFlight| {
            committed.proposal.proposer == (self.me, self.epoch) && committed.proposal.number == f.number
        };
        if self.in_flight.as_ref().is_some_and(ours)
            && let Some(done) = self.in_flight.take()
        {
            if took_effect {
                if let (Ask::Register(_), Some(me)) = (&done.ask, image.brokers.get(&self.me)) {
                    self.epoch = me.epoch;
                }
                self.effects.push_back(ControllerEffect::Answer(done.asker, done.answer));
            } else {
                self.queue.push_front((done.asker, done.ask));
            }
        }
        self.advance(image, config);
    }

    /// Our proposal of this number could not be written: who asked for it is told, and the next may try.
    pub fn handle_refused(&mut self, image: &Image, config: &Config, number: u64) {
        if self.in_flight.as_ref().is_some_and(|f| f.number == number)
            && let Some(failed) = self.in_flight.take()
        {
            self.effects.push_back(ControllerEffect::Answer(failed.asker, failed.answer.refused()));
        }
        self.advance(image, config);
    }

    /// What to do next.
    pub fn poll(&mut self) -> Option<ControllerEffect> {
        self.effects.pop_front()
    }

    /// Decides what can be decided: nothing while a proposal is under way.
    fn advance(&mut self, image: &Image, config: &Config) {
        while self.in_flight.is_none() {
            let Some((asker, ask)) = self.queue.pop_front() else { return };
            let (records, answer) = self.decide(image, config, &ask);
            if records.is_empty() {
                self.effects.push_back(ControllerEffect::Answer(asker, answer));
                continue;
            }
            self.proposals += 1;
            let number = self.proposals;
            let proposal = Proposal { proposer: (self.me, self.epoch), number, decided_on: image.offset, records };
            self.in_flight = Some(InFlight { number, asker, ask, answer });
            self.effects.push_back(ControllerEffect::Propose(proposal));
        }
    }

    fn decide(&mut self, image: &Image, config: &Config, ask: &Ask) -> (Vec<MetadataRecord>, Answer) {
        match ask {
            Ask::Register(broker) => (decide::registration(image, broker), Answer::Registered),
            Ask::CreateTopics(request) => {
                let (records, created) = decide::topics(image, config, request, &mut self.random);
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
        }
    }
}
