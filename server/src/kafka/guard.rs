//! What a peer may use up, and what happens beyond it: the newest is turned away, and told why in the log.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Every bound of the listener.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest frame, as in Kafka (`socket.request.max.bytes`).
    pub frame_bytes_max: usize,
    /// Bytes of all requests that are being read or worked on (`queued.max.request.bytes`).
    pub memory_bytes_max: usize,
    /// How long a frame may wait for its share of that.
    pub memory_wait: Duration,
    /// Connections at a time (`max.connections`).
    pub connections_max: usize,
    /// Connections from one address at a time (`max.connections.per.ip`).
    pub connections_per_address_max: usize,
    /// Until the first frame is complete.
    pub first_frame: Duration,
    /// A frame that has begun gets this …
    pub frame_grace: Duration,
    /// … and a second for every so many bytes that have come.
    pub bytes_per_second_min: usize,
    /// Without a request for so long, a connection closes (`connections.max.idle.ms`).
    pub idle: Duration,
    /// A peer that takes nothing of an answer for so long is given up.
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
    memory: Arc<Semaphore>,
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

/// Memory that a request was granted. Free again when this goes.
#[derive(Debug, Default)]
pub struct Memory(Option<OwnedSemaphorePermit>);

impl Guard {
    /// A guard that has admitted nobody.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Guard> {
        Arc::new(Guard {
            memory: Arc::new(Semaphore::new(limits.memory_bytes_max)),
            connections: Arc::new(Semaphore::new(limits.connections_max)),
            addresses: Mutex::default(),
            limits,
        })
    }

    /// A guard for another listener of this process: it counts its own connections, and lends of the same memory.
    #[must_use]
    pub fn beside(&self) -> Arc<Guard> {
        Arc::new(Guard {
            memory: Arc::clone(&self.memory),
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

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.limits.connections_max - self.connections.available_permits()
    }

    /// Grants `more` bytes on top of what `memory` has. False when they did not come free in time: the newest goes.
    pub async fn grant(&self, memory: &mut Memory, more: usize) -> bool {
        let Ok(more) = u32::try_from(more) else { return false };
        let wait = tokio::time::timeout(self.limits.memory_wait, Arc::clone(&self.memory).acquire_many_owned(more));
        match wait.await {
            Ok(Ok(permit)) => {
                match &mut memory.0 {
                    Some(held) => held.merge(permit),
                    none => *none = Some(permit),
                }
                true
            }
            _ => false,
        }
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

    #[tokio::test]
    async fn memory_is_lent_and_comes_back() {
        let limits = Limits { memory_bytes_max: 100, memory_wait: Duration::from_millis(10), ..Limits::default() };
        let guard = Guard::new(limits);
        let (mut one, mut other) = (Memory::default(), Memory::default());
        assert!(guard.grant(&mut one, 60).await);
        assert!(guard.grant(&mut one, 30).await);
        assert!(!guard.grant(&mut other, 60).await, "there are only 10 left");
        drop(one);
        assert!(guard.grant(&mut other, 60).await);
        assert!(!guard.grant(&mut other, usize::MAX).await);
        assert!(!guard.beside().grant(&mut Memory::default(), 60).await, "all listeners lend of the same");
    }
}
