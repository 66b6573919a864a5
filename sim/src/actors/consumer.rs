//! A consumer as the page knows it: its place in the group, its share, what it has processed. It outlives its processes.

use std::{sync::Arc, time::Duration};

use glasslog_core::{random::Random, time::Instant};

use super::{
    Actor, ActorId, Happening, Port, core_consumer::CoreConsumer, ledger::ProcessedLedger, naive_member::NaiveMember,
};
#[cfg(feature = "mutants")]
use crate::scenario::Planted;
use crate::{
    digest::Digest,
    settings::{Client, ConsumerSettings, Membership},
    view::{ActorRole, ActorView, ConsumerState, ConsumerView},
};

/// How long one that was sent away may take to say goodbye.
const FAREWELL_MAX: Duration = Duration::from_secs(5);

/// A consumer.
#[derive(Clone, Debug)]
pub(crate) struct ConsumerActor {
    /// Shared between copies, as its client has them.
    settings: Arc<ConsumerSettings>,
    /// None of one that is a member as most are.
    membership: Option<Arc<Membership>>,
    ledger: ProcessedLedger,
    client: ClientCode,
    /// All chance of its next process.
    seed: u64,
    /// When it has been silent for too long.
    silent_at: Option<Instant>,
    stopped: bool,
    /// It was sent away, and goes at this time even if its group has not let it go.
    goes_at: Option<Instant>,
    restart: Option<Restart>,
    #[cfg(feature = "mutants")]
    planted: Option<Planted>,
}

/// A restart that was asked for.
#[derive(Clone, Copy, Debug)]
enum Restart {
    /// It is to be stopped then, and to be back.
    Due(Instant, Instant),
    /// It was stopped, and is to be back then.
    Away(Instant),
}

#[derive(Clone, Debug)]
enum ClientCode {
    Core(Box<CoreConsumer>),
    Naive(Box<NaiveMember>),
}

impl ClientCode {
    fn new(settings: &Arc<ConsumerSettings>, membership: Option<&Membership>, seed: u64) -> ClientCode {
        match settings.client {
            Client::Core => {
                let usual = Membership::default();
                let membership = membership.unwrap_or(&usual);
                ClientCode::Core(Box::new(CoreConsumer::new(settings.clone(), membership, seed)))
            }
            Client::Naive => ClientCode::Naive(Box::new(NaiveMember::new(ConsumerSettings::clone(settings)))),
        }
    }
}

impl ConsumerActor {
    pub(crate) fn new(settings: ConsumerSettings, membership: Option<Membership>, seed: u64) -> ConsumerActor {
        let settings = Arc::new(settings);
        let client = ClientCode::new(&settings, membership.as_ref(), seed);
        ConsumerActor {
            settings,
            membership: membership.map(Arc::new),
            ledger: ProcessedLedger::default(),
            client,
            seed,
            silent_at: None,
            stopped: false,
            goes_at: None,
            restart: None,
            #[cfg(feature = "mutants")]
            planted: None,
        }
    }

    /// The same consumer, with a bug in its core if one is planted there.
    #[cfg(feature = "mutants")]
    pub(crate) fn with(mut self, planted: Option<Planted>) -> ConsumerActor {
        self.planted = planted;
        self.plant();
        self
    }

    #[cfg(feature = "mutants")]
    fn plant(&mut self) {
        if let (ClientCode::Core(core), Some(Planted::Core(mutant))) = (&mut self.client, self.planted) {
            core.plant(mutant);
        }
    }

    /// Its process is to be stopped in good order at one time, and to be started at the other.
    pub(crate) fn restart(&mut self, leaves: Instant, back: Instant) {
        let away = matches!(self.restart, Some(Restart::Away(_)));
        if !away && self.goes_at.is_none() {
            self.restart = Some(Restart::Due(leaves, back));
        }
    }

    /// Goes and comes as was asked for.
    #[inline(never)]
    fn go_and_come(&mut self, port: &mut Port<'_>) {
        let now = port.now.instant;
        if let Some(Restart::Due(leaves, back)) = self.restart
            && leaves <= now
        {
            self.leave(port);
            self.restart = Some(Restart::Away(back));
        }
        if let Some(Restart::Away(back)) = self.restart
            && back <= now
        {
            match &mut self.client {
                ClientCode::Core(core) => core.hang_up(port),
                ClientCode::Naive(naive) => naive.hang_up(port),
            }
            self.seed = Random::new(self.seed, "restart").next_u64();
            self.client = ClientCode::new(&self.settings, self.membership.as_deref(), self.seed);
            #[cfg(feature = "mutants")]
            self.plant();
            (self.restart, self.stopped, self.silent_at) = (None, false, None);
        }
    }

    /// Leaves its group and goes.
    pub(crate) fn remove(&mut self, port: &mut Port<'_>) {
        self.restart = None;
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
        if self.restart.is_some() {
            self.go_and_come(port);
        }
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
        let restart = self.restart.map(|restart| match restart {
            Restart::Due(at, _) | Restart::Away(at) => at,
        });
        let work = [self.silent_at, self.goes_at, client].into_iter().flatten().min().filter(|_| !self.stopped);
        work.into_iter().chain(restart).min()
    }

    fn view(&self, id: ActorId) -> Option<ActorView> {
        let ((member, generation), state, assigned) = match &self.client {
            ClientCode::Core(core) => (core.member(), core.state(), core.assigned()),
            ClientCode::Naive(naive) => (naive.member(), naive.state(), naive.assigned()),
        };
        let role = ActorRole::Consumer(ConsumerView {
            settings: ConsumerSettings::clone(&self.settings),
            membership: self.membership.as_deref().cloned().unwrap_or_default(),
            member,
            state: match self.restart {
                Some(Restart::Away(back)) => ConsumerState::Away(back),
                _ if self.stopped => ConsumerState::Stopped,
                _ => state,
            },
            generation,
            assigned,
            processed: self.ledger.records(),
            processed_count: self.ledger.count,
        });
        Some(ActorView { id, name: self.settings.name.clone(), role })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.value(&(&self.settings, &self.ledger, self.silent_at, self.stopped, self.goes_at));
        // What most consumers do without leaves their digests as they were.
        if let Some(membership) = &self.membership {
            digest.value(membership.as_ref());
        }
        if let Some(Restart::Due(at, _) | Restart::Away(at)) = self.restart {
            digest.value(&(at, self.seed));
        }
        match &self.client {
            ClientCode::Core(core) => core.digest(digest),
            ClientCode::Naive(naive) => naive.digest(digest),
        }
    }
}
