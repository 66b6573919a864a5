//! The page: the playground in a tab, and the eyes of a live server.

pub mod scene;
