//! One copy of a partition on this broker: its offsets, its epochs, its producers, and who waits for them.
//!
//! Appends take their offsets at once and become durable when their order completes. What a copy does beyond that depends on
//! its role: [`leader`] moves the high watermark by what the in-sync replicas have on disk, [`follower`] takes what the leader
//! has and cuts what the leader does not have.

mod follower;
mod heard;
mod leader;
mod tail;

use alloc::{collections::VecDeque, sync::Arc, vec::Vec};
use core::ops::Deref;

use crate::{
    controller::image::PartitionImage,
    error::{ErrorCode, Refusal, StorageFault},
    id::{BrokerId, LeaderEpoch, LogId, Offset, PartitionIndex, ProducerEpoch, ProducerId, Ticket, TopicId},
    log::{EpochCache, ProducerTable, RecentBatch, SequenceCheck},
    mutant::Planted,
    name::Text,
    record::{CheckedBatch, Keys, StampedBatch},
    settings::{TimestampType, TopicSettings},
    storage::{RecoveredLog, TailBatch},
    time::{Instant, Timestamp},
    view::{PartitionView, ReplicaRole},
    waiting::Awaited,
};
pub(crate) use follower::Following;
pub(crate) use heard::Heard;
pub(crate) use leader::Leadership;
use tail::Tail;

/// A partition's copy.
#[derive(Clone, Debug)]
pub(crate) struct Partition {
    /// Shared between copies.
    identity: Arc<Identity>,
    /// Shared between copies of this partition until they change, as what is known is.
    pub(crate) settings: Arc<TopicSettings>,
    /// What the metadata says of the partition, as far as this broker has heard.
    pub(crate) known: Arc<PartitionImage>,
    pub(crate) role: Role,
    pub(crate) state: State,
    pub(crate) start: Offset,
    pub(crate) durable: Offset,
    pub(crate) high_watermark: Offset,
    pub(crate) end: Offset,
    bytes: u64,
    epochs: EpochCache,
    producers: ProducerTable,
    tail: Tail,
    appending: VecDeque<Appending>,
    /// An append has failed: what follows it is taken back, and nothing new is taken until all have come home.
    taking_back: bool,
    on_durable: VecDeque<(Offset, Awaited)>,
    on_high_watermark: VecDeque<(Offset, Awaited)>,
    pub(crate) planted: Planted,
}

/// What never changes about a partition's copy.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) topic: TopicId,
    pub(crate) name: Text,
    pub(crate) internal: bool,
    pub(crate) index: PartitionIndex,
    pub(crate) log: LogId,
}

impl Deref for Partition {
    type Target = Identity;

    fn deref(&self) -> &Identity {
        &self.identity
    }
}

/// What this copy does.
#[derive(Clone, Debug)]
pub(crate) enum Role {
    /// Its log is not open, or nobody leads.
    Idle,
    /// This broker leads.
    Leader(Leadership),
    /// Another broker leads.
    Follower(Following),
}

/// What a change of metadata has done to a copy.
#[derive(Debug, Default)]
pub(crate) struct Shift {
    /// This broker leads now, in a new epoch.
    pub(crate) leads: bool,
    /// It led before, in an older one.
    pub(crate) led: bool,
    /// The ISR before, where it has changed under a leadership that goes on.
    pub(crate) isr_before: Option<Vec<BrokerId>>,
    /// What that set free.
    pub(crate) progress: Progress,
}

/// Whether the log can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Its store is recovering it.
    Opening,
    /// Open.
    Online,
    /// Open, but the disk was full at the last append.
    Full,
    /// Lost to a fault of the disk, until the next start.
    Halted(StorageFault),
}

/// An append whose order has not completed.
#[derive(Clone, Copy, Debug)]
struct Appending {
    ticket: Ticket,
    end: Offset,
}

/// What became of a batch.
#[derive(Debug)]
pub(crate) enum Appended {
    /// It has offsets; write this.
    New { batch: StampedBatch, base: Offset, end: Offset, log_append_time: Option<Timestamp> },
    /// It is in the log already.
    Duplicate { base: Offset, end: Offset, log_append_time: Option<Timestamp> },
}

