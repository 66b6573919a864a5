//! Going through a world's time: to another moment, before the last act, over to another branch; and what the way looks like.

use std::rc::Rc;

use glasslog_core::effect::Note;
use glasslog_core::name::is_internal_topic;
use glasslog_core::time::Instant;
use glasslog_core::view::Seq;
use glasslog_sim::link::Moment;
use glasslog_sim::timeline::BranchId;
use glasslog_sim::view::{ActorRole, ProcessState, Tale};

use super::Tab;
use super::compose::given_name;
use crate::store::{Bough, Course, Mark, MarkKind, Shed};
use crate::text::branch;

/// So many branches that made room are offered as files; older ones are gone.
const SHED: usize = 3;

/// How a tale is marked on the way, if it is.
pub(super) fn kind(tale: &Tale) -> Option<MarkKind> {
    match tale {
        Tale::Process(_, ProcessState::Down) | Tale::DiskFailed(..) | Tale::Controller(Note::BrokerFenced { .. }) => {
            Some(MarkKind::Death)
        }
        Tale::Broker(_, Note::LeadershipBegins { topic, leader_epoch, .. })
            if leader_epoch.0 > 0 && !is_internal_topic(topic) =>
        {
            Some(MarkKind::Election)
        }
        Tale::Broker(_, Note::Truncated { topic, .. }) if !is_internal_topic(topic) => Some(MarkKind::Death),
        Tale::Broker(_, Note::Rebalancing { .. }) => Some(MarkKind::Rebalance),
        Tale::Acted(_) => Some(MarkKind::Act),
        _ => None,
    }
}

impl Tab {
    /// Goes to a moment, back or ahead.
    pub fn seek(&mut self, at: Instant) {
        self.travel(at);
        self.arrive();
    }

    /// Goes to the moment before the last act, if there was one.
    pub fn undo(&mut self) {
        self.interrupt();
        if self.line.done() > self.scene_acts() && self.line.undo().is_some() {
            self.arrive();
        }
    }

    /// Goes to the moment after the next act that was undone, or gone back before.
    #[inline(never)]
    pub fn redo(&mut self) {
        self.interrupt();
        if self.line.redo_next().is_some() {
            self.arrive();
        }
    }

    /// Goes over to another branch, at the same time.
    pub fn switch(&mut self, branch: usize) {
        self.interrupt();
        self.line.switch(BranchId(branch));
        self.arrive();
    }

