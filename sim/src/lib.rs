//! A world for the core: virtual network, disks, clocks and clients, faults, and checks after every step.
//!
//! What it promises: the brokers in it are the core's own [`glasslog_core`] machines, told everything as inputs; the
//! same scenario, seed and actions give the same run to the bit, natively and in a browser's wasm. A [`World`] is a
//! value: a copy is a branch. Deliberately absent: real time, threads, floats, and any decision of a broker.

// much is there for the checks and the runs of seeds alone
#![cfg_attr(not(feature = "checks"), allow(dead_code, unused_imports))]

pub mod action;
mod actors;
mod broker;
#[cfg(feature = "checks")]
pub mod check;
#[cfg(not(feature = "checks"))]
#[path = "unchecked.rs"]
mod check;
mod clock;
mod code64;
pub mod digest;
pub mod disk;
mod ensemble;
#[cfg(feature = "checks")]
pub mod explore;
pub mod fault;
mod flights;
mod history;
pub mod hunt;
#[cfg(feature = "checks")]
pub mod kept;
pub mod layout;
pub mod link;
mod links;
mod loss;
mod machine;
pub mod mark;
#[cfg(feature = "mutants")]
pub mod mutants;
mod net;
mod process;
mod queue;
mod reopen;
#[cfg(feature = "checks")]
pub mod run;
pub mod scenario;
pub mod script;
pub mod settings;
#[cfg(feature = "checks")]
pub mod shrink;
#[cfg(feature = "checks")]
pub mod speed;
#[cfg(feature = "checks")]
pub mod story;
pub mod timeline;
pub mod view;
pub mod why;
pub mod witness;
mod words;
mod workload;
mod world;

pub use action::Action;
pub use actors::ActorId;
pub use clock::WALL_START;
pub use links::Link;
pub use loss::LOSS_MAX;
pub use net::{Delays, FlightId};
pub use scenario::Scenario;
pub use script::{Act, Script};
pub use timeline::Timeline;
pub use world::World;
