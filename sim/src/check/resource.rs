//! Resources: X1–X3. Queues are bounded, requests answered once and in order, deadlines kept.

use glasslog_core::sorted::SortedMap;
use std::collections::VecDeque;

use glasslog_core::{
    id::{BrokerId, ClientId, RequestId},
    limit,
    time::Instant,
};

use super::Verdicts;

/// One request on a connection.
#[derive(Clone, Copy, Debug)]
struct Asked {
    id: RequestId,
    /// There must be no answer.
    silent: bool,
    /// The node is done with it.
    replied: bool,
}

/// The checks on resources.
#[derive(Clone, Debug, Default)]
pub(super) struct ResourceChecks {
    connections: SortedMap<(BrokerId, ClientId), VecDeque<Asked>>,
}

impl ResourceChecks {
    pub(super) fn started(&mut self, broker: BrokerId) {
        self.died(broker);
    }

    pub(super) fn died(&mut self, broker: BrokerId) {
        self.connections.retain(|(other, _), _| *other != broker);
    }

    pub(super) fn asked(&mut self, broker: BrokerId, client: ClientId, id: RequestId, silent: bool) {
        self.connections.entry((broker, client)).or_default().push_back(Asked { id, silent, replied: false });
    }

    pub(super) fn disconnected(&mut self, broker: BrokerId, client: ClientId) {
        self.connections.remove(&(broker, client));
    }

    /// X2: the node is done with a request that wants no answer.
    pub(super) fn settled(&mut self, verdicts: &mut Verdicts, broker: BrokerId, client: ClientId, id: RequestId) {
        let Some(asked) = self.connections.get_mut(&(broker, client)) else { return };
        let found = asked.iter().position(|asked| asked.id == id && asked.silent);
        verdicts.expect(found.is_some(), "X2", || format!("{id:?} of {client:?} was settled, which needs an answer"));
        found.map(|index| asked.remove(index));
    }

    /// X2: the node answers a request that waits for an answer, once.
    pub(super) fn replied(&mut self, verdicts: &mut Verdicts, broker: BrokerId, client: ClientId, id: RequestId) {
        // An answer to one who has gone is allowed: it was on its way.
        let Some(asked) = self.connections.get_mut(&(broker, client)) else { return };
        match asked.iter_mut().find(|asked| asked.id == id) {
            Some(asked) if asked.silent => verdicts.broken("X2", || format!("an answer to {id:?}, which has acks=0")),
            Some(asked) if asked.replied => {
                verdicts.broken("X2", || format!("a second answer to {id:?} of {client:?}"))
            }
            Some(asked) => asked.replied = true,
            None => verdicts.broken("X2", || format!("an answer to {id:?} of {client:?}, which is not open")),
        }
    }

    /// X2: answers leave in the order of the questions.
    pub(super) fn left(&mut self, verdicts: &mut Verdicts, broker: BrokerId, client: ClientId, id: RequestId) {
        let Some(asked) = self.connections.get_mut(&(broker, client)) else { return };
        let first = asked.iter().find(|asked| !asked.silent).map(|asked| asked.id);
        verdicts
            .expect(first == Some(id), "X2", || format!("the answer to {id:?} left; {first:?} is due on {client:?}"));
        if let Some(index) = asked.iter().position(|asked| asked.id == id) {
            asked.remove(index);
        }
    }

    /// X1, X3: after it has been called, a node waits for no more than it may, and for nothing that is due.
    pub(super) fn handled(
        &mut self,
        verdicts: &mut Verdicts,
        broker: BrokerId,
        waiting: usize,
        timeout: Option<Instant>,
    ) {
        verdicts.expect(waiting <= limit::WAITING_REQUESTS, "X1", || format!("{waiting} requests wait on {broker}"));
        let now = verdicts.now;
        verdicts.expect(timeout.is_none_or(|at| at > now), "X3", || {
            format!("broker {broker} wants to be called at {timeout:?}, and it is {now:?}")
        });
    }
}
