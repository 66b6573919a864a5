//! Following: fetching from leaders, taking what they send, cutting what they do not have.

use crate::sorted::{SortedMap, SortedSet};
use alloc::vec::Vec;
use core::time::Duration;

use super::{Node, State, storage::Pending};
use crate::{
    effect::{Effect, Note},
    error::{Blame, ErrorCode},
    fetcher::{Fetcher, InFlight},
    id::{BrokerId, LogId, RequestId},
    partition::{Appended, Partition},
    record::CheckedBatch,
    request::{Fetch, FetchPartition, Follower, Isolation, Request, TopicRef},
    response::{Fetched, FetchedPartition, Response},
    storage::{StorageEffect, StorageOrder},
    time::{Instant, Now},
};

/// An answer that has not come so long after it should have will not come.
const ANSWER_GRACE: Duration = Duration::from_secs(2);

impl Node {
    /// A partition's role has changed: whom does it follow now?
    pub(super) fn place_follower(&mut self, log: LogId) {
        let leader = self.partition_at(log).and_then(Partition::following).map(|following| following.leader);
        self.forget_follower(log);
        if let Some(leader) = leader {
            let fetcher = self.fetchers.entry(leader).or_default();
            fetcher.logs.insert(log);
            self.fetchers_to_see.insert(leader);
            self.note_busy(log);
        }
    }

    /// A partition is gone: nobody fetches it any more.
    pub(super) fn forget_follower(&mut self, log: LogId) {
        for (leader, fetcher) in &mut self.fetchers {
            if fetcher.logs.remove(&log) {
                fetcher.busy.remove(&log);
                self.fetchers_to_see.insert(*leader);
            }
        }
    }

    /// Something has begun or ended on a follower's disk.
    pub(super) fn note_busy(&mut self, log: LogId) {
        let Some(partition) = self.partition_at(log) else { return };
        let Some(leader) = partition.following().map(|following| following.leader) else { return };
        let quiet = partition.is_quiet();
        if let Some(fetcher) = self.fetchers.get_mut(&leader) {
            if quiet {
                fetcher.busy.remove(&log);
            } else {
                fetcher.busy.insert(log);
            }
            self.fetchers_to_see.insert(leader);
        }
    }

    /// When a fetcher must be looked at.
    pub(super) fn fetchers_timeout(&self) -> Option<Instant> {
        self.fetchers.values().filter_map(Fetcher::timeout).min()
    }

    /// Sends the fetches that are due.
    pub(super) fn drain_fetchers(&mut self, now: Now) {
        if self.state != State::Serving {
            return;
        }
        if self.fetchers_timeout().is_some_and(|at| at <= now.instant) {
            let due = self.fetchers.iter().filter(|(_, f)| f.timeout().is_some_and(|at| at <= now.instant));
            let due: Vec<BrokerId> = due.map(|(leader, _)| *leader).collect();
            self.fetchers_to_see.extend(due);
        }
        for leader in core::mem::take(&mut self.fetchers_to_see) {
            self.see_to_fetcher(now, leader);
        }
    }

    fn see_to_fetcher(&mut self, now: Now, leader: BrokerId) {
        let Some(fetcher) = self.fetchers.get_mut(&leader) else { return };
        fetcher.give_up_lost(now.instant);
        fetcher.wake_at = fetcher.rest_until.filter(|at| *at > now.instant);
        if fetcher.wake_at.is_some() || !fetcher.busy.is_empty() {
            return;
        }
        let logs: Vec<LogId> = fetcher.logs.iter().copied().collect();
        let partitions = || logs.iter().filter_map(|log| self.partition_at(*log));
        let ready: Vec<&Partition> = partitions().filter(|partition| partition.is_fetchable(now.instant)).collect();
        let resting = partitions().filter_map(|p| p.following()?.not_before).filter(|at| *at > now.instant).min();
        let asks = self.fetchers.get(&leader).is_some_and(|fetcher| {
            fetcher.asks_for(ready.iter().map(|partition| (partition.log, partition.known.leader_epoch)))
        });
        let fetch = (!ready.is_empty() && !asks).then(|| self.fetch_for(&ready));
        let Some(fetcher) = self.fetchers.get_mut(&leader) else { return };
        fetcher.wake_at = resting;
        let Some((asked, fetch)) = fetch else { return };
        self.peer_requests = self.peer_requests.wrapping_add(1);
        let id = RequestId(self.peer_requests);
        let lost_at = now.instant + fetch.max_wait + ANSWER_GRACE;
        fetcher.in_flight = Some(InFlight { id, asked, lost_at });
        self.effects.push_back(Effect::Send { to: leader, id, request: Request::Fetch(fetch) });
    }

    fn fetch_for(
        &self,
        ready: &[&Partition],
    ) -> (SortedMap<LogId, (crate::id::LeaderEpoch, crate::id::Offset)>, Fetch) {
        let settings = &self.config.replication;
        let asked = ready.iter().map(|p| (p.log, (p.known.leader_epoch, p.end))).collect();
        let partitions = ready.iter().map(|partition| FetchPartition {
            topic: TopicRef::Id(partition.topic),
            partition: partition.index,
            current_leader_epoch: Some(partition.known.leader_epoch),
            offset: partition.end,
            last_fetched_epoch: partition.last_epoch(),
            log_start: Some(partition.start),
            bytes_max: settings.fetch_partition_bytes,
        });
        let fetch = Fetch {
            replica: Some(Follower { broker: self.config.broker.id, epoch: self.my_epoch() }),
            max_wait: settings.fetch_wait_max,
            bytes_min: 1,
            bytes_max: settings.fetch_bytes,
            isolation: Isolation::ReadUncommitted,
            session_id: 0,
            session_epoch: -1,
            partitions: partitions.collect(),
            forgotten: Vec::new(),
            rack: None,
        };
        (asked, fetch)
    }

