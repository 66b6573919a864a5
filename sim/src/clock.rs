//! The world's time: one true instant, and what each broker's wall clock makes of it.

use std::time::Duration;

use glasslog_core::time::{Instant, Now, Timestamp};

/// Where every wall clock starts: 2024-01-01 00:00:00 UTC.
pub const WALL_START: Timestamp = Timestamp(1_704_067_200_000);

/// A machine's wall clock: true time and an error, which faults change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WallClock {
    /// Milliseconds ahead of the true time.
    error_ms: i64,
}

impl WallClock {
    /// Both clocks, read on this machine at the true `instant`.
    pub(crate) fn read(self, instant: Instant) -> Now {
        let true_ms = WALL_START.0 + (instant.0 / 1000) as i64;
        Now { instant, wall: Timestamp(true_ms.saturating_add(self.error_ms)) }
    }

    /// Somebody sets the clock, ahead or back.
    pub(crate) fn jump(&mut self, millis: i64) {
        self.error_ms = self.error_ms.saturating_add(millis);
    }

    /// How far it is ahead of the truth.
    pub(crate) fn error_ms(self) -> i64 {
        self.error_ms
    }
}

/// Whole microseconds of a span; saturates.
pub(crate) fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_jumps_and_the_instant_does_not() {
        let mut clock = WallClock::default();
        let before = clock.read(Instant(5_000_000));
        assert_eq!(before.wall, Timestamp(WALL_START.0 + 5000));
        clock.jump(-3_600_000);
        let after = clock.read(Instant(5_000_000));
        assert_eq!(after.instant, before.instant);
        assert_eq!(after.wall.millis_since(before.wall), -3_600_000);
    }
}
