//! Time that can be gone through both ways: a world, what happened to it, and snapshots to start again from.
//!
//! A [`Timeline`] promises that the world which it shows at a moment is, to the bit, the one that a run from the start to
//! that moment makes. Going back takes the snapshot before and runs from there; snapshots are evenly spaced by steps, and
//! share what has not changed. Whoever acts in the past begins another branch; the one left is kept, and the two can be
//! compared. Deliberately absent: any influence on what happens.

mod branch;
mod compare;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use glasslog_core::{
    id::BrokerId,
    time::Instant,
    view::{Delta, Seq},
};

use crate::{
    World,
    action::Action,
    actors::ActorId,
    scenario::Scenario,
    script::{Act, Script},
    view::Told,
};
use branch::{Branch, Snapshot};
pub use branch::{Difference, Fork, SNAPSHOT_SPACING_MAX};
pub use compare::{Apart, Parting};

/// Names a branch; the first is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchId(pub usize);

/// A world with its past, and the futures that it has had.
#[derive(Clone, Debug)]
pub struct Timeline {
    world: World,
    here: BranchId,
    /// Acts of this branch that have been done to the world as it is.
    done: usize,
    branches: Vec<Branch>,
}

impl Timeline {
    /// The beginning of time.
    #[must_use]
    pub fn new(scenario: Scenario, seed: u64) -> Timeline {
        let mut world = World::new(scenario, seed);
        // whoever asks why wants to know who has read what
        world.keep_seen();
        let mut first = Branch::default();
        first.hear(world.drain_tales(), world.told());
        first.keep(&mut world, 0);
        Timeline { world, here: BranchId(0), done: 0, branches: vec![first] }
    }

    /// A script's whole run, seen from its beginning: all that is done in it lies ahead. What heals it is done, too.
    #[must_use]
    pub fn of(script: &Script) -> Timeline {
        let mut timeline = Timeline::new(script.scenario.clone(), script.seed);
        let healing = script.healing.iter().flatten();
        let branch = timeline.branch_mut();
        branch.acts = script.acts.iter().chain(healing).cloned().collect();
        branch.end = script.end.max(branch.acts.last().map_or(script.end, |act| act.at));
        timeline
    }

    /// The world at the present moment.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// As [`World::node_changes`]. After a jump every view counts anew.
    pub fn node_changes(&mut self, broker: BrokerId, since: Seq) -> Delta {
        self.world.node_changes(broker, since)
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.world.now()
    }

    /// Where the known future of this branch ends: the latest moment that was ever shown, or that something is done at.
    #[must_use]
    pub fn end(&self) -> Instant {
        self.branch().end.max(self.world.now())
    }