/// What an append's completion sets free.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Waits that have come true.
    pub(crate) reached: Vec<Awaited>,
    /// Waits that never will.
    pub(crate) failed: Vec<Awaited>,
    /// Waits that never will, because the ISR has become too small.
    pub(crate) too_few: Vec<Awaited>,
    /// Bytes by which the high watermark has moved.
    pub(crate) readable_bytes: u64,
    /// Whether followers have something new to fetch: records, or the high watermark.
    pub(crate) for_followers: bool,
}

/// When a wait for a batch comes true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// The leader's disk has it.
    Durable,
    /// The high watermark has passed it.
    HighWatermark,
}

impl Partition {
    /// A copy whose log is being opened.
    pub(crate) fn opening(
        (topic, index): (TopicId, PartitionIndex),
        name: Text,
        log: LogId,
        settings: TopicSettings,
        known: PartitionImage,
    ) -> Partition {
        let internal = crate::name::is_internal_topic(&name);
        Partition {
            identity: Arc::new(Identity { topic, name, internal, index, log }),
            settings: Arc::new(settings),
            known: Arc::new(known),
            role: Role::Idle,
            state: State::Opening,
            start: Offset::ZERO,
            durable: Offset::ZERO,
            high_watermark: Offset::ZERO,
            end: Offset::ZERO,
            bytes: 0,
            epochs: EpochCache::default(),
            producers: ProducerTable::default(),
            tail: Tail::default(),
            appending: VecDeque::new(),
            taking_back: false,
            on_durable: VecDeque::new(),
            on_high_watermark: VecDeque::new(),
            planted: Planted::default(),
        }
    }

    /// The log is open, or has been cut: this is what it holds.
    pub(crate) fn handle_opened(&mut self, log: RecoveredLog) {
        self.state = State::Online;
        (self.start, self.end) = (log.start, log.end);
        self.bytes = log.bytes;
        self.epochs = log.epochs;
        self.producers = log.producers;
        self.tail = Tail::new(&log.tail);
        self.durable = log.end;
        // How far the replicas in sync have come is learnt from the leader, or, as leader, from the followers.
        self.high_watermark = self.high_watermark.max(log.start).min(log.end);
    }

    /// The metadata says something new about this partition.
    pub(crate) fn handle_metadata(&mut self, me: BrokerId, now: Instant, known: &PartitionImage) -> Shift {
        let before = core::mem::replace(&mut self.known, Arc::new(known.clone()));
        let led = matches!(self.role, Role::Leader(_));
        if before.leader_epoch != known.leader_epoch || before.leader != known.leader {
            let mut shift = Shift { led, ..Shift::default() };
            // Whoever waits on an earlier leadership cannot know what becomes of its records under the next one. Where nobody
            // leads next, they stay where they are.
            if known.leader.is_some() {
                shift.progress.failed = self.fail_waits();
            }
            let taken = self.take_role(me, now);
            shift.leads = taken.is_some();
            if let Some(progress) = taken {
                shift.progress.readable_bytes = progress.readable_bytes;
                shift.progress.for_followers = progress.for_followers;
            }
            return shift;
        }
        let isr_before = (led && before.isr != known.isr).then(|| before.isr.clone());
        let progress = if led { self.settle_isr(me) } else { Progress::default() };
        Shift { isr_before, progress, ..Shift::default() }
    }

    /// Takes the role that the metadata gives to this copy, once its log is open. `Some` when it leads.
    pub(crate) fn take_role(&mut self, me: BrokerId, now: Instant) -> Option<Progress> {
        self.role = Role::Idle;
        if !self.is_open() {
            return None;
        }
        match self.known.leader {
            Some(leader) if leader == me => {
                self.role = Role::Leader(Leadership::begin(&self.known, me, self.end, now));
                Some(self.advance(me))
            }
            Some(leader) => {
                self.role = Role::Follower(Following::new(leader));
                None
            }
            None => None,
        }
    }

    /// Whether this copy serves clients as leader, or why not.
    pub(crate) fn serves(&self, me: BrokerId) -> Result<(), ErrorCode> {
        match self.state {
            State::Halted(_) => Err(ErrorCode::KafkaStorageError),
            _ if self.known.leader != Some(me) => Err(ErrorCode::NotLeaderOrFollower),
            State::Opening => Err(ErrorCode::LeaderNotAvailable),
            State::Online | State::Full => Ok(()),
        }
    }

