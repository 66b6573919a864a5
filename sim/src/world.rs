//! The world: brokers, disks, network and actors under one clock, as a value.
//!
//! A scenario, a seed and the actions of a user at step numbers are a run; all else follows. [`World::step`] does one
//! thing: the earliest event. Nothing here decides what a broker does: that is the core's.

use std::collections::{BTreeMap, VecDeque};

use glasslog_core::{
    id::{BrokerId, ClientId, Offset, PartitionIndex},
    random::Random,
    time::{Instant, Now},
    view::{Delta, Seq},
};

use crate::{
    action::Action,
    actors::{Actor, ActorId, Admin, Happening, Port, Wish},
    broker::Broker,
    clock::WallClock,
    digest::Digest,
    history::History,
    net::{Arrival, FlightId, Message, Net},
    queue::Queue,
    scenario::Scenario,
    view::{ActorView, BrokerStatus, FlightView, RecordView, Tale, Told, Violation},
};

/// Tales kept until somebody drains them; older ones go.
const TALES: usize = 4096;
/// The administrator's number; others follow.
const ADMIN: ActorId = ActorId(0);

/// What can happen next.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A message arrives.
    Arrive(FlightId),
    /// An actor asked to be woken.
    Wake(ActorId),
}

/// A world.
#[derive(Clone)]
pub struct World {
    scenario: Scenario,
    seed: u64,
    now: Instant,
    steps: u64,
    actions: Vec<(u64, Action)>,
    queue: Queue<Event>,
    net: Net,
    brokers: BTreeMap<BrokerId, Broker>,
    admin: Admin,
    history: History,
    tales: VecDeque<Told>,
    random: Random,
}

impl World {
    /// The world of a scenario, with its opening done. `seed` is all the randomness there will be.
    #[must_use]
    pub fn new(scenario: Scenario, seed: u64) -> World {
        let brokers = scenario.brokers.iter().map(|id| (*id, Broker::new(*id))).collect();
        let mut world = World {
            seed,
            now: Instant::default(),
            steps: 0,
            actions: Vec::new(),
            queue: Queue::default(),
            net: Net::new(scenario.delays, seed),
            brokers,
            admin: Admin::default(),
            history: History::default(),
            tales: VecDeque::new(),
            random: Random::new(seed, "world"),
            scenario,
        };
        for action in world.scenario.opening.clone() {
            world.act(action);
        }
        world
    }

    /// The scenario that the world began with.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The true time.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Steps done so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// What was done to this world, with the number of the step before which it was done.
    #[must_use]
    pub fn actions(&self) -> &[(u64, Action)] {
        &self.actions
    }

    /// Does what a user asks for. Gives the number of the actor that it made, if it made one.
    pub fn act(&mut self, action: Action) -> Option<ActorId> {
        self.actions.push((self.steps, action.clone()));
        self.tell(Tale::Acted(action.clone()));
        let _ = action;
        None
    }

    /// When the next event happens.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.queue.next_at()
    }

    /// Does the next thing; false when nothing is left to do.
    pub fn step(&mut self) -> bool {
        let Some((at, event)) = self.queue.pop() else { return false };
        self.now = self.now.max(at);
        self.steps += 1;
        match event {
            Event::Arrive(flight) => self.arrive(flight),
            Event::Wake(actor) => self.happen(actor, Happening::Woken),
        }
        true
    }

    /// Does all that happens until `until`, which then is the time.
    pub fn run_until(&mut self, until: Instant) {
        while self.next_at().is_some_and(|at| at <= until) {
            self.step();
        }
        self.now = self.now.max(until);
        self.net.sweep(self.now);
    }

    /// The brokers' processes and disks.
    #[must_use]
    pub fn brokers(&self) -> Vec<BrokerStatus> {
        self.brokers.values().map(Broker::status).collect()
    }

    /// What changed on a broker's node after `since`; everything after `Seq(0)`. Empty while the broker is down.
    pub fn node_changes(&mut self, broker: BrokerId, since: Seq) -> Delta {
        self.brokers.get_mut(&broker).map(|broker| broker.changes(since)).unwrap_or_default()
    }

    /// Messages under way, and those that were lost within the last two seconds.
    #[must_use]
    pub fn flights(&self) -> Vec<FlightView> {
        crate::flights::views(&self.net)
    }

    /// The records that a flight carries, decoded, with their partitions. Empty for a flight that carries none.
    #[must_use]
    pub fn flight_records(&self, flight: FlightId) -> Vec<(crate::view::PartitionName, RecordView)> {
        crate::flights::records(&self.net, flight)
    }

    /// Those who send and read.
    #[must_use]
    pub fn actors(&self) -> Vec<ActorView> {
        Vec::new()
    }

    /// Up to `max` records of a partition from `from` on, below the high watermark or not, straight from the disk of
    /// the first broker that has them. For cards and lanes; the clients of the world read by fetching.
    #[must_use]
    pub fn read(&self, topic: &str, partition: PartitionIndex, from: Offset, max: u32) -> Vec<RecordView> {
        let _ = (topic, partition, from, max);
        Vec::new()
    }

    /// What happened since the last time, for a narration.
    pub fn drain_tales(&mut self) -> Vec<Told> {
        self.tales.drain(..).collect()
    }

    /// Promises that were broken. Always empty for a scenario that is not checked.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &[]
    }

    /// A number that stands for all state: equal worlds have equal ones, natively and in wasm.
    #[must_use]
    pub fn digest(&self) -> u128 {
        let mut digest = Digest::default();
        digest.number(self.now.0);
        digest.number(self.steps);
        self.admin.digest(&mut digest);
        digest.finish()
    }

    fn tell(&mut self, what: Tale) {
        if self.tales.len() == TALES {
            self.tales.pop_front();
        }
        self.tales.push_back(Told { at: self.now, step: self.steps, what });
    }

    fn happen(&mut self, actor: ActorId, happening: Happening) {
        let World { net, history, admin, .. } = self;
        let mut number = || net.number();
        let mut port = Port {
            actor,
            now: Now::default(),
            bootstrap: &self.scenario.brokers,
            history,
            clients: &mut number,
            wishes: Vec::new(),
        };
        if actor == ADMIN {
            admin.handle(&mut port, happening);
        }
        for wish in port.wishes {
            self.grant(actor, wish);
        }
    }

    fn grant(&mut self, actor: ActorId, wish: Wish) {
        let now = self.now;
        let departure = match wish {
            Wish::Connect(client, broker) => self.net.connect(now, client, actor, broker),
            Wish::Send(client, id, request) => self.net.send(now, client, true, Message::Request(id, request)),
            Wish::Close(client) => self.net.send(now, client, true, Message::Hangup),
            Wish::Say(words) => {
                self.tell(Tale::Client(actor, words));
                None
            }
        };
        if let Some(departure) = departure {
            self.queue.plan(departure.arrives, Event::Arrive(departure.id));
        }
    }

    fn arrive(&mut self, id: FlightId) {
        match self.net.arrive(self.now, id) {
            Arrival::Now(_) | Arrival::Lost => {}
            Arrival::Later(at) => self.queue.plan(at, Event::Arrive(id)),
        }
    }
}
