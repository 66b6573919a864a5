//! What a tab needs of whoever teaches in it. Who does lies in [`super::lesson`], which is loaded with the course.

use glasslog_core::name::Text;
use glasslog_core::sorted::SortedMap;
use glasslog_core::time::Instant;
use glasslog_levels::{Case, Level};
use glasslog_sim::timeline::Timeline;
use glasslog_sim::{Action, ActorId, World};

use super::{Tab, ahead};
use crate::scene::Samples;
use crate::store::{Betting, Lesson};

/// So long the scene stands before the first bet, in milliseconds of the screen.
const LOOK_MS: f64 = 2_000.0;

/// What comes of a frame of teaching.
pub(super) struct Told {
    /// Time stands still: a bet is asked, or has been seen.
    pub(super) stop: bool,
    /// Time goes on: something was done in one's own run.
    pub(super) go: bool,
    /// What is shown now …
    pub(super) acts: Vec<Action>,
    /// … as a command.
    pub(super) said: Option<String>,
}

/// A level being played in a tab.
pub(super) trait Class {
    fn level(&self) -> &'static Level;
    /// How it stands.
    fn standing(&self, now: Instant) -> Lesson;
    /// Acts that set the scene: nobody's to undo.
    fn scene_acts(&self) -> usize;
    /// When the scene was set.
    fn began(&self) -> Instant;
    /// Looks at what has happened; what has been reached by it is said.
    fn watch(&mut self, line: &mut Timeline) -> Vec<String>;
    /// Asks the bet when its time has come, and says what is to be shown.
    fn teach(&mut self, world: &World, elapsed: f64, settled: bool, paused: bool) -> Told;
    /// Whether what was shown last may still be read.
    fn pauses(&self) -> bool;
    /// Whether the scene is looked at before its bet is asked: nothing that would answer it happens meanwhile.
    fn looks(&self) -> bool;
    /// Whether what is shown next has waited for this moment.
    fn is_awaited(&self, world: &World) -> bool;
    /// When something is to be shown at the latest.
    fn deadline(&self) -> Option<Instant>;
    fn is_showing(&self) -> bool;
    /// What is being shown ends.
    fn interrupt(&mut self);
    /// The bet is answered. What it comes to is seen on a fork: one's own run is kept.
    fn bet(&mut self, own: Own, chosen: usize);
    fn pass(&mut self);
    /// Back to one's own run, where a fork is on the stage.
    fn home(&mut self) -> Option<Own>;
    /// The level from its beginning, with its solution played if that is asked for.
    fn again(&self, show: bool) -> Option<Tab>;
}

/// A run as it stood, with all that is remembered beside it.
pub(super) struct Own {
    pub(super) line: Timeline,
    labels: SortedMap<u32, String>,
    groups: Vec<Text>,
    samples: Samples,
    waits: ahead::Waits,
    said: Option<Said>,
}

/// A case that was set up: nobody teaches in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct SetUp {
    /// Acts that did so: nobody's to undo.
    pub(super) acts: usize,
    /// It, from its beginning.
    pub(super) again: fn(&'static Case) -> Option<Tab>,
    pub(super) case: &'static Case,
}

/// What was done last.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// As a command.
    Words(String),
    /// As what it was, and what everybody was called then.
    Deed(Box<Action>, Vec<(ActorId, String)>),
}

