//! The protocol of Kafka.
#![no_std]
extern crate alloc;
