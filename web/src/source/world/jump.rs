//! To the next moment of a kind, or the one before: marks are known, what records do is found by living through it.

use glasslog_core::name::is_internal_topic;
use glasslog_core::time::Instant;
use glasslog_sim::World;
use std::time::Duration;

use super::Tab;
use super::time::kind;
use crate::store::{Jump, MarkKind};

/// What records do is looked for so far ahead, or behind, and no further.
const SIGHT: Duration = Duration::from_secs(20);

impl Tab {
    /// The nearest moment of the chosen kind before now, or after it.
    #[must_use]
    pub fn next_mark(&self, ahead: bool) -> Option<Instant> {
        let marks = match self.jump {
            Jump::Record => return self.next_change(ahead, moved),
            Jump::Ack => return self.next_change(ahead, |world| world.progress().0),
            Jump::Any => None,
            Jump::Election => Some(MarkKind::Election),
            Jump::Rebalance => Some(MarkKind::Rebalance),
            Jump::Failure => Some(MarkKind::Death),
            Jump::Act => Some(MarkKind::Act),
        };
        let now = self.clock.now();
        let told = self.line.events(self.line.here()).iter().filter(|told| told.at > Instant(0));
        let wanted = told.filter(|told| kind(&told.what).is_some_and(|of| marks.is_none_or(|wanted| of == wanted)));
        let mut moments = wanted.map(|told| told.at);
        if ahead { moments.find(|at| *at > now) } else { moments.filter(|at| *at < now).last() }
    }

    /// The nearest moment at which this is another number than just before.
    #[inline(never)]
    fn next_change(&self, ahead: bool, of: fn(&World) -> u64) -> Option<Instant> {
        let (mut line, now) = (self.line.clone(), self.line.now());
        // moments are shown in milliseconds: within the same one nothing would be seen to happen
        let shown = |at: Instant| at.0 / 1000;
        let end = if ahead {
            now + SIGHT
        } else {
            line.seek(Instant(now.0.saturating_sub(u64::try_from(SIGHT.as_micros()).unwrap_or(u64::MAX))));
            now
        };
        let (mut last, mut found) = (of(line.world()), None);
        while line.step() && line.now() <= end && (ahead || shown(line.now()) < shown(now)) {
            let current = of(line.world());
            if std::mem::replace(&mut last, current) != current && shown(line.now()) != shown(now) {
                found = Some(line.now());
                if ahead {
                    break;
                }
            }
        }
        found
    }
}

/// So many places records have come to: into copies, back to their producers, on to consumers.
fn moved(world: &World) -> u64 {
    let (acked, read) = world.progress();
    let ends = world.ends().filter(|(topic, _)| !is_internal_topic(topic)).map(|(_, end)| end.0.unsigned_abs());
    acked + read + ends.sum::<u64>()
}