    /// Whether nothing of this branch lies ahead that has been seen already.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        let branch = self.branch();
        self.done == branch.acts.len() && self.world.steps() >= branch.steps && self.world.now() >= branch.end
    }

    /// Does the next thing: the next event, or what is known to be done before it. False when nothing is left.
    pub fn step(&mut self) -> bool {
        if let Some(act) = self.due(Instant(u64::MAX)) {
            self.redo(&act);
            return true;
        }
        let more = self.world.step();
        self.look();
        more
    }

    /// Lets time pass until `until`, with all that is known to be done by then.
    pub fn run_until(&mut self, until: Instant) {
        while let Some(act) = self.next_act().filter(|act| act.at <= until).cloned() {
            self.advance(act.at, act.after);
            self.redo(&act);
        }
        while self.world.next_at().is_some_and(|at| at <= until) {
            self.world.step();
            self.look();
        }
        self.world.run_until(until);
        self.look();
    }

    /// Does something now. In the past, that begins another branch; the one that was gone through is kept.
    pub fn act(&mut self, action: Action) -> Option<ActorId> {
        if !self.is_at_end() {
            self.fork();
        }
        let made = self.world.act(action);
        if let Some(act) = self.world.actions().last().cloned() {
            self.branch_mut().acts.push(act);
            self.done += 1;
        }
        self.look();
        made
    }

    /// Goes to a moment, back or ahead: everything that happens by then has happened.
    pub fn seek(&mut self, at: Instant) {
        self.jump(at < self.world.now(), |snapshot| snapshot.world.now() <= at);
        self.run_until(at);
    }

    /// Goes to the moment after a step, back or ahead, as far as there are steps.
    pub fn seek_step(&mut self, step: u64) {
        // What is done between two steps counts to the moment before.
        self.jump(step <= self.world.steps(), |snapshot| snapshot.world.steps() < step);
        while self.world.steps() < step && self.step() {}
        while let Some(act) = self.due(Instant(u64::MAX)) {
            self.redo(&act);
        }
    }

    /// Goes to the moment before the last thing that was done, if there is one: it is undone once something else is done.
    pub fn undo(&mut self) -> Option<Act> {
        let act = self.branch().acts.get(self.done.checked_sub(1)?)?.clone();
        let earlier = self.done - 1;
        self.jump(true, |snapshot| snapshot.done <= earlier && snapshot.world.is_before(&act));
        while self.done < earlier
            && let Some(act) = self.next_act().cloned()
        {
            self.advance(act.at, act.after);
            self.redo(&act);
        }
        self.advance(act.at, act.after);
        Some(act)
    }

    /// Goes to the moment after the next thing that was done on this branch, if it lies ahead.
    pub fn redo_next(&mut self) -> Option<Act> {
        let act = self.next_act()?.clone();
        let place = self.done;
        self.jump(false, |snapshot| snapshot.done == place && snapshot.world.is_before(&act));
        self.advance(act.at, act.after);
        self.redo(&act);
        Some(act)
    }

    /// Whether something that was done on this branch lies ahead.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.next_act().is_some()
    }

    /// Which branch this is.
    #[must_use]
    pub fn here(&self) -> BranchId {
        self.here
    }

    /// Every branch, in the order in which they began: where each left another one, and where it ends.
    #[must_use]
    pub fn branches(&self) -> Vec<(BranchId, Option<Fork>, Instant)> {
        let branches = self.branches.iter().enumerate().filter(|(_, branch)| !branch.is_gone());
        branches.map(|(index, branch)| (BranchId(index), branch.fork, branch.end)).collect()
    }

    /// Goes over to another branch, at the same time. Nothing happens if there is no such branch.
    pub fn switch(&mut self, to: BranchId) {
        if to == self.here || self.known(to).is_none() {
            return;
        }
        let now = self.world.now();
        self.here = to;
        self.jump(true, |snapshot| snapshot.world.now() <= now);
        self.run_until(now);
    }

    /// Lets go of a branch that is not the present one: what was done on it, as data. The others keep their names; who had left
    /// it, left what it had left.
    pub fn shed(&mut self, gone: BranchId) -> Option<Script> {
        if gone == self.here {
            return None;
        }
        let (scenario, seed) = (self.world.scenario().clone(), self.world.seed());
        let place = self.branches.get_mut(gone.0).filter(|branch| !branch.is_gone())?;
        let branch = std::mem::take(place);
        for left in &mut self.branches {
            if let Some(fork) = left.fork.filter(|fork| fork.from == gone) {
                let earlier =
                    |known: Fork| Fork { at: known.at.min(fork.at), step: known.step.min(fork.step), ..known };
                left.fork = branch.fork.map(earlier);
            }
        }
        Some(Script { scenario, seed, acts: branch.acts, end: branch.end, healing: None })
    }

    /// What has happened on a branch as far as it has been seen, oldest first; nothing where there is no such branch.
    #[must_use]
    pub fn events(&self, of: BranchId) -> &[Told] {
        self.branches.get(of.0).map(|branch| branch.events.as_slice()).unwrap_or_default()
    }

    /// How many tales had been told up to the present moment.
    #[must_use]
    pub fn told(&self) -> u64 {
        self.world.told()
    }

    /// What has happened on this branch up to the present moment since so many tales had been told, oldest first; what is too
    /// old to be remembered is left out.
    #[must_use]
    pub fn events_since(&self, told: u64) -> &[Told] {
        self.branch().between(told, self.world.told())
    }

    /// How many things were done on this branch up to the present moment.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// The first thing in which two branches differ, as far as they have been seen.
    #[must_use]
    pub fn first_difference(&self, one: BranchId, other: BranchId) -> Option<Difference> {
        branch::first_difference(self.known(one)?, self.known(other)?)
    }

    /// This branch up to its end as data.
    #[must_use]
    pub fn script(&self) -> Script {
        let world = &self.world;
        let (scenario, seed) = (world.scenario().clone(), world.seed());
        Script { scenario, seed, acts: self.branch().acts.clone(), end: self.end(), healing: None }
    }

    /// How many snapshots this branch has.
    #[must_use]
    pub fn snapshots(&self) -> usize {
        self.branch().snapshots.len()
    }

    /// A branch that has not been let go of.
    fn known(&self, id: BranchId) -> Option<&Branch> {
        self.branches.get(id.0).filter(|branch| !branch.is_gone())
    }

    fn branch(&self) -> &Branch {
        &self.branches[self.here.0]
    }

    fn branch_mut(&mut self) -> &mut Branch {
        &mut self.branches[self.here.0]
    }

    fn next_act(&self) -> Option<&Act> {
        self.branch().acts.get(self.done)
    }

    /// What is to be done before anything else happens, by that time.
    fn due(&self, by: Instant) -> Option<Act> {
        let act = self.next_act().filter(|act| act.at <= by)?;
        let first = match self.world.next_at() {
            None => true,
            Some(at) if at < act.at => false,
            // At the very instant: so many events come first.
            Some(at) => at > act.at || self.world.events_at(act.at) >= act.after,
        };
        first.then(|| act.clone())
    }

    /// Lets happen what comes before that, and does nothing known.
    fn advance(&mut self, at: Instant, events: u32) {
        while self.world.next_at().is_some_and(|next| next < at) {
            self.world.step();
            self.look();
        }
        self.world.run_to(at, events);
        self.look();
    }

    fn redo(&mut self, act: &Act) {
        self.world.redo(act);
        self.done += 1;
        self.look();
    }

    /// Takes in what has just happened, where it is news; keeps the world where a snapshot is due.
    fn look(&mut self) {
        let Timeline { world, branches, here, done } = self;
        let branch = &mut branches[here.0];
        branch.hear(world.drain_tales(), world.told());
        branch.keep(world, *done);
        branch.steps = branch.steps.max(world.steps());
        branch.end = branch.end.max(world.now());
    }

    /// Goes to the newest snapshot that will do (the first does always), if it must be or if that is ahead.
    fn jump(&mut self, must: bool, will_do: impl Fn(&Snapshot) -> bool) {
        let snapshots = &self.branch().snapshots;
        let newest = snapshots.iter().rev().find(|snapshot| will_do(snapshot)).or(snapshots.first());
        if let Some(snapshot) = newest.filter(|snapshot| must || snapshot.world.steps() > self.world.steps()) {
            (self.world, self.done) = (World::clone(&snapshot.world), snapshot.done);
        }
    }

    /// Another branch begins here.
    fn fork(&mut self) {
        let fork = Fork { from: self.here, at: self.world.now(), step: self.world.steps() };
        let branch = self.branch().up_to(fork, self.done, self.world.told());
        self.here = BranchId(self.branches.len());
        self.branches.push(branch);
    }
}

/// A world that several branches share.
type Shared = Arc<World>;
