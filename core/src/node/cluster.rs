//! This broker among the others: registration, heartbeats, what is asked of the controller, and the way out.

use crate::sorted::SortedMap;
use alloc::{boxed::Box, vec::Vec};
use core::time::Duration;

use super::{Node, State};
use crate::{
    controller::{Answer, Ask, BrokerHeartbeat, Registration},
    effect::{Effect, Note},
    error::{Blame, ErrorCode, Refusal},
    id::{AskId, BrokerEpoch, ClientId, Incarnation, LogId, RequestId},
    partition::Partition,
    response::{Response, Span},
    storage::StorageOrder,
    time::{Instant, Now},
    waiting::{WaitId, Waiting, What},
};

/// What this broker wants for itself is asked again when no answer has come for so long.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// How long a broker that stops waits for others to take over.
const LEAVE_MAX: Duration = Duration::from_secs(5);
/// The shortest time that a client's request waits for the controller.
const CLIENT_ASK_MIN: Duration = Duration::from_secs(1);

/// What has been asked of the controller.
#[derive(Clone, Debug)]
pub(super) struct Asks {
    last: u64,
    /// For clients: who waits.
    clients: SortedMap<AskId, WaitId>,
    /// For this broker itself: what, and when to ask again.
    own: SortedMap<AskId, (Own, Ask, Instant)>,
}

/// What an ask of the broker's own is for.
#[derive(Clone, Debug)]
pub(super) enum Own {
    Registration,
    Leave,
    ProducerIds,
    /// The topic that keeps commits, or one that a client has named.
    Topic,
    /// The ISRs of these.
    Isr(Vec<LogId>),
    LogsFailed,
}

impl Asks {
    /// Numbers begin anywhere: an answer to what an earlier incarnation asked is then no answer to anything.
    pub(super) fn new(incarnation: Incarnation) -> Asks {
        Asks { last: incarnation.0, clients: SortedMap::new(), own: SortedMap::new() }
    }

    fn id(&mut self) -> AskId {
        self.last = self.last.wrapping_add(1);
        AskId(self.last)
    }

    /// When something must be asked again.
    pub(super) fn timeout(&self) -> Option<Instant> {
        self.own.values().map(|(_, _, again_at)| *again_at).min()
    }
}

impl Node {
    /// This incarnation's epoch, once the metadata shows its registration.
    pub(super) fn my_epoch(&self) -> Option<BrokerEpoch> {
        let registered = self.image.brokers.get(&self.config.broker.id)?;
        (registered.incarnation == self.incarnation).then_some(registered.epoch)
    }

    fn registration(&self) -> Ask {
        Ask::Register(Registration {
            broker: self.config.broker.clone(),
            incarnation: self.incarnation,
            disk: self.config.disk.id,
            intact: self.config.disk.intact,
            metadata: self.image.offset,
        })
    }

    pub(super) fn handle_start(&mut self, now: Now) {
        assert_eq!(self.state, State::Replaying, "a node starts once");
        self.state = State::Registering;
        let registration = self.registration();
        self.ask_for_myself(now, Own::Registration, registration);
    }

    /// The metadata shows whether this incarnation is registered, and whether another one has come.
    pub(super) fn handle_membership(&mut self, now: Now) {
        match (self.state, self.my_epoch()) {
            (State::Registering, Some(_)) => {
                self.state = State::Serving;
                self.next_heartbeat = now.instant;
                self.next_housekeeping = now.instant + self.config.retention_check;
                self.next_compaction = now.instant + self.config.cleaner_backoff;
                self.next_lag_check = now.instant + self.config.replication.lag_max / 2;
                self.marks.broker();
                self.reconcile_all(now);
                self.note(Note::Serving);
            }
            // Another process has this broker's number now: whatever this one does is no longer asked for.
            (State::Serving | State::Leaving, None) => self.close_logs(),
            _ => {}
        }
    }

    /// Asks for a client, which waits; `late` is its answer if none comes in time.
    pub(super) fn ask(
        &mut self,
        now: Now,
        (client, id): (ClientId, RequestId),
        ask: Ask,
        timeout: Duration,
        late: Response<Span>,
    ) {
        let (ask_id, number) = (self.asks.id(), self.waiting.number());
        self.asks.clients.insert(ask_id, number);
        let deadline = now.instant + timeout.max(CLIENT_ASK_MIN);
        let what = What::Asked { ask: ask_id, late: Box::new(late) };
        self.waiting.insert(number, Waiting { client, id, since: now.instant, deadline, what });
        self.effects.push_back(Effect::Ask { id: ask_id, ask });
    }

    /// Nobody waits for that any more.
    pub(super) fn forget_ask(&mut self, ask: AskId) {
        self.asks.clients.remove(&ask);
    }

    /// Asks for this broker itself, again and again until there is an answer.
    pub(super) fn ask_for_myself(&mut self, now: Now, own: Own, ask: Ask) {
        let id = self.asks.id();
        self.asks.own.insert(id, (own, ask.clone(), now.instant + ASK_AGAIN));
        self.effects.push_back(Effect::Ask { id, ask });
    }

