//! A script, played: the same acts at the same moments, under the same checks as the run that it was taken from.

use std::time::Duration;

use glasslog_core::{random::Random, time::Instant};

use super::{Length, Report, Run, members::Members, senders::Senders};
use crate::{
    ActorId, Link, World,
    action::Action,
    fault::Fault,
    script::{Act, Script},
};

impl Script {
    /// Plays it to its end, or until a promise is broken. A panic of the core is a violation, too (`assert`).
    #[must_use]
    pub fn play(&self) -> Report {
        Run::over(World::new(self.scenario.clone(), self.seed)).play(|run| run.follow(self))
    }
}

impl Run {
    /// A run that draws nothing: all that happens is told to it.
    fn over(world: World) -> Run {
        Run {
            seed: world.seed(),
            length: Length::default(),
            random: Random::new(world.seed(), "run"),
            faults: Vec::new(),
            pause: Duration::ZERO,
            brokers: world.scenario().brokers.clone(),
            topics: Vec::new(),
            topics_read: Vec::new(),
            producers: Vec::new(),
            consumers: Vec::new(),
            members: Members::new(world.seed()),
            senders: Senders::new(world.seed()),
            later: glasslog_core::sorted::SortedMap::new(),
            planned: 0,
            injected: glasslog_core::sorted::SortedMap::new(),
            healed_from: None,
            aims: Vec::new(),
            world,
        }
    }

    fn follow(&mut self, script: &Script) {
        if script.acts.iter().any(|act| matches!(act.action, Action::RotBit { .. })) {
            // What is asked of a world at rest depends on it.
            self.injected.insert(Fault::BitRot, 1);
        }
        self.redo(&script.acts);
        match &script.healing {
            None if self.world.violations().is_empty() => self.advance(script.end),
            None => {}
            Some(healing) => {
                self.healed_from = Some(self.world.actions().len());
                self.redo(healing);
                self.heal_the_rest(script, healing);
                self.finish();
            }
        }
    }

    /// What a script without some of its acts has left broken, or busy: nothing, where nothing was left out.
    fn heal_the_rest(&mut self, script: &Script, healing: &[Act]) {
        if !self.world.violations().is_empty() {
            return;
        }
        for link in self.world.links() {
            self.world.act(Action::SetLink { from: link.from, to: link.to, link: Link::default() });
        }
        let acts = || script.acts.iter().chain(healing);
        for act in acts() {
            let (Action::AddProducer { .. } | Action::AddSender { .. }) = act.action else { continue };
            let producer = ActorId(act.actors + 1);
            let ends = |act: &Act| match &act.action {
                Action::RemoveProducer { producer: other } | Action::SetRate { producer: other, period: None } => {
                    *other == producer
                }
                _ => false,
            };
            if !acts().any(ends) {
                self.world.act(Action::SetRate { producer, period: None });
            }
        }
    }

    /// Does what was done, each at its moment, until a promise is broken.
    fn redo(&mut self, acts: &[Act]) {
        for act in acts {
            if let (Some(before), true) = (act.at.0.checked_sub(1), self.world.violations().is_empty()) {
                self.advance(Instant(before));
            }
            if !self.world.violations().is_empty() {
                return;
            }
            self.world.redo(act);
        }
    }
}
