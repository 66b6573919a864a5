//! What users do.

use std::{sync::Arc, time::Duration};

use glasslog_core::{
    id::Generation,
    name::Text,
    random::Random,
    request::{
        CommitPartition, CreatePartitions, CreateTopics, DeleteTopics, MorePartitions, NewTopic, OffsetCommit, Request,
        TopicRef,
    },
};

use super::{ADMIN, Anyone, World};
use crate::{
    action::Action,
    actors::{ActorId, ConsumerActor, Observer, ProducerActor},
    script::Act,
    settings::{ConsumerSettings, Membership, ProducerSettings, Sending},
    view::Tale,
};

const TOPIC_TIMEOUT: Duration = Duration::from_secs(10);

impl World {
    /// Does what a user asks for. Gives the number of the actor that it made, if it made one.
    pub fn act(&mut self, action: Action) -> Option<ActorId> {
        self.checks.step(self.steps, self.now);
        let (at, after, actors) = (self.now, self.events_now, self.actors_made);
        Arc::make_mut(&mut self.actions).push(Act { at, after, actors, action: action.clone() });
        self.tell(Tale::Acted(action.clone()));
        let made = self.perform(action);
        let seen = self.history.take_fresh(self.now);
        self.checks.seen(seen);
        made
    }

    fn perform(&mut self, action: Action) -> Option<ActorId> {
        match action {
            Action::CreateTopic { name, partitions, factor, configs } => {
                let topic = NewTopic {
                    name,
                    partitions: Some(partitions),
                    replication_factor: factor,
                    assignment: Vec::new(),
                    configs: configs.into_iter().map(|(key, value)| (key, Some(value))).collect(),
                };
                let create = CreateTopics { topics: vec![topic], timeout: TOPIC_TIMEOUT, validate_only: false };
                self.administer(Request::CreateTopics(create));
            }
            Action::AddProducer { settings } => return Some(self.add_producer(settings, None)),
            Action::AddConsumer { settings } => return Some(self.add_consumer(settings, None)),
            Action::AddMember { settings, membership } => return Some(self.add_consumer(settings, Some(membership))),
            Action::AddSender { settings, sending } => return Some(self.add_producer(settings, Some(sending))),
            other => return self.perform_later(other),
        }
        None
    }

    /// What is done in a scene that stands.
    #[inline(never)]
    fn perform_later(&mut self, action: Action) -> Option<ActorId> {
        match action {
            Action::AddPartitions { name, count } => {
                let topics = vec![MorePartitions { name, count, assignment: None }];
                let request = CreatePartitions { topics, timeout: TOPIC_TIMEOUT, validate_only: false };
                self.administer(Request::CreatePartitions(request));
            }
            Action::DeleteTopic { name } => {
                self.history.forget_topic(&name);
                self.checks.forget_topic(&name);
                let delete = DeleteTopics { topics: vec![TopicRef::Name(name)], timeout: TOPIC_TIMEOUT };
                self.administer(Request::DeleteTopics(delete));
            }
            Action::ResetCommit { group, topic, partition, offset } => {
                let partitions = vec![CommitPartition {
                    topic: TopicRef::Name(topic),
                    partition,
                    offset,
                    leader_epoch: None,
                    metadata: None,
                }];
                let (member, generation) = (Text::default(), Generation(-1));
                let commit = OffsetCommit { group, generation, member, instance: None, partitions };
                self.administer(Request::OffsetCommit(commit));
            }
            Action::WatchCommits { group, topics } => return Some(self.add_observer(group, topics)),
            Action::RestartConsumers { consumers, away, apart } => {
                for (place, consumer) in consumers.into_iter().enumerate() {
                    let place = u32::try_from(place).unwrap_or(u32::MAX);
                    let leaves = self.now + apart.saturating_mul(place);
                    self.with_actor(consumer, |anyone, _| {
                        if let Anyone::Consumer(consumer) = anyone {
                            consumer.restart(leaves, leaves + away);
                        }
                    });
                }
            }
            Action::RemoveProducer { producer } => {
                self.with_actor(producer, |anyone, _| {
                    if let Anyone::Producer(producer) = anyone {
                        producer.finish();
                    }
                });
                self.dismiss_finished(producer);
            }
            Action::RemoveConsumer { consumer } => {
                self.with_actor(consumer, |anyone, port| {
                    if let Anyone::Consumer(consumer) = anyone {
                        consumer.remove(port);
                    }
                });
                self.dismiss_finished(consumer);
            }
            Action::CrashConsumer { consumer } => {
                if matches!(self.anyone.get(&consumer), Some(Anyone::Consumer(_))) {
                    self.dismiss(consumer);
                }
            }
            Action::Send { producer, key, value, partition } => {
                self.with_actor(producer, |anyone, port| {
                    if let Anyone::Producer(producer) = anyone {
                        producer.send(port, key, value, partition);
                    }
                });
                self.happen(producer, crate::actors::Happening::Woken);
            }
            Action::SetRate { producer, period } => {
                let now = self.now;
                self.with_actor(producer, |anyone, _| {
                    if let Anyone::Producer(producer) = anyone {
                        producer.set_period(now, period);
                    }
                });
            }
            Action::AddBroker { broker } => self.add_broker(broker),
            Action::CrashBroker { broker } => self.crash(broker, None),
            Action::PowerLoss { broker, survival } => self.crash(broker, Some(survival)),
            Action::StopBroker { broker } => self.with_broker(broker, |broker, context| broker.stop(context)),
            Action::RestartBroker { broker } => self.start(broker),
            Action::PauseBroker { broker } => {
                if let Some(broker) = self.brokers.get_mut(&broker).filter(|broker| broker.is_up()) {
                    broker.paused = true;
                }
            }
            Action::WakeBroker { broker } => {
                if let Some(awake) = self.brokers.get_mut(&broker) {
                    awake.paused = false;
                }
                self.resume(broker);
            }
            Action::WipeDisk { broker } => self.wipe(broker),
            Action::SetLink { from, to, link } => self.set_link(from, to, link),
            Action::SetLoss { from, to, percent } => self.net.links.lose(from, to, percent),
            Action::BreakConnections { one, other } => {
                for client in self.connections_between(one, other) {
                    self.cut(client);
                }
            }
            Action::ElectController => self.elect(),
            Action::DeposeController => self.ensemble.depose(),
            Action::SetDisk { broker, faults } => {
                if faults.lying_syncs {
                    self.checks.disk_broke_its_word(broker);
                }
                if let Some(broker) = self.brokers.get_mut(&broker) {
                    broker.machine.disk.faults = faults;
                }
            }
            Action::RotBit { broker, choice } => {
                let rot = self.brokers.get_mut(&broker).and_then(|broker| broker.machine.rot(choice));
                if let Some(rot) = rot {
                    self.checks.rotted(broker, &rot);
                }
            }
            Action::JumpClock { broker, millis } => {
                if let Some(broker) = self.brokers.get_mut(&broker) {
                    broker.clock.jump(millis);
                }
            }
            Action::SetDelays { delays } => self.net.delays = delays,
            Action::CutConnections { actor } => {
                for client in self.connections_of(actor) {
                    self.cut(client);
                }
            }
            Action::StallConnections { actor, span } => {
                let until = self.now + span;
                for client in self.connections_of(actor) {
                    self.net.stall(client, until);
                }
            }
            Action::HoldMessage { flight } => self.net.hold(self.now, flight),
            Action::DeliverMessage { flight } => {
                let planned = self.net.deliver(self.now, flight);
                self.replan(planned);
            }
            Action::LoseMessage { flight } => {
                let planned = self.net.drop_packet(self.now, flight);
                self.replan(planned);
            }
            // done above
            Action::CreateTopic { .. }
            | Action::AddProducer { .. }
            | Action::AddSender { .. }
            | Action::AddConsumer { .. }
            | Action::AddMember { .. } => {}
        }
        None
    }

