//! The world: brokers, disks, network and actors under one clock, as a value.
//!
//! A scenario, a seed and the actions of a user at step numbers are a run; all else follows. [`World::step`] does one
//! thing: the earliest event. Nothing here decides what a broker does: that is the core's.

mod act;
#[cfg(feature = "checks")]
mod audit;
#[cfg(test)]
mod caught_tests;
#[cfg(feature = "checks")]
pub(crate) mod choice;
mod cluster;
#[cfg(test)]
mod cluster_tests;
#[cfg(test)]
mod group_tests;
mod look;
mod messages;
mod peers;
#[cfg(test)]
mod tests;

use glasslog_core::sorted::SortedMap;
use std::{collections::VecDeque, sync::Arc};

use glasslog_core::{id::BrokerId, metadata::Proposal, time::Instant};

use crate::{
    actors::{Actor, ActorId, Admin, ConsumerActor, Happening, Observer, Port, ProducerActor, Wish},
    broker::{Broker, BrokerEvent, Context, Deed},
    check::Checks,
    digest::Digest,
    ensemble::Ensemble,
    history::History,
    net::{FlightId, Message, Net},
    queue::Queue,
    scenario::Scenario,
    script::Act,
    view::{End, ProcessState, Tale, Told},
};
use peers::PeerLine;

/// Tales kept until somebody drains them; older ones go.
const TALES: usize = 4096;
/// The administrator's number; others follow.
const ADMIN: ActorId = ActorId::ADMIN;

/// What can happen next.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A message arrives.
    Arrive(FlightId),
    /// An actor asked to be woken at this time. Stale where it is not the one planned last.
    Wake(ActorId, Instant),
    /// Something ends on a broker's machine, if that incarnation of its process still runs.
    Broker(BrokerId, u32, BrokerEvent),
    /// A proposal has its place in the metadata's order.
    Ordered(Proposal),
    /// The controller wanted to be called at this time.
    Controller(Instant),
}

/// Kinds of events.
const EVENTS: [&str; 6] =
    ["messages", "clients' timers", "file operations", "brokers' timers", "metadata", "controllers' timers"];

impl Event {
    /// Which of [`EVENTS`] it is.
    fn kind(&self) -> usize {
        match self {
            Event::Arrive(_) => 0,
            Event::Wake(..) => 1,
            Event::Broker(_, _, BrokerEvent::Op(_)) => 2,
            Event::Broker(_, _, BrokerEvent::Timer(_)) => 3,
            Event::Ordered(_) => 4,
            Event::Controller(_) => 5,
        }
    }
}

/// One of those who talk to brokers.
#[derive(Clone, Debug)]
pub(crate) enum Anyone {
    Admin(Box<Admin>),
    Producer(Box<ProducerActor>),
    Consumer(Box<ConsumerActor>),
    Observer(Box<Observer>),
}

impl Anyone {
    fn actor(&self) -> &dyn Actor {
        match self {
            Anyone::Admin(admin) => &**admin,
            Anyone::Producer(producer) => &**producer,
            Anyone::Consumer(consumer) => &**consumer,
            Anyone::Observer(observer) => &**observer,
        }
    }

    fn actor_mut(&mut self) -> &mut dyn Actor {
        match self {
            Anyone::Admin(admin) => &mut **admin,
            Anyone::Producer(producer) => &mut **producer,
            Anyone::Consumer(consumer) => &mut **consumer,
            Anyone::Observer(observer) => &mut **observer,
        }
    }
}

/// A world.
#[derive(Clone, Debug)]
pub struct World {
    scenario: Arc<Scenario>,
    seed: u64,
    now: Instant,
    steps: u64,
    /// Events so far, by kind.
    happened: [u64; EVENTS.len()],
    /// Events that have happened at this very instant.
    events_now: u32,
    actions: Arc<Vec<Act>>,
    queue: Queue<Event>,
    net: Net,
    brokers: SortedMap<BrokerId, Broker>,
    ensemble: Ensemble,
    /// The connections of followers to leaders, by both.
    peers: SortedMap<(BrokerId, BrokerId), PeerLine>,
    /// What happened to brokers that stand still.
    backlogs: SortedMap<BrokerId, VecDeque<Event>>,
    anyone: SortedMap<ActorId, Anyone>,
    wakes: SortedMap<ActorId, Instant>,
    actors_made: u32,
    history: History,
    checks: Checks,
    tales: VecDeque<Told>,
    /// Tales so far, drained ones and all.
    told: u64,
    /// Grows with every event, so that two runs that differ anywhere differ in digest.
    trace: Digest,
}

