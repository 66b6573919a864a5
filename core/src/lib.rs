//! The logic of a Kafka broker.
#![no_std]
extern crate alloc;