    fn administer(&mut self, task: Request<bytes::Bytes>) {
        let now = self.now;
        self.with_actor(ADMIN, |anyone, _| {
            if let Anyone::Admin(admin) = anyone {
                admin.add(now, task);
            }
        });
    }

    fn add_producer(&mut self, mut settings: ProducerSettings, sending: Option<Sending>) -> ActorId {
        let id = self.number_actor(&mut settings.name, "producer");
        let seed = self.seed_of(id);
        let producer = ProducerActor::new(settings, sending, self.now, seed);
        self.anyone.insert(id, Anyone::Producer(Box::new(producer)));
        self.wake_later(id);
        id
    }

    fn add_consumer(&mut self, mut settings: ConsumerSettings, membership: Option<Membership>) -> ActorId {
        let id = self.number_actor(&mut settings.name, "consumer");
        let seed = self.seed_of(id);
        let consumer = ConsumerActor::new(settings, membership, seed);
        #[cfg(feature = "mutants")]
        let consumer = consumer.with(self.scenario.planted);
        self.anyone.insert(id, Anyone::Consumer(Box::new(consumer)));
        self.happen(id, crate::actors::Happening::Woken);
        id
    }

    #[inline(never)]
    fn add_observer(&mut self, group: Text, topics: Vec<Text>) -> ActorId {
        let id = self.number_actor(&mut Text::default(), "observer");
        self.anyone.insert(id, Anyone::Observer(Box::new(Observer::new(group, topics))));
        self.happen(id, crate::actors::Happening::Woken);
        id
    }

    /// An actor's own randomness, whoever else there is: the draw that bears its number.
    fn seed_of(&self, id: ActorId) -> u64 {
        let mut random = Random::new(self.seed, "world");
        (1..id.0).for_each(|_| {
            random.next_u64();
        });
        random.next_u64()
    }

    fn number_actor(&mut self, name: &mut Text, role: &str) -> ActorId {
        self.actors_made += 1;
        if name.is_empty() {
            *name = Text::from(format!("{role}-{}", self.actors_made));
        }
        ActorId(self.actors_made)
    }

    /// An actor is no more; its connections end.
    pub(super) fn dismiss(&mut self, id: ActorId) {
        for client in self.connections_of(id) {
            self.grant(id, crate::actors::Wish::Close(client));
        }
        self.anyone.remove(&id);
        self.wakes.remove(&id);
    }
}
