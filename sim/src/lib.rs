//! A world for the core.
mod clock;
pub mod digest;
pub mod disk;
mod queue;
