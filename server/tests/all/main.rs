//! The server from inside its process: real sockets, real files, and layers in between that record, delay and fail.

mod answers;
mod cluster;
mod disk;
mod durability;
mod end;
mod layers;
mod page;
mod stop;
mod support;
mod tools;
mod upgrade;
