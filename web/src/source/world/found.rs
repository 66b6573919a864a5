//! A run that a hunt has found, in the place of one's own; and the way back to that.

use glasslog_core::id::BrokerId;
use glasslog_core::time::Instant;
use glasslog_sim::hunt::{Finding, Prey, What, settings};
use glasslog_sim::link::Moment;
use glasslog_sim::view::ProcessState;
use glasslog_sim::{Scenario, Timeline};

use super::{STEPS_MAX, Tab};
use crate::source::words::hunt as words;

/// What was found, and the world that was looked at before.
pub(super) struct Found {
    finding: Finding,
    /// Where one begins to look.
    from: Instant,
    own: Box<Tab>,
}

/// What a page says of the finding that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which seed it is.
    pub seed: u64,
    /// What was found.
    pub headline: String,
    /// What was found, told.
    pub story: String,
    /// Where the record is now; nothing where it is not about one.
    pub whereabouts: Option<String>,
    /// Where one begins to look.
    pub from: Instant,
    /// The moment that it speaks of.
    pub at: Instant,
}

impl Tab {
    /// The settings on the screen, to hunt with: one's own, whatever is shown in their place.
    #[must_use]
    pub fn settings(&self) -> Scenario {
        let own = self.found.as_ref().map_or(self, |found| &found.own);
        settings(own.line.world())
    }

    /// Shows what was found, a little before its moment. All of that run is known; one's own is kept.
    pub fn open_found(&mut self, finding: Finding) {
        let Some(moment) = Moment::read_file(&finding.run) else { return };
        let mut script = moment.script.clone();
        script.scenario.checked = false;
        let mut line = Timeline::of(&script);
        // ahead to the end once, so that all of it is marked on the way
        for _ in 0..STEPS_MAX {
            if line.world().next_at().is_none_or(|at| at > script.end) {
                break;
            }
            line.step();
        }
        line.seek(moment.at);
        let mut shown = Tab::of(line);
        shown.clock.pass_like(&self.clock);
        shown.clock.paused = true;
        shown.arrive();
        std::mem::swap(self, &mut shown);
        let own = shown.found.take().map_or_else(|| Box::new(shown), |found| found.own);
        self.found = Some(Found { finding, from: moment.at, own });
    }

    /// Back to one's own run, as it was left. False where this is one's own.
    pub fn back(&mut self) -> bool {
        let Some(found) = self.found.take() else { return false };
        *self = *found.own;
        self.clock.paused = true;
        self.arrive();
        true
    }

    /// Back to where one began to look at what was found. False where nothing is.
    pub fn again_found(&mut self) -> bool {
        let Some(from) = self.found.as_ref().map(|found| found.from) else { return false };
        self.clock.paused = true;
        self.seek(from);
        true
    }

    /// Whether what is shown is what a hunt has found.
    #[must_use]
    pub fn shows_found(&self) -> bool {
        self.found.is_some()
    }

    /// What is said of what was found, if such a run is shown.
    #[must_use]
    pub fn told_found(&self) -> Option<Told> {
        let Found { finding, from, .. } = self.found.as_ref()?;
        let whereabouts = match &finding.what {
            What::Lost(prey) => Some(self.whereabouts(prey)),
            What::Twice(..) | What::Broken { .. } => None,
        };
        let (headline, story) = (words::headline(finding), words::told(finding));
        Some(Told { seed: finding.seed, headline, story, whereabouts, from: *from, at: finding.at })
    }

    /// On whose disks a record is now, as far as they can be asked.
    fn whereabouts(&self, prey: &Prey) -> String {
        let (topic, index) = &prey.partition;
        let world = self.line.world();
        let has = |broker: BrokerId| {
            let from = prey.offset.unwrap_or_default();
            let most = if prey.offset.is_some() { 1 } else { u32::MAX };
            let records = world.read_copy(broker, topic, *index, from, most);
            records.iter().any(|record| record.value.as_deref().unwrap_or_default() == prey.value.as_bytes())
        };
        let brokers = world.brokers();
        let down = brokers.iter().filter(|broker| broker.state == ProcessState::Down).map(|broker| broker.id);
        let down: Vec<BrokerId> = down.collect();
        let there: Vec<BrokerId> = brokers.iter().map(|broker| broker.id).filter(|broker| has(*broker)).collect();
        let now = match there.as_slice() {
            [] if world.now() < prey.sent => "in nobody's log yet".to_owned(),
            [] => "in nobody's log".to_owned(),
            there => format!("on broker {}", super::words::brokers(there)),
        };
        let asleep =
            if down.is_empty() { String::new() } else { format!(" (broker {} down)", super::words::brokers(&down)) };
        format!("The record is now {now}{asleep}.")
    }
}
