//! The consumer: reads records from its partitions, in a group or alone, and commits how far it came.
//!
//! The application asks with [`Consumer::poll_record`], at its own pace; a record counts as processed when the next one is asked
//! for, when [`Consumer::commit`] is called, or when the consumer closes. What was not committed is read again after a crash:
//! at least once. A rebalance waits until the record in hand is processed, since it happens between two of them. The same holds for
//! [`Consumer::poll_records`], which gives several (`max.poll.records`).
//!
//! With [`assignor::Assignor::CooperativeSticky`] alone it reads on during a rebalance what it keeps (KIP-429).
//!
//! Deliberately absent: read_committed, the next-generation group protocol (KIP-848), fetch sessions.

pub mod assignor;
pub mod protocol;

mod buffer;
mod commits;
mod config;
mod giving;
mod group_flow;
mod leading;
mod membership;
mod partition;
mod places;
mod read_flow;
mod sticky;
#[cfg(test)]
mod tests;

use crate::sorted::{SortedMap, SortedSet};
use alloc::{collections::VecDeque, sync::Arc, vec::Vec};

use bytes::Bytes;

use crate::{
    error::ErrorCode,
    id::{BrokerId, Generation, Offset},
    mutant::Planted,
    name::Text,
    random::Random,
    record::{ReadError, Record},
    request::Request,
    response::{BrokerInfo, Response},
    time::{Instant, Now},
};

use super::{
    CorrelationId, Disconnected, Outgoing, Target, TopicPartition,
    directory::{Directory, Topic},
    flights::{Flight, Flights},
};
use membership::{Membership, State};
use partition::Partition;

pub use config::{Commit, Config, Reset};

/// A record with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumedRecord {
    /// Its topic and partition.
    pub from: TopicPartition,
    /// Offset, time, key, value, headers.
    pub record: Record,
}

/// What the application may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// These are its partitions from now on.
    Assigned(Vec<TopicPartition>),
    /// These are its partitions no more.
    Revoked(Vec<TopicPartition>),
    /// Reading starts here.
    Positioned(TopicPartition, Offset),
    /// There is no commit, or it is out of range, and [`Reset::None`] says that somebody has to seek.
    NoPosition(TopicPartition),
    /// The group remembers: per partition the next offset to read.
    Committed(Vec<(TopicPartition, Offset)>),
    /// The commit did not count; the partitions may belong to somebody else by now.
    CommitFailed(ErrorCode),
    /// A batch cannot be read, and is skipped up to this offset.
    Unreadable(TopicPartition, Offset, ReadError),
    /// A partition cannot be read because of this.
    PartitionFailed(TopicPartition, ErrorCode),
    /// A topic that it wants cannot be read because of this; told once.
    TopicFailed(Text, ErrorCode),
    /// The group does not take it, and will not: nothing more happens.
    GroupFailed(ErrorCode),
    /// The group does not get anywhere because of this, and it is tried again and again; told once until it does.
    GroupStuck(ErrorCode),
    /// No record for as long as [`Config::silence`] says.
    Silent,
    /// [`Consumer::poll_record`] was not called for so long that it left its group. It joins again with the next call.
    PolledTooLate,
    /// It is closed: its host may forget it.
    Closed,
}

/// Where a consumer stands, for eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Reads what it was told to, in no group's name; or nothing yet.
    Alone,
    /// Looks for the group's coordinator.
    Finding,
    /// Joins, or waits for the others to join.
    Joining,
    /// Has joined, and waits for its share.
    Syncing,
    /// Has its share.
    Stable,
    /// Left, because its application did not ask for records.
    Expelled,
    /// Not taken by the group.
    Failed,
    /// Has closed.
    Closed,
}

/// What a request under way is for. Partitions carry the serial number of their position, so that late answers are noticed.
#[derive(Clone, Debug)]
enum Purpose {
    Metadata,
    Coordinator,
    Join,
    Sync,
    Heartbeat,
    Shares,
    Leave,
    Commit(Vec<(TopicPartition, Offset)>),
    Committed(Vec<(TopicPartition, u64)>),
    List(Vec<(TopicPartition, u64)>),
    Fetch(Vec<(TopicPartition, u64)>),
}

