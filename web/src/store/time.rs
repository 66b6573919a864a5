//! How time passes, and the way that it took: moments that are marked, branches, and what can be given away of them.

use std::rc::Rc;

use glasslog_core::time::Instant;

use crate::clock::Wait;

/// How time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Play {
    /// Whether it stands.
    pub paused: bool,
    /// How fast story time passes, as a factor.
    pub speed: f64,
    /// Which of [`crate::clock::RATES`] holds, where time is true.
    pub rate: Option<usize>,
    /// Now, on the source's clock.
    pub now: Instant,
    /// The wait that is being shortened.
    pub waited: Option<Wait>,
    /// The last moment that is known: later than now once one has gone back.
    pub end: Instant,
    /// Whether something was done that can be undone.
    pub can_undo: bool,
    /// Whether something that was undone lies ahead.
    pub can_redo: bool,
    /// What the keys and buttons for it jump to.
    pub jump: Jump,
}

impl Default for Play {
    fn default() -> Play {
        let (now, end) = (Instant::default(), Instant::default());
        let (can_undo, can_redo, jump) = (false, false, Jump::Any);
        Play { paused: false, speed: 1.0, rate: None, now, waited: None, end, can_undo, can_redo, jump }
    }
}

/// A kind of moment that one can jump to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jump {
    /// Whatever is marked.
    #[default]
    Any,
    /// A record comes somewhere: into a copy, to a reader, or its acknowledgement to its producer.
    Record,
    /// A record is acknowledged.
    Ack,
    /// A partition gets another leader.
    Election,
    /// A group shares out anew.
    Rebalance,
    /// A broker or a disk fails, or records are cut off.
    Failure,
    /// A person does something.
    Act,
}

/// What is marked on the way through time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// A person did something.
    Act,
    /// A group shares out anew.
    Rebalance,
    /// Somebody else leads a partition.
    Election,
    /// A broker or a disk failed, or records were cut off.
    Death,
}

/// A moment worth finding again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: MarkKind,
}

/// One course that things have taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bough {
    /// Its number; the first is 0.
    pub id: usize,
    /// Which one it left, if it did.
    pub from: Option<usize>,
    /// Where it left that.
    pub left_at: Option<Instant>,
    /// How far it is known.
    pub end: Instant,
}

/// A branch that has made room for a third one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shed {
    /// Its number.
    pub id: usize,
    /// All of it, as a file.
    pub file: String,
}

/// The way through time: what happened, and the courses that were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// By time.
    pub marks: Vec<Mark>,
    /// All that are kept.
    pub boughs: Vec<Bough>,
    /// Which of them is shown.
    pub here: usize,
    /// When this one first differs from the one that it left.
    pub difference: Option<Instant>,
    /// Waits that were made short, by time.
    pub waits: Vec<(Instant, Instant)>,
    /// Branches that can still be saved as files, the newest last.
    pub shed: Vec<Rc<Shed>>,
}

impl Course {
    /// The branch to hold this one against: the one that it left, or else the newest of the others.
    #[must_use]
    pub fn other(&self) -> Option<usize> {
        let left = self.boughs.iter().find(|bough| bough.id == self.here).and_then(|bough| bough.from);
        left.or_else(|| self.boughs.iter().rev().map(|bough| bough.id).find(|id| *id != self.here))
    }
}

/// How two branches differ, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    /// When something was done on only one of them.
    pub parted: Instant,
    /// What.
    pub parting: String,
    /// When and in what their states differ first, if they do.
    pub apart: Option<(Instant, String)>,
}

/// A moment to be given away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// What stands after the page's address; none when so much was done that it would be too long.
    pub link: Option<String>,
    /// The same as a file, of any length.
    pub file: String,
    /// What the world is at this moment, as a number: equal where everything is.
    pub digest: String,
}
