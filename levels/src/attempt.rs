//! A level being played: its world is opened, what happens is watched, goals are reached, a bet is placed.
//!
//! The world is a [`Timeline`] that belongs to whoever plays; an [`Attempt`] only looks at it, after every event and every act.
//! One may go back in time: goals are those that had been reached by then.

use std::collections::VecDeque;
use std::time::Duration;

use glasslog_core::time::Instant;
use glasslog_sim::{Action, Timeline, World, timeline::BranchId};

use crate::command::Command;
use crate::facts::{Facts, Journal};
use crate::level::Level;
use crate::predicate::Predicate;
use crate::words::{Wrong, wrong};

/// A level being played.
#[derive(Clone, Debug)]
pub struct Attempt {
    level: &'static Level,
    journal: Journal,
    /// When the stages of each goal were reached.
    reached: Vec<Vec<Instant>>,
    /// Acts and steps that were the scene's: the level begins after them.
    begins: (usize, u64),
    began: Instant,
    here: BranchId,
    /// Acts and steps that have been looked at.
    upto: (usize, u64),
    /// Something that has been looked at is being lived through again.
    away: bool,
    answer: Option<usize>,
}

/// What a bet came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The answer that was given.
    pub chosen: usize,
    /// The one that is right.
    pub right: usize,
}

impl Attempt {
    /// Opens a level: its world, at the moment at which the scene is set.
    ///
    /// # Errors
    /// Where the scene cannot be set.
    pub fn open(level: &'static Level) -> Result<(Timeline, Attempt), Wrong> {
        let mut line = Timeline::new(level.scenario.clone(), 1);
        let mut attempt = Attempt {
            level,
            journal: Journal::default(),
            reached: vec![Vec::new(); level.goals.len()],
            begins: (usize::MAX, u64::MAX),
            began: Instant::default(),
            here: BranchId(0),
            upto: (0, 0),
            away: false,
            answer: None,
        };
        attempt.play(&mut line, &level.scene)?;
        attempt.begins = (line.done(), line.world().steps());
        attempt.began = line.now();
        Ok((line, attempt))
    }

    /// The level.
    #[must_use]
    pub fn level(&self) -> &'static Level {
        self.level
    }

    /// Acts that set the scene, which are nobody's to undo.
    #[must_use]
    pub fn scene_acts(&self) -> usize {
        self.begins.0
    }

    /// When the level began.
    #[must_use]
    pub fn began(&self) -> Instant {
        self.began
    }

    /// Looks at what has happened. To be called after every step, and after everything that was done.
    pub fn look(&mut self, line: &mut Timeline) {
        if line.here() != self.here {
            self.look_anew(line);
            return;
        }
        let now = (line.done(), line.world().steps());
        if now.1 < self.upto.1 || now.0 < self.upto.0 {
            self.away = true;
            return;
        }
        if std::mem::take(&mut self.away) {
            self.journal.jumped();
        }
        self.take(line);
    }

    /// Another course of events is looked at: everything that has happened on it, from the beginning.
    fn look_anew(&mut self, line: &Timeline) {
        let mut again = Timeline::of(&line.script());
        self.journal = Journal::default();
        self.reached.iter_mut().for_each(Vec::clear);
        self.here = line.here();
        while again.world().steps() < line.world().steps() || again.done() < line.done() {
            if !again.step() {
                break;
            }
            self.take(&mut again);
        }
        self.away = true;
    }

    fn take(&mut self, line: &mut Timeline) {
        self.upto = (line.done(), line.world().steps());
        let news = self.journal.look(line);
        if !news || line.done() < self.begins.0 || line.world().steps() < self.begins.1 {
            return;
        }
        let facts = self.journal.facts(line.world());
        for (goal, reached) in self.level.goals.iter().zip(&mut self.reached) {
            reach(&goal.stages, reached, &facts, line.now());
            if reached.len() < goal.stages.len() {
                break;
            }
        }
    }

    /// What can be asked of the world as it is.
    #[must_use]
    pub fn facts<'a>(&'a self, world: &'a World) -> Facts<'a> {
        self.journal.facts(world)
    }

    /// Which goals had been reached by then.
    #[must_use]
    pub fn goals(&self, now: Instant) -> Vec<bool> {
        let by_then = |reached: &Vec<Instant>| reached.iter().filter(|at| **at <= now).count();
        self.level
            .goals
            .iter()
            .zip(&self.reached)
            .map(|(goal, reached)| by_then(reached) == goal.stages.len())
            .collect()
    }

    /// Whether all goals had been reached by then.
    #[must_use]
    pub fn is_solved(&self, now: Instant) -> bool {
        self.goals(now).iter().all(|reached| *reached)
    }

    /// Whether it is time for the bet, which has not been answered yet.
    #[must_use]
    pub fn bet_is_due(&self, world: &World) -> bool {
        self.answer.is_none() && self.level.bet.when.as_ref().is_none_or(|when| when.holds(&self.facts(world)))
    }

    /// Finds out, on a fork of the world, which answer is right. The world itself stays as it is.
    ///
    /// # Errors
    /// Where the fork cannot be played, or not exactly one answer is right: the level is wrong then.
    pub fn find_out(&self, line: &Timeline) -> Result<usize, Wrong> {
        let (mut line, mut fork) = (line.clone(), self.clone());
        let options = &self.level.bet.options;
        let mut reached = vec![Vec::new(); options.len()];
        let mut watch = |line: &Timeline, fork: &Attempt| {
            let facts = fork.facts(line.world());
            for (option, reached) in options.iter().zip(&mut reached) {
                reach(&option.stages, reached, &facts, line.now());
            }
        };
        fork.play_with(&mut line, &mut Player::patient(&self.level.bet.fork), &mut watch)?;
        let facts = fork.facts(line.world());
        let holds = |(place, stages): (usize, &Vec<Instant>)| {
            let option = &options[place];
            let whole = stages.len() == option.stages.len();
            (whole && option.stages.last().is_some_and(|last| last.holds(&facts))).then_some(place)
        };
        let right: Vec<usize> = reached.iter().enumerate().filter_map(holds).collect();
        match right[..] {
            [right] => Ok(right),
            _ => wrong(format!("{} of the bet's answers are right: {right:?}", right.len())),
        }
    }

    /// Answers the bet: says which answer is right, and asks no more.
    ///
    /// # Errors
    /// As [`Attempt::find_out`].
    pub fn answer(&mut self, line: &Timeline, chosen: usize) -> Result<Verdict, Wrong> {
        let right = self.find_out(line)?;
        self.answer = Some(chosen);
        Ok(Verdict { chosen, right })
    }

    /// The bet is let go.
    pub fn pass(&mut self) {
        self.answer = Some(usize::MAX);
    }

    /// Plays commands to their end, as fast as it goes.
    ///
    /// # Errors
    /// Where one names somebody who is not there, or waits in vain.
    pub fn play(&mut self, line: &mut Timeline, commands: &[Command]) -> Result<(), Wrong> {
        self.play_with(line, &mut Player::new(commands), &mut |_, _| {})
    }

    /// As [`Attempt::play`]; `watch` is called after everything that happens.
    ///
    /// # Errors
    /// Where a command names somebody who is not there, or waits in vain and its player has no patience.
    pub fn play_with(
        &mut self,
        line: &mut Timeline,
        player: &mut Player,
        watch: &mut dyn FnMut(&Timeline, &Attempt),
    ) -> Result<(), Wrong> {
        loop {
            match player.turn(self, line.world())? {
                Turn::Do(actions, _) => {
                    for action in actions {
                        line.act(action);
                        self.look(line);
                    }
                }
                Turn::Wait(until) => self.pass_one(line, until),
                Turn::Over => return Ok(()),
            }
            watch(line, self);
        }
    }

    /// Lets the next thing happen, or the time pass if nothing does by then.
    fn pass_one(&mut self, line: &mut Timeline, until: Instant) {
        if line.world().next_at().is_some_and(|at| at <= until) {
            line.step();
        } else {
            line.run_until(until);
        }
        self.look(line);
    }

    /// Lets time pass, looking at everything that happens.
    pub fn run_until(&mut self, line: &mut Timeline, until: Instant) {
        while line.now() < until {
            self.pass_one(line, until);
        }
    }
}