    /// A leader has answered, or never will.
    pub(super) fn handle_response(
        &mut self,
        now: Now,
        leader: BrokerId,
        id: RequestId,
        response: Result<Response<Vec<CheckedBatch>>, Blame>,
    ) {
        let Some(fetcher) = self.fetchers.get_mut(&leader) else { return };
        let Some(fetch) = fetcher.in_flight.take_if(|fetch| fetch.id == id) else { return };
        self.fetchers_to_see.insert(leader);
        match response {
            Ok(Response::Fetch(fetched)) if !fetched.error.is_error() => {
                self.take_fetched(now, leader, &fetch, fetched);
            }
            _ => fetcher.rest_until = Some(now.instant + self.config.replication.fetch_backoff),
        }
    }

    fn take_fetched(&mut self, now: Now, leader: BrokerId, fetch: &InFlight, fetched: Fetched<Vec<CheckedBatch>>) {
        let mut unanswered: SortedSet<LogId> = fetch.asked.keys().copied().collect();
        for item in fetched.partitions {
            let TopicRef::Id(topic) = item.topic else { continue };
            let Some(log) = self.logs.get(&(topic, item.partition)).copied() else { continue };
            let Some((epoch, offset)) = fetch.asked.get(&log).copied() else { continue };
            unanswered.remove(&log);
            let still = self.partition_at(log).is_some_and(|partition| {
                let follows = partition.following().is_some_and(|following| following.leader == leader);
                follows && partition.known.leader_epoch == epoch && partition.end == offset && partition.is_quiet()
            });
            if still {
                self.take_fetched_partition(now, log, item);
            }
        }
        // A leader answers for all that it was asked. One that does not gets a pause.
        unanswered.into_iter().for_each(|log| self.rest(now, log));
    }

    fn take_fetched_partition(&mut self, now: Now, log: LogId, item: FetchedPartition<Vec<CheckedBatch>>) {
        let Some(partition) = self.partition_at(log) else { return };
        if let Some(divergence) = item.diverging {
            let to = partition.cut_for(divergence);
            return self.cut(log, to);
        }
        match item.error {
            ErrorCode::None => {}
            // All that this log could go on with is gone at the leader's.
            ErrorCode::OffsetOutOfRange if item.log_start > partition.end => {
                return self.follow_start(log, item.log_start);
            }
            _ => return self.rest(now, log),
        }
        let mut failed = false;
        for batch in item.records.into_iter().flatten() {
            let ticket = self.ticket();
            let Some(partition) = self.partition_at_mut(log) else { return };
            match partition.append_replica(batch) {
                Ok(Appended::New { batch, end, .. }) => {
                    partition.issued(ticket, end);
                    let order = StorageOrder::Append { batch };
                    self.effects.push_back(Effect::Storage(StorageEffect { log, ticket, order }));
                }
                Ok(Appended::Duplicate { .. }) | Err(_) => {
                    failed = true;
                    break;
                }
            }
        }
        // What nothing is written to stays shared with copies of this node.
        if self.partition_at(log).is_some_and(|partition| partition.is_news(item.high_watermark))
            && let Some(partition) = self.partition_at_mut(log)
        {
            partition.learn_high_watermark(item.high_watermark);
        }
        let Some(partition) = self.partition_at(log) else { return };
        let start = item.log_start.min(partition.end);
        if start > partition.start {
            self.follow_start(log, start);
        }
        if failed {
            self.rest(now, log);
        }
        self.note_busy(log);
        self.mark_partition(log);
    }

    /// KIP-101, KIP-279: what this log has and its leader has not goes.
    fn cut(&mut self, log: LogId, to: crate::id::Offset) {
        let Some(partition) = self.partition_at_mut(log) else { return };
        let from = partition.end;
        if to >= from {
            return;
        }
        partition.handle_cut();
        let (topic, index) = (partition.name.clone(), partition.index);
        self.note(Note::Truncated { topic, partition: index, from, to });
        self.place_follower(log);
        self.mark_partition(log);
        self.order(log, StorageOrder::Truncate { to }, Pending::Cut);
    }

    fn follow_start(&mut self, log: LogId, start: crate::id::Offset) {
        let Some(partition) = self.partition_at_mut(log) else { return };
        partition.follow_start(start);
        self.mark_partition(log);
        self.order(log, StorageOrder::Trim { start }, Pending::Trim(None));
    }

    /// After an error: not again at once.
    pub(super) fn rest(&mut self, now: Now, log: LogId) {
        let until = now.instant + self.config.replication.fetch_backoff;
        if let Some(following) = self.partition_at_mut(log).and_then(Partition::following_mut) {
            let leader = following.leader;
            following.not_before = Some(until);
            self.fetchers_to_see.insert(leader);
        }
    }
}
