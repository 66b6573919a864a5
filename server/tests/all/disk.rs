//! The server's own file code on a disk that crashes, fills up and fails, at every single operation of small lives.
//!
//! [`os`] is a system over real files that fails as planned; [`model`] knows beside it what would survive a power loss: contents
//! as of the last sync, and of all that came later any subset, sector by sector and name by name.

mod dirs;
mod ledger;
mod life;
mod metadata;
mod model;
mod os;
mod rig;
mod store;
mod whole;
