//! Small scopes, exhaustively: from one state, every order in which a few things can happen, breadth first.
//!
//! Messages between brokers, between brokers and the controller, and of a producer may arrive in any order that their
//! connections allow, each as late as can be; timers fire in any order that their deadlines allow; brokers may die at any
//! moment. Every state is checked against every invariant as the runs of seeds are. States that differ only in times,
//! tickets and numbers of requests are one (see [`shape`](self)). The scope is bounded by the numbers of [`Scope`], and
//! the search by a number of states: what was left out is told.
//!
//! Deliberately absent: disks that are slow or fail, connections that break, groups. Heartbeats, handshakes and file
//! operations happen at once, as soon as they can.

mod shape;
#[cfg(test)]
mod tests;

use glasslog_core::sorted::SortedSet;

use glasslog_core::{id::BrokerId, time::Instant};

use crate::{
    Scenario, World,
    action::Action,
    scenario::Planted,
    settings::ProducerSettings,
    view::{Told, Violation},
    world::choice::Choice,
};

/// What is searched, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// Brokers, each with a copy of the one partition.
    pub brokers: i32,
    /// Records that a producer sends at the beginning, with acks=all; each its own batch.
    pub records: u32,
    /// Brokers that die, at any moment; each may come back, at any later one.
    pub faults: u32,
    /// A broker that is down at the beginning, and out of the ISR; it may come back as well.
    pub absent: Option<BrokerId>,
    /// Timers that fire.
    pub timers: u32,
    /// Metadata, and what is asked of the controller, arrives at once: fewer states, and none in which it is late.
    pub metadata_at_once: bool,
    /// States, at the most.
    pub states_max: usize,
    /// A bug, to see that it is found.
    pub planted: Option<Planted>,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope {
            brokers: 3,
            records: 2,
            faults: 1,
            absent: None,
            timers: 1,
            metadata_at_once: false,
            states_max: 20_000,
            planted: None,
        }
    }
}

/// How a search ended.
#[derive(Clone, Debug, Default)]
pub struct Explored {
    /// Different states that were seen and checked.
    pub states: usize,
    /// Steps from one state to another, to new ones and to known ones.
    pub edges: u64,
    /// The most choices from the beginning to any of them.
    pub depth: u32,
    /// Every state up to this many choices from the beginning was seen.
    pub whole_depth: u32,
    /// Whether nothing is left: the scope has no more states.
    pub complete: bool,
    /// The first broken promise, by the fewest choices.
    pub violation: Option<Violation>,
    /// How it came to that.
    pub story: Vec<Told>,
    /// The choices that lead there, in words.
    pub choices: Vec<String>,
}

/// How a state is come to: from another one, by one of its choices.
#[derive(Clone, Copy, Debug)]
struct Origin {
    from: u32,
    choice: u16,
    depth: u32,
}

/// What may still happen in a state.
#[derive(Clone, Copy, Debug)]
struct Budget {
    faults: u32,
    timers: u32,
    at_once: bool,
}

/// Searches a scope. `more` is told now and then how far the search is, and says whether it shall go on.
pub fn explore(scope: Scope, more: &mut dyn FnMut(&Explored) -> bool) -> Explored {
    let root = beginning(&scope);
    let mut explored = Explored { states: 1, ..Explored::default() };
    let budget = Budget { faults: scope.faults, timers: scope.timers, at_once: scope.metadata_at_once };
    let mut seen = SortedSet::from([shape::of(&root, (budget.faults, budget.timers))]);
    let mut origins = vec![Origin { from: 0, choice: 0, depth: 0 }];
    let mut next = 0;
    while next < origins.len() {
        let here = origins[next];
        explored.whole_depth = here.depth;
        let (world, budget) = replay(&root, budget, &origins, next);
        for (number, choice) in choices(&world, budget).into_iter().enumerate() {
            let (mut world, mut budget) = (world.clone(), budget);
            apply(&mut world, &mut budget, &choice);
            explored.edges += 1;
            let origin = Origin { from: next as u32, choice: number as u16, depth: here.depth + 1 };
            if let Some(violation) = world.violations().first().cloned() {
                explored.violation = Some(violation);
                explored.choices = path(&root, scope, &origins, origin);
                explored.story = world.drain_tales();
                explored.depth = origin.depth;
                return explored;
            }
            if seen.insert(shape::of(&world, (budget.faults, budget.timers))) {
                explored.depth = origin.depth;
                origins.push(origin);
            }
        }
        explored.states = origins.len();
        next += 1;
        if origins.len() >= scope.states_max || (next % 64 == 0 && !more(&explored)) {
            return explored;
        }
    }
    explored.whole_depth = explored.depth;
    explored.complete = true;
    explored
}

