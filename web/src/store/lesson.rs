//! How a level and its bet stand.

use glasslog_levels::Verdict;

/// How a level's bet stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Betting {
    /// Its time has not come.
    #[default]
    Later,
    /// It waits for an answer, and time stands.
    Asked,
    /// It was answered; what it comes to is being seen.
    Watching(Verdict),
    /// It has been seen.
    Over(Verdict),
    /// It was let go.
    Passed,
}

/// How a level stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Which goals have been reached.
    pub goals: Vec<bool>,
    /// The bet.
    pub betting: Betting,
    /// Whether something is being shown: the outcome of the bet, or the solution.
    pub showing: bool,
    /// Whether the solution was asked for.
    pub helped: bool,
    /// Whether a fork is on the stage, on which the bet is seen: one's own run waits as it stood then.
    pub forked: bool,
}

impl Lesson {
    /// Whether all goals have been reached.
    #[must_use]
    pub fn is_solved(&self) -> bool {
        self.goals.iter().all(|reached| *reached)
    }
}
