//! The tests from outside, in one binary. `cargo xtask test` runs them; `cargo xtask test --only clients` one part.

mod browser;
mod clients;
mod crash;
mod failover;
mod hostile;
mod start;
mod tutorial;