/// Notes which stages have been reached: each only after the one before.
fn reach(stages: &[Predicate], reached: &mut Vec<Instant>, facts: &Facts<'_>, now: Instant) {
    while stages.get(reached.len()).is_some_and(|stage| stage.holds(facts)) {
        reached.push(now);
    }
}

/// Gives commands one after the other, each when its turn has come.
#[derive(Clone, Debug)]
pub struct Player {
    left: VecDeque<Command>,
    /// When the wait under way ends.
    deadline: Option<Instant>,
    /// Whether who waits in vain goes on.
    patient: bool,
}

/// What a [`Player`] does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// This is to be done now; so it is said.
    Do(Vec<Action>, String),
    /// Time is to pass, until then at the most.
    Wait(Instant),
    /// Nothing more.
    Over,
}

impl Player {
    /// Of these commands.
    #[must_use]
    pub fn new(commands: &[Command]) -> Player {
        Player { left: commands.iter().cloned().collect(), deadline: None, patient: false }
    }

    /// Of these commands; who waits in vain goes on with the next one.
    #[must_use]
    pub fn patient(commands: &[Command]) -> Player {
        Player { patient: true, ..Player::new(commands) }
    }

    /// When the wait under way ends at the latest.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether its next turn is at this very moment: it does something, or what it waited for is there, or the time for that
    /// is over.
    #[must_use]
    pub fn has_waited(&self, attempt: &Attempt, world: &World) -> bool {
        let late = self.deadline.is_some_and(|deadline| deadline <= world.now());
        let is_there = |command: &Command| match command {
            Command::Do(_) => true,
            Command::Wait(_) => false,
            Command::Until(what, _) => what.holds(&attempt.facts(world)),
        };
        late || self.left.front().is_some_and(is_there)
    }

    /// What is to be done next.
    ///
    /// # Errors
    /// Where a command names somebody who is not there, or waits in vain.
    pub fn turn(&mut self, attempt: &Attempt, world: &World) -> Result<Turn, Wrong> {
        loop {
            let Some(command) = self.left.front() else { return Ok(Turn::Over) };
            let wait = |deadline: Option<Instant>, time: Duration| deadline.unwrap_or(world.now() + time);
            match command {
                Command::Do(deed) => {
                    let turn = Turn::Do(deed.actions(world)?, command.say());
                    self.left.pop_front();
                    return Ok(turn);
                }
                Command::Wait(time) => {
                    let until = wait(self.deadline, *time);
                    if world.now() < until {
                        self.deadline = Some(until);
                        return Ok(Turn::Wait(until));
                    }
                }
                Command::Until(what, within) => {
                    let until = wait(self.deadline, *within);
                    let holds = what.holds(&attempt.facts(world));
                    if !holds && world.now() < until {
                        self.deadline = Some(until);
                        return Ok(Turn::Wait(until));
                    }
                    if !holds && !self.patient {
                        return wrong(format!("waited in vain: {}", command.say()));
                    }
                }
            }
            self.left.pop_front();
            self.deadline = None;
        }
    }
}
