//! Requests that wait, joined over their partitions: Kafka calls it purgatory.
//!
//! A request waits for several things at once and is answered when all have happened, or when its time is up.
//! Nothing here knows what they are: the node settles one slot after the other.

use crate::sorted::{SortedMap, SortedSet};
use alloc::{boxed::Box, vec::Vec};

use crate::{
    group::AppendToken,
    id::{AskId, ClientId, RequestId},
    limit,
    parked::ParkedFetch,
    response::{ProducedPartition, Response, Span},
    time::Instant,
};

/// Identifies a waiting request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaitId(u64);

impl WaitId {
    /// The least that there may be.
    pub(crate) const FIRST: WaitId = WaitId(0);
    /// The greatest that there may be.
    pub(crate) const LAST: WaitId = WaitId(u64::MAX);
}

/// Who is told when a partition's offset is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// A part of a waiting request.
    Slot(WaitId, u32),
    /// The group coordinator.
    Group(AppendToken),
}

/// A request that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) client: ClientId,
    pub(crate) id: RequestId,
    /// When it came.
    pub(crate) since: Instant,
    pub(crate) deadline: Instant,
    pub(crate) what: What,
}

/// What it waits for.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Until what was appended is as safe as was asked for; the results are ready but for these slots.
    Produced { open: Vec<u32>, results: Vec<ProducedPartition> },
    /// Until every slot is settled; the response is ready but for those.
    Slots { open: Vec<u32>, response: Box<Response<Span>> },
    /// Until so many more bytes can be read.
    Bytes { missing: u64, fetch: ParkedFetch },
    /// Until the controller has answered; if it does not, this is the answer.
    Asked { ask: AskId, late: Box<Response<Span>> },
}

impl What {
    /// The response that is ready but for its open slots; none of a produce request, which has results.
    pub(crate) fn response_mut(&mut self) -> Option<&mut Response<Span>> {
        match self {
            What::Slots { response, .. } => Some(response),
            _ => None,
        }
    }

    /// What a request is answered that needs nothing more, and its slots that are still open. None of a fetch, which is answered with
    /// what can be read by then.
    pub(crate) fn into_response(self) -> Result<(Response<Span>, Vec<u32>), ParkedFetch> {
        match self {
            What::Produced { open, results } => Ok((Response::Produce(results), open)),
            What::Slots { open, response } => Ok((*response, open)),
            What::Asked { late, .. } => Ok((*late, Vec::new())),
            What::Bytes { fetch, .. } => Err(fetch),
        }
    }
}

/// All requests that wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct WaitingRoom {
    requests: SortedMap<WaitId, Waiting>,
    deadlines: SortedSet<(Instant, WaitId)>,
    clients: SortedSet<(ClientId, WaitId)>,
    taken: u64,
}

impl WaitingRoom {
    /// A fresh number, to hand out before the request is put in.
    pub(crate) fn number(&mut self) -> WaitId {
        self.taken += 1;
        WaitId(self.taken)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.requests.len() >= limit::WAITING_REQUESTS
    }

    pub(crate) fn insert(&mut self, number: WaitId, waiting: Waiting) {
        self.deadlines.insert((waiting.deadline, number));
        self.clients.insert((waiting.client, number));
        self.requests.insert(number, waiting);
    }

    pub(crate) fn get_mut(&mut self, number: WaitId) -> Option<&mut Waiting> {
        self.requests.get_mut(&number)
    }

    pub(crate) fn remove(&mut self, number: WaitId) -> Option<Waiting> {
        let waiting = self.requests.remove(&number)?;
        self.deadlines.remove(&(waiting.deadline, number));
        self.clients.remove(&(waiting.client, number));
        Some(waiting)
    }

    /// Settles a slot; `settle` writes its outcome into what is ready. Gives the request back when it was the last one.
    pub(crate) fn settle(&mut self, number: WaitId, slot: u32, settle: impl FnOnce(&mut What)) -> Option<Waiting> {
        let waiting = self.requests.get_mut(&number)?;
        let (What::Produced { open, .. } | What::Slots { open, .. }) = &mut waiting.what else { return None };
        let place = open.iter().position(|other| *other == slot)?;
        open.swap_remove(place);
        let is_last = open.is_empty();
        settle(&mut waiting.what);
        if is_last { self.remove(number) } else { None }
    }

    /// A request whose time is up.
    pub(crate) fn pop_overdue(&mut self, now: Instant) -> Option<(WaitId, Waiting)> {
        let &(deadline, number) = self.deadlines.first()?;
        if deadline > now {
            return None;
        }
        self.remove(number).map(|waiting| (number, waiting))
    }

    /// The next deadline.
    pub(crate) fn timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Any request of this client's.
    pub(crate) fn of_client(&self, client: ClientId) -> Option<WaitId> {
        self.clients.range((client, WaitId::FIRST)..=(client, WaitId::LAST)).next().map(|(_, number)| *number)
    }

    /// Any request at all.
    pub(crate) fn any(&self) -> Option<WaitId> {
        self.requests.keys().next().copied()
    }

    /// How many requests wait.
    pub(crate) fn len(&self) -> usize {
        self.requests.len()
    }
}
