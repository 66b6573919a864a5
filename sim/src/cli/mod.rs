//! The command line: which runs, on how many cores, and how they are told.

pub(crate) mod fleet;
pub(crate) mod json;
pub(crate) mod mutants;
pub(crate) mod options;
pub(crate) mod scopes;
pub(crate) mod seeds;
pub(crate) mod single;
pub(crate) mod speed;
mod tally;