impl World {
    /// The world of a scenario, with its opening done. `seed` is all the randomness there will be.
    #[must_use]
    pub fn new(scenario: Scenario, seed: u64) -> World {
        let brokers = scenario.brokers.iter().map(|id| (*id, Broker::new(*id, &scenario, seed))).collect();
        let ensemble = Ensemble::new(crate::broker::config(BrokerId(0), &scenario), seed);
        let mut world = World {
            seed,
            now: Instant::default(),
            steps: 0,
            happened: [0; EVENTS.len()],
            events_now: 0,
            actions: Arc::default(),
            queue: Queue::default(),
            net: Net::new(scenario.delays, seed),
            brokers,
            ensemble,
            peers: SortedMap::new(),
            backlogs: SortedMap::new(),
            anyone: SortedMap::from([(ADMIN, Anyone::Admin(Box::default()))]),
            wakes: SortedMap::new(),
            actors_made: 0,
            history: History::default(),
            checks: Checks::new(&scenario),
            tales: VecDeque::new(),
            told: 0,
            trace: Digest::default(),
            scenario: Arc::new(scenario),
        };
        world.elect();
        for broker in world.scenario.brokers.clone() {
            world.start(broker);
        }
        for action in world.scenario.opening.clone() {
            world.act(action);
        }
        world
    }

    /// Does the next thing; false when nothing is left to do.
    pub fn step(&mut self) -> bool {
        let Some((at, event)) = self.queue.pop() else { return false };
        self.pass(at);
        self.happens(event);
        true
    }

    /// An event happens now.
    fn happens(&mut self, event: Event) {
        self.events_now += 1;
        self.steps += 1;
        self.happened[event.kind()] += 1;
        self.checks.step(self.steps, self.now);
        self.trace.number(self.now.0);
        match event {
            Event::Arrive(flight) => self.arrive(flight),
            Event::Wake(actor, at) => {
                if self.wakes.get(&actor) == Some(&at) {
                    self.wakes.remove(&actor);
                    self.happen(actor, Happening::Woken);
                }
            }
            Event::Broker(id, incarnation, event) => {
                let broker = self.brokers.get(&id).filter(|broker| broker.incarnation == incarnation);
                match broker {
                    Some(broker) if broker.paused => self.put_off(id, Event::Broker(id, incarnation, event)),
                    Some(_) => self.with_broker(id, |broker, context| broker.handle(context, event)),
                    None => {}
                }
            }
            Event::Ordered(proposal) => self.order(proposal),
            Event::Controller(at) => self.controller_elapsed(at),
        }
        let seen = self.history.take_fresh(self.now);
        self.checks.seen(seen);
    }

    /// Does all that happens until `until`, which then is the time.
    pub fn run_until(&mut self, until: Instant) {
        while self.next_at().is_some_and(|at| at <= until) {
            self.step();
        }
        self.pass(until);
        self.net.sweep(self.now);
    }

    /// Does what happens before the moment at which `act` was done, and then what was done. In the world of the same
    /// scenario and seed, with the same acts before, it is the same to the bit; in any other world it is the nearest thing to it.
    pub fn redo(&mut self, act: &Act) {
        self.run_to(act.at, act.after);
        self.actors_made = act.actors;
        self.act(act.action.clone());
    }

    /// Does what happens before `at`, and so many events of that very instant.
    pub fn run_to(&mut self, at: Instant, events: u32) {
        while self.next_at().is_some_and(|next| next < at) {
            self.step();
        }
        self.pass(at);
        while self.events_now < events && self.next_at().is_some_and(|next| next <= at) {
            self.step();
        }
    }

    /// It is `at` now, or later already.
    fn pass(&mut self, at: Instant) {
        if at > self.now {
            self.now = at;
            self.events_now = 0;
        }
    }

    /// A number that stands for all state: equal worlds have equal ones, natively and in wasm.
    #[must_use]
    pub fn digest(&self) -> u128 {
        let mut digest = self.trace;
        digest.value(&(self.now, self.steps, self.seed, self.actors_made, &self.wakes));
        digest.value(&*self.actions);
        for (at, number, event) in self.queue.iter() {
            digest.number(at.0);
            digest.number(number);
            digest.number(match event {
                Event::Arrive(flight) => flight.0 << 2,
                Event::Wake(actor, _) => u64::from(actor.0) << 2 | 1,
                Event::Broker(_, incarnation, _) => u64::from(*incarnation) << 2 | 2,
                Event::Ordered(proposal) => proposal.number << 2 | 3,
                Event::Controller(at) => at.0,
            });
        }
        digest.value(&(&self.peers, self.backlogs.iter().map(|(id, all)| (*id, all.len() as u64)).collect::<Vec<_>>()));
        self.ensemble.digest(&mut digest);
        self.brokers.values().for_each(|broker| broker.digest(&mut digest));
        self.anyone.values().for_each(|anyone| anyone.actor().digest(&mut digest));
        self.net.digest(&mut digest);
        digest.finish()
    }

