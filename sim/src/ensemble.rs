//! The ensemble that orders the cluster's metadata, and the controller that it has elected.
//!
//! It is virtual: it never loses what it has ordered, and survives every broker. Its controller may go at any time; the
//! next one begins with all that was ordered, and with nothing that its predecessor was asked. Deliberately absent: how it
//! agrees within itself.

use std::{fmt, sync::Arc};

use glasslog_core::{
    config::Config,
    controller::{Controller, ControllerEffect, ControllerInput, image::Image},
    id::{ControllerEpoch, Offset},
    metadata::{Committed, Proposal},
    time::Instant,
};

use crate::digest::Digest;

/// The ensemble.
#[derive(Clone, Debug)]
pub(crate) struct Ensemble {
    config: Arc<Config>,
    seed: u64,
    /// All metadata, in its order. Shared between copies until it changes, as the image is.
    metadata: Arc<Vec<Committed>>,
    /// What all of it amounts to.
    image: Arc<Image>,
    epoch: ControllerEpoch,
    controller: Option<Controller>,
    /// Inputs that its controllers have been called with.
    inputs: u64,
    /// When the controller is to be called, as planned last.
    timer: Option<Instant>,
}

impl Ensemble {
    /// An ensemble that has ordered nothing, and has no controller.
    pub(crate) fn new(config: Config, seed: u64) -> Ensemble {
        Ensemble {
            config: Arc::new(config),
            seed,
            metadata: Arc::default(),
            image: Arc::default(),
            epoch: ControllerEpoch(0),
            controller: None,
            inputs: 0,
            timer: None,
        }
    }

    /// All metadata, in its order.
    pub(crate) fn metadata(&self) -> &[Committed] {
        &self.metadata
    }

    /// All metadata, applied.
    pub(crate) fn image(&self) -> &Image {
        &self.image
    }

    /// The newest controller's number, and whether it is there.
    pub(crate) fn controller(&self) -> (ControllerEpoch, bool) {
        (self.epoch, self.controller.is_some())
    }

    /// Inputs that its controllers have been called with so far.
    pub(crate) fn inputs(&self) -> u64 {
        self.inputs
    }

    /// Another controller takes over. What the one before was asked is forgotten.
    pub(crate) fn elect(&mut self, now: Instant) -> Vec<ControllerEffect> {
        self.epoch = ControllerEpoch(self.epoch.0 + 1);
        let seed = self.seed.wrapping_add(self.epoch.0.unsigned_abs());
        let mut controller = Controller::new(Config::clone(&self.config), seed);
        for committed in self.metadata.iter() {
            self.inputs += 1;
            controller.handle(now, ControllerInput::Committed(committed.clone()));
        }
        self.controller = Some(controller);
        self.handle(now, ControllerInput::Elected(self.epoch))
    }

    /// The controller goes, and nobody takes over for now.
    pub(crate) fn depose(&mut self) {
        self.controller = None;
    }

    /// Something happens to the controller, if there is one. What it wants done comes back.
    pub(crate) fn handle(&mut self, now: Instant, input: ControllerInput) -> Vec<ControllerEffect> {
        let Some(controller) = &mut self.controller else { return Vec::new() };
        self.inputs += 1;
        controller.handle(now, input);
        std::iter::from_fn(|| controller.poll()).collect()
    }

    /// Its controller's deadline has come, if it is the one planned last.
    pub(crate) fn elapsed(&mut self, now: Instant, at: Instant) -> Vec<ControllerEffect> {
        if self.timer != Some(at) {
            return Vec::new();
        }
        self.timer = None;
        self.handle(now, ControllerInput::Elapsed)
    }

    /// When the controller must be called next, if that has not been planned yet.
    pub(crate) fn plan_timer(&mut self, now: Instant) -> Option<Instant> {
        let next = self.controller.as_ref()?.timeout()?.max(now);
        let sooner = self.timer.is_none_or(|planned| next < planned);
        sooner.then(|| *self.timer.insert(next))
    }

    /// A proposal takes its place in the order.
    pub(crate) fn order(&mut self, now: Instant, proposal: Proposal) -> (Committed, Vec<ControllerEffect>) {
        let committed = Committed { offset: Offset(self.metadata.len() as i64), proposal };
        Arc::make_mut(&mut self.image).apply(&committed);
        Arc::make_mut(&mut self.metadata).push(committed.clone());
        let effects = self.handle(now, ControllerInput::Committed(committed.clone()));
        (committed, effects)
    }

    /// Whether its controller is to be called at that time, as planned last.
    pub(crate) fn waits_for(&self, at: Instant) -> bool {
        self.timer == Some(at)
    }

    /// The controller, as far as it decides what happens next.
    pub(crate) fn write_state(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{:?} {:?} {:?}", self.image, self.controller, self.timer)
    }

    pub(crate) fn digest(&self, digest: &mut Digest) {
        digest.value(&(&*self.metadata, self.epoch, self.controller.is_some(), self.timer));
    }
}