    /// Gives back memory that is spare, and keeps once what other copies remember, too.
    pub(crate) fn condense<'a>(&mut self, others: impl Iterator<Item = &'a Partition>) {
        self.appending.shrink_to_fit();
        self.on_durable.shrink_to_fit();
        self.on_high_watermark.shrink_to_fit();
        self.producers.shrink();
        self.tail.shrink();
        for other in others {
            self.producers.share(&other.producers);
            self.tail.share(&other.tail);
        }
    }

    /// KIP-320: does the client believe in our leadership?
    pub(crate) fn check_epoch(&self, believed: Option<LeaderEpoch>) -> Result<(), ErrorCode> {
        match believed {
            Some(epoch) if epoch < self.known.leader_epoch => Err(ErrorCode::FencedLeaderEpoch),
            Some(epoch) if epoch > self.known.leader_epoch => Err(ErrorCode::UnknownLeaderEpoch),
            _ => Ok(()),
        }
    }

    /// Takes a client's batch: checks it against the topic and its producer's sequences, and gives it its offsets.
    pub(crate) fn append(&mut self, batch: &CheckedBatch, now: Timestamp) -> Result<Appended, Refusal> {
        if self.taking_back {
            return Err(Refusal::new(ErrorCode::KafkaStorageError, "the disk refused an append: try again"));
        }
        let head = batch.head();
        let (id, epoch) = (ProducerId(head.producer_id), ProducerEpoch(head.producer_epoch));
        let sequence = match head.is_idempotent() {
            true => self.producers.check(id, epoch, head.base_sequence, head.count),
            false => Ok(SequenceCheck::Next),
        };
        // A retry of what is in the log is no new record: the rules of today (the clock's, above all) do not touch it.
        if !matches!(sequence, Ok(SequenceCheck::Duplicate(_))) {
            self.check_rules(batch, now)?;
        }
        if let SequenceCheck::Duplicate(first) = sequence? {
            let log_append_time = self.stamps().then_some(first.timestamp);
            return Ok(Appended::Duplicate {
                base: first.base_offset,
                end: first.last_offset.plus(1),
                log_append_time,
            });
        }
        let base = self.end;
        let stamped = if self.stamps() {
            batch.stamp_at(base.0, self.known.leader_epoch.0, now.0)
        } else {
            batch.stamp(base.0, self.known.leader_epoch.0)
        };
        let end = base.plus(batch.offsets());
        let (head, bytes) = (*stamped.head(), stamped.size() as u32);
        self.epochs.note(self.known.leader_epoch, base);
        if let Some((id, epoch, recent)) = RecentBatch::of(&head) {
            self.producers.note_beyond(id, epoch, recent, self.durable);
        }
        let max_timestamp = Timestamp(head.max_timestamp);
        self.tail.push(TailBatch { base, end, leader_epoch: self.known.leader_epoch, bytes, max_timestamp });
        self.bytes += u64::from(bytes);
        self.end = end;
        Ok(Appended::New { batch: stamped, base, end, log_append_time: self.stamps().then_some(now) })
    }

    fn check_rules(&self, batch: &CheckedBatch, now: Timestamp) -> Result<(), Refusal> {
        let size = batch.size();
        if size > u64::from(self.settings.max_message_bytes) {
            let most = self.settings.max_message_bytes;
            let why = alloc::format!("a batch of {size} bytes: max.message.bytes is {most}");
            return Err(Refusal::new(ErrorCode::MessageTooLarge, why));
        }
        // A coordinator's batch gets a segment of its own then: a group that has grown does not stop for a size meant for records.
        if size > u64::from(self.settings.log.segment_bytes) && !self.internal {
            let most = self.settings.log.segment_bytes;
            let why = alloc::format!("a batch of {size} bytes: segment.bytes is {most}");
            return Err(Refusal::new(ErrorCode::RecordListTooLarge, why));
        }
        if self.settings.compact {
            batch.refuse_keyless()?;
            if batch.keys() == Keys::Unseen {
                let why = "a compacted topic takes compressed batches only where the broker can look into them";
                return Err(Refusal::new(ErrorCode::UnsupportedCompressionType, why));
            }
        }
        let stamp = batch.max_timestamp();
        if self.settings.timestamp_type == TimestampType::CreateTime && stamp != Timestamp::NONE.0 {
            let ahead = stamp.saturating_sub(now.0);
            if ahead > self.settings.timestamp_after_max_ms {
                let why = alloc::format!("a record's timestamp lies {ahead} ms ahead of the broker's clock");
                return Err(Refusal::new(ErrorCode::InvalidTimestamp, why));
            }
            if ahead.saturating_neg() > self.settings.timestamp_before_max_ms {
                let why = alloc::format!("a record's timestamp lies {} ms behind the broker's clock", -ahead);
                return Err(Refusal::new(ErrorCode::InvalidTimestamp, why));
            }
        }
        Ok(())
    }

    fn stamps(&self) -> bool {
        self.settings.timestamp_type == TimestampType::LogAppendTime
    }

    /// The order for an appended batch has been issued.
    pub(crate) fn issued(&mut self, ticket: Ticket, end: Offset) {
        self.appending.push_back(Appending { ticket, end });
    }

    /// `awaited` waits for everything before `end`. Returns false when that is true already.
    pub(crate) fn wait(&mut self, until: Until, end: Offset, awaited: Awaited) -> bool {
        let (reached, queue) = match until {
            Until::Durable => (self.durable, &mut self.on_durable),
            Until::HighWatermark => (self.high_watermark, &mut self.on_high_watermark),
        };
        if reached >= end {
            return false;
        }
        // Almost always the newest end; the retry of a batch still on its way to the disk may wait for an older one.
        let place = queue.partition_point(|(other, _)| *other <= end);
        queue.insert(place, (end, awaited));
        true
    }

    /// An append's order has completed.
    pub(crate) fn handle_appended(
        &mut self,
        me: BrokerId,
        ticket: Ticket,
        result: Result<(), StorageFault>,
    ) -> Progress {
        let done = self.appending.pop_front().expect("a completion follows an append");
        assert_eq!(done.ticket, ticket, "completions come in issue order");
        match result {
            Ok(()) => {
                assert!(!self.taking_back, "an append succeeded after an earlier one of its log failed");
                self.state = State::Online;
                self.durable = done.end;
                self.follow_high_watermark();
                let mut progress = self.advance(me);
                progress.for_followers = true;
                progress
            }
            Err(fault) => self.take_back(fault),
        }
    }

    /// Moves the high watermark as far as it may, and finds who has waited for that, or for what is durable now.
    fn advance(&mut self, me: BrokerId) -> Progress {
        let mut progress = Progress::default();
        if let Some(safe) = self.safe_end(me).filter(|safe| *safe > self.high_watermark) {
            progress.readable_bytes = self.tail.bytes_between(self.high_watermark, safe);
            progress.for_followers = true;
            self.high_watermark = safe;
        }
        for (queue, reached) in
            [(&mut self.on_durable, self.durable), (&mut self.on_high_watermark, self.high_watermark)]
        {
            while queue.front().is_some_and(|(end, _)| *end <= reached) {
                progress.reached.extend(queue.pop_front().map(|(_, awaited)| awaited));
            }
        }
        progress
    }

    /// Whether [`Partition::advance`] has anything to do.
    fn may_advance(&self, me: BrokerId) -> bool {
        let is_due =
            |queue: &VecDeque<(Offset, Awaited)>, reached| queue.front().is_some_and(|(end, _)| *end <= reached);
        self.safe_end(me).is_some_and(|safe| safe > self.high_watermark)
            || is_due(&self.on_durable, self.durable)
            || is_due(&self.on_high_watermark, self.high_watermark)
    }

    /// An append failed. The log ends where it is durable; once every later append has come home too, it may go on.
    fn take_back(&mut self, fault: StorageFault) -> Progress {
        self.taking_back = !self.appending.is_empty();
        if !matches!(self.state, State::Halted(_)) {
            self.state = if fault == StorageFault::Full { State::Full } else { State::Halted(fault) };
        }
        if !self.taking_back {
            self.end = self.durable;
            self.bytes = self.bytes.saturating_sub(self.tail.truncate(self.end));
            self.epochs.truncate(self.end);
            self.producers.truncate(self.end);
            self.high_watermark = self.high_watermark.min(self.end);
        }
        Progress { failed: self.fail_waits(), ..Progress::default() }
    }

    /// Nobody's wait on this partition will come true any more.
    pub(crate) fn fail_waits(&mut self) -> Vec<Awaited> {
        let all = self.on_durable.drain(..).chain(self.on_high_watermark.drain(..));
        all.map(|(_, awaited)| awaited).collect()
    }

    /// Whether somebody else has all that is committed: a member of the ISR, or an eligible replica.
    pub(crate) fn has_others(&self, me: BrokerId) -> bool {
        self.known.isr.iter().chain(&self.known.elr).any(|broker| *broker != me)
    }

    /// Whether any append is under way.
    pub(crate) fn is_quiet(&self) -> bool {
        self.appending.is_empty()
    }

    /// How many bytes a reader at `offset` could have, as far as the tail table knows: "very many" before it.
    pub(crate) fn readable_bytes(&self, offset: Offset) -> u64 {
        if offset >= self.high_watermark { 0 } else { self.tail.bytes_between(offset, self.high_watermark) }
    }

    /// KIP-595: where a reader whose last record at `offset` has `epoch` departs from this log.
    pub(crate) fn divergence(&self, epoch: Option<LeaderEpoch>, offset: Offset) -> Option<(LeaderEpoch, Offset)> {
        let epoch = epoch?;
        let (ours, end) = self.epochs.end_of(epoch, self.end).unwrap_or((LeaderEpoch(-1), self.start));
        (ours < epoch || end < offset).then_some((ours, end))
    }

    /// The largest epoch not above the one asked for, and its end.
    pub(crate) fn epoch_end(&self, asked: LeaderEpoch) -> Option<(LeaderEpoch, Offset)> {
        self.epochs.end_of(asked, self.end)
    }

    /// The epoch of the record at an offset, or of the newest.
    pub(crate) fn epoch_at(&self, offset: Offset) -> LeaderEpoch {
        self.epochs.epoch_at(offset).or(self.epochs.latest()).unwrap_or(self.known.leader_epoch)
    }

    /// The log starts at `start` now.
    pub(crate) fn trim(&mut self, start: Offset) {
        self.start = self.start.max(start);
        self.epochs.trim(self.start);
    }

    /// What idempotent producers sent last.
    pub(crate) fn producers(&self) -> &ProducerTable {
        &self.producers
    }

    /// Whether there is a producer that has been silent since before `oldest`.
    pub(crate) fn has_producers_before(&self, oldest: Timestamp) -> bool {
        self.producers.iter().any(|(_, entry)| entry.last_seen < oldest)
    }

    /// Forgets producers silent since before `oldest`.
    pub(crate) fn expire_producers(&mut self, oldest: Timestamp) {
        self.producers.expire(oldest);
    }

    /// What eyes see, with so many of its last batches at the most.
    pub(crate) fn view(&self, me: BrokerId, heard: &Heard, batches: usize) -> PartitionView {
        let role = match self.state {
            State::Halted(_) => ReplicaRole::Halted,
            State::Opening => ReplicaRole::Opening,
            State::Full => ReplicaRole::ReadOnly,
            State::Online if self.known.leader == Some(me) => ReplicaRole::Leader,
            State::Online => ReplicaRole::Follower,
        };
        PartitionView {
            topic: self.name.clone(),
            topic_id: self.topic,
            internal: self.internal,
            partition: self.index,
            role,
            leader: self.known.leader,
            leader_epoch: self.known.leader_epoch,
            replicas: self.known.replicas.clone(),
            isr: self.known.isr.clone(),
            elr: self.known.elr.clone(),
            min_isr: self.settings.min_insync_replicas,
            followers: self.follower_views(heard),
            log_start: self.start,
            durable: self.durable,
            high_watermark: self.high_watermark,
            log_end: self.end,
            bytes: self.bytes,
            tail: self.tail.last(batches, self.start),
            epochs: self.epochs.iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests;