    /// All marked moments of this branch, in their order.
    pub fn marks(&self) -> impl Iterator<Item = Instant> + '_ {
        let marked = self.line.events(self.line.here()).iter().filter(|told| kind(&told.what).is_some());
        marked.map(|told| told.at).filter(|at| *at > Instant(0))
    }

    /// Whoever comes back to this run is shown all of it anew.
    #[inline(never)]
    pub fn show_anew(&mut self) {
        if !std::mem::replace(&mut self.course_changed, true) {
            self.tell("Your run, as you left it.");
        }
    }

    /// The way so far, if it has changed since it was asked for.
    pub fn take_course(&mut self) -> Option<Rc<Course>> {
        std::mem::take(&mut self.course_changed).then(|| Rc::new(self.course()))
    }

    /// Whether the captions replace all that were told: another moment was gone to. Asked once, forgotten.
    pub fn take_retold(&mut self) -> bool {
        std::mem::take(&mut self.retold)
    }

    pub(super) fn course(&self) -> Course {
        let here = self.line.here();
        let marks = self.line.events(here).iter().filter(|told| told.at > Instant(0));
        let marks = marks.filter_map(|told| Some(Mark { at: told.at, kind: kind(&told.what)? })).collect();
        let boughs: Vec<Bough> = self
            .line
            .branches()
            .into_iter()
            .map(|(id, fork, end)| Bough {
                id: id.0,
                from: fork.map(|fork| fork.from.0),
                left_at: fork.map(|fork| fork.at),
                end,
            })
            .collect();
        let other = self.line.branches().iter().find(|(id, ..)| *id == here).and_then(|(_, fork, _)| *fork);
        let difference = other.and_then(|fork| self.line.first_difference(fork.from, here)).and_then(|d| d.at());
        let waits = self.waits.of(&boughs, here.0);
        Course { marks, boughs, here: here.0, difference, waits, shed: self.shed.clone() }
    }

    /// Besides the branch that is shown, only the one that it has left is kept: any other becomes a file.
    #[inline(never)]
    pub(super) fn keep_two(&mut self) {
        let branches = self.line.branches();
        if branches.len() <= 2 {
            return;
        }
        let here = self.line.here();
        let left = branches.iter().find(|(id, ..)| *id == here).and_then(|(_, fork, _)| fork.map(|fork| fork.from));
        for (id, fork, end) in branches.iter().filter(|(id, ..)| *id != here && Some(*id) != left) {
            let heirs =
                branches.iter().filter_map(|(heir, fork, _)| Some((heir.0, fork.filter(|fork| fork.from == *id)?.at)));
            self.waits.inherit(id.0, &heirs.collect::<Vec<_>>());
            let Some(script) = self.line.shed(*id) else { continue };
            let at = fork.map_or(*end, |fork| fork.at);
            let Some(file) = (Moment { script, at }).file() else { continue };
            self.shed.push(Rc::new(Shed { id: id.0, file }));
            let name = branch(id.0);
            self.tell(&format!("Two branches are kept: branch {name} can be saved as a file, below."));
        }
        self.shed.drain(..self.shed.len().saturating_sub(SHED));
    }

    /// Everything is looked at anew: another moment has become the present.
    pub(super) fn arrive(&mut self) {
        self.clock.set(self.line.now());
        self.forget_wait();
        self.views.clear();
        self.contents = Rc::default();
        self.flights.clear();
        self.cargo.clear();
        self.falls.clear();
        self.members.clear();
        self.followed = None;
        self.first = super::story::First::Over;
        self.recorder = None;
        self.unmeasured = true;
        self.captions.clear();
        self.chronicle = super::Chronicle::default();
        self.name_actors_anew();
        self.told = 0;
        self.steps = u64::MAX;
        let tales = self.line.events_since(0).to_vec();
        self.told = self.line.told();
        tales.iter().for_each(|told| self.hear(told));
        self.see_who_is_down();
        self.look();
        self.retold = true;
        self.course_changed = true;
        self.changed = true;
    }

    /// What brokers that are down showed last, for what is on their disks is still there.
    fn see_who_is_down(&mut self) {
        for status in self.line.world().brokers() {
            let Some(step) = self.chronicle.down_since.get(&status.id).and_then(|step| step.checked_sub(1)) else {
                continue;
            };
            let mut past = self.line.clone();
            past.seek_step(step);
            let (incarnation, views) = self.views.entry(status.id).or_default();
            *incarnation = status.incarnation;
            views.apply(past.node_changes(status.id, Seq(0)));
        }
    }

    /// Who is not there any more loses the name: on another branch somebody else may have the number.
    fn name_actors_anew(&mut self) {
        let actors = self.line.world().actors();
        self.labels.retain(|id, label| {
            actors.iter().any(|actor| {
                let (name, produces) = match &actor.role {
                    ActorRole::Producer(producer) => (&producer.settings.name, true),
                    ActorRole::Consumer(consumer) => (&consumer.settings.name, false),
                };
                let same = given_name(name).map_or(produces == label.starts_with('P'), |name| *label == name);
                actor.id.0 == *id && same
            })
        });
        let number = |label: &String| label.trim_start_matches(char::is_alphabetic).parse().unwrap_or(0);
        let labelled = |id: u32| self.labels.get(&id).map(number);
        self.producers = 0;
        self.counts.clear();
        for actor in &actors {
            let Some(number) = labelled(actor.id.0) else { continue };
            let count = match &actor.role {
                ActorRole::Producer(_) => &mut self.producers,
                ActorRole::Consumer(consumer) => self.counts.entry(consumer.settings.group.clone()).or_default(),
            };
            *count = number.max(*count);
        }
    }
}
