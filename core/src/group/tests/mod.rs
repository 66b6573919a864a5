//! Behaviour, through the public interface.

mod admin;
mod chaos;
mod driver;
mod membership;
mod offsets;
mod records;
mod restart;
mod statics;
