//! Producers of a run as they send again: in many runs as most do, in others seldom, impatiently, or many at once.

use std::time::Duration;

use glasslog_core::{client::producer::IN_FLIGHT_MAX, random::Random, request::Acks};

use crate::{
    action::Action,
    settings::{Client, ProducerSettings, Sending},
};

/// What the producers of a run are like.
pub(super) struct Senders {
    random: Random,
    /// Each in a way of its own.
    unusual: bool,
}

impl Senders {
    /// Has its own chance, so that nothing else of a run hangs on it.
    pub(super) fn new(seed: u64) -> Senders {
        let mut random = Random::new(seed, "senders");
        let unusual = random.below(3) == 0;
        Senders { random, unusual }
    }

    /// What brings such a producer. The hand-scripted ones have their own way.
    pub(super) fn action(&mut self, settings: ProducerSettings) -> Action {
        let mut sending = Sending::default();
        if self.unusual && settings.client == Client::Core {
            let random = &mut self.random;
            let is_idempotent = settings.idempotent && settings.acks == Acks::All;
            sending.retries = (random.below(3) > 0).then(|| random.below(5) as u32);
            sending.in_flight = 1 + random.below(if is_idempotent { IN_FLIGHT_MAX.into() } else { 12 }) as u32;
            sending.request_timeout = Duration::from_millis(500 + random.below(10_000));
            sending.delivery_timeout = sending.request_timeout + Duration::from_millis(random.below(20_000));
        }
        Action::producer(settings, sending)
    }
}
