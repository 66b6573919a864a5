//! One course of things: what is done in it, what happened, and snapshots on the way.

use std::sync::Arc;

use glasslog_core::time::Instant;

use super::{BranchId, Shared};
use crate::{World, script::Act, view::Told};

/// Snapshots are never further apart than so many steps.
pub const SNAPSHOT_SPACING_MAX: u64 = 10_000;
/// … and at first so far.
const SNAPSHOT_SPACING: u64 = 2_500;
/// With more of them than this, those are kept that are twice as far apart, up to the greatest distance.
const SNAPSHOTS: usize = 64;
/// Events of a branch that are remembered; older ones go.
const EVENTS: usize = 10_000;

/// Where a branch left another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The other one.
    pub from: BranchId,
    /// When.
    pub at: Instant,
    /// After which step.
    pub step: u64,
}

/// Where two branches differ for the first time: what happened on each, if anything did.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// On the one.
    pub one: Option<Told>,
    /// On the other.
    pub other: Option<Told>,
}

impl Difference {
    /// When.
    #[must_use]
    pub fn at(&self) -> Option<Instant> {
        [&self.one, &self.other].into_iter().flatten().map(|told| told.at).min()
    }
}

/// The world at one moment, with the number of acts that had been done.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) world: Shared,
    pub(super) done: usize,
}

/// A course of things.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    pub(super) fork: Option<Fork>,
    /// All that is done, from the beginning of time.
    pub(super) acts: Vec<Act>,
    /// By steps.
    pub(super) snapshots: Vec<Snapshot>,
    spacing: Option<u64>,
    /// What happened, from the beginning of time.
    pub(super) events: Vec<Told>,
    /// How far it has been seen.
    pub(super) steps: u64,
    pub(super) end: Instant,
    /// So many tales have been told to it, and so many of the oldest it has forgotten.
    heard: u64,
    forgotten: u64,
}

impl Branch {
    /// Whether it was let go of: whatever is known has a beginning.
    pub(super) fn is_gone(&self) -> bool {
        self.snapshots.is_empty()
    }

    /// A new one that shares everything up to a fork, before which so many acts were done and so many tales told.
    pub(super) fn up_to(&self, fork: Fork, done: usize, told: u64) -> Branch {
        let past = |snapshot: &&Snapshot| {
            let world = &snapshot.world;
            snapshot.done <= done && world.steps() <= fork.step && world.now() <= fork.at
        };
        let heard = usize::try_from(told.saturating_sub(self.forgotten)).unwrap_or(usize::MAX);
        Branch {
            fork: Some(fork),
            acts: self.acts.iter().take(done).cloned().collect(),
            snapshots: self.snapshots.iter().filter(past).cloned().collect(),
            spacing: self.spacing,
            events: self.events.iter().take(heard).cloned().collect(),
            steps: fork.step,
            end: fork.at,
            heard: told,
            forgotten: self.forgotten.min(told),
        }
    }

    /// The newest of `told` tales: remembered, where they are news.
    pub(super) fn hear(&mut self, tales: Vec<Told>, told: u64) {
        let first = told - tales.len() as u64;
        let known = self.heard.saturating_sub(first);
        if !tales.is_empty() && self.events.len() + tales.len() > self.events.capacity() {
            // No more room than is soon needed: there may be many branches.
            self.events.reserve_exact(tales.len() + self.events.len() / 8);
        }
        self.events.extend(tales.into_iter().skip(usize::try_from(known).unwrap_or(usize::MAX)));
        self.heard = self.heard.max(told);
        if self.events.len() > EVENTS {
            self.events.drain(..EVENTS / 4);
            self.forgotten += EVENTS as u64 / 4;
        }
    }

    /// The tales from one number up to another, as far as they are remembered.
    pub(super) fn between(&self, from: u64, to: u64) -> &[Told] {
        let place = |told: u64| {
            let place = usize::try_from(told.saturating_sub(self.forgotten)).unwrap_or(usize::MAX);
            place.min(self.events.len())
        };
        &self.events[place(from).min(place(to))..place(to)]
    }

    /// Keeps the world as it is, where a snapshot is due.
    pub(super) fn keep(&mut self, world: &mut World, done: usize) {
        let spacing = self.spacing.unwrap_or(SNAPSHOT_SPACING);
        let newest = self.snapshots.last().map(|snapshot| snapshot.world.steps());
        if newest.is_some_and(|newest| world.steps() < newest + spacing) {
            return;
        }
        world.condense();
        self.snapshots.push(Snapshot { world: Arc::new(world.clone()), done });
        if self.snapshots.len() > SNAPSHOTS && spacing * 2 <= SNAPSHOT_SPACING_MAX {
            let mut index = 0;
            self.snapshots.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.spacing = Some(spacing * 2);
        }
    }
}

/// The first thing in which two branches differ, as far as they have been seen.
pub(super) fn first_difference(one: &Branch, other: &Branch) -> Option<Difference> {
    let seen = one.steps.min(other.steps);
    let from = one.forgotten.max(other.forgotten);
    let events = |branch: &'_ Branch| usize::try_from(from - branch.forgotten).unwrap_or(usize::MAX);
    let mut ones = one.events.iter().skip(events(one));
    let mut others = other.events.iter().skip(events(other));
    loop {
        let (one, other) = (ones.next(), others.next());
        match (one, other) {
            (None, None) => return None,
            (Some(one), Some(other)) if one == other => {}
            (one, other) => {
                // What one branch has not come to yet is no difference.
                let known = [one, other].into_iter().flatten().any(|told| told.step <= seen);
                return known.then(|| Difference { one: one.cloned(), other: other.cloned() });
            }
        }
    }
}