    fn ask_again(&mut self, now: Now) {
        let due = self.asks.own.iter().filter(|(_, (_, _, at))| *at <= now.instant).map(|(id, _)| *id);
        for id in due.collect::<Vec<AskId>>() {
            let registration = self.registration();
            let Some((own, ask, again_at)) = self.asks.own.get_mut(&id) else { continue };
            *again_at = now.instant + ASK_AGAIN;
            if let Own::Registration = own {
                *ask = registration;
            }
            let ask = ask.clone();
            self.effects.push_back(Effect::Ask { id, ask });
        }
    }

    pub(super) fn handle_answered(&mut self, now: Now, id: AskId, answer: Answer) {
        if let Some(number) = self.asks.clients.remove(&id) {
            let Some(Waiting { client, id, .. }) = self.waiting.remove(number) else { return };
            return self.answer_client(now, client, id, answer);
        }
        if answer == Answer::Overloaded {
            return; // Asked again in a while.
        }
        let Some((own, _, _)) = self.asks.own.remove(&id) else { return };
        match (own, answer) {
            (Own::ProducerIds, Answer::ProducerIds(first)) => self.handle_producer_ids(now, first),
            (Own::Topic, Answer::CreateTopics(created)) => self.handle_own_topics(now, &created),
            (Own::Isr(logs), Answer::AlterIsr(altered)) => self.handle_isr_altered(now, &logs, &altered),
            (Own::Leave, Answer::Left) => self.close_logs(),
            // The disk of the metadata is full: try until it is not.
            (Own::Registration, Answer::Registered(Err(refusal))) => {
                self.note(Note::NotRegistered { reason: refusal.message.unwrap_or_default() });
                let ask = self.registration();
                self.asks.own.insert(id, (Own::Registration, ask, now.instant + ASK_AGAIN));
            }
            _ => {}
        }
    }

    fn answer_client(&mut self, now: Now, client: ClientId, id: RequestId, answer: Answer) {
        match answer {
            Answer::CreateTopics(created) => {
                let names: Vec<_> = created.iter().map(|t| t.name.clone()).collect();
                self.wait_for_logs(now, (client, id), &names, Response::CreateTopics(created));
            }
            Answer::CreatePartitions(grown) => {
                let names: Vec<_> = grown.iter().map(|(name, _)| name.clone()).collect();
                self.wait_for_logs(now, (client, id), &names, Response::CreatePartitions(grown));
            }
            Answer::DeleteTopics(deleted) => self.reply(client, id, Response::DeleteTopics(deleted)),
            Answer::AlterConfigs(altered) => self.reply(client, id, Response::AlterConfigs(altered)),
            Answer::Overloaded => {
                let blame = Blame::OverLimit("the controller has too much to do".into());
                self.effects.push_back(Effect::Close { client, blame });
            }
            other => unreachable!("no client asks for {other:?}"),
        }
    }

    /// Heartbeats, and what must be asked again.
    pub(super) fn handle_cluster_time(&mut self, now: Now) {
        if self.asks.timeout().is_some_and(|at| at <= now.instant) {
            self.ask_again(now);
        }
        if self.state == State::Serving
            && self.next_heartbeat <= now.instant
            && let Some(epoch) = self.my_epoch()
        {
            self.next_heartbeat = now.instant + self.config.replication.heartbeat_interval;
            let heartbeat = BrokerHeartbeat { broker: self.config.broker.id, epoch, metadata: self.image.offset };
            let id = self.asks.id();
            self.effects.push_back(Effect::Ask { id, ask: Ask::Heartbeat(heartbeat) });
        }
        if self.state == State::Leaving && self.leave_by <= now.instant {
            self.close_logs();
        }
    }

    /// Others take over what this broker leads; then its logs are closed.
    #[inline(never)]
    pub(super) fn handle_stop(&mut self, now: Now) {
        match (self.state, self.my_epoch()) {
            (State::Leaving | State::Stopping | State::Stopped, _) => {}
            (State::Serving, Some(epoch)) => {
                self.state = State::Leaving;
                self.leave_by = now.instant + LEAVE_MAX;
                let broker = self.config.broker.id;
                self.ask_for_myself(now, Own::Leave, Ask::Leave { broker, epoch });
            }
            _ => self.close_logs(),
        }
    }

    /// Closes every log, once nothing is under way on it.
    pub(super) fn close_logs(&mut self) {
        if matches!(self.state, State::Stopping | State::Stopped) {
            return;
        }
        self.state = State::Stopping;
        self.asks.own.clear();
        let logs: Vec<LogId> = self.logs.values().copied().collect();
        for log in logs {
            if self.partition_at(log).is_some_and(Partition::is_open) {
                self.order(log, StorageOrder::Close, super::storage::Pending::Close);
            }
        }
    }
}

/// What a client is told when the controller has not answered in time.
pub(super) fn late() -> Refusal {
    Refusal::new(ErrorCode::RequestTimedOut, "the controller has not answered in time: it may still do what was asked")
}
