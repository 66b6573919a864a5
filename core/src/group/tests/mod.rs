//! Behaviour, through the public interface.

mod driver;
mod membership;
