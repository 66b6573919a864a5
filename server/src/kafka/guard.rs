//! What a peer may use up, and what happens beyond it: the newest is turned away, and told why in the log.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use glasslog_wire::message::ApiKey;
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::memory::{AnswerSize, Pool};

/// More than there are APIs' numbers.
const KEYS: usize = 128;

/// Every bound of the listener.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest frame, as in Kafka (`socket.request.max.bytes`).
    pub frame_bytes_max: usize,
    /// Bytes of all requests that are being read or worked on, and of their answers (`queued.max.request.bytes`).
    pub memory_bytes_max: usize,
    /// How long a request may wait for its share of that.
    pub memory_wait: Duration,
    /// Connections at a time (`max.connections`).
    pub connections_max: usize,
    /// Connections from one address at a time (`max.connections.per.ip`).
    pub connections_per_address_max: usize,
    /// Until the first frame is complete.
    pub first_frame: Duration,
    /// A frame that has begun gets this …
    pub frame_grace: Duration,
    /// … and a second for every so many bytes that have come. The same goes for answers that are taken.
    pub bytes_per_second_min: usize,
    /// Without a request for so long, a connection closes (`connections.max.idle.ms`).
    pub idle: Duration,
    /// A peer that takes nothing of an answer for so long is given up …
    pub write: Duration,
    /// Requests of one connection that may be under way; then its reading pauses.
    pub pipelined_max: usize,
    /// Bytes of answers gathered before they are sent.
    pub write_buffer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            frame_bytes_max: 100 << 20,
            memory_bytes_max: 512 << 20,
            memory_wait: Duration::from_secs(10),
            connections_max: 5_000,
            connections_per_address_max: 2_000,
            first_frame: Duration::from_secs(30),
            frame_grace: Duration::from_secs(20),
            bytes_per_second_min: 4 << 10,
            idle: Duration::from_secs(600),
            write: Duration::from_secs(60),
            pipelined_max: 64,
            write_buffer_bytes: 64 << 10,
        }
    }
}

/// Keeps count of connections and memory for one listener.
#[derive(Debug)]
pub struct Guard {
    /// The bounds.
    pub limits: Limits,
    /// What requests are lent.
    pub pool: Pool,
    answers: Arc<[[AnswerSize; 2]; KEYS]>,
    addresses: Mutex<HashMap<IpAddr, usize>>,
    connections: Arc<Semaphore>,
}

/// Why somebody was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TurnedAway {
    /// As many connections as there may be.
    #[error("{0} connections are open, as many as this broker takes")]
    TooMany(usize),
    /// As many connections as one address may have.
    #[error("{0} connections are open from this address, as many as this broker takes from one")]
    TooManyFromHere(usize),
}

/// A connection's place. Free again when this goes.
#[derive(Debug)]
pub struct Admission {
    guard: Arc<Guard>,
    address: IpAddr,
    _place: OwnedSemaphorePermit,
}

impl Guard {
    /// A guard that has admitted nobody.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Guard> {
        Arc::new(Guard {
            pool: Pool::new(limits.memory_bytes_max, limits.memory_wait),
            answers: Arc::new(std::array::from_fn(|_| Default::default())),
            connections: Arc::new(Semaphore::new(limits.connections_max)),
            addresses: Mutex::default(),
            limits,
        })
    }

    /// A guard for another listener of this process: it counts its own connections, and lends of the same memory.
    #[must_use]
    pub fn beside(&self) -> Arc<Guard> {
        Arc::new(Guard {
            pool: self.pool.clone(),
            answers: Arc::clone(&self.answers),
            connections: Arc::new(Semaphore::new(self.limits.connections_max)),
            addresses: Mutex::default(),
            limits: self.limits.clone(),
        })
    }

    /// Lets a new connection in, or not.
    ///
    /// # Errors
    /// There are too many.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Result<Admission, TurnedAway> {
        let place = Arc::clone(&self.connections)
            .try_acquire_owned()
            .map_err(|_| TurnedAway::TooMany(self.limits.connections_max))?;
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let count = addresses.entry(address).or_default();
        if *count >= self.limits.connections_per_address_max {
            return Err(TurnedAway::TooManyFromHere(self.limits.connections_per_address_max));
        }
        *count += 1;
        drop(addresses);
        Ok(Admission { guard: Arc::clone(self), address, _place: place })
    }

    /// The sizes of the answers to requests that name something, or of those that ask for all there is.
    #[must_use]
    pub fn answers(&self, key: ApiKey, names_something: bool) -> &AnswerSize {
        &self.answers[key as usize % KEYS][usize::from(names_something)]
    }

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.limits.connections_max - self.connections.available_permits()
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut addresses = self.guard.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = addresses.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                addresses.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Memory;

    #[test]
    fn connections_are_counted_in_all_and_by_address() {
        let limits = Limits { connections_max: 3, connections_per_address_max: 2, ..Limits::default() };
        let guard = Guard::new(limits);
        let (here, there): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let first = guard.admit(here).unwrap();
        let _second = guard.admit(here).unwrap();
        assert_eq!(guard.admit(here).unwrap_err(), TurnedAway::TooManyFromHere(2));
        let _third = guard.admit(there).unwrap();
        assert_eq!(guard.admit(there).unwrap_err(), TurnedAway::TooMany(3));
        assert_eq!(guard.connections(), 3);
        drop(first);
        guard.admit(here).unwrap();
    }

    #[test]
    fn all_listeners_lend_of_the_same_memory() {
        let guard = Guard::new(Limits { memory_bytes_max: 100, ..Limits::default() });
        let mut memory = Memory::default();
        assert!(guard.pool.try_raise(&mut memory, 60));
        assert!(!guard.beside().pool.try_raise(&mut Memory::default(), 60));
    }
}
