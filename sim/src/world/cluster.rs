//! Brokers and the ensemble: processes that start, end and stand still; what is asked, answered and committed.

use glasslog_core::{
    controller::{ControllerEffect, ControllerInput},
    id::{BrokerEpoch, BrokerId},
    metadata::{Committed, Proposal},
    time::Instant,
};

use super::{Event, World};
use crate::{
    broker::Broker,
    links::Link,
    net::{Flight, Message},
    view::{End, Tale},
};

impl World {
    /// Another broker joins: a machine with an empty disk, whose process starts.
    pub(super) fn add_broker(&mut self, broker: BrokerId) {
        if !self.brokers.contains_key(&broker) {
            self.brokers.insert(broker, Broker::new(broker, &self.scenario, self.seed));
            self.start(broker);
        }
    }

    /// A broker's process starts. The ensemble sends it all metadata that there is: it begins to work when that has come.
    pub(super) fn start(&mut self, broker: BrokerId) {
        let down = self.brokers.get(&broker).is_some_and(|broker| !broker.is_up());
        if down {
            self.with_broker(broker, |broker, context| broker.start(context));
            self.catch_up(broker);
        }
    }

    /// A broker's process dies, by itself or with the power of its machine.
    pub(super) fn crash(&mut self, broker: BrokerId, survival: Option<crate::disk::Survival>) {
        let epoch = self.scenario.deaths_are_noticed.then(|| self.brokers.get(&broker)?.epoch()).flatten();
        self.with_broker(broker, |broker, context| broker.crash(context, survival));
        self.notice_death(broker, epoch);
    }

    /// A broker's disk is replaced by an empty one.
    #[inline(never)]
    pub(super) fn wipe(&mut self, broker: BrokerId) {
        let epoch = self.scenario.deaths_are_noticed.then(|| self.brokers.get(&broker)?.epoch()).flatten();
        self.with_broker(broker, |broker, context| broker.wipe(context));
        self.notice_death(broker, epoch);
    }

    fn notice_death(&mut self, broker: BrokerId, epoch: Option<BrokerEpoch>) {
        if let Some(epoch) = epoch {
            let effects = self.ensemble.handle(self.now, ControllerInput::Gone { broker, epoch });
            self.see_to_controller(effects);
        }
    }

    /// A process is no more: its connections end, at both ends.
    pub(super) fn process_ended(&mut self, broker: BrokerId) {
        let mine = self.net.connections.iter().filter(|(_, c)| c.broker == broker && !c.broker_gone);
        let mine: Vec<_> = mine.map(|(client, _)| *client).collect();
        mine.into_iter().for_each(|client| self.hang_up(client));
        self.forget_peer_lines(broker);
        self.resume(broker);
    }

    /// Something happens to a broker that stands still: it happens when the broker goes on.
    pub(super) fn put_off(&mut self, broker: BrokerId, event: Event) {
        self.backlogs.entry(broker).or_default().push_back(event);
    }

    /// All that was put off happens now, in its order.
    pub(super) fn resume(&mut self, broker: BrokerId) {
        for event in self.backlogs.remove(&broker).into_iter().flatten() {
            self.queue.plan(self.now, event);
        }
    }

    pub(super) fn elect(&mut self) {
        let effects = self.ensemble.elect(self.now);
        self.tell(Tale::Elected(self.ensemble.controller().0));
        self.see_to_controller(effects);
    }

    pub(super) fn controller_elapsed(&mut self, at: Instant) {
        let effects = self.ensemble.elapsed(self.now, at);
        self.see_to_controller(effects);
    }

    fn see_to_controller(&mut self, effects: Vec<ControllerEffect>) {
        for effect in effects {
            match effect {
                ControllerEffect::Propose(proposal) => {
                    let at = self.now + self.scenario.sync;
                    self.queue.plan(at, Event::Ordered(proposal));
                }
                ControllerEffect::Answer { to, id, answer } => {
                    if let Some(incarnation) = self.running(to) {
                        self.send_down(to, incarnation, Message::Answer(id, answer));
                    }
                }
                ControllerEffect::Note(note) => self.tell(Tale::Controller(note)),
            }
        }
        if let Some(at) = self.ensemble.plan_timer(self.now) {
            self.queue.plan(at, Event::Controller(at));
        }
    }

    /// A proposal takes its place; every broker that runs is told, before anybody is answered.
    pub(super) fn order(&mut self, proposal: Proposal) {
        let (committed, effects) = self.ensemble.order(self.now, proposal);
        self.trace.number(committed.offset.0.unsigned_abs());
        self.checks.metadata(self.ensemble.image(), &committed);
        let running: Vec<BrokerId> = self.brokers.values().filter(|b| b.is_up()).map(|b| b.id()).collect();
        for broker in running {
            self.tell_broker(broker, vec![committed.clone()]);
        }
        self.see_to_controller(effects);
    }

    fn running(&self, broker: BrokerId) -> Option<u32> {
        self.brokers.get(&broker).filter(|broker| broker.is_up()).map(|broker| broker.incarnation)
    }

    fn tell_broker(&mut self, broker: BrokerId, committed: Vec<Committed>) {
        if let Some(incarnation) = self.running(broker) {
            self.send_down(broker, incarnation, Message::Committed(committed));
        }
    }

    /// The ensemble sends a broker all metadata that it has not got.
    fn catch_up(&mut self, broker: BrokerId) {
        let next = self.brokers.get(&broker).and_then(|broker| broker.metadata_next());
        if let Some(next) = next {
            let missing = self.ensemble.metadata().iter().skip(usize::try_from(next.0).unwrap_or(0)).cloned();
            self.tell_broker(broker, missing.collect());
        }
    }

    pub(super) fn send_up(&mut self, broker: BrokerId, incarnation: u32, message: Message) {
        let departure = self.net.send_ensemble(self.now, (broker, incarnation), true, message);
        self.queue.plan(departure.arrives, Event::Arrive(departure.id));
    }

    fn send_down(&mut self, broker: BrokerId, incarnation: u32, message: Message) {
        let departure = self.net.send_ensemble(self.now, (broker, incarnation), false, message);
        self.queue.plan(departure.arrives, Event::Arrive(departure.id));
    }

    /// A message between a broker's process and the ensemble has come.
    pub(super) fn arrive_for_cluster(&mut self, (id, incarnation): (BrokerId, u32), flight: Flight) {
        match flight.message {
            Message::Ask(ask_id, ask) if flight.up => {
                let effects = self.ensemble.handle(self.now, ControllerInput::Asked { from: id, id: ask_id, ask });
                self.see_to_controller(effects);
            }
            message if self.running(id) == Some(incarnation) => match message {
                Message::Answer(ask, answer) => {
                    self.with_broker(id, |broker, context| broker.answered(context, ask, answer));
                }
                Message::Committed(committed) => {
                    self.with_broker(id, |broker, context| broker.committed(context, committed));
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// A link is in another state. What a cut has held goes on when the cut ends; what it has lost of the metadata is sent
    /// again.
    pub(super) fn set_link(&mut self, from: End, to: End, link: Link) {
        if !self.net.links.set(from, to, link) {
            return;
        }
        for flight in self.net.release(self.now, from, to) {
            self.queue.plan(self.now, Event::Arrive(flight));
        }
        if let (End::Ensemble, End::Broker(broker)) = (from, to) {
            self.catch_up(broker);
        }
    }
}