/// The state that the search begins with: everybody at rest, then the records are sent.
fn beginning(scope: &Scope) -> World {
    let scenario = Scenario {
        brokers: (1..=scope.brokers).map(BrokerId).collect(),
        factor: i16::try_from(scope.brokers).unwrap_or(1),
        checked: true,
        planted: scope.planted,
        delays: crate::net::Delays { one_way: std::time::Duration::from_millis(1), jitter: std::time::Duration::ZERO },
        sync: std::time::Duration::ZERO,
        deaths_are_noticed: true,
        // Far off: nobody is given up by silence, and heartbeats do not multiply the states.
        heartbeat: std::time::Duration::from_secs(600),
        session: std::time::Duration::from_secs(3600),
        lag_max: std::time::Duration::from_secs(60),
        ..Scenario::empty()
    };
    let mut world = World::new(scenario, 1);
    world.run_until(Instant(1_000_000));
    world.act(Action::CreateTopic { name: "log".into(), partitions: 1, factor: None, configs: Vec::new() });
    world.run_until(Instant(3_000_000));
    if let Some(broker) = scope.absent {
        world.act(Action::CrashBroker { broker });
    }
    let settings = ProducerSettings { period: None, ..ProducerSettings::to("log") };
    let producer = world.act(Action::AddProducer { settings });
    // So that it knows the leader, and has its producer id.
    for number in 0..=scope.records {
        if number == 1 {
            world.run_until(Instant(8_000_000));
        }
        if let Some(producer) = producer {
            let value = Some(bytes::Bytes::from(number.to_string()));
            world.act(Action::Send { producer, key: None, value, partition: None });
        }
    }
    world.settle(scope.metadata_at_once);
    world.drain_tales();
    world
}

/// What can happen next.
fn choices(world: &World, budget: Budget) -> Vec<Choice> {
    let mut all = world.choices(budget.timers > 0);
    for status in world.brokers() {
        let (broker, up) = (status.id, status.state != crate::view::ProcessState::Down);
        if up && budget.faults > 0 {
            all.push(Choice::Act(Action::CrashBroker { broker }));
        } else if !up {
            all.push(Choice::Act(Action::RestartBroker { broker }));
        }
    }
    all
}

fn apply(world: &mut World, budget: &mut Budget, choice: &Choice) {
    match choice {
        Choice::Timer(..) => budget.timers -= 1,
        Choice::Act(Action::CrashBroker { .. }) => budget.faults -= 1,
        Choice::Act(_) | Choice::Message(..) => {}
    }
    world.choose(choice);
    world.settle(budget.at_once);
}

/// The state of that number, by way of the choices that led to it.
fn replay(root: &World, mut budget: Budget, origins: &[Origin], state: usize) -> (World, Budget) {
    let mut steps = Vec::new();
    let mut at = state;
    while at != 0 {
        steps.push(origins[at].choice);
        at = origins[at].from as usize;
    }
    let mut world = root.clone();
    for step in steps.into_iter().rev() {
        if let Some(choice) = choices(&world, budget).get(usize::from(step)) {
            apply(&mut world, &mut budget, choice);
        }
    }
    (world, budget)
}

/// The choices that lead to a state, in words.
fn path(root: &World, scope: Scope, origins: &[Origin], last: Origin) -> Vec<String> {
    let mut steps = vec![last.choice];
    let mut at = last.from as usize;
    while at != 0 {
        steps.push(origins[at].choice);
        at = origins[at].from as usize;
    }
    let (mut world, mut budget) =
        (root.clone(), Budget { faults: scope.faults, timers: scope.timers, at_once: scope.metadata_at_once });
    let mut words = Vec::new();
    for step in steps.into_iter().rev() {
        if let Some(choice) = choices(&world, budget).get(usize::from(step)) {
            words.push(world.words_of(choice));
            apply(&mut world, &mut budget, choice);
        }
    }
    words
}
