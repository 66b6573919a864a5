//! What a screen knows, and how that changes: a reducer without any effect on the outside.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::rc::Rc;

use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use glasslog_levels::Verdict;
use yew::Reducible;

use crate::clock::Wait;
use crate::lens::{Lens, is_about_groups};
use crate::mode::Kept;
use crate::scene::{Cluster, Place};

/// Captions that can be read again.
const CAPTIONS: usize = 80;
/// Commands that can be read again.
const COMMANDS: usize = 20;

/// Something that was wondered about, and why it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question.
    pub question: String,
    /// From what holds to what began it; and since when, where that was told.
    pub causes: Vec<(String, Option<Instant>)>,
    /// What ends it, where that can be told.
    pub ends: Option<String>,
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

/// What is chosen on the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selected {
    /// A record.
    Record(Text, PartitionIndex, Offset),
    /// A partition.
    Partition(Text, PartitionIndex),
    /// A broker.
    Broker(BrokerId),
    /// A producer, by its number in the source.
    Producer(u64),
    /// A member, by its number in the source.
    Member(u64),
    /// A group.
    Group(Text),
    /// A link between two places, those of lower numbers first.
    Link(Place, Place),
    /// The ensemble.
    Ensemble,
    /// A message on its way, by its number.
    Flight(u64),
}

/// How a caption is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As told.
    Plain,
    /// Somebody waits, or something is being put in order.
    Waiting,
    /// Refused, lost, failed.
    Bad,
}

/// A sentence about what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// When, on the source's clock.
    pub at: Instant,
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

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

impl Default for Play {
    fn default() -> Play {
        let (now, end) = (Instant::default(), Instant::default());
        let (can_undo, can_redo, jump) = (false, false, Jump::Any);
        Play { paused: false, speed: 1.0, rate: None, now, waited: None, end, can_undo, can_redo, jump }
    }
}

/// What a screen knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Store {
    /// What is drawn.
    pub cluster: Rc<Cluster>,
    /// How time passes.
    pub play: Play,
    /// The way that time took.
    pub course: Rc<Course>,
    /// What is chosen.
    pub selected: Option<Selected>,
    /// What happened, newest last.
    pub captions: VecDeque<Caption>,
    /// What of it is about groups: it is not pushed out by what happens all the time.
    pub groups_told: VecDeque<Caption>,
    /// The native tools' commands for what was done here, newest last.
    pub commands: VecDeque<String>,
    /// Whether the brokers' own topics are shown.
    pub internal: bool,
    /// How one looks at the cluster.
    pub lens: Lens,
    /// How the level stands, if it is one.
    pub lesson: Option<Rc<Lesson>>,
    /// Moments that were kept to be gone to again.
    pub kept: Kept,
    /// Whether somebody who has done nothing yet is invited to.
    pub invites: bool,
    /// Whether what stands beside the stage is drawn up, where there is no room for both.
    pub drawn: bool,
}

/// What happens to a [`Store`].
#[derive(Clone, Debug)]
pub enum Change {
    /// The source shows something new.
    Shown(Rc<Cluster>),
    /// Time passes differently.
    Playing(Play),
    /// Something happened.
    Told(Vec<Caption>),
    /// Another moment is shown: this is what had happened by then.
    Retold(Vec<Caption>),
    /// The way through time looks different.
    Course(Rc<Course>),
    /// Something was chosen; chosen again, it is let go.
    Select(Selected),
    /// Nothing is chosen any more.
    Deselect,
    /// Something was done that a native tool does with this command.
    Command(String),
    /// Show the brokers' own topics, or hide them.
    Internal(bool),
    /// Look at the cluster in another way.
    Lens(Lens),
    /// The level stands differently.
    Lesson(Rc<Lesson>),
    /// Whoever looks is invited to do something, or not any more.
    Invites(bool),
    /// A moment shall be kept under a digit.
    Kept(usize, Instant),
    /// What stands beside the stage is drawn up, or let down.
    Draw,
    /// Another world: begin anew.
    Renew,
}

impl Store {
    fn tell(&mut self, caption: Caption) {
        if is_about_groups(&caption) {
            push(&mut self.groups_told, caption.clone(), CAPTIONS);
        }
        push(&mut self.captions, caption, CAPTIONS);
    }

    /// Whether what is chosen is still there. Records stay chosen while their partition is there: they may be read again.
    fn exists(&self, selected: &Selected) -> bool {
        let cluster = &self.cluster;
        match selected {
            Selected::Record(topic, partition, _) | Selected::Partition(topic, partition) => {
                cluster.leading(topic, *partition).is_some()
            }
            Selected::Broker(id) => cluster.brokers.iter().any(|broker| broker.id == *id),
            Selected::Producer(id) => cluster.producers.iter().any(|producer| producer.id == *id),
            Selected::Member(id) => {
                cluster.groups.iter().flat_map(|group| &group.members).any(|member| member.id == *id)
            }
            Selected::Group(name) => cluster.group(name).is_some(),
            Selected::Link(one, other) => [one, other].into_iter().all(|place| match place {
                Place::Broker(id) => cluster.broker(*id).is_some(),
                _ => cluster.ensemble.is_some(),
            }),
            Selected::Ensemble => cluster.ensemble.is_some(),
            Selected::Flight(id) => cluster.flights.iter().any(|flight| flight.id == *id),
        }
    }
}

fn push<T>(list: &mut VecDeque<T>, item: T, most: usize) {
    list.push_back(item);
    if list.len() > most {
        list.pop_front();
    }
}

impl Reducible for Store {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut store = Rc::unwrap_or_clone(self);
        match change {
            Change::Shown(cluster) => {
                store.cluster = cluster;
                if store.selected.as_ref().is_some_and(|selected| !store.exists(selected)) {
                    store.selected = None;
                }
            }
            Change::Playing(play) => store.play = play,
            Change::Told(captions) => {
                for caption in captions {
                    store.tell(caption);
                }
            }
            Change::Retold(captions) => {
                store.captions.clear();
                store.groups_told.clear();
                for caption in captions {
                    store.tell(caption);
                }
            }
            Change::Course(course) => store.course = course,
            Change::Select(selected) => {
                store.selected = (store.selected.as_ref() != Some(&selected)).then_some(selected);
                store.drawn |= store.selected.is_some();
            }
            Change::Deselect => store.selected = None,
            Change::Command(command) => push(&mut store.commands, command, COMMANDS),
            Change::Internal(internal) => store.internal = internal,
            Change::Lens(lens) => store.lens = lens,
            Change::Lesson(lesson) => {
                store.drawn |= lesson.betting == Betting::Asked;
                store.lesson = Some(lesson);
            }
            Change::Draw => store.drawn = !store.drawn,
            Change::Invites(invites) => store.invites = invites,
            Change::Kept(digit, at) => store.kept = store.kept.with(digit, at),
            Change::Renew => {
                let Store { internal, lens, play, lesson, drawn, .. } = store;
                store = Store { internal, lens, play, lesson, drawn, ..Store::default() };
            }
        }
        Rc::new(store)
    }
}
