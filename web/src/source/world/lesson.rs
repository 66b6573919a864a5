//! A level in the tab: its goals watched, its bet asked and seen, its solution played.

use glasslog_core::time::Instant;
use glasslog_levels::{Attempt, Command, Level, Player, Turn};
use glasslog_sim::Action;
use glasslog_sim::timeline::Timeline;

use super::Tab;
use crate::store::{Betting, Lesson};

/// Between two things that are shown, in milliseconds of the screen: long enough to read what is done.
const PAUSE_MS: f64 = 1_500.0;

/// So long the scene stands before the first bet, in milliseconds of the screen.
const LOOK_MS: f64 = 2_000.0;

/// A level being played in a tab.
pub(super) struct Class {
    pub(super) attempt: Attempt,
    /// What is being shown: what a bet came to, or the solution.
    player: Option<Player>,
    /// Until the next thing is shown.
    pause_ms: f64,
    betting: Betting,
    /// Whether the solution has been asked for.
    helped: bool,
}

impl Tab {
    /// A level, at its beginning. `None` where its scene cannot be set: the tests see that there is no such level.
    #[must_use]
    pub fn lesson(level: &'static Level) -> Option<Tab> {
        let (line, attempt) = Attempt::open(level).ok()?;
        let mut tab = Tab::of(line);
        tab.class = Some(Class { attempt, player: None, pause_ms: 0.0, betting: Betting::Later, helped: false });
        tab.arrive();
        tab.retold = false;
        tab.captions.clear();
        tab.tell(format!("{}: {}", level.number(), level.title));
        tab.followed = None;
        Some(tab)
    }

