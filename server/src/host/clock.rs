//! The machine's clocks, in the core's terms.

use std::time::{Duration, Instant as SystemInstant, SystemTime, UNIX_EPOCH};

use glasslog_core::time::{Instant, Now, Timestamp};

/// Reads both clocks. Copies of one clock agree.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: SystemInstant,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { start: SystemInstant::now() }
    }
}

impl Clock {
    /// Both clocks, now.
    #[must_use]
    pub fn now(&self) -> Now {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            instant: Instant(u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)),
            wall: Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)),
        }
    }

    /// When a machine's deadline comes; `None` when the system's clock does not reach so far.
    #[must_use]
    pub fn deadline(&self, instant: Instant) -> Option<SystemInstant> {
        // A microsecond later than asked, so that the deadline has come by our own reading.
        self.start.checked_add(Duration::from_micros(instant.0.saturating_add(1)))
    }
}
