//! Leading with followers: serving their fetches, and asking the controller for the ISR that they deserve.

use alloc::vec::Vec;

use super::{Node, State, cluster::Own, look::Timed};
use crate::{
    controller::{AlterIsr, Ask},
    error::ErrorCode,
    id::{BrokerId, ClientId, LogId, PartitionIndex, RequestId, TopicId},
    mutant::Mutant,
    parked::ParkedFetch,
    partition::{Partition, Progress},
    request::{Fetch, FetchPartition, Follower},
    response::{Fetched, Response},
    time::Now,
    waiting::{Waiting, What},
};

/// A follower's fetch, as its time is counted.
const FOLLOWERS: Timed = Timed::Fetch { follower: true };

impl Node {
    /// A follower fetches. It is served what is durable here; how far it is moves the high watermark.
    pub(super) fn follower_fetch(&mut self, now: Now, client: ClientId, id: RequestId, fetch: Fetch) {
        let Some(follower) = fetch.replica else { return };
        // Its newer fetch asks for all that the older one did.
        if let Some(older) = self.parked_followers.remove(&follower.broker)
            && let Some(waiting) = self.waiting.remove(older)
        {
            self.forget_wait(older, &waiting);
            self.answer_overdue(waiting);
        }
        if !self.knows_incarnation(follower) {
            let error = ErrorCode::StaleBrokerEpoch;
            let refused = Fetched { error, session_id: 0, bytes_max: fetch.bytes_max, partitions: Vec::new() };
            self.reply_timed((client, id), now.instant, FOLLOWERS, Response::Fetch(refused));
            return;
        }
        let mut something = fetch.max_wait.is_zero() || fetch.partitions.is_empty() || self.waiting.is_full();
        for item in &fetch.partitions {
            something |= self.follower_fetches(now, follower, item);
        }
        if something {
            let response = self.fetched(fetch.replica, fetch.bytes_max, &fetch.partitions);
            self.reply_timed((client, id), now.instant, FOLLOWERS, response);
            return;
        }
        let number = self.waiting.number();
        for item in &fetch.partitions {
            if let Some(log) = self.log_of(&item.topic, item.partition)
                && self.partition_at(log).is_some()
            {
                self.parked.park_follower(log, number);
            }
        }
        self.parked_followers.insert(follower.broker, number);
        let deadline = now.instant + fetch.max_wait;
        let what = What::Bytes { missing: 1, fetch: ParkedFetch::new(&fetch) };
        self.waiting.insert(number, Waiting { client, id, since: now.instant, deadline, what });
    }

    /// Whether the metadata has this incarnation of a follower (KIP-903).
    ///
    /// Where it has an older one still, the follower was perhaps taken out of the ISR when it came back, and the leader has not
    /// heard of it: were its progress counted, the leader would commit by copies that the controller does not count on.
    fn knows_incarnation(&self, follower: Follower) -> bool {
        let known = self.image.brokers.get(&follower.broker).map(|broker| broker.epoch);
        follower.epoch.is_none() || follower.epoch == known || self.planted.is(Mutant::SkipBrokerEpoch)
    }

    /// One partition of it. Whether there is something to answer at once.
    fn follower_fetches(&mut self, now: Now, follower: Follower, item: &FetchPartition) -> bool {
        let Ok((log, offset)) = self.readable(item) else { return true };
        let me = self.config.broker.id;
        let Some(partition) = self.partitions.get(log.0 as usize).and_then(Option::as_deref) else { return true };
        let heard = partition.hear(follower.broker, offset, now.instant, &mut self.heard);
        if heard.is_none() {
            return true;
        }
        let mut progress = Progress::default();
        if partition.is_moved_by(me, follower, offset)
            && let Some(partition) = self.partition_at_mut(log)
        {
            progress = partition.handle_follower(me, follower, offset);
        }
        let Some(partition) = self.partition_at(log) else { return true };
        let something = offset < partition.durable
            || partition.owes_high_watermark(follower.broker)
            || item.log_start.is_some_and(|start| start < partition.start);
        if !partition.known.isr.contains(&follower.broker) {
            self.wishful.insert(log);
        }
        self.mark_partition(log);
        self.release(now, log, progress);
        something
    }