    /// Takes no more memory than it must, for a copy of it is about to be kept. Nothing else depends on it.
    pub(crate) fn condense(&mut self) {
        let mut brokers: Vec<&mut Broker> = self.brokers.values_mut().collect();
        for index in 0..brokers.len() {
            let (before, rest) = brokers.split_at_mut(index);
            rest[0].condense(before);
        }
    }

    fn tell(&mut self, what: Tale) {
        if self.tales.len() == TALES {
            self.tales.pop_front();
        }
        self.told += 1;
        self.tales.push_back(Told { at: self.now, step: self.steps, what });
    }

    /// Lets a broker do something, then looks at it and sees to all that it did.
    fn with_broker(&mut self, id: BrokerId, work: impl FnOnce(&mut Broker, &mut Context<'_>)) {
        let Some(broker) = self.brokers.get_mut(&id) else { return };
        let mut context = Context { now: self.now, checks: &mut self.checks, deeds: Vec::new() };
        work(broker, &mut context);
        let deeds = context.deeds;
        let incarnation = broker.incarnation;
        let failures = std::mem::take(&mut broker.machine.failures);
        let swapped = std::mem::take(&mut broker.machine.swapped);
        for (fault, path) in failures {
            self.tell(Tale::DiskFailed(id, fault, path.into()));
        }
        for deed in deeds {
            self.see_to(id, incarnation, deed);
        }
        if !swapped.is_empty() {
            self.audit_compacted(id, &swapped);
        }
    }

    fn see_to(&mut self, broker: BrokerId, incarnation: u32, deed: Deed) {
        match deed {
            Deed::Answer(client, id, response) => {
                self.trace.number(id.0);
                self.count_served(broker, client, &response);
                self.send(client, false, Message::Response(id, response));
            }
            Deed::Close(client, blame) => {
                if let Some(End::Actor(actor)) = self.net.connections.get(&client).map(|connection| connection.opener) {
                    self.tell(Tale::Closed(broker, actor, blame));
                }
                self.hang_up(client);
            }
            Deed::Plan(at, event) => self.queue.plan(at, Event::Broker(broker, incarnation, event)),
            Deed::Ask(id, ask) => self.send_up(broker, incarnation, Message::Ask(id, ask)),
            Deed::Send(to, id, request) => self.send_to_peer(broker, to, id, request),
            Deed::Note(note) => self.tell(Tale::Broker(broker, note)),
            Deed::Changed(state) => {
                if state == ProcessState::Down {
                    self.process_ended(broker);
                }
                self.tell(Tale::Process(broker, state));
            }
        }
    }

    /// Lets an actor do something, then grants its wishes.
    fn with_actor(&mut self, id: ActorId, work: impl FnOnce(&mut Anyone, &mut Port<'_>)) {
        let World { net, history, anyone, scenario, .. } = self;
        let Some(actor) = anyone.get_mut(&id) else { return };
        let mut number = || net.number();
        let mut port = Port {
            actor: id,
            now: crate::clock::WallClock::default().read(self.now),
            bootstrap: &scenario.brokers,
            history,
            clients: &mut number,
            wishes: Vec::new(),
        };
        work(actor, &mut port);
        let wishes = port.wishes;
        for wish in wishes {
            self.grant(id, wish);
        }
        self.wake_later(id);
    }

    fn happen(&mut self, id: ActorId, happening: Happening) {
        self.with_actor(id, |anyone, port| anyone.actor_mut().handle(port, happening));
        self.dismiss_finished(id);
    }

    /// Who was sent away goes when its work is done.
    fn dismiss_finished(&mut self, id: ActorId) {
        let finished = match self.anyone.get(&id) {
            Some(Anyone::Producer(producer)) => producer.is_finished(),
            Some(Anyone::Consumer(consumer)) => consumer.is_finished(self.now),
            Some(Anyone::Admin(_) | Anyone::Observer(_)) | None => false,
        };
        if finished {
            self.dismiss(id);
        }
    }

    fn wake_later(&mut self, id: ActorId) {
        let Some(at) = self.anyone.get(&id).and_then(|anyone| anyone.actor().wake()) else { return };
        let at = at.max(self.now);
        if self.wakes.get(&id).is_none_or(|planned| at < *planned) {
            self.wakes.insert(id, at);
            self.queue.plan(at, Event::Wake(id, at));
        }
    }

    fn grant(&mut self, actor: ActorId, wish: Wish) {
        match wish {
            Wish::Connect(client, broker) => {
                let departure = self.net.connect(self.now, client, End::Actor(actor), broker);
                self.queue.plan(departure.arrives, Event::Arrive(departure.id));
            }
            Wish::Send(client, id, request) => {
                let open = self.net.connections.get(&client).is_some_and(|connection| !connection.client_gone);
                if open {
                    self.history.asked(client, id, &request);
                    self.send(client, true, Message::Request(id, request));
                }
            }
            Wish::Close(client) => self.leave_connection(client),
            Wish::Say(words) => self.tell(Tale::Client(actor, words)),
        }
    }
}
