//! What is seldom said, and in a visit's first seconds never.

use glasslog_core::id::BrokerId;

use crate::store::Tone;

/// A broker's process has ended, for its disk was taken away from under it.
#[must_use]
#[inline(never)]
pub fn down_and_empty(broker: BrokerId) -> (Tone, String) {
    (Tone::Bad, format!("Broker {broker} is down, and its new disk is empty."))
}

/// The cluster does not do what a person asked for.
#[inline(never)]
pub(super) fn refused(what: &str) -> String {
    format!("Your {}.", what.trim_end_matches('.'))
}
