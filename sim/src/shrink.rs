//! Shrinking: a script that breaks a promise is cut down to few events that still break the same one.
//!
//! Delta debugging (Zeller's ddmin, in its greedy form) over what was done, then over what the scenario opens with; then
//! simpler settings, fewer brokers, less idle time; and again, until nothing more can be left out. Every step is a run of
//! the whole world. Deliberately absent: a clock. Whoever asks for it says after each try whether there is time for more.

mod simpler;

use glasslog_core::{name::Text, time::Instant};

use crate::{
    run::Report,
    script::{Act, Script},
    view::Violation,
};

/// How far a shrinking has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs so far.
    pub tries: u64,
    /// Events at the beginning.
    pub events_before: usize,
    /// Events of the smallest script so far.
    pub events: usize,
}

/// What is left.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The smallest script that was found.
    pub script: Script,
    /// How it breaks the promise.
    pub violation: Violation,
    /// What it took.
    pub progress: Progress,
    /// Whether nothing more can be left out; else the time was up.
    pub finished: bool,
}

/// Cuts a script down. `more` is asked before each try whether there is time for it. None when the script itself does not
/// break the promise named `invariant`.
pub fn shrink(script: &Script, invariant: &str, more: &mut dyn FnMut(Progress) -> bool) -> Option<Shrunk> {
    let violation = broken(&script.play(), invariant)?;
    let mut shrinker = Shrinker {
        invariant: invariant.into(),
        best: ended(script.clone(), violation.at),
        violation,
        progress: Progress { tries: 1, events_before: script.events(), events: script.events() },
        more,
        time_is_up: false,
    };
    shrinker.all();
    let Shrinker { best, violation, progress, time_is_up, .. } = shrinker;
    Some(Shrunk { script: whole(best), violation, progress, finished: !time_is_up })
}

/// The violation of this very promise, if it is the first to be broken.
fn broken(report: &Report, invariant: &str) -> Option<Violation> {
    report.violations.first().filter(|violation| *violation.invariant == *invariant).cloned()
}

/// With all that playing it does to heal the world, so that whoever goes through its time sees the same.
fn whole(script: Script) -> Script {
    script.play().script.map_or(script, |whole| *whole)
}

/// Without what comes after the end.
fn ended(mut script: Script, end: Instant) -> Script {
    if script.healing.is_none() {
        script.end = end;
        script.acts.retain(|act| act.at <= end);
    }
    script
}

struct Shrinker<'a> {
    invariant: Text,
    best: Script,
    violation: Violation,
    progress: Progress,
    more: &'a mut dyn FnMut(Progress) -> bool,
    time_is_up: bool,
}

impl Shrinker<'_> {
    fn all(&mut self) {
        loop {
            let before = self.best.clone();
            self.leave_out(|script| &mut script.acts);
            self.leave_out(|script| &mut script.scenario.opening);
            self.simplify();
            self.hurry();
            if self.best == before || self.time_is_up {
                return;
            }
        }
    }

    /// Plays a candidate, and keeps it if it breaks the same promise.
    fn attempt(&mut self, candidate: Script) -> bool {
        self.time_is_up |= !(self.more)(self.progress);
        if self.time_is_up {
            return false;
        }
        self.progress.tries += 1;
        let Some(violation) = broken(&candidate.play(), &self.invariant) else { return false };
        self.best = ended(candidate, violation.at);
        self.violation = violation;
        self.progress.events = self.best.events();
        true
    }

    /// Leaves out whatever can be left out of a list: halves of it, then ever smaller parts, last single items.
    fn leave_out<T>(&mut self, list: impl Fn(&mut Script) -> &mut Vec<T>) {
        let mut size = list(&mut self.best).len();
        while size > 0 && !self.time_is_up {
            let mut at = 0;
            while at < list(&mut self.best).len() && !self.time_is_up {
                let mut candidate = self.best.clone();
                let items = list(&mut candidate);
                items.drain(at..(at + size).min(items.len()));
                if !self.attempt(candidate) {
                    at += size;
                }
            }
            size /= 2;
        }
    }

    /// Simpler settings and fewer brokers, one change at a time.
    fn simplify(&mut self) {
        for change in simpler::changes(&self.best) {
            let mut candidate = self.best.clone();
            change(&mut candidate);
            if candidate != self.best {
                self.attempt(candidate);
            }
        }
    }

    /// Takes idle time out between two acts: all of it, or most, or half.
    fn hurry(&mut self) {
        for index in 0..self.best.acts.len() {
            for keep in [0, 4, 2] {
                let mut candidate = self.best.clone();
                let Some(act) = candidate.acts.get(index) else { return };
                let before = index.checked_sub(1).map_or(Instant(0), |before| candidate.acts[before].at);
                let gap = act.at.0 - before.0;
                let less = gap - gap.checked_div(keep).unwrap_or(0);
                // A gap of a millisecond is none.
                if gap < 1000 || less == 0 {
                    break;
                }
                let earlier = |act: &mut Act| act.at = Instant(act.at.0 - less);
                candidate.acts.iter_mut().skip(index).for_each(earlier);
                candidate.healing.iter_mut().flatten().for_each(earlier);
                if self.attempt(candidate) {
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