    /// Followers have something new to fetch.
    pub(super) fn wake_followers(&mut self, log: LogId) {
        self.answer_fetches(self.parked.followers(log));
    }

    /// Now and then: has anybody in an ISR fallen behind?
    pub(super) fn check_lag(&mut self, now: Now) {
        if self.state != State::Serving || self.next_lag_check > now.instant {
            return;
        }
        self.next_lag_check = now.instant + self.config.replication.lag_max / 2;
        let led = self.partitions.iter().flatten().filter(|p| p.leadership().is_some() && p.known.replicas.len() > 1);
        let led: Vec<LogId> = led.map(|partition| partition.log).collect();
        self.wishful.extend(led);
    }

    /// Asks for all ISRs that should be others, at once.
    pub(super) fn ask_for_isrs(&mut self, now: Now) {
        if self.wishful.is_empty() {
            return;
        }
        let wishful = core::mem::take(&mut self.wishful);
        let Some(epoch) = self.my_epoch().filter(|_| self.state == State::Serving) else { return };
        let (me, lag_max) = (self.config.broker.id, self.config.replication.lag_max);
        let alive = |broker: BrokerId| self.image.brokers.get(&broker).filter(|b| !b.fenced).map(|b| b.epoch);
        let wish =
            |log: LogId| Some((log, self.partition_at(log)?.wish(me, now.instant, lag_max, &self.heard, alive)?));
        let wishes: Vec<_> = wishful.into_iter().filter_map(wish).collect();
        let (mut logs, mut changes) = (Vec::new(), Vec::new());
        for (log, change) in wishes {
            if let Some(partition) = self.partition_at_mut(log) {
                partition.asked_for(change.isr.iter().map(|(broker, _)| *broker).collect());
            }
            logs.push(log);
            changes.push(change);
        }
        if !changes.is_empty() {
            self.ask_for_myself(now, Own::Isr(logs), Ask::AlterIsr(AlterIsr { broker: me, epoch, changes }));
        }
    }

    /// The controller has answered. What it granted shows in the metadata, and so does what made it refuse a wish as outdated;
    /// any other refusal is final.
    pub(super) fn handle_isr_altered(
        &mut self,
        now: Now,
        logs: &[LogId],
        altered: &[(TopicId, PartitionIndex, Result<(), ErrorCode>)],
    ) {
        let me = self.config.broker.id;
        for (log, (_, _, result)) in logs.iter().zip(altered) {
            if matches!(result, Ok(()) | Err(ErrorCode::InvalidUpdateVersion | ErrorCode::FencedLeaderEpoch)) {
                continue;
            }
            if let Some(partition) = self.partition_at_mut(*log) {
                let progress = partition.handle_isr_refused(me, now.instant);
                self.release(now, *log, progress);
            }
        }
    }

    /// Logs have failed since the last time: others must lead, where there are others.
    pub(super) fn report_failed_logs(&mut self, now: Now) {
        if self.failed_logs.is_empty() {
            return;
        }
        let failed = core::mem::take(&mut self.failed_logs);
        let Some(epoch) = self.my_epoch().filter(|_| self.state == State::Serving) else { return };
        let replicated = |partition: &&Partition| partition.known.replicas.len() > 1;
        let partitions = failed.iter().filter_map(|log| self.partition_at(*log)).filter(replicated);
        let partitions: Vec<_> = partitions.map(|partition| (partition.topic, partition.index)).collect();
        if !partitions.is_empty() {
            let broker = self.config.broker.id;
            self.ask_for_myself(now, Own::LogsFailed, Ask::LogsFailed { broker, epoch, partitions });
        }
    }
}
