//! How long to wait before trying again.

use core::time::Duration;

use crate::random::Random;

/// Doubles from `first` to `max`, a fifth more or less by chance, so that clients do not return together (KIP-580).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first wait (`retry.backoff.ms`).
    pub first: Duration,
    /// The longest (`retry.backoff.max.ms`).
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_millis(100), max: Duration::from_secs(1) }
    }
}

impl Backoff {
    /// The wait after this many failures.
    pub(super) fn after(&self, failures: u32, random: &mut Random) -> Duration {
        let doubled = self.first.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(self.max);
        let micros = u64::try_from(doubled.as_micros()).unwrap_or(u64::MAX / 2);
        Duration::from_micros(micros - micros / 5 + random.below(micros / 5 * 2 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_limit() {
        let (backoff, mut random) = (Backoff::default(), Random::new(1, "test"));
        for (failures, millis) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1_000), (60, 1_000)] {
            let wait = backoff.after(failures, &mut random).as_millis();
            assert!((millis * 8 / 10..=millis * 12 / 10).contains(&wait), "{failures}: {wait}");
        }
    }
}
