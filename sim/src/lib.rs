//! A world for the core.
