//! Consumers of a run as members of their groups: in many runs as most are, in others static, cooperative, or greedy.

use std::time::Duration;

use glasslog_core::{name::Text, random::Random};

use crate::{
    action::Action,
    actors::ActorId,
    settings::{Assignor, Client, ConsumerSettings, Membership},
};

/// What the members of a run are like.
pub(super) struct Members {
    random: Random,
    /// All share in the way that keeps what they have.
    cooperative: bool,
    /// All have names that outlive them.
    are_static: bool,
    /// All take several records a poll.
    greedy: bool,
    /// Who has which name.
    names: Vec<(ActorId, Text)>,
}

impl Members {
    /// Has its own chance, so that nothing else of a run hangs on it.
    pub(super) fn new(seed: u64) -> Members {
        let mut random = Random::new(seed, "members");
        let unusual = random.below(2) == 0;
        let mut some = || unusual && random.below(2) == 0;
        let (cooperative, are_static, greedy) = (some(), some(), some());
        Members { random, cooperative, are_static, greedy, names: Vec::new() }
    }

    /// What brings such a consumer, and the name that it bears. `living`: who there is.
    pub(super) fn action(&mut self, mut settings: ConsumerSettings, living: &[ActorId]) -> (Action, Option<Text>) {
        let mut membership = Membership::default();
        if self.cooperative {
            // All members of a group must speak one protocol, and the hand-scripted ones know only the other.
            (membership.assignor, settings.client) = (Assignor::Cooperative, Client::Core);
        }
        if self.greedy {
            membership.poll_records = 1 + self.random.below(20) as u32;
            membership.max_poll_interval = Duration::from_secs(6 + self.random.below(20));
        }
        if self.are_static && settings.client == Client::Core {
            // A name is free again when whoever bore it is gone, one way or another.
            self.names.retain(|(actor, _)| living.contains(actor));
            let free = (0..).map(|number| Text::from(format!("static-{number}")));
            let taken = |name: &Text| self.names.iter().any(|(_, other)| other == name);
            membership.instance = free.into_iter().find(|name| !taken(name));
        }
        let name = membership.instance.clone();
        (Action::consumer(settings, membership), name)
    }

    /// This one bears a name.
    pub(super) fn named(&mut self, actor: ActorId, name: Text) {
        self.names.push((actor, name));
    }
}