    /// The level that is being played.
    #[must_use]
    pub fn level(&self) -> Option<&'static Level> {
        self.class.as_ref().map(|class| class.attempt.level())
    }

    /// How the level stands.
    #[must_use]
    pub fn standing(&self) -> Option<Lesson> {
        let class = self.class.as_ref()?;
        let now = self.line.now();
        Some(Lesson {
            goals: class.attempt.goals(now),
            betting: class.betting,
            showing: class.player.is_some(),
            helped: class.helped,
        })
    }

    /// Acts that set the scene: nobody's to undo.
    pub(super) fn scene_acts(&self) -> usize {
        self.class.as_ref().map_or(0, |class| class.attempt.scene_acts())
    }

    /// Looks at what has happened, with the eyes of who teaches.
    pub(super) fn watch(&mut self) {
        let Some(class) = &mut self.class else { return };
        let now = self.line.now();
        let before = class.attempt.goals(now);
        class.attempt.look(&mut self.line);
        let after = class.attempt.goals(now);
        let goals = &class.attempt.level().goals;
        let fresh = goals.iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| !**before && **after);
        let texts: Vec<String> = fresh.map(|(goal, _)| format!("✓ {}", goal.words)).collect();
        texts.into_iter().for_each(|text| self.tell(text));
    }

    /// Lets time pass up to a moment. In a level everything that happens is looked at; what flies is,
    /// where somebody looks at that.
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
        if matches!(class.betting, Betting::Later | Betting::Asked) && !class.helped && settled {
            let due = class.attempt.bet_is_due(self.line.world());
            class.betting = if due { Betting::Asked } else { Betting::Later };
            self.clock.paused |= due;
        }
        class.pause_ms -= elapsed;
        if self.clock.paused || class.pause_ms > 0.0 {
            return;
        }
        let Some(mut player) = class.player.take() else { return };
        match player.turn(&class.attempt, self.line.world()) {
            Ok(Turn::Do(actions, said)) => {
                class.player = Some(player);
                class.pause_ms = PAUSE_MS;
                self.said = Some(said);
                actions.into_iter().for_each(|action| {
                    self.act(action);
                });
            }
            Ok(Turn::Wait(_)) => class.player = Some(player),
            Ok(Turn::Over) | Err(_) => self.interrupt(),
        }
    }

    /// Whether time stands until the next thing is shown: what is done at one moment stays at one moment, however long one
    /// reads.
    pub(super) fn holds_still(&self) -> bool {
        let reads = self.class.as_ref().is_some_and(|class| class.pause_ms > 0.0);
        reads && self.is_awaited()
    }

    /// Whether what is shown next has waited for this moment.
    pub(super) fn is_awaited(&self) -> bool {
        let world = self.line.world();
        let waited =
            |class: &Class| class.player.as_ref().is_some_and(|player| player.has_waited(&class.attempt, world));
        self.class.as_ref().is_some_and(waited)
    }

    /// A moment, or an earlier one at which something is to be shown.
    pub(super) fn by_then(&self, until: Instant) -> Instant {
        let deadline = self.class.as_ref().and_then(|class| class.player.as_ref()?.deadline());
        deadline.map_or(until, |deadline| until.min(deadline))
    }

    /// What is being shown ends.
    pub(super) fn interrupt(&mut self) {
        let Some(class) = &mut self.class else { return };
        class.player = None;
        if let Betting::Watching(verdict) = class.betting {
            class.betting = Betting::Over(verdict);
        }
    }

    /// The bet is answered: what it comes to is seen next.
    pub fn bet(&mut self, chosen: usize) {
        let Some(class) = &mut self.class else { return };
        class.betting = match class.attempt.answer(&self.line, chosen) {
            Ok(verdict) => {
                class.player = Some(Player::patient(&class.attempt.level().bet.fork));
                class.pause_ms = PAUSE_MS / 2.0;
                Betting::Watching(verdict)
            }
            Err(_) => Betting::Passed,
        };
        self.clock.paused = false;
    }

    /// The bet is let go.
    pub fn pass(&mut self) {
        if let Some(class) = &mut self.class {
            class.attempt.pass();
            class.betting = Betting::Passed;
            self.clock.paused = false;
        }
    }

    /// The level from its beginning, with its solution played if that is asked for.
    pub fn again(&mut self, show: bool) {
        let Some(mut tab) = self.level().and_then(Tab::lesson) else { return };
        tab.clock.speed = self.clock.speed;
        if let Some(class) = tab.class.as_mut().filter(|_| show) {
            class.player = Some(Player::new(&class.attempt.level().solution));
            class.pause_ms = PAUSE_MS;
            class.helped = true;
        }
        *self = tab;
    }

    /// Does what a command says. Returns what was expected where it is none.
    ///
    /// # Errors
    /// In words, for who typed it.
    pub fn command_line(&mut self, line: &str) -> Result<(), String> {
        let command = Command::parse(line).map_err(|wrong| wrong.to_string())?;
        let Command::Do(deed) = &command else {
            return Err("Time passes by itself here: use the bar below.".to_owned());
        };
        let actions = deed.actions(self.line.world()).map_err(|wrong| wrong.to_string())?;
        actions.into_iter().for_each(|action| {
            self.act(action);
        });
        self.said = Some(command.say());
        Ok(())
    }

    /// What was done last, as a command.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        self.said.clone()
    }

    /// Everybody is called in the world as on the stage, so that commands can name them.
    pub(super) fn christen(&self, action: &mut Action) {
        match action {
            Action::AddProducer { settings } if settings.name.is_empty() => {
                settings.name = format!("P{}", self.producers + 1).into();
            }
            Action::AddConsumer { settings } if settings.name.is_empty() => {
                let known = self.groups.iter().position(|group| *group == settings.group);
                let place = known.unwrap_or(self.groups.len());
                let count = self.counts.get(&settings.group).copied().unwrap_or(0) + 1;
                settings.name = format!("{}{count}", crate::scene::letter(place)).into();
            }
            _ => {}
        }
    }

    /// What was done, as the line that would do it.
    pub(super) fn note(&mut self, action: &Action) {
        if self.class.as_ref().is_some_and(|class| class.player.is_some()) {
            return;
        }
        let actors = self.line.world().actors();
        let name = |id| actors.iter().find(|actor| actor.id == id).map(|actor| actor.name.to_string());
        if let Some(deed) = glasslog_levels::Deed::of(action, name) {
            self.said = Some(deed.say());
        }
    }

    /// To a moment that lies ahead, step by step; or back, but not into the scene.
    pub(super) fn travel(&mut self, at: Instant) {
        self.interrupt();
        let Some(class) = &self.class else { return self.line.seek(at) };
        let at = at.max(class.attempt.began());
        if at > self.line.now() {
            self.live_until(at);
        } else {
            Timeline::seek(&mut self.line, at);
        }
    }
}
