//! The page: the playground in a tab, and the eyes of a live server.
//!
//! Not one rule of Kafka is written here. Everything shown comes from [`glasslog_core::view`] and from a world's actors.

pub mod app;
pub mod clock;
pub mod commands;
pub mod depth;
pub mod dom;
pub mod focus;
pub mod help;
pub mod keys;
pub mod lazy;
pub mod learn;
pub mod lens;
pub mod link;
pub mod live;
pub mod mode;
pub mod motion;
pub mod panels;
pub mod sandbox;
pub mod scene;
pub mod settings;
pub mod source;
pub mod stage;
pub mod store;
pub mod text;
