//! A consumer as the page knows it: its place in the group, its share, what it has processed.

use glasslog_core::time::Instant;

use super::{Actor, ActorId, Happening, Port, ledger::ProcessedLedger, naive_member::NaiveMember};
use crate::{
    digest::Digest,
    settings::ConsumerSettings,
    view::{ActorRole, ActorView, ConsumerState, ConsumerView},
};

/// A consumer.
#[derive(Clone, Debug)]
pub(crate) struct ConsumerActor {
    settings: ConsumerSettings,
    ledger: ProcessedLedger,
    client: ClientCode,
    /// When it has been silent for too long.
    silent_at: Option<Instant>,
    stopped: bool,
}

#[derive(Clone, Debug)]
enum ClientCode {
    Naive(Box<NaiveMember>),
}

impl ConsumerActor {
    pub(crate) fn new(settings: ConsumerSettings, seed: u64) -> ConsumerActor {
        let _ = seed;
        let client = ClientCode::Naive(Box::new(NaiveMember::new(settings.clone())));
        ConsumerActor { settings, ledger: ProcessedLedger::default(), client, silent_at: None, stopped: false }
    }

    /// Leaves its group.
    pub(crate) fn leave(&mut self, port: &mut Port<'_>) {
        match &mut self.client {
            ClientCode::Naive(naive) => naive.leave(port),
        }
    }

    fn watch_silence(&mut self, port: &mut Port<'_>, processed_before: u64) {
        let Some(silence) = self.settings.stop_after_silence else { return };
        let reading = match &self.client {
            ClientCode::Naive(naive) => naive.state() == ConsumerState::Reading,
        };
        if !reading {
            self.silent_at = None;
        } else if self.ledger.count > processed_before || self.silent_at.is_none() {
            self.silent_at = Some(port.now.instant + silence);
        } else if self.silent_at.is_some_and(|at| at <= port.now.instant) {
            self.leave(port);
            self.stopped = true;
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
            ClientCode::Naive(naive) => naive.handle(port, &mut self.ledger, happening),
        }
        self.watch_silence(port, before);
    }

    fn wake(&self) -> Option<Instant> {
        let client = match &self.client {
            ClientCode::Naive(naive) => naive.wake(),
        };
        [self.silent_at, client].into_iter().flatten().min().filter(|_| !self.stopped)
    }

    fn view(&self, id: ActorId) -> Option<ActorView> {
        let ClientCode::Naive(naive) = &self.client;
        let (member, generation) = naive.member();
        let role = ActorRole::Consumer(ConsumerView {
            settings: self.settings.clone(),
            member: member.clone(),
            state: if self.stopped { ConsumerState::Stopped } else { naive.state() },
            generation,
            assigned: naive.assigned(),
            processed: self.ledger.records(),
            processed_count: self.ledger.count,
        });
        Some(ActorView { id, name: self.settings.name.clone(), role })
    }

    fn digest(&self, digest: &mut Digest) {
        digest.value(&(&self.settings, &self.ledger, self.silent_at, self.stopped));
        match &self.client {
            ClientCode::Naive(naive) => naive.digest(digest),
        }
    }
}
