//! One partition as its consumer sees it.

use alloc::{boxed::Box, sync::Arc};
use core::ops::{Deref, DerefMut};

use crate::{id::Offset, time::Instant};

use super::{buffer::Buffer, config::Reset};

/// What changes with every question about it, beside what changes with news only: that is shared between copies until then.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    /// A request about it is under way.
    pub(super) asking: bool,
    known: Arc<Known>,
}

#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Changes whenever the position does not come from reading on.
    pub(super) serial: u64,
    pub(super) phase: Phase,
    pub(super) paused: bool,
    pub(super) buffer: Option<Box<Buffer>>,
    /// Behind the last record processed.
    pub(super) processed: Option<Offset>,
    pub(super) committed: Option<Offset>,
    pub(super) high_watermark: Option<Offset>,
    pub(super) not_before: Instant,
    pub(super) failures: u32,
}

/// What is to be found out, or done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Where did the group get to?
    Committed,
    /// Where is the start, or the end?
    Reset(Reset),
    /// Nowhere to read, until somebody seeks.
    Lost,
    /// Read from here.
    Reading(Offset),
}

impl Partition {
    pub(super) fn new(serial: u64, phase: Phase) -> Self {
        let known = Known {
            serial,
            phase,
            paused: false,
            buffer: None,
            processed: None,
            committed: None,
            high_watermark: None,
            not_before: Instant(0),
            failures: 0,
        };
        Self { asking: false, known: Arc::new(known) }
    }

    pub(super) fn search(&mut self, serial: u64, phase: Phase) {
        (self.serial, self.phase, self.buffer, self.asking) = (serial, phase, None, false);
        (self.not_before, self.failures) = (Instant(0), 0);
    }

    pub(super) fn position(&self) -> Option<Offset> {
        match self.phase {
            Phase::Reading(offset) => Some(offset),
            _ => None,
        }
    }

    pub(super) fn is_searching(&self) -> bool {
        matches!(self.phase, Phase::Committed | Phase::Reset(Reset::Earliest | Reset::Latest))
    }

    /// Whether it may be asked about now.
    pub(super) fn is_free(&self, now: Instant) -> bool {
        !self.asking && self.not_before <= now
    }

    /// What a commit would say.
    pub(super) fn uncommitted(&self) -> Option<Offset> {
        self.processed.filter(|processed| self.committed != Some(*processed))
    }
}

impl Deref for Partition {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

impl DerefMut for Partition {
    fn deref_mut(&mut self) -> &mut Known {
        Arc::make_mut(&mut self.known)
    }
}