/// The machine. See the module for what it promises and [`super`] for how to drive it.
#[derive(Clone, Debug)]
pub struct Consumer {
    /// Shared between copies.
    config: Arc<Config>,
    /// The latest time that was told.
    now: Now,
    directory: Directory,
    flights: Flights<Purpose>,
    random: Random,
    group: Option<Membership>,
    subscription: SortedSet<Text>,
    partitions: SortedMap<TopicPartition, Partition>,
    next_serial: u64,
    /// Partitions with records to give out, in turn.
    arrived: VecDeque<TopicPartition>,
    /// The records that the application has in its hands, per partition, in their order.
    in_hand: Vec<InHand>,
    events: VecDeque<Event>,
    /// When a record was last asked for.
    polled: Instant,
    /// Since when it was asked for in vain.
    silent_since: Option<Instant>,
    silence_told: bool,
    commit_wanted: bool,
    processed_since_commit: u32,
    next_interval: Instant,
    closing: Closing,
    /// Topics whose error was told.
    failed_topics: SortedSet<Text>,
    planted: Planted,
}

/// Records of one partition in the hands of the application.
#[derive(Clone, Debug)]
struct InHand {
    place: TopicPartition,
    /// Behind the last of them.
    next: Offset,
    records: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    No,
    /// Commits what is left, then leaves.
    Committing,
    Leaving,
    Done,
}

