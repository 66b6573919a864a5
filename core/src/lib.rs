//! The logic of a Kafka broker: no I/O, no clock, no dice, no threads.
#![no_std]

extern crate alloc;

pub mod client;
pub mod config;
pub mod controller;
mod distinct;
pub mod effect;
pub mod error;
mod fetcher;
pub mod group;
pub mod id;
pub mod input;
pub mod journal;
pub mod limit;
pub mod log;
pub mod metadata;
#[cfg(feature = "mutants")]
pub mod mutant;
#[cfg(not(feature = "mutants"))]
mod mutant;
pub mod name;
pub mod node;
mod parked;
mod partition;
pub mod random;
mod recent;
pub mod record;
pub mod request;
pub mod response;
pub mod settings;
pub mod sorted;
pub mod storage;
pub mod store;
pub mod time;
pub mod view;
mod waiting;
pub mod watch;
