//! Another branch beside this one: looked at, never acted on; and where the two differ.

use glasslog_core::time::Instant;
use glasslog_sim::Timeline;
use glasslog_sim::timeline::BranchId;

use super::Tab;
use crate::source::words::compare as words;
use crate::store::Differs;
use crate::text::branch;

/// What happened in less than this is seen happening; more is gone over at once.
const WATCHED_MICROS: u64 = 3_000_000;

/// Where nothing differs yet, it is looked for again once so much more is known.
const MORE_MICROS: u64 = 2_000_000;

impl Tab {
    /// Another branch as a world of its own, at this moment.
    #[must_use]
    pub fn beside(&self, other: usize) -> Tab {
        let mut line: Timeline = self.line.clone();
        line.switch(BranchId(other));
        let mut tab = Tab::of(line);
        // who is called something here is called so there
        tab.labels = self.labels.clone();
        tab.clock.paused = true;
        tab.arrive();
        tab
    }

    /// Comes to a moment that another world has come to, back or ahead.
    pub fn follow(&mut self, at: Instant, elapsed: f64) {
        self.screen_ms += elapsed.min(100.0);
        let now = self.line.now();
        if at < now || at.0 > now.0 + WATCHED_MICROS {
            self.seek(at);
        } else if at > now {
            self.line.run_until(at);
        }
        self.clock.set(at);
        self.look();
    }

    /// Where this branch and another one part, and in what they differ first. Looked for again only where there is more to see.
    pub fn differs(&mut self, other: usize) -> Option<Differs> {
        let (here, there) = (self.line.here(), BranchId(other));
        let end = |id: BranchId| self.line.branches().into_iter().find(|(of, ..)| *of == id).map(|(.., end)| end);
        let seen = end(here).min(end(there)).unwrap_or_default().max(self.line.now());
        let key = (here, there);
        let known = self.compared.as_ref().filter(|compared| {
            let found = compared.differs.as_ref().is_some_and(|differs| differs.apart.is_some());
            compared.key == key && (found || seen.0 < compared.seen.0 + MORE_MICROS)
        });
        if let Some(known) = known {
            return known.differs.clone();
        }
        let differs = self.hold_against(here, there);
        self.compared = Some(Compared { key, seen, differs: differs.clone() });
        differs
    }

    fn hold_against(&self, here: BranchId, there: BranchId) -> Option<Differs> {
        let parting = self.line.parting(here, there)?;
        let names = (branch(here.0), branch(there.0));
        let names = (names.0.as_str(), names.1.as_str());
        let name = |actor: u32| self.labels.get(&actor).cloned().unwrap_or_else(|| format!("client {actor}"));
        let apart = self.line.first_apart(here, there);
        Some(Differs {
            parted: parting.at,
            parting: words::parting(&parting, names, name),
            apart: apart.map(|(at, apart)| (at, words::apart(&apart, names))),
        })
    }
}

/// What was found when two branches were held against each other.
pub(super) struct Compared {
    key: (BranchId, BranchId),
    /// So much of both had been seen.
    seen: Instant,
    differs: Option<Differs>,
}