impl Tab {
    /// The level that is being played.
    #[must_use]
    pub fn level(&self) -> Option<&'static Level> {
        self.class.as_ref().map(|class| class.level())
    }

    /// How the level stands.
    #[must_use]
    pub fn standing(&self) -> Option<Lesson> {
        Some(self.class.as_ref()?.standing(self.line.now()))
    }

    /// Acts that set the scene: nobody's to undo.
    pub(super) fn scene_acts(&self) -> usize {
        let case = self.case.map_or(0, |case| case.acts);
        self.class.as_ref().map_or(case, |class| class.scene_acts())
    }

    /// Looks at what has happened, with the eyes of who teaches.
    pub(super) fn watch(&mut self) {
        let Some(class) = &mut self.class else { return };
        let texts = class.watch(&mut self.line);
        texts.into_iter().for_each(|text| self.tell(&text));
    }

    /// Lets time pass up to a moment. In a level everything that happens is looked at; so is what flies, where somebody wants to know.
    pub(super) fn live_until(&mut self, until: Instant) {
        let stepwise = self.class.is_some() || self.recorder.is_some();
        while stepwise && self.line.world().next_at().is_some_and(|at| at <= until) {
            self.line.step();
            self.note_flights();
            self.watch();
            if self.is_awaited() {
                self.clock.set(self.line.now());
                return;
            }
        }
        self.line.run_until(until);
    }

    /// Asks the bet when its time has come, and does what is to be shown.
    pub(super) fn teach(&mut self, elapsed: f64) {
        let Some(class) = &mut self.class else { return };
        // first one has a look at the scene
        let settled = self.screen_ms > LOOK_MS;
        let told = class.teach(self.line.world(), elapsed, settled, self.clock.paused);
        self.clock.paused = (self.clock.paused && !told.go) || told.stop;
        if let Some(said) = told.said {
            self.said = Some(Said::Words(said));
        }
        told.acts.into_iter().for_each(|action| {
            self.act(action);
        });
    }

    /// Whether time stands until the next thing is shown: what is done at one moment stays at one moment, however long one
    /// reads.
    pub(super) fn holds_still(&self) -> bool {
        let Some(class) = &self.class else { return false };
        class.looks() || (class.pauses() && self.is_awaited())
    }

    /// Whether a bet waits for an answer, which is told then: time stands, whoever wants it to pass.
    #[inline(never)]
    pub fn waits_for_a_bet(&mut self) -> bool {
        let waits = self.standing().is_some_and(|standing| standing.betting == Betting::Asked);
        if waits {
            self.tell("A bet waits: choose an answer, or No bet. Time goes on then.");
        }
        waits
    }

    /// Says what has to be done for anything to come of what was done, where time stands and nothing was seen of it.
    #[inline(never)]
    pub(super) fn tell_of_standing(&mut self) {
        if std::mem::take(&mut self.acted_still) && self.captions.is_empty() && !self.waits_for_a_bet() {
            self.tell("Time stands still: press Play (Space), and see what comes of it.");
        }
    }

    /// Whether what is shown next has waited for this moment.
    pub(super) fn is_awaited(&self) -> bool {
        self.class.as_ref().is_some_and(|class| class.is_awaited(self.line.world()))
    }

    /// A moment, or an earlier one at which something is to be shown.
    pub(super) fn by_then(&self, until: Instant) -> Instant {
        let deadline = self.class.as_ref().and_then(|class| class.deadline());
        deadline.map_or(until, |deadline| until.min(deadline))
    }

    /// What is being shown ends.
    pub(super) fn interrupt(&mut self) {
        if let Some(class) = &mut self.class {
            class.interrupt();
        }
    }

    /// The bet is answered: what it comes to is seen next, on a fork of one's own run.
    pub fn bet(&mut self, chosen: usize) {
        let Some(class) = &mut self.class else { return };
        let own = Own {
            line: self.line.clone(),
            labels: self.labels.clone(),
            groups: self.groups.clone(),
            samples: self.samples.clone(),
            waits: self.waits.clone(),
            said: self.said.clone(),
        };
        class.bet(own, chosen);
        self.clock.paused = false;
    }

    /// Back to one's own run, as it stood at the bet: time stands there until something is done.
    pub fn home(&mut self) {
        let Some(own) = self.class.as_mut().and_then(|class| class.home()) else { return };
        let Own { line, labels, groups, samples, waits, said } = own;
        (self.line, self.labels, self.groups, self.said) = (line, labels, groups, said);
        (self.samples, self.waits, self.compared) = (samples, waits, None);
        self.clock.paused = true;
        self.arrive();
        self.tell("Your own run, as it stood at the bet. Time goes on when you do something, or press Play.");
    }

    /// The bet is let go.
    pub fn pass(&mut self) {
        if let Some(class) = &mut self.class {
            class.pass();
            self.clock.paused = false;
        }
    }

    /// The level from its beginning, with its solution played if that is asked for.
    pub fn again(&mut self, show: bool) {
        let Some(mut tab) = self.class.as_ref().and_then(|class| class.again(show)) else { return };
        tab.clock.pass_like(&self.clock);
        *self = tab;
    }

    /// The case from its beginning; false where none was set up here.
    pub fn again_case(&mut self) -> bool {
        let Some(mut tab) = self.case.and_then(|set| (set.again)(set.case)) else { return false };
        tab.clock.pass_like(&self.clock);
        *self = tab;
        true
    }

    /// What was done last.
    #[must_use]
    pub fn said(&self) -> Option<Said> {
        self.said.clone()
    }

    /// Everybody is called in the world as on the stage, so that commands can name them; and as nobody was called before, not even
    /// one that is gone.
    pub(super) fn christen(&self, action: &mut Action) {
        let actions = self.line.world().actions().iter().map(|act| &act.action);
        let name_of = |action: &Action| {
            let producer = action.brings_producer().map(|settings| settings.name.clone());
            producer.or_else(|| action.brings_consumer().map(|settings| settings.name.clone()))
        };
        let borne: Vec<Text> = actions.filter_map(name_of).collect();
        let next = |letter: &str, count: u32| {
            let names = (count + 1..).map(|number| format!("{letter}{number}"));
            names.map(Text::from).find(|name| !borne.contains(name)).unwrap_or_default()
        };
        match action {
            Action::AddProducer { settings } | Action::AddSender { settings, .. } if settings.name.is_empty() => {
                settings.name = next("P", self.producers);
            }
            Action::AddConsumer { settings } | Action::AddMember { settings, .. } if settings.name.is_empty() => {
                let known = self.groups.iter().position(|group| *group == settings.group);
                let place = known.unwrap_or(self.groups.len());
                let count = self.counts.get(&settings.group).copied().unwrap_or(0);
                settings.name = next(&crate::scene::letter(place).to_string(), count);
            }
            _ => {}
        }
    }

    /// What was done, to be said as the line that would do it.
    pub(super) fn note(&mut self, action: &Action) {
        if self.class.as_ref().is_some_and(|class| class.is_showing()) {
            return;
        }
        let actors = self.line.world().actors();
        let names = actors.into_iter().map(|actor| (actor.id, actor.name.to_string())).collect();
        self.said = Some(Said::Deed(Box::new(action.clone()), names));
    }

    /// To a moment that lies ahead, step by step; or back, but not into the scene.
    pub(super) fn travel(&mut self, at: Instant) {
        self.interrupt();
        let Some(class) = &self.class else { return self.line.seek(at) };
        let at = at.max(class.began());
        if at > self.line.now() {
            self.live_until(at);
        } else {
            Timeline::seek(&mut self.line, at);
        }
    }
}
