//! What a screen knows, and how that changes: a reducer without any effect on the outside.

mod lesson;
#[cfg(test)]
mod tests;
mod time;
mod told;

use std::collections::VecDeque;
use std::rc::Rc;

use glasslog_core::id::{BrokerId, Offset, PartitionIndex};
use glasslog_core::name::Text;
use glasslog_core::time::Instant;
use yew::Reducible;

use crate::lens::{Lens, is_about_groups};
use crate::mode::Kept;
use crate::scene::{Cluster, Place};
pub use lesson::{Betting, Lesson};
pub use time::{Bough, Course, Differs, Jump, Mark, MarkKind, Play, Shared, Shed};
pub use told::{Answered, Caption, Tone};

/// Captions that can be read again.
const CAPTIONS: usize = 80;
/// Commands that can be read again.
const COMMANDS: usize = 20;

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