impl Consumer {
    /// A consumer that reads nothing yet. All its chance comes from `seed`.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            now: Now::default(),
            directory: Directory::new(config.auto_create, config.metadata_max_age, config.retry_backoff),
            flights: Flights::new(),
            random: Random::new(seed, "consumer"),
            group: config.group.clone().map(|id| Membership::new(id, config.is_cooperative())),
            subscription: SortedSet::new(),
            partitions: SortedMap::new(),
            next_serial: 0,
            arrived: VecDeque::new(),
            in_hand: Vec::new(),
            events: VecDeque::new(),
            polled: Instant(0),
            silent_since: None,
            silence_told: false,
            commit_wanted: false,
            processed_since_commit: 0,
            next_interval: Instant(0),
            closing: Closing::No,
            failed_topics: SortedSet::new(),
            planted: Planted::default(),
            config: Arc::new(config),
        }
    }

    /// From now on this consumer has a bug.
    #[cfg(feature = "mutants")]
    pub fn plant(&mut self, mutant: crate::mutant::Mutant) {
        self.planted = Planted::of(mutant);
    }

    /// Reads these topics as a member of its group. Without a group, nothing happens.
    pub fn subscribe(&mut self, now: Now, topics: impl IntoIterator<Item = Text>) {
        self.advance(now);
        self.polled = self.now.instant;
        self.subscription = topics.into_iter().collect();
        self.subscription.iter().for_each(|topic| self.directory.want(topic));
        if let Some(group) = &mut self.group {
            group.rejoin();
        }
    }

    /// Reads exactly these partitions, whatever the group does. It still commits there, if it has one.
    pub fn assign(&mut self, now: Now, partitions: impl IntoIterator<Item = TopicPartition>) {
        self.advance(now);
        self.subscription.clear();
        self.take_over(partitions.into_iter().collect());
    }

    /// What the application may want to know.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What to send next.
    pub fn poll_request(&mut self, now: Now) -> Option<Outgoing> {
        self.advance(now);
        self.ask_metadata().or_else(|| self.next_group_request()).or_else(|| self.next_read_request())
    }

    /// An answer came, or will not come.
    pub fn handle_response(
        &mut self,
        now: Now,
        correlation: CorrelationId,
        response: Result<Response<Bytes>, Disconnected>,
    ) {
        self.advance(now);
        if let Some(flight) = self.flights.land(correlation) {
            self.landed(flight, response.ok());
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Now) {
        self.advance(now);
    }

    /// When to call [`Self::handle_timeout`] and to drain [`Self::poll_request`] at the latest, if nothing happens before.
    #[must_use]
    pub fn timeout(&self) -> Option<Instant> {
        let mut times = [self.directory.timeout(), self.flights.deadline(), None, None, None, None, None];
        if let Some(group) = &self.group {
            times[2] = Some(group.not_before);
            times[3] = self.beats().then_some(group.heartbeat_due);
            times[4] = group.is_member().then(|| self.polled + self.config.max_poll_interval);
        }
        if let Commit::Interval(_) = self.config.commit {
            times[5] = self.has_uncommitted().then_some(self.next_interval);
        }
        times[6] = self.silence_due().filter(|_| !self.silence_told);
        let partitions = self.partitions.values().map(|partition| partition.not_before);
        // What was due before the latest time has been done, or waits for an answer.
        partitions.chain(times.into_iter().flatten()).filter(|at| *at > self.now.instant).min()
    }

    /// Commits what was processed, the record in hand included.
    pub fn commit(&mut self) {
        self.processed();
        self.commit_wanted |= self.has_uncommitted();
    }

    /// Commits (unless that is manual), leaves the group, and is done: [`Event::Closed`] says when.
    pub fn close(&mut self, now: Now) {
        self.advance(now);
        if self.closing != Closing::No {
            return;
        }
        self.processed();
        self.closing = Closing::Committing;
        self.arrived.clear();
    }

    /// Its id in the group, and the generation, while it is a member.
    #[must_use]
    pub fn member(&self) -> Option<(&Text, Generation)> {
        self.group.as_ref().filter(|group| group.is_member()).map(|group| (&group.member, group.generation))
    }

    /// Where it stands in its group.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.group {
            _ if self.closing == Closing::Done => Standing::Closed,
            None => Standing::Alone,
            Some(group) => match group.state {
                State::Out => Standing::Alone,
                State::Expelled => Standing::Expelled,
                State::Failed => Standing::Failed,
                State::Stable => Standing::Stable,
                _ if group.coordinator.is_none() => Standing::Finding,
                State::Unjoined | State::Joining => Standing::Joining,
                State::Sharing { .. } | State::Unsynced { .. } | State::Syncing => Standing::Syncing,
            },
        }
    }

    /// Whether it has its partitions and knows where to read in each.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let joined =
            self.subscription.is_empty() || self.group.as_ref().is_some_and(|group| group.state == State::Stable);
        joined && self.partitions.values().all(|partition| !partition.is_searching())
    }

    /// Whether it is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closing == Closing::Done
    }

    /// Where a broker lives.
    #[must_use]
    pub fn broker(&self, id: BrokerId) -> Option<&BrokerInfo> {
        self.directory.broker(id).or_else(|| self.group.as_ref()?.coordinator.as_ref().filter(|info| info.id == id))
    }

    /// What it was told to be.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// All that time alone brings about.
    fn advance(&mut self, now: Now) {
        self.now = Now { instant: self.now.instant.max(now.instant), wall: now.wall };
        while let Some(flight) = self.flights.overdue(self.now.instant) {
            self.landed(flight, None);
        }
        let now = self.now.instant;
        if let Commit::Interval(interval) = self.config.commit
            && now >= self.next_interval
        {
            self.next_interval = now + interval;
            self.commit_wanted |= self.has_uncommitted();
        }
        if self.silence_due().is_some_and(|due| now >= due) && !self.silence_told && !self.has_records() {
            self.silence_told = true;
            self.events.push_back(Event::Silent);
        }
        if now >= self.polled + self.config.max_poll_interval && self.group.as_ref().is_some_and(Membership::is_member)
        {
            self.expel();
        }
    }

    fn silence_due(&self) -> Option<Instant> {
        Some(self.silent_since? + self.config.silence?)
    }

    fn ask_metadata(&mut self) -> Option<Outgoing> {
        if self.closing == Closing::Done || (self.subscription.is_empty() && self.partitions.is_empty()) {
            return None;
        }
        let (target, request) = self.directory.poll(self.now.instant)?;
        Some(self.launch(target, Purpose::Metadata, Request::Metadata(request)))
    }

    fn launch(&mut self, target: Target, purpose: Purpose, request: Request<Bytes>) -> Outgoing {
        let patience = match purpose {
            // It is answered when the others have joined too.
            Purpose::Join => self.config.max_poll_interval + self.config.request_timeout,
            Purpose::Fetch(_) => self.config.fetch_max_wait + self.config.request_timeout,
            _ => self.config.request_timeout,
        };
        let correlation = self.flights.launch(self.now.instant, patience, target, purpose);
        Outgoing { target, correlation, request }
    }

    fn landed(&mut self, flight: Flight<Purpose>, response: Option<Response<Bytes>>) {
        match (flight.purpose, response) {
            (Purpose::Metadata, Some(Response::Metadata(told))) => {
                self.directory.told(self.now.instant, Some(told), &mut self.random);
                self.check_topics();
                self.check_counts();
            }
            (Purpose::Metadata, _) => self.directory.told(self.now.instant, None, &mut self.random),
            (Purpose::List(asked), response) => self.listed(&asked, response),
            (Purpose::Fetch(asked), response) => self.fetched(&asked, response),
            (purpose, response) => self.group_answered(purpose, response),
        }
    }

    /// Tells of topics that will not do, however often one asks.
    fn check_topics(&mut self) {
        for name in self.subscription.iter().chain(self.partitions.keys().map(|place| &place.topic)) {
            let Some(error) = self.directory.topic(name).and_then(Topic::hopeless) else { continue };
            if self.failed_topics.insert(name.clone()) {
                self.events.push_back(Event::TopicFailed(name.clone(), error));
            }
        }
    }
}
