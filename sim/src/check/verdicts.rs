//! Verdicts: promises that were found broken, with their moment.

use glasslog_core::time::Instant;

use super::invariants::INVARIANTS;
use crate::view::Violation;

/// Violations kept; after so many a run has made its point.
const VIOLATIONS: usize = 32;

/// Where failures go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    pub(super) step: u64,
    pub(super) now: Instant,
    pub(super) found: Vec<Violation>,
}

impl Verdicts {
    /// A promise was broken.
    pub(crate) fn broken(&mut self, invariant: &str, what: impl FnOnce() -> String) {
        debug_assert!(INVARIANTS.iter().any(|(id, _)| *id == invariant), "{invariant} has no line in the table");
        if self.found.len() < VIOLATIONS {
            self.found.push(Violation { invariant: invariant.into(), step: self.step, at: self.now, what: what() });
        }
    }

    /// `holds`, or a promise was broken.
    pub(crate) fn expect(&mut self, holds: bool, invariant: &str, what: impl FnOnce() -> String) {
        if !holds {
            self.broken(invariant, what);
        }
    }
}
