//! What is true of a log whoever keeps it: its leader epochs and its producers' sequences.

mod epochs;
mod producers;

pub use epochs::EpochCache;
pub use producers::{ProducerEntry, ProducerTable, RecentBatch, SequenceCheck};
