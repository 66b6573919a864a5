//! Time is an argument. Two types keep its two uses apart.
//!
//! An [`Instant`] is monotonic: it decides liveness and is never persisted. A [`Timestamp`] is the
//! wall clock's: it stamps, and decides only ages that outlive a restart.

use core::{fmt, ops::Add, time::Duration};

use serde::{Deserialize, Serialize};

/// Microseconds since some moment of the host's choosing. Never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub u64);

impl Instant {
    /// Time passed since `earlier`; zero when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Instant) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    /// Saturates: a duration beyond the clock's range is "never".
    fn add(self, span: Duration) -> Instant {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Instant(self.0.saturating_add(micros))
    }
}

/// Milliseconds since 1970-01-01 UTC, as Kafka's records carry them. −1 stands for none on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// "No timestamp" on the wire.
    pub const NONE: Timestamp = Timestamp(-1);

    /// Milliseconds from `earlier` to this; negative when `earlier` is later.
    #[must_use]
    pub const fn millis_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// Both clocks, read at one moment by the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// For liveness.
    pub instant: Instant,
    /// For stamps and ages.
    pub wall: Timestamp,
}
