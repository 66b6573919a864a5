//! A hunt's runs: somebody's own settings under faults, then healed, then judged.

mod book;
#[cfg(test)]
mod tests;

use std::time::Duration;

use glasslog_core::{random::Random, time::Instant};

use super::Run;
use crate::{
    World,
    action::Action,
    disk::DiskFaults,
    fault::Fault,
    hunt::{Finding, Progress, What},
    link::Moment,
    links::Link,
    scenario::Scenario,
    script::Script,
    view::{ActorRole, ProcessState},
    workload,
};
use book::Book;

/// Nothing goes wrong before this: topics are made, groups form.
const CALM: Instant = Instant(5_000_000);
/// So long things go wrong.
const FAULTY: Duration = Duration::from_secs(25);
/// After so long it is judged, whether all has come to rest or not.
const HEALING_MAX: Duration = Duration::from_secs(120);
/// So much virtual time passes between two looks at where it stands.
const PIECE: Duration = Duration::from_millis(500);
/// Of each kind so many findings are told in full.
const TOLD_MAX: u64 = 12;
/// A finding opens so long before the moment that it speaks of.
const BEFORE: Duration = Duration::from_millis(400);

/// What may go wrong without the settings becoming others: no topics are made or deleted, and disks keep what they have, but for one
/// that is lost.
const FAULTS: [Fault; 20] = [
    Fault::Crash,
    Fault::PowerLoss,
    Fault::Stop,
    Fault::Pause,
    Fault::CrashLoop,
    Fault::PowerLossAll,
    Fault::Wipe,
    Fault::Cut,
    Fault::Stall,
    Fault::DiskSlow,
    Fault::CutPeers,
    Fault::CutOneWay,
    Fault::Isolate,
    Fault::Split,
    Fault::CutController,
    Fault::CutClient,
    Fault::SlowLink,
    Fault::BreakPeers,
    Fault::Election,
    Fault::LeadersInTurn,
];

/// Runs seed after seed. See [`crate::hunt`].
#[derive(Debug)]
pub struct Hunt {
    scenario: Scenario,
    next: u64,
    end: u64,
    chase: Option<Box<Chase>>,
    progress: Progress,
}

impl Hunt {
    /// So many seeds of these settings, from the first on.
    #[must_use]
    pub fn new(scenario: Scenario, first: u64, seeds: u64) -> Hunt {
        let scenario = Scenario { checked: true, ..scenario };
        Hunt { scenario, next: first, end: first.saturating_add(seeds), chase: None, progress: Progress::default() }
    }

    /// Goes on for so many steps or a little more, and tells how far it is.
    pub fn go(&mut self, steps: u64) -> Progress {
        let last = self.progress.steps.saturating_add(steps);
        while self.progress.steps < last && (self.chase.is_some() || self.next < self.end) {
            let mut chase = self.chase.take().unwrap_or_else(|| {
                self.next += 1;
                Box::new(Chase::new(self.scenario.clone(), self.next - 1))
            });
            let (steps, now) = (chase.run.world.steps(), chase.run.world.now());
            let over = chase.go_on();
            self.progress.steps += chase.run.world.steps() - steps;
            self.progress.time += chase.run.world.now().since(now);
            if over {
                self.count(&mut chase);
            } else {
                self.chase = Some(chase);
            }
        }
        self.progress.is_over = self.is_over();
        let told = self.progress.clone();
        self.progress.found.clear();
        told
    }

    /// Whether no seed is left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.chase.is_none() && self.next >= self.end
    }

    fn count(&mut self, chase: &mut Chase) {
        let progress = &mut self.progress;
        progress.seeds += 1;
        progress.acked += chase.run.world.progress().0;
        for finding in chase.judge() {
            let records = u64::from(finding.more) + 1;
            let seeds = match finding.what {
                What::Broken { .. } => &mut progress.broken,
                What::Lost(_) => {
                    progress.lost.0 += records;
                    &mut progress.lost.1
                }
                What::Twice(..) => {
                    progress.twice.0 += records;
                    &mut progress.twice.1
                }
            };
            *seeds += 1;
            if *seeds <= TOLD_MAX {
                progress.found.push(finding);
            }
        }
    }
}

/// One seed.
#[derive(Debug)]
struct Chase {
    run: Run,
    book: Book,
    stage: Stage,
    /// A disk was lost: there is no second one.
    wiped: bool,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("seed", &self.seed).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The next thing goes wrong then.
    Faulty(Instant),
    /// All is well again, or will be by then.
    Healing(Instant),
}

impl Chase {
    fn new(scenario: Scenario, seed: u64) -> Chase {
        let mut random = Random::new(seed, "hunt");
        let one_in = 1 + random.below(4);
        let several = scenario.brokers.len() > 1;
        let kept = |fault: &Fault| (several || !fault.needs_peers()) && random.below(one_in) == 0;
        let mut faults: Vec<Fault> = FAULTS.into_iter().filter(kept).collect();
        if faults.is_empty() {
            faults.push(Fault::Crash);
        }
        let pause = Duration::from_millis(500 + random.below(5000));
        let topics = workload::topics(&scenario);
        let mut world = World::new(scenario, seed);
        world.keep_seen();
        let (mut producers, mut consumers) = (Vec::new(), Vec::new());
        for actor in world.actors() {
            match actor.role {
                ActorRole::Producer(_) => producers.push(actor.id),
                ActorRole::Consumer(_) => consumers.push(actor.id),
            }
        }
        let run = Run { producers, consumers, ..Run::of(world, random, faults, pause, topics) };
        Chase { run, book: Book::default(), stage: Stage::Faulty(CALM), wiped: false }
    }

