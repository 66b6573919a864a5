//! Where a [`Cluster`](crate::scene::Cluster) comes from: a world in the tab, or a server afar.

pub mod remote;
pub mod socket;
pub mod views;
pub mod words;
pub mod world;
