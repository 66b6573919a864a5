//! The page, its WebSocket, `/healthz` and `/metrics`.
//!
//! Everything served lies inside the binary or in memory; no path of a request ever reaches the file system. Deliberately
//! absent: TLS and passwords, so by default only this machine can connect.

mod page;
mod serve;
mod ws;

pub use serve::{Site, listen};
pub use ws::Lender;
