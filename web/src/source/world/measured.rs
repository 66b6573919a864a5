//! What was measured of a world: of what was drawn, and after going to another moment from a short run up to it.

use std::rc::Rc;
use std::time::Duration;

use glasslog_core::time::Instant;

use super::Tab;
use crate::scene::{Cluster, Sample};

/// What lies further back than this is not gone through again …
const REPLAYED: Duration = Duration::from_secs(30);
/// … and looked at so often.
const EVERY: Duration = Duration::from_millis(1_000);

impl Tab {
    /// Remembers what can be counted now.
    pub(super) fn measure(&mut self, cluster: &Cluster) {
        let here = self.line.here();
        let fork = self.line.branches().into_iter().find(|(id, ..)| *id == here).and_then(|(_, fork, _)| fork);
        self.samples.turn(here.0, fork.map(|fork| (fork.from.0, fork.at)));
        self.samples.look(cluster);
    }

    /// All that was measured on this branch, by time.
    pub fn samples(&mut self) -> Rc<Vec<Rc<Sample>>> {
        if std::mem::take(&mut self.unmeasured) {
            self.measure_before();
        }
        self.samples.known()
    }

    /// Goes through the last seconds once more, where nothing was measured in them.
    fn measure_before(&mut self) {
        let now = self.line.now();
        let begin = Instant(now.0.saturating_sub(u64::try_from(REPLAYED.as_micros()).unwrap_or(0)));
        let known = self.samples.known();
        let mut at = begin;
        let mut again: Option<Tab> = None;
        while at < now {
            let near = known.partition_point(|sample| sample.at <= at + EVERY);
            let missing = near.checked_sub(1).and_then(|near| known.get(near)).is_none_or(|near| near.at < at);
            if missing {
                let again = again.get_or_insert_with(|| {
                    let mut line = self.line.clone();
                    line.seek(at);
                    Tab::of(line)
                });
                again.line.seek(at);
                again.take_views();
                let cluster = Cluster { now: at, ..again.cluster() };
                self.samples.look(&cluster);
            }
            at = at + EVERY;
        }
    }
}
