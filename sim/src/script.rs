//! A run as data: a scenario, a seed, and what was done when. All else follows.
//!
//! A script is what a failing run is cut down to, what a test replays, and what a link holds. Acts name their moments by
//! the clock and not by counting steps: one may be left out, and the others still happen when they did.

use glasslog_core::time::Instant;
use serde::{Deserialize, Serialize};

use crate::{World, action::Action, scenario::Scenario};

/// Something that was done to a world, with its moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// When.
    pub at: Instant,
    /// After so many events of that very instant.
    pub after: u32,
    /// So many actors had been made by then: the number of the next follows from it, whoever else is left out.
    pub actors: u32,
    /// What.
    pub action: Action,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// How the world begins.
    pub scenario: Scenario,
    /// All the randomness there is.
    pub seed: u64,
    /// What is done to it, in order.
    pub acts: Vec<Act>,
    /// When the run ends, unless it is healed.
    pub end: Instant,
    /// What heals the world after all that: then everything must come to rest.
    pub healing: Option<Vec<Act>>,
}

impl Script {
    /// What has been done to a world, up to now.
    #[must_use]
    pub fn of(world: &World) -> Script {
        let opening = world.scenario().opening.len();
        Script {
            scenario: world.scenario().clone(),
            seed: world.seed(),
            acts: world.actions().get(opening..).unwrap_or_default().to_vec(),
            end: world.now(),
            healing: None,
        }
    }

    /// How many events it is made of: acts, and what the scenario opens with.
    #[must_use]
    pub fn events(&self) -> usize {
        self.acts.len() + self.scenario.opening.len()
    }
}
