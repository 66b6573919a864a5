//! Kafka's protocol on sockets: frames in, requests to the node, answers out in the order of the requests.
//!
//! One task reads, decodes and checks for a connection, another writes its answers; a long poll does not hold up the requests
//! behind it. Fetched records go from the file to the socket without passing through this process. Everything that a peer
//! could use up is bounded in [`guard`]. Deliberately absent: what the bytes of a message mean, which is `wire`'s.

pub mod connection;
pub mod frame;
pub mod guard;
pub mod listener;
pub mod reply;
