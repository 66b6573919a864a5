//! What is told: sentences about what happened, and answers to what was wondered about.

use glasslog_core::time::Instant;

/// How a caption is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As told.
    Plain,
    /// Somebody waits, or something is being put in order.
    Waiting,
    /// Refused, lost, failed.
    Bad,
}

/// A sentence about what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// When, on the source's clock.
    pub at: Instant,
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// Something that was wondered about, and why it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question.
    pub question: String,
    /// From what holds to what began it; and since when, where that was told.
    pub causes: Vec<(String, Option<Instant>)>,
    /// What ends it, where that can be told.
    pub ends: Option<String>,
}