    /// A piece of its time passes; true once it is over.
    fn go_on(&mut self) -> bool {
        let now = self.run.world.now();
        match self.stage {
            Stage::Faulty(next) if now < next => self.run.live_until(next.min(now + PIECE)),
            Stage::Faulty(_) if now < CALM + FAULTY => {
                self.strike();
                let pause = self.run.pause / 2 + self.run.millis(0, micros(self.run.pause) / 1000);
                self.stage = Stage::Faulty(now + pause);
            }
            Stage::Faulty(_) => {
                self.mend();
                self.stage = Stage::Healing(now + HEALING_MAX);
            }
            Stage::Healing(end) => {
                self.run.advance(now + PIECE);
                if now >= end || self.is_at_rest() {
                    self.book.look(&mut self.run.world);
                    self.run.world.audit();
                    return true;
                }
            }
        }
        self.book.look(&mut self.run.world);
        !self.run.world.violations().is_empty()
    }

    /// Something goes wrong.
    fn strike(&mut self) {
        let index = self.run.random.below(self.run.faults.len() as u64) as usize;
        let fault = self.run.faults[index];
        let broker = self.run.brokers[self.run.random.below(self.run.brokers.len() as u64) as usize];
        let hit = self.run.is_hit(broker);
        match fault {
            Fault::Wipe if self.wiped => {}
            Fault::Crash | Fault::PowerLoss | Fault::Stop | Fault::Pause | Fault::CrashLoop if hit => {}
            Fault::LeadersInTurn => {
                self.run.aim(fault);
            }
            fault => {
                self.wiped |= fault == Fault::Wipe;
                self.run.draw(fault, broker);
            }
        }
    }

    /// Nothing is wrong any more, and nobody sends anything new.
    fn mend(&mut self) {
        let run = &mut self.run;
        run.aims.clear();
        run.later.clear();
        for link in run.world.links() {
            run.world.act(Action::SetLink { from: link.from, to: link.to, link: Link::default() });
        }
        if !run.world.ensemble().has_controller {
            run.world.act(Action::ElectController);
        }
        for producer in run.producers.clone() {
            run.world.act(Action::SetRate { producer, period: None });
        }
        for broker in run.brokers.clone() {
            if run.world.disk_faults(broker) != DiskFaults::default() {
                run.world.act(Action::SetDisk { broker, faults: DiskFaults::default() });
            }
        }
        self.raise();
    }

    /// Whoever stands still goes on, whoever is down starts.
    fn raise(&mut self) {
        for status in self.run.world.brokers() {
            let broker = status.id;
            if status.paused {
                self.run.world.act(Action::WakeBroker { broker });
            }
            if status.state == ProcessState::Down {
                self.run.world.act(Action::RestartBroker { broker });
            }
        }
    }

    /// Whether every record has met its fate, and every copy is as good as any.
    fn is_at_rest(&mut self) -> bool {
        // one that was stopping is down only now
        self.raise();
        let world = &self.run.world;
        let serves = |status: &crate::view::BrokerStatus| status.state == ProcessState::Running;
        let whole = world.image().topics.values().flat_map(|topic| &topic.partitions);
        let settled = world.actors().into_iter().all(|actor| match actor.role {
            ActorRole::Producer(view) => view.sent == view.acked + view.refused + view.unknown,
            ActorRole::Consumer(_) => true,
        });
        settled
            && world.brokers().iter().all(serves)
            && whole
                .into_iter()
                .all(|partition| partition.leader.is_some() && partition.isr.len() == partition.replicas.len())
    }

    /// What was found, one of each kind.
    fn judge(&mut self) -> Vec<Finding> {
        let world = &self.run.world;
        if let Some(broken) = world.violations().first() {
            let what = What::Broken { invariant: broken.invariant.clone(), what: broken.what.clone() };
            return vec![self.finding(what, broken.at, broken.at, 0)];
        }
        let lost = self.book.lost(world);
        let twice = self.book.twice(world);
        let more = |found: usize| u32::try_from(found.saturating_sub(1)).unwrap_or(u32::MAX);
        let lost = lost.first().map(|(prey, gone)| {
            // where it went soon, whoever opens it sees also how it came
            let soon = gone.since(prey.sent) < Duration::from_secs(20);
            let from = if soon { prey.sent } else { *gone };
            self.finding(What::Lost(prey.clone()), *gone, from, more(lost.len()))
        });
        let twice = twice.first().map(|(prey, again, began)| {
            self.finding(What::Twice(prey.clone(), *again), prey.sent, *began, more(twice.len()))
        });
        lost.into_iter().chain(twice).collect()
    }

    fn finding(&self, what: What, at: Instant, from: Instant, more: u32) -> Finding {
        let world = &self.run.world;
        let begins = Instant(from.0.saturating_sub(micros(BEFORE)));
        let script = Script { end: world.now(), ..Script::of(world) };
        let run = Moment { script, at: begins }.file().unwrap_or_default();
        Finding { seed: self.run.seed, what, more, at, run }
    }
}

fn micros(span: Duration) -> u64 {
    crate::clock::micros(span)
}
