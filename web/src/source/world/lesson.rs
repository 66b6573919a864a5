//! A level in the tab: its goals watched, its bet asked and seen, its solution played.

use glasslog_core::time::Instant;
use glasslog_levels::{Attempt, Case, Command, Deed, Level, Player, Turn};
use glasslog_sim::World;
use glasslog_sim::timeline::Timeline;

use super::Tab;
use super::class::{Class, Own, Said, SetUp, Told};
use crate::store::{Betting, Lesson};

/// Between two things that are shown, in milliseconds of the screen: long enough to read what is done.
const PAUSE_MS: f64 = 1_500.0;

/// A level being played in a tab.
struct Pupil {
    attempt: Attempt,
    /// What is being shown: what a bet came to, or the solution.
    player: Option<Player>,
    /// Until the next thing is shown.
    pause_ms: f64,
    betting: Betting,
    /// Whether the solution has been asked for.
    helped: bool,
    /// One's own run, while a fork of it is on the stage.
    home: Option<Box<(Own, Attempt)>>,
    /// Time stands until more has been done than so much.
    stands: Option<usize>,
    /// The scene is being looked at, before its bet is asked.
    looks: bool,
}

impl Class for Pupil {
    fn level(&self) -> &'static Level {
        self.attempt.level()
    }

    fn standing(&self, now: Instant) -> Lesson {
        // only what was done in one's own run counts
        let goals = match self.home.as_deref() {
            Some((own, attempt)) => attempt.goals(own.line.now()),
            None => self.attempt.goals(now),
        };
        Lesson {
            goals,
            betting: self.betting,
            showing: self.player.is_some(),
            helped: self.helped,
            forked: self.home.is_some(),
        }
    }

    fn scene_acts(&self) -> usize {
        self.attempt.scene_acts()
    }

    fn began(&self) -> Instant {
        self.attempt.began()
    }

    fn watch(&mut self, line: &mut Timeline) -> Vec<String> {
        let now = line.now();
        let before = self.attempt.goals(now);
        self.attempt.look(line);
        if self.home.is_some() {
            return Vec::new();
        }
        let after = self.attempt.goals(now);
        let goals = &self.attempt.level().goals;
        let fresh = goals.iter().zip(before.iter().zip(&after)).filter(|(_, (before, after))| !**before && **after);
        fresh.map(|(goal, _)| format!("✓ {}", goal.words)).collect()
    }

    fn teach(&mut self, world: &World, elapsed: f64, settled: bool, paused: bool) -> Told {
        let mut told = Told { stop: false, go: false, acts: Vec::new(), said: None };
        told.go = self.stands.is_some_and(|done| paused && world.actions().len() > done);
        self.stands = self.stands.filter(|_| paused && !told.go);
        let open = matches!(self.betting, Betting::Later | Betting::Asked) && !self.helped;
        self.looks = open && !settled && self.attempt.bet_is_due(world);
        if open && settled {
            told.stop = self.attempt.bet_is_due(world);
            self.betting = if told.stop { Betting::Asked } else { Betting::Later };
        }
        self.pause_ms -= elapsed;
        if paused || told.stop || self.pause_ms > 0.0 {
            return told;
        }
        let Some(mut player) = self.player.take() else { return told };
        match player.turn(&self.attempt, world) {
            Ok(Turn::Do(actions, said)) => {
                self.player = Some(player);
                self.pause_ms = PAUSE_MS;
                (told.acts, told.said) = (actions, Some(said));
            }
            Ok(Turn::Wait(_)) => self.player = Some(player),
            Ok(Turn::Over) | Err(_) => {
                self.interrupt();
                told.stop = self.home.is_some();
            }
        }
        told
    }

    fn pauses(&self) -> bool {
        self.pause_ms > 0.0
    }

    fn looks(&self) -> bool {
        self.looks
    }

    fn is_awaited(&self, world: &World) -> bool {
        self.player.as_ref().is_some_and(|player| player.has_waited(&self.attempt, world))
    }

    fn deadline(&self) -> Option<Instant> {
        self.player.as_ref()?.deadline()
    }

    fn is_showing(&self) -> bool {
        self.player.is_some()
    }

    fn interrupt(&mut self) {
        self.player = None;
        if let Betting::Watching(verdict) = self.betting {
            self.betting = Betting::Over(verdict);
        }
    }

    fn bet(&mut self, own: Own, chosen: usize) {
        self.betting = match self.attempt.answer(&own.line, chosen) {
            Ok(verdict) => {
                self.home = Some(Box::new((own, self.attempt.clone())));
                self.player = Some(Player::patient(&self.attempt.level().bet.fork));
                self.pause_ms = PAUSE_MS / 2.0;
                Betting::Watching(verdict)
            }
            Err(_) => Betting::Passed,
        };
    }

    fn pass(&mut self) {
        self.attempt.pass();
        self.betting = Betting::Passed;
    }

    fn home(&mut self) -> Option<Own> {
        self.interrupt();
        let (own, attempt) = *self.home.take()?;
        self.attempt = attempt;
        self.stands = Some(own.line.world().actions().len());
        Some(own)
    }

    fn again(&self, show: bool) -> Option<Tab> {
        let level = self.attempt.level();
        let (line, mut pupil) = opened(level)?;
        if show {
            pupil.player = Some(Player::new(&level.solution));
            pupil.pause_ms = PAUSE_MS;
            pupil.helped = true;
        }
        Some(seated(line, pupil))
    }
}

fn opened(level: &'static Level) -> Option<(Timeline, Pupil)> {
    let (line, attempt) = Attempt::open(level).ok()?;
    let (player, pause_ms, betting) = (None, 0.0, Betting::Later);
    Some((line, Pupil { attempt, player, pause_ms, betting, helped: false, home: None, stands: None, looks: false }))
}

fn seated(line: Timeline, pupil: Pupil) -> Tab {
    let level = pupil.level();
    let mut tab = Tab::of(line);
    tab.class = Some(Box::new(pupil));
    tab.opens(format!("{}: {}", level.number(), level.title));
    tab
}

impl Tab {
    /// A level, at its beginning. `None` where its scene cannot be set: the tests see that there is no such level.
    #[must_use]
    pub fn lesson(level: &'static Level) -> Option<Tab> {
        opened(level).map(|(line, pupil)| seated(line, pupil))
    }

    /// A case, as it is when it has come about. `None` where that cannot be set up: the tests see that there is no such case.
    #[must_use]
    pub fn case(case: &'static Case) -> Option<Tab> {
        let (line, attempt) = Attempt::open(&case.stage).ok()?;
        let mut tab = Tab::of(line);
        tab.case = Some(SetUp { acts: attempt.scene_acts(), again: Tab::case, case });
        tab.opens(format!("You saw this at work: {}", case.title));
        Some(tab)
    }

    /// The scene is set: what is said first.
    fn opens(&mut self, text: String) {
        self.arrive();
        self.retold = false;
        self.captions.clear();
        self.tell(&text);
        self.followed = None;
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
        // what one of Kafka's tools would have done is noted by what it did
        if !Command::is_of_a_tool(line) {
            self.said = Some(Said::Words(command.say()));
        }
        Ok(())
    }
}

impl Said {
    /// As a command; none where there is none for it.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        match self {
            Said::Words(words) => Some(words.clone()),
            Said::Deed(action, names) => {
                let name = |id| names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
                Deed::of(action, name).map(|deed| deed.say())
            }
        }
    }
}
