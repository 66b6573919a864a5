//! A consumer as the page knows it: its place in the group, its share, what it has processed.

use std::{sync::Arc, time::Duration};

use glasslog_core::time::Instant;

use super::{
    Actor, ActorId, Happening, Port, core_consumer::CoreConsumer, ledger::ProcessedLedger, naive_member::NaiveMember,
};
#[cfg(feature = "mutants")]
use crate::scenario::Planted;
use crate::{
    digest::Digest,
    settings::{Client, ConsumerSettings},
    view::{ActorRole, ActorView, ConsumerState, ConsumerView},
};

/// How long one that was sent away may take to say goodbye.
const FAREWELL_MAX: Duration = Duration::from_secs(5);

/// A consumer.
#[derive(Clone, Debug)]
pub(crate) struct ConsumerActor {
    /// Shared between copies, as its client has them.
    settings: Arc<ConsumerSettings>,
    ledger: ProcessedLedger,
    client: ClientCode,
    /// When it has been silent for too long.
    silent_at: Option<Instant>,
    stopped: bool,
    /// It was sent away, and goes at this time even if its group has not let it go.
    goes_at: Option<Instant>,
}

#[derive(Clone, Debug)]
enum ClientCode {
    Core(Box<CoreConsumer>),
    Naive(Box<NaiveMember>),
}

impl ConsumerActor {
    pub(crate) fn new(settings: ConsumerSettings, seed: u64) -> ConsumerActor {
        let settings = Arc::new(settings);
        let client = match settings.client {
            Client::Core => ClientCode::Core(Box::new(CoreConsumer::new(settings.clone(), seed))),
            Client::Naive => ClientCode::Naive(Box::new(NaiveMember::new(ConsumerSettings::clone(&settings)))),
        };
        ConsumerActor {
            settings,
            ledger: ProcessedLedger::default(),
            client,
            silent_at: None,
            stopped: false,
            goes_at: None,
        }
    }

    /// The same consumer, with a bug in its core if one is planted there.
    #[cfg(feature = "mutants")]
    pub(crate) fn with(mut self, planted: Option<Planted>) -> ConsumerActor {
        if let (ClientCode::Core(core), Some(Planted::Core(mutant))) = (&mut self.client, planted) {
            core.plant(mutant);
        }
        self
    }

    /// Leaves its group and goes.
    pub(crate) fn remove(&mut self, port: &mut Port<'_>) {
        self.leave(port);
        self.goes_at = Some(port.now.instant + FAREWELL_MAX);
    }

    /// Whether it was sent away and has nothing more to say.
    pub(crate) fn is_finished(&self, now: Instant) -> bool {
        self.goes_at.is_some_and(|at| self.stopped || at <= now)
    }

    fn leave(&mut self, port: &mut Port<'_>) {
        match &mut self.client {
            ClientCode::Core(core) => {
                core.leave(port);
                self.stopped = core.is_closed();
            }
            ClientCode::Naive(naive) => {
                naive.leave(port);
                self.stopped = true;
            }
        }
    }

    fn watch_silence(&mut self, port: &mut Port<'_>, processed_before: u64) {
        let Some(silence) = self.settings.stop_after_silence else { return };
        let ClientCode::Naive(naive) = &self.client else { return };
        let reading = naive.state() == ConsumerState::Reading;
        if !reading {
            self.silent_at = None;
        } else if self.ledger.count > processed_before || self.silent_at.is_none() {
            self.silent_at = Some(port.now.instant + silence);
        } else if self.silent_at.is_some_and(|at| at <= port.now.instant) {
            self.leave(port);
            self.silent_at = None;
        }
    }
}

impl Actor for ConsumerActor {
    fn handle(&mut self, port: &mut Port<'_>, happening: Happening) {
        if self.stopped {
            return;
        }
        let before = self.ledger.count;
        match &mut self.client {
            ClientCode::Core(core) => {
                core.handle(port, &mut self.ledger, happening);
                self.stopped = core.is_closed();
            }
            ClientCode::Naive(naive) => naive.handle(port, &mut self.ledger, happening),
        }
        self.watch_silence(port, before);
    }

    fn wake(&self) -> Option<Instant> {
        let client = match &self.client {
            ClientCode::Core(core) => core.wake(),
            ClientCode::Naive(naive) => naive.wake(),
        };
        [self.silent_at, self.goes_at, client].into_iter().flatten().min().filter(|_| !self.stopped)
    }

    fn view(&self, id: ActorId) -> Option<ActorView> {
        let ((member, generation), state, assigned) = match &self.client {
            ClientCode::Core(core) => (core.member(), core.state(), core.assigned()),
            ClientCode::Naive(naive) => (naive.member(), naive.state(), naive.assigned()),
        };
        let role = ActorRole::Consumer(ConsumerView {
            settings: ConsumerSettings::clone(&self.settings),
            member,
            state: if self.stopped { ConsumerState::Stopped } else { state },
            generation,
            assigned,
            processed: self.ledger.records(),
            processed_count: self.ledger.count,
        });
        Some(ActorView { id, name: self.settings.name.clone(), role })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.value(&(&self.settings, &self.ledger, self.silent_at, self.stopped, self.goes_at));
        match &self.client {
            ClientCode::Core(core) => core.digest(digest),
            ClientCode::Naive(naive) => naive.digest(digest),
        }
    }
}
